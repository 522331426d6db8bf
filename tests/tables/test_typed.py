"""Resources whose parameters have types or may be absent, and handlers that take them."""

import asyncio
import datetime
import enum
import inspect
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from aiohttp import web, web_app
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from aiohttp.typedefs import Handler
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from resrouter import (
    ConflictError,
    DynamicResource,
    HandlerSignatureError,
    MatchInfo,
    PartialMatch,
    PartsError,
    PathTemplate,
    Precedence,
    Router,
    RouteTable,
    ShadowedUrlError,
    TemplateSyntaxError,
    ValueRefusedError,
    chain,
    setup,
    url_for,
)
from resrouter.micro import Micro
from resrouter.paths.converters import converter_for
from resrouter.paths.precedence import PRECEDENCES
from resrouter.tables.dead import dead_routes


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


async def show(request: web.Request) -> web.Response:
    found = request.match_info
    assert isinstance(found, MatchInfo)
    return web.json_response([dict(found), {name: repr(value) for name, value in found.params.items()}])


async def got(router: Router, *paths: str, method: str = "GET") -> list[Any]:
    app = web.Application()
    setup(app, router)
    answers: list[Any] = []
    async with TestClient(TestServer(app)) as client:
        for path in paths:
            async with client.request(method, path) as response:
                is_data = response.content_type == "application/json"
                answers.append(await response.json() if is_data else response.status)
    return answers


DAY = "2026-11-21"
ID = "12345678-1234-5678-1234-567812345678"

# The path, the converters, a path that fits and what is matched and stands for it, and paths that do not fit.
TYPED: list[tuple[str, dict[str, object], str, dict[str, str], dict[str, object], list[str]]] = [
    ("/n/{id}", {"id": int}, "/n/007", {"id": "007"}, {"id": 7}, ["/n/x", "/n/1.5", "/n/%2B7", "/n/1_0"]),
    ("/n/{id}", {"id": "int"}, "/n/-7", {"id": "-7"}, {"id": -7}, ["/n/", "/n"]),
    ("/f/{x}", {"x": float}, "/f/1.5", {"x": "1.5"}, {"x": 1.5}, ["/f/nan", "/f/a"]),
    ("/u/{id}", {"id": uuid.UUID}, f"/u/{ID}", {"id": ID}, {"id": uuid.UUID(ID)}, ["/u/1", f"/u/{{{ID}}}"]),
    ("/d/{day}", {"day": datetime.date}, f"/d/{DAY}", {"day": DAY}, {"day": datetime.date(2026, 11, 21)}, ["/d/2026"]),
    ("/c/{c}", {"c": Colour}, "/c/red", {"c": "red"}, {"c": Colour.RED}, ["/c/RED", "/c/green"]),
    ("/p/{rest}", {"rest": "path"}, "/p/a/b", {"rest": "a/b"}, {"rest": "a/b"}, ["/p/"]),
    ("/{a}-{b}", {"b": int}, "/x-y-7", {"a": "x-y", "b": "7"}, {"a": "x-y", "b": 7}, ["/x-y"]),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("path", "converters", "fits", "texts", "values", "others"), TYPED)
async def test_a_value_that_does_not_convert_is_none_of_the_paths(
    path: str,
    converters: dict[str, object],
    fits: str,
    texts: dict[str, str],
    values: dict[str, object],
    others: list[str],
) -> None:
    router = Router()
    router.add_resource(path, name="typed", converters=converters).add_route("GET", show)
    first, *rest = await got(router, fits, *others)
    assert first == [texts, {name: repr(value) for name, value in values.items()}]
    assert rest == [404] * len(others)
    link = router.url("typed", parts=values)
    (again,) = await got_at(router, str(link))
    assert again.params == values


async def got_at(router: Router, *paths: str) -> list[MatchInfo]:
    found = [await router.resolve(make_mocked_request("GET", path)) for path in paths]
    return [one for one in found if isinstance(one, MatchInfo)]


@pytest.mark.asyncio
async def test_the_next_resource_is_asked_when_a_value_does_not_convert() -> None:
    router = Router()
    router.add_resource("/{id}", name="number", converters={"id": int}).add_route("GET", show)
    router.add_resource("/{name}", name="name").add_route("POST", show)
    found = await got_at(router, "/7", "/x")
    assert [one.http_exception and one.http_exception.status for one in found] == [None, 405]
    assert found[0].route.name == "number"
    assert router.table.find("GET", "/7") is not None
    assert router.table.find("GET", "/x") is None
    match = router.table.match_by_path("/x")
    assert match is not None
    assert match.name == "name"


REFUSED: list[tuple[object, type[Exception]]] = [
    ("x", ValueRefusedError),
    (True, ValueRefusedError),
    (1.5, ValueRefusedError),
    (None, ValueRefusedError),
]


@pytest.mark.parametrize(("value", "error"), REFUSED)
def test_a_link_takes_values_of_the_type(value: object, error: type[Exception]) -> None:
    router = Router()
    router.add_resource("/{id}", name="one", converters={"id": int}).add_route("GET", show)
    assert str(router.url("one", id=7)) == str(router.url("one", id="7")) == str(router["one"].url_for(id="7")) == "/7"
    with pytest.raises(error):
        router.url("one", id=value)
    with pytest.raises(PartsError):
        router.url("one")


WRONG: list[dict[str, Any]] = [
    {"converters": {"id": "intt"}},
    {"converters": {"other": int}},
    {"converters": {"id": object()}},
]


@pytest.mark.parametrize("options", WRONG)
def test_what_is_no_converter_is_refused_and_leaves_nothing(options: dict[str, Any]) -> None:
    router = Router()
    with pytest.raises(TypeError):
        router.add_resource("/{id}", **options)
    assert len(router.resources()) == 0


# Spelling, path, and for each path what is matched or the status.
OPTIONAL: list[tuple[dict[str, Any], str, dict[str, dict[str, str | None] | int]]] = [
    (
        {"syntax": "colon"},
        "/:class/students/:id/:session?",
        {
            "/a/students/1": {"class": "a", "id": "1", "session": None},
            "/a/students/1/s": {"class": "a", "id": "1", "session": "s"},
            "/a/students/1/": 404,
            "/a/students": 404,
        },
    ),
    ({"optional": True}, "/{x?}", {"/": {"x": None}, "/1": {"x": "1"}, "/1/2": 404}),
    (
        {"optional": True},
        "/{a?}/{b?}/{c}",
        {
            "/x": {"a": None, "b": None, "c": "x"},
            "/x/y": {"a": "x", "b": None, "c": "y"},
            "/x/y/z": {"a": "x", "b": "y", "c": "z"},
        },
    ),
    ({"syntax": "colon"}, "/files/*rest", {"/files/a/b": {"rest": "a/b"}, "/files/": 404}),
    ({"syntax": "colon"}, "/v:major", {"/v1": {"major": "1"}, "/v": 404}),
    ({"syntax": "colon"}, "/plain", {"/plain": {}}),
]


@pytest.mark.asyncio
@pytest.mark.parametrize("way", ["call", "option", "group", "mount", "edit"])
@pytest.mark.parametrize(("options", "path", "expected"), OPTIONAL, ids=lambda value: str(value)[:30])
async def test_absent_parts_are_none_and_are_left_out_of_links(
    way: str, options: dict[str, Any], path: str, expected: dict[str, Any]
) -> None:
    router, prefix = Router(), ""
    if way == "option" and "syntax" in options:
        router, options = Router(**options), {}
    if way == "mount":
        inner, prefix = Router(), "/in"
        inner.add_resource(path, name="one", **options).add_route("GET", show)
        router.mount("/in", inner.table)
    elif way == "group":
        prefix = "/in"
        with router.group("/in") as group:
            group.add_resource(path, name="one", **options).add_route("GET", show)
    elif way == "edit":
        with router.edit() as draft:
            draft.add_resource(path, name="one", **options).add_route("GET", show)
        with router.edit() as draft:
            draft["one"].add_route("POST", show)
    else:
        router.add_resource(path, name="one", **options).add_route("GET", show)
    assert len(router.resources()) == len(router.table) == 1
    # Below a prefix its slash goes with the part.
    paths = {prefix + tried if prefix + tried != "/in/" or path != "/{x?}" else "/in": tried for tried in expected}
    answers = await got(router, *paths)
    for (tried, told), answer in zip(paths.items(), answers, strict=True):
        params = expected[told]
        assert (answer if params == 404 else answer[0]) == params
        if params != 404:
            assert str(router.url("one", parts=params)) == tried
            found = router.table.find("GET", tried)
            assert found is not None
            assert found[1] == params


def test_braces_take_no_optional_parts_unless_told() -> None:
    with pytest.raises(TemplateSyntaxError):
        Router().add_resource("/{x?}")


def test_a_later_part_without_an_earlier_one_has_no_link() -> None:
    router = Router(syntax="colon")
    router.add_resource("/:a?/:b?", name="one").add_route("GET", show)
    assert str(router.url("one")) == "/"
    assert str(router.url("one", a="1", b=None)) == "/1"
    with pytest.raises(ValueRefusedError):
        router.url("one", b="1")


def test_tables_from_data_may_be_spelled_with_colons() -> None:
    table = RouteTable([("/:shop", [("/items/:id", "item", {"GET": show})])], syntax="colon")
    assert table.find("GET", "/a/items/7") is not None
    assert str(table.named("item").canonical) == "/{shop}/items/{id}"  # type: ignore[union-attr]  # it is there


def test_optional_parts_collide_where_one_of_their_paths_does() -> None:
    router = Router(conflicts="raise", syntax="colon", precedence="registration")
    router.add_resource("/:a/:b?").add_route("GET", show)
    router.add_resource("/x/:c").add_route("GET", show)
    with pytest.raises(ConflictError) as caught:
        router.freeze()
    (collision,) = caught.value.collisions
    assert collision.example.startswith("/x/")


@pytest.mark.asyncio
async def test_a_resource_of_options_is_derived_and_folded() -> None:
    router = Router(syntax="colon", derived=["HEAD"], case="ignore", slashes="ignore")
    router.add_resource("/Users/:id/:tab?", converters={"id": int}).add_route("GET", show)
    assert await got(router, "/users/7/a", "/Users/7/", "/users/x") == [
        [{"id": "7", "tab": "a"}, {"id": "7", "tab": "'a'"}],
        [{"id": "7", "tab": None}, {"id": "7", "tab": "None"}],
        404,
    ]
    head = await router.resolve(make_mocked_request("HEAD", "/Users/7/a"))
    assert (head.http_exception, head.route.method) == (None, "GET")
    missed = await router.resolve(make_mocked_request("HEAD", "/Users/x"))
    assert isinstance(missed.http_exception, web.HTTPNotFound)


async def number(request: web.Request, id: int) -> web.Response:  # noqa: A002  # the parameter's name
    return web.json_response([id, request.match_info["id"]])


async def optional(request: web.Request, id: int, tab: str | None, page: int = 1) -> web.Response:  # noqa: A002
    return web.json_response([id, tab, page])


@pytest.mark.asyncio
async def test_a_handler_takes_its_parameters() -> None:
    router = Router(syntax="colon")
    router.add_get("/n/:id", number, name="n")
    router.add_get("/o/:id/:tab?", optional)
    inner = Router()
    inner.add_get("/{id}", number)
    router.mount("/m", inner.table)
    with router.group("/g/:page") as group:
        group.add_get("/:id/:tab?", optional)
    assert await got(router, "/n/7", "/n/x", "/o/7", "/o/7/a", "/m/8", "/m/x", "/g/3/7/a") == [
        [7, "7"],
        404,
        [7, None, 1],
        [7, "a", 1],
        [8, "8"],
        404,
        [7, "a", 3],
    ]
    (found,) = await got_at(router, "/n/7")
    assert found.params == {"id": 7}


def test_a_signature_that_cannot_be_served_is_refused_and_leaves_nothing() -> None:
    router = Router()
    with pytest.raises(HandlerSignatureError) as caught:
        router.add_get("/{name}", number)
    assert (caught.value.parameter, caught.value.names) == ("id", ("name",))
    assert len(router.resources()) == 0


@pytest.mark.asyncio
async def test_the_last_link_of_a_chain_takes_its_parameters() -> None:
    async def first(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await handler(request)

    inner, router = Router(), Router()
    inner.add_get("/{id}", chain(first, first, number))
    router.mount("/m", inner.table)
    assert await got(router, "/m/7", "/m/x") == [[7, "7"], 404]
    assert (await got_at(router, "/m/7"))[0].params == {"id": 7}
    with pytest.raises(HandlerSignatureError):
        Router().add_get("/{name}", chain(first, number))


def test_a_table_is_made_again_of_its_routes() -> None:
    rows = [("/g/:g", "g", [("/:id/:tab?", "n", {"GET": optional, "converters": {"id": int}}), ("/:x?", show)])]
    table = RouteTable(rows, syntax="colon")
    again = RouteTable(table.routes, **table.options)
    assert again == table
    assert [str(resource.canonical) for resource in again] == ["/g/{g}/{id}/{tab?}", "/g/{g}/{x?}"]
    resources = RouteTable(list(table), syntax="colon")
    assert list(resources) == list(table)


VALUES: dict[str, tuple[object, st.SearchStrategy[object]]] = {
    "int": (int, st.integers()),
    "float": (float, st.floats(allow_nan=False, allow_infinity=False)),
    "uuid": (uuid.UUID, st.uuids()),
    "date": (datetime.date, st.dates()),
    "enum": (Colour, st.sampled_from(Colour)),
    "text": (str, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}"), min_size=1)),
}


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, dict[str, object], dict[str, object]]:
    """A template of literals, parameters and optional parts, its converters, and values for a link."""
    kinds = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=4))
    required = draw(st.integers(0, len(kinds)))
    present = draw(st.integers(required, len(kinds)))
    text, converters, values = "", dict[str, object](), dict[str, object]()
    for number, kind in enumerate(kinds):
        text += draw(st.sampled_from(["", "/a", "/b c"])) + f"/{{p{number}{'?' if number >= required else ''}}}"
        converters[f"p{number}"] = VALUES[kind][0]
        values[f"p{number}"] = draw(VALUES[kind][1]) if number < present else None
    return text, converters, values


@given(typed())
def test_what_a_link_says_comes_back_with_its_types(case: tuple[str, dict[str, object], dict[str, object]]) -> None:
    text, converters, values = case
    router = Router()
    router.add_resource(text, name="one", converters=converters, optional=True).add_route("GET", show)
    try:
        link = router.url("one", parts=values)
    except ValueRefusedError as error:
        assert error.value in {".", ".."} or "/." in str(error.value) or "./" in str(error.value)  # noqa: PT017
        return
    (found,) = asyncio.run(got_at(router, link.raw_path))
    assert (found.http_exception, found.params) == (None, values)


@pytest.mark.asyncio
async def test_a_composed_handler_is_the_same_at_each_request() -> None:
    """So aiohttp, which keeps the middlewares of its applications for each handler, makes them a chain only once."""

    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await handler(request)

    router = Router()
    router.add_get("/a/{id}", number, middlewares=[around])
    router.add_get("/b", chain(around, show), middlewares=[around])
    router.add_resource("/c/{id}", converters={"id": int}).add_route("GET", number)
    for path in ("/a/1", "/b", "/c/1"):
        first, second = await got_at(router, path, path)
        assert first.handler is second.handler


@pytest.mark.asyncio
async def test_middlewares_may_come_from_a_generator() -> None:
    async def stops(request: web.Request, handler: Handler) -> web.StreamResponse:
        raise web.HTTPForbidden

    router = Router()
    router.add_get("/a", show, middlewares=(one for one in [stops]))
    router.add_routes([web.get("/b", show, middlewares=(one for one in [stops]))])
    for method in ("GET", "HEAD"):
        for path in ("/a", "/b"):
            (found,) = [await router.resolve(make_mocked_request(method, path))]
            with pytest.raises(web.HTTPForbidden):
                await found.handler(make_mocked_request(method, path))


def test_a_path_that_comes_again_with_options_is_another_resource() -> None:
    router = Router()
    first = router.add_resource("/n/{id}")
    assert router.add_resource("/n/{id}") is first
    others = [
        router.add_resource("/n/{id}", data={"a": 1}),
        router.add_resource("/n/{id}", middlewares=[around]),
        router.add_resource("/n/{id}", converters={"id": int}),
    ]
    assert len({id(resource) for resource in (first, *others)}) == len(router.resources()) == 4


async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)


class Foreign(DynamicResource):
    """A resource of a user's own class: what its handlers say does not make it another."""


@pytest.mark.asyncio
async def test_what_a_handler_of_a_foreign_class_cannot_read_is_its_text_for_others() -> None:
    router = Router()
    resource = Foreign("/{id}")
    resource.add_route("GET", number)
    router.register_resource(resource)
    (found,) = await got_at(router, "/x")
    assert found.params == {"id": "x"}
    assert type(resource) is Foreign
    assert await got(router, "/x", "/7") == [404, [7, "7"]]


# --- what handlers say of their parameters is said of the resource ---------------------------------


async def colour(request: web.Request, id: Colour) -> web.Response:  # noqa: A002
    return web.json_response([id.value])


async def text(request: web.Request, id: str) -> web.Response:  # noqa: A002
    return web.json_response([id])


async def anything(request: web.Request, id) -> web.Response:  # type: ignore[no-untyped-def]  # noqa: A002
    return web.json_response([id])


def by_add_get(router: Router) -> None:
    router.add_get("/n/{id}", number, name="n")


def by_resource(router: Router) -> None:
    router.add_resource("/n/{id}", name="n").add_route("GET", number)


def by_definition(router: Router) -> None:
    handler: Any = number  # aiohttp's definitions are typed for handlers of the request alone
    router.add_routes([web.get("/n/{id}", handler, name="n")])


def by_data(router: Router) -> None:
    router.update(lambda table: table.add(("/n/{id}", "n", {"GET": number})))


def by_edit(router: Router) -> None:
    with router.edit() as draft:
        draft.add_resource("/n/{id}", name="n").add_route("GET", number)


def by_mount(router: Router) -> None:
    table = RouteTable([("/{id}", "n", {"GET": number})])
    router.mount("/n", table)


def by_live_mount(router: Router) -> None:
    inner = Router()
    router.mount("/n", inner)
    inner.add_resource("/{id}", name="n").add_route("GET", number)


def by_group(router: Router) -> None:
    with router.group("/n") as group:
        group.add_resource("/{id}", name="n").add_route("GET", number)


def by_name(router: Router) -> None:
    router.add_resource("/n/{id}", name="n")
    router.freeze()
    router.table.names["n"].add_route("GET", number)  # type: ignore[attr-defined]  # one of ours


def by_name_in_a_mount(router: Router) -> None:
    router.mount("/n", RouteTable([("/{id}", "n")]))
    router["n"].add_route("GET", number)


def by_replacement(router: Router) -> None:
    router.add_get("/n/{id}", show, name="n")
    router.freeze()
    other = DynamicResource("/n/{id}", name="n")
    other.add_route("GET", number)
    router.update(lambda table: table.replace(table.names["n"], other))


async def found(router: Router, *asked: str) -> list[object]:
    """What is found for 'GET /path': the values of the parameters, or a status."""
    requests = [make_mocked_request(*one.split(" ")) for one in asked]
    answers = [await router.resolve(request) for request in requests]
    return [
        answer.http_exception.status if answer.http_exception else dict(answer.params)
        for answer in answers
        if isinstance(answer, MatchInfo)
    ]


WAYS = [
    by_add_get,
    by_resource,
    by_definition,
    by_data,
    by_edit,
    by_mount,
    by_live_mount,
    by_group,
    by_name,
    by_name_in_a_mount,
    by_replacement,
]


@pytest.mark.asyncio
@pytest.mark.parametrize("way", WAYS)
async def test_what_a_handler_says_holds_for_its_resource(way: Callable[[Router], None]) -> None:
    router = Router(case="ignore", derived=["HEAD"])
    way(router)
    assert str(router.url("n", id=7)) == "/n/7"
    with pytest.raises(ValueRefusedError):
        router.url("n", id="x")
    assert router.table.find("GET", "/n/7") is not None
    assert router.table.find("GET", "/n/x") is None
    assert router.table.match_by_path("/n/x") is None
    assert await found(router, "GET /n/7", "GET /n/x", "GET /N/7") == [{"id": 7}, 404, {"id": 7}]
    assert await found(router, "POST /n/7", "POST /n/x", "HEAD /n/7", "HEAD /n/x") == [405, 404, {"id": 7}, 404]
    with router.edit() as draft:
        draft.add_get("/n/{name}", show)
    assert await found(router, "GET /n/x", "GET /n/7") == [{"name": "x"}, {"id": 7}]


@pytest.mark.asyncio
async def test_a_resource_takes_what_is_said_while_it_serves() -> None:
    router = Router()
    resource = router.add_resource("/n/{id}", name="n")
    resource.add_route("POST", show)
    assert str(router.url("n", id="x")) == "/n/x"
    before = router.table
    assert await found(router, "POST /n/x") == [{"id": "x"}]
    resource.add_route("GET", colour)
    assert await found(router, "POST /n/x", "GET /n/red", "POST /n/red") == [
        404,
        {"id": Colour.RED},
        {"id": Colour.RED},
    ]
    assert str(router.url("n", id=Colour.RED)) == "/n/red"
    assert before.find("POST", "/n/x") is None
    assert router["n"] is resource


@pytest.mark.parametrize(("first", "second"), [(number, colour), (number, text), (text, number)])
def test_handlers_of_one_resource_agree_on_its_parameters(first: Any, second: Any) -> None:
    router = Router()
    resource = router.add_resource("/{id}")
    resource.add_route("GET", first)
    with pytest.raises(HandlerSignatureError, match=r"test_typed\.py:\d+(?s:.*)test_typed\.py:\d+"):
        resource.add_route("POST", second)
    assert [route.method for route in resource] == ["GET"]


@pytest.mark.asyncio
async def test_handlers_that_say_nothing_take_the_text_in_any_order() -> None:
    for first, second in ((number, anything), (anything, number)):
        router = Router()
        resource = router.add_resource("/{id}")
        for handler in (first, second):
            resource.add_route("GET" if handler is number else "HEAD", handler)
        requests = [make_mocked_request(method, "/7") for method in ("GET", "HEAD")]
        for request, expected in zip(requests, [b'[7, "7"]', b'["7"]'], strict=True):
            info = request._match_info = await router.resolve(request)  # as aiohttp's application sets it
            response = await info.handler(request)
            assert isinstance(response, web.Response)
            assert response.body == expected


@pytest.mark.asyncio
async def test_what_was_said_goes_with_the_route() -> None:
    router = Router()
    resource = router.add_resource("/{id}", name="n")
    resource.add_route("POST", show)
    handler: Any = number
    with pytest.raises(ValueError, match="NO TOKEN"):
        router.add_routes([web.get("/{id}", handler, name="n"), web.route("no token", "/{id}", show, name="n")])
    assert type(resource) is DynamicResource
    assert str(router.url("n", id="x")) == "/x"
    with router.edit(owner="plugin") as draft:
        draft["n"].add_route("GET", number)
    assert await found(router, "POST /x") == [404]
    router.unload("plugin")
    assert await found(router, "POST /x") == [{"id": "x"}]


def test_what_a_handler_says_is_no_word_of_the_table() -> None:
    table = RouteTable([("/{id}", {"GET": number, "POST": show})])
    assert table.routes == (("/{id}", {"GET": number, "POST": show}),)
    assert RouteTable(table.routes) == table
    assert RouteTable(table.routes).find("POST", "/x") is None
    RouteTable([("/{id}", {"GET": number}), ("/{name}", {"GET": show})])  # no conflict: the first leaves some to others


# --- where else types and optional parts are told of ----------------------------------------------


class Shown(web.View):
    """A view."""


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/n/{id}/{tab?}", "/n/:id/:tab?"])
async def test_shortcuts_and_definitions_tell_of_the_path_too(path: str) -> None:
    said: dict[str, Any] = {"converters": {"id": int}} | ({"optional": True} if "{" in path else {"syntax": "colon"})
    by_method, by_definition, from_data = Router(), Router(), Router()
    by_method.add_get(path, show, name="n", **said)
    by_method.add_post(path, show, name="n", **said)
    by_method.add_view(path, Shown, name="n", **said)
    definitions = [web.get(path, show, name="n", **said), web.view(path, Shown, name="n", **said)]
    by_definition.add_routes(definitions)
    from_data.swap(RouteTable(definitions[0]))
    for router in (by_method, by_definition, from_data):
        assert await found(router, "GET /n/7", "GET /n/7/a", "GET /n/x") == [
            {"id": 7, "tab": None},
            {"id": 7, "tab": "a"},
            404,
        ]
        assert str(router.url("n", id=7)) == "/n/7"
        assert len(router.resources()) == 1
    assert await found(by_method, "POST /n/7", "PUT /n/7") == [{"id": 7, "tab": None}] * 2


@pytest.mark.asyncio
async def test_definitions_in_data_keep_their_middlewares() -> None:
    async def stops(request: web.Request, handler: Handler) -> web.StreamResponse:
        raise web.HTTPForbidden

    router = Router()
    router.swap(RouteTable([web.get("/a", show, middlewares=[stops])]))
    assert await got(router, "/a") == [403]


@pytest.mark.asyncio
@pytest.mark.parametrize("is_live", [False, True])
async def test_nothing_may_be_left_of_a_path_below_a_mount(is_live: bool) -> None:
    inner = Router(syntax="colon")
    inner.add_get("/:x?", show, name="n")
    router = Router()
    router.mount("/t", inner if is_live else inner.table, name="t")
    assert await found(router, "GET /t", "GET /t/1") == [{"x": None}, {"x": "1"}]
    assert [str(router.url("t:n")), str(router.url("t:n", x=1))] == ["/t", "/t/1"]
    assert await found(inner, "GET /", "GET /1") == [{"x": None}, {"x": "1"}]


def by_group_with_optional(router: Router) -> None:
    router.group("/:lang?", lambda group: group.add_get("/about/:id", number, name="a"), name="l")


def by_mount_with_optional(router: Router) -> None:
    router.mount("/:lang?", RouteTable([("/about/{id}", "a", {"GET": number})]), name="l")


def by_data_with_optional(router: Router) -> None:
    router.swap(RouteTable([("/:lang?", "l", [("/about/:id", "a", {"GET": number})])], syntax="colon"))


@pytest.mark.asyncio
@pytest.mark.parametrize("way", [by_group_with_optional, by_mount_with_optional, by_data_with_optional])
async def test_parts_of_a_prefix_may_be_absent(way: Callable[[Router], None]) -> None:
    router = Router(syntax="colon")
    way(router)
    assert await found(router, "GET /about/7", "GET /en/about/7", "GET /about/x") == [
        {"lang": None, "id": 7},
        {"lang": "en", "id": 7},
        404,
    ]
    assert [str(router.url("l:a", id=7)), str(router.url("l:a", id=7, lang="en"))] == ["/about/7", "/en/about/7"]
    info = await router.resolve(make_mocked_request("GET", "/en/about/7"))
    assert isinstance(info, MatchInfo)
    assert [(match.name, match.template, match.params) for match in info.matches] == [
        ("l", "/{lang?}", {"lang": "en"}),
        ("a", "/{lang?}/about/{id}", {"lang": "en", "id": "7"}),
    ]


def test_what_is_asked_per_request_has_no_optional_prefix() -> None:
    router = Router(syntax="colon")
    for other in (Router(), lambda: Router().table):
        with pytest.raises(TemplateSyntaxError, match="An optional part before what is asked per request"):
            router.mount("/:lang?", other)
    assert len(router.resources()) == 0


@pytest.mark.parametrize("path", ["/{rest?}", "/{rest:[a-z]+}"])
def test_a_parameter_that_takes_no_slash_is_no_path(path: str) -> None:
    router = Router()
    with pytest.raises(TypeError, match="takes no slash"):
        router.add_resource(path, converters={"rest": "path"}, optional=True)
    assert len(router.resources()) == 0


class Rooms:
    """A converter that fails otherwise than it should."""

    def read(self, text: str) -> int:
        return {"kitchen": 1}[text]

    def write(self, value: int) -> str:
        return "kitchen"


@pytest.mark.asyncio
async def test_a_converter_with_a_bug_fails_in_the_place_of_the_handler() -> None:
    @web.middleware
    async def catches(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except KeyError as error:
            return web.json_response([str(error), *error.__notes__])

    router = Router()
    router.add_get("/r/{room}", show, name="room", converters={"room": Rooms()})
    app = web.Application(middlewares=[catches])
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        for path, expected in [
            ("/r/kitchen", [{"room": "kitchen"}, {"room": "1"}]),
            (
                "/r/hall",
                [
                    "'hall'",
                    "raised by a converter of 'room' (/r/{room}); of a text without a value tell by ValueError",
                ],
            ),
        ]:
            async with client.get(path) as response:
                assert await response.json() == expected


@pytest.mark.asyncio
async def test_a_path_of_colons_may_hold_braces() -> None:
    router = Router(syntax="colon")
    router.add_get("/{x}", show, name="braces")
    assert await found(router, "GET /%7Bx%7D", "GET /a") == [{}, 404]
    assert router.url("braces").raw_path == "/%7Bx%7D"


def test_optional_parts_are_told_of() -> None:
    router = Router(syntax="colon")
    resource = router.add_resource("/a/:id/:tab?", name="a")
    assert resource.canonical == "/a/{id}/{tab?}"
    match = router.table.match_by_name("a", id=7)
    assert match is not None
    assert match.params == {"id": 7, "tab": None}


@pytest.mark.asyncio
async def test_a_replacement_and_edits_keep_what_is_said() -> None:
    router = Router()
    router.add_get("/n/{id}", number, name="n")
    with router.edit() as first:
        first["n"].add_route("POST", number)
        with router.edit() as second:
            second.add_get("/n/{id}/x", number, name="x")
    router.update(lambda table: table.replace(table.names["x"], RouteTable([("/y/{id}", "y", number)]).listed[0]))
    asked = ["POST /n/7", "POST /n/x", "GET /n/7/x", "GET /y/7", "GET /y/x"]
    assert await found(router, *asked) == [{"id": 7}, 404, 404, {"id": 7}, 404]


@pytest.mark.asyncio
async def test_links_from_a_request_reuse_the_texts_of_its_parameters() -> None:
    async def links(request: web.Request, id: int) -> web.Response:  # noqa: A002
        return web.json_response([str(url_for(request, "n")), str(url_for(request, "n", id=id + 1, tab="b"))])

    router = Router()
    router.add_get("/n/{id}/{tab?}", links, name="n", optional=True)
    assert await got(router, "/n/7", "/n/7/a") == [["/n/7", "/n/8/b"], ["/n/7/a", "/n/8/b"]]


# --- what only the order tells apart, and what never answers --------------------------------------


Said = tuple[str, dict[str, object], Any]


def both(first: Said, second: Said, **options: Any) -> RouteTable:
    """A table of two resources: the path, the converters and the handler of each."""
    nodes = [
        (path, {"GET": handler, "converters": converters, "optional": "?" in path})
        for path, converters, handler in (first, second)
    ]
    return RouteTable(nodes, precedence="registration", **options)


class Slug:
    """A converter of a user's own, without a hash."""

    __hash__ = None  # type: ignore[assignment]  # for that reason

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Slug)

    def read(self, text: str) -> str:
        return text

    def write(self, value: str) -> str:
        return value


SLUG = Slug()
PLAIN: Said = ("/{name}", {}, show)
TYPED_ID: Said = ("/{id}", {"id": int}, show)
BY_HANDLER: Said = ("/{id}", {}, number)
NO_ID = "00000000-0000-0000-0000-000000000000"
# Two resources in the order of registration; a path that both take, where only that order decides; and whether the
# second one never answers.
PAIRS: list[tuple[Said, Said, str | None, bool]] = [
    (TYPED_ID, ("/{n}", {"n": int}, show), "/1", True),
    (TYPED_ID, BY_HANDLER, "/1", True),
    (BY_HANDLER, BY_HANDLER, "/1", True),
    (("/{c}", {"c": Colour}, show), ("/{d}", {"d": Colour}, show), "/red", True),
    (("/{c}", {"c": SLUG}, show), ("/{d}", {"d": SLUG}, show), "/a", True),
    (PLAIN, TYPED_ID, "/1", True),
    (PLAIN, ("/{name}", {"name": str}, show), "/a", True),
    (PLAIN, ("/{id}", {"id": uuid.UUID}, show), f"/{NO_ID}", True),
    (TYPED_ID, PLAIN, None, False),
    (TYPED_ID, ("/{id}", {"id": uuid.UUID}, show), None, False),
    (("/{a:[0-9]}", {}, show), ("/{id}", {"id": uuid.UUID}, show), None, False),
    (("/{a?}", {}, show), ("/{b?}", {}, show), "/a", True),
    (("/{a?}", {"a": int}, show), ("/{b?}", {"b": int}, show), "/1", True),
    (("/x/{a?}", {}, show), ("/x", {}, show), "/x", True),
    (("/x", {}, show), ("/x/{a?}", {}, show), "/x", False),
]


@pytest.mark.parametrize(("first", "second", "example", "is_dead"), PAIRS)
def test_typed_routes_collide_where_the_first_leaves_nothing(
    first: Said, second: Said, example: str | None, is_dead: bool
) -> None:
    if example is None:
        assert len(both(first, second)) == 2
        return
    with pytest.raises(ConflictError) as caught:
        both(first, second)
    assert caught.value.collisions[0].example == example


@pytest.mark.parametrize(("first", "second", "example", "is_dead"), PAIRS)
def test_typed_routes_that_never_answer_are_told_of(
    first: Said, second: Said, example: str | None, is_dead: bool
) -> None:
    table = both(first, second, conflicts="ignore")
    dead = dead_routes(table.index.entries())
    assert [route.dead.resource for route in dead] == ([table.listed[1]] if is_dead else [])


@pytest.mark.parametrize("precedence", PRECEDENCES)
@pytest.mark.parametrize("rival", [TYPED_ID, BY_HANDLER])
def test_a_link_that_a_typed_resource_answers_is_refused(rival: Said, precedence: Precedence) -> None:
    router = Router(precedence=precedence)
    path, converters, handler = rival
    router.add_get(path, handler, converters=converters)
    router.add_get("/{name}", show, name="name")
    with pytest.raises(ShadowedUrlError):
        router.url("name", name="7")
    assert str(router.url("name", name="x")) == "/x"


# --- where else what is typed goes -----------------------------------------------------------------


class Days:
    """A converter that fails oddly when it is given a text to write."""

    def read(self, text: str) -> datetime.date:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))

    def write(self, value: datetime.date) -> str:
        return value.strftime("%Y%m%d")


class Numbered:
    """A converter whose texts are not what it writes, and which fails where it is given a text."""

    def read(self, text: str) -> str:
        return text.removeprefix("u")

    def write(self, value: str) -> str:
        return "u" + value


@pytest.mark.asyncio
@pytest.mark.parametrize(("converter", "text"), [(Numbered(), "u7"), (Days(), "20261121")])
async def test_links_take_the_texts_of_the_request_as_they_are(converter: object, text: str) -> None:
    async def link(request: web.Request) -> web.Response:
        return web.json_response([str(url_for(request, "x"))])

    router = Router()
    router.add_get("/{x}", link, name="x", converters={"x": converter})
    assert await got(router, f"/{text}") == [[f"/{text}"]]
    assert str(router.url("x", x=text)) in {f"/{text}", f"/u{text}"}


@pytest.mark.asyncio
async def test_prefixes_with_parameters_leave_types_as_they_are() -> None:
    outer, inner = web.Application(), web.Application()
    router = setup(outer, Router(parameters_in_prefixes=True))
    below = setup(inner, Router(parameters_in_prefixes=True))
    below.add_get("/n/{id}", number, name="n")
    below.add_get("/c/{id}", show, converters={"id": int})
    below.add_get("/o/{x?}", show, optional=True, name="o")
    below.add_get("/n/{name}", show)
    outer.add_subapp("/t/{tenant}", inner)
    asked = ["GET /t/a/n/7", "GET /t/a/n/x", "GET /t/a/c/x", "GET /t/a/o", "GET /t/a/o/1"]
    assert await found(router, *asked) == [
        {"tenant": "a", "id": 7},
        {"tenant": "a", "name": "x"},
        404,
        {"tenant": "a", "x": None},
        {"tenant": "a", "x": "1"},
    ]
    with pytest.raises(ValueRefusedError):
        below["n"].url({"tenant": "a", "id": "x"})
    assert str(below["o"].url({"tenant": "a"})) == "/t/a/o"


@pytest.mark.asyncio
async def test_a_brace_in_colons_stays_text_in_copies() -> None:
    router = Router(syntax="colon")
    router.add_get("/{x}", show, name="lit")
    with router.edit() as draft:
        draft["lit"].add_route("POST", show)
    outer = Router(syntax="colon")
    outer.mount("/m", router.table)
    outer.mount("/{l}", Router())
    again = RouteTable(router.table.routes, **router.table.options)
    assert await found(router, "GET /%7Bx%7D", "POST /%7Bx%7D") == [{}, {}]
    assert await found(outer, "GET /m/%7Bx%7D") == [{}]
    assert again == router.table
    assert again.find("GET", "/{x}") is not None


@pytest.mark.asyncio
async def test_options_are_derived_for_typed_resources_as_for_others() -> None:
    class View(web.View):
        async def get(self) -> web.Response:
            return web.Response()

    router = Router(derived=["OPTIONS", "HEAD"])
    router.add_get("/a/{id}", show, converters={"id": int}, allow_head=False)
    router.add_view("/b/{id}", View, converters={"id": int})
    assert await found(router, "OPTIONS /a/7", "HEAD /a/7") == [{"id": 7}, {"id": 7}]
    app = web.Application()
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        for path, allowed in (("/a/7", "GET,HEAD,OPTIONS"), ("/b/7", "GET,OPTIONS")):
            async with client.options(path) as response:
                assert (response.status, response.headers["Allow"]) == (204, allowed)


@pytest.mark.asyncio
async def test_the_failure_of_a_converter_is_of_no_concern_to_links_of_others() -> None:
    router = Router(precedence="registration")
    router.add_get("/{room}", show, converters={"room": Rooms()})
    router.add_get("/{name}", show, name="text")
    assert str(router.url("text", name="x")) == "/x"


@pytest.mark.asyncio
async def test_failures_are_kept_by_nobody() -> None:
    """aiohttp keeps its middlewares for a thousand handlers: a failure must be no handler of its own."""

    @web.middleware
    async def passes(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await handler(request)

    inner, router = Router(), Router()
    inner.add_get("/{room}", show, converters={"room": Rooms()})
    router.add_get("/r/{room}", show, converters={"room": Rooms()})
    router.mount("/live/{x}", inner)
    answers = [await router.resolve(make_mocked_request("GET", path)) for path in ("/r/a", "/r/b", "/live/1/a")]
    assert len({answer.handler for answer in answers}) == 1
    app = web.Application(middlewares=[passes])
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        assert [(await client.get(path)).status for path in ("/r/a", "/live/1/a", "/r/kitchen")] == [500, 500, 200]


def test_links_below_a_live_mount_look_at_no_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    inner, router = Router(), Router()
    inner.add_get("/n/{id}", number, name="n")
    router.mount("/t/{page}", inner, name="t")

    def refuses(*_given: object, **_options: object) -> None:
        raise AssertionError

    monkeypatch.setattr(inspect, "signature", refuses)
    assert str(router.url("t:n", page=1, id=7)) == "/t/1/n/7"
    with pytest.raises(ValueRefusedError):
        router.url("t:n", page=1, id="x")


def test_a_type_goes_with_the_route_that_is_replaced() -> None:
    router = Router()
    resource = router.add_resource("/{id}", name="n")
    resource.add_route("GET", number)
    resource.add_route("get", text)
    assert str(router.url("n", id="x")) == "/x"


def test_what_aiohttp_took_may_be_copied_as_it_is() -> None:
    async def broken(request: web.Request, user: str) -> web.Response:
        raise NotImplementedError

    app = web.Application()
    handler: Any = broken
    app.router.add_get("/{id}", handler, name="broken")
    router = setup(app)
    assert len(Router().mount("/m", router.table)) == 1
    with router.edit() as draft:
        assert draft["broken"].name == "broken"


def test_tables_file_a_resource_while_its_type_is_told() -> None:
    async def plain(request: web.Request) -> web.Response:
        raise NotImplementedError

    for _ in range(50):
        resource = DynamicResource("/{id}")
        resource.add_route("POST", plain)
        with ThreadPoolExecutor(4) as pool:
            tables = [pool.submit(RouteTable, [resource]) for _ in range(3)]
            pool.submit(resource.add_route, "GET", number)
        assert [table.result().find("POST", "/x") for table in tables] == [None] * 3


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"middlewares": around}, "one middleware"),
        ({"middlewares": [show]}, "No middleware"),
        ({"converters": [int]}, "no mapping"),
    ],
)
def test_what_is_given_wrongly_is_told_at_once(options: dict[str, Any], error: str) -> None:
    router = Router()
    with pytest.raises(TypeError, match=error):
        router.add_get("/{id}", show, **options)
    with pytest.raises(TypeError, match=error):
        router.group("/{id}", lambda group: group.add_get("/", show), **options)
    assert len(router.resources()) == 0


def test_a_handler_error_shows_the_path() -> None:
    with pytest.raises(HandlerSignatureError) as caught:
        Router().add_get("/:id", number)
    assert "the path '/:id' has: none (is it spelled with colons? Say syntax=\"colon\")" in str(caught.value)


@pytest.mark.asyncio
async def test_types_and_absent_parts_of_a_prefix_hold_for_what_is_below() -> None:
    by_group, by_mount, by_data = Router(), Router(), Router()
    by_group.group("/t/{id}", lambda group: group.add_get("/a", show, name="a"), converters={"id": int})
    by_mount.mount("/t/{id}", RouteTable([("/a", "a", show)]), converters={"id": int})
    by_data.swap(RouteTable([("/t/{id}", {"converters": {"id": int}}, [("/a", "a", show)])]))
    for router in (by_group, by_mount, by_data):
        assert await found(router, "GET /t/7/a", "GET /t/x/a") == [{"id": 7}, 404]
        assert str(router.url("a", id=7)) == "/t/7/a"
    with pytest.raises(TemplateSyntaxError, match="A typed part"):
        Router().mount("/t/{id}", Router(), converters={"id": int})
    colon = RouteTable([("/:lang?", {"syntax": "colon"}, [("/about/:id", "about", show)])])
    assert str(colon.named("about").url({"id": 1})) == "/about/1"  # type: ignore[union-attr]  # one of ours


def test_absent_parts_are_not_required() -> None:
    router = Router(syntax="colon")
    router.add_get("/n/:id/:tab?", show, name="n")
    with pytest.raises(PartsError) as caught:
        router.url("n", tab="a", nmae=1)
    assert (caught.value.required, caught.value.optional) == (("id",), ("tab",))
    assert (caught.value.missing, caught.value.unknown) == (("id",), ("nmae",))
    match = router.table.match_by_name("n", tab="a")
    assert isinstance(match, PartialMatch)
    assert (match.required, match.missing) == (("id",), ("id",))


@pytest.mark.asyncio
async def test_aiohttp_keeps_its_middlewares_for_each_typed_or_chained_handler() -> None:
    @web.middleware
    async def passes(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await handler(request)

    inner, router = Router(), Router()
    router.add_get("/a/{id}", number, middlewares=[around])
    router.add_get("/b", chain(around, around, show), middlewares=[around])
    inner.add_get("/{id}", number)
    router.mount("/m", inner, middlewares=[around])
    app = web.Application(middlewares=[passes])
    setup(app, router)
    kept = web_app._cached_build_middleware  # there is no public way to ask it
    async with TestClient(TestServer(app)) as client:
        for path in ("/a/1", "/b", "/m/1"):
            await client.get(path)
            before = kept.cache_info()
            for _ in range(5):
                await client.get(path)
            assert (kept.cache_info().misses - before.misses, kept.cache_info().hits - before.hits) == (0, 5)


# --- many of them, beside a naive model --------------------------------------------------------------

SEGMENTS = ["a", "7", "{x}", "{x:int}", "{x:Colour}", "{x?}", "{x?:int}"]
TOLD = {"int": int, "Colour": Colour}


@st.composite
def resources(draw: st.DrawFn) -> list[Said]:
    """Paths of a few segments that overlap as often as they can, some typed by converters and some by handlers."""
    found: list[Said] = []
    for _ in range(draw(st.integers(1, 5))):
        path, converters = "", dict[str, object]()
        for number, segment in enumerate(draw(st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3))):
            name, _, kind = segment.strip("{}").partition(":")
            path += f"/{{{name.replace('x', f'p{number}')}}}" if "{" in segment else f"/{segment}"
            if kind:
                converters[f"p{number}"] = TOLD[kind]
        found.append((path, converters, show))
    return found


def named(resources: list[Said], **options: Any) -> Router:
    router = Router(**options)
    for number, (path, converters, handler) in enumerate(resources):
        resource = router.add_resource(path, name=f"r{number}", converters=converters, optional=True)
        resource.add_route("GET", handler)
    return router


def expected(resources: list[Said], path: str) -> object:
    """The first that takes the path, each being tried in turn, and the values of its parameters."""
    for number, (template, converters, _) in enumerate(resources):
        params = PathTemplate.parse(template, optional=True).match(path)
        try:
            if params is not None:
                values = {name: valued(converters.get(name, str), text) for name, text in params.items()}
                return f"r{number}", values
        except ValueError:
            continue
    return 404


def valued(kind: object, text: str | None) -> object:
    return None if text is None else converter_for(kind).read(text)


def answered(router: Router, path: str) -> MatchInfo:
    request = BLANK.clone(rel_url=URL.build(path=path, encoded=True))
    with pytest.raises(StopIteration) as stopped:  # it waits for nothing
        router.resolve(request).send(None)
    found = stopped.value.value
    assert isinstance(found, MatchInfo)
    return found


BLANK = make_mocked_request("GET", "/")
PATHS = st.lists(st.sampled_from(["a", "7", "red", "x", ""]), max_size=4).map(lambda parts: "/" + "/".join(parts))


@given(resources(), st.lists(PATHS, min_size=1, max_size=8))
def test_typed_tables_answer_as_trying_each_does(resources: list[Said], asked: list[str]) -> None:
    router = named(resources, precedence="registration")
    for path in asked:
        info = answered(router, path)
        answer = 404 if info.http_exception else (info.route.name, dict(info.params))
        assert answer == expected(resources, path)
        first = router.table.find("GET", path)
        assert (first is None) == (answer == 404)


CHOICES: dict[object, list[object]] = {int: [7, -1, None], str: ["a", "7", "red", "x", None], Colour: [*Colour, None]}


@given(resources(), st.sampled_from(PRECEDENCES), st.data())
def test_links_between_typed_resources_come_back(
    resources: list[Said], precedence: Precedence, data: st.DataObject
) -> None:
    router = named(resources, precedence=precedence)
    for number, (path, converters, _) in enumerate(resources):
        names = PathTemplate.parse(path, optional=True).names
        values = {name: data.draw(st.sampled_from(CHOICES[converters.get(name, str)])) for name in names}
        try:
            link = router.url(f"r{number}", parts=values)
        except (ValueRefusedError, ShadowedUrlError):
            continue
        info = answered(router, link.raw_path)
        assert (info.http_exception, info.route.name, info.params) == (None, f"r{number}", values)


@pytest.mark.asyncio
async def test_a_typed_resource_answers_by_itself_too() -> None:
    """As aiohttp's own dispatcher asks it."""
    resource = named([("/n/{x}/{y?}", {"x": int}, show)])["r0"]
    failing = named([("/{room}", {"room": Rooms()}, show)])["r0"]
    for asked, path, expected in [
        (resource, "/n/7", {"x": "7", "y": None}),
        (resource, "/n/x", None),
        (resource, "/m/7", None),
        (failing, "/hall", {}),
    ]:
        info, allowed = await asked.resolve(make_mocked_request("GET", path))
        assert (None if info is None else dict(info)) == expected
        assert allowed == ({"GET"} if expected and asked is resource else set())
    stock = web.UrlDispatcher()
    stock.register_resource(resource)
    assert (await stock.resolve(make_mocked_request("GET", "/n/7"))).route.name == "r0"
    assert (await stock.resolve(make_mocked_request("GET", "/n/x"))).http_exception is not None


class Guarded:
    """A middleware that is made for each route."""

    def for_route(self, data: Any) -> Any:
        return around if "roles" in data else None


@pytest.mark.parametrize("links", [(Guarded(), show), (around, Guarded(), show)])
def test_a_chain_takes_nothing_that_is_made_for_a_route(links: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="Give it as middlewares"):
        chain(*links)
    with pytest.raises(TypeError, match="Give it as middlewares"):
        Micro().get("/", links)


@pytest.mark.parametrize(
    ("first", "second", "examples", "is_dead"),
    [
        ("/{p}", "/{q?}", ["/a"], False),
        ("/{a?}", "/{b?}", ["/a", "/"], True),
        ("", "/{a?}", [""], False),
        ("/{a?}", "/{b:[0-9]+}", [], False),
    ],
)
def test_nothing_left_of_a_path_is_a_path_of_its_own(
    first: str, second: str, examples: list[str], is_dead: bool
) -> None:
    nodes = [(path, {"GET": show, "optional": True}) for path in (first, second)]
    table = RouteTable(nodes, precedence="specific", conflicts="ignore")
    dead = dead_routes(table.index.entries())
    assert [route.dead.resource for route in dead] == ([table.listed[1]] if is_dead else [])
    seen: list[str] = []
    RouteTable(nodes, precedence="specific", conflicts=lambda found: seen.extend(each.example for each in found))
    assert seen == examples
