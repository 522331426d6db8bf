"""Django: a list of patterns, asked one after the other."""

from typing import Any

from django.conf import settings
from django.urls import Resolver404, register_converter
from django.urls import path as pattern
from django.urls.converters import StringConverter
from django.urls.resolvers import RegexPattern, URLResolver

from benchmarks.peers.peer import NOT_ALLOWED, NOT_FOUND, TAKES_DECODED, Answer, Endpoint, Finder, Peer, by_place
from benchmarks.syntax import spelt
from benchmarks.workloads import Table


class Digits(StringConverter):  # type: ignore[misc]  # Django has no types
    """Digits that stay text."""

    regex = "[0-9]+"


class Letters(StringConverter):  # type: ignore[misc]  # Django has no types
    """Small letters."""

    regex = "[a-z]+"


KINDS: dict[str | None, str] = {
    None: "<str:NAME>",
    r"\d+": "<digits:NAME>",
    "[a-z]+": "<letters:NAME>",
    ".*": "<path:NAME>",
}


def build(table: Table) -> Finder:
    """The resolver; a table of methods is the view."""
    configure()
    patterns = [
        pattern(spelt(place.removeprefix("/"), KINDS), View(routes)) for place, routes in table.by_place().items()
    ]
    resolve = URLResolver(RegexPattern(r"^/"), patterns).resolve

    def ask(method: str, path: str) -> object:
        try:
            found = resolve(path)
        except Resolver404:
            return None
        return found.func.endpoints.get(method), found.kwargs

    return Finder(ask, _read)


class View:
    """What is registered for a path."""

    def __init__(self, routes: list[tuple[str, str]]) -> None:
        self.endpoints = {method: Endpoint(method, template) for method, template in routes}

    def __call__(self, *_args: object, **_kwargs: object) -> None:
        """Do nothing: only finding it is measured."""


def configure() -> None:
    """Give Django the settings without which it does nothing, once."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
        register_converter(Digits, "digits")
        register_converter(Letters, "letters")


def _read(found: Any) -> Answer:
    if found is None:
        return NOT_FOUND
    endpoint, params = found
    return by_place(endpoint, params) if endpoint else NOT_ALLOWED


DJANGO = Peer("django", "Django", build, TAKES_DECODED)
