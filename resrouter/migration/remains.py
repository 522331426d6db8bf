"""Old ways that no rule rewrites: they go on running on resrouter_compat, or need a look."""

from collections.abc import Iterator

import libcst as cst

from resrouter.migration.classes import is_route_class
from resrouter.migration.findings import Finding
from resrouter.migration.routers import ROUTER_TYPES, Routers
from resrouter.migration.tree import Tree, dotted, root_of, shortly, written

_STORES = frozenset({"_urls", "_routes", "_resources", "_named_resources"})
_INSIDES = frozenset({"_path", "_formatter", "_pattern", "_prefix", "_prefix_len", "_directory", "_handler"})
_MATCH_INFO_ERRORS = frozenset({"aiohttp.web_urldispatcher.MatchInfoError", "aiohttp.web.MatchInfoError"})
_AIOHTTP_DISPATCHERS = frozenset({"aiohttp.web.UrlDispatcher", "aiohttp.web_urldispatcher.UrlDispatcher"})
_V1_WAYS = frozenset({"register-route", "methods-set", "dispatcher-subclass"})


class Remains:
    """The findings for one module, but for those that the rewriting of something brings."""

    def __init__(self, tree: Tree, routers: Routers) -> None:
        self._tree = tree
        self._routers = routers
        self.findings: list[Finding] = []
        for call in tree.all(cst.Call):
            self._take_call(call)
        for attribute in tree.all(cst.Attribute):
            self._take_attribute(attribute)
        for comparison in tree.all(cst.Comparison):
            self._take_comparison(comparison)

    def dispatcher_findings(self, others: list[Finding]) -> Iterator[Finding]:
        """A finding for the first use of aiohttp's UrlDispatcher, when the module needs v1's ways of it."""
        ways = sorted({found.kind for found in [*self.findings, *others]} & _V1_WAYS)
        uses = [self._tree.line(node) for node in self._dispatchers()] if ways else []
        if uses:
            reason = f"aiohttp's UrlDispatcher is used with ways of v1 ({', '.join(ways)})"
            yield Finding(min(uses), "v1-dispatcher", reason)

    def _dispatchers(self) -> Iterator[cst.CSTNode]:
        for node in (*self._tree.all(cst.Name), *self._tree.all(cst.Attribute)):
            if written(node).endswith("UrlDispatcher") and self._tree.qualified(node) in _AIOHTTP_DISPATCHERS:
                yield node

    def _take_call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Attribute):
            self._take_method(node, node.func)
        name = self._tree.qualified(node.func)
        if name == "aiohttp.web.Application" and _keyword(node, "router") is not None:
            self._report(node, "application-router", "a router is handed to Application()")
        expect = _keyword(node, "expect_handler")
        if expect is not None and (self._tree.qualified(expect) or "").startswith("aiohttp.web.Request."):
            self._report(expect, "expect-handler", f"{written(expect)} is no handler of the Expect header")
        if isinstance(node.func, cst.Name) and node.func.value == "isinstance" and len(node.args) == 2:
            self._take_isinstance(node)

    def _take_attribute(self, node: cst.Attribute) -> None:
        name, value = node.attr.value, node.value
        if name == "METHODS" and (self._is_router(value) or self._tree.qualified(value) in ROUTER_TYPES):
            self._report(node, "methods-set", "the set of accepted methods is gone")
        elif name == "name" and self._is_matched_route(value):
            self._report(node, "route-name-middleware", f"{shortly(node)} is asked")
        elif name in {"method", "handler"} and self._is_named(value):
            self._report(node, "route-attribute", f"{shortly(value)} is a resource by now, and has no {name}")
        elif name in _STORES and self._is_router(value):
            kind = "router-reset" if self._is_reset(node) else "private-attribute"
            self._report(node, kind, f"{shortly(node)} is the router's own")
        elif name in _INSIDES and self._is_route(value):
            self._report(node, "private-attribute", f"{shortly(node)} was a detail of v1's routes")

    def _take_comparison(self, node: cst.Comparison) -> None:
        for side in (node.left, *(target.comparator for target in node.comparisons)):
            if not isinstance(side, cst.Attribute) or side.attr.value != "handler":
                continue
            if self._is_matched_route(side.value) or _is_match_info(side.value):
                self._report(node, "handler-compared", f"{shortly(side)} is compared")

    def _take_method(self, node: cst.Call, function: cst.Attribute) -> None:
        name, value = function.attr.value, function.value
        if name == "register_route":
            self._report(node, "register-route", "a route object is registered")
        elif name == "match" and (self._is_named(value) or self._is_route(value)):
            self._report(node, "route-match", f"{shortly(value)} is asked to match a path")
        elif name == "url" and (self._is_matched_route(value) or self._is_added_route(value)):
            self._report(node, "url-of-route", f"{shortly(value)} is a route, and is asked for a link")
        elif name == "url" and self._is_linked(value) and not self._becomes_text(node):
            self._report(node, "url-is-no-text", f"{shortly(function)}() gives a URL by now, not a text")
        elif name == "url_for" and any(a.star == "**" or _is_keyword(a, "parts") for a in node.args):
            self._report(node, "url-for-parts", f"{shortly(function)}() is called as url() was")

    def _is_linked(self, node: cst.BaseExpression) -> bool:
        """Whether it is `router["name"]`, by the usual name of a router as well."""
        if self._is_named(node):
            return True
        if not isinstance(node, cst.Subscript):
            return False
        table = node.value
        if isinstance(table, cst.Call) and isinstance(table.func, cst.Attribute):
            names = table.func.attr.value in {"named_routes", "named_resources"}
            return names and self._is_router(table.func.value)
        return isinstance(table, cst.Name) and table.value == "router"

    def _becomes_text(self, node: cst.CSTNode) -> bool:
        """Whether a link goes where a URL does as well as a text."""
        above = self._tree.parent(node)
        if isinstance(above, cst.FormattedStringExpression):
            return True
        call = self._tree.parent(above) if isinstance(above, cst.Arg) else None
        name = (dotted(call.func) or "").rpartition(".")[2] if isinstance(call, cst.Call) else ""
        return name == "str" or name.startswith("HTTP")

    def _take_isinstance(self, node: cst.Call) -> None:
        asked = node.args[1].value
        classes = [element.value for element in asked.elements] if isinstance(asked, cst.Tuple) else [asked]
        for name in map(self._tree.qualified, classes):
            if is_route_class(name):
                self._report(node, "route-class-check", f"{shortly(node)} asks for a class of v1")
                return
            if name in _MATCH_INFO_ERRORS:
                self._report(node, "error-match-info", f"{shortly(node)} asks for an error")
                return

    def _is_reset(self, node: cst.Attribute) -> bool:
        above = self._tree.parent(node)
        return isinstance(above, cst.AssignTarget) or (isinstance(above, cst.Attribute) and above.attr.value == "clear")

    def _is_router(self, node: cst.BaseExpression) -> bool:
        return self._routers.of(node) is not None

    def _is_named(self, node: cst.BaseExpression) -> bool:
        """Whether it is `router["name"]`, or a variable that is."""
        if isinstance(node, cst.Name):
            value = self._tree.sole_value(node)
            return value is not None and not isinstance(value, cst.Name) and self._is_named(value)
        return isinstance(node, cst.Subscript) and self._is_router(node.value)

    def _is_matched_route(self, node: cst.BaseExpression) -> bool:
        """Whether it is `request.match_info.route`, or a variable that is."""
        if isinstance(node, cst.Name):
            value = self._tree.sole_value(node)
            return isinstance(value, cst.Attribute) and self._is_matched_route(value)
        return isinstance(node, cst.Attribute) and node.attr.value == "route" and _is_match_info(node.value)

    def _is_added_route(self, node: cst.BaseExpression) -> bool:
        value = self._tree.sole_value(node) if isinstance(node, cst.Name) else node
        return (
            isinstance(value, cst.Call)
            and isinstance(value.func, cst.Attribute)
            and value.func.attr.value == "add_route"
        )

    def _is_route(self, node: cst.BaseExpression) -> bool:
        """Whether it is a route as far as its place or its name tells."""
        if self._is_matched_route(node) or self._is_named(node) or self._is_added_route(node):
            return True
        words = (dotted(node) or "").lower().rpartition(".")[2].split("_")
        root = root_of(node)
        return "route" in words and not (isinstance(node, cst.Name) and node is not root)

    def _report(self, node: cst.CSTNode, kind: str, reason: str) -> None:
        self.findings.append(Finding(self._tree.line(node), kind, reason))


def _is_match_info(node: cst.BaseExpression) -> bool:
    name = node.attr.value if isinstance(node, cst.Attribute) else node.value if isinstance(node, cst.Name) else ""
    return name in {"match_info", "info"}


def _is_keyword(argument: cst.Arg, name: str) -> bool:
    return argument.keyword is not None and argument.keyword.value == name


def _keyword(call: cst.Call, name: str) -> cst.BaseExpression | None:
    return next((argument.value for argument in call.args if _is_keyword(argument, name)), None)
