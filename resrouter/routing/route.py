"""One method of a resource and its handler."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractView
from aiohttp.typedefs import Handler

from resrouter.paths.converters import Converter
from resrouter.routing.data import NO_DATA, Data, folded
from resrouter.routing.middleware import Middleware
from resrouter.routing.place import Place, calling_place, place_of_code

ExpectHandler = Callable[[web.Request], Awaitable[web.StreamResponse | None]]
# `async def handler(request)`, or one that takes parts of the path besides: see `signature`.
AnyHandler = Handler | type[AbstractView] | Callable[..., Awaitable[web.StreamResponse]]


class Route(web.ResourceRoute):
    """One method of a resource and the handler that answers it: aiohttp's route, and where it was registered."""

    place: Place

    #: What was told of this route alone.
    own_data: Data = NO_DATA
    #: What runs round its handler inside the middlewares of its resource.
    own_middlewares: tuple[Middleware, ...] = ()
    #: Who added it, when that is another than the owner of its resource.
    owner: str | None = None
    #: What the texts of the parameters stand for, as its handler says; those of its resource hold for it too.
    converters: Mapping[str, Converter[Any]] = MappingProxyType({})
    _unchained: AnyHandler | None = None
    _data: Data | None = None

    def __init__(
        self,
        method: str,
        handler: AnyHandler,
        resource: web.AbstractResource,
        *,
        expect_handler: ExpectHandler | None = None,
    ) -> None:
        # Through aiohttp's own __init__, by a look-up at call time: instrumentation wraps it there.
        super().__init__(method, handler, resource, expect_handler=expect_handler)
        self.place = calling_place()

    @property
    def unchained(self) -> AnyHandler:
        """The handler without the middlewares of groups and mounts round it."""
        return self.handler if self._unchained is None else self._unchained

    @unchained.setter
    def unchained(self, handler: AnyHandler) -> None:
        self._unchained = handler

    @property
    def layers(self) -> tuple[Data, ...]:
        """What was told on each level, outermost first."""
        above: tuple[Data, ...] = getattr(self.resource, "layers", ())
        return (*above, self.own_data) if self.own_data else above

    @property
    def data(self) -> Data:
        """What is told of the route: its own data below that of its resource, and of all that it stands below."""
        if not self.own_data:
            above: Data = getattr(self.resource, "data", NO_DATA)
            return above
        if self._data is None:
            self._data = folded(self.layers)
        return self._data


def place_of_route(route: web.AbstractRoute) -> str:
    """Where a route was registered, as text; for a route that aiohttp made, where its handler stands."""
    if isinstance(route, Route):
        return str(route.place)
    place = place_of_code(route.handler)
    return f"{place} (its handler)" if place else "a place unknown"


def place_of_resource(resource: web.AbstractResource) -> str:
    """Where a resource was registered, as text; for one that aiohttp made, where its first handler stands."""
    place = getattr(resource, "place", None)
    if place is not None:
        return str(place)
    for route in resource:
        return place_of_route(route)
    return "a place unknown"
