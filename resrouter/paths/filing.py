"""Items filed by the literal text that a segment must start and end with.

A thousand siblings such as '/report-7-{id}' are told apart by that text: a look-up asks the dictionary once for every
length of prefix that occurs, so its cost depends on the segment and not on the number of siblings.
"""

from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from resrouter.paths.branches import Table, sorted_items, with_key, without_key

V = TypeVar("V")

_Lengths = tuple[tuple[int, int], ...]


class Affixes(NamedTuple, Generic[V]):
    """Values under prefixes (or suffixes), and for each length how many have it. Never changes."""

    values: Table[V]
    lengths: _Lengths

    def fitting(self, text: str, *, at_end: bool) -> Iterator[V]:
        """The values whose affix the text has, the longest affix first."""
        size = len(text)
        for length, _ in self.lengths:
            if length <= size:
                value = self.values.get(text[size - length :] if at_end else text[:length])
                if value is not None:
                    yield value

    def set(self, affix: str, value: V) -> "Affixes[V]":
        """The same with the value under the affix."""
        is_new = self.values.get(affix) is None
        return Affixes(with_key(self.values, affix, value), self._counted(affix, 1 if is_new else 0))

    def without(self, affix: str) -> "Affixes[V]":
        """The same without the affix."""
        return Affixes(without_key(self.values, affix), self._counted(affix, -1))

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

    def fitting(self, start: str, end: str) -> Iterator[V]:
        """The values whose prefix the first text has, and whose suffix the second."""
        for suffixes in self.prefixes.fitting(start, at_end=False):
            yield from suffixes.fitting(end, at_end=True)

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


NOTHING: Filing[Any] = Filing(Affixes({}, ()))
