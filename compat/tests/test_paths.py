"""Which paths a definition takes, as they stand in the request line, and what the handler gets of them."""

from collections.abc import Callable

import pytest
from aiohttp import web

from resrouter_compat import DynamicRoute, PlainRoute, UrlDispatcher

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]
NO = None


async def show(_request: web.Request) -> web.Response:
    return web.Response()


# The path of the definition, that of the request, and what the handler gets; NO where it is not asked.
MATCHES: list[tuple[str, str, dict[str, str] | None]] = [
    # plain: one text
    ("/a", "/a", {}),
    ("/a", "/a/", NO),
    ("/a/", "/a", NO),
    ("/a", "/A", NO),
    ("/a", "//a", NO),
    ("/a", "/./a", NO),
    ("/a", "/b/../a", NO),
    ("/a//b", "/a//b", {}),
    ("/a//b", "/a/b", NO),
    ("/", "/", {}),
    ("/", "//", NO),
    ("/a.b", "/a.b", {}),
    ("/a.b", "/axb", NO),
    # escapes in literal text are text
    ("/two%20words", "/two%20words", {}),
    ("/a%2Fb", "/a%2Fb", {}),
    ("/a%2Fb", "/a%2fb", NO),
    ("/a%2Fb", "/a/b", NO),
    ("/a", "/%61", NO),
    ("/%61", "/%61", {}),
    ("/%61", "/a", NO),
    ("/%zz", "/%zz", {}),
    ("/100%", "/100%", {}),
    ("/a+b", "/a+b", {}),
    ("/a+b", "/a%20b", NO),
    ("/:id", "/:id", {}),
    ("/:id", "/7", NO),
    ("/*", "/*", {}),
    ("/*", "/a", NO),
    # one parameter
    ("/{id}", "/7", {"id": "7"}),
    ("/{id}", "/", NO),
    ("/{id}", "/7/", NO),
    ("/{id}", "/a/b", NO),
    ("/{id}/", "/7/", {"id": "7"}),
    ("/{class}", "/a", {"class": "a"}),
    ("/{a_1}", "/x", {"a_1": "x"}),
    ("/{id}", "/{id}", NO),
    ("/{id}", "/%7Bid%7D", {"id": "{id}"}),
    ("/:id/{x}", "/:id/7", {"x": "7"}),
    ("/:id/{x}", "/a/7", NO),
    ("/*/{x}", "/*/7", {"x": "7"}),
    ("//{x}", "//7", {"x": "7"}),
    ("//{x}", "/7", NO),
    # several, and text beside them
    ("/{a}/{b}", "/x/y", {"a": "x", "b": "y"}),
    ("/{a}-{b}", "/x-y-z", {"a": "x-y", "b": "z"}),
    ("/{a}{b}", "/xyz", {"a": "xy", "b": "z"}),
    ("/v{n}.json", "/v12.json", {"n": "12"}),
    ("/v{n}.json", "/v12xjson", NO),
    ("/v{n}.json", "/v.json", NO),
    # with a regex
    (r"/{n:\d+}", "/12", {"n": "12"}),
    (r"/{n:\d+}", "/a", NO),
    (r"/{n:\d{2}}", "/12", {"n": "12"}),
    (r"/{n:\d{2}}", "/123", NO),
    (r"/{n:\d{1,3}}/x", "/123/x", {"n": "123"}),
    ("/{rest:.*}", "/a/b/c", {"rest": "a/b/c"}),
    ("/{rest:.*}", "/", {"rest": ""}),
    ("/a{rest:.*}", "/a", {"rest": ""}),
    ("/a{rest:.*}", "/abc/d", {"rest": "bc/d"}),
    ("/{dir:.+}/{file}", "/a/b/c", {"dir": "a/b", "file": "c"}),
    ("/{x:a|b}", "/b", {"x": "b"}),
    ("/{x:a/b}/c", "/a/b/c", {"x": "a/b"}),
    ("/{x: }", "/ ", {"x": " "}),
    # a regex sees the escapes
    ("/{x:[a-z ]+}", "/a%20b", NO),
    ("/{x:[a-z0-9%]+}", "/a%20b", {"x": "a b"}),
    ("/{x:.}", "/%41", NO),
    ("/{x:...}", "/%41", {"x": "A"}),
    # the end of the line is before a last newline, too
    ("/{x:[a-z]+}", "/a\n", {"x": "a"}),
    ("/a", "/a\n", NO),
    # values are decoded once, after the match
    ("/{x}", "/a%20b", {"x": "a b"}),
    ("/{x}", "/a%2Fb", {"x": "a/b"}),
    ("/{x}", "/a%2fb", {"x": "a/b"}),
    ("/{x}", "/%2525", {"x": "%25"}),
    ("/{x}", "/%25", {"x": "%"}),
    ("/{x}", "/a+b", {"x": "a+b"}),
    ("/{x}", "/%2B", {"x": "+"}),
    ("/{x}", "/%zz", {"x": "%zz"}),
    ("/{x}", "/%", {"x": "%"}),
    ("/{x}", "/%FF", {"x": "\N{REPLACEMENT CHARACTER}"}),
    ("/{x}", "/%D0%B4", {"x": "д"}),
    ("/{x}", "/д", {"x": "д"}),
    ("/{x}", "/..", {"x": ".."}),
    ("/{x}", "/%2E%2E", {"x": ".."}),
    ("/{x}", "/a:b@c;d=e,f!$&'()*~", {"x": "a:b@c;d=e,f!$&'()*~"}),
    ("/%D0%B4/{x}", "/%D0%B4/1", {"x": "1"}),
    ("/%D0%B4/{x}", "/%d0%b4/1", NO),
    # groups of a regex come out as well
    ("/{x:(?P<y>a)b}", "/ab", {"x": "ab", "y": "a"}),
    ("/{x:(a)b}", "/ab", {"x": "ab"}),
    # literal text that had to be written quoted in v1 may be written plainly
    ("/two words", "/two%20words", {}),
    ("/дом", "/%D0%B4%D0%BE%D0%BC", {}),
    ("/дом/{x}", "/%D0%B4%D0%BE%D0%BC/7", {"x": "7"}),
    ("/a b%20c", "/a%20b%20c", {}),
    ("/a b%20c", "/a%20b%2520c", NO),
    ("/{x}/a b", "/1/a%20b", {"x": "1"}),
    ("/дом", "/дом", {}),
]


@pytest.mark.parametrize(("path", "target", "expected"), MATCHES)
def test_a_definition_takes_these_paths(
    path: str, target: str, expected: dict[str, str] | None, router: UrlDispatcher, answer: Answer
) -> None:
    route = router.add_route("GET", path, show)
    found = answer(router, "GET", target)
    assert (dict(found) if found.route is route else NO) == expected
    assert (found.http_exception is None) is (expected is not None)


# What v1 called a path that cannot be read.
REFUSED = ["", "a", "{x}", " /a", "http://a/b", "/{", "/}", "/{}", "/a{b", "/a}b", "/{1}", "/{a-b}", "/{ a}", "/{a }"]
REFUSED += ["/{_x}", "/{дом}", "/{a:}", "/{a}{", "/{{a}}", "/{a}}", "/{a:(}", "/{a:[}", "/{a:*}", "/{a}/{a}"]
REFUSED += ["/{a}/{a:x}", "/{a:(?P<a>x)}", "/{a:(?P<b>x)}/{b}", "/{a:x}}", "/{a:{b:{c}}}"]


@pytest.mark.parametrize("path", REFUSED)
def test_a_path_that_cannot_be_read_is_a_value_error(path: str, router: UrlDispatcher) -> None:
    with pytest.raises(ValueError) as caught:
        router.add_route("GET", path, show, name="n")
    assert getattr(caught.value, "text", None) == path
    assert (len(router.routes()), list(router)) == (0, [])


WRONG: list[tuple[object, type[Exception]]] = [(None, AttributeError), (b"/a", TypeError), (7, AttributeError)]


@pytest.mark.parametrize(("path", "error"), WRONG)
def test_a_path_that_is_no_text_is_refused_as_python_does(
    path: str, error: type[Exception], router: UrlDispatcher
) -> None:
    with pytest.raises(error):
        router.add_route("GET", path, show)
    assert len(router.routes()) == 0


CLASSES: list[tuple[str, type[object], str]] = [
    ("/a", PlainRoute, "/a"),
    ("/a b", PlainRoute, "/a b"),
    ("/%7B", PlainRoute, "/%7B"),
    ("/{x}", DynamicRoute, "/{x}"),
    (r"/a/{n:\d+}/b{m:[a-z]{2}}", DynamicRoute, "/a/{n}/b{m}"),
    ("/дом/{x}", DynamicRoute, "/дом/{x}"),
]


@pytest.mark.parametrize(("path", "kind", "text"), CLASSES)
def test_the_class_of_a_route_and_what_it_keeps_of_the_path(
    path: str, kind: type[object], text: str, router: UrlDispatcher
) -> None:
    route = router.add_route("GET", path, show)
    assert type(route) is kind
    assert (route._path if isinstance(route, PlainRoute) else route._formatter) == text


def test_the_pattern_is_that_of_the_path(router: UrlDispatcher) -> None:
    route = router.add_route("GET", r"/a.b/{x}/{n:\d+}", show)
    assert isinstance(route, DynamicRoute)
    assert route._pattern.pattern == r"^/a\.b/(?P<x>[^{}/]+)/(?P<n>\d+)$"


# The path of the definition, one of a request, and what match() itself gives, not decoded.
UNDECODED: list[tuple[str, str, dict[str, str] | None]] = [
    ("/a", "/a", {}),
    ("/a", "/b", NO),
    ("/a", "/a?q", NO),
    ("/{x}", "/a%20b", {"x": "a%20b"}),
    ("/{x}", "/%2F", {"x": "%2F"}),
    ("/{x}", "/a?q=1", {"x": "a?q=1"}),
    ("/{x}", "/a/b", NO),
    (r"/{n:\d+}", "/7", {"n": "7"}),
    ("/{x:(?P<y>a)?b}", "/b", {"x": "b", "y": None}),  # type: ignore[dict-item]  # a group that took no part
]


@pytest.mark.parametrize(("path", "text", "expected"), UNDECODED)
def test_match_of_a_route_decodes_nothing(
    path: str, text: str, expected: dict[str, str] | None, router: UrlDispatcher
) -> None:
    route = router.add_route("POST", path, show)
    assert route.match(text) == expected


def test_a_query_is_no_part_of_the_path(router: UrlDispatcher, answer: Answer) -> None:
    route = router.add_route("GET", "/{x}", show)
    found = answer(router, "GET", "/a")
    assert found.route is route
    with pytest.raises(TypeError):
        route.match(b"/a")  # type: ignore[arg-type]  # callers may err
