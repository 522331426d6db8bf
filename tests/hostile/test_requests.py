"""Hostile bytes over a socket, to a real server in a process of its own."""

from collections.abc import Iterator

import pytest
from aiohttp.http_parser import HttpRequestParser, HttpRequestParserPy
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.hostile import ALL, Hostile
from tests.hostile import client, world
from tests.hostile.targets import targets

HAS_C_PARSER = HttpRequestParser is not HttpRequestParserPy
CASES = [case for case in ALL if HAS_C_PARSER or not case.needs_c_parser]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[client.Server]:
    with client.running(tmp_path_factory.mktemp("tree")) as server:
        yield server


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_request_gets_its_one_answer(server: client.Server, case: Hostile) -> None:
    reply = server.ask(client.request_bytes(case))
    assert reply.status == case.status
    if case.resource:
        assert reply.told == {"resource": case.resource, "params": case.params}
    if case.file:
        assert reply.text == f"file {case.file}"
    assert reply.headers.get("Allow", "") == case.allow
    assert reply.headers.get("Location", "") == case.location
    assert "X-Injected" not in reply.headers
    assert world.SECRET.encode() not in reply.raw
    assert server.is_well


@given(target=targets())
def test_random_bytes_are_answered_and_do_no_harm(server: client.Server, target: bytes) -> None:
    reply = server.ask(client.request_bytes(Hostile(target, 0)))
    assert reply.status in {200, 303, 400, 403, 404, 405}
    assert world.SECRET.encode() not in reply.raw
    assert server.is_well


@given(host=st.binary(max_size=40), target=targets())
def test_a_random_host_changes_nothing_for_the_worse(server: client.Server, host: bytes, target: bytes) -> None:
    line = b"Host: " + host.replace(b"\r", b"").replace(b"\n", b"")
    reply = server.ask(client.request_bytes(Hostile(target, 0, headers=(line,))))
    assert reply.status in {200, 303, 400, 403, 404, 405}
    assert world.SECRET.encode() not in reply.raw
