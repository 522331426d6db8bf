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
from collections.abc import Iterator
from dataclasses import dataclass

from resrouter.errors import TemplateSyntaxError
from resrouter.paths.encoding import safe_literal
from resrouter.paths.language import traits

# A parameter: the shortest "{name...}" whose braces are balanced, one level of braces inside it (as in "{n:\d{2}}").
_PARAM = re.compile(r"(\{[_a-zA-Z][^{}]*(?:\{[^{}]*\}[^{}]*)*\})")
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
    """Takes text inside one segment: '{name}', or what its regex accepts: '{id:[0-9]+}'."""

    name: str
    regex: str | None = None


@dataclass(frozen=True, slots=True)
class CatchAll:
    """May take several segments: '/files/{rest:.*}' ends in CatchAll('rest', '.*')."""

    name: str
    regex: str


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


def _read(text: str) -> Iterator[Piece]:
    if "{" not in text and "}" not in text:
        yield static(text)
        return
    at = 0
    for part in _PARAM.split(text):
        if found := _NAME_ONLY.fullmatch(part):
            yield Param(found[1])
        elif found := _NAME_AND_REGEX.fullmatch(part):
            yield _constrained(found[1], found[2])
        elif "{" in part or "}" in part:
            raise _fault(text, at, part)
        elif part:
            yield static(part)
        at += len(part)


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
        "A parameter's name is made of the letters a-z, A-Z, digits and _, and starts with no digit.",
    )
