"""What the regression run concludes from its counts, and that all it counts does run. Nothing is counted here."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from benchmarks import counts, hot_paths
from benchmarks.counts import Counts, CountsError, Row, Verdict, compared, conclusion, differing, per_operation, table
from benchmarks.hot_paths import ADDED, RESOLVED, RESOLVES, build, handler, requests, walk
from benchmarks.workloads import Workload, workloads

HERE = {"machine": "x86_64", "python": "CPython 3.14.0", "yarl": "1.25.1"}
BY_KEY = {workload.key: workload for workload in workloads()}
REFUSED = {"404 near": 404, "404 far": 404, "405": 405}

MOVES = [
    (100, 100, Verdict.ALIKE),
    (1000, 1049, Verdict.ALIKE),
    (1000, 1051, Verdict.DEARER),
    (1000, 951, Verdict.ALIKE),
    (1000, 949, Verdict.CHEAPER),
    (None, 100, Verdict.NEW),
    (100, None, Verdict.GONE),
]

CONCLUSIONS = [
    pytest.param({"root": 1000, "deep": 2000}, {"root": 1010, "deep": 1500}, HERE, 0, "No path", id="nothing dearer"),
    pytest.param({"root": 1000, "deep": 2000}, {"root": 1000, "deep": 2200}, HERE, 1, "deep (+10.0%)", id="dearer"),
    pytest.param({"root": 1000}, {"root": 1000, "deep": 9999}, HERE, 0, "No path", id="a new path"),
    pytest.param({"root": 1000, "deep": 9999}, {"root": 1000}, HERE, 0, "No path", id="a path that is gone"),
    pytest.param({"root": 1000}, {"root": 2000}, HERE | {"yarl": "1.30"}, 0, "yarl (1.25.1, now 1.30)", id="a version"),
    pytest.param({"root": 1000}, {"root": 2000}, HERE | {"machine": "arm64"}, 0, "machine", id="a machine"),
    pytest.param({}, {"root": 2000}, HERE, 0, "Nothing is stored", id="nothing stored"),
]


@pytest.mark.parametrize(("old", "new", "verdict"), MOVES)
def test_a_path_has_moved_when_it_differs_by_more_than_5_percent(
    old: float | None, new: float | None, verdict: Verdict
) -> None:
    assert Row("root", old, new).verdict is verdict


@pytest.mark.parametrize(("old", "new", "environment", "status", "said"), CONCLUSIONS)
def test_only_what_got_dearer_in_the_same_environment_fails(
    old: dict[str, float], new: dict[str, float], environment: dict[str, str], status: int, said: str
) -> None:
    text, found = conclusion(Counts(HERE, old), Counts(environment, new))
    assert found == status
    assert said in text


def test_all_that_got_dearer_is_named() -> None:
    text, _ = conclusion(Counts(HERE, {"a": 100, "b": 100, "c": 100}), Counts(HERE, {"a": 120, "b": 104, "c": 106}))
    assert text == "Dearer by more than 5%: a (+20.0%), c (+6.0%)"


def test_a_package_that_came_or_went_makes_another_environment() -> None:
    assert differing({"ghapi": "1.1.1"}, {"yarl": "1.25"}) == ["ghapi (1.1.1, now none)", "yarl (none, now 1.25)"]


def test_the_table_shows_all_paths_with_what_became_of_them() -> None:
    rows = compared({"root": 1000, "deep": 20_000, "gone": 1}, {"root": 1100.4, "deep": 20_000.0, "new": 5.0})
    assert table(rows).splitlines() == [
        "instructions per operation                stored         now    change",
        "root                                       1,000       1,100    +10.0%  DEARER",
        "deep                                      20,000      20,000     +0.0%",
        "new                                            -           5            new",
        "gone                                           1           -            gone",
    ]


def test_counts_are_what_lies_between_the_marks() -> None:
    profile = (
        "part: 1\ntotals: 90000\nfn=(1)\ntotals: 10\ntotals: 2010\ntotals: 500\ntotals: 20\ntotals: 120\ntotals: 7\n"
    )
    assert per_operation("root\t200\ndeep\t50\n", profile) == {"root": 10.0, "deep": 2.0}


def test_a_mark_that_callgrind_missed_is_an_error() -> None:
    with pytest.raises(CountsError, match="saw 2 calls of ctermid"):
        per_operation("root\t200\n", "totals: 1\ntotals: 2\ntotals: 3\n")


def test_stored_counts_come_back(tmp_path: Path) -> None:
    path = tmp_path / "counts.json"
    assert Counts.stored(path) == Counts({}, {})
    Counts(HERE, {"root": 1000.4}).store(path)
    assert Counts.stored(path) == Counts(HERE, {"root": 1000})


def test_without_valgrind_there_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert counts.main([]) == 2
    assert "valgrind is not on PATH" in capsys.readouterr().err


@pytest.mark.slow
def test_every_hot_path_runs(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(walk(hot_paths.hot_paths(table=100)))
    printed = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    others = {"GitHub, all templates": str(len(BY_KEY["all"].requests)), "add_route to 10,000, and ask": str(ADDED)}
    assert printed == {name: str(RESOLVES) for name in [*RESOLVED.values(), "Resource.url"]} | others


@pytest.mark.slow
@pytest.mark.parametrize("key", RESOLVED)
def test_a_hot_path_answers_as_aiohttp_does(key: str) -> None:
    workload = BY_KEY[key]
    ours = asyncio.run(answers(build(workload.table), workload))
    assert ours == asyncio.run(answers(stock(workload), workload))
    assert {status for status, *_ in ours} == {REFUSED.get(key, 200)}


def stock(workload: Workload) -> web.UrlDispatcher:
    router = web.UrlDispatcher()
    for method, template in workload.table.routes:
        router.add_route(method, template, handler)
    return router


async def answers(router: web.UrlDispatcher, workload: Workload) -> list[tuple[int, str, dict[str, str]]]:
    found = [await router.resolve(request) for request in requests(workload.requests, len(workload.requests))]
    return [
        (error.status, "", {}) if (error := match_info.http_exception) else (200, path_of(match_info), dict(match_info))
        for match_info in found
    ]


def path_of(match_info: web.UrlMappingMatchInfo) -> str:
    assert match_info.route.resource is not None
    return match_info.route.resource.canonical
