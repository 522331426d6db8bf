"""The small way to register routes, each of its manners over real HTTP."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

import resrouter
from resrouter.errors import HandlerSignatureError
from resrouter.micro import Micro

CHAIN = web.RequestKey("CHAIN", str)
STUDENTS = "/:class/students/:id/:session?"

Client = TestClient[web.Request, web.Application]
Next = Callable[[web.Request], Awaitable[web.StreamResponse]]
Build = Callable[[Micro], object]

EVERYWHERE = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"]


async def show(request: web.Request) -> web.Response:
    """The parameters, and the order that they came in."""
    return web.json_response(list(request.match_info.items()))


def says(text: str) -> Next:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text)

    return handler


async def one(request: web.Request, handler: Next) -> web.StreamResponse:
    request[CHAIN] = "one -> "
    return await handler(request)


async def two(request: web.Request, handler: Next) -> web.StreamResponse:
    request[CHAIN] += "two -> "
    return await handler(request)


async def three(request: web.Request) -> web.Response:
    return web.Response(text=request[CHAIN] + "three")


async def ask(micro: Micro, *requests: tuple[str, str]) -> list[tuple[int, str]]:
    """The status and the text for each method and target."""
    answers: list[tuple[int, str]] = []
    async with TestClient(TestServer(micro.application())) as client:
        root = str(client.make_url("/")).removesuffix("/")
        for method, target in requests:
            response = await client.session.request(method, URL(root + target, encoded=True))
            answers.append((response.status, await response.text()))
    return answers


async def params(spec: str, *targets: str) -> list[dict[str, str | None] | None]:
    """What a spec alone makes of each target; None where that is a 404."""
    micro = Micro()
    micro.get(spec, show)
    answers = await ask(micro, *(("GET", target) for target in targets))
    assert {status for status, _ in answers} <= {200, 404}
    return [dict(json.loads(text)) if status == 200 else None for status, text in answers]


def listed(micro: Micro) -> list[tuple[str, str]]:
    """Every route, by its method and path."""
    return [(route.method, route.resource.canonical) for route in micro.router.routes() if route.resource is not None]


def test_a_route_holds_its_methods_its_params_and_its_handler() -> None:
    micro = Micro()
    added = micro.route(STUDENTS, ["GET", "POST"], show, name="student")
    resource = micro.router["student"]
    assert [route.method for route in added] == ["GET", "POST"]
    assert list(resource) == list(added)
    assert [route.handler for route in added] == [show, show]
    assert resource.template.names == ("class", "id", "session")
    assert resource.template.optional == ("session",)
    assert list(resource.template.pattern.groupindex) == ["class", "id", "session"]


Params = dict[str, str | None]

MATCHES: list[tuple[str, dict[str, Params | None]]] = [
    (
        STUDENTS,
        {
            "/physics/students/7": {"class": "physics", "id": "7", "session": None},
            "/physics/students/7/spring": {"class": "physics", "id": "7", "session": "spring"},
            "/_-A9/students/0/x_1": {"class": "_-A9", "id": "0", "session": "x_1"},
            # Whatever is no slash.
            "/a.b/students/1~2": {"class": "a.b", "id": "1~2", "session": None},
            "/a%20b/students/%C3%A9/%2B": {"class": "a b", "id": "é", "session": "+"},
            "/a%2Fb/students/7": {"class": "a/b", "id": "7", "session": None},
            # The query takes no part.
            "/a/students/1?x=1": {"class": "a", "id": "1", "session": None},
            "/a/students/1/s?x=/y/z": {"class": "a", "id": "1", "session": "s"},
            # The slash goes with its part, and nothing else fits.
            "/a/students/1/": None,
            "/a/students": None,
            "/a/students/": None,
            "//students/1": None,
            "/a/students/1/s/t": None,
            "/a/teachers/1": None,
            "/a/students//s": None,
        },
    ),
    # Optional parts are filled from the left.
    (
        "/:a?/:b?/:c",
        {
            "/x": {"a": None, "b": None, "c": "x"},
            "/x/y": {"a": "x", "b": None, "c": "y"},
            "/x/y/z": {"a": "x", "b": "y", "c": "z"},
            "/x/y/z/w": None,
            "/": None,
        },
    ),
    ("/:a?/b/:c?", {"/b": {"a": None, "c": None}, "/x/b/z": {"a": "x", "c": "z"}, "/b/z": None}),
    ("/:a?", {"/": {"a": None}, "/x": {"a": "x"}, "/x/": None}),
    # Literal text is text.
    ("/file.txt", {"/file.txt": {}, "/fileXtxt": None, "/file.txt?download=1": {}}),
    ("/a+b", {"/a+b": {}, "/aab": None}),
    (r"/\(a|b)", {"/(a|b)": {}, "/a": None}),
    ("/x.y/:id", {"/x.y/1": {"id": "1"}, "/xzy/1": None}),
    (r"/10\:30", {"/10:30": {}, "/1030": None}),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("spec", "found"), MATCHES)
async def test_a_spec_matches_these_paths_and_gives_these_params(spec: str, found: dict[str, Params | None]) -> None:
    assert dict(zip(found, await params(spec, *found), strict=True)) == found


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("spec", "target", "path"),
    [
        ("", "/", "/"),
        ("/", "/", "/"),
        ("//", "/", "/"),
        ("a", "/a", "/a"),
        ("/a/b", "/a/b", "/a/b"),
        ("a//b/", "/a/b", "/a/b"),
        ("///a///b///", "/a/b", "/a/b"),
        ("a//:x//", "/a/1", "/a/{x}"),
        ("//:x//y/", "/1/y", "/{x}/y"),
        ("a//:x?//", "/a", "/a/{x?}"),
        ("files/*rest", "/files/a//b/", "/files/{rest}"),
        (r"/at/:when(\d+//\d+)", "/at/1//2", "/at/{when}"),  # what is inside a regex stays
    ],
)
async def test_empty_segments_of_a_spec_are_skipped(spec: str, target: str, path: str) -> None:
    micro = Micro()
    (route, _) = micro.get(spec, show)
    assert route.resource is not None
    assert route.resource.canonical == path
    [(status, _)] = await ask(micro, ("GET", target))
    assert status == 200


@pytest.mark.asyncio
async def test_a_group_prefixes_what_is_registered_in_it_and_nothing_else() -> None:
    micro = Micro()
    given: list[Micro] = []

    def build(group: Micro) -> None:
        given.append(group)
        group.get("a", says("inside"))

    micro.group("/api", build)
    micro.get("/a", says("outside"))
    assert [group.router for group in given] == [micro.router]
    assert await ask(micro, ("GET", "/api/a"), ("GET", "/a")) == [(200, "inside"), (200, "outside")]


@pytest.mark.parametrize(
    ("outer", "inner", "spec", "path"),
    [
        ("/api", "/v1", "/a", "/api/v1/a"),
        ("api", "v1", "a", "/api/v1/a"),
        ("/api/", "//v1/", "//a//", "/api/v1/a"),
        ("", "/v1", "/a", "/v1/a"),
        ("/api", "/", "a", "/api/a"),
        ("/t/:tenant", "/:version", ":id", "/t/{tenant}/{version}/{id}"),
    ],
)
def test_groups_in_groups_compose(outer: str, inner: str, spec: str, path: str) -> None:
    micro = Micro()

    def between(group: Micro) -> None:
        group.group(inner, lambda innermost: innermost.put(spec, show))
        group.put("after", show)

    micro.group(outer, between)
    micro.put("end", show)
    after = "/".join(["", *(part for part in outer.split("/") if part), "after"]).replace(":tenant", "{tenant}")
    assert listed(micro) == [("PUT", path), ("PUT", after), ("PUT", "/end")]


@pytest.mark.asyncio
async def test_the_parameters_of_a_groups_prefix_come_first() -> None:
    micro = Micro()
    micro.group("/t/:tenant", lambda group: group.get("/:id/:tab?", show))
    [(_, text)] = await ask(micro, ("GET", "/t/acme/7"))
    assert text == '[["tenant", "acme"], ["id", "7"], ["tab", null]]'


class StoppedError(Exception):
    """Raised in the middle of a group."""


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_an_exception_in_a_group_leaves_nothing_of_it(depth: int) -> None:
    micro = Micro()
    micro.get("/before", show, name="before")

    def build(group: Micro, level: int = 1) -> None:
        group.get("x", show, name=f"x{level}")
        group.put("y", show)
        if level == depth:
            raise StoppedError
        group.group("/deeper", lambda inner: build(inner, level + 1))

    table = micro.router.table
    with pytest.raises(StoppedError):
        micro.group("/api", build)
    assert micro.router.table == table
    micro.put("/after", show)
    assert listed(micro) == [("GET", "/before"), ("HEAD", "/before"), ("PUT", "/after")]


def test_a_group_that_failed_in_another_takes_back_its_own_alone() -> None:
    micro = Micro()

    def fails(group: Micro) -> None:
        group.put("lost", show)
        raise StoppedError

    def build(group: Micro) -> None:
        group.put("kept", show)
        with pytest.raises(StoppedError):
            group.group("inner", fails)
        group.put("more", show)

    micro.group("/api", build)
    assert listed(micro) == [("PUT", "/api/kept"), ("PUT", "/api/more")]


@pytest.mark.asyncio
async def test_a_group_carries_names_data_and_middlewares() -> None:
    async def named(request: web.Request) -> web.StreamResponse:
        found = request.match_info
        assert isinstance(found, resrouter.MatchInfo)
        return web.Response(text=f"{found.resource.name} {found.data['role']} {request[CHAIN]}")

    micro = Micro()
    build: Build = lambda group: group.get("x", named, name="x")  # noqa: E731  # as it is written in a call
    micro.group("/api", build, name="api", data={"role": "admin"}, middlewares=[one])
    assert str(micro.url("api:x")) == "/api/x"
    assert await ask(micro, ("GET", "/api/x")) == [(200, "api:x admin one -> ")]


@pytest.mark.asyncio
async def test_all_answers_every_method() -> None:
    async def method(request: web.Request) -> web.Response:
        return web.Response(headers={"X-Method": request.method})

    micro = Micro()
    (route,) = micro.all("/ping", method)
    assert route.method == "*"
    async with TestClient(TestServer(micro.application())) as client:
        for asked in EVERYWHERE:
            response = await client.request(asked, "/ping")
            assert (response.status, response.headers["X-Method"]) == (200, asked)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("register", "answered"),
    [
        (Micro.get, {"GET", "HEAD"}),
        (Micro.post, {"POST"}),
        (Micro.put, {"PUT"}),
        (Micro.delete, {"DELETE"}),
    ],
)
@pytest.mark.parametrize("handlers", [says("last"), [says("last")], (one, two, says("last"))])
async def test_each_method_takes_a_handler_or_several(
    register: Callable[..., object], answered: set[str], handlers: object
) -> None:
    micro = Micro()
    register(micro, "/x", handlers)
    answers = await ask(micro, *((method, "/x") for method in EVERYWHERE))
    assert {method for method, (status, _) in zip(EVERYWHERE, answers, strict=True) if status == 200} == answered
    assert {status for status, _ in answers} == {200, 405}
    assert {text for status, text in answers if status == 200} <= {"last", ""}


@pytest.mark.parametrize("handlers", [None, 7, "show", [], [show, None], [None, show], [one, "show"]])
@pytest.mark.parametrize("register", [Micro.get, Micro.post, Micro.put, Micro.delete, Micro.all])
def test_what_cannot_be_called_is_refused_and_leaves_nothing(register: Callable[..., object], handlers: object) -> None:
    micro = Micro()
    with pytest.raises(TypeError):
        register(micro, "/x", handlers, name="x")
    assert (listed(micro), list(micro.router)) == ([], [])


@pytest.mark.parametrize("methods", [[], ["PUT", "no token"], "", "get", ["POST", "GET"]])
def test_a_refused_method_leaves_nothing(methods: str | list[str]) -> None:
    micro = Micro()
    micro.route("/x", "GET", show, name="x")
    with pytest.raises((ValueError, resrouter.DeadRouteError)):
        micro.route("/x", methods, show, name="x")
    assert listed(micro) == [("GET", "/x")]


def test_a_spec_that_cannot_be_read_shows_where() -> None:
    with pytest.raises(resrouter.TemplateSyntaxError) as caught:
        Micro().get("/a/:1", show)
    assert (caught.value.text, caught.value.at) == ("/a/:1", 4)


def test_a_path_may_have_several_registrations_under_one_name() -> None:
    micro = Micro()
    micro.get("/x", show, name="x")
    micro.put("x/", show, name="x")
    assert listed(micro) == [("GET", "/x"), ("HEAD", "/x"), ("PUT", "/x")]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("specs", "target", "answered"),
    [
        (["/students/:id", "/students/me"], "/students/me", 0),
        (["/students/me", "/students/:id"], "/students/me", 0),
        (["/students/me", "/students/:id"], "/students/7", 1),
        (["/:a/b", "/a/:b"], "/a/b", 0),
        (["*rest", "/a"], "/a", 0),
        (["/:a?", "/"], "/", 0),
        (["/", "/:a?"], "/", 0),
        (["/:a/:b?", "/:c"], "/x", 0),
        (["/x", "/x/:y?"], "/x", 0),
    ],
)
async def test_the_first_that_was_registered_answers(specs: list[str], target: str, answered: int) -> None:
    micro = Micro()
    for number, spec in enumerate(specs):
        micro.put(spec, says(str(number)))
    assert await ask(micro, ("PUT", target)) == [(200, str(answered))]


@pytest.mark.asyncio
async def test_a_method_that_is_not_there_is_looked_for_further_on() -> None:
    micro = Micro()
    micro.get("/students/:id", says("first"))
    micro.post("/students/:number", says("second"))
    micro.all("/students/me", says("third"))
    asked = ("GET", "/students/me"), ("POST", "/students/me"), ("PUT", "/students/me")
    assert await ask(micro, *asked) == [(200, "first"), (200, "second"), (200, "third")]


@pytest.mark.asyncio
async def test_a_chain_calls_one_after_the_other_and_its_state_travels_on_the_request() -> None:
    micro = Micro()
    micro.get("/chain/example", [one, two, three])
    asked = [("GET", "/chain/example")] * 2
    assert await ask(micro, *asked) == [(200, "one -> two -> three")] * 2


@pytest.mark.asyncio
async def test_what_does_not_call_the_next_one_stops_the_chain() -> None:
    reached: list[str] = []

    async def stops(request: web.Request, handler: Next) -> web.StreamResponse:
        return web.Response(text="stopped")

    async def last(request: web.Request) -> web.StreamResponse:
        reached.append(request.path)
        return web.Response()

    micro = Micro()
    micro.get("/x", [stops, one, last])
    assert await ask(micro, ("GET", "/x")) == [(200, "stopped")]
    assert reached == []


@pytest.mark.asyncio
async def test_to_call_the_next_one_twice_is_an_error() -> None:
    caught: list[resrouter.RepeatedCallError] = []

    async def twice(request: web.Request, handler: Next) -> web.StreamResponse:
        await handler(request)
        try:
            return await handler(request)
        except resrouter.RepeatedCallError as error:
            caught.append(error)
            return web.Response(text="refused")

    micro = Micro()
    micro.get("/x", [twice, three_times := says("last")])
    assert await ask(micro, ("GET", "/x")) == [(200, "refused")]
    [error] = caught
    assert error.link.startswith(twice.__qualname__)
    assert error.following.startswith(three_times.__qualname__)


@pytest.mark.asyncio
async def test_the_last_one_has_no_next_one() -> None:
    given: list[tuple[object, ...]] = []

    async def last(*args: object) -> web.StreamResponse:
        given.append(args)
        return web.Response()

    micro = Micro()
    micro.get("/x", [one, last])
    assert await ask(micro, ("GET", "/x")) == [(200, "")]
    assert [len(args) for args in given] == [1]


@pytest.mark.asyncio
async def test_a_list_of_handlers_is_neither_changed_nor_looked_at_again() -> None:
    handlers: list[Callable[..., object]] = [one, two, three]
    micro = Micro()
    micro.get("/x", handlers)
    assert handlers == [one, two, three]
    handlers.clear()
    assert await ask(micro, ("GET", "/x"), ("GET", "/x")) == [(200, "one -> two -> three")] * 2


@pytest.mark.asyncio
async def test_an_exception_passes_through_the_chain() -> None:
    seen: list[str] = []

    async def watches(request: web.Request, handler: Next) -> web.StreamResponse:
        try:
            return await handler(request)
        except StoppedError:
            seen.append("link")
            raise

    async def fails(request: web.Request) -> web.StreamResponse:
        raise StoppedError

    @web.middleware
    async def outermost(request: web.Request, handler: Next) -> web.StreamResponse:
        try:
            return await handler(request)
        except StoppedError:
            seen.append("application")
            return web.Response(status=418)

    micro = Micro()
    micro.get("/x", [watches, watches, fails])
    app = web.Application(middlewares=[outermost])
    assert micro.setup(app) is app.router is micro.router
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/x")).status == 418
    assert seen == ["link", "link", "application"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("/b/students/7", ["a", "b", "7", None]),
        ("/b/students/7/s", ["a", "b", "7", "s"]),
    ],
)
async def test_params_are_a_mapping_and_values_in_the_order_of_the_path(target: str, found: list[str | None]) -> None:
    async def positional(request: web.Request, *values: str | None) -> web.StreamResponse:
        return web.json_response(values)

    async def handler(request: web.Request) -> web.StreamResponse:
        assert dict(request.match_info) == dict(zip(["group", "class", "id", "session"], found, strict=True))
        return await positional(request, *request.match_info.values())

    micro = Micro()
    micro.group("/:group", lambda group: group.get(STUDENTS, [one, handler]))
    async with TestClient(TestServer(micro.application())) as client:
        assert await (await client.get(f"/a{target}")).json() == found


@pytest.mark.asyncio
@pytest.mark.parametrize("before", [[], [one], [one, two]])
async def test_the_last_handler_takes_its_params(before: list[Callable[..., object]]) -> None:
    async def by_place(request: web.Request, tenant: str, number: int, session: str | None, /) -> web.Response:
        found = request.match_info
        assert isinstance(found, resrouter.MatchInfo)
        return web.json_response([tenant, number, session, found.params["number"], found["number"]])

    micro = Micro()
    micro.group("/:tenant", lambda group: group.get("/:number/:session?", [*before, by_place]))
    answers = await ask(micro, ("GET", "/acme/7"), ("GET", "/acme/07/s"), ("GET", "/acme/x"))
    assert answers == [
        (200, '["acme", 7, null, 7, "7"]'),
        (200, '["acme", 7, "s", 7, "07"]'),
        (404, "404: Not Found"),
    ]


async def takes_another(request: web.Request, number: int) -> web.Response:
    raise AssertionError


async def takes_no_absence(request: web.Request, tab: str) -> web.Response:
    raise AssertionError


@pytest.mark.parametrize("before", [[], [one]])
@pytest.mark.parametrize(("last", "parameter"), [(takes_another, "number"), (takes_no_absence, "tab")])
def test_a_last_handler_that_takes_what_the_path_has_not_is_refused(
    before: list[Callable[..., object]], last: Callable[..., object], parameter: str
) -> None:
    micro = Micro()
    with pytest.raises(HandlerSignatureError) as caught:
        micro.get("/:id/:tab?", [*before, last], name="x")
    assert (caught.value.parameter, caught.value.names) == (parameter, ("id", "tab"))
    assert (listed(micro), list(micro.router)) == ([], [])


def test_its_own_router_reads_colons() -> None:
    micro = Micro()
    micro.router.add_get("/:id", show, name="x")
    assert str(micro.url("x", id=7)) == "/7"


@pytest.mark.asyncio
async def test_no_match_is_a_404_and_another_method_a_405_with_allow() -> None:
    micro = Micro()
    micro.get("/students/:id", show)
    micro.put("/students/:number", show)
    async with TestClient(TestServer(micro.application())) as client:
        assert (await client.get("/nothing")).status == 404
        response = await client.post("/students/7")
        assert (response.status, response.headers["Allow"]) == (405, "GET,HEAD,PUT")


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"class": "physics", "id": 7}, "/physics/students/7"),
        ({"class": "physics", "id": 7, "session": None}, "/physics/students/7"),
        ({"class": "physics", "id": 7, "session": "spring"}, "/physics/students/7/spring"),
        ({"class": "a b", "id": "é", "session": "x/y"}, "/a%20b/students/%C3%A9/x%2Fy"),
    ],
)
def test_a_link_leaves_out_what_is_absent(parts: dict[str, Any], path: str) -> None:
    micro = Micro()
    micro.get(STUDENTS, show, name="student")
    assert str(micro.url("student", **parts)) == path


def test_a_link_lacks_no_required_part() -> None:
    micro = Micro()
    micro.get(STUDENTS, show, name="student")
    with pytest.raises(resrouter.PartsError) as caught:
        micro.url("student", id=7)
    assert caught.value.missing == ("class",)


def test_a_group_links_to_its_own_names_first() -> None:
    micro = Micro()
    micro.get("/x", show, name="x")
    links: list[str] = []

    def build(group: Micro) -> None:
        group.get("/:id?", show, name="x")
        links.extend([str(group.url("x", id=7)), str(group.url("x")), str(group.url("g:x"))])

    micro.group("/g", build, name="g")
    assert [*links, str(micro.url("x"))] == ["/g/7", "/g", "/g", "/x"]


@pytest.mark.asyncio
@pytest.mark.parametrize("router", [resrouter.Router(), resrouter.Router(syntax="colon")])
async def test_a_given_router_is_used_whatever_its_own_syntax(router: resrouter.Router) -> None:
    micro = Micro(router)
    micro.group("/t/:tenant([a-z]+)", lambda group: group.get("/:id/:tab?", show, name="item"))
    assert micro.router is router
    assert str(micro.url("item", tenant="acme", id=7)) == "/t/acme/7"
    [(status, _), (other, _)] = await ask(micro, ("GET", "/t/acme/7"), ("GET", "/t/9/7"))
    assert (status, other) == (200, 404)


@pytest.mark.asyncio
async def test_below_another_router_it_keeps_its_manners() -> None:
    micro = Micro()
    micro.get("/:id/:tab?", [one, show], name="item")
    outer = resrouter.Router()
    outer.mount("/shop/{tenant}", micro.router, name="shop")
    app = web.Application()
    resrouter.setup(app, outer)
    assert str(outer.url("shop:item", tenant="acme", id=7)) == "/shop/acme/7"
    async with TestClient(TestServer(app)) as client:
        assert dict(await (await client.get("/shop/acme/7")).json()) == {"tenant": "acme", "id": "7", "tab": None}


def test_every_error_of_a_registration_names_the_callers_line() -> None:
    micro = Micro()
    micro.put("/a", show, name="x")
    with pytest.raises(resrouter.DuplicateNameError) as caught:
        micro.put("/b", show, name="x")
    places = [re.sub(r":\d+$", "", place).rpartition("/")[2] for _, place in (caught.value.first, caught.value.second)]
    assert places == ["test_micro.py", "test_micro.py"]


@pytest.mark.parametrize("spec", ["", "/", "//"])
def test_the_root_of_a_group_is_its_prefix(spec: str) -> None:
    micro = Micro()
    micro.group("/api", lambda group: group.get(spec, show, name="api"))
    micro.group("/", lambda group: group.get(spec, show, name="root"))
    micro.router.freeze()
    assert (str(micro.url("api")), str(micro.url("root"))) == ("/api", "/")
    assert [resource.canonical for resource in micro.router.resources()] == ["/api", "/"]
