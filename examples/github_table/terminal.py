"""Text for a terminal: columns that stay aligned, colours only where somebody sees them, 100 columns at most."""

import os
import re
import sys
import textwrap
import unicodedata
from typing import Literal

WIDTH = 100

Colour = Literal["bold", "dim", "red", "green", "yellow", "cyan"]
_CODES: dict[Colour, str] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
}
_COLOURED = re.compile("\x1b\\[[0-9]+m")


def prepare() -> None:
    """Let every line out at once, and any character through on a terminal that has no form for it."""
    sys.stdout.reconfigure(errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]  # a text file


def paint(text: str, colour: Colour) -> str:
    """The text in a colour, if standard output is a terminal (https://no-color.org)."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{_CODES[colour]}m{text}\x1b[0m"


def heading(text: str) -> None:
    print(f"\n{paint(text, 'bold')}")


def say(text: str, *, indent: int = 2) -> None:
    """Print text below a heading, its lines broken at the width."""
    margin = " " * indent
    print(textwrap.fill(text, WIDTH, initial_indent=margin, subsequent_indent=margin))


def columns(text: str) -> int:
    """How many columns a text takes: none for a colour or a combining mark, two for a wide character."""
    text = _COLOURED.sub("", text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def pad(text: str, width: int) -> str:
    return text + " " * max(0, width - columns(text))


def wrapped(text: str, *, indent: int) -> list[str]:
    """The lines of a text, those too long broken and what is broken off set in."""
    return [
        piece
        for line in text.splitlines()
        for piece in textwrap.wrap(
            line,
            WIDTH,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + 4),
            break_on_hyphens=False,
        )
    ]


def flowed(items: list[str], *, indent: int, gap: str = "  ") -> list[str]:
    """Items side by side, as many in a line as the width holds."""
    lines: list[str] = []
    for item in items:
        if lines and indent + columns(lines[-1]) + columns(gap) + columns(item) <= WIDTH:
            lines[-1] += gap + item
        else:
            lines.append(item)
    return [" " * indent + line for line in lines]
