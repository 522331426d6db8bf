"""Where resources stand below others: the prefix, names, data and middlewares that are put before their own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from resrouter.paths.converters import Converter
from resrouter.paths.syntax import Syntax
from resrouter.paths.template import PathTemplate
from resrouter.routing.data import Data, kept
from resrouter.routing.middleware import Middleware


def in_braces(path: str, syntax: Syntax) -> tuple[str, bool]:
    """A path in braces, and whether it is to be read: for its optional parts, or for braces that are text."""
    if syntax == "braces":
        return path, False
    template = PathTemplate.parse(path, syntax=syntax)
    text = str(template)
    return text, bool(template.optional or "%7B" in text or "%7D" in text)


class Stop(NamedTuple):
    """A mount or group on the way to a resource: its own name, and the template of all prefixes down to it."""

    name: str | None
    template: str


class MountPoint(NamedTuple):
    """What a mount or a group puts before the path, the name, the data and the middlewares of what is below it."""

    prefix: str = ""
    name: str | None = None
    layers: tuple[Data, ...] = ()
    middlewares: tuple[Middleware, ...] = ()
    #: The mounts and named groups that this one stands for, outermost first.
    trail: tuple[Stop, ...] = ()
    #: How the paths below it are spelled; its own prefix is in braces.
    syntax: Syntax = "braces"
    #: Whether its prefix has parts that may be absent.
    optional: bool = False
    #: What the parameters of its prefix stand for.
    converters: Mapping[str, Converter[Any]] = MappingProxyType({})

    def spelled(self, path: str) -> tuple[str, bool]:
        """A path below it in braces, and whether it has optional parts."""
        return in_braces(path, self.syntax)

    def named(self, name: str | None) -> str | None:
        """The whole name of something below: 'shop:item'."""
        return f"{self.name}:{name}" if self.name and name else name

    def as_mount(self) -> "MountPoint":
        """The same, being one of the stops that `match_info.matches` tells."""
        return self._replace(trail=(Stop(self.name, self.prefix),))

    def holding(self, point: "MountPoint") -> "MountPoint":
        """This point and another below it, as one."""
        return MountPoint(
            self.prefix + point.prefix,
            self.named(point.name) or self.name,
            (*self.layers, *point.layers),
            (*self.middlewares, *point.middlewares),
            self.trail_over(point.trail),
            self.syntax,
            self.optional or point.optional,
            {**self.converters, **point.converters} if point.converters else self.converters,
        )

    def trail_over(self, trail: tuple[Stop, ...]) -> tuple[Stop, ...]:
        """The trail of something below, told from here."""
        return (*self.trail, *(stop._replace(template=self.prefix + stop.template) for stop in trail))


ROOT = MountPoint()


def root(syntax: Syntax) -> MountPoint:
    """The point that puts nothing before what is below it, where paths are spelled so."""
    return ROOT if syntax == "braces" else ROOT._replace(syntax=syntax)


def grouped(
    spelled: tuple[str, bool],
    name: str | None = None,
    data: Data | None = None,
    middlewares: tuple[Middleware, ...] = (),
    converters: Mapping[str, Converter[Any]] = MappingProxyType({}),  # each has values of its own type
) -> MountPoint:
    """The point of a group below a prefix, as `in_braces()` gives it; only one with a name is a stop."""
    prefix, optional = spelled
    layers = (kept(data),) if data else ()
    point = MountPoint(prefix.rstrip("/"), name, layers, middlewares, optional=optional, converters=converters)
    return point.as_mount() if name else point
