"""The answers for a request, as v1's middlewares look at them."""

from abc import ABCMeta, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote

from aiohttp import abc, hdrs, web
from aiohttp.web_urldispatcher import SystemRoute as AiohttpSystemRoute

import resrouter


class UrlMappingMatchInfo(resrouter.MatchInfo):
    """A dict of the path's parameters, with `handler` and `route`."""

    __slots__ = ()

    @property
    def expect_handler(self) -> Callable[[web.Request], Awaitable[web.StreamResponse | None]]:
        """The route's answer to "Expect: 100-continue"; other values of the header ask for nothing."""
        return self._expect

    async def _expect(self, request: web.Request) -> web.StreamResponse | None:
        if request.headers.get(hdrs.EXPECT, "").lower() != "100-continue":
            return None
        return await self._route.handle_expect_header(request)


def decoded(match: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a path, percent-decoded once; what is no text stays as it is."""
    return {name: unquote(value) if isinstance(value, str) else value for name, value in match.items()}


class _CountsAiohttps(ABCMeta):
    def __instancecheck__(cls, instance: object) -> bool:
        """Whether it is the route of a 404 or 405, whoever made it."""
        return isinstance(instance, AiohttpSystemRoute)


class SystemRoute(AiohttpSystemRoute, metaclass=_CountsAiohttps):
    """Stands for the route on a 404 or 405: `status`, `reason`, no name, no path.

    It is made of a status and a reason as in v1, or of an exception as in aiohttp.
    """

    def __init__(self, status: int | web.HTTPException, reason: str | None = None) -> None:
        super().__init__(_Failure(status, reason) if isinstance(status, int) else status)

    @property
    def handler(self) -> Any:
        """None: the match info has the handler."""
        return None

    def match(self, path: str) -> dict[str, str] | None:
        """Never matches."""
        return None

    def url(self, **kwargs: Any) -> str:
        """There is no link.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(".url() is not allowed for SystemRoute")


class _Failure(web.HTTPException):
    """An error of any status."""

    def __init__(self, status: int, reason: str | None) -> None:
        self.status_code = status
        super().__init__(reason=reason)


class ErrorMatchInfo(resrouter.MatchInfoError):
    """A 404 or 405: an empty dict, whose `route` is a `SystemRoute` and whose handler raises."""

    __slots__ = ()

    def __init__(self, http_exception: web.HTTPException, resource: web.AbstractResource | None = None) -> None:
        super().__init__(http_exception, resource)
        self._route = SystemRoute(http_exception)

    @property
    def handler(self) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """What raises the error."""
        return self._raise

    async def _raise(self, _request: web.Request) -> web.StreamResponse:
        raise self._exception


class AbstractMatchInfo(abc.AbstractMatchInfo):
    """A match info of one's own: only `handler` and `route` must be written."""

    _apps: tuple[web.Application, ...] = ()
    _current: web.Application | None = None

    @property
    @abstractmethod
    def route(self) -> Any:
        """The route that answers."""

    @property
    def expect_handler(self) -> Callable[[web.Request], Awaitable[web.StreamResponse | None]]:
        """The route's answer to the header "Expect"; without a route that has one, none."""
        return self._expect

    @property
    def http_exception(self) -> web.HTTPException | None:
        """The error that the handler raises; none."""
        return None

    def get_info(self) -> dict[str, Any]:
        """What is known of the route's path."""
        get_info = getattr(self.route, "get_info", dict)
        info: dict[str, Any] = get_info()
        return info

    @property
    def apps(self) -> tuple[web.Application, ...]:
        """The applications that the request went through, outermost first."""
        return self._apps

    def add_app(self, app: web.Application) -> None:
        """Note an application that the request went through."""
        self._current = self._current or app
        self._apps = (app, *self._apps)

    @property
    def current_app(self) -> web.Application | None:
        """The application whose middlewares or handler are running."""
        return self._current

    @current_app.setter
    def current_app(self, app: web.Application) -> None:
        self._current = app

    def freeze(self) -> None:
        """Nothing is closed."""

    async def _expect(self, request: web.Request) -> web.StreamResponse | None:
        route: Any = self.route
        if request.headers.get(hdrs.EXPECT, "").lower() != "100-continue" or not hasattr(route, "handle_expect_header"):
            return None
        answer: web.StreamResponse | None = await route.handle_expect_header(request)
        return answer
