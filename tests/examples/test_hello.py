"""examples/hello.py through real HTTP."""

import runpy
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

HELLO = Path(__file__).parents[2] / "examples" / "hello.py"


def fresh_app(run_name: str = "hello") -> web.Application:
    app: web.Application = runpy.run_path(str(HELLO), run_name=run_name)["app"]
    return app


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "target", "status", "text"),
    [
        ("GET", "/hello/Ada", 200, "GET /hello/Ada\n"),
        ("PUT", "/hello/Ada", 200, "PUT /hello/Ada\n"),
        ("GET", "/hello/Zo%C3%AB%2F7", 200, "GET /hello/Zo%C3%AB%2F7\n"),
        ("GET", "/hello/", 404, "404: Not Found"),
        ("DELETE", "/hello/Ada", 405, "405: Method Not Allowed"),
    ],
)
async def test_the_answer_is_the_link_that_was_asked(method: str, target: str, status: int, text: str) -> None:
    async with TestClient(TestServer(fresh_app())) as client:
        root = str(client.make_url("/")).removesuffix("/")
        response = await client.session.request(method, URL(root + target, encoded=True))
        assert (response.status, await response.text()) == (status, text)


def test_run_as_a_program_it_serves_its_app(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[object] = []
    monkeypatch.setattr(web, "run_app", lambda app, **options: served.append(app))
    assert served == [fresh_app("__main__")]


def test_it_is_ten_lines_long() -> None:
    _, _, code = HELLO.read_text("utf-8").split('"""')
    assert len([line for line in code.splitlines() if line.strip()]) == 10
