"""Coroutines of the old kind, `@asyncio.coroutine` with `yield from`, written as `async def` with `await`."""

from collections.abc import Collection, Iterator

import libcst as cst

from resrouter.migration.edits import Edits
from resrouter.migration.findings import Finding
from resrouter.migration.imports import drop_names
from resrouter.migration.tree import Tree, written

_DECORATOR = "asyncio.coroutine"

# What may stand after `await` without parentheses: the grammar's primary.
_PRIMARY = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)

# No coroutine is one of these: `yield from` over them gives their items.
_ITEMS = (cst.List, cst.Tuple, cst.Set, cst.Dict, cst.SimpleString, cst.GeneratorExp, cst.ListComp)


class Coroutines:
    """The edits and findings for the functions of one module; `handlers` are those that routes name."""

    def __init__(self, tree: Tree, handlers: Collection[cst.FunctionDef], edits: Edits) -> None:
        self._tree = tree
        self._handlers = handlers
        self._kept = 0
        self._uses = 0
        self._plain: list[tuple[cst.FunctionDef, _Yields]] = []
        self._rewritten: set[str] = set()
        self._edits = edits
        self.findings: list[Finding] = []
        for function in tree.all(cst.FunctionDef):
            self._take_function(function)
        for call in tree.all(cst.Call):
            self._take_call(call)
        self._report_users()
        if self._uses and not self._kept:
            for statement in tree.all(cst.ImportFrom):
                self._drop_import(statement)

    def _take_function(self, node: cst.FunctionDef) -> None:
        decorator = next((found for found in node.decorators if self._is_coroutine(found.decorator)), None)
        yields = _Yields()
        node.body.visit(yields)
        if decorator is not None:
            self._uses += 1
            self._take_decorated(node, decorator, yields)
        elif node.asynchronous is None and (yields.delegations or yields.bare):
            self._take_plain(node, yields)

    def _take_call(self, node: cst.Call) -> None:
        if self._is_coroutine(node.func):
            self._kept += 1
            reason = "asyncio.coroutine() is called on a function"
            self.findings.append(Finding(self._tree.line(node), "coroutine-call", reason))

    def _is_coroutine(self, node: cst.BaseExpression) -> bool:
        return self._tree.qualified(node) == _DECORATOR

    def _take_decorated(self, node: cst.FunctionDef, decorator: cst.Decorator, yields: "_Yields") -> None:
        if yields.bare or yields.items or node.asynchronous is not None:
            self._kept += 1
            reason = f"{node.name.value}() yields values itself"
            self.findings.append(Finding(self._tree.line(decorator), "coroutine-yields", reason))
            return
        self._rewrite(node, yields, decorator)

    def _take_plain(self, node: cst.FunctionDef, yields: "_Yields") -> None:
        if node not in self._handlers:
            self._plain.append((node, yields))
        elif yields.bare or yields.items:
            reason = f"{node.name.value}() is a generator and handles requests"
            self.findings.append(Finding(self._tree.line(node), "generator-handler", reason))
        else:
            self._rewrite(node, yields, None)

    def _rewrite(self, node: cst.FunctionDef, yields: "_Yields", decorator: cst.Decorator | None) -> None:
        self._rewritten.add(node.name.value)
        for delegation in yields.delegations:
            self._edits.replaced[delegation] = _awaited
        at = node.decorators.index(decorator) if decorator is not None else None
        self._edits.replaced[node] = lambda updated: _asynchronous(updated, at)

    def _report_users(self) -> None:
        """Report the generators that go on delegating to what is a coroutine function now."""
        waiting = {node.name.value for node in self._tree.all(cst.FunctionDef) if node.asynchronous is not None}
        for node, yields in self._plain:
            called = {name for delegation in yields.delegations for name in _called(delegation)}
            if both := sorted(called & (self._rewritten | waiting)):
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


class _Yields(cst.CSTVisitor):
    """The yields of one body: those of functions inside it are their own."""

    def __init__(self) -> None:
        self.delegations: list[cst.Yield] = []
        self.bare = False
        self.items = False

    def visit_Yield(self, node: cst.Yield) -> None:  # noqa: N802 - libcst calls it by this name
        if isinstance(node.value, cst.From):
            self.delegations.append(node)
            self.items |= isinstance(node.value.item, _ITEMS)
        else:
            self.bare = True

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:  # noqa: N802 - libcst calls it by this name
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:  # noqa: N802 - libcst calls it by this name
        return False


def _awaited(node: cst.CSTNode) -> cst.CSTNode:
    assert isinstance(node, cst.Yield)  # the edit is filed under one
    assert isinstance(node.value, cst.From)  # and only under delegations
    item, space = node.value.item, node.value.whitespace_after_from
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
