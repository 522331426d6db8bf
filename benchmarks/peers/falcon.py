"""Falcon: its router compiles the tree of segments into Python source."""

from types import SimpleNamespace
from typing import Any

from falcon.routing import CompiledRouter

from benchmarks.peers.peer import (
    NOT_ALLOWED,
    NOT_FOUND,
    TAKES_DECODED,
    TWINS,
    Answer,
    Endpoint,
    Finder,
    Peer,
    by_place,
    unable,
)
from benchmarks.syntax import spelt
from benchmarks.workloads import Table

KINDS: dict[str | None, str] = {None: "{NAME}", ".*": "{NAME:path}"}


def build(table: Table) -> Finder:
    """The compiled router."""
    router = CompiledRouter()
    for place, routes in table.by_place().items():
        responders = {f"on_{method.lower()}": Endpoint(method, template) for method, template in routes}
        router.add_route(spelt(place, KINDS), SimpleNamespace(**responders))
    find = router.find
    find("/")  # it compiles when it is first asked

    def ask(method: str, path: str) -> object:
        found = find(path)
        return None if found is None else (found[1].get(method), found[2])

    return Finder(ask, _read)


def _read(found: Any) -> Answer:
    if found is None:
        return NOT_FOUND
    responder, params = found
    # Methods without one of ours have a responder of falcon's, which answers 405.
    return by_place(responder, params) if isinstance(responder, Endpoint) else NOT_ALLOWED


FALCON = Peer(
    "falcon", "falcon", build, {**TAKES_DECODED, **unable("It refuses a second converter in one place.", *TWINS)}
)
