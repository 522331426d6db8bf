"""What applications and packages do to a router beyond its documented use, written down without those packages.

Each section names who does it.
"""

import asyncio
import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from aiohttp.web_urldispatcher import SystemRoute
from yarl import URL

import resrouter
from tests.ecosystem.ways import Client, Serve, Way

pytestmark = [pytest.mark.ecosystem, pytest.mark.asyncio]


async def show(request: web.Request) -> web.Response:
    return web.Response(text=request.match_info.get("id", "-"))


class View(web.View):
    async def get(self) -> web.Response:
        return web.Response(text=self.request.match_info["id"])


async def send(client: Client, method: str, path: str) -> tuple[int, str]:
    async with client.request(method, path) as response:
        return response.status, await response.text()


async def allow(client: Client, method: str, path: str) -> str:
    async with client.request(method, path) as response:
        assert response.status == 405
        return response.headers[hdrs.ALLOW]


# --- New Relic: wraps ResourceRoute.__init__ to replace the handler, and SystemRoute._handle --------------------------


class Traced:
    """A wrapper that passes for what it wraps, as wrapt's do."""

    def __init__(self, route: web.ResourceRoute, names: list[str]) -> None:
        self._route = route
        self._wrapped = route.handler
        self._names = names

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wrapped, name)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        assert self._route.resource is not None
        self._names.append(f"{self._route.method} {self._route.resource.canonical}")
        return await self._wrapped(request)


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was handled, in order."""
    names: list[str] = []
    make, fail = web.ResourceRoute.__init__, SystemRoute._handle

    @functools.wraps(make)
    def make_traced(self: web.ResourceRoute, *args: Any, **options: Any) -> None:
        make(self, *args, **options)
        self._handler = Traced(self, names)

    async def fail_traced(self: SystemRoute, request: web.Request) -> web.StreamResponse:
        names.append(str(self.status))
        return await fail(self, request)

    monkeypatch.setattr(web.ResourceRoute, "__init__", make_traced)
    monkeypatch.setattr(SystemRoute, "_handle", fail_traced)
    return names


async def test_every_route_is_made_by_the_wrapped_constructor(
    traced: list[str], serve: Serve, way: Way, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("file")

    def pages(app: web.Application) -> None:
        app.router.add_get("/u/{id}", show)
        app.router.add_resource("/r/{id}").add_route("PUT", show)
        app.router.add_view("/v/{id}", View)
        static = app.router.add_static("/files", tmp_path)
        cast(web.StaticResource, static).set_options_route(show)
        app.add_routes([web.post("/u/{id}", show), web.route("*", "/any", show)])

    def register(app: web.Application) -> None:
        pages(app)
        app.add_subapp("/api", way.build(web.Application(), pages))

    client = await serve(register)
    requests = [
        ("GET", "/u/7", "7"),
        ("HEAD", "/u/7", ""),
        ("POST", "/u/7", "7"),
        ("PUT", "/r/7", "7"),
        ("GET", "/v/7", "7"),
        ("GET", "/files/a.txt", "file"),
        ("OPTIONS", "/files/a.txt", "-"),
        ("PATCH", "/any", "-"),
        ("GET", "/api/u/7", "7"),
        ("GET", "/api/files/a.txt", "file"),
    ]
    answers = [await send(client, method, path) for method, path, _ in requests]
    assert answers == [(200, text) for _, _, text in requests]
    assert traced == [
        "GET /u/{id}",
        "HEAD /u/{id}",
        "POST /u/{id}",
        "PUT /r/{id}",
        "* /v/{id}",
        "GET /files",
        "OPTIONS /files",
        "* /any",
        "GET /api/u/{id}",
        "GET /api/files",
    ]


async def test_errors_come_from_the_wrapped_system_route(traced: list[str], serve: Serve) -> None:
    client = await serve(lambda app: app.router.add_get("/u/{id}", show))
    assert await send(client, "GET", "/none") == (404, "404: Not Found")
    assert await send(client, "PUT", "/u/7") == (405, "405: Method Not Allowed")
    assert traced == ["404", "405"]


async def test_a_handler_replaced_while_serving_answers_the_next_request(serve: Serve) -> None:
    async def replacement(request: web.Request) -> web.Response:
        return web.Response(text="replaced")

    client = await serve(lambda app: app.router.add_get("/u/{id}", show, name="user"))
    assert await send(client, "GET", "/u/7") == (200, "7")
    for route in client.app.router["user"]:
        route._handler = replacement
    assert await send(client, "GET", "/u/7") == (200, "replaced")


# --- Datadog, Elastic, zipkin: middlewares that name a request by its route's resource --------------------------------


@web.middleware
async def name_by_resource(request: web.Request, handler: Handler) -> web.StreamResponse:
    route = request.match_info.route
    name = "error" if isinstance(route, SystemRoute) else ""
    resource = route.resource
    if resource:
        info = resource.get_info()
        name += info.get("path") or info.get("formatter") or str(info.get("prefix"))
        assert route in request.app.router.routes()
        assert route in {route: resource}
        assert resource in set(request.app.router.resources())
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = error  # it is answered with the header of the name
    response.headers["X-Name"] = name
    if isinstance(response, web.HTTPException):
        raise response
    return response


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/u/7", "/u/{id}"),
        ("GET", "/plain", "/plain"),
        ("GET", "/files/none", "/files"),
        ("GET", "/none", "error"),
        ("PUT", "/plain", "error"),
    ],
)
async def test_a_request_is_named_by_the_resource_of_its_route(
    serve: Serve, tmp_path: Path, method: str, path: str, name: str
) -> None:
    def register(app: web.Application) -> None:
        app.router.add_get(r"/u/{id:\d+}", show)
        app.router.add_get("/plain", show)
        app.router.add_static("/files", tmp_path)

    client = await serve(register, web.Application(middlewares=[name_by_resource]))
    async with client.request(method, path) as response:
        assert response.headers["X-Name"] == name


# --- Sentry: a replacement of UrlDispatcher.resolve, and requests that have no path -----------------------------------


@pytest.fixture(params=["genuine", "replaced"])
def resolved(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often the replacement was asked; always 0 while aiohttp's own `resolve` is in its place."""
    calls: list[str] = []
    genuine = web.UrlDispatcher.resolve

    @functools.wraps(genuine)
    async def replacement(self: web.UrlDispatcher, request: web.Request) -> web.UrlMappingMatchInfo:
        calls.append(request.path)
        return await genuine(self, request)

    if request.param == "replaced":
        monkeypatch.setattr(web.UrlDispatcher, "resolve", replacement)
    return lambda: len(calls) if request.param == "replaced" else 2


@web.middleware
async def answer_for_the_shop(request: web.Request, handler: Handler) -> web.StreamResponse:
    return web.Response(text=f"shop {request.rel_url.raw_path!r}")


@pytest.mark.parametrize(
    ("target", "path"),
    [("http://shop.example", "''"), ("http://shop.example/a", "'/a'"), ("/a", "'/a'")],
)
async def test_a_domain_answers_whatever_the_target_looks_like(
    resolved: Callable[[], int], serve: Serve, way: Way, target: str, path: str
) -> None:
    def register(app: web.Application) -> None:
        app.router.add_get("/{id}", show)
        shop = web.Application(middlewares=[answer_for_the_shop])
        app.add_domain("shop.example", way.build(shop, lambda app: app.router.add_get("/b", show)))

    client = await serve(register)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: shop.example\r\n".encode())
    writer.write(b"Connection: close\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    assert answer.endswith(f"\r\nshop {path}".encode())
    assert resolved() == 2  # the application's router and the shop's


# --- Home Assistant: never freezes, registers while serving, has resources of its own ---------------------------------


class Panels(web.AbstractResource):
    """Answers "/" and the panels known at the time of the request."""

    def __init__(self, panels: set[str]) -> None:
        super().__init__(name="panels")
        self._panels = panels
        self._route = web.ResourceRoute("GET", self.page, self)

    @property
    def canonical(self) -> str:
        return "/"

    async def page(self, request: web.Request) -> web.Response:
        return web.Response(text=f"panel {request.path}")

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        if request.path != "/" and request.path.split("/")[1] not in self._panels:
            return None, set()
        if request.method != hdrs.METH_GET:
            return None, {hdrs.METH_GET}
        return web.UrlMappingMatchInfo({}, self._route), {hdrs.METH_GET}

    def url_for(self, **parts: str) -> URL:
        return URL("/")

    def add_prefix(self, prefix: str) -> None:
        raise NotImplementedError

    def get_info(self) -> Any:
        return {"panels": sorted(self._panels)}

    def freeze(self) -> None:
        """Nothing to close."""

    def raw_match(self, path: str) -> bool:
        return False

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        yield self._route


class CachedFiles(web.StaticResource):
    """Lets browsers keep the files."""

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        response = await super()._handle(request)
        response.headers[hdrs.CACHE_CONTROL] = "public, max-age=31"
        return response


async def serve_unfrozen(serve: Serve, way: Way, *paths: str) -> Client:
    app = web.Application()
    way.build(app, lambda app: [app.router.add_get(path, show) for path in paths])
    app._router.freeze = lambda: None  # type: ignore[method-assign]  # as it is done out there
    return await serve(lambda app: None, app)


async def test_registration_goes_on_while_serving(serve: Serve, way: Way, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("file")
    client = await serve_unfrozen(serve, way, "/first/{id}")
    router = client.app.router
    assert await send(client, "GET", "/late/7") == (404, "404: Not Found")
    router.add_get("/late/{id}", show, name="late")
    assert await send(client, "GET", "/late/7") == (200, "7")
    assert await allow(client, "PUT", "/late/7") == "GET,HEAD"
    cast(web.Resource, router["late"]).add_route("PUT", show)
    assert await send(client, "PUT", "/late/7") == (200, "7")
    router.add_static("/late/files", tmp_path)
    assert await send(client, "GET", "/late/files/a.txt") == (200, "file")
    app_routes = [web.get("/late/{id}", show), web.post("/late/{id}", show)]
    assert [route.method for route in router.add_routes(app_routes)] == ["GET", "POST"]
    assert await allow(client, "DELETE", "/late/7") == "GET,HEAD,POST,PUT"
    assert str(router["late"].url_for(id="8")) == "/late/8"
    assert await send(client, "GET", "/first/7") == (200, "7")


async def test_a_resource_of_its_own_answers_at_the_root(serve: Serve, way: Way) -> None:
    client = await serve_unfrozen(serve, way, "/known/{id}", "/map")
    panels = {"map", "energy"}
    client.app.router.register_resource(Panels(panels))
    assert await send(client, "GET", "/") == (200, "panel /")
    assert await send(client, "GET", "/energy/now") == (200, "panel /energy/now")
    assert await send(client, "GET", "/map") == (200, "-")
    assert await send(client, "GET", "/known/7") == (200, "7")
    assert await send(client, "GET", "/known") == (404, "404: Not Found")
    panels.add("known")
    assert await send(client, "GET", "/known") == (200, "panel /known")
    assert await allow(client, "POST", "/energy") == "GET"
    assert await allow(client, "POST", "/map") == "GET,HEAD"
    info: dict[str, Any] = dict(client.app.router["panels"].get_info())
    assert info == {"panels": ["energy", "known", "map"]}
    assert [route.method for route in client.app.router.routes()][-1] == "GET"


async def test_a_static_resource_of_its_own_handles_its_files(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("file")
    resources: list[web.AbstractResource] = []

    def register(app: web.Application) -> None:
        resources.append(CachedFiles("/files", tmp_path, name="files"))
        app.router.register_resource(resources[0])

    client = await serve(register)
    async with client.get("/files/a.txt") as response:
        assert await response.text() == "file"
        assert response.headers[hdrs.CACHE_CONTROL] == "public, max-age=31"
    assert client.app.router["files"] is resources[0]
    assert type(resources[0]) is CachedFiles
    assert await send(client, "GET", "/files/b.txt") == (404, "")


# --- maubot: a Resource with its own _match, bare functions, a dispatcher that is asked by hand -----------------------


class Below(web.Resource):
    """Everything that starts with a prefix."""

    def __init__(self, prefix: str, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self._prefix = prefix

    @property
    def canonical(self) -> str:
        return self._prefix

    def get_info(self) -> Any:
        return {"path": self._prefix}

    def url_for(self, **parts: str) -> URL:
        return URL(self._prefix)

    def add_prefix(self, prefix: str) -> None:
        self._prefix = prefix + self._prefix

    def _match(self, path: str) -> dict[str, str] | None:
        return {"id": path.removeprefix(self._prefix)} if self.raw_match(path) else None

    def raw_match(self, path: str) -> bool:
        return path.startswith(self._prefix)


async def test_a_resource_matches_by_its_own_rule(serve: Serve, way: Way) -> None:
    def below(app: web.Application) -> None:
        resource = Below("/plugin", name="plugin")
        app.router.register_resource(resource)
        resource.add_route("*", show)

    def register(app: web.Application) -> None:
        app.router.add_get("/plugin/own", show)
        below(app)
        app.add_subapp("/api", way.build(web.Application(), below))

    client = await serve(register)
    assert await send(client, "PATCH", "/plugin/a/b") == (200, "/a/b")
    assert await send(client, "GET", "/plugin/own") == (200, "-")
    assert await send(client, "POST", "/plugin/own") == (200, "/own")
    assert await send(client, "GET", "/api/plugin/a") == (200, "/a")
    assert await send(client, "GET", "/other") == (404, "404: Not Found")
    assert str(client.app.router["plugin"].url_for()) == "/plugin"


@pytest.mark.filterwarnings("ignore:Bare functions are deprecated:DeprecationWarning")
async def test_a_bare_function_is_wrapped(serve: Serve) -> None:
    def bare(request: web.Request) -> web.Response:
        return web.Response(text=request.match_info["id"])

    client = await serve(lambda app: app.router.add_get("/u/{id}", cast(Any, bare), name="user"))
    assert await send(client, "GET", "/u/7") == (200, "7")
    (handler,) = {route.handler for route in client.app.router["user"] if route.method == "GET"}
    assert cast(Any, handler).__wrapped__ is bare


@pytest.mark.parametrize("dispatcher", [web.UrlDispatcher, resrouter.Router])
async def test_a_dispatcher_is_asked_by_hand(serve: Serve, dispatcher: type[web.UrlDispatcher]) -> None:
    class Plugin(dispatcher):  # type: ignore[misc, valid-type]  # the class is a parameter
        async def handle(self, request: web.Request) -> web.StreamResponse:
            inner = request.clone(rel_url=request.rel_url.with_path(request.match_info["id"]))
            match_info = await self.resolve(inner)
            match_info.add_app(request.app)
            inner._match_info = match_info
            return cast(web.StreamResponse, await match_info.handler(inner))

    def register(app: web.Application) -> None:
        plugin = Plugin()
        plugin.add_get("/in/{id}", show)
        resource = Below("/plugin")
        app.router.register_resource(resource)
        resource.add_route("*", plugin.handle)

    client = await serve(register)
    assert await send(client, "GET", "/plugin/in/7") == (200, "7")
    assert await send(client, "GET", "/plugin/none") == (404, "404: Not Found")
    assert await allow(client, "PUT", "/plugin/in/7") == "GET,HEAD"


async def test_a_static_handler_tells_its_resource(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("file")

    @web.middleware
    async def no_files(request: web.Request, handler: Handler) -> web.StreamResponse:
        owner = getattr(request.match_info.handler, "__self__", None)
        if isinstance(owner, web.StaticResource):
            return web.Response(text=f"a file of {owner.canonical}")
        return await handler(request)

    def register(app: web.Application) -> None:
        app.router.add_static("/files", tmp_path)
        app.router.add_get("/u/{id}", show)

    client = await serve(register, web.Application(middlewares=[no_files]))
    assert await send(client, "GET", "/files/a.txt") == (200, "a file of /files")
    assert await send(client, "GET", "/u/7") == (200, "7")


# --- aiohttp-fast-url-dispatcher: a dispatcher with an index of its own, assigned to app._router ----------------------


class Fast(web.UrlDispatcher):
    """Keeps what has no parameters in a dict."""

    def __init__(self) -> None:
        super().__init__()
        self._plain: dict[str, web.AbstractResource] = {}

    def register_resource(self, resource: web.AbstractResource) -> None:
        super().register_resource(resource)
        if isinstance(resource, web.PlainResource):
            self._plain.setdefault(resource.canonical, resource)

    async def resolve(self, request: web.Request) -> web.UrlMappingMatchInfo:
        resource = self._plain.get(request.rel_url.path_safe)
        match_info = (await resource.resolve(request))[0] if resource else None
        return match_info or await super().resolve(request)


async def test_the_routes_of_a_foreign_dispatcher_are_served(serve: Serve, way: Way) -> None:
    app = web.Application()
    app._router = Fast()

    def register(app: web.Application) -> None:
        app.router.add_get("/u/{id}", show, name="user")
        app.router.add_get("/plain", show, name="plain")

    if way is Way.SETUP:  # it takes over an empty one
        assert resrouter.setup(app) is app.router
    client = await serve(register, app)
    assert await send(client, "GET", "/u/7") == (200, "7")
    assert await send(client, "GET", "/plain") == (200, "-")
    assert await allow(client, "PUT", "/plain") == "GET,HEAD"
    assert list(client.app.router) == ["user", "plain"]


# --- aiohttp-tus: reads a path with aiohttp's own class, adds routes to a named resource, links with match_info -------


async def test_uploads_have_resources_that_link_to_each_other(serve: Serve) -> None:
    async def start(request: web.Request) -> web.Response:
        parts = {**request.match_info, "upload": "u1"}
        location = request.app.router["upload"].url_for(**parts)
        raise web.HTTPCreated(headers={hdrs.LOCATION: str(location)})

    def register(app: web.Application) -> None:
        canonical = web.DynamicResource("/{user}/uploads").canonical
        uploads = app.router.add_resource(canonical, name="uploads")
        uploads.add_route("POST", start)
        uploads.add_route("OPTIONS", show)
        upload = app.router.add_resource(f"{canonical}/{{upload}}", name="upload")
        for method in ("HEAD", "PATCH"):
            upload.add_route(method, show)

    client = await serve(register)
    async with client.post("/a%20b/uploads") as response:
        assert (response.status, response.headers[hdrs.LOCATION]) == (201, "/a%20b/uploads/u1")
    assert await send(client, "PATCH", "/a%20b/uploads/u1") == (200, "-")
    assert await allow(client, "PUT", "/a/uploads") == "OPTIONS,POST"
    (info,) = {str(route.get_info()["formatter"]) for route in client.app.router["upload"]}
    assert info == "/{user}/uploads/{upload}"


# --- aiohttp-admin: a mounted application with an empty path and names of its own -------------------------------------


async def test_a_mounted_application_has_a_page_without_a_path(serve: Serve, way: Way, tmp_path: Path) -> None:
    async def home(request: web.Request) -> web.Response:
        router = request.app.router
        links = [router["home"].url_for(), router["user"].url_for(id="7")]
        return web.Response(text=" ".join(map(str, links)))

    def admin(app: web.Application) -> None:
        app.router.add_get("", home, name="home")
        app.router.add_get("/u/{id}", show, name="user")
        app.router.add_static("/files", tmp_path, name="files")

    mounted: list[web.Application] = []

    def register(app: web.Application) -> None:
        app.router.add_get("/", show, name="home")
        mounted.append(way.build(web.Application(), admin))
        app.add_subapp("/admin", mounted[0])

    client = await serve(register)
    assert await send(client, "GET", "/admin") == (200, "/admin /admin/u/7")
    assert await send(client, "GET", "/") == (200, "-")
    assert await send(client, "GET", "/admin/") == (404, "404: Not Found")
    assert str(mounted[0].router["files"].url_for(filename="a")) == "/admin/files/a"
    assert [resource.canonical for resource in mounted[0].router.resources()] == [
        "/admin",
        "/admin/u/{id}",
        "/admin/files",
    ]


# --- aiohttp-wsgi: one route for everything, the path decoded once ----------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [("/", ""), ("/a/b", "a/b"), ("/a%20b%2Fc", "a b/c"), ("/%2541", "%41"), ("/%C3%BC", "ü")],
)
async def test_one_route_takes_every_path(serve: Serve, path: str, text: str) -> None:
    async def rest(request: web.Request) -> web.Response:
        return web.Response(text=request.match_info["path_info"])

    client = await serve(lambda app: app.router.add_route("*", "/{path_info:.*}", rest))
    async with client.patch(URL(path, encoded=True)) as response:
        assert (response.status, await response.text()) == (200, text)
