"""What a table does for a request that no route answers: other spellings of its path, and where they lead.

1. They are tried in this order: slashes merged, the slash at the end put or left out, both; then each of these, and the
   path itself, in the case of the templates that they fit.
2. One counts when it is answered for the request's method, without another spelling.
3. It is answered at once when all that makes it another one is "ignore", else the request is sent there with a 308.

A redirect is made of the request's own path, and of nothing else that it holds but the query. It starts with one slash,
so it cannot leave the site, and there is none for a path with dot segments, which clients resolve before they ask.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from aiohttp import web
from yarl import URL

from resrouter.paths.branches import Branches
from resrouter.paths.encoding import raw_path, safe_path
from resrouter.paths.entry import Entry
from resrouter.paths.index import PathIndex
from resrouter.routing.data import NO_DATA, Data
from resrouter.routing.match_info import UNMATCHED, Match, MatchInfo
from resrouter.tables.folding import Spelling, fold, folded_entry
from resrouter.tables.options import Options, Slashes

_SLASHES = re.compile("//+")
_DOT_SEGMENT = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)

# RFC 3986 section 2: all else must be escaped. A client would take a backslash in a path for a slash.
_UNFIT_FOR_PATH = re.compile(r"[^\x21-\x7e]|\\|%(?![0-9A-Fa-f]{2})")
_UNFIT_FOR_QUERY = re.compile(r"[^\x21-\x7e]")

# What the parser made of bytes that are no UTF-8.
_BYTES = range(0xDC80, 0xDD00)


class Variant(NamedTuple):
    """A path in raw form that stands for the one that was requested."""

    raw: str
    is_redirect: bool = False
    has_other_slashes: bool = False

    def spelled(self, raw: str, policy: Slashes) -> "Variant":
        """Another variant of it, allowed by a policy."""
        return self._replace(raw=raw, is_redirect=self.is_redirect or policy == "redirect")

    def slashed(self, raw: str, policy: Slashes) -> "Variant":
        """Another variant of it in its slashes, allowed by a policy."""
        return self.spelled(raw, policy)._replace(has_other_slashes=True)


class Policy(NamedTuple):
    """What a table was told to do for requests that no route answers; a change of the table gives another one."""

    settings: Options
    # For paths in other cases, and its entries by the identity of those of the table: filled when that is asked for.
    folded: PathIndex[Spelling]
    filed: Branches[int, Entry[Spelling]]
    # Methods for which a route for "*" is not taken at once, as it may be a view without them.
    unsettled: frozenset[str]

    @classmethod
    def of(cls, settings: Options) -> "Policy | None":
        """The policy of an empty table; None when there is nothing to do."""
        if not settings.has_policies:
            return None
        return cls(settings, PathIndex(), Branches(), frozenset(settings.derived) & {"OPTIONS"})

    @property
    def derived(self) -> frozenset[str]:
        """The methods that are answered where no route does."""
        return frozenset(self.settings.derived)

    def with_entry(self, entry: Entry[Any]) -> "Policy":  # Any: what a table holds, as in `asking`
        """The policy of the table with one more entry."""
        folded = folded_entry(entry) if self.settings.case != "strict" else None
        if folded is None:
            return self
        return self._replace(folded=self.folded.add(folded), filed=self.filed.with_key(id(entry), folded))

    def without_entry(self, entry: Entry[Any]) -> "Policy":  # Any: the same
        """The policy of the table without an entry."""
        folded = self.filed.get(id(entry))
        if folded is None:
            return self
        return self._replace(folded=self.folded.remove(folded), filed=self.filed.without_key(id(entry)))

    def variants(self, variant: Variant) -> Iterator[Variant]:
        """The other spellings of a path, in the order in which they are tried."""
        forms = [variant, *(() if variant.has_other_slashes else self._with_other_slashes(variant))]
        yield from forms[1:]
        if self.settings.case != "strict":
            for form in forms:
                for raw in self._respelled(form.raw):
                    yield form.spelled(raw, self.settings.case)

    def _with_other_slashes(self, variant: Variant) -> Iterator[Variant]:
        slashes, merging = self.settings.slashes, self.settings.merge_slashes
        merged = variant
        if merging != "strict" and "//" in variant.raw:
            merged = variant.slashed(_SLASHES.sub("/", variant.raw), merging)
            yield merged
        if slashes != "strict":
            for form in dict.fromkeys((variant, merged)):
                raw = form.raw.removesuffix("/") if form.raw.endswith("/") else f"{form.raw}/"
                yield form.slashed(raw, slashes)

    def _respelled(self, raw: str) -> Iterator[str]:
        safe = safe_form(raw)
        folded = fold(safe)
        for candidate in self.folded.find(folded):
            spelled = candidate.value.of(safe)
            if spelled is not None and spelled != safe and fold(spelled) == folded:
                yield _as_requested(raw, safe, spelled)


class Redirected(MatchInfo):
    """The answer that sends the request to another path: `resource`, `data` and `matches` are those found there."""

    __slots__ = ("_found",)

    def __init__(self, found: web.UrlMappingMatchInfo, route: "RedirectRoute") -> None:
        super().__init__(found, route)
        self._found = found

    @property
    def data(self) -> Data:
        """What was told of the route that the redirect leads to."""
        return getattr(self._found, "data", NO_DATA)

    @property
    def matches(self) -> tuple[Match, ...]:
        """What the request will go through."""
        return getattr(self._found, "matches", ())


class RedirectRoute(web.ResourceRoute):
    """The route of one redirect; its handler raises it."""

    def __init__(self, method: str, resource: web.AbstractResource, path: str, *, depth: int) -> None:
        super().__init__(method, _redirect, resource)
        self.path = path
        # How many slashes the path has that was looked at: below a mount it may be a part of the request's.
        self.depth = depth

    def location(self, url: URL) -> URL:
        """Where a request for this URL is sent: a path and a query, both fit for a header."""
        above = location_path(url.raw_path.rsplit("/", self.depth)[0])
        query = _UNFIT_FOR_QUERY.sub(_escaped, url.raw_query_string)
        return URL.build(path=above.removesuffix("/") + self.path, query_string=query, encoded=True)


def redirected(request: web.Request, found: web.UrlMappingMatchInfo, path: str) -> Redirected:
    """The answer that sends a request to a path, where this was found."""
    route, depth = found.route, request.rel_url.raw_path.count("/")
    resource = UNMATCHED if route.resource is None else route.resource
    return Redirected(found, RedirectRoute(route.method, resource, path, depth=depth))


def location_path(raw: str) -> str:
    """A raw path as it stands in a redirect: what a client sends, and the server reads as the same path."""
    return "/" + _UNFIT_FOR_PATH.sub(_escaped, raw).lstrip("/")


def survives(raw: str) -> bool:
    """Whether clients ask for a raw path as it stands: they resolve dot segments."""
    return not _DOT_SEGMENT.search(raw)


def safe_form(raw: str) -> str:
    """The safe form of a raw path."""
    return safe_path(URL.build(path=raw, encoded=True))


async def _redirect(request: web.Request) -> web.StreamResponse:
    route = request.match_info.route
    assert isinstance(route, RedirectRoute)  # nothing else has this handler
    raise web.HTTPPermanentRedirect(route.location(request.rel_url))


def _as_requested(raw: str, safe: str, spelled: str) -> str:
    """The raw path for a safe one that was respelled: the segments that stayed are as they were."""
    segments = zip(raw.split("/"), safe.split("/"), spelled.split("/"), raw_path(spelled).split("/"), strict=True)
    return "/".join(kept if before == after else quoted for kept, before, after, quoted in segments)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    escaped = bytes((code - 0xDC00,)) if code in _BYTES else character.encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02X}" for byte in escaped)
