"""Figures as a picture: the ratios of a lookup, and what becomes of its time in a growing table."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter

from benchmarks.figures import Figure
from benchmarks.grown import SHAPES
from benchmarks.peers.line_up import PEERS
from benchmarks.rounds import BASELINE

# The same figures draw the same file, byte for byte; text stays text.
STYLE: dict[Any, Any] = {  # matplotlib lists all names that it takes, and no checker needs them
    "svg.hashsalt": "resrouter",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
}
METADATA = {"Date": None, "Creator": None}

# Told apart without colour too: each has a mark of its own.
MARKS = dict(zip(PEERS, "|DosvP^<>Xd", strict=True))
OURS = {"resrouter": "#b30000", "resrouter find": "#ff7043"}
OTHERS = ("#1f77b4", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf")
COLOURS = {
    BASELINE: "black",
    **OURS,
    **dict(zip([name for name in PEERS if name not in {BASELINE, *OURS}], OTHERS, strict=True)),
}


def drawn(figures: Sequence[Figure]) -> str:
    """The picture as SVG."""
    with matplotlib.rc_context(STYLE):
        canvas = Canvas(figsize=(11, 13), layout="constrained")
        above, *below = canvas.subplot_mosaic(
            [["ratios", "ratios"], ["spread", "tenant first"]], height_ratios=[3, 1]
        ).values()
        _draw_ratios(above, [figure for figure in figures if figure.section == "find"])
        growth = [figure for figure in figures if figure.section == "growth"]
        for axes, shape in zip(below, SHAPES, strict=True):
            _draw_growth(axes, shape, growth)
        file = StringIO()
        canvas.savefig(file, format="svg", metadata=METADATA)
    # No line ends in blanks, as in any other text file here.
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def _draw_ratios(axes: Axes, figures: Sequence[Figure]) -> None:
    works = list(dict.fromkeys(figure.work for figure in figures))
    for name in PEERS:
        own = {figure.work: figure.ratio for figure in figures if figure.subject == name}
        points = [(ratio, works.index(work)) for work, ratio in own.items() if ratio]
        if points:
            ratios, rows = zip(*points, strict=True)
            size, order = (60, 3) if name in OURS else (28, 2)
            axes.scatter(ratios, rows, size, c=COLOURS[name], marker=MARKS[name], label=name, zorder=order)
    axes.set_xscale("log")
    axes.set_yticks(range(len(works)), works)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:g}"))
    axes.grid(axis="both", color="#dddddd")
    axes.set_title("One lookup: time as a multiple of aiohttp's (less is faster)")
    if works:
        axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.04), ncols=6, frameon=False)


def _draw_growth(axes: Axes, shape: str, figures: Sequence[Figure]) -> None:
    for way, line in {"hit": "-", "404": ":"}.items():
        for name in (BASELINE, *OURS):
            start = f"{shape}, {way}, "
            own = [figure for figure in figures if figure.subject == name and figure.work.startswith(start)]
            sizes = [int(figure.work.removeprefix(start).split()[0].replace(",", "")) for figure in own]
            if own:
                times = [figure.value for figure in own]
                axes.plot(sizes, times, line, color=COLOURS[name], marker=MARKS[name], label=f"{name}, {way}")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("routes")
    axes.set_ylabel("ns")
    axes.grid(color="#dddddd")
    axes.set_title(f"A growing table, {shape}")
    if axes.lines:
        axes.legend(fontsize=7)
