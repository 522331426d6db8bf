"""A path with holes, parsed once: it matches paths and fills in parameters from the same pieces."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from resrouter.errors import PartsError, TemplateSyntaxError, ValueRefusedError
from resrouter.paths import syntax
from resrouter.paths.encoding import (
    is_encodable,
    plain_value,
    raw_path,
    requoted,
    safe_literal,
    safe_value,
    safe_values,
    written_literal,
)
from resrouter.paths.language import traits
from resrouter.paths.segments import Shape, regex_of, shape_of
from resrouter.paths.syntax import CatchAll, Param, Piece, Static

# RFC 3986 section 5.2.4: clients remove these segments. Some servers and proxies read "%2F" as a border too.
_DOT_SEGMENT = re.compile(r"(?:^|/|%2F)\.\.?(?:$|/|%2F)")


@dataclass(frozen=True)  # no slots: what is derived from the pieces is cached on the instance
class PathTemplate:
    """A path with holes, such as '/users/{name}'.

    Two templates are equal when their text and prefix are. Templates never change; `under()` gives a new one.
    """

    text: str
    prefix: str = ""
    is_literal: bool = False

    @classmethod
    def parse(cls, text: str) -> "PathTemplate":
        """The template for a path in aiohttp's syntax.

        Raises:
            TemplateSyntaxError: with a caret under the fault; a ValueError, as in aiohttp.
        """
        template = cls(text)
        if any(not isinstance(piece, Static) and piece.regex is not None for piece in template.pieces):
            template._compile()
        return template

    @classmethod
    def literal(cls, text: str) -> "PathTemplate":
        """The template that is text throughout: a brace in it is a brace, and an escape matches no request.

        That is what aiohttp makes of a path without parameters.
        """
        return cls(text, is_literal=True)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The literal texts and parameters, from left to right, the prefix first."""
        own = (Static(written_literal(self.text), self.text),) if self.is_literal else syntax.parse(self.text)
        if not self.prefix:
            return own
        before = syntax.static(self.prefix)
        if own and isinstance(own[0], Static):
            return (Static(before.text + own[0].text, before.raw + own[0].raw), *own[1:])
        return (before, *own)

    @cached_property
    def shape(self) -> Shape:
        """The template segment by segment, as the index files it."""
        return shape_of(self.pieces)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regex of the whole path in safe form, as in aiohttp's `get_info()["pattern"]`."""
        return re.compile(regex_of(self.pieces))

    @cached_property
    def formatter(self) -> str:
        """The path with bare parameter names and quoted literals, as in aiohttp's `canonical`: '/users/{name}'."""
        if self.is_literal:
            return self.prefix + self.text
        own = "".join(
            requoted(piece.raw) if isinstance(piece, Static) else "{" + piece.name + "}"
            for piece in syntax.parse(self.text)
        )
        return self.prefix + own

    @property
    def is_reachable(self) -> bool:
        """Whether some request can match: a literal template that is written with escapes never does."""
        return all(safe_literal(piece.text) == piece.text for piece in self.pieces if isinstance(piece, Static))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters, from left to right."""
        return tuple(piece.name for piece in self._params())

    def under(self, prefix: str) -> "PathTemplate":
        """The same template below a literal prefix."""
        return replace(self, prefix=prefix + self.prefix)

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters' values when the template fits a path in safe form, else None."""
        taken = self.shape.match(path)
        return None if taken is None else plain_values(taken)

    def fill(self, parts: Mapping[str, str]) -> str:
        """The raw path for these values: `match()` of its safe form gives exactly them back.

        Raises:
            PartsError: a part is missing, or the path has no such part.
            ValueRefusedError: a value that would not come back.
        """
        if set(parts) != set(self.names):
            raise PartsError(given=sorted(map(str, parts)), required=self.names)
        for name, value in parts.items():
            if not is_encodable(value):
                raise ValueRefusedError(name, value, "is a lone surrogate, which no URL can carry")
        path = self._filled(parts, safe_values)
        refusal = self._refusal(path, parts)
        if refusal is not None and any(isinstance(piece, CatchAll) for piece in self.pieces):
            # A slash that may not stand as a border may still stand inside a segment.
            path = self._filled(parts, safe_value)
            refusal = refusal if self._refusal(path, parts) else None
        if refusal is not None:
            raise refusal
        return raw_path(path)

    def __str__(self) -> str:
        return self.prefix + self.text

    def _params(self) -> Iterator[Param | CatchAll]:
        return (piece for piece in self.pieces if not isinstance(piece, Static))

    def _filled(self, parts: Mapping[str, str], catch_all_form: Callable[[str], str]) -> str:
        """The safe path for these values."""
        texts: list[str] = []
        for piece in self.pieces:
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
        if path.startswith("//"):
            return ValueRefusedError("", path, 'starts with "//", which a client reads as another host')
        if _DOT_SEGMENT.search(path):
            culprit = next((name for name in self.names if _DOT_SEGMENT.search(safe_values(parts[name]))), "")
            shown = parts[culprit] if culprit else path
            return ValueRefusedError(culprit, shown, 'has a "." or ".." segment, which clients remove')
        found = self.match(path)
        for piece in self._params():
            value = parts[piece.name]
            if found is None or found[piece.name] != value:
                reason = _own_reason(piece, value)
                if reason is None and found is not None:
                    reason = f"would come back as {found[piece.name]!r}"
                if reason is not None:
                    return ValueRefusedError(piece.name, value, reason)
        return None if found is not None else ValueRefusedError("", path, f"does not fit {str(self)!r}")

    def _compile(self) -> None:
        try:
            _ = self.pattern
        except re.error as error:
            raise self._bad_regex(str(error)) from None

    def _bad_regex(self, message: str) -> TemplateSyntaxError:
        regex = regex_of(self.pieces)  # aiohttp's error starts with the same words
        at = 0
        for piece in self._params():
            if piece.regex is None:
                continue
            at = self.text.index(piece.regex, at)
            try:
                re.compile(piece.regex)
            except re.error as error:
                offset = at + (error.pos or 0)
                return TemplateSyntaxError(
                    self.text,
                    offset,
                    1,
                    f"Bad pattern '{regex}': {error.msg},",
                    f"Mend the regex of {piece.name!r}.",
                )
        return TemplateSyntaxError(
            self.text,
            0,
            len(self.text),
            f"Bad pattern '{regex}': {message},",
            "Mend the regexes; each must compile by itself.",
        )


def plain_values(taken: dict[str, str]) -> dict[str, str]:
    """The same dict, its texts from a safe path turned into values."""
    for name, text in taken.items():
        if "%" in text:
            taken[name] = plain_value(text)
    return taken


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
