"""Converters: between the text of a parameter and the value that it stands for.

The law: `converter.read(converter.write(value)) == value` for every value that `write` accepts. Texts are strict, so
that no two clients disagree on what a path means:

- `int`: "-" or nothing, then ASCII digits, at most 4,300 of them; leading zeros are read, and not written.
- `float`: exactly what `repr()` writes of a finite float, such as "1.0", "-0.5" or "1e+16".
- `uuid.UUID`: 32 digits in five groups with hyphens, in upper or lower case; written in lower case.
- `datetime.date`: "YYYY-MM-DD".
- `str`: any text. `"path"`: a text that may hold slashes.
- an `enum.Enum` whose values are all `str` or `int`, and `typing.Literal`: the text of one of the values.
"""

import datetime
import difflib
import math
import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import (
    Any,
    ClassVar,
    Literal,
    NewType,
    Protocol,
    TypeGuard,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)
from uuid import UUID

from resrouter.errors import ValueRefusedError

T = TypeVar("T")

# Python's own bound for what int() reads, which a program may lift; reading takes time in the square of the length.
_MOST_DIGITS = 4300
_BEYOND = 10**_MOST_DIGITS

_INT = re.compile(f"-?[0-9]{{1,{_MOST_DIGITS}}}").fullmatch
_UUID = re.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}").fullmatch
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


class Converter(Protocol[T]):
    """What reads the text of a parameter and writes it back.

    A converter with a true attribute `crosses_slash` takes texts with slashes; others have no need of the attribute.
    """

    def read(self, text: str) -> T:
        """The value of a text; raises ValueError when the text has none."""
        ...

    def write(self, value: T) -> str:
        """The text that `read` gives the value back for; raises ValueError or TypeError when there is none."""
        ...


def converter_for(spec: object) -> Converter[Any]:  # whose values these are is known to the spec alone
    """The converter that a name, a type or an object with the two methods stands for; `X | None` stands for X.

    Raises:
        TypeError: nothing converts by this.
    """
    spec = _without_none(spec)
    found = _built_in(spec)
    if found is not None:
        return found
    if isinstance(spec, type) or not _is_converter(spec):
        raise _refusal(spec)
    return spec


def text_for(converter: Converter[Any], name: str, value: object) -> str:  # converters of all kinds
    """The text of a value in a link; a string that the converter reads is taken as it is.

    Raises:
        ValueRefusedError: the converter takes neither.
    """
    try:
        return converter.write(value)
    except (TypeError, ValueError) as error:
        reason = str(error)
    # A member of an enumeration means more than its text, and the converter has refused the member.
    if isinstance(value, str) and not isinstance(value, Enum):
        try:
            converter.read(value)
        except ValueError as error:
            reason = str(error)
        else:
            return str.__str__(value)
    # Python refuses to show longer numbers.
    shown = f"{value.bit_length()} bits" if isinstance(value, int) and abs(value) >= _BEYOND else value
    raise ValueRefusedError(name, shown, f"is refused by its converter: {reason}") from None


def allows_none(annotation: object) -> bool:
    """Whether None is among the values that an annotation allows."""
    if any(annotation is plain for plain in (None, types.NoneType, Any, object)):
        return True
    return get_origin(annotation) in (Union, types.UnionType, Literal) and any(
        choice is None or choice is types.NoneType for choice in get_args(annotation)
    )


def contradicts(converter: Converter[Any], annotation: object) -> bool:  # converters of all kinds
    """Whether the values of a converter are surely not what the annotation says; nothing is sure of foreign ones."""
    if not isinstance(converter, _BUILT_IN):
        return False
    alternatives = get_args(annotation) if _is_union(annotation) else (annotation,)
    return not any(_fits(converter, alternative) for alternative in alternatives)


@dataclass(frozen=True, slots=True)
class _IntConverter:
    kinds: ClassVar[tuple[type, ...]] = (int,)

    def read(self, text: str) -> int:
        if not _INT(text):
            raise ValueError(f"{text!r} is no int")
        return int(text)

    def write(self, value: object) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong_type(value, "an int")
        if abs(value) >= _BEYOND:
            raise ValueError(f"an int of more than {_MOST_DIGITS} digits has no text")
        return int.__repr__(value)


@dataclass(frozen=True, slots=True)
class _FloatConverter:
    kinds: ClassVar[tuple[type, ...]] = (float,)

    def read(self, text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or repr(value) != text:
            raise ValueError(f"{text!r} is no float as repr() writes it")
        return value

    def write(self, value: object) -> str:
        if not isinstance(value, float | int) or isinstance(value, bool):
            raise _wrong_type(value, "a float")
        try:
            plain = float(value)
        except OverflowError:
            plain = math.inf
        if not math.isfinite(plain) or plain != value:
            raise ValueError("no finite float is equal to it")
        return repr(plain)


@dataclass(frozen=True, slots=True)
class _UUIDConverter:
    kinds: ClassVar[tuple[type, ...]] = (UUID,)

    def read(self, text: str) -> UUID:
        if not _UUID(text):
            raise ValueError(f"{text!r} is no UUID with hyphens")
        return UUID(text)

    def write(self, value: object) -> str:
        if not isinstance(value, UUID):
            raise _wrong_type(value, "a UUID")
        return UUID.__str__(value)


@dataclass(frozen=True, slots=True)
class _DateConverter:
    kinds: ClassVar[tuple[type, ...]] = (datetime.date,)

    def read(self, text: str) -> datetime.date:
        if not _DATE(text):
            raise ValueError(f"{text!r} is no date as YYYY-MM-DD")
        return datetime.date.fromisoformat(text)

    def write(self, value: object) -> str:
        # A datetime is a date too, and would lose its time.
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise _wrong_type(value, "a date")
        return datetime.date.isoformat(value)


@dataclass(frozen=True, slots=True)
class _TextConverter:
    crosses_slash: bool = False
    kinds: ClassVar[tuple[type, ...]] = (str,)

    def read(self, text: str) -> str:
        return text

    def write(self, value: object) -> str:
        if not isinstance(value, str):
            raise _wrong_type(value, "a str")
        return str.__str__(value)


class _EnumConverter:
    """Reads the text of a member's value; writes members of this very enumeration."""

    __slots__ = ("_enumeration", "_members", "_texts")

    def __init__(self, enumeration: type[Enum]) -> None:
        members = list(enumeration)
        self._enumeration = enumeration
        self._members = _by_text(enumeration.__qualname__, members, [member.value for member in members])
        # By name, for a member may be of a class that has no hash.
        self._texts = {member.name: text for text, member in self._members.items()}

    @property
    def kinds(self) -> tuple[type, ...]:
        return (self._enumeration,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _EnumConverter) and self._enumeration is other._enumeration

    def __hash__(self) -> int:
        return hash(self._enumeration)

    def read(self, text: str) -> Enum:
        if text not in self._members:
            raise ValueError(f"{text!r} is none of {', '.join(map(repr, self._members))}")
        return self._members[text]

    def write(self, value: object) -> str:
        if not isinstance(value, self._enumeration):
            raise _wrong_type(value, f"a member of {self._enumeration.__qualname__}")
        # A combination of flags is a member without a name, or with one of its own.
        if value.name not in self._texts:
            raise ValueError(f"{value!r} is a combination, which has no text")
        return self._texts[value.name]


class _LiteralConverter:
    """Reads the text of one of the values; writes what is equal to one and of its type."""

    __slots__ = ("_values",)

    def __init__(self, values: tuple[object, ...]) -> None:
        self._values: Mapping[str, object] = _by_text("Literal", values, values)

    @property
    def kinds(self) -> tuple[type, ...]:
        return tuple({type(value) for value in self._values.values()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _LiteralConverter) and self._values == other._values

    def __hash__(self) -> int:
        return hash(frozenset(self._values))

    def read(self, text: str) -> object:
        if text not in self._values:
            raise ValueError(f"{text!r} is none of {', '.join(map(repr, self._values))}")
        return self._values[text]

    def write(self, value: object) -> str:
        for text, own in self._values.items():
            if type(value) is type(own) and value == own:
                return text
        listed = ", ".join(map(repr, self._values.values()))
        # Python refuses to show long numbers, so the value is left out.
        raise ValueError(f"it is none of {listed}")


_BuiltIn = (
    _IntConverter
    | _FloatConverter
    | _UUIDConverter
    | _DateConverter
    | _TextConverter
    | _EnumConverter
    | _LiteralConverter
)
_BUILT_IN = get_args(_BuiltIn)

#: What reads any text as itself.
TEXT: Converter[str] = _TextConverter()

_BY_NAME: Mapping[str, Converter[Any]] = {  # each has values of its own type
    "int": _IntConverter(),
    "float": _FloatConverter(),
    "uuid": _UUIDConverter(),
    "date": _DateConverter(),
    "str": TEXT,
    "path": _TextConverter(crosses_slash=True),
}
_BY_TYPE: Mapping[type, Converter[Any]] = {  # each has values of its own type
    int: _BY_NAME["int"],
    float: _BY_NAME["float"],
    UUID: _BY_NAME["uuid"],
    datetime.date: _BY_NAME["date"],
    str: _BY_NAME["str"],
}


def _built_in(spec: object) -> Converter[Any] | None:  # whose values these are is known to the spec alone
    if isinstance(spec, str):
        return _BY_NAME.get(spec)
    if isinstance(spec, type):
        kind: type[object] = spec
        return _EnumConverter(kind) if issubclass(kind, Enum) else _BY_TYPE.get(kind)
    if get_origin(spec) is Literal:
        return _LiteralConverter(tuple(value for value in get_args(spec) if value is not None))
    return None


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


def _without_none(spec: object) -> object:
    """The spec behind `X | None` and behind types with a new name."""
    while True:
        if isinstance(spec, NewType):
            spec = spec.__supertype__
            continue
        choices = [choice for choice in get_args(spec) if choice is not types.NoneType] if _is_union(spec) else []
        if len(choices) != 1:
            return spec
        spec = choices[0]


def _is_union(spec: object) -> bool:
    return get_origin(spec) in (Union, types.UnionType)


def _is_converter(spec: object) -> TypeGuard[Converter[Any]]:  # what it converts to is not known
    return all(callable(getattr(spec, method, None)) for method in ("read", "write"))


def _fits(converter: Converter[Any], annotation: object) -> bool:  # converters of all kinds
    """Whether all values of a converter of ours are what one annotation without unions says."""
    annotation = _without_none(annotation)
    if annotation is Any or (annotation is float and converter == _BY_NAME["int"]):
        return True
    if isinstance(annotation, type):
        kinds: tuple[type, ...] = cast("_BuiltIn", converter).kinds
        return all(issubclass(kind, annotation) for kind in kinds)
    try:
        return converter_for(annotation) == converter
    except TypeError:
        return False


def _wrong_type(value: object, wanted: str) -> TypeError:
    return TypeError(f"it is of type {type(value).__qualname__}, not {wanted}")


def _refusal(spec: object) -> TypeError:
    is_class = isinstance(spec, type)
    word = spec.__name__ if isinstance(spec, type) else spec
    shown = spec.__qualname__ if isinstance(spec, type) else repr(spec)
    reason = f"No converter for {shown}"
    near = difflib.get_close_matches(word.lower(), _BY_NAME, n=1) if isinstance(word, str) else []
    if is_class and _is_converter(spec):
        reason += f": give an object of the class, {shown}()"
    elif near:
        reason += f'; did you mean "{near[0]}"?'
    names = ", ".join(f'"{name}"' for name in _BY_NAME)
    return TypeError(
        f"{reason}\n"
        f"A converter is one of {names}, one of the types int, float, uuid.UUID, datetime.date, str, an Enum\n"
        "with values of str or int, a Literal of these, or an object with the methods read(text) and write(value)."
    )
