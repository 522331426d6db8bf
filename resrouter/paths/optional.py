"""Optional parts: '/{class}/students/{id}/{session?}' takes a path with a session and one without.

1. An optional part is a whole segment, and its slash goes with it: '/a/{x?}/b' takes '/a/1/b' and '/a/b'.
2. How many optional parts a path has room for is said by the number of its segments, and by nothing else.
3. So many are filled, from the left; those behind them are absent. Required parts are always filled: '/{a?}/{b?}/{c}'
   takes '/x' as c=x, '/x/y' as a=x c=y, and '/x/y/z' as a=x b=y c=z.
4. No value and no literal text changes that: '/{a?}/users/{b?}' takes '/users', '/x/users' and '/x/users/y', and never
   '/users/y', where `a` has the room.
5. So a template with n optional parts stands for n + 1 templates without, its variants, and no path fits two of them.
6. Where nothing is left of a path, its first slash stays: '/{x?}' takes '/1' and '/'. Below a prefix it goes too; where
   a router is mounted that is asked per request, '/t' and '/t/' are both taken, and the link is '/t'.
7. An absent part is None, in what is matched and in what a link is made from. A part is refused while one before it is
   absent: the one before would take its value.
8. Beside what may cross a slash, nothing says how many segments there is room for, so that is refused; and so is an
   optional part that takes the empty text, which would look like an absent one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from resrouter.errors import TemplateSyntaxError, ValueRefusedError
from resrouter.paths.syntax import ANY_TEXT, PARAM, CatchAll, Param, Piece, Static, parse, pointed_into

_OPTIONAL = re.compile(r"\{([_a-zA-Z][_a-zA-Z0-9]*)\?(?=[:}])")


@dataclass(frozen=True, slots=True)
class OptionalParts:
    """The optional parts of a text: their names, and the texts of the variants, the longest first."""

    names: tuple[str, ...]
    texts: tuple[str, ...]


def optional_parts(text: str) -> OptionalParts:
    """The optional parts of a template in braces; without any, its one text is the text itself.

    Raises:
        TemplateSyntaxError: as `syntax.parse()`, or an optional part where none can be.
    """
    plain = ""
    anchors = [(0, 0)]
    found: list[tuple[str, int, int]] = []  # name, and where its part begins and ends in the plain text, slash and all
    for number, token in enumerate(PARAM.split(text)):
        mark = _OPTIONAL.match(token) if number % 2 else None
        begin = len(plain)
        plain += token if mark is None else token[: mark.end() - 1] + token[mark.end() :]
        if mark is not None:
            # The texts run alike up to the mark, and behind it again.
            at = anchors[-1][1] + begin - anchors[-1][0]
            anchors.append((begin + mark.end() - 1, at + mark.end()))
            found.append((mark[1], begin - 1, len(plain)))
    try:
        pieces = parse(plain)
        _refuse(plain, pieces, found)
    except TemplateSyntaxError as error:
        raise pointed_into(text, error, anchors) from None
    return OptionalParts(tuple(name for name, _, _ in found), _variants(plain, found))


def marked(pieces: Iterable[Piece], names: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces of the longest variant, those of these names marked as optional."""
    return tuple(
        Param(piece.name, piece.regex, is_optional=True) if isinstance(piece, Param) and piece.name in names else piece
        for piece in pieces
    )


def regex_of_optional(pieces: Iterable[Piece], *, keeps_slash: bool) -> str:
    """One regex for all variants; the first slash may have to stay where nothing else is left."""
    texts: list[str] = []
    before: str | None = None
    for piece in pieces:
        if isinstance(piece, Static):
            texts.append(re.escape(piece.text))
            continue
        own = f"(?P<{piece.name}>{piece.regex or ANY_TEXT})"
        if isinstance(piece, Param) and piece.is_optional:
            if before is None and keeps_slash:
                own += "?"
            else:
                texts[-1] = texts[-1].removesuffix("/")
                # Filled from the left: where the one before is absent, so is this one.
                own = f"(?:/{own})?" if before is None else f"(?({before})(?:/{own})?)"
            before = piece.name
        texts.append(own)
    return "".join(texts)


def given_parts(names: Sequence[str], parts: Mapping[str, object]) -> tuple[int, dict[str, object]]:
    """How many of the optional parts are given, and all the parts but the absent ones.

    Raises:
        ValueRefusedError: a part is given, and one before it is not.
    """
    present = {name: value for name, value in parts.items() if value is not None or name not in names}
    absent: str | None = None
    for name in names:
        if name not in present:
            absent = absent or name
        elif absent is not None:
            reason = f"would not come back: {absent!r} comes before {name!r}, and would take its value"
            raise ValueRefusedError(name, parts[name], reason)
    return sum(name in present for name in names), present


def _variants(plain: str, found: Sequence[tuple[str, int, int]]) -> tuple[str, ...]:
    texts = [plain]
    for _, begin, end in reversed(found):
        # What stands before a part is the same in all longer variants.
        texts.append(texts[-1][:begin] + texts[-1][end:])
    return tuple(texts)


def _refuse(plain: str, pieces: Iterable[Piece], found: Sequence[tuple[str, int, int]]) -> None:
    regexes: dict[str, str | None] = {}
    for piece in pieces:
        if isinstance(piece, CatchAll) and found:
            if not _compiles(piece.regex):
                return  # told where all such regexes are: when the shape is read
            own = [each for each in found if each[0] == piece.name]
            raise _refused_beside(plain, piece, (own or found)[0])
        if isinstance(piece, Param):
            regexes[piece.name] = piece.regex
    for name, begin, end in found:
        regex = regexes[name]
        if plain[max(begin, 0)] != "/" or plain[end : end + 1] not in ("", "/"):
            reason = f"The optional part {name!r} is no whole segment"
            raise TemplateSyntaxError(plain, begin + 1, end - begin - 1, reason, "Put a slash before it and behind it.")
        if regex is not None and re.fullmatch(regex, ""):
            reason = f"The optional part {name!r} takes the empty text, which would look like an absent part"
            cure = "Give it a regex that takes at least one character."
            raise TemplateSyntaxError(plain, begin + 1, end - begin - 1, reason, cure)


def _refused_beside(plain: str, catch_all: CatchAll, found: tuple[str, int, int]) -> TemplateSyntaxError:
    name, begin, end = found
    cure = "Write one template with the part and one without."
    if name == catch_all.name:
        reason = f"The optional part {name!r} has a regex that may cross a slash"
    else:
        reason = f"The optional part {name!r} stands beside {catch_all.name!r}, which may take any number of segments"
    return TemplateSyntaxError(plain, begin + 1, end - begin - 1, reason, cure)


def _compiles(regex: str) -> bool:
    try:
        re.compile(regex)
    except (re.error, OverflowError):
        return False
    return True
