"""One resource: its routes, its links, and its answers inside aiohttp's own dispatcher."""

import datetime
import enum
import uuid
from collections.abc import Mapping
from decimal import Decimal

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from yarl import URL, Query

from resrouter import (
    BaseUrlError,
    DeadRouteError,
    DynamicResource,
    MatchInfo,
    PartsError,
    PlainResource,
    Resource,
    Route,
    Router,
    ValueRefusedError,
)


async def show(request: web.Request) -> web.Response:
    return web.Response(text="shown")


async def drop(request: web.Request) -> web.Response:
    return web.Response(text="dropped")


def user() -> Resource:
    return Router().add_resource("/users/{name}", name="user")


def test_resources_and_routes_are_aiohttps_own_classes() -> None:
    router = Router()
    plain: web.AbstractResource = router.add_resource("/a")
    dynamic: web.AbstractResource = router.add_resource("/a/{x}")
    assert isinstance(plain, web.PlainResource)
    assert isinstance(dynamic, web.DynamicResource)
    assert (type(plain), type(dynamic)) == (PlainResource, DynamicResource)
    assert isinstance(plain, PlainResource)
    route = plain.add_route("GET", show)
    assert isinstance(route, web.ResourceRoute)
    assert isinstance(route, Route)
    assert route.resource is plain
    assert (route.name, route.method, route.handler) == (None, "GET", show)


def test_a_resource_iterates_its_routes() -> None:
    resource = user()
    routes = [resource.add_route("GET", show), resource.add_wildcard(drop)]
    assert list(resource) == routes
    assert len(resource) == 2
    assert resource.route_for("GET") is routes[0]
    assert resource.route_for("PATCH") is routes[1]
    assert resource.allowed_methods == {"GET", "*"}


def test_a_method_is_stored_in_upper_case() -> None:
    assert user().add_route("get", show).method == "GET"
    assert user().add_route("propfind", show).method == "PROPFIND"


def test_a_method_in_lower_case_replaces_the_route_as_in_aiohttp_but_not_silently(
    caplog: pytest.LogCaptureFixture,
) -> None:
    resource = user()
    first = resource.add_route("GET", show)
    second = resource.add_route("get", drop)
    assert list(resource) == [second]
    (record,) = caplog.records
    assert record.message == (
        f"GET /users/{{name}} was registered at {first.place}, and is replaced by the registration at {second.place}"
    )


@pytest.mark.parametrize("method", ["", "GET POST", "GÉT", "a/b"])
def test_what_is_no_http_token_is_no_method(method: str) -> None:
    with pytest.raises(ValueError, match="not allowed HTTP method"):
        user().add_route(method, show)


DEAD = [
    # first method, second method
    ("GET", "GET"),
    ("*", "GET"),
    ("*", "*"),
]


@pytest.mark.parametrize(("first", "second"), DEAD)
def test_a_route_that_could_never_answer_is_refused(first: str, second: str) -> None:
    resource = user()
    kept = resource.add_route(first, show)
    with pytest.raises(DeadRouteError) as caught:
        resource.add_route(second, drop)
    assert isinstance(caught.value, RuntimeError)
    assert (caught.value.method, caught.value.taken_by) == (second, first)
    assert caught.value.first == ("show", str(kept.place))
    assert caught.value.second[0] == "drop"
    assert list(resource) == [kept]


def test_a_star_after_a_method_is_no_duplicate() -> None:
    resource = user()
    resource.add_route("GET", show)
    assert resource.add_route("*", drop).method == "*"


URLS: list[tuple[Mapping[str, object], Query, str, str | None, str]] = [
    ({"name": "ada"}, None, "", None, "/users/ada"),
    ({"name": "ada"}, {"tab": "repos"}, "", None, "/users/ada?tab=repos"),
    ({"name": "ada"}, [("b", "1"), ("a", "2"), ("b", "3")], "", None, "/users/ada?b=1&a=2&b=3"),
    ({"name": "ada"}, {"a": ["1", "2"], "n": 7}, "", None, "/users/ada?a=1&a=2&n=7"),
    ({"name": "ada"}, {"q": "a b&c=é"}, "", None, "/users/ada?q=a+b%26c%3D%C3%A9"),
    ({"name": "ada"}, {}, "", None, "/users/ada"),
    ({"name": "ada"}, None, "top é", None, "/users/ada#top%20%C3%A9"),
    ({"name": "a/b é"}, {"x": "1"}, "f", None, "/users/a%2Fb%20%C3%A9?x=1#f"),
    ({"name": "ada"}, {"x": "1"}, "", "https://example.com", "https://example.com/users/ada?x=1"),
    ({"name": "ada"}, None, "f", "https://example.com:8443/app/", "https://example.com:8443/app/users/ada#f"),
    ({"name": 7}, None, "", None, "/users/7"),
    ({"name": uuid.UUID(int=7)}, None, "", None, "/users/00000000-0000-0000-0000-000000000007"),
    ({"name": datetime.date(2026, 11, 21)}, None, "", None, "/users/2026-11-21"),
]


@pytest.mark.parametrize(("parts", "query", "fragment", "base", "link"), URLS)
def test_a_link_is_a_yarl_url(
    parts: Mapping[str, object], query: Query, fragment: str, base: str | None, link: str
) -> None:
    url = user().url(parts, query, fragment=fragment, base=base)
    assert isinstance(url, URL)
    assert str(url) == link


class Colour(str, enum.Enum):  # noqa: UP042 - the older way, whose str() says "Colour.RED"
    RED = "red"


class Level(int, enum.Enum):
    HIGH = 3


class Shade(enum.StrEnum):
    DARK = "dark"


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "something else"


TEXTS = [
    (Colour.RED, "red"),
    (Level.HIGH, "3"),
    (Shade.DARK, "dark"),
    (Text("text"), "text"),
    (Decimal("1.50"), "1.50"),
]


@pytest.mark.parametrize(("value", "text"), TEXTS)
def test_a_value_stands_in_the_link_as_what_it_is(value: object, text: str) -> None:
    assert str(user().url({"name": value})) == f"/users/{text}"


class Plain(enum.Enum):
    ONE = 1


@pytest.mark.parametrize("value", [None, True, 1.5, b"x", ["x"], {"x"}, {}, (), Plain.ONE, object()])
def test_a_value_without_a_plain_text_is_refused(value: object) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        user().url({"name": value})
    assert (caught.value.part, caught.value.value) == ("name", value)


def test_an_error_names_the_resource() -> None:
    with pytest.raises(PartsError) as caught:
        user().url()
    assert caught.value.resource == "'user' (/users/{name})"


@pytest.mark.parametrize(
    "base", ["/app", "example.com", "https://example.com?x=1", "https://example.com#x", "//host", "http://["]
)
def test_a_base_that_is_no_absolute_url_is_refused(base: str) -> None:
    with pytest.raises(BaseUrlError) as caught:
        user().url({"name": "ada"}, base=base)
    assert caught.value.base == base


def test_url_for_keeps_aiohttps_ways() -> None:
    assert str(user().url_for(name="a/b")) == "/users/a/b"
    assert str(user().url_for(name="", other="x")) == "/users/"
    with pytest.raises(KeyError):
        user().url_for()
    with pytest.raises(TypeError):
        Router().add_resource("/a").url_for(x="1")


def test_a_prefix_moves_everything_that_tells_the_path() -> None:
    plain, dynamic = PlainResource("/a"), DynamicResource("/a/{x}")
    for resource in (plain, dynamic):
        resource.add_prefix("/p")
    assert (plain.canonical, plain.get_info(), str(plain.url())) == ("/p/a", {"path": "/p/a"}, "/p/a")
    assert dynamic.canonical == "/p/a/{x}"
    assert dynamic.get_info()["formatter"] == "/p/a/{x}"
    assert dynamic.get_info()["pattern"].fullmatch("/p/a/1")
    assert str(dynamic.url({"x": "1"})) == str(dynamic.url_for(x="1")) == "/p/a/1"
    assert (plain.raw_match("/p/a"), dynamic.raw_match("/a/{x}")) == (True, True)


@pytest.mark.parametrize("prefix", ["p", "/p/", "/", ""])
@pytest.mark.parametrize("resource", [PlainResource("/a"), DynamicResource("/a/{x}")])
def test_a_bad_prefix_is_an_assertion_error_as_in_aiohttp(resource: Resource, prefix: str) -> None:
    with pytest.raises(AssertionError):
        resource.add_prefix(prefix)


def test_a_path_without_a_slash_is_an_assertion_error_as_in_aiohttp() -> None:
    with pytest.raises(AssertionError):
        PlainResource("a")


@pytest.mark.asyncio
async def test_a_resource_of_ours_answers_inside_aiohttps_own_dispatcher() -> None:
    dispatcher = web.UrlDispatcher()
    resource = DynamicResource("/users/{name}", name="user")
    route = resource.add_route("GET", show)
    dispatcher.register_resource(resource)
    found = await dispatcher.resolve(make_mocked_request("GET", "/users/a%2Fb"))
    assert isinstance(found, MatchInfo)
    assert (found.route, found.resource, dict(found)) == (route, resource, {"name": "a/b"})
    missed = await dispatcher.resolve(make_mocked_request("POST", "/users/ada"))
    assert isinstance(missed.http_exception, web.HTTPMethodNotAllowed)
    assert missed.http_exception.allowed_methods == {"GET"}
    unknown = await dispatcher.resolve(make_mocked_request("GET", "/other"))
    assert isinstance(unknown.http_exception, web.HTTPNotFound)


class Page(web.View):
    async def get(self) -> web.Response:
        return web.Response()

    async def delete(self) -> web.Response:
        return web.Response()


def test_a_view_counts_with_the_methods_that_it_has() -> None:
    resource = PlainResource("/page")
    resource.add_route("PUT", Page)
    resource.add_wildcard(Page)
    assert resource.verbs == {"GET", "DELETE", "PUT"}
    assert resource.allowed_methods == {"*", "PUT"}
