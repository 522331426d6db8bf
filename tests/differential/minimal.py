"""The smallest case that still differs: whatever can be left out is left out."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

from tests.differential.tables import Case, Mount, Table

TRIES = 2000


async def smallest(case: Case, differs: Callable[[Case], Awaitable[bool]]) -> Case:
    """Take away part after part as long as the case still differs."""
    tries = 0
    again = True
    while again:
        again = False
        for smaller in _smaller(case):
            tries += 1
            if tries > TRIES:
                return case
            if await differs(smaller):
                case, again = smaller, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    if len(case.asked) > 1:
        half = len(case.asked) // 2
        yield replace(case, asked=case.asked[:half])
        yield replace(case, asked=case.asked[half:])
    if case.early:
        yield replace(case, early=(), pause=0)
        yield replace(case, early=case.early[1:])
    if case.late:
        yield replace(case, late=())
        yield replace(case, late=case.late[1:])
    if not case.frozen:
        yield replace(case, frozen=True)
    for table in _smaller_tables(case.table):
        yield replace(case, table=table)


def _smaller_tables(table: Table) -> Iterator[Table]:
    count = len(table.steps)
    for size in dict.fromkeys((max(1, count // 2), 1)):
        for start in range(count):
            yield replace(table, steps=table.steps[:start] + table.steps[start + size :])
    if table.taken_over_after:
        yield replace(table, taken_over_after=0)
    for number, step in enumerate(table.steps):
        for other in _smaller_steps(step):
            yield replace(table, steps=(*table.steps[:number], other, *table.steps[number + 1 :]))


def _smaller_steps(step: Mount | object) -> Iterator[Mount]:
    if isinstance(step, Mount):
        for table in _smaller_tables(step.table):
            yield replace(step, table=table)
