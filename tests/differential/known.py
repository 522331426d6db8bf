"""The known differences from aiohttp, each as an executable correction of aiohttp's own router.

A pair on which the sides differ is explained when aiohttp's router with the fewest corrections that change anything
gives exactly our answer. So a reason never covers more than what it says.
"""

import re
from enum import Enum
from functools import cached_property
from itertools import combinations
from typing import Any

from aiohttp import web
from aiohttp.web_urldispatcher import (
    ROUTE_RE,
    MatchedSubAppResource,
    MatchInfoError,
    PrefixResource,
    _requote_path,
)
from yarl import URL


class Reason(Enum):
    """Why an answer of ours differs, on purpose."""

    DEAD_LITERAL = "a literal that could never match, since requests are compared decoded, lives here"
    STRAY_PERCENT = "a '%' that starts no escape reads as '%25', so that nothing is decoded twice"
    ABSENT_GROUP = (
        "a group within a regex that takes no part is left out, and a parameter that takes none is no match;"
        " aiohttp's resolve() raises TypeError"
    )
    BRACED_PLAIN = "a plain resource made by hand with a brace in its path is filed by all of its path"
    NOTHING_LEFT = "a refused registration leaves nothing behind"


_STRAY = re.compile("%(?![0-9a-fA-F]{2})")


def escaped(raw: str) -> str:
    return _STRAY.sub("%25", raw)


class Corrected:
    """The side of aiohttp's router with corrections, to be switched by `active`."""

    def __init__(self) -> None:
        self.active: frozenset[Reason] = frozenset()

    def install(self, app: web.Application) -> None:
        router = CorrectedRouter(self)
        for resource in app.router.resources():
            router.register_resource(resource)
            router.correct(resource)
        app._router = router

    def literal(self, text: str) -> str:
        """A literal as the path of a request would show it, as far as that is corrected."""
        if Reason.STRAY_PERCENT in self.active:
            text = escaped(text)
        if Reason.DEAD_LITERAL in self.active:
            text = URL.build(path=text, encoded=True).path_safe
        return text

    def seen(self, request: web.Request) -> web.Request:
        """A request as the corrected router sees it."""
        raw = request.rel_url.raw_path
        if Reason.STRAY_PERCENT not in self.active or not _STRAY.search(raw):
            return request
        seen = request.clone(rel_url=URL.build(path=escaped(raw), encoded=True))
        assert isinstance(seen, web.Request)
        return seen


class CorrectedRouter(web.UrlDispatcher):
    def __init__(self, side: Corrected) -> None:
        super().__init__()
        self._side = side

    def add_static(self, *args: Any, **options: Any) -> web.AbstractResource:
        resource = super().add_static(*args, **options)
        self.correct(resource)
        return resource

    def add_resource(self, path: str, *, name: str | None = None) -> web.Resource:
        before = len(self._resources)
        resource = super().add_resource(path, name=name)
        if len(self._resources) > before:  # not one that was used again, perhaps a foreign one
            self.correct(resource)
        return resource

    def register_resource(self, resource: web.AbstractResource) -> None:
        super().register_resource(resource)
        if getattr(resource, "is_own", False):
            self.correct(resource)

    def correct(self, resource: web.AbstractResource) -> None:
        if type(resource) is web.PlainResource:
            resource.__class__ = CorrectedPlain
        elif type(resource) is web.DynamicResource:
            resource.__class__ = CorrectedDynamic
        elif type(resource) is web.StaticResource:
            resource.__class__ = CorrectedStatic
        else:
            return
        resource.side = self._side  # type: ignore[union-attr]  # of each class above

    async def resolve(self, request: web.Request) -> web.UrlMappingMatchInfo:
        """By the rule instead of a walk: domains, then the longest literal prefix, then registration order."""
        seen = self._side.seen(request)
        allowed: set[str] = set()
        for resource in self._candidates(seen.rel_url.path_safe):
            is_ours = isinstance(resource, CorrectedPlain | CorrectedDynamic | CorrectedStatic)
            match_info, methods = await resource.resolve(seen if is_ours else request)
            if match_info is not None:
                return match_info
            allowed |= methods
        if allowed:
            return MatchInfoError(web.HTTPMethodNotAllowed(request.method, allowed))
        return MatchInfoError(web.HTTPNotFound())

    def _candidates(self, path: str) -> list[web.AbstractResource]:
        ruled = [resource for resource in self._resources if isinstance(resource, MatchedSubAppResource)]
        others = [resource for resource in self._resources if resource not in ruled]
        keyed = [(self._key(resource), resource) for resource in others] if path else []
        fitting = [(key, resource) for key, resource in keyed if key in ("/", path) or path.startswith(key + "/")]
        fitting.sort(key=lambda pair: -len(pair[0]))
        return [*ruled, *(resource for _, resource in fitting)]

    def _key(self, resource: web.AbstractResource) -> str:
        active = self._side.active
        key = self._get_resource_index_key(resource)
        if Reason.DEAD_LITERAL in active:
            # A sub-application's prefix is text, with braces too; aiohttp cuts the key at them.
            if isinstance(resource, PrefixResource):
                key = resource.canonical.rstrip("/") or "/"
            elif isinstance(resource, CorrectedDynamic) and resource.prefix:
                before, brace, _ = resource._orig_path.partition("{")
                below = resource.prefix + (before.rpartition("/")[0] if brace else before)
                key = below.rstrip("/") or "/"
        if Reason.BRACED_PLAIN in active and isinstance(resource, CorrectedPlain):
            key = resource.canonical.rstrip("/") or "/"
        if isinstance(resource, CorrectedPlain) and key == (resource.canonical.rstrip("/") or "/"):
            return resource.compared.rstrip("/") or "/"
        return self._side.literal(key)


class CorrectedPlain(web.PlainResource):
    side: Corrected
    prefix = ""

    def add_prefix(self, prefix: str) -> None:
        super().add_prefix(prefix)
        self.prefix = prefix + self.prefix

    @property
    def compared(self) -> str:
        """The path as it is compared: only its prefix comes to life, the rest stays as it was written."""
        own = self._path.removeprefix(self.prefix)
        return self.side.literal(self.prefix) + (escaped(own) if Reason.STRAY_PERCENT in self.side.active else own)

    def _match(self, path: str) -> dict[str, str] | None:
        return {} if self.compared == path else None


class CorrectedStatic(web.StaticResource):
    side: Corrected

    async def resolve(self, request: web.Request) -> Any:
        shown = self._prefix, self._prefix2
        self._prefix = self.side.literal(self._prefix)
        self._prefix2 = self._prefix + "/"
        try:
            return await super().resolve(request)
        finally:
            self._prefix, self._prefix2 = shown


class CorrectedDynamic(web.DynamicResource):
    side: Corrected
    prefix = ""

    @cached_property
    def _patterns(self) -> dict[tuple[frozenset[Reason], str], re.Pattern[str]]:
        return {}

    def add_prefix(self, prefix: str) -> None:
        super().add_prefix(prefix)
        self.prefix = prefix + self.prefix

    def get_info(self) -> Any:
        return {"formatter": self._formatter, "pattern": self._corrected()}

    def _match(self, path: str) -> dict[str, str] | None:
        found = self._corrected().fullmatch(path)
        if found is None:
            return None
        absent = [name for name, text in found.groupdict().items() if text is None]
        if absent and Reason.ABSENT_GROUP not in self.side.active:
            raise TypeError("argument of type 'NoneType' is not iterable")
        if any("{" + name + "}" in self._formatter for name in absent):
            return None  # a parameter, not only a group within it
        return {
            name: text.replace("%2F", "/").replace("%25", "%")
            for name, text in found.groupdict().items()
            if text is not None
        }

    def _corrected(self) -> re.Pattern[str]:
        key = self.side.active, self.prefix
        if key not in self._patterns:
            self._patterns[key] = self._compiled()
        return self._patterns[key]

    def _compiled(self) -> re.Pattern[str]:
        parts = [re.escape(self.side.literal(self.prefix))]
        for part in ROUTE_RE.split(self._orig_path):
            if found := self.DYN.fullmatch(part):
                parts.append(f"(?P<{found['var']}>{self.GOOD})")
            elif found := self.DYN_WITH_RE.fullmatch(part):
                parts.append(f"(?P<{found['var']}>{found['re']})")
            else:
                parts.append(re.escape(self.side.literal(_requote_path(part))))
        return re.compile("".join(parts))


_CORRECTIONS = (
    Reason.DEAD_LITERAL,
    Reason.STRAY_PERCENT,
    Reason.ABSENT_GROUP,
    Reason.BRACED_PLAIN,
)
ALL = frozenset(_CORRECTIONS)
SETS = [frozenset(chosen) for size in range(1, len(_CORRECTIONS) + 1) for chosen in combinations(_CORRECTIONS, size)]
