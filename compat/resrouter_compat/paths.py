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

# What any text of a parameter without a regex is below, in a path that is decoded.
_WHOLE_SEGMENT = r"[^/]+"


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
    """The paths, all below one, among which the literal path is; None for all paths."""
    below = path.rstrip("/")
    return PathTemplate.literal(_decoded(below)) if below else None


def _literal(text: str) -> str:
    """The pattern of literal text, which may be written quoted or not."""
    raw = quoted(text)
    return re.escape(text) if raw == text else f"(?:{re.escape(text)}|{re.escape(raw)})"


def _covers(path: str) -> PathTemplate | None:
    """The paths among which all that fit are: the segments up to the first whose parameters may hold a slash."""
    segments: list[str] = []
    for segment in _segments(path):
        plain = DYN.match(segment)
        if plain is None and is_dynamic(segment):
            break
        # By number, as names may be given twice in a path that is refused later.
        segments.append(f"{{p{len(segments)}:{_WHOLE_SEGMENT}}}" if plain else segment)
    else:
        while segments and not segments[-1]:
            segments.pop()
    if not any(is_dynamic(segment) for segment in segments):
        return covers_literally("/".join(segments))
    return PathTemplate.parse("/".join(segments))


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
