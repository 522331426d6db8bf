"""The router: what serves an application's resources."""

from collections.abc import Callable
from typing import NoReturn, Unpack, cast

from aiohttp import web
from aiohttp.abc import AbstractRouter
from aiohttp.web_urldispatcher import MatchedSubAppResource, UrlDispatcher

from resrouter.errors import FrozenRouterError, SetupError
from resrouter.paths.encoding import safe_path
from resrouter.paths.precedence import Precedence
from resrouter.routing.adoption import adopt
from resrouter.routing.match_info import UNMATCHED, LateMatchInfoError, MatchInfo
from resrouter.routing.place import calling_place
from resrouter.tables.answering import answer
from resrouter.tables.asking import checked
from resrouter.tables.builder import Builder
from resrouter.tables.change import Subscriber, Subscribers
from resrouter.tables.checks import check
from resrouter.tables.cooperation import GENUINE, StockDoor
from resrouter.tables.dead import log_dead
from resrouter.tables.draft import Draft
from resrouter.tables.options import OptionsByName
from resrouter.tables.table import RouteTable

_NO_PARAMS: dict[str, str] = {}


class Router(Builder):
    """aiohttp's router, with one index for all paths, links that come back, and errors that say where.

    It is a mapping of names to resources, and takes every registration that `app.router` takes. What it serves is a
    `RouteTable`, which can be changed and replaced while it serves.

    Args:
        parameters_in_prefixes: whether `app.add_subapp("/t/{tenant}", sub)` has a parameter; in aiohttp it is dead.
        **options: those of `RouteTable`; `conflicts` is "ignore" here, as aiohttp takes routes that collide. What is
            registered is checked when the router is frozen, as its routes come one after another; a mount, an edit
            and an update at once.
    """

    def __init__(self, *, parameters_in_prefixes: bool = False, **options: Unpack[OptionsByName]) -> None:
        told: OptionsByName = {"conflicts": "ignore", **options}
        super().__init__(RouteTable(**told))
        self._subscribers = Subscribers()
        self._reads_prefixes = parameters_in_prefixes
        # Only aiohttp's own resolve() reads these, when somebody has wrapped that; it calls resolve() of one.
        self._resource_index = {}
        self._matched_sub_app_resources = [cast(MatchedSubAppResource, StockDoor(self._answer))]

    @property
    def precedence(self) -> Precedence:
        """Who answers when several resources fit a path."""
        return self._table.precedence

    # One function, as each await and each call would cost a tenth of it: benchmarks/lookups.py, "resolve".
    async def resolve(self, request: web.Request) -> web.UrlMappingMatchInfo:  # noqa: C901, PLR0911, PLR0912  # for that reason
        """The answer for a request: a match info; for a 404 or 405 one whose handler raises it. Never raises."""
        if UrlDispatcher.resolve is not GENUINE:
            return await UrlDispatcher.resolve(self, request)
        table = self._table
        path = request.rel_url.path_safe
        resource = table.uncontested.get(path)
        if resource is not None:
            route = resource._routes.get(request.method)
            if route is None and (table.policy is None or request.method not in table.policy.unsettled):
                route = resource._any_route
            return await self._answer(request) if route is None else MatchInfo(_NO_PARAMS, route)
        if "%" in path:
            path = safe_path(request.rel_url)
        first = table.index.first(path)
        if first is None:
            return LateMatchInfoError(UNMATCHED) if table.policy is None else await self._answer(request)
        entry, params, alone = first
        resource = entry.value
        if entry.is_asked and path:
            match_info: web.UrlMappingMatchInfo | None
            if entry.check is not None:
                # Not by asking the resource, which would read the path once more: benchmarks/typed.py.
                match_info = checked(entry, params, request.method, table.policy)
                return await self._answer(request) if match_info is None else match_info
            match_info, methods = await resource.resolve(request)
            if match_info is not None:
                return match_info
            return await answer(request, table, path, asked=resource, methods=methods)
        if path:
            if entry.is_plain:
                table.remember(path, resource)
            route = resource._routes.get(request.method)
            if route is None and (table.policy is None or request.method not in table.policy.unsettled):
                route = resource._any_route
            if route is not None:
                return MatchInfo(params, route)
            if alone and table.policy is None and resource._allowed_methods:
                return LateMatchInfoError(resource, request.method, resource._allowed_methods)
        return await self._answer(request)

    async def _answer(self, request: web.Request) -> web.UrlMappingMatchInfo:
        """The answer for a request, every candidate being asked in turn."""
        return await answer(request, self._table, safe_path(request.rel_url))

    def swap(self, table: RouteTable) -> None:
        """Serve another table from the next request on; those under way finish with the resources they have found.

        Its options are served too: a table that was made without any refuses what collides, where a router takes it.
        Before the router is frozen it is what later registrations add to.
        """
        self.update(lambda _served: table)

    def update(self, change: Callable[[RouteTable], RouteTable]) -> RouteTable:
        """The table that is served from now on: what the function makes of the one that is served.

        Nothing is lost when several change it at once, in threads too: the function is called again when another change
        came first, so it must not change the router itself. When it raises, the table that is served stays.
        """
        if self._unindexed[0] is not None:
            raise SetupError(
                f"{self!r} belongs to an application below a prefix: add_subapp() put that into its paths",
                "To change it while serving, mount the router itself: app.router.mount(prefix, router).",
            )
        while True:
            old = self._table
            if not isinstance(new := change(old), RouteTable):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers may err
                raise TypeError(f"a router serves a RouteTable, not {new!r}")
            # Where the router is only mounted, an empty path stays one: it is the bare prefix.
            new = new.ready() if self.frozen else new
            new.settle_when_due()
            with self._lock:
                if self._table is old:
                    self._table = new
                    break
        self._subscribers.tell(old, new)
        return new

    def edit(self, owner: str | None = None) -> Draft:
        """A draft with the whole building API, as a context manager: its changes are served when the block ends.

        They are checked and put in place as one; an exception in the block, or a refusal, changes nothing. It is how
        to register on a router that is frozen.

        Args:
            owner: who registers what is registered in it, see `unload()`.
        """
        return Draft(self, owner)

    def unload(self, owner: str) -> None:
        """Take away what an owner registered, and nothing else: resources, their names, mounts, routes on others'."""
        self.update(lambda table: table.unload(owner))

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call a function after each swap, update, edit and unload; the function returned ends that.

        It is given the table before, the table now, and a `TableDiff`. An exception of its is logged.
        """
        return self._subscribers.add(callback)

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
            if self.frozen:
                raise FrozenRouterError(resource.canonical, str(calling_place()))
            clash = self._table.clash(resource)
            if clash is not None:
                raise clash
        for resource in resources:
            adopt(resource)
            self.register_resource(resource)

    def freeze(self) -> None:
        """Close the router for registrations, and make it ready to serve.

        Raises:
            ConflictError, DataError: what was registered is not as the router's options want it.
        """
        if self._table.settings.conflicts != "ignore" or self._table.settings.schema is not None:
            check(self._table, self._table.listed)
        AbstractRouter.freeze(self)
        self.settle()

    def settle(self) -> None:
        """Make the router ready to serve: empty paths become '/', and the log tells which routes can never answer."""
        with self._lock:
            for resource in self._table.listed:
                resource.freeze()
                # Freezing turns an empty path into "/"; the place in the order stays.
                self._table = self._table.refiled(resource)
        self._table.settle()
        log_dead(self._table.index.entries())

    def __reduce__(self) -> NoReturn:
        # The index knows its resources by identity, and a copy's would be others.
        raise TypeError("a router cannot be copied or pickled; build another one")

    def __repr__(self) -> str:
        return f"<Router {len(self._table.listed)} resources, precedence {self.precedence!r}>"
