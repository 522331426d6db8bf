"""Cooperation with those who replace aiohttp's `UrlDispatcher.resolve`, as sentry-sdk does.

A router of ours overrides `resolve`, so a function put onto aiohttp's class would never run. Instead each request asks
whether that function is still the genuine one. If not, what stands there is called, and when it calls the genuine one
in turn, that finds our answer where it looks first, among the domains.
"""

import inspect
from collections.abc import Awaitable, Callable

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.UrlMappingMatchInfo]]

# aiohttp's own resolve(). What stands on the class at import may be a replacement already.
GENUINE = inspect.unwrap(web.UrlDispatcher.resolve)


class StockDoor:
    """What aiohttp's own `resolve` takes for a domain that fits every request: the router's answer.

    It asks domains first, and nothing else when the request has no path ("GET http://host", "CONNECT host:443").
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo, set[str]]:
        """The answer and no methods: a 405 has them already."""
        return await self._answer(request), set()
