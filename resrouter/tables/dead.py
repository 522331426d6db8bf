"""Routes that can never answer: another takes their path and method, or no request has their path."""

import logging
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from resrouter.paths.converters import TEXT
from resrouter.paths.encoding import safe_literal
from resrouter.paths.entry import Entry
from resrouter.paths.segments import same_for_same_paths
from resrouter.paths.template import PathTemplate, variant_of
from resrouter.routing.resource import Resource
from resrouter.routing.route import place_of_resource, place_of_route

# By the places of the parameters, as their names may differ.
Types = tuple[Hashable, ...]

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
    # Whoever comes first on each path of a route: of a path with optional parts there are several.
    winners: dict[web.AbstractRoute, list[web.AbstractRoute]] = {}
    taken: dict[tuple[str, Types], dict[str, web.AbstractRoute]] = {}
    for entry in sorted(entries, key=lambda entry: entry.rank):
        if not isinstance(entry.value, Resource) or (entry.is_asked and entry.check is None):
            continue
        template = variant_of(entry.value.template, entry.shape)
        paths, types = same_for_same_paths(template.pieces), types_in_order(entry.value, template)
        methods = taken.setdefault((paths, types), {})
        earlier = {**methods, **taken.get((paths, ()), {})}
        for route in entry.value:
            winner = earlier.get(route.method) or earlier.get("*") or route
            winners.setdefault(route, []).append(winner)
            methods.setdefault(route.method, route)
    return tuple(DeadRoute(route, found[0]) for route, found in winners.items() if route not in found)


def types_in_order(resource: Resource, template: PathTemplate) -> Types:
    """What tells the types of a template's parameters apart, from left to right; nothing when all are texts."""
    converters = [resource.converters.get(name, TEXT) for name in template.names]
    if all(converter == TEXT for converter in converters):
        return ()
    # One of a user's own may have no hash.
    return tuple(id(one) if type(one).__hash__ is None else one for one in converters)  # type: ignore[misc]  # or has


def _shown(route: web.AbstractRoute) -> str:
    path = route.resource.canonical if route.resource else ""
    return f"{route.method} {path}  {place_of_route(route)}"
