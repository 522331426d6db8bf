"""Everything side by side, in one run: `make bench`, or `python -m benchmarks`.

A whole run takes about ten minutes and writes its figures into docs/performance.md and docs/performance.svg. One that
was narrowed with --only, --rounds or --quick prints them and writes nothing.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import (
    adding,
    building,
    grown,
    growth,
    imports,
    links,
    lookups,
    machine,
    plot,
    prefixes,
    report,
    served,
    typed,
)
from benchmarks.figures import Figure, Gap
from benchmarks.rounds import QUICK_ROUNDS, ROUNDS
from benchmarks.wanted import wanted

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = "performance.md"
PICTURE = "performance.svg"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print every section as it comes, and write the page after a whole run."""
    options = _options(arguments)
    gaps = [*lookups.gaps(quick=options.quick), *links.gaps(), *building.gaps()]
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    figures = []
    for measure in _measures(options.only, rounds, quick=options.quick):
        found = measure()
        print(report.rendered(found, gaps), end="\n\n" if found else "", flush=True)
        figures += found
    if options.quick or options.only or options.rounds:
        return
    write(figures, gaps, DOCS)
    print(f"written: {PAGE} and {PICTURE}")


def write(figures: Sequence[Figure], gaps: Sequence[Gap], docs: Path) -> None:
    """Put the figures into the page, and the picture that it shows beside it."""
    text = f"{machine.described()}\n\n{report.rendered(figures, gaps)}"
    page = docs / PAGE
    page.write_text(report.placed(page.read_text("utf-8"), text), "utf-8")
    (docs / PICTURE).write_text(plot.drawn(figures), "utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    sections = (lookups, prefixes, typed, growth, adding, links, building, imports, served)
    names = ", ".join(module.SECTION for module in sections)
    parser.add_argument("--only", default="", help=f"a section ({names}), or a part of a row's name")
    parser.add_argument("--rounds", type=int, help=f"how often everybody takes a turn; {ROUNDS} by default")
    parser.add_argument("--quick", action="store_true", help="small tables and few rounds; the figures mean little")
    return parser.parse_args(arguments)


def _measures(only: str, rounds: int, *, quick: bool) -> list[Callable[[], list[Figure]]]:
    """What to measure; end to end comes first, while this process is small."""
    return [
        lambda: served.figures(quick=quick) if wanted(only, served.SECTION) else [],
        lambda: imports.figures(quick=quick, only=only, rounds=rounds),
        lambda: lookups.figures(quick=quick, only=only, rounds=rounds),
        lambda: prefixes.figures(quick=quick, only=only, rounds=rounds),
        lambda: typed.figures(quick=quick, only=only, rounds=rounds),
        lambda: links.figures(quick=quick, only=only, rounds=rounds),
        lambda: building.figures(quick=quick, only=only, rounds=rounds),
        lambda: growth.figures(quick=quick, only=only, rounds=rounds),
        lambda: adding.figures(quick=quick, only=only, rounds=rounds),
        _forgotten,
    ]


def _forgotten() -> list[Figure]:
    """Nothing; the large tables are gone after it."""
    grown.forget()
    return []


if __name__ == "__main__":
    main()
