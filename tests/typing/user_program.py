"""A user's program, as mypy --strict and pyright in strict mode must see it. It is checked, never run."""

from collections.abc import Mapping
from typing import assert_type

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

import resrouter
from resrouter import (
    UNMATCHED,
    BaseUrlError,
    Bridge,
    Collision,
    ConflictError,
    ConflictWarning,
    Converter,
    DataError,
    DeadRouteError,
    Default,
    Draft,
    DuplicateNameError,
    DynamicResource,
    ForRoute,
    Found,
    FrozenRouterError,
    Group,
    HandlerSignatureError,
    InvalidNameError,
    Match,
    MatchInfo,
    MatchInfoError,
    Mount,
    PartialMatch,
    PartsError,
    PathTemplate,
    PlainResource,
    Precedence,
    Prepend,
    RepeatedCallError,
    Replace,
    Resource,
    ResrouterError,
    Route,
    RouteDataError,
    Router,
    RouteTable,
    SetupError,
    ShadowedUrlError,
    StaleEditError,
    StaticResource,
    Syntax,
    TableDiff,
    TemplateSyntaxError,
    UnknownNameError,
    UrlError,
    ValueRefusedError,
    bridge,
    chain,
    setup,
    url_for,
)
from resrouter.micro import Micro


async def show(request: web.Request) -> web.Response:
    assert_type(request.match_info["name"], str)
    if isinstance(request.match_info, MatchInfo):
        assert_type(request.match_info.resource, web.AbstractResource)
    return web.Response()


class Items(web.View):
    async def get(self) -> web.StreamResponse:
        return web.Response()


def declares() -> web.Application:
    precedence: Precedence = "specific"
    router = Router(precedence=precedence)
    user = router.add_resource("/users/{name}", name="user")
    assert_type(user, Resource)
    assert_type(user.add_route("GET", show), Route)
    assert_type(user.add_wildcard(Items), Route)
    assert_type(router.add_route("*", "/items", Items, name="items"), Route)
    router.add_get("/a", show)
    table = router.table
    assert_type(table, RouteTable)
    assert_type(table.add(user), RouteTable)
    assert_type(table.find("GET", "/users/ada"), tuple[web.ResourceRoute, dict[str, str]] | None)
    router.add_view("/b", Items)
    router.add_routes([web.get("/c", show), web.static("/d", ".")])
    app = web.Application()
    assert_type(setup(app, router), Router)
    assert_type(resrouter.setup(web.Application()), Router)
    return app


def composes(router: Router, shop: Router) -> RouteTable:
    data = {"roles": Replace({"admin"}), "tags": Prepend(["first"]), "theme": Default("plain")}
    table = RouteTable.from_data([("/api", data, [("/users/{id}", "user", {"GET": show})])], conflicts="warn")
    assert_type(table.match_by_path("/api/users/7"), Found | None)
    assert_type(table.match_by_name("user", id=7), Found | PartialMatch | None)
    assert_type(table.merge(table.add(("/ping", show), owner="ping")).unload("ping"), RouteTable)
    with router.group("/admin", name="admin", data=data) as admin:
        assert_type(admin, Group)
        admin.add_get("/db", show)
    router.mount("/t/{tenant}", shop, name="shop")
    router.mount("/docs", table)
    return table


def changes(router: Router, table: RouteTable) -> None:
    def told(old: RouteTable, new: RouteTable, diff: TableDiff) -> None:
        assert_type(diff.added, tuple[web.AbstractResource, ...])

    end = router.subscribe(told)
    router.swap(table)
    assert_type(router.update(lambda served: served.merge(table)), RouteTable)
    with router.edit(owner="plugin") as draft:
        assert_type(draft, Draft)
        draft.add_get("/plugin", show)
        draft.remove("user")
    router.unload("plugin")
    RouteTable(conflicts=lambda collisions: [collision.example for collision in collisions])
    end()


async def leads(request: web.Request, resource: web.AbstractResource) -> URL:
    if isinstance(resource, Mount) and isinstance(request.match_info, MatchInfo):
        assert_type(request.match_info.matches, tuple[Match, ...])
    return url_for(request, "item", id=7, query={"a": "b"})


def links(router: Router) -> None:
    assert_type(router["user"], Resource)
    assert_type(router["user"].url(parts={"name": "ada"}, query={"tab": "repos"}), URL)
    assert_type(router.url("user", name="ada", query=[("a", "1"), ("a", "2")], fragment="top"), URL)
    assert_type(router.url("user", id=7, base="https://example.com"), URL)
    assert_type(router["user"].url_for(name="ada"), URL)
    assert_type(router["user"].template, PathTemplate)
    assert_type(PathTemplate.parse("/users/{name}").match("/users/ada"), dict[str, str] | None)
    router.url(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a name is text
    router.add_resource("/x", "name")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # name= is by keyword


def bridges(app: web.Application, router: Router) -> None:
    assert_type(bridge(app, router), Bridge)


def asks(found: MatchInfo) -> str:
    if isinstance(found, MatchInfoError):
        return f"{found.http_exception.status} {found.resource is UNMATCHED}"
    resource = found.resource
    if isinstance(resource, StaticResource):
        return str(resource.url({"filename": "a.css"}))
    if isinstance(resource, (PlainResource, DynamicResource)):
        return str(resource.url(dict(found)))
    return resource.canonical


def catches(router: Router) -> object:  # noqa: C901, PLR0911, PLR0912 - every error once
    try:
        return router.url("user")
    except PartsError as error:
        return assert_type(error.missing, tuple[str, ...])
    except ValueRefusedError as error:
        return (error.part, error.value, error.reason)
    except ShadowedUrlError as error:
        return assert_type(error.path, str)
    except BaseUrlError as error:
        return error.base
    except UrlError as error:
        return error.resource
    except UnknownNameError as error:
        return error.names
    except TemplateSyntaxError as error:
        return (error.text, error.at, error.length)
    except (DuplicateNameError, DeadRouteError) as error:
        return (error.first, error.second)
    except ConflictError as error:
        return assert_type(error.collisions, tuple[Collision, ...])
    except DataError as error:
        return error.problems
    except (FrozenRouterError, InvalidNameError, RouteDataError, SetupError, StaleEditError, ConflictWarning) as error:
        return str(error)
    except ResrouterError:
        return resrouter.__version__


class Guard:
    def for_route(self, data: Mapping[str, object]) -> Middleware | None:
        return passes if "roles" in data else None


async def passes(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)


async def takes(request: web.Request, id: int, tab: str | None = None) -> web.Response:  # noqa: A002  # the part's name
    if isinstance(request.match_info, MatchInfo):
        return web.json_response(request.match_info.params["id"] + id)
    return web.Response(text=tab)


class Slug:
    def read(self, text: str) -> tuple[str, ...]:
        return tuple(text.split("-"))

    def write(self, value: tuple[str, ...]) -> str:
        return "-".join(value)


def typed(router: Router, micro: Micro, syntax: Syntax) -> None:
    slug: Converter[tuple[str, ...]] = Slug()
    around: list[resrouter.Middleware] = [passes, Guard()]
    router.add_get("/p/:slug", show, converters={"slug": slug}, syntax=syntax, middlewares=around)
    router.add_route("POST", "/p/{slug?}", show, optional=True)
    with router.group("/:lang?", syntax="colon", middlewares=around) as group:
        assert_type(group.add_get("/{id}", takes, converters={"id": int}), Route)
    router.mount("/t/{id}", RouteTable(), converters={"id": int})
    assert_type(micro.get("/:id", [passes, takes], name="one"), tuple[Route, ...])
    micro.group("/api", lambda api: api.all("ping", show))
    assert_type(micro.url("one", id=1), URL)


def chains(router: Router) -> None:
    guard: ForRoute = Guard()
    composed = chain(passes, show)
    assert_type(composed, Handler)
    router.add_get("/", composed, middlewares=[passes, guard])
    router.add_route("GET", "/a", show, middlewares=[guard])
    router.add_resource("/b", middlewares=[guard]).add_route("GET", show, middlewares=[passes])
    router.add_resource("/:id/:tab?", converters={"id": int}, syntax="colon").add_route("GET", takes)
    router.add_get("/{id}", takes)
    router.add_post("/{id}", takes, middlewares=[passes])
    try:
        router.freeze()
    except HandlerSignatureError as error:
        assert_type(error.parameter, str)
        assert_type(error.names, tuple[str, ...])
    except RepeatedCallError as error:
        assert_type(error.link, str)
        assert_type(error.following, str)
