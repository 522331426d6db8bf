"""A mapping of names to the resources of a table, and the links to them."""

from collections.abc import Iterator, Mapping
from threading import RLock
from types import MappingProxyType
from typing import cast

from aiohttp import web
from aiohttp.abc import AbstractRouter
from yarl import URL, Query

from resrouter.errors import ShadowedUrlError, UnknownNameError
from resrouter.paths.encoding import safe_path
from resrouter.paths.link import link, texts_of
from resrouter.routing.linked import Linked
from resrouter.routing.resource import Resource
from resrouter.routing.route import place_of_resource
from resrouter.routing.static import StaticResource
from resrouter.tables.shadow import Shadows
from resrouter.tables.shortcuts import Shortcuts
from resrouter.tables.table import RouteTable


class Named(Shortcuts):
    """What has a table: a mapping of names to its resources."""

    _table: RouteTable

    def __init__(self, table: RouteTable) -> None:
        # Past that of aiohttp's class, which would make lists for what the table holds.
        AbstractRouter.__init__(self)
        self._table = table
        # Whatever reads the table to put another in its place holds it: a thread must not undo what another did.
        self._lock = RLock()

    # What aiohttp's class and those who look into it find there; the table is the one place where they are kept.

    @property
    def _resources(self) -> list[web.AbstractResource]:  # type: ignore[override]  # an attribute there
        return self._table.listed

    @property
    def _named_resources(self) -> Mapping[str, web.AbstractResource]:  # type: ignore[override]  # an attribute there
        return self._table.names

    @property
    def table(self) -> RouteTable:
        """What there is now, as a value: later registrations do not change it."""
        return self._table

    def __getitem__(self, name: str) -> Resource:
        """The resource of that name; of one below a live mount a copy for links.

        Typed as `Resource`, as all are that were added here; one of another class, given to `register_resource()`,
        is returned as it is.

        Raises:
            UnknownNameError: no resource has the name; a KeyError.
        """
        resource = self._table.named(name)
        if resource is None:
            raise UnknownNameError(name, tuple(self._table.names))
        return cast(Resource, resource)  # the docstring says when it is not

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._table.named(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.names)

    def __len__(self) -> int:
        return len(self._table.names)

    def named_resources(self) -> Mapping[str, web.AbstractResource]:
        """The named resources, in order of registration."""
        return MappingProxyType(self._table.names)

    def url(
        self,
        name: str,
        /,
        *,
        parts: Mapping[str, object] | None = None,
        query: Query = None,
        fragment: str = "",
        base: URL | str | None = None,
        **params: object,
    ) -> URL:
        """The link to the named resource: a request for it is answered by that resource with exactly these parts.

        Args:
            name: the resource's name; "shop:item" for one below the mount "shop".
            parts: the path's parameters; those named `parts`, `query`, `fragment` or `base` can only be given here.
            query: as in `yarl.URL.with_query`: a mapping, or pairs in order, keys repeated or not.
            fragment: what follows "#", unquoted.
            base: an absolute URL to put in front, its path included.
            **params: the path's parameters by name.

        Raises:
            UnknownNameError: no resource has the name.
            PartsError: parts are missing or unknown.
            ValueRefusedError: a value would not come back.
            ShadowedUrlError: the path leads to another resource, whatever the method.
            BaseUrlError: the base is no absolute URL.
        """
        resource = cast(web.AbstractResource, self[name])  # it may be a foreign one
        given = {**(parts or {}), **params}
        if isinstance(resource, (Resource, StaticResource)):
            self._refuse_shadowed(resource, resource.raw_path(given))
        if isinstance(resource, Linked):
            return resource.url(given, query, fragment=fragment, base=base)
        return link(resource.url_for(**texts_of(given)).raw_path, query, fragment=fragment, base=base)

    def _refuse_shadowed(self, resource: Resource | StaticResource, raw: str) -> None:
        """Refuse a link that others answer for every method the resource has."""
        path = safe_path(URL.build(path=raw, encoded=True))
        # By its whole name: in a group it may have been asked for by a shorter one.
        winner = Shadows(self._table).over(resource.name or "", path)
        if winner is not None:
            error = ShadowedUrlError(
                raw,
                mine=(str(resource.template), place_of_resource(resource)),
                winner=(winner.canonical, place_of_resource(winner)),
            )
            error.resource = resource.label
            raise error
