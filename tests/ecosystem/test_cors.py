"""aiohttp-cors: adds OPTIONS routes to resources that exist, and finds what was matched in sets and dicts."""

from pathlib import Path
from typing import Any

import aiohttp_cors
import pytest
from aiohttp import hdrs, web

from tests.ecosystem.ways import Client, Serve, Way

pytestmark = [pytest.mark.ecosystem, pytest.mark.asyncio]

ORIGIN = "http://shop.example"
OPTIONS: Any = aiohttp_cors.ResourceOptions  # it has no types
READABLE = {ORIGIN: OPTIONS(allow_methods=["GET"])}
DEFAULTS = {ORIGIN: OPTIONS(expose_headers=("X-Id",), allow_headers="*")}


async def show(request: web.Request) -> web.Response:
    return web.Response(text=f"{request.method} {request.match_info.get('id', '-')}")


async def preflight(client: Client, path: str, method: str, origin: str = ORIGIN) -> tuple[int, str]:
    """The status and the methods that the answer allows."""
    headers = {hdrs.ORIGIN: origin, hdrs.ACCESS_CONTROL_REQUEST_METHOD: method}
    async with client.options(path, headers=headers) as response:
        return response.status, response.headers.get(hdrs.ACCESS_CONTROL_ALLOW_METHODS, "")


async def cross(client: Client, path: str, method: str = "GET") -> tuple[int, str, str | None]:
    """Status, text and the allowed origin of a request from another origin."""
    async with client.request(method, path, headers={hdrs.ORIGIN: ORIGIN}) as response:
        allowed = response.headers.get(hdrs.ACCESS_CONTROL_ALLOW_ORIGIN)
        return response.status, await response.text(), allowed


def users(app: web.Application) -> None:
    cors = aiohttp_cors.setup(app, defaults=DEFAULTS)
    resource = app.router.add_resource("/u/{id}", name="user")
    cors.add(resource)
    cors.add(resource.add_route("PUT", show))
    cors.add(resource.add_route("GET", show))
    app.router.add_get("/plain", show)


async def test_a_preflight_is_answered_by_the_route_that_cors_added(serve: Serve) -> None:
    client = await serve(users)
    assert await preflight(client, "/u/7", "PUT") == (200, "PUT")
    assert await preflight(client, "/u/7", "GET") == (200, "GET")


async def test_a_preflight_for_what_is_not_allowed_is_forbidden(serve: Serve) -> None:
    client = await serve(users)
    assert await preflight(client, "/u/7", "PUT", "http://else.example") == (403, "")
    assert await preflight(client, "/u/7", "DELETE") == (403, "")


async def test_a_request_finds_the_configuration_of_its_resource(serve: Serve) -> None:
    client = await serve(users)
    assert await cross(client, "/u/7", "PUT") == (200, "PUT 7", ORIGIN)
    assert await cross(client, "/plain") == (200, "GET -", None)


async def test_errors_pass_and_allow_names_the_added_method(serve: Serve) -> None:
    client = await serve(users)
    assert await cross(client, "/nowhere") == (404, "404: Not Found", None)
    async with client.delete("/u/7", headers={hdrs.ORIGIN: ORIGIN}) as response:
        assert response.status == 405
        assert response.headers[hdrs.ALLOW] == "GET,OPTIONS,PUT"


async def test_a_static_resource_gets_an_options_route(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("a {}")
    static: list[web.AbstractResource] = []

    def files(app: web.Application) -> None:
        cors = aiohttp_cors.setup(app, defaults=DEFAULTS)
        resource = app.router.add_static("/files", tmp_path, name="files")
        static.append(cors.add(resource, READABLE))

    client = await serve(files)
    assert await preflight(client, "/files/site.css", "GET") == (200, "GET")
    assert await cross(client, "/files/site.css") == (200, "a {}", ORIGIN)
    served = client.app.router["files"]
    assert served is static[0]
    assert isinstance(served, web.StaticResource)
    assert served._routes["OPTIONS"] in list(client.app.router.routes())
    assert sorted(served._routes) == ["GET", "HEAD", "OPTIONS"]


async def test_a_view_answers_its_own_preflight(serve: Serve) -> None:
    class Item(web.View, aiohttp_cors.CorsViewMixin):
        cors_config = DEFAULTS  # type: ignore[assignment]  # the package's type is that of its default, None

        async def get(self) -> web.Response:
            return web.Response(text=self.request.match_info["id"])

    def items(app: web.Application) -> None:
        cors = aiohttp_cors.setup(app)
        cors.add(app.router.add_view("/i/{id}", Item))

    client = await serve(items)
    assert await preflight(client, "/i/3", "GET") == (200, "GET")
    assert await preflight(client, "/i/3", "POST") == (403, "")
    assert await cross(client, "/i/3") == (200, "3", ORIGIN)


async def test_every_route_of_a_router_can_be_added(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("file")

    def everything(app: web.Application) -> None:
        app.router.add_get("/a", show)
        app.router.add_post("/a", show)
        app.router.add_get("/b/{id}", show, name="b")
        app.router.add_static("/s", tmp_path)
        cors = aiohttp_cors.setup(app, defaults=DEFAULTS)
        for route in list(app.router.routes()):
            cors.add(route)

    client = await serve(everything)
    assert [await preflight(client, "/a", method) for method in ("GET", "HEAD", "POST")] == [
        (200, "GET"),
        (200, "HEAD"),
        (200, "POST"),
    ]
    assert await preflight(client, "/b/1", "GET") == (200, "GET")
    assert await preflight(client, "/s/x", "GET") == (200, "GET")
    assert await cross(client, "/s/x") == (200, "file", ORIGIN)
    assert await cross(client, "/a", "POST") == (200, "POST -", ORIGIN)
    assert [route.method for route in client.app.router["b"]] == ["HEAD", "GET", "OPTIONS"]


@pytest.mark.parametrize("method", ["OPTIONS", "*"])
async def test_a_route_in_the_way_of_the_preflight_is_refused(way: Way, method: str) -> None:
    def taken(app: web.Application) -> None:
        cors = aiohttp_cors.setup(app, defaults=DEFAULTS)
        resource = app.router.add_resource("/u")
        resource.add_route(method, show)
        with pytest.raises(ValueError, match="already has"):
            cors.add(resource)

    app = way.build(web.Application(), taken)
    assert [route.method for route in app.router.routes()] == [method]


async def test_a_served_resource_can_still_be_added(serve: Serve) -> None:
    app = web.Application()
    cors = aiohttp_cors.setup(app)  # here it still knows aiohttp's own router
    client = await serve(lambda app: app.router.add_get("/late/{id}", show, name="late"), app)
    with pytest.raises(RuntimeError, match="frozen"):
        app.router.add_get("/later", show)
    cors.add(app.router["late"], READABLE)
    assert await preflight(client, "/late/1", "GET") == (200, "GET")
    assert await cross(client, "/late/1") == (200, "GET 1", ORIGIN)


async def test_a_mounted_application_has_its_own_configuration(serve: Serve, way: Way) -> None:
    def mount(app: web.Application) -> None:
        app.add_subapp("/api", way.build(web.Application(), users))
        app.router.add_get("/u/{id}", show)

    client = await serve(mount)
    assert await preflight(client, "/api/u/7", "PUT") == (200, "PUT")
    assert await cross(client, "/api/u/7") == (200, "GET 7", ORIGIN)
    assert await cross(client, "/u/7") == (200, "GET 7", None)
