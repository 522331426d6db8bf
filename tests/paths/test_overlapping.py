"""What may overlap with an entry, found in the index: everything that does, without a look at everything else."""

from collections.abc import Iterable, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resrouter.paths.entry import Entry
from resrouter.paths.index import PathIndex
from resrouter.paths.overlap import common_path
from resrouter.paths.overlapping import count_visited, overlapping
from resrouter.paths.precedence import RULES, Rank
from resrouter.paths.template import PathTemplate
from tests.cases.overlaps import OVERLAPS
from tests.paths.entries import entry_for
from tests.paths.test_index_model import TEXTS, index_of


def filed(text: str, registered: int) -> Entry[str]:
    """An entry; a prefix with parameters is filed as a mount is."""
    if not text.endswith("/*") or "{" not in text:
        return entry_for(text, registered)
    rule = RULES["aiohttp"]
    shape = PathTemplate.parse(text.removesuffix("/*").rstrip("/")).shape
    return Entry(text, Rank(rule.template(shape), registered), shape, takes_all_below=True)


def template_of(entry: Entry[str]) -> PathTemplate:
    return PathTemplate.parse(entry.value.removesuffix("/*").rstrip("/") if entry.takes_all_below else entry.value)


def common(first: Entry[str], second: Entry[str]) -> str | None:
    return common_path(
        template_of(first),
        template_of(second),
        first_takes_all_below=first.takes_all_below,
        second_takes_all_below=second.takes_all_below,
    )


def values(entries: Iterable[Entry[str]]) -> list[str]:
    return [entry.value for entry in entries]


def entries_of(texts: Sequence[str]) -> list[Entry[str]]:
    return [filed(text, number) for number, text in enumerate(texts)]


ENTRIES = [
    "/",
    "/a",
    "/a/b",
    "/b/b",
    "/a/{x}",
    "/b/{x}",
    "/{x}/b",
    "/a{x}/b",
    "/ab{x}/b",
    "/c{x}/b",
    "/{x}b/b",
    "/{x:[ab]+}/b",
    "/{x}/{y}/c",
    "/{rest:.*}",
    "/a{rest:.*}b",
    "/c{rest:.*}",
    "/{rest:.*}/c",
    "/a/*",
    "/b/*",
    "/{x}/a/*",
]

FOUND = [
    ("/a", ["/{rest:.*}", "/a/*"]),
    ("/a/b", ["/a/{x}", "/{x}/b", "/{x:[ab]+}/b", "/{rest:.*}", "/a{rest:.*}b", "/a/*"]),
    (
        "/a/{x}",
        ["/a/b", "/{x}/b", "/{x:[ab]+}/b", "/{rest:.*}", "/a{rest:.*}b", "/{rest:.*}/c", "/a/*", "/{x}/a/*"],
    ),
    ("/c{x}/b", ["/{x}/b", "/{x}b/b", "/{x:[ab]+}/b", "/{rest:.*}", "/c{rest:.*}"]),
    (
        "/a{x}/b",
        ["/{x}/b", "/ab{x}/b", "/{x}b/b", "/{x:[ab]+}/b", "/{rest:.*}", "/a{rest:.*}b"],
    ),
    ("/{x}/{y}/c", ["/{rest:.*}", "/c{rest:.*}", "/{rest:.*}/c", "/a/*", "/b/*", "/{x}/a/*"]),
    (
        "/c{rest:.*}",
        ["/{x}/b", "/c{x}/b", "/{x}b/b", "/{x:[ab]+}/b", "/{x}/{y}/c", "/{rest:.*}", "/{rest:.*}/c", "/{x}/a/*"],
    ),
    (
        "/a/*",
        [
            "/a",
            "/a/b",
            "/a/{x}",
            "/{x}/b",
            "/{x:[ab]+}/b",
            "/{x}/{y}/c",
            "/{rest:.*}",
            "/a{rest:.*}b",
            "/{rest:.*}/c",
            "/{x}/a/*",
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_what_may_overlap_is_found(text: str, expected: list[str]) -> None:
    entries = entries_of(ENTRIES)
    index = index_of(entries)
    entry = next(entry for entry in entries if entry.value == text)
    assert sorted(values(overlapping(index, entry))) == sorted(expected)


def test_an_entry_that_is_not_filed_can_be_asked_about() -> None:
    index = index_of(entries_of(["/a/{x}", "/b/{x}"]))
    assert values(overlapping(index, filed("/{x}/1", 9))) == ["/a/{x}", "/b/{x}"]


def test_they_come_in_the_order_of_their_ranks() -> None:
    entries = entries_of(["/{x}/b", "/{rest:.*}", "/a/{x}", "/a/b", "/a/*"])
    found = list(overlapping(index_of(entries), filed("/{x}/{y}", 9)))
    assert found == sorted(entries, key=lambda entry: entry.rank)


def test_every_case_is_found() -> None:
    for case in OVERLAPS:
        # A slash at the end of a prefix is cut off before it is filed.
        first, second = entries_of([text.replace("//*", "/*") for text in case[:2]])
        if any(entry.takes_all_below and entry.shape.tail is not None for entry in (first, second)):
            continue  # no index holds a prefix that takes several segments
        index = index_of([first, second])
        if common(first, second) is not None:
            assert list(overlapping(index, first)) == [second], case
            assert list(overlapping(index, second)) == [first], case


PREFIXES = st.sampled_from(["/{p}/*", "/a/{p}/*", "/a{p}/*", "/{p:b|ab}/*", "/{p:a+}/b/*"])


@given(st.lists(TEXTS | PREFIXES, min_size=1, max_size=12), st.booleans())
def test_nothing_that_overlaps_is_left_out(texts: list[str], is_settled: bool) -> None:
    entries = entries_of(texts)
    index = index_of(entries)
    if is_settled:
        index.settle()
    for entry in entries:
        found = list(overlapping(index, entry))
        assert len(found) == len(set(found))
        assert entry not in found
        missed = [other for other in entries if other not in found and other is not entry and common(entry, other)]
        assert not missed


# A form of siblings, an entry, and how many of them it may overlap with.
NARROW = [
    ("/t%d/{x}", "/t5/{y}", 1),
    ("/t%d/{x}", "/t5/b", 1),
    ("/t%d/{x}", "/t5{y}/b", 10 + 100 + 1000),
    ("/t%d/{x}", "/t5/*", 1),
    ("/t%d/{x}", "/t5/{rest:.*}", 1),
    ("/f%d/{rest:.*}", "/f5/{x}", 1),
    ("/{x}/t%d", "/{y}/t5", 1),
    ("/{x}/t%d/{y}", "/a/t5/{z}", 1),
    ("/r-%d-{x}", "/r-5-{y}", 1),
    ("/{x}.e%d", "/{y}.e5", 1),
    ("/{x:[a-z]+}-%d", "/a-5", 1),
    ("/f%d{rest:.*}", "/f5/{x}", 1),
    ("/f/{rest:.*}.e%d", "/f/{x}.e5", 1),
    ("/m%d/*", "/m5/{x}/{y}", 1),
    ("/{x}/m%d/*", "/{y}/m5/b", 1),
    ("/%d", "/5", 1),
    ("/a/%d", "/{x}/5", 1),
]


@cache
def index_of_form(form: str, count: int) -> PathIndex[str]:
    return index_of(entries_of([form.replace("%d", str(number)) for number in range(count)]))


@pytest.mark.parametrize(("form", "text", "most"), NARROW)
def test_siblings_are_not_looked_at(form: str, text: str, most: int) -> None:
    index = index_of_form(form, 10_000 if form == "/t%d/{x}" else 1_000)
    entry = filed(text, 10_000)
    assert 1 <= len(list(overlapping(index, entry))) <= most
    assert count_visited(index, entry) <= 2 * most + 6


def test_a_parameter_leads_to_all_siblings() -> None:
    index: PathIndex[str] = index_of(entries_of([f"/t{number}/{{x}}" for number in range(1000)]))
    assert len(list(overlapping(index, filed("/{x}/b", 1000)))) == 1000
