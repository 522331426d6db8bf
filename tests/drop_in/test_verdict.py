from pathlib import Path

import pytest

from tests.drop_in.expected import EXPECTED
from tests.drop_in.verdict import Outcome, Verdict, judge

ROOT = Path(__file__).resolve().parents[2]
PASSED, FAILED, SKIPPED = Outcome("passed", reached=True), Outcome("failed"), Outcome("skipped")
FILE = "tests/test_a.py"
A, B = f"{FILE}::test_a", f"{FILE}::test_b"


@pytest.mark.parametrize(
    ("stock", "ours", "expected", "verdict", "holds"),
    [
        (PASSED, PASSED, set(), Verdict((), (), (), (), ()), True),
        (PASSED, FAILED, set(), Verdict((A,), (), (), (), ()), False),
        (PASSED, SKIPPED, set(), Verdict((A,), (), (), (), ()), False),
        (PASSED, None, set(), Verdict((A,), (), (), (), ()), False),
        (PASSED, FAILED, {A}, Verdict((), (A,), (), (), ()), True),
        (PASSED, PASSED, {A}, Verdict((), (), (A,), (), ()), False),
        (FAILED, FAILED, set(), Verdict((), (), (), (), ()), True),
        (FAILED, FAILED, {A}, Verdict((), (), (), (), ()), True),
        (FAILED, PASSED, set(), Verdict((), (), (), (), ()), True),
        (None, None, {A}, Verdict((), (), (), (A,), ()), True),
        (None, None, {"tests/test_other.py::test_a"}, Verdict((), (), (), (), ()), True),
    ],
)
def test_only_what_passes_on_stock_and_is_not_listed_speaks_against_us(
    stock: Outcome | None,
    ours: Outcome | None,
    expected: set[str],
    verdict: Verdict,
    holds: bool,
) -> None:
    def run(outcome: Outcome | None) -> dict[str, Outcome]:
        return {B: PASSED} | ({} if outcome is None else {A: outcome})

    found = judge([FILE], run(stock), run(ours), expected)
    assert found == verdict
    assert found.holds is holds


@pytest.mark.parametrize(
    ("stock", "ours"),
    [
        ({A: PASSED}, {A: Outcome("passed", reached=False)}),
        ({A: FAILED}, {A: PASSED}),
        ({FILE: FAILED}, {FILE: FAILED}),
        ({}, {}),
    ],
)
def test_a_file_that_never_meets_our_router_proves_nothing(stock: dict[str, Outcome], ours: dict[str, Outcome]) -> None:
    verdict = judge([FILE], stock, ours, ())
    assert verdict.idle == (FILE,)
    assert not verdict.holds


def test_what_may_fail_has_its_row_in_the_docs() -> None:
    page = (ROOT / "docs" / "differences.md").read_text("utf-8")
    rows = {f"| {row.number} | {row.what}" for row in EXPECTED.values()}
    assert [row for row in rows if row not in page] == []
