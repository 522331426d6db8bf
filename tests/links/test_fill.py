"""Links by the short way are the links of the law: the same path, or the same refusal."""

from collections.abc import Callable
from datetime import date
from enum import Enum, IntEnum, StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from resrouter import DynamicResource, PathTemplate, PlainResource, StaticResource, TemplateSyntaxError, UrlError
from resrouter.errors import PartsError, ValueRefusedError
from resrouter.paths.link import link, texts_of
from tests.links.law import filled
from tests.links.test_round_trip import VALUES, templates


class Colour(StrEnum):
    RED = "red"


class Shade(str, Enum):  # noqa: UP042  # the older kind, whose str() is its name
    DARK = "dark"


class Size(IntEnum):
    LARGE = 42


class Loud(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "LOUD"

    def __format__(self, _spec: str) -> str:
        return "LOUD"


class Spoken:
    """Its text is a string of another class, whose own text is yet another."""

    def __str__(self) -> str:
        return Loud("spoken")


OBJECTS = [
    Colour.RED,
    Shade.DARK,
    Size.LARGE,
    Loud("quiet"),
    Loud("a/b"),
    Loud(""),
    Spoken(),
    UUID(int=7),
    date(2026, 1, 2),
    7,
    -7,
    True,
    None,
    1.5,
    b"x",
    ["x"],
    object(),
]

PLAIN_VALUES = st.text(alphabet="abZ09-._~!$&'()*+,;=:@", max_size=4)
ODD_VALUES = st.sampled_from(
    ["", ".", "..", "...", "a/b", "/", "/.", "a%2Fb", "%", "%2F", "{", "}", "\ud800", "é", " "]
)
TEXTS = st.one_of(PLAIN_VALUES, ODD_VALUES, VALUES.map(str))
WHOLE = [
    "/users/{a}",
    "/repos/{a}/{b}/pulls/{c}",
    "/{a}",
    "/{a}/",
    "/é ü/{a}/100%/{b}",
    "/a%2Fb/{a}",
    "/%s/{a}",
    "/a:b/{a}",
    "/a%7Bb/{a}",
    "/%2F../{a}",
    "/./{a}",
    "//{a}",
    "{a}",
    "a:b/{a}",
    "",
    "/",
    "/users",
    "/100%/é",
    "//users",
    "/..",
]
MIXED = [
    "/{a}.{b}",
    "/.{a}",
    "/{a}{b}",
    "/%2F{a}.{b}",
    "/v-{a}:{b}/x",
    "/x{a}x:y/{b}",
    r"/{a:\d+}",
    r"/n{a:\d+}/{b}",
    r"/{a:\d*}/{b}",
    r"/{a:\d*}",
    "/files/{a:.*}",
    "/files/{a:.+}",
    "/{a:.*}",
    "/{a:.*}/{b}",
    "/{a:.*}/{b:.*}",
    "/{a}/{b:.*}.txt",
    r"/{a:\d+$}",
    r"/{a:(?P<inner>x)y}/{b}",
    "/é{a}%2F{b:[^/]+}",
]


def outcome(call: Callable[[], object]) -> tuple[object, ...]:
    """What a call gives, or the error's type, facts and text."""
    try:
        return (call(),)
    except UrlError as error:
        return type(error), error.args, str(error), vars(error)


@given(st.sampled_from([*WHOLE, *MIXED]), st.data())
def test_the_short_way_is_the_law(text: str, data: st.DataObject) -> None:
    template = PathTemplate.parse(text).under(data.draw(st.sampled_from(["", "", "", "/api", "/é", "/%", "/{x}"])))
    parts = {name: data.draw(TEXTS) for name in data.draw(st.permutations(template.names))}
    assert outcome(lambda: template.fill(parts)) == outcome(lambda: filled(template, parts))


@given(templates(), st.sampled_from(["", "/api", "/é"]), st.lists(TEXTS, min_size=20, max_size=20))
def test_the_short_way_is_the_law_for_any_template(text: str, prefix: str, values: list[str]) -> None:
    try:
        template = PathTemplate.parse(text).under(prefix)
    except TemplateSyntaxError:
        return
    parts = dict(zip(template.names, values, strict=False))
    assert outcome(lambda: template.fill(parts)) == outcome(lambda: filled(template, parts))


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "x"]), st.one_of(PLAIN_VALUES, st.sampled_from(OBJECTS))))
def test_values_that_are_no_text_take_the_same_way(parts: dict[str, object]) -> None:
    resource = DynamicResource("/{a}/{b}")

    def expected() -> URL:
        return URL.build(path=filled(resource.template, texts_of(parts)), encoded=True)

    def labelled() -> URL:
        try:
            return expected()
        except UrlError as error:
            error.resource = resource.label
            raise

    assert outcome(lambda: resource.url(parts)) == outcome(labelled)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Colour.RED, "red"),
        (Shade.DARK, "dark"),
        (Size.LARGE, "42"),
        (Loud("quiet"), "quiet"),
        (Spoken(), "spoken"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (date(2026, 1, 2), "2026-01-02"),
        (7, "7"),
    ],
)
def test_a_value_stands_in_the_link_by_its_text(value: object, text: str) -> None:
    assert str(DynamicResource("/x/{a}").url({"a": value})) == f"/x/{text}"
    assert str(DynamicResource("/x/{a}.{b}").url({"a": value, "b": value})) == f"/x/{text}.{text}"


class Growing(dict[str, object]):
    """A mapping that has every key as soon as it is asked for it."""

    def __missing__(self, key: str) -> object:
        self[key] = "made up"
        return self[key]


@pytest.mark.parametrize("text", ["/{a}", "/{a}/{b}", r"/{a}/{b:\d+}"])
def test_a_missing_part_is_not_made_up(text: str) -> None:
    parts = Growing({f"x{number}": "1" for number in range(text.count("{"))})
    given_names = tuple(parts)
    with pytest.raises(PartsError) as caught:
        DynamicResource(text).url(parts)
    assert caught.value.given == given_names
    assert tuple(parts) == given_names


@given(st.sampled_from([*WHOLE, *MIXED]), st.data())
def test_the_url_is_yarls_for_the_same_path(text: str, data: st.DataObject) -> None:
    template = PathTemplate.parse(text)
    parts = {name: data.draw(TEXTS) for name in template.names}
    try:
        raw = template.fill(parts)
    except UrlError:
        return
    url, built = template.url(parts), URL.build(path=raw, encoded=True)
    assert url == built == link(raw)
    assert (str(url), url.raw_path, url.path, url.raw_parts) == (
        str(built),
        built.raw_path,
        built.path,
        built.raw_parts,
    )
    assert hash(url) == hash(built)


def test_a_path_without_parameters_has_one_url() -> None:
    resource = PlainResource("/users")
    assert resource.url() is resource.url({})
    assert str(resource.url()) == "/users"
    resource.add_prefix("/api")
    assert str(resource.url()) == "/api/users"
    assert str(resource.url(query={"a": "1"})) == "/api/users?a=1"


@pytest.mark.parametrize("text", ["/..", "//users", "/a%20b", ""])
def test_a_refused_path_without_parameters_is_refused_each_time(text: str) -> None:
    resource = PlainResource(text)
    errors: list[ValueRefusedError] = []
    for _ in range(2):
        with pytest.raises(ValueRefusedError) as caught:
            resource.url()
        assert caught.value.resource == resource.label
        errors.append(caught.value)
    assert errors[0] is not errors[1]


def test_links_to_files_follow_the_prefix(tmp_path: object) -> None:
    resource = StaticResource("/static", str(tmp_path))
    assert str(resource.url({"filename": "a/b.css"})) == "/static/a/b.css"
    assert resource.template is resource.template
    resource.add_prefix("/api")
    assert str(resource.url({"filename": "/a/b.css"})) == "/api/static/a/b.css"
    with pytest.raises(PartsError) as caught:
        resource.url()
    assert caught.value.resource == resource.label


def test_every_character_is_quoted_as_yarl_quotes_it() -> None:
    template = PathTemplate.parse("/x/{a}")
    for value in map(chr, range(0x250)):
        if value not in "{}.":
            quoted = "/x/%2F" if value == "/" else URL.build(path="/x/" + value).raw_path
            assert template.fill({"a": value}) == quoted
