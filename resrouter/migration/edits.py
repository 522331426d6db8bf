"""What is to be done to a module, collected first: edits by node, and lines above and below statements."""

from collections.abc import Callable, Sequence
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
    removed: set[cst.CSTNode] = field(default_factory=set[cst.CSTNode])

    def __bool__(self) -> bool:
        return bool(self.replaced or self.below or self.removed)

    def done_to(self, module: cst.Module) -> cst.Module:
        """The module with everything done."""
        return module.visit(_Editor(self)) if self else module

    def remove(self, line: cst.SimpleStatementLine, siblings: Sequence[cst.CSTNode]) -> None:
        """Remove a statement from a block; comments round it stay, above the next one."""
        at = next(index for index, sibling in enumerate(siblings) if sibling is line)
        lines = list(line.leading_lines)
        if line.trailing_whitespace.comment is not None:
            lines.append(cst.EmptyLine(comment=line.trailing_whitespace.comment))
        if at + 1 == len(siblings):
            self.replaced[line] = _passed
            return
        self.removed.add(line)
        if any(kept.comment is not None for kept in lines):
            self.above.setdefault(siblings[at + 1], []).extend(lines)


class _Editor(cst.CSTTransformer):
    def __init__(self, edits: Edits) -> None:
        super().__init__()
        self._edits = edits

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        """The node with its edits done."""
        edits = self._edits
        if original_node in edits.removed:
            return cst.RemoveFromParent()
        lines = edits.above.get(original_node)
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
