"""Laws 3, 6 and 8: whatever is done to a table that is served, it answers as a plain list of rows does."""

from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from typing import TypeVar

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from yarl import URL

from resrouter import UNMATCHED, MatchInfo, Precedence, Router, RouteTable
from resrouter.errors import ConflictError, DuplicateNameError, FrozenRouterError
from resrouter.paths.encoding import safe_path
from resrouter.paths.precedence import PRECEDENCES
from resrouter.tables.options import OptionsByName
from tests.tables.change_model import (
    ABOVE,
    ADDS,
    EDITS,
    METHODS,
    MOST_ROWS,
    OWNERS,
    PREFIXES,
    SELDOM,
    Action,
    Add,
    History,
    Merged,
    PlannedError,
    Rebuilding,
    RefusedError,
    Rows,
    Sketch,
    Version,
    add,
    answered,
    in_conflict,
    perform,
    unloaded,
    without,
)

T = TypeVar("T")

BASE = make_mocked_request("GET", "/")
SEGMENTS = st.lists(st.sampled_from(["a", "b", "m", "t", "f", "a-b", "c", ""]), max_size=5)
ODD = ["", "*", "//", "a", "/{", "/{x}", "/%", "/a%2Fb", "/%2F", "/%00", "/a//b", "/f/%25/a", "/é", "/f/../a"]
# Asked after each change: what a table remembers of one must not be left in the next.
ASKED = ["/", "/a", "/a/b", "/m/a", "/a/a/b"]
TARGETS = SEGMENTS.map(lambda parts: "/" + "/".join(parts)) | st.sampled_from(ODD)


def now(coroutine: Coroutine[None, None, T]) -> T:
    """The result of a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise AssertionError("it waits")


def node_of(action: Add) -> object:
    """The action as data."""
    return action.path, {"name": action.name, action.method: action.answer}


class TablesAndRows(RuleBasedStateMachine):
    """A router and the tables it has served, each beside the rows that it must answer as."""

    versions: Bundle[Version] = Bundle("versions")

    @initialize(
        target=versions,
        precedence=st.sampled_from(PRECEDENCES),
        refuses=st.booleans(),
        first=st.lists(st.tuples(OWNERS, ADDS), min_size=3, max_size=9),
    )
    def start(self, precedence: Precedence, refuses: bool, first: list[tuple[str | None, Add]]) -> Version:
        self.options: OptionsByName = {"precedence": precedence, "conflicts": "raise" if refuses else "ignore"}
        self.refuses = refuses
        self.precedence: Precedence = precedence
        self.router = Router(**self.options)
        self.seen: list[Version] = []
        self.kept((), ())
        for owner, action in first:
            self.edited(owner, [action], fails=False)
        return self.served

    @property
    def served(self) -> Version:
        return self.seen[-1]

    @rule(target=versions, action=ADDS)
    def register(self, action: Add) -> Version:
        """Before the router is frozen, and where nothing is asked of conflicts, as aiohttp's applications do."""
        if any(row.path == action.path for row in self.served.rows[-1:]):
            return self.served  # as with aiohttp it may be used again, and then changes in all tables that hold it
        if self.router.frozen:
            with pytest.raises(FrozenRouterError):
                add(action, self.router)
            return self.unchanged()
        if self.refuses:
            return self.served
        return self.attempted(None, lambda sketch: sketch.do(action), lambda: add(action, self.router))

    @rule()
    def freeze(self) -> None:
        self.router.freeze()

    @rule(target=versions, owner=OWNERS, actions=EDITS, fails=SELDOM)
    def edit(self, owner: str | None, actions: list[Action], fails: bool) -> Version:
        return self.edited(owner, actions, fails=fails)

    def edited(self, owner: str | None, actions: list[Action], *, fails: bool) -> Version:
        def plan(sketch: Sketch) -> None:
            sketch.do(*actions)
            if fails:
                raise RefusedError(PlannedError)

        def act() -> None:
            with self.router.edit(owner) as draft:
                perform(draft, *actions)
                if fails:
                    raise PlannedError

        return self.attempted(owner, plan, act)

    @rule(target=versions, owner=OWNERS, actions=EDITS, other_owner=OWNERS, other_actions=EDITS)
    def edit_during_an_edit(
        self, owner: str | None, actions: list[Action], other_owner: str | None, other_actions: list[Action]
    ) -> Version:
        """Both take effect, or the one that ends last is refused whole."""
        base = self.served.rows
        mine, other = Sketch(base, owner), Sketch(base, other_owner)
        try:
            mine.do(*actions)
            other.do(*other_actions)
        except RefusedError:
            return self.served

        with ExitStack() as stack:
            perform(stack.enter_context(self.router.edit(owner)), *actions)
            self.edited(other_owner, other_actions, fails=False)
            return self.attempted(owner, lambda sketch: sketch.take_over(base, mine), stack.close)

    @rule(target=versions, version=versions, prefix=PREFIXES, name=ABOVE, owner=OWNERS)
    def mount(self, version: Version, prefix: str, name: str | None, owner: str | None) -> Version:
        if len(self.served.rows) + len(version.rows) > MOST_ROWS:
            return self.served

        def act() -> None:
            with self.router.edit(owner) as draft:
                draft.mount(prefix, version.table, name=name)

        return self.attempted(owner, lambda sketch: sketch.mount(version, prefix, name), act)

    @rule(target=versions, owner=OWNERS, action=ADDS)
    def update(self, owner: str | None, action: Add) -> Version:
        return self.attempted(
            owner,
            lambda sketch: sketch.do(action),
            lambda: self.router.update(lambda table: table.add(node_of(action), owner=owner)),
        )

    def attempted(self, owner: str | None, plan: Callable[[Sketch], None], act: Callable[[], object]) -> Version:
        """The version after a change; the same one when the model refuses it, and the router with the same error."""
        sketch = Sketch(self.served.rows, owner)
        expected: tuple[type[Exception], ...] = ()
        try:
            plan(sketch)
        except RefusedError as refused:
            expected = refused.kinds
        if not expected and self.refuses and in_conflict(sketch.rows, sketch.changed(), self.precedence):
            expected = (ConflictError,)
        if expected:
            with pytest.raises(expected):
                act()
            return self.unchanged()
        act()
        return self.kept(tuple(sketch.rows), (*self.served.history, *sketch.steps))

    @rule(target=versions, version=versions, added=st.lists(st.tuples(OWNERS, ADDS), max_size=4))
    def merge_with_a_new_one(self, version: Version, added: list[tuple[str | None, Add]]) -> Version:
        table = RouteTable(**self.options)
        rows: Rows = ()
        history: History = ()
        for owner, action in added:
            sketch = Sketch(rows, owner)
            with suppress(RefusedError):
                sketch.do(action)
                if not (self.refuses and in_conflict(sketch.rows, sketch.changed(), self.precedence)):
                    table = table.add(node_of(action), owner=owner)
                    rows, history = tuple(sketch.rows), (*history, *sketch.steps)
        return self.merge(version, Version(table, rows, history, table.routes, str(table)))

    @rule(target=versions, first=versions, second=versions)
    def merge_two(self, first: Version, second: Version) -> Version:
        return self.merge(first, second)

    def merge(self, first: Version, second: Version) -> Version:
        names = [row.name for row in first.rows if row.name]
        doubled = 0
        rows = list(first.rows)
        for row in second.rows:
            if row.name in names:
                doubled += 1
            else:
                rows.append(row)
        if len(rows) > MOST_ROWS:
            return self.served
        is_conflict = self.refuses and in_conflict(rows, [row.key for row in rows], self.precedence)
        if is_conflict or doubled:
            with pytest.raises(DuplicateNameError if doubled == 1 and not is_conflict else ConflictError):
                self.router.update(lambda _: first.table.merge(second.table))
            return self.unchanged()
        self.router.update(lambda _: first.table.merge(second.table))
        return self.kept(tuple(rows), (Merged(first.history, second.history),))

    @rule(target=versions, version=versions)
    def swap(self, version: Version) -> Version:
        self.router.swap(version.table)
        return self.kept(version.rows, version.history)

    @rule(target=versions, owner=OWNERS.filter(bool), by_draft=st.booleans())
    def unload(self, owner: str, by_draft: bool) -> Version:
        before = self.served
        if by_draft:
            with self.router.edit() as draft:
                draft.unload(owner)
        else:
            self.router.unload(owner)
        assert before.table.unload(owner) == self.router.table
        assert owner not in self.router.table.owners()
        return self.kept(unloaded(before.rows, owner), without(before.history, owner))

    @rule(method=METHODS | st.sampled_from(["PUT", "HEAD"]), asked=TARGETS)
    def ask(self, method: str, asked: str) -> None:
        self.compare(method, asked)

    def compare(self, method: str, asked: str) -> None:
        """The router answers as the rows do; it never raises."""
        request = BASE.clone(method=method, rel_url=URL.build(path=asked, encoded=True))
        found = now(self.router.resolve(request))
        assert isinstance(found, MatchInfo)
        path = safe_path(request.rel_url)
        status, expected, params = answered(self.served.rows, self.precedence, method, path)
        error = found.http_exception
        assert (200 if error is None else error.status) == status
        assert dict(found) == params
        if error is None:
            assert found.handler is expected
        else:
            assert (found.resource is UNMATCHED) == (status == 404)
            assert frozenset(getattr(error, "allowed_methods", ())) == (expected or frozenset())
            with pytest.raises(type(error)):
                now(found.handler(request))  # type: ignore[arg-type]  # aiohttp says an awaitable; it is a coroutine

    @rule(version=versions, method=METHODS, asked=TARGETS)
    def find(self, version: Version, method: str, asked: str) -> None:
        path = safe_path(URL.build(path=asked, encoded=True))
        status, expected, params = answered(version.rows, self.precedence, method, path)
        found = version.table.find(method, path)
        assert (None if found is None else (found[0].handler, found[1])) == (
            (expected, params) if status == 200 else None
        )

    @invariant()
    def no_table_has_changed(self) -> None:
        for version in getattr(self, "seen", [])[-5:]:
            self.check(version)

    def teardown(self) -> None:
        for version in getattr(self, "seen", []):
            self.check(version)
            again = RouteTable(version.routes, **version.table.options)
            assert again == version.table
            assert (hash(again), str(again)) == (hash(version.table), version.drawn)

    def check(self, version: Version) -> None:
        assert (version.table.routes, str(version.table)) == (version.routes, version.drawn)

    def kept(self, rows: Rows, history: History) -> Version:
        """The table that is served now, after a look whether it is what the model and the history say."""
        table = self.router.table
        assert table.routes == tuple(row.data() for row in rows)
        assert list(table.names) == list(self.router) == [row.name for row in rows if row.name]
        assert table.owners() == {owner for row in rows for owner in row.owners} - {None}
        rebuilt = Rebuilding(history, self.precedence).table
        assert table == RouteTable(rebuilt.routes, **self.options)
        assert str(table) == str(rebuilt)
        self.seen.append(Version(table, rows, history, table.routes, str(table)))
        for asked in ASKED:
            self.compare("GET", asked)
        return self.served

    def unchanged(self) -> Version:
        assert self.router.table is self.served.table
        return self.served


class ManyTablesAndRows(TablesAndRows):
    """The same, for longer."""


TestTablesAndRows = TablesAndRows.TestCase
TestTablesAndRows.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestManyTablesAndRows = pytest.mark.slow(ManyTablesAndRows.TestCase)
TestManyTablesAndRows.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
