"""The end-to-end benchmark runs once, on real servers, and takes no answer unchecked. No time is asserted."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks import client, served, wrk
from benchmarks.client import Exchange, Load, LoadError
from benchmarks.served import ROOT, SUBJECTS, Work, works

pytestmark = pytest.mark.slow

NAMES = ["root", "parameters", "deep", "404", "405"]
ROOT_PAGE = Exchange("GET", "/", 200, "/")
NOWHERE = Exchange("GET", "/nowhere", 404, "404: Not Found")
WRONG = [
    pytest.param(Exchange("GET", "/", 404, "/"), id="status"),
    pytest.param(Exchange("GET", "/", 200, "/emojis"), id="template"),
    pytest.param(Exchange("DELETE", "/", 405, "405: Method Not Allowed", frozenset({"PUT"})), id="allowed methods"),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served.served("ours") as port:
        yield port


def test_every_work_has_figures_of_both_subjects() -> None:
    figures = served.figures(quick=True)
    rows = [(name, unit) for own in NAMES for name, unit in ((own, "req/s"), (f"{own}, p99", "ms"))]
    assert [(figure.work, figure.unit, figure.subject) for figure in figures] == [
        (name, unit, subject) for name, unit in rows for subject in ("aiohttp", "resrouter")
    ]
    assert all(figure.section == "served" and figure.value > 0 for figure in figures)
    assert [figure.ratio for figure in figures if figure.subject == "aiohttp"] == [1.0] * len(rows)


def test_the_works_ask_for_what_they_say() -> None:
    statuses = {work.name: {exchange.status for exchange in work.exchanges} for work in works()}
    assert statuses == {"root": {200}, "parameters": {200}, "deep": {200}, "404": {404}, "405": {405}}
    (parameters,) = [work for work in works() if work.name == "parameters"]
    assert len(parameters.exchanges) > 50
    assert all("{" in exchange.body for exchange in parameters.exchanges)


@pytest.mark.parametrize("exchange", WRONG)
def test_a_wrong_answer_is_found_before_the_load(exchange: Exchange, port: int) -> None:
    with pytest.raises(LoadError, match=f"{exchange.method} /: "):
        served.check(port, [ROOT_PAGE, exchange])


def test_wrong_answers_stop_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "works", lambda: [Work("root", [Exchange("GET", "/", 200, "/emojis")])])
    with pytest.raises(LoadError, match="/emojis"):
        served.figures(quick=True)


def test_a_wrong_status_stops_the_load(port: int) -> None:
    with pytest.raises(LoadError, match="an answer began"):
        client.press(port, [ROOT_PAGE, Exchange("GET", "/nowhere", 200, "")], 0.1)


def test_a_lost_connection_stops_the_load(port: int) -> None:
    # Not HTTP: the server says so and hangs up.
    with pytest.raises(LoadError):
        client.press(port, [Exchange("BAD REQUEST", "/", 200, "")], 0.1)


def test_answers_of_several_kinds_are_loaded_in_turn(port: int) -> None:
    load = client.press(port, [ROOT_PAGE, NOWHERE], 0.1)
    assert load.rate > 0
    assert load.p99 > 0


def test_a_server_that_does_not_come_up_is_an_error() -> None:
    with pytest.raises(LoadError, match="no port"), served.served("none"):
        pass


def test_a_server_ends_with_its_block() -> None:
    with pytest.raises(KeyError), served.served("stock") as port:
        raise KeyError
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


@pytest.mark.parametrize("router", SUBJECTS.values())
def test_a_server_ends_with_its_input(router: str) -> None:
    command = [sys.executable, "-m", "benchmarks.server", "--router", router]
    done = subprocess.run(command, cwd=ROOT, input="", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().isdigit()


def test_what_wrk_prints_is_read() -> None:
    printed = "Running 2s test\n  Latency 1.00ms\nload 3000 2000000 4500 0 0\n"
    assert wrk.load_of(printed, [ROOT_PAGE]) == Load(rate=1500.0, p99=4.5)
    assert wrk.load_of(printed.replace("4500 0", "4500 3000"), [NOWHERE]) == Load(rate=1500.0, p99=4.5)


@pytest.mark.parametrize(
    ("printed", "exchange"),
    [
        ("", ROOT_PAGE),
        ("load 3000 2000000 4500 1 0", ROOT_PAGE),
        ("load 3000 2000000 4500 2999 0", NOWHERE),
        ("load 3000 2000000 4500 0 1", ROOT_PAGE),
    ],
    ids=["nothing", "a refusal", "an answer that should be a refusal", "a broken connection"],
)
def test_what_wrk_counts_as_wrong_is_an_error(printed: str, exchange: Exchange) -> None:
    with pytest.raises(LoadError):
        wrk.load_of(printed, [exchange])
