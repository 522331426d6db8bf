"""What is to be done to a module, collected first: edits by node, and lines above and below statements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import libcst as cst

Edit = Callable[[cst.CSTNode], cst.CSTNode | cst.FlattenSentinel[cst.CSTNode]]


@dataclass(frozen=True, slots=True)
class Edits:
    """Edits of nodes of one tree: an edit gets its node with all edits below it done."""

    replaced: dict[cst.CSTNode, Edit] = field(default_factory=dict[cst.CSTNode, Edit])
    above: dict[cst.CSTNode, list[cst.EmptyLine]] = field(default_factory=dict[cst.CSTNode, list[cst.EmptyLine]])
    below: dict[cst.CSTNode, list[cst.SimpleStatementLine]] = field(
        default_factory=dict[cst.CSTNode, list[cst.SimpleStatementLine]]
    )
    # Each removed statement with the comments round it, and the one that follows it.
    removed: dict[cst.CSTNode, tuple[list[cst.EmptyLine], cst.CSTNode]] = field(
        default_factory=dict[cst.CSTNode, tuple[list[cst.EmptyLine], cst.CSTNode]]
    )

    def __bool__(self) -> bool:
        return bool(self.replaced or self.below or self.removed)

    def done_to(self, module: cst.Module) -> cst.Module:
        """The module with everything done."""
        return module.visit(_Editor(self, self._moved())) if self else module

    def _moved(self) -> dict[cst.CSTNode, list[cst.EmptyLine]]:
        """The comments of removed statements, by the statement above which they go: the next one that stays."""
        moved: dict[cst.CSTNode, list[cst.EmptyLine]] = {}
        followers = {following for _, following in self.removed.values()}
        for first in self.removed:
            if first in followers:
                continue  # in the middle of a run of them
            lines: list[cst.EmptyLine] = []
            at = first
            while at in self.removed:
                own, following = self.removed[at]
                lines += [*self.above.get(at, ()), *own]
                at = following
            if any(line.comment is not None for line in lines):
                moved[at] = lines
        return moved

    def remove(self, line: cst.SimpleStatementLine, siblings: Sequence[cst.CSTNode]) -> None:
        """Remove a statement from a block; comments round it stay, above the next one."""
        at = next(index for index, sibling in enumerate(siblings) if sibling is line)
        lines = list(line.leading_lines)
        if line.trailing_whitespace.comment is not None:
            lines.append(cst.EmptyLine(comment=line.trailing_whitespace.comment))
        if at + 1 == len(siblings):
            self.replaced[line] = _passed
            return
        self.removed[line] = (lines, siblings[at + 1])


class _Editor(cst.CSTTransformer):
    def __init__(self, edits: Edits, moved: Mapping[cst.CSTNode, list[cst.EmptyLine]]) -> None:
        super().__init__()
        self._edits = edits
        self._moved = moved

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        """The node with its edits done."""
        edits = self._edits
        if original_node in edits.removed:
            return cst.RemoveFromParent()
        lines = [*self._moved.get(original_node, ()), *edits.above.get(original_node, ())]
        if lines:
            updated_node = updated_node.with_changes(
                leading_lines=[*lines, *getattr(updated_node, "leading_lines", ())]
            )
        edit = edits.replaced.get(original_node)
        made = updated_node if edit is None else edit(updated_node)
        below = edits.below.get(original_node)
        if below:
            made = cst.FlattenSentinel([*(made if isinstance(made, cst.FlattenSentinel) else [made]), *below])
        return cast(cst.CSTNodeT, made)  # an edit gives what fits in its node's place


def _passed(node: cst.CSTNode) -> cst.CSTNode:
    return node.with_changes(body=[cst.Pass()])
