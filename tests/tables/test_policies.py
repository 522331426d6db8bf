"""Slashes, case, HEAD and OPTIONS: what a table does for requests that no route answers, over real HTTP."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import hdrs, web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

import resrouter
from resrouter import MatchInfo, PlainResource, Router, RouteTable
from resrouter.routing.verbs import verbs
from resrouter.tables.folding import fold
from resrouter.tables.mount import Mount
from resrouter.tables.options import OptionsByName
from resrouter.tables.policies import Redirected, RedirectRoute
from tests.cases.policies import ALL, CASES, SPELLED, Asked, Table
from tests.hostile.client import Reply
from tests.hostile.targets import targets


async def tell(request: web.Request) -> web.Response:
    resource = request.match_info.route.resource
    assert resource is not None
    params = [f"{name}={value}" for name, value in sorted(request.match_info.items())]
    return web.Response(text=" ".join([resource.canonical, *params]))


class Item(web.View):
    async def get(self) -> web.Response:
        return web.Response(text="get of the view")

    async def put(self) -> web.Response:
        return web.Response(text="put of the view")


class Open(web.View):
    async def options(self) -> web.Response:
        return web.Response(text="options of the view")


VIEWS: dict[str, type[web.View]] = {"VIEW": Item, "OPEN": Open}
OPTIONS_OF_APPLICATIONS: dict[str, OptionsByName] = {"APP": {}, "LENIENT": {"slashes": "redirect"}}


def application(kind: str) -> web.Application:
    app = web.Application()
    app.router.add_route("GET", "/X", tell)
    app.router.add_route("GET", "/{y}/", tell)
    if kind in OPTIONS_OF_APPLICATIONS:
        resrouter.setup(app, Router(**OPTIONS_OF_APPLICATIONS[kind]))
    return app


def build(table: Table, files: Path | None = None) -> web.Application:
    """An application that serves a table of the cases; directories are for those that ask for them."""
    app = web.Application()
    router = resrouter.setup(app, filled(Router(**table.options), table))
    for kind, path in (route.split(" ") for route in table.routes):
        if kind in ("APP", "LENIENT", "STOCK"):
            app.add_subapp(path, application(kind))
        elif kind == "FILES":
            assert files is not None
            router.add_static(path, files)
    return app


def filled(router: Router, table: Table) -> Router:
    for kind, path in (route.split(" ") for route in table.routes):
        if kind in VIEWS:
            router.add_view(path, VIEWS[kind])
        elif kind in {*hdrs.METH_ALL, "ANY"}:
            router.add_resource(path).add_route("*" if kind == "ANY" else kind, tell)
    for prefix, below in table.live.items():
        router.mount(prefix, filled(Router(**below.options), below))
    for prefix, below in table.flat.items():
        router.mount(prefix, filled(Router(**below.options), below).table)
    return router


async def ask(port: int, request: str) -> Reply:
    """The answer for a request line that is sent as it is."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{request} HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n".encode("latin-1"))
    reply = Reply(await reader.read())
    writer.close()
    await writer.wait_closed()
    return reply


@pytest.mark.asyncio
@pytest.mark.parametrize("case", CASES, ids=str)
async def test_a_request_that_no_route_answers_gets_what_the_table_was_told(case: Asked, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}")
    async with TestServer(build(case.table, tmp_path)) as server:
        assert server.port is not None
        reply = await ask(server.port, case.request)
        told = (reply.status, reply.headers.get("Location", ""), reply.headers.get("Allow", ""))
        assert told == (case.status, case.location, case.allow)
        if case.body:
            assert reply.text == case.body
        if case.request.startswith("HEAD") or case.status == 204:
            assert reply.text == ""
        if case.location:
            followed = await ask(server.port, f"{case.request.split(' ')[0]} {case.location}")
            assert followed.status in (200, 204)
        assert "X-Injected" not in reply.headers


# The match info of what was not found where it was asked for.


def requested(method: str, url: URL) -> web.Request:
    return make_mocked_request(method, "/").clone(rel_url=url)


async def resolved(router: Router, method: str, target: str) -> web.UrlMappingMatchInfo:
    path, _, query = target.partition("?")
    return await router.resolve(requested(method, URL.build(path=path, query_string=query, encoded=True)))


@pytest.mark.asyncio
async def test_a_redirect_knows_where_it_leads() -> None:
    router = Router(slashes="redirect")
    user = router.add_resource("/users/{name}", name="user", data={"roles": {"admin"}})
    user.add_route("GET", tell)
    found = await resolved(router, "GET", "/users/ada/?q=1")
    assert isinstance(found, MatchInfo)
    assert (found.resource, dict(found), dict(found.data)) == (user, {"name": "ada"}, {"roles": {"admin"}})
    assert (found.http_exception, found.route.resource, found.route.method) == (None, user, "GET")
    assert [match.name for match in found.matches] == ["user"]
    assert found.get_info() == user.get_info()


@pytest.mark.asyncio
async def test_a_redirect_through_a_mount_knows_all_that_it_goes_through() -> None:
    router, shop = Router(), Router(case="redirect")
    item = shop.add_resource("/items/{n}", name="item", data={"b": 2})
    item.add_route("GET", tell)
    router.mount("/t/{tenant}", shop, name="shop", data={"a": 1})
    found = await resolved(router, "GET", "/t/acme/ITEMS/7")
    assert isinstance(found, Redirected)
    assert (found.resource, dict(found), dict(found.data)) == (item, {"tenant": "acme", "n": "7"}, {"a": 1, "b": 2})
    assert [match.name for match in found.matches] == ["shop", "item"]


@pytest.mark.asyncio
async def test_all_redirects_share_one_handler_so_that_aiohttp_keeps_one_chain_of_middlewares() -> None:
    router = Router(slashes="redirect", derived=["OPTIONS"])
    for path in ("/a", "/b"):
        router.add_resource(path).add_route("GET", tell)
    assert len({(await resolved(router, "GET", path)).handler for path in ("/a/", "/b/")}) == 1
    assert len({(await resolved(router, "OPTIONS", path)).handler for path in ("/a", "/b")}) == 1


@pytest.mark.asyncio
async def test_an_ignored_difference_leaves_the_match_info_of_the_path_that_answers() -> None:
    router = Router(slashes="ignore", case="ignore", merge_slashes="ignore", derived=["HEAD"])
    user = router.add_resource("/users/{name}")
    get = user.add_route("GET", tell)
    for method, path in (
        ("GET", "/users/Ada"),
        ("GET", "/users/Ada/"),
        ("GET", "//USERS/Ada/"),
        ("HEAD", "/users/Ada"),
    ):
        found = await resolved(router, method, path)
        assert type(found) is MatchInfo
        assert (found.route, dict(found)) == (get, {"name": "Ada"})


@pytest.mark.asyncio
async def test_derived_options_are_a_route_of_the_first_resource() -> None:
    router = Router(derived=["OPTIONS"])
    first = router.add_resource("/u/{x}", data={"a": 1})
    first.add_route("GET", tell)
    router.add_resource("/u/{y}").add_route("PUT", tell)
    found = await resolved(router, "OPTIONS", "/u/7")
    assert isinstance(found, MatchInfo)
    assert (found.route.resource, found.resource, found.route.method) == (first, first, "OPTIONS")
    assert (dict(found), dict(found.data), found.http_exception) == ({"x": "7"}, {"a": 1}, None)
    assert [route.method for route in first] == ["GET"]


@pytest.mark.asyncio
async def test_a_405_with_derived_methods_keeps_its_resource() -> None:
    router = Router(derived=["HEAD", "OPTIONS"])
    resource = router.add_resource("/a")
    resource.add_route("GET", tell)
    found = await resolved(router, "PUT", "/a")
    assert isinstance(found, MatchInfo)
    assert found.resource is resource
    assert isinstance(found.http_exception, web.HTTPMethodNotAllowed)
    assert found.http_exception.allowed_methods == {"GET", "HEAD", "OPTIONS"}
    assert (await resolved(router, "GET", "/none")).http_exception is not None


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.mark.asyncio
async def test_middlewares_run_round_redirects_and_derived_answers() -> None:
    @web.middleware
    async def outer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            error.headers["X-Outer"] = "yes"
            raise
        response.headers["X-Outer"] = "yes"
        return response

    async def inner(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        response.headers["X-Inner"] = request.method
        return response

    app = web.Application(middlewares=[outer])
    router = resrouter.setup(app, Router(slashes="redirect", derived=["HEAD", "OPTIONS"]))
    live = Router(derived=["OPTIONS"])
    live.add_resource("/c").add_route("GET", tell)
    router.mount("/live", live, middlewares=[inner])
    with router.group("/g", middlewares=[inner]) as group:
        group.add_resource("/a").add_route("GET", tell)
    async with TestClient(TestServer(app)) as client:
        for method, path, told in (
            ("GET", "/g/a/", (308, "yes", None)),
            ("GET", "/nowhere", (404, "yes", None)),
            ("HEAD", "/g/a", (200, "yes", "HEAD")),
            ("OPTIONS", "/g/a", (204, "yes", "OPTIONS")),
            ("OPTIONS", "/live/c", (204, "yes", "OPTIONS")),
        ):
            answer = await client.request(method, path, allow_redirects=False)
            assert (answer.status, answer.headers.get("X-Outer"), answer.headers.get("X-Inner")) == told, path


@pytest.mark.asyncio
async def test_a_redirect_keeps_method_and_body() -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.method} {request.path_qs} {await request.text()}")

    app = web.Application()
    resrouter.setup(app, Router(case="redirect", slashes="redirect")).add_post("/Echo", echo)
    async with TestClient(TestServer(app)) as client:
        answer = await client.post("/echo/?a=%41", data="sent")
        assert await answer.text() == "POST /Echo?a=A sent"  # the client itself writes %41 as A


@pytest.mark.asyncio
async def test_the_link_of_a_resource_in_the_table_below_is_made_of_the_whole_path() -> None:
    """Where a resource that only knows its own path stands below a prefix with parameters."""
    app, inner, router = web.Application(), web.Application(), Router()
    resrouter.setup(inner, Router(slashes="redirect")).add_get("/page", tell)
    carrier = web.Application()
    router.mount("/t/{tenant}", [carrier.add_subapp("/in", inner)])
    resrouter.setup(app, router)
    async with TestServer(app) as server:
        assert server.port is not None
        reply = await ask(server.port, "GET /t/A%2FB/in/page/?q")
        assert (reply.status, reply.headers.get("Location")) == (308, "/t/A%2FB/in/page?q")


# What a table is made of.


def test_a_table_that_was_told_nothing_has_no_policy() -> None:
    assert RouteTable([("/a", tell)]).policy is None
    assert Router().table.policy is None
    table = RouteTable([("/a", tell)], case="ignore")
    assert table.add([("/b", tell)]).policy is not None
    assert table.merge(RouteTable([("/b", tell)], case="strict")).policy is not None


def folded_paths(table: RouteTable) -> list[str]:
    assert table.policy is not None
    return sorted("/".join(map(str, entry.shape.segments)) for entry in table.policy.folded.entries())


def test_the_folded_index_follows_every_change_of_the_table() -> None:
    table = RouteTable([("/A", tell), ("/B/{x}", tell), ("/{only}", tell), ("/7", tell)], case="ignore")
    assert folded_paths(table) == ["/a", "/b/AnySegment()"]
    resource = PlainResource("/C")
    grown = table.add(resource, owner="me")
    assert folded_paths(grown) == ["/a", "/b/AnySegment()", "/c"]
    assert folded_paths(table) == folded_paths(grown.remove(resource)) == folded_paths(grown.unload("me"))
    assert folded_paths(grown.replace(resource, PlainResource("/D"))) == ["/a", "/b/AnySegment()", "/d"]


@pytest.mark.asyncio
async def test_what_is_swapped_in_while_serving_is_found_in_any_case() -> None:
    router = Router(case="redirect")
    router.freeze()
    with router.edit(owner="plug") as draft:
        draft.add_get("/Plug", tell)
    assert isinstance(await resolved(router, "GET", "/plug"), Redirected)
    router.unload("plug")
    assert (await resolved(router, "GET", "/plug")).http_exception is not None
    router.swap(RouteTable([("/Plug", tell)]))
    assert (await resolved(router, "GET", "/plug")).http_exception is not None


def test_a_search_in_any_case_visits_as_many_nodes_in_a_large_table_as_in_a_small_one() -> None:
    small, large = (
        RouteTable(
            [(f"/Tenant-{number}/Users/{{id}}", tell) for number in range(size)], case="ignore", conflicts="ignore"
        )
        for size in (10, 1000)
    )
    assert small.policy is not None
    assert large.policy is not None
    for path in ("/tenant-7/users/1", "/tenant-7/users", "/nobody/users/1"):
        assert large.policy.folded.count_visited(path) == small.policy.folded.count_visited(path)


VERBS: list[tuple[str, list[tuple[str, Handler | type[web.View]]], set[str]]] = [
    ("nothing", [], set()),
    ("methods", [("GET", tell), ("POST", tell)], {"GET", "POST"}),
    ("any method", [("GET", tell), ("*", tell)], {"GET", "*"}),
    ("a view", [("*", Item)], {"GET", "PUT"}),
    ("a view and a method", [("POST", tell), ("*", Item)], {"GET", "POST", "PUT"}),
    ("a view for one method", [("GET", Item)], {"GET"}),
    ("a view without a verb", [("*", type("Bare", (web.View,), {}))], {"*"}),
]


@pytest.mark.parametrize(("handlers", "expected"), [row[1:] for row in VERBS], ids=[row[0] for row in VERBS])
def test_the_verbs_of_a_resource_are_those_of_its_routes_and_views(
    handlers: list[tuple[str, Handler | type[web.View]]], expected: set[str]
) -> None:
    resource = PlainResource("/x")
    for method, handler in handlers:
        resource.add_route(method, handler)
    assert verbs(resource) == expected


def test_the_verbs_of_a_view_are_known_through_the_middlewares_of_its_group() -> None:
    async def through(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await handler(request)

    router = Router()
    with router.group("/g", middlewares=[through]) as group:
        route = group.add_view("/v", Item)
    assert route.resource is not None
    assert verbs(route.resource) == {"GET", "PUT"}


FOLDED = [
    ("/Users", "/users"),
    ("/É", "/é"),
    ("/ẞ", "/ß"),
    ("/İ", "/İ"),
    ("/ΟΔΟΣ", "/οδοσ"),
    ("/οδος", "/οδοσ"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folding_gives_one_case(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(text=st.text())
def test_folding_keeps_every_place_and_every_slash(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert [at for at, character in enumerate(text) if character in "/%{}"] == [
        at for at, character in enumerate(folded) if character in "/%{}"
    ]


@pytest.mark.timeout(60)
@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/" + "-" * 8000, "/" + "-" * 8000 + "!", "/R" + "-" * 8000, "/" + "/" * 8000])
async def test_a_long_path_is_soon_answered(path: str) -> None:
    router = Router(**ALL)
    for template in ("/A{x}-{y}-{z}B", "/R{a}-{b}-{n:[0-9]+}", "/S{a}-{n:[0-9]+}!", "/{rest:.*}/E"):
        router.add_resource(template).add_route("GET", tell)
    assert (await resolved(router, "GET", path)).http_exception is not None


@pytest.mark.asyncio
@pytest.mark.parametrize(("twins", "is_found"), [(8, True), (64, False)])
async def test_no_more_than_some_spellings_are_tried(twins: int, is_found: bool) -> None:
    router = Router(case="ignore")
    spellings = list(map("".join, itertools.product(*zip("abcdefg", "ABCDEFG", strict=True))))
    for number, spelling in enumerate(spellings[:twins], start=1):
        router.add_resource(f"/{spelling}/{{x}}").add_route("GET" if number == twins else "PUT", tell)
    found = await resolved(router, "GET", "/ABCDEFG/1")
    assert (found.http_exception is None) is is_found


# Random requests, each to a router of its own.

TEMPLATES = [*[route.split(" ")[1] for route in SPELLED], "/", "/A/", "/a", "/{x}/{y}/", "/x//y", "/{rest:.*}/Deep/"]
PREFIXES = ["/T/{tenant}", "", "/Users"]
VALUES = [
    "x",
    "Y",
    "AB",
    "7",
    "Qq",
    "a%2FB",
    "%41",
    "%5c",
    "%zz",
    "%00",
    "%0D%0A",
    ".",
    "..",
    "%2e",
    "é",
    "\\",
    "\t",
    "{b}",
]
BROKEN = ["\udcff", "\ud800", "", "a/b", "//"]
SLASHES = ["/", "/", "/", "/", "//", "///", "/\\", "\\"]
QUERIES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"), max_size=20)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"])


@st.composite
def options(draw: st.DrawFn) -> OptionsByName:
    slashes, merging, case = (draw(st.sampled_from(["redirect", "redirect", "ignore", "strict"])) for _ in range(3))
    derived = draw(st.sampled_from([(), ("HEAD",), ("OPTIONS",), ("HEAD", "OPTIONS")]))
    told: Any = {"slashes": slashes, "merge_slashes": merging, "case": case, "derived": derived}
    return cast(OptionsByName, told)  # the words are those of its types


@st.composite
def routers(draw: st.DrawFn) -> Router:
    def with_routes(router: Router) -> Router:
        for template in draw(st.lists(st.sampled_from(TEMPLATES), min_size=1, max_size=5, unique=True)):
            router.add_resource(template).add_route(draw(st.sampled_from(["GET", "POST", "*"])), tell)
        return router

    router = with_routes(Router(**draw(options())))
    if draw(st.booleans()):
        router.mount(draw(st.sampled_from(PREFIXES)), with_routes(Router(**draw(options()))))
    return router


@st.composite
def paths(draw: st.DrawFn, router: Router) -> str:
    """A path that some template of the router nearly fits: other slashes, other cases, odd values."""
    template = draw(st.sampled_from(reachable(router.table)))
    cases: list[Callable[[str], str]] = [str, str.lower, str.swapcase]
    path = ""
    for number, piece in enumerate(re.split(r"\{\w+\}", template)):
        path += draw(st.sampled_from([*VALUES, *VALUES, *BROKEN])) if number else ""
        path += "".join(draw(st.sampled_from(cases))(word) for word in re.split("(/)", piece))
    path = re.sub("/", lambda _slash: draw(st.sampled_from(SLASHES)), path)
    cut, end = draw(st.sampled_from([("", ""), ("/", ""), ("", "/")]))
    return "/" + path.removeprefix("/").removesuffix(cut) + end


def strict_twin(table: Iterable[web.AbstractResource]) -> Router:
    """A router with the same resources that was told nothing, nor were those mounted in it."""
    router = Router()
    for resource in table:
        if isinstance(resource, Mount):
            router.mount(str(resource.template), strict_twin(resource.table() or ()))
        else:
            router.register_resource(resource)
    return router


def reachable(table: Iterable[web.AbstractResource]) -> list[str]:
    """The templates of a table and of those mounted in it."""
    found: list[str] = []
    for resource in table:
        below = reachable(resource.table() or ()) if isinstance(resource, Mount) else [""]
        found += [resource.canonical + template for template in below]
    return found


@pytest.mark.asyncio
@given(data=st.data(), router=routers(), query=QUERIES, method=METHODS)
async def test_a_redirect_stays_on_the_site_keeps_the_query_and_is_the_only_one(
    data: st.DataObject, router: Router, query: str, method: str
) -> None:
    url = URL.build(path=data.draw(paths(router)), query_string=query, encoded=True)
    found = await router.resolve(requested(method, url))
    if not isinstance(found, Redirected):
        return
    assert isinstance(found.route, RedirectRoute)
    location = str(found.route.location(url))
    path, _, kept = location.partition("?")
    assert path[:1] == "/"
    assert path[:2] not in ("//", "/\\")
    assert kept == query
    assert all("\x21" <= character <= "\x7e" for character in location)
    # As a client does: it reads the location anew, relative to where it is.
    absolute = URL("http://site.example/").join(URL(location))
    assert absolute.host == "site.example"
    following = await router.resolve(requested(method, absolute.relative()))
    assert not isinstance(following, Redirected)
    assert following.http_exception is None
    assert following.route.resource is found.route.resource


@pytest.mark.asyncio
@given(data=st.data(), router=routers(), method=st.one_of(METHODS, st.sampled_from(["*", "get", "PROPFIND"])))
async def test_a_table_with_policies_answers_as_a_strict_one_does_what_that_answers(
    data: st.DataObject, router: Router, method: str
) -> None:
    strict = strict_twin(router.table)
    path = data.draw(st.one_of(paths(router), targets().map(lambda raw: raw.decode("utf-8", "surrogateescape"))))
    request = requested(method, URL.build(path=path.partition("?")[0], encoded=True))
    found = await router.resolve(request)
    expected = await strict.resolve(request)
    if expected.http_exception is None:
        assert (found.route.resource, dict(found)) == (expected.route.resource, dict(expected))


@pytest.mark.ecosystem
@pytest.mark.asyncio
@pytest.mark.parametrize("derived", [(), ("HEAD", "OPTIONS")])
async def test_preflights_are_answered_by_the_routes_that_cors_added(derived: tuple[str, ...]) -> None:
    aiohttp_cors = pytest.importorskip("aiohttp_cors")
    app = web.Application()
    router = resrouter.setup(app, Router(derived=derived))  # type: ignore[arg-type]  # words of its type
    cors = aiohttp_cors.setup(app, defaults={"http://shop.example": aiohttp_cors.ResourceOptions()})
    resource = router.add_resource("/u/{id}")
    cors.add(resource)
    cors.add(resource.add_route("PUT", tell))
    headers = {hdrs.ORIGIN: "http://shop.example", hdrs.ACCESS_CONTROL_REQUEST_METHOD: "PUT"}
    async with TestClient(TestServer(app)) as client:
        answer = await client.options("/u/7", headers=headers)
        assert (answer.status, answer.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS]) == (200, "PUT")
        assert (await client.get("/u/7")).headers[hdrs.ALLOW] == "OPTIONS,PUT"
