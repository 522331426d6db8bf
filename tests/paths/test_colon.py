"""The colon syntax: another spelling of the same templates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resrouter.errors import TemplateSyntaxError
from resrouter.paths.syntax import Syntax
from resrouter.paths.template import PathTemplate
from tests.cases.optional import COLON_FAULTS, GOLDEN_ERRORS, OTHER_SPELLINGS, SPELLINGS, UNSPEAKABLE
from tests.cases.templates import FITS
from tests.links.test_round_trip import templates

BOTH: list[Syntax] = ["braces", "colon"]


def read(text: str, syntax: Syntax) -> PathTemplate | None:
    try:
        return PathTemplate.parse(text, syntax=syntax, optional=True)
    except TemplateSyntaxError:
        return None


@pytest.mark.parametrize(("colon", "braces"), SPELLINGS)
def test_both_spellings_are_one_template(colon: str, braces: str) -> None:
    template = PathTemplate.parse(colon, syntax="colon")
    assert template == PathTemplate.parse(braces, optional=True)
    assert hash(template) == hash(PathTemplate.parse(braces, optional=True))
    assert str(template) == template.to("braces") == braces
    assert template.to("colon") == colon


@pytest.mark.parametrize(("colon", "braces", "back"), OTHER_SPELLINGS)
def test_of_several_colon_spellings_one_is_given(colon: str, braces: str, back: str) -> None:
    template = PathTemplate.parse(colon, syntax="colon")
    assert template == PathTemplate.parse(braces)
    assert template.to("colon") == back
    assert PathTemplate.parse(back, syntax="colon") == template


@pytest.mark.parametrize("text", UNSPEAKABLE)
def test_what_has_no_colon_spelling_says_so(text: str) -> None:
    template = PathTemplate.parse(text)
    with pytest.raises(TemplateSyntaxError) as caught:
        template.to("colon")
    assert (caught.value.text, caught.value.reason) == (text, "No colon spelling")


@pytest.mark.parametrize(("text", "at", "length", "reason"), COLON_FAULTS)
def test_a_fault_is_shown_in_the_colon_text(text: str, at: int, length: int, reason: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        PathTemplate.parse(text, syntax="colon")
    assert (caught.value.text, caught.value.at, caught.value.length) == (text, at, length)
    assert caught.value.reason.startswith(reason)


@pytest.mark.parametrize(("text", "error"), GOLDEN_ERRORS)
def test_a_fault_reads_so(text: str, error: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        PathTemplate.parse(text, syntax="colon")
    assert str(caught.value) == error


# A name would run on into the letters behind it; and nothing follows what takes the rest.
WITHOUT_COLONS = {"/x{a}x", "/files/{rest:.+}/edit"}


@pytest.mark.parametrize("row", FITS, ids=lambda row: f"{row.template} ~ {row.path}")
def test_a_template_fits_the_same_paths_in_either_spelling(row: tuple[str, str, object]) -> None:
    text, path, params = row
    template = PathTemplate.parse(text)
    if text in WITHOUT_COLONS:
        with pytest.raises(TemplateSyntaxError):
            template.to("colon")
    else:
        assert PathTemplate.parse(template.to("colon"), syntax="colon").match(path) == params


@given(
    st.one_of(templates(), st.text(alphabet="/ab1:*?()[]\\{}%.é", max_size=14)),
    st.sampled_from(BOTH),
    st.sampled_from(BOTH),
)
def test_a_spelling_read_again_gives_the_same_template(text: str, read_as: Syntax, written_as: Syntax) -> None:
    template = read(text, read_as)
    if template is None:
        return
    try:
        spelling = template.to(written_as)
    except TemplateSyntaxError:
        spelling = None
    # What was read in a spelling can be written in it, and everything in braces.
    assert spelling is not None or (read_as, written_as) == ("braces", "colon")
    if spelling is not None:
        assert PathTemplate.parse(spelling, syntax=written_as, optional=True) == template


@given(st.text(alphabet="/a:*?()[]\\{}", max_size=14))
def test_a_fault_points_into_the_text_of_its_author(text: str) -> None:
    if read(text, "colon") is not None:
        return
    with pytest.raises(TemplateSyntaxError) as caught:
        PathTemplate.parse(text, syntax="colon")
    error = caught.value
    assert error.text == text
    assert 0 <= error.at < error.at + error.length <= len(text)


def test_a_prefix_is_literal_in_either_spelling() -> None:
    template = PathTemplate.parse("/:id?", syntax="colon").under("/a:b")
    assert template.to("braces") == "/a:b/{id?}"
    assert template.to("colon") == r"/a\:b/:id?"
    assert PathTemplate.literal("/a:b").to("colon") == r"/a\:b"


def test_a_syntax_that_does_not_exist_is_refused() -> None:
    unknown: list[Syntax] = ["Colon"]  # type: ignore[list-item]  # the mistake that is tested
    with pytest.raises(ValueError, match="No such syntax: 'Colon'"):
        PathTemplate.parse("/:id", syntax=unknown[0])
    with pytest.raises(ValueError, match="No such syntax: 'Colon'"):
        PathTemplate.parse("/{id}").to(unknown[0])
