"""Links seen from a request: relative names, parameters used again."""

from collections.abc import Mapping
from typing import Any

import jinja2
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from resrouter import PartsError, Router, RouteTable, UnknownNameError, bridge, setup, url_for

Ask = tuple[str, Mapping[str, Any]]


async def link(request: web.Request) -> web.Response:
    """The link that the query asks for: its name, and the parts in JSON's place."""
    name = request.query["name"]
    parts = {key: value for key, value in request.query.items() if key != "name"}
    try:
        return web.Response(text=str(url_for(request, name, parts=parts)))
    except (UnknownNameError, PartsError) as error:
        return web.Response(status=409, text=type(error).__name__)


def router() -> Router:
    blog = RouteTable.from_data(
        [("/posts/{post}", "post", {"GET": link}), ("/about", "about", {"GET": link}), ("/feed", "feed", link)]
    )
    shop = Router()
    shop.add_resource("/items/{item}", name="item").add_route("GET", link)
    shop.add_resource("/about", name="about").add_route("GET", link)
    shop.mount("/blog", blog, name="blog")
    root = Router()
    root.add_get("/about", link, name="about")
    root.add_get("/items/{item}/{tenant}", link, name="review")
    root.add_get("/only", link, name="only")
    root.mount("/t/{tenant}", shop, name="shop")
    with root.group("/admin", name="admin") as admin:
        admin.add_get("/db/{item}", link, name="db")
        admin.add_get("/about", link, name="about")
    return root


LINKS = [
    ("/about", {"name": "about"}, "/about"),
    ("/about", {"name": "shop:about", "tenant": "acme"}, "/t/acme/about"),
    ("/t/acme/about", {"name": "about"}, "/t/acme/about"),
    ("/t/acme/about", {"name": "item", "item": "7"}, "/t/acme/items/7"),
    ("/t/acme/items/7", {"name": "item"}, "/t/acme/items/7"),
    ("/t/acme/items/7", {"name": "item", "tenant": "other"}, "/t/other/items/7"),
    ("/t/acme/items/7", {"name": "review"}, "/items/7/acme"),
    ("/t/acme/items/7", {"name": "only"}, "/only"),
    ("/t/acme/items/7", {"name": "blog:feed"}, "/t/acme/blog/feed"),
    ("/t/acme/blog/feed", {"name": "about"}, "/t/acme/blog/about"),
    ("/t/acme/blog/feed", {"name": "post", "post": "a/b"}, "/t/acme/blog/posts/a%2Fb"),
    ("/t/acme/blog/feed", {"name": "item", "item": "7"}, "/t/acme/items/7"),
    ("/t/acme/blog/feed", {"name": "shop:item", "item": "7"}, "/t/acme/items/7"),
    ("/admin/about", {"name": "db", "item": "1"}, "/admin/db/1"),
    ("/admin/db/1", {"name": "about"}, "/admin/about"),
    ("/admin/db/1", {"name": "shop:blog:post", "post": "1", "tenant": "t"}, "/t/t/blog/posts/1"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("path", "query", "expected"), LINKS)
async def test_a_name_is_looked_up_from_the_inside_out(path: str, query: dict[str, str], expected: str) -> None:
    app = web.Application()
    setup(app, router())
    async with TestClient(TestServer(app)) as client:
        response = await client.get(path, params=query)
        assert (response.status, await response.text()) == (200, expected)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "query", "error"),
    [
        ("/about", {"name": "nothing"}, "UnknownNameError"),
        ("/about", {"name": "shop:item", "item": "7"}, "PartsError"),
        ("/about", {"name": "about", "item": "7"}, "PartsError"),
    ],
)
async def test_what_cannot_be_linked_is_an_error(path: str, query: dict[str, str], error: str) -> None:
    app = web.Application()
    setup(app, router())
    async with TestClient(TestServer(app)) as client:
        response = await client.get(path, params=query)
        assert (response.status, await response.text()) == (409, error)


@pytest.mark.asyncio
@pytest.mark.parametrize("ours", [True, False])
async def test_in_a_sub_application_its_own_names_come_before_those_outside(ours: bool) -> None:
    outer, inner = web.Application(), web.Application()
    if ours:
        setup(outer)
        setup(inner)
    outer.router.add_get("/o/{item}", link, name="out")
    outer.router.add_get("/same", link, name="same")
    inner.router.add_get("/same", link, name="same")
    outer.add_subapp("/in", inner)
    async with TestClient(TestServer(outer)) as client:
        for query, expected in [({"name": "same"}, "/in/same"), ({"name": "out", "item": "7"}, "/o/7")]:
            response = await client.get("/in/same", params=query)
            assert await response.text() == expected


@pytest.mark.asyncio
async def test_names_are_found_through_a_bridge() -> None:
    app = web.Application()
    behind = Router()
    behind.add_get("/items/{item}", link, name="item")
    bridge(app, behind)
    async with TestClient(TestServer(app)) as client:
        response = await client.get("/items/7", params={"name": "item"})
        assert (response.status, await response.text()) == (200, "/items/7")


@pytest.mark.asyncio
async def test_it_is_a_global_of_jinja2() -> None:
    environment = jinja2.Environment(autoescape=True)
    environment.globals["url_for"] = url_for
    template = environment.from_string("{{ url_for(request, 'item', item='a&b', query={'q': 1}, base='https://x.y') }}")

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=template.render(request=request))

    root = Router()
    root.add_get("/items/{item}", page, name="item")
    app = web.Application()
    setup(app, root)
    async with TestClient(TestServer(app)) as client:
        assert await (await client.get("/items/1")).text() == "https://x.y/items/a&amp;b?q=1"
