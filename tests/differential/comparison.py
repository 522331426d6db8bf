"""Law 1, checked on one case: both sides are built, listed and asked, and whatever differs must be explained."""

import logging
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import resrouter
from tests.differential.answers import (
    Answer,
    Positions,
    Raised,
    agree,
    answer,
    listing,
    request_for,
)
from tests.differential.known import SETS, Corrected, Reason
from tests.differential.sides import Building, Built, Ours, Place, Stock, complete
from tests.differential.tables import Asked, Case, Mount, Table

# Values for url_for(); the names are those of the generator's parameters.
PARTS: dict[str, Any] = {"p": "a", "q": "a/b", "r": "é %?", "s": "%2F", "_t": "", "filename": "/sub/b.txt"}


@dataclass(frozen=True)
class Difference:
    """Something on which the sides differ for no known reason."""

    case: Case
    what: str
    stock: Any
    ours: Any

    def __str__(self) -> str:
        return f"{self.what}\n  aiohttp:   {self.stock}\n  resrouter: {self.ours}\n\n{self.case.code()}"


@dataclass
class Outcome:
    """What was compared, and what came of it."""

    pairs: int = 0
    facts: int = 0
    tables: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    known: Counter[Reason] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    examples: dict[Reason, str] = field(default_factory=dict)

    def add(self, other: "Outcome") -> None:
        self.pairs += other.pairs
        self.facts += other.facts
        self.tables += other.tables
        self.statuses += other.statuses
        self.known += other.known
        self.refusals += other.refusals
        self.differences += other.differences
        self.examples = {**other.examples, **self.examples}


async def compare(case: Case, make_router: Callable[[], resrouter.Router] | None = None) -> Outcome:
    """Compare aiohttp's router with ours on a case."""
    comparison = _Comparison(case, make_router)
    with warnings.catch_warnings(), silent():
        warnings.simplefilter("ignore")  # bare functions as handlers, odd sets in regexes
        await comparison.run()
    return comparison.outcome


@contextmanager
def silent() -> Iterator[None]:
    """No reports of dead routes, of which random tables are full."""
    log = logging.getLogger("resrouter")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


class _Comparison:
    def __init__(self, case: Case, make_router: Callable[[], resrouter.Router] | None) -> None:
        self.case = self._reference = case
        self.outcome = Outcome(tables=1)
        self._ours = Ours(make_router)
        self._refusing: Built | None = None
        self._corrected: tuple[Corrected, Positions] | None = None

    async def run(self) -> None:
        first = Building(self.case.table, Stock())
        stops = _stops(self.case.table, first.finish())
        if stops:
            # aiohttp keeps a part of what it refused. Here nothing may be left, so ours is compared with a router of
            # aiohttp's that never saw the refused step.
            self._reference = replace(self.case, table=self.case.table.until(stops))
            self._refusing, _ = complete(self.case, first)
            first = Building(self._reference.table, Stock())
        stock, late = complete(self._reference, first)
        if self.case.table.ours and late and late[-1] is not None:
            self._refusing = self._refusing or stock
            self._reference = replace(self._reference, late=self.case.late[: len(late) - 1])
            stock, _ = complete(self._reference, Building(self._reference.table, Stock()))
        ours = Building(self.case.table, self._ours)
        if self.case.early:
            await self._ask_early(ours)
        built, ours_late = complete(self.case, ours)
        self._compare_refusals(self._refusing or stock, built)
        if len(late) != len(ours_late):
            self._differ("late", late, ours_late)
        else:
            for theirs, own in zip(late, ours_late, strict=True):
                self._compare_refusal("late", theirs, own)
        if self.outcome.differences:
            return
        self._compare_listings(stock, built)
        await self._ask(self.case.asked, Positions(stock), Positions(built))
        if self._refusing is not None:
            await self._note_what_is_left(stock)

    def _differ(self, what: str, stock: Any, ours: Any, **narrower: Any) -> None:
        case = replace(self.case, **narrower) if narrower else self.case
        self.outcome.differences.append(Difference(case, what, stock, ours))

    def _compare_refusals(self, stock: Built, ours: Built) -> None:
        for place in stock.refused.keys() | ours.refused.keys():
            theirs, own = stock.refused.get(place), ours.refused.get(place)
            if (theirs and theirs[0]) != (own and own[0]):
                self._differ(f"refused in {place}", theirs, own)
            else:
                assert theirs is not None
                assert own is not None
                self._compare_refusal(f"refused in {place}", theirs[1], own[1])

    def _compare_refusal(self, what: str, stock: type[Exception] | None, ours: type[Exception] | None) -> None:
        if stock is not None:
            self.outcome.refusals[stock.__name__] += 1
        if stock is None or ours is None:
            if stock is not ours:
                self._differ(what, stock, ours)
        elif not issubclass(ours, stock):
            self._differ(what, stock, ours)

    def _compare_listings(self, stock: Built, ours: Built) -> None:
        theirs = listing(Positions(stock), stock, PARTS)
        own = listing(Positions(ours), ours, PARTS)
        self.outcome.facts += len(theirs)
        if theirs.keys() != own.keys():
            self._differ("resources", len(theirs), len(own))
            return
        for key, fact in theirs.items():
            if not agree(fact, own[key]) and not self._is_known_fact(key, own[key]):
                self._differ(f"fact {key}", fact, own[key])

    def _is_known_fact(self, key: Any, ours: Any) -> bool:
        side, positions = self._corrected_side()
        for literals in ({Reason.DEAD_LITERAL}, {Reason.DEAD_LITERAL, Reason.STRAY_PERCENT}):
            side.active = frozenset(literals)
            if agree(listing(positions, positions.built, PARTS).get(key), ours):
                return True
        return False

    async def _ask_early(self, ours: Building) -> None:
        """Ask both sides while the table is half built."""
        stock = Building(self._reference.table, Stock())
        for building in (stock, ours):
            building.go_on(self.case.pause)
        theirs, own = Positions(stock.built), Positions(ours.built)
        for asked in dict.fromkeys(self.case.early):
            request = request_for(asked)
            answers = await answer(theirs, request), await answer(own, request)
            self.outcome.pairs += 1
            if answers[0] != answers[1]:
                corrected = Building(self._reference.table, side := Corrected())
                corrected.go_on(self.case.pause)
                await self._explain(asked, answers, side, Positions(corrected.built))

    async def _ask(self, all_asked: tuple[Asked, ...], stock: Positions, ours: Positions) -> None:
        for asked in dict.fromkeys(all_asked):
            request = request_for(asked)
            theirs = await answer(stock, request)
            own = await answer(ours, request)
            self.outcome.pairs += 1
            if isinstance(own, Answer):
                self.outcome.statuses[own.status] += 1
            if theirs != own:
                await self._explain(asked, (theirs, own), *self._corrected_side())
            elif isinstance(own, Raised):
                await self._excuse(asked, own)

    async def _explain(
        self,
        asked: Asked,
        answers: tuple[Answer | Raised, Answer | Raised],
        side: Corrected,
        positions: Positions,
    ) -> None:
        """Count a pair that differs by the known reasons, or report it."""
        request = request_for(asked)
        for reasons in SETS:
            side.active = reasons
            if await answer(positions, request) == answers[1]:
                self.outcome.known.update(reasons)
                for reason in reasons if len(reasons) == 1 else ():
                    self.outcome.examples.setdefault(reason, _example(self.case, asked, answers))
                return
        self._differ(f"asked {asked}", *answers, asked=(asked,))

    async def _excuse(self, asked: Asked, own: Raised) -> None:
        """Ours may raise where aiohttp's raises only when a resource of another class does so."""
        side, positions = self._corrected_side()
        side.active = frozenset({Reason.ABSENT_GROUP})
        corrected = await answer(positions, request_for(asked))
        if corrected != own:
            self._differ(f"raised for {asked}", corrected, own, asked=(asked,))

    async def _note_what_is_left(self, clean: Built) -> None:
        """Count the pairs that a left-over of a refused registration answers differently in aiohttp."""
        assert self._refusing is not None
        theirs, own = Positions(self._refusing), Positions(clean)
        for asked in dict.fromkeys(self.case.asked):
            request = request_for(asked)
            answers = await answer(theirs, request), await answer(own, request)
            if answers[0] != answers[1]:
                self.outcome.known[Reason.NOTHING_LEFT] += 1
                self.outcome.examples.setdefault(Reason.NOTHING_LEFT, _example(self.case, asked, answers))

    def _corrected_side(self) -> tuple[Corrected, Positions]:
        if self._corrected is None:
            side = Corrected()
            built, _ = complete(self._reference, Building(self._reference.table, side))
            self._corrected = side, Positions(built)
        return self._corrected


def _stops(table: Table, stock: Built) -> dict[Place, int]:
    """The steps from which on applications are cut: those that a router of ours refused."""
    return {
        place: number
        for place, (number, _) in stock.refused.items()
        if (own := _at(table, place)).ours and number >= own.taken_over_after
    }


def _at(table: Table, place: Place) -> Table:
    for number in place:
        step = table.steps[number]
        assert isinstance(step, Mount)
        table = step.table
    return table


def _example(case: Case, asked: Asked, answers: tuple[Any, Any]) -> str:
    lines = "\n".join(case.table.code())
    return f"{lines}\n{asked}\n  aiohttp:   {answers[0]}\n  resrouter: {answers[1]}"
