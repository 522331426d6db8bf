"""aiohttp-session: a middleware that saves the session whatever the router has answered."""

import aiohttp_session
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from tests.ecosystem.ways import Client, Serve, Way

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.asyncio,
    # aiohttp-session 2.12 keeps the session in the request under a string
    pytest.mark.filterwarnings(
        "ignore:It is recommended to use web.RequestKey:aiohttp.web_exceptions.NotAppKeyWarning"
    ),
]


async def visit(request: web.Request) -> web.Response:
    session = await aiohttp_session.get_session(request)
    seen = [*session.get("seen", []), request.match_info["page"]]
    session["seen"] = seen
    return web.Response(text=",".join(seen))


async def leave(request: web.Request) -> web.Response:
    session = await aiohttp_session.get_session(request)
    session.invalidate()
    raise web.HTTPFound(request.app.router["visit"].url_for(page="home"))


@web.middleware
async def count_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPClientError as error:
        session = await aiohttp_session.get_session(request)
        session["seen"] = [*session.get("seen", []), str(error.status)]
        raise


def visits(app: web.Application) -> None:
    app.router.add_get("/visit/{page}", visit, name="visit")
    app.router.add_post("/leave", leave)


def visits_with_sessions(app: web.Application) -> None:
    aiohttp_session.setup(app, aiohttp_session.SimpleCookieStorage())
    app.middlewares.append(count_failures)
    visits(app)


async def text_of(client: Client, method: str, path: str) -> tuple[int, str]:
    async with client.request(method, path) as response:
        return response.status, await response.text()


async def test_a_session_lasts_over_requests(serve: Serve) -> None:
    client = await serve(visits_with_sessions)
    assert await text_of(client, "GET", "/visit/a") == (200, "a")
    assert await text_of(client, "GET", "/visit/b%20c") == (200, "a,b c")


async def test_a_session_is_saved_when_no_route_fits(serve: Serve) -> None:
    client = await serve(visits_with_sessions)
    assert await text_of(client, "GET", "/nowhere") == (404, "404: Not Found")
    assert await text_of(client, "PUT", "/visit/a") == (405, "405: Method Not Allowed")
    assert await text_of(client, "GET", "/visit/b") == (200, "404,405,b")


async def test_a_session_ends_with_a_redirect_to_a_name(serve: Serve) -> None:
    client = await serve(visits_with_sessions)
    assert await text_of(client, "GET", "/visit/a") == (200, "a")
    assert await text_of(client, "POST", "/leave") == (200, "home")


async def test_a_mounted_application_shares_the_session(serve: Serve, way: Way) -> None:
    def mount(app: web.Application) -> None:
        visits_with_sessions(app)
        app.add_subapp("/inner", way.build(web.Application(), visits))

    client = await serve(mount)
    assert await text_of(client, "GET", "/visit/a") == (200, "a")
    assert await text_of(client, "GET", "/inner/visit/b") == (200, "a,b")
    assert await text_of(client, "PUT", "/inner/visit/b") == (405, "405: Method Not Allowed")
    assert await text_of(client, "POST", "/inner/leave") == (200, "home")
