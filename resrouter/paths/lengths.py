"""Templates of one number of segments, as a tree: each node says which segment of a path to look at.

```
at        the segment that the node looks at
literals  its text                            -> node      one dictionary look-up
tests     a test on it                        -> node      'v{major}.{minor}', '{id:[0-9]+}', filed by literal affixes
other     whatever it is                      -> node      '{name}' standing alone
```

A segment that every template below takes as a whole parameter has no node of its own: '/repos/{owner}/{repo}/pulls' is
three nodes long. So a walk accepts whatever stands there; whether it is empty or holds a brace is asked of the entries
that the walk leads to.

`lowest` is a rank that no template below goes under, so that a search which has found a better one need not look there.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from resrouter.paths.branches import Table, items_of, settled, sorted_items, with_key, without_key
from resrouter.paths.entry import Entry, absent, in_order, without
from resrouter.paths.filing import NOTHING, Test, Tests, behind, passing, settle_tests, with_test
from resrouter.paths.precedence import Rank
from resrouter.paths.segments import ANY_SEGMENT, AnySegment, Segment, Shape

V = TypeVar("V")

# Up to so many children are asked again for their lowest rank when one has gone; of more, the old bound stays.
_NARROW = 64
_NO_CHILDREN: dict[str, Any] = {}

# Where a leaf looks: behind every segment.
_END = 1 << 30

# So many children behind tests are tried one after another before anything is looked up: "1,000 regex twins".
_FEW = 4


class Node(Generic[V]):
    """What may come after a way through the tree; see the module's docstring. Nobody changes one once it is filed.

    A leaf looks at no segment and has no literals: its `entries` end there, in the order of their ranks.

    The rest is derived from the children behind tests and from `other`, and only says how to search: `through` is the
    only one of them, the node is `literal` when there is none, and it `forks` when there are several. `leaves` are
    those that a search tries first, in the order of their ranks; there is nothing beside them when they are
    `all_leaves`. `favourite` is the one with the lowest rank.
    """

    __slots__ = (
        "all_leaves",
        "alone",
        "at",
        "entries",
        "entry",
        "favourite",
        "forks",
        "leaves",
        "literal",
        "literals",
        "lowest",
        "other",
        "tests",
        "through",
    )

    def __init__(
        self,
        at: int,
        lowest: Rank,
        literals: "Table[str, Node[V]] | None",
        tests: "Tests[Node[V]] | None" = None,
        other: "Node[V] | None" = None,
        entries: tuple[Entry[V], ...] = (),
    ) -> None:
        self.at: int = at
        self.lowest: Rank = lowest
        self.literals: Table[str, Node[V]] | None = literals
        self.tests: Tests[Node[V]] | None = tests
        self.other: Node[V] | None = other
        self.entries: tuple[Entry[V], ...] = entries
        # Read at each hit, and hardly ever in a cache then: one object less to fetch.
        self.entry: Entry[V] | None = entries[0] if entries else None
        self.alone: bool = len(entries) == 1
        self.favourite: Node[V] | None = other
        self.through: Node[V] | None = other
        self.literal: bool = other is None
        self.forks: bool = False
        self.all_leaves: bool = False
        self.leaves: tuple[Node[V], ...] = ()

    def choose(self, favourite: "Node[V] | None") -> None:
        """Derive how to search, given the child with the lowest rank, if that is known; a few are looked through."""
        some = () if self.tests is None else (node for filed in self.tests.some() for _, node in filed)
        few = sorted(islice(chain(() if self.other is None else (self.other,), some), _FEW + 1), key=_by_rank)
        is_few = len(few) <= _FEW
        self.favourite = few[0] if is_few and few else favourite
        self.through = few[0] if len(few) == 1 else None
        self.literal = not few
        self.forks = len(few) > 1
        self.all_leaves = is_few and all(child.literals is None for child in few)
        if self.all_leaves:
            self.leaves = tuple(few)
        elif self.favourite is not None and self.favourite.literals is None:
            self.leaves = (self.favourite,)


def leaf(entries: Iterable[Entry[V]]) -> Node[V]:
    """The node at which these entries end."""
    ordered = in_order(entries)
    return Node(_END, ordered[0].rank, None, entries=ordered)


def fitting(root: Node[V], segments: Sequence[str]) -> tuple[list[Entry[V]], int]:
    """The entries that the walk leads to, in no promised order, and the number of nodes it visited."""
    found: list[Entry[V]] = []
    # Grows while it is read: a node is appended for each way on that fits. Its length is the number of visits.
    ways = [root]
    for node in ways:
        if node.literals is None:
            found += node.entries
            continue
        segment = segments[node.at]
        child = node.literals.get(segment)
        if child is not None:
            ways.append(child)
        if node.tests is not None:
            ways += passing(node.tests, segment)
        if node.other is not None:
            ways.append(node.other)
    return found, len(ways)


def first(root: Node[V], path: str, segments: Sequence[str]) -> tuple[Entry[V], dict[str, str]] | None:
    """The entry with the lowest rank that fits the path, and what it takes."""
    if root.leaves and root.literals is not None and root.literals.get(segments[root.at]) is None:
        for leaf in root.leaves:
            entry = leaf.entries[0]
            taken = entry.take(path, segments)
            if taken is not None:
                return entry, taken
        if root.all_leaves:
            return None
    best: Node[V] | None = None
    found: tuple[Entry[V], dict[str, str]] | None = None
    ways: list[tuple[Node[V] | None, Test | None, str]] = [(root, None, "")]
    while ways:
        node, test, segment = ways.pop()
        # By its rank first: a test costs more.
        if node is None or (best is not None and best.lowest < node.lowest):
            continue
        if test is None or test.fits(segment):
            end = _descended(node, segments, ways)
            if end is not None and (best is None or end.lowest < best.lowest):
                taken = end.entries[0].take(path, segments)
                if taken is not None:
                    best, found = end, (end.entries[0], taken)
    return found


def _descended(
    node: Node[V] | None, segments: Sequence[str], ways: list[tuple[Node[V] | None, Test | None, str]]
) -> Node[V] | None:
    """The leaf at the end of the way by literals, and by any segment where there is none; other ways are appended."""
    while node is not None and node.literals is not None:
        segment = segments[node.at]
        if node.tests is not None:
            ways += _filed(node.tests, segment)
        child = node.literals.get(segment)
        if child is not None:
            ways.append((node.other, None, ""))
        node = node.other if child is None else child
    return node


def _filed(tests: Tests[Node[V]], segment: str) -> list[tuple[Node[V], Test, str]]:
    """The children whose affixes the segment has, with their tests, the one with the lowest rank last."""
    found = [(node, test, segment) for filed in tests.fitting(segment, segment) for test, node in filed]
    if len(found) > 1:
        found.sort(key=lambda way: way[0].lowest, reverse=True)
    return found


def with_entry(root: Node[V] | None, entry: Entry[V]) -> Node[V]:
    """The tree with one more entry."""
    way: list[tuple[Node[V], Segment]] = []
    node = root
    for at, segment in _looked_at(entry.shape):
        while node is not None and node.at < at:
            way.append((node, ANY_SEGMENT))
            node = node.other
        if node is None or node.at > at:
            node = Node(at, entry.rank if node is None else node.lowest, _NO_CHILDREN, other=node)
        way.append((node, segment))
        node = _child(node, segment)
    while node is not None and node.literals is not None:
        way.append((node, ANY_SEGMENT))
        node = node.other
    changed = leaf((entry,) if node is None else (*node.entries, entry))
    for parent, step in reversed(way):
        changed = _with_child(parent, step, changed)
    return changed


def without_entry(root: Node[V] | None, entry: Entry[V]) -> Node[V] | None:
    """The tree without an entry, None when it was the last one; raises LookupError when it does not hold it."""
    way: list[tuple[Node[V], Segment]] = []
    node: Node[V] | None = root
    for at, segment in _looked_at(entry.shape):
        while node is not None and node.at < at:
            way.append((node, ANY_SEGMENT))
            node = node.other
        if node is None or node.at > at:
            raise absent(entry)
        way.append((node, segment))
        node = _child(node, segment)
    while node is not None and node.literals is not None:
        way.append((node, ANY_SEGMENT))
        node = node.other
    kept = without(() if node is None else node.entries, entry)
    changed = leaf(kept) if kept else None
    for parent, step in reversed(way):
        changed = _without_child(parent, step) if changed is None else _with_child(parent, step, changed)
    return changed


def entries_of(root: Node[V]) -> Iterator[Entry[V]]:
    """All entries of the tree, in no promised order."""
    nodes = [root]
    for node in nodes:
        yield from node.entries
        nodes.extend(child for _, child in children_of(node))


def children_of(node: Node[V]) -> Iterator[tuple[Segment, Node[V]]]:
    """The children with what leads to them: literals, then tests, then whatever it is."""
    yield from sorted_items(node.literals or _NO_CHILDREN)
    for filed in (node.tests or NOTHING).items():
        yield from filed
    if node.other is not None:
        yield ANY_SEGMENT, node.other


def settle(root: Node[V]) -> None:
    """Put the children of each node into one dict, for faster look-ups. Nothing can be seen of it."""
    nodes = [root]
    for node in nodes:
        if node.literals is not None:
            node.literals = settled(node.literals)
            nodes.extend(child for _, child in items_of(node.literals))
        if node.tests is not None:
            nodes.extend(settle_tests(node.tests))
        if node.other is not None:
            nodes.append(node.other)


def _looked_at(shape: Shape) -> list[tuple[int, str | Test]]:
    """The segments that need a node: all but whole parameters, and but the empty text before the first slash."""
    return [(at, segment) for at, segment in enumerate(shape.segments) if at and not isinstance(segment, AnySegment)]


def _child(node: Node[V], segment: Segment) -> Node[V] | None:
    if isinstance(segment, AnySegment):
        return node.other
    if isinstance(segment, str):
        return (node.literals or _NO_CHILDREN).get(segment)
    return behind(node.tests, segment)


def _with_child(node: Node[V], segment: Segment, child: Node[V]) -> Node[V]:
    """The node with another child for the segment."""
    literals, tests, other = node.literals or _NO_CHILDREN, node.tests, node.other
    if isinstance(segment, str):
        literals = with_key(literals, segment, child)
    elif isinstance(segment, AnySegment):
        other = child
    else:
        tests = with_test(tests, segment, child)
    changed = Node(node.at, min(node.lowest, child.lowest), literals, tests, other)
    if tests is not None:
        changed.choose(_favourite(node, segment, child))
    return changed


def _favourite(node: Node[V], segment: Segment, child: Node[V]) -> Node[V] | None:
    """The child with the lowest rank when one has come or was changed; None when all must be asked to know."""
    old = node.favourite
    if isinstance(segment, str) or old is None:
        return old
    if child.lowest <= old.lowest:
        return child
    return None if _child(node, segment) is old else old


def _without_child(node: Node[V], segment: Segment) -> Node[V] | None:
    """The node without its child for the segment; what is left needs no node when it holds for any segment."""
    literals, tests, other = node.literals or _NO_CHILDREN, node.tests, node.other
    if isinstance(segment, str):
        literals = without_key(literals, segment)
    elif isinstance(segment, AnySegment):
        other = None
    else:
        tests = with_test(tests, segment, None)
    if not len(literals) and tests is None:
        return other
    changed = Node(node.at, node.lowest, literals, tests, other)
    if tests is not None:
        changed.choose(None if _child(node, segment) is node.favourite else node.favourite)
    some = () if tests is None else (child for filed in tests.some() for _, child in filed)
    beside = chain(() if other is None else (other,), some, (child for _, child in items_of(literals)))
    few = list(islice(beside, _NARROW + 1))
    if len(few) <= _NARROW:
        changed.lowest = min(child.lowest for child in few)
    return changed


def _by_rank(node: Node[Any]) -> Rank:
    return node.lowest
