"""Text that holds a regex, matched without trying every place of the literals round it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeGuard

from resrouter.paths.syntax import ANY_TEXT, Param, Piece, Static, literals_of, regex_of

# Where the text of a parameter without a regex ends at the latest.
_NO_ANY_TEXT = re.compile("[{}/]")

_set = object.__setattr__  # for what a frozen value derives from its fields


@dataclass(frozen=True, slots=True)
class Expression:
    """Text up to its end: parameters without a regex and their literals first, then a regex for the rest.

    '{a}-{b}-{n:[0-9]+}' has `literals` ("", "-"), `joint` "-" and the source of '-{n:[0-9]+}'. '{n:[0-9]+}-{a}-{b}.x'
    has its whole source, but `head` is that of '{n:[0-9]+}-{a}' alone, and `after` ("-", ".x"). As one regex each would
    try every place of every literal in turn.
    """

    literals: tuple[str, ...]
    joint: str
    source: str
    head: str
    after: tuple[str, ...] = ()
    # Compiled now, on the author's line, and not at the first request: the head, with a named group a parameter.
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _has_other_groups: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = re.compile(self.head)
        _set(self, "pattern", pattern)
        _set(self, "_has_other_groups", len(pattern.groupindex) != pattern.groups)

    @property
    def size(self) -> int:
        """How many parameters it takes."""
        return len(self.literals) + len(self.pattern.groupindex) + max(0, len(self.after) - 1)

    @property
    def is_bare(self) -> bool:
        """Whether the groups of its pattern are its parameters, and there are no others."""
        return not (self.literals or self.after or self._has_other_groups)

    def capture(self, text: str, start: int = 0) -> tuple[str, ...] | None:
        """The texts of all its parameters from `start` on, as one greedy regex would give them, or None."""
        if not self.after:
            return self._head(text, start, len(text)) if self.literals else self._texts(text, start, len(text))
        end = len(text) - len(self.after[-1])
        if not text.endswith(self.after[-1], start):
            return None
        # These literals as far right as they can stand: that leaves what is before them the most room.
        texts = placed(text, start, self.after[:-1], end)
        if texts is None:
            return None
        stop = start + len(texts[0])
        if _NO_ANY_TEXT.search(text, stop, end):
            return None
        head = self._head(text, start, stop)
        return None if head is None else head + texts[1:]

    def _head(self, text: str, start: int, stop: int) -> tuple[str, ...] | None:
        """The texts of the parameters up to `stop`.

        The regex is tried as far right as it can stand, which leaves the parameters before it the most room.
        """
        if not self.literals:
            return self._texts(text, start, stop)
        first, *between = self.literals
        begin = start + len(first)
        if not text.startswith(first, start):
            return None
        no_more = _NO_ANY_TEXT.search(text, begin, stop)
        end = no_more.start() if no_more else stop
        while end > begin:
            end = text.rfind(self.joint, begin + 1, min(end + len(self.joint), stop))
            if end < 0:
                return None
            texts = self._texts(text, end, stop)
            if texts is not None:
                taken = placed(text, begin, between, end)
                return None if taken is None else taken + texts
            end -= 1
        return None

    def _texts(self, text: str, start: int, stop: int) -> tuple[str, ...] | None:
        """The texts of the parameters that the regex itself takes."""
        found = self.pattern.fullmatch(text, start, stop)
        if found is None:
            return None
        return tuple(found.groupdict().values()) if self._has_other_groups else found.groups()


# A table has the same few regexes over and over: compiled once, held once.
@lru_cache(maxsize=512)
def expression_of(pieces: tuple[Piece, ...]) -> Expression:
    """The expression for the pieces of one segment and what follows it."""
    first = next(at for at, piece in enumerate(pieces) if not _is_any(piece) and not isinstance(piece, Static))
    *literals, joint = literals_of(pieces[:first])
    if literals and not any(map(_NO_ANY_TEXT.search, (*literals, joint))):
        before, rest = tuple(literals), pieces[first - 1 :] if joint else pieces[first:]
    else:
        before, joint, rest = (), "", pieces
    head, after = _without_end(rest)
    last = head[-1]
    # One without a regex has to reach the end, so it need not give back what it took.
    regex = regex_of(head[:-1]) + f"(?P<{last.name}>{ANY_TEXT}+)" if _is_any(last) else regex_of(head)
    return Expression(before, joint, regex_of(rest), regex, after)


def one_regex(pieces: Sequence[Piece]) -> Expression:
    """The expression that is one regex from its first piece to its last."""
    regex = regex_of(pieces)
    return Expression((), "", regex, regex)


def placed(text: str, begin: int, literals: Sequence[str], end: int) -> tuple[str, ...] | None:
    """The texts between `begin` and `end` that the literals part, each as long as the later ones allow.

    Linear: the literals are placed from the right, each as far right as it can stand. That leaves the earlier texts the
    most room, so no placement is ever tried twice.
    """
    texts: list[str] = []
    for literal in reversed(literals):
        at = text.rfind(literal, begin + 1, end - 1)
        if at < 0:
            return None
        texts.append(text[at + len(literal) : end])
        end = at
    texts.append(text[begin:end])
    texts.reverse()
    return tuple(texts)


def _without_end(pieces: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """The pieces without their last parameters, as far as these can be placed by their literals, and the literals."""
    last = pieces[-1]
    rest = pieces[:-1] if isinstance(last, Static) else pieces
    if not _is_any(rest[-1]):
        return pieces, ()
    after = [last.text if isinstance(last, Static) else ""]
    while True:
        between = rest[-2]
        joint = between.text if isinstance(between, Static) else ""
        shorter = rest[:-2] if isinstance(between, Static) else rest[:-1]
        if not shorter or not _is_any(shorter[-1]) or _NO_ANY_TEXT.search(joint):
            return rest, () if after == [""] else tuple(after)
        rest = shorter
        after.insert(0, joint)


def _is_any(piece: Piece) -> TypeGuard[Param]:
    return isinstance(piece, Param) and piece.regex is None
