"""aiohttp-cors on a router of v1."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import hdrs, web
from aiohttp.test_utils import TestClient

import resrouter_compat

Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]

pytestmark = [pytest.mark.ecosystem, pytest.mark.asyncio]

ORIGIN = "http://shop.example"


async def show(request: web.Request) -> web.Response:
    return web.Response(text=request.method)


async def preflight(client: Client, path: str, method: str) -> tuple[int, str]:
    """The status, and the methods that the answer allows."""
    headers = {hdrs.ORIGIN: ORIGIN, hdrs.ACCESS_CONTROL_REQUEST_METHOD: method}
    async with client.options(path, headers=headers) as response:
        return response.status, response.headers.get(hdrs.ACCESS_CONTROL_ALLOW_METHODS, "")


async def cross(client: Client, path: str, method: str) -> tuple[int, str | None]:
    """The status and the allowed origin of a request from another origin."""
    async with client.request(method, path, headers={hdrs.ORIGIN: ORIGIN}) as response:
        return response.status, response.headers.get(hdrs.ACCESS_CONTROL_ALLOW_ORIGIN)


@pytest.fixture
def cors() -> Any:
    return pytest.importorskip("aiohttp_cors")


async def test_a_route_of_v1_is_open_to_other_origins(cors: Any, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("file")
    app = web.Application()
    router = resrouter_compat.setup(app)
    config = cors.setup(app, defaults={ORIGIN: cors.ResourceOptions()})
    routes = [
        router.add_route("PUT", "/a/{x}", show, name="a"),
        router.add_route("GET", "/b", show),
        router.add_static("/s", tmp_path),
    ]
    assert [config.add(route) for route in routes] == routes
    router.add_route("GET", "/closed", show)
    client = await serve(app)
    asked = [("/a/1", "PUT"), ("/b", "GET"), ("/s/f", "GET")]
    assert [await preflight(client, *row) for row in asked] == [(200, "PUT"), (200, "GET"), (200, "GET")]
    assert [await cross(client, *row) for row in asked] == [(200, ORIGIN)] * 3
    assert await cross(client, "/closed", "GET") == (200, None)
    assert await preflight(client, "/closed", "GET") == (405, "")
    assert await preflight(client, "/a/1", "DELETE") == (403, "")


async def test_every_route_can_be_opened(cors: Any, serve: Serve) -> None:
    app = web.Application()
    router = resrouter_compat.setup(app)
    router.add_route("GET", "/a", show)
    router.add_route("GET", "/{x}/b", show, name="b")
    config = cors.setup(app, defaults={ORIGIN: cors.ResourceOptions()})
    for route in list(router.routes()):
        config.add(route)
    client = await serve(app)
    assert await preflight(client, "/a", "GET") == (200, "GET")
    assert await preflight(client, "/x/b", "GET") == (200, "GET")


async def test_of_several_routes_on_a_path_the_first_answers_all_preflights(cors: Any, serve: Serve) -> None:
    app = web.Application()
    router = resrouter_compat.setup(app)
    config = cors.setup(app, defaults={ORIGIN: cors.ResourceOptions()})
    for method in ("GET", "PUT"):
        config.add(router.add_route(method, "/a", show))
    client = await serve(app)
    # Each is a resource, as with aiohttp since 0.21; one add_resource() with both answers both.
    assert [await preflight(client, "/a", method) for method in ("GET", "PUT")] == [(200, "GET"), (403, "")]
    assert [await cross(client, "/a", method) for method in ("GET", "PUT")] == [(200, ORIGIN)] * 2
