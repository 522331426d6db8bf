"""What an index holds, and what it finds."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar

from resrouter.paths.precedence import Rank
from resrouter.paths.segments import Patterned, Shape
from resrouter.paths.template import plain_values

V = TypeVar("V")

# The safe texts of the parameters from a path and its segments, or None when one of them does not fit. Braces in whole
# segments are not looked for: one look at the path tells of all of them.
Take = Callable[[str, Sequence[str]], dict[str, str] | None]

# The parameters as they are told of, from their values; None when they are not those of the thing after all.
Check = Callable[[dict[str, str]], dict[str, str] | None]


class Entry(Generic[V]):
    """One thing in the index: what to find, its place in the order, and the shape it is filed by.

    Without a template it takes its whole prefix: `shape` then holds the literal segments of the prefix. It never
    changes, but for `check`: the value may be told later what its parameters are.
    """

    __slots__ = (
        *("check", "is_asked", "is_open", "is_plain", "rank", "shape", "size", "take", "takes_all_below", "value"),
        "__weakref__",
    )

    def __init__(
        self, value: V, rank: Rank, shape: Shape, *, takes_all_below: bool = False, is_asked: bool = False
    ) -> None:
        self.value: V = value
        self.rank: Rank = rank
        self.shape: Shape = shape
        self.size: int = len(shape.segments)
        self.takes_all_below: bool = takes_all_below
        # Whether the shape alone does not tell that it answers: the value has to be asked.
        self.is_asked: bool = is_asked or takes_all_below
        # What is asked then, if all there is to know are the parameters.
        self.check: Check | None = None
        # Whether it takes any number of segments.
        self.is_open: bool = takes_all_below or shape.tail is not None
        # Whether its path has no parameters.
        self.is_plain: bool = not (shape.params or self.is_open)
        self.take: Take = taking(shape)

    @property
    def path(self) -> str:
        """The text of a path without parameters."""
        return "/".join(self.shape.literal_prefix)

    def checked_by(self, check: Check | None) -> None:
        """Ask this whether parameters are its own; without a check they are."""
        self.check, self.is_asked = check, check is not None

    def __repr__(self) -> str:
        return f"<Entry {self.value}>"


class Candidate(Generic[V]):
    """An entry that fits a path, and the safe texts of its parameters."""

    __slots__ = ("entry", "taken")

    def __init__(self, entry: Entry[V], taken: dict[str, str]) -> None:
        self.entry: Entry[V] = entry
        self.taken: dict[str, str] = taken

    @property
    def value(self) -> V:
        """What was filed."""
        return self.entry.value

    def params(self) -> dict[str, str]:
        """The values of the parameters."""
        return plain_values(self.taken)

    def checked(self) -> dict[str, str] | None:
        """The parameters, none of a thing that takes all below its prefix; None when it does not fit after all."""
        if self.entry.check is not None:
            return self.entry.check(self.params())
        return {} if self.entry.is_asked else self.params()


def in_order(entries: Iterable[Entry[V]]) -> tuple[Entry[V], ...]:
    """The entries in the order of their ranks."""
    return tuple(sorted(entries, key=lambda entry: entry.rank))


def by_rank(candidate: Candidate[V]) -> Rank:
    """What candidates are sorted by."""
    return candidate.entry.rank


def without(entries: tuple[Entry[V], ...], gone: Entry[V]) -> tuple[Entry[V], ...]:
    """The entries but one; raises LookupError when it is not among them."""
    kept = tuple(entry for entry in entries if entry is not gone)
    if len(kept) == len(entries):
        raise absent(gone)
    return kept


def absent(entry: Entry[Any]) -> LookupError:
    """The error for an entry that is not in an index."""
    return LookupError(f"{entry.value} is not in the index")


def taking(shape: Shape) -> Take:
    """The function that takes a shape's parameters out of a path that was found to lead to it."""
    if shape.tail is None:
        return _by_tests(shape) if shape.whole_segments is None else _whole(shape.whole_segments)
    source = shape.tail.expression.source
    is_literal = len(shape.literal_prefix) == len(shape.segments)
    if is_literal and len(shape.tail.names) == 1 and source in (f"(?P<{shape.tail.names[0]}>.{sign})" for sign in "*+"):
        return _rest(shape.tail.names[0], len("/".join(shape.literal_prefix)) + 1, may_be_empty=source.endswith("*)"))
    return partial(_with_tail, shape)


def _with_tail(shape: Shape, path: str, segments: Sequence[str]) -> dict[str, str] | None:
    rest = shape.rest(path, segments)
    taken = None if rest is None else shape.captured(segments)
    return None if taken is None or rest is None else taken | rest


def _rest(name: str, start: int, *, may_be_empty: bool) -> Take:
    """For '/files/{name:.*}'. No regex is needed, as its dot takes all but line breaks: "1,000 catch-alls"."""

    def take(path: str, _segments: Sequence[str]) -> dict[str, str] | None:
        text = path[start:]
        return {name: text} if (text or may_be_empty) and "\n" not in text else None

    return take


def _by_tests(shape: Shape) -> Take:
    """For parameters that share their segment with others, with literal text or with a regex."""
    (at, names), *more = shape.names
    if more:
        return lambda _path, segments: shape.captured(segments)
    test = shape.segments[at]
    assert not isinstance(test, str)
    if len(names) == 1 and isinstance(test, Patterned) and test.expression.is_bare:
        return _by_regex(names[0], at, test.expression.pattern.fullmatch)
    capture = test.capture

    def take(_path: str, segments: Sequence[str]) -> dict[str, str] | None:
        texts = capture(segments[at])
        if texts is None:
            return None
        taken: dict[str, str] = {}
        for number, name in enumerate(names):
            taken[name] = texts[number]
        return taken

    return take


def _by_regex(name: str, at: int, fullmatch: Callable[[str], re.Match[str] | None]) -> Take:
    def take(_path: str, segments: Sequence[str]) -> dict[str, str] | None:
        found = fullmatch(segments[at])
        return None if found is None else {name: found[1]}

    return take


@lru_cache(maxsize=4096)
def _whole(places: tuple[tuple[str, int], ...]) -> Take:
    """For parameters that are whole segments: benchmarks/lookups.py, "GitHub, every template"."""
    match places:
        case ():
            return lambda _path, _segments: {}
        case ((name, at),):
            return _one(name, at)
        case ((name, at), (second, behind)):
            return _two(name, at, second, behind)
        case ((name, at), (second, behind), (third, last)):
            return _three(name, at, second, behind, third, last)
        case _:
            return _many(places)


# What the next three need are defaults and not closed over: one object to fetch where there were up to six.


def _one(name: str, at: int) -> Take:
    def take(_path: str, segments: Sequence[str], name: str = name, at: int = at) -> dict[str, str] | None:
        text = segments[at]
        return {name: text} if text else None

    return take


def _two(name: str, at: int, second_name: str, second_at: int) -> Take:
    def take(
        _path: str,
        segments: Sequence[str],
        name: str = name,
        at: int = at,
        second_name: str = second_name,
        second_at: int = second_at,
    ) -> dict[str, str] | None:
        text, second = segments[at], segments[second_at]
        return {name: text, second_name: second} if text and second else None

    return take


def _three(name: str, at: int, second_name: str, second_at: int, third_name: str, third_at: int) -> Take:
    def take(
        _path: str,
        segments: Sequence[str],
        name: str = name,
        at: int = at,
        second_name: str = second_name,
        second_at: int = second_at,
        third_name: str = third_name,
        third_at: int = third_at,
    ) -> dict[str, str] | None:
        text, second, third = segments[at], segments[second_at], segments[third_at]
        return {name: text, second_name: second, third_name: third} if text and second and third else None

    return take


def _many(places: tuple[tuple[str, int], ...]) -> Take:
    def take(_path: str, segments: Sequence[str]) -> dict[str, str] | None:
        taken = {name: segments[at] for name, at in places}
        return taken if all(taken.values()) else None

    return take
