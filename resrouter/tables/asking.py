"""Asking one resource after the other: for the few requests that the first candidate does not answer at once."""

from collections.abc import Collection, Iterable

from aiohttp import web

from resrouter.paths.entry import Candidate
from resrouter.routing.match_info import UNMATCHED, LateMatchInfoError, MatchInfo
from resrouter.tables.table import Filed


async def ask(
    request: web.Request,
    candidates: Iterable[Candidate[Filed]],
    *,
    asked: web.AbstractResource | None = None,
    methods: Collection[str] = (),
) -> web.UrlMappingMatchInfo:
    """The answer of the first candidate that has one; else a 405 with all methods of those that fit, or a 404.

    Args:
        request: what is to be answered.
        candidates: who is asked, in order.
        asked: who was asked before them and has no answer.
        methods: the methods that it allows.
    """
    allowed = set(methods)
    first = asked if methods else None
    for candidate in candidates:
        resource = candidate.value
        if candidate.entry.takes_all_below:
            match_info: web.UrlMappingMatchInfo | None
            match_info, methods = await resource.resolve(request)
            if match_info is not None:
                return match_info
        else:
            route = resource.route_for(request.method)
            if route is not None:
                return MatchInfo(candidate.params(), route)
            methods = resource.allowed_methods
        if methods:
            allowed.update(methods)
            first = resource if first is None else first
    return LateMatchInfoError(UNMATCHED if first is None else first, request.method, allowed)
