"""What takes more than a number of segments: all below a prefix, or the rest of a path behind a regex.

A tree of segments. Each node knows what may come next:

```
literals   the text of the segment        -> node      one dictionary look-up
other      any segment                    -> node      '{name}' standing alone
tests      a test on the segment          -> node      'v{major}.{minor}', '{id:[0-9]+}', filed by literal affixes
here       entries that take all below this node (applications, directories, foreign resources), and those whose regex
           takes the rest with no literal text beside it ('/files/{rest:.*}')
affixed    entries whose regex takes the rest, filed by the literal text that it starts and ends with
```
"""

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from resrouter.paths.branches import Table, items_of, settled, sorted_items, with_key, without_key
from resrouter.paths.entry import Candidate, Entry, in_order, without
from resrouter.paths.filing import NOTHING, Filing, Tests, behind, passing, settle_tests, with_test
from resrouter.paths.precedence import Rank
from resrouter.paths.segments import ANY_SEGMENT, AnySegment, Segment

V = TypeVar("V")


class Node(Generic[V]):
    """What may come after a way through the tree; see the module's docstring. Nobody changes one once it is filed."""

    __slots__ = ("affixed", "forks", "here", "literals", "other", "tests")

    def __init__(
        self,
        literals: "Table[str, Node[V]]",
        other: "Node[V] | None",
        tests: "Tests[Node[V]] | None",
        here: tuple[Entry[V], ...],
        affixed: Filing[tuple[Entry[V], ...]] | None,
    ) -> None:
        self.literals: Table[str, Node[V]] = literals
        self.other: Node[V] | None = other
        self.tests: Tests[Node[V]] | None = tests
        self.here: tuple[Entry[V], ...] = here
        self.affixed: Filing[tuple[Entry[V], ...]] | None = affixed
        # Whether there is more to ask than what is here and what its literals lead to.
        self.forks: bool = other is not None or tests is not None or affixed is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be found from here on."""
        return not (self.here or self.forks or len(self.literals))


def may_fit(root: Node[V], segments: Sequence[str]) -> bool:
    """Whether anything can fit a path of these segments, by a look at the first that has text: "beside them"."""
    if root.here or root.forks or len(segments) < 2:
        return True
    child = root.literals.get(segments[0])
    if child is None or child.here or child.forks:
        return child is not None
    return child.literals.get(segments[1]) is not None


def first(
    root: Node[V], path: str, segments: Sequence[str], best: Rank | None
) -> tuple[Entry[V], dict[str, str]] | None:
    """The entry with the lowest rank that fits the path, and what it takes; None when none goes under the best rank."""
    found: tuple[Entry[V], dict[str, str]] | None = None
    total = len(segments)
    node: Node[V] | None = root
    at = 0
    # Nodes beside the way, each with the place where it looks.
    others: list[tuple[Node[V], int]] = []
    while node is not None:
        entries = node.here
        child: Node[V] | None = None
        if at < total:
            child = node.literals.get(segments[at])
            if node.forks:
                others += _unlike(node, segments[at], at + 1)
                entries += _affixed(node, segments[at], path)
        for entry in entries:
            if best is None or entry.rank < best:
                # Not by _taken(): benchmarks/lookups.py, "1,000 catch-alls".
                taken = {} if entry.takes_all_below else entry.take(path, segments) if at < total else None
                if taken is not None:
                    found, best = (entry, taken), entry.rank
        node = child
        at += 1
        if node is None and others:
            node, at = others.pop()
    return found


def fitting(root: Node[V], path: str, segments: Sequence[str]) -> tuple[list[Candidate[V]], int]:
    """The entries that fit the path, in no promised order, and the number of nodes visited.

    Args:
        root: the tree.
        path: the path in safe form.
        segments: its segments; the last one may hold the rest when that is deeper than the tree.
    """
    found: list[Candidate[V]] = []
    # Grows while it is read: a node is appended for each way on that fits. Its length is the number of visits.
    ways = [(root, 0)]
    for node, at in ways:
        entries = node.here
        if at < len(segments):
            child = node.literals.get(segments[at])
            if child is not None:
                ways.append((child, at + 1))
            ways += _unlike(node, segments[at], at + 1)
            entries += _affixed(node, segments[at], path)
        for entry in entries:
            taken = _taken(entry, path, segments, at)
            if taken is not None:
                found.append(Candidate(entry, taken))
    return found, len(ways)


def _taken(entry: Entry[V], path: str, segments: Sequence[str], at: int) -> dict[str, str] | None:
    """What the entry takes out of a path that led to its node, or None when there is no rest for it."""
    if entry.takes_all_below:
        return {}
    return entry.take(path, segments) if at < len(segments) else None


def _unlike(node: Node[V], segment: str, at: int) -> list[tuple[Node[V], int]]:
    """The nodes that the segment leads to by another way than its text, and the place of the segment after it."""
    ways: list[tuple[Node[V], int]] = []
    if node.other is not None and segment and "{" not in segment and "}" not in segment:
        ways.append((node.other, at))
    if node.tests is not None:
        ways += [(child, at) for child in passing(node.tests, segment)]
    return ways


def _affixed(node: Node[V], segment: str, path: str) -> tuple[Entry[V], ...]:
    if node.affixed is None:
        return ()
    return tuple(entry for entries in node.affixed.fitting(segment, path) for entry in entries)


def with_entry(root: Node[V] | None, entry: Entry[V]) -> Node[V]:
    """The tree with one more entry."""
    way, node = _way(root, entry)
    changed = _with_filed(node, entry)
    for parent, segment in reversed(way):
        changed = _with_child(parent, segment, changed)
    return changed


def without_entry(root: Node[V] | None, entry: Entry[V]) -> Node[V] | None:
    """The tree without an entry, None when it was the last one; raises LookupError when it does not hold it."""
    way, node = _way(root, entry)
    changed = _without_filed(node, entry)
    for parent, segment in reversed(way):
        changed = _with_child(parent, segment, None if changed.is_empty else changed)
    return None if changed.is_empty else changed


def entries_of(root: Node[V]) -> Iterator[Entry[V]]:
    """All entries of the tree, in no promised order."""
    nodes = [root]
    for node in nodes:
        yield from node.here
        for filed in (node.affixed or NOTHING).items():
            yield from filed
        nodes.extend(child for _, child in children_of(node))


def children_of(node: Node[V]) -> Iterator[tuple[Segment, Node[V]]]:
    """The children with what leads to them: literals, then tests, then any segment."""
    yield from sorted_items(node.literals)
    for filed in (node.tests or NOTHING).items():
        yield from filed
    if node.other is not None:
        yield ANY_SEGMENT, node.other


def settle(root: Node[V]) -> None:
    """Put the children of each node into one dict, for faster look-ups. Nothing can be seen of it."""
    nodes = [root]
    for node in nodes:
        node.literals = settled(node.literals)
        nodes.extend(child for _, child in items_of(node.literals))
        if node.tests is not None:
            nodes.extend(settle_tests(node.tests))
        if node.affixed is not None:
            node.affixed.settle()
        if node.other is not None:
            nodes.append(node.other)


def _way(root: Node[V] | None, entry: Entry[V]) -> tuple[list[tuple[Node[V], Segment]], Node[V]]:
    """The nodes down to that of the entry, each with the segment that leads on; empty ones where there are none."""
    way: list[tuple[Node[V], Segment]] = []
    node = root or _EMPTY
    for segment in entry.shape.segments:
        way.append((node, segment))
        node = _child(node, segment) or _EMPTY
    return way, node


_EMPTY: Node[Any] = Node({}, None, None, (), None)


def _affixes(entry: Entry[V]) -> tuple[str, str]:
    tail = entry.shape.tail
    return ("", "") if tail is None else (tail.lead, tail.end)


def _with_filed(node: Node[V], entry: Entry[V]) -> Node[V]:
    lead, end = _affixes(entry)
    if not lead and not end:
        return Node(node.literals, node.other, node.tests, in_order((*node.here, entry)), node.affixed)
    affixed = node.affixed or NOTHING
    filed = affixed.set(lead, end, in_order((*(affixed.get(lead, end) or ()), entry)))
    return Node(node.literals, node.other, node.tests, node.here, filed)


def _without_filed(node: Node[V], entry: Entry[V]) -> Node[V]:
    lead, end = _affixes(entry)
    if not lead and not end:
        return Node(node.literals, node.other, node.tests, without(node.here, entry), node.affixed)
    affixed = node.affixed or NOTHING
    kept = without(affixed.get(lead, end) or (), entry)
    return Node(node.literals, node.other, node.tests, node.here, affixed.set(lead, end, kept or None))


def _child(node: Node[V], segment: Segment) -> Node[V] | None:
    if isinstance(segment, str):
        return node.literals.get(segment)
    return node.other if isinstance(segment, AnySegment) else behind(node.tests, segment)


def _with_child(node: Node[V], segment: Segment, child: Node[V] | None) -> Node[V]:
    """The node with another child for the segment, or with none."""
    literals, other, tests = node.literals, node.other, node.tests
    if isinstance(segment, AnySegment):
        other = child
    elif not isinstance(segment, str):
        tests = with_test(tests, segment, child)
    elif child is None:
        literals = without_key(literals, segment)
    else:
        literals = with_key(literals, segment, child)
    return Node(literals, other, tests, node.here, node.affixed)
