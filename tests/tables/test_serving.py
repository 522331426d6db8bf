"""A real server whose table changes a thousand times while a client keeps asking; and what is left of old tables."""

import gc
import json
import subprocess
import sys
import weakref
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from aiohttp.typedefs import Handler

from resrouter import MatchInfo, Router, RouteTable, StaticResource
from tests.tables import load_program

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "tests.tables.load_program"]
# Seconds. No measure of speed: it turns a server that hangs into a failure with a name.
PATIENCE = 60
# What a server holds more or less from one moment to the next, its connections above all. One table has some thousand
# objects, and 80 are made between the two counts.
FEW_OBJECTS = 1000

ROUNDS = 20
PATHS = ["/stays", "/a", "/b/1", "/files/x", "/none", "/live/1/a", "/live/1/b/2", "/live/1/files/x", "/live/1/none"]
PATHS += ["/m/1/a", "/m/1/files/x", "/g/x", "/function/b/1"]
REQUESTS = [make_mocked_request(method, path) for path in PATHS for method in ("GET", "POST")]


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What the server and the client have seen."""
    serve = [*PROGRAM, "serve"]
    with subprocess.Popen(serve, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            ask = [*PROGRAM, "ask", server.stdout.readline().strip()]
            client = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
            assert client.returncode == 0, client.stderr
            told, _ = server.communicate(timeout=PATIENCE)
        finally:
            server.kill()
    return cast("dict[str, Any]", {**json.loads(told), **json.loads(client.stdout)})


@pytest.mark.slow
def test_every_answer_is_that_of_a_table_that_was_served(report: dict[str, Any]) -> None:
    assert report["wrong"] == []
    assert report["failures"] == 0
    assert report["swaps"] == load_program.SWAPS
    # Each answer of either table came, with the plugin and without.
    assert set(report["seen"]) == {
        f"{method} {path} {status} {text}"
        for (method, path), answers in load_program.ANSWERS.items()
        for status, text in answers
    }


@pytest.mark.slow
def test_memory_stays_flat_over_all_changes(report: dict[str, Any]) -> None:
    before, after = report["objects"]
    assert after - before < FEW_OBJECTS
    assert report["tables"] < 12
    # Of a hundred tables that were made anew only those that are served now are left, and one whose swap is under way.
    assert report["made"] > 30 * report["alive"]


# --- in this process, change by change -----------------------------------------------------------


def now(coroutine: Coroutine[None, None, T]) -> T:
    """The result of a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("it waits")


async def show(request: web.Request) -> web.Response:
    return web.Response()


@web.middleware
async def passing(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)


class Served:
    """A router with a live one mounted on it, and the resources of all that was ever served there."""

    def __init__(self) -> None:
        self.router, self.live = Router(), Router()
        self.router.add_resource("/stays", name="stays").add_route("GET", show)
        self.router.mount("/live/{x}", self.live, name="live", middlewares=[passing])
        self.router.freeze()
        self.live.freeze()
        self.router.subscribe(lambda old, new, diff: None)
        self.ever: weakref.WeakSet[web.AbstractResource] = weakref.WeakSet()

    def asked(self) -> None:
        """Requests for all that is there, whose handlers are made."""
        for request in REQUESTS:
            found = now(self.router.resolve(request))
            assert isinstance(found, MatchInfo)
            assert callable(found.handler)
        self.ever |= weakref.WeakSet([*self.router.table, *self.live.table])


def rows() -> list[Any]:
    return [("/a", "a", {"GET": show, "k": [1]}), ("/b/{y}", "b", {"GET": show}), StaticResource("/files", "tests")]


def by_swap(served: Served) -> None:
    served.live.swap(RouteTable(rows()))
    served.asked()
    served.live.swap(RouteTable())


def by_update(served: Served) -> None:
    served.router.update(lambda table: table.add(*rows(), owner="plug"))
    served.asked()
    served.router.update(lambda table: table.unload("plug"))


def by_edit(served: Served) -> None:
    with served.router.edit(owner="plug") as draft:
        draft.mount("/m/{m}", RouteTable(rows()), name="m")
        draft.group("/g", lambda group: group.add_get("/x", show), data={"k": 1}, middlewares=[passing])
        draft["stays"].add_route("POST", show)
        draft.mount("/function", lambda _request: rows())
    served.asked()
    with served.router.edit() as draft:
        draft.unload("plug")


def by_merge(served: Served) -> None:
    before = served.router.table
    served.router.update(lambda table: table.merge(RouteTable(rows())))
    served.asked()
    served.router.swap(before)


def by_failure(served: Served) -> None:
    with suppress(LookupError), served.router.edit(owner="plug") as draft:
        draft.mount("/m", RouteTable(rows()), name="m")
        draft["nobody"].add_route("GET", show)
    served.asked()


def objects() -> int:
    """How many there are, without what the mocks in the requests write down."""
    gc.collect()
    return sum(type(found).__module__ != "unittest.mock" for found in gc.get_objects())


WAYS = [by_swap, by_update, by_edit, by_merge, by_failure]


@pytest.mark.parametrize("change", WAYS)
def test_nothing_is_left_of_what_has_come_and_gone(change: Callable[[Served], None]) -> None:
    served = Served()
    for _ in range(ROUNDS):
        change(served)
    before = objects()
    for _ in range(ROUNDS):
        change(served)
    assert objects() - before < ROUNDS
    # "stays" itself, which edits replace, and the mount.
    assert set(served.ever) <= {*served.router.table, *served.live.table}
