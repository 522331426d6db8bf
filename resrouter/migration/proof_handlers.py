"""Who a handler is, in words that another process would use too.

A function is its qualified name. What that does not tell apart - lambdas, closures, partials, methods of several
objects - is told apart by the code of a lambda, by what it holds, and by its position among the routes.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import partial
from inspect import unwrap
from itertools import islice
from types import CellType, CodeType, FunctionType, MethodType
from typing import cast

from aiohttp.abc import AbstractRouter
from aiohttp.web_urldispatcher import AbstractResource, AbstractRoute

from resrouter.migration.proof_rows import HandlerRow
from resrouter.routing.place import place_of_code

# What a handler holds is looked at so deep, and so many items of anything that has many.
_DEPTH = 3
_ITEMS = 20

_PLAIN = frozenset({type(None), bool, int, float, complex, str, bytes, type(...)})
_COLLECTIONS = frozenset({dict, list, tuple, set, frozenset})
# Their objects hold the whole table, which is compared by its answers.
_FRAMEWORKS = frozenset({"aiohttp", "asyncio", "resrouter", "resrouter_compat"})


class Handlers:
    """All handlers that were met, by number, in the order in which they were met."""

    def __init__(self) -> None:
        self.rows: list[HandlerRow] = []
        self._numbers: dict[tuple[int, ...], int] = {}
        # The objects stay alive, so that no other gets their id.
        self._kept: list[object] = []

    def number(self, handler: object) -> int:
        """The number of a handler; a new one at the first time."""
        key = (id(handler.__self__), id(handler.__func__)) if isinstance(handler, MethodType) else (id(handler),)
        number = self._numbers.setdefault(key, len(self.rows))
        if number == len(self.rows):
            self._kept.append(handler)
            state = hashlib.sha256(described(handler).encode("utf-8", "backslashreplace")).hexdigest()[:16]
            row = HandlerRow(
                label=label_of(handler), code=_code_of_lambda(handler), state=state, place=_place_of(handler)
            )
            self.rows.append(row)
        return number


def label_of(handler: object) -> str:
    """What a handler is called, with its module; of an object that can be called, its class."""
    if isinstance(handler, partial):
        return f"partial({label_of(cast('partial[object]', handler).func)})"
    if isinstance(handler, MethodType):
        return label_of(handler.__func__)
    wrapped: object = vars(handler).get("__wrapped__") if isinstance(handler, FunctionType) else None
    if wrapped is not None and not hasattr(wrapped, "__qualname__"):
        # aiohttp puts a function round an object that can be called.
        return label_of(wrapped)
    # A mock has any attribute, so only names that are texts count.
    names = [getattr(handler, name, None) for name in ("__module__", "__qualname__")]
    named = handler if all(isinstance(name, str) for name in names) else type(handler)
    return f"{named.__module__}.{getattr(named, '__qualname__', type(handler).__qualname__)}"


def is_framework(value: object) -> bool:
    """Whether something is aiohttp's or ours, not the application's."""
    return label_of(value).partition(".")[0] in _FRAMEWORKS


def described(value: object, depth: int = _DEPTH) -> str:
    """What a value is and holds, without a call into somebody else's code."""
    if type(value) in _PLAIN:
        return f"{type(value).__name__} {value!r}"
    if isinstance(value, re.Pattern):
        return f"regex {cast('re.Pattern[str]', value).pattern!r}"
    if isinstance(value, AbstractResource):
        return f"{label_of(type(value))} {value.canonical}"
    if depth == 0:
        return label_of(type(value))
    return _of_items(value, depth) if type(value) in _COLLECTIONS else _of_object(value, depth)


def _place_of(handler: object) -> str:
    inner: object = unwrap(handler) if isinstance(handler, FunctionType) else handler
    return str(place_of_code(handler) or place_of_code(vars(type(inner)).get("__call__")) or "")


def _of_items(value: object, depth: int) -> str:
    if isinstance(value, dict):
        return _of_mapping("dict", cast("dict[object, object]", value), depth)
    items = _each(cast("Iterable[object]", value), depth - 1)
    return f"{type(value).__name__}({', '.join(items if isinstance(value, (list, tuple)) else sorted(items))})"


def _each(values: Iterable[object], depth: int) -> list[str]:
    return [described(value, depth) for value in islice(values, _ITEMS)]


def _of_object(value: object, depth: int) -> str:
    if isinstance(value, partial):
        call = cast("partial[object]", value)
        return f"partial({_each((call.func, *call.args), depth - 1)}, {described(call.keywords, depth)})"
    if isinstance(value, MethodType):
        return f"{label_of(value)} of {described(value.__self__, depth - 1)}"
    if isinstance(value, FunctionType):
        return _of_function(value, depth)
    name = label_of(value)
    is_foreign = isinstance(value, (AbstractRouter, AbstractRoute)) or is_framework(value)
    attributes: object = None if is_foreign or isinstance(value, type) else getattr(value, "__dict__", None)
    return _of_mapping(name, cast("dict[object, object]", attributes), depth) if type(attributes) is dict else name


def _of_function(function: FunctionType, depth: int) -> str:
    held = _each(map(_held, function.__closure__ or ()), depth - 1)
    defaults = _each(function.__defaults__ or (), depth - 1)
    keywords = described(function.__kwdefaults__ or {}, depth)
    return f"{label_of(function)} {_code_of_lambda(function)} {held} {defaults} {keywords}"


def _held(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # not bound yet
        return ...


def _of_mapping(name: str, mapping: Mapping[object, object], depth: int) -> str:
    pairs = (
        f"{described(key, depth - 1)}: {described(item, depth - 1)}" for key, item in islice(mapping.items(), _ITEMS)
    )
    return f"{name}({', '.join(sorted(pairs))})"


def _code_of_lambda(handler: object) -> str:
    """What a lambda does, as a short text; empty for anything else. The names of its own variables do not count."""
    while isinstance(handler, partial):
        handler = cast("partial[object]", handler).func
    if not isinstance(handler, FunctionType):
        return ""
    innermost: object = unwrap(handler)
    if not isinstance(innermost, FunctionType) or innermost.__name__ != "<lambda>":
        return ""
    return hashlib.sha256(_of_code(innermost.__code__).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _of_code(code: CodeType) -> str:
    constants = [_of_code(each) if isinstance(each, CodeType) else described(each) for each in code.co_consts]
    return f"{code.co_code!r} {code.co_names} {constants}"
