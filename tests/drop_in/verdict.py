"""What two runs of the same tests say about resrouter: one on aiohttp's dispatcher, one on ours."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test; `reached` when it made a router of ours, `mounts` when it mounted an application."""

    outcome: str
    why: str = ""
    reached: bool = False
    mounts: bool = False

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    @property
    def failed(self) -> bool:
        return self.outcome == "failed"


Outcomes = Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which tests speak against resrouter, and which entries of the list of expected ones are out of date."""

    unexpected: tuple[str, ...]  # pass on aiohttp's, do not with ours, are not listed
    listed: tuple[str, ...]  # the same, but listed
    stale: tuple[str, ...]  # listed, and pass with ours
    unknown: tuple[str, ...]  # listed, but not among aiohttp's tests of this version
    idle: tuple[str, ...]  # files of which no test passes on aiohttp's, or none makes a router of ours

    @property
    def holds(self) -> bool:
        """Whether resrouter did all that was expected of it; tests that another version lacks do no harm."""
        return not (self.unexpected or self.stale or self.idle)


def judge(files: Sequence[str], stock: Outcomes, ours: Outcomes, expected: Collection[str]) -> Verdict:
    """The verdict on two runs of the same files."""
    differing = [test for test, was in stock.items() if was.passed and not _passes(test, ours)]
    about_these = [test for test in expected if file_of(test) in files]
    return Verdict(
        unexpected=tuple(test for test in differing if test not in expected),
        listed=tuple(test for test in differing if test in expected),
        stale=tuple(test for test in about_these if _passes(test, ours)),
        unknown=tuple(test for test in about_these if test not in stock),
        idle=tuple(file for file in files if _is_idle(file, stock, ours)),
    )


def read(report: Path) -> dict[str, Outcome]:
    """The outcomes that the plugin wrote."""
    return {test: Outcome(**facts) for test, facts in json.loads(report.read_text("utf-8")).items()}


def file_of(test: str) -> str:
    """The file of a test's id."""
    return test.partition("::")[0]


def of_file(file: str, outcomes: Outcomes) -> Iterator[Outcome]:
    """The outcomes of one file."""
    return (outcome for test, outcome in outcomes.items() if file_of(test) == file)


def _passes(test: str, outcomes: Outcomes) -> bool:
    return test in outcomes and outcomes[test].passed


def _is_idle(file: str, stock: Outcomes, ours: Outcomes) -> bool:
    runs = any(outcome.passed for outcome in of_file(file, stock))
    return not (runs and any(outcome.reached for outcome in of_file(file, ours)))
