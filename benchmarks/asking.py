"""Asking a built table: the requests for it, the loop round it, and whether its answers are right."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from time import thread_time

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from yarl import URL

from benchmarks.peers.peer import Answer, Finder, Resolver
from benchmarks.peers.stock import read
from benchmarks.rounds import quiet
from benchmarks.syntax import canonical
from benchmarks.workloads import Pairs, Salt, fresh

Built = Finder | Resolver

SECONDS = 0.003  # for the asking of one turn
QUICK_SECONDS = 0.0002
WARMING = 10  # a first pass that takes so many times longer has warmed up on its way
PASSES = 2000  # more would ask more paths than the caches hold

_salt = Salt()


class Asking:
    """A subject's turn: as many passes as fit into the seconds, each with paths that were never asked before."""

    def __init__(self, built: Built, pairs: Pairs, *, seconds: float) -> None:
        self._built = built
        self._pairs = pairs
        self._seconds = seconds
        self._passes = 0

    def __call__(self) -> float:
        """The seconds for one lookup."""
        if not self._passes:
            self._passes = 1
            taken = self._ask()
            if taken * len(self._pairs) > WARMING * self._seconds:
                return taken
            self._passes = self._fitting(self._ask())
        return self._ask()

    def _fitting(self, taken: float) -> int:
        """How many passes fit when a lookup takes so long."""
        return max(1, min(int(self._seconds / (taken * len(self._pairs))), PASSES // len(self._pairs)))

    def _ask(self) -> float:
        asked = [pair for _ in range(self._passes) for pair in fresh(self._pairs, _salt.next())]
        if isinstance(self._built, Resolver):
            return _loop().run_until_complete(_resolved(self._built, requests(asked)))
        return _found(self._built.ask, written(asked, self._built))


def answers(built: Built, pairs: Pairs) -> list[Answer]:
    """What the table answers to one pass, in words that all peers share."""
    asked = fresh(pairs, "1234567")
    if isinstance(built, Resolver):
        found = [_loop().run_until_complete(_awaited(built, request)) for request in requests(asked)]
        said = [read(match_info) for match_info in found]
    else:
        said = [built.read(built.ask(method, path)) for method, path in written(asked, built)]
    return [replace(answer, template=answer.template and canonical(answer.template)) for answer in said]


def requests(pairs: Pairs) -> list[web.Request]:
    """Requests whose URLs were never asked before, as a server makes them.

    What aiohttp and yarl derive from a request at its first use, whoever it is that asks, is derived already.
    """
    blank = _blank()
    made = [blank.clone(method=method, rel_url=URL.build(path=path, encoded=True)) for method, path in pairs]
    for request in made:
        _ = request.method, request.rel_url.path_safe
    return made


def written(pairs: Pairs, finder: Finder) -> list[tuple[str, str]]:
    """The paths in the form that the peer takes, each a string of its own."""
    if finder.form == "raw":
        return list(pairs)
    attribute = "path" if finder.form == "decoded" else "path_safe"
    return [
        (method, getattr(URL.build(path=path, encoded=True), attribute) if "%" in path else path)
        for method, path in pairs
    ]


def _found(ask: Callable[[str, str], object], pairs: Pairs) -> float:
    with quiet():
        start = thread_time()
        for method, path in pairs:
            ask(method, path)
        return (thread_time() - start) / len(pairs)


async def _resolved(built: Resolver, asked: Sequence[web.Request]) -> float:
    resolve = built.resolve
    with quiet():
        start = thread_time()
        for request in asked:
            await resolve(request)
        return (thread_time() - start) / len(asked)


async def _awaited(built: Resolver, request: web.Request) -> web.UrlMappingMatchInfo:
    return await built.resolve(request)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


@cache
def _blank() -> web.Request:
    return make_mocked_request("GET", "/")
