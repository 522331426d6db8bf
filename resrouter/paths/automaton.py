"""A regex as a nondeterministic automaton over sets of characters.

```
a|b{2,}    0 -a-> 1    0 -b-> 2 -b-> 3    3 -b-> 3        ends: 1, 3
```

It accepts every text that the regex fits. A lookahead is an automaton of its own, a guard: what comes next must, or
must not, start with a text that it accepts. Where another construct cannot be drawn, the automaton accepts more, and
says that it is not exact: a word boundary, a lookbehind and a lookahead in a lookahead hold everywhere, a reference
takes whatever its group may take, a possessive or atomic part gives back as others do, and a repeat whose end is far
has none.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from resrouter.paths.characters import Characters, characters
from resrouter.paths.language import op, parser

# What the automaton of one template may have: '{n:(a{100}){100}}' has more.
_MOST_STATES = 4_000

# So many repeats are drawn one behind the other. A repeat that ends later is drawn as one that has no end.
_MOST_REPEATS = 64

# So many lookaheads are drawn. Each way through a loop may meet any of those in it.
_MOST_GUARDS = 8

# What must not come next where a text ends, with or without a line break behind it, or where a line does.
_AFTER_END = {
    op.AT_END: parser.parse(r"\n(?s:.)|[^\n]"),
    op.AT_END_STRING: parser.parse("(?s:.)"),
    op.AT_END_LINE: parser.parse(r"[^\n]"),
}
_BEGINNINGS = (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
_OF_LINES = {op.AT_BEGINNING: op.AT_BEGINNING_LINE, op.AT_END: op.AT_END_LINE}

# What a guard takes behind the last character of a text: it holds none.
END = characters((), 0)
_LINE_BREAK = characters(((op.LITERAL, ord("\n")),), 0)

_ANY = ((op.NEGATE, None), (op.LITERAL, ord("\n")))
_ANY_AT_ALL = ((op.RANGE, (0, 0x10FFFF)),)
# A flag of one of these kinds takes the place of the other.
_KINDS = re.ASCII | re.UNICODE


class TooLargeError(Exception):
    """The automaton would have more states than it may."""


class Guard:
    """A lookahead. Equal only to itself."""

    __slots__ = ("automaton", "is_negative")

    def __init__(self, automaton: "Automaton", *, is_negative: bool) -> None:
        self.automaton: Automaton = automaton
        self.is_negative: bool = is_negative


Guards = frozenset[Guard]
_NO_GUARDS: Guards = frozenset()


class Walk(NamedTuple):
    """What may come behind a state, each with the guards on the way there.

    A step takes a character of a set and leads to a state; the `ends` are the ways to end the text.
    """

    steps: tuple[tuple[Characters, int, Guards], ...]
    ends: tuple[Guards, ...]


class Automaton:
    """States by number, the first of them 0; see the module's docstring.

    What it does not know from its states, texts may be told apart by: the `sets` of its guards, and the characters that
    are named by a construct which takes no text, the `hints`.
    """

    __slots__ = ("_end", "_skips", "_steps", "_walks", "hints", "is_exact", "sets")

    def __init__(self) -> None:
        self.is_exact: bool = True
        self.hints: frozenset[str] = frozenset()
        self.sets: frozenset[Characters] = frozenset()
        self._steps: list[list[tuple[Characters, int]]] = []
        # Where a state leads to without a character, and what guards the way.
        self._skips: list[list[tuple[int, Guards]]] = []
        self._end = 0
        # Both put together, for the states that were asked.
        self._walks: dict[int, Walk] = {}

    def walk(self, state: int) -> Walk:
        """What may come behind a state."""
        walk = self._walks.get(state)
        if walk is None:
            # Grows while it is read.
            ways = [(state, _NO_GUARDS)]
            reached = set(ways)
            for each, guards in ways:
                fresh = dict.fromkeys((target, guards | added) for target, added in self._skips[each])
                ways += (way for way in fresh if way not in reached)
                reached.update(fresh)
            steps = ((taken, target, guards) for each, guards in ways for taken, target in self._steps[each])
            ends = (guards for each, guards in ways if each == self._end)
            walk = self._walks[state] = Walk(tuple(dict.fromkeys(steps)), tuple(dict.fromkeys(ends)))
        return walk

    def is_at_start(self, state: int) -> bool:
        """Whether a text may be empty so far."""
        pending = [0]
        for each in pending:
            pending += (target for target, _ in self._skips[each] if target not in pending)
        return state in pending

    def state(self) -> int:
        """The number of a new state."""
        if len(self._steps) == _MOST_STATES:
            raise TooLargeError
        self._steps.append([])
        self._skips.append([])
        return len(self._steps) - 1

    def step(self, start: int, taken: Characters) -> int:
        """A new state, reached by one character."""
        end = self.state()
        self._steps[start].append((taken, end))
        return end

    def skip(self, start: int, end: int, guard: Guard | None = None) -> None:
        """Let one state lead to another without a character."""
        if guard is None:
            self._skips[start].append((end, _NO_GUARDS))
            return
        self._skips[start].append((end, frozenset((guard,))))
        self.sets |= {taken for steps in guard.automaton._steps for taken, _ in steps}

    def close(self, end: int) -> None:
        """Say where texts end."""
        self._end = end

    def blur(self) -> None:
        """Say that it is not exact."""
        self.is_exact = False

    def hint(self, chars: Iterable[str]) -> None:
        """Add characters that tell texts apart."""
        self.hints |= frozenset(chars)


@lru_cache(maxsize=1024)
def automaton_of(regex: str, *, has_guards: bool = True) -> Automaton | None:
    """The automaton of a regex that compiles, or None when it would be too large.

    Without guards a lookahead holds everywhere: for what may look no further than a part of the text.
    """
    automaton = Automaton()
    try:
        tree = parser.parse(regex)
        drawing = _Drawing(automaton, {}, has_guards=has_guards, is_guard=False)
        automaton.close(drawing.sequence(tree, automaton.state(), tree.state.flags))
    except (TooLargeError, RecursionError):
        return None
    return automaton


# The parser's trees have no types, so what holds a part of one is Any.
class _Drawing:
    """Draws a parsed regex into an automaton. Each part starts at a state and gives the one where it ends."""

    def __init__(
        self, automaton: Automaton, groups: dict[int, tuple[Any, int]], *, has_guards: bool, is_guard: bool
    ) -> None:
        self._automaton = automaton
        # The sequences of the groups, and the flags they stand under.
        self._groups = groups
        # Those drawn already, by what they look for: a repeat draws each of its own several times.
        self._guards: dict[tuple[int, int, bool], Guard] = {}
        self._has_guards = has_guards
        self._is_guard = is_guard

    def sequence(self, tree: Iterable[Any], start: int, flags: int) -> int:
        """Draw one part behind the other."""
        end = start
        for code, argument in tree:
            end = self._part(code, argument, end, flags)
        return end

    def _part(self, code: Any, argument: Any, start: int, flags: int) -> int:
        items = _items(code, argument, flags)
        if items is not None:
            return self._automaton.step(start, characters(items, flags))
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self._repeat(argument, start, flags)
        if code is op.SUBPATTERN:
            return self._group(argument, start, flags)
        if code is op.BRANCH:
            return self._branches(argument[1], start, flags)
        if code in (op.ASSERT, op.ASSERT_NOT, op.AT):
            return self._looking(code, argument, start, flags)
        self._automaton.blur()
        return self._blurred(code, argument, start, flags)

    def _looking(self, code: Any, argument: Any, start: int, flags: int) -> int:
        """Draw what takes no text."""
        if code is not op.AT:
            direction, tree = argument
            self._automaton.hint(_named(tree))
            if direction > 0:
                return self._guard(tree, start, flags, is_negative=code is op.ASSERT_NOT)
        else:
            place = _OF_LINES.get(argument, argument) if flags & re.MULTILINE else argument
            if self._is_guard and place in (op.AT_END, op.AT_END_STRING):
                return self._end(start, may_break=place is op.AT_END)
            if place in _AFTER_END:
                return self._guard(_AFTER_END[place], start, 0, is_negative=True)
            if place in _BEGINNINGS and not self._automaton.is_at_start(start):
                return self._automaton.state()
            self._automaton.hint("\n")
        self._automaton.blur()
        return start

    def _blurred(self, code: Any, argument: Any, start: int, flags: int) -> int:
        """Draw what takes more in the automaton than it does in a text."""
        if code is op.POSSESSIVE_REPEAT:
            return self._repeat(argument, start, flags)
        if code is op.ATOMIC_GROUP:
            return self.sequence(argument, start, flags)
        if code is op.GROUPREF:
            tree, own_flags = self._groups[argument]
            return self.sequence(tree, start, own_flags | flags & re.IGNORECASE)
        if code is op.GROUPREF_EXISTS:
            return self._branches([part or () for part in argument[1:]], start, flags)
        return start

    def _guard(self, tree: Any, start: int, flags: int, *, is_negative: bool) -> int:
        key = (id(tree), flags, is_negative)
        guard = self._guards.get(key)
        if guard is None and self._has_guards and len(self._guards) < _MOST_GUARDS:
            ahead = Automaton()
            drawing = _Drawing(ahead, self._groups, has_guards=False, is_guard=True)
            ahead.close(drawing.sequence(tree, ahead.state(), flags))
            guard = self._guards[key] = Guard(ahead, is_negative=is_negative)
        if guard is None or not guard.automaton.is_exact:
            self._automaton.blur()
        # One that accepts too much may be demanded, but not be forbidden.
        if guard is None or (is_negative and not guard.automaton.is_exact):
            return start
        end = self._automaton.state()
        self._automaton.skip(start, end, guard)
        return end

    def _end(self, start: int, *, may_break: bool) -> int:
        end = self._automaton.step(start, END)
        if may_break:
            self._automaton.skip(self._automaton.step(self._automaton.step(start, _LINE_BREAK), END), end)
        return end

    def _repeat(self, argument: Any, start: int, flags: int) -> int:
        fewest, most, tree = argument
        end = start
        for _ in range(fewest):
            last, end = end, self.sequence(tree, end, flags)
            if last == end:
                # It takes nothing, however often.
                break
        if most - fewest <= _MOST_REPEATS:
            return self._optional(most - fewest, tree, end, flags)
        if most is not op.MAXREPEAT:
            self._automaton.blur()
        # The state that is passed again and again must be its own, or what comes before it would be repeated too.
        again = self._automaton.state()
        self._automaton.skip(end, again)
        self._automaton.skip(self.sequence(tree, again, flags), again)
        return self._behind([again])

    def _optional(self, most: int, tree: Any, start: int, flags: int) -> int:
        ends = [start]
        for _ in range(most):
            ends.append(self.sequence(tree, ends[-1], flags))
        return self._behind(ends) if most else start

    def _group(self, argument: Any, start: int, flags: int) -> int:
        group, added, removed, tree = argument
        kept = flags & ~_KINDS if added & _KINDS else flags
        own_flags = (kept | added) & ~removed
        if group is not None:
            self._groups[group] = (tree, own_flags)
        return self.sequence(tree, start, own_flags)

    def _branches(self, branches: Iterable[Any], start: int, flags: int) -> int:
        return self._behind([self.sequence(branch, start, flags) for branch in branches])

    def _behind(self, ends: Iterable[int]) -> int:
        """A new state behind all of these."""
        behind = self._automaton.state()
        for end in ends:
            self._automaton.skip(end, behind)
        return behind


def _items(code: Any, argument: Any, flags: int) -> Iterable[Any] | None:
    """The set of one character that a part stands for; None for any other part."""
    if code is op.LITERAL:
        return ((op.LITERAL, argument),)
    if code is op.NOT_LITERAL:
        return ((op.NEGATE, None), (op.LITERAL, argument))
    if code is op.ANY:
        return _ANY_AT_ALL if flags & re.DOTALL else _ANY
    items: Iterable[Any] | None = argument if code is op.IN else None
    return items


def _named(tree: Any) -> Iterator[str]:
    """The characters that stand in a parsed regex, however deep."""
    parts: list[Any] = list(tree)
    if len(parts) == 2 and parts[0] in (op.LITERAL, op.NOT_LITERAL):
        yield chr(parts[1])
        return
    for part in parts:
        if isinstance(part, tuple | list | parser.SubPattern):
            yield from _named(part)
