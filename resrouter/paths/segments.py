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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from sys import intern

from resrouter.paths.expression import Expression, expression_of, one_regex, placed
from resrouter.paths.language import traits
from resrouter.paths.syntax import CatchAll, Param, Piece, Static, literals_of, names_of, read_without_regexes, regex_of

_set = object.__setattr__  # for what a frozen value derives from its fields


@dataclass(frozen=True, slots=True)
class AnySegment:
    """Takes any one segment that is not empty and holds no brace: '{name}' standing alone."""

    @property
    def prefix(self) -> str:
        """The literal text that the segment must start with: none."""
        return ""

    @property
    def suffix(self) -> str:
        """The literal text that the segment must end with: none."""
        return ""

    @property
    def size(self) -> int:
        """How many parameters it takes."""
        return 1

    def capture(self, segment: str) -> tuple[str, ...] | None:
        """The text the parameter takes, or None."""
        return (segment,) if segment and "{" not in segment and "}" not in segment else None


@dataclass(frozen=True, slots=True)
class Glued:
    """Several parameters, or parameters and literals, in one segment: 'v-{major}.{minor}'.

    `literals` are the texts before, between and after the parameters; none of them holds a brace.
    """

    literals: tuple[str, ...]
    _outside: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _set(self, "_outside", len(self.prefix) + len(self.suffix))

    @property
    def size(self) -> int:
        """How many parameters it takes."""
        return len(self.literals) - 1

    @property
    def prefix(self) -> str:
        """The literal text that the segment must start with."""
        return self.literals[0]

    @property
    def suffix(self) -> str:
        """The literal text that the segment must end with."""
        return self.literals[-1]

    def fits(self, segment: str) -> bool:
        """Whether the parameters take a segment that is known to have the prefix and the suffix."""
        if len(segment) <= self._outside or "{" in segment or "}" in segment:
            return False
        return len(self.literals) == 2 or self.capture(segment) is not None

    def capture(self, segment: str) -> tuple[str, ...] | None:
        """The texts the parameters take, as a greedy regex would give them, in linear time."""
        literals = self.literals
        inner = segment.removeprefix(literals[0]).removesuffix(literals[-1])
        # An affix that is not there was not removed either.
        if not inner or len(inner) + self._outside != len(segment) or "{" in segment or "}" in segment:
            return None
        size = len(literals)
        if size == 2:
            return (inner,)
        # As placed() does, for the usual numbers of parameters: benchmarks/lookups.py, "80 dashes".
        if size == 3:
            joint = literals[1]
            at = inner.rfind(joint, 1, len(inner) - 1)
            return None if at < 0 else (inner[:at], inner[at + len(joint) :])
        if size == 4:
            _, joint, second, _ = literals
            end = inner.rfind(second, 1, len(inner) - 1)
            at = inner.rfind(joint, 1, end - 1) if end > 0 else -1
            return None if at < 0 else (inner[:at], inner[at + len(joint) : end], inner[end + len(second) :])
        return placed(inner, 0, literals[1:-1], len(inner))


@dataclass(frozen=True, slots=True)
class Patterned:
    """A segment with a regex in it: 'n{id:[0-9]+}'. The regex has a group p0, p1, ... for each parameter it takes."""

    expression: Expression
    prefix: str = ""
    suffix: str = ""

    @property
    def size(self) -> int:
        """How many parameters it takes."""
        return self.expression.size

    def fits(self, segment: str) -> bool:
        """Whether the parameters take a segment that is known to have the prefix and the suffix."""
        return self.expression.capture(segment) is not None

    def capture(self, segment: str) -> tuple[str, ...] | None:
        """The texts the parameters take, or None."""
        return self.expression.capture(segment)


Test = AnySegment | Glued | Patterned
Segment = str | Test
ANY_SEGMENT = AnySegment()
_PLAIN_KINDS: frozenset[type] = frozenset((str, AnySegment))


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
        if not self.is_whole:
            texts = self.expression.capture(path, start)
            return None if texts is None else {name: texts[number] for number, name in enumerate(self.names)}
        found = self.expression.pattern.fullmatch(path, start)
        if found is None:
            return None
        groups: dict[str, str | None] = found.groupdict()
        # A named group that an author wrote into a regex may take no part in the match.
        taken = {name: text for name, text in groups.items() if text is not None}
        # A regex may break out of its parameter ("a)|(b"); a match in which a parameter takes no part is none.
        return None if any(name in groups and name not in taken for name in self.names) else taken


@dataclass(frozen=True, slots=True, init=False)
class Shape:
    """A template as the index files it: segments, the parameters that their tests take, and perhaps a tail.

    A parameter is found where its test stands, so it needs nothing but its name: benchmarks/retained.py.
    """

    segments: tuple[Segment, ...]
    params: tuple[str, ...]
    tail: Tail | None
    # None when all parameters take whole segments: there is nothing to ask but these.
    _tests: tuple[tuple[int, Test, tuple[str, ...]], ...] | None = field(repr=False, compare=False)

    def __init__(self, segments: tuple[Segment, ...], params: tuple[str, ...], tail: Tail | None = None) -> None:
        _set(self, "segments", segments)
        _set(self, "params", params)
        _set(self, "tail", tail)
        is_plain = tail is None and (not params or _PLAIN_KINDS.issuperset(map(type, segments)))
        _set(self, "_tests", None if is_plain else tuple(self._read_tests()))

    @property
    def names(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The places of the tests, each with the names of the parameters that it takes."""
        return tuple((at, names) for at, _, names in self._read_tests())

    @property
    def whole_segments(self) -> tuple[tuple[str, int], ...] | None:
        """The parameters and the places of their segments, when each takes a whole one and there is no tail."""
        if self._tests is not None:
            return None
        places = [at for at, segment in enumerate(self.segments) if isinstance(segment, AnySegment)]
        return tuple(zip(self.params, places, strict=True))

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
        for at, test, names in self._read_tests() if self._tests is None else self._tests:
            texts = test.capture(segments[at])
            if texts is None:
                return None
            for number, name in enumerate(names):
                taken[name] = texts[number]
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
        size = len(self.segments)
        # What the tail takes is not split: it may hold thousands of slashes.
        segments = path.split("/", size)
        if len(segments) != size + (self.tail is not None):
            return None
        for at, own in enumerate(self.segments):
            if type(own) is str and own != segments[at]:
                return None
        taken = self.captured(segments)
        if taken is None or self.tail is None:
            return taken
        rest = self.rest(path, segments)
        return None if rest is None else taken | rest

    def _read_tests(self) -> Iterable[tuple[int, Test, tuple[str, ...]]]:
        begin = 0
        for at, segment in enumerate(self.segments):
            if not isinstance(segment, str):
                end = begin + segment.size
                yield at, segment, self.params[begin:end]
                begin = end


def literal_shape(path: str) -> Shape:
    """The shape of literal text in safe form."""
    return Shape(tuple(map(intern, path.split("/"))), ())


def shape_without_regexes(text: str) -> Shape | None:
    """The shape of a path that holds neither regexes nor escapes; None for any other, or one that cannot be read."""
    if "%" in text:
        return None
    segments: list[Segment] = []
    names: list[str] = []
    for part in text.split("/"):
        if "{" not in part and "}" not in part:
            segments.append(intern(part))
            continue
        name = part[1:-1]
        if name.isidentifier() and name.isascii() and part[0] == "{" and part[-1] == "}":
            segments.append(ANY_SEGMENT)
            names.append(intern(name))
            continue
        literals = read_without_regexes(part, names)
        if literals is None:
            return None
        segments.append(Glued(literals))
    return Shape(tuple(segments), tuple(names)) if len(set(names)) == len(names) else None


def shape_of(pieces: Sequence[Piece]) -> Shape:
    """The shape of a template's pieces."""
    if any(isinstance(piece, CatchAll) and not traits(piece.regex).stands_alone for piece in pieces):
        return _whole(pieces)
    segments: list[Segment] = []
    names: list[str] = []
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
            segments.append(_segment(current))
            names += names_of(current)
            current = [Static(text, text)]
    return Shape((*segments, _segment(current)), (*names, *names_of(current)))


def same_for_same_paths(pieces: Sequence[Piece]) -> str:
    """A text that is equal for templates that differ in nothing but the names of their parameters."""
    return regex_of(_numbered(pieces))


def _whole(pieces: Sequence[Piece]) -> Shape:
    lead = pieces[0].text if isinstance(pieces[0], Static) else ""
    *segments, last = lead.split("/")
    expression = one_regex(pieces)
    # No end: a regex that looks around may break out of its parameter ("a)|(b"), and the text after it with it.
    return Shape(tuple(map(intern, segments)), (), Tail(last, "", expression, names_of(pieces), is_whole=True))


def _tail(pieces: Sequence[Piece]) -> Tail:
    lead = pieces[0].text if isinstance(pieces[0], Static) else ""
    end = pieces[-1].text if isinstance(pieces[-1], Static) else ""
    return Tail(lead, end, expression_of(tuple(pieces)), names_of(pieces))


def _segment(pieces: Sequence[Piece]) -> Segment:
    """The pieces of one segment as the text or the test that they are."""
    literals = literals_of(pieces)
    if len(literals) == 1:
        return intern(literals[0])
    if any(isinstance(piece, Param) and piece.regex is not None for piece in pieces):
        return Patterned(expression_of(_numbered(pieces)), literals[0], literals[-1])
    if any("{" in text or "}" in text for text in literals):
        return Patterned(one_regex(_numbered(pieces)), literals[0], literals[-1])
    return ANY_SEGMENT if literals == ("", "") else Glued(literals)


def _numbered(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with p0, p1, ... for names, so that templates with other names share their tests."""
    numbers = count()
    return tuple(piece if isinstance(piece, Static) else piece.renamed(f"p{next(numbers)}") for piece in pieces)
