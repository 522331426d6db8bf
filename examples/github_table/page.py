"""The page: an application of its own, mounted where GitHub's table has nothing.

```
/-/                   all resources, with a search           ?q=issues
/-/match              what the router answers                ?method=GET&path=/users/octocat
/-/links/{name}       one resource, and links to it          ?part.username=octocat&query=tab%3Drepos
```

Everything works as plain forms; the script only makes the search answer while one types.
"""

from urllib.parse import parse_qsl

from aiohttp import web
from yarl import URL

from github_table import views
from github_table.markup import Markup
from github_table.table import Path, Table
from resrouter import MatchInfo, ResrouterError, Router, setup

PREFIX = "/-"


def application(router: Router, table: Table) -> web.Application:
    """The page for a router that serves the table."""
    app = web.Application()
    page = Page(router, table)
    own = setup(app)
    own.add_resource("/", name="index").add_route("GET", page.index)
    own.add_resource("/match", name="match").add_route("GET", page.match)
    own.add_resource("/links/{name}", name="links").add_route("GET", page.links)
    return app


class Page:
    """The handlers."""

    def __init__(self, router: Router, table: Table) -> None:
        self._router = router
        self._table = table
        self._paths = {path.name: path for path in table.paths}

    async def index(self, request: web.Request) -> web.Response:
        return _html(views.index(self._table, request.query.get("q", "")))

    async def match(self, request: web.Request) -> web.Response:
        """What the router answers for a method and a path, asked without going through the network again."""
        method = request.query.get("method", "GET").strip()
        path = request.query.get("path", "/").strip()
        try:
            target = _as_sent(path)
        except ValueError as error:
            return _html(views.no_path(method, path, str(error)), status=400)
        info = await self._router.resolve(request.clone(method=method, rel_url=target))
        # On a 405 too: its match info keeps the resource whose path fits.
        name = info.resource.name if isinstance(info, MatchInfo) else None
        answer = views.Answer(method, path, target.raw_path, info, self._paths.get(name or ""))
        return _html(views.match(answer))

    async def links(self, request: web.Request) -> web.Response:
        """One resource, and the link to it for the parts in the query."""
        path = self._paths.get(request.match_info["name"])
        if path is None:
            return _html(views.no_resource(request.match_info["name"]), status=404)
        given = {name.removeprefix("part."): value for name, value in request.query.items() if name.startswith("part.")}
        query = request.query.get("query")
        outcome = None if query is None and not given else self._link(path, given, query or "")
        return _html(views.links(path, given, query or "", outcome))

    def _link(self, path: Path, parts: dict[str, str], query: str) -> URL | ResrouterError:
        try:
            return self._router.url(path.name, parts=parts, query=parse_qsl(query, keep_blank_values=True))
        except ResrouterError as error:
            return error


def _as_sent(path: str) -> URL:
    """The target of a request for what somebody typed: quoted as a client would."""
    if not path.startswith("/"):
        raise ValueError('A path starts with "/".')
    return URL(f"http://localhost{path}").relative()


def _html(text: Markup, *, status: int = 200) -> web.Response:
    headers = {
        "Content-Security-Policy": views.POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)
