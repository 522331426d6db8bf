"""What a table knows of its resources: how they are filed, who registered them, and their names."""

from typing import NamedTuple

from aiohttp import web

from resrouter.paths.branches import Branches, Table, settled, with_key, without_key
from resrouter.paths.entry import Entry
from resrouter.routing.resource import Resource
from resrouter.tables.asking import Filed

Entries = tuple[Entry[Filed], ...]


class Record(NamedTuple):
    """How a resource stands in a table: one that was added twice has two entries."""

    resource: web.AbstractResource
    entries: Entries
    owner: str | None


class Register:
    """Resources by their identity and by their names. It never changes; a change gives another that shares with it."""

    __slots__ = ("_names", "_records")

    def __init__(self) -> None:
        self._records: Branches[int, Record] = Branches()
        self._names: Table[str, web.AbstractResource] = {}

    def of(self, resource: object) -> Record | None:
        """What is known of a resource."""
        return self._records.get(id(resource))

    def named(self, name: str) -> web.AbstractResource | None:
        """The resource of that name."""
        return self._names.get(name)

    def entries(self, resource: web.AbstractResource) -> Entries:
        """How a resource is filed: once for each time that it was added."""
        record = self.of(resource)
        return () if record is None else record.entries

    def with_entries(self, resource: web.AbstractResource, entries: Entries, owner: str | None) -> "Register":
        """The register with more entries of a resource."""
        changed = self._copy()
        record = Record(resource, (*self.entries(resource), *entries), owner)
        changed._records = self._records.with_key(id(resource), record)
        if resource.name is not None:
            changed._names = with_key(self._names, resource.name, resource)
        return changed

    def without(self, resource: web.AbstractResource) -> "Register":
        """The register without a resource; raises KeyError when it is not there."""
        changed = self._copy()
        changed._records = self._records.without_key(id(resource))
        if resource.name is not None and self._names.get(resource.name) is resource:
            changed._names = without_key(self._names, resource.name)
        return changed

    def owned_by(self, owner: str) -> list[web.AbstractResource]:
        """What an owner registered."""
        return [record.resource for record in self._all() if record.owner == owner]

    def visited_by(self, owner: str) -> list[Resource]:
        """The resources of others to which an owner added routes."""
        others = [record.resource for record in self._all() if record.owner != owner]
        return [other for other in others if isinstance(other, Resource) and other.has_routes_of(owner)]

    def owners(self) -> frozenset[str]:
        """Everybody who registered something, a route on another's resource too."""
        guests = [getattr(route, "owner", None) for record in self._all() for route in record.resource]
        return frozenset(owner for owner in (*guests, *(record.owner for record in self._all())) if owner is not None)

    def settle(self) -> None:
        """Make look-ups of names in a large register as fast as in a small one. Nothing else can be seen of it."""
        self._names = settled(self._names)

    def __len__(self) -> int:
        return len(self._records)

    def _all(self) -> list[Record]:
        return [record for _, record in self._records.items()]

    def _copy(self) -> "Register":
        copy = object.__new__(Register)
        copy._records, copy._names = self._records, self._names
        return copy
