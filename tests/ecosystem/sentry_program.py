"""A program under sentry-sdk's eyes: `python -m tests.ecosystem.sentry_program before|after`.

It starts sentry-sdk before or after resrouter is imported, since sentry-sdk replaces methods of aiohttp's classes.
Then it sends the same requests to every kind of router, and prints what was recorded as JSON. Nothing is sent out.
"""

import asyncio
import importlib
import json
import sys
from typing import TYPE_CHECKING, Any, Literal

import sentry_sdk
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sentry_sdk.envelope import Envelope
from sentry_sdk.integrations.aiohttp import AioHttpIntegration
from sentry_sdk.transport import Transport

if TYPE_CHECKING:  # it imports resrouter
    from tests.ecosystem.ways import Way

REQUESTS = [
    ("GET", "/u/7"),
    ("PUT", "/u/7"),
    ("GET", "/plain"),
    ("GET", "/v/a%2Fb"),
    ("GET", "/api/u/7"),
    ("GET", "/api/none"),
    ("GET", "/none"),
    ("DELETE", "/u/7"),
    ("GET", "/broken/7"),
]

Lifecycle = Literal["static", "stream"]

# The name of a pass, its style of transaction names, and whether spans are sent one by one: those carry http.route.
PASSES: list[tuple[str, str, Lifecycle]] = [
    ("handlers", "handler_name", "static"),
    ("paths", "method_and_path_pattern", "static"),
    ("spans", "method_and_path_pattern", "stream"),
]

Record = dict[str, Any]


class Recorder(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Record] = []
        self.errors: list[Record] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        for item in envelope.items:
            content = json.loads(item.get_bytes())
            if item.type == "transaction":
                self.requests.append({"name": content["transaction"], "route": None})
            elif item.type == "span":
                self.requests += [_of_span(span) for span in content["items"]]
            elif item.type == "event":
                self.errors.append({"name": content["transaction"]})

    def taken(self) -> Record:
        """What was recorded since the last call."""
        sentry_sdk.flush()
        taken = {"requests": self.requests, "errors": self.errors}
        self.requests, self.errors = [], []
        return taken


def _of_span(span: Record) -> Record:
    return {"name": span["name"], "route": span["attributes"].get("http.route", {}).get("value")}


async def show(request: web.Request) -> web.Response:
    return web.Response(text=request.match_info.get("id", "-"))


async def fail(request: web.Request) -> web.Response:
    raise ValueError(request.match_info["id"])


class View(web.View):
    async def get(self) -> web.Response:
        return web.Response(text=self.request.match_info["key"])


def pages(app: web.Application) -> None:
    app.router.add_get("/u/{id}", show)
    app.router.add_put(r"/u/{id:\d+}", show)
    app.router.add_get("/plain", show)
    app.router.add_view("/v/{key}", View)
    app.router.add_get("/broken/{id}", fail)


def start(style: str, lifecycle: Lifecycle) -> Recorder:
    """Start sentry-sdk, or start it over: what it has replaced stays replaced."""
    recorder = Recorder()
    sentry_sdk.init(
        dsn="https://public@sentry.invalid/1",
        transport=recorder,
        default_integrations=False,
        integrations=[AioHttpIntegration(transaction_style=style)],
        traces_sample_rate=1.0,
        _experiments={"trace_lifecycle": lifecycle},
    )
    return recorder


async def statuses(way: "Way") -> list[int]:
    def register(app: web.Application) -> None:
        pages(app)
        app.add_subapp("/api", way.build(web.Application(), pages))

    found = []
    async with TestClient(TestServer(way.build(web.Application(), register))) as client:
        for method, path in REQUESTS:
            async with client.request(method, path) as response:
                found.append(response.status)
    return found


def main(order: str) -> None:
    if order == "after":
        importlib.import_module("resrouter")
    imported_first = "resrouter" in sys.modules
    start("handler_name", "static")
    ways = importlib.import_module("tests.ecosystem.ways")
    report: Record = {"imported_first": imported_first, "ways": {}}
    for way in ways.Way:
        recorded = report["ways"][way.value] = {}
        for name, style, lifecycle in PASSES:
            recorder = start(style, lifecycle)
            answered = asyncio.run(statuses(way))
            recorded[name] = {"statuses": answered, **recorder.taken()}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1])
