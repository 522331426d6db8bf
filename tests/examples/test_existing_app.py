"""examples/existing_app.py: with and without its new line, every answer is the same."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

import resrouter

EXAMPLE = Path(__file__).parents[2] / "examples" / "existing_app.py"
SOURCE = EXAMPLE.read_text("utf-8")
NEW_LINE = re.compile(r"^ +resrouter\.setup\(app\)  # the new line\n", re.MULTILINE)
LAST_LINE = "    return app\n"

# What the old app was, and the new one with its line in either place.
WITHOUT = NEW_LINE.sub("", SOURCE)
LATE = WITHOUT.replace(f"make_admin())\n{LAST_LINE}", f"make_admin())\n    resrouter.setup(app)\n{LAST_LINE}")


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


AT_DOMAIN = {"Host": "admin.example.com"}

# In this order: the later ones see what the earlier ones changed.
SCRIPT = [
    Asked("GET", "/", 200),
    Asked("HEAD", "/", 200),
    Asked("POST", "/", 405),
    Asked("GET", "/items/1", 200),
    Asked("GET", "/items/2", 200),
    Asked("GET", "/items/%32", 200),
    Asked("GET", "/items/9", 404),
    Asked("GET", "/items/x", 404),
    Asked("GET", "/items/", 404),
    Asked("PATCH", "/items/1", 405),
    Asked("POST", "/items", 303, body="a third"),
    Asked("GET", "/items/3", 200),
    Asked("GET", "/items", 200),
    Asked("PUT", "/items", 405, body="x"),
    Asked("DELETE", "/items/1", 204),
    Asked("GET", "/items/1", 404),
    Asked("GET", "/", 200),
    Asked("GET", "/echo/", 200),
    Asked("REPORT", "/echo/a/b%2Fc/%C3%A9", 200),
    Asked("GET", "/echo", 404),
    Asked("POST", "/v1.20", 200),
    Asked("POST", "/v1.2.3", 200),
    Asked("POST", "/v1", 404),
    Asked("GET", "/v1.2", 405),
    Asked("PUT", "/put/a%20b", 200),
    Asked("PUT", "/put/a%2Fb", 200),
    Asked("PUT", "/put/a/b", 404),
    Asked("GET", "/n%C3%A4h", 200),
    Asked("HEAD", "/n%C3%A4h", 405),
    Asked("GET", "/two", 200),
    Asked("GET", "/two/", 404),
    Asked("GET", "/static/blog.css", 200),
    Asked("HEAD", "/static/blog.css", 200),
    Asked("GET", "/static/blog.css", 206, {"Range": "bytes=0-9"}),
    Asked("GET", "/static/blog.css", 304, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}),
    Asked("GET", "/static", 200),
    Asked("GET", "/static/", 200),
    Asked("GET", "/static/missing", 404),
    Asked("GET", "/static/%2e%2e/hello.py", 404),
    Asked("POST", "/static/blog.css", 405),
    Asked("GET", "/admin/", 200),
    Asked("GET", "/admin", 404),
    Asked("GET", "/admin/who/ada", 200),
    Asked("POST", "/admin/who/ada", 405),
    Asked("GET", "/admin/nobody", 404),
    Asked("GET", "/", 200, AT_DOMAIN),
    Asked("GET", "/who/ada", 200, AT_DOMAIN),
    Asked("GET", "/two", 404, AT_DOMAIN),
    Asked("OPTIONS", "/items/2", 405),
    Asked("GET", "/nowhere", 404),
    Asked("GET", "/two//", 404),
]


def app_of(source: str) -> web.Application:
    module: dict[str, Any] = {"__name__": "existing_app", "__file__": str(EXAMPLE)}
    exec(compile(source, str(EXAMPLE), "exec"), module)
    app: web.Application = module["make_app"]()
    return app


async def answers(app: web.Application) -> list[tuple[Asked, int, dict[str, str], bytes]]:
    found: list[tuple[Asked, int, dict[str, str], bytes]] = []
    async with TestClient(TestServer(app)) as client:
        for asked in SCRIPT:
            root = str(client.make_url("/")).removesuffix("/")
            response = await client.session.request(
                asked.method,
                URL(root + asked.target, encoded=True),
                headers=asked.headers,
                data=asked.body,
                allow_redirects=False,
            )
            headers = {name: value for name, value in response.headers.items() if name != "Date"}
            found.append((asked, response.status, headers, await response.read()))
    return found


def test_exactly_one_line_is_new() -> None:
    assert len(NEW_LINE.findall(SOURCE)) == 1
    assert [line for line in WITHOUT.splitlines() if "resrouter" in line] == ["import resrouter"]


def test_the_line_changes_the_router_and_nothing_else() -> None:
    assert type(app_of(WITHOUT).router) is web.UrlDispatcher
    assert type(app_of(SOURCE).router) is resrouter.Router
    assert type(app_of(LATE).router) is resrouter.Router


@pytest.mark.asyncio
@pytest.mark.parametrize("source", [SOURCE, LATE], ids=["before the routes", "after the routes"])
async def test_every_answer_is_the_same_with_the_line(source: str) -> None:
    assert await answers(app_of(source)) == await answers(app_of(WITHOUT))


@pytest.mark.asyncio
async def test_the_script_gets_the_answers_that_it_expects() -> None:
    found = await answers(app_of(SOURCE))
    assert [(asked, status) for asked, status, _, _ in found] == [(asked, asked.status) for asked in SCRIPT]
