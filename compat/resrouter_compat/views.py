"""Class-based views whose methods may be generators."""

import inspect
from collections.abc import Generator
from typing import Any

from aiohttp import web

from resrouter_compat.handlers import make_awaitable


class View(web.View):
    """aiohttp's view; methods that are generators, as they were written once, are awaited with a warning."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for member in vars(cls).values():
            if inspect.isgeneratorfunction(member):
                make_awaitable(member)

    def __iter__(self) -> Generator[Any, None, web.StreamResponse]:
        """The answer, for `yield from view`."""
        return self.__await__()
