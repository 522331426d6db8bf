"""The router of v1: routes in strict order of registration, each with its own name."""

# pyright: reportPrivateUsage=false
# What v1's routes keep, they keep in private attributes.

import keyword
import os
import re
import threading
from collections.abc import Container, Iterable, Iterator, Mapping, Sized
from types import MappingProxyType
from typing import Any, ClassVar

from aiohttp import hdrs, web

import resrouter
from resrouter_compat import paths
from resrouter_compat.adapter import ResourceAdapter, is_route
from resrouter_compat.handlers import Handler, as_handler
from resrouter_compat.match_info import ErrorMatchInfo, SystemRoute
from resrouter_compat.routes import DynamicRoute, PlainRoute, Route
from resrouter_compat.static import StaticRoute
from resrouter_compat.warned import UnreachableRouteWarning, warn

# Keywords of today that were names when v1 was written.
_NAMES_ONCE = frozenset({"async", "await"})


class RoutesView(Sized, Iterable[web.AbstractRoute], Container[object]):
    """The routes of a router in order of registration, those that come later too."""

    def __init__(self, router: resrouter.Router) -> None:
        self._router = router

    def __len__(self) -> int:
        return sum(len(resource) for resource in self._router.table)

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return (route for resource in self._router.table for route in resource)

    def __contains__(self, route: object) -> bool:
        return any(route is own for own in self)


class _Own(threading.local):
    """A route of this thread."""

    route: Route | None = None


class UrlDispatcher(resrouter.Router):
    """aiohttp's router up to 0.20, which is a `resrouter.Router` as well.

    `add_route()`, `add_static()` and `register_route()` have the ways of v1: paths are compared as the client sent
    them, the first registered route that fits path and method answers, a name belongs to one method of one path, and
    nothing is ever closed. `add_resource()`, `add_get()` and all else are those of today, in the same order.

    Args:
        strict_names: whether names must be identifiers joined by ".", ":" or "-"; before aiohttp 0.18 any text was one.
    """

    METHODS: ClassVar[set[str]] = {
        hdrs.METH_ANY,
        hdrs.METH_POST,
        hdrs.METH_GET,
        hdrs.METH_PUT,
        hdrs.METH_DELETE,
        hdrs.METH_PATCH,
        hdrs.METH_HEAD,
        hdrs.METH_OPTIONS,
    }
    DYN: ClassVar[re.Pattern[str]] = paths.DYN
    DYN_WITH_RE: ClassVar[re.Pattern[str]] = paths.DYN_WITH_RE
    GOOD: ClassVar[str] = paths.GOOD
    ROUTE_RE: ClassVar[re.Pattern[str]] = paths.ROUTE_RE
    NAME_SPLIT_RE = re.compile("[.:-]")

    def __init__(self, *, strict_names: bool = True) -> None:
        super().__init__(precedence="registration", names="any")
        self._strict_names = strict_names
        # The route that add_route() or add_static() registers now: only those made by hand are of an old way.
        self._own = _Own()
        # Which route answers a method of a path, by what tells the paths apart.
        self._answering: dict[tuple[str | re.Pattern[str], str], ResourceAdapter] = {}

    def add_route(  # type: ignore[override]  # v1's arguments and v1's route
        self,
        method: str,
        path: str,
        handler: Handler,
        *,
        name: str | None = None,
        expect_handler: Handler | None = None,
    ) -> PlainRoute | DynamicRoute:
        """The route that was added for method and path. When it is refused, nothing is left of it.

        Raises:
            ValueError: the path does not start with a slash or cannot be read, the method is none of `METHODS`, or the
                name is bad or taken.
            AssertionError: the handler cannot be called, or the expect handler is no coroutine function.
        """
        if not path.startswith("/"):
            raise resrouter.TemplateSyntaxError(path, 0, 1, "No slash at the start", f"Write {'/' + path!r}.")
        handler = as_handler(handler)
        # v1 made a text of anything, and then refused that.
        method = method.upper() if hasattr(method, "upper") else str(method)
        if method not in self.METHODS:
            raise ValueError(f"{method} is not allowed HTTP method; UrlDispatcher.METHODS.add({method!r}) allows it")
        route: PlainRoute | DynamicRoute
        if paths.is_dynamic(path):
            pattern, formatter, covers = paths.parsed(path)
            route = DynamicRoute(method, handler, name, pattern, formatter, expect_handler=expect_handler)
            route._covers = covers
        else:
            route = PlainRoute(method, handler, name, path, expect_handler=expect_handler)
        self._register_own(route)
        return route

    def add_static(  # type: ignore[override]  # v1's route, unless an option of today is given
        self,
        prefix: str,
        path: str | os.PathLike[str],
        *,
        name: str | None = None,
        expect_handler: Handler | None = None,
        chunk_size: int = 256 * 1024,
        response_factory: Any = web.StreamResponse,
        **options: Any,
    ) -> StaticRoute | resrouter.StaticResource:
        """The route that was added for the files of a directory.

        With an option that v1 did not have (show_index, follow_symlinks, append_version) it is a resource of today.

        Raises:
            AssertionError: the prefix does not start with a slash.
            ValueError: there is no such directory, or the name is bad or taken.
        """
        if not prefix.startswith("/"):
            # AssertionError by name, as v1 raised it.
            raise AssertionError(f"the prefix {prefix!r} must start with '/'")
        if options:
            if expect_handler is not None:
                options["expect_handler"] = expect_handler
            return resrouter.Router.add_static(self, prefix, path, name=name, chunk_size=chunk_size, **options)
        route = StaticRoute(
            name,
            prefix if prefix.endswith("/") else f"{prefix}/",
            path,
            expect_handler=expect_handler,
            chunk_size=chunk_size,
            response_factory=response_factory,
        )
        self._register_own(route)
        return route

    def register_route(self, route: Route) -> None:
        """Take a route; every definition of v1's comes through here, so that a subclass can see them all.

        Raises:
            AssertionError: it is no v1 route.
            ValueError: its name is bad or taken.
        """
        if route is not self._own.route:
            warn("register_route(): use resources, add_resource(path, name=name).add_route(method, handler)")
        bound = route._resource if is_route(route) else None
        adapter = ResourceAdapter(route)
        try:
            self._refuse_name(adapter)
            # First, as a warning may be made an error.
            self._warn_if_unreachable(adapter)
            # By the class: a subclass of v1's time may have methods of these names for purposes of its own.
            resrouter.Router.register_resource(self, adapter)
        except BaseException:
            route._resource = bound
            raise

    def index_resource(self, resource: web.AbstractResource) -> None:
        """Enter a resource into the index; the one way by which any comes in."""
        if resource.name is not None:
            self._refuse_bad_name(resource.name)
        resrouter.Router.index_resource(self, resource)

    def routes(self) -> RoutesView:  # type: ignore[override]  # v1's is live and cannot be indexed; aiohttp's is a copy
        """The routes in order of registration, those that come later too."""
        return RoutesView(self)

    def named_routes(self) -> Mapping[str, web.AbstractResource]:
        """What the names stand for, those that come later too: resources, which give their route's attributes."""
        warn("named_routes(): use named_resources()")
        return MappingProxyType(self)

    async def resolve(self, request: web.Request) -> web.UrlMappingMatchInfo:
        """The answer for a request; on a 404 and a 405 its `route` is a `SystemRoute`."""
        found = await super().resolve(request)
        error = found.http_exception
        if error is None or found.apps or type(found.route) is SystemRoute:
            return found
        return ErrorMatchInfo(error, getattr(found, "resource", None))

    def freeze(self) -> None:
        """Make the router ready to serve. It stays open: v1's applications register while they serve."""
        self.settle()

    # The shortcuts came later, with resources, and give routes of those.

    def add_head(self, path: str, handler: Any, **options: Any) -> resrouter.Route:
        """The HEAD route that was added, on a resource of today."""
        return resrouter.Router.add_route(self, hdrs.METH_HEAD, path, handler, **options)

    def add_options(self, path: str, handler: Any, **options: Any) -> resrouter.Route:
        """The OPTIONS route that was added, on a resource of today."""
        return resrouter.Router.add_route(self, hdrs.METH_OPTIONS, path, handler, **options)

    def add_post(self, path: str, handler: Any, **options: Any) -> resrouter.Route:
        """The POST route that was added, on a resource of today."""
        return resrouter.Router.add_route(self, hdrs.METH_POST, path, handler, **options)

    def add_put(self, path: str, handler: Any, **options: Any) -> resrouter.Route:
        """The PUT route that was added, on a resource of today."""
        return resrouter.Router.add_route(self, hdrs.METH_PUT, path, handler, **options)

    def add_patch(self, path: str, handler: Any, **options: Any) -> resrouter.Route:
        """The PATCH route that was added, on a resource of today."""
        return resrouter.Router.add_route(self, hdrs.METH_PATCH, path, handler, **options)

    def add_delete(self, path: str, handler: Any, **options: Any) -> resrouter.Route:
        """The DELETE route that was added, on a resource of today."""
        return resrouter.Router.add_route(self, hdrs.METH_DELETE, path, handler, **options)

    def add_view(self, path: str, handler: Any, **options: Any) -> resrouter.Route:
        """The route for every method that was added, on a resource of today."""
        return resrouter.Router.add_route(self, hdrs.METH_ANY, path, handler, **options)

    def _register_own(self, route: Route) -> None:
        # An override of register_route() may call add_route() in its turn.
        outer, self._own.route = self._own.route, route
        try:
            self.register_route(route)
        finally:
            self._own.route = outer

    def _refuse_name(self, adapter: ResourceAdapter) -> None:
        """Refuse a resource whose name is bad or taken."""
        if adapter.name is not None:
            self._refuse_bad_name(adapter.name)
        clash = self.table.clash(adapter)
        if clash is not None:
            raise clash

    def _refuse_bad_name(self, name: str) -> None:
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers may err
            raise TypeError(f"the name {name!r} must be a str")
        for part in self.NAME_SPLIT_RE.split(name) if self._strict_names else ():
            if not part.isidentifier():
                raise resrouter.InvalidNameError(name, part, "is no Python identifier")
            if keyword.iskeyword(part) and part not in _NAMES_ONCE:
                raise resrouter.InvalidNameError(name, part, "is a Python keyword")

    def _warn_if_unreachable(self, adapter: ResourceAdapter) -> None:
        """Warn of a route whose method an earlier one takes on the same path."""
        route = adapter.route
        answers = _answers(route)
        if answers is None:
            return
        for method in (route.method.upper(), hdrs.METH_ANY):
            earlier = self._answering.get((answers, method))
            if earlier is not None and earlier in self.table:
                text = f"{route!r} ({adapter.place}) never answers: {earlier.route!r} ({earlier.place}) comes first"
                warn(text, UnreachableRouteWarning)
                return
        self._answering[answers, route.method.upper()] = adapter


def _answers(route: Route) -> str | re.Pattern[str] | None:
    """What tells the paths of a route apart from those of others; None when only the route knows."""
    if type(route) is PlainRoute:
        return route._path
    return route._pattern if type(route) is DynamicRoute else None
