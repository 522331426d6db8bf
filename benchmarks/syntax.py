"""Templates in aiohttp's syntax, taken apart so that each peer's can be written from them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

_HOLE = re.compile(r"\{(?P<name>\w+)(?::(?P<pattern>[^{}]+))?\}")


@dataclass(frozen=True, slots=True)
class Hole:
    """A parameter: its name, and its regex where it has one."""

    name: str
    pattern: str | None

    def __str__(self) -> str:
        return f"{{{self.name}:{self.pattern}}}" if self.pattern else f"{{{self.name}}}"


class CannotExpress(Exception):  # noqa: N818  # it names a limit of a peer, and nothing went wrong
    """The peer's syntax has nothing for this template."""


def translated(template: str, spell: Callable[[Hole], str]) -> str:
    """The template with each parameter spelt another way."""
    return _HOLE.sub(lambda found: spell(Hole(found["name"], found["pattern"])), template)


def spelt(template: str, kinds: dict[str | None, str]) -> str:
    """The template with each parameter spelt as its regex says: "NAME" in the spelling becomes its name."""

    def spell(hole: Hole) -> str:
        if hole.pattern not in kinds:
            raise CannotExpress(f"{hole} in {template}")
        return kinds[hole.pattern].replace("NAME", hole.name)

    return translated(template, spell)


def canonical(template: str) -> str:
    """The template without its regexes, as aiohttp names a resource."""
    return translated(template, lambda hole: f"{{{hole.name}}}")


def placed(template: str) -> str:
    """The template with parameters named by their places: "/users/{name}" becomes "/users/{p2_1}"."""
    return "/".join(_placed(part, number) for number, part in enumerate(template.split("/")))


def names_in(template: str) -> list[str]:
    """The names of the parameters, in their order."""
    return [found["name"] for found in _HOLE.finditer(template)]


def has_glue(template: str) -> bool:
    """Whether a parameter shares its segment with text or with another one."""
    return any("{" in part and not _HOLE.fullmatch(part) for part in template.split("/"))


def _placed(part: str, number: int) -> str:
    places = count(1)
    return translated(part, lambda hole: str(Hole(f"p{number}_{next(places)}", hole.pattern)))
