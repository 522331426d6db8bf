"""The answer of a table: that of its routes, and where none answers, what its policy says."""

from collections.abc import Collection, Iterator

from aiohttp import web

from resrouter.routing.match_info import LateMatchInfoError
from resrouter.tables.asking import Answers, Miss, ask
from resrouter.tables.deriving import allowed_methods, derived_answer
from resrouter.tables.policies import Redirected, RedirectRoute, Variant, location_path, redirected, safe_form, survives

# Far more spellings than templates differ in by case alone; a bound for tables in which they do.
_MOST_TRIED = 32


async def answer(
    request: web.Request,
    table: Answers,
    path: str,
    *,
    asked: web.AbstractResource | None = None,
    methods: Collection[str] = (),
) -> web.UrlMappingMatchInfo:
    """The answer for a request whose path, in safe form, is `path`; for the other arguments see `ask()`."""
    found = await ask(request, table, path, asked=asked, methods=methods)
    if not isinstance(found, Miss):
        return found
    if found.is_final:
        return LateMatchInfoError(found.innermost, request.method, found)
    lenient = derived_answer(request, found)
    if lenient is None:
        lenient = await _elsewhere(request, found)
    return LateMatchInfoError(found.innermost, request.method, allowed_methods(found)) if lenient is None else lenient


async def _elsewhere(request: web.Request, miss: Miss) -> web.UrlMappingMatchInfo | None:
    """The answer for another spelling of the path, see `policies`."""
    own = Variant(request.rel_url.raw_path)
    if not own.raw.startswith("/"):
        return None  # "OPTIONS *", "CONNECT host:443"
    tried = {own.raw}
    missed = [(own, miss)]
    for variant, within in missed:  # it grows: a table that is mounted may have other spellings of each
        for other in _variants(within, variant, is_root=variant is own):
            if other.raw in tried or not other.raw.startswith("/"):
                continue
            tried.add(other.raw)
            found = await _answered(request, miss.table, other)
            if isinstance(found, Miss):
                missed.append((other, found))
            elif found is not None:
                return found
            if len(tried) > _MOST_TRIED:
                return None
    return None


async def _answered(request: web.Request, table: Answers, variant: Variant) -> web.UrlMappingMatchInfo | Miss | None:
    """The answer for a variant, or what was missed there; None when it ends in an error or cannot be asked for."""
    path = location_path(variant.raw) if variant.is_redirect else variant.raw
    if variant.is_redirect and not survives(path):
        return None
    found = await ask(request, table, safe_form(path))
    if isinstance(found, Miss):
        derived = derived_answer(request, found)
        if derived is None:
            return found
        found = derived
    if found.http_exception is not None:
        return None
    if isinstance(found, Redirected) and isinstance(found.route, RedirectRoute):
        # An application has a policy of its own.
        return redirected(request, found, found.route.path)
    return redirected(request, found, path) if variant.is_redirect else found


def _variants(miss: Miss, variant: Variant, *, is_root: bool) -> Iterator[Variant]:
    """The other spellings that the policy of the table knows, and those of the tables mounted in it."""
    if is_root and miss.table.policy is not None:
        yield from miss.table.policy.variants(variant)
    for _, inner in miss.below:
        above = variant.raw.rsplit("/", inner.path.count("/"))[0]
        rest = variant._replace(raw=variant.raw.removeprefix(above))
        for other in _variants(inner, rest, is_root=True):
            yield other._replace(raw=above + other.raw)
