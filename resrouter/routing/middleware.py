"""What may run round a handler."""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from aiohttp import typedefs

from resrouter.routing.data import Data


@runtime_checkable
class ForRoute(Protocol):
    """A middleware that is made for each route, and may have nothing to do there."""

    def for_route(self, data: Data) -> typedefs.Middleware | None:
        """The middleware for a route of which this is told, or None: then it costs that route nothing."""
        ...


# aiohttp's own: `async def middleware(request, handler)`; "@web.middleware" is allowed and changes nothing here.
Middleware = typedefs.Middleware | ForRoute


def middlewares_of(given: Iterable[Middleware]) -> tuple[Middleware, ...]:
    """The middlewares; raises TypeError for one that stands where several are wanted."""
    if not given:  # asking for the protocol takes long: benchmarks/counts.py, "add_route"
        return ()
    if callable(given) or isinstance(given, ForRoute):
        raise TypeError(f"middlewares={given!r} is one middleware\nGive a list of them: middlewares=[...].")
    return tuple(given)
