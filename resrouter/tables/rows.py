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

from resrouter.errors import ResrouterError, RouteDataError
from resrouter.paths.converters import converters_of
from resrouter.paths.syntax import Syntax
from resrouter.routing.copies import copied_below, is_read, is_rebuildable
from resrouter.routing.data import NO_DATA, Data, merged
from resrouter.routing.making import resource_for
from resrouter.routing.middleware import Middleware
from resrouter.routing.mountpoint import ROOT, MountPoint, Stop, grouped, root
from resrouter.routing.place import calling_place
from resrouter.routing.resource import Resource
from resrouter.routing.route import AnyHandler, Route

# A node of nested data; its type says nothing that reading it would not say better.
Node = Any

Row = tuple[str, dict[str, Any]]

METHODS: frozenset[str] = frozenset({*hdrs.METH_ALL, hdrs.METH_ANY, "QUERY"})

_OWN = frozenset(
    {
        *("data", "name", "handler", "methods", "middlewares", "conflicting", "resource", "trail"),
        *("converters", "optional", "syntax"),
    }
)
_OF_ROUTE = frozenset({"handler", "expect_handler", "middlewares"})


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
    converters: Mapping[str, object]
    is_optional: bool
    syntax: Syntax | None
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
        yield from _node(nodes.path, _definition(nodes), point)
    elif isinstance(nodes, (list, tuple)) and nodes and isinstance(nodes[0], str):
        yield from _guarded(nodes[0], cast("Sequence[Node]", nodes[1:]), point)
    elif isinstance(nodes, Iterable) and not isinstance(nodes, (str, Mapping)):
        yield from _all(nodes, point)  # pyright: ignore[reportUnknownArgumentType]  # it is whatever people write
    else:
        raise RouteDataError(point.prefix, f"{nodes!r} is no route", str(calling_place()))


def row(resource: web.AbstractResource) -> Row:
    """The path and the data of a resource, from which `read()` makes one like it."""
    if not isinstance(resource, Resource) or not is_rebuildable(resource) or "{" in resource.template.prefix:
        return resource.canonical, {"resource": resource}
    # Copies of what is in it too: nobody changes a table by what it tells.
    data = merged(NO_DATA, resource.data)
    told: dict[str, Any] = {key: value for key, value in data.items() if not _is_taken(key)}
    told |= {"data": taken} if (taken := {key: value for key, value in data.items() if _is_taken(key)}) else {}
    own = {
        "name": resource.name,
        "middlewares": resource.middlewares,
        "conflicting": resource.conflicting,
        "converters": resource.declared,
        "optional": is_read(resource),
        "trail": resource.trail,
    }
    told |= {key: value for key, value in own.items() if value}
    methods = {route.method: _method(route) for route in resource}
    told |= {method: value for method, value in methods.items() if method in METHODS}
    rare = {method: value for method, value in methods.items() if method not in METHODS}
    return str(resource.template), {**told, "methods": rare} if rare else told


def _guarded(path: str, rest: Sequence[Node], point: MountPoint) -> Iterator[web.AbstractResource | Child]:
    """The resources of a node; whatever is wrong with what stands in it is told as such."""
    try:
        yield from _node(path, rest, point)
    except ResrouterError:
        raise
    except (TypeError, ValueError, AttributeError, AssertionError, RecursionError) as error:
        raise RouteDataError(point.prefix + path, f"{type(error).__name__}: {error}", str(calling_place())) from error


def _definition(route: web.RouteDef) -> list[Node]:
    """What `web.get()` and its like say, as a node's name and methods."""
    options = dict(route.kwargs)
    told = {**options.get("data", {}), "handler": route.handler, "expect_handler": options.get("expect_handler")}
    told["middlewares"] = tuple(options.get("middlewares", ()))
    heads = {hdrs.METH_HEAD: told} if route.method == hdrs.METH_GET and options.get("allow_head", True) else {}
    of_path = {key: options[key] for key in ("converters", "optional", "syntax") if key in options}
    return [options.get("name"), {"methods": {route.method: told, **heads}, **of_path}]


def _all(nodes: Iterable[Node], point: MountPoint) -> Iterator[web.AbstractResource | Child]:
    for node in nodes:
        yield from read(node, point)


def _node(path: str, rest: Sequence[Node], point: MountPoint) -> Iterator[web.AbstractResource | Child]:
    said = [part for part in rest if _is_said(part)]
    below = [part for part in rest if part is not None and not _is_said(part)]
    facts = _facts(path, said)
    if facts.syntax is not None:
        point = point._replace(syntax=facts.syntax)
    if facts.resource is not None:
        yield _placed(facts.resource, point)
        return
    if facts.methods or not below:
        yield _resource(facts, point)
    # As `mount()` and `group()` take their prefixes.
    prefix, says_optional = point.spelled(path.rstrip("/"))
    spelled = prefix, says_optional or facts.is_optional
    own = grouped(spelled, facts.name, facts.data, facts.middlewares, converters_of(facts.converters))
    inner = point.holding(own)
    for part in below:
        if _is_table(part):
            yield Child(inner, part)
        else:
            yield from read(part, inner)


def _is_taken(key: str) -> bool:
    """Whether a key of data means something else in a row."""
    return key.upper() in METHODS or key in _OWN


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
    if not isinstance(told.get("name") or "", str):
        raise TypeError(f"the name {told['name']!r} is no text")
    methods = {key: value for key, value in told.items() if key in METHODS} | dict(told.get("methods", {}))
    if told.get("handler") is not None:
        methods.setdefault(hdrs.METH_ANY, told["handler"])
    data = {key: value for key, value in told.items() if key not in METHODS and key not in _OWN}
    _refuse_lower_case(path, data)
    data |= told.get("data", {})
    return _Facts(
        path,
        told.get("name"),
        methods,
        tuple(told.get("middlewares", ())),
        tuple(told.get("trail", ())),
        bool(told.get("conflicting")),
        told.get("converters", {}),
        bool(told.get("optional")),
        told.get("syntax"),
        told.get("resource"),
        data,
    )


def _resource(facts: _Facts, point: MountPoint) -> Resource:
    """A resource with its routes; "*" comes last, as a method after it would never be asked."""
    path, says_optional = point.spelled(facts.path)
    resource = resource_for(
        path,
        name=facts.name,
        data=facts.data,
        middlewares=facts.middlewares,
        point=point,
        converters=facts.converters,
        optional=says_optional or facts.is_optional,
    )
    if facts.trail:
        resource.trail = point.trail_over(facts.trail)
    resource.conflicting = facts.is_conflicting
    for method in sorted(facts.methods, key=lambda method: method == hdrs.METH_ANY):
        _add_route(resource, facts.path, method, facts.methods[method])
    return resource


def _add_route(resource: Resource, path: str, method: str, told: Any) -> None:  # Any: whatever stands there
    """Add the route that a handler, or data with one, stands for."""
    if not isinstance(told, Mapping):
        if not callable(told):
            raise RouteDataError(path, f"{told!r} cannot handle {method}", str(calling_place()))
        resource.add_route(method, cast(AnyHandler, told))  # aiohttp checks what kind of callable it is
        return
    facts = cast("Mapping[str, Any]", told)
    if not callable(facts.get("handler")):
        raise RouteDataError(path, f"{method} has no handler", str(calling_place()))
    misplaced = sorted(key for key in facts if key in _OWN - _OF_ROUTE)
    if misplaced:
        reason = f"{', '.join(map(repr, misplaced))} of {method} cannot be told of one method; say it of the path"
        raise RouteDataError(path, reason, str(calling_place()))
    resource.add_route(
        method,
        facts["handler"],
        expect_handler=facts.get("expect_handler"),
        data={key: value for key, value in facts.items() if key not in _OF_ROUTE},
        middlewares=facts.get("middlewares", ()),
    )


def _method(route: web.ResourceRoute) -> Any:
    expect_handler = route._expect_handler  # pyright: ignore[reportPrivateUsage]  # aiohttp keeps it there
    has_own = expect_handler is not _default_expect_handler
    if not isinstance(route, Route):
        return {"handler": route.handler, "expect_handler": expect_handler} if has_own else route.handler
    if not has_own and not route.own_data and not route.own_middlewares:
        return route.unchained
    told = {"handler": route.unchained, **route.own_data}
    if route.own_middlewares:
        told["middlewares"] = route.own_middlewares
    return told | {"expect_handler": expect_handler} if has_own else told


def _placed(resource: web.AbstractResource, point: MountPoint) -> web.AbstractResource | Child:
    """A resource as it is at the root, a copy of it below a mount point."""
    if point == root(point.syntax):
        return resource
    if isinstance(resource, Resource) and is_rebuildable(resource):
        return copied_below(resource, point)
    return Child(point, resource)


def _refuse_lower_case(path: str, data: Data) -> None:
    for key, value in data.items():
        if key.upper() in METHODS and (callable(value) or isinstance(value, Mapping)):
            raise RouteDataError(path, f"{key!r} is no method; did you mean {key.upper()!r}?", str(calling_place()))
