"""What the demo says about the table before the tour, and about the check after it."""

from collections.abc import Sequence

from github_table.check import Fault
from github_table.overlaps import Overlap, overlaps
from github_table.table import Path, Table
from github_table.terminal import heading, paint, say
from resrouter import Router

_FAULTS_SHOWN = 20


def show_table(table: Table, router: Router, seconds: float) -> None:
    """What is served, how long building it took, and what was changed in it."""
    heading("GitHub's REST API on resrouter")
    say(f"{len(table.operations):,} operations on {len(table.paths):,} paths, from {table.source}")
    say(
        f"{len(router.resources()):,} named resources and {len(router.routes()):,} routes "
        f"(a HEAD beside every GET), built in {seconds * 1000:.0f} ms"
    )
    several = sum(path.has_catch_all for path in table.paths)
    renamed = sum(path.is_renamed for path in table.paths)
    say(
        f"written in aiohttp's syntax: {several} paths whose last parameter takes several segments, "
        f"{renamed} with an underscore for the dash in a parameter's name"
    )


def show_check(table: Table, router: Router, found: Sequence[Fault], seconds: float) -> None:
    """The one line that counts, the faults if there are any, and where the table overlaps."""
    asked = len(table.operations)
    right = asked - len(found)
    heading("Every operation")
    verdict = f"{right:,} of {asked:,} operations"
    print(
        f"  {paint(verdict, 'red' if found else 'green')}: "
        f"the right one answered, with the same values and link ({seconds:.1f} s)"
    )
    for fault in found[:_FAULTS_SHOWN]:
        say(paint(f"WRONG: {fault}", "red"))
    if len(found) > _FAULTS_SHOWN:
        say(f"... and {len(found) - _FAULTS_SHOWN:,} more")
    _show_overlaps(overlaps(table), router)


def _show_overlaps(found: Sequence[Overlap], router: Router) -> None:
    heading("Overlaps in the table")
    rivals = [pair for pair in found if pair.shared_methods]
    twins = [pair for pair in found if pair.same_shape]
    duplicates = [pair for pair in twins if pair.shared_methods]
    say(
        f"{len(found):,} pairs of paths fit some path in common, {len(rivals):,} of them with a method in common. "
        "The check gave parameters only values that are no literal of the table, so that nothing hid anything; "
        f"where a path does fit two, precedence {router.precedence!r} decides."
    )
    say(f"{len(twins)} pairs differ in nothing but the names of their parameters:")
    for pair in twins:
        for path in (pair.first, pair.second):
            _show_twin(path)
    say(f"Of these, {len(duplicates)} have a method in common; there the second could never answer.")


def _show_twin(path: Path) -> None:
    print(f"    {path.template}  {paint(', '.join(path.methods), 'bold')}")
