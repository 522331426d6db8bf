"""Figures become text and a picture; the same ones always the same."""

from pathlib import Path

import pytest

from benchmarks import machine, plot, report
from benchmarks.__main__ import write
from benchmarks.figures import Figure, Gap
from benchmarks.peers.line_up import PEERS, load
from benchmarks.rounds import Rounds, race

FIGURES = [
    Figure("find", "GitHub, root", "aiohttp", 1018.4, "ns", 1.0),
    Figure("find", "GitHub, root", "starlette", 797.26, "ns", 0.7829),
    Figure("find", "GitHub, root", "resrouter", 118.0, "ns", 0.1159),
    Figure("find", "any suffix", "aiohttp", 58_646.0, "ns", 1.0),
    Figure("find", "any suffix", "resrouter", 7.25, "ns", 0.000124),
    Figure("served", "GitHub, root", "aiohttp", 9876.54, "requests/s", 1.0),
    Figure("served", "GitHub, root", "resrouter", 10_864.2, "requests/s", 1.1),
    Figure("growth", "spread, hit, 100 routes", "resrouter", 2000.0, "ns", 0.5),
    Figure("growth", "spread, hit, 1,000 routes", "resrouter", 2100.0, "ns", 0.5),
]
GAPS = [
    Gap("find", "any suffix", "starlette", "It cannot."),
    Gap("find", "GitHub, root", "falcon", "It will not."),
    Gap("find", "any suffix", "falcon", "It cannot."),
    Gap("find", "a row without figures", "falcon", "It was not asked."),
]
RENDERED = """\
### One lookup

|  | unit | aiohttp | resrouter | falcon | starlette |
| --- | --- | ---: | ---: | ---: | ---: |
| GitHub, root | ns | 1,018 | 118 (0.12) | -<sup>2</sup> | 797 (0.78) |
| any suffix | ns | 58,646 | 7.25 (0.00012) | -<sup>1</sup> | -<sup>1</sup> |

1. It cannot.
2. It will not.

### End to end: a server and a client in processes of their own

|  | unit | aiohttp | resrouter |
| --- | --- | ---: | ---: |
| GitHub, root | requests/s | 9,877 | 10,864 (1.1) |

### One lookup in a growing table

|  | unit | resrouter |
| --- | --- | ---: |
| spread, hit, 100 routes | ns | 2,000 (0.50) |
| spread, hit, 1,000 routes | ns | 2,100 (0.50) |"""


def test_figures_become_one_table_for_each_section() -> None:
    assert report.rendered(FIGURES, GAPS) == RENDERED


def test_the_tables_take_the_place_between_the_markers_and_no_other() -> None:
    page = f"Before.\n\n{report.BEGIN}\nold\n{report.END}\n\nAfter.\n"
    placed = report.placed(page, "new")
    assert placed == f"Before.\n\n{report.BEGIN}\n\nnew\n\n{report.END}\n\nAfter.\n"
    assert report.placed(placed, "new") == placed


@pytest.mark.parametrize("page", ["", report.BEGIN, f"{report.END}{report.BEGIN}"])
def test_a_page_without_markers_is_refused(page: str) -> None:
    with pytest.raises(report.NoPlaceError):
        report.placed(page, "new")


def test_the_page_gets_the_machine_and_the_tables_and_a_picture_beside_it(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Performance\n\n{report.BEGIN}\n{report.END}\n")
    write(FIGURES, GAPS, tmp_path)
    assert page.read_text() == (
        f"# Performance\n\n{report.BEGIN}\n\n{machine.described()}\n\n{RENDERED}\n\n{report.END}\n"
    )
    assert (tmp_path / "performance.svg").read_text().startswith("<?xml")


def test_the_same_figures_draw_the_same_picture() -> None:
    picture = plot.drawn(FIGURES)
    assert picture == plot.drawn(FIGURES)
    assert "GitHub, root" in picture
    assert "date" not in picture


def test_the_machine_is_told_with_the_versions_of_all_packages() -> None:
    described = machine.described()
    assert [name for name in PEERS if f" {load(name).package} " not in f" {described}"] == []


def test_a_ratio_is_taken_inside_a_round() -> None:
    rounds = Rounds({"aiohttp": {0: 1.0, 1: 10.0, 2: 4.0}, "slow": {0: 2.0, 1: 20.0}})
    assert rounds.seconds("aiohttp") == 4.0
    assert rounds.ratio("slow") == 2.0
    assert rounds.ratio("slow", "nobody") is None


def test_everybody_takes_a_turn_in_every_round() -> None:
    turns: list[str] = []

    def taken(name: str) -> float:
        turns.append(name)
        return 1.0

    rounds = race({"aiohttp": lambda: taken("aiohttp"), "ours": lambda: taken("ours")}, rounds=5)
    assert {name: len(own) for name, own in rounds.samples.items()} == {"aiohttp": 5, "ours": 5}
    assert all(set(turns[at : at + 2]) == {"aiohttp", "ours"} for at in range(0, 10, 2))
