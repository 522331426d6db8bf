"""One path to its route: aiohttp, this library and its peers on the same tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from benchmarks.asking import QUICK_SECONDS, SECONDS, Asking, Built, answers
from benchmarks.figures import Figure, Gap
from benchmarks.peers.line_up import PEERS, load
from benchmarks.peers.peer import Answer, Peer
from benchmarks.rounds import BASELINE, NANOSECONDS, ROUNDS, race
from benchmarks.wanted import wanted
from benchmarks.workloads import Workload, workloads

SECTION = "find"


class WrongAnswerError(Exception):
    """A subject answers a request unlike aiohttp: there is nothing to compare."""


class Shelf:
    """The built tables of all peers and what they answer, each made once."""

    def __init__(self) -> None:
        self._built: dict[tuple[str, str, bool], Built] = {}
        self._answers: dict[tuple[str, str], list[Answer]] = {}

    def take(self, peer: Peer, workload: Workload) -> Built:
        """The peer's table for a workload."""
        is_escaped = workload.is_escaped and peer.build_unquoting is not None
        key = (peer.name, workload.table.name, is_escaped)
        if key not in self._built:
            self._built[key] = peer.built(workload.table, is_escaped=is_escaped)
        return self._built[key]

    def difference(self, peer: Peer, workload: Workload) -> str | None:
        """Where a peer answers unlike aiohttp; None when it nowhere does."""
        pairs = zip(workload.requests, self._asked(load(BASELINE), workload), self._asked(peer, workload), strict=True)
        differing = [
            f"{method} {path:.80}: aiohttp {right}, {peer.name} {answer}"
            for (method, path), right, answer in pairs
            if right != answer
        ]
        return f"{workload.name}: {len(differing)} differ, first {differing[0]}" if differing else None

    def _asked(self, peer: Peer, workload: Workload) -> list[Answer]:
        key = (peer.name, workload.key)
        if key not in self._answers:
            self._answers[key] = answers(self.take(peer, workload), workload.requests)
        return self._answers[key]


def figures(*, quick: bool = False, only: str = "", rounds: int = ROUNDS) -> list[Figure]:
    """The time of one lookup, by workload and subject; every answer is checked before.

    Raises:
        WrongAnswerError: somebody answers otherwise than aiohttp, and no gap says so.
    """
    found = []
    for shelf, workload in on_shelves(workloads(quick=quick)):
        if wanted(only, SECTION, workload.key, workload.name):
            found += measured(workload, shelf, rounds=rounds, seconds=QUICK_SECONDS if quick else SECONDS)
    return found


def gaps(*, quick: bool = False) -> list[Gap]:
    """Who has no figure for a workload, and why."""
    return [
        Gap(SECTION, workload.name, peer.name, peer.gaps[workload.key])
        for workload in workloads(quick=quick)
        for peer in map(load, PEERS)
        if workload.key in peer.gaps
    ]


def on_shelves(chosen: Sequence[Workload]) -> Iterator[tuple[Shelf, Workload]]:
    """The workloads, each with a shelf for its table; tables are dropped when the next one comes."""
    for _, group in groupby(chosen, key=lambda workload: workload.table.name):
        shelf = Shelf()
        for workload in group:
            yield shelf, workload


def measured(workload: Workload, shelf: Shelf, *, rounds: int, seconds: float) -> list[Figure]:
    """The figures of one workload."""
    peers = [peer for peer in map(load, PEERS) if workload.key not in peer.gaps]
    for peer in peers:
        wrong = shelf.difference(peer, workload)
        if wrong is not None:
            raise WrongAnswerError(wrong)
    turns = {peer.name: Asking(shelf.take(peer, workload), workload.requests, seconds=seconds) for peer in peers}
    return race(turns, rounds=rounds).figures(SECTION, workload.name, NANOSECONDS)
