"""What lies at the edges of composition: each row was wrong once."""

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from aiohttp.typedefs import Handler

from resrouter import (
    ConflictError,
    DataError,
    FrozenRouterError,
    MatchInfo,
    PlainResource,
    Resource,
    RouteDataError,
    Router,
    RouteTable,
    SetupError,
    StaleEditError,
    TemplateSyntaxError,
    setup,
)


async def a(request: web.Request) -> web.Response:
    return web.Response(text="a")


async def b(request: web.Request) -> web.Response:
    return web.Response(text="b")


async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    raise web.HTTPUnauthorized


async def found(router: Router, path: str, method: str = "GET") -> MatchInfo:
    match_info = await router.resolve(make_mocked_request(method, path))
    assert isinstance(match_info, MatchInfo)
    return match_info


@pytest.mark.asyncio
async def test_middlewares_of_one_method_run_and_are_told() -> None:
    router = Router()
    router.mount("", [("/x", {"GET": {"handler": a, "middlewares": [guard]}, "POST": a})])
    app = web.Application()
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/x")).status == 401
        assert (await client.post("/x")).status == 200
    assert router.table.routes[0][1]["GET"] == {"handler": a, "middlewares": (guard,)}
    assert RouteTable(router.table.routes, conflicts="ignore") == router.table


def test_names_reach_through_mounts_without_a_name() -> None:
    shop, router = Router(), Router()
    shop.add_get("/items/{item}", a, name="item")
    router.mount("/t/{tenant}", shop)
    with router.group("/admin", name="admin") as admin:
        admin.mount("/one", shop)
        admin.mount("/two", RouteTable())
        admin.mount("/three", Router())
    assert str(router.url("item", tenant="x", item="7")) == "/t/x/items/7"
    assert str(router.url("admin:item", item="7")) == "/admin/one/items/7"


def test_a_directory_below_a_live_mount_has_links(tmp_path: Path) -> None:
    shop, router = Router(), Router()
    shop.add_static("/files", tmp_path, name="files")
    router.mount("/shop", shop, name="shop")
    router.mount("/t/{tenant}", shop, name="tenant")
    assert str(router["shop:files"].url({"filename": "a.css"})) == "/shop/files/a.css"
    assert "tenant:files" not in router


def test_find_stops_where_only_a_request_tells() -> None:
    router = Router()
    router.mount("/x", lambda _request: [("/{name}", a)])
    router.add_get("/{first}/{second}", b)
    assert router.table.find("GET", "/x/y") is None
    assert router.table.find("GET", "/y/x") is not None


@pytest.mark.asyncio
async def test_a_function_that_fails_is_an_answer_that_raises() -> None:
    router = Router()

    def table(request: web.Request) -> Any:
        raise LookupError(request.path)

    router.mount("/x", table)
    answer = await found(router, "/x/y")
    request = make_mocked_request("GET", "/x/y")
    request._match_info = answer  # as aiohttp's application sets it
    with pytest.raises(LookupError):
        await answer.handler(request)


def mounts_itself() -> None:
    router = Router()
    router.mount("/x", router)


def mounts_itself_in_a_group() -> None:
    router = Router()
    router.group("/x").mount("/y", router)


def mounts_itself_in_an_edit() -> None:
    router = Router()
    with router.edit() as draft:
        draft.mount("/y", router)


def mounts_itself_through_another() -> None:
    one, other = Router(), Router()
    one.mount("", other)
    other.mount("", one)


def mounts_an_application() -> None:
    Router().mount("/x", web.Application())


def mounts_a_handler() -> None:
    Router().mount("/x", a)


@pytest.mark.parametrize(
    "wrong",
    [
        mounts_itself,
        mounts_itself_in_a_group,
        mounts_itself_in_an_edit,
        mounts_itself_through_another,
        mounts_an_application,
        mounts_a_handler,
    ],
)
def test_what_cannot_be_mounted_is_refused_at_once(wrong: Callable[[], None]) -> None:
    with pytest.raises(RouteDataError) as caught:
        wrong()
    assert caught.value.place.partition(":")[0].endswith("test_edges.py")


def test_a_parameter_of_the_prefix_is_no_parameter_of_a_live_router() -> None:
    shop, router = Router(), Router()
    shop.add_get("/items/{id}", a)
    with pytest.raises(TemplateSyntaxError):
        router.mount("/t/{id}", shop)


@pytest.mark.asyncio
async def test_a_405_below_a_live_mount_keeps_its_resource() -> None:
    shop, router = Router(), Router()
    item = shop.add_resource("/items/{item}")
    item.add_route("GET", a)
    router.mount("/t/{tenant}", shop)
    assert (await found(router, "/t/x/items/7", "PUT")).resource is item


def test_a_draft_is_one_block() -> None:
    router = Router()
    draft = router.edit()
    with pytest.raises(FrozenRouterError):
        draft.add_get("/x", a)
    with draft:
        draft.add_get("/x", a)
    with pytest.raises(FrozenRouterError):
        draft.add_get("/y", a)
    with pytest.raises(RuntimeError):
        draft.__enter__()
    assert [resource.canonical for resource in router.table] == ["/x"]


def test_an_edit_of_what_was_changed_meanwhile_is_refused() -> None:
    router = Router()
    served = router.add_resource("/x", name="x")
    served.add_route("GET", a)
    draft = router.edit().__enter__()
    draft["x"].add_route("POST", a)
    served.add_route("PUT", a)
    with pytest.raises(StaleEditError):
        draft.__exit__(None, None, None)
    assert served.allowed_methods == {"GET", "PUT"}


def test_a_collision_names_the_owners() -> None:
    table = RouteTable().add(("/{x}/b", {"GET": a}), owner="one")
    with pytest.raises(ConflictError) as caught:
        table.add(("/{y}/{z}", {"GET": b}), owner="two")
    assert "(one)" in str(caught.value)
    assert "(two)" in str(caught.value)


def test_a_router_checks_what_it_was_told_when_it_is_frozen_and_mounts_at_once() -> None:
    router = Router(conflicts="raise")
    router.add_get("/{x}", a)
    router.add_get("/{y}", b)
    with pytest.raises(ConflictError):
        router.freeze()
    with pytest.raises(ConflictError):
        Router(conflicts="raise").mount("/m", [("/{x}", a), ("/{y}", b)])

    def schema(data: Any) -> None:
        if data:
            raise ValueError("no data, please")

    told = Router(schema=schema)
    told.add_resource("/x", data={"a": 1}).add_route("GET", a)
    with pytest.raises(DataError):
        told.freeze()


KEYS = ["POST", "get", "name", "handler", "methods", "middlewares", "conflicting", "resource", "trail", "data"]


@pytest.mark.parametrize("key", KEYS)
def test_data_may_have_keys_that_mean_something_in_a_row(key: str) -> None:
    router = Router()
    router.add_resource("/x", data={key: ["value"]}).add_route("GET", a)
    again = RouteTable(router.table.routes, conflicts="ignore")
    assert again == router.table
    (resource,) = again
    assert isinstance(resource, Resource)
    assert dict(resource.data) == {key: ["value"]}
    assert [route.method for route in resource] == ["GET"]


def test_what_a_table_tells_cannot_be_used_to_change_it() -> None:
    table = RouteTable([("/x", {"roles": ["reader"], "GET": a})])
    table.routes[0][1]["roles"].append("admin")
    assert table.routes[0][1]["roles"] == ["reader"]


class Closed(Router):
    def register_resource(self, resource: web.AbstractResource) -> None:
        raise LookupError("closed")


class Counting(Router):
    counted = 0

    def index_resource(self, resource: web.AbstractResource) -> None:
        self.counted += 1
        super().index_resource(resource)


def test_what_somebody_put_in_the_place_of_aiohttps_methods_is_called() -> None:
    with pytest.raises(LookupError):
        Closed().add_get("/x", a)
    with pytest.raises(LookupError):
        Closed().add_static("/x", ".")
    router = Counting()
    router.add_get("/x", a)
    router.mount("/y", [("/z", a)])
    assert router.counted == 2


def test_the_router_of_a_mounted_application_is_not_edited() -> None:
    app, sub = web.Application(), web.Application()
    setup(app)
    router = setup(sub)
    with router.edit("plugin") as draft:
        draft.add_get("/own", a)
    app.add_subapp("/api", sub)
    assert router.table.owners() == {"plugin"}
    with pytest.raises(SetupError):
        router.unload("plugin")


@pytest.mark.parametrize("given", [None, [], Router()])
def test_a_router_serves_tables_only(given: Any) -> None:
    with pytest.raises(TypeError):
        Router().swap(given)


def test_an_unknown_option_is_told_with_those_there_are() -> None:
    with pytest.raises(TypeError) as caught:
        RouteTable(slash="redirect")  # type: ignore[call-arg]  # the point of the test
    assert "slashes" in str(caught.value)


def test_derived_methods_may_come_from_anything_and_in_any_order() -> None:
    methods: list[Literal["HEAD", "OPTIONS"]] = ["OPTIONS", "HEAD", "HEAD"]
    assert RouteTable(derived=iter(methods)) == RouteTable(derived=["HEAD", "OPTIONS"])


def test_a_table_is_its_own_copy_and_no_pickle() -> None:
    table = RouteTable([("/x", a)])
    assert copy.deepcopy(table) is table
    with pytest.raises(TypeError):
        pickle.dumps(table)


def test_definitions_are_read_as_add_routes_reads_them() -> None:
    definitions = [web.route("PROPFIND", "/x", a), web.get("/y", a, data={"k": 1}), web.get("/z", a, allow_head=False)]
    router = Router()
    router.add_routes(definitions)
    assert RouteTable(definitions, conflicts="ignore") == router.table


def test_plain_resources_of_ones_own_keep_their_name_below_a_mount() -> None:
    class Own(PlainResource):
        pass

    own = Own("/x", name="own")
    router = Router()
    router.mount("/live", RouteTable([own]), name="m")
    assert "m:own" in router


def test_a_route_without_a_handler_has_links() -> None:
    table = RouteTable.from_data([("/users/{id}", "user")])
    match = table.match_by_name("user", id=7)
    assert match is not None
    assert match.path == "/users/7"  # type: ignore[union-attr]  # nothing is missing, so it is no PartialMatch
    assert table.find("GET", "/users/7") is None


def test_a_colon_in_a_path_is_a_colon() -> None:
    table = RouteTable.from_data([("/proxy/host:8080/{path}", a)])
    assert table.find("GET", "/proxy/host:8080/x") is not None
    assert table.find("GET", "/proxy/host1/x") is None
