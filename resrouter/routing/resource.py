"""A named thing with a path, and one route for each method it answers."""

import logging
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from types import MappingProxyType
from typing import Any
from weakref import ref

from aiohttp import hdrs, web
from yarl import URL, Query

from resrouter.errors import DeadRouteError, UrlError
from resrouter.paths.converters import TEXT, Converter, text_for
from resrouter.paths.encoding import safe_path
from resrouter.paths.entry import Check, Entry
from resrouter.paths.link import link
from resrouter.paths.template import PathTemplate
from resrouter.routing.chain import chained
from resrouter.routing.data import NO_DATA, Data, Told, folded, kept
from resrouter.routing.linked import Linked
from resrouter.routing.match_info import FailedMatchInfo, MatchInfo
from resrouter.routing.middleware import Middleware, middlewares_of
from resrouter.routing.mountpoint import Stop
from resrouter.routing.place import Place, calling_place
from resrouter.routing.route import AnyHandler, ExpectHandler, Route, place_of_route
from resrouter.routing.signature import taking_parts
from resrouter.routing.verbs import verbs

NO_CONVERTERS: Mapping[str, Converter[Any]] = MappingProxyType({})

# Tables in several threads may file one resource.
_FILING = Lock()
_MANY = 8

log: logging.Logger = logging.getLogger("resrouter")

_REPLACED = "%s %s was registered at %s, and is replaced by the registration at %s"


class Resource(web.Resource, Linked, Told):
    """A path, perhaps a name, and the routes below it, one for each method.

    `Router.add_resource()` makes them; to build one by hand take `PlainResource` or `DynamicResource`.
    """

    place: Place | None

    # Set where they are given: a resource that has none of them costs no more for them.

    #: What runs round the handlers of its routes, outermost first.
    middlewares: tuple[Middleware, ...] = ()
    #: Who registered it.
    owner: str | None = None
    #: The mounts and groups that it stands below, outermost first.
    trail: tuple[Stop, ...] = ()
    #: Whether it may fit the same paths as others that say so too.
    conflicting: bool = False
    #: Who adds routes to it now, when that is another owner, and all who have done so.
    guest: str | None = None
    guests: frozenset[str] = frozenset()
    #: What the texts of its parameters stand for, by name; those that are not here are texts.
    converters: Mapping[str, Converter[Any]] = NO_CONVERTERS
    #: The converters that were given with the path; the others are those that the handlers of its routes name.
    declared: Mapping[str, Converter[Any]] = NO_CONVERTERS

    def __init__(self, template: PathTemplate, *, name: str | None = None) -> None:
        # Past aiohttp's plain and dynamic classes, which would read the path once more.
        web.Resource.__init__(self, name=name)
        self.template = template
        self.place = calling_place()

    def add_route(
        self,
        method: str,
        handler: AnyHandler,
        *,
        expect_handler: ExpectHandler | None = None,
        data: Data = NO_DATA,
        middlewares: Iterable[Middleware] = (),
    ) -> Route:
        """The route that was added for the method; "*" takes every method that has no route of its own.

        Its data is merged below that of the resource, `match_info.data`; its middlewares run inside the resource's.

        Raises:
            DeadRouteError: the method, or "*", is taken already (a RuntimeError, as in aiohttp).
            ValueError: the method is no HTTP token.
        """
        rival = self._routes.get(method, self._any_route)
        if rival is not None:
            earlier = getattr(rival, "owner", None) or self.owner
            raise DeadRouteError(
                self.canonical,
                method,
                taken_by=rival.method,
                first=(_name_of(rival.handler), place_of_route(rival) + _by(earlier)),
                second=(_name_of(handler), str(calling_place()) + _by(self.guest or self.owner)),
            )
        route = self._route(method, handler, expect_handler, data, middlewares_of(middlewares))
        if self.guest is not None:
            route.owner = self.guest
            self.guests |= {self.guest}
        replaced = self._routes.get(route.method)
        if replaced is not None:
            # Only a method in lower case comes here; aiohttp lets it replace the route, and so do we, but not silently.
            log.warning(_REPLACED, route.method, self.canonical, place_of_route(replaced), route.place)
        self.register_route(route)
        if route.converters or replaced is not None:
            self.retype()
        return route

    def add_wildcard(self, handler: AnyHandler, *, expect_handler: ExpectHandler | None = None) -> Route:
        """The route that was added for every method that has no route of its own."""
        return self.add_route(hdrs.METH_ANY, handler, expect_handler=expect_handler)

    def route_for(self, method: str) -> web.ResourceRoute | None:
        """The route that answers the method, if any."""
        return self._routes.get(method, self._any_route)

    @property
    def allowed_methods(self) -> frozenset[str]:
        """The methods that have a route, as `Allow` lists them."""
        return frozenset(self._allowed_methods)

    @property
    def verbs(self) -> frozenset[str]:
        """The methods that it answers: a class-based view counts with those that it implements."""
        return verbs(self)

    @property
    def matches_by_template(self) -> bool:
        """Whether the template alone decides what matches; a subclass may have its own `resolve()` or `_match()`."""
        kind = type(self)
        return kind in REBUILDABLE or (kind.resolve is Resource.resolve and kind._match is Resource._match)

    async def resolve(self, request: web.Request) -> tuple[MatchInfo | None, set[str]]:
        """The match info and the allowed methods for a request, as aiohttp's own dispatcher asks for them."""
        params = self._match(safe_path(request.rel_url))
        if params is None:
            return None, set()
        route = self.route_for(request.method)
        return (MatchInfo(params, route) if route else None), self._allowed_methods

    def _match(self, path: str) -> dict[str, str] | None:
        return self.template.match(path)

    def take_copy(self, route: web.ResourceRoute) -> None:
        """Add a route like one of another resource."""
        own = route if isinstance(route, Route) else None
        handler = route.handler if own is None else own.unchained
        # aiohttp keeps it in private, and only calls it.
        expect = route._expect_handler  # pyright: ignore[reportPrivateUsage]  # for that reason
        data, middlewares = (NO_DATA, ()) if own is None else (own.own_data, own.own_middlewares)
        copy = self._route(route.method, handler, expect, data, middlewares, takes_parts=own is not None)
        if own is not None:
            copy.place, copy.owner = own.place, own.owner
        self.register_route(copy)
        if copy.converters:
            self.retype()

    def _route(
        self,
        method: str,
        handler: AnyHandler,
        expect_handler: ExpectHandler | None,
        data: Data,
        middlewares: tuple[Middleware, ...],
        *,
        takes_parts: bool = True,
    ) -> Route:
        composed, converters = handler, NO_CONVERTERS
        if takes_parts:
            composed, converters = taking_parts(handler, self.template, self.declared, self, method)
        around = (*self.middlewares, *middlewares)
        if around:
            composed = chained(composed, around, folded((*self.layers, data)))
        route = Route(method, composed, self, expect_handler=expect_handler)
        if converters:
            route.converters = converters
        if middlewares:
            route.own_middlewares = middlewares
        if composed is not handler:
            route.unchained = handler
        if data:
            route.own_data = kept(data)
        return route

    def retype(self) -> None:
        """Take up what is said of the types of the parameters: when it was added, and by the handlers of its routes."""

    @abstractmethod
    def add_prefix(self, prefix: str) -> None:
        """Put a literal prefix before the path; aiohttp does so when it mounts an application."""


class PlainResource(Resource, web.PlainResource):
    """A resource whose path has no parameters."""

    template: PathTemplate

    def __init__(self, path: str, *, name: str | None = None) -> None:
        if path and not path.startswith("/"):
            # AssertionError by name, as aiohttp's class raises it.
            raise AssertionError(f"the path {path!r} must be empty or start with '/'")
        super().__init__(PathTemplate.literal(path), name=name)
        self._path = path

    def freeze(self) -> None:
        """Turn the empty path of an application that was not mounted into '/'."""
        web.PlainResource.freeze(self)
        if not str(self.template):
            self.template = PathTemplate.literal("/")

    def add_prefix(self, prefix: str) -> None:
        """Put a literal prefix before the path."""
        web.PlainResource.add_prefix(self, prefix)
        self.template = self.template.under(prefix)


class DynamicResource(Resource, web.DynamicResource):
    """A resource whose path has parameters."""

    template: PathTemplate
    # How it is filed, in all tables that there are of it.
    _entries: tuple[ref[Entry[Any]], ...] = ()

    def __init__(self, path: str, *, name: str | None = None, template: PathTemplate | None = None) -> None:
        super().__init__(PathTemplate.parse(path) if template is None else template, name=name)
        if not path.startswith("/"):
            # AssertionError by name, as aiohttp's class raises it, and only then.
            raise AssertionError(f"the path {path!r} must start with '/'")
        self._orig_path = path

    def filed_as(self, entries: Sequence[Entry[Any]]) -> None:
        """Note how a table has filed it: what its handlers say of its parameters decides whether it has to be asked."""
        with _FILING:
            kept = self._entries
            if len(kept) > _MANY and not len(kept) & (len(kept) - 1):  # not each time, as there may be many tables
                kept = tuple(entry for entry in kept if entry() is not None)
            self._entries = (*kept, *map(ref, entries))
        if type(self) is TypedResource:
            for entry in entries:
                entry.checked_by(self.check())

    def retype(self) -> None:
        """Take up what is said of its parameters' types; a class of a user's own has its own way to match."""
        if type(self) not in REBUILDABLE:
            return
        said = {part: converter for route in self for part, converter in getattr(route, "converters", {}).items()}
        typed = {part: converter for part, converter in said.items() if converter != TEXT}
        self.converters: Mapping[str, Converter[Any]] = MappingProxyType({**typed, **self.declared})
        is_typed = bool(self.converters or self.template.optional)
        # First this, then the entries; who files it goes the other way, so that neither misses what the other does.
        _become(self, TypedResource if is_typed else DynamicResource)
        for entry in filter(None, [entry() for entry in self._entries]):
            entry.checked_by(self.check() if is_typed else None)

    def check(self) -> Check:
        """What tells whether parameters are those of one of its paths: absent ones are None, and all texts convert."""
        readers = tuple((part, converter.read) for part, converter in self.converters.items())
        names = self.template.names if self.template.optional else ()

        def check(params: dict[str, str]) -> dict[str, str] | None:
            if names:
                params = {name: params.get(name) for name in names}  # type: ignore[misc]  # None is an absent part
            try:
                for part, read in readers:
                    text = params[part]
                    if text is not None:  # pyright: ignore[reportUnnecessaryComparison]  # for that reason
                        read(text)
            except ValueError:
                return None
            return params

        return check

    # aiohttp keeps these two as attributes; here both are read off the template.
    @property
    def _pattern(self) -> Any:  # type: ignore[override]  # an attribute there
        return self.template.pattern

    @property
    def _formatter(self) -> str:  # type: ignore[override]  # an attribute there
        return self.template.formatter

    def add_prefix(self, prefix: str) -> None:
        """Put a literal prefix before the path."""
        if not prefix.startswith("/") or prefix.endswith("/"):
            # AssertionError by name, as aiohttp's class raises it; "/" alone ends with a slash too.
            raise AssertionError(f"the prefix {prefix!r} must start with '/' and not end with it")
        self.template = self.template.under(prefix)


class TypedResource(DynamicResource):
    """A resource whose parameters have types or may be absent. What does not convert is in none of its paths."""

    def __init__(
        self,
        template: PathTemplate,
        path: str | None = None,
        *,
        name: str | None = None,
        converters: Mapping[str, Converter[Any]],
    ) -> None:
        # The path as it was given: where that comes again, this is the resource.
        super().__init__(str(template) if path is None else path, name=name, template=template)
        self.declared: Mapping[str, Converter[Any]] = converters
        self.converters: Mapping[str, Converter[Any]] = converters

    def url(
        self,
        parts: Mapping[str, object] | None = None,
        query: Query = None,
        *,
        fragment: str = "",
        base: URL | str | None = None,
    ) -> URL:
        """The link to this resource; its parts are values of the parameters' types, or their texts."""
        return link(self.raw_path(parts or {}), query, fragment=fragment, base=base)

    def raw_path(self, parts: Mapping[str, object]) -> str:
        """The path of the link to this resource, quoted; raises as `url()` does."""
        try:
            return super().raw_path({part: self._text(part, value) for part, value in parts.items()})
        except UrlError as error:
            error.resource = self.label
            raise

    @property
    def canonical(self) -> str:
        """The path with bare parameter names, those that may be absent with their mark: '/students/{id}/{session?}'."""
        return self.template.labelled

    async def resolve(self, request: web.Request) -> tuple[MatchInfo | None, set[str]]:
        """As that of any resource; a converter that fails otherwise than by ValueError fails in the handler's place."""
        try:
            return await super().resolve(request)
        except Exception as failure:  # noqa: BLE001  # the author's code; what it raises is the answer
            return self.failed(failure), set()

    def failed(self, failure: Exception) -> MatchInfo:
        """The answer when a converter raises this, instead of a ValueError for a text without a value."""
        note = f"raised by a converter of {self.label}; of a text without a value tell by ValueError"
        if note not in getattr(failure, "__notes__", ()):
            failure.add_note(note)
        return FailedMatchInfo({}, self, failure)

    def url_for(self, **parts: str) -> URL:
        """The link under our law, as aiohttp has no such paths; absent parts are left out."""
        return self.url(parts)

    def _text(self, part: str, value: object) -> object:
        converter = self.converters.get(part)
        is_absent = value is None and part in self.template.optional
        return value if converter is None or is_absent else text_for(converter, part, value)

    def _match(self, path: str) -> dict[str, str] | None:
        # Below a live mount nothing may be left of a path; its own first slash stays.
        params = self.template.match(path or "/")
        return None if params is None else self.check()(params)


REBUILDABLE = frozenset({PlainResource, DynamicResource, TypedResource})


def _become(resource: DynamicResource, kind: type[DynamicResource]) -> None:
    # In its place, as with `adopt()`: whoever holds it holds what is served, and others cost no more for it.
    resource.__class__ = kind


def _by(owner: str | None) -> str:
    return f" ({owner})" if owner else ""


def _name_of(handler: object) -> str:
    return getattr(handler, "__qualname__", None) or repr(handler)
