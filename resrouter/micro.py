"""A small way to register routes: colon paths, chains of handlers, groups as functions.

```python
micro = Micro()
micro.get("/:class/students/:id/:session?", [sign_in, count, show], name="student")
micro.group("/api", lambda api: api.all("ping", ping))
web.run_app(micro.application())
```

All of it is a `Router` with `precedence="registration"` and `syntax="colon"`: of the routes that fit path and method,
the one that was registered first answers.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import hdrs, web
from yarl import URL

from resrouter.paths.syntax import PARAM
from resrouter.paths.template import PathTemplate
from resrouter.routing.chain import chain
from resrouter.routing.data import NO_DATA, Data
from resrouter.routing.middleware import Middleware
from resrouter.routing.route import Route
from resrouter.tables.application import setup
from resrouter.tables.builder import Group
from resrouter.tables.router import Router

# `async def link(request, handler)`, and at the end a handler, which may take the parts of its path.
Link = Callable[..., Any]  # checked when it is registered
Handlers = Link | Iterable[Link]


class Micro:
    """Registers routes in a router by colon paths; what is refused leaves nothing.

    In a path empty segments are skipped, and the first slash may be missing: "a//b/" is "/a/b", and "" is "/".
    Handlers are one or several; several are a `chain()`.

    Args:
        router: where the routes go; by default a new one.
    """

    def __init__(self, router: Router | None = None) -> None:
        #: The router, for all else: mounts, converters, changes while serving.
        self.router: Router = Router(precedence="registration", syntax="colon") if router is None else router
        self._here: Group = self.router.group()
        self._is_below = False

    def route(
        self, spec: str, methods: str | Iterable[str], handlers: Handlers, *, name: str | None = None
    ) -> tuple[Route, ...]:
        """The routes that were added, one for each method.

        Raises:
            TemplateSyntaxError: the path cannot be read (a ValueError).
            TypeError: a handler cannot be called, or there is none.
            ValueError: a method is no HTTP token, or there is none.
            DeadRouteError: the path that was added last has the method already (a RuntimeError).
        """
        asked = (methods,) if isinstance(methods, str) else tuple(methods)
        if not asked:
            raise ValueError(f"{spec!r} would answer no method")
        links = (handlers,) if callable(handlers) else tuple(handlers)
        # Entered anew for each registration, to be taken back alone.
        with self._here:
            # In braces, which read the same whatever the router's own syntax is.
            path = _normal(spec)
            # Below a prefix the root is the bare prefix.
            path = "" if path == "/" and self._is_below else path
            resource = self._here.add_resource(path, name=name, syntax="braces", optional=True)
            handler = chain(*links)
            return tuple(resource.add_route(method.upper(), handler) for method in asked)

    def get(self, spec: str, handlers: Handlers, *, name: str | None = None) -> tuple[Route, ...]:
        """The routes that were added for GET and, as aiohttp's `add_get()` does, for HEAD."""
        return self.route(spec, (hdrs.METH_GET, hdrs.METH_HEAD), handlers, name=name)

    def post(self, spec: str, handlers: Handlers, *, name: str | None = None) -> tuple[Route, ...]:
        """The route that was added for POST."""
        return self.route(spec, hdrs.METH_POST, handlers, name=name)

    def put(self, spec: str, handlers: Handlers, *, name: str | None = None) -> tuple[Route, ...]:
        """The route that was added for PUT."""
        return self.route(spec, hdrs.METH_PUT, handlers, name=name)

    def delete(self, spec: str, handlers: Handlers, *, name: str | None = None) -> tuple[Route, ...]:
        """The route that was added for DELETE."""
        return self.route(spec, hdrs.METH_DELETE, handlers, name=name)

    def all(self, spec: str, handlers: Handlers, *, name: str | None = None) -> tuple[Route, ...]:
        """The route that was added for "*": every method that the path has no route for, not four of them alone."""
        return self.route(spec, hdrs.METH_ANY, handlers, name=name)

    def group(
        self,
        prefix: str,
        build: "Callable[[Micro], object]",
        *,
        name: str | None = None,
        data: Data = NO_DATA,
        middlewares: Iterable[Middleware] = (),
    ) -> None:
        """Register below a prefix what the function registers in the Micro that it is given.

        An exception takes back what was registered in it, and passes through. The rest is that of `Router.group()`.
        """
        below: dict[str, Any] = {"name": name, "data": data, "middlewares": middlewares}
        with self._here.group(_normal(prefix), syntax="braces", optional=True, **below) as outer:
            inner = Micro(self.router)
            inner._here, inner._is_below = outer.group(), True
            build(inner)

    def url(self, name: str, /, **params: object) -> URL:
        """The link to a name, absent optional parts left out; raises what `Router.url()` does."""
        return self._here.url(name, parts=params)

    def setup(self, app: web.Application) -> Router:
        """The router, which now is the application's; raises what `resrouter.setup()` does."""
        return setup(app, self.router)

    def application(self) -> web.Application:
        """A new application with the router; to put it below a prefix of another, mount the router there."""
        self.setup(app := web.Application())
        return app


def _normal(spec: str) -> str:
    """The path in braces, without its empty segments; a regex stays as it is."""
    template = PathTemplate.parse(spec if spec.startswith("/") else f"/{spec}", syntax="colon")
    tokens = PARAM.split(str(template))
    tokens[::2] = [re.sub("/+", "/", literal) for literal in tokens[::2]]
    return "".join(tokens).removesuffix("/") or "/"
