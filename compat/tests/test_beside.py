"""v1's routes beside everything else that an application may hold, over HTTP."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from yarl import URL

import resrouter
import resrouter_compat
from resrouter_compat import Route, UrlDispatcher

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]
Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]
Handler = Callable[[web.Request], Awaitable[web.Response]]

by_hand = pytest.mark.filterwarnings("ignore:register_route:DeprecationWarning")


def says(text: str) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(text=f"{text} {dict(request.match_info)}" if request.match_info else text)

    return handler


async def asked(client: Client, method: str, path: str) -> tuple[int, str]:
    async with client.request(method, URL(path, encoded=True)) as response:
        if response.status == 405:
            return 405, response.headers["Allow"]
        return response.status, await response.text() if response.status == 200 else ""


class Thing(web.View):
    async def get(self) -> web.Response:
        return web.Response(text="thing")


class Tail(Route):
    """A class of v1's time."""

    def match(self, path: str) -> dict[str, str] | None:
        return {"tail": path.removeprefix("/tail/")} if path.startswith("/tail/") else None

    def url(self, *, tail: str) -> str:  # type: ignore[override]  # strict, as those of v1
        return f"/tail/{tail}"


def everything(router: UrlDispatcher, directory: Path) -> None:
    """All ways to register, one after another."""
    router.add_route("GET", "/old/{x}", says("old"), name="old")
    resource = router.add_resource("/new/{x}", name="new")
    resource.add_route("GET", says("new"))
    router.add_route("POST", "/new/{x}", says("old post"))
    router.add_get("/got/{x}", says("got"), name="got")
    router.add_post("/posted", says("posted"))
    router.add_put("/put", says("put"))
    router.add_patch("/patch", says("patch"))
    router.add_delete("/deleted", says("deleted"))
    router.add_head("/head", says("head"))
    router.add_options("/options", says("options"))
    router.add_view("/thing", Thing)
    router.add_routes([web.get("/defined", says("defined")), web.route("*", "/any", says("any"))])
    router.add_routes([web.static("/files", directory)])
    table = resrouter.RouteTable.from_data([("/item/{id}", {"name": "item", "GET": says("item")})])
    router.mount("/m/{tenant}", table, name="m")
    live = UrlDispatcher()
    live.add_route("GET", "/x/{y}", says("live"), name="live")
    live.register_route(Tail("GET", says("tail"), "tail"))
    router.mount("/live", live, name="live")
    router.register_route(Tail("GET", says("tail"), "tail"))
    router.add_route("*", "/{rest:.*}", says("rest"))
    router.add_get("/never", says("never"))


# What is asked of all of it, and the status and text, or the allowed methods.
ANSWERS: list[tuple[str, str, tuple[int, str]]] = [
    ("GET", "/old/a%2Fb", (200, "old {'x': 'a/b'}")),
    ("GET", "/new/a%2Fb", (200, "new {'x': 'a/b'}")),
    ("POST", "/new/a", (200, "old post {'x': 'a'}")),
    ("GET", "/got/1", (200, "got {'x': '1'}")),
    ("HEAD", "/got/1", (200, "")),
    ("POST", "/posted", (200, "posted")),
    ("PUT", "/put", (200, "put")),
    ("PATCH", "/patch", (200, "patch")),
    ("DELETE", "/deleted", (200, "deleted")),
    ("HEAD", "/head", (200, "")),
    ("OPTIONS", "/options", (200, "options")),
    ("GET", "/thing", (200, "thing")),
    ("GET", "/defined", (200, "defined")),
    ("PATCH", "/any", (200, "any")),
    ("GET", "/files/f", (200, "file")),
    ("GET", "/m/acme/item/7", (200, "item {'tenant': 'acme', 'id': '7'}")),
    ("GET", "/live/x/a%20b", (200, "live {'y': 'a b'}")),
    ("GET", "/live/tail/a%20b%2525", (200, "tail {'tail': 'a b%25'}")),
    ("GET", "/tail/a%20b", (200, "tail {'tail': 'a b'}")),
    ("GET", "/never", (200, "rest {'rest': 'never'}")),
    ("PUT", "/old/1", (200, "rest {'rest': 'old/1'}")),
]


@by_hand
@pytest.mark.asyncio
async def test_an_application_may_hold_all_ways_at_once(router: UrlDispatcher, serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "f").write_text("file")
    everything(router, tmp_path)
    client = await serve(router)
    for method, path, expected in ANSWERS:
        assert (method, path, await asked(client, method, path)) == (method, path, expected)
    assert list(router) == ["old", "new", "got", "m:item", "live", "tail"]
    links: list[object] = [router["old"].url(parts={"x": "a b"}), router["new"].url(parts={"x": "a b"})]
    assert links == ["/old/a b", URL("/new/a%20b", encoded=True)]


@pytest.mark.asyncio
async def test_the_order_of_registration_holds_among_all_ways(router: UrlDispatcher, serve: Serve) -> None:
    router.add_resource("/{x}").add_route("GET", says("first"))
    router.add_route("GET", "/a", says("never"))
    router.add_get("/b", says("never"))
    router.add_route("POST", "/{y}", says("second"))
    router.add_post("/c", says("never"))
    client = await serve(router)
    got = [await asked(client, method, path) for method, path in (("GET", "/a"), ("GET", "/b"), ("POST", "/c"))]
    assert got == [(200, "first {'x': 'a'}"), (200, "first {'x': 'b'}"), (200, "second {'y': 'c'}")]
    assert await asked(client, "PUT", "/b") == (405, "GET,HEAD,POST")


@pytest.mark.asyncio
async def test_a_definition_of_today_is_a_route_of_v1_where_no_shortcut_stands_for_it(
    router: UrlDispatcher, tmp_path: Path
) -> None:
    added = router.add_routes([web.route("*", "/a", says("a")), web.static("/s", tmp_path), web.get("/b", says("b"))])
    kinds = [isinstance(route, Route) for route in added]
    assert kinds == [True, True, False]
    assert set(added) <= set(router.routes())


@pytest.mark.asyncio
async def test_routes_that_come_while_serving_answer_the_next_request(
    router: UrlDispatcher, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "f").write_text("file")
    router.add_route("GET", "/a", says("a"))
    client = await serve(router)
    assert [await asked(client, "GET", path) for path in ("/a", "/b", "/s/f")] == [(200, "a"), (404, ""), (404, "")]
    router.add_route("GET", "/{x}", says("late"), name="late")
    router.add_static("/s", tmp_path)
    router.add_resource("/r").add_route("POST", says("r"))
    assert await asked(client, "GET", "/b") == (200, "late {'x': 'b'}")
    assert await asked(client, "GET", "/s/f") == (200, "file")
    assert await asked(client, "POST", "/r") == (200, "r")
    assert await asked(client, "PUT", "/b") == (405, "GET")
    assert not router.frozen


@pytest.mark.asyncio
async def test_a_handler_may_register_a_route(router: UrlDispatcher, serve: Serve) -> None:
    async def learn(request: web.Request) -> web.Response:
        request.app.router.add_route("GET", "/learned", says("learned"))
        return web.Response(text="done")

    router.add_route("POST", "/learn", learn)
    client = await serve(router)
    assert await asked(client, "GET", "/learned") == (404, "")
    assert await asked(client, "POST", "/learn") == (200, "done")
    assert await asked(client, "GET", "/learned") == (200, "learned")


# --- applications within applications ------------------------------------------------------------


def application(*, old: bool) -> web.Application:
    app = web.Application()
    if old:
        resrouter_compat.setup(app)
    app.router.add_route("GET", "/a/{x}", says("sub"), name="sub")
    if isinstance(app.router, UrlDispatcher):
        app.router.register_route(Tail("GET", says("tail"), "tail"))
    return app


@by_hand
@pytest.mark.asyncio
@pytest.mark.parametrize("outer", ["aiohttp", "resrouter", "compat"])
@pytest.mark.parametrize("old", [True, False])
async def test_an_application_is_mounted_on_another(outer: str, old: bool, serve: Serve) -> None:
    app = web.Application()
    if outer == "resrouter":
        resrouter.setup(app)
    elif outer == "compat":
        resrouter_compat.setup(app).add_route("GET", "/own", says("own"))
    sub = application(old=old)
    app.add_subapp("/sub", sub)
    client = await serve(app)
    assert await asked(client, "GET", "/sub/a/b%20c%2Fd") == (200, "sub {'x': 'b c/d'}")
    assert await asked(client, "POST", "/sub/a/b") == (405, "GET")
    assert await asked(client, "GET", "/sub/none") == (404, "")
    assert await asked(client, "GET", "/a/b") == (404, "")
    assert await asked(client, "GET", "/sub/tail/a%20b") == ((200, "tail {'tail': 'a b'}") if old else (404, ""))
    links: list[Any] = [sub.router["sub"].url_for(x="b c")]
    if isinstance(sub.router, UrlDispatcher):
        named: Any = sub.router
        links += [named["sub"].url(parts={"x": "b c"}), named["tail"].url(tail="x")]
    assert links == [URL("/sub/a/b%20c", encoded=True), "/sub/a/b c", "/sub/tail/x"][: len(links)]


@by_hand
@pytest.mark.asyncio
async def test_a_prefix_with_letters_beyond_ascii_is_found(serve: Serve) -> None:
    app = web.Application()
    resrouter_compat.setup(app)
    sub = application(old=True)
    app.add_subapp("/д", sub)
    client = await serve(app)
    assert await asked(client, "GET", "/%D0%B4/a/b") == (200, "sub {'x': 'b'}")
    # What v1's routes take is told of the path as it was sent.
    assert await asked(client, "GET", "/%d0%b4/a/b") == (404, "")
    assert sub.router["sub"].url_for(x="b") == URL("/%D0%B4/a/b", encoded=True)


@by_hand
@pytest.mark.asyncio
async def test_an_error_of_an_application_within_has_a_system_route(serve: Serve) -> None:
    seen: list[Any] = []

    @web.middleware
    async def watching(request: web.Request, handler: Any) -> web.StreamResponse:
        seen.append(getattr(request.match_info.route, "status", None))
        response: web.StreamResponse = await handler(request)
        return response

    app = web.Application(middlewares=[watching])
    resrouter_compat.setup(app)
    app.add_subapp("/sub", application(old=True))
    client = await serve(app)
    for path in ("/sub/a/b", "/sub/none", "/none"):
        await asked(client, "GET", path)
    await asked(client, "POST", "/sub/a/b")
    assert seen == [None, 404, 404, 405]


# --- ways into an application --------------------------------------------------------------------


@pytest.mark.asyncio
async def test_setup_takes_over_what_the_application_has(serve: Serve) -> None:
    app = web.Application()
    app.router.add_get("/a", says("a"), name="a")
    router = UrlDispatcher()
    router.add_route("GET", "/b", says("b"), name="b")
    assert resrouter_compat.setup(app, router) is router is app.router
    assert resrouter_compat.setup(app) is router
    assert resrouter_compat.setup(app, router) is router
    assert list(router) == ["b", "a"]
    client = await serve(app)
    assert [await asked(client, "GET", path) for path in ("/a", "/b")] == [(200, "a"), (200, "b")]


def test_setup_makes_a_router_of_v1_of_one_of_ours() -> None:
    app = web.Application()
    resrouter.setup(app).add_get("/a", says("a"), name="a")
    router = resrouter_compat.setup(app)
    assert isinstance(router, UrlDispatcher)
    assert list(router) == ["a"]


def test_setup_refuses_two_of_one_name_and_changes_nothing() -> None:
    app = web.Application()
    app.router.add_get("/a", says("a"), name="n")
    router, stock = UrlDispatcher(), app.router
    route = router.add_route("GET", "/b", says("b"), name="n")
    with pytest.raises(resrouter.DuplicateNameError):
        resrouter_compat.setup(app, router)
    assert app.router is stock
    assert list(router.routes()) == [route]


def test_a_wrapper_round_the_old_freeze_leaves_the_router_open() -> None:
    app = web.Application()
    app.router.freeze = partial(app.router.freeze)  # type: ignore[method-assign]  # as instrumentation does
    router = resrouter_compat.setup(app)
    app.freeze()
    assert router.add_route("GET", "/late", says("late")) in router.routes()


def test_setup_refuses_a_frozen_application() -> None:
    app = web.Application()
    app.freeze()
    with pytest.raises(resrouter.SetupError):
        resrouter_compat.setup(app)


@pytest.mark.asyncio
@pytest.mark.filterwarnings("ignore:router argument is deprecated:DeprecationWarning")
async def test_a_router_may_be_given_to_the_application(router: UrlDispatcher, serve: Serve) -> None:
    router.add_route("GET", "/a", says("a"))
    client = await serve(web.Application(router=router))
    router.add_route("GET", "/b", says("b"))
    assert [await asked(client, "GET", path) for path in ("/a", "/b")] == [(200, "a"), (200, "b")]


@by_hand
@pytest.mark.asyncio
async def test_a_bridge_leads_to_a_router_of_v1(router: UrlDispatcher, serve: Serve) -> None:
    router.add_route("GET", "/old/{x}", says("old"), name="old")
    router.register_route(Tail("GET", says("tail"), "tail"))
    app = web.Application()
    app.router.add_get("/new", says("new"))
    resrouter.bridge(app, router)
    client = await serve(app)
    router.add_route("POST", "/old/{x}", says("late"))
    answers = [
        await asked(client, *line.split()) for line in ("GET /new", "GET /old/a%20b", "POST /old/1", "GET /tail/x")
    ]
    assert answers == [(200, "new"), (200, "old {'x': 'a b'}"), (200, "late {'x': '1'}"), (200, "tail {'tail': 'x'}")]
    assert await asked(client, "PUT", "/old/1") == (405, "GET,POST")
    assert app.router["old"].url_for(x="a b") == URL("/old/a%20b", encoded=True)


# --- changes of what is served -------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_edit_adds_and_removes_while_serving(router: UrlDispatcher, serve: Serve) -> None:
    router.add_route("GET", "/a", says("a"), name="a")
    client = await serve(router)
    with router.edit(owner="plugin") as draft:
        draft.remove("a")
        draft.add_resource("/p", name="p").add_route("GET", says("p"))
        draft.register_resource(resrouter_compat.ResourceAdapter(Tail("GET", says("tail"), "tail")))
    asking = ("/a", "/p", "/tail/x")
    assert [await asked(client, "GET", path) for path in asking] == [(404, ""), (200, "p"), (200, "tail {'tail': 'x'}")]
    router.add_route("GET", "/a", says("again"), name="a")
    router.unload("plugin")
    assert [await asked(client, "GET", path) for path in asking] == [(200, "again"), (404, ""), (404, "")]
    assert list(router) == ["a"]


@pytest.mark.asyncio
async def test_a_failed_edit_changes_nothing(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", says("a"), name="a")
    before = router.table

    def edit() -> None:
        with router.edit() as draft:
            draft.add_resource("/b")
            draft.add_resource("/c", name="a")

    with pytest.raises(resrouter.DuplicateNameError):
        edit()
    assert router.table is before


@pytest.mark.asyncio
async def test_a_swapped_table_is_what_later_routes_add_to(router: UrlDispatcher, serve: Serve) -> None:
    router.add_route("GET", "/{x}", says("old"))
    client = await serve(router)
    views = router.routes()
    router.swap(resrouter.RouteTable.from_data([("/a", says("swapped"))], precedence="registration"))
    assert (len(views), await asked(client, "GET", "/a")) == (1, (200, "swapped"))
    router.add_route("GET", "/{x}", says("late"))
    assert (len(views), await asked(client, "GET", "/b")) == (2, (200, "late {'x': 'b'}"))
