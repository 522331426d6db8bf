"""Links: a template filled in so that its path leads back to the values, and raw paths as `yarl.URL`s."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from operator import itemgetter

from yarl import URL, Query

from resrouter.errors import BaseUrlError, PartsError, ValueRefusedError
from resrouter.paths.encoding import is_encodable, plain_value, raw_path, safe_literal, safe_value, safe_values
from resrouter.paths.language import traits
from resrouter.paths.segments import ANY_SEGMENT, Shape
from resrouter.paths.syntax import CatchAll, Param, Piece, Static, names_of

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

# RFC 3986 section 5.2.4: clients remove these segments. Some servers and proxies read "%2F" as a border too.
_DOT_SEGMENT = re.compile(r"(?:^|/|%2F)\.\.?(?:$|/|%2F)")
_DOTS = frozenset(("", ".", ".."))

# RFC 3986 section 6.2.2.1: clients write the digits of an escape in upper case. Only a literal that is no UTF-8 keeps
# its escapes.
_LOWER_ESCAPE = re.compile("%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])")

# Texts that are the same as a value, in a safe path and in a raw one; with slashes only where these are borders.
_PLAIN = re.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]*").fullmatch
_PLAIN_PATH = re.compile("[A-Za-z0-9._~!$&'()*+,;=:@/-]*").fullmatch

_ROOT = URL("/")

Capture = Callable[[str], tuple[str, ...] | None]


def link(raw_path: str, query: Query = None, *, fragment: str = "", base: URL | str | None = None) -> URL:
    """The URL of a raw path; absolute when a base is given, with the base's own path in front.

    Raises:
        BaseUrlError: the base is not an absolute URL, or has a query or fragment of its own.
    """
    url = url_of(raw_path) if base is None else _below(base, raw_path)
    if query is not None:
        url = url.with_query(query)
    return url.with_fragment(fragment) if fragment else url


def url_of(raw_path: str) -> URL:
    """The URL of a raw path alone."""
    # Half the time of URL.build(), but it would put a slash before a path without one; benchmarks/links.py.
    return _ROOT.with_path(raw_path, encoded=True) if raw_path[:1] == "/" else URL.build(path=raw_path, encoded=True)


def texts_of(parts: Mapping[str, object]) -> dict[str, str]:
    """The parts as text: strings as they are; numbers, UUIDs, dates and the like by `str()`.

    Raises:
        ValueRefusedError: None, a boolean, bytes, a float or a container.
    """
    return {name: value if type(value) is str else _text_of(name, value) for name, value in parts.items()}


class Form:
    """What the links of one template are made with: all that can be known of them before the values are."""

    __slots__ = (
        "_is_plain",
        "_is_whole",
        "_lone",
        "_names",
        "_pieces",
        "_raw",
        "_safe",
        "_shape",
        "_size",
        "_text",
        "_url",
        "_values",
    )

    def __init__(self, text: str, pieces: tuple[Piece, ...], shape: Shape) -> None:
        self._text = text
        self._pieces = pieces
        self._names = names_of(pieces)
        self._size = len(self._names)
        self._shape = shape
        self._is_whole = shape.whole_segments is not None
        self._lone = _lone_tests(shape)
        self._is_plain = _PLAIN_PATH if all(isinstance(piece, Static | CatchAll) for piece in pieces) else _PLAIN
        self._values = _values_of(self._names)
        self._safe = _format(pieces, lambda literal: literal)
        # The slash in front keeps yarl from taking a literal with a colon for the start of a URL.
        self._raw = _format(pieces, lambda literal: raw_path("/" + literal)[1:]) if self._is_sound() else None
        self._url = url_of(self._raw % ()) if self._raw is not None and not self._names else None

    def linked(self, parts: Mapping[str, object]) -> URL:
        """The URL of the path for these values; raises as `PathTemplate.fill()` does."""
        if self._url is not None and not parts:
            return self._url
        raw = self._quickly_filled(parts)
        if raw is not None:
            return _ROOT.with_path(raw, encoded=True)
        return url_of(self._filled(texts_of(parts)))

    def filled(self, parts: Mapping[str, object]) -> str:
        """The raw path for these values; raises as `PathTemplate.fill()` does."""
        raw = self._quickly_filled(parts)
        return self._filled(texts_of(parts)) if raw is None else raw

    def _is_sound(self) -> bool:
        """Whether a path can only be refused for its values."""
        path = self._safe % (("x",) * len(self._names))
        if not path.startswith("/") or path.startswith("//") or safe_literal(path) != path or _has_dots(path):
            return False
        if _LOWER_ESCAPE.search(path):
            return False
        # Beside an escaped slash a value may become a segment of dots.
        return self._is_whole or "%2F" not in path

    def _quickly_filled(self, parts: Mapping[str, object]) -> str | None:
        """The raw path for values that surely come back, else None; benchmarks/links.py."""
        kind: type = type(parts)
        # A mapping of another class may make up a part that it is asked for.
        if kind is not dict or len(parts) != self._size or self._raw is None:
            return None
        try:
            values = self._values(parts)
        except KeyError:
            return None
        is_plain = True
        for value in values:
            if type(value) is not str:
                return self._quickly_filled(texts_of(parts))
            if not (value.isalnum() and value.isascii()) and (value in _DOTS or not self._is_plain(value)):
                is_plain = False
        if self._is_whole:
            return self._raw % values if is_plain else self._quoted(values)
        return self._raw % values if is_plain and self._leads_back(values, parts) else None

    def _quoted(self, values: tuple[str, ...]) -> str | None:
        """The raw path for values of whole segments, or None when one of them may be refused."""
        text = "".join(values)
        path = self._safe % tuple(map(safe_value, values))
        is_refused = "" in values or "{" in text or "}" in text or not is_encodable(text) or _has_dots(path)
        return None if is_refused else raw_path(path)

    def _leads_back(self, values: tuple[str, ...], parts: Mapping[str, object]) -> bool:
        """Whether the path for plain values gives exactly them back."""
        shape = self._shape
        if self._lone is None:
            path = self._safe % values
            if shape.tail is None:
                # No value holds a slash, so every segment stands where it should.
                return shape.captured(path.split("/")) == parts
            return not _may_be_refused(path) and shape.match(path) == parts
        for number, capture in self._lone:
            if capture(values[number]) is None:
                return False
        return shape.tail is None or not _may_be_refused(self._safe % values)

    def _filled(self, parts: Mapping[str, str]) -> str:
        """The raw path for these values, after everything that may be amiss was looked for."""
        if set(parts) != set(self._names):
            raise PartsError(given=sorted(map(str, parts)), required=self._names)
        for name, value in parts.items():
            if not is_encodable(value):
                raise ValueRefusedError(name, value, "is a lone surrogate, which no URL can carry")
        path = self._safe_path(parts, safe_values)
        refusal = self._refusal(path, parts)
        if refusal is not None and any(isinstance(piece, CatchAll) for piece in self._pieces):
            # A slash that may not stand as a border may still stand inside a segment.
            path = self._safe_path(parts, safe_value)
            refusal = refusal if self._refusal(path, parts) else None
        if refusal is not None:
            raise refusal
        return raw_path(path)

    def _safe_path(self, parts: Mapping[str, str], catch_all_form: Callable[[str], str]) -> str:
        texts: list[str] = []
        for piece in self._pieces:
            if isinstance(piece, Static):
                texts.append(piece.text)
            else:
                form = catch_all_form if isinstance(piece, CatchAll) else safe_value
                texts.append(form(parts[piece.name]))
        return "".join(texts)

    def _refusal(self, path: str, parts: Mapping[str, str]) -> ValueRefusedError | None:
        """Why the safe path would not lead back to the parts, or None when it does."""
        if not path:
            return ValueRefusedError("", path, "is empty until its application starts or is mounted")
        if safe_literal(path) != path:
            return ValueRefusedError("", path, f"can match no request; write it {safe_literal(path)!r}")
        if lower := _LOWER_ESCAPE.search(path):
            return ValueRefusedError("", path, f"holds {lower[0]!r}, which clients write {lower[0].upper()!r}")
        if path.startswith("//"):
            return ValueRefusedError("", path, 'starts with "//", which a client reads as another host')
        if _has_dots(path):
            culprit = next((name for name in self._names if _has_dots(safe_values(parts[name]))), "")
            shown = parts[culprit] if culprit else path
            return ValueRefusedError(culprit, shown, 'has a "." or ".." segment, which clients remove')
        return self._loss(path, parts)

    def _loss(self, path: str, parts: Mapping[str, str]) -> ValueRefusedError | None:
        """Which part the path would not give back, or None when it gives back all."""
        found = self._shape.match(path)
        for piece in self._pieces:
            if isinstance(piece, Static):
                continue
            value = parts[piece.name]
            given_back = None if found is None else plain_value(found[piece.name])
            if given_back != value:
                reason = _own_reason(piece, value)
                if reason is None and found is not None:
                    reason = f"would come back as {given_back!r}"
                if reason is not None:
                    return ValueRefusedError(piece.name, value, reason)
        return None if found is not None else ValueRefusedError("", path, f"does not fit {self._text!r}")


def _lone_tests(shape: Shape) -> tuple[tuple[int, Capture], ...] | None:
    """The parameters that may refuse a plain value, by number, with what asks them; None when some are not alone."""
    tests = [segment for segment in shape.segments if not isinstance(segment, str)]
    if any(test.size > 1 or test.prefix or test.suffix for test in tests):
        return None
    lone: list[tuple[int, Capture]] = [
        (number, test.capture) for number, test in enumerate(tests) if test != ANY_SEGMENT
    ]
    tail = shape.tail
    if tail is not None:
        if tail.is_whole or tail.lead or tail.end or len(tail.names) > 1:
            return None
        lone.append((len(tests), tail.expression.capture))
    return tuple(lone)


def _values_of(names: tuple[str, ...]) -> Callable[[Mapping[str, object]], tuple[str, ...]]:
    """The function that gives the values of the parts in this order; whether they are texts is still to be asked."""
    if not names:
        return lambda _parts: ()
    first, *others = names
    if others:
        second, *others = others
        return itemgetter(first, second, *others)
    value_of: Callable[[Mapping[str, object]], str] = itemgetter(first)
    return lambda parts: (value_of(parts),)


def _format(pieces: Iterable[Piece], written: Callable[[str], str]) -> str:
    """The pieces as a %-format, with a place for each parameter."""
    return "".join(written(piece.text).replace("%", "%%") if isinstance(piece, Static) else "%s" for piece in pieces)


def _may_be_refused(path: str) -> bool:
    """Whether a path of plain values may be refused for its dots or slashes."""
    return "/." in path or path.startswith("//")


def _has_dots(path: str) -> bool:
    # Few paths have one of these texts, and the regex looks at each character.
    if "/." not in path and "%2F." not in path and path[:1] != ".":
        return False
    return _DOT_SEGMENT.search(path) is not None


def _own_reason(piece: Param | CatchAll, value: str) -> str | None:
    """Why a parameter refuses a value whatever stands around it, or None when it does not."""
    if piece.regex is None:
        if not value:
            return "is empty, and a parameter takes at least one character"
        return 'holds a brace, which "{name}" never takes' if {"{", "}"} & set(value) else None
    if not traits(piece.regex).stands_alone:
        return None
    forms = {safe_value(value), safe_values(value)}
    if any(re.fullmatch(piece.regex, form) for form in forms):
        return None
    return f"does not match its pattern {piece.regex!r}"


def _text_of(name: str, value: object) -> str:
    if type(value) is int:
        return str(value)
    if isinstance(value, _NO_TEXT):
        raise ValueRefusedError(name, value, f"is of type {type(value).__name__}; give its text")
    # What a member of an enumeration is, not what it is called: str() says "Colour.RED" of most.
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, Enum) or type(value).__str__ is object.__str__:
        raise ValueRefusedError(name, value, f"is of type {type(value).__name__}, which has no text; give one")
    # What `__str__()` gives may be of a class with another text of its own.
    return str.__str__(str(value))


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
