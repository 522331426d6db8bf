"""HTML as values: whatever is put into an element as text is escaped, so that nothing can be forgotten."""

from html import escape

_VOID = frozenset({"input", "link", "meta", "wbr"})


class Markup(str):
    """A piece of HTML, complete and escaped."""

    __slots__ = ()


def element(tag: str, *content: str, **attributes: str | bool) -> Markup:
    """One element. Text and attributes are escaped, Markup is taken as it is.

    An attribute is left out when false and bare when true; `class_` is class, `aria_live` is aria-live.
    """
    start = "".join(map(_attribute, attributes.items()))
    inside = joined(*content)
    return Markup(f"<{tag}{start}>" if tag in _VOID else f"<{tag}{start}>{inside}</{tag}>")


def joined(*content: str) -> Markup:
    """Pieces in a row, texts among them escaped."""
    return Markup("".join(piece if isinstance(piece, Markup) else escape(piece) for piece in content))


def _attribute(item: tuple[str, str | bool]) -> str:
    name, value = item
    if value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
