"""Ours alone, one hot path after the other, between marks that callgrind sees: `python -m benchmarks.hot_paths`.

For each path it prints the name and the number of operations, and marks thrice: before no operation, before these
operations, and after them. What lies between the marks is what `benchmarks.counts` reads. There is no garbage
collection, whose moment would depend on what was built before.
"""

import argparse
import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from yarl import URL

from benchmarks.workloads import Pairs, Salt, Table, fresh, workloads
from resrouter import Router

# Called by nobody else, and beyond the border of a library, so that no compiler can inline it away.
MARK = "ctermid"
WARM = 64  # operations after which the interpreter has specialised the code on the way
RESOLVES = 240  # of one path; they take no time to speak of, it is building the tables that does
LINK = "/repos/{owner}/{repo}/pulls/{pull_number}/reviews"
TABLE = 10_000  # routes before the first one is added
ADDED = 64

RESOLVED = {
    "root": "GitHub, root",
    "deep": "GitHub, deep",
    "all": "GitHub, all templates",
    "404 near": "GitHub, 404 near",
    "404 far": "GitHub, 404 unknown",
    "405": "GitHub, 405",
    "plain": "1,000 static",
    "below a parameter": "1,000 behind a parameter",
    "glued": "1,000 glued",
    "twins": "1,000 regex twins",
}


@dataclass(frozen=True, slots=True)
class HotPath:
    """A path's name, how many operations to count, and what does those from one number to another.

    The first `WARM` operations are not counted.
    """

    name: str
    operations: int
    work: Callable[[int, int], Awaitable[None]]


def main() -> None:
    """Walk all hot paths, once everything is built; with --listen below callgrind, which starts to count then."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", action="store_true", help="have valgrind count from the first path on")
    options = parser.parse_args()
    gc.disable()
    paths = list(hot_paths())
    if options.listen:
        start_counting()
    asyncio.run(walk(paths))


def start_counting() -> None:
    """Tell the valgrind that runs this process to count; until then the same work takes it a fifth of the time."""
    with subprocess.Popen(["vgdb", f"--pid={os.getpid()}", "instrumentation", "on"], stdout=sys.stderr) as vgdb:
        while vgdb.poll() is None:
            pass  # no waiting: valgrind hears of it only while this process runs
    if vgdb.returncode:
        raise SystemExit(f"vgdb ended with {vgdb.returncode}")


async def walk(paths: Iterable[HotPath]) -> None:
    """Do the operations of every hot path, between marks."""
    for path in paths:
        await path.work(0, WARM)
        os.ctermid()
        await path.work(WARM, WARM)
        os.ctermid()
        await path.work(WARM, WARM + path.operations)
        os.ctermid()
        print(f"{path.name}\t{path.operations}", flush=True)


def hot_paths(*, table: int = TABLE) -> Iterator[HotPath]:
    """All of them, each ready to go; new routes are added to a table of so many."""
    by_key = {workload.key: workload for workload in workloads()}
    routers: dict[str, Router] = {}
    for key, name in RESOLVED.items():
        workload = by_key[key]
        if workload.table.name not in routers:
            routers[workload.table.name] = build(workload.table)
        yield resolving(name, routers[workload.table.name], workload.requests)
    yield linking("Resource.url")
    yield adding("add_route to 10,000, and ask", table)


def resolving(name: str, router: Router, pairs: Pairs) -> HotPath:
    """Resolves of these requests in turn."""
    operations = max(RESOLVES, len(pairs))
    asked = requests(pairs, WARM + operations)

    async def work(first: int, last: int) -> None:
        for request in asked[first:last]:
            await router.resolve(request)

    return HotPath(name, operations, work)


def linking(name: str) -> HotPath:
    """Links with three plain values."""
    resource = Router().add_resource(LINK)
    salt = Salt()
    parts = [
        {"owner": f"o{salt.next()}", "repo": f"r{salt.next()}", "pull_number": salt.next()}
        for _ in range(WARM + RESOLVES)
    ]

    async def work(first: int, last: int) -> None:
        for own in parts[first:last]:
            resource.url(own)

    return HotPath(name, RESOLVES, work)


def adding(name: str, table: int) -> HotPath:
    """Routes added to a router that serves so many; each is asked for at once, so that no work is put off unseen."""
    templates = [f"/area-{number % 100}/{{tenant}}/list-{number}/{{id}}" for number in range(table + WARM + ADDED)]
    router = build(Table(name, [("GET", template) for template in templates[:table]]), is_frozen=False)
    added = templates[table:]
    asked = requests(
        [("GET", template.replace("{tenant}", "~").replace("{id}", "~")) for template in added], len(added)
    )

    async def work(first: int, last: int) -> None:
        for template, request in zip(added[first:last], asked[first:last], strict=True):
            router.add_route("GET", template, handler)
            await router.resolve(request)

    return HotPath(name, ADDED, work)


def build(table: Table, *, is_frozen: bool = True) -> Router:
    """A router of ours that holds the table."""
    router = Router()
    for method, template in table.routes:
        router.add_route(method, template, handler)
    if is_frozen:
        router.freeze()
    return router


def requests(pairs: Pairs, number: int) -> list[web.Request]:
    """So many requests, in turn, whose URLs were never asked before, as a server makes them."""
    blank = make_mocked_request("GET", "/")
    salt = Salt()
    return [
        blank.clone(method=method, rel_url=URL.build(path=path, encoded=True))
        for pair in islice(cycle(pairs), number)
        for method, path in fresh([pair], salt.next())
    ]


async def handler(_request: web.Request) -> web.Response:
    """Answers nothing of interest; only finding it is counted."""
    return web.Response()


if __name__ == "__main__":
    main()
