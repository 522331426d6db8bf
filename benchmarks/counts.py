"""What the hot paths cost in instructions, against the figures stored last: `make bench-counts`.

Instructions do not depend on how busy or fast a machine is, so that a small step back shows at once and by name. They
depend on the Python build, on the versions of the packages below and on the architecture: where one of them differs
from what is stored, figures are shown beside each other and nothing is concluded.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Self

from benchmarks.hot_paths import MARK

ROOT = Path(__file__).resolve().parents[1]
STORED = Path(__file__).with_name("counts.json")
PACKAGES = ("aiohttp", "yarl", "multidict", "propcache", "ghapi")
MARKS = 3  # for each hot path: before no operation, before its operations, after them
LIMIT = 600.0  # seconds; a run takes one minute
TOLERANCE = (
    0.05  # runs agree within 0.2 %, whatever is added elsewhere; a fix may cost a little, a step back costs more
)

Counted = Mapping[str, float]
"""Instructions for one operation, by the name of the hot path."""


class CountsError(Exception):
    """There are no counts, for the reason given."""


class Verdict(Enum):
    """What became of a hot path."""

    DEARER = "DEARER"
    CHEAPER = "cheaper"
    ALIKE = ""
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Row:
    """One hot path: instructions for an operation as stored and as counted now."""

    name: str
    old: float | None
    new: float | None

    @property
    def change(self) -> float | None:
        """0.1 when it got dearer by a tenth; None when there is nothing to compare."""
        return None if self.old is None or self.new is None else self.new / self.old - 1

    @property
    def verdict(self) -> Verdict:
        """What to say of it."""
        if self.change is None:
            return Verdict.NEW if self.old is None else Verdict.GONE
        if abs(self.change) <= TOLERANCE:
            return Verdict.ALIKE
        return Verdict.DEARER if self.change > 0 else Verdict.CHEAPER


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts, and what they were counted with."""

    environment: Mapping[str, str]
    instructions: Counted

    @classmethod
    def stored(cls, path: Path) -> Self:
        """The counts in a file; none in one that is not there."""
        if not path.exists():
            return cls({}, {})
        data = json.loads(path.read_text("utf-8"))
        return cls(data["environment"], data["instructions"])

    def store(self, path: Path) -> None:
        """Write them, one to a line."""
        data = {
            "environment": self.environment,
            "instructions": {name: round(count) for name, count in self.instructions.items()},
        }
        path.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, or store; 0 when nothing got dearer, 1 when something did, 2 when nothing could be counted."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.counts", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"store the counts in {STORED.name}")
    options = parser.parse_args(arguments)
    try:
        new = Counts(environment(), counted())
    except CountsError as error:
        print(error, file=sys.stderr)
        return 2
    old = Counts.stored(STORED)
    print(table(compared(old.instructions, new.instructions)))
    if options.write:
        new.store(STORED)
        print(f"stored in {STORED.name}")
        return 0
    said, status = conclusion(old, new)
    print(said)
    return status


def compared(old: Counted, new: Counted) -> list[Row]:
    """A row for every hot path: those of now in their order, then those that are gone."""
    return [Row(name, old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])]


def conclusion(old: Counts, new: Counts) -> tuple[str, int]:
    """What follows from the counts, and the exit status that says the same."""
    if not old.instructions:
        return "Nothing is stored to compare with; --write stores these counts.", 0
    others = differing(old.environment, new.environment)
    if others:
        return f"The counts were stored with another {', another '.join(others)}: nothing is concluded.", 0
    dearer = [row for row in compared(old.instructions, new.instructions) if row.verdict is Verdict.DEARER]
    if not dearer:
        return f"No path got dearer by more than {TOLERANCE:.0%}.", 0
    named = ", ".join(f"{row.name} ({row.change:+.1%})" for row in dearer)
    return f"Dearer by more than {TOLERANCE:.0%}: {named}", 1


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """What of the environment is not the same: 'yarl (1.24.0, now 1.25.1)'."""
    return [
        f"{name} ({old.get(name, 'none')}, now {new.get(name, 'none')})"
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]


def table(rows: Sequence[Row]) -> str:
    """The rows as text."""
    lines = [f"{'instructions per operation':36}{'stored':>12}{'now':>12}{'change':>10}"]
    lines += [
        f"{row.name:36}{_number(row.old)}{_number(row.new)}{_change(row.change)}  {row.verdict.value}".rstrip()
        for row in rows
    ]
    return "\n".join(lines)


def _number(count: float | None) -> str:
    return f"{'-' if count is None else f'{count:,.0f}':>12}"


def _change(change: float | None) -> str:
    return f"{'' if change is None else f'{change:+.1%}':>10}"


def environment() -> dict[str, str]:
    """All that instruction counts depend on beside our own code."""
    is_optimized = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    return {
        "machine": platform.machine(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "libc": " ".join(platform.libc_ver()),
        "compiler": f"{platform.python_compiler()}, {'optimized' if is_optimized else 'not optimized'}",
        **{package: version(package) for package in PACKAGES},
    }


def counted() -> dict[str, float]:
    """Instructions for one operation of every hot path.

    Raises:
        CountsError: valgrind is not there, or could not count.
    """
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise CountsError("valgrind is not on PATH; its tool callgrind counts the instructions (Debian: valgrind)")
    with tempfile.TemporaryDirectory() as directory:
        profile = Path(directory, "callgrind.out")
        command = [valgrind, "--quiet", "--tool=callgrind", f"--dump-before={MARK}", "--combine-dumps=yes"]
        command += ["--instr-atstart=no", "--dump-line=no", f"--callgrind-out-file={profile}"]
        command += [sys.executable, "-m", "benchmarks.hot_paths", "--listen"]
        # Hashes must be the same in every run, and malloc() hangs less on what was allocated before than Python's own.
        fixed = {"PYTHONHASHSEED": "0", "PYTHONMALLOC": "malloc"}
        try:
            run = subprocess.run(
                command, cwd=ROOT, env=os.environ | fixed, capture_output=True, text=True, timeout=LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            raise CountsError(f"the hot paths were not through after {LIMIT:.0f} s") from None
        if run.returncode:
            raise CountsError(f"the hot paths ended with {run.returncode}:\n{run.stderr}")
        return per_operation(run.stdout, profile.read_text("utf-8", errors="replace"))


def per_operation(said: str, profile: str) -> dict[str, float]:
    """The counts of each hot path, from what the program said and what callgrind wrote.

    Raises:
        CountsError: callgrind saw another number of marks.
    """
    paths = [line.rsplit("\t", 1) for line in said.splitlines()]
    # One part ends at each mark, the last one with the program.
    parts = [int(line.split()[1]) for line in profile.splitlines() if line.startswith("totals:")]
    if len(parts) != MARKS * len(paths) + 1:
        raise CountsError(f"callgrind saw {len(parts) - 1} calls of {MARK}(), not {MARKS * len(paths)}")
    none, all_of = parts[1::MARKS], parts[2::MARKS]
    return {
        name: (counted - idle) / int(operations)
        for (name, operations), counted, idle in zip(paths, all_of, none, strict=True)
    }


if __name__ == "__main__":
    sys.exit(main())
