"""A named thing with a path, and one route for each method it answers."""

import logging
from abc import abstractmethod
from typing import Any

from aiohttp import hdrs, web

from resrouter.errors import DeadRouteError
from resrouter.paths.encoding import safe_path
from resrouter.paths.template import PathTemplate
from resrouter.routing.linked import Linked
from resrouter.routing.match_info import MatchInfo
from resrouter.routing.place import Place, calling_place
from resrouter.routing.route import AnyHandler, ExpectHandler, Route, place_of_route

log: logging.Logger = logging.getLogger("resrouter")

_REPLACED = "%s %s was registered at %s, and is replaced by the registration at %s"


class Resource(web.Resource, Linked):
    """A path, perhaps a name, and the routes below it, one for each method.

    `Router.add_resource()` makes them; to build one by hand take `PlainResource` or `DynamicResource`.
    """

    place: Place | None

    def __init__(self, template: PathTemplate, *, name: str | None = None) -> None:
        # Past aiohttp's plain and dynamic classes, which would read the path once more.
        web.Resource.__init__(self, name=name)
        self.template = template
        self.place = calling_place()

    def add_route(self, method: str, handler: AnyHandler, *, expect_handler: ExpectHandler | None = None) -> Route:
        """The route that was added for the method; "*" takes every method that has no route of its own.

        Raises:
            DeadRouteError: the method, or "*", is taken already (a RuntimeError, as in aiohttp).
            ValueError: the method is no HTTP token.
        """
        rival = self._routes.get(method, self._any_route)
        if rival is not None:
            raise DeadRouteError(
                self.canonical,
                method,
                taken_by=rival.method,
                first=(_name_of(rival.handler), place_of_route(rival)),
                second=(_name_of(handler), str(calling_place())),
            )
        route = Route(method, handler, self, expect_handler=expect_handler)
        replaced = self._routes.get(route.method)
        if replaced is not None:
            # Only a method in lower case comes here; aiohttp lets it replace the route, and so do we, but not silently.
            log.warning(_REPLACED, route.method, self.canonical, place_of_route(replaced), route.place)
        self.register_route(route)
        return route

    def add_wildcard(self, handler: AnyHandler, *, expect_handler: ExpectHandler | None = None) -> Route:
        """The route that was added for every method that has no route of its own."""
        return self.add_route(hdrs.METH_ANY, handler, expect_handler=expect_handler)

    def route_for(self, method: str) -> web.ResourceRoute | None:
        """The route that answers the method, if any."""
        return self._routes.get(method, self._any_route)

    @property
    def allowed_methods(self) -> frozenset[str]:
        """The methods that have a route, as `Allow` lists them."""
        return frozenset(self._allowed_methods)

    @property
    def matches_by_template(self) -> bool:
        """Whether the template alone decides what matches; a subclass may have its own `resolve()` or `_match()`."""
        return type(self).resolve is Resource.resolve and type(self)._match is Resource._match

    async def resolve(self, request: web.Request) -> tuple[MatchInfo | None, set[str]]:
        """The match info and the allowed methods for a request, as aiohttp's own dispatcher asks for them."""
        params = self._match(safe_path(request.rel_url))
        if params is None:
            return None, set()
        route = self.route_for(request.method)
        return (MatchInfo(params, route) if route else None), self._allowed_methods

    def _match(self, path: str) -> dict[str, str] | None:
        return self.template.match(path)

    @abstractmethod
    def add_prefix(self, prefix: str) -> None:
        """Put a literal prefix before the path; aiohttp does so when it mounts an application."""


class PlainResource(Resource, web.PlainResource):
    """A resource whose path has no parameters."""

    template: PathTemplate

    def __init__(self, path: str, *, name: str | None = None) -> None:
        if path and not path.startswith("/"):
            # AssertionError by name, as aiohttp's class raises it.
            raise AssertionError(f"the path {path!r} must be empty or start with '/'")
        super().__init__(PathTemplate.literal(path), name=name)
        self._path = path

    def freeze(self) -> None:
        """Turn the empty path of an application that was not mounted into '/'."""
        web.PlainResource.freeze(self)
        if not str(self.template):
            self.template = PathTemplate.literal("/")

    def add_prefix(self, prefix: str) -> None:
        """Put a literal prefix before the path."""
        web.PlainResource.add_prefix(self, prefix)
        self.template = self.template.under(prefix)


class DynamicResource(Resource, web.DynamicResource):
    """A resource whose path has parameters."""

    template: PathTemplate

    def __init__(self, path: str, *, name: str | None = None) -> None:
        super().__init__(PathTemplate.parse(path), name=name)
        if not path.startswith("/"):
            # AssertionError by name, as aiohttp's class raises it, and only then.
            raise AssertionError(f"the path {path!r} must start with '/'")
        self._orig_path = path

    # aiohttp keeps these two as attributes; here both are read off the template.
    @property
    def _pattern(self) -> Any:  # type: ignore[override]  # an attribute there
        return self.template.pattern

    @property
    def _formatter(self) -> str:  # type: ignore[override]  # an attribute there
        return self.template.formatter

    def add_prefix(self, prefix: str) -> None:
        """Put a literal prefix before the path."""
        if not prefix.startswith("/") or prefix.endswith("/"):
            # AssertionError by name, as aiohttp's class raises it; "/" alone ends with a slash too.
            raise AssertionError(f"the prefix {prefix!r} must start with '/' and not end with it")
        self.template = self.template.under(prefix)


def place_of_resource(resource: web.AbstractResource) -> str:
    """Where a resource was registered, as text; for one that aiohttp made, where its first handler stands."""
    place = getattr(resource, "place", None)
    if place is not None:
        return str(place)
    for route in resource:
        return place_of_route(route)
    return "a place unknown"


def _name_of(handler: object) -> str:
    return getattr(handler, "__qualname__", None) or repr(handler)
