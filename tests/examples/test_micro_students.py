"""examples/micro_students.py through real HTTP: optional parts, chains and groups."""

import runpy
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

STUDENTS = Path(__file__).parents[2] / "examples" / "micro_students.py"

pytestmark = pytest.mark.asyncio

Client = TestClient[web.Request, web.Application]


def example() -> dict[str, Any]:
    return runpy.run_path(str(STUDENTS))


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(example()["make_app"]())) as client:
        yield client


async def send(client: Client, method: str, target: str) -> tuple[int, str]:
    root = str(client.make_url("/")).removesuffix("/")
    response = await client.session.request(method, URL(root + target, encoded=True))
    return response.status, await response.text()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("target", "params"),
    [
        ("/physics/students/7", {"class": "physics", "id": "7", "session": None}),
        ("/physics/students/7/spring", {"class": "physics", "id": "7", "session": "spring"}),
        ("/a.b/students/%C3%A9?x=1", {"class": "a.b", "id": "é", "session": None}),
    ],
)
async def test_a_student_has_exactly_class_id_and_session(
    client: Client, method: str, target: str, params: dict[str, str | None]
) -> None:
    root = str(client.make_url("/")).removesuffix("/")
    response = await client.session.request(method, URL(root + target, encoded=True))
    assert await response.json() == {"params": params, "values": list(params.values())}


@pytest.mark.parametrize(
    ("method", "target", "status", "text"),
    [
        ("GET", "/chain/example", 200, "one -> two -> three\n"),
        ("GET", "/chain/locked", 401, "There is no key.\n"),
        ("GET", "/chain/locked?key=1", 200, "one -> two -> three\n"),
        ("GET", "/api/v1/students", 200, '[{"id": 7, "class": "physics"}]'),
        ("GET", "/api/v1/students/7", 200, '{"number": 7, "tab": null}'),
        ("GET", "/api/v1/students/7/marks", 200, '{"number": 7, "tab": "marks"}'),
        ("GET", "/api/v1/students/seven", 404, "404: Not Found"),
        ("GET", "/api/ping", 200, "GET /api/ping\n"),
        ("DELETE", "/api/ping", 200, "DELETE /api/ping\n"),
        ("GET", "/link/physics/7", 200, "/physics/students/7\n"),
        ("GET", "/link/physics/7/spring", 200, "/physics/students/7/spring\n"),
        ("GET", "/link/a%2Fb/%C3%A9", 200, "/a%2Fb/students/%C3%A9\n"),
        ("PUT", "/physics/students/7", 405, "405: Method Not Allowed"),
        ("GET", "/physics/students/7/", 404, "404: Not Found"),
        ("GET", "/v1/students", 404, "404: Not Found"),
        ("GET", "/ping", 404, "404: Not Found"),
    ],
)
async def test_each_request_has_its_answer(client: Client, method: str, target: str, status: int, text: str) -> None:
    assert await send(client, method, target) == (status, text)


async def test_a_chain_begins_anew_for_each_request(client: Client) -> None:
    answers = [await send(client, "GET", "/chain/example") for _ in range(3)]
    assert answers == [(200, "one -> two -> three\n")] * 3


async def test_another_method_is_told_which_there_are(client: Client) -> None:
    response = await client.put("/physics/students/7")
    assert response.headers["Allow"] == "GET,HEAD,POST"


async def test_run_as_a_program_it_serves_at_the_port_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, object]] = []
    monkeypatch.setattr(web, "run_app", lambda app, **options: served.append(options))
    monkeypatch.setattr(sys, "argv", [str(STUDENTS), "--port", "0"])
    runpy.run_path(str(STUDENTS), run_name="__main__")
    assert served == [{"host": "localhost", "port": 0}]
