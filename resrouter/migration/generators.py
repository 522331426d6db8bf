"""Generator functions by their names: one may be defined in one module and handle requests in another."""

import ast
from collections.abc import Iterator


def generators_in(text: str) -> Iterator[str]:
    """The names of the undecorated generator functions at the top of a module; none of a text that is no Python."""
    if "yield" not in text:
        return
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # who reads the file for good will say so
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and not node.decorator_list and _yields(node):
            yield node.name


def _yields(function: ast.FunctionDef) -> bool:
    """Whether a yield stands in the body, and not in a function inside it."""
    waiting: list[ast.AST] = [*function.body]
    for node in waiting:  # it grows: a queue
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)
    return False
