r"""Paths that a resource answers, and paths that it just does not answer, made from its regex.

```
/users/(?P<id>\d+)    /users/0  /users/42  /users/a    and beside them  /users/0/  //users/0  /users  /%75sers/0
```

Paths are in safe form, targets are raw, see `resrouter.paths.encoding`.
"""

import re
import string
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from resrouter.migration.proof_rows import ResourceRow
from resrouter.paths.automaton import automaton_of
from resrouter.paths.encoding import is_encodable, raw_path, safe_literal
from resrouter.paths.language import traits
from resrouter.paths.shortest import Place, best_text

# Values in safe form: each is one that some regex takes and another does not.
_VALUES = ("a", "0", "42", "Z", "a-b", "a.b", "a b", "a%2Fb", "%25", "é", "a/b", "..", "{a}", "")
# Of the values that a parameter does not take, so many are tried.
_REFUSED = 4
# So many of the shortest texts are tried.
_SHORTEST = 4
# So many more are made by small changes of the shortest value.
_NEARBY = 3
_BELOW = ("/a", "/a.txt", "/a/b", "/a%2Fb", "/é", "/..", "/")
_REST = "(?:/(?s:.*))?"

_CHARS = string.ascii_letters + string.digits + string.punctuation.replace("%", "") + " é\n"
_GROUP = re.compile(r"\(\?P<(\w+)>")
_METACHARS = frozenset(".^$*+?{}[]|()")
_LETTER = re.compile("(?<!%)(?<!%[0-9A-Fa-f])[A-Za-z]")


class Hole(NamedTuple):
    """A parameter in the regex of a path."""

    name: str
    regex: str


class _Values(NamedTuple):
    taken: list[str]
    refused: list[str]


Piece = str | Hole


class Subject:
    """What requests are made for: a regex of paths, and the methods that have routes there."""

    def __init__(self, row: ResourceRow) -> None:
        self.row: ResourceRow = row
        self.methods: dict[str, None] = dict.fromkeys(row["methods"])
        # What the older routes say at both ends goes without saying.
        self.pieces: tuple[Piece, ...] | None = pieces_of(row["regex"].removeprefix("^").removesuffix("$"))
        self.is_plain: bool = (
            not row["takes_below"] and self.pieces is not None and all(isinstance(piece, str) for piece in self.pieces)
        )
        self.whole: str = f"(?:{row['regex']}){_REST}" if row["takes_below"] else row["regex"]

    def fits(self, path: str) -> bool:
        """Whether a path fits the regex."""
        return self._pattern is not None and self._pattern.fullmatch(path) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return _compiled(self.whole)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Paths, the plainest first; the last ones do not fit."""
        paths = list(self._paths_of_regex() if self.pieces is None else _filled(self.pieces))
        if self.row["takes_below"]:
            paths[1:1] = [paths[0] + rest for rest in _BELOW]
        return tuple(dict.fromkeys(paths))

    @cached_property
    def segments(self) -> tuple[str | None, ...]:
        """The segments of a path that fits, where they are literal; with what may cross a slash they end."""
        segments: list[str | None] = [""]
        for piece in self.pieces or ():
            if isinstance(piece, Hole):
                segments[-1] = None
                if traits(piece.regex) != (True, False):
                    return tuple(segments)
            else:
                first, *others = safe_literal(piece).split("/")
                segments[-1] = None if segments[-1] is None else segments[-1] + first
                segments += others
        return tuple(segments)

    @cached_property
    def is_open(self) -> bool:
        """Whether a path that fits may have more segments than those."""
        holes = [piece for piece in self.pieces or () if isinstance(piece, Hole)]
        is_wide = any(traits(hole.regex) != (True, False) for hole in holes)
        return self.pieces is None or self.row["takes_below"] or is_wide

    def _paths_of_regex(self) -> Iterator[str]:
        shortest = _shortest(self.whole, self.fits, Place.START)
        if not shortest:
            # No search helps: what it is called is at least a path.
            yield safe_literal(self.row["canonical"])
            return
        yield from shortest
        yield from _first(_NEARBY, (text for text in nearby(shortest[0]) if self.fits(text)))
        yield from _first(_REFUSED, (text for text in nearby(shortest[0]) if not self.fits(text)))


def pieces_of(regex: str) -> tuple[Piece, ...] | None:
    """The literal texts and named groups of a regex that has nothing else, else None."""
    pieces: list[Piece] = []
    literal, at = "", 0
    while at < len(regex):
        if found := _GROUP.match(regex, at):
            end = _closing(regex, found.end())
            pieces += [literal, Hole(found[1], regex[found.end() : end])]
            literal, at = "", end + 1
            continue
        is_escaped = regex[at] == "\\"
        char = regex[at + is_escaped : at + is_escaped + 1]
        if (char.isalnum() and is_escaped) or (char in _METACHARS and not is_escaped):
            return None
        literal += char
        at += 1 + is_escaped
    return tuple(piece for piece in [*pieces, literal] if piece)


def nearby(text: str) -> Iterator[str]:
    """Texts that one change makes of a text: a character more, less or another; or twice the text."""
    yield text + text
    for at in range(len(text), -1, -1):
        yield from (text[:at] + char + text[at:] for char in _CHARS)
        if at < len(text):
            yield text[:at] + text[at + 1 :]
            yield from (text[:at] + char + text[at + 1 :] for char in _CHARS)


def between(one: Subject, other: Subject, most: int) -> list[str]:
    """Paths that one of two regexes takes and the other does not, as far as they are near to examples."""
    starts = one.paths[0], other.paths[0]
    texts = chain(one.paths, other.paths, *map(nearby, starts))
    found = dict.fromkeys(text for text in texts if one.fits(text) != other.fits(text))
    return list(found)[:: len(found) // most + 1]


def may_meet(one: Subject, other: Subject) -> bool:
    """Whether two regexes may fit one path, by a look at the literal segments; certain only if not."""
    if one.row["host"] != other.row["host"] or (
        len(one.segments) != len(other.segments)
        and not (one.is_open and len(one.segments) <= len(other.segments))
        and not (other.is_open and len(other.segments) <= len(one.segments))
    ):
        return False
    pairs = zip(one.segments, other.segments, strict=False)
    return one.pieces is None or other.pieces is None or all(a == b or None in (a, b) for a, b in pairs)


def meeting(one: Subject, other: Subject) -> str | None:
    """A path that fits both of two regexes, or None when none is found."""
    for first, second in ((one, other), (other, one)):
        texts = first.paths[0].split("/")
        for at, literal in enumerate(second.segments[: len(texts)]):
            texts[at] = texts[at] if literal is None else literal
        path = "/".join(texts)
        if one.fits(path) and other.fits(path):
            return path
    return _common(one.whole, other.whole, lambda path: one.fits(path) and other.fits(path))


def target_of(path: str) -> str | None:
    """A path in safe form as it stands in a request line; None when it cannot stand there."""
    if not is_encodable(path):
        return None
    raw = "/".join(map(raw_path, path.split("/")))
    return raw if raw.startswith("/") else f"/{raw}"


def neighbours(target: str) -> Iterator[str]:
    """Targets beside a target: those that a careless router takes for the same."""
    above, _, last = target.rpartition("/")
    yield f"{target}/" if last else (above or "//")
    yield f"{target}/a"
    yield above or "/"
    yield f"/{target}"
    yield f"{above}//{last}"
    letters = list(_LETTER.finditer(target))
    if letters:
        first, final = letters[0], letters[-1]
        yield target[: first.start()] + f"%{ord(first[0]):02X}" + target[first.end() :]
        yield target[: final.start()] + final[0].swapcase() + target[final.end() :]


def _filled(pieces: Iterable[Piece]) -> Iterator[str]:
    """The pieces with one value after the other in each hole, those that fit first."""
    columns = [
        _Values([safe_literal(piece)], []) if isinstance(piece, str) else _values(piece.regex) for piece in pieces
    ]
    plain = [column.taken[0] for column in columns]
    yield "".join(plain)
    for kind in (0, 1):
        for at, column in enumerate(columns):
            for value in column[kind]:
                yield "".join((*plain[:at], value, *plain[at + 1 :]))


@lru_cache(maxsize=1024)
def _values(regex: str) -> "_Values":
    """Values that a hole takes, at least one, and others."""
    pattern = _compiled(regex)
    if pattern is None:
        # It refers to another part of the path.
        return _Values(list(_VALUES[:4]), [])
    taken = [value for value in _VALUES if pattern.fullmatch(value)]
    others = [value for value in _VALUES if value not in taken]
    shortest = _shortest(regex, lambda text: pattern.fullmatch(text) is not None, Place.SLASH)
    taken += shortest
    for text in shortest[:1]:
        taken += _first(_NEARBY, (each for each in nearby(text) if pattern.fullmatch(each)))
    # An empty value makes a path of other segments: it is no plain example.
    taken.sort(key=lambda value: not value)
    return _Values(taken or [_VALUES[0]], others[:: len(others) // _REFUSED + 1])


def _shortest(regex: str, fits: Callable[[str], bool], start: Place) -> list[str]:
    """Some of the shortest texts that fit; of a choice of words that is each one."""
    automaton = automaton_of(regex) if _compiled(regex) else None
    found: list[str] = []
    while automaton is not None and len(found) < _SHORTEST:
        text = best_text(automaton, automaton, lambda text: text not in found and fits(text), start)
        if text is None:
            break
        found.append(text)
    return found


def _common(one: str, other: str, fits: Callable[[str], bool]) -> str | None:
    if _compiled(one) is None or _compiled(other) is None:
        return None
    first, second = automaton_of(one), automaton_of(other)
    return None if first is None or second is None else best_text(first, second, fits)


@lru_cache(maxsize=4096)
def _compiled(regex: str) -> re.Pattern[str] | None:
    try:
        return re.compile(regex)
    except re.error:
        return None


def _first(most: int, texts: Iterator[str]) -> list[str]:
    return [text for _, text in zip(range(most), texts, strict=False)]


def _closing(regex: str, at: int) -> int:
    """Where the group ends in which a regex is at the place."""
    depth, in_set = 1, -1
    while at < len(regex):
        char = regex[at]
        if char == "\\":
            at += 1
        elif in_set >= 0:
            in_set = in_set if char != "]" or at == in_set else -1
        elif char == "[":
            in_set = at + 1 + (regex[at + 1 : at + 2] == "^")
        else:
            depth += (char == "(") - (char == ")")
            if depth == 0:
                return at
        at += 1
    return at
