"""Questions that old code asks the router, in the words of today: `named_routes()` and `hasattr(route, "status")`."""

import libcst as cst

from resrouter.migration.edits import Edits
from resrouter.migration.findings import Finding
from resrouter.migration.routers import Routers
from resrouter.migration.tree import Tree, shortly, text_of, written

# What a resource answers under the same name as v1's route did.
_KEPT = frozenset({"url", "name"})

# Where a comparison needs no parentheses.
_ROOMY = (cst.If, cst.While, cst.Return, cst.Assign, cst.Arg, cst.Assert, cst.Expr, cst.Lambda)


class Questions:
    """The edits and findings for the questions of one module."""

    def __init__(self, tree: Tree, routers: Routers, edits: Edits) -> None:
        self._tree = tree
        self._routers = routers
        self._edits = edits
        self.findings: list[Finding] = []
        for node in tree.all(cst.Call):
            self._take(node)

    def _take(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "named_routes" and not node.args:
            self._take_named_routes(node, node.func)
        elif isinstance(node.func, cst.Name) and node.func.value == "hasattr" and len(node.args) == 2:
            self._take_hasattr(node)
        elif isinstance(node.func, cst.Name) and node.func.value == "getattr" and len(node.args) > 1:
            self._take_getattr(node)

    def _take_named_routes(self, node: cst.Call, function: cst.Attribute) -> None:
        if self._routers.of(function.value) is None:
            reason = f"{shortly(function.value)} is not known to be a router"
            self.findings.append(Finding(self._tree.line(node), "named-routes", reason))
        elif self._asks_for_names(node):
            attr = function.attr
            self._edits.replaced[attr] = lambda updated: updated.with_changes(value="named_resources")
        else:
            reason = "named_routes() gave routes, and what is done with them cannot be told"
            self.findings.append(Finding(self._tree.line(node), "named-routes", reason))

    def _asks_for_names(self, node: cst.Call) -> bool:
        """Whether only a name is asked for, or a link."""
        above = self._tree.parent(node)
        if isinstance(above, cst.ComparisonTarget):
            return isinstance(above.operator, cst.In | cst.NotIn)
        if isinstance(above, cst.Subscript) and above.value is node:
            further = self._tree.parent(above)
            return not isinstance(further, cst.Attribute) or further.attr.value in _KEPT
        return False

    def _take_getattr(self, node: cst.Call) -> None:
        route = node.args[0].value
        if text_of(node.args[1].value) == "status" and _is_route(route):
            reason = f"an error is told by the attributes of {written(route)}"
            self.findings.append(Finding(self._tree.line(node), "route-status", reason))

    def _take_hasattr(self, node: cst.Call) -> None:
        route = node.args[0].value
        if text_of(node.args[1].value) != "status" or not _is_route(route):
            return
        if not isinstance(route, cst.Attribute) or not _is_match_info(route.value) or "#" in written(node):
            reason = f"an error is told by the attributes of {written(route)}"
            self.findings.append(Finding(self._tree.line(node), "route-status", reason))
            return
        above = self._tree.parent(node)
        if isinstance(above, cst.UnaryOperation) and isinstance(above.operator, cst.Not):
            needs = not isinstance(self._tree.parent(above), _ROOMY) and not above.lpar
            asked = _compared(route.value, cst.Is(), parentheses=needs)
            self._edits.replaced[above] = lambda updated: _kept_parentheses(asked, updated)
        else:
            asked = _compared(route.value, cst.IsNot(), parentheses=not isinstance(above, _ROOMY) and not node.lpar)
            self._edits.replaced[node] = lambda updated: _kept_parentheses(asked, updated)


def _is_route(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Name):
        return node.value == "route"
    return isinstance(node, cst.Attribute) and node.attr.value == "route"


def _is_match_info(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Attribute) and node.attr.value == "match_info"


def _compared(match_info: cst.BaseExpression, operator: cst.BaseCompOp, *, parentheses: bool) -> cst.Comparison:
    error = cst.Attribute(match_info, cst.Name("http_exception"))
    asked = cst.Comparison(error, [cst.ComparisonTarget(operator, cst.Name("None"))])
    return asked.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]) if parentheses else asked


def _kept_parentheses(asked: cst.Comparison, old: cst.CSTNode) -> cst.CSTNode:
    assert isinstance(old, cst.BaseExpression)  # the edit is filed under one
    if not old.lpar:
        return asked
    return asked.with_changes(lpar=old.lpar, rpar=old.rpar)
