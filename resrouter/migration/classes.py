"""Classes that build on the router's: what they override is what a person must look at."""

from collections.abc import Iterator

import libcst as cst

from resrouter.migration.findings import Finding
from resrouter.migration.imports import GONE
from resrouter.migration.routers import DEFINERS, ROUTER_TYPES
from resrouter.migration.tree import Tree

_OWN = frozenset({"resrouter.Router", "resrouter.tables.router.Router"})
_ADDERS = frozenset({*DEFINERS, "add_resource", "register_resource", "register_route"})
_ROUTES = frozenset(
    f"{home}.{name}" for home in ("aiohttp.web", "aiohttp.web_urldispatcher", "resrouter_compat") for name in GONE
)
_ABSTRACT = frozenset({"aiohttp.abc.AbstractRouter", "aiohttp.abc.AbstractMatchInfo"})


class Classes:
    """The findings for the classes of one module; `overridden` are the methods that change how routes are added."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._overridden: set[str] = set()
        self.findings: list[Finding] = []
        for node in tree.all(cst.ClassDef):
            self._take(node)

    @property
    def overridden(self) -> frozenset[str]:
        """The methods through which routes are added, and which a class of the module has of its own."""
        return frozenset(self._overridden)

    def _take(self, node: cst.ClassDef) -> None:
        name = node.name.value
        bases = {self._tree.qualified(base.value) for base in node.bases}
        if bases & ROUTER_TYPES:
            self._overridden.update(method.name.value for method in methods_of(node) if method.name.value in _ADDERS)
        if bases & (ROUTER_TYPES - _OWN):
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
