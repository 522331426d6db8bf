"""A server whose table changes with the requests, and a client that keeps asking it: each in a process of its own.

`python -m tests.tables.load_program serve` prints its port, serves until its input ends, and then what it has seen.
`python -m tests.tables.load_program ask PORT` asks until all changes are made, and prints the answers that it got.
"""

import asyncio
import gc
import json
import sys
import weakref
from collections import Counter
from itertools import count

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

import resrouter

SWAPS = 1000
# A table of its own is made every so many swaps; the others are between two that stay.
FRESH = 10
# So many changes are made before memory is measured first, so that all caches are full.
WARM = 220  # at the same point of all rounds as the end
CONNECTIONS = 6
SIBLINGS = 30

CHANGES = "changes"
TABLE = web.RequestKey("table", str)

# What the two tables answer, by method and path: the status, and the text or what `Allow` lists.
ANSWERS: dict[tuple[str, str], set[tuple[int, str]]] = {
    ("GET", "/who"): {(200, "AA"), (200, "BB")},
    ("GET", "/only-a"): {(200, "AA"), (404, "")},
    ("GET", "/only-b"): {(404, ""), (200, "BB")},
    ("GET", "/items/7"): {(200, "AA"), (200, "BB")},
    ("GET", "/items/x"): {(404, ""), (200, "BB")},
    ("GET", "/deep/5/end"): {(200, "AA"), (200, "BB")},
    ("GET", "/files/a/b.css"): {(200, "AA"), (200, "BB")},
    ("POST", "/who"): {(405, "GET"), (200, "BB")},
    ("GET", "/slow"): {(200, "AA"), (200, "BB")},
    ("GET", "/plug"): {(404, ""), (200, "plug")},
    ("PUT", "/stays"): {(405, "GET"), (200, "plug")},
    ("GET", "/stays"): {(200, "stays")},
    ("GET", "/live/who"): {(200, "AA"), (200, "BB")},
}


def telling(letter: str) -> Handler:
    """A handler that tells its own letter and that of the table's data, which must be the same."""

    async def tell(request: web.Request) -> web.Response:
        found = request.match_info
        assert isinstance(found, resrouter.MatchInfo)
        return web.Response(text=letter + found.data["table"])

    return tell


def waiting(letter: str) -> Handler:
    tell = telling(letter)

    async def wait(request: web.Request) -> web.StreamResponse:
        # The table changes meanwhile: the next change waits for a request to come in, and this one is under way.
        for _ in range(5):
            await asyncio.sleep(0)
        return await tell(request)

    return wait


def saying(word: str) -> Handler:
    async def say(request: web.Request) -> web.Response:
        return web.Response(text=word)

    return say


HANDLERS = {letter: (telling(letter), waiting(letter)) for letter in "AB"}
PLUG = saying("plug")
STAYS = resrouter.RouteTable(("/stays", "stays", {"GET": saying("stays")}))


def table(letter: str) -> resrouter.RouteTable:
    """One of the two tables, made anew."""
    tell, wait = HANDLERS[letter]
    own = [("/only-a", {"GET": tell})] if letter == "A" else [("/only-b", {"GET": tell})]
    return resrouter.RouteTable.from_data(
        [
            ("/who", {"GET": tell} if letter == "A" else {"GET": tell, "POST": tell}),
            ("/items/{id:[0-9]+}" if letter == "A" else "/items/{id}", "item", {"GET": tell}),
            ("/slow", {"GET": wait}),
            ("/deep/{x}", "deep", [("/end", {"GET": tell})]),
            ("/files/{rest:.*}", {"GET": tell}),
            own,
            ((f"/{letter}-{number}/{{x}}", {"GET": tell}) for number in range(SIBLINGS)),
        ],
        data={"table": letter},
    ).merge(STAYS)


class Changing:
    """The router, and the changes that are made to it while it serves."""

    def __init__(self) -> None:
        self.router = resrouter.Router()
        self.live = resrouter.Router()
        self.tables = [table("A"), table("B")]
        self.swaps = 0
        self.asked = asyncio.Event()
        self.objects: list[int] = []
        self.fresh: weakref.WeakSet[web.AbstractResource] = weakref.WeakSet()
        self.made = 0
        self.failures = 0
        self.router.mount("/live", self.live, name="live")
        self.mount = self.router.table.listed[0]
        self.swap()
        self.swaps = 0

    def swap(self) -> None:
        """Serve the other table; now and then one that was never served before."""
        letter = "AB"[self.swaps % 2]
        chosen = self.tables[self.swaps % 2]
        if self.swaps % FRESH == 0:
            chosen = table(letter)
            own = [resource for resource in chosen if resource not in STAYS]
            self.fresh |= weakref.WeakSet(own)
            self.made += len(own)
        self.live.swap(chosen)
        self.router.swap(chosen.add(self.mount))
        self.swaps += 1

    def plug(self) -> None:
        """Come and go as a plugin does."""
        if "plug" in self.router:
            self.router.unload("plugin")
        else:
            with self.router.edit(owner="plugin") as draft:
                draft.add_resource("/plug", name="plug").add_route("GET", PLUG)
                draft["stays"].add_route("PUT", PLUG)

    async def change(self) -> None:
        """Make all changes, each after at least one more request has come in."""
        for number in count():
            await self.asked.wait()
            self.asked.clear()
            self.swap()
            if number % 3:
                self.plug()
            if number + 1 in {WARM, SWAPS}:
                gc.collect()
                self.objects.append(len(gc.get_objects()))
            if number + 1 == SWAPS:
                return

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.set()
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception:
            self.failures += 1
            raise

    async def tell(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers[CHANGES] = str(self.swaps)


async def serve() -> None:
    changing = Changing()
    app = web.Application(middlewares=[changing.watch])
    resrouter.setup(app, changing.router)
    app.on_response_prepare.append(changing.tell)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    tell(runner.addresses[0][1])
    changes = asyncio.create_task(changing.change())
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()
    await changes
    gc.collect()
    tell(
        {
            "swaps": changing.swaps,
            "objects": changing.objects,
            "made": changing.made,
            "alive": len(changing.fresh),
            "tables": sum(type(found) is resrouter.RouteTable for found in gc.get_objects()),
            "failures": changing.failures,
        }
    )


async def ask(port: int) -> None:
    """Ask for everything in turn on several connections, until the server has made all its changes."""
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    session = aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=connector)
    async with session, asyncio.TaskGroup() as tasks:
        for start in range(CONNECTIONS):
            tasks.create_task(keep_asking(session, start, seen, wrong))
    tell({"seen": seen, "wrong": wrong})


async def keep_asking(session: aiohttp.ClientSession, start: int, seen: Counter[str], wrong: list[str]) -> None:
    requests = list(ANSWERS)
    for number in count(start):
        method, path = requests[number % len(requests)]
        async with session.request(method, path) as response:
            text = await response.text() if response.status == 200 else response.headers.get("Allow", "")
            if (response.status, text) not in ANSWERS[method, path]:
                wrong.append(f"{method} {path}: {response.status} {text}")
            seen[f"{method} {path} {response.status} {text}"] += 1
            if int(response.headers[CHANGES]) >= SWAPS:
                return


def tell(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve() if sys.argv[1] == "serve" else ask(int(sys.argv[2])))
