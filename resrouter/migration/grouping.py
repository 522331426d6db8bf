"""The rules: which definitions become one resource, and which only look as if they could.

1. Only statements that stand side by side, on one router, become one resource: between others, order may decide.
2. Their paths are equal literals, and aiohttp would reuse the resource for them (it does not where it quotes the path).
3. Their names are equal, or none has one: a route has its resource's name, which middlewares see.
4. No verb comes twice, and nothing follows "*": on one resource that is refused.
5. Whatever breaks a rule stays a resource of its own, and is told to a person.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import libcst as cst
from yarl import URL

from resrouter.migration.calls import Definition, Shape
from resrouter.migration.findings import Finding

_CATCH_ALL = re.compile(r"/\{\w+:\.[*+]\}")
_GROUPED = (Shape.ADD_ROUTE, Shape.SHORTCUT)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A definition and the statement it stands in; `joinable` when the statement holds nothing else."""

    definition: Definition
    statement: cst.BaseSmallStatement
    line: cst.SimpleStatementLine | None
    joinable: bool


@dataclass(slots=True)
class Table:
    """What has been defined on the way to a statement, in the blocks round it."""

    paths: dict[tuple[str, str], list[Definition]] = field(default_factory=dict[tuple[str, str], list[Definition]])
    names: dict[tuple[str, str], Definition] = field(default_factory=dict[tuple[str, str], Definition])
    resources: dict[str, Definition] = field(default_factory=dict[str, Definition])
    previous: Definition | None = None

    def copy(self) -> "Table":
        """The same as seen from inside a branch: what is defined there stays there."""
        paths = {key: list(found) for key, found in self.paths.items()}
        return Table(paths, dict(self.names), dict(self.resources))

    def forget(self, bound: Iterable[str]) -> None:
        """Drop what was known of names and attributes that are bound anew."""
        for text in bound:
            self.paths = {key: found for key, found in self.paths.items() if not _starts(key[0], text)}
            self.names = {key: found for key, found in self.names.items() if not _starts(key[0], text)}
            self.resources.pop(text, None)

    def take(self, definition: Definition) -> Finding | None:
        """Note a definition; the finding when it does not go together with the ones before."""
        finding = self._judged(definition)
        self.paths.setdefault(_place(definition), []).append(definition)
        if definition.name is not None:
            self.names.setdefault((definition.router.key, definition.name), definition)
        self.previous = definition
        return finding

    def _judged(self, new: Definition) -> Finding | None:
        earlier = self.paths.get(_place(new), [])
        for old in earlier:
            if "*" in old.verbs and new.verbs:
                return Finding(new.line, "after-any-method", f'line {old.line} takes every method of "{new.path}"')
            if twice := [verb for verb in new.verbs if verb in old.verbs]:
                return Finding(new.line, "repeated-verb", f'line {old.line} has {twice[0]} "{new.path}" already')
        if new.shape is Shape.MEMBER or (self.previous is not None and _same(self.previous, new)):
            return None
        if new.name is not None and (taken := self.names.get((new.router.key, new.name))) is not None:
            return Finding(new.line, "duplicate-name", f"line {taken.line} has the name {new.name} already")
        if not earlier:
            return None
        return _apart(earlier, new, beside=self.previous is not None and _place(self.previous) == _place(new))


def groups(entries: Sequence[Entry | None], left: set[Entry]) -> list[list[Entry]]:
    """The statements of a block that become one resource each; None stands for any other statement."""
    found: list[list[Entry]] = []
    run: list[Entry] = []
    for entry in [*entries, None]:
        fits = entry is not None and entry not in left and _may_join(entry)
        if entry is not None and fits and run and _same(run[-1].definition, entry.definition):
            run.append(entry)
            continue
        if len(run) > 1:
            found.append(run)
        run = [entry] if entry is not None and fits else []
    return found


def catch_alls(entries: Sequence[Entry | None]) -> list[Finding]:
    """The routes that take every request, and are followed by more on the same router."""
    found: list[Finding] = []
    given = [entry.definition for entry in entries if entry is not None]
    for at, definition in enumerate(given):
        if "*" in definition.verbs and _CATCH_ALL.fullmatch(definition.path):
            later = [other for other in given[at + 1 :] if other.router.key == definition.router.key]
            if later:
                reason = f'"{definition.path}" takes every request, and line {later[0].line} defines more'
                found.append(Finding(definition.line, "catch-all-not-last", reason))
    return found


def _may_join(entry: Entry) -> bool:
    definition = entry.definition
    return entry.joinable and definition.shape in _GROUPED and is_reused(definition.path)


def is_reused(path: str) -> bool:
    """Whether aiohttp finds the last resource again by this path: not by one that it stores in quoted form."""
    if "{" in path or "}" in path:
        return True
    try:
        return URL.build(path=path, encoded=False).raw_path.replace("%25", "%") == path
    except ValueError:
        return False


def _same(first: Definition, second: Definition) -> bool:
    return _place(first) == _place(second) and first.name == second.name


def _place(definition: Definition) -> tuple[str, str]:
    return definition.router.key, definition.path


def _apart(earlier: Sequence[Definition], new: Definition, *, beside: bool) -> Finding:
    other = next((old for old in earlier if old.name != new.name), earlier[0])
    names = f"{_shown(other.name)} in line {other.line} and {_shown(new.name)} here"
    if beside:
        return Finding(new.line, "names-differ", f'"{new.path}" is {names}')
    differing = f", and is {names}" if other.name != new.name else ""
    return Finding(new.line, "not-adjacent", f'"{new.path}" was defined in line {earlier[0].line} before{differing}')


def _shown(name: str | None) -> str:
    return "unnamed" if name is None else f"named {name}"


def _starts(key: str, text: str) -> bool:
    return key == text or key.startswith(f"{text}.")
