"""The path index: every candidate for a path, in the order of precedence.

A tree of segments. Each node knows what may come next:

```
literals   the text of the segment        -> node      one dictionary look-up
any        any segment                    -> node      '{name}' standing alone
tests      a test on the segment          -> node      'v{major}.{minor}', '{id:[0-9]+}', filed by literal affixes
tails      a regex on the rest of the path             '/files/{rest:.*}', filed likewise
here       entries whose template ends at this node
under      entries that take this path and all below it: mounted applications, directories, foreign resources
```

A search visits the nodes that fit the path and no others, so its cost depends on the path and on the templates that
really overlap on it, never on the size of the table. An index never changes: `add()` and `remove()` copy the nodes on
one way from the root and share the rest. There is no trace of the order of changes in it: two indexes that hold the
same entries draw the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from resrouter.paths.branches import Table, sorted_items, with_key, without_key
from resrouter.paths.filing import NOTHING, Filing
from resrouter.paths.precedence import Rank
from resrouter.paths.segments import AnySegment, Glued, Patterned, Segment, Shape, Test
from resrouter.paths.template import plain_values

V = TypeVar("V")


@dataclass(frozen=True, slots=True, eq=False)
class Entry(Generic[V]):
    """One thing in the index: what to find, its place in the order, and the shape it is filed by.

    Without a template it takes its whole prefix: `shape` then holds the literal segments of the prefix.
    """

    value: V
    rank: Rank
    shape: Shape
    label: str
    takes_all_below: bool = False


class Candidate(NamedTuple, Generic[V]):
    """An entry that fits a path."""

    entry: Entry[V]
    segments: Sequence[str]
    rest: dict[str, str] | None

    @property
    def value(self) -> V:
        """What was filed."""
        return self.entry.value

    def params(self) -> dict[str, str]:
        """The values of the parameters."""
        shape, segments = self.entry.shape, self.segments
        if shape.whole_segments is not None and self.rest is None:
            # No test left to ask; benchmarks/resolve.py, "GitHub, every template".
            taken = {name: segments[at] for name, at in shape.whole_segments}
        else:
            taken = (shape.captured(segments) or {}) | (self.rest or {})
        return plain_values(taken)


class Node(NamedTuple, Generic[V]):
    """What may come after a way through the tree; see the module's docstring."""

    literals: "Table[Node[V]]"
    any: "Node[V] | None"
    tests: "Filing[tuple[tuple[Test, Node[V]], ...]] | None"
    tails: Filing[tuple[Entry[V], ...]] | None
    here: tuple[Entry[V], ...]
    under: tuple[Entry[V], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be found from here on."""
        return not (self.here or self.under or self.any or self.tests or self.tails or len(self.literals))


class PathIndex(Generic[V]):
    """An index of entries by path. It never changes; `add()` and `remove()` give new ones."""

    __slots__ = ("_root", "_size")

    def __init__(self, root: Node[V] | None = None, size: int = 0) -> None:
        self._root: Node[V] = _EMPTY if root is None else root
        self._size = size

    def __len__(self) -> int:
        return self._size

    def add(self, entry: Entry[V]) -> "PathIndex[V]":
        """The index with one more entry."""
        return PathIndex(self._edited(entry, _added), self._size + 1)

    def remove(self, entry: Entry[V]) -> "PathIndex[V]":
        """The index without an entry that it holds."""
        return PathIndex(self._edited(entry, _removed), self._size - 1)

    def find(self, path: str) -> list[Candidate[V]]:
        """All entries that fit a path in safe form, in the order of their ranks."""
        return self._walk(path)[0]

    def count_visited(self, path: str) -> int:
        """How many nodes a search for the path visits."""
        return self._walk(path)[1]

    def entries(self) -> Iterator[Entry[V]]:
        """All entries, in no promised order."""
        nodes = [self._root]
        for node in nodes:
            yield from node.here
            yield from node.under
            for filed in (node.tails or NOTHING).items():
                yield from filed
            nodes.extend(child for _, child in _children(node))

    def __str__(self) -> str:
        """The tree as text, one line a node that holds something or branches."""
        return "\n".join(_drawn(self._root)) or "(empty)"

    def _walk(self, path: str) -> tuple[list[Candidate[V]], int]:
        segments = path.split("/")
        total = len(segments)
        found: list[Candidate[V]] = []
        # Grows while it is read: a node is appended for each way on that fits. Its length is the number of visits.
        ways: list[tuple[Node[V], int]] = [(self._root, 0)]
        for (literals, any_segment, tests, tails, here, under), at in ways:
            if under:
                found += [Candidate(entry, segments, None) for entry in under]
            if at == total:
                if here:
                    found += [Candidate(entry, segments, None) for entry in here]
                continue
            segment = segments[at]
            child = literals.get(segment)
            if child is not None:
                ways.append((child, at + 1))
            if any_segment is not None and segment and "{" not in segment and "}" not in segment:
                ways.append((any_segment, at + 1))
            if tests is not None:
                ways += [
                    (child, at + 1)
                    for filed in tests.fitting(segment, segment)
                    for test, child in filed
                    if test.capture(segment) is not None
                ]
            if tails is not None:
                found += _in_tails(tails, path, segments, at)
        if len(found) > 1:
            found.sort(key=lambda candidate: candidate.entry.rank)
        return found, len(ways)

    def _edited(self, entry: Entry[V], change: "Callable[[Node[V], Entry[V]], Node[V]]") -> Node[V]:
        """The root after a change to the node at which the entry is filed; emptied nodes are cut off."""
        way: list[tuple[Node[V], Segment]] = []
        node = self._root
        for segment in entry.shape.segments:
            way.append((node, segment))
            node = _child(node, segment) or _EMPTY
        node = change(node, entry)
        for parent, segment in reversed(way):
            node = _with_child(parent, segment, None if node.is_empty else node)
        return node


def _in_tails(
    tails: Filing[tuple[Entry[V], ...]], path: str, segments: Sequence[str], at: int
) -> Iterator[Candidate[V]]:
    for filed in tails.fitting(segments[at], path):
        for entry in filed:
            rest = entry.shape.rest(path, segments)
            if rest is not None:
                yield Candidate(entry, segments, rest)


_EMPTY: Node[Any] = Node({}, None, None, None, (), ())


def _added(node: Node[V], entry: Entry[V]) -> Node[V]:
    if entry.takes_all_below:
        return node._replace(under=_in_order((*node.under, entry)))
    if entry.shape.tail is None:
        return node._replace(here=_in_order((*node.here, entry)))
    lead, end = entry.shape.tail.lead, entry.shape.tail.end
    tails = node.tails or NOTHING
    filed = tails.get(lead, end) or ()
    return node._replace(tails=tails.set(lead, end, _in_order((*filed, entry))))


def _removed(node: Node[V], entry: Entry[V]) -> Node[V]:
    if entry.takes_all_below:
        return node._replace(under=_but(node.under, entry))
    if entry.shape.tail is None:
        return node._replace(here=_but(node.here, entry))
    lead, end = entry.shape.tail.lead, entry.shape.tail.end
    tails = node.tails or NOTHING
    filed = _but(tails.get(lead, end) or (), entry)
    return node._replace(tails=tails.set(lead, end, filed or None))


def _in_order(entries: tuple[Entry[V], ...]) -> tuple[Entry[V], ...]:
    return tuple(sorted(entries, key=lambda entry: entry.rank))


def _but(entries: tuple[Entry[V], ...], gone: Entry[V]) -> tuple[Entry[V], ...]:
    kept = tuple(entry for entry in entries if entry is not gone)
    if len(kept) == len(entries):
        raise LookupError(f"{gone.label} is not in the index")
    return kept


def _child(node: Node[V], segment: Segment) -> Node[V] | None:
    if isinstance(segment, str):
        return node.literals.get(segment)
    if isinstance(segment, AnySegment):
        return node.any
    filed = (node.tests or NOTHING).get(segment.prefix, segment.suffix) or ()
    return next((child for test, child in filed if test == segment), None)


def _with_child(node: Node[V], segment: Segment, child: Node[V] | None) -> Node[V]:
    """The node with another child for the segment, or with none."""
    if isinstance(segment, str):
        if child is not None:
            return node._replace(literals=with_key(node.literals, segment, child))
        return node._replace(literals=without_key(node.literals, segment))
    if isinstance(segment, AnySegment):
        return node._replace(any=child)
    tests = node.tests or NOTHING
    filed = tests.get(segment.prefix, segment.suffix) or ()
    others = tuple((test, own) for test, own in filed if test != segment)
    if child is not None:
        # By what they are and not by when they came: there shall be no trace of the order of changes.
        others = tuple(sorted((*others, (segment, child)), key=lambda pair: _shown(pair[0])))
    return node._replace(tests=tests.set(segment.prefix, segment.suffix, others or None))


def _children(node: Node[V]) -> Iterator[tuple[Segment, Node[V]]]:
    yield from sorted_items(node.literals)
    for filed in (node.tests or NOTHING).items():
        yield from filed
    if node.any is not None:
        yield AnySegment(), node.any


def _drawn(node: Node[V]) -> Iterator[str]:
    """The lines below a node."""
    leaves = [f"{entry.label}  (all below)" for entry in node.under]
    leaves += [entry.label for entry in node.here]
    leaves += [f"{entry.label}  (rest)" for filed in (node.tails or NOTHING).items() for entry in filed]
    parts = [[leaf] for leaf in leaves] + [_branch(segment, child) for segment, child in _children(node)]
    for number, (head, *lines) in enumerate(parts):
        is_last = number == len(parts) - 1
        yield ("└── " if is_last else "├── ") + head
        for line in lines:
            yield ("    " if is_last else "│   ") + line


def _branch(segment: Segment, node: Node[V]) -> list[str]:
    return [_shown(segment), *_drawn(node)]


def _shown(segment: Segment) -> str:
    if isinstance(segment, str):
        return segment + "/"
    if isinstance(segment, Glued):
        return "{}".join(segment.literals) + "/"
    if isinstance(segment, Patterned):
        before = "".join(literal + "{}" for literal in segment.expression.literals)
        return f"~{before}{segment.expression.source}/"
    return "{}/"
