"""A path with holes, parsed once: it matches paths and fills in parameters from the same pieces."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from yarl import URL

from resrouter.errors import PartsError, TemplateSyntaxError
from resrouter.paths import colon, syntax
from resrouter.paths.encoding import plain_value, requoted, safe_literal, written_literal
from resrouter.paths.link import Form, url_of
from resrouter.paths.optional import OptionalParts, given_parts, marked, optional_parts, regex_of_optional
from resrouter.paths.segments import Shape, literal_shape, shape_of, shape_without_regexes
from resrouter.paths.syntax import CatchAll, Param, Piece, Static, Syntax, pointed_into, regex_of

# Without a colon there is no regex, and these characters are quoted as they are.
_FORMATS_ITSELF = re.compile("[A-Za-z0-9._~!$&'()*+,;=@/{}-]*").fullmatch


class _Derived:
    """What a template derives from its text; a slot stays empty until it is asked for."""

    __slots__ = ("_form", "_formatter", "_shape")

    _form: Form
    _formatter: str
    _shape: Shape


@dataclass(frozen=True, slots=True)
class PathTemplate(_Derived):
    """A path with holes, such as '/users/{name}'.

    Two templates are equal when their text and prefix are. Templates never change; `under()` gives a new one.
    """

    text: str
    prefix: str = ""
    is_literal: bool = False

    @classmethod
    def parse(cls, text: str, *, syntax: Syntax = "braces", optional: bool = False) -> "PathTemplate":
        """The template for a path in aiohttp's syntax, or in the colon syntax.

        Optional parts, `{name?}`, are read when they are asked for; the colon syntax always has them.

        Raises:
            TemplateSyntaxError: with a caret under the fault; a ValueError, as in aiohttp.
        """
        if optional or syntax != "braces":
            return _parsed_otherwise(text, syntax)
        template = cls(text)
        try:
            template._read_shape()
        except re.error as error:
            raise template._bad_regex(str(error)) from None
        return template

    @classmethod
    def literal(cls, text: str) -> "PathTemplate":
        """The template that is text throughout: a brace in it is a brace, and an escape matches no request.

        That is what aiohttp makes of a path without parameters.
        """
        template = cls(text, is_literal=True)
        template._read_shape()
        return template

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The literal texts and parameters, from left to right, the prefix first; read anew each time."""
        own = (Static(written_literal(self.text), self.text),) if self.is_literal else syntax.parse(self.text)
        if not self.prefix:
            return own
        before = syntax.static(self.prefix)
        if own and isinstance(own[0], Static):
            return (Static(before.text + own[0].text, before.raw + own[0].raw), *own[1:])
        return (before, *own)

    @property
    def shape(self) -> Shape:
        """The template segment by segment, as the index files it."""
        try:
            return self._shape
        except AttributeError:
            return self._read_shape()

    @property
    def pattern(self) -> re.Pattern[str]:
        """The regex of the whole path in safe form, as in aiohttp's `get_info()["pattern"]`."""
        return re.compile(regex_of(self.pieces))

    @property
    def formatter(self) -> str:
        """The path with bare parameter names and quoted literals, as in aiohttp's `canonical`: '/users/{name}'."""
        try:
            return self._formatter
        except AttributeError:
            is_its_own = self.is_literal or _FORMATS_ITSELF(self.text)
            formatter = self.prefix + (self.text if is_its_own else _formatter_of(syntax.parse(self.text)))
            object.__setattr__(self, "_formatter", formatter)
            return formatter

    @property
    def is_reachable(self) -> bool:
        """Whether some request can match: a literal template that is written with escapes never does."""
        if "%" not in self.text and "%" not in self.prefix:
            return True
        return all(safe_literal(piece.text) == piece.text for piece in self.pieces if isinstance(piece, Static))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters, from left to right."""
        shape = self.shape
        return shape.params if shape.tail is None else shape.params + shape.tail.names

    @property
    def labelled(self) -> str:
        """The path with bare parameter names, as metrics and messages show it."""
        return self.formatter

    @property
    def optional(self) -> tuple[str, ...]:
        """The names of the parts that a path may leave out, from left to right."""
        return ()

    @property
    def variants(self) -> tuple["PathTemplate", ...]:
        """The templates without optional parts that this one stands for, the longest first; see `optional`."""
        return (self,)

    def to(self, syntax: Syntax) -> str:
        """The text in a spelling: `parse()` of it, with that syntax and optional parts, gives an equal template.

        A prefix is in the text too, and literal; what is literal throughout is so only to `literal()`.

        Raises:
            TemplateSyntaxError: the template has no colon spelling.
        """
        if syntax == "braces":
            return str(self)
        if syntax != "colon":
            raise _unknown(syntax)
        before = colon.spelled_literal(self.prefix)
        if self.is_literal:
            return before + colon.spelled_literal(self.text)
        return before + colon.spelled(self.text, self._own_pieces())

    def under(self, prefix: str) -> "PathTemplate":
        """The same template below a literal prefix."""
        return PathTemplate(self.text, prefix + self.prefix, self.is_literal)

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters' values when the template fits a path in safe form, else None."""
        taken = self.shape.match(path)
        return None if taken is None else plain_values(taken)

    def fill(self, parts: Mapping[str, object]) -> str:
        """The raw path for these values: `match()` of its safe form gives exactly them back.

        Raises:
            PartsError: a part is missing, or the path has no such part.
            ValueRefusedError: a value that would not come back, or that has no text.
        """
        try:
            form = self._form
        except AttributeError:
            form = self._blank()
        return form.filled(parts)

    def url(self, parts: Mapping[str, object]) -> URL:
        """The URL of the path for these values; raises as `fill()` does."""
        try:
            form = self._form
        except AttributeError:
            form = self._blank()
        return form.linked(parts)

    def __str__(self) -> str:
        return self.prefix + self.text

    def _own_pieces(self) -> tuple[Piece, ...]:
        return syntax.parse(self.text)

    def _params(self) -> Iterator[Param | CatchAll]:
        return (piece for piece in self.pieces if not isinstance(piece, Static))

    def _read_shape(self) -> Shape:
        shape = self._shape_of_text() or self._shape_of_pieces()
        object.__setattr__(self, "_shape", shape)
        return shape

    def _shape_of_text(self) -> Shape | None:
        if self.is_literal:
            return literal_shape(safe_literal(self.prefix) + written_literal(self.text))
        # Added to a template, a brace is a brace.
        is_plain = "{" not in self.prefix and "}" not in self.prefix
        return shape_without_regexes(self.prefix + self.text) if is_plain else None

    def _shape_of_pieces(self) -> Shape:
        pieces = self.pieces
        if not self.prefix:
            # At hand now, and dear to read again.
            object.__setattr__(self, "_formatter", _formatter_of(pieces))
        return shape_of(pieces)

    def _blank(self) -> Form:
        """The form for links, made when the first is asked for."""
        form = Form(str(self), self.pieces, self.shape)
        object.__setattr__(self, "_form", form)
        return form

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


class OptionalTemplate(PathTemplate):
    """A template with parts that a path may leave out, such as '/students/{id}/{session?}'; see `optional`.

    What is said of its shape is said of the longest of its variants.
    """

    __slots__ = ("_parts", "_variants")

    _parts: OptionalParts
    _variants: tuple[PathTemplate, ...]

    @classmethod
    def read(cls, text: str) -> "OptionalTemplate":
        """The template for a text in braces that has optional parts; `PathTemplate.parse()` takes any text.

        Raises:
            TemplateSyntaxError: with a caret under the fault.
        """
        template = cls(text)
        try:
            for variant in template.variants:
                variant._read_shape()
        except re.error as error:
            raise template._bad_regex(str(error)) from None
        return template

    @property
    def optional(self) -> tuple[str, ...]:
        """The names of the parts that a path may leave out, from left to right."""
        return self._read_parts().names

    @property
    def variants(self) -> tuple[PathTemplate, ...]:
        """The templates without optional parts that this one stands for, the longest first."""
        try:
            return self._variants
        except AttributeError:
            texts = self._read_parts().texts
            variants = tuple(PathTemplate(text if text or self.prefix else "/", self.prefix) for text in texts)
            object.__setattr__(self, "_variants", variants)
            return variants

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The literal texts and parameters, from left to right, the prefix first; read anew each time."""
        return marked(self.variants[0].pieces, self.optional)

    @property
    def shape(self) -> Shape:
        """The longest variant segment by segment."""
        return self.variants[0].shape

    @property
    def pattern(self) -> re.Pattern[str]:
        """The regex of the whole path in safe form; the group of an absent part is None."""
        keeps_slash = not self.prefix and not self._read_parts().texts[-1]
        return re.compile(regex_of_optional(self.pieces, keeps_slash=keeps_slash))

    @property
    def formatter(self) -> str:
        """The path with all bare parameter names and quoted literals: '/students/{id}/{session}'."""
        return self.variants[0].formatter

    @property
    def labelled(self) -> str:
        """The path with bare parameter names, those that may be absent with their mark: '/students/{id}/{session?}'."""
        return _formatter_of(self.pieces, mark="?")

    def under(self, prefix: str) -> "OptionalTemplate":
        """The same template below a literal prefix."""
        return OptionalTemplate(self.text, prefix + self.prefix)

    # The usual answer has no None in it, and keeps its type: only who asks for optional parts meets one.
    def match(self, path: str) -> dict[str, str | None] | None:  # type: ignore[override]  # as said above
        """The parameters' values, None for those that are absent, when the template fits a path in safe form."""
        for variant in self.variants:
            taken = variant.match(path)
            if taken is not None:
                return {name: taken.get(name) for name in self.names}
        return None

    def fill(self, parts: Mapping[str, object]) -> str:
        """The raw path for these values; a part that is absent or None is left out with its slash.

        Raises:
            PartsError: a required part is missing, or the path has no such part.
            ValueRefusedError: a value that would not come back, or that has no text.
        """
        variant, present = self._variant(parts)
        try:
            return variant.fill(present)
        except PartsError as error:
            required = [name for name in self.names if name not in self.optional]
            raise PartsError(error.given, required, self.optional) from None

    def url(self, parts: Mapping[str, object]) -> URL:
        """The URL of the path for these values; raises as `fill()` does."""
        return url_of(self.fill(parts))

    def _own_pieces(self) -> tuple[Piece, ...]:
        parts = self._read_parts()
        return marked(syntax.parse(parts.texts[0]), parts.names)

    def _read_parts(self) -> OptionalParts:
        try:
            return self._parts
        except AttributeError:
            parts = optional_parts(self.text)
            object.__setattr__(self, "_parts", parts)
            return parts

    def _variant(self, parts: Mapping[str, object]) -> tuple[PathTemplate, dict[str, object]]:
        size, present = given_parts(self.optional, parts)
        return self.variants[-1 - size], present


def _parsed_otherwise(text: str, syntax: Syntax) -> PathTemplate:
    """The template for a text in colon syntax, or one in braces that may have optional parts."""
    if syntax == "braces":
        return OptionalTemplate.read(text) if optional_parts(text).names else PathTemplate.parse(text)
    if syntax != "colon":
        raise _unknown(syntax)
    translation = colon.translated(text)
    try:
        return PathTemplate.parse(translation.text, optional=True)
    except TemplateSyntaxError as error:
        raise pointed_into(text, error, translation.anchors) from None


def _unknown(syntax: object) -> ValueError:
    return ValueError(f"No such syntax: {syntax!r}; there are 'braces' and 'colon'")


def variant_of(template: PathTemplate, shape: Shape) -> PathTemplate:
    """The variant of a template that has a shape; the template itself when it has no other."""
    if template.optional and shape == literal_shape(""):
        return PathTemplate.literal("")  # what is left of the bare prefix below a live mount
    return next((variant for variant in template.variants if variant.shape is shape), template)


def plain_values(taken: dict[str, str]) -> dict[str, str]:
    """The same dict, its texts from a safe path turned into values."""
    for name, text in taken.items():
        if "%" in text:
            taken[name] = plain_value(text)
    return taken


def _formatter_of(pieces: Iterable[Piece], mark: str = "") -> str:
    return "".join(
        requoted(piece.raw)
        if isinstance(piece, Static)
        else f"{{{piece.name}{mark if isinstance(piece, Param) and piece.is_optional else ''}}}"
        for piece in pieces
    )
