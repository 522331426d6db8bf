"""What every adapter gives, so that all are built from one table, checked by one rule and timed in one loop."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from benchmarks.syntax import names_in
from benchmarks.workloads import Table

PathForm = Literal["raw", "safe", "decoded"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What must be equal in all routers: the status, and for a hit the route and its parameters."""

    status: int
    method: str | None = None
    template: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is registered for a method and a template; it can be called, since most frameworks insist, and never is."""

    method: str
    template: str

    def __call__(self, *_args: object, **_kwargs: object) -> None:
        """Do nothing: only finding it is measured."""


@dataclass(frozen=True, slots=True)
class Finder:
    """A built table that is asked with a method and a path.

    `ask` is one Python function for every peer, so that the loop round it costs all the same. What it gives is the
    peer's own; `read` says in our words what that means, and is not timed. `form` is how the path has to be written.
    """

    ask: Callable[[str, str], Any]  # each peer has a type of its own; only its own `read` looks inside
    read: Callable[[Any], Answer]  # the same
    form: PathForm = "decoded"


@dataclass(frozen=True, slots=True)
class Resolver:
    """A built table that is asked with a request of aiohttp's."""

    resolve: Callable[[web.Request], Awaitable[web.UrlMappingMatchInfo]]


@dataclass(frozen=True, slots=True)
class Peer:
    """One of those who are measured.

    `build` makes a table ready to be asked, and raises CannotExpress where the peer's syntax ends. `gaps` says, by the
    key of a workload, why it has no figure there. `build_unquoting` is for paths with escapes, where it differs.
    """

    name: str
    package: str
    build: Callable[[Table], Finder | Resolver]
    gaps: Mapping[str, str] = field(default_factory=dict)
    build_unquoting: Callable[[Table], Finder] | None = None

    def built(self, table: Table, *, is_escaped: bool) -> Finder | Resolver:
        """The table, ready to be asked with such paths."""
        return self.build_unquoting(table) if is_escaped and self.build_unquoting else self.build(table)


def by_place(endpoint: Endpoint, params: Mapping[str, str]) -> Answer:
    """A hit of a peer whose parameters are named by their places, under the names of the template."""
    places = sorted(params, key=lambda name: [int(part) for part in name[1:].split("_")])
    names = names_in(endpoint.template)
    values = {name: params[place] for name, place in zip(names, places, strict=True)}
    return Answer(200, endpoint.method, endpoint.template, values)


def unable(reason: str, *keys: str) -> dict[str, str]:
    """The same reason for a gap in several workloads."""
    return dict.fromkeys(keys, reason)


NOT_FOUND = Answer(404)
NOT_ALLOWED = Answer(405)

GLUED = ("glued", "suffixes", "any suffix", "80 dashes", "8,000 dashes")
TWINS = ("twins", "twins below a parameter")

TAKES_DECODED = unable("It takes paths decoded, and so cannot tell %2F from a slash.", "escaped")
HAS_NO_GLUE = unable("It has no parameters that share a segment with text.", *GLUED)
HAS_NO_REGEX = unable("It has no regexes for parameters.", *TWINS)
