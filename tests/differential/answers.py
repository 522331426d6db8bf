"""What a side answers, in words that can be compared: objects become their positions and names."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from tests.differential.sides import Built, Place
from tests.differential.tables import Asked

_NAME = re.compile(r"\{(\w+)\}")


class Raised(NamedTuple):
    """An exception came instead."""

    type: type[Exception]


class Answer(NamedTuple):
    """What a router makes of a request."""

    status: int
    resource: Any = None
    method: str | None = None
    handler: Any = None
    params: dict[str, str] | None = None
    info: Any = None
    allowed: tuple[str, ...] = ()
    allow_header: str | None = None
    apps: tuple[Place, ...] = ()


class Positions:
    """The positions of one side's applications and resources."""

    def __init__(self, built: Built) -> None:
        self.built = built
        self.app = built.app
        self.apps = {id(app): place for place, app in built.apps.items()}
        self.resources: dict[int, tuple[Place, int]] = {}
        for place, app in built.apps.items():
            for number, resource in enumerate(app.router.resources()):
                self.resources.setdefault(id(resource), (place, number))

    def handler(self, handler: Any) -> Any:
        """A handler's name; a static resource's own is named by the resource's position."""
        handler = getattr(handler, "__wrapped__", handler)
        owner = getattr(handler, "__self__", None)
        if owner is None:
            return handler.__name__
        return self.resources.get(id(owner), type(owner).__name__), handler.__func__.__name__

    def info(self, info: Any) -> Any:
        """What `get_info()` says, its objects replaced."""
        return tuple((key, self._fact(key, info[key])) for key in sorted(info))

    def _fact(self, key: str, fact: Any) -> Any:
        if key == "app":
            return self.apps.get(id(fact))
        if key == "pattern":
            return fact.pattern
        if key == "rule":
            return fact.canonical
        if key == "routes":
            return [(method, self.handler(route.handler)) for method, route in fact.items()]
        return fact


class _Connection:
    """What a request asks of its connection, in plain values: mocks would take a third of the time."""

    ssl_context = peername = sockname = transport = writer = None


_BASE = make_mocked_request("GET", "/", protocol=_Connection())


def request_for(asked: Asked) -> web.Request:
    """The request as aiohttp's server hands it on."""
    headers = CIMultiDict[str]() if asked.host is None else CIMultiDict(Host=asked.host)
    request = _BASE.clone(method=asked.method, rel_url=asked.url, headers=headers)
    assert isinstance(request, web.Request)
    return request


async def answer(positions: Positions, request: web.Request) -> Answer | Raised:
    """The answer of a side's root application."""
    try:
        found: Any = await positions.app.router.resolve(request)
    except Exception as error:  # noqa: BLE001 - a side that raises gives that as its answer
        return Raised(type(error))
    apps = tuple([positions.apps[id(app)] for app in found.apps])
    exception = found.http_exception
    if exception is not None:
        allowed = getattr(exception, "allowed_methods", ())
        header = exception.headers.get("Allow")
        return Answer(exception.status, allowed=tuple(sorted(allowed)), allow_header=header, apps=apps)
    route = found.route
    return Answer(
        200,
        positions.resources[id(route.resource)],
        route.method,
        positions.handler(found.handler),
        dict(found),
        positions.info(found.get_info()),
        apps=apps,
    )


Listing = Mapping[Any, Any]


def listing(positions: Positions, built: Built, parts: Mapping[str, Any]) -> dict[Any, Any]:
    """All that can be asked of the routers of a side without a request, each fact under a key of its own."""
    facts: dict[Any, Any] = {}
    for place, app in built.apps.items():
        router = app.router
        resources = list(router.resources())
        facts[place, "frozen"] = router.frozen
        facts[place, "resources"] = len(router.resources())
        facts[place, "names"] = [
            (name, positions.resources[id(resource)]) for name, resource in router.named_resources().items()
        ]
        facts[place, "mapping"] = (len(router), list(router), [name in router for name in router])
        facts[place, "unknown name"] = _tried(lambda router=router: router["unknown"])  # type: ignore[misc]
        facts[place, "routes"] = [_route(positions, route) for route in router.routes()]
        facts[place, "number of routes"] = _tried(lambda router=router: len(router.routes()))  # type: ignore[misc]
        for number, resource in enumerate(resources):
            for key, fact in _facts(positions, resource, parts):
                facts[place, number, key] = fact
    return facts


def _facts(positions: Positions, resource: Any, parts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    url_for: Any = resource.url_for
    names = {name: parts.get(name, "v") for name in _NAME.findall(resource.canonical)}
    if isinstance(resource, web.StaticResource):
        names = {"filename": parts.get("filename", "a.txt")}
    few = dict(list(names.items())[1:])
    return [
        ("name", resource.name),
        ("canonical", resource.canonical),
        ("length", len(resource)),
        ("routes", [_route(positions, route) for route in resource]),
        ("info", positions.info(resource.get_info())),
        ("url_for()", _tried(url_for)),
        ("url_for(parts)", _tried(lambda: str(url_for(**names)))),
        ("url_for(few)", _tried(lambda: str(url_for(**few)))),
        ("url_for(more)", _tried(lambda: str(url_for(**names, more="m")))),
        ("raw_match", [resource.raw_match(path) for path in ("", "/", resource.canonical)]),
    ]


def _route(positions: Positions, route: web.AbstractRoute) -> Any:
    return (
        route.method,
        positions.handler(route.handler),
        route.name,
        route._expect_handler.__name__,
        positions.resources[id(route.resource)],
    )


def _tried(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except Exception as error:  # noqa: BLE001 - a side that raises gives that as its answer
        return Raised(type(error))


def agree(stock: Any, ours: Any) -> bool:
    """Whether two facts are the same; an exception of ours may be of a narrower type."""
    if isinstance(stock, Raised):
        return isinstance(ours, Raised) and issubclass(ours.type, stock.type)
    return bool(stock == ours)
