"""Finds every definition of a route in a module, and says how each statement is rewritten or why it is left."""

from collections import Counter
from dataclasses import replace

import libcst as cst

from resrouter.migration.bindings import bound, identifiers
from resrouter.migration.calls import Calls, Definition, Shape, Unreadable
from resrouter.migration.edits import Edit, Edits
from resrouter.migration.findings import Finding
from resrouter.migration.grouping import Entry, Table, catch_alls, groups
from resrouter.migration.guards import Guards
from resrouter.migration.loops import in_loop, is_repeated, rows_with_equal_names
from resrouter.migration.naming import Names
from resrouter.migration.routers import DEFINERS, RouterReference, Routers
from resrouter.migration.statements import chained, resource_of, route_of
from resrouter.migration.tree import Function, Tree, shortly, text_of, written

# Whatever may add a route, on whatever object.
_ADDERS = (*DEFINERS, "add_routes")

_Small = cst.BaseSmallStatement
_Block = cst.Module | cst.IndentedBlock | cst.SimpleStatementSuite


class Definitions(cst.CSTVisitor):
    """The edits and findings for the definitions of one module."""

    def __init__(self, tree: Tree, routers: Routers, guards: Guards, edits: Edits) -> None:
        self._tree = tree
        self._routers = routers
        self._calls = Calls(tree, routers)
        self._guards = guards
        self._names = Names(identifiers(tree.module))
        self._blocks: list[tuple[Table, list[Entry | None]]] = []
        self._left: set[Entry] = set()
        self._seen: Counter[tuple[str, str]] = Counter()
        self._may_define_more = False
        self._defining: set[cst.CSTNode | None] = set()
        self._followed: list[cst.Name] = []
        self._edits = edits.replaced
        self.findings: list[Finding] = []
        tree.module.visit(self)
        for call in tree.all(cst.Call):
            self._look_at(call)
        self._drop_aliases(edits)

    # --- blocks

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Begin a block, or take the statements of a line."""
        match node:
            case cst.Module() | cst.IndentedBlock() | cst.SimpleStatementSuite():
                self._begin_block(node)
            case _:
                pass
        if isinstance(node, cst.SimpleStatementLine | cst.SimpleStatementSuite):
            for statement in node.body:
                self._take(statement, node if isinstance(node, cst.SimpleStatementLine) else None)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """End a block, and decide about its statements."""
        if isinstance(original_node, cst.Module | cst.IndentedBlock | cst.SimpleStatementSuite):
            self._end_block()

    def _begin_block(self, node: _Block) -> None:
        owner = self._tree.parent(node)
        if owner is None:
            self._blocks.append((Table(), []))
            return
        table, entries = self._blocks[-1]
        entries.append(None)
        table.previous = None
        own = isinstance(owner, cst.FunctionDef | cst.ClassDef)
        table.forget([owner.name.value] if isinstance(owner, cst.FunctionDef | cst.ClassDef) else bound(owner))
        self._blocks.append((Table() if own else table.copy(), []))

    def _end_block(self) -> None:
        _, entries = self._blocks.pop()
        self.findings += catch_alls(entries)
        joined = groups(entries, self._left)
        for group in joined:
            self._rewrite_group(group)
        grouped = {entry for group in joined for entry in group}
        for entry in entries:
            if entry is None or entry in self._left or entry in grouped:
                continue
            if entry.definition.shape is Shape.ADD_ROUTE:
                self._edits[entry.statement] = self._chain_edit(entry.definition)
                self._follow(entry)

    # --- statements

    def _take(self, statement: _Small, line: cst.SimpleStatementLine | None) -> None:
        table, entries = self._blocks[-1]
        definition = self._read(statement, table)
        if definition is None:
            table.forget(bound(statement))
            table.previous = None
            entries.append(None)
            return
        if definition.variable and definition.shape is Shape.RESOURCE:
            table.forget([definition.variable])
            table.resources[definition.variable] = definition
        alone = line is not None and len(line.body) == 1 and isinstance(line.body[0].semicolon, cst.MaybeSentinel)
        entry = Entry(definition, statement, line, joinable=alone and self._may_join(definition, statement))
        finding = table.take(definition)
        if finding is not None:
            self.findings.append(finding)
            if finding.kind in {"repeated-verb", "after-any-method"}:
                self._left.add(entry)
        if definition.shape is not Shape.ADD_ROUTE and self._guards.breaks(definition):
            reason = f"{shortly(statement)} has a handler that gives a generator or a future"
            self.findings.append(Finding(definition.line, "generator-handler", reason))
        entries.append(entry)
        self._defining.add(line)

    def _read(self, statement: _Small, table: Table) -> Definition | None:
        if isinstance(statement, cst.Assign) and isinstance(statement.value, cst.Call) and len(statement.targets) == 1:
            target = statement.targets[0].target
            resource = self._calls.resource(statement.value)
            if resource is None or not isinstance(target, cst.Name):
                return None
            return replace(resource, variable=target.value)
        if not isinstance(statement, cst.Expr) or not isinstance(statement.value, cst.Call):
            return None
        return self._called(statement.value, table)

    def _called(self, call: cst.Call, table: Table) -> Definition | None:
        resource = self._resource_behind(call, table)
        if resource is not None:
            return self._calls.member(call, resource, Shape.CHAIN if not resource.variable else Shape.MEMBER)
        target = self._calls.target(call)
        if target is None:
            return None
        router, method = target
        if method != "add_route":
            return self._calls.shortcut(call, router, method)
        reading = self._calls.old(call, router)
        if isinstance(reading, Definition):
            kept = self._guards.against(reading)
            if kept is None:
                return reading
            reading = kept
        self._report(call, in_loop(self._tree, call, reading))
        return None

    def _resource_behind(self, call: cst.Call, table: Table) -> Definition | None:
        function = call.func
        if not isinstance(function, cst.Attribute) or function.attr.value != "add_route":
            return None
        if isinstance(function.value, cst.Name):
            return table.resources.get(function.value.value)
        return self._calls.resource(function.value) if isinstance(function.value, cst.Call) else None

    def _may_join(self, definition: Definition, statement: _Small) -> bool:
        call = definition.call
        if definition.shape not in (Shape.ADD_ROUTE, Shape.SHORTCUT) or call.lpar or call.func.lpar:
            return False
        if not definition.router.repeatable or not self._guards.may_join(definition):
            return False
        if self._guards.against(definition) is not None:
            return False
        if definition.verbs == ("HEAD", "GET") and not self._guards.may_double(definition):
            return False
        owners = (node for node in self._tree.ancestors(statement) if isinstance(node, cst.FunctionDef | cst.ClassDef))
        # A variable in a class's body would be an attribute of the class.
        return not isinstance(next(owners, None), cst.ClassDef)

    # --- what cannot be read

    def _look_at(self, node: cst.Call) -> None:
        self._count(node)
        target = self._calls.target(node)
        if target is None:
            self._report_unknown(node)
        elif target[1] == "add_route":
            self.findings += rows_with_equal_names(self._tree, node)
            if not isinstance(self._tree.parent(node), cst.Expr):
                self._report(node, self._read_inside(node, target[0]))

    def _count(self, call: cst.Call) -> None:
        """Note which verbs and paths the module defines, and whether there may be more than can be read."""
        if not written(call.func).endswith(_ADDERS):
            return
        reading = self._calls.anywhere(call)
        if reading is None:
            self._may_define_more = True
        else:
            self._seen.update((reading.path, verb) for verb in reading.verbs)

    def _read_inside(self, call: cst.Call, router: RouterReference) -> Unreadable:
        """Why a call is left that is no statement of its own."""
        reading = self._calls.old(call, router)
        if isinstance(reading, Unreadable):
            reading = in_loop(self._tree, call, reading)
            if reading.kind in {"table-loop", "method-loop"}:
                return reading
        return Unreadable("return-value-used", "the route that add_route() gives is used")

    def _report_unknown(self, call: cst.Call) -> None:
        """Report a call that looks like a definition, on what is not known to be a router."""
        function = call.func
        named = isinstance(function, cst.Name)
        base = function.value if isinstance(function, cst.Attribute) else function
        method = written(function).rpartition(".")[2]
        if not named and method != "add_route":
            return
        if isinstance(base, cst.Name) and self._routers.is_lost(base, "add_route" if named else "router"):
            reason = f"{base.value} is bound more than once, in a branch, or outside of this function"
            self._report(call, Unreadable("alias-not-followed", reason))
        elif method == "add_route" and self._calls.looks_like_route(call):
            self._report(call, Unreadable("unknown-router", f"{shortly(function)} is not known to be a router's"))

    def _report(self, node: cst.CSTNode, reading: Unreadable) -> None:
        self.findings.append(Finding(self._tree.line(node), reading.kind, reading.reason))

    # --- rewriting

    def _rewrite_group(self, group: list[Entry]) -> None:
        first = group[0].definition
        variable = self._names.choose(first.path, first.name, self._functions(first.call))
        for entry in group:
            assert entry.line is not None  # groups() takes joinable entries only
            self._edits[entry.line] = self._group_edit(entry.definition, variable, first=entry is group[0])
            self._follow(entry)

    def _follow(self, entry: Entry) -> None:
        """Note that an alias is not used any more where the entry stands."""
        if isinstance(entry.definition.call.func, cst.Name):
            self._followed.append(entry.definition.call.func)

    def _drop_aliases(self, edits: Edits) -> None:
        """Remove `add_route = app.router.add_route` from functions in which nothing uses it any more."""
        uses = Counter(assignment for name in self._followed for assignment in self._tree.assignments(name))
        for assignment, number in uses.items():
            holder = self._tree.statement_of(assignment)
            line = None if holder is None else self._tree.line_of(holder)
            in_function = holder is not None and isinstance(self._tree.function(holder), cst.FunctionDef)
            if in_function and line is not None and len(assignment.references) == number:
                siblings = self._tree.siblings(line)
                # Between two definitions it stays: without it they would stand side by side.
                if siblings[0] is line or siblings[siblings.index(line) - 1] not in self._defining:
                    edits.remove(line, siblings)

    def _chain_edit(self, definition: Definition) -> Edit:
        return lambda node: chained(node, definition, self._verbs(definition))

    def _group_edit(self, definition: Definition, variable: str, *, first: bool) -> Edit:
        def edit(node: cst.CSTNode) -> cst.FlattenSentinel[cst.CSTNode]:
            assert isinstance(node, cst.SimpleStatementLine)  # the edit is filed under one
            routes = route_of(node, definition, self._verbs(definition), variable, first=first)
            return cst.FlattenSentinel([*(resource_of(node, definition, variable) if first else []), *routes])

        return edit

    def _verbs(self, definition: Definition) -> tuple[str, ...]:
        """The verbs as they are to be written: in capitals, unless that could make aiohttp refuse one that repeats.

        It compares a new verb, as it is written, with the stored ones in capitals: "get" passes twice, "GET" does not.
        """
        method = definition.argument("method")
        text = None if method is None else text_of(method)
        if text is None or text.isupper():
            return definition.verbs
        alone = self._seen[definition.path, definition.verbs[0]] == 1 and not self._may_define_more
        return definition.verbs if alone and not is_repeated(self._tree, definition.call) else (text,)

    def _functions(self, node: cst.CSTNode) -> tuple[Function | None, ...]:
        found: list[Function | None] = []
        function = self._tree.function(node)
        while function is not None:
            found.append(function)
            function = self._tree.function(function)
        return (*found, None)
