"""Entries for an index of texts, which stand for what is filed."""

from resrouter.paths.entry import Entry
from resrouter.paths.precedence import RULES, Precedence, Rank, prefix_segments
from resrouter.paths.segments import Shape
from resrouter.paths.template import PathTemplate


def entry_for(text: str, registered: int, precedence: Precedence = "aiohttp") -> Entry[str]:
    """An entry for a template, or for a whole prefix when the text ends in '/*'."""
    rule = RULES[precedence]
    if text.endswith("/*"):
        key = text.removesuffix("/*").rstrip("/") or "/"
        shape = Shape(tuple(prefix_segments(key)), ())
        return Entry(text, Rank(rule.prefix(key), registered), shape, takes_all_below=True)
    shape = PathTemplate.parse(text).shape
    return Entry(text, Rank(rule.template(shape), registered), shape)
