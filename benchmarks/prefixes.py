"""Requests below a prefix: a directory's file, and a path of a mounted application; aiohttp's own side by side."""

from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from benchmarks.asking import QUICK_SECONDS, SECONDS, Asking, answers
from benchmarks.figures import Figure
from benchmarks.lookups import WrongAnswerError
from benchmarks.peers.peer import Resolver
from benchmarks.peers.stock import handler
from benchmarks.rounds import BASELINE, NANOSECONDS, ROUNDS, race
from benchmarks.wanted import wanted
from resrouter import setup

SECTION = "prefixes"
DIRECTORY = Path(__file__).resolve().parent
MOUNTED = 5

WAYS = {
    "directory": "/static/~",
    "mounted, with a parameter": "/app3/items/~",
    "mounted, without": "/app3/list",
    "beside them": "/api/~",
}


def figures(*, quick: bool = False, only: str = "", rounds: int = ROUNDS) -> list[Figure]:
    """The time of one `resolve()`, by what stands below the prefix.

    Raises:
        WrongAnswerError: the two do not answer alike.
    """
    tables = {BASELINE: _resolver(web.Application), "resrouter": _resolver(_ours)}
    found = []
    for work, path in WAYS.items():
        requests = [("GET", path)]
        if wanted(only, SECTION, work):
            said = {name: answers(table, requests) for name, table in tables.items()}
            if said["resrouter"] != said[BASELINE]:
                raise WrongAnswerError(f"{work}: {said}")
            seconds = QUICK_SECONDS if quick else SECONDS
            turns = {name: Asking(table, requests, seconds=seconds) for name, table in tables.items()}
            found += race(turns, rounds=rounds).figures(SECTION, work, NANOSECONDS)
    return found


def _resolver(make: Callable[[], web.Application]) -> Resolver:
    """The router of a frozen application with routes, a directory and mounted applications."""
    app = make()
    for number in range(MOUNTED):
        mounted = make()
        mounted.router.add_get("/items/{id}", handler)
        mounted.router.add_get("/list", handler)
        app.add_subapp(f"/app{number}", mounted)
    app.router.add_static("/static", DIRECTORY)
    app.router.add_get("/api/{name}", handler)
    app.freeze()
    return Resolver(app.router.resolve)


def _ours() -> web.Application:
    app = web.Application()
    setup(app)
    return app
