"""Files below a prefix, as v1 registered them; aiohttp's own class sends them."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import hdrs, web
from yarl import URL

from resrouter import PathTemplate
from resrouter_compat.handlers import Handler
from resrouter_compat.paths import covers_below, quoted
from resrouter_compat.routes import Query, Route
from resrouter_compat.warned import warn


class StaticRoute(Route):
    """A GET route for the files of a directory. What is no file in it is a 404, and no later route is asked.

    A prefix that is written with spaces or letters beyond ASCII is found quoted, too.

    Args:
        name: the route's name, or None.
        prefix: starts and ends with a slash.
        directory: holds the files.
        expect_handler: what answers the header "Expect".
        chunk_size: how many bytes are read at once.
        response_factory: taken, and not used: aiohttp makes the response.

    Raises:
        AssertionError: the prefix does not start and end with a slash.
        ValueError: there is no such directory.
    """

    def __init__(
        self,
        name: str | None,
        prefix: str,
        directory: str | os.PathLike[str],
        *,
        expect_handler: Handler | None = None,
        chunk_size: int = 256 * 1024,
        response_factory: Any = web.StreamResponse,
    ) -> None:
        if not prefix.startswith("/") or not prefix.endswith("/"):
            raise AssertionError(f"the prefix {prefix!r} must start and end with '/'")
        super().__init__(hdrs.METH_GET, self.handle, name, expect_handler=expect_handler)
        if not Path(directory).is_dir():
            raise ValueError(f"No directory exists at {os.fspath(directory)!r}")
        if response_factory is not web.StreamResponse:
            warn("response_factory is not used any more: aiohttp makes the response of a file")
        self._prefix = prefix
        self._prefix_len = len(prefix)
        self._quoted = quoted(prefix)
        self._directory = f"{Path(directory).absolute()}{os.sep}"
        self._chunk_size = chunk_size
        # v1 followed links, and took "~" for a name.
        files = web.StaticResource("/", Path(directory).absolute(), chunk_size=chunk_size, follow_symlinks=True)
        self._send = next(route.handler for route in files if route.method == hdrs.METH_GET)

    def match(self, path: str) -> dict[str, str] | None:
        """What follows the prefix as `filename`, not decoded; None for a path that does not start with it."""
        if path.startswith(self._prefix):
            return {"filename": path[self._prefix_len :]}
        return {"filename": path[len(self._quoted) :]} if path.startswith(self._quoted) else None

    def url(self, *, filename: str, query: Query = None) -> str:  # type: ignore[override]  # strict, as of the others
        """The prefix and the file's name, with nothing quoted; slashes at its start are left out."""
        return self._append_query(self._prefix + filename.lstrip("/"), query)

    def url_for(self, *args: str, **parts: str) -> URL:
        """The prefix and the file's name, quoted."""
        if args:
            raise TypeError("url_for() takes the filename by name")
        return URL.build(path=self._quoted + quote(parts["filename"].lstrip("/")), encoded=True)

    def get_info(self) -> Any:
        """The prefix, the directory, and the routes: itself."""
        return {"prefix": self._prefix, "directory": Path(self._directory), "routes": {self.method: self}}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The file that the request asks for.

        Raises:
            web.HTTPNotFound: there is none, it is a directory, it lies outside, or its name cannot be one.
        """
        try:
            return await self._send(request)
        except (web.HTTPForbidden, OSError) as error:
            raise web.HTTPNotFound from error

    def __repr__(self) -> str:
        name = f"{self.name!r} " if self.name is not None else ""
        return f"<{type(self).__name__} {name}[{self.method}] {self._prefix} -> {self._directory!r}>"

    def _covered(self) -> PathTemplate | None:
        return covers_below(self._prefix)
