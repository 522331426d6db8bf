"""The resources that stand for v1's routes, and what names lead to."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

import resrouter
import resrouter_compat
from resrouter_compat import (
    DynamicRoute,
    PlainRoute,
    ResourceAdapter,
    Route,
    StaticRoute,
    UrlDispatcher,
)

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]

by_hand = pytest.mark.filterwarnings("ignore:register_route:DeprecationWarning")


async def show(_request: web.Request) -> web.Response:
    return web.Response()


class Old(Route):
    """A class of the time: it leaves out `super().__init__()`, and knows nothing of `get_info()`."""

    def __init__(self, name: str | None = None) -> None:
        self._method = "GET"
        self._handler = show
        self._name = name

    def match(self, path: str) -> dict[str, str] | None:
        return {"tail": path[5:]} if path.startswith("/old/") else None

    def url(self, *, tail: str) -> str:  # type: ignore[override]  # strict, as those of v1
        return f"/old/{tail}"


def routes(directory: Path) -> list[Route]:
    return [
        PlainRoute("GET", show, "n", "/a"),
        DynamicRoute("GET", show, "n", re.compile("^/(?P<x>.)$"), "/{x}"),
        StaticRoute("n", "/s/", directory),
        Old("n"),
    ]


@pytest.mark.parametrize("kind", range(4))
def test_an_adapter_has_name_link_info_and_one_route(kind: int, tmp_path: Path) -> None:
    route = routes(tmp_path)[kind]
    adapter = ResourceAdapter(route)
    assert (adapter.name, adapter.route, len(adapter), list(adapter)) == ("n", route, 1, [route])
    assert route.resource is adapter
    assert adapter.get_info() == route.get_info()
    assert isinstance(adapter, web.AbstractResource)
    assert repr(adapter) == f"<ResourceAdapter {route!r}>"
    assert not adapter.raw_match("/a")


def test_the_links_of_an_adapter_are_those_of_its_route(tmp_path: Path) -> None:
    plain, dynamic, static, old = (ResourceAdapter(route) for route in routes(tmp_path))
    assert plain.url(query={"b": 1}) == "/a?b=1"
    assert dynamic.url(parts={"x": "ab"}) == "/ab"
    assert static.url(filename="/x") == "/s/x"
    assert old.url(tail="x") == "/old/x"


# What tells where the paths of a route are, as metrics and listings show it.
def test_the_canonical_path_is_what_the_route_tells(tmp_path: Path) -> None:
    found = [ResourceAdapter(route).canonical for route in routes(tmp_path)]
    assert found == ["/a", "/{x}", "/s/", "/"]
    assert ResourceAdapter(PlainRoute("GET", show, None, "*")).canonical == "/"


@pytest.mark.parametrize("given", [None, 7, show, PlainRoute, web.PlainResource("/a")])
def test_an_adapter_wants_a_route(given: Any) -> None:
    with pytest.raises(AssertionError):
        ResourceAdapter(given)


def test_a_route_belongs_to_its_newest_adapter() -> None:
    route = PlainRoute("GET", show, None, "/a")
    first, second = ResourceAdapter(route), ResourceAdapter(route)
    assert (route.resource is first, route.resource is second) == (False, True)


def test_an_adapter_is_registered_as_any_resource(router: UrlDispatcher, answer: Answer) -> None:
    route = Old("old")
    router.register_resource(ResourceAdapter(route))
    found = answer(router, "GET", "/old/a%20b%2525")
    assert (found.route, dict(found)) == (route, {"tail": "a b%25"})
    error = answer(router, "POST", "/old/").http_exception
    assert isinstance(error, web.HTTPMethodNotAllowed)
    assert error.allowed_methods == {"GET"}
    assert answer(router, "POST", "/older").http_exception is not None


def test_an_adapter_serves_in_a_router_of_today(answer: Answer) -> None:
    route = Old("old")
    plain = resrouter.Router()
    plain.register_resource(ResourceAdapter(route))
    assert dict(answer(plain, "GET", "/old/a%20b")) == {"tail": "a b"}
    # Only a request tells what a route of its own takes.
    assert plain.table.find("GET", "/old/x") is None
    assert [type(resource)._match(resource, "/old/a%20b") for resource in plain.resources()] == [{"tail": "a b"}]  # type: ignore[attr-defined]  # aiohttp's Resource has it
    assert [type(resource)._match(resource, "/a") for resource in plain.resources()] == [None]  # type: ignore[attr-defined]  # the same


def test_an_adapter_takes_further_methods(router: UrlDispatcher, answer: Answer) -> None:
    route = router.add_route("GET", "/{x}", show, name="n")
    added = router["n"].add_route("PUT", show)
    found = answer(router, "PUT", "/a%20b")
    assert (found.route, found.route.name, dict(found)) == (added, "n", {"x": "a b"})
    assert answer(router, "GET", "/a").route is route
    error = answer(router, "POST", "/a").http_exception
    assert isinstance(error, web.HTTPMethodNotAllowed)
    assert error.allowed_methods == {"GET", "PUT"}
    with pytest.raises(RuntimeError):
        router["n"].add_route("GET", show)


# --- what v1's names gave ------------------------------------------------------------------------

# What can be asked of a name's route, for the kind of route, and what it gives.
ASKED: list[tuple[str, str, object]] = [
    ("plain", "method", "GET"),
    ("plain", "handler", show),
    ("plain", "_path", "/a"),
    ("plain", "_handler", show),
    ("plain", "_method", "GET"),
    ("dynamic", "method", "GET"),
    ("dynamic", "handler", show),
    ("dynamic", "_formatter", "/d/{x}"),
    ("static", "method", "GET"),
    ("static", "_prefix_len", 3),
    ("own", "method", "GET"),
    ("own", "kind", "of its own"),
]


@pytest.fixture
def named(router: UrlDispatcher, tmp_path: Path) -> UrlDispatcher:
    class Own(Old):
        kind = "of its own"

    router.add_route("GET", "/a", show, name="plain")
    router.add_route("GET", "/d/{x}", show, name="dynamic")
    router.add_static("/s", tmp_path, name="static")
    router.register_resource(ResourceAdapter(Own("own")))
    return router


@pytest.mark.parametrize(("name", "attribute", "expected"), ASKED)
def test_a_name_gives_the_attributes_of_its_route_with_a_warning(
    name: str, attribute: str, expected: object, named: UrlDispatcher
) -> None:
    with pytest.warns(DeprecationWarning, match=rf"router\['{name}'\]\.{attribute}") as warned:
        assert getattr(named[name], attribute) == expected
    assert len(warned) == 1


MATCHED: list[tuple[str, str, dict[str, str] | None]] = [
    ("plain", "/a", {}),
    ("plain", "/b", None),
    ("dynamic", "/d/a%20b", {"x": "a%20b"}),
    ("dynamic", "/e/a", None),
    ("static", "/s/a%20b", {"filename": "a%20b"}),
    ("own", "/old/%2F", {"tail": "%2F"}),
]


@pytest.mark.parametrize(("name", "path", "expected"), MATCHED)
def test_match_of_a_name_decodes_nothing(
    name: str, path: str, expected: dict[str, str] | None, named: UrlDispatcher
) -> None:
    with pytest.warns(DeprecationWarning, match="match: the name leads to a resource"):
        assert named[name].match(path) == expected  # type: ignore[attr-defined]  # v1's


@pytest.mark.parametrize("attribute", ["none", "template", "data", "answer", "__len_hint__"])
def test_what_the_route_has_not_and_what_others_ask_resources_for_is_missing(
    attribute: str, named: UrlDispatcher
) -> None:
    assert not hasattr(named["plain"], attribute)


def test_a_resource_with_several_routes_stands_for_none(named: UrlDispatcher) -> None:
    named["plain"].add_route("OPTIONS", show)
    with pytest.raises(AttributeError, match="several routes") as caught:
        named["plain"].method  # type: ignore[attr-defined]  # noqa: B018  # v1's
    assert caught.value.name == "method"
    link: object = named["plain"].url()
    assert link == "/a"


# For the kind of route, which classes a name's resource counts as.
CLASSES: list[tuple[str, list[type[object]]]] = [
    ("plain", [Route, PlainRoute]),
    ("dynamic", [Route, DynamicRoute]),
    ("static", [Route, StaticRoute]),
    ("own", [Route, Old]),
]


@pytest.mark.parametrize(("name", "expected"), CLASSES)
def test_a_name_counts_as_an_instance_of_its_routes_class(
    name: str, expected: list[type[object]], named: UrlDispatcher
) -> None:
    for given in (named[name], next(iter(named[name]))):
        assert [kind for kind in (Route, PlainRoute, DynamicRoute, StaticRoute, Old) if isinstance(given, kind)] == (
            expected
        )


def test_resources_of_today_are_no_routes(router: UrlDispatcher) -> None:
    assert not isinstance(router.add_resource("/a"), Route)
    assert not isinstance(web.PlainResource("/a"), PlainRoute)
    assert not isinstance(show, Route)


def test_old_subclasses_have_defaults_for_what_came_later() -> None:
    old = Old()
    assert (old.get_info(), old.resource, old.name, old.method, old.handler) == ({}, None, None, "GET", show)
    assert old._covered() is None
    assert repr(old) == f"<Old [GET] ? -> {show!r}>"

    class Bare(PlainRoute):
        def __init__(self) -> None:
            pass

    class BareDynamic(DynamicRoute):
        def __init__(self) -> None:
            pass

    bare: Any = Bare()
    assert (bare.match("/"), bare.handler, bare.name) == (None, None, None)
    assert (BareDynamic().match("/"), BareDynamic().url(parts={})) == (None, "")


def test_a_route_shows_itself_with_name_method_and_path(tmp_path: Path) -> None:
    plain, dynamic, static, _ = routes(tmp_path)
    assert repr(plain) == f"<PlainRoute 'n' [GET] /a -> {show!r}>"
    assert repr(dynamic) == f"<DynamicRoute 'n' [GET] /{{x}} -> {show!r}>"
    assert repr(static) == f"<StaticRoute 'n' [GET] /s/ -> {f'{tmp_path}/'!r}>"


def test_a_route_whose_handler_is_its_own_method_shows_itself() -> None:
    class Self(PlainRoute):
        def __init__(self) -> None:
            super().__init__("GET", self.handle, None, "/")

        async def handle(self, request: web.Request) -> web.Response:
            return web.Response()

    assert repr(Self()).startswith("<Self [GET] / -> <bound method ")


def test_every_name_of_v1_is_there() -> None:
    wanted = {"UrlDispatcher", "UrlMappingMatchInfo", "Route", "PlainRoute", "DynamicRoute", "StaticRoute", "View"}
    wanted |= {"SystemRoute", "RoutesView", "ResourceAdapter", "AbstractRouter", "AbstractMatchInfo", "setup"}
    assert wanted <= set(resrouter_compat.__all__)
    assert all(hasattr(resrouter_compat, name) for name in resrouter_compat.__all__)
