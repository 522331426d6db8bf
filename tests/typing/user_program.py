"""A user's program, as mypy --strict and pyright in strict mode must see it. It is checked, never run."""

from typing import assert_type

from aiohttp import web
from yarl import URL

import resrouter
from resrouter import (
    UNMATCHED,
    BaseUrlError,
    Bridge,
    DeadRouteError,
    DuplicateNameError,
    DynamicResource,
    FrozenRouterError,
    InvalidNameError,
    MatchInfo,
    MatchInfoError,
    PartsError,
    PathTemplate,
    PlainResource,
    Precedence,
    Resource,
    ResrouterError,
    Route,
    Router,
    RouteTable,
    SetupError,
    ShadowedUrlError,
    StaticResource,
    TemplateSyntaxError,
    UnknownNameError,
    UrlError,
    ValueRefusedError,
    bridge,
    setup,
)


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


def catches(router: Router) -> object:  # noqa: C901, PLR0911 - every error once
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
    except (FrozenRouterError, InvalidNameError, SetupError) as error:
        return str(error)
    except ResrouterError:
        return resrouter.__version__
