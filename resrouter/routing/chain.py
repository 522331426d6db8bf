"""Middlewares round one handler."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import cast

from aiohttp import typedefs, web
from aiohttp.typedefs import Handler

from resrouter.routing.route import AnyHandler

# aiohttp's own: `async def middleware(request, handler)`; "@web.middleware" is allowed and changes nothing here.
Middleware = typedefs.Middleware


def chained(handler: AnyHandler, middlewares: Sequence[Middleware]) -> AnyHandler:
    """The handler with the middlewares round it, the first one outermost; the handler itself when there are none.

    Compose once, when the route is registered: aiohttp keeps the middlewares of its applications per handler object.
    The name, the docstring and the attributes of the handler stay, and `inspect.unwrap()` leads to it.

    Raises:
        TypeError: a middleware cannot be called.
    """
    if not middlewares:
        return handler
    given: Sequence[object] = middlewares  # by the types all of them can be called, but not everybody checks types
    refused = [repr(middleware) for middleware in given if not callable(middleware)]
    if refused:
        raise TypeError(
            f"Not callable, so no middleware: {', '.join(refused)}\nA middleware is `async def name(request, handler)`."
        )
    composed = handler
    for nearest in reversed(middlewares):
        composed = _round(composed, nearest)
    return composed


def _round(handler: AnyHandler, middleware: Middleware) -> Handler:
    # A view is handed on as the class that it is, as aiohttp does: awaiting `View(request)` answers.
    inner = handler if isinstance(handler, type) or inspect.iscoroutinefunction(handler) else _awaited(handler)

    @wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        return await middleware(request, inner)

    return answer


def _awaited(function: Callable[[web.Request], object]) -> Handler:
    """A plain function as a coroutine function, whether it returns an awaitable or, as aiohttp allows, the response."""

    @wraps(function)
    async def answer(request: web.Request) -> web.StreamResponse:
        answered = function(request)
        if inspect.isawaitable(answered):
            answered = await answered
        # aiohttp checks it when it sends it, and says whose handler it was.
        return cast("web.StreamResponse", answered)

    return answer
