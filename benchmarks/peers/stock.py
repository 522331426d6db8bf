"""aiohttp's own dispatcher, with which everybody is compared."""

from typing import TypeVar

from aiohttp import web

from benchmarks.peers.peer import Answer, Peer, Resolver
from benchmarks.workloads import Table

R = TypeVar("R", bound=web.UrlDispatcher)


def build(table: Table) -> Resolver:
    """The frozen dispatcher."""
    return Resolver(filled_with(web.UrlDispatcher(), table).resolve)


def filled_with(router: R, table: Table) -> R:
    """The router with the table's routes, frozen."""
    for method, template in table.routes:
        router.add_route(method, template, handler)
    router.freeze()
    return router


async def handler(_request: web.Request) -> web.Response:
    """Answers nothing of interest; only finding it is measured."""
    return web.Response()


def read(found: web.UrlMappingMatchInfo) -> Answer:
    """What a match info of aiohttp's or of ours says."""
    if found.http_exception is not None:
        return Answer(found.http_exception.status)
    resource = found.route.resource
    return Answer(200, found.route.method, resource.canonical if resource else None, dict(found))


STOCK = Peer("aiohttp", "aiohttp", build)
