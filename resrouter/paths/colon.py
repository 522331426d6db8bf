r"""The colon syntax, a second spelling of the templates in braces.

```
/:class/students/:id/:session?    /{class}/students/{id}/{session?}
/posts/:id([0-9]+)                /posts/{id:[0-9]+}
/v:major.:minor                   /v{major}.{minor}
/files/*rest                      /files/{rest:.+}
/at/10\:30/{x}                    /at/10:30/%7Bx%7D
```

A name takes all letters, digits and underscores that follow the colon. A backslash makes a literal of a `:`, `*`, `(`
or `?` behind it, and is a backslash elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resrouter.errors import TemplateSyntaxError
from resrouter.paths.syntax import PARAM, CatchAll, Piece, Static

_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_WORD = re.compile("[A-Za-z0-9_]*")
_LITERAL = re.compile(r"[^:*{}\\]+")
_SPECIAL = re.compile(r"[:*(?]")
_ESCAPES = {r"\:": ":", r"\*": "*", r"\(": "(", r"\?": "?"}
_BRACES = {"{": "%7B", "}": "%7D"}

# What "*rest" takes.
_REST = ".+"

# Inside a regex: an escape, a set of characters, whatever is no parenthesis, or a parenthesis.
_IN_REGEX = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[^()\[\\]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in braces, and the places where it and its colon text run alike: (there, here), up to the next one."""

    text: str
    anchors: tuple[tuple[int, int], ...]


def translated(text: str) -> Translation:
    """The text in braces for one in colon syntax.

    Raises:
        TemplateSyntaxError: a name or a regex that is none, or text behind a '*rest'.
    """
    reader = _Reader(text)
    while reader.at < len(text):
        reader.step()
    return Translation("".join(reader.written), tuple(reader.anchors))


def spelled(text: str, pieces: Sequence[Piece]) -> str:
    """The colon text for a template in braces and its pieces.

    Raises:
        TemplateSyntaxError: it has none.
    """
    spelling = "".join(_spelled(piece) for piece in pieces)
    try:
        is_same = translated(spelling).text == text
    except TemplateSyntaxError:
        is_same = False
    if is_same:
        return spelling
    raise TemplateSyntaxError(
        text,
        0,
        len(text),
        "No colon spelling",
        "A parameter's name must end where it ends, no backslash may stand before it, and the parentheses of its regex "
        "must be balanced; keep the braces.",
    )


def spelled_literal(text: str) -> str:
    """Literal text in colon syntax."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _spelled(piece: Piece) -> str:
    if isinstance(piece, Static):
        return spelled_literal(piece.raw)
    if isinstance(piece, CatchAll):
        return f"*{piece.name}" if piece.regex == _REST else f":{piece.name}({piece.regex})"
    regex = "" if piece.regex is None else f"({piece.regex})"
    return f":{piece.name}{regex}{'?' if piece.is_optional else ''}"


class _Reader:
    """Reads a colon text from left to right, and writes it in braces."""

    __slots__ = ("_length", "_text", "anchors", "at", "written")

    def __init__(self, text: str) -> None:
        self._text = text
        self._length = 0
        self.at = 0
        self.written: list[str] = []
        self.anchors: list[tuple[int, int]] = [(0, 0)]

    def step(self) -> None:
        """Read one parameter, or one run of literal text."""
        text, at = self._text, self.at
        escape = text[at : at + 2]
        if escape in _ESCAPES:
            self._write(_ESCAPES[escape], at + 2)
        elif text[at] == ":":
            self._param()
        elif text[at] == "*":
            self._rest()
        elif text[at] in _BRACES:
            self._write(_BRACES[text[at]], at + 1)
        elif found := _LITERAL.match(text, at):
            self._write(found[0], found.end())
        else:
            self._write(text[at], at + 1)

    def _param(self) -> None:
        name = self._name('Write a parameter as ":name"; a literal colon as "\\:".')
        end = self.at + 1 + len(name)
        regex = ""
        begin = end + 1
        if self._text.startswith("(", end):
            end = self._end_of_regex(end)
            regex = self._text[begin : end - 1]
            self._check_regex(name, regex, begin)
        mark = "?" if self._text.startswith("?", end) else ""
        token = f"{{{name}{mark}:{regex}}}" if regex else f"{{{name}{mark}}}"
        if regex:
            self.anchors.append((self._length + len(name) + len(mark) + 2, begin))
        self._write(token, end + len(mark))

    def _rest(self) -> None:
        name = self._name('Name it: "*rest" takes the rest of the path; write a literal star as "\\*".')
        end = self.at + 1 + len(name)
        if end != len(self._text):
            reason = f"Text behind the catch-all {name!r}"
            cure = f"'*{name}' takes the rest of the path; a star that is text is '\\*'."
            raise TemplateSyntaxError(self._text, end, len(self._text) - end, reason, cure)
        self._write(f"{{{name}:{_REST}}}", end)

    def _name(self, cure: str) -> str:
        start = self.at + 1
        found = _NAME.match(self._text, start)
        if found is not None:
            return found[0]
        word = _WORD.match(self._text, start)
        wrong = "" if word is None else word[0]
        kind = "catch-all" if self._text[self.at] == "*" else "parameter"
        reason = f"Bad {kind} name {wrong!r}" if wrong else f"A {kind} without a name"
        raise TemplateSyntaxError(self._text, start if wrong else self.at, len(wrong) or 1, reason, cure)

    def _end_of_regex(self, start: int) -> int:
        """The place behind the parenthesis that closes the one at the start."""
        depth = 0
        for found in _IN_REGEX.finditer(self._text, start):
            depth += (found[0] == "(") - (found[0] == ")")
            if not depth:
                return found.end()
        cure = 'Close the regex, or write a literal parenthesis behind a name as "\\(".'
        raise TemplateSyntaxError(self._text, start, 1, "Unbalanced '('", cure)

    def _check_regex(self, name: str, regex: str, begin: int) -> None:
        if not regex:
            cure = f'Write ":{name}", or a regex between the parentheses.'
            raise TemplateSyntaxError(self._text, begin - 1, 2, "Empty regex", cure)
        if PARAM.fullmatch(f"{{{name}:{regex}}}") is None or "\n" in regex:
            cure = "Braces in a regex stand in pairs, one level deep, and line feeds are written as escapes."
            raise TemplateSyntaxError(self._text, begin, len(regex), f"Bad regex of {name!r}", cure)

    def _write(self, text: str, end: int) -> None:
        self.written.append(text)
        self._length += len(text)
        self.at = end
        self.anchors.append((self._length, end))
