"""Copies of resources, with what was said of them and of their routes: to be changed, or to stand elsewhere."""

from collections.abc import Callable

from aiohttp import web

from resrouter.errors import TemplateSyntaxError
from resrouter.routing.data import Data
from resrouter.routing.middleware import Middleware
from resrouter.routing.mountpoint import MountPoint
from resrouter.routing.resource import REBUILDABLE, Resource, resource_for
from resrouter.routing.route import Route


def is_rebuildable(resource: Resource) -> bool:
    """Whether a copy can be made of it: a subclass may hold what nobody here knows of."""
    return type(resource) in REBUILDABLE


def copied(resource: Resource) -> Resource:
    """The same, to be changed in its place."""
    return _rebuilt(resource, str(resource.template), resource.name, resource.layers, resource.middlewares)


def at_root(resource: Resource) -> Resource:
    """A copy with the path '/'."""
    return _rebuilt(resource, "/", resource.name, resource.layers, resource.middlewares)


def without_routes_of(resource: Resource, owner: str) -> Resource:
    """A copy without the routes of an owner."""
    layers, middlewares = resource.layers, resource.middlewares
    copy = _rebuilt(
        resource, str(resource.template), resource.name, layers, middlewares, lambda route: _owner(route) != owner
    )
    copy.guests -= {owner}
    return copy


def copied_below(resource: Resource, point: MountPoint) -> Resource:
    """A copy below a mount point.

    Raises:
        TemplateSyntaxError: the prefix and the path have a parameter of the same name.
    """
    template = resource.template
    if "{" in template.prefix or "}" in template.prefix:
        # Put before a template, a brace is a brace; in the text of one it would start a parameter.
        reason, cure = "A prefix of an application with a brace", "Mount the application's router itself."
        raise TemplateSyntaxError(str(template), 0, len(template.prefix), reason, cure)
    layers, middlewares = (*point.layers, *resource.layers), (*point.middlewares, *resource.middlewares)
    copy = _rebuilt(resource, point.prefix + str(template), point.named(resource.name), layers, middlewares)
    copy.trail = point.trail_over(resource.trail)
    # It belongs to those who mount it, and goes when they go.
    copy.owner, copy.guests = None, frozenset()
    for route in copy:
        if isinstance(route, Route):
            route.owner = None
    return copy


def _rebuilt(
    resource: Resource,
    path: str,
    name: str | None,
    layers: tuple[Data, ...],
    middlewares: tuple[Middleware, ...],
    is_kept: Callable[[web.ResourceRoute], bool] = lambda _route: True,
) -> Resource:
    copy = resource_for(path, name=name, converters=resource.declared, optional=bool(resource.template.optional))
    copy.place = resource.place
    copy.layers, copy.middlewares, copy.trail = layers, middlewares, resource.trail
    copy.owner, copy.conflicting = resource.owner, resource.conflicting
    for route in resource:
        if is_kept(route):
            copy.take_copy(route)
    copy.guests = resource.guests
    return copy


def _owner(route: web.ResourceRoute) -> str | None:
    return route.owner if isinstance(route, Route) else None
