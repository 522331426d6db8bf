"""Literal text in any case: which templates a path fits when case is not looked at, and how their authors spelled it.

A template is filed in a second index with its literal segments folded to one case. There each segment with a parameter
takes any text, and so does all from the first catch-all on. What such a search finds is respelled: literal text as the
author wrote it, parameters as they were requested. Whether anything answers the respelled path is not decided here.

In a segment that holds a regex and more than one parameter without one, literal text is not respelled: trying every
place of it in any case would take quadratic time.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from resrouter.paths.entry import Entry
from resrouter.paths.expression import one_regex
from resrouter.paths.segments import ANY_SEGMENT, Glued, Patterned, Segment, Shape, Tail
from resrouter.paths.syntax import ANY_TEXT, CatchAll, Param, Piece, Static, literals_of
from resrouter.paths.template import variant_of

# A text as the author of a template spelled it; None when it does not fit.
Respell = Callable[[str], str | None]

_ANYTHING = Patterned(one_regex((Param("p0", "[^/]*"),)))
_THE_REST = Tail("", "", one_regex((CatchAll("rest", "(?s:.*)"),)), ("rest",))


def fold(text: str) -> str:
    """The text in one case. Its length stays, so that a place in it is the same place in the text."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the author of a template spelled its literal text: segment by segment, and what comes behind these."""

    segments: tuple[Respell, ...]
    rest: Respell

    def of(self, path: str) -> str | None:
        """A safe path that fits but for its case, as the author would have it; None when it does not fit."""
        texts = path.split("/", len(self.segments)) if self.segments else [path]
        respells = (*self.segments, self.rest)
        spelled = [respell(text) for respell, text in zip(respells, texts, strict=False)]
        fitting = [text for text in spelled if text is not None]
        return "/".join(fitting) if len(fitting) == len(texts) else None


# Any: what a table holds, as in `asking`.
def folded_entry(entry: Entry[Any]) -> Entry[Spelling] | None:
    """The entry for the second index; None when the template has no text that could be written in another case."""
    shape = entry.shape
    is_literal = shape.tail is None and all(isinstance(segment, str) for segment in shape.segments)
    pieces: Sequence[Piece] = (_static("/".join(map(str, shape.segments))),)
    if not is_literal:
        pieces = variant_of(entry.value.template, shape).pieces
    if not _has_case(pieces):
        return None
    below, asked = entry.takes_all_below, entry.is_asked
    return Entry(_spelling(shape, pieces), entry.rank, _folded_shape(shape), takes_all_below=below, is_asked=asked)


def _folded_shape(shape: Shape) -> Shape:
    numbers = count()
    segments = tuple(map(_folded_segment, shape.segments))
    names = tuple(f"p{next(numbers)}" for segment in segments if not isinstance(segment, str))
    return Shape(segments, names, None if shape.tail is None else _THE_REST)


def _folded_segment(segment: Segment) -> Segment:
    if isinstance(segment, str):
        return fold(segment)
    return _ANYTHING if isinstance(segment, Patterned) else ANY_SEGMENT


def _spelling(shape: Shape, pieces: Sequence[Piece]) -> Spelling:
    if shape.tail is not None and shape.tail.is_whole:
        return Spelling((), _by_regex(pieces))
    segments: list[Respell] = []
    current: list[Piece] = []
    for number, piece in enumerate(pieces):
        if isinstance(piece, CatchAll):
            return Spelling(tuple(segments), _respell([*current, *pieces[number:]]))
        if isinstance(piece, Param):
            current.append(piece)
            continue
        head, *others = piece.text.split("/")
        current.append(_static(head))
        for text in others:
            segments.append(_respell(current))
            current = [_static(text)]
    return Spelling((*segments, _respell(current)), _same)


def _respell(pieces: Sequence[Piece]) -> Respell:
    literals = literals_of(pieces)
    if len(literals) == 1:
        return lambda _text: literals[0]
    if not _has_case(pieces):
        return _same
    has_regex = any(not isinstance(piece, Static) and piece.regex is not None for piece in pieces)
    has_brace = any("{" in literal or "}" in literal for literal in literals)
    return _by_regex(pieces) if has_regex or has_brace else _by_places(literals)


def _by_places(literals: Sequence[str]) -> Respell:
    glued = Glued(tuple(map(fold, literals)))

    def respell(text: str) -> str | None:
        taken = glued.capture(fold(text))
        if taken is None:
            return None
        spelled, at = literals[0], len(literals[0])
        for part, literal in zip(taken, literals[1:], strict=True):
            spelled += text[at : at + len(part)] + literal
            at += len(part) + len(literal)
        return spelled

    return respell


def _by_regex(pieces: Sequence[Piece]) -> Respell:
    if sum(isinstance(piece, Param) and piece.regex is None for piece in pieces) > 1:
        return _same
    fullmatch = re.compile("".join(map(_in_any_case, pieces))).fullmatch

    def respell(text: str) -> str | None:
        found = fullmatch(text)
        if found is None:
            return None
        spelled = [piece.text if isinstance(piece, Static) else found[piece.name] for piece in pieces]
        # A parameter may take no part in a match, see `segments.Tail`.
        return None if None in spelled else "".join(spelled)

    return respell


def _in_any_case(piece: Piece) -> str:
    if isinstance(piece, Static):
        return f"(?i:{re.escape(piece.text)})"
    return f"(?P<{piece.name}>{piece.regex or ANY_TEXT})"


def _same(text: str) -> str:
    return text


def _static(text: str) -> Static:
    return Static(text, text)


def _has_case(pieces: Iterable[Piece]) -> bool:
    texts = [piece.text for piece in pieces if isinstance(piece, Static)]
    return any(fold(text) != text or text.upper() != text for text in texts)


def _folded(character: str) -> str:
    # In full, a few letters become several.
    folded = (character.casefold(), character.lower(), character)
    return next(one for one in folded if len(one) == 1)
