"""`setup()` and `bridge()`: the two ways into an application, over real HTTP."""

import warnings
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

import resrouter
from resrouter import Bridge, DuplicateNameError, Router, SetupError


async def show(request: web.Request) -> web.Response:
    return web.json_response({"app": request.app["name"], "params": dict(request.match_info)})


class Items(web.View):
    async def get(self) -> web.Response:
        return web.Response(text="items")


NAME = web.AppKey("name", str)


def application(name: str = "app") -> web.Application:
    app = web.Application()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app["name"] = name
    return app


def test_setup_keeps_everything_that_was_registered(tmp_path: Path) -> None:
    app = application()
    user = app.router.add_resource("/users/{name}", name="user")
    route = user.add_route("GET", show)
    plain = app.router.add_get("/plain", show).resource
    static = app.router.add_static("/static", tmp_path, name="static")
    router = resrouter.setup(app)
    assert app.router is router
    assert list(router.resources()) == [user, plain, static]
    assert list(router["user"]) == [route]
    assert isinstance(user, resrouter.Resource)
    assert str(router.url("user", name="ada")) == "/users/ada"
    assert str(router["static"].url({"filename": "x.css"})) == "/static/x.css"
    assert user.add_route("PUT", show).resource is user


def test_a_router_that_was_kept_open_stays_open() -> None:
    app = application()
    app.router.freeze = lambda: None  # type: ignore[method-assign]  # as plugin hosts do
    router = resrouter.setup(app)
    app.freeze()
    assert not router.frozen
    assert router.add_get("/late", show) in router.routes()


def test_a_wrapper_round_the_old_freeze_freezes_the_new_router_too() -> None:
    app = application()
    genuine, calls = app.router.freeze, list[str]()

    def wrapper() -> None:
        calls.append("frozen")
        genuine()

    app.router.freeze = wrapper  # type: ignore[method-assign]  # as plugin hosts do
    router = resrouter.setup(app)
    app.freeze()
    assert (router.frozen, calls) == (True, ["frozen"])


def test_setup_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        resrouter.setup(web.Application())


def test_a_second_setup_changes_nothing() -> None:
    app = application()
    router = resrouter.setup(app)
    assert resrouter.setup(app) is router
    assert resrouter.setup(app, router) is router


def test_two_routers_without_names_are_not_the_same_router() -> None:
    app = application()
    old, new = resrouter.setup(app), Router()
    assert old == new  # as mappings
    assert resrouter.setup(app, new) is new
    assert app.router is new


def test_setup_can_hand_over_from_one_router_of_ours_to_another() -> None:
    app = application()
    old = resrouter.setup(app)
    user = old.add_resource("/users/{name}", name="user")
    new = resrouter.setup(app, Router(precedence="specific"))
    assert (app.router, new["user"]) == (new, user)


def test_setup_refuses_a_frozen_application_and_leaves_it_alone() -> None:
    started, mounted = application(), application()
    started.freeze()
    application().add_subapp("/sub", mounted)
    for app in (started, mounted):
        stock = app.router
        with pytest.raises(SetupError, match=r"right after web\.Application") as caught:
            resrouter.setup(app)
        assert isinstance(caught.value, RuntimeError)
        assert app.router is stock


def test_setup_refuses_a_router_that_serves_already() -> None:
    router = resrouter.setup(application())
    router.freeze()
    with pytest.raises(SetupError, match="a router of its own"):
        resrouter.setup(application(), router)


def test_setup_refuses_names_that_both_have_and_leaves_both_alone() -> None:
    app, router = application(), Router()
    first = app.router.add_resource("/first/{x}")
    app.router.add_resource("/a", name="it")
    router.add_resource("/b", name="it")
    with pytest.raises(DuplicateNameError):
        resrouter.setup(app, router)
    assert type(first) is web.DynamicResource
    assert (len(app.router.resources()), len(router.resources())) == (2, 1)
    assert not isinstance(app.router, Router)


@pytest.mark.asyncio
async def test_an_application_with_our_router_serves(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("file")
    app = application()
    app.router.add_get("/before/{x}", show)
    router = resrouter.setup(app)
    router.add_view("/items", Items)
    router.add_static("/static", tmp_path)
    async with TestClient(TestServer(app)) as client:
        assert await (await client.get("/before/a%2Fb")).json() == {"app": "app", "params": {"x": "a/b"}}
        assert await (await client.get("/items")).text() == "items"
        assert (await client.post("/items")).headers["Allow"] == "GET"
        assert await (await client.get("/static/a.txt")).text() == "file"
        assert (await client.get("/static/" + "x" * 300)).status == 404
        assert (await client.get("/nowhere")).status == 404
        refused = await client.delete("/before/x")
        assert (refused.status, refused.headers["Allow"]) == (405, "GET,HEAD")


@pytest.mark.asyncio
async def test_a_file_name_too_long_is_a_404_in_a_directory_taken_over(tmp_path: Path) -> None:
    app = application()
    app.router.add_static("/static", tmp_path)
    resrouter.setup(app)
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/static/" + "x" * 300)).status == 404


@pytest.mark.asyncio
@pytest.mark.parametrize("outer_is_ours", [True, False])
@pytest.mark.parametrize("inner_is_ours", [True, False])
async def test_applications_mount_in_both_directions(outer_is_ours: bool, inner_is_ours: bool) -> None:
    outer, middle, inner = application("outer"), application("middle"), application("inner")
    if outer_is_ours:
        resrouter.setup(outer)
    if inner_is_ours:
        resrouter.setup(middle)
        resrouter.setup(inner)
    inner.router.add_get("", show)
    inner.router.add_get("/{x}", show, name="x")
    middle.router.add_get("/here", show)
    outer.router.add_get("/{any:.*}", show)
    middle.add_subapp("/in", inner)
    outer.add_subapp("/mid", middle)
    async with TestClient(TestServer(outer)) as client:
        assert await (await client.get("/mid/in/1%2F2")).json() == {"app": "inner", "params": {"x": "1/2"}}
        assert (await (await client.get("/mid/in")).json())["app"] == "inner"
        assert (await (await client.get("/mid/here")).json())["app"] == "middle"
        assert (await client.get("/mid/nowhere")).status == 404
        assert (await client.post("/mid/in/1")).headers["Allow"] == "GET,HEAD"
        assert (await (await client.get("/midway")).json())["app"] == "outer"
    assert str(inner.router["x"].url_for(x="1")) == "/mid/in/1"


@pytest.mark.asyncio
@pytest.mark.parametrize("is_ours", [True, False])
async def test_domains_come_first(is_ours: bool) -> None:
    app, exact, mask = application("main"), application("exact"), application("mask")
    if is_ours:
        for each in (app, exact, mask):
            resrouter.setup(each)
    for each in (app, exact, mask):
        each.router.add_get("/x", show)
    app.add_domain("shop.example", exact)
    app.add_domain("*.shop.example", mask)
    async with TestClient(TestServer(app)) as client:
        for host, name in [
            ("shop.example", "exact"),
            ("a.shop.example", "mask"),
            ("other", "main"),
        ]:
            answer = await client.get("/x", headers={"Host": host})
            assert (await answer.json())["app"] == name, host


def test_an_application_with_domains_cannot_be_mounted_as_in_aiohttp() -> None:
    for prepare in (lambda app: None, resrouter.setup):
        app = application()
        prepare(app)
        app.add_domain("shop.example", application())
        with pytest.raises(KeyError):
            application().add_subapp("/sub", app)


@pytest.mark.asyncio
async def test_a_bridge_serves_beside_the_routes_that_stay() -> None:
    app = application()
    app.router.add_get("/old/{x}", show)
    app.router.add_post("/shared", show)
    router = Router()
    router.add_get("/new/{x}", show, name="new")
    router.add_get("/shared", show)
    bridge = resrouter.bridge(app, router)
    assert isinstance(bridge, Bridge)
    async with TestClient(TestServer(app)) as client:
        assert (await (await client.get("/old/1")).json())["params"] == {"x": "1"}
        assert (await (await client.get("/new/2")).json())["params"] == {"x": "2"}
        assert (await client.get("/nowhere")).status == 404
        assert (await client.put("/shared")).headers["Allow"] == "GET,HEAD,POST"
        assert (await client.get("/shared")).status == 200
    assert not router.frozen
    assert str(app.router["new"].url_for(x="1")) == "/new/1"
    assert str(app.router["new"].url({"x": "a/b"})) == "/new/a%2Fb"  # type: ignore[attr-defined]
    listed = [(route.method, route.resource.canonical) for route in app.router.routes() if route.resource]
    assert listed.count(("GET", "/new/{x}")) == 1


@pytest.mark.asyncio
async def test_a_bridge_sees_routes_that_come_while_serving() -> None:
    app, router = application(), Router()
    router.add_get("", show)
    resrouter.bridge(app, router)
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/")).status == 200
        assert (await client.get("/late")).status == 404
        router.add_get("/late", show)
        assert (await client.get("/late")).status == 200


def test_a_bridge_cannot_be_mounted_or_linked() -> None:
    app = application()
    bridge = resrouter.bridge(app, Router())
    with pytest.raises(RuntimeError, match="cannot move below '/sub'"):
        application().add_subapp("/sub", app)
    with pytest.raises(RuntimeError, match="no link of its own"):
        bridge.url_for()


def test_a_bridge_into_a_frozen_application_is_refused() -> None:
    app = application()
    app.freeze()
    with pytest.raises(SetupError, match="frozen"):
        resrouter.bridge(app, Router())


def test_a_bridge_with_a_taken_name_is_refused_whole() -> None:
    app, router = application(), Router()
    app.router.add_get("/theirs", show, name="it")
    router.add_get("/a", show)
    router.add_get("/ours", show, name="it")
    with pytest.raises(DuplicateNameError) as caught:
        resrouter.bridge(app, router)
    assert (caught.value.first[0], caught.value.second[0]) == ("/theirs", "/ours")
    assert [resource.canonical for resource in app.router.resources()] == ["/theirs"]


def test_a_router_is_no_bridge_to_itself() -> None:
    app = application()
    router = resrouter.setup(app)
    with pytest.raises(SetupError, match="itself"):
        resrouter.bridge(app, router)
