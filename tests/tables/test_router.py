"""The router: registration, names, answers, and what a refused change leaves behind."""

import copy
import functools
import logging
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from resrouter import (
    UNMATCHED,
    DuplicateNameError,
    DynamicResource,
    FrozenRouterError,
    InvalidNameError,
    MatchInfo,
    MatchInfoError,
    PartsError,
    PlainResource,
    Router,
    ShadowedUrlError,
    StaticResource,
    TemplateSyntaxError,
    UnknownNameError,
    ValueRefusedError,
)


async def show(request: web.Request) -> web.Response:
    return web.Response(text="shown")


async def drop(request: web.Request) -> web.Response:
    return web.Response(text="dropped")


async def answer(router: Router, method: str, path: str) -> MatchInfo:
    found = await router.resolve(make_mocked_request(method, path))
    assert isinstance(found, MatchInfo)
    return found


def allowed(found: MatchInfo) -> set[str]:
    assert isinstance(found.http_exception, web.HTTPMethodNotAllowed)
    return set(found.http_exception.allowed_methods)


@pytest.mark.asyncio
async def test_a_match_is_the_dict_that_aiohttp_gives() -> None:
    router = Router()
    resource = router.add_resource("/users/{name}/{n:[0-9]+}", name="user")
    route = resource.add_route("GET", show)
    found = await answer(router, "GET", "/users/a%2Fb/7")
    assert found == {"name": "a/b", "n": "7"}
    assert (found.route, found.handler, found.resource) == (route, show, resource)
    assert found.http_exception is None
    assert found.get_info()["formatter"] == "/users/{name}/{n}"
    assert repr(found).startswith("<MatchInfo {'name': 'a/b', 'n': '7'}: <ResourceRoute [GET]")


@pytest.mark.asyncio
async def test_a_404_has_the_sentinel_as_its_resource() -> None:
    found = await answer(Router(), "GET", "/nowhere")
    assert isinstance(found, MatchInfoError)
    assert isinstance(found.http_exception, web.HTTPNotFound)
    assert found.resource is UNMATCHED
    assert found.route.resource is None
    assert UNMATCHED.canonical == "unmatched"
    with pytest.raises(web.HTTPNotFound):
        await found.handler(make_mocked_request("GET", "/nowhere"))


@pytest.mark.asyncio
async def test_a_405_keeps_its_resource_and_allows_what_all_resources_on_the_path_allow() -> None:
    router = Router()
    first = router.add_resource("/users/{name}")
    first.add_route("GET", show)
    router.add_route("PUT", "/{kind}/ada", show)
    router.add_resource("/users/{empty}/")
    found = await answer(router, "POST", "/users/ada")
    assert allowed(found) == {"GET", "PUT"}
    assert found.resource is first
    assert repr(found) == "<MatchInfoError 405: Method Not Allowed>"


@pytest.mark.asyncio
async def test_a_resource_without_routes_is_a_404() -> None:
    router = Router()
    router.add_resource("/empty")
    assert (await answer(router, "GET", "/empty")).resource is UNMATCHED


def test_adding_the_last_path_again_gives_the_same_resource() -> None:
    router = Router()
    first = router.add_resource("/a", name="a")
    assert router.add_resource("/a", name="a") is first
    assert router.add_resource("/a") is not first
    assert router.add_resource("/b/{x}") is router.add_resource("/b/{x}")
    assert len(router.resources()) == 3


def test_the_router_is_a_mapping_of_names() -> None:
    router = Router()
    user = router.add_resource("/users/{name}", name="user")
    router.add_resource("/plain")
    assert (list(router), len(router), "user" in router, router["user"]) == (["user"], 1, True, user)
    assert router.get("nobody") is None
    assert dict(router.named_resources()) == {"user": user}
    with pytest.raises(UnknownNameError) as caught:
        router["usr"]
    assert isinstance(caught.value, KeyError)
    assert (caught.value.name, list(caught.value.names)) == ("usr", ["user"])


@pytest.mark.parametrize("name", ["if", "a.class", "1a", "a b", "", "a..b", "a-"])
def test_a_name_that_is_no_identifiers_is_refused(name: str) -> None:
    router = Router()
    with pytest.raises(InvalidNameError) as caught:
        router.add_resource("/a", name=name)
    assert isinstance(caught.value, ValueError)
    assert len(router.resources()) == len(router) == 0


@pytest.mark.parametrize("name", ["a", "a.b", "a:b-c", "_x9", "größe"])
def test_identifiers_joined_by_dots_colons_and_dashes_are_a_name(name: str) -> None:
    router = Router()
    assert router.add_resource("/a", name=name) is router[name]


def test_a_second_resource_of_one_name_is_refused_with_both_places() -> None:
    router = Router()
    first = router.add_resource("/a", name="it")
    with pytest.raises(DuplicateNameError) as caught:
        router.add_resource("/b", name="it")
    assert caught.value.first == ("/a", str(first.place))
    assert caught.value.second[0] == "/b"
    assert caught.value.second[1].startswith("tests/tables/test_router.py:")
    assert [resource.canonical for resource in router.resources()] == ["/a"]


NOTHING: Any = None


def refused_registrations() -> list[tuple[str, Callable[[Router], object], type[Exception]]]:
    return [
        ("a bad path", lambda router: router.add_get("/{", show), TemplateSyntaxError),
        ("no slash", lambda router: router.add_get("x", show), ValueError),
        ("a taken name", lambda router: router.add_get("/x", show, name="taken"), ValueError),
        ("a bad method", lambda router: router.add_route("A B", "/x", show, name="x"), ValueError),
        ("no handler", lambda router: router.add_route("GET", "/x", NOTHING, name="x"), AssertionError),
        ("GET there, HEAD not", lambda router: router.add_get("/last", show), RuntimeError),
        ("half a list", lambda router: router.add_routes([web.get("/x", show), web.get("/{", show)]), ValueError),
        ("a name in a list", lambda router: router.add_routes([web.get("/x", show, name="if")]), ValueError),
        ("onto the last", lambda router: router.add_routes([web.put("/last", show), web.get("/{", show)]), ValueError),
        ("no directory", lambda router: router.add_static("/s", "/no/such/place", name="s"), ValueError),
        ("no resource", lambda router: router.register_resource(NOTHING), AssertionError),
    ]


@pytest.mark.parametrize(("case", "register", "error"), refused_registrations(), ids=lambda value: str(value)[:20])
def test_a_refused_registration_leaves_no_trace(
    case: str, register: Callable[[Router], object], error: type[Exception]
) -> None:
    router = Router()
    router.add_get("/first/{x}", show, name="taken")
    router.add_get("/last", show, allow_head=False)
    before = (str(router), list(router), [repr(route) for route in router.routes()], list(router.resources()))
    with pytest.raises(error):
        register(router)
    after = (str(router), list(router), [repr(route) for route in router.routes()], list(router.resources()))
    assert after == before
    router.add_get("/x", show, name="x")


def test_a_definition_that_fails_half_way_raises_its_own_error_and_leaves_nothing() -> None:
    class Broken(web.PlainResource):
        @property
        def canonical(self) -> str:
            raise RuntimeError("no path today")

    class Definition(web.AbstractRouteDef):
        def register(self, router: web.UrlDispatcher) -> list[web.AbstractRoute]:
            router.register_resource(Broken("/broken"))
            return []

    router = Router()
    with pytest.raises(RuntimeError, match="no path today"):
        router.add_routes([web.get("/x", show), Definition()])
    assert list(router.resources()) == []
    assert str(router) == "(empty)"
    with pytest.raises(RuntimeError, match="no path today"):
        router.register_resource(Broken("/broken", name="it"))
    assert (list(router.resources()), list(router)) == ([], [])
    router.freeze()


def test_a_frozen_router_refuses_and_says_where() -> None:
    router = Router()
    router.add_get("/a", show)
    router.freeze()
    with pytest.raises(FrozenRouterError) as caught:
        router.add_get("/b", show)
    assert isinstance(caught.value, RuntimeError)
    assert caught.value.path == "/b"
    assert caught.value.place.startswith("tests/tables/test_router.py:")
    assert [resource.canonical for resource in router.resources()] == ["/a"]


@pytest.mark.asyncio
async def test_an_empty_path_becomes_a_slash_when_the_router_is_frozen() -> None:
    router = Router()
    router.add_get("", show)
    router.add_get("/", drop)
    assert (await answer(router, "GET", "/")).handler is drop
    router.freeze()
    assert (await answer(router, "GET", "/")).handler is show


@pytest.mark.asyncio
async def test_a_route_added_while_serving_answers_the_next_request() -> None:
    router = Router()
    router.freeze = lambda: None  # type: ignore[method-assign]  # as plugin hosts do
    router.add_get("/a", show)
    router.freeze()
    assert (await answer(router, "GET", "/late/x")).resource is UNMATCHED
    router.add_get("/late/{x}", drop)
    assert (await answer(router, "GET", "/late/x")).handler is drop


def test_routes_that_can_never_answer_are_reported_when_the_router_is_frozen(
    caplog: pytest.LogCaptureFixture,
) -> None:
    router = Router()
    router.add_route("GET", "/a/{x}", show)
    router.add_route("*", "/b", show)
    router.add_route("GET", "/a/{y}", drop)
    router.add_route("PUT", "/a/{x}", drop)
    router.add_route("GET", "/c", drop)
    router.add_route("PUT", "/b", drop)
    with caplog.at_level(logging.WARNING, "resrouter"):
        router.freeze()
    (record,) = caplog.records
    lines = [" ".join(line.split()[:2]) + " " + line.split(None, 3)[-1] for line in record.message.splitlines()]
    assert record.args is not None
    assert lines[0].startswith("2 of")
    assert [line.split(" ")[:2] for line in lines[1:]] == [
        ["GET", "/a/{x}"],
        ["GET", "/a/{y}"],
        ["*", "/b"],
        ["PUT", "/b"],
    ]
    assert [line.endswith("answers") for line in lines[1:]] == [True, False, True, False]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/{a:.*}", "/{b:.*}"),
        ("/x/{a:.+}/e", "/x/{b:.+}/e"),
        ("/{a:^x}", "/{b:^x}"),
        ("/{a}-{b:[0-9]}", "/{c}-{d:[0-9]}"),
    ],
)
def test_the_names_of_parameters_do_not_hide_a_dead_route(
    first: str, second: str, caplog: pytest.LogCaptureFixture
) -> None:
    router = Router()
    router.add_route("GET", first, show)
    router.add_route("GET", second, drop)
    router.freeze()
    (record,) = caplog.records
    assert record.message.startswith("1 of the routes")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/a/{x}", "/a/{x:[0-9]+}"),
        ("/a", "/a/"),
        ("/{x}/a", "/{x}/b"),
        ("/{x}-{y}", "/{x}.{y}"),
        ("/{x:.*}", "/{x:.+}"),
    ],
)
def test_routes_that_may_answer_are_not_reported(first: str, second: str, caplog: pytest.LogCaptureFixture) -> None:
    router = Router()
    router.add_get(first, show)
    router.add_get("/between", show)
    router.add_get(second, show)
    router.freeze()
    assert caplog.records == []


@pytest.mark.asyncio
async def test_a_plain_path_written_with_escapes_is_dead_as_in_aiohttp_but_not_silently(
    caplog: pytest.LogCaptureFixture,
) -> None:
    router = Router()
    dead = router.add_resource("/1%2C3", name="dead")
    dead.add_route("GET", show)
    router.add_get("/1%2C3/{alive}", show)
    router.add_get("/a%2Fb", show, name="slash")
    router.freeze()
    (record,) = caplog.records
    assert record.message == (
        f"1 of the paths can match no request\n  /1%2C3  {dead.place}  matches no request; write it '/1,3'"
    )
    assert (await answer(router, "GET", "/1%2C3")).resource is UNMATCHED
    assert (await answer(router, "GET", "/1%2C3/x")) == {"alive": "x"}
    assert str(router.url("slash")) == "/a%2Fb"
    with pytest.raises(ValueRefusedError):
        router.url("dead")


@pytest.mark.asyncio
async def test_a_static_directory_answers_get_and_head_and_has_links(tmp_path: Path) -> None:
    (tmp_path / "a b.css").write_text("x")
    router = Router()
    static = router.add_static("/static/", tmp_path, name="static")
    assert isinstance(static, StaticResource)
    found = await answer(router, "GET", "/static/a%20b.css")
    assert (found["filename"], found.resource) == ("a b.css", static)
    assert allowed(await answer(router, "POST", "/static/x")) == {"GET", "HEAD"}
    assert (await answer(router, "GET", "/staticx/a")).resource is UNMATCHED
    assert str(router["static"].url({"filename": "a b.css"}, {"x": "1"})) == "/static/a%20b.css?x=1"
    assert str(router.url("static", filename="css/site.css")) == "/static/css/site.css"


@pytest.mark.parametrize("filename", ["a//b.css", "../a.css", "a/", "a\0b", "", ".", "a/./b"])
def test_a_link_to_what_is_no_file_is_refused(filename: str, tmp_path: Path) -> None:
    router = Router()
    router.add_static("/static", tmp_path, name="static")
    with pytest.raises(ValueRefusedError) as caught:
        router.url("static", filename=filename)
    assert caught.value.part == "filename"


def test_a_file_may_be_named_by_a_path_and_with_a_slash_in_front(tmp_path: Path) -> None:
    router = Router()
    static = router.add_static("/static", tmp_path, name="static")
    assert str(static.url({"filename": Path("css/site.css")})) == "/static/css/site.css"
    assert str(static.url({"filename": "/css/site.css"})) == "/static/css/site.css"
    with pytest.raises(PartsError):
        static.url({"file": "x"})


def test_a_static_link_carries_the_hash_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("x")
    router = Router()
    router.add_static("/static", tmp_path, name="static", append_version=True)
    theirs = web.StaticResource("/static", tmp_path, append_version=True).url_for(filename="a.css")
    assert router.url("static", filename="a.css", query={"x": "1"}).query == {"x": "1", **theirs.query}
    assert "v" in theirs.query


def test_a_link_that_another_resource_answers_is_refused() -> None:
    router = Router()
    user = router.add_resource("/users/{name}", name="user")
    user.add_route("GET", show)
    router.add_route("GET", "/users/me", show)
    assert str(router.url("user", name="ada")) == "/users/ada"
    with pytest.raises(ShadowedUrlError) as caught:
        router.url("user", name="me")
    assert (caught.value.path, caught.value.winner[0], caught.value.mine[0]) == (
        "/users/me",
        "/users/me",
        "/users/{name}",
    )
    assert str(user.url({"name": "me"})) == "/users/me"
    user.add_route("DELETE", drop)
    assert str(router.url("user", name="me")) == "/users/me"


def test_a_link_to_a_file_that_a_route_answers_is_refused(tmp_path: Path) -> None:
    router = Router()
    router.add_static("/static", tmp_path, name="static")
    router.add_get("/static/live.js", show)
    assert str(router.url("static", filename="a.js")) == "/static/a.js"
    with pytest.raises(ShadowedUrlError):
        router.url("static", filename="live.js")


def test_a_resource_that_matches_in_its_own_way_shadows_nothing_for_sure(caplog: pytest.LogCaptureFixture) -> None:
    class Sometimes(DynamicResource):
        def _match(self, path: str) -> dict[str, str] | None:
            return None

    router = Router()
    for text in ("/users/me/", "/users/{name}"):
        resource = Sometimes("/users/{name}")
        resource.add_route("GET", show)
        router.register_resource(resource)
        router.add_get(text, show, name=f"n{len(text)}")
    assert str(router.url("n13", name="me")) == "/users/me"
    router.freeze()
    assert caplog.records == []


def test_a_parameter_may_have_the_name_of_an_argument() -> None:
    router = Router()
    router.add_resource("/{name}/{query}", name="odd")
    assert str(router.url("odd", parts={"query": "q"}, name="n", query={"a": "1"})) == "/n/q?a=1"


def test_a_foreign_resource_has_links_through_its_url_for(tmp_path: Path) -> None:
    router = Router()
    router.register_resource(web.DynamicResource("/x/{id}", name="theirs"))
    assert str(router.url("theirs", id=7, query={"a": "1"})) == "/x/7?a=1"


def test_an_unknown_precedence_is_refused() -> None:
    with pytest.raises(ValueError, match="'aiohttp', 'registration', 'specific'"):
        Router(precedence="random")  # type: ignore[arg-type]
    assert Router(precedence="specific").precedence == "specific"


@pytest.mark.asyncio
@pytest.mark.parametrize(("precedence", "handler"), [("aiohttp", drop), ("registration", show), ("specific", drop)])
async def test_the_precedence_decides_who_answers(precedence: str, handler: object) -> None:
    router = Router(precedence=precedence)  # type: ignore[arg-type]
    router.add_get("/{rest:.*}", show)
    router.add_get("/users/{name}", drop)
    assert (await answer(router, "GET", "/users/ada")).handler is handler


@pytest.mark.asyncio
async def test_a_subclass_with_its_own_match_is_asked() -> None:
    class AnyCase(PlainResource):
        def _match(self, path: str) -> dict[str, str] | None:
            return {} if path.lower() == self.canonical else None

    router = Router()
    resource = AnyCase("/users")
    resource.add_route("GET", show)
    router.register_resource(resource)
    assert (await answer(router, "GET", "/users")).handler is show


def test_the_empty_path_has_no_link_before_it_is_known() -> None:
    router = Router()
    router.add_get("", show, name="root")
    with pytest.raises(ValueRefusedError):
        router.url("root")
    router.freeze()
    assert str(router.url("root")) == "/"


TABLE = web.RouteTableDef()


@TABLE.get("/defined", name="defined")
async def defined(request: web.Request) -> web.Response:
    return web.Response()


@TABLE.view("/seen", name="seen")
class Seen(web.View):
    async def get(self) -> web.Response:
        return web.Response()


def test_a_definition_has_the_place_of_its_handler() -> None:
    router = Router()
    router.add_routes(TABLE)
    with pytest.raises(DuplicateNameError) as caught:
        router.add_get("/x", show, name="defined")
    here, line = caught.value.first[1].rsplit(":", 1)
    source = Path(__file__).read_text("utf-8").splitlines()
    assert here == "tests/tables/test_router.py"
    assert source[int(line) - 1].startswith("@TABLE.get")
    view_line = str(router["seen"].place).rsplit(":", 1)[1]
    assert "def get(self)" in source[int(view_line) - 1]


def test_a_mock_is_a_handler_like_any_other() -> None:
    router = Router()
    router.add_routes([web.get("/a", AsyncMock()), web.get("/b", functools.partial(show))])
    router.freeze()
    assert len(router.routes()) == 4


@pytest.mark.parametrize("copied", [copy.deepcopy, pickle.dumps])
def test_a_router_is_not_copied(copied: Callable[[Router], object]) -> None:
    with pytest.raises(TypeError, match="cannot be copied"):
        copied(Router())


def test_the_router_shows_itself() -> None:
    router = Router()
    router.add_get("/users/{name}", show, name="user")
    assert repr(router) == "<Router 1 resources, precedence 'aiohttp'>"
    assert str(router) == "2 segments\n└── /\n    └── users/{}/\n        └── 'user' (/users/{name})"
