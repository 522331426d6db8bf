"""Where add_resource() and add_route() one after the other would not be what add_route() alone is."""

from collections.abc import Iterator, Sequence

import libcst as cst
from libcst.metadata import Assignment

from resrouter.migration.bindings import identifiers
from resrouter.migration.calls import Definition, Shape, Unreadable
from resrouter.migration.generators import Generators
from resrouter.migration.layout import comments_in
from resrouter.migration.routers import DEFINERS, LONGEST_ALIAS, Routers
from resrouter.migration.tree import Tree, dotted, root_of, shortly

# Under these names an application or a router is handed on, whatever the definition itself calls it.
_USUAL_ROOTS = {"app", "router"}


class Guards:
    """Asks a definition whether it may be taken apart."""

    def __init__(self, tree: Tree, routers: Routers, overriding: Sequence[str], generators: Generators) -> None:
        self._tree = tree
        self._routers = routers
        self._overriding = overriding
        self._generators = generators
        self._held: dict[cst.CSTNode, frozenset[str]] = {}

    def against(self, definition: Definition) -> Unreadable | None:
        """Why the definition must stay one call; None when it may become two."""
        if self._overriding:
            return Unreadable("overridden-add-route", "; ".join(self._overriding))
        if self.breaks(definition):
            handler = shortly(definition.call.args[definition.places["handler"]].value)
            return Unreadable("generator-handler", f"{handler} gives a generator or a future when it is called")
        if any(_has_odd_comment(definition, parameter) for parameter in ("method", "path", "name")):
            return Unreadable("comment-inside", "a comment in the middle of an argument would be lost")
        if self._tree.is_tried(definition.call):
            return Unreadable("inside-try", "what is raised here is caught")
        for parameter in ("handler", "expect_handler"):
            value = definition.argument(parameter)
            if value is not None and self._may_register(value, definition):
                return Unreadable("handler-call", f"evaluating {shortly(value)} may define routes itself")
        return None

    def breaks(self, definition: Definition) -> bool:
        """Whether aiohttp's own router would not wait for what the handler gives."""
        handler = definition.argument("handler")
        return handler is not None and self._generators.breaks(handler)

    def may_join(self, definition: Definition) -> bool:
        """Whether nothing is lost when the path and the name are written for several definitions at once."""
        values = [definition.argument(parameter) for parameter in ("path", "name", "allow_head")]
        return not any(value is not None and comments_in(value) for value in values)

    def may_double(self, definition: Definition) -> bool:
        """Whether the handler may be written twice, since it is a mere name."""
        values = [definition.argument(parameter) for parameter in ("handler", "expect_handler")]
        return all(value is None or dotted(value) is not None for value in values)

    def _may_register(self, value: cst.BaseExpression, definition: Definition) -> bool:
        roots = {definition.router.key.split(".")[0], *self._roots(definition.router.code)} | _USUAL_ROOTS
        found = _Evaluated()
        value.visit(found)
        return found.waits or any(self._touches(call, frozenset(roots)) for call in found.calls)

    def _roots(self, code: cst.BaseExpression, steps: int = LONGEST_ALIAS) -> Iterator[str]:
        """The names that a router hangs on: `app` for `router`, when that was set to `app.router`."""
        root = root_of(code)
        if not isinstance(root, cst.Name):
            return
        yield root.value
        for value in self._tree.values(root) if steps else ():
            if isinstance(value, cst.Attribute | cst.Name):
                yield from self._roots(value, steps - 1)

    def _touches(self, call: cst.Call, roots: frozenset[str]) -> bool:
        """Whether a call can reach the router: it names what the router hangs on, or its function does."""
        if self._tree.qualified(call.func) in {"functools.partial", "functools.partialmethod"}:
            return False
        if identifiers(call) & roots:
            return True
        if not isinstance(call.func, cst.Name):
            return False
        makers = [found.node for found in self._tree.assignments(call.func) if isinstance(found, Assignment)]
        reach = roots | {"router", *DEFINERS}
        return any(
            self._identifiers(node) & reach for node in makers if isinstance(node, cst.FunctionDef | cst.ClassDef)
        )

    def _identifiers(self, node: cst.CSTNode) -> frozenset[str]:
        if node not in self._held:
            self._held[node] = identifiers(node)
        return self._held[node]


def _has_odd_comment(definition: Definition, parameter: str) -> bool:
    """Whether a comment stands where the new statement has no place for it."""
    at = definition.places.get(parameter)
    if at is None or definition.shape is not Shape.ADD_ROUTE:
        return False
    argument = definition.call.args[at]
    odd = isinstance(argument.equal, cst.AssignEqual) and bool(comments_in(argument.equal))
    gone = parameter == "method" or (parameter == "name" and definition.name is None)
    return odd or (gone and bool(comments_in(argument.value)))


class _Evaluated(cst.CSTVisitor):
    """The calls that run when an expression is evaluated: not those inside a lambda."""

    def __init__(self) -> None:
        self.calls: list[cst.Call] = []
        self.waits = False

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Take the calls, and note whatever stops or binds in the middle of the expression."""
        if isinstance(node, cst.Call):
            self.calls.append(node)
        self.waits |= isinstance(node, cst.Await | cst.Yield | cst.NamedExpr)
        return not isinstance(node, cst.Lambda)
