"""What add_route(), add_static() and register_route() take and refuse; what is refused leaves nothing."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import hdrs, web
from aiohttp.web_urldispatcher import View as AiohttpView

from resrouter_compat import DynamicRoute, PlainRoute, Route, StaticRoute, UrlDispatcher

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]

by_hand = pytest.mark.filterwarnings("ignore:register_route:DeprecationWarning")


async def show(_request: web.Request) -> web.Response:
    return web.Response()


def plain(_request: web.Request) -> web.Response:
    return web.Response()


def state(router: UrlDispatcher) -> tuple[object, ...]:
    """All that a refused definition must leave as it was."""
    return router.table, list(router.routes()), dict(router), list(router.resources()), dict(router.named_resources())


GOOD: dict[str, Any] = {"method": "GET", "path": "/a", "handler": show, "name": "n", "expect_handler": None}

# What is wrong with a call of add_route(), and the error's type. In v1 each check came before those in the rows below.
REFUSED: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"path": "a"}, ValueError),
    ({"path": None}, AttributeError),
    ({"path": b"/a"}, TypeError),
    ({"handler": 7}, AssertionError),
    ({"handler": None}, AssertionError),
    ({"handler": "show"}, AssertionError),
    ({"method": "BREW"}, ValueError),
    ({"method": ""}, ValueError),
    ({"method": " GET"}, ValueError),
    ({"method": None}, ValueError),
    ({"method": 7}, ValueError),
    ({"method": "CONNECT"}, ValueError),
    ({"method": "TRACE"}, ValueError),
    ({"path": "/{"}, ValueError),
    ({"path": "/{x:(}"}, ValueError),
    ({"expect_handler": plain}, AssertionError),
    ({"expect_handler": 7}, AssertionError),
    ({"name": "a..b"}, ValueError),
    ({"name": ""}, ValueError),
    ({"name": 7}, TypeError),
    ({"name": ("a",)}, TypeError),
    ({"name": "taken"}, ValueError),
]


@pytest.mark.parametrize(("wrong", "error"), REFUSED)
def test_a_refused_route_leaves_nothing(wrong: dict[str, Any], error: type[Exception], router: UrlDispatcher) -> None:
    router.add_route("GET", "/", show, name="taken")
    before = state(router)
    with pytest.raises(error):
        router.add_route(**{**GOOD, **wrong})
    assert state(router) == before


@pytest.mark.parametrize("first", range(len(REFUSED)))
def test_of_two_faults_the_one_that_is_checked_first_is_told(first: int, router: UrlDispatcher) -> None:
    wrong, error = REFUSED[first]
    for later, _ in REFUSED[first:]:
        if later.keys() == wrong.keys():
            continue
        with pytest.raises(error):
            router.add_route(**{**GOOD, **later, **wrong})


@pytest.mark.parametrize(("wrong", "error"), REFUSED)
def test_a_name_is_free_again_after_a_refusal(
    wrong: dict[str, Any], error: type[Exception], router: UrlDispatcher
) -> None:
    router.add_route("GET", "/", show, name="taken")
    with pytest.raises(error):
        router.add_route(**{**GOOD, **wrong})
    router.add_route(**GOOD)
    assert list(router) == ["taken", "n"]


METHODS: list[tuple[str, str]] = [
    ("GET", "GET"),
    ("get", "GET"),
    ("PoSt", "POST"),
    ("put", "PUT"),
    ("DELETE", "DELETE"),
    ("patch", "PATCH"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
    ("*", "*"),
    (hdrs.METH_ANY, "*"),
    (hdrs.METH_GET, "GET"),
]


@pytest.mark.parametrize(("given", "stored"), METHODS)
def test_a_method_of_any_case_is_stored_in_upper_case(given: str, stored: str, router: UrlDispatcher) -> None:
    assert router.add_route(given, "/a", show).method == stored


def test_the_methods_are_those_of_v1_and_belong_to_the_class() -> None:
    assert {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "*"} == UrlDispatcher.METHODS
    assert UrlDispatcher().METHODS is UrlDispatcher.METHODS


def test_a_method_that_is_added_to_methods_is_taken(answer: Answer) -> None:
    class Linking(UrlDispatcher):
        METHODS = UrlDispatcher.METHODS | {"MKCOL"}

    router = Linking()
    router.METHODS.add("LINK")
    link, make = router.add_route("link", "/a", show), router.add_route("MKCOL", "/a", show)
    assert answer(router, "LINK", "/a").route is link
    assert answer(router, "MKCOL", "/a").route is make
    with pytest.raises(ValueError):
        UrlDispatcher().add_route("LINK", "/a", show)


def test_the_parts_of_the_path_grammar_are_there_to_be_read() -> None:
    found = UrlDispatcher.ROUTE_RE.split(r"/a/{x}/{n:\d{2}}")
    assert found == ["/a/", "{x}", "/", r"{n:\d{2}}", ""]
    assert UrlDispatcher.DYN.match("{x}") is not None
    assert UrlDispatcher.DYN.match("{_x}") is None
    with_regex = UrlDispatcher.DYN_WITH_RE.match(r"{n:\d{2}}")
    assert with_regex is not None
    assert with_regex.groupdict() == {"var": "n", "re": r"\d{2}"}
    assert UrlDispatcher.GOOD == "[^{}/]+"
    assert UrlDispatcher.NAME_SPLIT_RE.split("a.b:c-d") == ["a", "b", "c", "d"]


def test_a_route_has_its_method_handler_and_name_and_none_can_be_set(router: UrlDispatcher) -> None:
    route = router.add_route("GET", "/a", show, name="n")
    assert (route.method, route.handler, route.name) == ("GET", show, "n")
    for attribute in ("method", "handler", "name"):
        with pytest.raises(AttributeError):
            setattr(route, attribute, "x")


def test_name_and_expect_handler_are_given_by_keyword_alone(router: UrlDispatcher) -> None:
    with pytest.raises(TypeError):
        router.add_route("GET", "/a", show, "n")  # type: ignore[call-arg]  # callers may err
    with pytest.raises(TypeError):
        PlainRoute("GET", show, None, "/a", show)  # type: ignore[call-arg]  # callers may err


# A constructor's arguments, and what the route keeps: nothing is checked or changed.
MADE: list[tuple[Route, tuple[object, ...]]] = [
    (PlainRoute("get", show, None, "/a"), ("get", show, None)),
    (PlainRoute("PROPFIND", show, "n", "/a"), ("PROPFIND", show, "n")),
    (PlainRoute("GET", None, "not a name", "no slash"), ("GET", None, "not a name")),
    (PlainRoute("GET", plain, None, "/{x}"), ("GET", plain, None)),
    (DynamicRoute("*", None, "a", re.compile("x"), "y"), ("*", None, "a")),
    (DynamicRoute("get", plain, None, re.compile(""), ""), ("get", plain, None)),
]


@pytest.mark.parametrize(("route", "kept"), MADE)
def test_a_constructor_checks_and_changes_nothing(route: Route, kept: tuple[object, ...]) -> None:
    assert (route.method, route.handler, route.name) == kept


@pytest.mark.parametrize("expect_handler", [plain, 7, "x"])
def test_a_constructor_refuses_an_expect_handler_that_is_no_coroutine(expect_handler: Any) -> None:
    with pytest.raises(AssertionError):
        PlainRoute("GET", show, None, "/a", expect_handler=expect_handler)


def test_route_itself_is_abstract_in_match_and_url() -> None:
    assert Route.__abstractmethods__ == {"match", "url"}
    with pytest.raises(TypeError):
        Route("GET", show, None)  # type: ignore[abstract]  # that is the claim


@by_hand
def test_braces_in_the_path_of_a_plain_route_are_text(router: UrlDispatcher, answer: Answer) -> None:
    route = PlainRoute("GET", show, None, "/{x}")
    router.register_route(route)
    assert answer(router, "GET", "/{x}").route is route
    assert answer(router, "GET", "/%7Bx%7D").route is route
    assert answer(router, "GET", "/a").http_exception is not None


@by_hand
@pytest.mark.parametrize("path", ["a", "*", ""])
def test_a_path_without_a_slash_is_what_the_route_matches(path: str, router: UrlDispatcher) -> None:
    route = PlainRoute("GET", show, "n", path)
    router.register_route(route)
    assert route.match(path) == {}
    link: object = router["n"].url()
    assert link == path


@by_hand
def test_a_route_for_all_of_the_server_answers_an_asterisk(router: UrlDispatcher, answer: Answer) -> None:
    route = PlainRoute("OPTIONS", show, None, "*")
    router.register_route(route)
    assert answer(router, "OPTIONS", "*").route is route


@by_hand
def test_a_method_of_webdav_is_taken_on_a_route_made_by_hand(router: UrlDispatcher, answer: Answer) -> None:
    route = PlainRoute("PROPFIND", show, None, "/a")
    router.register_route(route)
    assert answer(router, "PROPFIND", "/a").route is route
    error = answer(router, "GET", "/a").http_exception
    assert isinstance(error, web.HTTPMethodNotAllowed)
    assert error.allowed_methods == {"PROPFIND"}


@by_hand
def test_a_lower_case_method_made_by_hand_answers_with_a_warning(router: UrlDispatcher, answer: Answer) -> None:
    route = PlainRoute("get", show, None, "/a")
    with pytest.warns(DeprecationWarning, match="it answers GET now"):
        router.register_route(route)
    assert route.method == "get"
    assert answer(router, "GET", "/a").route is route


@by_hand
@pytest.mark.parametrize("given", [None, "route", 7, show, PlainRoute, AiohttpView, web.PlainResource("/a")])
def test_what_is_no_route_is_an_assertion_error(given: Any, router: UrlDispatcher) -> None:
    before = state(router)
    with pytest.raises(AssertionError):
        router.register_route(given)
    assert state(router) == before


@by_hand
def test_a_resource_that_stands_for_a_route_is_no_route(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show, name="n")
    with pytest.raises(AssertionError):
        router.register_route(router["n"])  # type: ignore[arg-type]  # that is the claim


@by_hand
def test_register_route_gives_none(router: UrlDispatcher) -> None:
    given: object = router.register_route(PlainRoute("GET", show, None, "/a"))  # type: ignore[func-returns-value]  # that is the claim
    assert given is None


@by_hand
@pytest.mark.parametrize(("name", "error"), [("a b", ValueError), ("taken", ValueError), (7, TypeError)])
def test_a_refused_route_made_by_hand_leaves_nothing(name: Any, error: type[Exception], router: UrlDispatcher) -> None:
    router.add_route("GET", "/", show, name="taken")
    before = state(router)
    route = PlainRoute("GET", show, name, "/a")
    with pytest.raises(error):
        router.register_route(route)
    assert state(router) == before
    assert route.resource is None


@by_hand
def test_a_route_that_is_registered_twice_under_a_name_stays_where_it_was(router: UrlDispatcher) -> None:
    route = PlainRoute("GET", show, "n", "/a")
    router.register_route(route)
    resource = route.resource
    with pytest.raises(ValueError):
        router.register_route(route)
    assert route.resource is resource is router["n"]


@pytest.mark.filterwarnings("error")
def test_a_warning_that_is_an_error_leaves_nothing(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show)
    before = state(router)
    for definition in (
        lambda: router.add_route("GET", "/a", show, name="n"),
        lambda: router.register_route(PlainRoute("GET", show, "n", "/b")),
    ):
        with pytest.raises(Warning):
            definition()
        assert state(router) == before


def test_every_definition_comes_through_register_route(tmp_path: Path) -> None:
    seen: list[Route] = []

    class Observed(UrlDispatcher):
        def register_route(self, route: Route) -> None:
            seen.append(route)
            super().register_route(route)

    router = Observed()
    added = [
        router.add_route("GET", "/a", show),
        router.add_route("POST", "/{x}", show, name="n"),
        router.add_static("/s", tmp_path),
    ]
    assert seen == added
    assert list(router.routes()) == added


def test_an_override_may_register_further_routes_without_a_warning() -> None:
    class Slashed(UrlDispatcher):
        def register_route(self, route: Route) -> None:
            if isinstance(route, PlainRoute) and not route.url().endswith("/"):
                self.add_route(route.method, f"{route.url()}/", route.handler)
            super().register_route(route)

    router = Slashed()
    router.add_route("GET", "/a", show, name="n")
    assert [route.url() for route in router.routes() if isinstance(route, PlainRoute)] == ["/a/", "/a"]


def test_an_override_that_drops_a_route_registers_nothing() -> None:
    class Deaf(UrlDispatcher):
        def register_route(self, route: Route) -> None:
            """Nothing is registered."""

    router = Deaf()
    assert router.add_route("GET", "/a", show).match("/a") == {}
    assert len(router.routes()) == 0


def test_a_subclass_may_have_names_of_today_for_ways_of_its_own(answer: Answer) -> None:
    class Crud(UrlDispatcher):
        def add_resource(self, path: str, thing: object) -> None:  # type: ignore[override]  # a free name in v1
            self.add_route("GET", path, show, name=str(thing))

        def resources(self) -> None:  # type: ignore[override]  # the same
            raise AssertionError

        def register_resource(self, resource: object) -> None:
            raise AssertionError

    router = Crud()
    router.add_resource("/a", "things")
    assert answer(router, "GET", "/a").route.name == "things"


def test_add_static_refuses_what_v1_refused(tmp_path: Path, router: UrlDispatcher) -> None:
    (tmp_path / "file").write_text("")
    router.add_route("GET", "/", show, name="taken")
    before = state(router)
    rows: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"prefix": "s"}, AssertionError),
        ({"prefix": ""}, AssertionError),
        ({"path": tmp_path / "none"}, ValueError),
        ({"path": tmp_path / "file"}, ValueError),
        ({"path": str(tmp_path / "none")}, ValueError),
        ({"expect_handler": plain}, AssertionError),
        ({"name": "a b"}, ValueError),
        ({"name": "taken"}, ValueError),
        ({"prefix": None}, AttributeError),
    ]
    for wrong, error in rows:
        good: dict[str, Any] = {"prefix": "/s", "path": tmp_path, "name": "n"}
        with pytest.raises(error):
            router.add_static(**{**good, **wrong})
        assert state(router) == before


@pytest.mark.parametrize(("prefix", "stored"), [("/s", "/s/"), ("/s/", "/s/"), ("/", "/"), ("/a/b", "/a/b/")])
def test_the_prefix_of_a_directory_gets_a_slash(
    prefix: str, stored: str, router: UrlDispatcher, tmp_path: Path
) -> None:
    route = router.add_static(prefix, tmp_path, name="static")
    assert isinstance(route, StaticRoute)
    assert (route.method, route.name, route._prefix) == ("GET", "static", stored)
    assert route._prefix_len == len(stored)
    assert Path(route._directory) == tmp_path


@pytest.mark.parametrize("prefix", ["s/", "/s", ""])
def test_a_static_route_made_by_hand_wants_slashes_round_its_prefix(prefix: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        StaticRoute(None, prefix, tmp_path)
