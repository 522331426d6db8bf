"""The path index: every candidate for a path, in the order of precedence.

Three parts hold the entries, by what their templates can fit:

```
plain    paths without parameters          one dictionary look-up                          '/users'
lengths  a fixed number of segments        one tree for each number, see `lengths`         '/users/{name}'
below    any number of segments            one tree for all, see `below`                   '/files/{rest:.*}', mounts
```

A search visits the nodes that fit the path and no others, so its cost depends on the path and on the templates that
really overlap on it, never on the size of the table. An index never changes: `add()` and `remove()` copy the nodes on
one way from a root and share the rest. There is no trace of the order of changes in it: two indexes that hold the
same entries draw the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from resrouter.paths import below, drawing, lengths
from resrouter.paths.branches import Table, settled, sorted_items, with_key, without_key
from resrouter.paths.entry import Candidate, Entry, by_rank, in_order, without
from resrouter.paths.precedence import Rank
from resrouter.paths.template import plain_values

V = TypeVar("V")

# The first entry for a path, the values of its parameters, and whether it is known that no other entry fits.
First = tuple[Entry[V], dict[str, str], bool]


class PathIndex(Generic[V]):
    """An index of entries by path. It never changes; `add()` and `remove()` give new ones."""

    __slots__ = ("_alone", "_below", "_lengths", "_lowest", "_plain", "_reach", "_size")

    def __init__(self) -> None:
        self._plain: Table[str, tuple[Entry[V], ...]] = {}
        self._lengths: dict[int, lengths.Node[V]] = {}
        self._below: below.Node[V] | None = None
        # A rank that no entry below goes under.
        self._lowest = Rank(b"", 0)
        # No entry looks at more segments than these; a path is not split further.
        self._reach = 0
        # What comes first for all longer paths that start with one segment, by that: known of a settled index only.
        self._alone: dict[str, Entry[V]] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    # One function, as each call would cost a tenth of it: benchmarks/lookups.py, "GitHub, every template once".
    def first(self, path: str) -> First[V] | None:  # noqa: C901, PLR0911, PLR0912  # for that reason
        """The entry with the lowest rank among those that fit a path in safe form, or None when none does.

        It looks where `find()` looks, but not at what ranks behind the best entry found.
        """
        plain = self._plain.get(path)
        if plain is not None:
            return self._first_of_plain(path, plain)
        segments = path.split("/", self._reach)
        size = len(segments)
        if self._alone and size > 2 and not segments[0]:
            entry = self._alone.get(segments[1])
            params = None if entry is None else entry.take(path, segments)
            if entry is not None and params is not None:
                return entry, plain_values(params) if "%" in path else params, False
        node = self._lengths.get(size)
        while node is not None:
            literals = node.literals
            if literals is None:
                break
            child = literals.get(segments[node.at])
            if node.literal:
                node = child
            elif node.forks or child is not None:
                return self._first_of_many(path, segments, node)
            else:
                node = node.through
        if segments[0] or (self._below is not None and (node is None or below.may_fit(self._below, segments))):
            return self._first_of_many(path, segments, node)
        if node is None or node.entry is None:
            return None
        if "{" in path or "}" in path:
            return self._first_exactly(path)
        params = node.entry.take(path, segments)
        if params is None:
            return None
        return node.entry, plain_values(params) if "%" in path else params, node.alone

    def find(self, path: str) -> list[Candidate[V]]:
        """All entries that fit a path in safe form, in the order of their ranks."""
        return self._walk(path)[0]

    def count_visited(self, path: str) -> int:
        """How many nodes a search for the path visits at most."""
        return self._walk(path)[1]

    def entries(self) -> Iterator[Entry[V]]:
        """All entries, in no promised order."""
        for _, plain in sorted_items(self._plain):
            yield from plain
        for node in self._lengths.values():
            yield from lengths.entries_of(node)
        if self._below is not None:
            yield from below.entries_of(self._below)

    def add(self, entry: Entry[V]) -> "PathIndex[V]":
        """The index with one more entry."""
        changed = self._copy(self._size + 1)
        size = len(entry.shape.segments)
        if entry.is_open:
            changed._below = below.with_entry(self._below, entry)
            changed._lowest = entry.rank if self._below is None else min(self._lowest, entry.rank)
            size += 1  # what stands behind its last segment must be told from it
        elif entry.is_plain:
            path = entry.path
            changed._plain = with_key(self._plain, path, in_order((*(self._plain.get(path) or ()), entry)))
        else:
            changed._lengths = {**self._lengths, size: lengths.with_entry(self._lengths.get(size), entry)}
        changed._reach = max(self._reach, size)
        return changed

    def remove(self, entry: Entry[V]) -> "PathIndex[V]":
        """The index without an entry; raises LookupError when it does not hold it."""
        changed = self._copy(self._size - 1)
        if entry.is_open:
            changed._below = below.without_entry(self._below, entry)
        elif entry.is_plain:
            kept = without(self._plain.get(entry.path) or (), entry)
            changed._plain = with_key(self._plain, entry.path, kept) if kept else without_key(self._plain, entry.path)
        else:
            size = len(entry.shape.segments)
            node = lengths.without_entry(self._lengths.get(size), entry)
            changed._lengths = {key: held for key, held in self._lengths.items() if key != size}
            if node is not None:
                changed._lengths[size] = node
        return changed

    def settle(self) -> None:
        """Make look-ups in a large index as fast as in a small one: "growth". Nothing else can be seen of it.

        It takes some time for each entry, so it is for an index that will be searched more often than it changes.
        """
        self._plain = settled(self._plain)
        for node in self._lengths.values():
            lengths.settle(node)
        if self._below is not None:
            below.settle(self._below)
            self._alone = _alone(self.entries())

    def drawn(self, name: Callable[[V], str] = str) -> str:
        """The parts as text: plain paths, then a tree for each number of segments, then the tree of the rest."""
        return drawing.drawn(self._plain, self._lengths, self._below, name)

    def __str__(self) -> str:
        return self.drawn()

    def _first_of_plain(self, path: str, plain: tuple[Entry[V], ...]) -> First[V] | None:
        """The first of the entries without parameters and all others."""
        entry = plain[0]
        node = self._lengths.get(entry.size)
        if self._below is None and (node is None or entry.rank < node.lowest):
            return entry, {}, node is None and len(plain) == 1
        segments = path.split("/", self._reach)
        while node is not None and node.literals is not None and node.lowest < entry.rank:
            child = node.literals.get(segments[node.at])
            if node.forks or (child is not None and not node.literal):
                return self._first_exactly(path)
            node = node.through if child is None else child
        if node is not None and node.lowest < entry.rank:
            return self._first_exactly(path)
        return self._first_with_below(path, segments, (entry, {}))

    def _first_of_many(self, path: str, segments: Sequence[str], node: lengths.Node[V] | None) -> First[V] | None:
        """The first where several may fit: those that the node leads to, and those below."""
        if node is None:
            return self._first_with_below(path, segments, None)
        if segments[0] or "{" in path or "}" in path:
            # The walk takes whatever stands in the place of a parameter; hardly a request has a brace there.
            return self._first_exactly(path)
        found = lengths.first(node, path, segments)
        if found is None or self._below is not None:
            return self._first_with_below(path, segments, found)
        return found[0], plain_values(found[1]) if "%" in path else found[1], False

    def _first_with_below(
        self, path: str, segments: Sequence[str], found: tuple[Entry[V], dict[str, str]] | None
    ) -> First[V] | None:
        """The first of what is found already and those below."""
        if self._below is not None and (found is None or self._lowest < found[0].rank):
            better = below.first(self._below, path, segments, None if found is None else found[0].rank)
            found = found if better is None else better
        if found is None:
            return None
        entry, taken = found
        return entry, plain_values(taken) if "%" in path else taken, False

    def _first_exactly(self, path: str) -> First[V] | None:
        found = self.find(path)
        return (found[0].entry, found[0].params(), len(found) == 1) if found else None

    def _walk(self, path: str) -> tuple[list[Candidate[V]], int]:
        segments = path.split("/", self._reach)
        visited = 1
        found = [Candidate(entry, {}) for entry in self._plain.get(path) or ()]
        node = None if segments[0] else self._lengths.get(len(segments))
        if node is not None:
            entries, count = lengths.fitting(node, segments)
            visited += count
            for entry in entries:
                taken = entry.shape.captured(segments)
                if taken is not None:
                    found.append(Candidate(entry, taken))
        if self._below is not None:
            candidates, count = below.fitting(self._below, path, segments)
            visited += count
            found += candidates
        if len(found) > 1:
            found.sort(key=by_rank)
        return found, visited

    def _copy(self, size: int) -> "PathIndex[V]":
        # Not by calling the class, which would cost more than all the rest: "building".
        copy = object.__new__(type(self))
        copy._plain, copy._lengths, copy._below = self._plain, self._lengths, self._below
        copy._lowest, copy._reach, copy._size, copy._alone = self._lowest, self._reach, size, {}
        return copy


def _alone(entries: Iterable[Entry[V]]) -> dict[str, Entry[V]]:
    """Those that take any number of segments below one where nothing else is filed, by that: benchmarks/prefixes.py."""
    others: list[Rank] = []
    filed: dict[str, list[Entry[V]]] = {}
    for entry in entries:
        match entry.shape.segments:
            case ("", str(segment), *_):
                filed.setdefault(segment, []).append(entry)
            case _:
                others.append(entry.rank)
    lowest = min(others, default=None)
    return {
        segment: entry
        for segment, (entry, *more) in filed.items()
        if entry.is_open and entry.size == 2 and not more and (lowest is None or entry.rank < lowest)
    }
