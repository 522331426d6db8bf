"""Every benchmark runs once, on small tables, and everybody's answers are checked. No time is asserted."""

from collections.abc import Iterable
from itertools import groupby

import pytest

from benchmarks import adding, building, grown, growth, imports, links, lookups, typed
from benchmarks.__main__ import main
from benchmarks.asking import QUICK_SECONDS
from benchmarks.figures import Figure, Gap
from benchmarks.lookups import Shelf, WrongAnswerError
from benchmarks.peers import stock
from benchmarks.peers.line_up import PEERS, load
from benchmarks.peers.peer import Answer, Finder, Peer
from benchmarks.syntax import CannotExpress
from benchmarks.workloads import Workload, workloads

BY_TABLE = [list(group) for _, group in groupby(workloads(quick=True), key=lambda workload: workload.table.name)]
ON_GITHUB, *ON_OTHERS = BY_TABLE
GAPS = lookups.gaps(quick=True)


def subjects(figures: Iterable[Figure | Gap], work: str) -> list[str]:
    return [figure.subject for figure in figures if figure.work == work]


def refuses_or_differs(peer: Peer, workload: Workload, shelf: Shelf) -> bool:
    try:
        return shelf.difference(peer, workload) is not None
    except (CannotExpress, RecursionError):
        return True


def everybody_is_measured_or_has_a_true_gap(chosen: list[Workload]) -> None:
    shelf = Shelf()
    for workload in chosen:
        measured = lookups.measured(workload, shelf, rounds=1, seconds=QUICK_SECONDS)
        missing = subjects(GAPS, workload.name)
        assert sorted(subjects(measured, workload.name) + missing) == sorted(PEERS)
        assert [name for name in missing if not refuses_or_differs(load(name), workload, shelf)] == []


@pytest.mark.slow
def test_on_github_everybody_is_measured_or_has_a_true_gap() -> None:
    everybody_is_measured_or_has_a_true_gap(ON_GITHUB)


@pytest.mark.slow
@pytest.mark.parametrize("chosen", ON_OTHERS, ids=lambda chosen: chosen[0].table.name)
def test_everybody_is_measured_or_has_a_true_gap(chosen: list[Workload]) -> None:
    everybody_is_measured_or_has_a_true_gap(chosen)


def test_a_wrong_answer_is_never_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    liar = Peer("falcon", "falcon", lambda table: Finder(lambda method, path: None, lambda found: Answer(200)))
    monkeypatch.setattr(lookups, "load", lambda name: liar if name == "falcon" else load(name))
    (workload,) = [workload for workload in workloads(quick=True) if workload.key == "one route"]
    with pytest.raises(WrongAnswerError, match="falcon"):
        lookups.measured(workload, Shelf(), rounds=1, seconds=QUICK_SECONDS)


def test_links_are_made_by_all_who_make_them() -> None:
    figures = links.figures(quick=True, rounds=1)
    assert sorted({*subjects(figures, links.BY_NAME), *subjects(links.gaps(), links.BY_NAME)}) == sorted(
        name for name in PEERS if name != "resrouter find"
    )
    assert subjects(figures, links.OF_RESOURCE) == ["aiohttp", "resrouter"]
    assert subjects(figures, links.CHECKED) == ["aiohttp", "resrouter"]


@pytest.mark.slow
def test_growth_visits_as_many_nodes_in_tables_of_all_sizes() -> None:
    figures = growth.figures(quick=True, rounds=1)
    for shape in grown.SHAPES:
        for way in growth.ASKED:
            nodes = [
                figure.value
                for figure in figures
                if figure.section == growth.VISITED and figure.work.startswith(f"{shape}, {way}, ")
            ]
            assert len(nodes) == 2
            assert nodes[0] == nodes[1]
    assert subjects(figures, "spread, hit, 1,000 routes")[:3] == ["aiohttp", "resrouter", "resrouter find"]


def test_types_are_compared_with_regexes_and_middlewares_with_the_applications() -> None:
    figures = typed.figures(quick=True, rounds=1)
    ours = ["resrouter", "resrouter, a regex", "resrouter, plain"]
    assert subjects(figures, typed.RESOLVED) == ["aiohttp", *ours]
    assert subjects(figures, typed.HANDLED)[:2] == ["aiohttp", "resrouter"]


def test_adding_compares_open_routers_the_frozen_table_and_building_anew() -> None:
    figures = adding.figures(quick=True, rounds=1)
    assert subjects(figures, "one route to 1,000") == ["aiohttp", "resrouter", "resrouter, frozen table"]
    assert subjects(figures, "all 1,000 anew") == ["aiohttp", "resrouter"]


@pytest.mark.slow
def test_building_tells_time_and_memory() -> None:
    figures = building.figures(quick=True, rounds=1)
    assert [(figure.work, figure.subject) for figure in figures] == [
        (work, subject) for work in (building.TIME, building.MEMORY) for subject in ("aiohttp", "resrouter")
    ]


@pytest.mark.slow
def test_imports_are_told_apart() -> None:
    assert subjects(imports.figures(rounds=1), imports.WORK) == ["aiohttp", "resrouter"]


def test_the_command_prints_what_was_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick", "--only", "adding"])
    shown = capsys.readouterr().out
    assert shown.startswith("### One route more\n")
    assert shown.count("###") == 1
    assert "written" not in shown


def test_the_baseline_is_aiohttps_own_router() -> None:
    assert next(iter(PEERS)) == "aiohttp"
    assert load("aiohttp") is stock.STOCK
