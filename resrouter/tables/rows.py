"""Routes as data: nested, as people write them, and flat, as a table tells of itself.

```
("/ping", ping)                                      a handler, for every method
("/users/{id}", "user", {"GET": show})               a name; a handler for each method
("/api", {"auth": True}, [("/a", a), ("/b", b)])     children: the data is theirs too, the name goes before theirs
("/docs", table)                                     a RouteTable or a Router, mounted
```

`None` is left out wherever it stands, and lists and generators of routes may stand within one another.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from aiohttp import hdrs, web
from aiohttp.web_urldispatcher import _default_expect_handler  # pyright: ignore[reportPrivateUsage]  # to leave it out

from resrouter.errors import RouteDataError
from resrouter.routing.chain import Middleware
from resrouter.routing.data import Data
from resrouter.routing.mountpoint import ROOT, MountPoint, Stop, grouped
from resrouter.routing.place import calling_place
from resrouter.routing.resource import Resource, resource_for
from resrouter.routing.route import AnyHandler, ExpectHandler, Route

# A node of nested data; its type says nothing that reading it would not say better.
Node = Any

Row = tuple[str, dict[str, Any]]

METHODS: frozenset[str] = frozenset({*hdrs.METH_ALL, hdrs.METH_ANY, "QUERY"})

_OWN = frozenset({"name", "handler", "methods", "middlewares", "conflicting", "resource", "trail"})
_OF_ROUTE = frozenset({"handler", "expect_handler"})


class Child(NamedTuple):
    """A table or router that stands below a path."""

    point: MountPoint
    target: Any  # told apart by `mounting`, which knows the classes


class _Facts(NamedTuple):
    """What one node says of itself."""

    path: str
    name: str | None
    methods: dict[str, Any]
    middlewares: tuple[Middleware, ...]
    trail: tuple[Stop, ...]
    is_conflicting: bool
    resource: web.AbstractResource | None
    data: Data


def read(nodes: Node, point: MountPoint = ROOT) -> Iterator[web.AbstractResource | Child]:
    """The resources that nested data stands for, and what is mounted in it, in the order of writing.

    Raises:
        RouteDataError: something in it is no route, with what it is and where it stands (a ValueError).
    """
    if nodes is None:
        return
    if isinstance(nodes, web.AbstractResource):
        yield _placed(nodes, point)
    elif isinstance(nodes, web.RouteDef):
        options = dict(nodes.kwargs)
        method = {"handler": nodes.handler, "expect_handler": options.get("expect_handler")}
        yield _resource(_facts(nodes.path, [options.get("name"), {nodes.method: method}]), point)
    elif isinstance(nodes, (list, tuple)) and nodes and isinstance(nodes[0], str):
        yield from _node(nodes[0], cast("Sequence[Node]", nodes[1:]), point)
    elif isinstance(nodes, Iterable) and not isinstance(nodes, (str, Mapping)):
        yield from _all(nodes, point)  # pyright: ignore[reportUnknownArgumentType]  # it is whatever people write
    else:
        raise RouteDataError(point.prefix, f"{nodes!r} is no route", str(calling_place()))


def row(resource: web.AbstractResource) -> Row:
    """The path and the data of a resource, from which `read()` makes one like it."""
    if not isinstance(resource, Resource) or not resource.is_rebuildable or "{" in resource.template.prefix:
        return resource.canonical, {"resource": resource}
    told: dict[str, Any] = {**resource.data}
    own = {
        "name": resource.name,
        "middlewares": resource.middlewares,
        "conflicting": resource.conflicting,
        "trail": resource.trail,
    }
    told |= {key: value for key, value in own.items() if value}
    methods = {route.method: _method(route) for route in resource}
    told |= {method: value for method, value in methods.items() if method in METHODS}
    rare = {method: value for method, value in methods.items() if method not in METHODS}
    return str(resource.template), {**told, "methods": rare} if rare else told


def _all(nodes: Iterable[Node], point: MountPoint) -> Iterator[web.AbstractResource | Child]:
    for node in nodes:
        yield from read(node, point)


def _node(path: str, rest: Sequence[Node], point: MountPoint) -> Iterator[web.AbstractResource | Child]:
    said = [part for part in rest if _is_said(part)]
    below = [part for part in rest if part is not None and not _is_said(part)]
    facts = _facts(path, said)
    if facts.resource is not None:
        yield _placed(facts.resource, point)
        return
    if facts.methods or not below:
        yield _resource(facts, point)
    inner = point.holding(grouped(path, facts.name, facts.data, facts.middlewares))
    for part in below:
        if _is_table(part):
            yield Child(point.holding(grouped(path, facts.name, facts.data, facts.middlewares)), part)
        else:
            yield from read(part, inner)


def _is_said(part: Node) -> bool:
    """Whether it is told of the node itself: a name, data or a handler."""
    if isinstance(part, (str, type)):
        return True
    return not _is_table(part) and (isinstance(part, Mapping) or callable(part))


def _is_table(part: Node) -> bool:
    return isinstance(part, web.UrlDispatcher) or hasattr(part, "match_by_path")


def _facts(path: str, said: Iterable[Node]) -> _Facts:
    told: dict[str, Any] = {}
    for part in said:
        if isinstance(part, str):
            told["name"] = part
        elif isinstance(part, Mapping):
            told |= cast("Mapping[str, Any]", part)
        elif part is not None:
            told["handler"] = part
    methods = {key: value for key, value in told.items() if key in METHODS} | dict(told.get("methods", {}))
    if told.get("handler") is not None:
        methods.setdefault(hdrs.METH_ANY, told["handler"])
    data = {key: value for key, value in told.items() if key not in METHODS and key not in _OWN}
    _refuse_lower_case(path, data)
    return _Facts(
        path,
        told.get("name"),
        methods,
        tuple(told.get("middlewares", ())),
        tuple(told.get("trail", ())),
        bool(told.get("conflicting")),
        told.get("resource"),
        data,
    )


def _resource(facts: _Facts, point: MountPoint) -> Resource:
    """A resource with its routes; "*" comes last, as a method after it would never be asked."""
    resource = resource_for(facts.path, name=facts.name, data=facts.data, middlewares=facts.middlewares, point=point)
    if facts.trail:
        resource.trail = point.trail_over(facts.trail)
    resource.conflicting = facts.is_conflicting
    for method in sorted(facts.methods, key=lambda method: method == hdrs.METH_ANY):
        handler, expect_handler, data = _handler(facts.path, method, facts.methods[method])
        resource.add_route(method, handler, expect_handler=expect_handler, data=data)
    return resource


def _handler(path: str, method: str, told: Any) -> tuple[AnyHandler, ExpectHandler | None, Data]:
    if not isinstance(told, Mapping):
        if not callable(told):
            raise RouteDataError(path, f"{told!r} cannot handle {method}", str(calling_place()))
        return cast(AnyHandler, told), None, {}  # aiohttp checks what kind of callable it is
    facts = cast("Mapping[str, Any]", told)
    if not callable(facts.get("handler")):
        raise RouteDataError(path, f"{method} has no handler", str(calling_place()))
    data = {key: value for key, value in facts.items() if key not in _OF_ROUTE}
    return facts["handler"], facts.get("expect_handler"), data


def _method(route: web.ResourceRoute) -> Any:
    expect_handler = route._expect_handler  # pyright: ignore[reportPrivateUsage]  # aiohttp keeps it there
    has_own = expect_handler is not _default_expect_handler
    if not isinstance(route, Route):
        return {"handler": route.handler, "expect_handler": expect_handler} if has_own else route.handler
    if not has_own and not route.own_data:
        return route.unchained
    told = {"handler": route.unchained, **route.own_data}
    return told | {"expect_handler": expect_handler} if has_own else told


def _placed(resource: web.AbstractResource, point: MountPoint) -> web.AbstractResource | Child:
    """A resource as it is at the root, a copy of it below a mount point."""
    if point == ROOT:
        return resource
    if isinstance(resource, Resource) and resource.is_rebuildable:
        return resource.under(point)
    return Child(point, resource)


def _refuse_lower_case(path: str, data: Data) -> None:
    for key, value in data.items():
        if key.upper() in METHODS and (callable(value) or isinstance(value, Mapping)):
            raise RouteDataError(path, f"{key!r} is no method; did you mean {key.upper()!r}?", str(calling_place()))
