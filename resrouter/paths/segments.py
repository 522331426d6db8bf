r"""A template seen segment by segment, as the index walks it.

```
/users/{name}            "", "users", AnySegment
/v-{major}.{minor}/x     "", Glued("v-", ".", ""), "x"
/n/{id:\d+}/y            "", "n", Patterned(r"(\d+)"), "y"
/files/a{rest:.*}/z      "", "files"                          + Tail("a", r"a(?P<rest>.*)/z")
```

A segment that holds no regex is matched without one, in linear time. Regexes that stay inside their segment are
matched on that segment alone. From the first piece that may cross a slash on, the rest of the template is one regex:
the tail. A regex that looks around (see `language`) makes the whole template its own tail.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from resrouter.paths.language import traits
from resrouter.paths.syntax import ANY_TEXT, CatchAll, Param, Piece, Static


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
        """The texts the parameters take, each as long as the later ones allow, as a greedy regex would give them.

        Linear: the literals between the parameters are placed from the right, each as far right as it can stand. That
        leaves the earlier parameters the most room, so no placement is ever tried twice.
        """
        first, *between, last = self.literals
        end = len(segment) - len(last)
        if end <= len(first) or not segment.startswith(first) or not segment.endswith(last):
            return None
        texts: list[str] = []
        for literal in reversed(between):
            at = segment.rfind(literal, len(first) + 1, end - 1)
            if at < 0:
                return None
            texts.append(segment[at + len(literal) : end])
            end = at
        texts.append(segment[len(first) : end])
        return tuple(reversed(texts)) if all(map(_is_any_text, texts)) else None


@dataclass(frozen=True)  # no slots: the compiled regex is cached on the instance
class Patterned:
    """A segment with a regex in it: 'n{id:[0-9]+}'. `source` has one named group per parameter, p0, p1, ..."""

    source: str
    prefix: str = ""
    suffix: str = ""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.source)

    def capture(self, segment: str) -> tuple[str, ...] | None:
        """The texts the parameters take, or None."""
        found = self._pattern.fullmatch(segment)
        return None if found is None else tuple(found.groupdict().values())


Test = AnySegment | Glued | Patterned
Segment = str | Test
ANY_SEGMENT = AnySegment()


@dataclass(frozen=True)  # no slots: the compiled regex is cached on the instance
class Tail:
    """The rest of a template as one regex, tried on the path from the tail's first segment on, or on the whole path.

    `lead` is the literal text that the rest must start with, `names` are the template's own parameters in it.
    """

    lead: str
    source: str
    names: tuple[str, ...]
    is_whole: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled regex; its named groups are the parameters."""
        return re.compile(self.source)


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
        found = self.tail.pattern.fullmatch(path, start)
        if found is None:
            return None
        taken = found.groupdict()
        if None not in taken.values():
            return taken
        # A regex may break out of its parameter ("a)|(b"); a match without a parameter is none.
        if any(taken[name] is None for name in self.tail.names):
            return None
        # A named group that an author wrote into a regex may take no part in the match.
        return {name: text for name, text in taken.items() if text is not None}

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


def _whole(pieces: Sequence[Piece]) -> Shape:
    lead = pieces[0].text if isinstance(pieces[0], Static) else ""
    *segments, last = lead.split("/")
    return Shape(tuple(segments), (), Tail(last, regex_of(pieces), _names(pieces), is_whole=True))


def _tail(pieces: Sequence[Piece]) -> Tail:
    lead = pieces[0].text if isinstance(pieces[0], Static) else ""
    return Tail(lead, regex_of(pieces), _names(pieces))


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
    if any(param.regex is not None for param in params) or any(set("{}") & set(text) for text in literals):
        numbered = iter(range(len(params)))
        source = regex_of(Param(f"p{next(numbered)}", p.regex) if isinstance(p, Param) else p for p in current)
        return Patterned(source, literals[0], literals[-1])
    return ANY_SEGMENT if literals == ("", "") else Glued(literals)


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
