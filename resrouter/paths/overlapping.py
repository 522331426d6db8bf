"""The entries of an index that may fit a path which a given entry fits.

The entry's shape is walked through the trees as a path would be, but a segment that is not literal leads to more than
one child:

```
literal      the literal child, the tests that its text passes, and whatever takes any segment
test         the literal children that pass it, the tests with affixes that one text can have, and any segment
anything     all children: below a prefix, and where a regex takes the rest
```

Affixes decide whether two tests are taken to meet, so more may be found than really overlaps; `overlap` knows. Nothing
that overlaps is left out.
"""

# pyright: reportPrivateUsage=false
# An index tells others what fits a path. What fits a shape is asked in its own room only, so its parts are read here.

from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any, NamedTuple, Self, TypeVar

from resrouter.paths import below, lengths
from resrouter.paths.branches import Table, items_of
from resrouter.paths.entry import Entry, in_order
from resrouter.paths.filing import Affixes, Tests, passing
from resrouter.paths.index import PathIndex
from resrouter.paths.segments import Segment, Shape, Test

V = TypeVar("V")
N = TypeVar("N")


def overlapping(index: PathIndex[V], entry: Entry[V], *, plain: Collection[str] | None = None) -> Iterator[Entry[V]]:
    """The other entries of the index that may fit a path which the entry fits, in the order of their ranks.

    It costs what the entries with such segments cost, and no look at the others. Paths without parameters are one
    look-up for an entry without parameters; for any other all of them are gone through, each with a test of its start.

    Args:
        index: what is searched.
        entry: one of it, or like one.
        plain: the only paths without parameters that are of interest, where the caller knows; all of them by default.
    """
    if entry.is_plain:
        found = [candidate.entry for candidate in index.find(entry.path)]
    else:
        found = _found_by_shape(index, entry, plain)[0]
    return iter(in_order(other for other in found if other is not entry))


def count_visited(index: PathIndex[V], entry: Entry[V]) -> int:
    """How many nodes of the trees a search for what overlaps the entry visits."""
    return index.count_visited(entry.path) if entry.is_plain else _found_by_shape(index, entry, None)[1]


def _found_by_shape(index: PathIndex[V], entry: Entry[V], plain: Collection[str] | None) -> tuple[list[Entry[V]], int]:
    reach = _Reach.of(entry)
    start = reach.start
    paths = items_of(index._plain) if plain is None else ((path, index._plain.get(path) or ()) for path in plain)
    found = [other for path, filed in paths if path.startswith(start) and reach.takes(path) for other in filed]
    visited = 0
    for size, root in index._lengths.items():
        if reach.has(size):
            entries, count = _entries_of_length(root, reach)
            found += entries
            visited += count
    if index._below is not None:
        entries, count = _entries_below(index._below, reach)
        found += entries
        visited += count
    return found, visited


class _Wish(NamedTuple):
    """What one segment of a path must be: a text, or what starts and ends so and passes the test if there is one."""

    text: str | None = None
    prefix: str = ""
    suffix: str = ""
    test: Test | None = None

    @classmethod
    def of(cls, segment: Segment) -> Self:
        """The wish of a segment."""
        return cls(segment) if isinstance(segment, str) else cls(None, segment.prefix, segment.suffix, segment)

    def takes(self, text: str) -> bool:
        """Whether the text is what it must be."""
        if self.text is not None:
            return text == self.text
        if not (text.startswith(self.prefix) and text.endswith(self.suffix)):
            return False
        return self.test is None or self.test.capture(text) is not None


_ANYTHING = _Wish()


class _Reach(NamedTuple):
    """Which paths an entry may fit: what their segments must be, and the text that they start and end with."""

    wishes: tuple[_Wish, ...]
    is_open: bool
    start: str
    end: str
    shape: Shape

    @classmethod
    def of(cls, entry: Entry[Any]) -> Self:
        """The reach of an entry."""
        shape = entry.shape
        wishes = [_Wish.of(segment) for segment in shape.segments]
        if shape.tail is not None:
            wishes.append(_Wish(prefix=shape.tail.lead))
        literals = shape.literal_prefix
        start = "/".join((*literals, *(wish.prefix for wish in wishes[len(literals) : len(literals) + 1])))
        return cls(tuple(wishes), entry.is_open, start, _end_of(entry), shape)

    def at(self, place: int) -> _Wish:
        """What the segment must be."""
        return self.wishes[place] if place < len(self.wishes) else _ANYTHING

    def has(self, size: int) -> bool:
        """Whether a path may have so many segments."""
        return size == len(self.wishes) or (self.is_open and size > len(self.wishes))

    def reaches(self, place: int) -> bool:
        """Whether a path may have a segment there."""
        return self.is_open or place < len(self.wishes)

    def takes(self, path: str) -> bool:
        """Whether the entry fits the path."""
        segments = path.split("/")
        if not self.has(len(segments)) or not all(map(_Wish.takes, self.wishes, segments)):
            return False
        return self.shape.tail is None or self.shape.match(path) is not None


def _end_of(entry: Entry[Any]) -> str:
    """The literal text that every path ends with which the entry fits, as far as segments tell."""
    tail = entry.shape.tail
    if entry.is_open:
        return "" if tail is None or entry.takes_all_below else tail.end
    wishes = [_Wish.of(segment) for segment in entry.shape.segments]
    last = max(at for at, wish in enumerate(wishes) if wish.text is None)
    return "/".join(wish.suffix if wish.text is None else wish.text for wish in wishes[last:])


def _entries_of_length(root: lengths.Node[V], reach: _Reach) -> tuple[list[Entry[V]], int]:
    """What may overlap among templates of one number of segments, and the number of nodes visited."""
    found: list[Entry[V]] = []
    # Grows while it is read: its length is the number of visits.
    ways = [root]
    for node in ways:
        if node.literals is None:
            found += node.entries
        else:
            ways += _children(node.literals, node.tests, node.other, reach.at(node.at))
    return found, len(ways)


def _entries_below(root: below.Node[V], reach: _Reach) -> tuple[list[Entry[V]], int]:
    """What may overlap among what takes any number of segments, and the number of nodes visited."""
    found: list[Entry[V]] = []
    ways = [(root, 0)]
    for node, at in ways:
        if not reach.reaches(at):
            # A regex that takes the rest needs a rest.
            found += (entry for entry in node.here if entry.takes_all_below)
            continue
        found += node.here
        wish = reach.at(at)
        if node.affixed is not None:
            leads = _alike(
                node.affixed.prefixes, wish.prefix if wish.text is None else wish.text, is_all=wish.text is not None
            )
            ends = chain.from_iterable(_alike(suffixes, reach.end, at_end=True) for suffixes in leads)
            found += chain.from_iterable(ends)
        ways += ((child, at + 1) for child in _children(node.literals, node.tests, node.other, wish))
    return found, len(ways)


def _children(literals: Table[str, N], tests: Tests[N] | None, other: N | None, wish: _Wish) -> Iterator[N]:
    """The children of a node that a segment may lead to which is as wished."""
    if other is not None:
        yield other
    if wish.text is not None:
        child = literals.get(wish.text)
        if child is not None:
            yield child
        if tests is not None:
            yield from passing(tests, wish.text)
        return
    yield from (child for text, child in items_of(literals) if wish.takes(text))
    if tests is not None:
        for suffixes in _alike(tests.prefixes, wish.prefix):
            for filed in _alike(suffixes, wish.suffix, at_end=True):
                yield from (child for _, child in filed)


def _alike(affixes: Affixes[V], text: str, *, at_end: bool = False, is_all: bool = False) -> Iterator[V]:
    """The values whose affix one text can have together with this one. Where this one `is_all`, none is longer."""
    size = len(text)
    for length, _ in affixes.lengths:
        value = affixes.values.get(text[size - length :] if at_end else text[:length]) if length <= size else None
        if value is not None:
            yield value
    if not is_all and affixes.lengths[0][0] > size:
        for affix, value in items_of(affixes.values):
            if len(affix) > size and (affix.endswith(text) if at_end else affix.startswith(text)):
                yield value
