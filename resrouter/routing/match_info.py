"""The answer for a request."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from aiohttp import web
from aiohttp.web_urldispatcher import MatchInfoError as AiohttpMatchInfoError
from aiohttp.web_urldispatcher import SystemRoute
from yarl import URL

from resrouter.paths.converters import Converter
from resrouter.routing.data import NO_DATA, Data
from resrouter.routing.mountpoint import Stop


class Match(NamedTuple):
    """One of the things that a request went through: its own name, its template from the root, its parameters."""

    name: str | None
    template: str
    params: Mapping[str, str]


class MatchInfo(web.UrlMappingMatchInfo):
    """aiohttp's match info: a dict of the path's parameters, with `route`, `handler`, `apps` and `resource`."""

    __slots__ = ()

    def __init__(self, match_dict: Mapping[str, str], route: web.AbstractRoute) -> None:
        # Not through aiohttp's __init__, which takes twice as long: benchmarks/lookups.py, every row.
        if match_dict:
            self.update(match_dict)
        self._route = route
        self._apps = []
        self._current_app = None
        self._frozen = False

    @property
    def resource(self) -> web.AbstractResource:
        """The resource that answers. On a 405 the first one whose path fits; on a 404 `UNMATCHED`."""
        resource = self.route.resource
        return UNMATCHED if resource is None else resource

    @property
    def params(self) -> Mapping[str, Any]:
        """The path's parameters as what they stand for: through the converters of the resource, and of the handler.

        A parameter without a converter is its text, as in `match_info[name]`; an absent one is None.
        """
        converters = {**getattr(self.resource, "converters", {}), **getattr(self._route, "converters", {})}
        return {name: _read(converters.get(name), text) for name, text in self.items()}

    @property
    def data(self) -> Data:
        """What was told of the route, and of all groups and mounts that it stands below, merged.

        On a 405 that of the resource; nothing on a 404, and for resources that others than resrouter made.
        """
        # The routes of a directory are aiohttp's.
        return getattr(self._route if hasattr(self._route, "data") else self.resource, "data", NO_DATA)

    @property
    def layers(self) -> tuple[Data, ...]:
        """What was told on each level, outermost first; `data` is these merged."""
        return getattr(self._route if hasattr(self._route, "layers") else self.resource, "layers", ())

    @property
    def matches(self) -> tuple[Match, ...]:
        """The mounts and groups on the way, outermost first, and at the end the resource itself."""
        resource = self.resource
        trail: tuple[Stop, ...] = getattr(resource, "trail", ())
        stops = [Match(stop.name, stop.template, self._within(stop.template)) for stop in trail]
        return (*stops, Match(local_name(resource), resource.canonical, dict(self)))

    def _within(self, template: str) -> dict[str, str]:
        return {name: value for name, value in self.items() if any(f"{{{name}{end}" in template for end in "}:?")}


class FailedMatchInfo(MatchInfo):
    """The answer when code of a user's fails that decides what answers: its handler raises that, so middlewares run."""

    __slots__ = ("error",)

    def __init__(self, params: Mapping[str, str], resource: web.AbstractResource, error: Exception) -> None:
        # One handler for all: aiohttp keeps the last thousand that it was given, and what they hold.
        super().__init__(params, web.ResourceRoute("*", _fail, resource))
        self.error: Exception = error

    def within(self, params: Mapping[str, str]) -> "FailedMatchInfo":
        """The same below a mount whose prefix has these parameters."""
        return FailedMatchInfo({**params, **self}, self.resource, self.error)


async def _fail(request: web.Request) -> web.StreamResponse:
    found = request.match_info
    assert isinstance(found, FailedMatchInfo)  # it is the handler of no other
    raise found.error


def _read(converter: Converter[Any] | None, text: str | None) -> Any:
    """What a text stands for; the text itself where the handler, which answers 404 then, finds that it is nothing."""
    if converter is None or text is None:
        return text
    try:
        return converter.read(text)
    except ValueError:
        return text


class MatchInfoError(MatchInfo, AiohttpMatchInfoError):
    """The answer when no route fits: a 404 or 405, whose handler raises it, so that middlewares run as ever."""

    __slots__ = ("_resource",)

    def __init__(self, http_exception: web.HTTPException, resource: web.AbstractResource | None = None) -> None:
        AiohttpMatchInfoError.__init__(self, http_exception)
        # Not by truth: a resource without routes is false.
        self._resource = UNMATCHED if resource is None else resource

    @property
    def resource(self) -> web.AbstractResource:
        """On a 405 the first resource whose path fits the request; on a 404 `UNMATCHED`."""
        return self._resource

    @property
    def data(self) -> Data:
        """What was told of the resource on a 405; nothing on a 404."""
        return getattr(self._resource, "data", NO_DATA)

    def __repr__(self) -> str:
        return AiohttpMatchInfoError.__repr__(self)


class LateMatchInfoError(MatchInfoError):
    """A 404 or 405 that makes its exception when it is asked for: that takes ten times as long as all the rest."""

    __slots__ = ("_allowed", "_made", "_method")

    def __init__(self, resource: web.AbstractResource, method: str = "", allowed: Iterable[str] = ()) -> None:
        # `UNMATCHED` makes it a 404.
        self._resource = resource
        self._method = method
        self._allowed = allowed
        self._made: tuple[web.HTTPException, SystemRoute] | None = None
        self._apps = []
        self._current_app = None
        self._frozen = False

    @property
    def _exception(self) -> web.HTTPException:  # type: ignore[override]  # a slot there
        return self._both()[0]

    @property
    def _route(self) -> SystemRoute:  # type: ignore[override]  # a slot there
        return self._both()[1]

    @property
    def http_exception(self) -> web.HTTPException:
        """The exception that the handler raises, the same one at each access."""
        return self._both()[0]

    def _both(self) -> tuple[web.HTTPException, SystemRoute]:
        if self._made is None:
            is_missing = self._resource is UNMATCHED
            exception = web.HTTPNotFound() if is_missing else web.HTTPMethodNotAllowed(self._method, self._allowed)
            self._made = exception, SystemRoute(exception)
        return self._made


def local_name(resource: web.AbstractResource) -> str | None:
    """The name of a resource without those of the mounts and groups that it stands below."""
    trail: tuple[Stop, ...] = getattr(resource, "trail", ())
    above = "".join(f"{stop.name}:" for stop in trail if stop.name)
    return resource.name and resource.name.removeprefix(above)


class Unmatched(web.AbstractResource):
    """Stands for the resource that a request did not find. Its `canonical` is "unmatched", a bounded metric label."""

    @property
    def canonical(self) -> str:
        """The text 'unmatched', which is no path."""
        return "unmatched"

    async def resolve(self, request: web.Request) -> tuple[None, set[str]]:
        """Never matches."""
        return None, set()

    def raw_match(self, path: str) -> bool:
        """Never matches."""
        return False

    def url_for(self, **_parts: str) -> URL:
        """There is no such link; raises RuntimeError."""
        self._refuse()

    def add_prefix(self, prefix: str) -> None:
        """There is no such path; raises RuntimeError."""
        self._refuse()

    def get_info(self) -> dict[str, str]:  # type: ignore[override]  # aiohttp's own type is private
        """Nothing: an empty dict."""
        return {}

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return iter(())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<Unmatched>"

    def _refuse(self) -> NoReturn:
        raise RuntimeError("No resource was matched, so there is no path")


UNMATCHED = Unmatched()
