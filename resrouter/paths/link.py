"""Links: a raw path with query, fragment and base, as a `yarl.URL`."""

from collections.abc import Mapping
from enum import Enum

from yarl import URL, Query

from resrouter.errors import BaseUrlError, ValueRefusedError

# Their text is hardly ever what a link was meant to say.
_NO_TEXT: tuple[type, ...] = (
    type(None),
    bool,
    bytes,
    bytearray,
    memoryview,
    float,
    complex,
    list,
    tuple,
    dict,
    set,
    frozenset,
)


def texts_of(parts: Mapping[str, object]) -> dict[str, str]:
    """The parts as text: strings as they are; numbers, UUIDs, dates and the like by `str()`.

    Raises:
        ValueRefusedError: None, a boolean, bytes, a float or a container.
    """
    return {name: value if type(value) is str else _text_of(name, value) for name, value in parts.items()}


def link(raw_path: str, query: Query = None, *, fragment: str = "", base: URL | str | None = None) -> URL:
    """The URL of a raw path; absolute when a base is given, with the base's own path in front.

    Raises:
        BaseUrlError: the base is not an absolute URL, or has a query or fragment of its own.
    """
    url = URL.build(path=raw_path, encoded=True) if base is None else _below(base, raw_path)
    if query is not None:
        url = url.with_query(query)
    return url.with_fragment(fragment) if fragment else url


def _text_of(name: str, value: object) -> str:
    if isinstance(value, _NO_TEXT):
        raise ValueRefusedError(name, value, f"is of type {type(value).__name__}; give its text")
    # What a member of an enumeration is, not what it is called: str() says "Colour.RED" of most.
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, Enum) or type(value).__str__ is object.__str__:
        raise ValueRefusedError(name, value, f"is of type {type(value).__name__}, which has no text; give one")
    return str(value)


def _below(base: URL | str, raw_path: str) -> URL:
    try:
        front = URL(base)
    except ValueError:
        raise BaseUrlError(str(base)) from None
    if not front.absolute or not front.scheme or front.raw_query_string or front.raw_fragment:
        raise BaseUrlError(str(base))
    return URL.build(
        scheme=front.scheme,
        authority=front.raw_authority,
        path=front.raw_path.rstrip("/") + raw_path,
        encoded=True,
    )
