"""The best text that two automata accept: the shortest of those that are good to read.

The search walks both automata and the path's own rules side by side, cheapest text first, so the first text that
arrives is the best one. Each character costs something, more when it is hard to read, and an empty segment or one of
dots costs more than any text.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum, auto
from heapq import heappop, heappush
from itertools import islice, product

from resrouter.paths.automaton import END, Automaton, Guard, Guards
from resrouter.paths.characters import Characters, Choice, choice, shared

# A search gives up after so many pairs of states, or of characters behind them: some tenths of a second.
_MOST_VISITS = 20_000
_MOST_CHOICES = 200_000

# A pair of states is visited by so many texts when an automaton is not exact: the first of them may not fit.
_MOST_TEXTS = 32
# And so many whole texts are tried.
_MOST_TRIALS = 256

_BAD_ESCAPE_COST = 1 << 16
_BAD_SEGMENT_COST = 1 << 20
_NO_SLASH_COST = 1 << 24

_HIGH = "89ABCDEFabcdef"
_HEX = "0123456789ABCDEFabcdef"


class Place(IntEnum):
    """Where in a path a text has arrived. An escape is only there for what cannot be decoded, see `encoding`."""

    START = auto()
    SLASH = auto()
    DOT = auto()
    DOTS = auto()
    TEXT = auto()
    ESCAPE = auto()  # behind "%"
    ESCAPE_2 = auto()  # behind "%2"
    ESCAPE_HIGH = auto()  # behind the first digit of a byte beyond ASCII
    END = auto()


# What may come behind a part of an escape, and where it leads.
_DIGITS = {
    Place.ESCAPE: {"2": Place.ESCAPE_2} | dict.fromkeys(_HIGH, Place.ESCAPE_HIGH),
    Place.ESCAPE_2: dict.fromkeys("5F", Place.TEXT),
    Place.ESCAPE_HIGH: dict.fromkeys(_HEX, Place.TEXT),
}
_DOTTED = {Place.SLASH: Place.DOT, Place.DOT: Place.DOTS}
_SLASH = choice("/")

# A lookahead that is not decided yet, and the states that it may be in.
_Watch = tuple[Guard, frozenset[int]]
_Watches = frozenset[_Watch]

# Where a text has led: a state of each automaton, the place, and the lookaheads.
_State = tuple[int, int, Place, _Watches]
# The cost of a text, its rank among those of the same cost, the text, and where it has led.
_Way = tuple[int, str, str, _State]


def best_text(
    first: Automaton, second: Automaton, fits: Callable[[str], bool], start: Place = Place.START
) -> str | None:
    """The best text that both accept and that fits, or None when none was found."""
    are_exact = first.is_exact and second.is_exact
    refused = 0
    for text in _texts(first, second, start, 1 if are_exact else _MOST_TEXTS):
        if fits(text):
            return text
        refused += 1
        if refused == _MOST_TRIALS:
            return None
    if not refused or not are_exact:
        return None
    # What the automata cannot know has refused it, such as the rules of escapes: another may do.
    others = islice(_texts(first, second, start, _MOST_TEXTS), _MOST_TRIALS)
    return next(filter(fits, others), None)


def _texts(first: Automaton, second: Automaton, start: Place, most: int) -> Iterator[str]:
    """Texts that both accept, the best first, each once; so many of them pass any pair of states."""
    choices = _Choices(first, second, are_many=most > 1)
    ways: list[_Way] = [(0, "", "", (0, 0, start, frozenset()))]
    seen: dict[_State, set[str]] = {}
    for _ in range(_MOST_VISITS):
        if not ways or choices.given > _MOST_CHOICES:
            return
        cost, rank, text, state = heappop(ways)
        one, other, place, watches = state
        been = seen.setdefault(state, set())
        if text in been or (len(been) >= most and place is not Place.END):
            continue
        been.add(text)
        if place is Place.END:
            yield text
            continue
        walk, other_walk = first.walk(one), second.walk(other)
        if place not in _DIGITS and any(
            _may_end(watches, guards | more) for guards, more in product(walk.ends, other_walk.ends)
        ):
            heappush(ways, (cost + _end_cost(place), rank, text, (0, 0, Place.END, frozenset())))
        for (taken, target, guards), (other_taken, other_target, more) in product(walk.steps, other_walk.steps):
            for added, char_rank, char in choices.among(taken, other_taken, place):
                behind = _watched(watches, guards | more, char)
                if behind is not None:
                    price, next_place = _behind(place, char)
                    reached = (target, other_target, next_place, behind)
                    heappush(ways, (cost + added + price, rank + char_rank, text + char, reached))


def _started(watches: _Watches, guards: Guards) -> _Watches:
    """The lookaheads with those that start here."""
    return watches | {(guard, frozenset((0,))) for guard in guards} if guards else watches


def _may_end(watches: _Watches, guards: Guards) -> bool:
    """Whether no lookahead is against it that the text ends here."""
    return all(_is_through(_ended(watch)) != watch[0].is_negative for watch in _started(watches, guards))


def _ended(watch: _Watch) -> _Watch:
    """A lookahead with what it may look for at the end of a text."""
    guard, states = watch
    # Grows while it is read.
    reached = list(states)
    for state in reached:
        ends = (target for taken, target, _ in guard.automaton.walk(state).steps if taken is END)
        reached += (target for target in ends if target not in reached)
    return guard, frozenset(reached)


def _watched(watches: _Watches, guards: Guards, char: str) -> _Watches | None:
    """The lookaheads that are still undecided behind a character, or None when one is against it."""
    undecided: set[_Watch] = set()
    for watch in _started(watches, guards):
        guard, states = watch
        if _is_through(watch):
            # Of those that were under way before, none is.
            if guard.is_negative:
                return None
            continue
        steps = (step for state in states for step in guard.automaton.walk(state).steps)
        behind = guard, frozenset(target for taken, target, _ in steps if taken.holds(char))
        if _is_through(behind) if guard.is_negative else not behind[1]:
            return None
        if behind[1] and not _is_through(behind):
            undecided.add(behind)
    return frozenset(undecided)


def _is_through(watch: _Watch) -> bool:
    """Whether what a lookahead looks for was found."""
    guard, states = watch
    return any(guard.automaton.walk(state).ends for state in states)


class _Choices:
    """The characters to go on with; `given` counts them."""

    def __init__(self, first: Automaton, second: Automaton, *, are_many: bool) -> None:
        self.given = 0
        self._are_many = are_many
        self._sets = first.sets | second.sets
        self._hints = tuple(map(choice, sorted(first.hints | second.hints)))
        self._known: dict[tuple[Characters, Characters], tuple[Choice, ...]] = {}

    def among(self, first: Characters, second: Characters, place: Place) -> Iterable[Choice]:
        """Characters of both sets that may come at the place."""
        digits = _DIGITS.get(place)
        if digits is not None:
            both = shared(first, second)
            chosen = tuple(choice(char) for char in digits if both.ascii >> ord(char) & 1)
        else:
            chosen = self._known.get((first, second)) or self._choose(first, second)
            if place is Place.START and shared(first, second).ascii >> ord("/") & 1:
                # Nowhere else does a slash lead further than a letter.
                chosen = (*chosen, _SLASH)
        self.given += 1 + len(chosen)
        return chosen

    def _choose(self, first: Characters, second: Characters) -> tuple[Choice, ...]:
        both = shared(first, second)
        chosen = both.choices
        if self._are_many:
            chosen += both.unlike
        if self._sets or self._hints:
            hinted = [hint for hint in self._hints if first.holds(hint.char) and second.holds(hint.char)]
            other = (each for each in both.readable if each not in hinted)
            kinds = {tuple(one.holds(each.char) for one in self._sets): each for each in reversed(both.all_ascii())}
            chosen = tuple(dict.fromkeys((*chosen, *kinds.values(), *hinted, *islice(other, 1))))
        self._known[first, second] = chosen
        return chosen


def _behind(place: Place, char: str) -> tuple[int, Place]:
    """What it costs to have the character there, beside its own cost, and the place behind it."""
    if place in _DIGITS:
        behind = _DIGITS[place][char]
        return (_BAD_ESCAPE_COST if behind is Place.ESCAPE_HIGH else 0), behind
    if char == "/":
        return (0 if place is Place.START else _end_cost(place)), Place.SLASH
    price = _NO_SLASH_COST if place is Place.START else 0
    if char == "%":
        return price, Place.ESCAPE
    if char == ".":
        return price, _DOTTED.get(place, Place.TEXT)
    return price, Place.TEXT


def _end_cost(place: Place) -> int:
    """What it costs to end a segment there."""
    if place is Place.START:
        return _NO_SLASH_COST
    return _BAD_SEGMENT_COST if place in (Place.SLASH, Place.DOT, Place.DOTS) else 0
