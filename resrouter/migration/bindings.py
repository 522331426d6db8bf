"""Names that a piece of code uses, and names that it binds."""

import libcst as cst

from resrouter.migration.tree import dotted, written


def identifiers(node: cst.CSTNode) -> frozenset[str]:
    """Every identifier that occurs in the node."""
    found = _Identifiers()
    node.visit(found)
    return frozenset(found.names)


def bound(node: cst.CSTNode) -> set[str]:
    """The names and attributes (`self.app`) that the node binds, wherever inside it."""
    found = _Bound()
    node.visit(found)
    return found.texts


def bound_by(target: cst.BaseExpression) -> set[str]:
    """The names and attributes that a target binds: one, or those of a tuple."""
    if isinstance(target, cst.Tuple | cst.List):
        return {text for element in target.elements for text in bound_by(element.value)}
    text = dotted(target)
    return set() if text is None else {text}


class _Identifiers(cst.CSTVisitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Name(self, node: cst.Name) -> None:  # noqa: N802 - libcst calls it by this name
        self.names.add(node.value)


class _Bound(cst.CSTVisitor):
    def __init__(self) -> None:
        self.texts: set[str] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Take what the node binds, if it is of a kind that binds."""
        match node:
            case cst.AssignTarget() | cst.AugAssign() | cst.AnnAssign() | cst.For() | cst.NamedExpr() | cst.CompFor():
                self.texts |= bound_by(node.target)
            case cst.AsName() | cst.Param():
                self.texts |= bound_by(node.name)
            case cst.MatchAs() | cst.MatchStar() if node.name is not None:
                self.texts.add(node.name.value)
            case cst.MatchMapping() if node.rest is not None:
                self.texts.add(node.rest.value)
            case cst.FunctionDef() | cst.ClassDef():
                self.texts.add(node.name.value)
            case cst.Del():
                self.texts |= bound_by(node.target)
            case cst.ImportAlias():
                self.texts |= {written(node.name).partition(".")[0]}
            case _:
                pass
        return True
