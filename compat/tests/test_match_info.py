"""What middlewares and handlers see of an answer."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractRouter
from aiohttp.test_utils import TestClient
from aiohttp.typedefs import Handler
from aiohttp.web_urldispatcher import SystemRoute as AiohttpSystemRoute

import resrouter_compat
from resrouter_compat import AbstractMatchInfo, PlainRoute, SystemRoute, UrlDispatcher, UrlMappingMatchInfo

Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]
Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]


async def show(request: web.Request) -> web.Response:
    return web.Response(text=f"{request.match_info.route.name} {dict(request.match_info)}")


def test_a_match_info_is_a_dict_with_handler_and_route(router: UrlDispatcher, answer: Answer) -> None:
    route = router.add_route("GET", "/{x}", show, name="n")
    found, again = answer(router, "GET", "/a%20b"), answer(router, "GET", "/a%20b")
    assert isinstance(found, UrlMappingMatchInfo)
    assert isinstance(found, dict)
    assert found is not again
    assert (found, found.route, found._route, found.handler) == ({"x": "a b"}, route, route, show)
    assert found.http_exception is None
    assert found.get_info() == route.get_info()
    assert repr(found) == f"<MatchInfo {{'x': 'a b'}}: {route!r}>"


def test_it_is_made_of_a_dict_and_a_route() -> None:
    route = PlainRoute("GET", show, None, "/a")
    made = UrlMappingMatchInfo({"x": "y"}, route)
    assert (made, made.route, made.handler) == ({"x": "y"}, route, show)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "status", "reason"),
    [
        ("GET", "/none", 404, "Not Found"),
        ("PUT", "/a", 405, "Method Not Allowed"),
    ],
)
async def test_an_error_has_a_system_route(
    method: str, path: str, status: int, reason: str, router: UrlDispatcher, answer: Answer
) -> None:
    router.add_route("GET", "/a", show)
    router.add_route("POST", "/a", show)
    found = answer(router, method, path)
    route: Any = found.route
    assert (found, isinstance(found, dict)) == ({}, True)
    assert (route.status, route.reason, route.name, route.method, route.handler) == (status, reason, None, "*", None)
    assert isinstance(route, SystemRoute)
    assert isinstance(route, AiohttpSystemRoute)
    assert route.match(path) is None
    with pytest.raises(RuntimeError):
        route.url()
    with pytest.raises(web.HTTPException) as caught:
        await found.handler(None)  # type: ignore[arg-type]  # it looks at nothing
    error = caught.value
    assert error is found.http_exception
    assert error.status == status
    if isinstance(error, web.HTTPMethodNotAllowed):
        assert (error.method, error.allowed_methods) == (method, {"GET", "POST"})
        assert error.headers["Allow"] == "GET,POST"


def test_a_system_route_is_made_of_status_and_reason() -> None:
    made = SystemRoute(404, "Not Found")
    assert (made.status, made.reason, made.name, made.method, made.handler) == (404, "Not Found", None, "*", None)
    of_an_error = SystemRoute(web.HTTPGone())
    assert (of_an_error.status, of_an_error.reason) == (410, "Gone")
    assert made.match("/") is None
    assert repr(made) == "<SystemRoute 404: Not Found>"


def test_a_system_route_of_aiohttp_counts_as_one() -> None:
    assert isinstance(AiohttpSystemRoute(web.HTTPNotFound()), SystemRoute)
    assert not isinstance(PlainRoute("GET", show, None, "/"), SystemRoute)


@web.middleware
async def telling_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    route: Any = request.match_info.route
    if hasattr(route, "status"):
        try:
            return await handler(request)
        except web.HTTPException as error:
            return web.Response(status=error.status, text=f"{route.status} {route.reason}")
    return await handler(request)


# What is asked, and the status and text of the answer that the middleware gives.
THROUGH: list[tuple[str, str, tuple[int, str]]] = [
    ("GET", "/a/x", (200, "show {'x': 'x'}")),
    ("POST", "/a/x", (200, "save {'x': 'x'}")),
    ("GET", "/none", (404, "404 Not Found")),
    ("PUT", "/a/x", (405, "405 Method Not Allowed")),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "path", "expected"), THROUGH)
async def test_errors_pass_through_middlewares(method: str, path: str, expected: tuple[int, str], serve: Serve) -> None:
    app = web.Application(middlewares=[telling_errors])
    router = resrouter_compat.setup(app)
    router.add_route("GET", "/a/{x}", show, name="show")
    router.add_route("POST", "/a/{x}", show, name="save")
    client = await serve(app)
    async with client.request(method, path) as response:
        assert (response.status, await response.text()) == expected


@pytest.mark.asyncio
async def test_a_405_names_the_methods_with_no_space(router: UrlDispatcher, serve: Serve) -> None:
    for method in ("POST", "GET", "DELETE"):
        router.add_route(method, "/a", show)
    client = await serve(router)
    async with client.put("/a") as response:
        assert (response.status, response.headers["Allow"]) == (405, "DELETE,GET,POST")


# --- match infos of one's own --------------------------------------------------------------------


class Where:
    """A route that is none of ours."""

    name = None

    async def handle_expect_header(self, _request: web.Request) -> web.Response:
        return web.Response(status=417)


class Traversed(AbstractMatchInfo):
    """Written for v1: it has a handler and a route, and is no dict."""

    def __init__(self, path: str, route: object) -> None:
        self._path = path
        self._own = route

    @property
    def handler(self) -> Any:
        return self._handle

    @property
    def route(self) -> Any:
        return self._own

    async def _handle(self, request: web.Request) -> web.Response:
        assert request.match_info.current_app is request.app
        return web.Response(text=f"{self._path} {len(request.match_info.apps)}")


class Traversal(AbstractRouter):
    """A router of another kind."""

    def __init__(self, route: object) -> None:
        super().__init__()
        self._route = route

    async def resolve(self, request: web.Request) -> Any:
        return Traversed(request.path, self._route)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("route", "header", "status"),
    [
        (Where(), None, 200),
        (Where(), "100-continue", 417),
        (Where(), "other", 200),
        (None, "other", 200),
        (object(), None, 200),
    ],
)
@pytest.mark.filterwarnings("ignore:router argument is deprecated:DeprecationWarning")
async def test_a_match_info_with_handler_and_route_alone_serves(
    route: object, header: str | None, status: int, serve: Serve
) -> None:
    client = await serve(web.Application(router=Traversal(route)))  # type: ignore[arg-type]  # aiohttp takes any router
    async with client.post("/a/b", data=b"x", headers={"Expect": header} if header else {}) as response:
        assert response.status == status
        if status == 200:
            assert await response.text() == "/a/b 1"


def test_the_rest_of_a_match_info_has_defaults() -> None:
    made = Traversed("/", None)
    assert (made.http_exception, made.get_info(), made.apps, made.current_app) == (None, {}, (), None)
    assert Traversed("/", PlainRoute("GET", show, None, "/a")).get_info() == {"path": "/a"}
    made.freeze()
    inner, outer = web.Application(), web.Application()
    made.add_app(inner)
    made.add_app(outer)
    assert (made.apps, made.current_app) == ((outer, inner), inner)
    made.current_app = outer
    assert made.current_app is outer


def test_handler_and_route_are_what_a_match_info_needs() -> None:
    class WithoutRoute(AbstractMatchInfo):
        @property
        def handler(self) -> Any:
            return show

    assert AbstractMatchInfo.__abstractmethods__ == {"handler", "route"}
    with pytest.raises(TypeError):
        WithoutRoute()  # type: ignore[abstract]  # that is the claim
