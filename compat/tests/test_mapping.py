"""A router as a mapping of names, and its live views."""

from collections.abc import Mapping

import pytest
from aiohttp import web

from resrouter_compat import PlainRoute, SystemRoute, UrlDispatcher


async def show(_request: web.Request) -> web.Response:
    return web.Response()


def test_the_mapping_is_one_of_names(router: UrlDispatcher) -> None:
    empty: Mapping[str, object] = UrlDispatcher()
    router.add_route("GET", "/unnamed", show)
    assert not router
    assert (len(router), list(router), router == empty) == (0, [], True)
    router.add_route("GET", "/a", show, name="items")
    router.add_route("GET", "/b", show, name="get")
    assert router
    assert (len(router), list(router.keys()), router == empty) == (2, ["items", "get"], False)
    assert "items" in router
    assert "none" not in router
    assert 7 not in router  # type: ignore[comparison-overlap]  # callers may err
    assert router.get("none") is None
    assert router.get("get") is router["get"]
    assert [name for name, _ in router.items()] == ["items", "get"]
    assert [resource.name for resource in router.values()] == ["items", "get"]
    with pytest.raises(KeyError):
        router["none"]
    with pytest.raises(TypeError):
        hash(router)


def test_routes_is_live_in_order_and_cannot_be_indexed(router: UrlDispatcher) -> None:
    routes = router.routes()
    assert (len(routes), list(routes)) == (0, [])
    first, second = router.add_route("GET", "/b", show), router.add_route("GET", "/a", show)
    assert (len(routes), list(routes)) == (2, [first, second])
    assert first in routes
    assert SystemRoute(404, "Not Found") not in routes
    with pytest.raises(TypeError):
        routes[0]  # type: ignore[index]  # that is the claim


def test_named_routes_is_live_and_cannot_be_set(router: UrlDispatcher) -> None:
    with pytest.warns(DeprecationWarning, match="named_resources"):
        named = router.named_routes()
    assert dict(named) == {}
    route = router.add_route("GET", "/a", show, name="n")
    assert list(named) == ["n"]
    assert isinstance(named["n"], PlainRoute)
    assert list(named["n"]) == [route]
    with pytest.raises(TypeError):
        named["m"] = route  # type: ignore[index]  # that is the claim
