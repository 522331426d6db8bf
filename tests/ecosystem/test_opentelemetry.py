"""OpenTelemetry's instrumentation of aiohttp servers: derives from `web.Application`, names spans by `canonical`."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from opentelemetry.instrumentation.aiohttp_server import AioHttpServerInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.ecosystem.ways import Serve, Way

pytestmark = [
    pytest.mark.ecosystem,
    # the instrumentation works by deriving from web.Application
    pytest.mark.filterwarnings(
        "ignore:Inheritance class _InstrumentedApplication from web.Application:DeprecationWarning"
    ),
]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """What was recorded while `web.Application` was the instrumented one."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = AioHttpServerInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    yield exporter
    instrumentor.uninstrument()
    provider.shutdown()


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
    app.router.add_static("/files", Path(__file__).parent)
    app.router.add_get("/broken/{id}", fail)


def route_of(span: ReadableSpan) -> object:
    assert span.attributes is not None
    return span.attributes["http.route"]


CASES = [
    ("GET", "/u/7", 200, "GET /u/{id}", "/u/{id}"),
    ("HEAD", "/u/7", 200, "HEAD /u/{id}", "/u/{id}"),
    ("PUT", "/u/7", 200, "PUT /u/{id}", "/u/{id}"),
    ("GET", "/plain", 200, "GET /plain", "/plain"),
    ("GET", "/v/a%2Fb", 200, "GET /v/{key}", "/v/{key}"),
    ("GET", "/files/ways.py", 200, "GET /files", "/files"),
    ("GET", "/broken/7", 500, "GET /broken/{id}", "/broken/{id}"),
    ("GET", "/none", 404, "GET", ""),
    ("DELETE", "/u/7", 405, "DELETE", ""),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "path", "status", "name", "route"), CASES)
async def test_a_span_is_named_after_the_resource(
    spans: InMemorySpanExporter,
    serve: Serve,
    method: str,
    path: str,
    status: int,
    name: str,
    route: str,
) -> None:
    client = await serve(pages, web.Application())
    async with client.request(method, path) as response:
        assert response.status == status
    (span,) = spans.get_finished_spans()
    assert (span.name, route_of(span)) == (name, route)


@pytest.mark.asyncio
async def test_a_mounted_application_names_spans_with_its_prefix(
    spans: InMemorySpanExporter, serve: Serve, way: Way
) -> None:
    def mount(app: web.Application) -> None:
        app.add_subapp("/api", way.build(web.Application(), pages))

    client = await serve(mount, web.Application())
    async with client.get("/api/u/7") as response:
        assert response.status == 200
    # both applications are instrumented, the inner one ends first
    assert [(span.name, route_of(span)) for span in spans.get_finished_spans()] == [
        ("GET /api/u/{id}", "/api/u/{id}"),
        ("GET /api/u/{id}", "/api/u/{id}"),
    ]


INSTRUMENT = """
from opentelemetry.instrumentation.aiohttp_server import AioHttpServerInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
AioHttpServerInstrumentor().instrument(tracer_provider=provider)
"""

NOT_YET = """
import sys
assert "resrouter" not in sys.modules
"""

IMPORT = """
from tests.ecosystem.ways import Way
"""

SERVE = """
import asyncio, json
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

async def show(request):
    return web.Response(text=request.match_info["id"])

async def names(way):
    app = way.build(web.Application(), lambda app: app.router.add_get("/u/{id}", show))
    async with TestClient(TestServer(app)) as client:
        async with client.get("/u/7") as response:
            assert response.status == 200
    found = [span.name for span in exporter.get_finished_spans()]
    exporter.clear()
    return found

print(json.dumps({way.value: asyncio.run(names(way)) for way in Way}))
"""


@pytest.mark.parametrize(
    "program", [INSTRUMENT + NOT_YET + IMPORT, IMPORT + INSTRUMENT], ids=["before the import", "after it"]
)
def test_the_instrumentation_may_start_before_or_after_the_import(program: str) -> None:
    command = [sys.executable, "-c", program + SERVE]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {way.value: ["GET /u/{id}"] for way in Way}
