"""Routes that can never answer: another takes their path and method, or no request has their path."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from resrouter.paths.encoding import safe_literal
from resrouter.paths.entry import Entry
from resrouter.paths.segments import same_for_same_paths
from resrouter.routing.resource import Resource
from resrouter.routing.route import place_of_resource, place_of_route

log: logging.Logger = logging.getLogger("resrouter")


@dataclass(frozen=True, slots=True)
class DeadRoute:
    """A route that never answers, and the one that answers in its place."""

    dead: web.AbstractRoute
    winner: web.AbstractRoute

    def __str__(self) -> str:
        return f"  {_shown(self.winner)}  answers\n  {_shown(self.dead)}  never sees it"


@dataclass(frozen=True, slots=True)
class DeadPath:
    """A resource whose path no request can have: requests are compared decoded, and it is written with escapes."""

    resource: Resource

    def __str__(self) -> str:
        path = self.resource.canonical
        return f"  {path}  {place_of_resource(self.resource)}  matches no request; write it {safe_literal(path)!r}"


def log_dead(entries: Iterable[Entry[Any]]) -> None:
    """Say in the log which routes of these entries can never answer, and which paths no request can have."""
    entries = tuple(entries)
    routes = dead_routes(entries)
    if routes:
        log.warning("%d of the routes can never answer\n%s", len(routes), "\n".join(map(str, routes)))
    paths = dead_paths(entries)
    if paths:
        log.warning("%d of the paths can match no request\n%s", len(paths), "\n".join(map(str, paths)))


def dead_paths(entries: Iterable[Entry[web.AbstractResource]]) -> tuple[DeadPath, ...]:
    """The resources whose paths no request can have."""
    own = (entry.value for entry in entries if isinstance(entry.value, Resource) and not entry.is_asked)
    return tuple(DeadPath(resource) for resource in own if not resource.template.is_reachable)


def dead_routes(entries: Iterable[Entry[web.AbstractResource]]) -> tuple[DeadRoute, ...]:
    """The dead routes among resources whose paths fit exactly the same requests."""
    found: list[DeadRoute] = []
    taken: dict[str, dict[str, web.AbstractRoute]] = {}
    for entry in sorted(entries, key=lambda entry: entry.rank):
        if entry.is_asked or not isinstance(entry.value, Resource):
            continue
        methods = taken.setdefault(same_for_same_paths(entry.value.template.pieces), {})
        winners = dict(methods)
        for route in entry.value:
            winner = winners.get(route.method) or winners.get("*")
            if winner is not None and winner is not route:
                found.append(DeadRoute(route, winner))
            methods.setdefault(route.method, route)
    return tuple(found)


def _shown(route: web.AbstractRoute) -> str:
    path = route.resource.canonical if route.resource else ""
    return f"{route.method} {path}  {place_of_route(route)}"
