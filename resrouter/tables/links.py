"""Links from where a request is: relative names, and the parameters that it has already."""

from collections.abc import Iterator, Mapping

from aiohttp import web
from yarl import URL, Query

from resrouter.errors import UnknownNameError
from resrouter.paths.converters import Verbatim
from resrouter.paths.link import link, texts_of
from resrouter.routing.linked import Linked
from resrouter.routing.match_info import MatchInfo
from resrouter.tables.bridge import NameOnly
from resrouter.tables.builder import Builder


def url_for(
    request: web.Request,
    name: str,
    /,
    *,
    parts: Mapping[str, object] | None = None,
    query: Query = None,
    fragment: str = "",
    base: URL | str | None = None,
    **params: object,
) -> URL:
    """The link to a named resource, seen from a request.

    The name is looked up inside the innermost mount or group that the request went through first, then further out, and
    in the routers of outer applications last. Parameters that are not given are those of the request, if it has them.

    As a global of jinja2, `environment.globals["url_for"] = resrouter.url_for`, it is used with the request:
    `{{ url_for(request, "item", id=7) }}`.

    Args:
        request: one that a handler was given.
        name: "item", relative; or "shop:item", from the root.
        parts: the path's parameters; those named `parts`, `query`, `fragment` or `base` can only be given here.
        query: as in `yarl.URL.with_query`.
        fragment: what follows "#", unquoted.
        base: an absolute URL to put in front.
        **params: the path's parameters by name.

    Raises:
        UnknownNameError: no resource has the name, here or further out; a KeyError.
        PartsError, ValueRefusedError, ShadowedUrlError, BaseUrlError: as of `Router.url()`.
    """
    router, whole, resource = _found(request, name)
    given = {**(parts or {}), **params}
    if not isinstance(resource, Linked):
        return link(resource.url_for(**texts_of(given)).raw_path, query, fragment=fragment, base=base)
    own = {part: _as_it_is(request.match_info[part]) for part in resource.template.names if part in request.match_info}
    if isinstance(router, Builder):
        return router.url(whole, parts={**own, **given}, query=query, fragment=fragment, base=base)
    return resource.url({**own, **given}, query, fragment=fragment, base=base)


def _as_it_is(text: str | None) -> str | None:
    return None if text is None else Verbatim(text)


def _found(request: web.Request, name: str) -> tuple[web.UrlDispatcher, str, web.AbstractResource]:
    """The router that has the name, the whole name there, and the resource."""
    for router, whole in _names(request, name):
        resource = router.table.named(whole) if isinstance(router, Builder) else router.get(whole)
        if resource is not None:
            # Behind a bridge the name stands for the resource of our router.
            return router, whole, resource.resource if isinstance(resource, NameOnly) else resource
    raise UnknownNameError(name, tuple(request.app.router))


def _names(request: web.Request, name: str) -> Iterator[tuple[web.UrlDispatcher, str]]:
    """The routers with the name to ask each for, the nearest first."""
    match_info = request.match_info
    stops = match_info.matches[:-1] if isinstance(match_info, MatchInfo) else ()
    namespace = [stop.name for stop in stops if stop.name]
    apps = match_info.apps
    inward = apps[: apps.index(request.app) + 1] if request.app in apps else (request.app,)
    for app in reversed(inward):
        for depth in range(len(namespace), 0, -1):
            yield app.router, ":".join([*namespace[:depth], name])
        yield app.router, name
