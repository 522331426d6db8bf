r"""Whether two templates fit a common path, proved by one.

```
/users/{id}/me   /users/new/{section}   "/users/new/me"
/n/{id:\d+}      /n/{rest:.*}           "/n/0"
/n/{id:\d+}      /n/{name:[a-z]+}       None
```

Segment by segment where each side says which segments its path has, by the automata of both whole regexes where one of
them may cross a slash (see `shortest`). Either way the same path comes out, and it is tried on both before it is told.
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from resrouter.paths.automaton import Automaton, automaton_of
from resrouter.paths.encoding import safe_literal
from resrouter.paths.segments import ANY_SEGMENT, Glued, Patterned, Segment, Test
from resrouter.paths.shortest import Place, best_text
from resrouter.paths.syntax import ANY_TEXT
from resrouter.paths.template import PathTemplate

# What a prefix or a regex may take where it says nothing of a segment.
_ANYTHING = "[^/]*"
# A segment that takes anything, as an example has it.
_EXAMPLE = "a"


def common_path(
    first: PathTemplate,
    second: PathTemplate,
    *,
    first_takes_all_below: bool = False,
    second_takes_all_below: bool = False,
) -> str | None:
    """A path in safe form that both templates fit, or None when none is known.

    None is certain unless a regex looks back or for a word boundary, nests lookaheads, refers to a group, is possessive
    or atomic, or asks for more than a search may do. A path is always certain.

    A template that takes all below it stands for a prefix: it fits its own path, and what goes on with a slash. The
    slash at its end, if it has one, is that slash: "" and "/" stand for all paths.
    """
    one = _Side(first, takes_all_below=first_takes_all_below)
    other = _Side(second, takes_all_below=second_takes_all_below)
    # Where neither says how its path begins, only a search knows that it begins with a slash.
    if not (one.is_whole or other.is_whole) and (one.segments or other.segments):
        path = _by_segments(one, other)
        if path is None or (_is_safe(path) and one.fits(path) and other.fits(path)):
            return path
    return _by_automata(one, other)


class _Side:
    """One of the two templates."""

    def __init__(self, template: PathTemplate, *, takes_all_below: bool) -> None:
        shape = template.shape
        self._template = template
        self._takes_all_below = takes_all_below
        is_closed = shape.tail is None
        self._ends_in_slash = takes_all_below and is_closed and len(shape.segments) > 1 and shape.segments[-1] == ""
        # A regex that looks around may not even keep to the literal text before it.
        self.is_whole = shape.tail is not None and shape.tail.is_whole
        self.is_open = takes_all_below or shape.tail is not None
        self.segments = shape.segments[:-1] if self._ends_in_slash else shape.segments
        # How many segments a path has, at the least.
        self.fewest = len(shape.segments) + (shape.tail is not None)

    def automaton(self) -> Automaton | None:
        """What the whole path must fit."""
        source = self._pattern.pattern
        if not self._takes_all_below:
            return automaton_of(source)
        below = "(?s:.*)" if self._ends_in_slash else "(?:/(?s:.*))?"
        # The template itself looks no further than to the end of the prefix.
        return automaton_of(f"(?:{source}){below}", has_guards=False)

    def fits(self, path: str) -> bool:
        """Whether the path, or what it starts with where that is enough, matches."""
        return any(self._template.match(start) is not None for start in self._starts(path))

    def surely_fits(self, path: str) -> bool:
        """The same, asked of the regex of the whole template too."""
        return any(
            self._pattern.fullmatch(start) is not None and self._template.match(start) is not None
            for start in self._starts(path)
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return self._template.pattern

    def _starts(self, path: str) -> Iterator[str]:
        yield path
        if self._takes_all_below:
            yield from (path[: found.start() + self._ends_in_slash] for found in re.finditer("/", path))


def _by_segments(one: _Side, other: _Side) -> str | None:
    """A path that fits both as far as their segments tell, or None when there is none."""
    size = max(one.fewest, other.fewest)
    if size == 1 and one.is_open and other.is_open:
        # Both fit the empty path too, but no request has it.
        size = 2
    if any(side.fewest != size and not side.is_open for side in (one, other)):
        return None
    texts: list[str] = []
    for at in range(size):
        first = one.segments[at] if at < len(one.segments) else None
        second = other.segments[at] if at < len(other.segments) else None
        text = _common_segment(first, second)
        if text is None:
            return None
        texts.append(text)
    return "/".join(texts)


def _common_segment(first: Segment | None, second: Segment | None) -> str | None:
    """A text that both segments take, where None takes anything."""
    if isinstance(first, str):
        return first if _takes(second, first) else None
    if isinstance(second, str):
        return second if _takes(first, second) else None
    if first in (None, ANY_SEGMENT) and second in (None, ANY_SEGMENT):
        return _EXAMPLE
    return _common_text(first, second)


def _takes(segment: Segment | None, text: str) -> bool:
    if segment is None or isinstance(segment, str):
        return segment is None or segment == text
    return segment.capture(text) is not None


# A table has the same few tests over and over.
@lru_cache(maxsize=4096)
def _common_text(first: Test | None, second: Test | None) -> str | None:
    if isinstance(first, Glued) and isinstance(second, Glued) and first.size == second.size == 1:
        text = _between_affixes(first, second)
    elif isinstance(first, Glued) and second in (None, ANY_SEGMENT):
        text = _EXAMPLE.join(first.literals)
    elif isinstance(second, Glued) and first in (None, ANY_SEGMENT):
        text = _EXAMPLE.join(second.literals)
    else:
        return _searched_text(first, second)
    return text if text is None or "%" not in text else _searched_text(first, second)


def _between_affixes(first: Glued, second: Glued) -> str | None:
    """The shortest text for two tests of one parameter each, or None: they demand nothing but their affixes."""
    prefix = max(first.prefix, second.prefix, key=len)
    suffix = max(first.suffix, second.suffix, key=len)
    if any(not prefix.startswith(test.prefix) or not suffix.endswith(test.suffix) for test in (first, second)):
        return None
    fewest = 1 + max(len(test.prefix) + len(test.suffix) for test in (first, second))
    # The end of the prefix may be the start of the suffix.
    for shared in range(min(len(prefix), len(suffix), len(prefix) + len(suffix) - fewest), -1, -1):
        text = prefix + suffix[shared:]
        if text.endswith(suffix) and text not in (".", ".."):
            return text
    return prefix + _EXAMPLE + suffix


def _searched_text(first: Test | None, second: Test | None) -> str | None:
    one, other = automaton_of(_regex_of(first)), automaton_of(_regex_of(second))
    if one is None or other is None:
        return None
    tests = [test for test in (first, second) if test is not None]

    def fits(text: str) -> bool:
        return _is_safe(text) and all(test.capture(text) is not None for test in tests)

    return best_text(one, other, fits, Place.SLASH)


def _regex_of(test: Test | None) -> str:
    if isinstance(test, Glued):
        return ANY_TEXT.join(map(re.escape, test.literals))
    if isinstance(test, Patterned):
        before = "".join(re.escape(literal) + ANY_TEXT for literal in test.expression.literals)
        return before + test.expression.source
    return _ANYTHING if test is None else ANY_TEXT


def _by_automata(one: _Side, other: _Side) -> str | None:
    first, second = one.automaton(), other.automaton()
    if first is None or second is None:
        return None
    return best_text(first, second, lambda path: _is_safe(path) and one.surely_fits(path) and other.surely_fits(path))


def _is_safe(text: str) -> bool:
    return "%" not in text or safe_literal(text) == text
