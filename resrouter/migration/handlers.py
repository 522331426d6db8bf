"""The functions of a module that its routes name as their handlers."""

from collections.abc import Iterator

import libcst as cst
from libcst.metadata import Assignment

from resrouter.migration.calls import Calls, Definition, Shape
from resrouter.migration.classes import methods_of
from resrouter.migration.routers import Routers
from resrouter.migration.tree import Tree, dotted


def handlers_of(tree: Tree, routers: Routers) -> frozenset[cst.FunctionDef]:
    """The functions that definitions name, wherever these stand."""
    calls = Calls(tree, routers)
    found: set[cst.FunctionDef] = set()
    for call in tree.all(cst.Call):
        definition = calls.anywhere(call) or _member(tree, calls, call)
        handler = None if definition is None else definition.argument("handler")
        if handler is not None:
            found.update(_functions(tree, handler))
    return frozenset(found)


def _member(tree: Tree, calls: Calls, call: cst.Call) -> Definition | None:
    """What `resource.add_route("GET", index)` adds, for a resource that was put into a variable."""
    function = call.func
    if not isinstance(function, cst.Attribute) or function.attr.value != "add_route":
        return None
    value = tree.sole_value(function.value) if isinstance(function.value, cst.Name) else None
    resource = calls.resource(value) if isinstance(value, cst.Call) else None
    return None if resource is None else calls.member(call, resource, Shape.MEMBER)


def _functions(tree: Tree, handler: cst.BaseExpression) -> Iterator[cst.FunctionDef]:
    if isinstance(handler, cst.Name):
        nodes = [found.node for found in tree.assignments(handler) if isinstance(found, Assignment)]
        yield from (node for node in nodes if isinstance(node, cst.FunctionDef))
    elif isinstance(handler, cst.Attribute) and dotted(handler.value) == "self":
        owner = next((node for node in tree.ancestors(handler) if isinstance(node, cst.ClassDef)), None)
        methods = methods_of(owner) if owner is not None else ()
        yield from (method for method in methods if method.name.value == handler.attr.value)
