"""Cooperation with those who replace aiohttp's `UrlDispatcher.resolve`, as sentry-sdk does.

A router of ours overrides `resolve`, so a function put onto aiohttp's class would never run. Instead each request asks
whether that function is still the genuine one. If not, what stands there is called, and when it calls the genuine one
in turn, that finds our answer behind `_resource_index`.
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.UrlMappingMatchInfo]]
Resolve = Callable[[web.UrlDispatcher, web.Request], Awaitable[web.UrlMappingMatchInfo]]

# What stands on the class at import may be a replacement already.
_GENUINE = inspect.unwrap(web.UrlDispatcher.resolve)


def replaced_resolve() -> Resolve | None:
    """What stands in the place of aiohttp's own `resolve`, or None while that is in its place."""
    current = web.UrlDispatcher.resolve
    return None if current is _GENUINE else current


class StockDoor(dict[str, list[web.AbstractResource]]):
    """An index for aiohttp's own `resolve` in which every path leads to one candidate: the router's answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._candidates = [_Answering(answer)]

    def get(self, key: str, default: Any = None) -> Any:
        """The one candidate, whatever the path."""
        return self._candidates


class _Answering:
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo, set[str]]:
        return await self._answer(request), set()
