"""aiohttp's own tests of its dispatcher, run on aiohttp's and then on resrouter's.

    python tests/drop_in/run.py [--only FILE]... [--keep DIR] [--venv DIR]

The tests come from the source distribution of the installed aiohttp, through pip, into a temporary folder, and with
them an environment of their own. Nothing of it stays unless --keep says where. Exit code 0: all is as expected.py says;
1: it is not; 2: the tests could not be run.
"""

import argparse
import platform
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # started by its path

from tests.drop_in.expected import EXPECTED
from tests.drop_in.verdict import Outcome, Outcomes, Verdict, judge, of_file
from tests.drop_in.workshop import CannotRunError, Workshop, furnished

FILES = (
    "test_urldispatch.py",
    "test_web_urldispatcher.py",
    "test_benchmarks_web_urldispatcher.py",  # each once, on GitHub's paths; they assert what was matched
    "test_route_def.py",
    "test_web_app.py",
    "test_web_middleware.py",
    "test_web_functional.py",
    "test_web_sendfile_functional.py",
    "test_web_log.py",
    "test_web_runner.py",
    "test_test_utils.py",
    "test_pytest_plugin.py",
)

# Those of the plugin's modes in which aiohttp's resources and ours meet. They are told of, not judged.
MIXED = {
    "adopted": "resrouter.setup() on every application, after it was filled",
    "parent": "resrouter.setup() on those that mount, aiohttp's dispatcher in those that are mounted",
    "child": "aiohttp's dispatcher in those that mount, resrouter.setup() on those that are mounted",
}

_ROW = "{:40}{:>7}{:>8}{:>12}{:>8}{:>9}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="aiohttp's own tests, run on resrouter's router")
    parser.add_argument("--only", metavar="FILE", action="append", help="one of aiohttp's; repeatable")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="work in it, and use what it holds")
    parser.add_argument("--venv", metavar="DIR", type=Path, help="install into this environment")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="drop-in-") as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        try:
            workshop = furnished(folder, (options.venv or folder / "venv").absolute())
            return compare(workshop, [f"tests/{Path(name).name}" for name in options.only or FILES])
        except CannotRunError as error:
            print(f"The tests could not be run: {error}", file=sys.stderr)
            return 2


def compare(workshop: Workshop, files: Sequence[str]) -> int:
    """Run the files on both routers and print what came of it; the exit code."""
    print(f"aiohttp {version('aiohttp')}, Python {platform.python_version()}", flush=True)
    stock = workshop.run("stock", files)
    ours = workshop.run("ours", files)
    verdict = judge(files, stock, ours, EXPECTED)
    print_table(files, stock, ours)
    print_verdict(verdict, ours)
    print_mixed(workshop, [test for test, outcome in stock.items() if outcome.mounts], stock)
    return 0 if verdict.holds else 1


def print_table(files: Sequence[str], stock: Outcomes, ours: Outcomes) -> None:
    """How many tests of each file pass and fail, and how many of them made a router of ours."""
    print(f"\n{'':40}{'aiohttp':>15}{'resrouter':>20}")
    print(_ROW.format("", "passed", "failed", "passed", "failed", "reached"))
    for file in files:
        print_row(file.removeprefix("tests/"), [*of_file(file, stock)], [*of_file(file, ours)])
    print_row("all", [*stock.values()], [*ours.values()])
    print('"reached" counts the tests in which a resrouter.Router was made.')


def print_row(label: str, before: Sequence[Outcome], now: Sequence[Outcome]) -> None:
    outcomes = [[one.passed for one in before], [one.failed for one in before]]
    outcomes += [[one.passed for one in now], [one.failed for one in now]]
    print(_ROW.format(label, *map(sum, outcomes), sum(one.reached for one in now)))


def print_verdict(verdict: Verdict, ours: Outcomes) -> None:
    """Each test that tells the two apart, and what is wrong with the list of those that may."""
    for test in verdict.listed:
        print(f"\nas expected: {test}\n  {EXPECTED[test]}")
    for test in verdict.unexpected:
        print(f"\nUNEXPECTED: {test}\n  {ours[test].why if test in ours else 'did not run'}")
    for test in verdict.stale:
        print(f"\nSTALE, it passes: {test}\n  Take it out of tests/drop_in/expected.py.")
    for test in verdict.unknown:
        print(f"\nnot in this version of aiohttp: {test}")
    for file in verdict.idle:
        print(f"\nPROVES NOTHING: {file}: none of its tests passes on aiohttp's, or none reaches ours.")


def print_mixed(workshop: Workshop, mounting: Sequence[str], stock: Outcomes) -> None:
    """What becomes of the tests that mount applications when only some of these are ours."""
    if mounting:
        print(f"\nFor information, tests that mount an application: {len(mounting)}")
    for mode, meaning in MIXED.items() if mounting else ():
        outcomes = workshop.run(mode, mounting)
        failing = [test for test in mounting if stock[test].passed and not outcomes[test].passed]
        print(f"  {len(mounting) - len(failing):>3} as on aiohttp's, {len(failing)} not: {meaning}")
        for test in failing:
            print(f"      {test}\n        {outcomes[test].why}")


if __name__ == "__main__":
    sys.exit(main())
