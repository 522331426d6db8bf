"""The long run of law 1: `python -m tests.differential.long --seed 0 --pairs 1000000 --processes 2`.

Prints what was compared, how often each known difference was met, and which registrations were refused. On a
difference that nothing explains it prints the smallest program that shows it, and exits with 1.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from multiprocessing import Pool
from random import Random

import resrouter
from tests.differential.choices import RandomChoices
from tests.differential.comparison import Difference, Outcome, compare
from tests.differential.generator import ASKED_PER_TABLE, Generator
from tests.differential.minimal import smallest
from tests.differential.tables import Case

MakeRouter = Callable[[], resrouter.Router] | None


def case_at(seed: str, number: int, asked: int = ASKED_PER_TABLE) -> Case:
    """The case of a seed at a number; the same each time."""
    return Generator(RandomChoices(Random(f"{seed}:{number}"))).case(asked=asked)


async def run(seed: str, pairs: int, make_router: MakeRouter = None) -> Outcome:
    """Compare case after case until there were enough pairs, or one differs."""
    outcome = Outcome()
    number = 0
    while outcome.pairs < pairs and not outcome.differences:
        outcome.add(await compare(case_at(seed, number), make_router))
        number += 1
    return outcome


async def reduced(difference: Difference, make_router: MakeRouter = None) -> Difference:
    """The same difference, or another of its kind, shown by the smallest case."""
    kind = difference.what.split()[0]

    async def differences(case: Case) -> list[Difference]:
        found = (await compare(case, make_router)).differences
        return [other for other in found if other.what.split()[0] == kind]

    async def differs(case: Case) -> bool:
        return bool(await differences(case))

    if not await differs(difference.case):
        return difference
    return (await differences(await smallest(difference.case, differs)))[0]


def report(outcome: Outcome, seconds: float) -> str:
    """The run in a few lines."""
    rate = f"{outcome.pairs / seconds:,.0f} pairs/s"
    lines = [
        f"{outcome.tables:,} tables, {outcome.pairs:,} pairs, {rate}, {outcome.facts:,} facts of tables",
        "  answers:  " + ", ".join(f"{status}: {n:,}" for status, n in sorted(outcome.statuses.items())),
        "  refused:  " + ", ".join(f"{name}: {n:,}" for name, n in outcome.refusals.most_common()),
    ]
    lines += [f"  known:    {n:,} x {reason.value}" for reason, n in outcome.known.most_common()]
    return "\n".join(lines)


def _one(work: tuple[str, int]) -> Outcome:
    return asyncio.run(run(*work))


def main() -> int:
    """Run, report, and say by the exit code whether all is explained."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential.long")
    parser.add_argument("--seed", default="0", help="where the random tables begin")
    parser.add_argument("--pairs", type=int, default=100_000, help="how many requests to compare")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--examples", action="store_true", help="show each known difference once")
    given = parser.parse_args()
    start = time.monotonic()
    share = -(-given.pairs // given.processes)
    total = Outcome()
    work = [(f"{given.seed}/{process}", share) for process in range(given.processes)]
    if given.processes == 1:
        total.add(_one((given.seed, share)))
    else:
        with Pool(given.processes) as pool:
            for outcome in pool.imap_unordered(_one, work):
                total.add(outcome)
    print(report(total, time.monotonic() - start))
    if given.examples:
        for reason, example in total.examples.items():
            print(f"\n{reason.value}\n{example}")
    for difference in total.differences[:1]:
        print(f"\nDIFFERENT: {asyncio.run(reduced(difference))}")
    print(f"{len(total.differences)} unexplained")
    return 1 if total.differences else 0


if __name__ == "__main__":
    sys.exit(main())
