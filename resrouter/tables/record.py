"""What a table knows of its resources: how they are filed, who registered them, and their names."""

from collections.abc import Iterable
from typing import NamedTuple

from aiohttp import web

from resrouter.paths.branches import Branches, Table, settled, with_key, without_key
from resrouter.paths.entry import Entry
from resrouter.routing.resource import Resource
from resrouter.tables.asking import Filed
from resrouter.tables.mount import Mount

Entries = tuple[Entry[Filed], ...]

_NOBODY: frozenset[str] = frozenset()


class Record(NamedTuple):
    """How a resource stands in a table: one that was added twice has two entries."""

    resource: web.AbstractResource
    entries: Entries
    owner: str | None
    guests: frozenset[str]


class Register:
    """Resources by identity, name and owner. It never changes; a change gives another that shares with it."""

    __slots__ = ("_names", "_owned", "_records", "mounts")

    def __init__(self) -> None:
        self._records: Branches[int, Record] = Branches()
        self._names: Table[str, web.AbstractResource] = {}
        # What an owner has registered, and what it has added routes to.
        self._owned: Table[str, Branches[int, web.AbstractResource]] = {}
        #: The live mounts.
        self.mounts: tuple[Mount, ...] = ()

    def of(self, resource: object) -> Record | None:
        """What is known of a resource."""
        return self._records.get(_key(resource))

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
        guests: frozenset[str] = getattr(resource, "guests", _NOBODY)  # a resource of ours has some
        record = Record(resource, (*self.entries(resource), *entries), owner, guests)
        changed._records = self._records.with_key(_key(resource), record)
        if resource.name is not None:
            changed._names = with_key(self._names, resource.name, resource)
        if owner is not None or guests:
            for one in _owners(record):
                held = changed._owned.get(one) or Branches[int, web.AbstractResource]()
                changed._owned = with_key(changed._owned, one, held.with_key(_key(resource), resource))
        if isinstance(resource, Mount) and resource not in self.mounts:
            changed.mounts = (*self.mounts, resource)
        return changed

    def without(self, resource: web.AbstractResource) -> "Register":
        """The register without a resource; raises KeyError when it is not there."""
        changed = self._copy()
        record = self.of(resource)
        changed._records = self._records.without_key(_key(resource))
        if resource.name is not None and self._names.get(resource.name) is resource:
            changed._names = without_key(self._names, resource.name)
        for one in () if record is None else _owners(record):
            held = changed._owned.get(one)
            kept = None if held is None else held.without_key(_key(resource))
            changed._owned = with_key(changed._owned, one, kept) if kept else without_key(changed._owned, one)
        if isinstance(resource, Mount):
            changed.mounts = tuple(mount for mount in self.mounts if mount is not resource)
        return changed

    def owned_by(self, owner: str) -> list[web.AbstractResource]:
        """What an owner registered, in order of registration."""
        return [record.resource for record in self._held_by(owner) if record.owner == owner]

    def visited_by(self, owner: str) -> list[Resource]:
        """The resources of others to which an owner added routes."""
        others = (record.resource for record in self._held_by(owner) if record.owner != owner)
        return [resource for resource in others if isinstance(resource, Resource)]

    def _held_by(self, owner: str) -> list[Record]:
        held = self._owned.get(owner)
        found = [] if held is None else [record for _, one in held.items() if (record := self.of(one))]
        return sorted(found, key=lambda record: record.entries[0].rank.registered)

    def owners(self) -> frozenset[str]:
        """Everybody who registered something, a route on another's resource too."""
        return frozenset(owner for owner, _ in self._owned.items())

    def beyond(self, other: "Register") -> tuple[web.AbstractResource, ...]:
        """What is in this register and not in the other, in order of registration."""
        pairs = dict(self._records.unlike(other._records))
        own = [record for record in pairs.values() if other.of(record.resource) is None]
        own.sort(key=lambda record: record.entries[0].rank.registered)
        return tuple(record.resource for record in own)

    def settle(self) -> None:
        """Make look-ups of names in a large register as fast as in a small one. Nothing else can be seen of it."""
        self._names = settled(self._names)

    def __len__(self) -> int:
        return len(self._records)

    def _copy(self) -> "Register":
        copy = object.__new__(Register)
        copy._records, copy._names, copy._owned, copy.mounts = self._records, self._names, self._owned, self.mounts
        return copy


def _owners(record: Record) -> Iterable[str]:
    return record.guests if record.owner is None else record.guests | {record.owner}


def _key(resource: object) -> int:
    """The identity, its lowest bits mixed: they choose the ways in `Branches`, and are the same of all identities."""
    place = id(resource)
    return place ^ place >> 6
