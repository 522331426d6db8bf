"""What v1 took for a handler: coroutine functions, generator functions, views, and whatever can be called."""

import functools
import inspect
import types
from collections.abc import Callable, Generator
from typing import Any

from aiohttp import hdrs, web
from aiohttp.abc import AbstractView

from resrouter_compat.warned import warn

# A view is a class; an old handler may be any callable.
Handler = Callable[..., Any]

# The methods of a view.
_VERBS = [method.lower() for method in sorted(hdrs.METH_ALL)]


def as_handler(handler: Handler) -> Handler:
    """The handler itself when v1 kept it, a coroutine or generator function or a view; else a coroutine round it.

    Raises:
        AssertionError: it cannot be called.
    """
    if not callable(handler):
        raise AssertionError(f"{handler!r} is no handler: it cannot be called")
    is_own = is_coroutine_function(handler) or inspect.isgeneratorfunction(handler) or _is_view(handler)
    return handler if is_own else _awaiting(handler)


def is_coroutine_function(function: object) -> bool:
    """Whether a call gives something to await: an `async def`, or a generator made for it."""
    if inspect.iscoroutinefunction(function):
        return True
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    return isinstance(code, types.CodeType) and bool(code.co_flags & inspect.CO_ITERABLE_COROUTINE)


def make_awaitable(handler: object) -> None:
    """Let the generators of a generator function be awaited, and warn that it is one; anything else stays as it is.

    The function stays the same object, so that comparisons with it hold. Of a view it is done to its methods.
    """
    if _is_view(handler):
        for verb in _VERBS:
            make_awaitable(getattr(handler, verb, None))
        return
    while isinstance(handler, functools.partial):
        handler = handler.func
    function: object = handler.__func__ if inspect.ismethod(handler) else handler
    if not isinstance(function, types.FunctionType) or not inspect.isgeneratorfunction(function):
        return
    if not function.__code__.co_flags & inspect.CO_ITERABLE_COROUTINE:
        warn(f"{function.__qualname__} is a generator function: write 'async def' and 'await'")
        types.coroutine(function)


async def awaited(result: Any) -> Any:
    """What a handler gave, awaited when that is a coroutine or an old generator."""
    if inspect.isgenerator(result):
        return await _finished(result)
    return await result if inspect.isawaitable(result) else result


@types.coroutine
def _finished(generator: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    return (yield from generator)


def _is_view(handler: object) -> bool:
    return isinstance(handler, type) and issubclass(handler, AbstractView)


def _awaiting(handler: Handler) -> Handler:
    async def handle(request: web.Request) -> Any:
        return await awaited(handler(request))

    # Objects that can be called and partials have no name to take over.
    functools.update_wrapper(handle, handler)
    return handle
