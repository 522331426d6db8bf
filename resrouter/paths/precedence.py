"""Precedence: which resource answers when several fit a path. The one place where the rule is written.

Candidates for a path are asked in the order of their ranks; the first that has a route for the method answers.

`"aiohttp"` (the default)
    1. A resource with a rule (a domain) comes before all others.
    2. The longer literal prefix wins. It is the path up to its first parameter, cut back to a whole segment, without
       a slash at its end. A path without parameters is its own literal prefix.
    3. Among equal prefixes the one that was registered first wins.

`"registration"`
    1. The one that was registered first wins.

`"specific"`
    1. A resource with a rule (a domain) comes before all others.
    2. Segment by segment, from the left: literal text, then a constrained segment (one with a regex, with literal text
       beside its parameter, or with several parameters), then a plain parameter, then what takes several segments (a
       catch-all, a mounted application, a directory), which ends the comparison. A template with a regex that looks
       around (an anchor, a lookaround, a reference, a named group) takes several segments from its first parameter on.
    3. Where one ends and the other goes on, the one that ends wins.
    4. Among equals the one that was registered first wins.
"""

from collections.abc import Mapping
from typing import Literal, Protocol, Self, get_args

from resrouter.paths.segments import ANY_SEGMENT, Shape

Precedence = Literal["aiohttp", "registration", "specific"]
PRECEDENCES: tuple[Precedence, ...] = get_args(Precedence)

_REGISTERED_BYTES = 6
_LONGEST = 0xFFFF_FFFF


class Rank(bytes):
    """A place in the order: lower answers first. `registered` counts registrations, so no two ranks are equal.

    Bytes, since they compare at once whatever the precedence: first the order it gives, then the registration.
    """

    __slots__ = ()

    def __new__(cls, order: bytes, registered: int) -> Self:
        """The rank for an order and a number of registration."""
        return super().__new__(cls, order + registered.to_bytes(_REGISTERED_BYTES))

    @property
    def order(self) -> bytes:
        """What the precedence says, without the registration."""
        return self[:-_REGISTERED_BYTES]

    @property
    def registered(self) -> int:
        """The number of the registration."""
        return int.from_bytes(self[-_REGISTERED_BYTES:])


class Rule(Protocol):
    """How a precedence orders the three kinds of resources."""

    def template(self, shape: Shape) -> bytes:
        """The order of a resource with a template."""
        ...

    def prefix(self, key: str) -> bytes:
        """The order of what answers for a whole prefix."""
        ...

    def below(self, shape: Shape) -> bytes:
        """The order of what answers below a template: the same as `prefix()` when that has no parameters."""
        ...

    def ruled(self) -> bytes:
        """The order of a resource with a rule of its own, such as a domain."""
        ...


class AiohttpRule:
    """The longer literal prefix first."""

    def template(self, shape: Shape) -> bytes:
        """The order of a resource with a template."""
        return _longest_first(len(literal_key(shape)))

    def prefix(self, key: str) -> bytes:
        """The order of what answers for a whole prefix."""
        return _longest_first(len(key))

    def below(self, shape: Shape) -> bytes:
        """The order of what answers below a template."""
        return self.template(shape)

    def ruled(self) -> bytes:
        """The order of a resource with a rule of its own."""
        # No prefix is longer: a request line holds at most some kilobytes.
        return _longest_first(_LONGEST)


class RegistrationRule:
    """First in, first out."""

    def template(self, shape: Shape) -> bytes:
        """The order of a resource with a template."""
        return b""

    def prefix(self, key: str) -> bytes:
        """The order of what answers for a whole prefix."""
        return b""

    def below(self, shape: Shape) -> bytes:
        """The order of what answers below a template."""
        return b""

    def ruled(self) -> bytes:
        """The order of a resource with a rule of its own."""
        return b""


class SpecificRule:
    """Segment by segment the more specific one."""

    _END, _LITERAL, _CONSTRAINED, _PLAIN, _SEVERAL = range(5)

    def template(self, shape: Shape) -> bytes:
        """The order of a resource with a template."""
        return bytes((*self._kinds(shape), self._SEVERAL if shape.tail else self._END))

    def prefix(self, key: str) -> bytes:
        """The order of what answers for a whole prefix."""
        # "/" stands for the empty text before the first slash, which every template starts with too.
        depth = max(1, len(prefix_segments(key)))
        return bytes((*[self._LITERAL] * depth, self._SEVERAL))

    def below(self, shape: Shape) -> bytes:
        """The order of what answers below a template."""
        return bytes((*(self._kinds(shape) or [self._LITERAL]), self._SEVERAL))

    def ruled(self) -> bytes:
        """The order of a resource with a rule of its own."""
        return bytes((self._END,))

    def _kinds(self, shape: Shape) -> list[int]:
        return [
            self._LITERAL if isinstance(segment, str) else self._PLAIN if segment == ANY_SEGMENT else self._CONSTRAINED
            for segment in shape.segments
        ]


RULES: Mapping[Precedence, Rule] = {
    "aiohttp": AiohttpRule(),
    "registration": RegistrationRule(),
    "specific": SpecificRule(),
}


def rivals_without_parameters(shape: Shape, precedence: Precedence) -> tuple[str, ...] | None:
    """The only paths without parameters that only the order of registration can tell from a template with some.

    None where any may be one.
    """
    if precedence == "registration":
        return None
    key = literal_key(shape)
    return (key, f"{key}/") if precedence == "aiohttp" else ()


def _longest_first(length: int) -> bytes:
    return (_LONGEST - length).to_bytes(4)


def literal_key(shape: Shape) -> str:
    """The literal prefix of a template, in whole segments: '/users' for '/users/{name}'."""
    return literal_prefix("/".join(shape.literal_prefix))


def prefix_key(canonical: str) -> str:
    """The literal prefix of a resource that is known by its canonical path alone."""
    before, brace, _ = canonical.partition("{")
    return literal_prefix(before.rpartition("/")[0] if brace else before)


def literal_prefix(text: str) -> str:
    """Literal text as a prefix: without a slash at its end."""
    return text.rstrip("/") or "/"


def prefix_segments(key: str) -> list[str]:
    """The segments of a literal prefix; none for '/', which stands above every path."""
    return [] if key == "/" else key.split("/")
