"""What may be a handler, and what becomes of it."""

import functools
import inspect
import types
from collections.abc import Awaitable, Callable, Generator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractView
from aiohttp.test_utils import TestClient

from resrouter_compat import PlainRoute, UrlDispatcher, View

Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]
Steps = Generator[Any, None, web.Response]

old_generator = pytest.mark.filterwarnings("ignore:.* is a generator function:DeprecationWarning")
by_hand = pytest.mark.filterwarnings("ignore:register_route:DeprecationWarning")


def said(text: str) -> web.Response:
    return web.Response(text=text)


async def text_of(request: web.Request) -> str:
    return await request.text() or "empty"


async def coroutine_function(request: web.Request) -> web.Response:
    return said(await text_of(request))


def plain_function(_request: web.Request) -> web.Response:
    return said("plain")


def gives_a_coroutine(request: web.Request) -> Awaitable[web.Response]:
    return coroutine_function(request)


@types.coroutine
def made_generator(request: web.Request) -> Steps:
    text = yield from text_of(request).__await__()
    return said(text)


def generators() -> Callable[..., Any]:
    """A new generator function, as each is changed when it is registered."""

    def generator(request: web.Request) -> Steps:
        text = yield from text_of(request)  # type: ignore[misc]  # possible where the function is made a coroutine
        return said(text)

    return generator


class Callables:
    def method(self, _request: web.Request) -> web.Response:
        return said("method")

    async def coroutine_method(self, request: web.Request) -> web.Response:
        return await coroutine_function(request)

    def __call__(self, _request: web.Request) -> web.Response:
        return said("called")


class AsyncCallable:
    async def __call__(self, request: web.Request) -> web.Response:
        return await coroutine_function(request)


class OldView(View):
    async def get(self) -> web.Response:
        return await coroutine_function(self.request)


async def with_text(text: str, _request: web.Request) -> web.Response:
    return said(text)


def with_plain_text(text: str, _request: web.Request) -> web.Response:
    return said(text)


# A handler, whether the route keeps the very object, and what it answers.
HANDLERS: list[tuple[Any, bool, str]] = [
    (coroutine_function, True, "empty"),
    (plain_function, False, "plain"),
    (gives_a_coroutine, False, "empty"),
    (lambda _request: said("lambda"), False, "lambda"),
    (lambda request: coroutine_function(request), False, "empty"),  # noqa: PLW0108  # it gives an awaitable
    (made_generator, True, "empty"),
    (functools.partial(with_text, "partial"), True, "partial"),
    (functools.partial(with_plain_text, "plain partial"), False, "plain partial"),
    (Callables().method, False, "method"),
    (Callables().coroutine_method, True, "empty"),
    (Callables(), False, "called"),
    (AsyncCallable(), False, "empty"),
    (OldView, True, "empty"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("handler", "kept", "text"), HANDLERS)
async def test_a_handler_is_kept_or_wrapped_and_answers(
    handler: Any, kept: bool, text: str, router: UrlDispatcher, serve: Serve
) -> None:
    route = router.add_route("GET", "/", handler)
    assert (route.handler == handler) is kept
    assert inspect.iscoroutinefunction(route.handler) or kept
    client = await serve(router)
    async with client.get("/") as response:
        assert (response.status, await response.text()) == (200, text)


@old_generator
@pytest.mark.asyncio
async def test_a_generator_function_is_kept_and_awaited(router: UrlDispatcher, serve: Serve) -> None:
    handler = generators()
    route = router.add_route("POST", "/", handler)
    assert route.handler is handler
    client = await serve(router)
    async with client.post("/", data="sent") as response:
        assert await response.text() == "sent"


class OldWays:
    def generator(self, request: web.Request) -> Steps:
        text = yield from text_of(request)  # type: ignore[misc]  # possible where the function is made a coroutine
        return said(text)


@old_generator
@by_hand
@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["function", "method", "by hand", "partial by hand"])
async def test_generators_come_in_many_shapes(kind: str, router: UrlDispatcher, serve: Serve) -> None:
    handler = generators()
    given: Any = {
        "method": OldWays().generator,
        "partial by hand": functools.partial(handler),
    }.get(kind, handler)
    if "by hand" in kind:
        router.register_route(PlainRoute("POST", given, None, "/"))
    else:
        router.add_route("POST", "/", given)
    client = await serve(router)
    async with client.post("/", data="sent") as response:
        assert await response.text() == "sent"


@pytest.mark.asyncio
async def test_a_function_that_gives_a_generator_is_run_to_its_end(router: UrlDispatcher, serve: Serve) -> None:
    def steps(request: web.Request) -> Steps:
        text = yield from text_of(request).__await__()
        return said(text)

    router.add_route("POST", "/", lambda request: steps(request))  # noqa: PLW0108  # it gives a generator
    client = await serve(router)
    async with client.post("/", data="sent") as response:
        assert await response.text() == "sent"


def test_a_generator_function_is_warned_of_once(router: UrlDispatcher) -> None:
    handler = generators()
    with pytest.warns(DeprecationWarning, match="generator is a generator function") as warned:
        router.add_route("GET", "/a", handler)
    assert len(warned) == 1
    router.add_route("GET", "/b", handler)


def test_a_refused_generator_function_stays_what_it_was(router: UrlDispatcher) -> None:
    handler = generators()
    with pytest.raises(ValueError):
        router.add_route("BREW", "/a", handler)
    assert not handler.__code__.co_flags & inspect.CO_ITERABLE_COROUTINE


def test_a_wrapped_handler_keeps_its_name_and_text(router: UrlDispatcher) -> None:
    def greet(_request: web.Request) -> web.Response:
        """Says hello."""
        return said("hello")

    handler: Any = router.add_route("GET", "/", greet).handler
    assert (handler.__name__, handler.__doc__, handler.__wrapped__) == ("greet", "Says hello.", greet)


@pytest.mark.asyncio
async def test_a_view_answers_by_the_method(router: UrlDispatcher, serve: Serve) -> None:
    class Both(View):
        async def get(self) -> web.Response:
            return said("got")

        async def post(self) -> web.Response:
            return said("posted")

    router.add_route("*", "/", Both)
    client = await serve(router)
    for method, status, text in (
        ("GET", 200, "got"),
        ("POST", 200, "posted"),
        ("PUT", 405, None),
        ("PROPFIND", 405, None),
    ):
        async with client.request(method, "/") as response:
            assert response.status == status
            if text is None:
                assert response.headers["Allow"] == "GET,POST"
            else:
                assert await response.text() == text


@pytest.mark.asyncio
async def test_a_view_may_stand_under_one_verb(router: UrlDispatcher, serve: Serve) -> None:
    router.add_route("GET", "/", OldView)
    client = await serve(router)
    assert [(await client.request(method, "/")).status for method in ("GET", "POST")] == [200, 405]


@pytest.mark.asyncio
@pytest.mark.parametrize("base", [View, web.View])
async def test_a_view_may_have_generators_for_methods(
    base: type[web.View], router: UrlDispatcher, serve: Serve
) -> None:
    def get(self: web.View) -> Steps:
        text = yield from text_of(self.request)  # type: ignore[misc]  # possible where the function is made a coroutine
        return said(text)

    with pytest.warns(DeprecationWarning, match="get is a generator function") as warned:
        router.add_route("*", "/", type("Old", (base,), {"get": get}))
    assert len(warned) == 1
    client = await serve(router)
    async with client.get("/") as response:
        assert await response.text() == "empty"


@pytest.mark.asyncio
@pytest.mark.filterwarnings("ignore:.* is a generator function:DeprecationWarning")
async def test_a_view_can_be_yielded_from(router: UrlDispatcher, serve: Serve) -> None:
    def outer(request: web.Request) -> Steps:
        answer: Any = yield from OldView(request)
        return said(f"outer {answer.text}")

    router.add_route("GET", "/", outer)
    client = await serve(router)
    async with client.get("/") as response:
        assert await response.text() == "outer empty"


@pytest.mark.asyncio
async def test_another_view_is_kept_too(router: UrlDispatcher, serve: Serve) -> None:
    class Own(AbstractView):
        def __await__(self) -> Generator[None, None, web.StreamResponse]:
            return coroutine_function(self.request).__await__()

    assert router.add_route("GET", "/", Own).handler is Own
    client = await serve(router)
    async with client.get("/") as response:
        assert await response.text() == "empty"


@by_hand
@pytest.mark.asyncio
@pytest.mark.parametrize("handler", [None, plain_function])
async def test_a_handler_that_cannot_be_awaited_is_a_500_on_a_route_made_by_hand(
    handler: Any, router: UrlDispatcher, serve: Serve
) -> None:
    router.register_route(PlainRoute("GET", handler, None, "/"))
    client = await serve(router)
    async with client.get("/") as response:
        assert response.status == 500


# --- the header "Expect" -------------------------------------------------------------------------


async def refusing(_request: web.Request) -> web.Response:
    return web.Response(status=417, text="refused")


# The expect handler, the header, and the status of the answer.
EXPECTED: list[tuple[Any, str | None, int]] = [
    (None, "100-continue", 200),
    (None, "100-Continue", 200),
    (None, "something else", 200),
    (None, None, 200),
    (refusing, "100-continue", 417),
    (refusing, "100-CONTINUE", 417),
    (refusing, "something else", 200),
    (refusing, None, 200),
    (web.Request.json, None, 200),
]


@by_hand
@pytest.mark.asyncio
@pytest.mark.parametrize("way", ["added", "made"])
@pytest.mark.parametrize(("expect_handler", "header", "status"), EXPECTED)
async def test_only_100_continue_asks_the_expect_handler(
    expect_handler: Any, header: str | None, status: int, way: str, router: UrlDispatcher, serve: Serve
) -> None:
    if way == "added":
        router.add_route("POST", "/", coroutine_function, expect_handler=expect_handler)
    else:
        router.register_route(PlainRoute("POST", coroutine_function, None, "/", expect_handler=expect_handler))
    client = await serve(router)
    async with client.post("/", data=b"sent", headers={"Expect": header} if header else {}) as response:
        assert response.status == status
        if status == 200:
            assert await response.text() == "sent"


@by_hand
@pytest.mark.asyncio
async def test_an_expect_handler_may_be_a_method_of_the_route(router: UrlDispatcher, serve: Serve) -> None:
    asked: list[str] = []

    class Own(PlainRoute):
        def handle_expect_header(self, request: web.Request) -> Any:
            asked.append(request.path)
            return super().handle_expect_header(request)

    router.register_route(Own("POST", coroutine_function, None, "/"))
    client = await serve(router)
    async with client.post("/", data=b"sent", headers={"Expect": "100-continue"}) as response:
        assert await response.text() == "sent"
    assert asked == ["/"]


@pytest.mark.asyncio
async def test_an_expect_handler_may_be_a_generator_that_can_be_awaited(router: UrlDispatcher, serve: Serve) -> None:
    @types.coroutine
    def old(_request: web.Request) -> Steps:
        yield
        return web.Response(status=417)

    router.add_route("POST", "/", coroutine_function, expect_handler=old)
    client = await serve(router)
    async with client.post("/", data=b"sent", headers={"Expect": "100-continue"}) as response:
        assert response.status == 417


@by_hand
@pytest.mark.asyncio
async def test_an_expect_handler_that_is_set_without_init_is_asked(router: UrlDispatcher, serve: Serve) -> None:
    class Bare(PlainRoute):
        def __init__(self) -> None:
            self._method, self._name, self._handler, self._path = "POST", None, coroutine_function, "/"
            self._expect_handler = refusing

    router.register_route(Bare())
    client = await serve(router)
    async with client.post("/", data=b"sent", headers={"Expect": "100-continue"}) as response:
        assert response.status == 417
