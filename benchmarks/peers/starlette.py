"""Starlette: its list of routes, asked one after the other as `Router.app` does."""

from typing import Any

from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Match, Route, Router

from benchmarks.peers.peer import NOT_ALLOWED, NOT_FOUND, TAKES_DECODED, Answer, Endpoint, Finder, Peer
from benchmarks.syntax import spelt
from benchmarks.workloads import Table


class Digits(Convertor[str]):
    """Digits that stay text."""

    regex = "[0-9]+"

    def convert(self, value: str) -> str:
        """The text."""
        return value

    def to_string(self, value: str) -> str:
        """The text."""
        return value


class Letters(Digits):
    """Small letters."""

    regex = "[a-z]+"


KINDS: dict[str | None, str] = {
    None: "{NAME}",
    r"\d+": "{NAME:digits}",
    "[a-z]+": "{NAME:letters}",
    ".*": "{NAME:path}",
}


def build(table: Table) -> Finder:
    """The router's routes; the methods of one template share a route, which is the fastest way."""
    register_url_convertor("digits", Digits())
    register_url_convertor("letters", Letters())
    endpoints = {
        template: {method: Endpoint(method, template) for method in methods}
        for template, methods in table.by_template().items()
    }
    routes = Router(
        [
            Route(spelt(template, KINDS), Shared(template), methods=list(methods))
            for template, methods in endpoints.items()
        ]
    ).routes

    def ask(method: str, path: str) -> object:
        scope = {"type": "http", "method": method, "path": path, "root_path": ""}
        partial = None
        for route in routes:
            match, child = route.matches(scope)
            if match is Match.FULL:
                return endpoints[child["endpoint"].template][method], child["path_params"]
            if match is Match.PARTIAL and partial is None:
                partial = route
        return partial

    return Finder(ask, _read)


class Shared:
    """What is registered for all methods of a template."""

    def __init__(self, template: str) -> None:
        self.template = template

    def __call__(self, *_args: object) -> None:
        """Do nothing: only finding it is measured."""


def _read(found: Any) -> Answer:
    if found is None:
        return NOT_FOUND
    if isinstance(found, Route):
        return NOT_ALLOWED
    endpoint, params = found
    return Answer(200, endpoint.method, endpoint.template, params)


STARLETTE = Peer("starlette", "starlette", build, TAKES_DECODED)
