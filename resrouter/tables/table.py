"""Many resources as one value that never changes."""

from collections.abc import Iterable, Iterator
from typing import Any

from aiohttp import web
from aiohttp.web_urldispatcher import MatchedSubAppResource, PrefixResource

from resrouter.paths.branches import Branches
from resrouter.paths.encoding import safe_literal
from resrouter.paths.entry import Candidate, Entry
from resrouter.paths.index import PathIndex
from resrouter.paths.precedence import (
    PRECEDENCES,
    RULES,
    Precedence,
    Rank,
    Rule,
    literal_prefix,
    prefix_key,
    prefix_segments,
)
from resrouter.paths.segments import Shape
from resrouter.routing.linked import Linked
from resrouter.routing.resource import Resource

# What the index holds: a `Resource` where it is filed by its template, else any AbstractResource. Not a union: telling
# which of the two takes a call for each request.
Filed = Any

_Entries = tuple[Entry[Filed], ...]


class RouteTable:
    """Resources in an order of precedence, as one value: a change gives a new table that shares structure with the old.

    A table never gains or loses a resource or a path. The routes of its resources are theirs: one that is added to a
    resource answers through every table that holds it.

    Args:
        resources: what the table holds, in order of registration.
        precedence: who answers when several resources fit a path, see `resrouter.paths.precedence`.
    """

    __slots__ = ("_entries", "_registered", "index", "precedence", "uncontested")

    def __init__(self, resources: Iterable[web.AbstractResource] = (), *, precedence: Precedence = "aiohttp") -> None:
        if precedence not in PRECEDENCES:
            raise ValueError(f"precedence={precedence!r} is none of {', '.join(map(repr, PRECEDENCES))}")
        self.precedence: Precedence = precedence
        self.index: PathIndex[Filed] = PathIndex()
        # By the identity of the resource; one that was added twice has two.
        self._entries: Branches[int, _Entries] = Branches()
        self._registered = 0
        # The resources that come first for paths without parameters, by these paths: entered when one is found, as each
        # registration may contest many of them. No more are entered than there are such paths. "GitHub, root".
        self.uncontested: dict[str, Filed] = {}
        for resource in resources:
            added = self.add(resource)
            self.index, self._entries, self._registered = added.index, added._entries, added._registered

    def find(self, method: str, path: str) -> tuple[web.ResourceRoute, dict[str, str]] | None:
        """The route that answers the method on a path in safe form, and the values of its parameters.

        None when no route does, and when a resource has a say first that can only be asked with a request: a mounted
        application, a directory, a resource of another library. `Router.resolve()` asks those too.
        """
        resource = self.uncontested.get(path)
        if resource is None:
            first = self.index.first(path)
            if first is None:
                return None
            entry, params, alone = first
            if entry.takes_all_below:
                return None
            resource = entry.value
            if entry.is_plain:
                self.remember(path, resource)
        else:
            params, alone = {}, False
        # Not by route_for(): benchmarks/lookups.py, "find".
        route = resource._routes.get(method, resource._any_route)
        if route is not None:
            return route, params
        return None if alone else self._find_further(method, path)

    def remember(self, path: str, resource: Filed) -> None:
        """Answer for a path without parameters at once from now on: the resource comes first for it."""
        if path and "%" not in path:
            self.uncontested[path] = resource

    def add(self, resource: web.AbstractResource) -> "RouteTable":
        """The table with one more resource, registered after all others."""
        return self._with_entry(resource, self._registered, self._registered + 1)

    def remove(self, resource: web.AbstractResource) -> "RouteTable":
        """The table without a resource, however often it was added.

        Raises:
            LookupError: the table does not hold it.
        """
        entries = self._entries.get(id(resource))
        if entries is None:
            raise LookupError(f"{resource!r} is not in the table")
        index = self.index
        for entry in entries:
            index = index.remove(entry)
        return self._copy(index, self._entries.without_key(id(resource)), self._registered)

    def refiled(self, resource: web.AbstractResource) -> "RouteTable":
        """The table with the resource at the path that it has now, in its old place in the order."""
        entries = self._entries.get(id(resource)) or ()
        if not isinstance(resource, Resource) or all(entry.shape is resource.template.shape for entry in entries):
            return self
        table = self.remove(resource)
        for entry in entries:
            table = table._with_entry(resource, entry.rank.registered, self._registered)
        return table

    def settle(self) -> None:
        """Make look-ups in a large table as fast as in a small one; a router does it when it is frozen.

        Nothing else can be seen of it. It takes some time for each resource: 50 ms for 100,000.
        """
        self.index.settle()

    def candidates(self, path: str) -> list[Candidate[Filed]]:
        """All resources that fit a path in safe form, in the order in which they are asked."""
        return self.index.find(path)

    def count_visited(self, path: str) -> int:
        """How many nodes of the index a search for the path visits at most."""
        return self.index.count_visited(path)

    def __iter__(self) -> Iterator[web.AbstractResource]:
        """The resources, in order of registration."""
        entries = sorted(self.index.entries(), key=lambda entry: entry.rank.registered)
        return iter({id(entry.value): entry.value for entry in entries}.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, resource: object) -> bool:
        return self._entries.get(id(resource)) is not None

    def __str__(self) -> str:
        """The index as trees."""
        return self.index.drawn(lambda resource: resource.label if isinstance(resource, Linked) else repr(resource))

    def __repr__(self) -> str:
        return f"<RouteTable {len(self)} resources, precedence {self.precedence!r}>"

    def _find_further(self, method: str, path: str) -> tuple[web.ResourceRoute, dict[str, str]] | None:
        for candidate in self.index.find(path):
            if candidate.entry.takes_all_below:
                return None
            route = candidate.value.route_for(method)
            if route is not None:
                return route, candidate.params()
        return None

    def _with_entry(self, resource: web.AbstractResource, registered: int, next_registered: int) -> "RouteTable":
        entry = _entry(resource, RULES[self.precedence], registered)
        others = self._entries.get(id(resource)) or ()
        entries = self._entries.with_key(id(resource), (*others, entry))
        return self._copy(self.index.add(entry), entries, next_registered)

    def _copy(self, index: PathIndex[Filed], entries: Branches[int, _Entries], registered: int) -> "RouteTable":
        copy = RouteTable(precedence=self.precedence)
        copy.index, copy._entries, copy._registered = index, entries, registered
        return copy


def _entry(resource: web.AbstractResource, rule: Rule, registered: int) -> Entry[Filed]:
    if isinstance(resource, MatchedSubAppResource):
        return Entry(resource, Rank(rule.ruled(), registered), Shape((), ()), takes_all_below=True)
    if isinstance(resource, Resource) and resource.matches_by_template:
        shape = resource.template.shape
        return Entry(resource, Rank(rule.template(shape), registered), shape)
    # Applications and directories have no parameters: a brace in their prefix is a brace.
    is_literal = isinstance(resource, PrefixResource)
    key = safe_literal(literal_prefix(resource.canonical) if is_literal else prefix_key(resource.canonical))
    shape = Shape(tuple(prefix_segments(key)), ())
    return Entry(resource, Rank(rule.prefix(key), registered), shape, takes_all_below=True)
