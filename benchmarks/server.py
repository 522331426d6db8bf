"""GitHub's REST table behind a real socket, in a process of its own: `python -m benchmarks.server --router ours`.

It prints the port it got on loopback and serves until its standard input ends, so that it never outlives its starter.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from aiohttp import web
from aiohttp.typedefs import Handler

import resrouter
from benchmarks.workloads import github

ROUTERS = ("stock", "ours")
SHUTDOWN = 1.0  # seconds for requests in flight


def main() -> None:
    """Serve with one of the two routers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--router", choices=ROUTERS, required=True)
    asyncio.run(serve(application(parser.parse_args().router, github().routes)))


def application(router: str, routes: Sequence[tuple[str, str]]) -> web.Application:
    """An application whose every route answers with its own template."""
    app = web.Application()
    if router == "ours":
        resrouter.setup(app)
    for method, template in routes:
        app.router.add_route(method, template, answering(template))
    return app


def answering(template: str) -> Handler:
    """A handler that does as little as one can, and still tells who answered."""

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(text=template)

    return handler


async def serve(app: web.Application) -> None:
    """Serve on a free port until standard input ends."""
    # What logs each request would cost more than what is measured.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(runner.addresses[0][1], flush=True)
        await end_of_input()
    finally:
        await runner.cleanup()


async def end_of_input() -> None:
    """Wait without a thread, which would share the interpreter with the server."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


if __name__ == "__main__":
    main()
