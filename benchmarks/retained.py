"""The bytes that one peer keeps for GitHub's table: `python -m benchmarks.retained falcon`, in a process of its own."""

import gc
import re
import sys
import tracemalloc

from benchmarks.asking import answers
from benchmarks.building import FIRST
from benchmarks.peers.line_up import load
from benchmarks.workloads import Table, github


def main() -> None:
    """Print the bytes."""
    print(retained(sys.argv[1]))


def retained(name: str) -> int:
    """The bytes that are there more after building than before."""
    peer, table = load(name), github()
    answers(peer.build(Table("small", table.routes[:20])), FIRST)  # what is made once, whatever the table
    _tidy()
    tracemalloc.start()
    built = peer.build(table)
    answers(built, FIRST)
    _tidy()
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del built
    return kept


def _tidy() -> None:
    re.purge()
    gc.collect()


if __name__ == "__main__":
    main()
