"""One v1 route as a resource of today."""

# pyright: reportPrivateUsage=false
# What v1's routes keep, they keep in private attributes, and code of the time reads those.

from typing import Any

from aiohttp import hdrs, web
from yarl import URL

from resrouter import PathTemplate
from resrouter_compat.handlers import make_awaitable
from resrouter_compat.match_info import UrlMappingMatchInfo, decoded
from resrouter_compat.paths import quoted
from resrouter_compat.routes import DynamicRoute, PlainRoute, Route
from resrouter_compat.static import StaticRoute
from resrouter_compat.warned import calling_line, warn

# What others ask resources for by `getattr()` or `hasattr()`, and a route must not answer in their place.
_NOT_OF_THE_ROUTE = frozenset(
    {"answer", "data", "guest", "guests", "layers", "owner", "passed_on", "template", "trail"}
)

# Where one of these decides what matches, the paths are known; a subclass may match in its own way.
_KNOWN = frozenset({PlainRoute.match, DynamicRoute.match, StaticRoute.match})

_EVERY_PATH = PathTemplate.parse("/{rest:(?s:.*)}")


def is_route(given: object) -> bool:
    """Whether it is a v1 route itself: for `isinstance()` a resource that stands for one counts too."""
    return isinstance(given, Route) and isinstance(given, web.AbstractRoute)  # pyright: ignore[reportUnnecessaryIsInstance]  # see Route's metaclass


class ResourceAdapter(web.Resource):
    """A resource that holds a v1 route: what the route matches, it answers.

    Routes for other methods of the same paths can be added with `add_route()`. What v1's names gave, the route, is
    reached through it: `router[name].method` and the like work with a DeprecationWarning.

    Raises:
        AssertionError: it is given no v1 route.
    """

    def __init__(self, route: Route) -> None:
        if not is_route(route):
            raise AssertionError(f"Instance of Route class is required, got {route!r}")
        super().__init__(name=route.name)
        self.route: Route = route
        covers = route._covered() if type(route).match in _KNOWN else None
        #: Where it was registered, for errors.
        self.place: str = calling_line()
        self._above = ""
        # Without it the index takes the canonical path for the prefix of all that match.
        self.covers: PathTemplate | None = _EVERY_PATH if covers is None and self.canonical != "/" else covers
        method = route.method.upper()
        if method != route.method:
            warn(f"{route!r} never answered, as no request has the method {route.method!r}; it answers {method} now")
        make_awaitable(route.handler)
        route._resource = self
        self._routes[method] = route
        self._allowed_methods.add(method)
        if method == hdrs.METH_ANY:
            self._any_route = route

    @property
    def canonical(self) -> str:
        """The path with bare parameter names; what starts all of them when a subclass does not tell more."""
        info = self.route.get_info()
        path = info.get("path") or info.get("formatter") or info.get("prefix")
        return f"{self._above}{path if isinstance(path, str) and path.startswith('/') else '/'}"

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """The match info and the allowed methods: the route says what matches, of the path as the client sent it."""
        path = request.rel_url.raw_path
        if self._above:
            if not path.startswith(self._above):
                return None, set()
            path = path[len(self._above) :]
        found = self.route.match(path)
        if found is None:
            return None, set()
        route = self._routes.get(request.method, self._any_route)
        return None if route is None else UrlMappingMatchInfo(found and decoded(found), route), self._allowed_methods

    def url(self, **kwargs: Any) -> str:
        """The route's link, a str with nothing quoted; its arguments are those of the route's `url()`."""
        return self._above + self.route.url(**kwargs)

    def url_for(self, *args: str, **parts: str) -> URL:
        """The link as aiohttp gives it today, quoted."""
        url = self.route.url_for(*args, **parts)
        return url.with_path(self._above + url.raw_path, encoded=True) if self._above else url

    def add_prefix(self, prefix: str) -> None:
        """Put a literal prefix before the path; aiohttp does so when it mounts an application."""
        self._above = quoted(prefix) + self._above
        self.covers = self.covers and self.covers.under(prefix)

    def raw_match(self, path: str) -> bool:
        """Never: it is not reused for a registration."""
        return False

    def get_info(self) -> Any:
        """What the route says of its path."""
        return self.route.get_info()

    def _match(self, path: str) -> dict[str, str] | None:
        found = self.route.match(path)
        return None if found is None else decoded(found)

    def __getattr__(self, name: str) -> Any:
        """What v1 had at this place: the route's own attribute."""
        if name in _NOT_OF_THE_ROUTE or name.startswith("__") or "route" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        if len(self._routes) > 1:
            raise AttributeError(f"{self!r} has several routes: ask one of them for {name!r}", name=name, obj=self)
        value = getattr(self.route, name)
        warn(f"router[{self.name!r}].{name}: the name leads to a resource; write .route.{name}")
        return value

    def __repr__(self) -> str:
        return f"<ResourceAdapter {self.route!r}>"
