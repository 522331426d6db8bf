"""Which of several routes answers: the first that was registered and fits both path and method."""

import re
from collections.abc import Callable

import pytest
from aiohttp import web

from resrouter_compat import DynamicRoute, PlainRoute, Route, SystemRoute, UnreachableRouteWarning, UrlDispatcher

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]

by_hand = pytest.mark.filterwarnings("ignore:register_route:DeprecationWarning")


async def show(_request: web.Request) -> web.Response:
    return web.Response()


# Definitions, a request, and which of them answers; where none does, the methods that are allowed.
CHOICES: list[tuple[list[str], str, int | set[str]]] = [
    (["GET /a"], "GET /a", 0),
    (["GET /a"], "GET /b", set()),
    (["GET /a"], "POST /a", {"GET"}),
    (["GET /a"], "HEAD /a", {"GET"}),
    (["GET /a"], "OPTIONS /a", {"GET"}),
    (["GET /a"], "get /a", {"GET"}),
    (["get /a"], "GET /a", 0),
    ([], "GET /", set()),
    # any method
    (["* /a"], "GET /a", 0),
    (["* /a"], "BREW /a", 0),
    (["* /a"], "get /a", 0),
    (["* /a"], "GET /b", set()),
    (["GET /a", "* /a"], "GET /a", 0),
    (["GET /a", "* /a"], "POST /a", 1),
    (["* /a", "GET /{x}"], "GET /a", 0),
    # the first one, whatever its kind
    (["GET /{x}", "GET /a"], "GET /a", 0),
    (["GET /a", "GET /{x}"], "GET /a", 0),
    (["GET /{x}", "GET /{y}"], "GET /a", 0),
    (["GET /{x:.*}", "GET /a", "GET /b/{y}"], "GET /b/c", 0),
    ([r"GET /{n:\d+}", "GET /{x}"], "GET /1", 0),
    ([r"GET /{n:\d+}", "GET /{x}"], "GET /a", 1),
    (["GET /{x}", r"GET /{n:\d+}"], "GET /1", 0),
    (["GET /a/b/c/d", "GET /{rest:.*}", "GET /a/b/c/e"], "GET /a/b/c/e", 1),
    # interleaved: a route of another method is passed by
    (["GET /{x}", "POST /b", "POST /{x}"], "POST /b", 1),
    (["GET /{x}", "POST /b", "POST /{x}"], "POST /c", 2),
    (["GET /{x}", "POST /{x}", "POST /b"], "POST /b", 1),
    (["GET /a", "POST /{x}", "POST /a"], "POST /a", 1),
    (["POST /a", "GET /{x}", "* /{y}"], "GET /a", 1),
    (["POST /a", "GET /{x}", "* /{y}"], "PUT /a", 2),
    (["GET /a", "GET /{x}", "POST /a", "* /a"], "PUT /a", 3),
    # all that fit the path tell their methods
    (["GET /a", "POST /{x}", "PUT /b"], "DELETE /a", {"GET", "POST"}),
    (["GET /a", "POST /a", "GET /{x}"], "DELETE /a", {"GET", "POST"}),
    (["GET /{a}/{b}", r"PUT /{n:\d+}/x", "PATCH /1/{z:.*}"], "DELETE /1/x", {"GET", "PUT", "PATCH"}),
    # a catch-all at the end leaves no error
    (["GET /a", "* /{rest:.*}"], "POST /a", 1),
    (["GET /a", "* /{rest:.*}"], "GET /b/c", 1),
]


@pytest.mark.parametrize(("definitions", "asked", "expected"), CHOICES)
def test_the_first_route_that_fits_path_and_method_answers(
    definitions: list[str], asked: str, expected: int | set[str], router: UrlDispatcher, answer: Answer
) -> None:
    routes: list[web.AbstractRoute] = []
    for text in definitions:
        method, _, path = text.partition(" ")
        routes.append(router.add_route(method, path, show))
    method, _, path = asked.partition(" ")
    found = answer(router, method, path)
    if isinstance(expected, int):
        assert found.route is routes[expected]
        return
    error = found.http_exception
    assert (type(error), found.route.status if isinstance(found.route, SystemRoute) else None) == (
        (web.HTTPMethodNotAllowed, 405) if expected else (web.HTTPNotFound, 404)
    )
    assert getattr(error, "allowed_methods", set()) == expected


# Definitions of which the last one can never answer.
DEAD: list[list[str]] = [
    ["GET /a", "GET /a"],
    ["* /a", "GET /a"],
    ["* /a", "* /a"],
    ["GET /{x}", "GET /{x}"],
    [r"* /{n:\d+}", r"POST /{n:\d+}"],
    ["GET /a", "POST /a", "GET /b", "GET /a"],
]


@pytest.mark.parametrize("definitions", DEAD)
def test_a_route_that_never_answers_is_taken_with_a_warning(
    definitions: list[str], router: UrlDispatcher, answer: Answer
) -> None:
    for text in definitions[:-1]:
        method, _, path = text.partition(" ")
        router.add_route(method, path, show)
    method, _, path = definitions[-1].partition(" ")
    with pytest.warns(UnreachableRouteWarning, match="never answers") as warned:
        last = router.add_route(method, path, show, name="last")
    assert len(warned) == 1
    assert str(warned[0].message).count("test_matching.py:") == 2
    assert list(router.routes())[-1] is last
    assert "last" in router
    link = last.url() if isinstance(last, PlainRoute) else last.url(parts={"x": 1, "n": 1})
    assert answer(router, method, link).route is not last
    assert answer(router, method, link).http_exception is None


# No definition of these takes all that another one answers.
ALIVE: list[list[str]] = [
    ["GET /a", "POST /a"],
    ["GET /a", "* /a"],
    ["GET /a", "GET /a/"],
    ["GET /a", "GET /A"],
    ["GET /%2f", "GET /%2F"],
    ["GET /{x}", r"GET /{x:\d+}"],
]


@pytest.mark.parametrize("definitions", ALIVE)
def test_a_route_that_may_answer_gives_no_warning(definitions: list[str], router: UrlDispatcher) -> None:
    for text in definitions:
        method, _, path = text.partition(" ")
        router.add_route(method, path, show)
    assert len(router.routes()) == len(definitions)


@by_hand
def test_routes_made_by_hand_that_only_look_alike_give_no_warning(router: UrlDispatcher) -> None:
    router.register_route(PlainRoute("GET", show, None, "^/a$"))
    router.register_route(DynamicRoute("GET", show, None, re.compile("^/a$"), "/a"))
    router.register_route(DynamicRoute("GET", show, None, re.compile("^/a$", re.IGNORECASE), "/a"))
    assert len(router.routes()) == 3


def test_there_is_no_warning_where_the_earlier_one_is_gone(router: UrlDispatcher, answer: Answer) -> None:
    first = router.add_route("GET", "/a", show)
    assert first.resource is not None
    router.update(lambda table: table.remove(next(iter(table))))
    second = router.add_route("GET", "/a", show)
    assert answer(router, "GET", "/a").route is second
    with pytest.warns(UnreachableRouteWarning, match="never answers"):
        router.add_route("GET", "/a", show)


class Prefix(Route):
    """All below a prefix but what it declines."""

    def __init__(self, prefix: str, method: str = "GET") -> None:
        super().__init__(method, show, None)
        self._prefix = prefix

    def match(self, path: str) -> dict[str, str] | None:
        rest = path.removeprefix(self._prefix)
        return None if rest == path or rest.startswith("not") else {"rest": rest}

    def url(self, *, rest: str = "") -> str:  # type: ignore[override]  # strict, as those of v1
        return self._prefix + rest


@by_hand
def test_a_route_of_ones_own_answers_several_paths_and_declines_others(router: UrlDispatcher, answer: Answer) -> None:
    own, later = Prefix("/a/"), router.add_route("POST", "/{rest:.*}", show)
    router.register_route(own)
    found = {path: answer(router, "GET", path).route for path in ("/a/b", "/a/", "/a/b/c/d", "/a%2Fb")}
    assert [path for path, route in found.items() if route is own] == ["/a/b", "/a/", "/a/b/c/d"]
    assert dict(answer(router, "GET", "/a/%20%2F")) == {"rest": " /"}
    # Its method counts where it matches, and nowhere else.
    for path, allowed in (("/a/b", {"GET", "POST"}), ("/a/not", {"POST"}), ("/b", {"POST"})):
        error = answer(router, "PUT", path).http_exception
        assert isinstance(error, web.HTTPMethodNotAllowed)
        assert error.allowed_methods == allowed
    assert answer(router, "POST", "/a/b").route is later


# A regex made by hand with its format, and the paths that it takes.
PATTERNS: list[tuple[str, str, list[str]]] = [
    ("^/a$", "/a", ["/a"]),
    ("/a", "/a", ["/a", "/abc", "/a/b", "/a%20"]),
    ("^/(?P<x>a|b)", "", ["/a", "/abc", "/b", "/a/b", "/a%20"]),
    ("^/b", "/a", ["/b"]),
    ("(?i)^/A$", "/A", ["/a", "/A"]),
    ("", "/{x}", ["/a", "/A", "/abc", "/b", "/a/b", "/", "/a%20"]),
]


@by_hand
@pytest.mark.parametrize(("pattern", "formatter", "expected"), PATTERNS)
def test_a_regex_made_by_hand_takes_what_it_matches_from_the_start(
    pattern: str, formatter: str, expected: list[str], router: UrlDispatcher, answer: Answer
) -> None:
    route = DynamicRoute("GET", show, "n", re.compile(pattern), formatter)
    router.register_route(route)
    paths = ["/a", "/A", "/abc", "/b", "/a/b", "/", "/a%20"]
    assert {path for path in paths if answer(router, "GET", path).route is route} == set(expected)


@by_hand
def test_a_subclass_of_a_plain_route_may_match_elsewhere(router: UrlDispatcher, answer: Answer) -> None:
    class AnyCase(PlainRoute):
        def match(self, path: str) -> dict[str, str] | None:
            return super().match(path.lower())

    route = AnyCase("GET", show, "n", "/a")
    router.register_route(route)
    assert [answer(router, "GET", path).route is route for path in ("/a", "/A", "/b")] == [True, True, False]


@by_hand
def test_what_match_gives_besides_text_stays_as_it_is(router: UrlDispatcher, answer: Answer) -> None:
    class Counting(PlainRoute):
        def match(self, path: str) -> dict[str, object] | None:  # type: ignore[override]  # v1 looked at no type
            return {"n": 7, "none": None, "text": "a%20b"}

    router.register_route(Counting("GET", show, None, "/"))
    assert dict(answer(router, "GET", "/any")) == {"n": 7, "none": None, "text": "a b"}


def test_a_group_that_took_no_part_is_none(router: UrlDispatcher, answer: Answer) -> None:
    router.add_route("GET", "/{x:(?P<y>a)?b}", show)
    assert dict(answer(router, "GET", "/b")) == {"x": "b", "y": None}


@by_hand
def test_one_route_may_be_registered_twice(router: UrlDispatcher, answer: Answer) -> None:
    route = Prefix("/a")
    router.register_route(route)
    first = route.resource
    router.register_route(route)
    assert list(router.routes()) == [route, route]
    assert route.resource is not first
    assert answer(router, "GET", "/ab").route is route
