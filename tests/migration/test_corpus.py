"""Each shape of old code gives exactly the text and the findings that the corpus says."""

import pytest

from resrouter.migration.findings import ADVICE
from tests.migration.cases import Case, cases

CASES = cases()


def named(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_shape_becomes_the_text_of_the_corpus(case: Case) -> None:
    assert case.carried(case.before).text == case.after


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_shape_is_reported_as_the_corpus_says(case: Case) -> None:
    assert sorted((found.line, found.kind) for found in case.carried(case.before).findings) == list(case.findings)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_second_run_changes_nothing_and_finds_the_same_kinds(case: Case) -> None:
    again = case.carried(case.after)
    assert again.text == case.after
    assert sorted(found.kind for found in again.findings) == sorted(kind for _, kind in case.findings)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_comments_survive(case: Case) -> None:
    def comments(text: str) -> list[str]:
        return sorted(line.partition("#")[2].strip() for line in text.splitlines() if "#" in line)

    assert comments(case.carried(case.before).text) == comments(case.before)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_lines_with_nothing_to_rewrite_stay_byte_for_byte(case: Case) -> None:
    around = 'untouched  =  [1,2 ,3] # "odd"\n\n\nif  untouched :\n\tpass\n'
    assert case.carried(f"{around}{case.before}{around}").text == f"{around}{case.after}{around}"


def test_the_corpus_has_sixty_shapes_at_least() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def test_every_kind_of_finding_is_in_the_corpus() -> None:
    assert {kind for case in CASES for _, kind in case.findings} == set(ADVICE) - {"template"}
