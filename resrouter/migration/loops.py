"""Definitions in loops: tables of rows, one verb after the other, and names that two rows share."""

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from resrouter.migration.bindings import bound_by, identifiers
from resrouter.migration.calls import Unreadable
from resrouter.migration.findings import Finding
from resrouter.migration.tree import Tree, shortly, text_of, written

# The position of the name in a row that is unpacked into add_route(method, path, handler, name).
_NAME_POSITION = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Loop:
    target: cst.BaseExpression
    rows: cst.BaseExpression


def in_loop(tree: Tree, call: cst.Call, reading: Unreadable) -> Unreadable:
    """What could not be read, told as the loop it stands in when it comes from there."""
    for loop in _loops(tree, call):
        variables = bound_by(loop.target)
        rows = shortly(loop.rows)
        if reading.kind == "computed-method" and _names_in(call, "method", 0) & variables:
            return Unreadable("method-loop", f"each method of {rows} is added in a loop")
        unpacked = reading.kind == "unpacked-arguments" and any(identifiers(a.value) & variables for a in call.args)
        if unpacked or (reading.kind == "computed-path" and _names_in(call, "path", 1) & variables):
            return Unreadable("table-loop", f"the rows of {rows} are added in a loop")
    return reading


def rows_with_equal_names(tree: Tree, call: cst.Call) -> Iterator[Finding]:
    """A finding for each row of a table whose name an earlier row has, where the rows can be read."""
    for loop in _loops(tree, call):
        rows = tree.sole_value(loop.rows) if isinstance(loop.rows, cst.Name) else loop.rows
        first: dict[str, int] = {}
        for row in _elements(rows):
            name = _name_in(row, loop.target, call)
            if name is None:
                continue
            if name in first:
                yield Finding(
                    tree.line(row), "duplicate-name", f"the row in line {first[name]} has the name {name!r} already"
                )
            first.setdefault(name, tree.line(row))


def is_repeated(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether the node stands in a loop of its function."""
    for above in tree.ancestors(node):
        if isinstance(above, cst.FunctionDef | cst.Lambda):
            return False
        if isinstance(above, cst.For | cst.While):
            return True
    return False


def _loops(tree: Tree, call: cst.Call) -> Iterator[_Loop]:
    inside: cst.CSTNode = call
    for above in tree.ancestors(call):
        if isinstance(above, cst.FunctionDef | cst.Lambda):
            return
        if isinstance(above, cst.For) and inside is above.body:
            yield _Loop(above.target, above.iter)
        elif isinstance(above, cst.ListComp | cst.SetComp | cst.GeneratorExp) and inside is above.elt:
            yield _Loop(above.for_in.target, above.for_in.iter)
        inside = above


def _names_in(call: cst.Call, parameter: str, position: int) -> frozenset[str]:
    """The names that occur in the argument for a parameter."""
    for index, argument in enumerate(call.args):
        if argument.keyword.value == parameter if argument.keyword is not None else index == position:
            return identifiers(argument.value)
    return frozenset()


def _name_in(row: cst.BaseExpression, target: cst.BaseExpression, call: cst.Call) -> str | None:
    """The name that a row gives to its route."""
    if isinstance(row, cst.Dict):
        for element in row.elements:
            if isinstance(element, cst.DictElement) and text_of(element.key) == "name":
                return text_of(element.value)
        return None
    cells = list(_elements(row))
    at = _name_position(target, call)
    return text_of(cells[at]) if at is not None and at < len(cells) else None


def _name_position(target: cst.BaseExpression, call: cst.Call) -> int | None:
    if any(argument.star == "*" for argument in call.args):
        return _NAME_POSITION
    given = next((written(a.value) for a in call.args if a.keyword is not None and a.keyword.value == "name"), None)
    columns = [written(cell) for cell in _elements(target)]
    return columns.index(given) if given in columns else None


def _elements(node: cst.BaseExpression | None) -> Iterator[cst.BaseExpression]:
    if isinstance(node, cst.Tuple | cst.List):
        for element in node.elements:
            yield element.value
