"""This library: as aiohttp asks it, and as a plain function."""

from aiohttp import web

from benchmarks.peers.peer import NOT_FOUND, Answer, Finder, Peer, Resolver, unable
from benchmarks.peers.stock import filled_with, handler
from benchmarks.workloads import Table
from resrouter import DynamicResource, Router
from resrouter.tables.table import RouteTable


def build(table: Table) -> Resolver:
    """The frozen router, to be asked as aiohttp does."""
    return Resolver(filled_with(Router(), table).resolve)


def build_find(table: Table) -> Finder:
    """The frozen router, to be asked without a request and for no match info."""
    return finder(filled_with(Router(), table))


def finder(router: Router) -> Finder:
    """The search alone."""
    find = router.table.find

    def ask(method: str, path: str) -> object:
        return find(method, path)

    return Finder(ask, _read, form="safe")


def count_visited(router: Router, path: str) -> int:
    """How many nodes a search for the path visits."""
    return router.table.count_visited(path)


def add_to(table: RouteTable, path: str) -> RouteTable:
    """The frozen table with one route more."""
    resource = DynamicResource(path)
    resource.add_route("GET", handler)
    return table.add(resource)


def _read(found: tuple[web.ResourceRoute, dict[str, str]] | None) -> Answer:
    if found is None:
        return NOT_FOUND
    route, params = found
    assert route.resource is not None  # it is a resource's
    return Answer(200, route.method, route.resource.canonical, params)


RESOLVE = Peer("resrouter", "resrouter", build)
FIND = Peer("resrouter find", "resrouter", build_find, unable("It gives None for a 405 and for a 404.", "405"))
