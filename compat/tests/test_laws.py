"""Laws that hold for any table of v1's routes."""

import re
import string
import warnings
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from resrouter_compat import DynamicRoute, PlainRoute, Route, UrlDispatcher

pytestmark = pytest.mark.slow

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]


async def show(_request: web.Request) -> web.Response:
    return web.Response()


class Below(Route):
    """All below a prefix."""

    def __init__(self, method: str, name: str | None, prefix: str) -> None:
        super().__init__(method, show, name)
        self._prefix = prefix

    def match(self, path: str) -> dict[str, str] | None:
        return {"rest": path.removeprefix(self._prefix)} if path.startswith(self._prefix) else None

    def url(self, **kwargs: Any) -> str:
        return self._prefix


SEGMENTS = ["a", "b", "A", "", "%20", "%2F", "%2f", "%61", ".", "..", "{x}", "{y}", "a{x}", "{x}-{z}", ":x", "a b", "д"]
SEGMENTS += [r"{n:\d+}", "{r:.*}", "{s:a/b}", "{t:[^/]*}", "{u:(?:%20)+}", "a+b"]
TEXTS = ["a", "b", "A", "7", "", "a-b", "%20", "%2F", "%2f", "%61", "%zz", "%FF", ".", "..", ":x", "a+b", "ab", "д"]
TEXTS += ["%D0%B4", "a%20b", "{x}", "%7Bx%7D"]

methods = st.sampled_from(["GET", "POST", "*", "put"])
names = st.sampled_from([None, None, None, "a", "b", "a.b", "c-d", "not a name", ""])
paths = st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
targets = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
requests = st.tuples(st.sampled_from(["GET", "POST", "PUT", "BREW"]), targets)
added = st.tuples(st.just("add"), methods, names, paths)
made = st.tuples(st.just("make"), st.sampled_from(["GET", "POST", "*"]), names, paths)
below = st.tuples(st.just("below"), st.sampled_from(["GET", "POST", "*"]), names, targets)
definitions = st.lists(st.one_of(added, added, made, below), max_size=12)


def define(router: UrlDispatcher, kind: str, method: str, name: str | None, path: str) -> Route:
    if kind == "add":
        return router.add_route(method, path, show, name=name)
    route: Route = Below(method, name, path)
    if kind == "make":
        is_regex = "(" in path
        pattern = re.compile(re.escape(path.replace("{", "").replace("}", "")))
        route = DynamicRoute(method, show, name, pattern, path) if is_regex else PlainRoute(method, show, name, path)
    router.register_route(route)
    return route


def defined(router: UrlDispatcher, rows: list[tuple[str, str, str | None, str]]) -> list[Route]:
    """The routes of those rows that are accepted."""
    routes = []
    for row in rows:
        try:
            routes.append(define(router, *row))
        except ValueError:
            continue
    return routes


def first(routes: list[Route], method: str, path: str) -> tuple[Route | None, dict[str, str], set[str]]:
    """What one gets by asking one route after the other."""
    allowed = set()
    for route in routes:
        found = route.match(path)
        if found is None:
            continue
        if route.method in {method, "*"}:
            return route, {key: unquote(value) for key, value in found.items()}, set()
        allowed.add(route.method)
    return None, {}, allowed


@given(rows=definitions, asked=st.lists(requests, min_size=1, max_size=8))
def test_the_first_one_whose_match_and_method_fit_answers(
    answer: Answer, rows: list[tuple[str, str, str | None, str]], asked: list[tuple[str, str]]
) -> None:
    router = UrlDispatcher()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        routes = defined(router, rows)
    assert list(router.routes()) == routes
    for method, target in asked:
        expected, values, allowed = first(routes, method, target)
        found = answer(router, method, target)
        error = found.http_exception
        assert (found.route if error is None else None) is expected
        assert dict(found) == values
        assert (error.allowed_methods if isinstance(error, web.HTTPMethodNotAllowed) else set()) == allowed


plain_text = st.text(string.ascii_letters + string.digits + "_~.-", min_size=1)


@given(parts=st.dictionaries(st.sampled_from("abc"), plain_text, min_size=1), literal=plain_text)
def test_a_link_matches_with_its_parts(answer: Answer, parts: dict[str, str], literal: str) -> None:
    router = UrlDispatcher()
    path = f"/{literal}/" + "/".join(f"{{{name}}}" for name in parts)
    route: Any = router.add_route("GET", path, show)
    link = route.url(parts=parts)
    assert route.match(link) == parts
    assert dict(answer(router, "GET", link)) == parts


@given(value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), literal=st.sampled_from(["a", "a b", "д"]))
def test_a_link_of_today_is_found_with_any_text(answer: Answer, value: str, literal: str) -> None:
    router = UrlDispatcher()
    route = router.add_route("GET", f"/{literal}/{{x}}/{literal}", show)
    link = route.url_for(x=value)
    assert dict(answer(router, "GET", link.raw_path)) == {"x": value}


REFUSABLE = st.one_of(
    st.tuples(
        st.just("add"), st.sampled_from(["GET", "BREW", ""]), names, st.sampled_from(["/a", "a", "/{", "/{x:(}"])
    ),
    st.tuples(st.just("make"), st.just("GET"), st.sampled_from(["taken", "not a name", "a"]), paths),
)


@given(rows=definitions, refusable=st.lists(REFUSABLE, min_size=1, max_size=4))
def test_what_is_refused_leaves_all_as_it_was(
    rows: list[tuple[str, str, str | None, str]], refusable: list[tuple[str, str, str | None, str]]
) -> None:
    router = UrlDispatcher()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        router.add_route("GET", "/", show, name="taken")
        defined(router, rows)
        for row in refusable:
            before = router.table, list(router.routes()), dict(router)
            try:
                define(router, *row)
            except ValueError:
                assert (router.table, list(router.routes()), dict(router)) == before
                assert router.table is before[0]
            else:
                assert len(router.routes()) == len(before[1]) + 1
