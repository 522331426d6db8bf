"""Names: what is one, and that one belongs to one method of one path."""

from collections.abc import Callable

import pytest
from aiohttp import web

from resrouter import DuplicateNameError, InvalidNameError
from resrouter_compat import UrlDispatcher

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]


async def show(_request: web.Request) -> web.Response:
    return web.Response()


NAMES = ["a", "A1", "_a", "a.b", "a:b", "a-b", "a.b:c-d", "дом", "é", "async", "await", "a.async", "match", "type"]
NAMES += ["items", "get", "routes", "register_route", "__init__"]
REFUSED = ["", ".", "a.", ".a", "a..b", "a:-b", "page-2", "2", "a/b", "a b", " a", "a ", "class", "a.class", "None"]
REFUSED += ["True", "a\n", "a@b", "{a}", "²"]


@pytest.mark.parametrize("name", NAMES)
def test_identifiers_joined_by_dots_colons_and_dashes_are_names(name: str, router: UrlDispatcher) -> None:
    route = router.add_route("GET", "/a", show, name=name)
    assert route.name == name
    assert name in router
    assert router[name].name == name
    assert list(router[name]) == [route]


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused(name: str, router: UrlDispatcher) -> None:
    with pytest.raises(InvalidNameError) as caught:
        router.add_route("GET", "/a", show, name=name)
    assert isinstance(caught.value, ValueError)
    assert caught.value.name == name
    assert (list(router), len(router.routes())) == ([], 0)


@pytest.mark.parametrize("name", REFUSED)
def test_any_text_is_a_name_where_that_is_asked_for(name: str) -> None:
    router = UrlDispatcher(strict_names=False)
    route = router.add_route("GET", "/a", show, name=name)
    assert list(router[name]) == [route]


# Two definitions, and whether the second may have the name of the first.
TWICE: list[tuple[tuple[str, str], tuple[str, str]]] = [
    (("GET", "/a"), ("POST", "/a")),
    (("GET", "/a"), ("GET", "/a")),
    (("GET", "/a"), ("GET", "/b")),
    (("GET", "/{x}"), ("POST", "/{x}")),
    (("*", "/a"), ("GET", "/a")),
]


@pytest.mark.parametrize(("first", "second"), TWICE)
@pytest.mark.parametrize("strict", [True, False])
def test_a_name_is_taken_once(first: tuple[str, str], second: tuple[str, str], strict: bool) -> None:
    router = UrlDispatcher(strict_names=strict)
    route = router.add_route(*first, show, name="n")
    with pytest.raises(DuplicateNameError) as caught:
        router.add_route(*second, show, name="n")
    assert isinstance(caught.value, ValueError)
    assert caught.value.name == "n"
    assert (list(router), list(router.routes())) == (["n"], [route])


def test_the_error_tells_where_both_stand(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show, name="n")
    with pytest.raises(DuplicateNameError) as caught:
        router.add_route("GET", "/b", show, name="n")
    (first, place), (second, other) = caught.value.first, caught.value.second
    assert (first, second) == ("/a", "/b")
    assert place != other
    assert all("test_names.py:" in where for where in (place, other))


def test_the_name_of_a_resource_of_today_is_taken_too(router: UrlDispatcher) -> None:
    router.add_resource("/a", name="n")
    with pytest.raises(DuplicateNameError):
        router.add_route("GET", "/b", show, name="n")
    with pytest.raises(InvalidNameError):
        router.add_resource("/c", name="a b")


def test_each_method_of_a_path_has_a_name_of_its_own(router: UrlDispatcher, answer: Answer) -> None:
    router.add_route("GET", "/{x}", show, name="show")
    router.add_route("POST", "/{x}", show, name="save")
    router.add_route("PUT", "/{x}", show)
    names = [answer(router, method, "/a").route.name for method in ("GET", "POST", "PUT")]
    assert names == ["show", "save", None]
    assert [router[name].url(parts={"x": 1}) for name in ("show", "save")] == ["/1", "/1"]


def test_all_unnamed_routes_may_share_a_path(router: UrlDispatcher) -> None:
    for method in ("GET", "POST", "PUT"):
        router.add_route(method, "/a", show)
    assert (len(router), len(router.routes())) == (0, 3)
