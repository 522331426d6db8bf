"""One route more, in tables of many sizes."""

from collections.abc import Callable
from itertools import count
from time import thread_time

from aiohttp import web

from benchmarks import grown
from benchmarks.figures import Figure
from benchmarks.grown import QUICK_SIZES, SIZES
from benchmarks.peers.ours import add_to
from benchmarks.peers.stock import handler
from benchmarks.rounds import MICROSECONDS, MILLISECONDS, ROUNDS, Turn, quiet, race
from benchmarks.wanted import wanted

SECTION = "adding"
SHAPE = "spread"
ADDED = 10  # in one turn; so few that the table stays what it was

_new = count(1_000_000)


def figures(*, quick: bool = False, only: str = "", rounds: int = ROUNDS) -> list[Figure]:
    """Of each size: one route more in an open router, in our frozen table, and all of it anew."""
    found = []
    for size in (QUICK_SIZES if quick else SIZES)[1:]:
        if wanted(only, SECTION, f"{size:,} routes"):
            found += [*_adding(size, rounds), *_rebuilding(size)]
    return found


def _adding(size: int, rounds: int) -> list[Figure]:
    stock, router = grown.stock(SHAPE, size).router, grown.ours(SHAPE, size).router
    table = router.table
    turns = {
        "aiohttp": _turn(_to_router(stock)),
        "resrouter": _turn(_to_router(router)),
        "resrouter, frozen table": _turn(lambda path: add_to(table, path)),
    }
    return race(turns, rounds=rounds).figures(SECTION, f"one route to {size:,}", MICROSECONDS)


def _rebuilding(size: int) -> list[Figure]:
    """How long the tables of this run took: once each, so that the ratio is one of two single values."""
    stock, ours = grown.stock(SHAPE, size).seconds, grown.ours(SHAPE, size).seconds
    factor, unit = MILLISECONDS
    work = f"all {size:,} anew"
    return [
        Figure(SECTION, work, "aiohttp", stock * factor, unit, 1.0),
        Figure(SECTION, work, "resrouter", ours * factor, unit, ours / stock),
    ]


def _to_router(router: web.UrlDispatcher) -> Callable[[str], object]:
    return lambda path: router.add_route("GET", path, handler)


def _turn(add: Callable[[str], object]) -> Turn:
    def turn() -> float:
        paths = [grown.template(SHAPE, next(_new)) for _ in range(ADDED)]
        with quiet():
            start = thread_time()
            for path in paths:
                add(path)
            return (thread_time() - start) / ADDED

    return turn
