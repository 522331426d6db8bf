"""One method of a resource and its handler."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.abc import AbstractView
from aiohttp.typedefs import Handler

from resrouter.routing.place import Place, calling_place, place_of_code

ExpectHandler = Callable[[web.Request], Awaitable[web.StreamResponse | None]]
AnyHandler = Handler | type[AbstractView]


class Route(web.ResourceRoute):
    """One method of a resource and the handler that answers it: aiohttp's route, and where it was registered."""

    place: Place

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


def place_of_route(route: web.AbstractRoute) -> str:
    """Where a route was registered, as text; for a route that aiohttp made, where its handler stands."""
    if isinstance(route, Route):
        return str(route.place)
    place = place_of_code(route.handler)
    return f"{place} (its handler)" if place else "a place unknown"
