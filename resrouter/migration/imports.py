"""Names that went away from aiohttp: imported from resrouter_compat instead."""

from collections.abc import Collection

import libcst as cst
from libcst.metadata import ImportAssignment

from resrouter.migration.edits import Edits
from resrouter.migration.findings import Finding
from resrouter.migration.layout import comments_in
from resrouter.migration.tree import Tree, root_of, written

COMPAT = "resrouter_compat"
GONE = frozenset({"PlainRoute", "DynamicRoute", "Route", "StaticRoute", "ResourceAdapter"})
_HOMES = frozenset({"aiohttp.web", "aiohttp.web_urldispatcher"})


class Imports:
    """The edits and findings for the imports of one module, and for the attributes that stand for one."""

    def __init__(self, tree: Tree, edits: Edits) -> None:
        self._tree = tree
        self._edits = edits
        self._homes: set[cst.SimpleStatementLine] = set()
        self.findings: list[Finding] = []
        for node in tree.all(cst.ImportFrom):
            self._take_import(node)
        for attribute in tree.all(cst.Attribute):
            self._take_attribute(attribute)
        self._take_stars()

    def _take_import(self, node: cst.ImportFrom) -> None:
        if node.module is None or written(node.module) not in _HOMES or isinstance(node.names, cst.ImportStar):
            return
        gone = [alias for alias in node.names if written(alias.name) in GONE]
        kept = [alias for alias in node.names if alias not in gone]
        line = self._line_of(node)
        if not gone:
            return
        if self._tree.is_tried(node):
            names = ", ".join(written(alias.name) for alias in gone)
            self.findings.append(Finding(self._tree.line(node), "import-in-try", f"{names} may be missing here"))
        elif not kept:
            self._edits.replaced[node] = lambda updated: updated.with_changes(module=cst.Name(COMPAT))
        elif line is not None:
            drop_names(node, kept, line, self._edits)
            aliases = [alias.with_changes(comma=cst.MaybeSentinel.DEFAULT) for alias in gone]
            self._edits.below.setdefault(line, []).append(_line(cst.ImportFrom(cst.Name(COMPAT), aliases), line))
        else:
            self._report(node, f"{', '.join(written(alias.name) for alias in gone)}")

    def _take_stars(self) -> None:
        """Report the names that came with all others of aiohttp's."""
        stars = [node for node in self._tree.all(cst.ImportFrom) if isinstance(node.names, cst.ImportStar)]
        if not any(node.module is not None and written(node.module) in _HOMES for node in stars):
            return
        for name in self._tree.all(cst.Name):
            above = self._tree.parent(name)
            is_part = (isinstance(above, cst.Attribute) and above.attr is name) or (
                isinstance(above, cst.Arg) and above.keyword is name
            )
            if name.value in GONE and not is_part and not self._tree.assignments(name):
                self._report(name, name.value)

    def _report(self, node: cst.CSTNode, names: str) -> None:
        self.findings.append(Finding(self._tree.line(node), "gone-name", f"{names} is gone from aiohttp"))

    def _line_of(self, node: cst.CSTNode) -> cst.SimpleStatementLine | None:
        """The line that holds a statement, alone or among others."""
        line = self._tree.parent(node)
        return line if isinstance(line, cst.SimpleStatementLine) else None

    def _take_attribute(self, node: cst.Attribute) -> None:
        home, _, name = (self._tree.qualified(node) or "").rpartition(".")
        if name not in GONE or home not in _HOMES or node.attr.value != name:
            return
        line = self._import_of(node)
        if line is None:
            self._report(node, written(node))
            return
        self._edits.replaced[node] = lambda updated: updated.with_changes(value=cst.Name(COMPAT))
        if line not in self._homes and not self._is_imported():
            self._homes.add(line)
            self._edits.below.setdefault(line, []).append(_line(cst.Import([cst.ImportAlias(cst.Name(COMPAT))]), line))

    def _import_of(self, node: cst.Attribute) -> cst.SimpleStatementLine | None:
        """The line that imports what the attribute is read from."""
        root = root_of(node)
        found = self._tree.assignments(root) if isinstance(root, cst.Name) else []
        imports = [assignment.node for assignment in found if isinstance(assignment, ImportAssignment)]
        return self._line_of(imports[0]) if imports else None

    def _is_imported(self) -> bool:
        scope = self._tree.scope(self._tree.module)
        return scope is not None and any(isinstance(found, ImportAssignment) for found in scope[COMPAT])


def drop_names(
    node: cst.ImportFrom, kept: Collection[cst.ImportAlias], line: cst.SimpleStatementLine, edits: Edits
) -> None:
    """Keep only some names of an import. Comments between its names move above it."""
    assert not isinstance(node.names, cst.ImportStar)  # whose names nobody can drop
    comments = comments_in(node)
    edits.above.setdefault(line, []).extend(cst.EmptyLine(comment=comment) for comment in comments)
    names = list(kept)
    if comments:
        names = [alias.with_changes(comma=cst.MaybeSentinel.DEFAULT) for alias in names]
        plain = node.with_changes(names=names, lpar=None, rpar=None)
        edits.replaced[node] = lambda _: plain
        return
    names[-1] = names[-1].with_changes(comma=node.names[-1].comma)
    edits.replaced[node] = lambda updated: updated.with_changes(names=names)


def _line(statement: cst.BaseSmallStatement, like: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
    """The statement as a line that ends as another one does."""
    newline = cst.TrailingWhitespace(newline=like.trailing_whitespace.newline)
    return cst.SimpleStatementLine([statement], trailing_whitespace=newline)
