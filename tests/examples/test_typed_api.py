"""examples/typed_api.py through real HTTP: values of types in both directions."""

import runpy
import sys
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from resrouter.errors import ValueRefusedError

TYPED = Path(__file__).parents[2] / "examples" / "typed_api.py"
LOAN = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

Client = TestClient[web.Request, web.Application]


def example() -> dict[str, Any]:
    return runpy.run_path(str(TYPED))


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(example()["make_app"]())) as client:
        yield client


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/books/7", {"book": 7, "next": "/books/8", "loan": f"/loans/{uuid5(UUID(LOAN), '7')}"}),
        ("/books/-1", {"book": -1, "next": "/books/0", "loan": f"/loans/{uuid5(UUID(LOAN), '-1')}"}),
        (f"/loans/{LOAN}", {"loan": LOAN.replace("-", ""), "text": LOAN}),
        (f"/loans/{LOAN.upper()}", {"loan": LOAN.replace("-", ""), "text": LOAN.upper()}),
        ("/days/2026-02-28", {"weekday": "Saturday", "next": "/days/2026-03-01"}),
        ("/shelves/poetry", {"shelf": "POETRY", "page": 1, "links": ["/shelves/history", "/shelves/poetry/2"]}),
        ("/shelves/history/2", {"shelf": "HISTORY", "page": 2, "links": ["/shelves/poetry", "/shelves/history/3"]}),
        ("/shelves/history/3", {"shelf": "HISTORY", "page": 3, "links": ["/shelves/poetry"]}),
    ],
)
async def test_a_path_that_converts_is_answered_with_values(
    client: Client, path: str, answer: dict[str, object]
) -> None:
    assert await (await client.get(path)).json() == answer


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        "/books/seven",
        "/books/7.0",
        "/books/+7",
        "/books/%D9%A7",
        "/loans/7",
        f"/loans/{LOAN.replace('-', '')}",
        "/days/2026-02-30",
        "/days/20260228",
        "/shelves/cookery",
        "/shelves/POETRY",
        "/shelves/poetry/two",
        "/shelves/poetry/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_what_does_not_convert_is_a_404_for_every_method(client: Client, path: str, method: str) -> None:
    assert (await client.request(method, path)).status == 404


@pytest.mark.asyncio
async def test_the_links_of_an_answer_are_answered(client: Client) -> None:
    book = await (await client.get("/books/7")).json()
    day = await (await client.get("/days/2026-12-31")).json()
    shelf = await (await client.get("/shelves/poetry")).json()
    for link in [book["next"], book["loan"], day["next"], *shelf["links"]]:
        assert (await client.get(link)).status == 200, link


@pytest.mark.asyncio
async def test_the_middleware_stands_round_its_one_route(client: Client) -> None:
    assert (await client.get("/books/7")).status == 200
    assert (await client.delete("/books/7")).status == 401
    response = await client.delete("/books/7", headers={"Authorization": "x"})
    assert (response.status, await response.json()) == (200, {"removed": 7})
    response = await client.delete("/days/2026-02-28")
    assert (response.status, response.headers["Allow"]) == (405, "GET,HEAD")


@pytest.mark.parametrize(
    ("name", "parts", "path"),
    [
        ("book", {"number": 7}, "/books/7"),
        ("book", {"number": "7"}, "/books/7"),
        ("loan", {"id": UUID(LOAN)}, f"/loans/{LOAN}"),
        ("day", {"day": date(2026, 3, 1)}, "/days/2026-03-01"),
        ("shelf", {"shelf": "poetry"}, "/shelves/poetry"),
        ("shelf", {"shelf": "poetry", "page": 2}, "/shelves/poetry/2"),
    ],
)
def test_a_link_is_made_from_values(name: str, parts: dict[str, object], path: str) -> None:
    assert str(example()["library"]().url(name, parts=parts)) == path


@pytest.mark.parametrize(
    ("name", "parts", "refused"),
    [
        ("book", {"number": "seven"}, "number"),
        ("book", {"number": True}, "number"),
        ("loan", {"id": "7"}, "id"),
        ("day", {"day": "2026-02-30"}, "day"),
        ("shelf", {"shelf": "cookery"}, "shelf"),
        ("shelf", {"shelf": "poetry", "page": "two"}, "page"),
    ],
)
def test_a_value_that_would_not_come_back_is_refused(name: str, parts: dict[str, object], refused: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        example()["library"]().url(name, parts=parts)
    assert (caught.value.part, caught.value.value) == (refused, parts[refused])


def test_run_as_a_program_it_serves_at_the_port_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, object]] = []
    monkeypatch.setattr(web, "run_app", lambda app, **options: served.append(options))
    monkeypatch.setattr(sys, "argv", [str(TYPED), "--port", "0"])
    runpy.run_path(str(TYPED), run_name="__main__")
    assert served == [{"host": "localhost", "port": 0}]
