"""Making resources: which kind a path asks for."""

from collections.abc import Mapping
from types import MappingProxyType

from resrouter.errors import TemplateSyntaxError
from resrouter.paths.converters import converters_of
from resrouter.paths.syntax import Param
from resrouter.paths.template import PathTemplate
from resrouter.routing.data import NO_DATA, Data, kept
from resrouter.routing.middleware import Middleware
from resrouter.routing.mountpoint import ROOT, MountPoint
from resrouter.routing.resource import DynamicResource, PlainResource, Resource, TypedResource


def resource_for(
    path: str,
    *,
    name: str | None = None,
    data: Data = NO_DATA,
    middlewares: tuple[Middleware, ...] = (),
    point: MountPoint = ROOT,
    converters: Mapping[str, object] = MappingProxyType({}),
    optional: bool = False,
) -> Resource:
    """A resource for a path in braces below a mount point: plain, with parameters, or with typed or optional ones.

    Raises:
        TemplateSyntaxError: the path cannot be read (a ValueError).
        TypeError: a converter is none, or is for no parameter of the path.
    """
    if path and not path.startswith("/"):
        raise TemplateSyntaxError(path, 0, 1, "No slash at the start", f"Write {'/' + path!r}.")
    path = point.prefix + path
    resource: Resource
    if converters or point.converters or optional or point.optional:
        told = {**point.converters, **converters_of(converters)}
        resource = _typed(path, point.named(name), told, optional=optional or point.optional)
    else:
        is_dynamic = "{" in path or "}" in path
        resource = (DynamicResource if is_dynamic else PlainResource)(path, name=point.named(name))
    if data or point is not ROOT:
        resource.layers = (*point.layers, kept(data)) if data else point.layers
        resource.middlewares = (*point.middlewares, *middlewares)
        resource.trail = point.trail
    elif middlewares:
        resource.middlewares = middlewares
    return resource


def _typed(path: str, name: str | None, converters: Mapping[str, object], *, optional: bool) -> Resource:
    """A typed resource, or a usual one when nothing of its path is typed or optional."""
    readers = converters_of(converters)
    read = path
    for part, reader in readers.items():
        if getattr(reader, "crosses_slash", False):
            read = read.replace(f"{{{part}}}", f"{{{part}:.+}}")
    template = PathTemplate.parse(read, optional=optional)
    unknown = sorted(map(str, readers.keys() - set(template.names)))
    if unknown:
        raise TypeError(f"{path!r} has no parameter {', '.join(unknown)}; it has {', '.join(template.names) or 'none'}")
    for piece in template.pieces:
        if isinstance(piece, Param) and getattr(readers.get(piece.name), "crosses_slash", False):
            reason = f"{piece.name!r} in {path!r} takes no slash, being optional or of a regex that takes none"
            raise TypeError(f"{reason}; its converter needs '{{{piece.name}}}' or '{{{piece.name}:.+}}'")
    if readers or template.optional:
        return TypedResource(template, path, name=name, converters=MappingProxyType(readers))
    # A brace that is written as a URL shows it is read in a path with parameters alone.
    is_read = template.names or not PathTemplate.literal(path).is_reachable
    return (DynamicResource if is_read else PlainResource)(path, name=name)
