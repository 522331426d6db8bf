"""Groups and mounts: what their routes inherit, and that nothing is left of one that fails."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler

from resrouter import (
    ConflictError,
    DeadRouteError,
    DuplicateNameError,
    Group,
    InvalidNameError,
    MatchInfo,
    RouteDataError,
    Router,
    RouteTable,
    TemplateSyntaxError,
    setup,
)

DEEP = 100


async def show(request: web.Request) -> web.Response:
    """What the handler sees: the data, the parameters and the way."""
    found = request.match_info
    assert isinstance(found, MatchInfo)
    data = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in found.data.items()}
    matches = [[match.name, match.template, dict(match.params)] for match in found.matches]
    return web.json_response({"data": data, "params": dict(found), "matches": matches})


async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
    raise web.HTTPForbidden


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets those in who have one of the roles that the route asks for."""
    found = request.match_info
    assert isinstance(found, MatchInfo)
    wanted: frozenset[str] = found.data.get("roles", frozenset())
    if wanted and request.headers.get("role") not in wanted:
        raise web.HTTPForbidden
    return await handler(request)


def application(router: Router, *middlewares: Any) -> web.Application:
    app = web.Application(middlewares=middlewares)
    setup(app, router)
    return app


async def pages(router: Router, *paths: str) -> list[Any]:
    """What the handlers on these paths have seen; the status where there is none."""
    async with TestClient(TestServer(application(router))) as client:
        responses = [await client.get(path) for path in paths]
        return [await found.json() if found.status == 200 else found.status for found in responses]


# --- data ----------------------------------------------------------------------------------------


def inheriting() -> Router:
    """A router each level of which tells something."""
    router = Router()
    table = RouteTable.from_data(
        [("/table", {"GET": {"handler": show, "tags": ["route"]}, "tags": ["resource"], "roles": frozenset({"b"})})],
        data={"tags": ["table"], "deep": {"table": 1, "who": "table"}, "roles": frozenset({"a"})},
    )
    live = Router()
    live.add_resource("/live", data={"tags": ["resource"]}).add_route("GET", show, data={"tags": ["route"]})
    for name, other in (("flat", table), ("live", live)):
        router.mount(f"/{name}", other, name=name, data={"tags": ["mount"], "deep": {"mount": 1, "who": "mount"}})
    with router.group("/group", data={"tags": ["group"]}) as group:
        group.add_resource("/own", data={"tags": ["resource"]}).add_route("GET", show, data={"tags": ["route"]})
        group.add_get("/short", show, data={"tags": ["route"]})
        group.mount("/mount", [("/x", {"GET": show, "tags": ["resource"]})], data={"tags": ["mount"]})
    return router


INHERITED: list[tuple[str, dict[str, Any]]] = [
    (
        "/flat/table",
        {
            "tags": ["mount", "table", "resource", "route"],
            "deep": {"mount": 1, "table": 1, "who": "table"},
            "roles": ["a", "b"],
        },
    ),
    ("/live/live", {"tags": ["mount", "resource", "route"], "deep": {"mount": 1, "who": "mount"}}),
    ("/group/own", {"tags": ["group", "resource", "route"]}),
    ("/group/short", {"tags": ["group", "route"]}),
    ("/group/mount/x", {"tags": ["group", "mount", "resource"]}),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("path", "expected"), INHERITED)
async def test_a_handler_reads_what_was_told_from_the_root_to_the_route(path: str, expected: dict[str, Any]) -> None:
    async with TestClient(TestServer(application(inheriting(), plain_data))) as client:
        page = await (await client.get(path)).json()
    assert page["data"] == expected


@web.middleware
async def plain_data(request: web.Request, handler: Handler) -> web.StreamResponse:
    """JSON knows no read-only mappings: the nested ones are looked at here, as a middleware sees them."""
    found = request.match_info
    assert isinstance(found, MatchInfo)
    deep = found.data.get("deep")
    if deep is None:
        return await handler(request)
    with pytest.raises(TypeError):
        deep["more"] = 1
    tags, roles = found.data["tags"], found.data.get("roles")
    data = {"tags": tags, "deep": dict(deep), **({"roles": sorted(roles)} if roles else {})}
    return web.json_response({"data": data})


@pytest.mark.asyncio
async def test_a_guard_reads_the_roles_of_the_route_that_is_asked_for() -> None:
    router = Router()
    router.add_get("/ping", show)
    with router.group("/admin", data={"roles": frozenset({"admin"})}) as admin:
        admin.add_get("/ping", show)
        admin.add_resource("/db", data={"roles": frozenset({"operator"})}).add_route("GET", show)
        admin.add_static("/files", "tests/tables")
    asked = [
        ("/ping", None, 200),
        ("/admin/ping", None, 403),
        ("/admin/ping", "operator", 403),
        ("/admin/ping", "admin", 200),
        ("/admin/db", None, 403),
        ("/admin/db", "operator", 200),
        ("/admin/files/__init__.py", None, 403),
        ("/admin/files/__init__.py", "admin", 200),
        ("/admin/none", None, 404),
    ]
    async with TestClient(TestServer(application(router, guard))) as client:
        for path, role, status in asked:
            response = await client.get(path, headers={"role": role} if role else {})
            assert (path, role, response.status) == (path, role, status)
        assert (await client.post("/admin/db")).status == 403  # on a 405 the data are those of the resource


# --- the way -------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_matches_are_the_named_groups_and_the_mounts_on_the_way() -> None:
    live, router = Router(), Router()
    live.add_get("/items/{item}", show, name="item")
    inner = router.group("/g/{g}", name="outer").group("/plain").group("/i", name="inner")
    inner.add_get("/x", show, name="x")
    inner.mount("/live/{shop}", live, name="shop")
    inner.mount("/flat/{shop}", live.table, name="flat")
    inner.add_get("/nameless", show)
    x, item, flat, nameless = await pages(
        router, "/g/1/plain/i/x", "/g/1/plain/i/live/2/items/3", "/g/1/plain/i/flat/2/items/3", "/g/1/plain/i/nameless"
    )
    way = [["outer", "/g/{g}", {"g": "1"}], ["inner", "/g/{g}/plain/i", {"g": "1"}]]
    below = {"g": "1", "shop": "2"}
    assert x["matches"] == [*way, ["x", "/g/{g}/plain/i/x", {"g": "1"}]]
    for name, kind, page in (("shop", "live", item), ("flat", "flat", flat)):
        prefix = f"/g/{{g}}/plain/i/{kind}/{{shop}}"
        assert page["matches"] == [
            *way,
            [name, prefix, below],
            ["item", f"{prefix}/items/{{item}}", {**below, "item": "3"}],
        ]
    assert nameless["matches"] == [*way, [None, "/g/{g}/plain/i/nameless", {"g": "1"}]]
    assert router.url("outer:inner:shop:item", g=1, shop=2, item=3).path == "/g/1/plain/i/live/2/items/3"
    assert router.url("outer:inner:flat:item", g=1, shop=2, item=3).path == "/g/1/plain/i/flat/2/items/3"


@pytest.mark.asyncio
async def test_a_hundred_groups_stand_in_one_another() -> None:
    router = Router()
    group: Group | Router = router
    for depth in range(DEEP):
        group = group.group(f"/{{p{depth}}}" if depth % 2 else f"/s{depth}", name=f"n{depth}", data={"depth": [depth]})
    group.add_get("/end", show, name="end")
    params = {f"p{depth}": str(depth) for depth in range(1, DEEP, 2)}
    name = ":".join([*(f"n{depth}" for depth in range(DEEP)), "end"])
    link = str(router.url(name, parts=params))
    (page,) = await pages(router, link)
    assert page["params"] == params
    assert page["data"] == {"depth": list(range(DEEP))}
    assert [match[0] for match in page["matches"]] == name.split(":")


@pytest.mark.asyncio
async def test_a_function_builds_a_group() -> None:
    router = Router()

    def build(group: Group) -> None:
        group.add_get("", show, name="home")
        group.group("/more", lambda more: more.add_get("/x", show, name="x"), name="more")

    group = router.group("/g/", build, name="g")
    assert list(group.table.names) == ["g:home", "g:more:x"]
    home, more = await pages(router, "/g", "/g/more/x")
    assert (home["matches"][-1][0], more["matches"][-1][0]) == ("home", "x")


def test_a_group_looks_for_its_own_names_first() -> None:
    router = Router()
    router.add_resource("/x", name="x")
    router.add_resource("/y", name="y")
    with router.group("/g", name="g") as group:
        own = group.add_resource("/x", name="x")
        assert group["x"] is own
        assert group["y"] is router["y"]
        assert group["g:x"] is own


# --- nothing is left -----------------------------------------------------------------------------


class PlannedError(Exception):
    pass


def fail(builder: Router) -> None:
    with builder.group("/g", name="g", middlewares=[refuse]) as group:
        group.add_get("/x", show, name="x")
        with group.group("/i", name="i") as inner:
            inner.add_get("/y", show, name="y")
        raise PlannedError


def fail_inside(builder: Router) -> None:
    with builder.group("/g", name="g") as group, group.group("/i", name="i") as inner:
        inner.add_get("/y", show, name="y")
        raise PlannedError


def fail_in_function(builder: Router) -> None:
    def build(group: Group) -> None:
        group.add_get("/x", show, name="x")
        raise PlannedError

    builder.group("/g", build, name="g")


def fail_at_a_name(builder: Router) -> None:
    with builder.group("/g", name="g") as group:
        group.add_get("/x", show, name="x")
        group.add_get("/y", show, name="x")


def fail_at_a_path(builder: Router) -> None:
    with builder.group("/{x}", name="g") as group:
        group.add_get("/x", show, name="x")
        group.add_get("/{x}", show)


def fail_at_a_mount(builder: Router) -> None:
    with builder.group("/g", name="g") as group:
        group.mount("/m", [("/x", "x", show), ("/y", "x", show)])


def fail_at_a_route_of_the_last_resource(builder: Router) -> None:
    with builder.group() as group:
        group.add_post("/last", show)
        group.add_post("/last", show)


def fail_after_a_route_of_the_last_resource(builder: Router) -> None:
    with builder.group() as group:
        group.add_post("/last", show)
        raise PlannedError


FAILURES: list[tuple[Callable[[Router], None], type[Exception]]] = [
    (fail, PlannedError),
    (fail_inside, PlannedError),
    (fail_in_function, PlannedError),
    (fail_at_a_name, DuplicateNameError),
    (fail_at_a_path, TemplateSyntaxError),
    (fail_at_a_mount, DuplicateNameError),
    (fail_at_a_route_of_the_last_resource, DeadRouteError),
    (fail_after_a_route_of_the_last_resource, PlannedError),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("failing", "error"), FAILURES)
async def test_a_group_that_fails_leaves_nothing_behind(
    failing: Callable[[Router], None], error: type[Exception]
) -> None:
    router = Router()
    router.add_get("/last", show)
    before, rows, drawn = router.table, router.table.routes, str(router)
    with pytest.raises(error):
        failing(router)
    assert router.table is before
    assert (router.table.routes, str(router), list(router)) == (rows, drawn, [])
    # Neither a prefix nor a name nor a middleware is left for those who come after.
    router.add_get("/x", show, name="x")
    assert await pages(router, "/x", "/g/x", "/last") == [
        {"data": {}, "params": {}, "matches": [["x", "/x", {}]]},
        404,
        {"data": {}, "params": {}, "matches": [[None, "/last", {}]]},
    ]


def test_a_group_that_fails_takes_back_what_its_own_last_resource_got() -> None:
    router = Router()
    group = router.group("/last")
    group.add_get("", show)
    rows = router.table.routes
    with suppress(PlannedError), group:
        group.add_post("", show)
        raise PlannedError
    assert router.table.routes == rows


def test_what_was_caught_inside_a_group_takes_only_the_inner_one_back() -> None:
    router = Router()
    with router.group("/g", name="g") as group:
        group.add_resource("/a", name="a")
        with suppress(PlannedError), group.group("/i") as inner:
            inner.add_resource("/b", name="b")
            raise PlannedError
        group.add_resource("/c", name="c")
    assert list(router) == ["g:a", "g:c"]


def test_a_group_of_a_draft_that_failed_takes_back_what_it_changed() -> None:
    router = Router()
    for name in "ab":
        router.add_resource(f"/{name}", name=name).add_route("GET", show)
    before = router.table
    with router.edit() as draft:
        with suppress(PlannedError), draft.group("/g") as group:
            group.add_get("/x", show)
            group["a"].add_route("POST", show)
            draft.remove("b")
            raise PlannedError
        draft["b"].add_route("POST", show)
    assert [data.keys() - {"name"} for _, data in router.table.routes] == [{"GET"}, {"GET", "POST"}]
    assert [len(resource) for resource in before] == [1, 1]


# --- the last resource, used again ---------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_route_never_escapes_the_middlewares_and_data_of_its_group() -> None:
    router = Router()
    router.add_get("/admin/db", show)
    with router.group("/admin", middlewares=[refuse], data={"level": 1}) as admin:
        admin.add_post("/db", show)
        admin.add_put("/db", show)
    router.add_delete("/admin/db", show)
    with router.group("/admin", data={"level": 2}) as other:
        other.add_patch("/db", show)
    async with TestClient(TestServer(application(router))) as client:
        responses = [await client.request(method, "/admin/db") for method in ("GET", "POST", "PUT", "DELETE", "PATCH")]
        assert [response.status for response in responses] == [200, 403, 403, 200, 200]
        assert [(await response.json())["data"] for response in responses if response.status == 200] == [
            {},
            {},
            {"level": 2},
        ]
    # In the same group it is used again, as aiohttp does.
    assert [len(resource) for resource in router.table] == [2, 2, 1, 1]


def test_what_came_with_a_table_is_not_used_again() -> None:
    table = RouteTable([("/a", {"GET": show})])
    rows = table.routes
    router = Router()
    router.swap(table)
    router.add_post("/a", show)
    assert table.routes == rows
    assert len(router.table) == 2


def test_what_an_owner_registered_is_not_used_again_by_others() -> None:
    router = Router()
    with router.edit(owner="plug") as draft:
        draft.add_get("/a", show)
    router.add_post("/a", show)
    router.unload("plug")
    assert router.table == RouteTable([("/a", {"POST": show})], conflicts="ignore")


# --- mounts --------------------------------------------------------------------------------------

# The prefix, what is mounted there, and the error.
NOT_MOUNTED: list[tuple[str, Any, type[Exception]]] = [
    ("m", [], TemplateSyntaxError),
    ("/{m", [("/x", show)], TemplateSyntaxError),
    ("/{m:(}", [("/x", show)], TemplateSyntaxError),
    ("/{x}", [("/{x}", show)], TemplateSyntaxError),
    ("/{m:.*}", Router(), TemplateSyntaxError),
    ("/m", 3, RouteDataError),
    ("/m", {"/x": show}, RouteDataError),
    ("/m", web.UrlDispatcher(), RouteDataError),
    ("/m", [("/x", "taken", show)], DuplicateNameError),
    ("/m", [("/x", "x y", show)], InvalidNameError),
    ("/m", [("/{x}", show), ("/{y}", show)], ConflictError),
]


@pytest.mark.parametrize(("prefix", "other", "error"), NOT_MOUNTED)
def test_what_cannot_be_mounted_changes_nothing(prefix: str, other: Any, error: type[Exception]) -> None:
    router = Router(conflicts="raise")
    router.add_resource("/t", name="taken")
    router.freeze()
    before = router.table
    with pytest.raises(error), router.edit() as draft:
        draft.mount(prefix, other)
    assert router.table is before


def test_what_is_mounted_belongs_to_those_who_mount_it() -> None:
    source, router = Router(), Router()
    source.add_resource("/a", name="a").add_route("GET", show)
    with source.edit(owner="author") as draft:
        draft["a"].add_route("POST", show)
        draft.add_resource("/b", name="b").add_route("GET", show)
    router.mount("/m", source.table, name="m")
    with router.edit(owner="host") as draft:
        draft.mount("/n", source.table, name="n")
    with router.edit(owner="author") as draft:
        draft["m:b"].add_route("PUT", show)
    assert source.table.owners() == {"author"}
    assert router.table.owners() == {"author", "host"}
    router.unload("host")
    assert list(router) == ["m:a", "m:b"]
    router.unload("author")
    assert [data.keys() & {"GET", "POST", "PUT"} for _, data in router.table.routes] == [{"GET", "POST"}, {"GET"}]
    assert router.table.owners() == set()
