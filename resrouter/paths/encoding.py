"""Percent-encoding: the one form in which paths are compared, and the way back to a URL.

Three forms of a path occur, and this room alone turns one into another:

- **raw**: as it stands in the request line or in a URL, `/p/a%2Fb%20c`.
- **safe**: decoded once, with `%2F` and `%25` kept, `/p/a%2Fb c`. Matching works on this form (yarl calls it
  `path_safe`): a slash inside a segment stays inside it, and every escape can still be told from its text.
- **value**: wholly decoded, `a/b c`. Only parameters are ever in this form.
"""

import re

from yarl import URL

# RFC 3986 section 2.1: "%" starts an escape only when two hex digits follow.
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")

# RFC 3986 section 3.3: a path may hold these as they are. Not ":": before the first slash yarl escapes it.
_QUOTES_TO_ITSELF = re.compile("[A-Za-z0-9._~!$&'()*+,;=@/-]*").fullmatch


def safe_path(url: URL) -> str:
    """The path of a request's URL in safe form.

    A stray `%` reads as `%25`. Without this rule `%%32F` would decode to the text `%2F`, and that a second time to
    a slash.
    """
    path = url.path_safe
    if "%" in path:
        raw = url.raw_path
        if _STRAY_PERCENT.search(raw):
            return _decode_once(_STRAY_PERCENT.sub("%25", raw))
    return path


def safe_literal(text: str) -> str:
    """The safe form of a template's literal text, in whichever form its author wrote it."""
    return _decode_once(_STRAY_PERCENT.sub("%25", text)) if "%" in text else text


def written_literal(text: str) -> str:
    """A path without parameters as aiohttp compares it: as it was written, but for a stray `%`.

    One that is written with escapes can match no request, as in aiohttp.
    """
    return _STRAY_PERCENT.sub("%25", text) if "%" in text else text


def safe_value(value: str) -> str:
    """A parameter's value in safe form, as one segment: its own `%` and `/` become escapes."""
    return value.replace("%", "%25").replace("/", "%2F")


def safe_values(value: str) -> str:
    """A parameter's value in safe form, its slashes kept as segment borders."""
    return value.replace("%", "%25")


def plain_value(safe: str) -> str:
    """The value that a piece of a safe path stands for."""
    return safe.replace("%2F", "/").replace("%25", "%") if "%" in safe else safe


def raw_path(safe: str) -> str:
    """A safe path as it goes into a URL, quoted by yarl's rules so that yarl leaves it unchanged."""
    if _QUOTES_TO_ITSELF(safe):
        return safe
    quoted = URL.build(path=safe).raw_path
    # Every "%" of a safe path belongs to an escape, so the quoter's "%25" is that "%" again.
    return quoted.replace("%25", "%") if "%" in safe else quoted


def requoted(text: str) -> str:
    """Literal text as aiohttp shows it in `canonical` and `url_for()`: escapes kept, all else quoted."""
    if _QUOTES_TO_ITSELF(text):
        return text
    quoted = URL.build(path=text).raw_path
    return quoted.replace("%25", "%") if "%" in text else quoted


def is_encodable(value: str) -> bool:
    """Whether the text has a UTF-8 form; a lone surrogate has none."""
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _decode_once(raw: str) -> str:
    return URL.build(path=raw, encoded=True).path_safe
