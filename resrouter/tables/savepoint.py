"""All or nothing: a refused registration leaves no trace."""

# pyright: reportPrivateUsage=false
# Undoing what aiohttp's `Resource.add_route()` did means putting back what it keeps in private.

from aiohttp import web

from resrouter.routing.resource import Resource


class Savepoint:
    """The routes of the resource that is used again; all else is in the table, which never changes."""

    def __init__(self, last: web.AbstractResource | None) -> None:
        self._last = last if isinstance(last, web.Resource) else None
        if self._last is not None:
            self._routes = self._last._routes.copy()
            self._any_route = self._last._any_route
            self._allowed = self._last._allowed_methods.copy()

    def restore(self) -> None:
        """Give the resource its old routes again."""
        if self._last is not None:
            self._last._routes = self._routes
            self._last._any_route = self._any_route
            self._last._allowed_methods = self._allowed
            if isinstance(self._last, Resource):
                self._last.retype()
