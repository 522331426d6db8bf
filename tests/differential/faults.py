"""Routers with one fault each, such as aiohttp's own tests do not notice. The comparison must."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.web_urldispatcher import PrefixedSubAppResource
from yarl import URL

import resrouter
from resrouter import MatchInfo, MatchInfoError, Resource, Router
from resrouter.paths.segments import Glued


class LastRegisteredWins(Router):
    def index_resource(self, resource: web.AbstractResource) -> None:
        self._table._registered = 1_000_000 - len(self._resources)
        super().index_resource(resource)


class AllowFromOneResourceOnly(Router):
    async def resolve(self, request: web.Request) -> web.UrlMappingMatchInfo:
        found = await super().resolve(request)
        if not isinstance(found, MatchInfoError) or not isinstance(found.resource, Resource):
            return found
        error = web.HTTPMethodNotAllowed(request.method, found.resource.allowed_methods)
        return MatchInfoError(error, found.resource)


class FirstMatchDecidesThe405(Router):
    async def resolve(self, request: web.Request) -> web.UrlMappingMatchInfo:
        for candidate in self.table.candidates(request.rel_url.path_safe)[:1]:
            first = candidate.value
            if isinstance(first, Resource) and first.route_for(request.method) is None:
                error = web.HTTPMethodNotAllowed(request.method, first.allowed_methods)
                return MatchInfoError(error, first)
        return await super().resolve(request)


class SubApplications404FallsThrough(Router):
    def register_resource(self, resource: web.AbstractResource) -> None:
        super().register_resource(resource)
        if not isinstance(resource, PrefixedSubAppResource):
            return
        genuine = resource.resolve

        async def resolve(request: web.Request) -> Any:
            found, methods = await genuine(request)
            assert found is not None
            is_missing = isinstance(found.http_exception, web.HTTPNotFound)
            return (None if is_missing else found), methods

        vars(resource)["resolve"] = resolve


class NoReuse(Router):
    def add_resource(self, path: str, *, name: str | None = None, **options: Any) -> Resource:
        if path and not path.startswith("/"):
            return super().add_resource(path, name=name)
        is_dynamic = "{" in path or "}" in path
        kind = resrouter.DynamicResource if is_dynamic else resrouter.PlainResource
        resource = kind(path, name=name)
        self.register_resource(resource)
        return resource


class ReuseOfAnyEarlier(Router):
    def add_resource(self, path: str, *, name: str | None = None, **options: Any) -> Resource:
        for resource in self.resources():
            if isinstance(resource, Resource) and resource.name == name and resource.raw_match(path):
                return resource
        return super().add_resource(path, name=name)


class CacheThatOutlivesRegistration(Router):
    def __init__(self) -> None:
        super().__init__()
        self._remembered: dict[tuple[str, str], web.UrlMappingMatchInfo] = {}

    async def resolve(self, request: web.Request) -> web.UrlMappingMatchInfo:
        key = request.method, request.rel_url.raw_path
        found = self._remembered.get(key)
        if found is None:
            found = await super().resolve(request)
            if not found.apps and not request.headers:
                self._remembered[key] = found
            return found
        if isinstance(found, MatchInfoError):
            return MatchInfoError(found.http_exception, found.resource)
        return MatchInfo(dict(found), found.route)


def by_registration_only() -> Router:
    return Router(precedence="registration")


def _wildcard_first(resource: Resource, method: str) -> web.ResourceRoute | None:
    return resource._any_route or resource._routes.get(method)


def _decoded_too_early(url: URL) -> str:
    return url.path


def _shortest_first(glued: Glued, segment: str) -> tuple[str, ...] | None:
    first, *between, last = glued.literals
    end = len(segment) - len(last)
    if end <= len(first) or not segment.startswith(first) or not segment.endswith(last):
        return None
    texts, at = [], len(first)
    for literal in between:
        found = segment.find(literal, at + 1, end)
        if found < 0:
            return None
        texts.append(segment[at:found])
        at = found + len(literal)
    texts.append(segment[at:end])
    return tuple(texts) if all(text and not {"{", "}"} & set(text) for text in texts) else None


def _patch(target: str, replacement: Any) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(target, replacement)


ROUTERS: Mapping[str, Callable[[], Router]] = {
    "the last registered wins among equal prefixes": LastRegisteredWins,
    "Allow names the methods of one resource only": AllowFromOneResourceOnly,
    "the first resource that fits decides the 405": FirstMatchDecidesThe405,
    "a 404 in a sub-application falls through": SubApplications404FallsThrough,
    "the last resource is not used again": NoReuse,
    "any earlier resource is used again": ReuseOfAnyEarlier,
    "a cache of answers outlives a registration": CacheThatOutlivesRegistration,
    "registration alone decides the order": by_registration_only,
}

PATCHES: Mapping[str, Callable[[pytest.MonkeyPatch], None]] = {
    "'*' is preferred to the exact method": _patch("resrouter.routing.resource.Resource.route_for", _wildcard_first),
    "%2F is decoded before matching": _patch("resrouter.tables.router.safe_path", _decoded_too_early),
    "the first of several glued parameters takes as little as it can": _patch(
        "resrouter.paths.segments.Glued.capture", _shortest_first
    ),
}
