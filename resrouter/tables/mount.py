"""A table or router below a prefix that is looked up at each request, and so may change meanwhile."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from resrouter.errors import TemplateSyntaxError
from resrouter.paths.encoding import raw_path, safe_path
from resrouter.paths.template import PathTemplate
from resrouter.routing.chain import chained
from resrouter.routing.copies import linked_below
from resrouter.routing.data import Data, folded
from resrouter.routing.linked import Linked
from resrouter.routing.match_info import FailedMatchInfo, Match, MatchInfo
from resrouter.routing.mountpoint import MountPoint
from resrouter.routing.place import Place, calling_place
from resrouter.routing.resource import Resource
from resrouter.routing.static import StaticResource
from resrouter.tables.asking import Answers, Miss, ask


class Mounted(Answers, Iterable[web.AbstractResource], Protocol):
    """What a mount asks of the table below it."""

    def asked(self, method: str, path: str, host: str | None) -> Any:
        """The route and its parameters, None, or `ONLY_A_REQUEST_TELLS`."""
        ...

    def named(self, name: str) -> web.AbstractResource | None:
        """The resource of that name, mounts included."""
        ...

    def match_by_path(self, path: str) -> Any:
        """What a path in safe form leads to: a `Found`, or None."""
        ...


#: Something has a say that cannot be asked without a request.
ONLY_A_REQUEST_TELLS: object = object()

# The table for a request; without one, for a link.
Target = Callable[[web.Request | None], Mounted]


class Mount(web.AbstractResource, Linked):
    """All below a prefix, answered by a table that is looked up at each request. `Router.mount()` makes them."""

    def __init__(
        self,
        point: MountPoint,
        target: Target,
        *,
        is_decided_by_request: bool = False,
        router: web.UrlDispatcher | None = None,
        is_named: bool = True,
    ) -> None:
        # The name of the point is what the names below start with; the mount may have none, in a group that has one.
        super().__init__(name=point.name if is_named and point.trail and point.trail[-1].name else None)
        is_optional = point.optional and bool(PathTemplate.parse(point.prefix, optional=True).optional)
        if is_optional or point.converters:
            kind = "An optional" if is_optional else "A typed"
            reason, cure = (
                f"{kind} part before what is asked per request",
                "Mount a table, or say it of each path.",
            )
            raise TemplateSyntaxError(point.prefix, 0, len(point.prefix), reason, cure)
        self.template: PathTemplate = PathTemplate.parse(point.prefix)
        if self.template.shape.tail is not None:
            length = len(point.prefix)
            raise TemplateSyntaxError(
                point.prefix, 0, length, "A prefix that takes several segments", "Mount at a prefix of whole segments."
            )
        self.point: MountPoint = point
        self.place: Place = calling_place()
        self.owner: str | None = None
        #: Whether the table is another for each request, so that there is none without one.
        self.is_decided_by_request: bool = is_decided_by_request
        #: The router that is mounted, if it is one.
        self.router: web.UrlDispatcher | None = router
        self._target = target

    @property
    def canonical(self) -> str:
        """The prefix, with bare parameter names."""
        return self.template.formatter

    @property
    def data(self) -> Data:
        """What was told of the mount and all that it stands below."""
        return folded(self.point.layers)

    def table(self, request: web.Request | None = None) -> Mounted | None:
        """What is mounted now; without a request None when each gets another."""
        return None if request is None and self.is_decided_by_request else self._target(request)

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """The match info and the allowed methods for a request."""
        return await self.answer(request, safe_path(request.rel_url))

    async def answer(self, request: web.Request, path: str) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """The match info for a path in safe form; without one the allowed methods, as what was missed below."""
        split = self._split(path)
        if split is None:
            return None, set()
        params, rest = split
        try:
            table = self._target(request)
        except Exception as failure:  # noqa: BLE001  # the author's function; what it raises is the answer
            return FailedMatchInfo(params, self, failure), set()
        found = await ask(request, table, rest)
        if isinstance(found, Miss):
            return None, found
        error = found.http_exception
        if isinstance(error, web.HTTPMethodNotAllowed):
            return None, set(error.allowed_methods)
        if isinstance(error, web.HTTPNotFound):
            return None, set()
        own = found.within(params) if isinstance(found, FailedMatchInfo) else MountedMatchInfo(self, found, params)
        return own, set()

    def passed_on(self, found: web.UrlMappingMatchInfo, path: str) -> web.UrlMappingMatchInfo:
        """An answer from below for a path in safe form, with the parameters of the prefix."""
        split = self._split(path)
        return found if split is None else MountedMatchInfo(self, found, split[0])

    def find(self, method: str, path: str, host: str | None) -> Any:
        """What `asked()` of the table below says, with the parameters of the prefix."""
        split = self._split(path)
        table = self.table()
        if split is None:
            return None
        found = ONLY_A_REQUEST_TELLS if table is None else table.asked(method, split[1], host)
        return (found[0], {**split[0], **found[1]}) if isinstance(found, tuple) else found

    def match_by_path(self, path: str) -> Any:
        """What a path in safe form leads to below, told from the root: a `Found`, or None."""
        split = self._split(path)
        table = self.table()
        found = None if split is None or table is None else table.match_by_path(split[1])
        if found is None or split is None:
            return None
        template = str(self.template) + found.template
        data = folded((*self.point.layers, *getattr(found.resource, "layers", ())))
        params = {**split[0], **found.params}
        return found._replace(
            name=self.point.named(found.name), template=template, params=params, path=raw_path(path), data=data
        )

    def under(self, point: MountPoint) -> "Mount":
        """The like of it below a mount point."""
        whole, by_request = point.holding(self.point), self.is_decided_by_request
        is_named = self.name is not None
        return Mount(whole, self._target, is_decided_by_request=by_request, router=self.router, is_named=is_named)

    def named(self, name: str) -> web.AbstractResource | None:
        """A copy of the resource that has the name as it is told from outside, for links from the root."""
        table, inner = self.table(), self.name_below(name)
        resource = None if table is None or inner is None else table.named(inner)
        if isinstance(resource, StaticResource) and "{" in self.point.prefix:
            return None  # a directory's prefix has no parameters
        if isinstance(resource, StaticResource):
            return resource.under(self.point)
        return linked_below(resource, self.point) if isinstance(resource, Resource) else None

    def name_below(self, name: str) -> str | None:
        """What a name is called in the mounted table; None when it is no name from there."""
        above = f"{self.point.name}:" if self.point.name else ""
        return name.removeprefix(above) if name.startswith(above) else None

    def path_below(self, path: str) -> str | None:
        """What is left of a path in safe form below the prefix; None when it is not below it."""
        split = self._split(path)
        return None if split is None else split[1]

    def handler_for(self, found: web.UrlMappingMatchInfo) -> Handler:
        """The handler inside the mount's middlewares, composed once for each handler."""
        handler = found.handler
        if not self.point.middlewares:
            return handler
        # Kept by the route, and gone with it: the handler of a directory holds its route, so no mount may hold that.
        composed: WeakKeyDictionary[Mount, tuple[Handler, Handler]]
        composed = vars(found.route).setdefault("_below_mounts", WeakKeyDictionary())
        kept = composed.get(self)
        if kept is None or kept[0] is not handler:
            told = getattr(found.route, "layers", ())
            inside: Any = chained(handler, self.point.middlewares, folded((*self.point.layers, *told)))
            kept = composed[self] = handler, inside
        return kept[1]

    def add_prefix(self, prefix: str) -> None:
        """Put a literal prefix before the path."""
        self.template = self.template.under(prefix)
        self.point = self.point._replace(prefix=prefix + self.point.prefix)

    def raw_match(self, path: str) -> bool:
        """Never: the mount is no path of its own."""
        return False

    def url_for(self, **_parts: str) -> URL:
        """There is no page at a mount; raises RuntimeError as aiohttp's sub-applications do."""
        raise RuntimeError(f".url_for() is not supported by the mount {self.label}")

    def get_info(self) -> Any:
        """The prefix, as aiohttp tells that of a sub-application."""
        return {"prefix": self.canonical}

    def __len__(self) -> int:
        return sum(len(resource) for resource in self.table() or ())

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return (route for resource in self.table() or () for route in resource)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<Mount {self.label}>"

    def _split(self, path: str) -> tuple[dict[str, str], str] | None:
        """The values of the prefix's parameters, and what is left of the path below it."""
        size = len(self.template.shape.segments)
        segments = path.split("/", size)
        taken = self.template.match("/".join(segments[:size]))
        if taken is None:
            return None
        return taken, f"/{segments[size]}" if len(segments) > size else ""


class MountedMatchInfo(MatchInfo):
    """The answer of something below a mount, with the parameters of the prefix."""

    __slots__ = ("_inner", "_mount")

    def __init__(self, mount: Mount, inner: web.UrlMappingMatchInfo, params: dict[str, str]) -> None:
        super().__init__({**params, **inner}, inner.route)
        self._mount = mount
        self._inner = inner
        for app in reversed(inner.apps):
            self.add_app(app)

    @property
    def handler(self) -> Handler:
        """The handler inside the mount's middlewares."""
        return self._mount.handler_for(self._inner)

    @property
    def http_exception(self) -> web.HTTPException | None:
        """What the answer below raises, if that is an error."""
        return self._inner.http_exception

    @property
    def data(self) -> Data:
        """What was told of the mount, and below that of the route."""
        return folded(self.layers)

    @property
    def layers(self) -> tuple[Data, ...]:
        """What was told on each level, outermost first."""
        below: tuple[Data, ...] = getattr(self._inner, "layers", ())
        return (*self._mount.point.layers, *below)

    @property
    def matches(self) -> tuple[Match, ...]:
        """The mounts and groups on the way, outermost first, and at the end the resource."""
        mount = self._mount
        stops = [Match(stop.name, stop.template, self._within(stop.template)) for stop in mount.point.trail]
        above = self._within(str(mount.template))
        below: tuple[Match, ...] = getattr(self._inner, "matches", ())
        return (
            *stops,
            *(Match(name, str(mount.template) + template, {**above, **params}) for name, template, params in below),
        )
