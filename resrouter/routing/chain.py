"""Middlewares round one handler."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast
from weakref import WeakKeyDictionary

from aiohttp import typedefs, web
from aiohttp.typedefs import Handler

from resrouter.errors import RepeatedCallError
from resrouter.routing.data import NO_DATA, Data
from resrouter.routing.middleware import ForRoute, Middleware
from resrouter.routing.place import place_of_code
from resrouter.routing.route import AnyHandler

# What each chain was made of: the last link may want to know the path that it answers.
_links_of: WeakKeyDictionary[AnyHandler, tuple[Middleware | AnyHandler, ...]] = WeakKeyDictionary()

# Which links of chains have gone on to the next one while they answer this request.
_GONE_ON: web.RequestKey[set[object]] = web.RequestKey("resrouter.gone_on", set[object])


def chained(handler: AnyHandler, middlewares: Sequence[Middleware], data: Data = NO_DATA) -> AnyHandler:
    """The handler with the middlewares round it, the first one outermost; the handler itself when there are none.

    Compose once, when the route is registered: aiohttp keeps the middlewares of its applications per handler object.
    The name, the docstring and the attributes of the handler stay, and `inspect.unwrap()` leads to it.

    Args:
        handler: what is inside.
        middlewares: what runs round it.
        data: what is told of the route, for those that are made for it.

    Raises:
        TypeError: a middleware cannot be called.
    """
    composed = handler
    for nearest in reversed(_made(middlewares, data)):
        composed = _round(composed, nearest)
    return composed


def chain(*links: Middleware | AnyHandler) -> Handler:
    """One handler of several: each but the last is given the request and the next one, as middlewares are.

    `router.add_get("/", chain(sign_in, count, show))`. What does not call the next one stops the chain; to call it
    twice is an error. The chain is built once and never changes; what its links tell each other travels on the request.

    Raises:
        TypeError: there are no links, or one cannot be called, or is made for each route: a chain knows none.
        RepeatedCallError: when it answers: a link has called the next one twice (a RuntimeError).
    """
    if not links:
        raise TypeError("a chain needs at least a handler")
    *before, last = links
    made = next((link for link in before if isinstance(link, ForRoute)), None)
    if made is not None:
        raise TypeError(f"{made!r} is made for each route, and a chain stands for none\nGive it as middlewares=[...].")
    if not callable(last):
        raise TypeError(f"{last!r} is no handler: it cannot be called")
    composed = cast(AnyHandler, last)
    for link in reversed(_made(cast("Sequence[Middleware]", before), NO_DATA)):
        composed = _linked(composed, link)
    if composed is not last:
        _links_of[composed] = links
    return cast(Handler, composed)  # a view alone is one for aiohttp, too


def links_of(handler: AnyHandler) -> tuple[Middleware | AnyHandler, ...]:
    """What a handler is a chain of; itself alone when it is none."""
    try:
        links = _links_of.get(handler, (handler,))
    except TypeError:  # it cannot be hashed, or be referred to weakly
        return (handler,)
    return links if links[-1] is handler else (*links[:-1], *links_of(cast(AnyHandler, links[-1])))


def _made(middlewares: Sequence[Middleware], data: Data) -> list[typedefs.Middleware]:
    """The middlewares for one route, those left out that have nothing to do there."""
    made = [(one.for_route(data), True) if isinstance(one, ForRoute) else (one, False) for one in middlewares]
    kept: list[Any] = [one for one, may_be_none in made if not (may_be_none and one is None)]  # whatever was given
    refused = [_named(one) for one in kept if not _is_middleware(one)]
    if refused:
        raise TypeError(f"No middleware: {', '.join(refused)}\nA middleware is `async def name(request, handler)`.")
    return kept


def _is_middleware(given: object) -> bool:
    """By the types all of them are, but not everybody checks types."""
    if not callable(given):
        return False
    try:
        inspect.signature(given).bind(None, None)
    except TypeError:
        return False
    except ValueError:  # it does not tell
        pass
    return True


def _linked(following: AnyHandler, link: typedefs.Middleware) -> Handler:
    """The handler with a link before it that may call it once."""
    inner = following if isinstance(following, type) or inspect.iscoroutinefunction(following) else _awaited(following)
    mark = object()

    @wraps(following)
    async def go_on(request: web.Request) -> web.StreamResponse:
        gone_on = request.setdefault(_GONE_ON, set[object]())
        if mark in gone_on:
            raise RepeatedCallError(_named(link), _named(following))
        gone_on.add(mark)
        return await inner(request)

    @wraps(following)
    async def answer(request: web.Request) -> web.StreamResponse:
        # A middleware of the application may ask for the whole chain once more.
        request.setdefault(_GONE_ON, set[object]()).discard(mark)
        return await link(request, go_on)

    return answer


def _named(function: object) -> str:
    """A function with its file and line."""
    name = getattr(function, "__qualname__", None) or repr(function)
    place = place_of_code(function)
    return f"{name} ({place})" if place else name


def _round(handler: AnyHandler, middleware: typedefs.Middleware) -> Handler:
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
