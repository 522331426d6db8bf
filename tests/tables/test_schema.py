"""Data against a schema: what fits, what the error says of the rest, and which packages it takes."""

import enum
import functools
import subprocess
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import pydantic
import pytest

from resrouter.errors import DataError, ResrouterError
from resrouter.routing.data import NO_DATA, Data, Replace, merged
from resrouter.tables.schema import Schema, check_data

LABEL = "'user' (/users/{name})"
PLACE = "shop/users.py:31"


class Role(enum.Enum):
    ADMIN = "admin"


class Span(NamedTuple):
    start: int
    end: int


class LimitModel(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")
    per_minute: int = 60
    burst: int = 10


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")
    description: str = ""
    roles: set[Role] = set()
    tags: list[str] = []
    span: Span = Span(0, 1)
    limit: LimitModel | None = None
    limits: dict[str, list[LimitModel]] = {}
    pair: tuple[int, LimitModel] | None = None
    guard: Callable[..., object] | None = None


class OpenModel(pydantic.BaseModel):
    description: str


class LimitStruct(msgspec.Struct, forbid_unknown_fields=True):
    per_minute: int = 60
    burst: int = 10


class Struct(msgspec.Struct, forbid_unknown_fields=True):
    description: str = ""
    roles: set[Role] = set()
    tags: list[str] = []
    span: Span = Span(0, 1)
    limit: LimitStruct | None = None
    limits: dict[str, list[LimitStruct]] = {}
    pair: tuple[int, LimitStruct] | None = None
    guard: Callable[..., object] | None = None


class OpenStruct(msgspec.Struct):
    description: str


def has_description(data: Data) -> bool:
    if not isinstance(data["description"], str):
        raise TypeError("description must be a text")
    if not data["description"]:
        raise ValueError("description is empty\n\n  give one")
    return True


def refuses(error: Exception) -> Callable[[Data], None]:
    def schema(data: Data) -> None:
        raise error

    return schema


def problems(schema: Schema, data: Mapping[str, object]) -> tuple[str, ...]:
    """What the schema has against the data."""
    try:
        check_data(schema, data, label=LABEL, place=PLACE)
    except DataError as error:
        return error.problems
    return ()


CLOSED: list[type[object]] = [Model, Struct]

FITTING: list[dict[str, Any]] = [
    {},
    {"description": "A user."},
    {"roles": {Role.ADMIN}},
    {"roles": frozenset({Role.ADMIN})},
    {"tags": ["a"]},
    {"tags": ("a", "b")},
    {"limit": {"burst": 3}},
    {"limit": None},
    {"limits": {"day": [{"burst": 3}, {"per_minute": 3}]}},
    {"pair": (1, {"burst": 3})},
    {"span": Span(1, 2)},
    {"guard": has_description},
]


@pytest.mark.parametrize("schema", CLOSED)
@pytest.mark.parametrize("data", FITTING, ids=", ".join)
def test_data_that_fits_passes_merged_or_not(schema: type[object], data: Data) -> None:
    assert problems(schema, data) == ()
    assert problems(schema, merged(NO_DATA, data)) == ()
    assert problems(schema, MappingProxyType(merged(data, {"tags": Replace(["x"])}))) == ()


class StrictLimit(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)
    burst: int


class StrictModel(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)
    limit: StrictLimit
    listed: list[dict[str, int]]
    paired: tuple[dict[str, int], Span]

    @pydantic.field_validator("paired", mode="before")
    @classmethod
    def refuse_what_is_no_span(cls, paired: tuple[object, object]) -> object:
        if not isinstance(paired[1], Span):
            raise ValueError("no span")
        return paired


def test_a_strict_model_takes_merged_data_as_well() -> None:
    data = {"limit": {"burst": 1}, "listed": [{"a": 1}], "paired": ({"a": 1}, Span(1, 2))}
    assert problems(StrictModel, merged(NO_DATA, data)) == ()


@pytest.mark.parametrize("schema", [Model, Struct, has_description])
def test_a_check_changes_no_data(schema: Schema) -> None:
    data = merged({"description": "x", "tags": ["a"], "limit": {"burst": 1}}, {})
    before = repr(data)
    problems(schema, data)
    assert repr(data) == before


UNKNOWN: list[tuple[dict[str, Any], str]] = [
    ({"descriptionz": "x"}, "descriptionz: unknown key (did you mean 'description'?)"),
    (
        {"zzz": 1},
        "zzz: unknown key (known are description, roles, tags, span, limit, limits, pair, guard)",
    ),
    ({"limit": {"bursts": 1}}, "limit.bursts: unknown key (did you mean 'burst'?)"),
    ({"limit": {"zzz": 1}}, "limit.zzz: unknown key (known are per_minute, burst)"),
    ({"pair": (1, {"bursts": 1})}, "pair.1.bursts: unknown key (did you mean 'burst'?)"),
]


@pytest.mark.parametrize("schema", CLOSED)
@pytest.mark.parametrize(("data", "problem"), UNKNOWN)
def test_an_unknown_key_is_told_with_the_nearest_known_one(schema: type[object], data: Data, problem: str) -> None:
    assert problems(schema, data) == (problem,)
    assert problems(schema, merged(NO_DATA, data)) == (problem,)


def test_an_unknown_key_in_a_list_in_a_dict_is_told_as_each_package_places_it() -> None:
    data = {"limits": {"day": [{}, {"bursts": 1}]}}
    assert problems(Model, data) == ("limits.day.1.bursts: unknown key (did you mean 'burst'?)",)
    assert problems(Struct, data) == ("limits.*.1.bursts: unknown key (did you mean 'burst'?)",)


@pytest.mark.parametrize("schema", [OpenModel, OpenStruct])
def test_an_open_schema_takes_unknown_keys(schema: type[object]) -> None:
    assert problems(schema, {"description": "x", "anything": 1}) == ()


def test_pydantic_tells_all_problems_at_once() -> None:
    assert problems(Model, {"description": 1, "tag": [], "limit": {"burst": "many"}}) == (
        "description: Input should be a valid string",
        "limit.burst: Input should be a valid integer, unable to parse string as an integer",
        "tag: unknown key (did you mean 'tags'?)",
    )
    assert problems(OpenModel, {}) == ("description: Field required",)


def test_msgspec_tells_the_first_problem() -> None:
    assert problems(Struct, {"description": 1, "tag": []}) == ("description: Expected `str`, got `int`",)
    assert problems(Struct, {"limits": {"day": [{"burst": "many"}]}}) == (
        "limits.*.0.burst: Expected `int`, got `str`",
    )
    assert problems(OpenStruct, {}) == ("Object missing required field `description`",)


def test_a_message_of_msgspec_that_is_placed_in_another_way_is_told_as_it_is() -> None:
    class Numbers(msgspec.Struct):
        names: dict[int, str] = {}

    assert problems(Numbers, {"names": {"a": "b"}}) == ("Expected `int`, got `str` - at `key` in `$.names`",)


def test_a_problem_of_all_the_data_has_no_key() -> None:
    class Either(pydantic.BaseModel):
        @pydantic.model_validator(mode="after")
        def refuse(self) -> "Either":
            raise ValueError("never\nright")

    class Never(msgspec.Struct):
        def __post_init__(self) -> None:
            raise ValueError("never\nright")

    assert problems(Either, {}) == ("Value error, never\nright",)
    assert problems(Never, {}) == ("never\nright",)


class Aliased(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")
    per_minute: int = pydantic.Field(60, alias="perMinute")
    burst: int = pydantic.Field(1, validation_alias=pydantic.AliasChoices("most", pydantic.AliasPath("bursts", 0)))
    day: int = pydantic.Field(1, serialization_alias="Day")


class Named(Aliased):
    model_config = pydantic.ConfigDict(validate_by_name=True)


def test_pydantics_known_keys_are_those_that_data_may_use() -> None:
    assert problems(Aliased, {"perMinute": 1, "most": 1, "day": 1}) == ()
    assert problems(Aliased, {"x": 1}) == ("x: unknown key (known are perMinute, most, bursts, day)",)
    assert problems(Named, {"per_minute": 1, "burst": 1}) == ()
    assert problems(Named, {"x": 1}) == ("x: unknown key (known are per_minute, perMinute, burst, most, bursts, day)",)


def test_msgspecs_known_keys_are_those_that_data_may_use() -> None:
    class Renamed(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
        per_minute: int = 60
        day_limit: LimitStruct | None = None

    assert problems(Renamed, {"perMinute": 1}) == ()
    assert problems(Renamed, {"dayLimit": {"bursts": 1}}) == ("dayLimit.bursts: unknown key (did you mean 'burst'?)",)
    assert problems(Renamed, {"per_minute": 1}) == ("per_minute: unknown key (did you mean 'perMinute'?)",)


class Cat(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")
    kind: Literal["cat"]
    lives: int = 9


class Dog(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")
    kind: Literal["dog"]
    tricks: int = 0


class Zoo(pydantic.BaseModel):
    animal: Annotated[Cat | Dog, pydantic.Field(discriminator="kind")]


def test_an_unknown_key_in_a_union_is_compared_with_those_of_all_members() -> None:
    assert problems(Zoo, {"animal": {"kind": "dog", "trick": 1}}) == (
        "animal.dog.trick: unknown key (did you mean 'tricks'?)",
    )


def test_where_nothing_is_known_nothing_is_meant() -> None:
    class Nothing(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(extra="forbid")

    assert problems(Nothing, {"x": 1}) == ("x: unknown key",)


CALLABLES: list[tuple[Schema, dict[str, Any], tuple[str, ...]]] = [
    (has_description, {"description": "x"}, ()),
    (has_description, {"description": 1}, ("description must be a text",)),
    (has_description, {"description": ""}, ("description is empty", "give one")),
    (refuses(ValueError()), {}, ("ValueError",)),
    (refuses(TypeError("")), {}, ("TypeError",)),
    (refuses(UnicodeError("bad text")), {}, ("bad text",)),
    (functools.partial(msgspec.convert, type=OpenStruct), {}, ("Object missing required field `description`",)),
    (dict, {"a": 1}, ()),
]


@pytest.mark.parametrize(("schema", "data", "expected"), CALLABLES)
def test_a_function_refuses_by_raising(schema: Schema, data: Data, expected: tuple[str, ...]) -> None:
    assert problems(schema, data) == expected


def test_a_function_gets_the_data_itself() -> None:
    seen: list[object] = []
    data = merged({"a": {"b": 1}}, {})
    check_data(seen.append, data, label=LABEL, place=PLACE)
    assert seen[0] is data


def test_a_fault_in_a_function_is_no_fault_of_the_data() -> None:
    with pytest.raises(ZeroDivisionError):
        check_data(refuses(ZeroDivisionError()), {}, label=LABEL, place=PLACE)


def test_what_cannot_be_called_is_no_schema() -> None:
    schema: Any = {"description": str}
    with pytest.raises(
        TypeError, match="is no schema: give a pydantic model, a msgspec struct or a function"
    ) as caught:
        check_data(schema, {}, label=LABEL, place=PLACE)
    assert not isinstance(caught.value, ResrouterError)


def test_the_error_names_the_route_its_place_each_problem_and_the_cure() -> None:
    with pytest.raises(DataError) as caught:
        check_data(Model, {"descriptionz": "x", "tags": "a", "b\nc": 1}, label=LABEL, place=PLACE)
    error = caught.value
    assert isinstance(error, ValueError)
    assert (error.route, error.place) == (LABEL, PLACE)
    assert len(error.problems) == 3
    assert str(error) == (
        """\
The data of 'user' (/users/{name}) at shop/users.py:31 does not fit its schema
  tags: Input should be a valid list
  descriptionz: unknown key (did you mean 'description'?)
  b\\nc: unknown key (known are description, roles, tags, span, limit, limits, pair, guard)
Change the data there, or above it, where it is inherited from, or change the schema."""
    )


ONLY_THEIR_OWN = """
import sys
import resrouter, resrouter.errors, resrouter.tables.schema as schema

def loaded():
    return sorted({"pydantic", "msgspec"} & sys.modules.keys())

schema.check_data(dict, {}, label="", place="")
print(loaded())

class BaseModel:
    pass

class Struct(BaseModel):
    def __init__(self, data):
        pass

schema.check_data(Struct, {}, label="", place="")
print(loaded())

import msgspec

class Real(msgspec.Struct):
    pass

schema.check_data(Real, {}, label="", place="")
print(loaded())
"""


def test_a_package_is_imported_only_for_a_schema_of_its_own() -> None:
    run = subprocess.run([sys.executable, "-c", ONLY_THEIR_OWN], check=True, capture_output=True, text=True)
    assert run.stdout.splitlines() == ["[]", "[]", "['msgspec']"]
