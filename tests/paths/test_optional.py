"""Templates with optional parts: which paths they fit, and what their links leave out."""

import copy
import pickle
from collections.abc import Iterator, Mapping
from itertools import combinations, product

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from resrouter.errors import PartsError, TemplateSyntaxError, UrlError, ValueRefusedError
from resrouter.paths.encoding import safe_path
from resrouter.paths.syntax import Param
from resrouter.paths.template import PathTemplate
from tests.cases.optional import BRACES_FAULTS, FILLED, OPTIONAL_FITS, UNFILLED, OptionalFit

STUDENTS = "/:class/students/:id/:session?"

Params = Mapping[str, str | None] | None


def colon(text: str) -> PathTemplate:
    return PathTemplate.parse(text, syntax="colon")


def matched(template: PathTemplate, path: str) -> Params:
    return template.match(path)


@pytest.mark.parametrize("row", OPTIONAL_FITS, ids=lambda row: f"{row.template} ~ {row.path}")
def test_a_template_fits_what_the_table_says(row: OptionalFit) -> None:
    assert matched(colon(row.template), row.path) == row.params


@pytest.mark.parametrize("row", OPTIONAL_FITS, ids=lambda row: f"{row.template} ~ {row.path}")
def test_the_regex_of_the_whole_path_agrees(row: OptionalFit) -> None:
    found = colon(row.template).pattern.fullmatch(row.path.replace("%2F", "-"))
    assert (found is None) == (row.params is None)
    if found is not None and row.params is not None:
        absent = {name for name, value in row.params.items() if value is None}
        assert {name for name, value in found.groupdict().items() if value is None} == absent


@pytest.mark.parametrize("row", OPTIONAL_FITS, ids=lambda row: f"{row.template} ~ {row.path}")
def test_a_path_fits_one_variant_at_most(row: OptionalFit) -> None:
    fitting = [variant for variant in colon(row.template).variants if variant.match(row.path) is not None]
    assert len(fitting) == (row.params is not None)


@pytest.mark.parametrize("row", OPTIONAL_FITS, ids=lambda row: f"{row.template} ~ {row.path}")
def test_below_a_prefix_a_template_fits_the_same_paths_below_it(row: OptionalFit) -> None:
    below = colon(row.template).under("/{api}")
    # The slash of a part that is absent goes with it, down to the prefix.
    path = "" if row.path == "/" and not row.template.endswith("/") else row.path
    if row.path:
        assert matched(below, "/{api}" + path) == row.params


def test_a_template_with_optional_parts_is_what_its_longest_variant_is() -> None:
    template = colon(STUDENTS)
    longest = PathTemplate.parse("/{class}/students/{id}/{session}")
    assert template.optional == ("session",)
    assert template.names == ("class", "id", "session")
    assert template.variants == (longest, PathTemplate.parse("/{class}/students/{id}"))
    assert template.shape == longest.shape
    assert template.formatter == longest.formatter == "/{class}/students/{id}/{session}"
    assert template.pieces[-1] == Param("session", None, is_optional=True)
    assert [piece for piece in template.pieces if isinstance(piece, Param) and piece.is_optional] == [
        template.pieces[-1]
    ]
    assert template.is_reachable
    assert str(template) == "/{class}/students/{id}/{session?}"


def test_a_template_without_optional_parts_is_its_own_variant() -> None:
    template = PathTemplate.parse("/{a}", optional=True)
    assert type(template) is PathTemplate
    assert template.optional == ()
    assert template.variants == (template,)


def test_the_variants_are_the_longest_first() -> None:
    assert [str(variant) for variant in colon("/:a?/:b?/:c").variants] == ["/{a}/{b}/{c}", "/{a}/{c}", "/{c}"]
    assert [str(variant) for variant in colon("/:x?").variants] == ["/{x}", "/"]
    assert [str(variant) for variant in colon("/:x([0-9]+)?/b").variants] == ["/{x:[0-9]+}/b", "/b"]
    assert [str(variant) for variant in colon("/:x?").under("/api").variants] == ["/api/{x}", "/api"]


def test_below_a_prefix_all_is_kept() -> None:
    template = colon(STUDENTS).under("/b").under("/a")
    assert str(template) == "/a/b/{class}/students/{id}/{session?}"
    assert template.optional == ("session",)
    assert template.formatter == "/a/b/{class}/students/{id}/{session}"
    assert matched(template, "/a/b/c/students/1") == {"class": "c", "id": "1", "session": None}
    assert template.fill({"class": "c", "id": 1}) == "/a/b/c/students/1"


def test_a_template_is_a_value() -> None:
    template = colon(STUDENTS)
    for other in (copy.copy(template), copy.deepcopy(template), pickle.loads(pickle.dumps(template)), colon(STUDENTS)):
        assert other == template
        assert hash(other) == hash(template)
        assert other.variants == template.variants
    assert template != template.variants[0]
    assert template != template.under("/a")


@pytest.mark.parametrize(("text", "parts", "path"), FILLED)
def test_an_absent_part_is_left_out_with_its_slash(text: str, parts: Mapping[str, object], path: str) -> None:
    template = colon(text)
    assert template.fill(parts) == path
    assert template.url(parts).raw_path == path


@pytest.mark.parametrize(("text", "parts", "part", "reason"), UNFILLED)
def test_a_part_that_would_not_come_back_is_refused(
    text: str, parts: Mapping[str, object], part: str, reason: str
) -> None:
    for refuse in (colon(text).fill, colon(text).url):
        with pytest.raises(ValueRefusedError) as caught:
            refuse(parts)
        assert caught.value.part == part
        assert reason in caught.value.reason


def test_parts_that_are_missing_or_unknown_are_told() -> None:
    with pytest.raises(PartsError) as caught:
        colon(STUDENTS).fill({"class": "a", "session": "s"})
    assert caught.value.missing == ("id",)
    with pytest.raises(PartsError) as caught:
        colon(STUDENTS).fill({"class": "a", "id": 1, "colour": "red"})
    assert (caught.value.missing, caught.value.unknown) == ((), ("colour",))


@pytest.mark.parametrize(("text", "at", "length", "reason"), BRACES_FAULTS)
def test_a_fault_is_shown_where_it_stands(text: str, at: int, length: int, reason: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        PathTemplate.parse(text, optional=True)
    assert (caught.value.text, caught.value.at, caught.value.length) == (text, at, length)
    assert caught.value.reason.startswith(reason)


@pytest.mark.parametrize("text", ["/{a?}", "/x/{a?:[0-9]+}"])
def test_without_the_opt_in_braces_have_no_optional_parts_as_in_aiohttp(text: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        PathTemplate.parse(text)
    assert caught.value.reason.startswith("Bad parameter name 'a?'")
    with pytest.raises(ValueError):
        web.DynamicResource(text)


# A small world: all templates of up to 4 segments, on all paths of up to 5.


def small_templates() -> Iterator[list[str]]:
    for size in range(1, 5):
        yield from map(list, product("apq", repeat=size))


def small_paths() -> Iterator[str]:
    yield ""
    for size in range(1, 6):
        yield from ("/" + "/".join(segments) for segments in product("ab", repeat=size))
    yield from ("/", "//", "/a/", "//a", "/a//b", "/b/a/")


def expected(kinds: list[str], path: str) -> Params:
    """Of all ways to give the path's segments to the parts, the leftmost, where it fits."""
    segments = path.split("/")[1:] if path.startswith("/") else None
    optional = [at for at, kind in enumerate(kinds) if kind == "q"]
    if segments == [""] and len(optional) == len(kinds):
        return {f"x{at}": None for at in optional}
    ways = [
        [at for at, kind in enumerate(kinds) if kind != "q" or at in kept]
        for size in range(len(optional) + 1)
        for kept in combinations(optional, size)
    ]
    possible = [way for way in ways if segments is not None and len(way) == len(segments)]
    if not possible or segments is None:
        return None
    taken = dict(zip(min(possible, key=lambda way: [at for at in way if kinds[at] == "q"]), segments, strict=True))
    if any(not text or (kinds[at] == "a" and text != "a") for at, text in taken.items()):
        return None
    return {f"x{at}": taken.get(at) for at, kind in enumerate(kinds) if kind != "a"}


def test_in_a_small_world_the_leftmost_assignment_is_taken() -> None:
    paths = list(small_paths())
    fits = 0
    for kinds in small_templates():
        text = "".join({"a": "/a", "p": f"/:x{at}", "q": f"/:x{at}?"}[kind] for at, kind in enumerate(kinds))
        template = colon(text)
        for path in paths:
            params = expected(kinds, path)
            assert matched(template, path) == params, (text, path)
            found = template.pattern.fullmatch(path)
            assert (found and found.groupdict()) == params, (text, path)
            fits += params is not None
    assert fits > 500


SEGMENTS = st.sampled_from(["a", "é", "a b", "{}", "{}-{}", "{}?", "{}?", "{}:[0-9a]+", "{}?:[0-9a]+", "v{}"])
VALUES = st.one_of(st.none(), st.sampled_from(["a", "7", "", ".", "a/b", "%2F", "é", "{", "a b"]), st.text(max_size=4))


@st.composite
def optional_templates(draw: st.DrawFn) -> PathTemplate:
    """A template in braces whose parameters are called p0, p1, ..."""
    text = ""
    names = 0
    for segment in draw(st.lists(SEGMENTS, min_size=1, max_size=5)):
        text += "/"
        first, *others = segment.split("{}")
        text += first
        for other in others:
            mark = other if other.startswith(("?", ":")) else ""
            text += f"{{p{names}{mark}}}" + other.removeprefix(mark)
            names += 1
    return PathTemplate.parse(text + draw(st.sampled_from(["", "/"])), optional=True)


@given(optional_templates(), st.lists(VALUES, min_size=10, max_size=10), st.sampled_from(["", "/api", "/{x}"]))
def test_a_link_leads_back_to_its_parts(template: PathTemplate, values: list[str | None], prefix: str) -> None:
    below = template.under(prefix)
    parts = dict(zip(below.names, values, strict=False))
    try:
        url = below.url(parts)
    except UrlError:
        return
    assert matched(below, safe_path(url)) == parts
    assert below.fill(parts) == url.raw_path
    assert below.fill({name: value for name, value in parts.items() if value is not None}) == url.raw_path


@given(optional_templates(), st.integers(0, 5))
def test_as_many_parts_as_wished_can_be_given_from_the_left(template: PathTemplate, size: int) -> None:
    absent = template.optional[size:]
    parts = {name: None if name in absent else "a" for name in template.names}
    assert matched(template, safe_path(template.url(parts))) == parts
    assert template.under("/p").to("braces") == "/p" + str(template)
