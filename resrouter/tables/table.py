"""Many resources as one value that never changes."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NoReturn, Self, Unpack

from aiohttp import web

from resrouter.errors import DuplicateNameError
from resrouter.paths.entry import Candidate, Entry
from resrouter.paths.index import PathIndex
from resrouter.paths.precedence import RULES, Precedence
from resrouter.routing.copies import at_root, without_routes_of
from resrouter.routing.data import NO_DATA, Data
from resrouter.routing.linked import Linked
from resrouter.routing.mountpoint import root
from resrouter.routing.resource import PlainResource, Resource
from resrouter.routing.route import place_of_resource
from resrouter.tables.asking import Filed
from resrouter.tables.checks import check
from resrouter.tables.entries import filed
from resrouter.tables.matching import Answer, Asked, Found, PartialMatch, found_by_name, found_by_path, found_route
from resrouter.tables.mount import ONLY_A_REQUEST_TELLS
from resrouter.tables.mounting import placed
from resrouter.tables.names import refuse_bad_name
from resrouter.tables.options import Options, OptionsByName
from resrouter.tables.policies import Policy
from resrouter.tables.record import Register
from resrouter.tables.rows import Node, Row, read, row

# So many resources are settled in about a millisecond.
_SMALL = 2000


class RouteTable:
    """Resources in an order of precedence, as one value: a change gives a new table that shares structure with the old.

    A table never gains or loses a resource or a path. The routes of its resources are theirs: one that is added to a
    resource answers through every table that holds it.

    Args:
        routes: what the table holds, in order of registration: resources, or nested data as `from_data()` reads it.
        precedence: who answers when several resources fit a path, see `resrouter.paths.precedence`.
        conflicts: what becomes of routes that only the order of registration tells apart: "raise" (a ConflictError
            with all of them, each with an example), "warn" (a ConflictWarning each), "ignore", or a function that is
            given them. Resources with `conflicting=True` may do so among themselves.
        slashes: a request that no route answers, but would with or without a slash at its end, is a miss ("strict"),
            is sent there with a 308 ("redirect"), or is answered ("ignore").
        merge_slashes, case: the same for slashes that stand side by side, and for upper and lower case of literal text.
        derived: "HEAD", to be answered by GET; "OPTIONS", to be answered with the allowed methods.
        schema: what the data of every route must fit: a class of pydantic's or msgspec's, or a function.
        names, syntax: what names may be, "identifiers" or "any" text; how paths are spelled, "braces" or "colon".

    Raises:
        ConflictError, DuplicateNameError: routes collide, or names are given twice.
        RouteDataError, DataError: something is no route, or its data does not fit the schema.
    """

    settings: Options
    index: PathIndex[Filed]
    # The resources that come first for paths without parameters, by these paths: entered when one is found, as each
    # registration may contest many of them. No more are entered than there are such paths. "GitHub, root".
    uncontested: dict[str, Filed]
    # What is done when no route answers; None when that is nothing.
    policy: Policy | None
    register: Register
    # How many were registered, ever, and when the table was settled.
    _registered: int
    _settled: int
    _listed: list[web.AbstractResource] | None  # found when they are asked for
    _last: web.AbstractResource | None

    __slots__ = "_last", "_listed", "_registered", "_settled", "index", "policy", "register", "settings", "uncontested"

    def __init__(self, routes: Node = (), **options: Unpack[OptionsByName]) -> None:
        self._start(Options.read({**options}))
        filled = self.add(routes)
        self.index, self.policy, self.register = filled.index, filled.policy, filled.register
        self._registered = filled._registered

    @classmethod
    def from_data(
        cls, routes: Node, *, data: Data = NO_DATA, prefix: str = "", **options: Unpack[OptionsByName]
    ) -> Self:
        """The table that nested data describes; see `resrouter.tables.rows` for the ways to write it.

        Args:
            routes: the routes.
            data: what is told of all of them.
            prefix: what their paths start with.
            **options: see the class.

        Raises:
            ConflictError, DuplicateNameError, RouteDataError, DataError, TemplateSyntaxError: see the class.
        """
        return cls((prefix, dict(data), [routes]) if data or prefix else routes, **options)

    @property
    def precedence(self) -> Precedence:
        """Who answers when several resources fit a path."""
        return self.settings.precedence

    @property
    def options(self) -> dict[str, Any]:
        """What the table was told beside its routes: `RouteTable(table.routes, **table.options)` equals the table."""
        return self.settings.told()

    @property
    def routes(self) -> tuple[Row, ...]:
        """The path and the data of every resource, in order of registration: name, methods, and what was merged.

        What `Replace` and its like said is carried out, so it says nothing of what comes above when they are mounted.
        """
        return tuple(row(resource) for resource in self.listed)

    @property
    def names(self) -> Mapping[str, web.AbstractResource]:
        """The named resources, in order of registration; those below live mounts are not among them."""
        named = {resource.name: resource for resource in self.listed if resource.name is not None}
        return MappingProxyType(named)

    @property
    def last(self) -> web.AbstractResource | None:
        """The resource that was registered last."""
        if self._last is None and len(self):
            self._last = self.listed[-1]
        return self._last

    @property
    def listed(self) -> list[web.AbstractResource]:
        """The resources in order of registration, one that was added twice in both places. Not to be changed."""
        if self._listed is None:
            filed_by = {entry.rank.registered: entry.value for entry in self.index.entries()}
            self._listed = [filed_by[number] for number in sorted(filed_by)]
        return self._listed

    def find(self, method: str, path: str, host: str | None = None) -> tuple[web.ResourceRoute, dict[str, str]] | None:
        """The route that answers the method on a path in safe form, and the values of its parameters.

        None when no route does, and when a resource has a say first that can only be asked with a request: an
        application, a directory, a resource of another library, a mounted function that takes the request.
        `Router.resolve()` asks those too. Domains are asked for the host, and passed over without one.
        """
        resource = self.uncontested.get(path)
        if resource is None:
            first = self.index.first(path)
            if first is None:
                return None
            entry, params, alone = first
            if entry.is_asked:
                return self._found(method, path, host)
            resource = entry.value
            if entry.is_plain:
                self.remember(path, resource)
        else:
            params, alone = {}, False
        # Not by route_for(): benchmarks/lookups.py, "find".
        route = resource._routes.get(method, resource._any_route)
        if route is not None:
            return route, params
        return None if alone else self._found(method, path, host)

    def asked(self, method: str, path: str, host: str | None = None) -> Asked:
        """What `find()` gives, or `ONLY_A_REQUEST_TELLS` where that is why it gives None."""
        return found_route(self.index.find(path), method, path, host)

    def _found(self, method: str, path: str, host: str | None) -> Answer | None:
        asked: Answer | None = self.asked(method, path, host)
        return None if asked is ONLY_A_REQUEST_TELLS else asked

    def match_by_path(self, path: str) -> Found | None:
        """What a path in safe form leads to, whatever the method; None when it leads nowhere."""
        return found_by_path(self.index.find(path), path)

    def match_by_name(self, name: str, /, **params: object) -> Found | PartialMatch | None:
        """The resource of that name with its path for these parameters.

        A `PartialMatch` says what is `required` as long as some are missing; None when no resource has the name.
        """
        return found_by_name(self.named(name), params)

    def named(self, name: str) -> web.AbstractResource | None:
        """The resource of that name; of one below a live mount a copy for links."""
        resource = self.register.named(name)
        if resource is not None:
            return resource
        below = (mount.named(name) for mount in self.register.mounts)
        return next((found for found in below if found is not None), None)

    def remember(self, path: str, resource: Filed) -> None:
        """Answer for a path without parameters at once from now on: the resource comes first for it."""
        if path and "%" not in path:
            self.uncontested[path] = resource

    def add(self, *routes: Node, owner: str | None = None) -> Self:
        """The table with these registered after all others, in one step: see the class for what it raises.

        Args:
            *routes: resources, or data as `from_data()` reads it.
            owner: who registers them, see `unload()`.
        """
        nodes = read(routes, root(self.settings.syntax))
        return self.extended([(resource, owner) for resource in placed(nodes, type(self))])

    def merge(self, *tables: "RouteTable") -> Self:
        """This table and others, in that order; of options that several were told the last one holds."""
        merged = self._empty(Options.read({**self.options, **{k: v for t in tables for k, v in t.options.items()}}))
        several: tuple[RouteTable, ...] = (self, *tables)
        return merged.extended([(resource, table.owner_of(resource)) for table in several for resource in table.listed])

    def remove(self, resource: web.AbstractResource) -> Self:
        """The table without a resource, however often it was added; raises LookupError when it does not hold it."""
        if resource not in self:
            raise LookupError(f"{resource!r} is not in the table")
        changed = self._copy()
        changed._last = None if self._last is resource else self._last
        for entry in self.entries_of(resource):
            changed.index = changed.index.remove(entry)
            changed.policy = changed.policy and changed.policy.without_entry(entry)
        changed.register = self.register.without(resource)
        return changed

    def replace(self, resource: web.AbstractResource, other: web.AbstractResource) -> Self:
        """The table with another resource in the place of one; raises LookupError when it does not hold that."""
        clash = self.remove(resource).clash(other)
        if clash is not None:
            raise clash
        replaced = self.replaced(resource, other)
        check(replaced, [other])
        return replaced

    def unload(self, owner: str) -> Self:
        """The table without what the owner registered; routes that it added to resources of others go too."""
        changed = self
        for own in self.register.owned_by(owner):
            changed = changed.remove(own)
        for other in self.register.visited_by(owner):
            changed = changed.replaced(other, without_routes_of(other, owner))
        return changed

    def owner_of(self, resource: web.AbstractResource) -> str | None:
        """Who registered a resource, if that was told."""
        record = self.register.of(resource)
        return None if record is None else record.owner

    def owned_by(self, owner: str) -> list[web.AbstractResource]:
        """What an owner registered."""
        return self.register.owned_by(owner)

    def owners(self) -> frozenset[str]:
        """Everybody who registered something, a route on another's resource too."""
        return self.register.owners()

    def extended(
        self, resources: Iterable[tuple[web.AbstractResource, str | None]], changed: Iterable[Resource] = ()
    ) -> Self:
        """The table with more resources, each with its owner; checked as one, with those that were changed."""
        table = self
        added: list[web.AbstractResource] = []
        duplicates: list[DuplicateNameError] = []
        for resource, owner in resources:
            duplicate = table.clash(resource, owner)
            if duplicate is not None:
                duplicates.append(duplicate)
            else:
                table = table.entered(resource, owner)
                added.append(resource)
        check(table, [*changed, *added], duplicates)
        return table

    def entered(self, resource: web.AbstractResource, owner: str | None = None) -> Self:
        """The table with one more resource, unchecked: a router checks names alone, as aiohttp does."""
        changed = self._copy()
        changed._registered = self._registered + 1
        changed._enter(resource, (self._registered,), owner)
        changed._last = resource
        return changed

    def replaced(self, resource: web.AbstractResource, other: web.AbstractResource) -> Self:
        """The table with another resource in the place of one, unchecked."""
        record = self.register.of(resource)
        changed = self.remove(resource)
        if record is not None:
            changed._enter(other, tuple({entry.rank.registered: 0 for entry in record.entries}), record.owner)
        return changed

    def clash(self, resource: web.AbstractResource, owner: str | None = None) -> DuplicateNameError | None:
        """The error when another resource has the name, ready to be raised; raises InvalidNameError for a bad one."""
        name = resource.name
        if name is None:
            return None
        refuse_bad_name(name, self.settings.names)
        holder = self.register.named(name)
        if holder is None:
            return None
        return DuplicateNameError(name, first=self.told(holder), second=self.told(resource, owner))

    def refiled(self, resource: web.AbstractResource) -> Self:
        """The table with the resource at the path that it has now, in its old place in the order."""
        if not isinstance(resource, Resource) or resource not in self:
            return self
        if all(entry.shape is resource.template.shape for entry in self.entries_of(resource)):
            return self
        return self.replaced(resource, resource)

    def candidates(self, path: str) -> list[Candidate[Filed]]:
        """All resources that fit a path in safe form, in the order in which they are asked."""
        return self.index.find(path)

    def count_visited(self, path: str) -> int:
        """How many nodes of the index a search for the path visits at most."""
        return self.index.count_visited(path)

    def ready(self) -> Self:
        """The table as it is served at the root: an empty path is '/'."""
        changed = self
        for candidate in self.index.find(""):
            empty = candidate.value
            if isinstance(empty, PlainResource) and not str(empty.template):
                changed = changed.replaced(empty, at_root(empty))
        return changed

    def settle(self) -> None:
        """Make look-ups in a large table as fast as in a small one: 50 ms for 100,000. Nothing else is to be seen."""
        self.index.settle()
        if self.policy is not None:
            self.policy.folded.settle()
        self.register.settle()
        self._settled = self._registered

    def settle_when_due(self) -> None:
        """Settle a table that is small, or of which a quarter is new: so a change costs no more, the larger it is."""
        if len(self) <= _SMALL or self._registered - self._settled > len(self) // 4:
            self.settle()

    def __iter__(self) -> Iterator[web.AbstractResource]:
        """The resources, in order of registration."""
        return iter({id(resource): resource for resource in self.listed}.values())

    def __len__(self) -> int:
        return len(self.register)

    def __contains__(self, resource: object) -> bool:
        return self.register.of(resource) is not None

    def __eq__(self, other: object) -> bool:
        """Whether the other is a table with the same routes in the same order, told the same."""
        if not isinstance(other, RouteTable):
            return NotImplemented
        return self is other or (self.options == other.options and self.routes == other.routes)

    def __hash__(self) -> int:
        return hash(tuple(resource.canonical for resource in self.listed))

    def __deepcopy__(self, _copied: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a table cannot be pickled; build it from the same data")

    def __str__(self) -> str:
        """The index as trees."""
        return self.index.drawn(lambda resource: resource.label if isinstance(resource, Linked) else repr(resource))

    def __repr__(self) -> str:
        return f"<RouteTable {len(self)} resources, precedence {self.precedence!r}>"

    def _start(self, settings: Options) -> None:
        self.settings, self.index, self.policy, self.uncontested = settings, PathIndex(), Policy.of(settings), {}
        self.register, self._registered, self._settled, self._listed, self._last = Register(), 0, 0, None, None

    def _empty(self, settings: Options) -> Self:
        empty = object.__new__(type(self))
        empty._start(settings)
        return empty

    def _copy(self) -> Self:
        copy = object.__new__(type(self))
        copy.settings, copy.index, copy.policy, copy.uncontested = self.settings, self.index, self.policy, {}
        copy.register = self.register
        copy._registered, copy._settled, copy._listed, copy._last = self._registered, self._settled, None, None
        return copy

    def _enter(self, resource: web.AbstractResource, registered: tuple[int, ...], owner: str | None) -> None:
        """File a resource in a copy that nobody has seen yet."""
        rule = RULES[self.settings.precedence]
        entries = tuple([entry for number in registered for entry in filed(resource, rule, number)])
        for entry in entries:
            self.index = self.index.add(entry)
            self.policy = self.policy and self.policy.with_entry(entry)
        self.register = self.register.with_entries(resource, entries, owner)

    def entries_of(self, resource: web.AbstractResource) -> tuple[Entry[Filed], ...]:
        """How a resource is filed: once for each time that it was added."""
        return self.register.entries(resource)

    def told(self, resource: web.AbstractResource, owner: str | None = None) -> tuple[str, str]:
        """The path and the place of a resource, with its owner."""
        owner = self.owner_of(resource) or owner
        return resource.canonical, place_of_resource(resource) + (f" ({owner})" if owner else "")
