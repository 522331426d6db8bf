"""Resources that aiohttp made become ours, and stay the same objects."""

# pyright: reportPrivateUsage=false
# What these classes keep, they keep in private attributes; adopting them is the one place that reads those.

from types import MethodType

from aiohttp import web

from resrouter.paths.template import PathTemplate
from resrouter.routing.resource import DynamicResource, PlainResource, Resource, TypedResource
from resrouter.routing.static import StaticResource


def adopt(resource: web.AbstractResource) -> None:
    """Turn a resource of aiohttp's own plain, dynamic or static class into one of ours, in its place.

    Its routes, its name and its identity stay, so that whoever holds it holds what is served. One of another class, or
    one whose path cannot be read back, is left as it is.
    """
    if type(resource) is web.PlainResource:
        _become(resource, PlainResource, PathTemplate.literal(resource.canonical))
    elif type(resource) is web.DynamicResource:
        template = PathTemplate.parse(resource._orig_path)
        if template.formatter == resource.canonical:
            # Attributes of aiohttp's class that ours reads off the template.
            del resource._pattern, resource._formatter
            _become(resource, DynamicResource, template)
    elif type(resource) is web.StaticResource:
        resource.__class__ = StaticResource
        assert isinstance(resource, StaticResource)
        resource.place = None
        stock = MethodType(web.StaticResource._handle, resource)
        for route in resource._routes.values():
            # By type too: a wrapper that passes for the method, as New Relic's do, stays.
            if type(route.handler) is MethodType and route.handler == stock:
                route._handler = resource._handle


def read_prefix(resource: Resource) -> None:
    """Take the braces in a resource's prefix for parameters; it becomes a dynamic one in its place.

    Raises:
        TemplateSyntaxError: the prefix cannot be read, or has a parameter that the path has too (a ValueError).
    """
    path, place = str(resource.template), resource.place
    template = PathTemplate.parse(path, optional=bool(resource.template.optional))
    _become(resource, TypedResource if isinstance(resource, TypedResource) else DynamicResource, template)
    assert isinstance(resource, DynamicResource)
    resource._orig_path, resource.place = path, place


def _become(resource: web.AbstractResource, ours: type[Resource], template: PathTemplate) -> None:
    resource.__class__ = ours
    assert isinstance(resource, Resource)
    resource.template = template
    resource.place = None
