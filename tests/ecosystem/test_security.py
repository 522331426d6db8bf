"""aiohttp-security: who somebody is and what they may, asked in handlers and in a middleware of marks."""

from enum import Enum
from typing import Any

import aiohttp_security
import aiohttp_session
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from tests.ecosystem.ways import Client, Serve, Way

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.asyncio,
    # aiohttp-session 2.12, where the identity is kept, stores the session under a string
    pytest.mark.filterwarnings(
        "ignore:It is recommended to use web.RequestKey:aiohttp.web_exceptions.NotAppKeyWarning"
    ),
]

PERMISSIONS = {"ada": {"read", "write"}, "bob": {"read"}}


class Policy(aiohttp_security.AbstractAuthorizationPolicy):
    async def permits(self, identity: str | None, permission: str | Enum, context: Any = None) -> bool:
        return permission in PERMISSIONS.get(identity or "", set())

    async def authorized_userid(self, identity: str) -> str | None:
        return identity if identity in PERMISSIONS else None


async def sign_in(request: web.Request) -> web.Response:
    response = web.Response(text="in")
    await aiohttp_security.remember(request, response, request.match_info["user"])
    return response


async def read(request: web.Request) -> web.Response:
    user = await aiohttp_security.authorized_userid(request)
    may_write = await aiohttp_security.permits(request, "write")
    return web.Response(text=f"{user} reads {request.match_info['page']}, writes: {may_write}")


async def write(request: web.Request) -> web.Response:
    await aiohttp_security.check_permission(request, "write")
    return web.Response(text="written")


class Marked(web.View):
    needs = "write"

    async def get(self) -> web.Response:
        return web.Response(text="marked")


@web.middleware
async def marks(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Checks what the matched handler is marked with."""
    needs = getattr(request.match_info.handler, "needs", None)
    if needs is not None:
        await aiohttp_security.check_permission(request, needs)
    return await handler(request)


def pages(app: web.Application) -> None:
    app.router.add_get("/pages/{page}", read)
    app.router.add_put("/pages/{page}", write)
    app.router.add_view("/marked/{page}", Marked)


def guarded(app: web.Application) -> None:
    aiohttp_session.setup(app, aiohttp_session.SimpleCookieStorage())
    aiohttp_security.setup(app, aiohttp_security.SessionIdentityPolicy(), Policy())
    app.middlewares.append(marks)
    app.router.add_post("/in/{user}", sign_in)
    pages(app)


async def send(client: Client, method: str, path: str) -> tuple[int, str]:
    async with client.request(method, path) as response:
        return response.status, await response.text()


CASES = [
    (None, "GET", "/pages/a", 200, "None reads a, writes: False"),
    (None, "PUT", "/pages/a", 401, "401: Unauthorized"),
    (None, "GET", "/marked/a", 401, "401: Unauthorized"),
    ("bob", "GET", "/pages/a%2Fb", 200, "bob reads a/b, writes: False"),
    ("bob", "PUT", "/pages/a", 403, "403: User does not have 'write' permission"),
    ("bob", "GET", "/marked/a", 403, "403: User does not have 'write' permission"),
    ("ada", "PUT", "/pages/a", 200, "written"),
    ("ada", "GET", "/marked/a", 200, "marked"),
    ("ada", "DELETE", "/pages/a", 405, "405: Method Not Allowed"),
    ("ada", "GET", "/none", 404, "404: Not Found"),
]


@pytest.mark.parametrize(("user", "method", "path", "status", "text"), CASES)
async def test_a_route_is_guarded(
    serve: Serve, user: str | None, method: str, path: str, status: int, text: str
) -> None:
    client = await serve(guarded)
    if user is not None:
        assert await send(client, "POST", f"/in/{user}") == (200, "in")
    assert await send(client, method, path) == (status, text)


async def test_a_mounted_application_asks_its_parents_policy(serve: Serve, way: Way) -> None:
    def mount(app: web.Application) -> None:
        guarded(app)
        app.add_subapp("/inner", way.build(web.Application(), pages))

    client = await serve(mount)
    assert await send(client, "PUT", "/inner/pages/a") == (401, "401: Unauthorized")
    assert await send(client, "POST", "/in/ada") == (200, "in")
    assert await send(client, "PUT", "/inner/pages/a") == (200, "written")
    assert await send(client, "GET", "/inner/marked/a") == (200, "marked")
