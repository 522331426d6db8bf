"""Converters: what they read, what they write, and that the two agree."""

import datetime
import enum
import sys
import uuid
from typing import Any, Literal, NewType, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resrouter.errors import ValueRefusedError
from resrouter.paths.converters import allows_none, contradicts, converter_for, text_for

ID = uuid.UUID("0123abcd-0000-4000-8000-0123456789ab")
DAY = datetime.date(2024, 2, 29)
LONG = "9" * 4300

UserId = NewType("UserId", int)
NULLABLE = Literal["a", None]  # noqa: PYI061  # users write it


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"
    AZURE = "blue"  # noqa: PIE796  # an alias, on purpose


class Other(enum.Enum):
    RED = "red"


class Text(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 10


class Right(enum.Flag):
    READ = 1
    WRITE = 2


class Slug:
    """A converter of a user's own."""

    def read(self, text: str) -> tuple[str, ...]:
        if not text:
            raise ValueError("a slug has words")
        return tuple(text.split("-"))

    def write(self, value: tuple[str, ...]) -> str:
        return "-".join(value)


READ: list[tuple[object, str, object]] = [
    (int, "7", 7),
    (int, "-7", -7),
    (int, "007", 7),
    (int, "-0", 0),
    (int, LONG, 10**4300 - 1),
    (int, "-" + LONG, 1 - 10**4300),
    (float, "1.0", 1.0),
    (float, "-0.5", -0.5),
    (float, "1e+16", 1e16),
    (float, "5e-324", 5e-324),
    (float, "1", 1.0),
    (float, "-01.50", -1.5),
    (float, "1E16", 1e16),
    (uuid.UUID, str(ID), ID),
    (uuid.UUID, str(ID).upper(), ID),
    (datetime.date, "2024-02-29", DAY),
    (datetime.date, "0001-01-01", datetime.date.min),
    (str, "a/b", "a/b"),
    (str, "", ""),
    ("path", "a/b", "a/b"),
    (Colour, "red", Colour.RED),
    (Colour, "blue", Colour.BLUE),
    (Text, "red", Text.RED),
    (Level, "10", Level.HIGH),
    (Right, "2", Right.WRITE),
    (Literal["a", 1], "a", "a"),
    (Literal["a", 1], "1", 1),
    (NULLABLE, "a", "a"),
]

UNREAD: list[tuple[object, str]] = [
    *[(int, text) for text in ["", "-", "+7", "1_0", " 7", "7 ", "7\n", "\u0663", "\u00b2", "--7", "7.0", "0x7", "x"]],
    (int, "1" + LONG),
    (int, "0" + LONG),
    *[(float, text) for text in ["", "-", "1.", ".5", "+1.0", "1_0.0", " 1.0", "1.0\n", "1e", "1.e5", "--1"]],
    *[(float, text) for text in ["nan", "inf", "-inf", "infinity", "1e999", "\u0661.0", "x"]],
    *[(uuid.UUID, text) for text in ["", ID.hex, f"{{{ID}}}", f"urn:uuid:{ID}", f"{ID}\n", f" {ID}", str(ID)[:-1]]],
    (uuid.UUID, str(ID).replace("a", "g")),
    *[(datetime.date, text) for text in ["", "2023-02-29", "20240229", "2024-W09-4", "2024-2-9", "2024-02-29T00:00"]],
    *[(datetime.date, text) for text in ["2024-02-29\n", "\u0662024-02-29", "0000-01-01", "x"]],
    *[(Colour, text) for text in ["", "RED", "Red", "green", "AZURE"]],
    *[(Level, text) for text in ["01", "2", "LOW", "+1"]],
    *[(Right, text) for text in ["3", "0"]],
    *[(Literal["a", 1], text) for text in ["", "A", "01", "'a'"]],
    (NULLABLE, "None"),
]

WRITTEN: list[tuple[object, object, str]] = [
    (int, 7, "7"),
    (int, -7, "-7"),
    (int, Level.HIGH, "10"),
    (int, 10**4300 - 1, LONG),
    (float, 1.5, "1.5"),
    (float, 3, "3.0"),
    (float, 1e16, "1e+16"),
    (uuid.UUID, ID, "0123abcd-0000-4000-8000-0123456789ab"),
    (datetime.date, DAY, "2024-02-29"),
    (str, "a/b", "a/b"),
    (str, Text.RED, "red"),
    ("path", "a/b", "a/b"),
    (Colour, Colour.AZURE, "blue"),
    (Text, Text.RED, "red"),
    (Level, Level.LOW, "1"),
    (Right, Right.READ, "1"),
    (Literal["a", 1], 1, "1"),
]

UNWRITTEN: list[tuple[object, object, type[Exception]]] = [
    (int, True, TypeError),
    (int, "7", TypeError),
    (int, 7.0, TypeError),
    (int, None, TypeError),
    (int, 10**4300, ValueError),
    (int, -(10**4300), ValueError),
    (float, float("nan"), ValueError),
    (float, float("-inf"), ValueError),
    (float, True, TypeError),
    (float, "1.0", TypeError),
    (float, 2**53 + 1, ValueError),
    (float, 10**400, ValueError),
    (uuid.UUID, str(ID), TypeError),
    (uuid.UUID, ID.int, TypeError),
    (datetime.date, datetime.datetime(2024, 2, 29), TypeError),
    (datetime.date, "2024-02-29", TypeError),
    (str, 7, TypeError),
    (str, b"a", TypeError),
    (str, None, TypeError),
    (Colour, Other.RED, TypeError),
    (Colour, "red", TypeError),
    (Colour, Text.RED, TypeError),
    (Level, 1, TypeError),
    (Right, Right.READ | Right.WRITE, ValueError),
    (Right, Right(0), ValueError),
    (Literal["a", 1], True, ValueError),
    (Literal["a", 1], 1.0, ValueError),
    (Literal["a", 1], "b", ValueError),
    (Literal["a", 1], Level.LOW, ValueError),
]


def shown(value: object) -> str:
    text = repr(value) if not isinstance(value, int) else hex(value)
    return text if len(text) < 40 else f"{len(text)} characters"


@pytest.mark.parametrize(("spec", "text", "value"), READ, ids=shown)
def test_a_text_gives_its_value(spec: object, text: str, value: object) -> None:
    read = converter_for(spec).read(text)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(("spec", "text"), UNREAD, ids=shown)
def test_a_text_without_a_value_is_refused(spec: object, text: str) -> None:
    with pytest.raises(ValueError):
        converter_for(spec).read(text)


@pytest.mark.parametrize(("spec", "value", "text"), WRITTEN, ids=shown)
def test_a_value_is_written_so_that_it_comes_back(spec: object, value: object, text: str) -> None:
    converter = converter_for(spec)
    assert converter.write(value) == text
    assert type(converter.write(value)) is str
    assert converter.read(text) == value


@pytest.mark.parametrize(("spec", "value", "kind"), UNWRITTEN, ids=shown)
def test_a_value_that_would_not_come_back_is_not_written(spec: object, value: object, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        converter_for(spec).write(value)
    assert str(caught.value)


ANYTHING: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.uuids(),
    st.dates(),
    st.datetimes(),
    st.binary(),
    st.sampled_from([*Colour, *Other, *Text, *Level, *Right, Right.READ | Right.WRITE]),
)
SPECS: list[object] = [
    int,
    float,
    uuid.UUID,
    datetime.date,
    str,
    "path",
    Colour,
    Text,
    Level,
    Right,
    Literal["a", "", 1, -1, 0],
]


@pytest.mark.parametrize("spec", SPECS, ids=shown)
@given(value=ANYTHING)
def test_every_value_that_is_written_comes_back(spec: object, value: object) -> None:
    converter = converter_for(spec)
    try:
        text = converter.write(value)
    except (TypeError, ValueError):
        return
    assert converter.read(text) == value


TEXTS: st.SearchStrategy[str] = st.one_of(
    st.text(),
    st.text("0123456789-+.e_ "),
    *[st.from_type(kind).map(str) for kind in (int, float, uuid.UUID, datetime.date)],
    st.sampled_from(["red", "blue", "1", "2", "10", "a", ""]),
)


@pytest.mark.parametrize("spec", SPECS, ids=shown)
@given(text=TEXTS)
def test_every_value_that_is_read_can_be_written(spec: object, text: str) -> None:
    converter = converter_for(spec)
    try:
        value = converter.read(text)
    except ValueError:
        return
    written = converter.write(value)
    assert converter.read(written) == value
    if spec not in (int, float, uuid.UUID):
        assert written == text


@pytest.mark.parametrize(
    ("spec", "same"),
    [
        ("int", int),
        ("float", float),
        ("uuid", uuid.UUID),
        ("date", datetime.date),
        ("str", str),
        (Optional[int], int),  # noqa: UP045  # the old spelling is a spec too
        (int | None, int),
        (UserId, int),
        (Colour | None, Colour),
        (Optional[Literal["a"]], Literal["a"]),  # noqa: UP045  # the old spelling is a spec too
        (NULLABLE, Literal["a"]),
        (Literal["a", "b"], Literal["b", "a"]),
    ],
    ids=shown,
)
def test_two_specs_of_one_converter_are_equal(spec: object, same: object) -> None:
    assert converter_for(spec) == converter_for(same)
    assert hash(converter_for(spec)) == hash(converter_for(same))


def test_converters_of_other_values_differ() -> None:
    converters = [converter_for(spec) for spec in SPECS]
    assert [first for n, first in enumerate(converters) for second in converters[:n] if first == second] == []


def test_only_a_path_crosses_slashes() -> None:
    crossing = [spec for spec in SPECS if getattr(converter_for(spec), "crosses_slash", False)]
    assert crossing == ["path"]


def test_a_converter_of_ones_own_is_taken_as_it_is() -> None:
    slug = Slug()
    assert converter_for(slug) is slug


class Nothing(enum.Enum):
    pass


class Halves(enum.Enum):
    HALF = 0.5


class Clash(enum.Enum):
    NUMBER = 1
    TEXT = "1"


class Truth(enum.Enum):
    YES = True


POSSIBLE = (
    'A converter is one of "int", "float", "uuid", "date", "str", "path", one of the types int, float, uuid.UUID, '
    "datetime.date, str, an Enum\n"
    "with values of str or int, a Literal of these, or an object with the methods read(text) and write(value)."
)


@pytest.mark.parametrize(
    ("spec", "first", "others"),
    [
        ("intt", "No converter for 'intt'; did you mean \"int\"?", POSSIBLE),
        ("UUID", "No converter for 'UUID'; did you mean \"uuid\"?", POSSIBLE),
        ("zzz", "No converter for 'zzz'", POSSIBLE),
        (datetime.datetime, 'No converter for datetime; did you mean "date"?', POSSIBLE),
        (bool, "No converter for bool", POSSIBLE),
        (None, "No converter for None", POSSIBLE),
        (7, "No converter for 7", POSSIBLE),
        (list[int], "No converter for list[int]", POSSIBLE),
        (int | str, "No converter for int | str", POSSIBLE),
        (Slug, "No converter for Slug: give an object of the class, Slug()", POSSIBLE),
        (Nothing, "No converter for Nothing: it has no values", ""),
        (Halves, "No converter for Halves: its value 0.5 is neither a str nor an int", ""),
        (Truth, "No converter for Truth: its value True is neither a str nor an int", ""),
        (Clash, "No converter for Clash: two of its values have the text '1'", ""),
        (Literal[1, "1"], "No converter for Literal: two of its values have the text '1'", ""),
        (Literal[True], "No converter for Literal: its value True is neither a str nor an int", ""),
        (
            Literal[Colour.RED],
            "No converter for Literal: its value <Colour.RED: 'red'> is neither a str nor an int",
            "",
        ),
    ],
    ids=shown,
)
def test_what_converts_nothing_is_refused_with_what_would(spec: object, first: str, others: str) -> None:
    with pytest.raises(TypeError) as caught:
        converter_for(spec)
    assert str(caught.value) == "\n".join(filter(None, [first, others]))


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        (int, 7, "7"),
        (int, "7", "7"),
        (int, "007", "007"),
        (float, 3, "3.0"),
        (uuid.UUID, str(ID).upper(), str(ID).upper()),
        (Colour, Colour.RED, "red"),
        (Colour, "red", "red"),
        (Literal[1], "1", "1"),
        ("path", "a/b", "a/b"),
        (Slug(), ("a", "b"), "a-b"),
    ],
    ids=shown,
)
def test_a_link_holds_the_text_of_a_value(spec: object, value: object, text: str) -> None:
    assert text_for(converter_for(spec), "id", value) == text


@pytest.mark.parametrize(
    ("spec", "value", "reason"),
    [
        (int, "x", "is refused by its converter: 'x' is no int"),
        (int, True, "is refused by its converter: it is of type bool, not an int"),
        (float, float("nan"), "is refused by its converter: no finite float is equal to it"),
        (Colour, Other.RED, "is refused by its converter: it is of type Other, not a member of Colour"),
        (Colour, Text.RED, "is refused by its converter: it is of type Text, not a member of Colour"),
        (Colour, "green", "is refused by its converter: 'green' is none of 'red', 'blue'"),
        (Literal["a", 1], 2, "is refused by its converter: it is none of 'a', 1"),
        (str, 7, "is refused by its converter: it is of type int, not a str"),
        (Slug(), "", "is refused by its converter: a slug has words"),
    ],
    ids=shown,
)
def test_a_link_refuses_what_its_converter_refuses(spec: object, value: object, reason: str) -> None:
    class Strict(Slug):
        def write(self, value: object) -> str:
            raise TypeError("no")

    with pytest.raises(ValueRefusedError) as caught:
        text_for(Strict() if isinstance(spec, Slug) else converter_for(spec), "id", value)
    assert (caught.value.part, caught.value.reason) == ("id", reason)
    assert caught.value.value is value


def test_a_number_too_long_to_be_shown_is_refused_with_a_text() -> None:
    with pytest.raises(ValueRefusedError) as caught:
        text_for(converter_for(int), "id", 10**5000)
    assert str(caught.value) == (
        "No link: the part 'id' = '16610 bits' is refused by its converter: an int of more than 4300 digits has no text"
    )


@pytest.mark.parametrize(
    ("annotation", "allowed"),
    [
        (None, True),
        (type(None), True),
        (Any, True),
        (object, True),
        (int | None, True),
        (Optional[int], True),  # noqa: UP045  # the old spelling is an annotation too
        (NULLABLE, True),
        (int, False),
        (int | str, False),
        (Literal["None"], False),
        (list[None], False),
    ],
    ids=shown,
)
def test_an_annotation_tells_whether_it_allows_none(annotation: object, allowed: bool) -> None:
    assert allows_none(annotation) is allowed


@pytest.mark.parametrize(
    ("spec", "annotation", "contradiction"),
    [
        (int, int, False),
        (int, int | None, False),
        (int, UserId, False),
        (int, float, False),
        (int, object, False),
        (int, Any, False),
        (int, str | int, False),
        (Level, int, False),
        (Colour, Colour, False),
        ("path", str, False),
        (Literal["a"], str, False),
        (Literal["a", "b"], Literal["b", "a"], False),
        (Slug(), str, False),
        (int, uuid.UUID, True),
        (int, str, True),
        (int, bool, True),
        (int, list[int], True),
        (int, Literal[1], True),
        (int, Level, True),
        (float, int, True),
        (Colour, Other, True),
        (Colour, str, True),
        (Literal["a", 1], str, True),
        (uuid.UUID, int | str, True),
        (uuid.UUID, None, True),
    ],
    ids=shown,
)
def test_an_annotation_may_contradict_a_converter(spec: object, annotation: object, contradiction: bool) -> None:
    assert contradicts(converter_for(spec), annotation) is contradiction


def test_reading_is_bounded_whatever_python_allows(request: pytest.FixtureRequest) -> None:
    before = sys.get_int_max_str_digits()
    request.addfinalizer(lambda: sys.set_int_max_str_digits(before))
    sys.set_int_max_str_digits(0)
    with pytest.raises(ValueError):
        converter_for(int).read("9" * 4301)
    with pytest.raises(ValueError):
        converter_for(int).write(10**4300)
