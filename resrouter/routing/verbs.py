"""The methods that a resource answers: a class-based view knows its own."""

from inspect import isclass

from aiohttp import hdrs, web
from aiohttp.abc import AbstractView

from resrouter.routing.route import Route


def verbs(resource: web.AbstractResource) -> frozenset[str]:
    """The methods that a resource answers: a class-based view under "*" counts with those that it implements."""
    return frozenset[str]().union(*map(verbs_of, resource))


def verbs_of(route: web.AbstractRoute) -> frozenset[str]:
    """The methods that a route answers; "*" when it takes them all."""
    view = view_of(route)
    if route.method != hdrs.METH_ANY or view is None:
        return frozenset({route.method})
    implemented = frozenset(method for method in hdrs.METH_ALL if hasattr(view, method.lower()))
    # A view that answers in its own way does not tell.
    return implemented or frozenset({hdrs.METH_ANY})


def lacks(route: web.AbstractRoute, method: str) -> bool:
    """Whether a route that stands for every method is a view that does not implement this one."""
    return verbs_of(route).isdisjoint({method, hdrs.METH_ANY})


def view_of(route: web.AbstractRoute) -> type[AbstractView] | None:
    """The class-based view that answers a route, without the middlewares round it."""
    handler = route.unchained if isinstance(route, Route) else route.handler
    if isclass(handler) and issubclass(handler, AbstractView):  # pyright: ignore[reportUnnecessaryIsInstance]  # aiohttp takes other classes too
        return handler
    return None
