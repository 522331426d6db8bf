"""Files below a prefix: aiohttp's own resource, with our links, and a 404 for a name no file can have."""

import errno
import os
import re
from collections.abc import Mapping
from copy import copy
from typing import Any, cast

from aiohttp import web
from yarl import URL, Query

from resrouter.errors import UrlError, ValueRefusedError
from resrouter.paths.encoding import plain_value, safe_literal, safe_path
from resrouter.paths.link import link
from resrouter.paths.template import PathTemplate
from resrouter.routing.chain import chained
from resrouter.routing.data import Told, folded
from resrouter.routing.linked import Linked
from resrouter.routing.match_info import MatchInfo
from resrouter.routing.mountpoint import MountPoint
from resrouter.routing.place import Place, calling_place

# A second path to a file would walk round a guard on its first, and ".." tell which directories there are outside.
_SECOND_PATH = re.compile(r"(?:^|[/\\])\.\.?(?:$|[/\\])|//")

_NO_FILE = re.compile(rf"{_SECOND_PATH.pattern}|/$|\0")


class StaticResource(web.StaticResource, Linked, Told):
    """The files of a directory below a prefix, as `Router.add_static()` registers them."""

    place: Place | None
    #: Who registered it.
    owner: str | None = None
    _template: PathTemplate | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        # The arguments are aiohttp's, and so is their meaning.
        web.StaticResource.__init__(self, *args, **options)
        self.place = calling_place()

    @property
    def template(self) -> PathTemplate:  # type: ignore[override]  # follows the prefix, which mounting changes
        """The template of the links: the prefix, then the file's path as `filename`."""
        prefix = self.canonical
        if self._template is None or self._template.prefix != prefix:
            self._template = PathTemplate("/{filename:.+}", prefix)
        return self._template

    def url(
        self,
        parts: Mapping[str, object] | None = None,
        query: Query = None,
        *,
        fragment: str = "",
        base: URL | str | None = None,
    ) -> URL:
        """The link to a file, `parts={"filename": "css/site.css"}`.

        With `append_version=True` at registration it carries the file's hash as `v`, as `url_for()` does.
        """
        try:
            url = link(self.raw_path(parts or {}), query, fragment=fragment, base=base)
        except UrlError as error:
            error.resource = self.label
            raise
        version = self.url_for(filename=str((parts or {})["filename"])).query
        return url.update_query(version) if version else url

    def raw_path(self, parts: Mapping[str, object]) -> str:
        """The path of the link to a file, quoted. A slash at the start of `filename` is left out, as in aiohttp."""
        filename = parts.get("filename")
        if not isinstance(filename, (str, os.PathLike)):
            return Linked.raw_path(self, parts)
        text = os.fspath(cast("str | os.PathLike[str]", filename)).lstrip("/")
        if _NO_FILE.search(text):
            error = ValueRefusedError("filename", text, "is the path of no file, or a second one of some file")
            error.resource = self.label
            raise error
        return Linked.raw_path(self, {**parts, "filename": text})

    def under(self, point: MountPoint) -> "StaticResource":
        """The like of it below a mount point without parameters: the same files."""
        below = copy(self)
        below._name = point.named(self.name)
        if point.prefix:
            below.add_prefix(point.prefix)
        routes = {}
        told = folded((*point.layers, *self.layers))
        for method, route in self._routes.items():
            handler = below._handle if route.handler == self._handle else route.handler
            expect_handler = route._expect_handler  # pyright: ignore[reportPrivateUsage]  # aiohttp keeps it there
            inside: Any = chained(handler, point.middlewares, told)  # a coroutine function, as the handler is one
            routes[method] = web.ResourceRoute(method, inside, below, expect_handler=expect_handler)
        below._routes = routes
        below.layers, below._data = (*point.layers, *self.layers), None
        return below

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """The match info and the allowed methods for a request: aiohttp's rule, on the path in safe form."""
        path = request.rel_url.path_safe
        prefix = self._prefix2
        # Most paths have nothing to normalise or to decode: benchmarks/prefixes.py, "directory".
        if "%" in path or "/." in path or "//" in path or "\\" in path or not path.startswith(prefix) or "%" in prefix:
            path, prefix = safe_path(request.rel_url), safe_literal(prefix)
            if _climbs_out(path, prefix):
                return None, set()
        route = self._routes.get(request.method)
        if route is None:
            return None, self._allowed_methods
        return MatchInfo({"filename": plain_value(path[len(prefix) :])}, route), self._allowed_methods

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        filename = request.match_info["filename"]
        if _SECOND_PATH.search(filename):
            raise web.HTTPNotFound
        try:
            response = await super()._handle(request)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise web.HTTPNotFound from error
            raise
        if filename.endswith("/") and isinstance(response, web.FileResponse):
            raise web.HTTPNotFound
        return response


def _climbs_out(path: str, prefix: str) -> bool:
    """Whether a path leaves the prefix, which ends with a slash, by its ".." segments, as aiohttp reckons it."""
    normal = os.path.normpath(path).replace(os.sep, "/")
    return f"{normal}/" != prefix and not normal.startswith(prefix)
