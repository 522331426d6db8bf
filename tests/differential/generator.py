"""Random cases: applications that people might write, and some that nobody should."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from aiohttp import web
from hypothesis import strategies as st

from tests.differential import fragments
from tests.differential.choices import Choices, DrawnChoices
from tests.differential.tables import (
    FILES,
    HANDLERS,
    Asked,
    Call,
    Case,
    Mount,
    New,
    Page,
    Step,
    Table,
    bare,
    expecting,
)

_REGEXES: tuple[Mapping[str, tuple[str, ...]], ...] = (
    fragments.INNER,
    fragments.CROSSING,
    fragments.LOOKING,
    fragments.BREAKING,
)
_OF_KIND = tuple(tuple(regexes) for regexes in _REGEXES)
_SAMPLES = {regex: samples for regexes in _REGEXES for regex, samples in regexes.items()}
_PARAM = re.compile(r"(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})")
_SHORTCUTS = ("GET", "POST", "GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "*", "GET")
_SAFE_IN_TARGETS = "/%:@!$&'()*+,;=~-._"

ASKED_PER_TABLE = 50


class Target(NamedTuple):
    """Something that a table answers, most likely."""

    template: str
    host: str | None
    method: str


@st.composite
def cases(draw: Any) -> Case:
    """Cases for hypothesis, with few requests each, so that shrinking stays quick."""
    return Generator(DrawnChoices(draw)).case(asked=6)


class Generator:
    """Makes cases. One per case: it remembers what was used, so that it comes again."""

    def __init__(self, choices: Choices, *, is_odd: bool = False) -> None:
        self._choices = choices
        self._is_spoiled = False
        self._is_odd = is_odd
        self._taken: dict[Any, set[Any]] = {}  # methods by path
        self._may_fail = False  # at most one fault in a path: which of several is named first is nobody's promise

    def case(self, *, asked: int = ASKED_PER_TABLE, depth: int = 2) -> Case:
        """A case with a table of up to seventeen steps, sub-applications included."""
        c = self._choices
        self._is_odd = c.chance(35)
        self._is_spoiled = c.chance(25)
        table = self.table(depth)
        seen = list(targets(table))
        late = [self._call([]) for _ in range(c.up_to(2))] if c.chance(8) else []
        early = pause = 0
        if c.chance(12):
            pause, early = c.up_to(len(table.steps)), 8
        return Case(
            table,
            tuple([self.asked(seen) for _ in range(asked)]),
            pause=pause,
            early=tuple([self.asked(seen) for _ in range(early)]),
            frozen=c.chance(85),
            late=tuple(late),
        )

    def table(self, depth: int) -> Table:
        """An application's table; up to `depth` levels of sub-applications below it."""
        c = self._choices
        steps: list[Step] = []
        paths: list[str] = []
        for _ in range(1 + c.up_to(c.one_of((4, 8, 16)))):
            if depth and c.chance(14):
                steps.append(self._mount(depth))
            else:
                steps.append(self._call(paths))
        ours = not c.chance(15)
        taken_over_after = c.up_to(len(steps)) if c.chance(30) else 0
        return Table(tuple(steps), ours, taken_over_after)

    # --- steps -----------------------------------------------------------------------------------

    def _mount(self, depth: int) -> Mount:
        c = self._choices
        table = self.table(depth - 1)
        if c.chance(20):
            return Mount(self._one(fragments.DOMAINS, bad=fragments.BAD_DOMAINS), table, is_domain=True)
        odd = fragments.ODD_PREFIXES if self._is_odd else ()
        return Mount(self._one(fragments.PREFIXES, odd, fragments.BAD_PREFIXES), table)

    def _call(self, paths: list[str]) -> Call:
        kind = self._choices.up_to(99)
        makers = (
            (34, self._add_route),
            (62, self._shortcut),
            (72, self._add_resource),
            (82, self._on_resource),
            (88, self._add_routes),
            (93, self._add_static),
            (100, self._register),
        )
        return next(make for below, make in makers if kind < below)(paths)

    def _add_route(self, paths: list[str]) -> Call:
        path = self._path(paths)
        return Call("add_route", (self._method(path), path, self._handler()), self._options())

    def _shortcut(self, paths: list[str]) -> Call:
        c = self._choices
        path, options = self._path(paths), self._options()
        method = self._new_one(path, _SHORTCUTS).lower()
        if method == "*":
            return Call("add_view", (path, Page), options)
        if method == "get" and c.chance(40):
            options += (("allow_head", c.chance(50)),)
        return Call(f"add_{method}", (path, self._handler()), options)

    def _add_resource(self, paths: list[str]) -> Call:
        return Call("add_resource", (self._path(paths),), (("name", self._name()),))

    def _on_resource(self, paths: list[str]) -> Call:
        c = self._choices
        # Mostly the last one: what add_resource() gave.
        is_last = c.chance(60)
        at = -1 if is_last else c.up_to(8)
        if c.chance(10):
            return Call("set_options_route", (self._handler(),), at=at)
        method = self._method(paths[-1] if is_last and paths else at)
        return Call("add_route", (method, self._handler()), at=at)

    def _add_routes(self, paths: list[str]) -> Call:
        c = self._choices
        if c.chance(30):
            routes = web.RouteTableDef()
            path = self._path(paths)
            routes.route(self._method(path), path, name=self._name())(self._handler())
            routes.view(self._path(paths))(Page)
            return Call("add_routes", (routes,))
        definitions: list[Any] = []
        for _ in range(1 + c.up_to(2)):
            path, handler = self._path(paths), self._handler()
            method = self._method(path)
            if c.chance(10):
                definitions.append(web.static(self._prefix(), FILES))
            elif c.chance(10):
                definitions.append(web.view(path, Page))
            elif method == "GET":
                definitions.append(web.get(path, handler, name=self._name(), allow_head=c.chance(70)))
            else:
                definitions.append(web.route(method, path, handler, **dict(self._options())))
        return Call("add_routes", (definitions,))

    def _add_static(self, paths: list[str]) -> Call:
        c = self._choices
        path = FILES / "missing" if self._is_spoiled and c.chance(15) else FILES
        options: tuple[tuple[str, Any], ...] = (("name", self._name()),)
        if c.chance(20):
            options += (("append_version", True),)
        return Call("add_static", (self._prefix(), path), options)

    def _register(self, paths: list[str]) -> Call:
        c = self._choices
        kind = c.one_of(("plain", "dynamic", "everything", "below", "louder", "own plain", "own dynamic"))
        if c.chance(8):
            kind = c.one_of(("again", "nothing"))
        routes: tuple[tuple[str, Any], ...] = ()
        if kind not in ("everything", "again", "nothing"):
            routes = tuple([(self._method(), self._handler()) for _ in range(1 + c.up_to(1))])
        path = self._path(paths)
        if not isinstance(path, str):
            path = "no path"
        return Call("register_resource", (New(kind, path, self._name(), routes),))

    # --- arguments -------------------------------------------------------------------------------

    def _one(self, usual: Any, odd: Any = (), bad: Any = ()) -> Any:
        c = self._choices
        if bad and self._is_spoiled and c.chance(8):
            return c.one_of(bad)
        if odd and c.chance(20):
            return c.one_of(odd)
        return c.one_of(usual)

    def _method(self, path: Any = None) -> Any:
        c = self._choices
        if self._is_odd and c.chance(20):
            return c.one_of(fragments.ODD_METHODS)
        if self._is_spoiled and c.chance(8):
            return c.one_of(fragments.BAD_METHODS)
        return self._new_one(path, fragments.METHODS)

    def _new_one(self, path: Any, methods: Sequence[str]) -> str:
        """A method, mostly one that the path has not: a refusal ends a table."""
        c = self._choices
        taken = self._taken.setdefault(path, set())
        free = [method for method in methods if method not in taken]
        method = c.one_of(free) if free and c.chance(80) else c.one_of(methods)
        taken |= {"GET", "HEAD"} if method == "GET" else set(fragments.METHODS) if method == "*" else {method}
        return method

    def _name(self) -> Any:
        return self._one(fragments.NAMES, bad=fragments.BAD_NAMES) if self._choices.chance(30) else None

    def _handler(self) -> Any:
        if self._is_odd and self._choices.chance(6):
            return self._one((bare, Page), bad=(None, 5))
        return self._choices.one_of(HANDLERS)

    def _options(self) -> tuple[tuple[str, Any], ...]:
        c = self._choices
        options: tuple[tuple[str, Any], ...] = ()
        if c.chance(30):
            options += (("name", self._name()),)
        if c.chance(3):
            options += (("expect_handler", self._one((expecting,), bad=(len,))),)
        return options

    def _prefix(self) -> Any:
        odd = (*fragments.ODD_PREFIXES, "/") if self._is_odd else ()
        return self._one(fragments.PREFIXES, odd, fragments.BAD_PREFIXES)

    # --- paths -----------------------------------------------------------------------------------

    def _path(self, known: list[str]) -> Any:
        c = self._choices
        if known and c.chance(30):
            return known[-1] if c.chance(50) else c.one_of(known)
        if self._is_spoiled and c.chance(5):
            return c.one_of(fragments.BAD_PATHS)
        path = self.path()
        known.append(path)
        return path

    def path(self) -> str:
        """A path template."""
        c = self._choices
        if c.chance(4):
            return ""
        names: list[str] = list(fragments.NAMES_OF_PARAMS)
        self._may_fail = self._is_spoiled and c.chance(20)
        segments = [self._segment(names) for _ in range(c.one_of((1, 2, 2, 3, 4)))]
        path = "/" + "/".join(segments)
        if c.chance(8):
            path += "/"
        return "/" if c.chance(4) else path

    def _segment(self, names: list[str]) -> str:
        c = self._choices
        if not names or c.chance(45):
            return self._literal()
        if c.chance(45):
            return self._param(names)
        # Several pieces glued together.
        pieces = [self._literal() if c.chance(50) else ""]
        for _ in range(1 + c.up_to(2)):
            if names:
                pieces.append(self._param(names))
                pieces.append(c.one_of(("", "-", ".", "a", self._literal())))
        return "".join(pieces)

    def _literal(self) -> str:
        return str(self._one(fragments.LITERALS, fragments.ODD_LITERALS if self._is_odd else ()))

    def _param(self, names: list[str]) -> str:
        c = self._choices
        name = c.one_of(names)
        if self._may_fail and c.chance(40):
            self._may_fail = False
            if c.chance(75):
                names.remove(name)
                return "{" + name + ":" + c.one_of(fragments.BAD_REGEXES) + "}"
        else:
            names.remove(name)
        if c.chance(50):
            return "{" + name + "}"
        kind = c.one_of((0, 0, 0, 1, 1, 2)) if self._is_odd else c.one_of((0, 0, 1))
        if kind == 2 and c.chance(15):
            kind = 3
        return "{" + name + ":" + c.one_of(_OF_KIND[kind]) + "}"

    # --- requests --------------------------------------------------------------------------------

    def asked(self, seen: list[Target]) -> Asked:
        """A request, mostly for something that was seen."""
        c = self._choices
        host: str | None = None
        method = "GET"
        if seen and c.chance(88):
            template, domain, method = c.one_of(seen)
            target = self._filled(template)
            if domain is not None and c.chance(85):
                host = domain.lower().replace("*", "b")
        else:
            target = self._filled(self.path())
        if c.chance(18):
            target = self._changed(target)
        if host is None and c.chance(10):
            host = c.one_of(fragments.HOSTS)
        if c.chance(30):
            method = str(c.one_of(fragments.METHODS) if c.chance(85) else c.one_of(("get", "BREW", "*")))
        return Asked(method, self._as_target(target), host)

    def _filled(self, template: str) -> str:
        parts: list[str] = []
        for part in _PARAM.split(template):
            if not part.startswith("{"):
                parts.append(part)
            else:
                parts.append(self._value(part[1:-1].partition(":")[2]))
        return "".join(parts)

    def _value(self, regex: str) -> str:
        c = self._choices
        samples = _SAMPLES.get(regex)
        if samples is not None and not c.chance(15):
            return c.one_of(samples)
        return c.one_of(fragments.VALUES[:8]) if c.chance(60) else c.one_of(fragments.VALUES)

    def _changed(self, target: str) -> str:
        """The target with something changed, as clients and attackers do."""
        c = self._choices
        at = c.up_to(len(target))
        before, after = target[:at], target[at:]
        inserted = c.one_of(("/", "%2F", "%", "%25", "%2", "a", "{", "-"))
        changes = (
            target + "/",
            target.rstrip("/"),
            target.rpartition("/")[0],
            f"{target}/{self._value('')}",
            before + inserted + after,
            before + inserted + after,
            before + (f"%{ord(after[0]) % 256:02x}" if after else "") + after[1:],
            target.swapcase(),
            target + "?a=b%2Fc",
        )
        return c.one_of(changes)

    def _as_target(self, target: str) -> str:
        """The target as it may stand in a request line."""
        c = self._choices
        path, mark, query = target.partition("?")
        quoted = quote(path, _SAFE_IN_TARGETS, errors="surrogateescape")
        if c.chance(2):
            return c.one_of(("*", "http://a.example" + quoted, "/", "//", "http://a.example"))
        # aiohttp's parser lets bytes beyond ASCII through, and braces too.
        path = path if path.isprintable() and " " not in path and c.chance(15) else quoted
        return path + mark + query if path.startswith("/") else "/" + path + mark + query


def targets(table: Table, prefix: str = "", host: str | None = None) -> Iterator[Target]:
    """What a table and its sub-applications answer, with their prefixes and domains."""
    for step in table.steps:
        if isinstance(step, Mount):
            if not isinstance(step.where, str):
                continue
            if step.is_domain:
                yield from targets(step.table, prefix, step.where)
            else:
                below = prefix + step.where.rstrip("/")
                yield Target(below or "/", host, "GET")
                yield from targets(step.table, below, host)
            continue
        for path, registered, is_prefix in _answered(step):
            if not isinstance(path, str):
                continue
            method = registered.upper() if isinstance(registered, str) and registered != "*" else "GET"
            yield Target(prefix + path, host, method)
            if is_prefix:
                yield Target(f"{prefix}{path.rstrip('/')}/a.txt", host, method)


def _answered(step: Call) -> Iterator[tuple[Any, Any, bool]]:
    """The paths that a call registers, their methods, and whether they take all that is below."""
    if step.at is not None:
        return
    first = step.args[0]
    if step.method == "add_routes":
        for definition in first:
            if isinstance(definition, web.StaticDef):
                yield definition.prefix, "GET", True
            else:
                yield definition.path, definition.method, False
    elif isinstance(first, New):
        method = first.routes[0][0] if first.routes else "GET"
        yield first.path, method, first.kind in ("everything", "below")
    elif step.method == "add_route":
        yield step.args[1], first, False
    else:
        method = step.method.removeprefix("add_")
        yield first, method if method.upper() in fragments.METHODS else "GET", method == "static"
