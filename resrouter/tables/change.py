"""What is served, and its changes: one table after another, each put in place at once."""

import logging
from collections.abc import Callable
from typing import NamedTuple, Protocol

from aiohttp import web

from resrouter.tables.table import RouteTable

log: logging.Logger = logging.getLogger("resrouter")


class TableDiff(NamedTuple):
    """What a change took away and brought; a resource that was replaced is in both."""

    added: tuple[web.AbstractResource, ...]
    removed: tuple[web.AbstractResource, ...]

    @classmethod
    def between(cls, old: RouteTable, new: RouteTable) -> "TableDiff":
        """The difference of two tables."""
        return cls(
            new.register.beyond(old.register),
            old.register.beyond(new.register),
        )


#: Told of a change: the table before, the table now, and what differs.
Subscriber = Callable[[RouteTable, RouteTable, TableDiff], object]


class Served(Protocol):
    """What serves a table that can be changed."""

    @property
    def table(self) -> RouteTable:
        """The table that is served now."""
        ...

    def update(self, change: Callable[[RouteTable], RouteTable]) -> RouteTable:
        """The table that is served after the change."""
        ...


class Subscribers:
    """Who is told of changes; one that fails is logged, and keeps neither the change nor the others back."""

    def __init__(self) -> None:
        self._callbacks: dict[object, Subscriber] = {}

    def add(self, callback: Subscriber) -> Callable[[], None]:
        """The function that ends the subscription."""
        key = object()
        self._callbacks[key] = callback

        def end() -> None:
            self._callbacks.pop(key, None)

        return end

    def tell(self, old: RouteTable, new: RouteTable) -> None:
        """Tell everybody of a change."""
        if not self._callbacks or old is new:
            return
        diff = TableDiff.between(old, new)
        for callback in tuple(self._callbacks.values()):
            try:
                callback(old, new, diff)
            except Exception:
                log.exception("%r failed on a change of the routes", callback)
