"""Pairs of paths that some request path fits both of, as they stand in the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest

from github_table.table import Path, Table


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two paths, and a request path that fits both."""

    first: Path
    second: Path
    witness: str

    @property
    def shared_methods(self) -> tuple[str, ...]:
        return tuple(method for method in self.first.methods if method in self.second.methods)

    @property
    def same_shape(self) -> bool:
        """Whether the two differ in the names of their parameters only."""
        return _shape(self.first) == _shape(self.second)


def overlaps(table: Table) -> list[Overlap]:
    """All overlapping pairs."""
    split = [(path, path.template.split("/")) for path in table.paths]
    found: list[Overlap] = []
    for (first, left), (second, right) in combinations(split, 2):
        witness = _witness(left, right)
        if witness is not None:
            found.append(Overlap(first, second, "/".join(witness)))
    return found


def _witness(left: Sequence[str], right: Sequence[str]) -> list[str] | None:
    """The segments of a path that fits both, or None when there is none."""
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) < len(longer) and not _is_catch_all(shorter[-1]):
        return None
    common: list[str] = []
    for mine, other in zip_longest(shorter, longer, fillvalue=shorter[-1]):
        if mine != other and not _is_param(mine) and not _is_param(other):
            return None
        common.append(next((text for text in (mine, other) if not _is_param(text)), "x"))
    return common


def _is_param(segment: str) -> bool:
    return segment.startswith("{")


def _is_catch_all(segment: str) -> bool:
    return _is_param(segment) and ":" in segment


def _shape(path: Path) -> list[str]:
    return ["{}" if _is_param(segment) else segment for segment in path.template.split("/")]
