"""Where code of v1 broke on later routers: here it runs."""

import re
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

import resrouter_compat
from resrouter_compat import (
    AbstractMatchInfo,
    DynamicRoute,
    PlainRoute,
    Route,
    StaticRoute,
    SystemRoute,
    UnreachableRouteWarning,
    UrlDispatcher,
)

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]
Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]

by_hand = pytest.mark.filterwarnings("ignore:register_route:DeprecationWarning")


async def show(_request: web.Request) -> web.Response:
    return web.Response(text="shown")


class Old(Route):
    """Two methods, and no `super().__init__()`: all that a class of v1's time had to have."""

    def __init__(self, pattern: str, method: str = "GET", name: str | None = None) -> None:
        self._pattern = re.compile(pattern)
        self._method, self._name, self._handler = method, name, show

    def match(self, path: str) -> dict[str, Any] | None:
        found = self._pattern.match(path)
        return found and found.groupdict(default="")

    def url(self, **kwargs: Any) -> str:
        return self._append_query("/old", kwargs.get("query"))


def test_methods_of_one_path_keep_names_of_their_own(router: UrlDispatcher, answer: Answer) -> None:
    router.add_route("GET", "/{x}", show, name="show")
    router.add_route("POST", "/{x}", show, name="save")
    assert [answer(router, method, "/a").route.name for method in ("GET", "POST")] == ["show", "save"]
    assert router["show"] is not router["save"]


def test_an_unnamed_method_beside_a_named_one_stays_unnamed(router: UrlDispatcher, answer: Answer) -> None:
    router.add_route("GET", "/a", show, name="show")
    router.add_route("POST", "/a", show)
    assert [answer(router, method, "/a").route.name for method in ("GET", "POST")] == ["show", None]


def test_one_name_for_two_methods_of_a_path_is_refused(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show, name="n")
    with pytest.raises(ValueError):
        router.add_route("POST", "/a", show, name="n")


def test_the_same_method_and_path_twice_and_after_any_method_is_taken(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show)
    for method in ("GET", "*", "POST"):
        if method == "*":
            router.add_route(method, "/a", show)
            continue
        with pytest.warns(UnreachableRouteWarning, match="comes first"):
            router.add_route(method, "/a", show)
    assert [route.method for route in router.routes()] == ["GET", "GET", "*", "POST"]


def test_equal_paths_are_not_drawn_together(router: UrlDispatcher, answer: Answer) -> None:
    definitions = [("GET", "/{x}"), ("POST", "/b"), ("POST", "/{x}")]
    first, second, third = (router.add_route(method, path, show) for method, path in definitions)
    assert [answer(router, method, path).route for method, path in (("GET", "/b"), ("POST", "/b"), ("POST", "/c"))] == [
        first,
        second,
        third,
    ]


def test_a_name_leads_to_method_and_handler(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show, name="n")
    named: Any = router["n"]
    with pytest.warns(DeprecationWarning, match="method"):
        assert named.method == "GET"
    with pytest.warns(DeprecationWarning, match="handler"):
        assert named.handler is show
    named.add_route("PUT", show)
    with pytest.raises(AttributeError, match="several routes"):
        named.method  # noqa: B018  # the access is the claim


def test_match_of_a_route_and_of_a_name_gives_raw_text(router: UrlDispatcher, answer: Answer) -> None:
    route = router.add_route("GET", "/{x}", show, name="n")
    named: Any = router["n"]
    assert route.match("/a%20b") == {"x": "a%20b"}
    with pytest.warns(DeprecationWarning, match="match"):
        assert named.match("/a%20b") == {"x": "a%20b"}
    assert dict(answer(router, "GET", "/a%20b")) == {"x": "a b"}


@by_hand
def test_a_class_with_match_and_url_alone_is_registered(router: UrlDispatcher, answer: Answer) -> None:
    route = Old("/old", name="old")
    router.register_route(route)
    assert answer(router, "GET", "/old").route is route
    assert route.get_info() == {}
    link: object = router["old"].url(query={"a": 1})
    assert link == "/old?a=1"


@by_hand
def test_what_ones_own_match_gives_is_decoded_once(router: UrlDispatcher, answer: Answer) -> None:
    router.register_route(Old("/(?P<x>.*)"))
    assert dict(answer(router, "GET", "/a%20b%2525%2F")) == {"x": "a b%25/"}


@by_hand
def test_ones_own_match_may_take_many_paths_or_decline(router: UrlDispatcher, answer: Answer) -> None:
    many = Old("/(?P<kind>a|b)(/.*)?")
    router.register_route(many)
    router.register_route(DynamicRoute("GET", show, None, re.compile("/c"), ""))
    routes = {path: answer(router, "GET", path).route for path in ("/a", "/b/x", "/cde/f", "/d")}
    assert [route is many for route in routes.values()] == [True, True, False, False]
    assert isinstance(routes["/cde/f"], DynamicRoute)
    assert isinstance(routes["/d"], SystemRoute)


@by_hand
def test_an_odd_method_on_a_route_made_by_hand_answers(router: UrlDispatcher, answer: Answer) -> None:
    router.register_route(PlainRoute("PROPFIND", show, None, "/a"))
    with pytest.warns(DeprecationWarning, match="it answers GET now"):
        router.register_route(PlainRoute("get", show, None, "/a"))
    assert [answer(router, method, "/a").http_exception for method in ("PROPFIND", "GET")] == [None, None]


def test_a_refused_definition_leaves_its_name_free(router: UrlDispatcher) -> None:
    with pytest.raises(ValueError):
        router.add_route("BREW", "/a", show, name="n")
    assert router.add_route("GET", "/a", show, name="n").name == "n"


def test_routes_is_a_live_view(router: UrlDispatcher) -> None:
    routes = router.routes()
    router.add_route("GET", "/a", show)
    assert len(routes) == 1


def test_named_routes_gives_what_names_give_with_a_warning(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show, name="n")
    with pytest.warns(DeprecationWarning, match="named_resources"):
        named: Any = router.named_routes()
    assert (list(named), named["n"] is router["n"]) == (["n"], True)
    with pytest.warns(DeprecationWarning, match="method"):
        assert named["n"].method == "GET"


def test_names_count_as_routes_of_their_class_and_show_their_private_names(
    router: UrlDispatcher, tmp_path: Path
) -> None:
    router.add_route("GET", "/a", show, name="plain")
    router.add_route("GET", "/{x}", show, name="dynamic")
    router.add_static("/s", tmp_path, name="static")
    kinds = {
        "plain": (PlainRoute, "_path"),
        "dynamic": (DynamicRoute, "_formatter"),
        "static": (StaticRoute, "_prefix"),
    }
    for name, (kind, attribute) in kinds.items():
        assert isinstance(router[name], kind)
        with pytest.warns(DeprecationWarning, match=attribute):
            assert getattr(router[name], attribute) in {"/a", "/{x}", "/s/"}


def test_add_route_does_not_call_what_a_subclass_names_like_a_method_of_today(answer: Answer) -> None:
    class Own(UrlDispatcher):
        def add_resource(self, path: str, obj: object) -> None:  # type: ignore[override]  # a free name in v1
            self.add_route("GET", path, show)

    router = Own()
    router.add_resource("/a", object())
    assert answer(router, "GET", "/a").http_exception is None


def test_an_override_of_register_route_sees_every_definition(tmp_path: Path) -> None:
    seen: list[Route] = []

    class Seeing(UrlDispatcher):
        def register_route(self, route: Route) -> None:
            seen.append(route)
            super().register_route(route)

    router = Seeing()
    router.add_route("GET", "/a", show)
    router.add_static("/s", tmp_path)
    assert seen == list(router.routes())


def test_methods_can_be_added(answer: Answer) -> None:
    class Linking(UrlDispatcher):
        METHODS = UrlDispatcher.METHODS | {"LOCK"}

    router = Linking()
    router.METHODS.add("LINK")
    router.add_route("link", "/a", show)
    assert answer(router, "LINK", "/a").http_exception is None


def test_links_are_not_quoted_and_an_empty_query_leaves_its_mark(router: UrlDispatcher) -> None:
    route: Any = router.add_route("GET", "/{x}", show)
    assert route.url(parts={"x": "a b/д"}, query={}) == "/a b/д?"
    assert route.url(parts={"x": None}, query={"n": 7}) == "/None?n=7"


def test_the_arguments_of_url_are_strict(router: UrlDispatcher, tmp_path: Path) -> None:
    plain: Any = router.add_route("GET", "/a", show)
    dynamic: Any = router.add_route("GET", "/{x}", show)
    static: Any = router.add_static("/s", tmp_path)
    for linked, wrong in ((plain, {"parts": {}}), (dynamic, {}), (dynamic, {"filename": "x"}), (static, {})):
        with pytest.raises(TypeError):
            linked.url(**wrong)


@pytest.mark.asyncio
async def test_a_directory_decodes_names_answers_get_alone_and_ends_in_a_slash(
    router: UrlDispatcher, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "a b").write_text("file")
    router.add_static("/s", tmp_path, name="static")
    client = await serve(router)
    asked = [("GET", "/s/a%20b"), ("HEAD", "/s/a%20b"), ("GET", "/sx"), ("GET", "/s")]
    assert [(await client.request(method, path)).status for method, path in asked] == [200, 405, 404, 404]


# Literal text, the target of a request, and whether it is found.
LITERAL: list[tuple[str, str, bool]] = [
    ("/two%20words", "/two%20words", True),
    ("/two words", "/two%20words", True),
    ("/two%20words", "/two%2520words", False),
    ("/д", "/%D0%B4", True),
]


@pytest.mark.parametrize(("path", "target", "found"), LITERAL)
def test_literal_text_is_found_quoted_and_never_twice(
    path: str, target: str, found: bool, router: UrlDispatcher, answer: Answer
) -> None:
    router.add_route("GET", path, show)
    assert (answer(router, "GET", target).http_exception is None) is found


def test_errors_are_told_by_the_status_of_their_route(router: UrlDispatcher, answer: Answer) -> None:
    router.add_route("GET", "/a", show)
    routes: list[Any] = [answer(router, method, path).route for method, path in (("GET", "/b"), ("POST", "/a"))]
    assert [(route.status, isinstance(route, SystemRoute)) for route in routes] == [(404, True), (405, True)]
    with pytest.raises(RuntimeError):
        routes[0].url()


def test_a_match_info_of_handler_and_route_alone_can_be_made() -> None:
    class Own(AbstractMatchInfo):
        @property
        def handler(self) -> Any:
            return show

        @property
        def route(self) -> None:
            return None

    made = Own()
    assert (made.http_exception, made.get_info(), made.apps) == (None, {}, ())


@pytest.mark.asyncio
async def test_routes_may_come_after_the_start(router: UrlDispatcher, serve: Serve) -> None:
    client = await serve(router)
    router.add_route("GET", "/late", show)
    async with client.get("/late") as response:
        assert await response.text() == "shown"


@pytest.mark.asyncio
async def test_a_bare_generator_is_a_handler(router: UrlDispatcher, serve: Serve) -> None:
    def old(request: web.Request) -> Generator[Any, None, web.Response]:
        answer: web.Response = yield from show(request)  # type: ignore[misc]  # possible where it is made a coroutine
        return answer

    with pytest.warns(DeprecationWarning, match="old is a generator function"):
        handler: object = router.add_route("GET", "/a", old).handler
    assert handler is old
    client = await serve(router)
    async with client.get("/a") as response:
        assert await response.text() == "shown"


def test_async_and_await_are_names_and_free_form_ones_where_asked_for(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show, name="async")
    router.add_route("GET", "/b", show, name="a.await")
    with pytest.raises(ValueError):
        router.add_route("GET", "/c", show, name="page-2")
    UrlDispatcher(strict_names=False).add_route("GET", "/c", show, name="page-2")
    assert list(router) == ["async", "a.await"]


# Names of routes that templates reach as attributes, `{{ app.router.static.url(...) }}`: nothing of ours stands there.
FREE = ["static", "index", "user", "login", "show", "home", "api", "files", "media", "admin", "root", "page", "search"]


@pytest.mark.parametrize("name", FREE)
def test_a_template_finds_a_name_where_the_router_has_no_attribute(name: str, router: UrlDispatcher) -> None:
    assert not hasattr(router, name)
    assert not {member for member in vars(UrlDispatcher) if not member.startswith("_")} & set(FREE)


def test_a_jinja_template_reaches_routes_by_item_and_by_attribute(router: UrlDispatcher, tmp_path: Path) -> None:
    jinja2 = pytest.importorskip("jinja2")
    router.add_static("/s", tmp_path, name="static")
    router.add_route("GET", "/u/{x}", show, name="user")
    text = "{{ app.router.static.url(filename='a.css') }} {{ app.router['user'].url(parts={'x': 'ada'}) }}"
    app = web.Application()
    resrouter_compat.setup(app, router)
    assert jinja2.Template(text).render(app=app) == "/s/a.css /u/ada"


def test_a_router_is_a_mapping_of_names(router: UrlDispatcher) -> None:
    router.add_route("GET", "/unnamed", show)
    assert (bool(router), len(router), router.get("GET")) == (False, 0, None)
    router.add_route("GET", "/a", show, name="n")
    assert (bool(router), len(router), router.get("n")) == (True, 1, router["n"])


def test_any_coroutine_function_is_taken_for_an_expect_handler(router: UrlDispatcher) -> None:
    route = router.add_route("POST", "/a", show, expect_handler=web.Request.json)
    assert route.handler is show
