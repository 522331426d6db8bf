"""The tests of aiohttp that fail with resrouter by intention, and why: the row of docs/differences.md that says so."""

from collections.abc import Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """A row of docs/differences.md: its number, how it starts, and what that means for the test."""

    number: int
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.why}\n  docs/differences.md, row {self.number}: {self.what}"


EXPECTED: Mapping[str, Row] = {}
