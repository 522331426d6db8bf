"""routrie: a radix tree in Rust (the crate path-tree)."""

from typing import Any

from routrie import Router

from benchmarks.peers.peer import (
    HAS_NO_REGEX,
    NOT_ALLOWED,
    NOT_FOUND,
    TAKES_DECODED,
    Answer,
    Endpoint,
    Finder,
    Peer,
    by_place,
    unable,
)
from benchmarks.syntax import spelt
from benchmarks.workloads import Table

KINDS: dict[str | None, str] = {None: ":NAME", ".*": ":NAME*"}


def build(table: Table) -> Finder:
    """The tree. It knows no methods: a table of them is what it finds."""
    places = {
        spelt(place, KINDS): {method: Endpoint(method, template) for method, template in routes}
        for place, routes in table.by_place().items()
    }
    find = Router(places).find

    def ask(method: str, path: str) -> object:
        found = find(path)
        return None if found is None else (found[0].get(method), found[1])

    return Finder(ask, _read)


def _read(found: Any) -> Answer:
    if found is None:
        return NOT_FOUND
    endpoint, params = found
    return by_place(endpoint, dict(params)) if endpoint else NOT_ALLOWED


ROUTRIE = Peer(
    "routrie (Rust)",
    "routrie",
    build,
    {
        **TAKES_DECODED,
        **HAS_NO_REGEX,
        **unable("Its parameters take as little as they can.", "80 dashes", "8,000 dashes"),
    },
)
