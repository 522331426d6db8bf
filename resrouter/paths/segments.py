r"""A template seen segment by segment, as the index walks it.

```
/users/{name}            "", "users", AnySegment
/v-{major}.{minor}/x     "", Glued("v-", ".", ""), "x"
/n/{id:\d+}/y            "", "n", Patterned(r"(?P<p0>\d+)"), "y"
/files/a{rest:.*}/z      "", "files"                          + Tail("a", r"a(?P<rest>.*)/z")
```

A segment that holds no regex is matched without one, in linear time. Regexes that stay inside their segment are
matched on that segment alone. From the first piece that may cross a slash on, the rest of the template is one regex:
the tail. A regex that looks around (see `language`) makes the whole template its own tail.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from resrouter.paths.language import traits
from resrouter.paths.syntax import ANY_TEXT, CatchAll, Param, Piece, Static

# Where the text of a parameter without a regex ends at the latest.
_NO_ANY_TEXT = re.compile("[{}/]")


@dataclass(frozen=True, slots=True)
class AnySegment:
    """Takes any one segment that is not empty and holds no brace: '{name}' standing alone."""

    def capture(self, segment: str) -> tuple[str, ...] | None:
        """The text the parameter takes, or None."""
        return (segment,) if _is_any_text(segment) else None


@dataclass(frozen=True, slots=True)
class Glued:
    """Several parameters, or parameters and literals, in one segment: 'v-{major}.{minor}'.

    `literals` are the texts before, between and after the parameters.
    """

    literals: tuple[str, ...]

    @property
    def prefix(self) -> str:
        """The literal text that the segment must start with."""
        return self.literals[0]

    @property
    def suffix(self) -> str:
        """The literal text that the segment must end with."""
        return self.literals[-1]

    def capture(self, segment: str) -> tuple[str, ...] | None:
        """The texts the parameters take, as a greedy regex would give them, in linear time."""
        first, *between, last = self.literals
        end = len(segment) - len(last)
        if end <= len(first) or not segment.startswith(first) or not segment.endswith(last):
            return None
        texts = _placed(segment, len(first), between, end)
        return texts if texts and all(map(_is_any_text, texts)) else None


@dataclass(frozen=True)  # no slots: the compiled regex is cached on the instance
class Expression:
    """Text up to its end: parameters without a regex and their literals first, then a regex for the rest.

    '{a}-{b}-{n:[0-9]+}' has `literals` ("", "-"), `joint` "-" and the source of '-{n:[0-9]+}'. As one regex it would
    try every place of every literal in turn.
    """

    literals: tuple[str, ...]
    joint: str
    source: str

    def __post_init__(self) -> None:
        # Now, on the author's line, and not at the first request.
        _ = self.pattern

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled regex of the rest; its named groups are the other parameters."""
        return re.compile(self.source)

    def match(self, text: str, start: int = 0) -> tuple[tuple[str, ...], re.Match[str]] | None:
        """The texts of the first parameters and the match of the rest, as one greedy regex would give them.

        The rest is tried as far right as it can stand, which leaves the first parameters the most room.
        """
        if not self.literals:
            found = self.pattern.fullmatch(text, start)
            return None if found is None else ((), found)
        first, *between = self.literals
        begin = start + len(first)
        if not text.startswith(first, start):
            return None
        stop = _NO_ANY_TEXT.search(text, begin)
        end = stop.start() if stop else len(text)
        while end > begin:
            end = text.rfind(self.joint, begin + 1, end + len(self.joint))
            if end < 0:
                return None
            found = self.pattern.fullmatch(text, end)
            if found is not None:
                taken = _placed(text, begin, between, end)
                return None if taken is None else (taken, found)
            end -= 1
        return None


@dataclass(frozen=True)  # no slots, as the expression has none
class Patterned:
    """A segment with a regex in it: 'n{id:[0-9]+}'. The regex has a group p0, p1, ... for each parameter it takes."""

    expression: Expression
    prefix: str = ""
    suffix: str = ""

    def capture(self, segment: str) -> tuple[str, ...] | None:
        """The texts the parameters take, or None."""
        found = self.expression.match(segment)
        return None if found is None else (*found[0], *found[1].groupdict().values())


Test = AnySegment | Glued | Patterned
Segment = str | Test
ANY_SEGMENT = AnySegment()


@dataclass(frozen=True, slots=True)
class Tail:
    """The rest of a template as one expression, tried on the path from the tail's first segment on, or on all of it.

    `lead` and `end` are the literal texts that the rest must start and end with, `names` the template's own parameters
    in it.
    """

    lead: str
    end: str
    expression: Expression
    names: tuple[str, ...]
    is_whole: bool = False

    def capture(self, path: str, start: int) -> dict[str, str] | None:
        """The texts of the parameters in the path from `start` on, or None."""
        found = self.expression.match(path, start)
        if found is None:
            return None
        groups: dict[str, str | None] = found[1].groupdict()
        taken = dict(zip(self.names, found[0], strict=False))
        # A named group that an author wrote into a regex may take no part in the match.
        taken.update((name, text) for name, text in groups.items() if text is not None)
        # A regex may break out of its parameter ("a)|(b"); a match in which a parameter takes no part is none.
        absent = groups.keys() - taken.keys()
        return None if absent and absent & set(self.names) else taken


@dataclass(frozen=True)  # no slots: what is derived is cached on the instance
class Shape:
    """A template as the index files it: segments, the names of what their tests take, and perhaps a tail."""

    segments: tuple[Segment, ...]
    names: tuple[tuple[int, tuple[str, ...]], ...]
    tail: Tail | None = None

    @cached_property
    def whole_segments(self) -> tuple[tuple[str, int], ...] | None:
        """The parameters and the places of their segments, when each takes a whole one and there is no tail."""
        if self.tail or any(self.segments[at] != ANY_SEGMENT for at, _ in self.names):
            return None
        return tuple((name, at) for at, (name,) in self.names)

    @property
    def literal_prefix(self) -> tuple[str, ...]:
        """The literal segments before the first one that is not."""
        literals: list[str] = []
        for segment in self.segments:
            if not isinstance(segment, str):
                break
            literals.append(segment)
        return tuple(literals)

    def captured(self, segments: Sequence[str]) -> dict[str, str] | None:
        """The safe texts of the parameters in these segments of a path, or None when a test refuses."""
        taken: dict[str, str] = {}
        for at, names in self.names:
            test = self.segments[at]
            texts = None if isinstance(test, str) else test.capture(segments[at])
            if texts is None:
                return None
            taken.update(zip(names, texts, strict=True))
        return taken

    def rest(self, path: str, segments: Sequence[str]) -> dict[str, str] | None:
        """The safe texts of the parameters in the tail, or None when its regex refuses."""
        assert self.tail is not None
        start = 0
        if not self.tail.is_whole:
            start = sum(map(len, segments[: len(self.segments)])) + len(self.segments)
        return self.tail.capture(path, start)

    def match(self, path: str) -> dict[str, str] | None:
        """The safe texts of all parameters when the template fits the safe path, else None."""
        segments = path.split("/")
        excess = len(segments) - len(self.segments)
        if excess < 0 or (excess != 0) != (self.tail is not None):
            return None
        for own, given in zip(self.segments, segments, strict=False):
            if isinstance(own, str) and own != given:
                return None
        taken = self.captured(segments)
        if taken is None or self.tail is None:
            return taken
        rest = self.rest(path, segments)
        return None if rest is None else taken | rest


def shape_of(pieces: Sequence[Piece]) -> Shape:
    """The shape of a template's pieces."""
    if any(isinstance(piece, CatchAll) and not traits(piece.regex).stands_alone for piece in pieces):
        return _whole(pieces)
    segments: list[Segment] = []
    names: list[tuple[int, tuple[str, ...]]] = []
    current: list[Piece] = []
    for number, piece in enumerate(pieces):
        if isinstance(piece, CatchAll):
            return Shape(tuple(segments), tuple(names), _tail([*current, *pieces[number:]]))
        if isinstance(piece, Param):
            current.append(piece)
            continue
        head, *others = piece.text.split("/")
        current.append(Static(head, head))
        for text in others:
            _close(current, segments, names)
            current = [Static(text, text)]
    _close(current, segments, names)
    return Shape(tuple(segments), tuple(names))


def regex_of(pieces: Iterable[Piece]) -> str:
    """The regex that aiohttp would make of the pieces."""
    return "".join(
        re.escape(piece.text) if isinstance(piece, Static) else f"(?P<{piece.name}>{piece.regex or ANY_TEXT})"
        for piece in pieces
    )


def same_for_same_paths(pieces: Sequence[Piece]) -> str:
    """A text that is equal for templates that differ in nothing but the names of their parameters."""
    return regex_of(_numbered(pieces))


def _whole(pieces: Sequence[Piece]) -> Shape:
    lead = pieces[0].text if isinstance(pieces[0], Static) else ""
    *segments, last = lead.split("/")
    expression = Expression((), "", regex_of(pieces))
    # No end: a regex that looks around may break out of its parameter ("a)|(b"), and the text after it with it.
    return Shape(tuple(segments), (), Tail(last, "", expression, _names(pieces), is_whole=True))


def _tail(pieces: Sequence[Piece]) -> Tail:
    lead = pieces[0].text if isinstance(pieces[0], Static) else ""
    end = pieces[-1].text if isinstance(pieces[-1], Static) else ""
    return Tail(lead, end, _expression(pieces), _names(pieces))


def _expression(pieces: Sequence[Piece]) -> Expression:
    """The expression for the pieces of one segment and what follows it."""
    regex = next(at for at, piece in enumerate(pieces) if not isinstance(piece, Static) and piece.regex is not None)
    *literals, joint = _literals(pieces[:regex])
    if not literals or any(set("{}") & set(text) for text in (*literals, joint)):
        return Expression((), "", regex_of(pieces))
    rest = pieces[regex - 1 :] if joint else pieces[regex:]
    return Expression(tuple(literals), joint, regex_of(rest))


def _names(pieces: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(piece.name for piece in pieces if not isinstance(piece, Static))


def _close(current: Sequence[Piece], segments: list[Segment], names: list[tuple[int, tuple[str, ...]]]) -> None:
    """Turn the pieces of one segment into its test, and note which parameters it fills."""
    params = [piece for piece in current if isinstance(piece, Param)]
    if params:
        names.append((len(segments), tuple(param.name for param in params)))
        segments.append(_test(current, params))
    else:
        segments.append("".join(piece.text for piece in current if isinstance(piece, Static)))


def _test(current: Sequence[Piece], params: Sequence[Param]) -> Test:
    literals = _literals(current)
    if any(param.regex is not None for param in params):
        return Patterned(_expression(_numbered(current)), literals[0], literals[-1])
    if any(set("{}") & set(text) for text in literals):
        return Patterned(Expression((), "", regex_of(_numbered(current))), literals[0], literals[-1])
    return ANY_SEGMENT if literals == ("", "") else Glued(literals)


def _numbered(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with p0, p1, ... for names, so that templates with other names share their tests."""
    names = (f"p{number}" for number in count())
    return [piece if isinstance(piece, Static) else replace(piece, name=next(names)) for piece in pieces]


def _literals(current: Sequence[Piece]) -> tuple[str, ...]:
    """The literal texts before, between and after the parameters of a segment."""
    literals = [""]
    for piece in current:
        if isinstance(piece, Static):
            literals[-1] += piece.text
        else:
            literals.append("")
    return tuple(literals)


def _is_any_text(text: str) -> bool:
    return bool(text) and "{" not in text and "}" not in text


def _placed(text: str, begin: int, literals: Sequence[str], end: int) -> tuple[str, ...] | None:
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
    return tuple(reversed(texts))
