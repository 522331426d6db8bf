"""Where add_resource() and add_route() one after the other would not be what add_route() alone is."""

from collections.abc import Iterator

import libcst as cst
from libcst.metadata import Assignment

from resrouter.migration.bindings import identifiers
from resrouter.migration.calls import Definition, Unreadable
from resrouter.migration.routers import DEFINERS, LONGEST_ALIAS, Routers
from resrouter.migration.tree import Tree, dotted, root_of, shortly

# Under these names an application or a router is handed on, whatever the definition itself calls it.
_USUAL_ROOTS = {"app", "router"}


class Guards:
    """Asks a definition whether it may be taken apart."""

    def __init__(
        self, tree: Tree, routers: Routers, overridden: frozenset[str], generators: frozenset[str] = frozenset()
    ) -> None:
        self._tree = tree
        self._routers = routers
        self._overridden = overridden
        self._generators = generators
        self._held: dict[cst.CSTNode, frozenset[str]] = {}

    def against(self, definition: Definition) -> Unreadable | None:
        """Why the definition must stay one call; None when it may become two."""
        if self._overridden:
            return Unreadable(
                "overridden-add-route", f"a class in this module overrides {', '.join(sorted(self._overridden))}"
            )
        handler = definition.argument("handler")
        if handler is not None and self._is_generator_elsewhere(handler):
            return Unreadable("generator-handler", f"{shortly(handler)} is a generator function of another module")
        if self._tree.is_tried(definition.call):
            return Unreadable("inside-try", "what is raised here is caught")
        for parameter in ("handler", "expect_handler"):
            value = definition.argument(parameter)
            if value is not None and self._may_register(value, definition):
                return Unreadable("handler-call", f"evaluating {shortly(value)} may define routes itself")
        return None

    def may_double(self, definition: Definition) -> bool:
        """Whether the handler may be written twice, since it is a mere name."""
        values = [definition.argument(parameter) for parameter in ("handler", "expect_handler")]
        return all(value is None or dotted(value) is not None for value in values)

    def _is_generator_elsewhere(self, handler: cst.BaseExpression) -> bool:
        if isinstance(handler, cst.Attribute):
            return handler.attr.value in self._generators and dotted(handler.value) != "self"
        if not isinstance(handler, cst.Name) or handler.value not in self._generators:
            return False
        makers = [found.node for found in self._tree.assignments(handler) if isinstance(found, Assignment)]
        return not any(isinstance(node, cst.FunctionDef) for node in makers)

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
        for value in self._routers.values(root) if steps else ():
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
