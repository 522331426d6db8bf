"""Which expressions give a router: `app.router`, names set to one, and the router's methods under other names."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import Assignment, ImportAssignment

from resrouter.migration.tree import Tree, dotted, root_of, written

ROUTER_TYPES = frozenset(
    {
        "aiohttp.web.UrlDispatcher",
        "aiohttp.web_urldispatcher.UrlDispatcher",
        "resrouter.Router",
        "resrouter.tables.router.Router",
        "resrouter_compat.UrlDispatcher",
    }
)
_SETUPS = frozenset({"resrouter.setup", "resrouter.tables.application.setup", "resrouter_compat.setup"})
_ROUTER_MAKERS = ROUTER_TYPES | _SETUPS

# Each method that defines routes, and the verbs it adds; add_route says its own.
DEFINERS: dict[str, tuple[str, ...]] = {
    "add_route": (),
    "add_get": ("HEAD", "GET"),
    "add_post": ("POST",),
    "add_put": ("PUT",),
    "add_patch": ("PATCH",),
    "add_delete": ("DELETE",),
    "add_head": ("HEAD",),
    "add_options": ("OPTIONS",),
    "add_view": ("*",),
}

# The methods through which routes come into a router.
ADDERS = frozenset({*DEFINERS, "add_resource", "register_resource", "register_route"})

# Real code needs one step, two are rare; the limit ends names that are set to each other.
LONGEST_ALIAS = 4


@dataclass(frozen=True, slots=True, eq=False)
class RouterReference:
    """An expression that gives a router: the code for it, and a key that is equal for equal routers of one scope."""

    code: cst.BaseExpression
    key: str
    is_stable: bool = True

    @property
    def repeatable(self) -> bool:
        """Whether one evaluation may stand for two, on one line."""
        plain = dotted(self.code) is not None
        return self.is_stable and plain and "\n" not in written(self.code) and "#" not in written(self.code)


class Routers:
    """The router expressions of a module."""

    def __init__(self, tree: Tree, dispatchers: Collection[str] = (), strangers: Collection[str] = ()) -> None:
        self._tree = tree
        self._dispatchers = dispatchers
        self._strangers = strangers
        self._foreign = set(self._foreign_attributes())
        properties = (node for node in tree.all(cst.FunctionDef) if node.name.value == "router")
        self._computed = any(isinstance(tree.owner(node), cst.ClassDef) for node in properties)
        # (text, function, line) of each attribute that is assigned to: an alias of "self.app.router" is stale after it
        self._assigned = [(written(node), tree.function(node), tree.line(node)) for node in _assigned(tree)]
        # setup(app) and `app._router = ...` give an application another router: an alias from before is the old one
        swaps = [call for call in tree.all(cst.Call) if tree.qualified(call.func) in _SETUPS]
        swapped = [node for node in _assigned(tree) if node.attr.value == "_router"]
        self._swaps = [(tree.function(node), tree.line(node)) for node in (*swaps, *swapped)]

    def of(self, node: cst.BaseExpression, steps: int = LONGEST_ALIAS) -> RouterReference | None:
        """The router that an expression gives, if it is known to give one."""
        if isinstance(node, cst.Attribute) and node.attr.value == "router":
            return None if self._is_foreign(node) else self._reference(node)
        if not isinstance(node, cst.Name) or not steps:
            return None
        value = self._tree.sole_value(node)
        if value is None:
            return RouterReference(node, node.value) if self._is_annotated(node) else None
        if isinstance(value, cst.Call):
            made = self._tree.qualified(value.func) in _ROUTER_MAKERS
            return RouterReference(node, node.value) if made else None
        behind = self.of(value, steps - 1)
        if behind is None:
            return None
        stays = self._tree.function(node) is self._tree.function(value) and self._stays(value)
        return RouterReference(node, behind.key if stays else node.value, is_stable=behind.is_stable or not stays)

    def _reference(self, node: cst.Attribute) -> RouterReference:
        # A property of the module's own may give another router each time; that of an application does not.
        same = not self._computed or "app" in (dotted(node.value) or "").rpartition(".")[2]
        return RouterReference(node, dotted(node) or written(node), is_stable=same)

    def _is_foreign(self, node: cst.Attribute) -> bool:
        """Whether `something.router` is another kind of router, or a module."""
        text = dotted(node)
        if text is None:
            return False
        if text in self._foreign:
            return True
        root = root_of(node)
        found = self._tree.assignments(root) if isinstance(root, cst.Name) else []
        imports = [one.node for one in found if isinstance(one, ImportAssignment) and isinstance(one.node, cst.Import)]
        modules = [written(alias.name) for statement in imports for alias in statement.names if alias.asname is None]
        return any(module == text or module.startswith(f"{text}.") for module in modules)

    def _foreign_attributes(self) -> Iterator[str]:
        """The attributes `self.router` that are set to what is no router of aiohttp."""
        settings: list[tuple[cst.CSTNode, cst.BaseExpression, cst.BaseExpression | None]] = []
        settings += [(one, to.target, one.value) for one in self._tree.all(cst.Assign) for to in one.targets]
        settings += [(one, one.target, one.value) for one in self._tree.all(cst.AnnAssign)]
        for statement, target, value in settings:
            if isinstance(value, cst.Call) and self._is_other_class(value.func):
                yield from self._attributes(statement, target)

    def _attributes(self, statement: cst.CSTNode, target: cst.BaseExpression) -> Iterator[str]:
        """The ways to write the attribute `router` that a statement sets, if it sets one."""
        if isinstance(target, cst.Attribute) and target.attr.value == "router":
            yield written(target)
        elif isinstance(target, cst.Name) and target.value == "router":
            owner = self._tree.owner(statement)
            if isinstance(owner, cst.ClassDef):
                yield from ("self.router", "cls.router", f"{owner.name.value}.router")

    def _is_other_class(self, function: cst.BaseExpression) -> bool:
        """Whether a call makes an object of a class that is no dispatcher, as far as can be told."""
        name = (dotted(function) or "").rpartition(".")[2]
        if name in self._strangers:
            return True
        known = self._tree.qualified(function) in _ROUTER_MAKERS or name in {*self._dispatchers, "UrlDispatcher"}
        return name[:1].isupper() and not known

    def of_method(self, name: cst.Name) -> tuple[RouterReference, str] | None:
        """The router and the method behind a name such as `add_route`, set to `app.router.add_route`."""
        value = self._tree.sole_value(name)
        if not isinstance(value, cst.Attribute) or value.attr.value not in DEFINERS:
            return None
        # The router's expression is written where the name is used: it must still mean the same there.
        if self._tree.function(name) is not self._tree.function(value) or not self._stays(value.value):
            return None
        router = self.of(value.value)
        return None if router is None else (router, value.attr.value)

    def is_lost(self, name: cst.Name, attribute: str) -> bool:
        """Whether a value of the name is a router, or this attribute of something: it leads there, but not surely."""
        return any(self._leads_to(value, attribute) for value in self._tree.values(name))

    def _leads_to(self, value: cst.BaseExpression, attribute: str) -> bool:
        if isinstance(value, cst.Attribute):
            leads = attribute == "router" or self.of(value.value) is not None
            return value.attr.value == attribute and leads
        return isinstance(value, cst.Call) and self._tree.qualified(value.func) in _ROUTER_MAKERS

    def _is_annotated(self, name: cst.Name) -> bool:
        assignments = self._tree.assignments(name)
        if len(assignments) != 1 or not isinstance(assignments[0], Assignment):
            return False
        param = assignments[0].node
        if not isinstance(param, cst.Param) or param.annotation is None:
            return False
        return self._tree.qualified(param.annotation.annotation) in ROUTER_TYPES

    def _stays(self, value: cst.BaseExpression) -> bool:
        """Whether an expression means the same wherever it is read later in its function."""
        root = root_of(value)
        if dotted(value) is None or not isinstance(root, cst.Name) or len(self._tree.assignments(root)) > 1:
            return False
        if self._tree.is_captured(root):
            return False
        where, line, text = self._tree.function(value), self._tree.line(value), written(value)
        if any(function is where and at > line for function, at in self._swaps):
            return False
        return not any(
            text == target or text.startswith(f"{target}.")
            for target, function, at in self._assigned
            if function is where and (at > line)
        )


def _assigned(tree: Tree) -> Iterator[cst.Attribute]:
    """The attributes that are assigned to, in tuples too."""
    targets: list[cst.BaseExpression] = [node.target for node in tree.all(cst.AssignTarget)]
    targets += [node.target for node in tree.all(cst.AugAssign)]
    targets += [node.target for node in tree.all(cst.AnnAssign)]
    while targets:
        target = targets.pop()
        if isinstance(target, cst.Tuple | cst.List):
            targets += [element.value for element in target.elements]
        elif isinstance(target, cst.Attribute):
            yield target
