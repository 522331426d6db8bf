"""Figures as tables in Markdown, and their place in a page."""

from collections.abc import Iterable, Sequence
from math import floor, log10

from benchmarks.figures import Figure, Gap
from benchmarks.peers.line_up import PEERS
from benchmarks.rounds import BASELINE

BEGIN = "<!-- figures: begin -->"
END = "<!-- figures: end -->"

TITLES = {
    "find": "One lookup",
    "growth": "One lookup in a growing table",
    "growth, against 100 routes": "The same, as a multiple of the time at 100 routes",
    "growth, nodes visited": "The same, in nodes of the index that a search visits",
    "prefixes": "Below a prefix: a directory, mounted applications",
    "typed": "Types, and middlewares for one route",
    "links": "One link, 1,000 names",
    "adding": "One route more",
    "building": "Building the table",
    "import": "Importing",
    "served": "End to end: a server and a client in processes of their own",
}


class NoPlaceError(Exception):
    """The page has no place for the figures."""


def rendered(figures: Sequence[Figure], gaps: Sequence[Gap] = ()) -> str:
    """A heading and a table for every section, in the order in which they come."""
    sections = dict.fromkeys(figure.section for figure in figures)
    parts = []
    for section in sections:
        own = [figure for figure in figures if figure.section == section]
        works = {figure.work for figure in own}
        missing = [gap for gap in gaps if gap.section == section and gap.work in works]
        parts.append(f"### {TITLES.get(section, section)}\n\n{_table(own, missing)}")
    return "\n\n".join(parts)


def placed(page: str, text: str) -> str:
    """The page with the text between its two markers.

    Raises:
        NoPlaceError: a marker is missing.
    """
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise NoPlaceError(f"there is no {BEGIN} with an {END} after it")
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def _table(figures: Sequence[Figure], gaps: Sequence[Gap]) -> str:
    """The table of one section, and below it why somebody has no figure."""
    subjects = _in_order([*(figure.subject for figure in figures), *(gap.subject for gap in gaps)])
    cells = {(figure.work, figure.subject): _cell(figure) for figure in figures}
    reasons = {reason: number for number, reason in enumerate(dict.fromkeys(gap.reason for gap in gaps), start=1)}
    cells |= {(gap.work, gap.subject): f"-<sup>{reasons[gap.reason]}</sup>" for gap in gaps}
    units = dict.fromkeys((figure.work, figure.unit) for figure in figures)
    lines = [_line(["", "unit", *subjects]), _line(["---", "---", *["---:"] * len(subjects)])]
    lines += [_line([work, unit, *(cells.get((work, subject), "") for subject in subjects)]) for work, unit in units]
    notes = [f"{number}. {reason}" for reason, number in reasons.items()]
    return "\n".join([*lines, "", *notes] if notes else lines)


def _in_order(subjects: Iterable[str]) -> list[str]:
    """Each once: first those of the line-up in its order, then others as they come."""
    all_of = dict.fromkeys(subjects)
    return [*(name for name in PEERS if name in all_of), *(name for name in all_of if name not in PEERS)]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(figure: Figure) -> str:
    shown = _short(figure.value, digits=3)
    if figure.ratio is None or figure.subject == BASELINE:
        return shown
    return f"{shown} ({_short(figure.ratio, digits=2)})"


def _short(number: float, *, digits: int) -> str:
    """The number with so many digits that matter, and no exponent; all digits before the point are shown."""
    if not number:
        return "0"
    decimals = max(0, digits - 1 - floor(log10(abs(number))))
    return f"{number:,.{decimals}f}"
