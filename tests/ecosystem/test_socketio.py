"""python-socketio and python-engineio: three methods on one path, and a real client."""

import asyncio
import json
from typing import Any

import engineio
import pytest
import socketio
from aiohttp import web

from tests.ecosystem.ways import Client, Serve

pytestmark = [pytest.mark.ecosystem, pytest.mark.asyncio]

ENDPOINT = "/socket.io/"
HANDSHAKE = f"{ENDPOINT}?EIO=4&transport=polling"


def echoing(app: web.Application) -> None:
    server = socketio.AsyncServer(async_mode="aiohttp")

    @server.event
    async def echo(sid: str, text: str) -> str:
        await server.emit("told", {"text": text}, to=sid)
        return f"you said {text}"

    server.attach(app)
    app.router.add_get("/{page}", page)


async def page(request: web.Request) -> web.Response:
    return web.Response(text=request.match_info["page"])


async def test_the_endpoint_is_one_resource_with_all_its_methods(serve: Serve) -> None:
    client = await serve(echoing)
    (endpoint,) = [resource for resource in client.app.router.resources() if resource.canonical == ENDPOINT]
    assert [route.method for route in endpoint] == ["HEAD", "GET", "POST", "OPTIONS"]
    async with client.delete(ENDPOINT) as response:
        assert (response.status, response.headers["Allow"]) == (405, "GET,HEAD,OPTIONS,POST")
    async with client.get("/about") as response:
        assert await response.text() == "about"


async def handshake(client: Client) -> dict[str, Any]:
    async with client.get(HANDSHAKE) as response:
        assert response.status == 200
        text = await response.text()
    assert text[0] == "0"  # engine.io's "open"
    opened: dict[str, Any] = json.loads(text[1:])
    return opened


async def test_polling_connects_and_carries_events(serve: Serve) -> None:
    client = await serve(echoing)
    opened = await handshake(client)
    assert opened["upgrades"] == ["websocket"]
    session = f"{HANDSHAKE}&sid={opened['sid']}"
    packets: list[str] = []
    for sent, answer in (("40", "40"), ('421["echo","hello"]', "431")):
        async with client.post(session, data=sent) as response:
            assert (response.status, await response.text()) == (200, "OK")
        while not packets or not packets[-1].startswith(answer):
            async with client.get(session) as response:
                assert response.status == 200
                packets += (await response.text()).split("\x1e")
    assert packets[0].startswith('40{"sid":')
    assert packets[1:] == ['42["told",{"text":"hello"}]', '431["you said hello"]']


async def test_a_preflight_reaches_the_endpoint(serve: Serve) -> None:
    client = await serve(echoing)
    origin = str(client.make_url("/")).rstrip("/")
    async with client.options(HANDSHAKE, headers={"Origin": origin}) as response:
        assert (response.status, response.headers["Access-Control-Allow-Origin"]) == (200, origin)


@pytest.mark.parametrize("transports", [["websocket"], ["polling", "websocket"]], ids="-".join)
async def test_a_client_sends_an_event_and_is_answered(serve: Serve, transports: list[str]) -> None:
    http = await serve(echoing)
    client = socketio.AsyncClient(reconnection=False)
    told: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
    client.on("told", told.set_result)
    await client.connect(str(http.make_url("/")), transports=transports, wait_timeout=10)
    try:
        assert await client.call("echo", "hello", timeout=10) == "you said hello"
        assert await asyncio.wait_for(told, 10) == {"text": "hello"}
        assert client.transport() == "websocket"
    finally:
        await client.disconnect()


async def test_engineio_serves_alone(serve: Serve) -> None:
    server = engineio.AsyncServer(async_mode="aiohttp")
    client = await serve(lambda app: server.attach(app, "events"))
    async with client.get("/events/?EIO=4&transport=polling") as response:
        assert (response.status, (await response.text())[0]) == (200, "0")
