"""Takes arguments out of a call; what stands between the others, comments above all, is kept."""

from collections.abc import Collection

import libcst as cst

Space = cst.BaseParenthesizableWhitespace


def without(call: cst.Call, dropped: Collection[int]) -> cst.Call:
    """The call without the arguments at these indices. At least one other must be there."""
    before, last = call.whitespace_before_args, len(call.args) - 1
    kept: list[cst.Arg] = []
    for index, argument in enumerate(call.args):
        if index not in dropped:
            kept.append(argument)
        elif not kept:
            before = _joined(before, _space_after(argument), first=True)
        elif index == last:
            kept[-1] = _closed_like(kept[-1], argument)
        else:
            kept[-1] = _with_space_after(kept[-1], _joined(_space_after(kept[-1]), _space_after(argument)))
    return call.with_changes(args=kept, whitespace_before_args=before)


def _space_after(argument: cst.Arg) -> Space:
    comma = argument.comma
    return comma.whitespace_after if isinstance(comma, cst.Comma) else argument.whitespace_after_arg


def _with_space_after(argument: cst.Arg, space: Space) -> cst.Arg:
    comma = argument.comma
    if isinstance(comma, cst.Comma):
        return argument.with_changes(comma=comma.with_changes(whitespace_after=space))
    return argument.with_changes(whitespace_after_arg=space)


def _closed_like(argument: cst.Arg, last: cst.Arg) -> cst.Arg:
    """The argument, now the last one, with the comma and the space that the last one had."""
    space = _closing(_space_after(argument), _space_after(last))
    if isinstance(last.comma, cst.Comma):
        return argument.with_changes(comma=last.comma.with_changes(whitespace_after=space))
    return argument.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=space)


def _joined(before: Space, after: Space, *, first: bool = False) -> Space:
    """One space for the two round an argument that is gone."""
    if not isinstance(after, cst.ParenthesizedWhitespace):
        return before if first or isinstance(before, cst.ParenthesizedWhitespace) else after
    if not isinstance(before, cst.ParenthesizedWhitespace):
        return after if not first or has_comment(after) else before
    return _both(before, after)


def _closing(before: Space, after: Space) -> Space:
    if not isinstance(before, cst.ParenthesizedWhitespace):
        return after
    if not isinstance(after, cst.ParenthesizedWhitespace):
        return before if has_comment(before) else after
    return _both(before, after)


def _both(before: cst.ParenthesizedWhitespace, after: cst.ParenthesizedWhitespace) -> cst.ParenthesizedWhitespace:
    """The comments of both, a line each, and the indentation of the second."""
    comment = after.first_line.comment
    first, lines = before.first_line, list(before.empty_lines)
    if comment is not None and first.comment is None and not lines:
        first = after.first_line
    elif comment is not None:
        lines.append(cst.EmptyLine(indent=before.indent, whitespace=before.last_line, comment=comment))
    return after.with_changes(first_line=first, empty_lines=[*lines, *after.empty_lines])


def has_comment(space: cst.ParenthesizedWhitespace) -> bool:
    """Whether a comment stands in the space."""
    return space.first_line.comment is not None or any(line.comment is not None for line in space.empty_lines)


def comments_in(node: cst.CSTNode) -> list[cst.Comment]:
    """The comments inside a node, in the order of the text."""
    found = _Comments()
    node.visit(found)
    return found.found


class _Comments(cst.CSTVisitor):
    def __init__(self) -> None:
        self.found: list[cst.Comment] = []

    def visit_Comment(self, node: cst.Comment) -> None:  # noqa: N802 - libcst calls it by this name
        self.found.append(node)
