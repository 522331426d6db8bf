"""What every measurement gives: figures, and the gaps where a subject has none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    `section` and `work` name the table and its row, `subject` who was measured: its column. `value` is the median of
    the rounds in `unit` ("ns", "ms", "bytes", "requests/s", ...). `ratio` is the median of the ratios to aiohttp, each
    taken inside one round; None where there is nothing of aiohttp's to compare with.
    """

    section: str
    work: str
    subject: str
    value: float
    unit: str
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """No figure: the subject cannot do the work, or does another one, for the reason given."""

    section: str
    work: str
    subject: str
    reason: str
