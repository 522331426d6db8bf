"""Items filed by the literal text that a segment must start and end with.

A thousand siblings such as '/report-7-{id}' are told apart by that text: a look-up asks the dictionary once for every
length of prefix that occurs, so its cost depends on the segment and not on the number of siblings.
"""

from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from resrouter.paths.branches import Branches, Table, items_of, sorted_items, with_key, without_key
from resrouter.paths.segments import Glued, Patterned, Segment

V = TypeVar("V")
N = TypeVar("N")

Test = Glued | Patterned

_Lengths = tuple[tuple[int, int], ...]


class Affixes(NamedTuple, Generic[V]):
    """Values under prefixes (or suffixes), and for each length how many have it. Never changes."""

    values: Table[str, V]
    lengths: _Lengths

    def set(self, affix: str, value: V) -> "Affixes[V]":
        """The same with the value under the affix."""
        is_new = self.values.get(affix) is None
        return Affixes(with_key(self.values, affix, value), self._counted(affix, 1 if is_new else 0))

    def without(self, affix: str) -> "Affixes[V]":
        """The same without the affix."""
        return Affixes(without_key(self.values, affix), self._counted(affix, -1))

    def settle(self) -> None:
        """Put them into one dict, for faster look-ups. Nothing can be seen of it."""
        if isinstance(self.values, Branches):
            self.values.settle()

    def _counted(self, affix: str, change: int) -> _Lengths:
        counts = dict(self.lengths)
        counts[len(affix)] = counts.get(len(affix), 0) + change
        return tuple(sorted(((length, count) for length, count in counts.items() if count), reverse=True))


class Filing(NamedTuple, Generic[V]):
    """Values under pairs of prefix and suffix. Never changes."""

    prefixes: Affixes[Affixes[V]]

    def get(self, prefix: str, suffix: str) -> V | None:
        """The value filed under exactly this pair, or None."""
        suffixes = self.prefixes.values.get(prefix)
        return None if suffixes is None else suffixes.values.get(suffix)

    def fitting(self, start: str, end: str) -> list[V]:
        """The values whose prefix the first text has, and whose suffix the second, the longest affixes first."""
        found: list[V] = []
        size, room = len(end), len(start)
        for length, _ in self.prefixes.lengths:
            suffixes = self.prefixes.values.get(start[:length]) if length <= room else None
            if suffixes is None:
                continue
            for own_length, _ in suffixes.lengths:
                value = suffixes.values.get(end[size - own_length :]) if own_length <= size else None
                if value is not None:
                    found.append(value)
        return found

    def set(self, prefix: str, suffix: str, value: V | None) -> "Filing[V] | None":
        """The same with the value under the pair, or without the pair for None. An empty filing is None."""
        suffixes = self.prefixes.values.get(prefix) or Affixes[V]({}, ())
        suffixes = suffixes.without(suffix) if value is None else suffixes.set(suffix, value)
        prefixes = self.prefixes.set(prefix, suffixes) if suffixes.lengths else self.prefixes.without(prefix)
        return Filing(prefixes) if prefixes.lengths else None

    def items(self) -> Iterator[V]:
        """All values, in order of their affixes."""
        for _, suffixes in sorted_items(self.prefixes.values):
            for _, value in sorted_items(suffixes.values):
                yield value

    def some(self) -> Iterator[V]:
        """All values, in no promised order; they are read as they are asked for."""
        return (value for _, suffixes in items_of(self.prefixes.values) for _, value in items_of(suffixes.values))

    def settle(self) -> None:
        """Put them into few dicts, for faster look-ups. Nothing can be seen of it."""
        self.prefixes.settle()
        for _, suffixes in items_of(self.prefixes.values):
            suffixes.settle()


NOTHING: Filing[Any] = Filing(Affixes({}, ()))

# Nodes of a tree behind tests on a segment, those with equal affixes side by side.
Tests = Filing[tuple[tuple[Test, N], ...]]


def passing(tests: Tests[N], segment: str) -> list[N]:
    """The nodes whose test the segment passes."""
    return [
        node for filed in tests.fitting(segment, segment) for test, node in filed if test.capture(segment) is not None
    ]


def settle_tests(tests: Tests[N]) -> Iterator[N]:
    """The nodes, after the tests have been put into few dicts for faster look-ups."""
    tests.settle()
    return (node for filed in tests.some() for _, node in filed)


def behind(tests: Tests[N] | None, test: Test) -> N | None:
    """The node behind a test, or None."""
    filed = None if tests is None else tests.get(test.prefix, test.suffix)
    return next((node for own, node in filed or () if own == test), None)


def with_test(tests: Tests[N] | None, test: Test, node: N | None) -> Tests[N] | None:
    """The same with another node behind the test, or without the test for None. No tests are None."""
    tests = NOTHING if tests is None else tests
    others = tuple((own, held) for own, held in tests.get(test.prefix, test.suffix) or () if own != test)
    if node is not None:
        # By what they are and not by when they came: there shall be no trace of the order of changes.
        others = tuple(sorted((*others, (test, node)), key=lambda pair: shown(pair[0])))
    return tests.set(test.prefix, test.suffix, others or None)


def shown(segment: Segment) -> str:
    """A segment as the drawing of an index shows it."""
    if isinstance(segment, str):
        return segment
    if isinstance(segment, Glued):
        return "{}".join(segment.literals)
    if isinstance(segment, Patterned):
        return "~" + "".join(literal + "{}" for literal in segment.expression.literals) + segment.expression.source
    return "{}"
