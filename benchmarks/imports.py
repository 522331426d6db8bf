"""What an import costs, in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.rounds import MILLISECONDS, ROUNDS, Turn, race
from benchmarks.wanted import wanted

ROOT = Path(__file__).resolve().parents[1]
SECTION = "import"
WORK = "aiohttp.web, and resrouter after it"

PROGRAM = """
from time import process_time
{before}
start = process_time()
import {module}
print(process_time() - start)
"""
PROGRAMS = {
    "aiohttp": PROGRAM.format(before="", module="aiohttp.web"),
    "resrouter": PROGRAM.format(before="import aiohttp.web", module="resrouter"),
}


def figures(*, quick: bool = False, only: str = "", rounds: int = ROUNDS) -> list[Figure]:  # noqa: ARG001  # all alike
    """The CPU time of both imports, from compiled files."""
    if not wanted(only, SECTION, WORK):
        return []
    with TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        turns = {subject: _turn(program, environment) for subject, program in PROGRAMS.items()}
        for turn in turns.values():
            turn()  # the first one compiles
        return race(turns, rounds=rounds).figures(SECTION, WORK, MILLISECONDS)


def _turn(program: str, environment: Mapping[str, str]) -> Turn:
    command = [sys.executable, "-c", program]

    def turn() -> float:
        return float(
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
        )

    return turn
