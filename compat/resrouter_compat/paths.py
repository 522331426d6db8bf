"""The paths of v1: compared as they stand in the request line, percent-encoded."""

import re
from typing import NamedTuple

from yarl import URL

from resrouter import PathTemplate, TemplateSyntaxError

# The names of parameters are ASCII, and start with a letter.
DYN: re.Pattern[str] = re.compile(r"^\{(?P<var>[a-zA-Z][_a-zA-Z0-9]*)\}$")
DYN_WITH_RE: re.Pattern[str] = re.compile(r"^\{(?P<var>[a-zA-Z][_a-zA-Z0-9]*):(?P<re>.+)\}$")
GOOD = r"[^{}/]+"
# A parameter with its braces; those of a quantifier may stand in its regex.
ROUTE_RE: re.Pattern[str] = re.compile(r"(\{[_a-zA-Z][^{}]*(?:\{[^{}]*\}[^{}]*)*\})")

# What is covered is told of decoded paths: there a segment may hold braces and line breaks.
_WHOLE_SEGMENT = "[^/]+"
_MAYBE_EMPTY = "[^/]*"
_REST = "{rest:(?s:.*)}"

# Regexes of letters, digits and plain sets of them; any other may hold a slash.
_WITHOUT_SLASH: re.Pattern[str] = re.compile(
    r"(?:(?:\\[dw]|\[-?(?:\w(?:-\w)?)+-?\]|[\w-])(?:[*+?]|\{\d+(?:,\d*)?\})?)+"
)


class Parsed(NamedTuple):
    """A path with parameters."""

    pattern: re.Pattern[str]
    formatter: str
    covers: PathTemplate | None


def is_dynamic(path: str) -> bool:
    """Whether a path has parameters, or a brace that is none of one."""
    return "{" in path or "}" in path


def parsed(path: str) -> Parsed:
    """What v1 makes of a path with parameters.

    Raises:
        TemplateSyntaxError: it cannot be read (a ValueError).
    """
    source, formatter, at = "", "", 0
    for part in ROUTE_RE.split(path):
        plain, constrained = DYN.match(part), DYN_WITH_RE.match(part)
        if plain:
            source += f"(?P<{plain['var']}>{GOOD})"
            formatter += part
        elif constrained:
            source += f"(?P<{constrained['var']}>{constrained['re']})"
            formatter += f"{{{constrained['var']}}}"
        elif is_dynamic(part):
            raise TemplateSyntaxError(path, at, at + len(part), "No parameter", "Write {name} or {name:regex}.")
        else:
            source += _literal(part)
            formatter += part
        at += len(part)
    try:
        pattern = re.compile(f"^{source}$")
    except re.error as error:
        raise TemplateSyntaxError(path, 0, len(path), f"Bad pattern: {error}", "Correct the regex.") from None
    return Parsed(pattern, formatter, _covers(path))


def quoted(text: str) -> str:
    """Literal text as a request line holds it: what is percent-encoded already stays so."""
    raw = URL.build(path=f"/{text}").raw_path[1:]
    return raw.replace("%25", "%") if "%" in text else raw


def covers_literally(path: str) -> PathTemplate | None:
    """The literal path alone; None, all paths, for one that no request has."""
    return PathTemplate.literal(_decoded(path)) if path.startswith("/") else None


def covers_below(prefix: str) -> PathTemplate | None:
    """The paths that start with a prefix; None, all paths, where it has braces."""
    return None if is_dynamic(prefix) else PathTemplate.parse(prefix + _REST)


def _literal(text: str) -> str:
    """The pattern of literal text, which may be written quoted or not."""
    raw = quoted(text)
    return re.escape(text) if raw == text else f"(?:{re.escape(text)}|{re.escape(raw)})"


def _covers(path: str) -> PathTemplate:
    """The paths among which all that fit are: exact up to the first parameter that may hold a slash."""
    covered: list[str] = []
    for segment in _segments(path):
        if not is_dynamic(segment):
            covered.append(segment)
        elif _is_one_segment(segment):
            # By number, as it is not the parameters that are asked for.
            covered.append(f"{{p{len(covered)}:{_WHOLE_SEGMENT if DYN.match(segment) else _MAYBE_EMPTY}}}")
        else:
            covered.append(_REST)
            break
    return PathTemplate.parse("/".join(covered))


def _is_one_segment(segment: str) -> bool:
    """Whether nothing that fits holds a slash."""
    parameters = ROUTE_RE.findall(segment)
    return all(DYN.match(text) or _holds_no_slash(DYN_WITH_RE.match(text)) for text in parameters)


def _holds_no_slash(parameter: re.Match[str] | None) -> bool:
    return parameter is not None and _WITHOUT_SLASH.fullmatch(parameter["re"]) is not None


def _segments(path: str) -> list[str]:
    """The segments of a path; a slash in the regex of a parameter parts none."""
    segments = [""]
    for number, part in enumerate(ROUTE_RE.split(path)):
        first, *others = [part] if number % 2 else part.split("/")
        segments[-1] += first
        segments += others
    return segments


def _decoded(path: str) -> str:
    """A literal path as `PathTemplate.literal()` takes it, which knows of no escapes."""
    return URL.build(path=path, encoded=True).path_safe if "%" in path else path
