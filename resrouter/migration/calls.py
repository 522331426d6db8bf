"""A call that defines a route, read into a value: its router, path, name, verbs, and where they stand in the call."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import libcst as cst

from resrouter.migration.routers import DEFINERS, RouterReference, Routers
from resrouter.migration.tree import Tree, dotted, shortly, text_of

_VERBS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
_METHOD_CONSTANTS = {f"METH_{verb}": verb for verb in _VERBS} | {"METH_ANY": "*"}

# RFC 9110 section 5.6.2
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Shape(Enum):
    """The ways to define a route; only the first is old."""

    ADD_ROUTE = auto()  # router.add_route("GET", "/", index)
    SHORTCUT = auto()  # router.add_get("/", index)
    CHAIN = auto()  # router.add_resource("/").add_route("GET", index)
    RESOURCE = auto()  # resource = router.add_resource("/")
    MEMBER = auto()  # resource.add_route("GET", index)


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One statement that defines routes, or a resource for them.

    `name` tells two names apart: the literal's value in quotes, or the constant as it is written; None without one.
    `places` gives the index of each argument of `call` by its parameter.
    """

    shape: Shape
    call: cst.Call
    line: int
    router: RouterReference
    path: str
    name: str | None
    verbs: tuple[str, ...]
    places: dict[str, int]
    variable: str = ""

    def argument(self, parameter: str) -> cst.BaseExpression | None:
        """What the call gives for a parameter."""
        at = self.places.get(parameter)
        return None if at is None else self.call.args[at].value


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A definition that only runs: the kind of the finding and its reason."""

    kind: str
    reason: str


def bind(call: cst.Call, positional: Sequence[str], keywords: Sequence[str]) -> dict[str, int] | None:
    """The index of the argument for each parameter; None when they do not fit, or are unpacked."""
    places: dict[str, int] = {}
    free = list(positional)
    for index, argument in enumerate(call.args):
        if argument.star:
            return None
        if argument.keyword is not None:
            parameter = argument.keyword.value
        elif free:
            parameter = free[0]
        else:
            return None
        if parameter in places or parameter not in (*positional, *keywords):
            return None
        places[parameter] = index
        if parameter in free:
            free.remove(parameter)
    return None if free else places


class Calls:
    """Reads the calls of a module."""

    def __init__(self, tree: Tree, routers: Routers) -> None:
        self._tree = tree
        self._routers = routers

    def target(self, call: cst.Call) -> tuple[RouterReference, str] | None:
        """The router that a call defines a route on, and the method it calls."""
        function = call.func
        if isinstance(function, cst.Name):
            return self._routers.of_method(function)
        if isinstance(function, cst.Attribute) and function.attr.value in DEFINERS:
            router = self._routers.of(function.value)
            return None if router is None or _starts_with_path(call, function) else (router, function.attr.value)
        return None

    def old(self, call: cst.Call, router: RouterReference) -> Definition | Unreadable:
        """What a call of `add_route` defines, or why that cannot be told."""
        if any(argument.star for argument in call.args):
            return Unreadable("unpacked-arguments", "the arguments are unpacked from a row")
        places = bind(call, ["method", "path", "handler"], ["name", "expect_handler"])
        if places is None:
            return Unreadable("odd-arguments", "these are not the arguments of aiohttp's add_route()")
        path = text_of(call.args[places["path"]].value)
        if path is None:
            return Unreadable("computed-path", f"the path is computed: {shortly(call.args[places['path']].value)}")
        verb = self.verb(call.args[places["method"]].value)
        if verb is None:
            return Unreadable(
                "computed-method", f"the method is computed: {shortly(call.args[places['method']].value)}"
            )
        try:
            name = _name(call, places)
        except ValueError as error:
            return Unreadable("computed-name", str(error))
        return Definition(Shape.ADD_ROUTE, call, self._tree.line(call), router, path, name, (verb,), places)

    def shortcut(self, call: cst.Call, router: RouterReference, method: str) -> Definition | None:
        """What a call of `add_get` or one of its like defines; None when that cannot be told."""
        keywords = ["name", "expect_handler"] + (["allow_head"] if method == "add_get" else [])
        places = bind(call, ["path", "handler"], keywords)
        path = None if places is None else text_of(call.args[places["path"]].value)
        if places is None or path is None:
            return None
        verbs = DEFINERS[method]
        if "allow_head" in places:
            allowed = dotted(call.args[places["allow_head"]].value)
            if allowed not in {"True", "False"}:
                return None
            verbs = verbs if allowed == "True" else ("GET",)
        try:
            name = _name(call, places)
        except ValueError:
            return None
        return Definition(Shape.SHORTCUT, call, self._tree.line(call), router, path, name, verbs, places)

    def resource(self, call: cst.Call) -> Definition | None:
        """What `router.add_resource("/")` makes."""
        function = call.func
        if not isinstance(function, cst.Attribute) or function.attr.value != "add_resource":
            return None
        router, places = self._routers.of(function.value), bind(call, ["path"], ["name"])
        path = None if places is None else text_of(call.args[places["path"]].value)
        if router is None or places is None or path is None:
            return None
        try:
            name = _name(call, places)
        except ValueError:
            return None
        return Definition(Shape.RESOURCE, call, self._tree.line(call), router, path, name, (), places)

    def member(self, call: cst.Call, resource: Definition, shape: Shape) -> Definition | None:
        """What `resource.add_route("GET", index)` adds to the resource."""
        places = bind(call, ["method", "handler"], ["expect_handler", "data", "middlewares"])
        verb = None if places is None else self.verb(call.args[places["method"]].value)
        if places is None or verb is None:
            return None
        made = resource
        return Definition(shape, call, self._tree.line(call), made.router, made.path, made.name, (verb,), places)

    def anywhere(self, call: cst.Call) -> Definition | None:
        """What a call defines, whether it is a statement or not; None when that cannot be told."""
        function = call.func
        if isinstance(function, cst.Attribute) and isinstance(function.value, cst.Call):
            resource = self.resource(function.value)
            if resource is not None:
                return self.member(call, resource, Shape.CHAIN)
        target = self.target(call)
        if target is None:
            return None
        router, method = target
        reading = self.old(call, router) if method == "add_route" else self.shortcut(call, router, method)
        return None if isinstance(reading, Unreadable) else reading

    def verb(self, node: cst.BaseExpression) -> str | None:
        """The verb that a method argument stands for, in capitals; None when it is computed."""
        text = text_of(node)
        if text is not None:
            return text.upper()
        name = dotted(node)
        if name is None:
            return None
        qualified = self._tree.qualified(node) or name
        *before, constant = qualified.split(".")
        known = before[-1:] == ["hdrs"] and len(before) <= 3
        return _METHOD_CONSTANTS.get(constant) if known else None

    def looks_like_route(self, call: cst.Call) -> bool:
        """Whether `anything.add_route("GET", "/path", handler)` has the arguments of a route."""
        places = bind(call, ["method", "path", "handler"], ["name", "expect_handler"])
        if places is None:
            return False
        verb = self.verb(call.args[places["method"]].value)
        path = text_of(call.args[places["path"]].value)
        return verb is not None and _TOKEN.fullmatch(verb) is not None and path is not None and path[:1] == "/"


def _starts_with_path(call: cst.Call, function: cst.Attribute) -> bool:
    """Whether it is another framework's `router.add_route("/path", ...)`."""
    if function.attr.value != "add_route" or not call.args or call.args[0].keyword is not None:
        return False
    return (text_of(call.args[0].value) or "").startswith("/")


def _name(call: cst.Call, places: dict[str, int]) -> str | None:
    """What tells the name apart.

    Raises:
        ValueError: the name is computed.
    """
    if "name" not in places:
        return None
    node = call.args[places["name"]].value
    text = text_of(node)
    if text is not None:
        return repr(text)
    name = dotted(node)
    if name is None:
        raise ValueError(f"the name is computed: {shortly(node)}")
    return None if name == "None" else name
