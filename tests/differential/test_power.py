"""The differential tests catch what they are for: each seeded fault, within a bounded number of pairs."""

import pytest

from tests.differential.faults import PATCHES, ROUTERS
from tests.differential.long import reduced, run

PAIRS = 5_000


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("fault", ROUTERS)
async def test_a_router_with_a_fault_is_caught(fault: str) -> None:
    outcome = await run("power", PAIRS, ROUTERS[fault])
    assert outcome.differences, f"{fault}: not noticed in {outcome.pairs} pairs"


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("fault", PATCHES)
async def test_a_fault_in_the_rooms_below_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    PATCHES[fault](monkeypatch)
    outcome = await run("power", PAIRS)
    assert outcome.differences, f"{fault}: not noticed in {outcome.pairs} pairs"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "fault", ["the last registered wins among equal prefixes", "the last resource is not used again"]
)
async def test_a_difference_is_shown_by_its_smallest_case(fault: str) -> None:
    make = ROUTERS[fault]
    outcome = await run("power", PAIRS, make)
    difference = await reduced(outcome.differences[0], make)
    assert len(difference.case.table.steps) <= 3
    assert len(difference.case.asked) <= 1
    compile(str(difference).partition("\n\n")[2], "the reproduction", "exec")
