"""Whether data fits a schema: a pydantic model, a msgspec struct, or a function that refuses what it does not like."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from resrouter.errors import DataError
from resrouter.routing.data import Data

# A pydantic model, a msgspec struct, or any callable that raises ValueError or TypeError.
Schema = type[object] | Callable[[Data], object]

_SHOWN_KEYS = 8  # as many as the other errors list


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not fit: the keys that lead to it, the reason, and for an unknown key the known ones."""

    keys: tuple[str, ...]
    reason: str
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The problem in a line: 'descriptionz: unknown key (did you mean 'description'?)'."""
        near = difflib.get_close_matches(self.keys[-1], self.known, n=1) if self.keys else []
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(self.known[:_SHOWN_KEYS])}"
        place = f"{'.'.join(self.keys)}: " if self.keys else ""
        return f"{place}{self.reason}" + (f" ({hint})" if self.known else "")


def check_data(schema: Schema, data: Data, *, label: str, place: str) -> None:
    """Return when the data fits the schema; `label` and `place` say in the error whose data it is.

    Raises:
        DataError: the data does not fit.
        TypeError: the schema is none.
    """
    problems = _problems(schema, data)
    if problems:
        raise DataError(label, place, problems)


def _problems(schema: object, data: Data) -> tuple[str, ...]:
    if isinstance(schema, type):
        # By name, so that a package is imported only for a schema that is its own.
        bases = {(base.__module__, base.__name__) for base in schema.__mro__}
        if ("pydantic.main", "BaseModel") in bases:
            from resrouter.tables.schema_pydantic import model_problems  # noqa: PLC0415  # pydantic is an extra

            return tuple(map(str, model_problems(schema, _plain_mapping(data))))
        if ("msgspec", "Struct") in bases:
            from resrouter.tables.schema_msgspec import struct_problems  # noqa: PLC0415  # msgspec is an extra

            return tuple(map(str, struct_problems(schema, _plain_mapping(data))))
    if not callable(schema):
        raise TypeError(f"{schema!r} is no schema: give a pydantic model, a msgspec struct or a function of the data")
    return _refusal(schema, data)


def _refusal(schema: Callable[[Data], object], data: Data) -> tuple[str, ...]:
    try:
        schema(data)
    except (ValueError, TypeError) as error:
        lines = [line.strip() for line in str(error).splitlines()]
        return tuple(line for line in lines if line) or (type(error).__name__,)
    return ()


def _plain_mapping(data: Mapping[str, object]) -> dict[str, object]:
    # A strict model of pydantic takes dicts only, not the read-only mappings that a merge makes.
    return {key: _plain(value) for key, value in data.items()}


def _plain(value: object) -> object:
    if isinstance(value, MappingProxyType):
        return _plain_mapping(cast("Mapping[str, object]", value))  # isinstance() cannot tell of what it is a mapping
    if type(value) is list:
        return [_plain(item) for item in cast("list[object]", value)]  # nor of what the items are
    if type(value) is tuple:
        return tuple(_plain(item) for item in cast("tuple[object, ...]", value))  # the same
    return value
