"""Converters: between the text of a parameter and the value that it stands for, see `conversion` for the law."""

import datetime
import difflib
import types
from collections.abc import Mapping
from enum import Enum
from typing import (
    Any,
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
from resrouter.paths.conversion import (
    BEYOND,
    DateConverter,
    EnumConverter,
    FloatConverter,
    IntConverter,
    LiteralConverter,
    TextConverter,
    UUIDConverter,
)

T = TypeVar("T")


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


def example_of(converter: Converter[Any]) -> str:  # converters of all kinds
    """A text that a converter of ours reads; of a user's own nothing is known."""
    own: str = getattr(converter, "example", TextConverter.example)
    return own if isinstance(converter, _BUILT_IN) else TextConverter.example


def converters_of(specs: Mapping[str, object]) -> dict[str, Converter[Any]]:
    """The converters that were told of, by parameter; raises TypeError for what is none."""
    if not isinstance(specs, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers may err
        raise TypeError(f'converters={specs!r} is no mapping\nSay which part each is for: converters={{"id": int}}.')
    return {part: converter_for(spec) for part, spec in specs.items()}


class Verbatim(str):
    """A text as it stands in a path already, not to be written once more."""

    __slots__ = ()


def text_for(converter: Converter[Any], name: str, value: object) -> str:  # converters of all kinds
    """The text of a value in a link; a string that the converter reads is taken as it is.

    Raises:
        ValueRefusedError: the converter takes neither.
    """
    try:
        if isinstance(value, Verbatim):
            converter.read(value)
            return str.__str__(value)
        return converter.write(value)
    except Exception as error:  # noqa: BLE001  # it may be given what it never reads: whatever that raises refuses it
        reason = str(error) or repr(error)
    # A member of an enumeration means more than its text, and the converter has refused the member.
    if isinstance(value, str) and not isinstance(value, Enum):
        try:
            converter.read(value)
        except ValueError as error:
            reason = str(error)
        else:
            return str.__str__(value)
    # Python refuses to show longer numbers.
    shown = f"{value.bit_length()} bits" if isinstance(value, int) and abs(value) >= BEYOND else value
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


_BuiltIn = (
    IntConverter | FloatConverter | UUIDConverter | DateConverter | TextConverter | EnumConverter | LiteralConverter
)
_BUILT_IN = get_args(_BuiltIn)

#: What reads any text as itself.
TEXT: Converter[str] = TextConverter()

_BY_NAME: Mapping[str, Converter[Any]] = {  # each has values of its own type
    "int": IntConverter(),
    "float": FloatConverter(),
    "uuid": UUIDConverter(),
    "date": DateConverter(),
    "str": TEXT,
    "path": TextConverter(crosses_slash=True),
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
        return EnumConverter(kind) if issubclass(kind, Enum) else _BY_TYPE.get(kind)
    if get_origin(spec) is Literal:
        return LiteralConverter(tuple(value for value in get_args(spec) if value is not None))
    return None


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
