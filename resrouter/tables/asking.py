"""Asking one resource after the other: for the few requests that the first candidate does not answer at once."""

from collections.abc import Collection
from typing import Any, Protocol, cast

from aiohttp import web
from aiohttp.web_urldispatcher import MatchedSubAppResource
from yarl import URL

from resrouter.paths.encoding import raw_path, safe_path
from resrouter.paths.entry import Candidate, Entry
from resrouter.routing.match_info import UNMATCHED, MatchInfo
from resrouter.routing.resource import TypedResource
from resrouter.routing.verbs import lacks, verbs
from resrouter.tables.policies import Policy

# What the index holds: a `Resource` where it is filed by its template, else any AbstractResource. Not a union: telling
# which of the two takes a call for each request.
Filed = Any


class Answers(Protocol):
    """What can be asked for the resources that fit a path, and for what its policy says when none answers."""

    @property
    def policy(self) -> Policy | None:
        """What is done when none answers, if anything is."""
        ...

    def candidates(self, path: str) -> list[Candidate[Filed]]:
        """All resources that fit a path in safe form, in the order in which they are asked."""
        ...


class Below(Protocol):
    """A resource that answers for a part of the request's path."""

    async def answer(self, request: web.Request, path: str) -> tuple[web.UrlMappingMatchInfo | None, Collection[str]]:
        """The match info and the allowed methods for a path in safe form."""
        ...

    def passed_on(self, found: web.UrlMappingMatchInfo, path: str) -> web.UrlMappingMatchInfo:
        """An answer from below for a path in safe form, as the answer of all."""
        ...


class Miss(set[str]):
    """The methods that are allowed on a path where no route answers the request's; none when no resource fits it."""

    __slots__ = ("_params", "below", "path", "resource", "table")

    def __init__(self, table: Answers, path: str) -> None:
        super().__init__()
        self.table: Answers = table
        self.path: str = path
        #: The first resource that fits the path.
        self.resource: web.AbstractResource = UNMATCHED
        #: The mounts that were asked, and what each of them missed.
        self.below: list[tuple[Below, Miss]] = []
        self._params: dict[str, str] = {}

    def take(self, resource: Filed, methods: Collection[str], params: dict[str, str] | None = None) -> None:
        """Note that a resource allows these methods; one that allows none does not fit."""
        if isinstance(methods, Miss):
            self.below.append((resource, methods))
        if methods:
            self |= frozenset(methods)
            if self.resource is UNMATCHED:
                self.resource, self._params = resource, params or {}

    @property
    def innermost(self) -> web.AbstractResource:
        """The first resource that fits the path, through all mounts."""
        inner = next((miss for below, miss in self.below if id(below) == id(self.resource)), None)
        return self.resource if inner is None else inner.innermost

    def params(self) -> dict[str, str]:
        """The values of the parameters of the first resource that fits the path."""
        return self._params

    @property
    def derived(self) -> frozenset[str]:
        """The methods that the table was told to derive."""
        return frozenset() if self.table.policy is None else self.table.policy.derived

    @property
    def is_final(self) -> bool:
        """Whether neither the table nor one that is mounted in it has a policy for it."""
        return self.table.policy is None and all(inner.is_final for _, inner in self.below)


def checked(entry: Entry[Filed], params: dict[str, str], method: str, policy: Policy | None) -> MatchInfo | None:
    """The answer of a resource that looks at the parameters of its path; None when it has none."""
    assert entry.check is not None  # whoever calls has looked
    try:
        own = entry.check(params)
    except Exception as failure:  # noqa: BLE001  # the author's converter; what it raises is the answer
        return cast(TypedResource, entry.value).failed(failure)
    route = entry.value._routes.get(method)
    if route is None and (policy is None or method not in policy.unsettled):
        route = entry.value._any_route
    return None if own is None or route is None else MatchInfo(own, route)


async def ask(
    request: web.Request,
    table: Answers,
    path: str,
    *,
    asked: web.AbstractResource | None = None,
    methods: Collection[str] = (),
) -> web.UrlMappingMatchInfo | Miss:
    """The answer of the first resource that has one; else what those allow that fit the path.

    `path` is the part of the request's path that they look at, in safe form. `asked` is the one that comes first, when
    it was asked already and has no answer; `methods` are those that it allows.
    """
    miss = Miss(table, path)
    candidates = _candidates(request, table, path)
    if asked is not None:
        miss.take(asked, methods)
        del candidates[0]
    derives = table.policy is not None and bool(table.policy.unsettled)
    for candidate in candidates:
        resource = candidate.value
        if candidate.entry.is_asked and candidate.entry.check is None:
            match_info, methods = await _asked(request, resource, path)
            if match_info is not None:
                return match_info
            miss.take(resource, methods)
            continue
        try:
            params = candidate.checked()
        except Exception as failure:  # noqa: BLE001  # the author's converter; what it raises is the answer
            return cast(TypedResource, resource).failed(failure)
        if params is None:
            continue
        route = resource.route_for(request.method)
        if route is not None and not (derives and request.method == "OPTIONS" and lacks(route, "OPTIONS")):
            return MatchInfo(params, route)
        miss.take(resource, verbs(resource) if derives else resource.allowed_methods, params)
    return miss


def _candidates(request: web.Request, table: Answers, path: str) -> list[Candidate[Filed]]:
    candidates = table.candidates(path)
    if path or safe_path(request.rel_url):
        return candidates
    # "GET http://host", "CONNECT host:443": aiohttp asks domains, and nothing else. Below a mount it is the root.
    return [found for found in candidates if isinstance(found.value, MatchedSubAppResource)]


async def _asked(
    request: web.Request, resource: Filed, path: str
) -> tuple[web.UrlMappingMatchInfo | None, Collection[str]]:
    """What a resource says that answers for all below a prefix."""
    # Of the class: what stands for another object may have to look for it.
    if hasattr(resource.__class__, "answer"):
        below: Below = resource
        return await below.answer(request, path)
    if path != safe_path(request.rel_url):
        # It looks at the request's own path; this one is what is left of that below a mount, or another spelling.
        url = URL.build(path=raw_path(path), query_string=request.rel_url.raw_query_string, encoded=True)
        request = request.clone(rel_url=url)
    match_info: web.UrlMappingMatchInfo | None
    match_info, methods = await resource.resolve(request)
    return match_info, methods
