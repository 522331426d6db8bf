"""The ways from aiohttp 0.21 on, on the same router: they are those of today."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from yarl import URL

import resrouter
from resrouter_compat import PlainRoute, ResourceAdapter, Route, UrlDispatcher

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]


async def show(_request: web.Request) -> web.Response:
    return web.Response()


def test_a_resource_owns_a_path_and_its_routes_carry_its_name(router: UrlDispatcher, answer: Answer) -> None:
    resource = router.add_resource("/u/{name}", name="user")
    routes = [resource.add_route(method, show) for method in ("GET", "PUT")]
    assert [answer(router, method, "/u/ada").route for method in ("GET", "PUT")] == routes
    assert {answer(router, method, "/u/ada").route.name for method in ("GET", "PUT")} == {"user"}
    assert router["user"] is resource
    assert resource.url(parts={"name": "a b"}) == URL("/u/a%20b", encoded=True)


def test_a_resource_is_given_again_and_has_each_method_once(router: UrlDispatcher) -> None:
    resource = router.add_resource("/a", name="n")
    resource.add_route("GET", show)
    assert router.add_resource("/a", name="n") is resource
    with pytest.raises(RuntimeError):
        resource.add_route("GET", show)


def test_a_resource_after_a_route_of_v1_is_another_one(router: UrlDispatcher) -> None:
    route = router.add_route("GET", "/a", show)
    resource = router.add_resource("/a")
    assert resource is not route.resource
    assert len(router.resources()) == 2


def test_resources_and_named_resources_hold_both_kinds(router: UrlDispatcher) -> None:
    router.add_route("GET", "/a", show, name="old")
    router.add_resource("/b", name="new")
    kinds = [isinstance(resource, ResourceAdapter) for resource in router.resources()]
    assert kinds == [True, False]
    assert list(router.named_resources()) == ["old", "new"]


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "PROPFIND", "LINK"])
def test_resources_of_today_take_any_method(method: str, router: UrlDispatcher, answer: Answer) -> None:
    route = router.add_resource("/a").add_route(method, show)
    assert answer(router, method, "/a").route is route


# A path that v1 refuses or reads in another way, and a request that a resource of today answers there.
TODAY: list[tuple[str, str, dict[str, str]]] = [
    ("/{_x}", "/a", {"_x": "a"}),
    ("/a b/{x}", "/a%20b/c", {"x": "c"}),
    ("/%61/{x}", "/a/c", {"x": "c"}),
    ("/{x:a b}", "/a%20b", {"x": "a b"}),
]


@pytest.mark.parametrize(("path", "target", "values"), TODAY)
def test_resources_of_today_match_the_decoded_path(
    path: str, target: str, values: dict[str, str], router: UrlDispatcher, answer: Answer
) -> None:
    router.add_resource(path).add_route("GET", show)
    assert dict(answer(router, "GET", target)) == values


def test_get_brings_head_where_it_is_not_forbidden(router: UrlDispatcher, answer: Answer) -> None:
    router.add_get("/a", show, name="a")
    router.add_get("/b", show, allow_head=False)
    errors = [answer(router, "HEAD", path).http_exception for path in ("/a", "/b")]
    assert [type(error) for error in errors] == [type(None), web.HTTPMethodNotAllowed]


def test_definitions_are_added_from_a_table(router: UrlDispatcher, answer: Answer) -> None:
    table = web.RouteTableDef()

    @table.get("/a", name="a")
    async def first(_request: web.Request) -> web.Response:
        return web.Response()

    @table.view("/b")
    class Second(web.View):
        pass

    assert len(router.add_routes(table)) == 2
    assert answer(router, "GET", "/a").handler is first
    assert answer(router, "PATCH", "/b").handler is Second


def test_an_error_has_its_exception(router: UrlDispatcher, answer: Answer) -> None:
    found = answer(router, "GET", "/")
    assert isinstance(found.http_exception, web.HTTPNotFound)
    assert isinstance(found, resrouter.MatchInfoError)
    assert found.resource is resrouter.UNMATCHED


def test_a_405_knows_its_resource(router: UrlDispatcher, answer: Answer) -> None:
    route = router.add_route("GET", "/a", show)
    found: Any = answer(router, "POST", "/a")
    assert found.resource is route.resource


# What a route tells of its path.
INFO: list[tuple[str, dict[str, object]]] = [
    ("/a", {"path": "/a"}),
    ("/a/{x}", {"formatter": "/a/{x}", "pattern": re.compile("^/a/(?P<x>[^{}/]+)$")}),
]


@pytest.mark.parametrize(("path", "info"), INFO)
def test_routes_and_match_infos_tell_their_path(
    path: str, info: dict[str, object], router: UrlDispatcher, answer: Answer
) -> None:
    route = router.add_route("GET", path, show)
    assert route.get_info() == info
    assert answer(router, "GET", path.replace("{x}", "b")).get_info() == info


def test_a_route_is_one_of_aiohttp_too_and_has_a_resource(router: UrlDispatcher, tmp_path: Path) -> None:
    routes = [
        router.add_route("GET", "/a", show, name="a"),
        router.add_route("GET", "/{x}", show),
        router.add_static("/s", tmp_path),
    ]
    for route in routes:
        assert isinstance(route, web.AbstractRoute)
        assert isinstance(route, web.ResourceRoute)
        assert isinstance(route.resource, web.AbstractResource)
        assert list(route.resource) == [route]


def test_a_frozen_router_stays_open(router: UrlDispatcher, answer: Answer) -> None:
    router.freeze()
    route = router.add_route("GET", "/a", show)
    assert (router.frozen, answer(router, "GET", "/a").route is route) == (False, True)


def test_an_older_route_may_say_more_of_its_path(router: UrlDispatcher) -> None:
    class Telling(PlainRoute):
        def get_info(self) -> Any:
            return {"path": self._path, "kind": "own"}

    router.register_resource(ResourceAdapter(Telling("GET", show, "n", "/a")))
    assert router["n"].get_info() == {"path": "/a", "kind": "own"}
    assert issubclass(Telling, Route)
