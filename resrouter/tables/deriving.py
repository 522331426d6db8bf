"""Derived routes: HEAD answered by GET's route, OPTIONS by the methods there are. A route of one's own comes first.

OPTIONS is answered with 204, as all there is to say stands in `Allow` (RFC 9110 section 9.3.7). What a preflight asks
is left to middlewares for CORS; those of the resource run round this answer too. Class-based views say themselves which
methods they have, so none of theirs is called for HEAD.
"""

from collections.abc import Iterable

from aiohttp import hdrs, web

from resrouter.routing.chain import chained
from resrouter.routing.data import NO_DATA, Data
from resrouter.routing.match_info import MatchInfo
from resrouter.routing.middleware import Middleware
from resrouter.routing.verbs import view_of
from resrouter.tables.asking import Miss


class OptionsRoute(web.ResourceRoute):
    """The route that answers one OPTIONS request with the allowed methods."""

    def __init__(self, resource: web.AbstractResource, allowed: Iterable[str]) -> None:
        super().__init__(hdrs.METH_OPTIONS, _tell_allowed, resource)
        self.allow: str = ",".join(sorted(allowed))
        self.middlewares: tuple[Middleware, ...] = getattr(resource, "middlewares", ())

    @property
    def data(self) -> Data:
        """What was told of the resource."""
        return getattr(self.resource, "data", NO_DATA)


def derived_answer(request: web.Request, miss: Miss) -> web.UrlMappingMatchInfo | None:
    """The answer for HEAD or OPTIONS, where the table, or one that is mounted in it, was told to derive it."""
    if request.method == hdrs.METH_HEAD:
        return _head(miss, frozenset())
    if request.method == hdrs.METH_OPTIONS and miss:
        return _options(miss, allowed_methods(miss), frozenset())
    return None


def allowed_methods(miss: Miss, inherited: frozenset[str] = frozenset()) -> frozenset[str]:
    """The methods that are allowed on the path, derived ones included."""
    derived = inherited | miss.derived
    allowed = {*miss, *(derived & {hdrs.METH_OPTIONS} if miss else ())}
    if _head(miss, inherited) is not None:
        allowed.add(hdrs.METH_HEAD)
    return frozenset(allowed).union(*(allowed_methods(inner, derived) for _, inner in miss.below))


def _head(miss: Miss, inherited: frozenset[str]) -> web.UrlMappingMatchInfo | None:
    """The answer of the first route for GET that is no view's."""
    derived = inherited | miss.derived
    for candidate in miss.table.candidates(miss.path):
        if candidate.entry.is_asked and candidate.entry.check is None:
            for below, inner in miss.below:
                found = _head(inner, derived) if below is candidate.value else None
                if found is not None:
                    return below.passed_on(found, miss.path)
        elif hdrs.METH_HEAD in derived:
            route = candidate.value.route_for(hdrs.METH_GET)
            if route is not None and view_of(route) is None:
                params = candidate.checked()
                if params is not None:
                    return MatchInfo(params, route)
    return None


def _options(miss: Miss, allowed: frozenset[str], inherited: frozenset[str]) -> web.UrlMappingMatchInfo | None:
    """The answer in the name of the first resource whose path fits."""
    derived = inherited | miss.derived
    for below, inner in miss.below:
        is_first = id(below) == id(miss.resource)
        if is_first or hdrs.METH_OPTIONS not in derived:
            found = _options(inner, allowed, derived) if inner else None
            if found is not None:
                return below.passed_on(found, miss.path)
    if hdrs.METH_OPTIONS not in derived:
        return None
    return MatchInfo(miss.params(), OptionsRoute(miss.resource, allowed))


async def _tell_allowed(request: web.Request) -> web.StreamResponse:
    route = request.match_info.route
    assert isinstance(route, OptionsRoute)  # nothing else has this handler
    # One handler for all of them, so that aiohttp makes the application's middlewares a chain only once.
    handler = chained(_allowed, route.middlewares)
    return await handler(request)


async def _allowed(request: web.Request) -> web.StreamResponse:
    route = request.match_info.route
    assert isinstance(route, OptionsRoute)  # nothing else leads here
    return web.Response(status=204, headers={hdrs.ALLOW: route.allow})
