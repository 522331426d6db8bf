"""GitHub's REST API table on resrouter: served, toured, checked operation by operation, and shown as a page.

    python examples/github_demo.py            ends with the address of a page; Ctrl-C stops it
    python examples/github_demo.py --once     ends after the checks: 0 if every answer was right, 1 if not

The table is the one that the ghapi package carries: pip install 'resrouter[demo]'
"""

import argparse
import asyncio
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from github_table import page
from github_table.check import faults
from github_table.report import show_check, show_table
from github_table.table import Table, build, read_table
from github_table.terminal import heading, paint, prepare, say
from github_table.tour import show_links, show_requests
from yarl import URL

import resrouter

MISUSE = 2  # exit code: the demo could not start
REQUESTS_AT_A_TIME = 16
PATIENCE = ClientTimeout(total=120)  # seconds for one request, its wait for a connection included


def main() -> int:
    prepare()
    args = arguments()
    try:
        table = read_table()
    except ModuleNotFoundError as error:
        return complain(f"There is no table to serve: {error}.\nInstall it: pip install 'resrouter[demo]'")
    try:
        listening = listen(args.host, args.port)
    except (OSError, OverflowError) as error:
        return complain(f"Cannot serve on {args.host}, port {args.port}: {error}")
    try:
        return asyncio.run(demo(args, table, listening))
    except KeyboardInterrupt:
        return 130  # stopped before the end of the checks; as shells count it, 128 + SIGINT


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="GitHub's REST API table on resrouter.")
    parser.add_argument("--once", action="store_true", help="end after the checks")
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument(
        "--precedence",
        choices=get_args(resrouter.Precedence),
        default="aiohttp",
        help="who answers when several paths fit (default: aiohttp)",
    )
    return parser.parse_args()


def listen(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def complain(text: str) -> int:
    print(text, file=sys.stderr)
    return MISUSE


async def demo(args: argparse.Namespace, table: Table, listening: socket.socket) -> int:
    start = time.perf_counter()
    router = build(table.paths, args.precedence)
    show_table(table, router, time.perf_counter() - start)
    app = web.Application()
    resrouter.setup(app, router)
    app.add_subapp(page.PREFIX, page.application(router, table))
    async with served(app, listening) as base:
        wrong = await show_answers(base, router, table)
        if not args.once:
            await keep_serving(base)
    return 1 if wrong else 0


async def show_answers(base: URL, router: resrouter.Router, table: Table) -> int:
    """Ask for everything and print what comes back; how many answers were wrong."""
    connector = TCPConnector(limit=REQUESTS_AT_A_TIME)
    async with ClientSession(connector=connector, timeout=PATIENCE) as session:
        wrong = await show_requests(session, base) + show_links(router)
        start = time.perf_counter()
        found = await faults(session, base, router, table)
        show_check(table, router, found, time.perf_counter() - start)
    return wrong + len(found)


@asynccontextmanager
async def served(app: web.Application, listening: socket.socket) -> AsyncIterator[URL]:
    """The application behind a real server, at the URL that is given."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        host, port, *_ = listening.getsockname()
        # "Every address" is none that can be asked.
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        yield URL.build(scheme="http", host=reachable, port=port)
    finally:
        await runner.cleanup()


async def keep_serving(base: URL) -> None:
    """Name the page and wait for Ctrl-C."""
    heading("The page (Ctrl-C ends it)")
    say(f"stays below {page.PREFIX}/, where GitHub's table has nothing: / is GitHub's own, meta/root")
    print(f"  {paint(str(base / page.PREFIX.strip('/') / ''), 'cyan')}")
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:  # what Ctrl-C becomes inside asyncio.run()
        print("\n  Stopped.")


if __name__ == "__main__":
    sys.exit(main())
