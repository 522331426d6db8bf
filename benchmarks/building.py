"""What a table costs before the first request: the time to build it, and the memory that it keeps."""

import re
import subprocess
import sys
from pathlib import Path
from time import thread_time

from benchmarks.asking import answers
from benchmarks.figures import Figure, Gap
from benchmarks.peers.line_up import PEERS, load
from benchmarks.peers.peer import Peer
from benchmarks.rounds import BASELINE, MILLISECONDS, ROUNDS, Turn, quiet, race
from benchmarks.wanted import wanted
from benchmarks.workloads import Table, github

ROOT = Path(__file__).resolve().parents[1]
SECTION = "building"
TIME = "GitHub, time"
MEMORY = "GitHub, memory of a route"

# Only one of the two that are the same table.
SUBJECTS = [name for name in PEERS if name != "resrouter find"]
FIRST = [("GET", "/zzz")]  # some finish their table when they are first asked
OUTSIDE = {"routrie (Rust)": "Its memory is Rust's, which tracemalloc does not see."}


def figures(*, quick: bool = False, only: str = "", rounds: int = ROUNDS) -> list[Figure]:
    """The time until the table has answered once, and the bytes it keeps for each of its routes."""
    found = []
    if wanted(only, SECTION, TIME):
        subjects = SUBJECTS[:2] if quick else SUBJECTS
        turns = {name: _turn(load(name), github()) for name in subjects}
        found += race(turns, rounds=rounds).figures(SECTION, TIME, MILLISECONDS)
    if wanted(only, SECTION, MEMORY):
        found += _memory([name for name in SUBJECTS[: 2 if quick else None] if name not in OUTSIDE])
    return found


def gaps() -> list[Gap]:
    """Who has no figure, and why."""
    return [Gap(SECTION, MEMORY, who, reason) for who, reason in OUTSIDE.items()]


def _turn(peer: Peer, table: Table) -> Turn:
    def turn() -> float:
        re.purge()  # nobody profits from a regex that another one has compiled
        with quiet():
            start = thread_time()
            built = peer.build(table)
            answers(built, FIRST)
            used = thread_time() - start
        del built
        return used

    return turn


def _memory(subjects: list[str]) -> list[Figure]:
    kept = {name: _retained(name) for name in subjects}
    return [
        Figure(SECTION, MEMORY, name, size / len(github().routes), "bytes", size / kept[BASELINE])
        for name, size in kept.items()
    ]


def _retained(name: str) -> int:
    """The bytes that the peer's table keeps, measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.retained", name]
    return int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
