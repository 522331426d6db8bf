"""Sets of characters as a regex names them, and the characters that two such sets share.

Most sets meet within ASCII, so a set is held in two parts:

```
ascii    a mask of the 128 characters, asked of `re` itself
beyond   ranges of code points, worked out when two sets are known not to meet in a readable ASCII character
```

No path holds a surrogate: there is no UTF-8 form of it.
"""

import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain, islice
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any, Final, NamedTuple

from resrouter.paths.language import op

# Sorted, apart from each other, both ends included.
Ranges = tuple[tuple[int, int], ...]
# An item of a set as the standard library's parser gives it: a code of `re._constants` and what it needs.
Item = tuple[Any, Any]  # Any, as that parser has no types

# In the order in which an example should have them.
_READABLE = ascii_lowercase + digits + "-_"
_PRINTABLE = ascii_uppercase + "~!$&'()*+,;=:@\"#<>?[\\]^`{|} "
_ASCII = "".join(map(chr, range(128)))
_RANKS: Mapping[str, str] = {
    char: chr(rank) for rank, char in enumerate(dict.fromkeys(_READABLE + "./" + _PRINTABLE + _ASCII))
}

# What a character costs an example: one that is hard to read is avoided at the price of some more that are not.
_READABLE_COST, _PRINTABLE_COST, _OTHER_COST, _ESCAPE_COST = 1, 2, 1 << 8, 1 << 12

# A regex that was not read exactly may refuse one character and take another: these tell the usual classes apart.
_UNLIKE = "ab0-_A"

_BLOCKS: Ranges = ((0x80, 0xD7FF), (0xE000, sys.maxunicode))
# No character from here on has case.
_CASED_END = 0x20000
# So many code points at the start of a range are asked whether they can be printed.
_ASKED = 256

_FLAGS = re.IGNORECASE | re.ASCII
_CLASSES: Mapping[Any, str] = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


class Characters:
    """A set of characters, such as '[^{}/]'. Equal only to itself: `characters()` gives the one for its items."""

    def __init__(self, items: tuple[Item, ...], flags: int) -> None:
        self._items = items
        self._flags = flags
        self.ascii: Final[int] = self._read_ascii()

    @property
    def is_dear(self) -> bool:
        """Whether it takes long to say what it holds beyond ASCII."""
        return bool(self._flags & re.IGNORECASE) or any(code is op.CATEGORY for code, _ in self._items)

    @cached_property
    def beyond(self) -> Ranges:
        """The code points beyond ASCII."""
        is_negated = bool(self._items) and self._items[0][0] is op.NEGATE
        ranges = _merged(chain.from_iterable(_item_beyond(item, self._flags) for item in self._items))
        if is_negated:
            ranges = _complement(ranges)
        if not self._flags & re.IGNORECASE:
            return ranges
        # Case counts for the characters that have it and for no others.
        cased = _cased()
        folded = ((ord(char), ord(char)) for char in self._found_in(cased))
        return _merged(chain(_meeting(ranges, _complement(_ranges_of(cased))), folded))

    def holds(self, char: str) -> bool:
        """Whether the character is in the set."""
        code = ord(char)
        return bool(self.ascii >> code & 1) if code < 128 else any(low <= code <= high for low, high in self.beyond)

    def _read_ascii(self) -> int:
        if not self._items:
            return 0
        if len(self._items) == 1 and self._items[0][0] is op.LITERAL and not self._flags & re.IGNORECASE:
            code: int = self._items[0][1]
            return 1 << code if code < 128 else 0
        return sum(1 << ord(char) for char in self._found_in(_ASCII))

    def _found_in(self, text: str) -> list[str]:
        found: list[str] = re.findall(_source(self._items), text, self._flags)
        return found


@lru_cache(maxsize=1024)
def _characters(items: tuple[Item, ...], flags: int) -> Characters:
    return Characters(items, flags)


def characters(items: Iterable[Item], flags: int) -> Characters:
    """The set of the items of a character class, under the flags of a regex."""
    return _characters(tuple(items), flags & _FLAGS)


class Choice(NamedTuple):
    """A character for an example, and how gladly it is taken: `rank` decides where the cost is equal."""

    cost: int
    rank: str
    char: str


class Shared(NamedTuple):
    """What two sets share.

    `choices` are all that a search needs: any other character of both leads to the same place at no lower cost.
    `unlike` are some more, and `readable` are those of them that read best, for regexes that were not read exactly.
    """

    ascii: int
    choices: tuple[Choice, ...]
    unlike: tuple[Choice, ...]
    readable: tuple[Choice, ...]

    def all_ascii(self) -> list[Choice]:
        """All within ASCII that may stand for others, the best first; escapes stand for themselves."""
        return [choice(char) for char in _RANKS if char != "%" and _in(self.ascii, char)]


@lru_cache(maxsize=4096)
def shared(first: Characters, second: Characters) -> Shared:
    """The characters that two sets share."""
    mask = first.ascii & second.ascii
    special = [char for char in "./" if _in(mask, char)]
    readable = list(_of(mask, _READABLE))
    if readable:
        choices = readable[:1]
    else:
        # A dot or a slash may be dear where it would stand, so both are tried beside the others.
        choices = [*special, *islice(_others(mask, first, second), 1)]
        if not choices and _in(mask, "%"):
            choices = ["%"]
    unlike = dict.fromkeys((*choices, *_of(mask, _UNLIKE), *special))
    return Shared(mask, *(tuple(map(choice, chars)) for chars in (choices, unlike, readable)))


@lru_cache(maxsize=1024)
def choice(char: str) -> Choice:
    """A character as an example takes it."""
    if char in "./" or char in _READABLE:
        cost = _READABLE_COST
    elif char == "%":
        cost = _ESCAPE_COST
    else:
        cost = _PRINTABLE_COST if char.isprintable() else _OTHER_COST
    return Choice(cost, _RANKS.get(char, char), char)


def _in(mask: int, char: str) -> bool:
    return bool(mask >> ord(char) & 1)


def _of(mask: int, chars: str) -> Iterator[str]:
    return (char for char in chars if _in(mask, char))


def _others(mask: int, first: Characters, second: Characters) -> Iterator[str]:
    """Characters that are not readable, the best first: printable ones, then any."""
    yield from _of(mask, _PRINTABLE)
    both = _both_beyond(first, second)
    starts = (map(chr, range(low, min(high, low + _ASKED) + 1)) for low, high in both)
    yield from (char for char in chain.from_iterable(starts) if char.isprintable())
    yield from (char for char in _of(mask, _ASCII) if not char.isprintable())
    yield from (chr(low) for low, _ in both)


def _both_beyond(first: Characters, second: Characters) -> Ranges:
    """What both hold beyond ASCII. A set of classes is not asked when the other one holds nothing there."""
    simple, dear = sorted((first, second), key=lambda one: one.is_dear)
    return _meeting(simple.beyond, dear.beyond) if simple.beyond else ()


def _source(items: Iterable[Item]) -> str:
    """The regex of a set. It holds at least one item that is not the sign of negation."""
    return "[" + "".join(_source_of(code, argument) for code, argument in items) + "]"


def _source_of(code: Any, argument: Any) -> str:  # Any, as the parser's tree has no types
    if code is op.NEGATE:
        return "^"
    if code is op.CATEGORY:
        return _CLASSES[argument]
    if code is op.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return re.escape(chr(argument))


def _item_beyond(item: Item, flags: int) -> Ranges:
    """What an item holds beyond ASCII, case apart."""
    code, argument = item
    if code is op.CATEGORY:
        return _class_beyond(_CLASSES[argument], flags & re.ASCII)
    if code is op.NEGATE:
        return ()
    low, high = argument if code is op.RANGE else (argument, argument)
    return _meeting(((low, high),), _BLOCKS)


# Some 50 milliseconds, so each is asked once, and only when two sets do not meet in a readable ASCII character.
@lru_cache
def _class_beyond(source: str, flags: int) -> Ranges:
    """The characters beyond ASCII that `re` takes for a class such as a digit's."""
    several = re.compile(source + "+", flags)
    return tuple(
        (low + found.start(), low + found.end() - 1)
        for low, high in _BLOCKS
        for found in several.finditer(_text_of(low, high))
    )


def _text_of(low: int, high: int) -> str:
    """All characters from one code point to another; four times as fast as `chr()` of each."""
    return array("I", range(low, high + 1)).tobytes().decode(f"utf-32-{sys.byteorder[0]}e")


@lru_cache
def _cased() -> str:
    """The characters beyond ASCII that have case."""
    return "".join(char for char in map(chr, range(128, _CASED_END)) if char.swapcase() != char)


def _ranges_of(text: str) -> Ranges:
    return _merged((ord(char), ord(char)) for char in text)


def _merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _complement(ranges: Ranges) -> Ranges:
    """What is beyond ASCII and in none of the ranges."""
    ends = [127, *(high for _, high in ranges)]
    starts = [*(low for low, _ in ranges), sys.maxunicode + 1]
    gaps = tuple((end + 1, start - 1) for end, start in zip(ends, starts, strict=True) if end + 1 < start)
    return _meeting(gaps, _BLOCKS)


def _meeting(first: Ranges, second: Ranges) -> Ranges:
    """What is in both."""
    met: list[tuple[int, int]] = []
    at = to = 0
    while at < len(first) and to < len(second):
        low, high = max(first[at][0], second[to][0]), min(first[at][1], second[to][1])
        if low <= high:
            met.append((low, high))
        if first[at][1] < second[to][1]:
            at += 1
        else:
            to += 1
    return tuple(met)
