"""A change of a table that is served: built aside, checked, and swapped in as one."""

from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import NamedTuple, Self, cast

from aiohttp import web
from aiohttp.web_urldispatcher import ResourcesView

from resrouter.errors import FrozenRouterError, StaleEditError
from resrouter.paths.overlapping import overlapping
from resrouter.routing.copies import copied, is_rebuildable, without_routes_of
from resrouter.routing.place import calling_place
from resrouter.routing.resource import Resource
from resrouter.tables.builder import Builder
from resrouter.tables.change import Served
from resrouter.tables.dead import log_dead
from resrouter.tables.table import RouteTable


class _Copy(NamedTuple):
    """A resource of the draft that stands for one that is served."""

    original: Resource
    copy: Resource
    unchanged: tuple[web.AbstractRoute, ...]  # its routes as long as nothing was done to it
    served: tuple[web.AbstractRoute, ...]  # those of the original when it was copied


class Draft(Builder):
    """The building API on a table that nobody is served from. `Router.edit()` makes them.

    When the block ends, what was added and removed is applied to the table that is served then, checked and swapped in
    as one. When it ends in an exception, or a check refuses it, nothing has changed.
    """

    def __init__(self, served: Served, owner: str | None) -> None:
        super().__init__(served.table)
        self._served = served
        self._owner: str | None = owner
        self._is_open = False
        self._added: list[web.AbstractResource] = []
        self._removed: list[web.AbstractResource] = []
        # By the identity of the copy.
        self._copies: dict[int, _Copy] = {}

    def __getitem__(self, name: str) -> Resource:
        """A copy of the resource of that name: what is added to it is served with the rest of the draft.

        Raises:
            UnknownNameError: no resource has the name; a KeyError.
        """
        return cast(Resource, self._own(super().__getitem__(name)))  # or one of another class, as on a router

    def resources(self) -> ResourcesView:
        """What there is now, in order of registration: copies, as `draft[name]` gives them."""
        return ResourcesView([self._own(resource) for resource in self._table.listed])

    def named_resources(self) -> Mapping[str, web.AbstractResource]:
        """The named resources, in order of registration: copies, as `draft[name]` gives them."""
        return MappingProxyType({name: self._own(resource) for name, resource in self._table.names.items()})

    def _own(self, resource: web.AbstractResource) -> web.AbstractResource:
        """A copy for the draft; what cannot be changed here, being of another class or below a live mount, as it is."""
        if not isinstance(resource, Resource) or not is_rebuildable(resource) or resource not in self._table:
            return resource
        if any(resource is own for own in self._added) or id(resource) in self._copies:
            return resource
        copy = copied(resource)
        self._replace(resource, copy, tuple(copy))
        return copy

    def remove(self, resource: web.AbstractResource | str) -> None:
        """Take a resource away, by itself or by its name; raises LookupError when it is not there."""
        self._refuse_when_closed(str(resource))
        found: web.AbstractResource = super().__getitem__(resource) if isinstance(resource, str) else resource
        self._table = self._table.remove(found)
        copy = self._copies.get(id(found))
        if not any(found is own for own in self._added):
            self._removed.append(found if copy is None else copy.original)

    def unload(self, owner: str) -> None:
        """Take away what an owner registered; routes that it added to resources of others go too."""
        for resource in self._table.owned_by(owner):
            self.remove(resource)
        for other in self._table.register.visited_by(owner):
            self._replace(other, without_routes_of(other, owner), ())

    def __enter__(self) -> Self:
        if self._is_open or self._added or self._removed or self._copies:
            raise RuntimeError("A draft is one block; ask router.edit() for another")
        self._is_open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._is_open = False
        if error is None:
            self._served.update(self._applied)

    def _root(self) -> web.UrlDispatcher:
        return self._served if isinstance(self._served, web.UrlDispatcher) else self

    def _refuse_when_closed(self, path: str) -> None:
        """Nothing that is done before or after the block would ever be served."""
        if not self._is_open:
            raise FrozenRouterError(path, str(calling_place()))

    def _extend(self, *resources: web.AbstractResource) -> None:
        for resource in resources:
            self._refuse_when_closed(resource.canonical)
        super()._extend(*resources)
        self._added += resources

    def _replace(self, resource: Resource, copy: Resource, unchanged: tuple[web.AbstractRoute, ...]) -> None:
        """Put a copy in the place of a resource, which may be a copy itself."""
        if self._owner is not None and self._owner != resource.owner:
            copy.guest = self._owner
        self._table = self._table.replaced(resource, copy)
        earlier = self._copies.get(id(resource))
        original = resource if earlier is None else earlier.original
        served = tuple(original) if earlier is None else earlier.served
        self._copies[id(copy)] = _Copy(original, copy, unchanged, served)

    def _applied(self, table: RouteTable) -> RouteTable:
        """The draft's changes on the table that is served now, which others may have changed meanwhile."""
        # A group that failed has brought back what was removed in it, and taken back the copies.
        copies = [held for held in self._copies.values() if held.copy in self._table]
        standing = {id(held.original) for held in copies}
        for resource in self._removed:
            if resource not in self._table and id(resource) not in standing:
                table = _without(table, resource)
        changed: list[Resource] = []
        for original, copy, unchanged, served in copies:
            copy.guest = None
            if tuple(copy) != unchanged:
                if original not in table or tuple(original) != served:
                    raise StaleEditError(original.label, str(original.place))
                table = table.replaced(original, copy)
                changed.append(copy)
        added = [resource for resource in self._added if resource in self._table]
        table = table.extended([(resource, self._owner) for resource in added], changed)
        # As a router does when it is frozen, for what is new and what it may hide or be hidden by.
        own = [entry for resource in (*changed, *added) for entry in table.entries_of(resource)]
        near = {id(entry): entry for one in own for entry in (one, *overlapping(table.index, one, plain=()))}
        log_dead(near.values())
        return table


def _without(table: RouteTable, resource: web.AbstractResource) -> RouteTable:
    """The table without a resource, which may have gone already; raises StaleEditError when another stands for it."""
    if resource in table:
        return table.remove(resource)
    if isinstance(resource, Resource) and resource.name is not None and table.named(resource.name) is not None:
        raise StaleEditError(resource.label, str(resource.place))
    return table
