"""All or nothing: a refused registration leaves no trace."""

# pyright: reportPrivateUsage=false
# Undoing what aiohttp's `Resource.add_route()` did means putting back what it keeps in private.

from aiohttp import web


class Savepoint:
    """The resources and names of a router at one moment. Registration only appends, so their number says enough."""

    def __init__(self, resources: list[web.AbstractResource], names: dict[str, web.AbstractResource]) -> None:
        self._resources = resources
        self._names = names
        self._count = len(resources)
        last = resources[-1] if resources else None
        # Of the resources that stay only the last one can have got routes: it is the one that is used again.
        self._last = last if isinstance(last, web.Resource) else None
        if self._last is not None:
            self._routes = self._last._routes.copy()
            self._any_route = self._last._any_route
            self._allowed = self._last._allowed_methods.copy()

    def restore(self) -> None:
        """Take away what came later with its names, and give the last resource before it its old routes again."""
        gone = self._resources[self._count :]
        del self._resources[self._count :]
        for resource in gone:
            if resource.name is not None:
                self._names.pop(resource.name, None)
        if self._last is not None:
            self._last._routes = self._routes
            self._last._any_route = self._any_route
            self._last._allowed_methods = self._allowed
