"""What decorators give the functions behind them, read off their source.

`**kwargs` in a decorator's signature does not tell: some pass on what they are given, others fill parts of the path in,
as those do that were written for handlers of the request alone. Their calls tell: what a call that passes `*args` or
`**kwargs` on names besides is the decorator's to give.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import FunctionType, MethodType
from typing import cast

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Given:
    """What the decorators round a function give it themselves."""

    names: set[str] = field(default_factory=set[str])
    #: Whether it cannot be told what they give, as they expand a mapping or a sequence of their own.
    is_unknown: bool = False
    #: Whether one was seen that passes on what it is given.
    is_passed_on: bool = False

    def gives(self, name: str) -> bool:
        """Whether a decorator gives the parameter itself."""
        return self.is_unknown or name in self.names


def given_by_decorators(handler: object) -> Given:
    """What all decorators round a function give; nothing where their source cannot be read."""
    given = Given()
    for decorator, inner in _decorators(handler):
        node = _definition(decorator)
        if node is not None:
            for call in _calls_passing_on(node):
                given.is_passed_on = True
                _take(given, call, node, inner)
            _take_filled_in(given, node)
    return given


def _take(given: Given, call: ast.Call, node: _Function, inner: object) -> None:
    """Note what one call gives besides what it passes on."""
    own_args, own_kwargs = _variadic(node)
    placed = [one for one in call.args if not isinstance(one, ast.Starred)]
    expanded = [one.value for one in call.args if isinstance(one, ast.Starred) and not _is_name(one.value, own_args)]
    expanded += [one.value for one in call.keywords if one.arg is None and not _is_name(one.value, own_kwargs)]
    given.is_unknown |= bool(expanded)
    given.names.update(keyword.arg for keyword in call.keywords if keyword.arg)
    given.names.update(_names_of(inner)[: len(placed)])


def _take_filled_in(given: Given, node: _Function) -> None:
    """Note what a function puts into the keywords that it passes on: `kwargs.update(...)`, `kwargs["user"] = ...`."""
    own_kwargs = _variadic(node)[1]
    for each in ast.walk(node):
        match each:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="update")) if name == own_kwargs:
                given.is_unknown |= bool(each.args) or any(keyword.arg is None for keyword in each.keywords)
                given.names.update(keyword.arg for keyword in each.keywords if keyword.arg)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(part)), ctx=ast.Store()):
                given.names.update({part} if name == own_kwargs else ())
            case _:
                pass


def _decorators(handler: object) -> Iterator[tuple[FunctionType, object]]:
    """The functions round a decorated one, from the outside in, each with what it decorates."""
    seen: set[int] = set()
    while id(handler) not in seen:
        seen.add(id(handler))
        if isinstance(handler, partial):
            handler = cast("partial[object]", handler).func
            continue
        inner: object = getattr(handler, "__wrapped__", None)
        code: object = handler.__func__ if isinstance(handler, MethodType) else handler
        if not isinstance(code, FunctionType):
            code = inspect.getattr_static(type(handler), "__call__", None)
        if not isinstance(code, FunctionType):
            return
        if inner is None:
            inner = getattr(code, "__wrapped__", None)
        if inner is None:
            return
        yield code, inner
        handler = inner


def _definition(function: FunctionType) -> _Function | None:
    try:
        # By its code: of the function itself inspect shows what it decorates.
        tree = ast.parse(textwrap.dedent(inspect.getsource(function.__code__)))
    except (OSError, TypeError, SyntaxError):
        return None
    first = tree.body[0]
    return first if isinstance(first, _Function) else None


def _calls_passing_on(node: _Function) -> Iterator[ast.Call]:
    """The calls in a function that are given its own variable arguments."""
    own_args, own_kwargs = _variadic(node)
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and (
            any(isinstance(one, ast.Starred) and _is_name(one.value, own_args) for one in call.args)
            or any(one.arg is None and _is_name(one.value, own_kwargs) for one in call.keywords)
        ):
            yield call


def _variadic(node: _Function) -> tuple[str | None, str | None]:
    several, named = node.args.vararg, node.args.kwarg
    return None if several is None else several.arg, None if named is None else named.arg


def _is_name(node: ast.expr, name: str | None) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _names_of(function: object) -> Sequence[str]:
    try:
        return tuple(inspect.signature(function).parameters)  # type: ignore[arg-type]  # what it wraps may be anything
    except (TypeError, ValueError):
        return ()
