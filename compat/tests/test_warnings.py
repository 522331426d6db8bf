"""A warning names the line of the application that asked for what is old."""

import linecache
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from resrouter_compat import PlainRoute, Route, UrlDispatcher, View


async def show(_request: web.Request) -> web.Response:
    return web.Response()


class Observed(UrlDispatcher):
    def register_route(self, route: Route) -> None:
        super().register_route(route)  # in the override

    def add_route(self, *args: Any, **options: Any) -> Any:
        return super().add_route(*args, **options)  # in add_route of a subclass


def old_handler(_request: web.Request) -> Any:
    yield


def filled(kind: type[UrlDispatcher]) -> Any:
    """A router, of any type: the claims are about what v1 had."""
    router = kind()
    UrlDispatcher.add_route(router, "GET", "/a", show, name="n")
    return router


def static(router: Any) -> None:
    router.add_static("/s", Path(), response_factory=web.Response)  # in static


def view(_router: Any) -> None:
    class Old(View):  # in view
        def get(self) -> Any:
            yield


# A definition, the class of the router, and what stands on the line that the warning names.
PLACES: list[tuple[Callable[[Any], object], type[UrlDispatcher], str]] = [
    (lambda router: router.add_route("GET", "/a", show), UrlDispatcher, 'router.add_route("GET", "/a", show), Url'),
    (lambda router: router.add_route("GET", "/a", show), Observed, "in the override"),
    (lambda router: router.add_route("GET", "/g", old_handler), UrlDispatcher, "old_handler), Url"),
    (lambda router: router.register_route(PlainRoute("GET", show, None, "/")), UrlDispatcher, '"/")), UrlDispatcher'),
    (lambda router: router.register_route(PlainRoute("GET", show, None, "/")), Observed, "in the override"),
    (lambda router: router["n"].method, UrlDispatcher, 'router["n"].method, Url'),
    (lambda router: router["n"].match("/a"), Observed, 'router["n"].match("/a"), Obs'),
    (lambda router: router.named_routes(), UrlDispatcher, "router.named_routes(), Url"),
    (static, UrlDispatcher, "in static"),
    (view, UrlDispatcher, "in view"),
]


@pytest.mark.parametrize(("definition", "kind", "line"), PLACES)
def test_a_warning_names_the_line_that_asked(
    definition: Callable[[Any], object], kind: type[UrlDispatcher], line: str
) -> None:
    router = filled(kind)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        definition(router)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert line in linecache.getline(__file__, caught[0].lineno)


def test_the_line_is_told_where_each_route_stands() -> None:
    router = filled(UrlDispatcher)
    with pytest.warns(UserWarning, match="never answers") as warned:
        router.add_route("GET", "/a", show)
    places = re.findall(r"test_warnings\.py:(\d+)", str(warned[0].message))
    lines = [linecache.getline(__file__, int(number)) for number in places]
    assert ["UrlDispatcher.add_route(router" in line for line in lines] == [False, True]


def test_what_is_as_it_should_be_gives_no_warning(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        router = UrlDispatcher()
        router.add_route("GET", "/a", show, name="a")
        router.add_route("*", "/{x}", lambda _request: web.Response(), name="x")
        router.add_static("/s", tmp_path, name="s")
        link: object = router["x"].url(parts={"x": 1})
        assert (link, len(router), "a" in router) == ("/1", 3, True)
        named: object = router["a"]
        assert isinstance(named, PlainRoute)
