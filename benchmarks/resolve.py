"""Resolve times against aiohttp's own dispatcher, measured side by side: `make bench`.

Both routers are asked the same requests, in rounds that alternate between them and with fresh path strings, so that
nothing is hot for one of them alone. Before anything is timed, every answer of ours is compared with aiohttp's. Ratios
are the result; the times beside them tell only about this machine. There is no clock in the tests.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Sequence
from statistics import median

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from yarl import URL

from benchmarks.tables import Workload, build, workloads
from resrouter import Router


def main() -> None:
    """Print a table of all workloads, or of those whose name holds a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a part of a workload's name")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    chosen = [workload for workload in workloads() if options.only in workload.name]
    print(f"{'one resolve, median of rounds':32}{'aiohttp':>12}{'resrouter':>12}{'ratio':>9}")
    for workload in chosen:
        theirs, ours = asyncio.run(measure(workload, options.rounds))
        print(f"{workload.name:32}{theirs * 1e6:9.2f} us{ours * 1e6:9.2f} us{ours / theirs:9.3f}")
    theirs, ours = build_times(options.rounds)
    print(f"{'GitHub, build the table':32}{theirs * 1e3:9.2f} ms{ours * 1e3:9.2f} ms{ours / theirs:9.3f}")


async def measure(workload: Workload, rounds: int) -> tuple[float, float]:
    """Seconds for one resolve: aiohttp's, ours."""
    routers = [build(web.UrlDispatcher, workload.routes), build(Router, workload.routes)]
    for request in fresh(workload.requests):
        theirs, ours = [described(await router.resolve(request)) for router in routers]
        if theirs != ours:
            raise SystemExit(f"{workload.name}: {request.method} {request.path}: aiohttp {theirs}, ours {ours}")
    repeats = max(1, 400 // len(workload.requests))
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        order = (0, 1) if number % 2 else (1, 0)
        for which in order:
            requests = [request for _ in range(repeats) for request in fresh(workload.requests)]
            times[which].append(await timed(routers[which], requests))
    return median(times[0]), median(times[1])


async def timed(router: web.UrlDispatcher, requests: Sequence[web.Request]) -> float:
    """Seconds of this thread's CPU for one resolve."""
    gc.collect()
    gc.disable()
    start = time.thread_time()
    for request in requests:
        await router.resolve(request)
    used = time.thread_time() - start
    gc.enable()
    return used / len(requests)


def fresh(requests: Sequence[tuple[str, str]]) -> list[web.Request]:
    """Requests whose URLs were never asked before, as a server makes them."""
    blank = make_mocked_request("GET", "/")
    return [blank.clone(method=method, rel_url=URL.build(path=path, encoded=True)) for method, path in requests]


def described(found: web.UrlMappingMatchInfo) -> tuple[object, ...]:
    """What must be equal in both routers."""
    error = found.http_exception
    if isinstance(error, web.HTTPMethodNotAllowed):
        return (405, sorted(error.allowed_methods))
    if error is not None:
        return (error.status,)
    resource = found.route.resource
    return (200, found.route.method, resource.canonical if resource else None, dict(found))


def build_times(rounds: int) -> tuple[float, float]:
    """Seconds to build GitHub's table: aiohttp's router, ours."""
    routes = workloads()[2].routes
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for which, make in enumerate((web.UrlDispatcher, Router)):
            start = time.thread_time()
            build(make, routes)
            times[which].append(time.thread_time() - start)
    return median(times[0]), median(times[1])


if __name__ == "__main__":
    main()
