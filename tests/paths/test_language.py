"""What a regex accepts, read from the regex, against what it does accept."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resrouter.paths.language import Traits, traits

INSIDE, CROSSES, LOOKS = Traits(True, False), Traits(True, True), Traits(False, True)

TRAITS = [
    (r"\d+", INSIDE),
    (r"\w{2,}", INSIDE),
    ("[^/]+", INSIDE),
    ("[a-z.]*?", INSIDE),
    ("a|b|(c(d))", INSIDE),
    (r"[^\W]+", INSIDE),
    ("(?i:abc)", INSIDE),
    ("(?>ab)", INSIDE),
    ("[^/]++", INSIDE),
    ("", INSIDE),
    ("[0-9]", INSIDE),
    (".*", CROSSES),
    ("a/b", CROSSES),
    ("[^a]", CROSSES),
    (r"\S+", CROSSES),
    (r"\D", CROSSES),
    (r"[\W]", CROSSES),
    ("[+-0]", CROSSES),
    ("[/]", CROSSES),
    ("a|(b|.)", CROSSES),
    ("(?:x(?>y.))", CROSSES),
    ("^a", LOOKS),
    ("a$", LOOKS),
    (r"\ba", LOOKS),
    ("(?=a)a", LOOKS),
    ("(?<!a)b", LOOKS),
    (r"(a)\1", LOOKS),
    ("(?P<n>a)", LOOKS),
    ("(a)?(?(1)b|c)", LOOKS),
    ("a|(b$)", LOOKS),
    ("(", LOOKS),
    ("a{99999999999999999999}", LOOKS),
    (r"\1", LOOKS),
]


@pytest.mark.parametrize(("regex", "expected"), TRAITS)
def test_traits_are_read_from_the_regex(regex: str, expected: Traits) -> None:
    assert traits(regex) == expected


ATOMS = st.sampled_from(["a", ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", "[^a]", "[^/]", "[+-0]", "[a-c]", "/"])
REGEXES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        inner.map(lambda regex: f"(?:{regex}){{0,2}}"),
    ),
    max_leaves=5,
)


@given(REGEXES, st.text("a/b1 \n", max_size=5))
def test_a_regex_that_does_not_cross_never_takes_a_slash(regex: str, text: str) -> None:
    if not traits(regex).crosses_slash and re.fullmatch(regex, text):
        assert "/" not in text
