"""Links: a str, with nothing quoted in the path, and urlencode() for the query."""

import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from multidict import MultiDict
from yarl import URL

from resrouter_compat import DynamicRoute, PlainRoute, Route, SystemRoute, UrlDispatcher


async def show(_request: web.Request) -> web.Response:
    return web.Response()


# A path, the arguments of url(), and the link or the error.
LINKS: list[tuple[str, dict[str, Any], str | type[Exception]]] = [
    ("/a", {}, "/a"),
    ("/a b", {}, "/a b"),
    ("/дом", {}, "/дом"),
    ("/a%20b", {}, "/a%20b"),
    # parts, as they are
    ("/{x}", {"parts": {"x": "a"}}, "/a"),
    ("/{x}", {"parts": {"x": "a b"}}, "/a b"),
    ("/{x}", {"parts": {"x": "дом"}}, "/дом"),
    ("/{x}", {"parts": {"x": "a/b"}}, "/a/b"),
    ("/{x}", {"parts": {"x": "a?b#c"}}, "/a?b#c"),
    ("/{x}", {"parts": {"x": "a%20b"}}, "/a%20b"),
    ("/{x}", {"parts": {"x": ""}}, "/"),
    ("/{x}", {"parts": {"x": 7}}, "/7"),
    ("/{x}", {"parts": {"x": None}}, "/None"),
    ("/{x}", {"parts": {"x": 1.5}}, "/1.5"),
    ("/{x}", {"parts": {"x": "a", "more": "b"}}, "/a"),
    ("/{x}", {"parts": MultiDict(x="a")}, "/a"),
    (r"/{n:\d+}", {"parts": {"n": "abc"}}, "/abc"),
    ("/{a}/b-{c}", {"parts": {"a": 1, "c": 2}}, "/1/b-2"),
    ("/дом/{x}", {"parts": {"x": "a"}}, "/дом/a"),
    ("/%D0%B4/{x}", {"parts": {"x": "a"}}, "/%D0%B4/a"),
    ("/{x}", {"parts": {}}, KeyError),
    ("/{x}", {"parts": {"y": "a"}}, KeyError),
    ("/{x}", {}, TypeError),
    ("/{x}", {"x": "a"}, TypeError),
    ("/{x}", {"parts": None}, TypeError),
    ("/{x}", {"parts": [("x", "a")]}, TypeError),
    ("/a", {"parts": {"x": "a"}}, TypeError),
    ("/a", {"parts": {}}, TypeError),
    ("/a", {"filename": "x"}, TypeError),
    ("/a", {"x": "a"}, TypeError),
    # queries
    ("/a", {"query": None}, "/a"),
    ("/a", {"query": {}}, "/a?"),
    ("/a", {"query": []}, "/a?"),
    ("/a", {"query": ""}, "/a?"),
    ("/a", {"query": {"b": "c"}}, "/a?b=c"),
    ("/a", {"query": {"b": "c d"}}, "/a?b=c+d"),
    ("/a", {"query": {"b": "д"}}, "/a?b=%D0%B4"),
    ("/a", {"query": {"b": "c/d?e&f=g"}}, "/a?b=c%2Fd%3Fe%26f%3Dg"),
    ("/a", {"query": {"b": ""}}, "/a?b="),
    ("/a", {"query": {"b": 7, "c": True, "d": None}}, "/a?b=7&c=True&d=None"),
    ("/a", {"query": {"b": ["c", "d"]}}, "/a?b=%5B%27c%27%2C+%27d%27%5D"),
    ("/a", {"query": [("b", 1), ("b", 2)]}, "/a?b=1&b=2"),
    ("/a", {"query": MultiDict([("b", "1"), ("b", "2")])}, "/a?b=1&b=2"),
    ("/a", {"query": "b=c"}, TypeError),
    ("/a", {"query": "?b=c"}, TypeError),
    ("/a", {"query": 7}, TypeError),
    ("/{x}", {"parts": {"x": "a"}, "query": {"b": 1}}, "/a?b=1"),
]


@pytest.mark.parametrize(("path", "arguments", "expected"), LINKS)
def test_a_link_is_text_with_nothing_quoted(
    path: str, arguments: dict[str, Any], expected: str | type[Exception], router: UrlDispatcher
) -> None:
    route: Any = router.add_route("GET", path, show, name="n")
    for linked in (route, router["n"]):
        if isinstance(expected, str):
            link = linked.url(**arguments)
            assert (type(link), link) == (str, expected)
        else:
            with pytest.raises(expected):
                linked.url(**arguments)


STATIC: list[tuple[dict[str, Any], str | type[Exception]]] = [
    ({"filename": "a.css"}, "/s/a.css"),
    ({"filename": "/a.css"}, "/s/a.css"),
    ({"filename": "///a/b.css"}, "/s/a/b.css"),
    ({"filename": "../a"}, "/s/../a"),
    ({"filename": "a b%20д"}, "/s/a b%20д"),
    ({"filename": ""}, "/s/"),
    ({"filename": "/"}, "/s/"),
    ({"filename": "a", "query": {"v": 1}}, "/s/a?v=1"),
    ({"filename": "a", "query": {}}, "/s/a?"),
    ({}, TypeError),
    ({"parts": {"filename": "a"}}, TypeError),
    ({"filename": Path("a")}, AttributeError),
    ({"filename": 7}, AttributeError),
]


@pytest.mark.parametrize(("arguments", "expected"), STATIC)
def test_a_link_to_a_file_is_text_too(
    arguments: dict[str, Any], expected: str | type[Exception], router: UrlDispatcher, tmp_path: Path
) -> None:
    route: Any = router.add_static("/s", tmp_path, name="n")
    for linked in (route, router["n"]):
        if isinstance(expected, str):
            assert linked.url(**arguments) == expected
        else:
            with pytest.raises(expected):
                linked.url(**arguments)


@pytest.mark.parametrize("path", ["/a", "/{x}"])
def test_no_argument_is_taken_by_its_place(path: str, router: UrlDispatcher) -> None:
    route: Any = router.add_route("GET", path, show, name="n")
    for linked in (route, router["n"]):
        with pytest.raises(TypeError):
            linked.url({"x": "a"})


def test_a_subclass_finds_append_query() -> None:
    assert Route._append_query("/a", None) == "/a"
    assert PlainRoute._append_query("/a", {}) == "/a?"
    assert DynamicRoute._append_query("/a", {"b": "c d"}) == "/a?b=c+d"


def test_an_error_has_no_link() -> None:
    with pytest.raises(RuntimeError):
        SystemRoute(404, "Not Found").url()


def test_the_format_of_a_route_made_by_hand_is_used_as_it_is() -> None:
    assert DynamicRoute("GET", show, None, re.compile("x"), "no slash {x}").url(parts={"x": 1}) == "no slash 1"
    assert DynamicRoute("GET", show, None, re.compile("x"), "").url(parts={}) == ""


# A path, the parts, and the link of today, which is quoted.
TODAY: list[tuple[str, dict[str, str], str | type[Exception]]] = [
    ("/a", {}, "/a"),
    ("/a b", {}, "/a%20b"),
    ("/a%20b", {}, "/a%20b"),
    ("/дом", {}, "/%D0%B4%D0%BE%D0%BC"),
    ("/a", {"x": "1"}, TypeError),
    ("/{x}", {"x": "a b"}, "/a%20b"),
    ("/{x}", {"x": "a/b"}, "/a%2Fb"),
    ("/{x}", {"x": "100%"}, "/100%25"),
    ("/{x}", {"x": "a%2Fb"}, "/a%252Fb"),
    ("/дом/{x}", {"x": "a"}, "/%D0%B4%D0%BE%D0%BC/a"),
    ("/{x}", {}, KeyError),
]


@pytest.mark.parametrize(("path", "parts", "expected"), TODAY)
def test_url_for_gives_the_quoted_link_of_today(
    path: str, parts: dict[str, str], expected: str | type[Exception], router: UrlDispatcher
) -> None:
    route = router.add_route("GET", path, show, name="n")
    for linked in (route, router["n"]):
        if isinstance(expected, str):
            assert linked.url_for(**parts) == URL(expected, encoded=True)
        else:
            with pytest.raises(expected):
                linked.url_for(**parts)


def test_url_for_takes_parts_by_name_alone(router: UrlDispatcher, tmp_path: Path) -> None:
    routes: list[Any] = [router.add_route("GET", "/a", show), router.add_route("GET", "/{x}", show)]
    routes.append(router.add_static("/s", tmp_path, name="s"))
    for route in routes:
        with pytest.raises(TypeError):
            route.url_for("a")
    assert routes[-1].url_for(filename="/a b%.css") == URL("/s/a%20b%25.css", encoded=True)


def test_the_router_gives_the_links_of_today(router: UrlDispatcher) -> None:
    router.add_route("GET", "/u/{name}", show, name="user")
    assert router.url("user", name="a b", query={"t": "x"}) == URL("/u/a%20b?t=x", encoded=True)


def test_a_route_of_ones_own_has_no_link_of_today() -> None:
    class Own(Route):
        def match(self, path: str) -> dict[str, str]:
            return {}

        def url(self, **kwargs: object) -> str:
            return "/own"

    with pytest.raises(RuntimeError):
        Own("GET", show, None).url_for()
