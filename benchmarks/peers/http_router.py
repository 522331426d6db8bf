"""http-router: plain paths in a dict, regexes in a list, compiled with Cython."""

from functools import partial
from typing import Any

from http_router import Router

from benchmarks.peers.peer import NOT_ALLOWED, NOT_FOUND, Answer, Endpoint, Finder, Peer
from benchmarks.syntax import spelt
from benchmarks.workloads import Table

KINDS: dict[str | None, str] = {
    None: "{NAME}",
    r"\d+": r"{NAME:\d+}",
    "[a-z]+": "{NAME:[a-z]+}",
    ".*": "{NAME:path}",
}


def build(table: Table, *, unquote: bool) -> Finder:
    """The router; the methods of one template share a route, which is the fastest way."""
    router = Router(unquote_params=unquote)
    for template, methods in table.by_template().items():
        endpoints = {method: Endpoint(method, template) for method in methods}
        router.bind(endpoints, spelt(template, KINDS), methods=methods)
    match = Router.match.__wrapped__  # past its cache of whole answers

    def ask(method: str, path: str) -> object:
        found = match(router, path, method)
        return (found.target[method], found.params) if found else found

    return Finder(ask, _read, form="raw" if unquote else "decoded")


def _read(found: Any) -> Answer:
    if isinstance(found, tuple):
        endpoint, params = found
        return Answer(200, endpoint.method, endpoint.template, dict(params or {}))
    return NOT_ALLOWED if found.path else NOT_FOUND


HTTP_ROUTER = Peer(
    "http-router",
    "http-router",
    partial(build, unquote=False),
    build_unquoting=partial(build, unquote=True),
)
