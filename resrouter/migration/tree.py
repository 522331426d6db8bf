"""A parsed module that can be asked: where a node stands, what a name means there, how it is written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import libcst as cst
from libcst.metadata import Assignment, CodeRange, MetadataWrapper, ParentNodeProvider, PositionProvider, ScopeProvider
from libcst.metadata.scope_provider import BaseAssignment, Scope

Node = TypeVar("Node", bound=cst.CSTNode)
Function = cst.FunctionDef | cst.Lambda

# with suppress(ValueError): ...; pytest.raises and unittest's are the same
_CATCHERS = ("suppress", "raises", "assertRaises", "assertRaisesRegex")

_PLAIN = cst.Module([])

# A finding is one line of a terminal: place, kind and reason.
_SHOWN = 40


def written(node: cst.CSTNode) -> str:
    """The node as source text."""
    return _PLAIN.code_for_node(node)


def shortly(node: cst.CSTNode) -> str:
    """The node as one line of at most 40 characters, for a message."""
    text = " ".join(written(node).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def text_of(node: cst.BaseExpression) -> str | None:
    """The text that a literal stands for; None when it is no text, or computed."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def dotted(node: cst.CSTNode) -> str | None:
    """`a.b.c` for names with attributes, None for anything else: evaluating it does nothing."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        before = dotted(node.value)
        return before and f"{before}.{node.attr.value}"
    return None


def root_of(node: cst.BaseExpression) -> cst.BaseExpression:
    """What an expression of attributes, calls and subscripts starts from."""
    while isinstance(node, cst.Attribute | cst.Call | cst.Subscript):
        node = node.func if isinstance(node, cst.Call) else node.value
    return node


class Tree:
    """A module with its scopes, parents and lines. Nodes are compared by identity: two equal texts are two nodes."""

    def __init__(self, module: cst.Module) -> None:
        # A module fresh from the parser shares no nodes, so the copy that libcst would make is not needed.
        wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        self.module: cst.Module = wrapper.module
        self._scopes: Mapping[cst.CSTNode, Scope | None] = wrapper.resolve(ScopeProvider)
        self._parents: Mapping[cst.CSTNode, cst.CSTNode] = wrapper.resolve(ParentNodeProvider)
        self._places: Mapping[cst.CSTNode, CodeRange] = wrapper.resolve(PositionProvider)

        found = _Nodes()
        self.module.visit(found)
        self._nodes = found.nodes
        # libcst's scopes do not know what the patterns of a match statement bind
        self._captured = {name.value for name in _captures(self)}

    def all(self, kind: type[Node]) -> Iterator[Node]:
        """Every node of a class, in the order of the text."""
        return (node for node in self._nodes.get(kind, ()) if isinstance(node, kind))

    def line(self, node: cst.CSTNode) -> int:
        """The line in which the node starts, comments above it not counted."""
        return self._places[node].start.line

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that holds it; None for the module."""
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """All that hold the node, from the inside out."""
        above = self.parent(node)
        while above is not None:
            yield above
            above = self.parent(above)

    def function(self, node: cst.CSTNode) -> Function | None:
        """The function in whose body the node runs; None at the module's level."""
        inside: cst.CSTNode = node
        for above in self.ancestors(node):
            if isinstance(above, cst.FunctionDef | cst.Lambda) and inside is above.body:
                return above
            inside = above
        return None

    def owner(self, node: cst.CSTNode) -> cst.FunctionDef | cst.ClassDef | None:
        """The function or class whose body holds the node; None at the module's level."""
        return next(
            (above for above in self.ancestors(node) if isinstance(above, cst.FunctionDef | cst.ClassDef)), None
        )

    def scope(self, node: cst.CSTNode) -> Scope | None:
        """The scope in which a name or attribute is read."""
        return self._scopes.get(node)

    def assignments(self, name: cst.Name) -> list[BaseAssignment]:
        """Everything that binds the name in the scope where it is found."""
        scope = self.scope(name)
        return [] if scope is None else list(scope[name.value])

    def qualified(self, node: cst.CSTNode) -> str | None:
        """`aiohttp.web.View` for whatever name it was imported by; None when there is no single answer."""
        if dotted(node) is None:
            return None
        scope = self.scope(root_of(node) if isinstance(node, cst.Attribute) else node)
        names = {found.name for found in scope.get_qualified_names_for(node)} if scope is not None else set[str]()
        return names.pop() if len(names) == 1 else None

    def is_captured(self, name: cst.Name) -> bool:
        """Whether a pattern of the module binds the name."""
        return name.value in self._captured

    def values(self, name: cst.Name) -> Iterator[cst.BaseExpression]:
        """Every value that is plainly assigned to the name."""
        for assignment in self.assignments(name):
            holder = self.statement_of(assignment)
            if holder is not None and holder.value is not None:
                yield holder.value

    def sole_value(self, name: cst.Name) -> cst.BaseExpression | None:
        """What the name was set to, when one plain assignment outside of branches and loops is all that binds it."""
        assignments = [] if self.is_captured(name) else self.assignments(name)
        statement = self.statement_of(assignments[0]) if len(assignments) == 1 else None
        if statement is None or not self._runs_once(statement):
            return None
        return statement.value if isinstance(statement, cst.AnnAssign) or len(statement.targets) == 1 else None

    def statement_of(self, assignment: BaseAssignment) -> cst.Assign | cst.AnnAssign | None:
        """The statement that sets a name, and only a name, to its value; None for every other way to bind it."""
        if not isinstance(assignment, Assignment):
            return None
        target = assignment.node
        holder = self.parent(target)
        if isinstance(holder, cst.AssignTarget):
            holder = self.parent(holder)
            return holder if isinstance(holder, cst.Assign) else None
        return holder if isinstance(holder, cst.AnnAssign) and holder.target is target else None

    def line_of(self, node: cst.CSTNode) -> cst.SimpleStatementLine | None:
        """The line that holds a small statement, when it holds nothing else."""
        line = self.parent(node)
        return line if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None

    def siblings(self, line: cst.SimpleStatementLine) -> Sequence[cst.CSTNode]:
        """The statements of the block that a line stands in, itself among them."""
        block = self.parent(line)
        return block.body if isinstance(block, cst.Module | cst.IndentedBlock) else [line]

    def is_tried(self, node: cst.CSTNode) -> bool:
        """Whether an exception at the node is caught in its own function."""
        inside: cst.CSTNode = node
        for above in self.ancestors(node):
            if isinstance(above, cst.FunctionDef | cst.ClassDef | cst.Lambda):
                return False
            if isinstance(above, cst.Try | cst.TryStar) and inside is above.body and above.handlers:
                return True
            if isinstance(above, cst.With) and inside is above.body and any(map(_catches, above.items)):
                return True
            inside = above
        return False

    def _runs_once(self, statement: cst.CSTNode) -> bool:
        _, block, owner = [*self.ancestors(statement), None][:3]
        return isinstance(block, cst.Module) or isinstance(owner, cst.FunctionDef | cst.ClassDef)


class _Nodes(cst.CSTVisitor):
    def __init__(self) -> None:
        self.nodes: dict[type[cst.CSTNode], list[cst.CSTNode]] = {}

    def on_visit(self, node: cst.CSTNode) -> bool:
        self.nodes.setdefault(type(node), []).append(node)
        return True


def _captures(tree: Tree) -> Iterator[cst.Name]:
    for whole in tree.all(cst.MatchAs):
        if whole.name is not None:
            yield whole.name
    for rest in tree.all(cst.MatchStar):
        if rest.name is not None:
            yield rest.name
    for mapping in tree.all(cst.MatchMapping):
        if mapping.rest is not None:
            yield mapping.rest


def _catches(item: cst.WithItem) -> bool:
    call = item.item
    name = dotted(call.func) if isinstance(call, cst.Call) else None
    return name is not None and name.rpartition(".")[2] in _CATCHERS
