"""What a table is told beside its routes."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, Self, TypedDict, get_args

from resrouter.paths.precedence import PRECEDENCES, Precedence
from resrouter.paths.syntax import Syntax
from resrouter.tables.conflicts import Conflicts

Slashes = Literal["strict", "redirect", "ignore"]
Derived = Literal["HEAD", "OPTIONS"]
Names = Literal["identifiers", "any"]


class OptionsByName(TypedDict, total=False):
    """The options of a table, as they are written."""

    precedence: Precedence
    conflicts: Conflicts
    slashes: Slashes
    merge_slashes: Slashes
    case: Slashes
    derived: Iterable[Derived]
    schema: Any
    names: Names
    syntax: Syntax


class Options(NamedTuple):
    """The options of a table, as `RouteTable` describes them."""

    precedence: Precedence = "aiohttp"
    conflicts: Conflicts = "raise"
    slashes: Slashes = "strict"
    merge_slashes: Slashes = "strict"
    case: Slashes = "strict"
    derived: tuple[Derived, ...] = ()
    schema: Any = None  # a class of pydantic's or msgspec's, or a function: see `schema`
    names: Names = "identifiers"
    syntax: Syntax = "braces"

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """The options by name; raises ValueError for a value that is none, and TypeError for an unknown name."""
        unknown = sorted(set(told) - set(cls._fields))
        if unknown:
            raise TypeError(f"{', '.join(unknown)}: no option of a table; there are {', '.join(cls._fields)}")
        options = cls(**told)
        options = options._replace(derived=tuple(sorted(set(options.derived))))
        _refuse("precedence", options.precedence, PRECEDENCES)
        for name in ("slashes", "merge_slashes", "case"):
            _refuse(name, getattr(options, name), get_args(Slashes))
        if not callable(options.conflicts):
            _refuse("conflicts", options.conflicts, ("raise", "warn", "ignore"))
        _refuse("syntax", options.syntax, get_args(Syntax))
        _refuse("names", options.names, get_args(Names))
        for method in options.derived:
            _refuse("derived", method, get_args(Derived))
        return options

    def told(self) -> dict[str, Any]:
        """Those that are not the default, by name; but the spelling of paths, as a table tells its own in braces."""
        usual = Options(syntax=self.syntax)
        return {name: value for name, value in self._asdict().items() if value != getattr(usual, name)}

    @property
    def has_policies(self) -> bool:
        """Whether anything is done for a request that no resource answers."""
        return self.slashes != "strict" or self.merge_slashes != "strict" or self.case != "strict" or bool(self.derived)


def _refuse(name: str, value: object, values: tuple[str, ...]) -> None:
    if value not in values:
        raise ValueError(f"{name}={value!r} is none of {', '.join(map(repr, values))}")
