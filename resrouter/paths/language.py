"""What a parameter's regex accepts, read from the regex itself.

Two questions decide where a template is filed:

- *Does it stand alone?* Then its segment can be matched by itself. Anchors, lookarounds, backreferences and named
  groups look past their own text, so such a template is only ever matched whole.
- *May it cross a slash?* Then it may take several segments.

Both answers err to the safe side: a construct that is not known here counts as looking around.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib import import_module
from operator import itemgetter
from typing import Any, NamedTuple

# The standard library's own regex parser. It has no public name and no types, but it is the one reading of a regex
# that cannot disagree with `re`.
parser: Any = import_module("re._parser")
op: Any = import_module("re._constants")


class Traits(NamedTuple):
    """The two answers for one regex."""

    stands_alone: bool
    crosses_slash: bool


_LOOKS_AROUND = Traits(stands_alone=False, crosses_slash=True)
_SLASH = ord("/")
# Classes that hold "/": it is no digit, no word character and no space.
_CLASSES_WITH_SLASH = frozenset({op.CATEGORY_NOT_DIGIT, op.CATEGORY_NOT_WORD, op.CATEGORY_NOT_SPACE})

# Constructs that wrap a sequence, and where in their argument it stands.
_SEQUENCE_IN: Mapping[Any, Callable[[Any], Any]] = {
    op.MAX_REPEAT: itemgetter(2),
    op.MIN_REPEAT: itemgetter(2),
    op.POSSESSIVE_REPEAT: itemgetter(2),
    op.SUBPATTERN: itemgetter(3),
    op.ATOMIC_GROUP: lambda argument: argument,
}


@lru_cache(maxsize=1024)
def traits(pattern: str) -> Traits:
    """The traits of a parameter's regex; one that only compiles together with its neighbours looks around."""
    try:
        tree = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return _LOOKS_AROUND
    if tree.state.groupdict or tree.state.flags & ~re.UNICODE:
        return _LOOKS_AROUND
    crossing = _crosses(tree)
    return _LOOKS_AROUND if crossing is None else Traits(stands_alone=True, crosses_slash=crossing)


def _crosses(tree: Iterable[Any]) -> bool | None:
    """Whether a parsed sequence can take a slash; None when it looks around."""
    found = False
    for code, argument in tree:
        crossing = _item_crosses(code, argument)
        if crossing is None:
            return None
        found = found or crossing
    return found


def _item_crosses(code: Any, argument: Any) -> bool | None:
    if code in (op.LITERAL, op.NOT_LITERAL):
        return bool((argument == _SLASH) == (code is op.LITERAL))
    if code is op.ANY:
        return True
    if code is op.IN:
        return _set_holds_slash(argument)
    if code is op.BRANCH:
        return _any_crosses(argument[1])
    return _crosses(_SEQUENCE_IN[code](argument)) if code in _SEQUENCE_IN else None


def _any_crosses(branches: Iterable[Any]) -> bool | None:
    answers = [_crosses(branch) for branch in branches]
    return None if None in answers else any(answers)


def _set_holds_slash(items: list[tuple[Any, Any]]) -> bool:
    negated = items[0][0] is op.NEGATE
    held = any(_item_holds_slash(code, argument) for code, argument in items)
    return held != negated


def _item_holds_slash(code: Any, argument: Any) -> bool:
    if code is op.LITERAL:
        return bool(argument == _SLASH)
    if code is op.RANGE:
        return bool(argument[0] <= _SLASH <= argument[1])
    return code is op.CATEGORY and argument in _CLASSES_WITH_SLASH
