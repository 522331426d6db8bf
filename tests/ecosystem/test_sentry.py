"""sentry-sdk: replaces `UrlDispatcher.resolve` on aiohttp's class, and names transactions by what that returns."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from tests.ecosystem.ways import Way

pytestmark = pytest.mark.ecosystem

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "tests.ecosystem.sentry_program"

SYSTEM = "aiohttp.web_urldispatcher.SystemRoute._handle"

# what each request of the program is answered with, the handler's name, the path's, and http.route
ANSWERS = [
    (200, "__main__.show", "GET /u/{id}", "/u/{id}"),
    (200, "__main__.show", "PUT /u/{id}", "/u/{id}"),
    (200, "__main__.show", "GET /plain", "/plain"),
    (200, "__main__.View", "GET /v/{key}", "/v/{key}"),
    (200, "__main__.show", "GET /api/u/{id}", "/api/u/{id}"),
    (404, SYSTEM, "GET None", None),
    (404, SYSTEM, "GET None", None),
    (405, SYSTEM, "DELETE None", None),
    (500, "__main__.fail", "GET /broken/{id}", "/broken/{id}"),
]
STATUSES = [status for status, _, _, _ in ANSWERS]
HANDLERS = [handler for _, handler, _, _ in ANSWERS]
PATHS = [path for _, _, path, _ in ANSWERS]
ROUTES = [route for _, _, _, route in ANSWERS]


@pytest.fixture(scope="module", params=["before", "after"])
def report(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What sentry-sdk has seen when it was started before or after resrouter's import."""
    run = subprocess.run(
        [sys.executable, "-m", PROGRAM, request.param],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = cast(dict[str, Any], json.loads(run.stdout))
    assert found["imported_first"] is (request.param == "after")
    return found


def recorded(report: dict[str, Any], way: Way, name: str, key: str) -> list[Any]:
    found = report["ways"][way.value][name]
    assert found["statuses"] == STATUSES
    return [request[key] for request in found["requests"]]


def test_transactions_are_named_after_handlers(report: dict[str, Any], way: Way) -> None:
    assert recorded(report, way, "handlers", "name") == HANDLERS


def test_transactions_are_named_after_paths(report: dict[str, Any], way: Way) -> None:
    assert recorded(report, way, "paths", "name") == PATHS


def test_spans_carry_the_route(report: dict[str, Any], way: Way) -> None:
    assert recorded(report, way, "spans", "name") == PATHS
    assert recorded(report, way, "spans", "route") == ROUTES


def test_an_error_carries_the_name_of_its_transaction(report: dict[str, Any], way: Way) -> None:
    names = {name: found["errors"] for name, found in report["ways"][way.value].items()}
    assert names == {
        "handlers": [{"name": "__main__.fail"}],
        "paths": [{"name": "GET /broken/{id}"}],
        "spans": [{"name": "GET /broken/{id}"}],
    }
