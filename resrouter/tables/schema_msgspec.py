"""What a msgspec struct has against data. Imported only for a schema that is one: msgspec is an extra."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

import msgspec
from msgspec import inspect

from resrouter.tables.schema import Problem

# "Expected `int`, got `str` - at `$.items[0].price`": the keys stand in the text alone.
_MESSAGE = re.compile(r"(?P<reason>.*?)(?: - at `\$(?P<keys>[^`]*)`)?", re.DOTALL)
_KEY = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>[^\]]*)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`", re.DOTALL)


def struct_problems(schema: type[object], data: Mapping[str, object]) -> tuple[Problem, ...]:
    """The first thing that the struct refuses in the data: msgspec stops there."""
    struct = cast("type[msgspec.Struct]", schema)  # the caller has asked for its bases by name
    try:
        msgspec.convert(data, struct)
    except msgspec.ValidationError as error:
        return (_problem(struct, str(error)),)
    return ()


def _problem(struct: type[msgspec.Struct], message: str) -> Problem:
    parts = _MESSAGE.fullmatch(message)
    reason, location = (parts["reason"], parts["keys"] or "") if parts else (message, "")
    # "[...]" is any key of a dict.
    keys = tuple(found["name"] or found["index"].replace("...", "*") for found in _KEY.finditer(location))
    unknown = _UNKNOWN.fullmatch(reason)
    if not unknown:
        return Problem(keys, reason)
    return Problem((*keys, unknown["name"]), "unknown key", tuple(_known(struct, keys)))


def _known(struct: type[msgspec.Struct], keys: tuple[str, ...]) -> Iterator[str]:
    """The keys that may stand where the keys lead to; an index and a key of a dict lead to the same structs."""
    structs = list(_structs_in(inspect.type_info(struct)))
    for key in keys:
        fields = [field for one in structs for field in one.fields if field.encode_name == key]
        if fields:
            structs = [inner for field in fields for inner in _structs_in(field.type)]
    for one in structs:
        yield from (field.encode_name for field in one.fields)


def _structs_in(kind: inspect.Type) -> Iterator[inspect.StructType]:
    match kind:
        case inspect.StructType():
            yield kind
        case inspect.UnionType(types=several) | inspect.TupleType(item_types=several):
            for one in several:
                yield from _structs_in(one)
        case inspect.CollectionType(item_type=inner) | inspect.DictType(value_type=inner):
            yield from _structs_in(inner)
        case _:
            return
