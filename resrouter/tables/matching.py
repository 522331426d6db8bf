"""Asking a table without a request: what a path leads to, what a name stands for, who answers."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp.web_urldispatcher import Domain, MatchedSubAppResource

from resrouter.errors import PartsError
from resrouter.paths.encoding import raw_path
from resrouter.paths.entry import Candidate
from resrouter.routing.data import NO_DATA, Data
from resrouter.routing.linked import Linked
from resrouter.tables.asking import Filed
from resrouter.tables.mount import ONLY_A_REQUEST_TELLS, Mount

Answer = tuple[web.ResourceRoute, dict[str, str]]

# An answer, none, or `ONLY_A_REQUEST_TELLS`.
Asked = Any


class Found(NamedTuple):
    """A resource with the parameters of one of its paths: `path` as it stands in a URL."""

    name: str | None
    template: str
    params: Mapping[str, Any]
    path: str
    data: Data
    resource: web.AbstractResource


class PartialMatch(NamedTuple):
    """A resource whose path is not known yet: `required` are its parameters, `missing` those not given."""

    name: str | None
    template: str
    params: Mapping[str, Any]
    required: tuple[str, ...]
    missing: tuple[str, ...]
    data: Data
    resource: web.AbstractResource


def found_route(candidates: Iterable[Candidate[Filed]], method: str, path: str, host: str | None) -> Asked:
    """The route that answers, asked of one candidate after the other; `ONLY_A_REQUEST_TELLS` where that is so."""
    for candidate in candidates:
        resource = candidate.value
        if not candidate.entry.is_asked or candidate.entry.check is not None:
            route, params = resource.route_for(method), candidate.checked()
            if route is not None and params is not None:
                return route, params
        elif isinstance(resource, Mount):
            found = resource.find(method, path, host)
            if found is not None:
                return found
        elif isinstance(resource, MatchedSubAppResource):
            is_asked, found = _of_domain(resource, method, path, host)
            if found is not None or not is_asked:
                return found
        else:
            return ONLY_A_REQUEST_TELLS
    return None


def found_by_path(candidates: Iterable[Candidate[Filed]], path: str) -> Found | None:
    """The first that a path leads to."""
    for candidate in candidates:
        resource = candidate.value
        if isinstance(resource, Mount):
            found: Found | None = resource.match_by_path(path)
            if found is not None:
                return found
        elif not isinstance(resource, MatchedSubAppResource):
            params = candidate.checked()
            if params is not None:
                return _found(resource, params, raw_path(path))
    return None


def found_by_name(resource: web.AbstractResource | None, params: Mapping[str, object]) -> Found | PartialMatch | None:
    """The path of a resource for these parameters, or what is missing for it.

    Raises:
        PartsError: the path has no such parameter.
        ValueRefusedError: a value would not come back.
    """
    if resource is None:
        return None
    if not isinstance(resource, Linked):
        return _found(resource, params, resource.canonical)
    try:
        absent = dict.fromkeys(resource.template.optional)
        return _found(resource, {**absent, **params}, resource.raw_path(params))
    except PartsError as error:
        if error.unknown:
            raise
        facts = _found(resource, params, "")
        return PartialMatch(facts.name, facts.template, params, error.required, error.missing, facts.data, resource)


def _found(resource: web.AbstractResource, params: Mapping[str, Any], path: str) -> Found:
    data = getattr(resource, "data", NO_DATA)
    template = str(resource.template) if isinstance(resource, Linked) else resource.canonical
    return Found(resource.name, template, params, path, data, resource)


def _of_domain(resource: MatchedSubAppResource, method: str, path: str, host: str | None) -> tuple[bool, Asked]:
    """Whether it is known what a domain says, and what it says."""
    told = resource.get_info()
    rule, app = told.get("rule"), told.get("app")
    assert app is not None  # it is one's
    if host is None or (isinstance(rule, Domain) and not rule.match_domain(host)):
        return True, None
    table = getattr(app.router, "table", None)
    if table is None or not isinstance(rule, Domain):
        return False, ONLY_A_REQUEST_TELLS
    return False, table.asked(method, path, host)
