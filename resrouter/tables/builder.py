"""The building API: everything that registers resources, whatever they are put before."""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypedDict, Unpack, cast

from aiohttp import hdrs, web
from aiohttp.typedefs import PathLike
from aiohttp.web_routedef import AbstractRouteDef
from aiohttp.web_urldispatcher import MatchedSubAppResource

from resrouter.errors import FrozenRouterError, RouteDataError, TemplateSyntaxError
from resrouter.paths.converters import converters_of
from resrouter.paths.syntax import Syntax
from resrouter.routing.data import NO_DATA, Data
from resrouter.routing.making import resource_for
from resrouter.routing.middleware import Middleware, middlewares_of
from resrouter.routing.mountpoint import ROOT, MountPoint, grouped, in_braces
from resrouter.routing.place import calling_place
from resrouter.routing.resource import Resource
from resrouter.routing.route import AnyHandler, ExpectHandler, Route
from resrouter.routing.static import StaticResource
from resrouter.tables.checks import check
from resrouter.tables.mount import Mount
from resrouter.tables.mounting import leads_to, mounted, under
from resrouter.tables.named import Named
from resrouter.tables.prefixes import has_parameters, read_parameters
from resrouter.tables.savepoint import Savepoint
from resrouter.tables.table import RouteTable


class OfPath(TypedDict, total=False):
    """What is said of a path, see `Builder.add_resource()`."""

    converters: Mapping[str, object]
    syntax: Syntax | None
    optional: bool


class Builder(Named):
    """What registers resources in a table: a router, a group of one, a draft."""

    _point: MountPoint = ROOT
    _owner: str | None = None
    # Whether the prefixes of aiohttp's applications have parameters.
    _reads_prefixes: bool = False
    # What this one registered last. It may be added to once more: what has another owner, stands in another group, with
    # other middlewares, or came with a table may not.
    _newest: web.AbstractResource | None = None
    # What was taken out of the index last, and how often it was in it: it comes back as often.
    _unindexed: tuple[web.AbstractResource | None, int, str | None] = (None, 1, None)

    def add_resource(
        self,
        path: str,
        *,
        name: str | None = None,
        data: Data = NO_DATA,
        middlewares: Iterable[Middleware] = (),
        conflicting: bool = False,
        converters: Mapping[str, object] = MappingProxyType({}),
        syntax: Syntax | None = None,
        optional: bool = False,
    ) -> Resource:
        """The resource that was added for a path; the last one again when path and name are its own.

        Path and name stand below those of a group; `data` is what is told of it, `match_info.data`; `middlewares` run
        round the handlers of its routes, inside those of groups. Two that are `conflicting` may fit the same paths.
        `converters`, such as `{"id": int}`, say what parameters stand for: a value that does not convert is in none of
        its paths. `syntax` is how the path is spelled, and with `optional` "{name?}" may be absent, as ":name?" may.

        Raises TemplateSyntaxError, InvalidNameError, DuplicateNameError (all a ValueError), FrozenRouterError.
        """
        path, says_optional = self._spelled(path, syntax)
        last = None if data or middlewares else self._last_at(path, name)
        if last is not None and (not converters or converters_of(converters) == getattr(last, "declared", {})):
            return last
        resource = resource_for(
            path,
            name=name,
            data=data,
            middlewares=middlewares_of(middlewares),
            point=self._point,
            converters=converters,
            optional=optional or says_optional,
        )
        if conflicting:
            resource.conflicting = True
        self._register(resource)
        self._newest = resource
        return resource

    def add_route(
        self,
        method: str,
        path: str,
        handler: AnyHandler,
        *,
        name: str | None = None,
        expect_handler: ExpectHandler | None = None,
        data: Data = NO_DATA,
        middlewares: Iterable[Middleware] = (),
        **of_path: Unpack[OfPath],
    ) -> Route:
        """The route that was added for method and path. When it is refused, nothing is left of it.

        Its data and middlewares are those of the route alone, inside the resource's; `converters`, `syntax` and
        `optional` are those of `add_resource()`.

        Raises what `add_resource()` and `Resource.add_route()` raise.
        """
        with self._all_or_nothing():
            resource = self.add_resource(path, name=name, **of_path)
            # The last resource, used again, may be one of aiohttp's, which knows of neither.
            if not data and not middlewares:
                return resource.add_route(method, handler, expect_handler=expect_handler)
            return resource.add_route(
                method, handler, expect_handler=expect_handler, data=data, middlewares=middlewares
            )

    def add_get(
        self,
        path: str,
        handler: AnyHandler,
        *,
        name: str | None = None,
        allow_head: bool = True,
        **kwargs: Any,
    ) -> Route:
        """The GET route that was added, with a HEAD route beside it unless `allow_head` is false."""
        if "middlewares" in kwargs:  # HEAD and GET take them both
            kwargs["middlewares"] = middlewares_of(kwargs["middlewares"])
        of_path: Any = {key: kwargs.pop(key) for key in OfPath.__optional_keys__ & kwargs.keys()}
        with self._all_or_nothing():
            resource = self.add_resource(path, name=name, **of_path)
            if allow_head:
                resource.add_route(hdrs.METH_HEAD, handler, **kwargs)
            return resource.add_route(hdrs.METH_GET, handler, **kwargs)

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
        resource = self._below_point(StaticResource(prefix.removesuffix("/"), path, **options))
        self._register(resource)
        return cast(StaticResource, resource)  # below a prefix with parameters it is a mount of it

    def register_resource(self, resource: web.AbstractResource) -> None:
        """Take a resource, ours or any other AbstractResource, into the router."""
        if not isinstance(resource, web.AbstractResource):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers may err
            # AssertionError by name, as aiohttp raises it.
            raise AssertionError(f"Instance of AbstractResource class is required, got {resource!r}")
        if self._reads_prefixes and has_parameters(resource):
            read_parameters(resource)
        below = self._below_point(resource)
        self._extend(below)
        self._newest = below

    def mount(
        self,
        prefix: str,
        other: Any,  # told apart by `mounting`; data has no type that would say more
        *,
        name: str | None = None,
        data: Data = NO_DATA,
        middlewares: Iterable[Middleware] = (),
        **of_path: Unpack[OfPath],
    ) -> tuple[web.AbstractResource, ...]:
        """The resources that now stand below a prefix.

        Args:
            prefix: what their paths start with; it may hold parameters, which the handlers below see too.
            other: a RouteTable or nested data, whose resources are copied and cost no more than any other; a Router,
                which is asked at each request, by its own options, and may change meanwhile; a function that gives a
                table, a router or data for each request. It is given the request if it takes an argument; then links
                do not reach below.
            name: what their names start with: "item" becomes "shop:item".
            data: what is told of all of them, see `match_info.data`.
            middlewares: what runs round their handlers, outermost first.
            **of_path: `converters`, `syntax` and `optional`, as of `add_resource()`; what is asked for each request
                takes prefixes without types and without parts that may be absent.

        Raises:
            TemplateSyntaxError: the prefix cannot be read, or has a parameter that a path below has too.
            RouteDataError: it is none of these.
            DuplicateNameError, ConflictError: as for the table's other registrations.
            FrozenRouterError: the router is frozen.
        """
        if leads_to(other, self._root()):
            raise RouteDataError(prefix, f"{other!r} cannot be mounted in itself", str(calling_place()))
        own = self._grouped(prefix, name, data, middlewares, of_path).as_mount()
        with self._all_or_nothing():
            resources = tuple(mounted(self._point.holding(own), other, RouteTable))
            self._extend(*resources)
            check(self._table, resources)
            return resources

    def group(
        self,
        prefix: str = "",
        build: "Callable[[Group], object] | None" = None,
        *,
        name: str | None = None,
        data: Data = NO_DATA,
        middlewares: Iterable[Middleware] = (),
        **of_path: Unpack[OfPath],
    ) -> "Group":
        """The same building API below a prefix; groups may stand in one another.

        `with router.group("/admin") as admin:` takes back what was registered when it ends in an exception, and so does
        a function that is given the group, `router.group("/admin", build)`.

        Args:
            prefix: what the paths start with; it may hold parameters.
            build: registers in the group, which is its only argument.
            name: what the names start with: "db" becomes "admin:db".
            data: what is told of all of them, see `match_info.data`.
            middlewares: what runs round their handlers, outermost first.
            **of_path: `converters`, `syntax` and `optional` of the prefix, as of `add_resource()`.
        """
        point = self._grouped(prefix, name, data, middlewares, of_path)
        group = Group(self, self._point.holding(point))
        if build is not None:
            with group:
                build(group)
        return group

    def index_resource(self, resource: web.AbstractResource) -> None:
        """Enter a resource into the index; aiohttp calls it when a resource has got a prefix."""
        unindexed, times, owner = self._unindexed
        if unindexed is not resource:
            times, owner = 1, self._owner
        for _ in range(times):
            self._table = self._table.entered(resource, owner)

    def unindex_resource(self, resource: web.AbstractResource) -> None:
        """Take a resource out of the index; aiohttp calls it before a resource gets a prefix."""
        if isinstance(resource, MatchedSubAppResource):
            # KeyError, as aiohttp's index raises it here.
            raise KeyError(f"{resource!r} answers by a rule; an application with domains cannot be mounted")
        times = len({entry.rank.registered for entry in self._table.entries_of(resource)})
        self._unindexed = resource, times, self._table.owner_of(resource)
        self._table = self._table.remove(resource)

    def __str__(self) -> str:
        """The index as a tree."""
        return str(self._table)

    def _register(self, resource: web.AbstractResource) -> None:
        """Register a resource that stands at its whole path, by the method that aiohttp calls for it."""
        if self._point is ROOT:
            self.register_resource(resource)
        else:
            self._extend(resource)

    def _extend(self, *resources: web.AbstractResource) -> None:
        """Register resources that stand at their whole paths; the one way by which any comes in."""
        with self._lock:
            table = self._table
            try:
                for resource in resources:
                    self._enter(resource)
            except BaseException:
                self._table = table
                raise

    def _enter(self, resource: web.AbstractResource) -> None:
        if self.frozen:
            raise FrozenRouterError(resource.canonical, str(calling_place()))
        clash = self._table.clash(resource, self._owner)
        if clash is not None:
            raise clash
        if self._owner is not None and isinstance(resource, (Resource, StaticResource, Mount)):
            resource.owner = self._owner
        # By the method that aiohttp calls here: somebody may have put another in its place.
        self.index_resource(resource)

    def _last_at(self, path: str, name: str | None) -> Resource | None:
        """The resource that was added last, if path and name are its own."""
        last = self._last()
        if last is not None and last.name == self._point.named(name) and last.raw_match(self._point.prefix + path):
            return cast(Resource, last)  # as aiohttp does: what takes the path as its own is taken for one
        return None

    def _spelled(self, path: str, syntax: Syntax | None) -> tuple[str, bool]:
        """A path or prefix in braces, and whether parts of it may be absent."""
        if path and not path.startswith("/"):
            raise TemplateSyntaxError(path, 0, 1, "No slash at the start", f"Write {'/' + path!r}.")
        return in_braces(path, syntax or self._table.settings.syntax)

    def _grouped(
        self, prefix: str, name: str | None, data: Data, middlewares: Iterable[Middleware], of_path: OfPath
    ) -> MountPoint:
        below, is_optional = self._spelled(prefix, of_path.get("syntax"))
        spelled = below, is_optional or of_path.get("optional", False)
        return grouped(spelled, name, data, middlewares_of(middlewares), converters_of(of_path.get("converters", {})))

    def _root(self) -> web.UrlDispatcher:
        """The router that all of it is for."""
        return self

    def _last(self) -> web.AbstractResource | None:
        """The resource that may be added to once more."""
        # Not asked of the table first: it may have to look for it.
        return self._newest if self._newest is not None and self._newest is self._table.last else None

    def _below_point(self, resource: web.AbstractResource) -> web.AbstractResource:
        return resource if self._point == ROOT else under(resource, self._point, RouteTable)

    @contextmanager
    def _all_or_nothing(self) -> Generator[None]:
        """Undo what was registered inside when it ends in an exception."""
        with self._lock:
            table, newest = self._table, self._newest
            savepoint = Savepoint(self._last())
            try:
                yield
            except BaseException:
                savepoint.restore()
                self._table, self._newest = table, newest
                raise


class Group(Builder):
    """The building API of a router, below a prefix. `Router.group()` makes them.

    As a context manager it takes back what was registered in it when it ends in an exception; routes that were added
    to resources from outside it stay.
    """

    def __init__(self, parent: Builder, point: MountPoint) -> None:
        self._parent = parent
        # It puts the parent's table in its place.
        with parent._lock:
            super().__init__(parent.table)
        self._lock = parent._lock
        self._point: MountPoint = point
        self._before: RouteTable = parent.table
        self._savepoint: Savepoint = Savepoint(None)

    @property
    def _table(self) -> RouteTable:  # pyright: ignore[reportIncompatibleVariableOverride]  # an attribute there
        return self._parent._table

    @_table.setter
    def _table(self, table: RouteTable) -> None:
        self._parent._table = table

    @property
    def frozen(self) -> bool:
        """Whether the router is frozen."""
        return self._parent.frozen

    def __getitem__(self, name: str) -> Resource:
        """The resource of that name in the group, else that of this whole name."""
        own = self._point.named(name)
        return self._parent[own if own is not None and own in self._parent else name]

    # Not on its own: a draft keeps account of what is registered in it.

    def _root(self) -> web.UrlDispatcher:
        return self._parent._root()

    def _extend(self, *resources: web.AbstractResource) -> None:
        self._parent._extend(*resources)

    def __enter__(self) -> Self:
        self._before, self._savepoint = self._table, Savepoint(self._last())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            self._savepoint.restore()
            self._table = self._before
