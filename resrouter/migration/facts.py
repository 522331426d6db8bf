"""What the files of a run must know of each other: generators that may handle requests, and classes that add routes.

The facts travel as a set of marks: `show` is a generator function, `Pages.show` a generator method (`Pages.` an
inherited one), `show()` a function whose call gives a generator or a future, `make()()` one that makes such functions,
`site.py:Own.add_route` a router's class with a method of its own, and `site.py:Api` a class that is no router of
aiohttp, but has add_route() as well.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from resrouter.migration.routers import ADDERS, ROUTER_TYPES

# Their calls give a future or a task, which aiohttp does not wait for.
FUTURES = frozenset(
    {"ensure_future", "create_task", "run_in_executor", "gather", "shield", "wrap_future", "create_future", "Future"}
    | {"Task", "run_coroutine_threadsafe"}
)
_DISPATCHER = "UrlDispatcher"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Facts:
    """The marks, sorted."""

    functions: frozenset[str]
    methods: frozenset[str]
    #: The classes with a generator among their methods.
    classes: frozenset[str]
    givers: frozenset[str]
    makers: frozenset[str]
    #: `add_route() of Own in site.py`
    overriding: tuple[str, ...]
    strangers: frozenset[str]

    @staticmethod
    def of(marks: Collection[str]) -> "Facts":
        """The facts that the marks stand for."""
        plain = [mark for mark in marks if ":" not in mark and not mark.endswith("()")]
        dotted = [mark.partition(".") for mark in plain if "." in mark]
        placed = [mark.rpartition(":") for mark in marks if ":" in mark]
        own = sorted((file, *name.split(".")) for file, _, name in placed if "." in name)
        return Facts(
            functions=frozenset(mark for mark in plain if "." not in mark),
            methods=frozenset(name for _, _, name in dotted),
            classes=frozenset(name for name, _, _ in dotted),
            givers=frozenset(mark[:-2] for mark in marks if mark.endswith("()") and not mark.endswith("()()")),
            makers=frozenset(mark[:-4] for mark in marks if mark.endswith("()()")),
            overriding=tuple(f"{name} in {file} has its own {method}()" for file, name, method in own),
            strangers=frozenset(name for _, _, name in placed if "." not in name),
        )


def marks_in(texts: Mapping[str, str]) -> frozenset[str]:
    """The marks of modules, given by the names of their files; none of a text that is no Python."""
    modules = {file: module for file, text in texts.items() if (module := _parsed(text)) is not None}
    found = {mark for module in modules.values() for mark in _generators(module)}
    classes = [(file, node) for file, module in modules.items() for node in _nodes(module, ast.ClassDef)]
    dispatchers = _dispatchers(modules)
    found |= {
        f"{file}:{node.name}.{method}" for file, node in classes if node.name in dispatchers for method in _adders(node)
    }
    found |= {
        f"{file}:{node.name}" for file, node in classes if node.name not in dispatchers and "add_route" in _adders(node)
    }
    inheriting = {mark.partition(".")[0] for mark in found if "." in mark and ":" not in mark}
    heirs = _closure(inheriting, [node for _, node in classes])
    return frozenset(found | {f"{name}." for name in heirs - inheriting})


def _parsed(text: str) -> ast.Module | None:
    if not any(word in text for word in ("yield", "class", "return", "lambda")):
        return None
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # who reads the file for good will say so


def _nodes(module: ast.Module, kind: type[ast.ClassDef]) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(module) if isinstance(node, kind))


# --- generators


def _generators(module: ast.Module) -> Iterator[str]:
    own = {name for name in map(_generator, module.body) if name}
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in map(_generator, node.body) if name)
    for node in module.body:
        if not isinstance(node, ast.FunctionDef) or node.decorator_list:
            continue
        if _generator(node):
            yield node.name
        elif _gives(node, own):
            yield f"{node.name}()"
        if any(inner is not node and (_generator(inner) or _gives(inner, own)) for inner in ast.walk(node)):
            yield f"{node.name}()()"


def _generator(node: ast.AST) -> str:
    """The name of an undecorated generator function, which has a yield of its own; empty for anything else."""
    if not isinstance(node, ast.FunctionDef) or node.decorator_list:
        return ""
    return node.name if any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in _own(node.body)) else ""


def _gives(node: ast.AST, generators: Collection[str]) -> bool:
    """Whether a plain function returns what a generator function or a maker of futures gives."""
    if isinstance(node, ast.Lambda):
        values: list[ast.AST] = [node.body]
    elif isinstance(node, ast.FunctionDef):
        inside = list(_own(node.body))
        values = [found.value for found in inside if isinstance(found, ast.Return) and found.value is not None]
        names = {value.id for value in values if isinstance(value, ast.Name)}
        assigned = [found for found in inside if isinstance(found, ast.Assign)]
        values += [a.value for a in assigned if any(isinstance(t, ast.Name) and t.id in names for t in a.targets)]
    else:
        return False
    calls = [_last(call.func) for value in values for call in ast.walk(value) if isinstance(call, ast.Call)]
    return any(name in FUTURES or name in generators for name in calls)


def _own(body: Collection[ast.AST]) -> Iterator[ast.AST]:
    """What belongs to a body, and not to a function inside it."""
    waiting = [*body]
    for node in waiting:  # it grows: a queue
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            waiting += ast.iter_child_nodes(node)


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


# --- routers


def _adders(node: ast.ClassDef) -> list[str]:
    functions = [inner for inner in node.body if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [inner.name for inner in functions if inner.name in ADDERS]


def _dispatchers(modules: Mapping[str, ast.Module]) -> frozenset[str]:
    """The names of the classes that derive from a router of aiohttp or ours, over whatever steps."""
    direct: set[str] = set()
    for module in modules.values():
        imported = _imported(module)
        for node in _nodes(module, ast.ClassDef):
            bases = [ast.unparse(base).partition(".") for base in node.bases]
            names = {f"{imported.get(root, root)}{dot}{rest}" for root, dot, rest in bases}
            if names & ROUTER_TYPES or any(_last(base) == _DISPATCHER for base in node.bases):
                direct.add(node.name)
    return _closure(direct, [node for module in modules.values() for node in _nodes(module, ast.ClassDef)])


def _imported(module: ast.Module) -> dict[str, str]:
    """What each imported name stands for."""
    found: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module or ''}.{alias.name}" for alias in node.names}
    return found


def _closure(names: Collection[str], classes: Collection[ast.ClassDef]) -> frozenset[str]:
    """The names, and those of all classes that derive from them."""
    found = set(names)
    while True:
        more = {node.name for node in classes if any(_last(base) in found for base in node.bases)} - found
        if not more:
            return frozenset(found)
        found |= more
