"""The clock: rounds in which every subject takes a turn, in an order that chance decides, always alike.

What is taken is CPU time of this thread, without garbage collection. A subject is compared with another one inside a
round, where the machine was the same for both, and the median of those ratios is the result.
"""

import gc
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from random import Random
from statistics import median
from time import thread_time

from benchmarks.figures import Figure

ROUNDS = 15
QUICK_ROUNDS = 2
PATIENCE = 6.0  # seconds for one subject of a race; the slowest take part in fewer rounds, in the first at least
BASELINE = "aiohttp"

Turn = Callable[[], float]
"""One turn of a subject: prepares what it needs, takes the time, and gives the seconds that one operation took."""

Unit = tuple[float, str]
NANOSECONDS: Unit = (1e9, "ns")
MICROSECONDS: Unit = (1e6, "µs")
MILLISECONDS: Unit = (1e3, "ms")


class Rounds:
    """What the clock said: for each subject the seconds for one operation, by the number of the round."""

    def __init__(self, samples: Mapping[str, Mapping[int, float]]) -> None:
        self.samples = samples

    def seconds(self, subject: str) -> float:
        """The median of a subject's rounds."""
        return median(self.samples[subject].values())

    def ratio(self, subject: str, baseline: str = BASELINE) -> float | None:
        """The median of the ratios to the baseline; None when that took no part."""
        own, other = self.samples[subject], self.samples.get(baseline)
        if other is None:
            return None
        return median(own[number] / other[number] for number in own.keys() & other.keys())

    def figures(self, section: str, work: str, unit: Unit) -> list[Figure]:
        """Of every subject the median and its ratio to aiohttp's."""
        factor, name = unit
        return [
            Figure(section, work, subject, self.seconds(subject) * factor, name, self.ratio(subject))
            for subject in self.samples
        ]


def race(subjects: Mapping[str, Turn], *, rounds: int) -> Rounds:
    """The rounds of all subjects."""
    samples: dict[str, dict[int, float]] = {name: {} for name in subjects}
    spent = dict.fromkeys(subjects, 0.0)
    chance = Random(20)  # any seed, always the same
    with _frozen_heap():
        for number in range(rounds):
            order = list(subjects)
            chance.shuffle(order)
            for name in order:
                if number and spent[name] * (1 + 1 / len(samples[name])) > PATIENCE:
                    continue
                start = thread_time()
                samples[name][number] = subjects[name]()
                spent[name] += thread_time() - start
    return Rounds(samples)


@contextmanager
def quiet() -> Generator[None]:
    """No garbage is collected inside, and what there was is gone before."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _frozen_heap() -> Generator[None]:
    """The tables that stand by are no concern of a collection between two turns."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
