"""Tables of many sizes, each built once for the whole run."""

from dataclasses import dataclass
from functools import cache
from time import thread_time
from typing import Generic, TypeVar

from aiohttp import web

from benchmarks.peers.stock import handler
from benchmarks.rounds import quiet
from benchmarks.workloads import Pairs, filled
from resrouter import Router

SIZES = (100, 1_000, 10_000, 100_000)
QUICK_SIZES = (100, 1_000)
ASKED = 150

SHAPES = {
    "spread": "/s{prefix}/g{number}/{{id}}/items/{{item}}",
    "tenant first": "/{{tenant}}/g{number}/{{id}}/items",
}

R = TypeVar("R", bound=web.UrlDispatcher)


@dataclass(frozen=True, slots=True)
class Grown(Generic[R]):
    """A router that is open still, and the seconds that its building took."""

    router: R
    seconds: float


@cache
def stock(shape: str, size: int) -> Grown[web.UrlDispatcher]:
    """aiohttp's dispatcher with so many routes."""
    return _grown(web.UrlDispatcher(), shape, size)


@cache
def serving(shape: str, size: int) -> Router:
    """The like of it, frozen as that of an application that has started."""
    router = _grown(Router(), shape, size).router
    router.freeze()
    return router


@cache
def ours(shape: str, size: int) -> Grown[Router]:
    """Our router with so many routes."""
    return _grown(Router(), shape, size)


def template(shape: str, number: int) -> str:
    """The template of a table's route of that number."""
    return SHAPES[shape].format(prefix=number // 100, number=number)


def hits(shape: str, size: int) -> Pairs:
    """As many requests whatever the size, evenly spread over the table."""
    return [("GET", filled(template(shape, number * size // ASKED))) for number in range(ASKED)]


def misses(shape: str, size: int) -> Pairs:
    """The same paths with another word in one segment: as deep as the hits."""
    return [(method, path.replace("/items", "/none")) for method, path in hits(shape, size)]


def forget() -> None:
    """Drop all tables."""
    stock.cache_clear()
    ours.cache_clear()
    serving.cache_clear()


def _grown(router: R, shape: str, size: int) -> Grown[R]:
    with quiet():
        start = thread_time()
        for number in range(size):
            router.add_route("GET", template(shape, number), handler)
        return Grown(router, thread_time() - start)
