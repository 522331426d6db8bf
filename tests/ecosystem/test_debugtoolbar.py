"""aiohttp-debugtoolbar: lists the router's routes and links to its own pages and files by name."""

import re
from pathlib import Path

import aiohttp_debugtoolbar
import pytest
from aiohttp import web

from tests.ecosystem.ways import Client, Register, Serve

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.asyncio,
    # aiohttp-debugtoolbar 0.6 and the aiohttp-jinja2 below it keep what they need in the request under strings
    pytest.mark.filterwarnings(
        "ignore:It is recommended to use web.RequestKey:aiohttp.web_exceptions.NotAppKeyWarning"
    ),
]

# name, method and the first fact of get_info(), as the panel of routes prints them
ROW = re.compile(r"<td>([^<]*)</td>\s*<td>([^<]*)</td>\s*<td>\s*<ul>\s*<li>([^<\n]*)")

ROUTES = [
    ("page", "HEAD", "formatter: /page/{name}"),
    ("page", "GET", "formatter: /page/{name}"),
    ("", "GET", "path: /broken"),
    ("", "*", "formatter: /settings/{key}"),
]


async def page(request: web.Request) -> web.Response:
    text = f"<html><body>{request.match_info['name']}</body></html>"
    return web.Response(text=text, content_type="text/html")


async def broken(request: web.Request) -> web.Response:
    raise ValueError("no page today")


class Setting(web.View):
    async def get(self) -> web.Response:
        raise web.HTTPFound(self.request.app.router["page"].url_for(name="seen"))


def pages(directory: Path) -> Register:
    def register(app: web.Application) -> None:
        app.router.add_get("/page/{name}", page, name="page")
        app.router.add_get("/broken", broken, allow_head=False)
        app.router.add_view(r"/settings/{key:\w+}", Setting)
        app.router.add_static("/files", directory, name="files")
        aiohttp_debugtoolbar.setup(app)

    return register


async def text_of(client: Client, path: str, status: int = 200) -> str:
    async with client.get(path) as response:
        text = await response.text()
        assert response.status == status, text
        return text


def toolbar_link(text: str) -> str:
    found = re.search(r'href="(/_debugtoolbar/[0-9a-f]+)" target="pDebugToolbar"', text)
    assert found, text
    return found[1]


async def test_a_page_shows_the_toolbar_and_its_link_works(serve: Serve, tmp_path: Path) -> None:
    client = await serve(pages(tmp_path))
    text = await text_of(client, "/page/ada?tab=repositories")
    assert text.startswith("<html><body>ada<div")
    toolbar = await text_of(client, toolbar_link(text))
    assert "repositories" in toolbar
    assert 'href="/_debugtoolbar/static/css/toolbar.css"' in toolbar
    assert "pDebug" in await text_of(client, "/_debugtoolbar/static/css/toolbar.css")


async def test_the_panel_of_routes_lists_every_route(serve: Serve, tmp_path: Path) -> None:
    client = await serve(pages(tmp_path))
    await text_of(client, "/page/ada")
    rows = ROW.findall(await text_of(client, "/_debugtoolbar"))
    assert rows[:4] == ROUTES
    assert rows[4:6] == [(("files"), method, f"directory: {tmp_path}") for method in ("GET", "HEAD")]
    own = {name for name, _, _ in rows[6:]}
    assert own == {
        f"debugtoolbar.{name}" for name in ("exception", "execute", "main", "request", "source", "sse", "static")
    }


async def test_the_panel_of_routes_shows_the_source_of_handlers(serve: Serve, tmp_path: Path) -> None:
    client = await serve(pages(tmp_path))
    await text_of(client, "/page/ada")
    toolbar = await text_of(client, "/_debugtoolbar")
    assert "raise ValueError(&#34;no page today&#34;)" in toolbar
    assert "class Setting(web.View):" in toolbar


async def test_a_failure_shows_its_traceback(serve: Serve, tmp_path: Path) -> None:
    client = await serve(pages(tmp_path))
    text = await text_of(client, "/broken", status=500)
    assert "ValueError: no page today" in text


async def test_a_redirect_is_intercepted(serve: Serve, tmp_path: Path) -> None:
    client = await serve(pages(tmp_path))
    assert 'href="/page/seen"' in await text_of(client, "/settings/a")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/no", 404), ("PUT", "/broken", 405)])
async def test_errors_of_the_router_pass(serve: Serve, tmp_path: Path, method: str, path: str, status: int) -> None:
    client = await serve(pages(tmp_path))
    async with client.request(method, path) as response:
        assert (response.status, response.headers.get("Allow")) == (
            status,
            "GET" if status == 405 else None,
        )
