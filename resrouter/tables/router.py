"""The router: what serves an application's resources."""

import logging
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn, cast

from aiohttp import web
from aiohttp.abc import AbstractRouter
from aiohttp.typedefs import Handler, PathLike
from aiohttp.web_routedef import AbstractRouteDef
from aiohttp.web_urldispatcher import MatchedSubAppResource, UrlDispatcher
from yarl import URL, Query

from resrouter.errors import (
    DuplicateNameError,
    FrozenRouterError,
    ShadowedUrlError,
    TemplateSyntaxError,
    UnknownNameError,
)
from resrouter.paths.encoding import safe_path
from resrouter.paths.link import link, texts_of
from resrouter.paths.precedence import Precedence
from resrouter.routing.adoption import adopt
from resrouter.routing.linked import Linked
from resrouter.routing.match_info import UNMATCHED, LateMatchInfoError, MatchInfo
from resrouter.routing.place import calling_place
from resrouter.routing.resource import DynamicResource, PlainResource, Resource, place_of_resource
from resrouter.routing.route import AnyHandler, ExpectHandler, Route
from resrouter.routing.static import StaticResource
from resrouter.tables.asking import ask
from resrouter.tables.cooperation import GENUINE, StockDoor
from resrouter.tables.dead import dead_paths, dead_routes
from resrouter.tables.names import refuse_bad_name
from resrouter.tables.savepoint import Savepoint
from resrouter.tables.shadow import shadowing
from resrouter.tables.table import RouteTable

log: logging.Logger = logging.getLogger("resrouter")

_NO_PARAMS: dict[str, str] = {}


class Router(UrlDispatcher):
    """aiohttp's router, with one index for all paths, links that come back, and errors that say where.

    It is a mapping of names to resources, and takes every registration that `app.router` takes.

    Args:
        precedence: who answers when several resources fit a path: "aiohttp" (the longest literal prefix, then
            registration order), "registration", or "specific" (segment by segment). See `resrouter.paths.precedence`.
    """

    def __init__(self, *, precedence: Precedence = "aiohttp") -> None:
        super().__init__()
        self._table = RouteTable(precedence=precedence)
        # Only aiohttp's own resolve() reads it, when somebody has wrapped that; it calls resolve() of it and no more.
        self._matched_sub_app_resources = [cast(MatchedSubAppResource, StockDoor(self._answer))]

    @property
    def precedence(self) -> Precedence:
        """Who answers when several resources fit a path."""
        return self._table.precedence

    @property
    def table(self) -> RouteTable:
        """What the router serves now, as a value: later registrations do not change it."""
        return self._table

    # One function, as each await and each call would cost a tenth of it: benchmarks/lookups.py, "resolve".
    async def resolve(self, request: web.Request) -> web.UrlMappingMatchInfo:  # noqa: C901, PLR0911  # for that reason
        """The answer for a request: a match info; for a 404 or 405 one whose handler raises it. Never raises."""
        if UrlDispatcher.resolve is not GENUINE:
            return await UrlDispatcher.resolve(self, request)
        table = self._table
        path = request.rel_url.path_safe
        resource = table.uncontested.get(path)
        if resource is not None:
            route = resource._routes.get(request.method, resource._any_route)
            return await self._answer(request) if route is None else MatchInfo(_NO_PARAMS, route)
        if "%" in path:
            path = safe_path(request.rel_url)
        first = table.index.first(path)
        if first is None:
            return LateMatchInfoError(UNMATCHED)
        entry, params, alone = first
        resource = entry.value
        if entry.takes_all_below and path:
            match_info: web.UrlMappingMatchInfo | None
            match_info, methods = await resource.resolve(request)
            if match_info is not None:
                return match_info
            return await ask(request, table.candidates(path)[1:], asked=resource, methods=methods)
        if path:
            if entry.is_plain:
                table.remember(path, resource)
            route = resource._routes.get(request.method, resource._any_route)
            if route is not None:
                return MatchInfo(params, route)
            if alone and resource._allowed_methods:
                return LateMatchInfoError(resource, request.method, resource._allowed_methods)
        return await self._answer(request)

    async def _answer(self, request: web.Request) -> web.UrlMappingMatchInfo:
        """The answer for a request, every candidate being asked in turn."""
        path = safe_path(request.rel_url)
        candidates = self._table.candidates(path)
        if not path:
            # "GET http://host", "CONNECT host:443": aiohttp asks domains, and nothing else.
            candidates = [found for found in candidates if isinstance(found.value, MatchedSubAppResource)]
        return await ask(request, candidates)

    def __getitem__(self, name: str) -> Resource:
        """The resource of that name.

        Typed as `Resource`, as all are that were added here; one of another class, given to `register_resource()`,
        is returned as it is.

        Raises:
            UnknownNameError: no resource has the name; a KeyError.
        """
        resource = self._named_resources.get(name)
        if resource is None:
            raise UnknownNameError(name, tuple(self._named_resources))
        return cast(Resource, resource)  # the docstring says when it is not

    def url(
        self,
        name: str,
        /,
        *,
        parts: Mapping[str, object] | None = None,
        query: Query = None,
        fragment: str = "",
        base: URL | str | None = None,
        **params: object,
    ) -> URL:
        """The link to the named resource: a request for it is answered by that resource with exactly these parts.

        Args:
            name: the resource's name.
            parts: the path's parameters; those named `parts`, `query`, `fragment` or `base` can only be given here.
            query: as in `yarl.URL.with_query`: a mapping, or pairs in order, keys repeated or not.
            fragment: what follows "#", unquoted.
            base: an absolute URL to put in front, its path included.
            **params: the path's parameters by name.

        Raises:
            UnknownNameError: no resource has the name.
            PartsError: parts are missing or unknown.
            ValueRefusedError: a value would not come back.
            ShadowedUrlError: the path leads to another resource, whatever the method.
            BaseUrlError: the base is no absolute URL.
        """
        resource = cast(web.AbstractResource, self[name])  # it may be a foreign one
        given = {**(parts or {}), **params}
        if isinstance(resource, (Resource, StaticResource)):
            self._refuse_shadowed(resource, resource.raw_path(given))
        if isinstance(resource, Linked):
            return resource.url(given, query, fragment=fragment, base=base)
        return link(resource.url_for(**texts_of(given)).raw_path, query, fragment=fragment, base=base)

    def add_resource(self, path: str, *, name: str | None = None) -> Resource:
        """The resource that was added for a path; the last one again when path and name are its own.

        Raises:
            TemplateSyntaxError: the path cannot be read (a ValueError).
            InvalidNameError: the name is no sequence of identifiers (a ValueError).
            DuplicateNameError: another resource has the name (a ValueError).
            FrozenRouterError: the router is frozen (a RuntimeError).
        """
        if path and not path.startswith("/"):
            raise TemplateSyntaxError(path, 0, 1, "No slash at the start", f"Write {'/' + path!r}.")
        if self._resources:
            last = self._resources[-1]
            if last.name == name and last.raw_match(path):
                return cast(Resource, last)  # as aiohttp does: what takes the path as its own is taken for one
        is_dynamic = "{" in path or "}" in path
        resource = DynamicResource(path, name=name) if is_dynamic else PlainResource(path, name=name)
        self.register_resource(resource)
        return resource

    def add_route(
        self,
        method: str,
        path: str,
        handler: AnyHandler,
        *,
        name: str | None = None,
        expect_handler: ExpectHandler | None = None,
    ) -> Route:
        """The route that was added for method and path. When it is refused, nothing is left of it.

        Raises what `add_resource()` and `Resource.add_route()` raise.
        """
        with self._all_or_nothing():
            resource = self.add_resource(path, name=name)
            return resource.add_route(method, handler, expect_handler=expect_handler)

    def add_get(
        self,
        path: str,
        handler: Handler,
        *,
        name: str | None = None,
        allow_head: bool = True,
        **kwargs: Any,
    ) -> Route:
        """The GET route that was added, with a HEAD route beside it unless `allow_head` is false."""
        with self._all_or_nothing():
            added = super().add_get(path, handler, name=name, allow_head=allow_head, **kwargs)
        return cast(Route, added)  # aiohttp's method asks our resource for it

    def add_routes(self, routes: Iterable[AbstractRouteDef]) -> list[web.AbstractRoute]:
        """The routes that were added for the definitions; when one is refused, none is added.

        Raises what the refused definition raises.
        """
        with self._all_or_nothing():
            return super().add_routes(routes)

    def add_static(self, prefix: str, path: PathLike, **options: Any) -> StaticResource:
        """The resource that was added for the files of a directory; the options are those of aiohttp.

        Options: name, expect_handler, chunk_size (bytes), show_index, follow_symlinks, append_version. They are not
        spelled out, since aiohttp 4 has others.

        Raises:
            ValueError: there is no such directory, or the name is bad or taken.
            FrozenRouterError: the router is frozen (a RuntimeError).
        """
        if not prefix.startswith("/"):
            # AssertionError by name, as aiohttp raises it.
            raise AssertionError(f"the prefix {prefix!r} must start with '/'")
        resource = StaticResource(prefix.removesuffix("/"), path, **options)
        self.register_resource(resource)
        return resource

    def register_resource(self, resource: web.AbstractResource) -> None:
        """Take a resource, ours or any other AbstractResource, into the router."""
        if not isinstance(resource, web.AbstractResource):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers may err
            # AssertionError by name, as aiohttp raises it.
            raise AssertionError(f"Instance of AbstractResource class is required, got {resource!r}")
        self._refuse_if_frozen(resource)
        self._refuse_name(resource)
        # First what may fail: a foreign resource is asked for its canonical path.
        self.index_resource(resource)
        if resource.name is not None:
            self._named_resources[resource.name] = resource
        self._resources.append(resource)

    def take_over(self, other: web.UrlDispatcher) -> None:
        """Take every resource of another router, in its order; the other one is not to be used any more.

        Resources keep their identity, names and routes. Those of aiohttp's own plain, dynamic and static
        classes become ours.

        Raises:
            DuplicateNameError: both have a resource of one name; nothing is changed.
            FrozenRouterError: this router is frozen; nothing is changed.
        """
        resources = list(other.resources())
        for resource in resources:
            self._refuse_if_frozen(resource)
            self._refuse_name(resource)
        for resource in resources:
            adopt(resource)
            self.register_resource(resource)

    def index_resource(self, resource: web.AbstractResource) -> None:
        """Enter a resource into the index; aiohttp calls it when a resource has got a prefix."""
        self._table = self._table.add(resource)

    def unindex_resource(self, resource: web.AbstractResource) -> None:
        """Take a resource out of the index; aiohttp calls it before a resource gets a prefix."""
        if isinstance(resource, MatchedSubAppResource):
            # KeyError, as aiohttp's index raises it here.
            raise KeyError(f"{resource!r} answers by a rule; an application with domains cannot be mounted")
        self._table = self._table.remove(resource)

    def freeze(self) -> None:
        """Close the router for registrations, and make it ready to serve."""
        AbstractRouter.freeze(self)
        self.settle()

    def settle(self) -> None:
        """Make the router ready to serve: empty paths become '/', and the log tells which routes can never answer."""
        for resource in self._resources:
            resource.freeze()
            # Freezing turns an empty path into "/"; the place in the order stays.
            self._table = self._table.refiled(resource)
        self._table.settle()
        routes = dead_routes(self._table.index.entries())
        if routes:
            log.warning("%d of the routes can never answer\n%s", len(routes), "\n".join(map(str, routes)))
        paths = dead_paths(self._table.index.entries())
        if paths:
            log.warning("%d of the paths can match no request\n%s", len(paths), "\n".join(map(str, paths)))

    def __reduce__(self) -> NoReturn:
        # The index knows its resources by identity, and a copy's would be others.
        raise TypeError("a router cannot be copied or pickled; build another one")

    def __str__(self) -> str:
        """The index as a tree."""
        return str(self._table)

    def __repr__(self) -> str:
        return f"<Router {len(self._resources)} resources, precedence {self.precedence!r}>"

    @contextmanager
    def _all_or_nothing(self) -> Generator[None]:
        """Undo what was registered inside when it ends in an exception."""
        table = self._table
        savepoint = Savepoint(self._resources, self._named_resources)
        try:
            yield
        except BaseException:
            savepoint.restore()
            self._table = table
            raise

    def _refuse_if_frozen(self, resource: web.AbstractResource) -> None:
        if self.frozen:
            raise FrozenRouterError(resource.canonical, str(calling_place()))

    def _refuse_name(self, resource: web.AbstractResource) -> None:
        name = resource.name
        if name is None:
            return
        refuse_bad_name(name)
        owner = self._named_resources.get(name)
        if owner is not None:
            raise DuplicateNameError(
                name,
                first=(owner.canonical, place_of_resource(owner)),
                second=(resource.canonical, place_of_resource(resource)),
            )

    def _refuse_shadowed(self, resource: Resource | StaticResource, raw: str) -> None:
        """Refuse a link that others answer for every method the resource has."""
        path = safe_path(URL.build(path=raw, encoded=True))
        winner = shadowing(resource, self._table.candidates(path))
        if winner is not None:
            error = ShadowedUrlError(
                raw,
                mine=(str(resource.template), place_of_resource(resource)),
                winner=(winner.canonical, place_of_resource(winner)),
            )
            error.resource = resource.label
            raise error
