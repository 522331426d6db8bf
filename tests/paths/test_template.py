"""Templates: what they match, and what they give back."""

import copy
import pickle
import re

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from resrouter.errors import PartsError, TemplateSyntaxError, ValueRefusedError
from resrouter.paths.encoding import safe_literal
from resrouter.paths.segments import Glued, Patterned, Shape, shape_of
from resrouter.paths.syntax import Static
from resrouter.paths.template import PathTemplate
from tests.cases.faults import FAULTS
from tests.cases.templates import FITS, Fit
from tests.links.test_round_trip import templates


@pytest.mark.parametrize("row", FITS, ids=lambda row: f"{row.template} ~ {row.path}")
def test_template_fits_what_the_table_says(row: Fit) -> None:
    assert PathTemplate.parse(row.template).match(row.path) == row.params


@pytest.mark.parametrize("row", FITS, ids=lambda row: f"{row.template} ~ {row.path}")
def test_below_a_prefix_a_template_fits_the_same_paths_below_it(row: Fit) -> None:
    below = PathTemplate.parse(row.template).under("/api/v1")
    assert below.match("/api/v1" + row.path) == row.params
    assert below.match(row.path) is None or not row.path


@pytest.mark.parametrize(
    "row",
    [row for row in FITS if row.params is None or "inner" not in row.params],
    ids=lambda row: f"{row.template} ~ {row.path}",
)
def test_the_regex_of_the_whole_path_agrees(row: Fit) -> None:
    found = PathTemplate.parse(row.template).pattern.fullmatch(row.path)
    assert (found is not None) == (row.params is not None)


@pytest.mark.parametrize("text", sorted({row.template for row in FITS if "{" in row.template}))
def test_a_living_template_has_the_regex_and_canonical_of_aiohttp(text: str) -> None:
    theirs = web.DynamicResource(text)
    ours = PathTemplate.parse(text)
    assert ours.formatter == theirs.canonical
    literals = re.split(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", text)
    if all(safe_literal(part) == part and part.isascii() and not set(part) & set(" ?<>") for part in literals):
        assert ours.pattern.pattern == theirs.get_info()["pattern"].pattern


def read(text: str) -> PathTemplate | None:
    try:
        return PathTemplate.parse(text)
    except TemplateSyntaxError:
        return None


@given(templates())
def test_what_aiohttp_reads_is_read_and_shown_as_there(text: str) -> None:
    try:
        theirs = web.DynamicResource(text)
    except ValueError:
        assert read(text) is None
        return
    ours = read(text)
    assert ours is not None
    assert ours.formatter == theirs.canonical
    assert ours.under("/é").formatter == "/é" + theirs.canonical


@given(st.one_of(templates(), st.text(alphabet="/a{}x:%25", max_size=12)), st.sampled_from(["", "/api", "/{x}", "/%"]))
def test_the_shape_is_that_of_the_pieces(text: str, prefix: str) -> None:
    template = read(text)
    if template is None:
        return
    template = template.under(prefix)
    assert template.shape == shape_of(template.pieces)
    assert hash(template.shape) == hash(shape_of(template.pieces))
    assert template.names == tuple(piece.name for piece in template.pieces if not isinstance(piece, Static))
    places = [(name, at) for at, names in template.shape.names for name in names]
    assert tuple(name for name, _ in places) == template.shape.params
    assert template.shape.whole_segments in (None, tuple(places))


@given(templates(), st.lists(st.text(alphabet="ab1.-/%{é", max_size=4), min_size=16, max_size=16))
def test_the_whole_regex_takes_the_same_texts(text: str, values: list[str]) -> None:
    template = read(text)
    if template is None:
        return
    values_left = iter(values)
    path = "".join(piece.text if isinstance(piece, Static) else next(values_left) for piece in template.pieces)
    found = template.pattern.fullmatch(path)
    assert template.shape.match(path) == (found and found.groupdict())


@pytest.mark.parametrize(("text", "at", "reason"), FAULTS)
def test_a_fault_is_shown_where_it_stands(text: str, at: int, reason: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        PathTemplate.parse(text)
    assert caught.value.at == at
    assert caught.value.reason.startswith(reason)
    assert isinstance(caught.value, ValueError)
    with pytest.raises(ValueError):
        web.DynamicResource(text)


REFUSED = [
    ("/users/{name}", {"name": ""}, "name", "is empty"),
    ("/users/{name}", {"name": "."}, "name", 'has a "." or ".."'),
    ("/users/{name}", {"name": ".."}, "name", 'has a "." or ".."'),
    ("/users/{name}", {"name": "a{b"}, "name", "holds a brace"),
    ("/users/{name}", {"name": "\ud800"}, "name", "is a lone surrogate"),
    (r"/{n:\d+}", {"n": "x"}, "n", "does not match its pattern"),
    (r"/{n:\d+$}", {"n": "x"}, "", "does not fit"),
    ("/{a}.{b}", {"a": "x", "b": "y.z"}, "a", "would come back as 'x.y'"),
    ("/{a}{b}", {"a": "x", "b": "yz"}, "a", "would come back as 'xy'"),
    ("/{a}{b}", {"a": ".", "b": "."}, "a", 'has a "." or ".."'),
    ("/files/{rest:.*}", {"rest": "../secret"}, "rest", 'has a "." or ".."'),
    ("/files/{rest:.*}", {"rest": "a/./b"}, "rest", 'has a "." or ".."'),
    ("/files/{rest:.*}", {"rest": "a\nb"}, "rest", "does not match its pattern"),
    ("/a/../b", {}, "", 'has a "." or ".."'),
    ("//evil.test", {}, "", 'starts with "//"'),
]


@pytest.mark.parametrize(("text", "parts", "part", "reason"), REFUSED)
def test_a_value_that_would_not_come_back_is_refused(text: str, parts: dict[str, str], part: str, reason: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        PathTemplate.parse(text).fill(parts)
    assert caught.value.part == part
    assert reason in str(caught.value)


LITERALS = [
    # text, a safe path, whether it fits, and how to write it so that some request can
    ("/a b", "/a b", True, "/a b"),
    ("/{x}", "/{x}", True, "/{x}"),
    ("/{x}", "/1", False, "/{x}"),
    ("/a%2Fb", "/a%2Fb", True, "/a%2Fb"),
    ("/100%", "/100%25", True, "/100%25"),
    ("/a%20b", "/a b", False, "/a b"),
    ("/caf%C3%A9", "/café", False, "/café"),
    ("/a%2fb", "/a%2Fb", False, "/a%2Fb"),
    ("/%7Bx%7D", "/{x}", False, "/{x}"),
]


@pytest.mark.parametrize(("text", "path", "fits", "written"), LITERALS)
def test_a_literal_template_is_compared_as_it_was_written(text: str, path: str, fits: bool, written: str) -> None:
    template = PathTemplate.literal(text)
    assert template.match(path) == ({} if fits else None)
    assert template.under("/é").match("/é" + path) == ({} if fits else None)
    assert template.is_reachable == (safe_literal(text) == written and template.match(written) == {})
    if not template.is_reachable:
        with pytest.raises(ValueRefusedError, match="can match no request") as caught:
            template.fill({})
        assert caught.value.reason.endswith(repr(written))


FILLED = [
    ("/users", {}, "/users"),
    ("/é/a b", {}, "/%C3%A9/a%20b"),
    ("/a%2Fb", {}, "/a%2Fb"),
    ("/100%", {}, "/100%25"),
    ("/users/{name}", {"name": "ada"}, "/users/ada"),
    ("/users/{name}", {"name": "a/b"}, "/users/a%2Fb"),
    ("/users/{name}", {"name": "a%2Fb"}, "/users/a%252Fb"),
    ("/users/{name}", {"name": "é ü?#"}, "/users/%C3%A9%20%C3%BC%3F%23"),
    ("/users/{name}", {"name": "a+b@c:d;e=f"}, "/users/a+b@c:d;e=f"),
    ("/users/{name}", {"name": "..."}, "/users/..."),
    ("/{n:[0-9]+}", {"n": "7"}, "/7"),
    ("/files/{rest:.*}", {"rest": "a/b c"}, "/files/a/b%20c"),
    ("/files/{rest:.*}", {"rest": ""}, "/files/"),
    ("/{rest:.*}", {"rest": "/evil.test"}, "/%2Fevil.test"),
    ("/{a}.{b}", {"a": "x.y", "b": "z"}, "/x.y.z"),
    (r"/{a:[^/]+}", {"a": "x/y"}, "/x%2Fy"),
]


@pytest.mark.parametrize(("text", "parts", "raw"), FILLED)
def test_filling_quotes_what_has_a_meaning_and_no_more(text: str, parts: dict[str, str], raw: str) -> None:
    assert PathTemplate.parse(text).fill(parts) == raw


@pytest.mark.parametrize(
    ("parts", "missing", "unknown"),
    [({}, ("a", "b"), ()), ({"a": "1"}, ("b",), ()), ({"a": "1", "b": "2", "c": "3"}, (), ("c",))],
)
def test_wrong_parts_are_named(parts: dict[str, str], missing: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    with pytest.raises(PartsError) as caught:
        PathTemplate.parse("/{a}/{b}").fill(parts)
    assert (caught.value.missing, caught.value.unknown) == (missing, unknown)
    assert isinstance(caught.value, KeyError)


GLUED = [
    "/{a}-{b}",
    "/{a}-{b}-{c}",
    "/x{a}{b}",
    "/{a}ab{b}aba{c}",
    "/{a}a{b}a",
    "/aa{a}aa{b}aa",
    "/{a}.{b}{c}",
    "/{a}-{b:a*}",
    "/{a}{b:[ab]+}",
    "/x{a}-{b}-{c:[^/]+}",
    "/{a}-{b}{c:-?}-{d}",
    "/{a}{b}{c:a?b?}",
    "/{a}-{b:.*}",
    "/{a}-{b}-{c:.*}/a",
    "/{a}a{b:.*}a{c}",
    "/{a}.{b:(-|a)+}.{c}",
]


@given(st.sampled_from(GLUED), st.text(alphabet="ab-.x{/", max_size=14))
def test_glued_parameters_take_what_a_greedy_regex_gives_them(text: str, segment: str) -> None:
    template = PathTemplate.parse(text)
    found = template.pattern.fullmatch("/" + segment)
    assert template.match("/" + segment) == (found and found.groupdict())


@given(st.lists(st.text(alphabet="ab", max_size=2), min_size=2, max_size=6), st.data())
def test_literals_part_a_segment_as_a_greedy_regex_does(literals: list[str], data: st.DataObject) -> None:
    count = len(literals) - 1
    values = data.draw(st.lists(st.text(alphabet="abc{", max_size=3), min_size=count, max_size=count))
    segment = literals[0] + "".join(value + literal for value, literal in zip(values, literals[1:], strict=True))
    regex = "([^{}/]+)".join(map(re.escape, literals))
    found = re.fullmatch(regex, segment)
    assert Glued(tuple(literals)).capture(segment) == (found and found.groups())


REGEXES = [r"[0-9]+", "[0-9-]+", "[^/]+", "[^{}]*", ".*", ".*?", "a|ab", "a*?", "(?:-|a)+", "(-)?", r"[ab\x7b-]+"]


@st.composite
def with_regexes(draw: st.DrawFn) -> str:
    """A path of parameters with and without regexes, with little between them."""
    text = "/" + draw(st.sampled_from(["", "a", "x-"]))
    for number in range(draw(st.integers(1, 6))):
        regex = draw(st.sampled_from([*[""] * 12, *REGEXES]))
        text += f"{{p{number}{':' if regex else ''}{regex}}}" + draw(
            st.sampled_from(["", "-", "-", "a", "ab", "--", "/"])
        )
    return text


@given(with_regexes(), st.one_of(st.text(alphabet="ab1-", max_size=16), st.text(alphabet="ab1-/{", max_size=12)))
def test_what_stands_round_a_regex_takes_what_one_regex_gives_it(text: str, rest: str) -> None:
    template = PathTemplate.parse(text)
    for path in ("/" + rest, "/x-" + rest, "/a" + rest):
        found = template.pattern.fullmatch(path)
        assert template.shape.match(path) == (found and found.groupdict())


@given(st.sampled_from(sorted({row.template for row in FITS})), st.text(alphabet="ab1/.%2F{x-", max_size=12))
def test_segment_by_segment_is_the_same_as_the_whole_regex(text: str, tail: str) -> None:
    template = PathTemplate.parse(text)
    found = template.pattern.fullmatch("/" + tail)
    assert (template.match("/" + tail) is not None) == (found is not None)


@pytest.mark.parametrize(
    "text",
    [
        "/{a}-{b}-{c}",
        r"/{a}-{b}-{c:\d+}",
        "/{a}-{b}-{c}{d:[ab]}",
        "/x-{a}-{b}-{c}-{d:x+}",
        "/{a:[x-]+}-{b}-{c}-{d}",
        "/{a:.*}-{b}-{c}-{d}-{e}",
        "/{a}-{b:[x-]+}-{c}-{d}-x",
    ],
)
def test_glued_parameters_take_no_regex_over_all_places(text: str) -> None:
    """One regex would need minutes for this; the guard against hanging is the time limit of a test."""
    assert PathTemplate.parse(text).match("/x" + "-" * 8000 + "{") is None


def test_templates_are_values() -> None:
    assert PathTemplate.parse("/a/{x}") == PathTemplate.parse("/a/{x}")
    assert hash(PathTemplate.parse("/a/{x}")) == hash(PathTemplate.parse("/a/{x}"))
    assert PathTemplate.parse("/a/{x}") != PathTemplate.parse("/a/{x}").under("/p")
    assert str(PathTemplate.parse("/a/{x}").under("/p").under("/q")) == "/q/p/a/{x}"


@pytest.mark.parametrize("text", ["/a", "/a/{x}", "/{x}-{y}", r"/{n:\d+}/{rest:.*}", r"/{n:\d+$}"])
def test_a_copy_of_a_template_is_as_good(text: str) -> None:
    template = PathTemplate.parse(text).under("/p")
    parts = dict.fromkeys(template.names, "7")
    raw = template.fill(parts)
    for twin in (copy.copy(template), copy.deepcopy(template), pickle.loads(pickle.dumps(template))):
        assert twin == template
        assert (twin.shape, twin.formatter, twin.fill(parts)) == (template.shape, template.formatter, raw)
    shape: Shape = pickle.loads(pickle.dumps(template.shape))
    assert shape == template.shape
    assert shape.whole_segments == template.shape.whole_segments
    assert shape.match(raw) == template.shape.match(raw) == parts


def test_a_template_takes_no_change() -> None:
    template = PathTemplate.parse("/a/{x}")
    for value, name in ((template, "text"), (template.shape, "segments"), (template, "other")):
        with pytest.raises((AttributeError, TypeError)):
            setattr(value, name, "b")


def test_templates_hold_equal_parts_once() -> None:
    first, second = PathTemplate.parse(r"/users/{id:\d+}/x"), PathTemplate.parse(r"/users/{user:\d+}/y")
    ours, theirs = first.shape.segments, second.shape.segments
    assert ours[1] is theirs[1]
    assert ours[2] == theirs[2]
    assert isinstance(ours[2], Patterned)
    assert isinstance(theirs[2], Patterned)
    assert ours[2].expression is theirs[2].expression


SEGMENT_TEXTS = st.text("ab-.", max_size=6)


@given(st.lists(st.sampled_from(["", "a", "-", "a-", ".", "aa"]), min_size=2, max_size=4), SEGMENT_TEXTS)
def test_a_glued_segment_fits_what_it_captures(literals: list[str], segment: str) -> None:
    glued = Glued(tuple(literals))
    if segment.startswith(glued.prefix) and segment.endswith(glued.suffix):
        assert glued.fits(segment) == (glued.capture(segment) is not None)


def test_an_escape_in_lower_case_has_no_link() -> None:
    # A client of yarl's would ask for "/%AB/x", which is another path to aiohttp.
    with pytest.raises(ValueRefusedError) as caught:
        PathTemplate.parse("/%ab/{x}").fill({"x": "x"})
    assert caught.value.reason == "holds '%ab', which clients write '%AB'"
    assert PathTemplate.parse("/%AB/{x}").fill({"x": "x"}) == "/%AB/x"
