"""Werkzeug: the state machine behind Flask's routing."""

from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map, Rule

from benchmarks.peers.peer import TAKES_DECODED, Answer, Endpoint, Finder, Peer
from benchmarks.syntax import spelt
from benchmarks.workloads import Table


class Digits(BaseConverter):
    """Digits that stay text."""

    regex = "[0-9]+"


class Letters(BaseConverter):
    """Small letters."""

    regex = "[a-z]+"


KINDS: dict[str | None, str] = {
    None: "<NAME>",
    r"\d+": "<digits:NAME>",
    "[a-z]+": "<letters:NAME>",
    ".*": "<path:NAME>",
}


def build(table: Table) -> Finder:
    """The map, bound to a host."""
    rules = Map(
        [
            Rule(spelt(template, KINDS), methods=[method], endpoint=Endpoint(method, template))
            for method, template in table.routes
        ],
        converters={"digits": Digits, "letters": Letters},
        merge_slashes=False,
    )
    rules.update()  # it sorts when it is first asked
    match = rules.bind("localhost").match

    def ask(method: str, path: str) -> object:
        try:
            return match(path, method)
        except HTTPException as error:
            return error

    return Finder(ask, _read)


def _read(found: Any) -> Answer:
    if isinstance(found, HTTPException):
        return Answer(found.code or 500)
    endpoint, params = found
    return Answer(200, endpoint.method, endpoint.template, params)


WERKZEUG = Peer("werkzeug", "werkzeug", build, TAKES_DECODED)
