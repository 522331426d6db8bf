"""What stands below a prefix: tables, live routers, functions, directories, applications."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from aiohttp.typedefs import Handler, Middleware

from resrouter import (
    Default,
    DuplicateNameError,
    DynamicResource,
    MatchInfo,
    Mount,
    Prepend,
    Replace,
    RouteDataError,
    Router,
    RouteTable,
    ShadowedUrlError,
    StaticResource,
    TemplateSyntaxError,
    UnknownNameError,
    setup,
)

SEEN = web.RequestKey("seen", list)


async def show(request: web.Request) -> web.Response:
    found = request.match_info
    assert isinstance(found, MatchInfo)
    return web.json_response(
        {
            "params": dict(found),
            "data": dict(found.data),
            "matches": [[match.name, match.template] for match in found.matches],
            "seen": request.get(SEEN, []),
        }
    )


def noting(word: str) -> Middleware:
    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        request[SEEN] = [*request.get(SEEN, []), word]
        return await handler(request)

    return note


def items() -> list[Any]:
    return [("", "home", {"GET": show}), ("/items/{item}", "item", {"GET": show, "kind": "item"}), ("/{rest:.+}", show)]


def live() -> Router:
    router = Router()
    router.mount("", items())
    return router


TARGETS: list[Callable[[], Any]] = [
    items,
    lambda: RouteTable(items()),
    live,
    lambda: lambda _request: RouteTable(items()),
    lambda: lambda _request: items(),
    lambda: live,
]
IDS = ["data", "table", "router", "function to table", "function to data", "function to router"]


async def asked(router: Router, path: str, method: str = "GET") -> tuple[int, Any, str | None]:
    app = web.Application()
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        response = await client.request(method, path)
        is_json = response.content_type == "application/json"
        return response.status, await response.json() if is_json else None, response.headers.get("Allow")


@pytest.mark.asyncio
@pytest.mark.parametrize("target", TARGETS, ids=IDS)
@pytest.mark.parametrize(
    ("path", "params", "template"),
    [
        ("/t/acme", {"tenant": "acme"}, "/t/{tenant}"),
        ("/t/acme/items/7", {"tenant": "acme", "item": "7"}, "/t/{tenant}/items/{item}"),
        ("/t/a%2Fb/items/%25", {"tenant": "a/b", "item": "%"}, "/t/{tenant}/items/{item}"),
        ("/t/acme/x/y", {"tenant": "acme", "rest": "x/y"}, "/t/{tenant}/{rest}"),
    ],
)
async def test_a_prefix_with_parameters_matches_whatever_is_below(
    target: Callable[[], Any], path: str, params: dict[str, str], template: str
) -> None:
    router = Router()
    router.mount("/t/{tenant}", target(), name="shop", data={"theme": "dark"}, middlewares=[noting("mount")])
    status, told, _ = await asked(router, path)
    assert (status, told["params"], told["seen"]) == (200, params, ["mount"])
    assert told["data"]["theme"] == "dark"
    assert told["matches"][0] == ["shop", "/t/{tenant}"]
    assert told["matches"][-1][1].replace("{rest:.+}", "{rest}") == template


@pytest.mark.asyncio
@pytest.mark.parametrize("target", TARGETS, ids=IDS)
async def test_a_405_below_a_mount_lists_the_methods(target: Callable[[], Any]) -> None:
    router = Router()
    router.mount("/t/{tenant}", target())
    status, _, allow = await asked(router, "/t/acme", "PUT")
    assert (status, allow) == (405, "GET")


@pytest.mark.asyncio
@pytest.mark.parametrize("prefix", ["", "/"])
@pytest.mark.parametrize("target", TARGETS, ids=IDS)
async def test_the_root_is_a_prefix_too(target: Callable[[], Any], prefix: str) -> None:
    router = Router()
    router.mount(prefix, target(), name="all")
    status, told, _ = await asked(router, "/items/7")
    assert (status, told["params"]) == (200, {"item": "7"})


@pytest.mark.asyncio
async def test_what_a_mount_has_no_answer_for_is_left_to_others() -> None:
    router = Router()
    inner = Router()
    inner.add_get("/here", show)
    router.mount("/{section}", inner)
    router.add_get("/{section}/{page}", show)
    app = web.Application()
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        for path, params in [("/a/here", {"section": "a"}), ("/a/there", {"section": "a", "page": "there"})]:
            assert (await (await client.get(path)).json())["params"] == params


def test_names_reach_through_any_depth() -> None:
    inner, middle, outer = Router(), Router(), Router()
    inner.add_resource("/items/{item}", name="item")
    middle.mount("/b/{blog}", inner, name="blog")
    middle.mount("/flat", RouteTable([("/x/{y}", "x", {"GET": show})]), name="flat")
    outer.mount("/t/{tenant}", middle, name="shop")
    assert str(outer.url("shop:blog:item", tenant="a", blog="b/c", item=1)) == "/t/a/b/b%2Fc/items/1"
    assert str(outer["shop:flat:x"].url({"tenant": "a", "y": "z"})) == "/t/a/flat/x/z"
    assert "shop:blog:item" in outer
    assert "shop:blog:none" not in outer
    with pytest.raises(UnknownNameError):
        outer.url("shop:none:item")
    found = outer.table.match_by_path("/t/a/b/c/items/7")
    assert found is not None
    assert (found.name, found.template) == ("shop:blog:item", "/t/{tenant}/b/{blog}/items/{item}")
    assert found.params == {"tenant": "a", "blog": "c", "item": "7"}


@pytest.mark.asyncio
async def test_a_live_router_is_looked_up_at_each_request() -> None:
    inner, outer = Router(), Router()
    outer.mount("/in", inner, name="inner")
    app = web.Application()
    setup(app, outer)
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/in/new")).status == 404
        with inner.edit() as draft:
            draft.add_get("/new", show, name="new")
        assert (await client.get("/in/new")).status == 200
        assert str(outer.url("inner:new")) == "/in/new"
        inner.swap(RouteTable())
        assert (await client.get("/in/new")).status == 404


@pytest.mark.asyncio
async def test_a_function_sees_the_request() -> None:
    def table(request: web.Request) -> Any:
        return [("/hello", show)] if "X-Beta" in request.headers else None

    router = Router()
    router.mount("/lab", table)
    app = web.Application()
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/lab/hello")).status == 404
        assert (await client.get("/lab/hello", headers={"X-Beta": "1"})).status == 200


@pytest.mark.asyncio
async def test_middlewares_run_from_the_outside_in_and_are_composed_once() -> None:
    inner, outer = Router(), Router()
    with inner.group(middlewares=[noting("group")]) as group:
        group.add_get("/x", show)
    outer.mount("/live", inner, middlewares=[noting("a"), noting("b")])
    outer.mount("/flat", inner.table, middlewares=[noting("a"), noting("b")])
    app = web.Application()
    setup(app, outer)
    async with TestClient(TestServer(app)) as client:
        for path in ("/live/x", "/flat/x"):
            assert (await (await client.get(path)).json())["seen"] == ["a", "b", "group"]
    request = make_mocked_request("GET", "/live/x")
    first, second = [await outer.resolve(request) for _ in range(2)]
    assert first.handler is second.handler


@pytest.mark.asyncio
@pytest.mark.parametrize("prefix", ["/below", "/t/{tenant}"])
async def test_a_directory_of_a_table_is_served_below_the_prefix(prefix: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    inner = Router()
    inner.add_static("/files", tmp_path, name="files")
    outer = Router()
    (resource,) = outer.mount(prefix, inner.table, name="inner", middlewares=[noting("mount")], data={"public": True})
    outer.mount("/live", inner, name="live")
    app = web.Application()
    setup(app, outer)
    async with TestClient(TestServer(app)) as client:
        for path in (prefix.replace("{tenant}", "acme") + "/files/a.txt", "/live/files/a.txt"):
            response = await client.get(path)
            assert (response.status, await response.text()) == (200, "text")
            assert (await client.get(path + "x")).status == 404
    assert str(inner.url("files", filename="a.txt")) == "/files/a.txt"
    if isinstance(resource, StaticResource):
        assert str(outer.url("inner:files", filename="a.txt")) == "/below/files/a.txt"
        assert resource.data == {"public": True}


@pytest.mark.asyncio
async def test_an_application_of_a_live_router_is_asked_for_what_is_left_of_the_path() -> None:
    inner, sub = web.Application(), web.Application()
    inner_router = setup(inner)
    sub.router.add_get("/x/{y}", show)
    inner.add_subapp("/sub", sub)
    outer = Router()
    outer.mount("/t/{tenant}", inner_router)
    request = make_mocked_request("GET", "/t/acme/sub/x/7?q=1")
    found = await outer.resolve(request)
    assert (dict(found), found.apps) == ({"tenant": "acme", "y": "7"}, (sub,))


WRONG: list[tuple[str, Any, type[Exception]]] = [
    ("no-slash", [], TemplateSyntaxError),
    ("/{unbalanced", Router(), TemplateSyntaxError),
    ("/{rest:.*}", Router(), TemplateSyntaxError),
    ("/t/{item}", items(), TemplateSyntaxError),
    ("/x", 7, RouteDataError),
    ("/x", web.UrlDispatcher(), RouteDataError),
    ("/x", [("/y", "twice", {}), ("/z", "twice", {})], DuplicateNameError),
    ("/x", [("/y", "there", {})], DuplicateNameError),
]


@pytest.mark.parametrize(("prefix", "target", "error"), WRONG)
def test_a_refused_mount_leaves_nothing_behind(prefix: str, target: Any, error: type[Exception]) -> None:
    router = Router()
    router.add_resource("/there", name="there")
    before = router.table
    with pytest.raises(error):
        router.mount(prefix, target)
    assert router.table is before


def test_a_live_mount_is_shown_as_what_it_is() -> None:
    inner, outer = Router(), Router()
    inner.add_get("/x", show, allow_head=False)
    (mount,) = outer.mount("/t/{tenant:[a-z]+}", inner, name="shop")
    assert isinstance(mount, Mount)
    assert (mount.canonical, str(mount.url({"tenant": "acme"}))) == ("/t/{tenant}", "/t/acme")
    assert [route.method for route in mount] == ["GET"]
    assert (len(mount), bool(mount), mount.raw_match("/t/x"), mount.get_info()) == (
        1,
        True,
        False,
        {"prefix": "/t/{tenant}"},
    )
    assert repr(mount) == "<Mount 'shop' (/t/{tenant:[a-z]+})>"
    with pytest.raises(RuntimeError):
        mount.url_for()


@pytest.mark.asyncio
async def test_a_mounted_application_may_hold_mounts() -> None:
    inner, sub, outer = Router(), web.Application(), web.Application()
    inner.add_get("/x", show)
    setup(sub).mount("/live/{a}", inner, name="live")
    setup(outer)
    outer.add_subapp("/sub", sub)
    async with TestClient(TestServer(outer)) as client:
        response = await client.get("/sub/live/1/x")
        assert (response.status, (await response.json())["params"]) == (200, {"a": "1"})
    assert str(sub.router["live"].url({"a": "1"})) == "/sub/live/1"  # type: ignore[attr-defined]  # it is a Mount


def test_a_resource_of_another_class_is_asked_below_a_mount() -> None:
    class Odd(DynamicResource):
        def _match(self, path: str) -> dict[str, str] | None:
            return {"odd": path} if path == "/odd" else None

    odd = Odd("/{odd}")
    odd.add_route("GET", show)
    (mount,) = Router().mount("/x", RouteTable([odd]))
    assert isinstance(mount, Mount)


@pytest.mark.asyncio
@pytest.mark.parametrize("is_live", [True, False])
async def test_what_data_says_of_merging_holds_for_what_comes_above_later(is_live: bool) -> None:
    told = {"tags": Replace(["own"]), "size": Default(1), "steps": Prepend([0])}
    inner, outer = Router(), Router()
    inner.mount("/b", [("/c", told, [("/d", show)])], data={"size": 2})
    outer.mount("/a", inner if is_live else inner.table, data={"tags": ["above"], "size": 9, "steps": [1]})
    _, answer, _ = await asked(outer, "/a/b/c/d")
    assert answer["data"] == {"tags": ["own"], "size": 2, "steps": [0, 1]}


@pytest.mark.asyncio
async def test_data_of_one_method_is_below_that_of_its_resource() -> None:
    router = Router()
    resource = router.add_resource("/x", data={"roles": ["reader"]})
    resource.add_route("GET", show)
    resource.add_route("PUT", show, data={"roles": ["writer"]})
    app = web.Application()
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        assert (await (await client.get("/x")).json())["data"] == {"roles": ["reader"]}
        assert (await (await client.put("/x")).json())["data"] == {"roles": ["reader", "writer"]}


@pytest.mark.parametrize("kind", ["router", "function"])
def test_a_link_below_a_live_mount_that_another_answers_is_refused(kind: str) -> None:
    inner = Router()
    inner.add_get("/{item}", show, name="item")
    inner.add_get("/new", show)
    middle, outer = Router(), Router()
    # A function may give another table each time.
    rows = [("/{item}", "item", {"GET": show}), ("/new", {"GET": show})]
    middle.mount("/m", inner if kind == "router" else lambda: RouteTable.from_data(rows), name="deep")
    outer.mount("/t/{tenant}", middle, name="shop")
    outer.add_get("/t/acme/m/closed", show)
    assert str(outer.url("shop:deep:item", tenant="acme", item="7")) == "/t/acme/m/7"
    assert str(outer.url("shop:deep:item", tenant="other", item="closed")) == "/t/other/m/closed"
    for tenant, item, winner in (("acme", "closed", "/t/acme/m/closed"), ("acme", "new", "/new")):
        with pytest.raises(ShadowedUrlError) as caught:
            outer.url("shop:deep:item", tenant=tenant, item=item)
        assert caught.value.winner[0] == winner
        assert caught.value.mine[0] == "/t/{tenant}/m/{item}"


def test_a_live_mount_that_comes_first_hides_what_it_answers() -> None:
    inner, outer = Router(), Router()
    inner.add_get("/new", show)
    outer.mount("/shop", inner)
    outer.mount("/shop", lambda _request: inner)  # who answers there is not known without a request
    outer.add_get("/shop/{item}", show, name="item")
    assert str(outer.url("item", item="7")) == "/shop/7"
    with pytest.raises(ShadowedUrlError):
        outer.url("item", item="new")
