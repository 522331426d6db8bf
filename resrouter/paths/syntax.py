r"""aiohttp's path syntax, read into pieces.

```
/users/{name}          Static("/users/")  Param("name")
/tag-{id:\d{2,4}}      Static("/tag-")    Param("id", r"\d{2,4}")
/files/{rest:.*}       Static("/files/")  CatchAll("rest", ".*")
/a%20b                 Static("/a b")     as it is compared, see `encoding`
```

Pieces are plain values. Whatever asks about a template asks its pieces, never its text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Literal

from resrouter.errors import TemplateSyntaxError
from resrouter.paths.encoding import safe_literal
from resrouter.paths.language import traits

# How a template's text is read; "colon" is in `colon`.
Syntax = Literal["braces", "colon"]

# A parameter: the shortest "{name...}" whose braces are balanced, one level of braces inside it (as in "{n:\d{2}}").
PARAM = re.compile(r"(\{[_a-zA-Z][^{}]*(?:\{[^{}]*\}[^{}]*)*\})")
_NAME_ONLY = re.compile(r"\{([_a-zA-Z][_a-zA-Z0-9]*)\}")
_NAME_AND_REGEX = re.compile(r"\{([_a-zA-Z][_a-zA-Z0-9]*):(.+)\}")

_BRACED = re.compile(r"\{[^{}]*\}")

# What a parameter without a regex takes: one segment or a part of it, without braces (aiohttp's DynamicResource.GOOD).
ANY_TEXT = "[^{}/]+"


@dataclass(frozen=True, slots=True)
class Static:
    """Literal text: '/users/' in '/users/{name}'. `text` is in safe form, `raw` as its author wrote it."""

    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class Param:
    """Takes text inside one segment: '{name}', or what its regex accepts: '{id:[0-9]+}'.

    An optional one is a whole segment that a path may leave out, see `optional`.
    """

    name: str
    regex: str | None = None
    is_optional: bool = False

    def renamed(self, name: str) -> "Param":
        """The same under another name."""
        return Param(name, self.regex, self.is_optional)


@dataclass(frozen=True, slots=True)
class CatchAll:
    """May take several segments: '/files/{rest:.*}' ends in CatchAll('rest', '.*')."""

    name: str
    regex: str

    def renamed(self, name: str) -> "CatchAll":
        """The same under another name."""
        return CatchAll(name, self.regex)


Piece = Static | Param | CatchAll


def parse(text: str) -> tuple[Piece, ...]:
    """The pieces of a path.

    Raises:
        TemplateSyntaxError: braces that do not close, or names that are no identifiers or stand twice.
    """
    pieces = tuple(_read(text))
    _refuse_repeats(text, pieces)
    return pieces


def static(text: str) -> Static:
    """The piece for literal text."""
    return Static(safe_literal(text), text)


def names_of(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """The names of the parameters, from left to right."""
    return tuple(intern(piece.name) for piece in pieces if not isinstance(piece, Static))


def regex_of(pieces: Iterable[Piece]) -> str:
    """The regex that aiohttp would make of the pieces."""
    return "".join(
        re.escape(piece.text) if isinstance(piece, Static) else f"(?P<{piece.name}>{piece.regex or ANY_TEXT})"
        for piece in pieces
    )


def literals_of(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """The literal texts before, between and after the parameters of a sequence."""
    literals = [""]
    for piece in pieces:
        if isinstance(piece, Static):
            literals[-1] += piece.text
        else:
            literals.append("")
    return tuple(literals)


def pointed_into(text: str, error: TemplateSyntaxError, anchors: Sequence[tuple[int, int]]) -> TemplateSyntaxError:
    """The same error, shown in the text that its author wrote.

    Each anchor is a place in the error's own text and the same in the author's; both run alike up to the next one.
    """
    starts = [start for start, _ in anchors]

    def place(at: int) -> int:
        start, own = anchors[bisect_right(starts, at) - 1]
        return min(own + at - start, len(text))

    at = place(error.at)
    return TemplateSyntaxError(text, at, place(error.at + error.length) - at, error.reason, error.cure)


def read_without_regexes(text: str, names: list[str]) -> tuple[str, ...] | None:
    """The literals before, between and after the parameters of a text without regexes; their names are appended.

    None for any other text, or one that cannot be read: `parse()` has the answer for those.
    """
    first, *others = text.split("{")
    if "}" in first:
        return None
    literals = [first]
    for other in others:
        name, brace, literal = other.partition("}")
        if not brace or "}" in literal or not (name.isidentifier() and name.isascii()):
            return None
        names.append(intern(name))
        literals.append(literal)
    return tuple(literals)


def _read(text: str) -> Iterator[Piece]:
    names: list[str] = []
    literals = read_without_regexes(text, names)
    if literals is not None:
        yield from _pieces(literals, names)
        return
    at = 0
    for part in PARAM.split(text):
        if found := _NAME_ONLY.fullmatch(part):
            yield Param(found[1])
        elif found := _NAME_AND_REGEX.fullmatch(part):
            yield _constrained(found[1], found[2])
        elif "{" in part or "}" in part:
            raise _fault(text, at, part)
        elif part:
            yield static(part)
        at += len(part)


def _pieces(literals: Sequence[str], names: Sequence[str]) -> Iterator[Piece]:
    if literals[0] or not names:
        yield static(literals[0])
    for number, name in enumerate(names, 1):
        yield Param(name)
        if literals[number]:
            yield static(literals[number])


def _constrained(name: str, regex: str) -> Param | CatchAll:
    stands_alone, crosses_slash = traits(regex)
    return CatchAll(name, regex) if crosses_slash or not stands_alone else Param(name, regex)


def _refuse_repeats(text: str, pieces: tuple[Piece, ...]) -> None:
    seen: set[str] = set()
    for piece in pieces:
        if isinstance(piece, Static):
            continue
        if piece.name in seen:
            at = max(text.rfind("{" + piece.name + end) for end in "}:") + 1
            raise TemplateSyntaxError(
                text,
                at,
                len(piece.name),
                f"Repeated parameter {piece.name!r}",
                "Give each parameter its own name.",
            )
        seen.add(piece.name)


def _fault(text: str, at: int, part: str) -> TemplateSyntaxError:
    """The error for a part with a brace that belongs to no parameter."""
    inside = min(index for index in (part.find("{"), part.find("}")) if index >= 0)
    start = at + inside
    closed = _BRACED.match(text, start)
    if closed is not None:
        return _fault_of_name(text, start, closed[0])
    if text[start] == "}":
        return TemplateSyntaxError(
            text,
            start,
            1,
            "Unbalanced '}'",
            'Write a literal brace as "%7D"; a parameter as "{name}".',
        )
    return TemplateSyntaxError(
        text,
        start,
        1,
        "Unbalanced '{'" if "}" not in text[start:] else "Bad parameter",
        'A parameter is "{name}" or "{name:regex}", its name an identifier; a literal brace is "%7B".',
    )


def _fault_of_name(text: str, at: int, part: str) -> TemplateSyntaxError:
    name, colon, regex = part[1:-1].partition(":")
    if colon and not regex:
        return TemplateSyntaxError(
            text, at, len(part), "Empty regex", f'Write "{{{name}}}", or a regex after the colon.'
        )
    return TemplateSyntaxError(
        text,
        at + 1 if name else at,
        len(name) or 2,
        f"Bad parameter name {name!r}",
        "A parameter's name is made of the letters a-z, A-Z, digits and _, and starts with no digit."
        + (" A part that may be absent needs optional=True." if name.endswith("?") else ""),
    )
