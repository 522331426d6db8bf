"""Who else answers a path: the check behind `Router.url()`."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from aiohttp import web
from aiohttp.web_urldispatcher import MatchedSubAppResource, PrefixedSubAppResource

from resrouter.paths.entry import Candidate
from resrouter.routing.resource import Resource


def shadowing(
    resource: web.AbstractResource, candidates: Iterable[Candidate[web.AbstractResource]]
) -> web.AbstractResource | None:
    """The candidate after which no method is left for the resource, or None when one is."""
    methods = {route.method for route in resource}
    taken: set[str] = set()
    for candidate in candidates:
        other = candidate.value
        if other is resource or not methods:
            return None
        taken |= _methods_taken(other)
        if "*" in taken or methods <= taken:
            return other
    return None


def _methods_taken(resource: web.AbstractResource) -> AbstractSet[str]:
    """The methods that a resource surely answers on a path that it fits."""
    if isinstance(resource, web.StaticResource) or (isinstance(resource, Resource) and resource.matches_by_template):
        return {route.method for route in resource}
    if isinstance(resource, PrefixedSubAppResource) and not isinstance(resource, MatchedSubAppResource):
        return {"*"}
    return frozenset()
