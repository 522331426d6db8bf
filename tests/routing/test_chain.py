"""Middlewares round one handler, in a real application with a real client."""

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler, Middleware

from resrouter.routing.chain import chained
from resrouter.routing.route import AnyHandler


async def show(request: web.Request) -> web.Response:
    """Shows it."""
    return web.Response(text="shown")


class User(web.View):
    """A user."""

    async def get(self) -> web.Response:
        return web.Response(text=f"{type(self).__name__} {self.request.method}")


class Service:
    """An object that answers."""

    async def __call__(self, request: web.Request) -> web.Response:
        return web.Response(text="served")


def returns_awaitable(request: web.Request) -> Awaitable[web.StreamResponse]:
    return asyncio.ensure_future(show(request))


def returns_response(request: web.Request) -> web.Response:
    return web.Response(text="bare")


async def greets(greeting: str, request: web.Request) -> web.Response:
    return web.Response(text=greeting)


def adds(word: str) -> Middleware:
    """A middleware that tells of itself before and after what is inside."""

    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        assert isinstance(response, web.Response)
        return web.Response(text=f"{word}({response.text})", status=response.status)

    return middleware


class Adds:
    """The same as an object."""

    def __init__(self, word: str) -> None:
        self.word = word

    async def __call__(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        return await adds(self.word)(request, handler)


def plain(request: web.Request, handler: Handler) -> Awaitable[web.StreamResponse]:
    """The same as a function that only returns something to await."""
    return adds("plain")(request, handler)


async def adding(word: str, request: web.Request, handler: Handler) -> web.StreamResponse:
    return await adds(word)(request, handler)


@web.middleware
async def marked(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await adds("marked")(request, handler)


async def signed_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    if "user" not in request.query:
        raise web.HTTPForbidden(text="who are you?")
    return await handler(request)


async def calms(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ZeroDivisionError:
        return web.Response(text="calmed")


def tagged(handler: Handler) -> Handler:
    @functools.wraps(handler)
    async def tagged_handler(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    tagged_handler.tag = "kept"  # type: ignore[attr-defined]  # as decorators of the ecosystem do
    return tagged_handler


async def asked(handler: AnyHandler, *paths: str, method: str = "GET", app: web.Application | None = None) -> list[str]:
    """What the handler answers at "/": status and text."""
    app = app or web.Application()
    app.router.add_route("*", "/", handler)
    answers: list[str] = []
    async with TestClient(TestServer(app)) as client:
        for path in paths or ("/",):
            async with client.request(method, path) as response:
                answers.append(f"{response.status} {await response.text()}")
    return answers


def test_without_middlewares_the_handler_is_itself() -> None:
    assert chained(show, ()) is show
    assert chained(show, []) is show
    assert chained(User, ()) is User


@pytest.mark.asyncio
async def test_the_first_middleware_is_outermost() -> None:
    assert await asked(chained(show, [adds("a"), adds("b"), adds("c")])) == ["200 a(b(c(shown)))"]


MIDDLEWARES: list[tuple[Middleware, str]] = [
    (adds("function"), "function"),
    (plain, "plain"),
    (Adds("object"), "object"),
    (Adds("method").__call__, "method"),
    (functools.partial(adding, "partial"), "partial"),
    (functools.partial(Adds("partial object")), "partial object"),
    (marked, "marked"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("middleware", "word"), MIDDLEWARES, ids=[word for _, word in MIDDLEWARES])
async def test_whatever_returns_an_awaitable_is_a_middleware(middleware: Middleware, word: str) -> None:
    chain = chained(show, [middleware, adds("inner")])
    assert inspect.iscoroutinefunction(chain)
    assert await asked(chain) == [f"200 {word}(inner(shown))"]


HANDLERS: list[tuple[Any, str]] = [  # Any: not all are what aiohttp calls a handler
    (show, "shown"),
    (User, "User GET"),
    (Service(), "served"),
    (Service().__call__, "served"),
    (functools.partial(greets, "hello"), "hello"),
    (returns_awaitable, "shown"),
    (returns_response, "bare"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("handler", "text"), HANDLERS, ids=[f"{type(one).__name__}, {text}" for one, text in HANDLERS])
async def test_whatever_aiohttp_takes_as_a_handler_can_be_inside(handler: Any, text: str) -> None:
    chain = chained(handler, [adds("a"), adds("b")])
    assert inspect.iscoroutinefunction(chain)
    assert inspect.unwrap(chain) is handler
    assert await asked(chain) == [f"200 a(b({text}))"]


@pytest.mark.asyncio
async def test_a_view_refuses_other_methods_from_inside() -> None:
    assert await asked(chained(User, [calms]), method="DELETE") == ["405 405: Method Not Allowed"]


def test_the_name_the_docstring_and_the_attributes_stay() -> None:
    chain: Any = chained(tagged(show), [adds("a"), adds("b")])
    assert (chain.__name__, chain.__qualname__, chain.__module__) == ("show", "show", __name__)
    assert chain.__doc__ == "Shows it."
    assert chain.tag == "kept"
    assert inspect.signature(chain) == inspect.signature(show)
    assert inspect.unwrap(chain) is show


def test_a_view_lends_its_name_and_docstring() -> None:
    chain: Any = chained(User, [adds("a"), adds("b")])
    assert (chain.__name__, chain.__doc__) == ("User", "A user.")
    assert inspect.unwrap(chain) is User


@pytest.mark.asyncio
async def test_a_middleware_may_answer_itself() -> None:
    chain = chained(show, [calms, signed_in, adds("in")])
    assert await asked(chain, "/", "/?user=ada") == ["403 who are you?", "200 in(shown)"]


@pytest.mark.asyncio
async def test_an_error_passes_through_the_middlewares() -> None:
    async def fails(request: web.Request) -> web.Response:
        raise ZeroDivisionError

    assert await asked(chained(fails, [adds("out"), calms, adds("in")])) == ["200 out(calmed)"]


@pytest.mark.asyncio
async def test_chains_nest() -> None:
    inner = chained(show, [adds("c"), adds("d")])
    chain = chained(inner, [adds("a"), adds("b")])
    assert inspect.unwrap(chain) is show
    assert await asked(chain) == ["200 a(b(c(d(shown))))"]


@pytest.mark.asyncio
async def test_one_middleware_stands_round_many_handlers() -> None:
    shared = adds("a")
    assert await asked(chained(show, [shared])) == ["200 a(shown)"]
    assert await asked(chained(User, [shared, shared])) == ["200 a(a(User GET))"]


@pytest.mark.asyncio
async def test_the_middlewares_of_the_application_stand_outside() -> None:
    seen: list[Callable[..., Any]] = []

    @web.middleware
    async def outside(request: web.Request, handler: Handler) -> web.StreamResponse:
        seen.append(handler)
        return await adds("app")(request, handler)

    chain = chained(show, [adds("a"), adds("b")])
    app = web.Application(middlewares=[outside])
    assert await asked(chain, "/", "/", app=app) == ["200 app(a(b(shown)))"] * 2
    assert seen == [chain, chain]


async def seen_by_a_middleware(handler: Any) -> object:
    seen: list[object] = []

    async def sees(request: web.Request, handler: Handler) -> web.StreamResponse:
        seen.append(handler)
        return await handler(request)

    await asked(chained(handler, [sees]))
    (found,) = seen
    return found


@pytest.mark.asyncio
@pytest.mark.parametrize("handler", [show, User])
async def test_the_innermost_middleware_gets_the_handler_itself(handler: AnyHandler) -> None:
    assert await seen_by_a_middleware(handler) is handler


@pytest.mark.asyncio
async def test_the_innermost_middleware_gets_a_plain_function_as_a_coroutine_function() -> None:
    found: Any = await seen_by_a_middleware(returns_response)
    assert inspect.iscoroutinefunction(found)
    assert found.__name__ == "returns_response"
    assert inspect.unwrap(found) is returns_response


@pytest.mark.asyncio
async def test_a_list_that_changes_later_changes_no_chain() -> None:
    middlewares = [adds("a")]
    chain = chained(show, middlewares)
    middlewares.append(signed_in)
    assert await asked(chain) == ["200 a(shown)"]


def test_what_cannot_be_called_is_no_middleware() -> None:
    given: list[Any] = [adds("a"), "auth", None]
    with pytest.raises(TypeError) as caught:
        chained(show, given)
    assert str(caught.value) == ("No middleware: 'auth', None\nA middleware is `async def name(request, handler)`.")
