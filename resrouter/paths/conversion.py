"""The converters that come with it.

The law: `converter.read(converter.write(value)) == value` for every value that `write` accepts. Texts are strict, so
that no two clients disagree on what a path means:

- `int`: "-" or nothing, then ASCII digits, at most 4,300 of them; leading zeros are read, and not written.
- `float`: "-" or nothing, ASCII digits, perhaps a fraction and an exponent, such as "5", "1.50" or "1e+16"; finite.
  It is written as `repr()` does.
- `uuid.UUID`: 32 digits in five groups with hyphens, in upper or lower case; written in lower case.
- `datetime.date`: "YYYY-MM-DD".
- `str`: any text. `"path"`: a text that may hold slashes.
- an `enum.Enum` whose values are all `str` or `int`, and `typing.Literal`: the text of one of the values.
"""

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, TypeVar, cast
from uuid import UUID

T = TypeVar("T")

# Python's own bound for what int() reads, which a program may lift; reading takes time in the square of the length.
MOST_DIGITS = 4300
BEYOND = 10**MOST_DIGITS

_INT = re.compile(f"-?[0-9]{{1,{MOST_DIGITS}}}").fullmatch
_FLOAT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?").fullmatch
_UUID = re.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}").fullmatch
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


@dataclass(frozen=True, slots=True, repr=False)
class IntConverter:
    """Whole numbers."""

    kinds: ClassVar[tuple[type, ...]] = (int,)
    example: ClassVar[str] = "1"

    def __repr__(self) -> str:
        return "int"

    def read(self, text: str) -> int:
        """The value of a text; raises ValueError."""
        if not _INT(text):
            raise ValueError(f"{text!r} is no int")
        return int(text)

    def write(self, value: object) -> str:
        """The text of a value; raises ValueError or TypeError."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong_type(value, "an int")
        if abs(value) >= BEYOND:
            raise ValueError(f"an int of more than {MOST_DIGITS} digits has no text")
        return int.__repr__(value)


@dataclass(frozen=True, slots=True, repr=False)
class FloatConverter:
    """Finite numbers."""

    kinds: ClassVar[tuple[type, ...]] = (float,)
    example: ClassVar[str] = "1.5"

    def __repr__(self) -> str:
        return "float"

    def read(self, text: str) -> float:
        """The value of a text; raises ValueError."""
        if not _FLOAT(text) or not math.isfinite(float(text)):
            raise ValueError(f"{text!r} is no finite float")
        return float(text)

    def write(self, value: object) -> str:
        """The text of a value; raises ValueError or TypeError."""
        if not isinstance(value, float | int) or isinstance(value, bool):
            raise _wrong_type(value, "a float")
        try:
            plain = float(value)
        except OverflowError:
            plain = math.inf
        if not math.isfinite(plain) or plain != value:
            raise ValueError("no finite float is equal to it")
        return repr(plain)


@dataclass(frozen=True, slots=True, repr=False)
class UUIDConverter:
    """UUIDs."""

    kinds: ClassVar[tuple[type, ...]] = (UUID,)
    example: ClassVar[str] = "00000000-0000-0000-0000-000000000000"

    def __repr__(self) -> str:
        return "uuid.UUID"

    def read(self, text: str) -> UUID:
        """The value of a text; raises ValueError."""
        if not _UUID(text):
            raise ValueError(f"{text!r} is no UUID with hyphens")
        return UUID(text)

    def write(self, value: object) -> str:
        """The text of a value; raises ValueError or TypeError."""
        if not isinstance(value, UUID):
            raise _wrong_type(value, "a UUID")
        return UUID.__str__(value)


@dataclass(frozen=True, slots=True, repr=False)
class DateConverter:
    """Days."""

    kinds: ClassVar[tuple[type, ...]] = (datetime.date,)
    example: ClassVar[str] = "2000-01-01"

    def __repr__(self) -> str:
        return "datetime.date"

    def read(self, text: str) -> datetime.date:
        """The value of a text; raises ValueError."""
        if not _DATE(text):
            raise ValueError(f"{text!r} is no date as YYYY-MM-DD")
        return datetime.date.fromisoformat(text)

    def write(self, value: object) -> str:
        """The text of a value; raises ValueError or TypeError."""
        # A datetime is a date too, and would lose its time.
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise _wrong_type(value, "a date")
        return datetime.date.isoformat(value)


@dataclass(frozen=True, slots=True, repr=False)
class TextConverter:
    """Texts; of one segment, or of several."""

    crosses_slash: bool = False
    kinds: ClassVar[tuple[type, ...]] = (str,)
    example: ClassVar[str] = "a"

    def __repr__(self) -> str:
        return '"path"' if self.crosses_slash else "str"

    def read(self, text: str) -> str:
        """The value of a text; raises ValueError."""
        return text

    def write(self, value: object) -> str:
        """The text of a value; raises ValueError or TypeError."""
        if not isinstance(value, str):
            raise _wrong_type(value, "a str")
        return str.__str__(value)


class EnumConverter:
    """Reads the text of a member's value; writes members of this very enumeration."""

    __slots__ = ("_enumeration", "_members", "_texts", "example")

    def __init__(self, enumeration: type[Enum]) -> None:
        members = list(enumeration)
        self._enumeration = enumeration
        self._members = _by_text(enumeration.__qualname__, members, [member.value for member in members])
        # By name, for a member may be of a class that has no hash.
        self._texts = {member.name: text for text, member in self._members.items()}
        self.example: str = next(iter(self._members))

    @property
    def kinds(self) -> tuple[type, ...]:
        """The types of its values."""
        return (self._enumeration,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EnumConverter) and self._enumeration is other._enumeration

    def __hash__(self) -> int:
        return hash(self._enumeration)

    def __repr__(self) -> str:
        return self._enumeration.__qualname__

    def read(self, text: str) -> Enum:
        """The value of a text; raises ValueError."""
        if text not in self._members:
            raise ValueError(f"{text!r} is none of {', '.join(map(repr, self._members))}")
        return self._members[text]

    def write(self, value: object) -> str:
        """The text of a value; raises ValueError or TypeError."""
        if not isinstance(value, self._enumeration):
            raise _wrong_type(value, f"a member of {self._enumeration.__qualname__}")
        # A combination of flags is a member without a name, or with one of its own.
        if value.name not in self._texts:
            raise ValueError(f"{value!r} is a combination, which has no text")
        return self._texts[value.name]


class LiteralConverter:
    """Reads the text of one of the values; writes what is equal to one and of its type."""

    __slots__ = ("_values", "example")

    def __init__(self, values: tuple[object, ...]) -> None:
        self._values: Mapping[str, object] = _by_text("Literal", values, values)
        self.example: str = next(iter(self._values))

    @property
    def kinds(self) -> tuple[type, ...]:
        """The types of its values."""
        return tuple({type(value) for value in self._values.values()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LiteralConverter) and self._values == other._values

    def __hash__(self) -> int:
        return hash(frozenset(self._values))

    def __repr__(self) -> str:
        return f"Literal[{', '.join(map(repr, self._values.values()))}]"

    def read(self, text: str) -> object:
        """The value of a text; raises ValueError."""
        if text not in self._values:
            raise ValueError(f"{text!r} is none of {', '.join(map(repr, self._values))}")
        return self._values[text]

    def write(self, value: object) -> str:
        """The text of a value; raises ValueError or TypeError."""
        for text, own in self._values.items():
            if type(value) is type(own) and value == own:
                return text
        listed = ", ".join(map(repr, self._values.values()))
        # Python refuses to show long numbers, so the value is left out.
        raise ValueError(f"it is none of {listed}")


def _by_text(owner: str, members: Sequence[T], values: Sequence[object]) -> dict[str, T]:
    """The members by the texts of their values, which must differ."""
    found: dict[str, T] = {}
    for member, value in zip(members, values, strict=True):
        is_plain = isinstance(value, str | int) and not isinstance(value, bool | Enum)
        if not is_plain:
            raise TypeError(f"No converter for {owner}: its value {value!r} is neither a str nor an int")
        text = str.__str__(value) if isinstance(value, str) else int.__repr__(cast("int", value))
        if text in found:
            raise TypeError(f"No converter for {owner}: two of its values have the text {text!r}")
        found[text] = member
    if not found:
        raise TypeError(f"No converter for {owner}: it has no values")
    return found


def _wrong_type(value: object, wanted: str) -> TypeError:
    return TypeError(f"it is of type {type(value).__qualname__}, not {wanted}")
