"""Routes that can never answer, since another resource with the same path comes first and takes the method."""

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web

from resrouter.paths.index import Entry
from resrouter.paths.segments import same_for_same_paths
from resrouter.routing.resource import Resource
from resrouter.routing.route import place_of_route


@dataclass(frozen=True, slots=True)
class DeadRoute:
    """A route that never answers, and the one that answers in its place."""

    dead: web.AbstractRoute
    winner: web.AbstractRoute

    def __str__(self) -> str:
        return f"  {_shown(self.winner)}  answers\n  {_shown(self.dead)}  never sees it"


def dead_routes(entries: Iterable[Entry[web.AbstractResource]]) -> tuple[DeadRoute, ...]:
    """The dead routes among resources whose paths fit exactly the same requests."""
    found: list[DeadRoute] = []
    taken: dict[str, dict[str, web.AbstractRoute]] = {}
    for entry in sorted(entries, key=lambda entry: entry.rank):
        if entry.takes_all_below or not isinstance(entry.value, Resource):
            continue
        methods = taken.setdefault(same_for_same_paths(entry.value.template.pieces), {})
        winners = dict(methods)
        for route in entry.value:
            winner = winners.get(route.method) or winners.get("*")
            if winner is not None:
                found.append(DeadRoute(route, winner))
            methods.setdefault(route.method, route)
    return tuple(found)


def _shown(route: web.AbstractRoute) -> str:
    path = route.resource.canonical if route.resource else ""
    return f"{route.method} {path}  {place_of_route(route)}"
