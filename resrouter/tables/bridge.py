"""The way beside `setup()`: a router of ours as one resource in aiohttp's own, by public names alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web
from yarl import URL, Query

from resrouter.errors import DuplicateNameError, SetupError
from resrouter.routing.linked import Linked
from resrouter.routing.route import place_of_resource
from resrouter.tables.router import Router


def bridge(app: web.Application, router: Router) -> "Bridge":
    """The resource through which the application's own router now reaches ours.

    aiohttp's router stays in its place. It asks ours for every path that no resource of its own with a longer literal
    prefix has answered. The names of our resources are entered into it, so that `app.router["name"]` finds them; those
    that come later are found through our router alone.

    Our router stays open: a route that is added while serving answers the next request.

    Raises:
        SetupError: the application's router is frozen, or is the router itself (a RuntimeError); nothing is changed.
        DuplicateNameError: both have a resource of one name (a ValueError); nothing is changed.
    """
    _refuse(app.router, router)
    resource = Bridge(router)
    app.router.register_resource(resource)
    for name, named in router.named_resources().items():
        app.router.register_resource(NameOnly(name, named))
    return resource


def _refuse(stock: web.UrlDispatcher, router: Router) -> None:
    if stock is router:
        raise SetupError(
            f"{router!r} is the application's router already, and cannot lead to itself",
            "Register on it directly.",
        )
    if stock.frozen:
        raise SetupError(
            f"{stock!r} is frozen: its application has started, or is mounted",
            "Call resrouter.bridge(app, router) before that; routes may come to the router later.",
        )
    for name, named in router.named_resources().items():
        if name in stock:
            raise DuplicateNameError(
                name,
                first=(stock[name].canonical, place_of_resource(stock[name])),
                second=(named.canonical, place_of_resource(named)),
            )


class Bridge(web.AbstractResource):
    """A whole router as one resource at '/'. What it does not answer is left to the rest of aiohttp's router."""

    def __init__(self, router: Router) -> None:
        super().__init__()
        self.router = router

    @property
    def canonical(self) -> str:
        """Always '/', so that aiohttp asks it for every path."""
        return "/"

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """The router's answer; a 404 or 405 leaves the request to others, with the allowed methods."""
        match_info = await self.router.resolve(request)
        exception = match_info.http_exception
        if exception is None:
            return match_info, set()
        return None, exception.allowed_methods if isinstance(exception, web.HTTPMethodNotAllowed) else set()

    def freeze(self) -> None:
        """Make the router ready to serve; aiohttp calls it when the application starts. The router stays open."""
        self.router.settle()

    def raw_match(self, path: str) -> bool:
        """Never: aiohttp must not reuse it for a registration of its own."""
        return False

    def add_prefix(self, prefix: str) -> None:
        """Refused: an application with a bridge cannot be mounted below a prefix."""
        raise RuntimeError(
            f"A bridge answers for the whole application and cannot move below {prefix!r}. Use resrouter.setup(app)."
        )

    def url_for(self, **_parts: str) -> URL:
        """Refused: the resources behind it have links, not the bridge."""
        raise RuntimeError('A bridge has no link of its own. Use router["name"].url().')

    def get_info(self) -> Any:
        """The prefix, '/'."""
        return {"prefix": "/"}

    def __len__(self) -> int:
        return len(self.router.routes())

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return iter(self.router.routes())

    def __repr__(self) -> str:
        return f"<Bridge -> {self.router!r}>"


class NameOnly(web.AbstractResource):
    """A name in aiohttp's router for a resource that is reached through the bridge. It answers no request."""

    def __init__(self, name: str, resource: web.AbstractResource) -> None:
        super().__init__(name=name)
        self.resource = resource

    @property
    def canonical(self) -> str:
        """The canonical path of the resource it stands for."""
        return self.resource.canonical

    async def resolve(self, request: web.Request) -> tuple[None, set[str]]:
        """Never matches; the bridge does."""
        return None, set()

    def raw_match(self, path: str) -> bool:
        """Never: aiohttp must not reuse it for a registration of its own."""
        return False

    def add_prefix(self, prefix: str) -> None:
        """Refused by the bridge already."""
        raise RuntimeError(f"{self!r} cannot move below {prefix!r}")

    def url_for(self, *args: Any, **parts: Any) -> URL:
        """The resource's link in aiohttp's ways."""
        return self.resource.url_for(*args, **parts)

    def url(
        self,
        parts: Mapping[str, object] | None = None,
        query: Query = None,
        *,
        fragment: str = "",
        base: URL | str | None = None,
    ) -> URL:
        """The resource's link under our law, see `Resource.url()`."""
        if not isinstance(self.resource, Linked):
            raise TypeError(f"{self.resource!r} has no url(); use url_for()")
        return self.resource.url(parts, query, fragment=fragment, base=base)

    def get_info(self) -> Any:
        """What the resource says of itself."""
        return self.resource.get_info()

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        # Its routes are listed by the bridge; listing them here too would show them twice.
        return iter(())

    def __repr__(self) -> str:
        return f"<NameOnly {self.name!r} -> {self.resource!r}>"
