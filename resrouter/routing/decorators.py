"""What decorators hand on to the functions behind them, read off their source.

`**kwargs` in a decorator's signature does not tell: some hand on what they are given, others fill parts of the path in,
as those do that were written for handlers of the request alone. Their calls of the function they decorate tell. What is
not of a form that is known here is taken to hand on nothing, so that such handlers are called as aiohttp calls them.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from types import CodeType, FunctionType, MethodType
from typing import Any, NamedTuple, cast

_Function = ast.FunctionDef | ast.AsyncFunctionDef

# Made in C, so that it has no source; it hands everything on.
_CACHED = type(lru_cache(lambda: None))


class HandedOn(NamedTuple):
    """Whether decorators hand on keywords that they are given, and what they give besides."""

    keywords: bool
    given: frozenset[str]
    #: Whether they surely hand on nothing but what comes by position.
    position_alone: bool = False


EVERYTHING = HandedOn(keywords=True, given=frozenset())
_NOTHING = HandedOn(keywords=False, given=frozenset())


class _Layer(NamedTuple):
    """One decorator: its code, the object that is called, and what it decorates."""

    code: CodeType
    closed_over: dict[str, Any]  # whatever it uses from outside, by name
    called: object
    inner: object


def handed_on(handler: object) -> HandedOn:
    """What reaches the innermost function through all decorators; everything where there are none."""
    given: frozenset[str] = frozenset()
    for layer in _layers(handler):
        found = _NOTHING if layer is None else _through(layer)
        if not found.keywords:
            return found
        given |= found.given
    return HandedOn(keywords=True, given=given)


def _layers(handler: object) -> Iterator[_Layer | None]:
    """The decorators round a function, from the outside in; None for one whose code cannot be read."""
    seen: set[int] = set()
    while id(handler) not in seen:
        seen.add(id(handler))
        if isinstance(handler, partial):
            handler = cast("partial[object]", handler).func
            continue
        inner: object = getattr(handler, "__wrapped__", None)
        code = _code_of(handler)
        inner = getattr(code, "__wrapped__", None) if inner is None else inner
        if inner is None:
            return
        if not isinstance(handler, _CACHED):
            yield None if code is None else _Layer(code.__code__, _closed_over(code), handler, inner)
        handler = inner
    yield None  # it wraps itself


def _code_of(handler: object) -> FunctionType | None:
    """The function that runs when it is called. By its type: proxies show the class of what they stand for."""
    if type(handler) is MethodType:
        handler = handler.__func__
    code: object = handler if type(handler) is FunctionType else inspect.getattr_static(type(handler), "__call__", None)
    return code if type(code) is FunctionType else None


def _through(layer: _Layer) -> HandedOn:
    node = _definition(layer.code)
    if node is None or node.args.kwarg is None:
        is_bare = node is not None and _calls_by_position_alone(node, layer)
        return HandedOn(keywords=False, given=frozenset(), position_alone=is_bare)
    given = _filled_in(node, node.args.kwarg.arg)
    calls = list(_calls_of_inner(node, layer))
    for call, placed in calls:
        stars = [at for at, one in enumerate(placed) if isinstance(one, ast.Starred)]
        known = _are_own(node, call, placed)
        if not known or given is None or (stars and stars[0] != len(placed) - 1):
            return _NOTHING
        given |= {keyword.arg for keyword in call.keywords if keyword.arg}
        given |= set(_names_of(layer.inner)[: len(placed) - len(stars)])
    return HandedOn(keywords=True, given=frozenset(given)) if calls and given is not None else _NOTHING


def _are_own(node: _Function, call: ast.Call, placed: Sequence[ast.expr]) -> bool:
    """Whether a call hands the function's own keywords on, and expands nothing else."""
    several, named = node.args.vararg, node.args.kwarg
    mappings = [one.value for one in call.keywords if one.arg is None]
    sequences = [one.value for one in placed if isinstance(one, ast.Starred)]
    return (
        named is not None
        and len(mappings) == 1
        and _is_name(mappings[0], named.arg)
        and all(several is not None and _is_name(one, several.arg) for one in sequences)
    )


def _filled_in(node: _Function, kwargs: str) -> set[str] | None:
    """What a function puts into the keywords it was given; None when it does with them what is not known here."""
    filled: set[str] = set()
    read: set[str] = set()
    known: set[int] = set()
    own = {one.arg for one in (node.args.vararg, node.args.kwarg) if one is not None}
    for each in _body(node):
        match each:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name) as used, attr="update"), args=[]) if (
                name == kwargs
            ):
                if any(keyword.arg is None for keyword in each.keywords):
                    return None
                filled.update(keyword.arg or "" for keyword in each.keywords)
                known.add(id(used))
            case ast.Subscript(value=ast.Name(id=name) as used, slice=ast.Constant(value=str(part))) if name == kwargs:
                (read if isinstance(each.ctx, ast.Load) else filled).add(part)
                known.add(id(used))
            case ast.Call():
                known.update(id(one.value) for one in each.keywords if one.arg is None)
                known.update(id(one.value) for one in each.args if isinstance(one, ast.Starred))
            case ast.Subscript(value=ast.Name() as used, ctx=ast.Load()):
                known.add(id(used))
            case ast.Attribute(value=ast.Name() as used, attr="get"):
                known.add(id(used))
            case _:
                pass
    others = (each for each in _body(node) if isinstance(each, ast.Name) and each.id in own and id(each) not in known)
    return None if any(True for _ in others) else filled - read


def _calls_of_inner(node: _Function, layer: _Layer) -> Iterator[tuple[ast.Call, Sequence[ast.expr]]]:
    """The calls of what is decorated, by itself or through another function, with what they place."""
    for call in _body(node):
        if isinstance(call, ast.Call):
            if _is_inner(call.func, layer):
                yield call, call.args
            for at, one in enumerate(call.args):
                if _is_inner(one, layer):
                    yield call, call.args[at + 1 :]


def _calls_by_position_alone(node: _Function, layer: _Layer) -> bool:
    calls = list(_calls_of_inner(node, layer))
    several = node.args.vararg
    return bool(calls and several) and all(
        not call.keywords and len(placed) == 1 and isinstance(placed[0], ast.Starred) and _is_own(placed[0], node)
        for call, placed in calls
    )


def _is_own(starred: ast.Starred, node: _Function) -> bool:
    uses = [each for each in _body(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    several = node.args.vararg
    return several is not None and _is_name(starred.value, several.arg) and all(use.id != several.arg for use in uses)


def _is_inner(node: ast.expr, layer: _Layer) -> bool:
    """Whether an expression in a decorator's code stands for what it decorates."""
    match node:
        case ast.Name(id=name):
            return layer.closed_over.get(name) is layer.inner
        case ast.Attribute(value=ast.Name(), attr=name):
            return inspect.getattr_static(layer.called, name, None) is layer.inner
        case _:
            return False


def _closed_over(function: FunctionType) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # it is empty yet
            continue
    return found


@lru_cache(maxsize=1024)  # a decorator has one code for all that it decorates
def _definition(code: CodeType) -> _Function | None:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, TypeError, SyntaxError):
        return None
    first = tree.body[0]
    return first if isinstance(first, _Function) and first.name == code.co_name else None


def _body(node: _Function) -> Iterator[ast.AST]:
    for statement in node.body:
        yield from ast.walk(statement)


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _names_of(function: object) -> Sequence[str]:
    try:
        return tuple(inspect.signature(function).parameters)  # type: ignore[arg-type]  # what it wraps may be anything
    except (TypeError, ValueError):
        return ()
