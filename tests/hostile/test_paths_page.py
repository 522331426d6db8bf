"""The table of odd characters in docs/paths.md is what the router does."""

import ast
import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from yarl import URL

import resrouter

PAGE = (Path(__file__).parents[2] / "docs" / "paths.md").read_text("utf-8")
ROW = re.compile(r"^\| (?:`(?P<target>.*?)`)? \| (?P<name>.*?) \| (?P<rest>.*?) \|", re.MULTILINE)
TABLE = PAGE.partition("## What becomes of odd characters")[2].partition("\n\nControl")[0]
ROWS = [found.group("target", "name", "rest") for found in ROW.finditer(TABLE)][1:]


def test_the_table_is_found() -> None:
    assert len(ROWS) > 25


@pytest.mark.asyncio
@pytest.mark.parametrize(("target", "name", "rest"), ROWS)
async def test_an_odd_character_is_treated_as_the_page_says(target: str | None, name: str, rest: str) -> None:
    router = resrouter.Router()
    router.add_resource("/users/{name}").add_route("GET", _handler)
    router.add_resource("/files/{rest:.*}").add_route("GET", _handler)
    for prefix, shown in [("/users/", name), ("/files/", rest)]:
        url = URL.build(path=prefix + (target or ""), encoded=True)
        found = await router.resolve(make_mocked_request("GET", "/").clone(rel_url=url))
        if shown == "404":
            assert isinstance(found.http_exception, web.HTTPNotFound)
        else:
            assert list(found.values()) == [ast.literal_eval(shown.strip("`"))]


async def _handler(request: web.Request) -> web.Response:
    raise NotImplementedError
