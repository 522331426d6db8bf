"""A real server whose table changes a thousand times while a client keeps asking, and what is left of the old tables."""

import asyncio
import gc
import json
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from resrouter import Router, RouteTable, StaticResource
from tests.tables import load_program

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "tests.tables.load_program"]
# Seconds. No measure of speed: it turns a server that hangs into a failure with a name.
PATIENCE = 60
# What a server with connections may hold more or less from one moment to the next. A table has some thousand objects.
FEW_OBJECTS = 1500
FEW_BYTES = 200_000


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What the server and the client have seen."""
    with subprocess.Popen(
        [*PROGRAM, "serve"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            port = server.stdout.readline().strip()
            client = subprocess.run(
                [*PROGRAM, "ask", port], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
            assert client.returncode == 0, client.stderr
            told, _ = server.communicate(timeout=PATIENCE)
        finally:
            server.kill()
    return cast("dict[str, Any]", {**json.loads(told), **json.loads(client.stdout)})


@pytest.mark.slow
def test_every_answer_is_one_of_a_table_that_was_served(report: dict[str, Any]) -> None:
    assert report["wrong"] == []
    assert report["failures"] == 0
    assert report["swaps"] >= load_program.SWAPS
    expected = {
        f"{method} {path} {status} {text}"
        for (method, path), answers in load_program.ANSWERS.items()
        for status, text in answers
    }
    assert set(report["seen"]) == expected  # each of both tables came, with and without the plugin


@pytest.mark.slow
def test_memory_stays_flat_over_all_changes(report: dict[str, Any]) -> None:
    (objects, size), (objects_at_end, size_at_end) = report["measured"]
    assert objects_at_end - objects < FEW_OBJECTS
    assert size_at_end - size < FEW_BYTES


@pytest.mark.slow
def test_old_tables_and_their_resources_are_gone(report: dict[str, Any]) -> None:
    assert report["made"] > 50 * report["alive"]
    assert report["tables"] < 12
