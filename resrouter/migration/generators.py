"""Which generator functions of a module become coroutine functions, which stay, and what breaks as a handler."""

from collections.abc import Collection, Iterator

import libcst as cst
from libcst.metadata import Assignment

from resrouter.migration.classes import methods_of
from resrouter.migration.facts import FUTURES, Facts
from resrouter.migration.findings import Finding
from resrouter.migration.routers import LONGEST_ALIAS
from resrouter.migration.tree import Tree, dotted, shortly
from resrouter.migration.yields import Yields, calls_in, chains_in, returned

_DECORATOR = "asyncio.coroutine"

# Requests, sessions and stores have methods of these names: they say nothing of a view's method.
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})

# Their calls give no awaitable, nor do those of classes, which start with a capital.
_PLAIN = frozenset({"json_response", "dict", "list", "tuple", "set", "str", "int", "float", "bool", "bytes", "len"})


class Generators:
    """The plan for the functions of one module; `handlers` are those that its routes name."""

    def __init__(self, tree: Tree, handlers: Collection[cst.FunctionDef], facts: Facts) -> None:
        self._tree = tree
        self._facts = facts
        self.yields: dict[cst.FunctionDef, Yields] = {}
        self.decorated: dict[cst.FunctionDef, cst.Decorator] = {}
        self.rewritten: set[cst.FunctionDef] = set()
        self.findings: list[Finding] = []
        for node in tree.all(cst.FunctionDef):
            self._take(node, is_handler=node in handlers)
        self._plain = {
            node
            for node, yields in self.yields.items()
            if yields.any and node not in self.decorated and _is_plain(node)
        }
        while refused := {node: called for node in self.rewritten if (called := self._stuck(node)) is not None}:
            self.rewritten -= refused.keys()
            for node, called in refused.items():
                reason = f"{node.name.value}() waits for {called}, which stays a generator"
                self.findings.append(Finding(tree.line(node), "bare-generator", reason))

    def is_coroutine(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is `asyncio.coroutine`."""
        return self._tree.qualified(node) == _DECORATOR

    def breaks(self, handler: cst.BaseExpression, steps: int = LONGEST_ALIAS) -> bool:
        """Whether a handler gives, when it is called, what aiohttp's own router does not wait for."""
        if isinstance(handler, cst.Name):
            return self._name_breaks(handler, steps)
        if isinstance(handler, cst.Attribute):
            facts = self._facts
            others = facts.functions | facts.methods | facts.classes | facts.givers
            return self._attribute_stays(handler, others)
        if isinstance(handler, cst.Lambda):
            return self._gives(handler.body)
        if isinstance(handler, cst.Call):
            made = self._makes(handler.func) or self.breaks(handler.func, steps)
            return made or any(self.breaks(argument.value, steps) for argument in handler.args)
        return any(self.breaks(chain, steps) for chain in chains_in(handler))

    def plain_waiting(self) -> Iterator[tuple[cst.FunctionDef, Yields]]:
        """The generator functions that stay, and what they yield."""
        return ((node, self.yields[node]) for node in self._tree.all(cst.FunctionDef) if self._stays(node))

    # --- the plan

    def _take(self, node: cst.FunctionDef, *, is_handler: bool) -> None:
        decorator = next((found for found in node.decorators if self.is_coroutine(found.decorator)), None)
        yields = self.yields[node] = Yields.of(node)
        if decorator is not None:
            self.decorated[node] = decorator
            self._take_decorated(node, decorator, yields)
        elif is_handler and _is_plain(node) and yields.any and not yields.odd:
            self.rewritten.add(node)

    def _take_decorated(self, node: cst.FunctionDef, decorator: cst.Decorator, yields: Yields) -> None:
        name, line = node.name.value, self._tree.line(decorator)
        if yields.odd or not _is_plain(node):
            kind = "with-yield-from" if yields.locks else "coroutine-yields"
            reason = f"{name}() enters what it waits for" if yields.locks else f"{name}() yields values itself"
            self.findings.append(Finding(line, kind, reason))
        elif not yields.any and any(self._may_wait(value) for value in returned(node)):
            reason = f"{name}() returns what the decorator waited for, if it could be waited for"
            self.findings.append(Finding(line, "coroutine-returns", reason))
        else:
            self.rewritten.add(node)

    def _may_wait(self, value: cst.BaseExpression, steps: int = LONGEST_ALIAS) -> bool:
        """Whether a returned value may be something to wait for."""
        if isinstance(value, cst.Call):
            name = (dotted(value.func) or "").rpartition(".")[2]
            return name in FUTURES or not (name[:1].isupper() or name in _PLAIN)
        if isinstance(value, cst.Name):
            if value.value in {"None", "True", "False"} or list(self._nodes(value)):
                return False  # a function that is made inside, mostly: a middleware
            values = list(self._tree.values(value)) if steps else []
            return not values or any(self._may_wait(one, steps - 1) for one in values)
        if isinstance(value, cst.IfExp):
            return self._may_wait(value.body, steps) or self._may_wait(value.orelse, steps)
        if isinstance(value, cst.BooleanOperation):
            return self._may_wait(value.left, steps) or self._may_wait(value.right, steps)
        return isinstance(value, cst.Attribute | cst.Subscript | cst.NamedExpr)

    def _stuck(self, node: cst.FunctionDef) -> str | None:
        """What the function waits for and cannot, once it is a coroutine function."""
        for delegation in self.yields[node].delegations:
            assert isinstance(delegation.value, cst.From)  # only such are delegations
            item = delegation.value.item
            for call in (*calls_in(item), *self._calls_behind(item)):
                if self._call_stays(call):
                    return f"{shortly(call.func)}()"
        return None

    def _calls_behind(self, item: cst.BaseExpression) -> Iterator[cst.Call]:
        for name in chains_in(item):
            if isinstance(name, cst.Name):
                for value in self._tree.values(name):
                    yield from calls_in(value)

    # --- what stays

    def _stays(self, node: cst.CSTNode) -> bool:
        return isinstance(node, cst.FunctionDef) and node in self._plain and node not in self.rewritten

    def _call_stays(self, call: cst.Call) -> bool:
        if isinstance(call.func, cst.Name):
            nodes = list(self._nodes(call.func))
            return any(map(self._stays, nodes)) if nodes else self._last(call.func) in self._facts.functions
        if not isinstance(call.func, cst.Attribute) or (dotted(call.func.value) or "").endswith("request"):
            return False
        return self._attribute_stays(call.func, self._facts.functions | (self._facts.methods - _VERBS))

    def _attribute_stays(self, node: cst.Attribute, others: Collection[str]) -> bool:
        """Whether it is a generator that stays, of its own class or else of these names."""
        own = list(self._own_methods(node))
        if own:
            return any(map(self._stays, own))
        return node.attr.value in others

    def _own_methods(self, node: cst.Attribute) -> Iterator[cst.FunctionDef]:
        """The methods of the module's classes that `self.name` may be; none when its own class has none."""
        owner = next((above for above in self._tree.ancestors(node) if isinstance(above, cst.ClassDef)), None)
        name = node.attr.value
        if (
            owner is None
            or dotted(node.value) != "self"
            or all(found.name.value != name for found in methods_of(owner))
        ):
            return
        for other in self._tree.all(cst.ClassDef):
            yield from (method for method in methods_of(other) if method.name.value == name)

    def _nodes(self, name: cst.Name) -> Iterator[cst.FunctionDef | cst.ClassDef]:
        for found in self._tree.assignments(name):
            if isinstance(found, Assignment) and isinstance(found.node, cst.FunctionDef | cst.ClassDef):
                yield found.node

    def _last(self, name: cst.Name) -> str:
        return (self._tree.qualified(name) or name.value).rpartition(".")[2]

    # --- handlers

    def _name_breaks(self, name: cst.Name, steps: int) -> bool:
        nodes = list(self._nodes(name))
        if any(self._stays(node) or self._is_giver(node) for node in nodes):
            return True
        if any(self.breaks(value, steps - 1) for value in (self._tree.values(name) if steps else ())):
            return True
        facts, last = self._facts, self._last(name)
        if any(isinstance(node, cst.FunctionDef) for node in nodes):
            return False
        return last in facts.classes or (not nodes and last in facts.functions | facts.givers)

    def _is_giver(self, node: cst.CSTNode) -> bool:
        if not isinstance(node, cst.FunctionDef) or not _is_plain(node) or node in self.decorated:
            return False
        return not self.yields[node].any and any(self._gives(value) for value in returned(node))

    def _gives(self, value: cst.BaseExpression) -> bool:
        """Whether a value is, or may hold, a generator or a future."""
        for call in (*calls_in(value), *(self._calls_behind(value) if isinstance(value, cst.Name) else ())):
            if (dotted(call.func) or "").rpartition(".")[2] in FUTURES or _attribute(call) in FUTURES:
                return True
            if self._call_stays(call):
                return True
        return False

    def _makes(self, function: cst.BaseExpression) -> bool:
        """Whether calling it may give a function that breaks."""
        if not isinstance(function, cst.Name):
            return isinstance(function, cst.Attribute) and function.attr.value in self._facts.makers
        nodes = [node for node in self._nodes(function) if isinstance(node, cst.FunctionDef)]
        if not nodes:
            return self._last(function) in self._facts.makers
        return any(
            self._stays(inner) or self._is_giver(inner)
            for inner in self.yields
            if any(above in nodes for above in self._tree.ancestors(inner))
        )


def _is_plain(node: cst.FunctionDef) -> bool:
    return node.asynchronous is None


def _attribute(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
