"""Coroutines of the old kind, `@asyncio.coroutine` with `yield from`, written as `async def` with `await`."""

from collections.abc import Iterator

import libcst as cst

from resrouter.migration.edits import Edits
from resrouter.migration.findings import Finding
from resrouter.migration.generators import Generators
from resrouter.migration.imports import drop_names
from resrouter.migration.layout import has_comment
from resrouter.migration.tree import Tree, written

# What may stand after `await` without parentheses: the grammar's primary.
_PRIMARY = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)


class Coroutines:
    """The edits and findings for the functions of one module, as the plan for its generators says."""

    def __init__(self, tree: Tree, generators: Generators, edits: Edits) -> None:
        self._tree = tree
        self._generators = generators
        self._edits = edits
        self.findings: list[Finding] = [*generators.findings]
        calls = [call for call in tree.all(cst.Call) if generators.is_coroutine(call.func)]
        for node in generators.rewritten:
            self._rewrite(node)
        for call in calls:
            reason = "asyncio.coroutine() is called on a function"
            self.findings.append(Finding(tree.line(call), "coroutine-call", reason))
        self._report_users()
        if generators.decorated and generators.decorated.keys() <= generators.rewritten and not calls:
            for statement in tree.all(cst.ImportFrom):
                self._drop_import(statement)

    def _rewrite(self, node: cst.FunctionDef) -> None:
        for delegation in self._generators.yields[node].delegations:
            self._edits.replaced[delegation] = _awaited
        decorator = self._generators.decorated.get(node)
        at = node.decorators.index(decorator) if decorator is not None else None
        self._edits.replaced[node] = lambda updated: _asynchronous(updated, at)

    def _report_users(self) -> None:
        """Report the generators that go on delegating to what is a coroutine function now."""
        waiting = {node.name.value for node in self._tree.all(cst.FunctionDef) if node.asynchronous is not None}
        waiting |= {node.name.value for node in self._generators.rewritten}
        for node, yields in self._generators.plain_waiting():
            called = {name for delegation in yields.delegations for name in _called(delegation)}
            if both := sorted(called & waiting):
                reason = (
                    f"{node.name.value}() is a generator and delegates to {both[0]}(), which is a coroutine function"
                )
                self.findings.append(Finding(self._tree.line(node), "bare-generator", reason))

    def _drop_import(self, statement: cst.ImportFrom) -> None:
        """Drop `coroutine` from an import: it is gone from asyncio, so the import alone would fail."""
        if isinstance(statement.names, cst.ImportStar) or _module(statement) != "asyncio":
            return
        line = self._tree.line_of(statement)
        kept = [alias for alias in statement.names if written(alias.name) != "coroutine"]
        if len(kept) == len(statement.names) or line is None:
            return
        if kept:
            drop_names(statement, kept, line, self._edits)
        else:
            self._edits.remove(line, self._tree.siblings(line))


def _awaited(node: cst.CSTNode) -> cst.CSTNode:
    assert isinstance(node, cst.Yield)  # the edit is filed under one
    assert isinstance(node.value, cst.From)  # and only under delegations
    item, space = node.value.item, node.value.whitespace_after_from
    if isinstance(node.whitespace_after_yield, cst.ParenthesizedWhitespace) and has_comment(
        node.whitespace_after_yield
    ):
        space = node.whitespace_after_yield
    if not isinstance(item, _PRIMARY) and not item.lpar:
        item = item.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.Await(item, lpar=node.lpar, rpar=node.rpar, whitespace_after_await=space)


def _asynchronous(node: cst.CSTNode, at: int | None) -> cst.CSTNode:
    """The function as `async def`, without the decorator at this index; comments round it stay above the function."""
    assert isinstance(node, cst.FunctionDef)  # the edit is filed under one
    if at is None:
        return node.with_changes(asynchronous=cst.Asynchronous())
    gone, later = node.decorators[at], node.decorators[at + 1 :]
    lines = [*gone.leading_lines]
    if gone.trailing_whitespace.comment is not None:
        lines.append(cst.EmptyLine(comment=gone.trailing_whitespace.comment))
    made = node.with_changes(asynchronous=cst.Asynchronous(), decorators=[*node.decorators[:at], *later])
    if later:
        next_one = later[0].with_changes(leading_lines=[*lines, *later[0].leading_lines])
        return made.with_changes(decorators=[*node.decorators[:at], next_one, *later[1:]])
    if made.decorators:
        return made.with_changes(lines_after_decorators=[*lines, *node.lines_after_decorators])
    above = [*node.leading_lines, *lines, *node.lines_after_decorators]
    return made.with_changes(leading_lines=above, lines_after_decorators=())


def _called(delegation: cst.Yield) -> Iterator[str]:
    item = delegation.value.item if isinstance(delegation.value, cst.From) else None
    if isinstance(item, cst.Call):
        if isinstance(item.func, cst.Name):
            yield item.func.value
        elif isinstance(item.func, cst.Attribute):
            yield item.func.attr.value


def _module(statement: cst.ImportFrom) -> str:
    return written(statement.module) if statement.module is not None else ""
