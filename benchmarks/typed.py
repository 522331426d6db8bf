"""Parameters with types, and middlewares for one route, beside what one writes for aiohttp in their place."""

from typing import Any, cast

from aiohttp import web
from aiohttp.typedefs import Handler

from benchmarks.asking import QUICK_SECONDS, SECONDS, Asking, answers
from benchmarks.figures import Figure
from benchmarks.lookups import WrongAnswerError
from benchmarks.peers.peer import Resolver
from benchmarks.peers.stock import handler as endpoint
from benchmarks.rounds import BASELINE, NANOSECONDS, ROUNDS, race
from benchmarks.wanted import wanted
from resrouter import Router, setup

SECTION = "typed"
RESOLVED = "an int in the path, resolved"
HANDLED = "a middleware, handled"

REGEX = r"/users/{id:\d+}/posts"
PLAIN = "/users/{id}/posts"
REQUESTS = [("GET", "/users/~/posts")]


def figures(*, quick: bool = False, only: str = "", rounds: int = ROUNDS) -> list[Figure]:
    """The time of one `resolve()` with types, and of one request through a middleware.

    Raises:
        WrongAnswerError: the subjects do not answer alike.
    """
    seconds = QUICK_SECONDS if quick else SECONDS
    found = []
    if wanted(only, SECTION, RESOLVED):
        tables = _tables()
        said = {name: [answer.params for answer in answers(table, REQUESTS)] for name, table in tables.items()}
        if any(params != said[BASELINE] for params in said.values()):
            raise WrongAnswerError(f"{RESOLVED}: {said}")
        turns = {name: Asking(table, REQUESTS, seconds=seconds) for name, table in tables.items()}
        found += race(turns, rounds=rounds).figures(SECTION, RESOLVED, NANOSECONDS)
    if wanted(only, SECTION, HANDLED):
        turns = {name: Asking(_through(app), REQUESTS, seconds=seconds) for name, app in _apps().items()}
        found += race(turns, rounds=rounds).figures(SECTION, HANDLED, NANOSECONDS)
    return found


def _tables() -> dict[str, Resolver]:
    stock, regex, plain, typed = web.UrlDispatcher(), Router(), Router(), Router()
    stock.add_get(REGEX, endpoint)
    regex.add_get(REGEX, endpoint)
    plain.add_get(PLAIN, endpoint)
    typed.add_get(PLAIN, endpoint, converters={"id": int})
    routers = {BASELINE: stock, "resrouter": typed, "resrouter, a regex": regex, "resrouter, plain": plain}
    for router in routers.values():
        router.freeze()
    return {name: Resolver(router.resolve) for name, router in routers.items()}


def _apps() -> dict[str, web.Application]:
    """Applications that answer through one middleware: aiohttp's own, which each request passes, and a route's."""
    stock, ours, both = (
        web.Application(middlewares=[_passes]),
        web.Application(),
        web.Application(middlewares=[_passes]),
    )
    stock.router.add_get(PLAIN, _answers)
    setup(ours).add_get(PLAIN, _answers, middlewares=[_passes])
    setup(both).add_get(PLAIN, _answers, middlewares=[_passes])
    apps = {BASELINE: stock, "resrouter": ours, "resrouter, the application's and the route's": both}
    for app in apps.values():
        app.freeze()
    return apps


def _through(app: web.Application) -> Resolver:
    """What asks an application for its response, in the place of a router that is asked for a match info."""
    return Resolver(cast(Any, app._handle))  # only that it is awaited matters


@web.middleware
async def _passes(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)


async def _answers(_request: web.Request) -> web.StreamResponse:
    return _RESPONSE


_RESPONSE = web.Response()
