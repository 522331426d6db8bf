"""Classes that build on the router's: what they override is what a person must look at."""

from collections.abc import Iterator

import libcst as cst

from resrouter.migration.findings import Finding
from resrouter.migration.imports import GONE
from resrouter.migration.routers import ROUTER_TYPES
from resrouter.migration.tree import Tree

_OWN = frozenset({"resrouter.Router", "resrouter.tables.router.Router"})
_ROUTES = frozenset(
    f"{home}.{name}" for home in ("aiohttp.web", "aiohttp.web_urldispatcher", "resrouter_compat") for name in GONE
)
_ABSTRACT = frozenset({"aiohttp.abc.AbstractRouter", "aiohttp.abc.AbstractMatchInfo"})


class Classes:
    """The findings for the classes of one module; `dispatchers` are those that derive from a router."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.dispatchers: set[str] = set()
        self._of_v1: set[str] = set()
        self.findings: list[Finding] = []
        # A class may stand below one that derives from it only in another scope: two rounds see all but the oddest.
        for node in (*tree.all(cst.ClassDef), *tree.all(cst.ClassDef)):
            self._note(node)
        for node in tree.all(cst.ClassDef):
            self._take(node)

    def _note(self, node: cst.ClassDef) -> None:
        bases = self._bases(node)
        if bases & (ROUTER_TYPES | self.dispatchers):
            self.dispatchers.add(node.name.value)
        if bases & (ROUTER_TYPES - _OWN | self._of_v1):
            self._of_v1.add(node.name.value)

    def _bases(self, node: cst.ClassDef) -> set[str | None]:
        return {self._tree.qualified(base.value) for base in node.bases}

    def _take(self, node: cst.ClassDef) -> None:
        name = node.name.value
        bases = self._bases(node)
        if name in self._of_v1:
            self._take_dispatcher(node)
        elif bases & _ROUTES:
            self.findings.append(
                Finding(self._tree.line(node.name), "route-subclass", f"{name} is a route class of v1")
            )
        elif bases & _ABSTRACT:
            self.findings.append(
                Finding(self._tree.line(node.name), "abstract-router", f"{name} routes by its own rules")
            )

    def _take_dispatcher(self, node: cst.ClassDef) -> None:
        name = node.name.value
        methods = [method for method in methods_of(node) if not method.name.value.startswith("_")]
        for method in methods:
            reason = f"{name} overrides or adds {method.name.value}()"
            self.findings.append(Finding(self._tree.line(method.name), "dispatcher-subclass", reason))
        if not methods:
            self.findings.append(
                Finding(self._tree.line(node.name), "dispatcher-subclass", f"{name} is a dispatcher of its own")
            )


def is_route_class(name: str | None) -> bool:
    """Whether a qualified name is that of a route class of v1."""
    return name in _ROUTES


def methods_of(node: cst.ClassDef) -> Iterator[cst.FunctionDef]:
    """The functions that stand directly in the class."""
    return (statement for statement in node.body.body if isinstance(statement, cst.FunctionDef))
