"""An index as text, one line for each entry and for each node that leads to several."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from resrouter.paths import below, lengths
from resrouter.paths.branches import Table, sorted_items
from resrouter.paths.entry import Entry
from resrouter.paths.filing import NOTHING, shown

# What a value is called in a drawing.
Naming = Callable[[Any], str]


def drawn(
    plain: Table[str, tuple[Entry[Any], ...]],
    by_length: Mapping[int, lengths.Node[Any]],
    rest: below.Node[Any] | None,
    name: Naming,
) -> str:
    """The three parts of an index, each as a tree."""
    parts: list[str] = []
    if len(plain):
        parts.append("plain")
        parts += _forked([name(entry.value)] for _, entries in sorted_items(plain) for entry in entries)
    for size, node in sorted(by_length.items()):
        parts.append("1 segment" if size == 2 else f"{size - 1} segments")
        parts += _forked([["/" + "{}/" * (_at(node, size) - 1), *_of_length(node, size, name)]])
    if rest is not None:
        parts.append("any number of segments")
        parts += _below(rest, name)
    return "\n".join(parts) or "(empty)"


def _of_length(node: lengths.Node[Any], size: int, name: Naming) -> Iterator[str]:
    """The lines below a node of a tree for one number of segments."""
    branches = [[name(entry.value)] for entry in node.entries]
    for segment, child in lengths.children_of(node):
        skipped = "{}/" * (_at(child, size) - node.at - 1)
        branches.append([f"{shown(segment)}/{skipped}", *_of_length(child, size, name)])
    return _forked(branches)


def _at(node: lengths.Node[Any], size: int) -> int:
    return size if node.literals is None else node.at


def _below(node: below.Node[Any], name: Naming) -> Iterator[str]:
    branches = [[f"{name(entry.value)}  ({'all below' if entry.takes_all_below else 'rest'})"] for entry in node.here]
    branches += [[f"{name(entry.value)}  (rest)"] for filed in (node.affixed or NOTHING).items() for entry in filed]
    branches += [[f"{shown(segment)}/", *_below(child, name)] for segment, child in below.children_of(node)]
    return _forked(branches)


def _forked(branches: Iterable[list[str]]) -> Iterator[str]:
    """The branches below one another, with lines that join them."""
    all_of = list(branches)
    for number, (head, *lines) in enumerate(all_of):
        is_last = number == len(all_of) - 1
        yield ("└── " if is_last else "├── ") + head
        for line in lines:
            yield ("    " if is_last else "│   ") + line
