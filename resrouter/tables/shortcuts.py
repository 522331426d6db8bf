"""The shortcuts for methods: aiohttp's, for handlers that take their parameters too."""

from typing import Any, cast

from aiohttp import hdrs
from aiohttp.web_urldispatcher import UrlDispatcher

from resrouter.routing.route import AnyHandler, Route


class Shortcuts(UrlDispatcher):
    """What registers a route for one method; the options are those of `add_route()`."""

    def add_head(self, path: str, handler: AnyHandler, **options: Any) -> Route:
        """The HEAD route that was added."""
        return self._by_method(hdrs.METH_HEAD, path, handler, **options)

    def add_options(self, path: str, handler: AnyHandler, **options: Any) -> Route:
        """The OPTIONS route that was added."""
        return self._by_method(hdrs.METH_OPTIONS, path, handler, **options)

    def add_post(self, path: str, handler: AnyHandler, **options: Any) -> Route:
        """The POST route that was added."""
        return self._by_method(hdrs.METH_POST, path, handler, **options)

    def add_put(self, path: str, handler: AnyHandler, **options: Any) -> Route:
        """The PUT route that was added."""
        return self._by_method(hdrs.METH_PUT, path, handler, **options)

    def add_patch(self, path: str, handler: AnyHandler, **options: Any) -> Route:
        """The PATCH route that was added."""
        return self._by_method(hdrs.METH_PATCH, path, handler, **options)

    def add_delete(self, path: str, handler: AnyHandler, **options: Any) -> Route:
        """The DELETE route that was added."""
        return self._by_method(hdrs.METH_DELETE, path, handler, **options)

    def _by_method(self, method: str, path: str, handler: AnyHandler, **options: Any) -> Route:
        # aiohttp types it for handlers that take the request alone, and for routes of its own.
        return cast(Route, cast(Any, self).add_route(method, path, handler, **options))
