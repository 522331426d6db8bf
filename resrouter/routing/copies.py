"""Copies of resources, with what was said of them and of their routes: to be changed, or to stand elsewhere."""

# pyright: reportPrivateUsage=false
# What aiohttp's resources keep their routes in is private; a copy for links shares it.

from collections.abc import Mapping

from resrouter.errors import TemplateSyntaxError
from resrouter.routing.making import resource_for
from resrouter.routing.mountpoint import ROOT, MountPoint
from resrouter.routing.resource import REBUILDABLE, DynamicResource, Resource
from resrouter.routing.route import Route


def is_rebuildable(resource: Resource) -> bool:
    """Whether a copy can be made of it: a subclass may hold what nobody here knows of."""
    return type(resource) in REBUILDABLE


def is_read(resource: Resource) -> bool:
    """Whether its path is read as no other: for parts that may be absent, or for braces that are text."""
    return bool(resource.template.optional) or (isinstance(resource, DynamicResource) and not resource.template.names)


def copied(resource: Resource) -> Resource:
    """The same, to be changed in its place."""
    return _rebuilt(resource)


def at_root(resource: Resource) -> Resource:
    """A copy with the path '/'."""
    return _rebuilt(resource, path="/")


def without_routes_of(resource: Resource, owner: str) -> Resource:
    """A copy without the routes of an owner."""
    return _rebuilt(resource, without=owner)


def copied_below(resource: Resource, point: MountPoint) -> Resource:
    """A copy below a mount point.

    Raises:
        TemplateSyntaxError: the prefix and the path have a parameter of the same name.
    """
    copy = _rebuilt(resource, point)
    # It belongs to those who mount it, and goes when they go.
    copy.owner, copy.guests = None, frozenset()
    for route in copy:
        if isinstance(route, Route):
            route.owner = None
    return copy


def linked_below(resource: Resource, point: MountPoint) -> Resource:
    """A copy below a mount point that is there for its links: its routes are those of the resource itself."""
    copy = _without_routes(resource, point, converters=resource.converters)
    copy._routes, copy._any_route, copy._allowed_methods = (
        resource._routes,
        resource._any_route,
        resource._allowed_methods,
    )
    copy.owner = None
    return copy


def _rebuilt(
    resource: Resource, point: MountPoint = ROOT, *, path: str | None = None, without: str | None = None
) -> Resource:
    copy = _without_routes(resource, point, path=path, converters=resource.declared)
    for route in resource:
        if without is None or not (isinstance(route, Route) and route.owner == without):
            copy.take_copy(route)
    copy.guests = resource.guests - {without}
    return copy


def _without_routes(
    resource: Resource, point: MountPoint, *, path: str | None = None, converters: Mapping[str, object]
) -> Resource:
    template = resource.template
    if "{" in template.prefix or "}" in template.prefix:
        # Put before a template, a brace is a brace; in the text of one it would start a parameter.
        reason, cure = "A prefix of an application with a brace", "Mount the application's router itself."
        raise TemplateSyntaxError(str(template), 0, len(template.prefix), reason, cure)
    copy = resource_for(
        point.prefix + (str(template) if path is None else path),
        name=point.named(resource.name),
        converters={**point.converters, **converters},
        optional=is_read(resource) or point.optional,
    )
    copy.place = resource.place
    copy.layers = (*point.layers, *resource.layers)
    copy.middlewares = (*point.middlewares, *resource.middlewares)
    copy.trail = point.trail_over(resource.trail)
    copy.owner, copy.conflicting = resource.owner, resource.conflicting
    return copy
