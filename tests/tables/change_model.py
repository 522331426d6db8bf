"""Tables as plain lists of rows, and what can be done to them: the model of `test_changes_model`."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, count
from typing import Any, NamedTuple, assert_never

from aiohttp import web
from hypothesis import strategies as st

from resrouter import PathTemplate, Precedence, Resource, RouteTable
from resrouter.errors import (
    ConflictError,
    DeadRouteError,
    DuplicateNameError,
    StaleEditError,
    TemplateSyntaxError,
    UnknownNameError,
)
from resrouter.paths.overlap import common_path
from resrouter.paths.precedence import RULES
from resrouter.routing.making import resource_for
from resrouter.routing.mountpoint import Stop
from resrouter.tables.builder import Builder
from resrouter.tables.draft import Draft

Handler = Callable[[web.Request], Coroutine[None, None, web.Response]]

MOST_ROWS = 16


def handler(name: str) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=name)

    answer.__name__ = answer.__qualname__ = name
    return answer


HANDLERS = st.sampled_from([handler(f"h{number}") for number in range(5)])
OWNERS = st.sampled_from([None, "ann", "bob"])
METHODS = st.sampled_from(["GET", "GET", "POST", "POST", "PUT", "*"])
NAMES = st.sampled_from([None, *"abcdefghi"])
PATHS = st.sampled_from(
    ["/", "/a", "/a/b", "/{x}", "/{y}", "/a/{x}", "/a/{z}", "/{x}/b", "/{x:[ab]+}", "/a-{x}", "/f/{rest:.*}"]
)
PREFIXES = st.sampled_from(["", "/m", "/a", "/{t}", "/t/{t}", "/{k:[a-z]+}"])
ABOVE = st.sampled_from([None, "m", "n"])


class RefusedError(Exception):
    """The model's own refusal, with the errors that it expects of the table: one of them."""

    def __init__(self, *kinds: type[Exception]) -> None:
        super().__init__(*kinds)
        self.kinds = kinds


class PlannedError(Exception):
    """Raised in a block on purpose."""


@dataclass(frozen=True)
class Row:
    """What the model knows of a resource; the key stays the same when its routes change."""

    key: int
    path: str
    name: str | None
    owner: str | None
    routes: tuple[tuple[str, Handler, str | None], ...] = ()
    trail: tuple[Stop, ...] = ()

    @property
    def methods(self) -> dict[str, Handler]:
        return {method: answer for method, answer, _ in self.routes}

    @property
    def owners(self) -> set[str | None]:
        return {self.owner, *(owner for _, _, owner in self.routes)}

    def with_route(self, method: str, answer: Handler, owner: str | None) -> "Row":
        if method in self.methods or "*" in self.methods:
            raise RefusedError(DeadRouteError)
        return replace(self, routes=(*self.routes, (method, answer, None if owner == self.owner else owner)))

    def data(self) -> tuple[str, dict[str, Any]]:
        told = {"name": self.name, "trail": self.trail}
        return self.path, {**{key: value for key, value in told.items() if value}, **self.methods}


Rows = tuple[Row, ...]


def unloaded(rows: Rows, owner: str) -> Rows:
    return tuple(
        replace(row, routes=tuple(route for route in row.routes if route[2] != owner))
        for row in rows
        if row.owner != owner
    )


parsed = cache(PathTemplate.parse)


def answered(rows: Rows, precedence: Precedence, method: str, path: str) -> tuple[int, object, dict[str, str]]:
    """The status, the handler or the allowed methods, and the parameters: every row tried in turn."""
    order = RULES[precedence].template
    places = sorted(range(len(rows)), key=lambda at: (order(parsed(rows[at].path).shape), at))
    allowed: set[str] = set()
    for row in (rows[at] for at in places):
        params = parsed(row.path).match(path) if path else None
        if params is None:
            continue
        answer = row.methods.get(method, row.methods.get("*"))
        if answer is not None:
            return 200, answer, params
        allowed |= set(row.methods)
    return (405, frozenset(allowed), {}) if allowed else (404, None, {})


@cache
def collide(first: str, second: str, precedence: Precedence) -> bool:
    one, other = parsed(first), parsed(second)
    order = RULES[precedence].template
    return order(one.shape) == order(other.shape) and common_path(one, other) is not None


def are_rivals(one: Row, other: Row, precedence: Precedence) -> bool:
    has_shared = bool(set(one.methods) & set(other.methods)) or (
        bool(one.methods and other.methods) and "*" in {*one.methods, *other.methods}
    )
    return has_shared and collide(one.path, other.path, precedence)


def in_conflict(rows: Sequence[Row], new: Iterable[int], precedence: Precedence) -> bool:
    """Whether a row with one of these keys collides with any other."""
    keys = set(new)
    return any(
        are_rivals(one, other, precedence)
        for one, other in combinations(rows, 2)
        if one.key in keys or other.key in keys
    )


# What has been done, as it is written down.


@dataclass(frozen=True)
class Added:
    row: Row


@dataclass(frozen=True)
class Extended:
    key: int
    method: str
    answer: Handler
    owner: str | None


@dataclass(frozen=True)
class Removed:
    key: int


@dataclass(frozen=True)
class Mounted:
    prefix: str
    name: str | None
    table: RouteTable
    keys: tuple[int, ...]
    owner: str | None


@dataclass(frozen=True)
class Merged:
    first: "History"
    second: "History"


Step = Added | Extended | Removed | Mounted | Merged
History = tuple[Step, ...]


def without(history: History, owner: str) -> History:
    """The history in which an owner never registered anything."""
    kept: list[Step] = []
    for step in history:
        match step:
            case Added(row):
                kept += [step] if row.owner != owner else []
            case Extended() | Mounted():
                kept += [step] if step.owner != owner else []
            case Merged(first, second):
                kept.append(Merged(without(first, owner), without(second, owner)))
            case Removed():
                kept.append(step)
            case _:
                assert_never(step)
    return tuple(kept)


class Rebuilding:
    """A table made anew from a history, and not by a router. Conflicts are no matter: an edit is checked as a whole."""

    def __init__(self, history: History, precedence: Precedence) -> None:
        self.table = RouteTable(precedence=precedence, conflicts="ignore")
        self.held: dict[int, Sequence[web.AbstractResource]] = {}  # several when it was merged with itself
        for step in history:
            self.take(step, precedence)

    def take(self, step: Step, precedence: Precedence) -> None:
        match step:
            case Added(row):
                self.hold([row.key], self.table.add(row.data(), owner=row.owner))
            case Extended():
                self.extend(step)
            case Removed(key):
                for gone in self.held.pop(key, []):
                    self.table = self.table.remove(gone)
            case Mounted():
                node = (step.prefix, {"name": step.name}, step.table)
                self.hold(step.keys, self.table.add(node, owner=step.owner))
            case Merged(first, second):
                one, other = Rebuilding(first, precedence), Rebuilding(second, precedence)
                self.table = one.table.merge(other.table)
                for key in {**one.held, **other.held}:
                    self.held[key] = [*one.held.get(key, []), *other.held.get(key, [])]
            case _:
                assert_never(step)

    def hold(self, keys: Sequence[int], table: RouteTable) -> None:
        self.table = table
        for key, resource in zip(keys, table.listed[len(table.listed) - len(keys) :], strict=True):
            self.held[key] = [resource]

    def extend(self, step: Extended) -> None:
        if step.key not in self.held:
            return  # registered by somebody who was never there
        (old,) = self.held[step.key]
        assert isinstance(old, Resource)
        new = resource_for(str(old.template), name=old.name)
        new.trail = old.trail
        for route in old:
            new.take_copy(route)
        new.add_route(step.method, step.answer).owner = step.owner
        self.table, self.held[step.key] = self.table.replace(old, new), [new]


class Version(NamedTuple):
    """A table that was served, with all that it was then."""

    table: RouteTable
    rows: Rows
    history: History
    routes: tuple[Any, ...]
    drawn: str


# What is asked of a draft; `at` is a place in the table, counted round.


@dataclass(frozen=True)
class Add:
    path: str
    method: str
    name: str | None
    answer: Handler


@dataclass(frozen=True)
class Extend:
    at: int
    method: str
    answer: Handler


@dataclass(frozen=True)
class Remove:
    at: int


@dataclass(frozen=True)
class Grouped:
    prefix: str
    name: str | None
    inner: tuple[Add, ...]
    fails: bool


Action = Add | Extend | Remove | Grouped

SELDOM = st.sampled_from([False, False, False, True])
PLACES = st.integers(0, MOST_ROWS)
ADDS = st.builds(Add, PATHS, METHODS, NAMES, HANDLERS)
ACTIONS = st.one_of(
    ADDS,
    ADDS,
    st.builds(Extend, PLACES, METHODS, HANDLERS),
    st.builds(Remove, PLACES),
    st.builds(Grouped, PREFIXES, ABOVE, st.lists(ADDS, max_size=3).map(tuple), SELDOM),
)


def whole(prefix: str, path: str) -> str:
    """The path below a prefix."""
    try:
        PathTemplate.parse(prefix + path)
    except TemplateSyntaxError:
        raise RefusedError(TemplateSyntaxError) from None
    return prefix + path


EDITS = st.lists(ACTIONS, max_size=5)


class Sketch:
    """The model of a draft: the rows, and what was done to them."""

    keys = count()

    def __init__(self, rows: Rows, owner: str | None) -> None:
        self.rows = list(rows)
        self.owner = owner
        self.steps: list[Step] = []
        self.own: int | None = None  # the key of what this one added last

    def do(self, *actions: Action) -> None:
        for action in actions:
            self.do_one(action)

    def do_one(self, action: Action) -> None:
        match action:
            case Add():
                self.add(action)
            case Extend(at):
                named = [row for row in self.rows if row.name]
                if not named:
                    raise RefusedError(UnknownNameError)
                self.extend(named[at % len(named)], action.method, action.answer)
            case Remove(at):
                if not self.rows:
                    raise RefusedError(LookupError)
                self.remove(self.rows[at % len(self.rows)])
            case Grouped():
                before, steps = list(self.rows), list(self.steps)
                own, self.own = self.own, None
                for inner in action.inner:
                    self.add(inner, action.prefix, action.name)
                self.own = own
                if action.fails:
                    self.rows, self.steps = before, steps
            case _:
                assert_never(action)

    def add(self, action: Add, prefix: str = "", above: str | None = None) -> None:
        path = whole(prefix, action.path)
        name = f"{above}:{action.name}" if above and action.name else action.name
        last = self.rows[-1] if self.rows else None
        if last and (last.path, last.name, last.key) == (path, name, self.own):
            self.extend(last, action.method, action.answer)
            return
        trail = (Stop(above, prefix),) if above else ()
        row = Row(next(self.keys), path, name, self.owner, trail=trail)
        self.enter(row.with_route(action.method, action.answer, self.owner))
        self.steps.append(Added(self.rows[-1]))
        self.own = row.key

    def enter(self, row: Row) -> None:
        if row.name is not None and any(row.name == other.name for other in self.rows):
            raise RefusedError(DuplicateNameError)
        self.rows.append(row)

    def mount(self, version: Version, prefix: str, name: str | None) -> None:
        keys = [next(self.keys) for _ in version.rows]
        paths = [whole(prefix, row.path) for row in version.rows]
        for key, path, row in zip(keys, paths, version.rows, strict=True):
            below = f"{name}:{row.name}" if name and row.name else row.name
            routes = tuple((method, answer, None) for method, answer, _ in row.routes)
            trail = (Stop(name, prefix), *(Stop(stop.name, prefix + stop.template) for stop in row.trail))
            self.enter(Row(key, path, below, self.owner, routes, trail))
        self.steps.append(Mounted(prefix, name, version.table, tuple(keys), self.owner))

    def remove(self, row: Row) -> None:
        self.rows = [other for other in self.rows if other.key != row.key]
        self.steps.append(Removed(row.key))

    def take_over(self, base: Rows, draft: "Sketch") -> None:
        """Do what a draft did to other rows, from which these have come too."""
        kept = {row.key: row for row in draft.rows}
        theirs = {row.key: row for row in self.rows}
        for row in {row.key: row for row in base}.values():
            mine, there = kept.get(row.key), theirs.get(row.key)
            if mine == row or (
                mine is None and there is None and row.name not in {row.name for row in self.rows if row.name}
            ):
                continue
            if there != row:
                raise RefusedError(StaleEditError)
            if mine is None:
                self.remove(row)
            else:
                for method, answer, _ in mine.routes[len(row.routes) :]:
                    self.extend(self.row(row.key), method, answer)
        old = {row.key for row in base}
        for row in draft.rows:
            if row.key not in old:
                if row.name in {other.name for other in self.rows if other.name}:
                    raise RefusedError(DuplicateNameError, ConflictError)  # there may be several, and conflicts too
                self.enter(row)
                self.steps.append(Added(row))

    def row(self, key: int) -> Row:
        return next(row for row in self.rows if row.key == key)

    def extend(self, row: Row, method: str, answer: Handler) -> None:
        changed = row.with_route(method, answer, self.owner)
        self.rows = [changed if other.key == row.key else other for other in self.rows]
        self.steps.append(Extended(row.key, method, answer, self.owner))

    def changed(self) -> list[int]:
        """The keys of what has come or was changed."""
        keys = [step.row.key for step in self.steps if isinstance(step, Added)]
        keys += [step.key for step in self.steps if isinstance(step, Extended)]
        return keys + [key for step in self.steps if isinstance(step, Mounted) for key in step.keys]


def perform(draft: Draft, *actions: Action) -> None:
    """Do to a draft what `Sketch.do()` does to its model."""
    for action in actions:
        perform_one(draft, action)


def perform_one(draft: Draft, action: Action) -> None:
    match action:
        case Add():
            add(action, draft)
        case Extend(at):
            names = list(draft) or ["nobody"]
            draft[names[at % len(names)]].add_route(action.method, action.answer)
        case Remove(at):
            listed = draft.table.listed
            draft.remove(listed[at % len(listed)] if listed else "nobody")
        case Grouped():
            try:
                with draft.group(action.prefix, name=action.name) as group:
                    for inner in action.inner:
                        add(inner, group)
                    if action.fails:
                        raise PlannedError
            except PlannedError:
                pass
        case _:
            assert_never(action)


def add(action: Add, builder: Builder) -> None:
    builder.add_route(action.method, action.path, action.answer, name=action.name)
