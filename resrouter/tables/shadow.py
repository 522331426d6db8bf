"""Who else answers a path: the check behind `Router.url()`."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from aiohttp import web
from aiohttp.web_urldispatcher import MatchedSubAppResource, PrefixedSubAppResource

from resrouter.paths.entry import Candidate
from resrouter.routing.resource import Resource
from resrouter.tables.asking import Filed
from resrouter.tables.mount import Mount
from resrouter.tables.table import RouteTable


class Shadows:
    """A look at a table and those below its live mounts, each asked for once: a function may give another each time."""

    def __init__(self, table: RouteTable) -> None:
        self._table = table
        self._below: dict[Mount, RouteTable | None] = {}

    def over(self, name: str, path: str) -> web.AbstractResource | None:
        """The resource after which no method is left for the named one on a path in safe form; None when one is."""
        resource = self._named(self._table, name)
        methods: set[str] = {route.method for route in resource or ()}
        taken: set[str] = set()
        for other in self._asked(self._table, path):
            if other is resource or not methods:
                return None
            taken |= _methods_taken(other)
            if "*" in taken or methods <= taken:
                return other
        return None

    def _named(self, table: RouteTable, name: str) -> web.AbstractResource | None:
        """The resource of that name as it is registered, where `table.named()` gives a copy for links."""
        own = table.register.named(name)
        if own is not None:
            return own
        for mount in table.register.mounts:
            below, inner = self._below_mount(mount), mount.name_below(name)
            found = None if below is None or inner is None else self._named(below, inner)
            if found is not None:
                return found
        return None

    def _asked(self, table: RouteTable, path: str) -> Iterator[web.AbstractResource]:
        """The resources that fit a path in the order in which they are asked, those below a live mount in its place."""
        for candidate in table.candidates(path):
            if not isinstance(candidate.value, Mount):
                if _is_taken(candidate):
                    yield candidate.value
                continue
            below, rest = self._below_mount(candidate.value), candidate.value.path_below(path)
            if below is not None and rest is not None:
                yield from self._asked(below, rest)

    def _below_mount(self, mount: Mount) -> RouteTable | None:
        if mount not in self._below:
            table = mount.table()
            self._below[mount] = table if isinstance(table, RouteTable) else None
        return self._below[mount]


def _is_taken(candidate: Candidate[Filed]) -> bool:
    try:
        return candidate.checked() is not None
    except Exception:  # noqa: BLE001  # another's converter: that it fails is told where it is asked
        return False


def _methods_taken(resource: web.AbstractResource) -> AbstractSet[str]:
    """The methods that a resource surely answers on a path that it fits."""
    if isinstance(resource, web.StaticResource) or (isinstance(resource, Resource) and resource.matches_by_template):
        return {route.method for route in resource}
    if isinstance(resource, PrefixedSubAppResource) and not isinstance(resource, MatchedSubAppResource):
        return {"*"}
    return frozenset()
