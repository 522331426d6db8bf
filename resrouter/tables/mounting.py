"""What stands below a prefix: a table becomes part of the one above, anything that may change stays a reference."""

from collections.abc import Callable, Iterable, Iterator
from inspect import iscoroutinefunction, signature
from typing import Any

from aiohttp import web

from resrouter.errors import RouteDataError
from resrouter.routing.copies import copied_below, is_rebuildable
from resrouter.routing.mountpoint import MountPoint
from resrouter.routing.place import calling_place
from resrouter.routing.resource import Resource
from resrouter.routing.static import StaticResource
from resrouter.tables.mount import Mount
from resrouter.tables.rows import Child

# Makes a table of data; the class is above this module.
TableOf = Callable[[Any], Any]


def placed(items: Iterable[web.AbstractResource | Child], table_of: TableOf) -> Iterator[web.AbstractResource]:
    """The resources, those of mounted tables among them."""
    for item in items:
        if isinstance(item, Child):
            yield from mounted(item.point, item.target, table_of)
        else:
            yield item


def mounted(point: MountPoint, target: Any, table_of: TableOf) -> Iterator[web.AbstractResource]:
    """The resources that put a target below a mount point: copies of a table's, or a mount that asks it.

    Args:
        point: where.
        target: a table, a router, a function that gives a table or data for a request, or a resource.
        table_of: makes a table of data.

    Raises:
        RouteDataError: the target is none of them (a ValueError).
    """
    point = point if point.trail else point.as_mount()
    if isinstance(target, web.UrlDispatcher):
        mount = Mount(point, _looked_up(point, target), router=target)
        _refuse_double_parameters(mount)
        yield mount
    elif hasattr(target, "match_by_path") and not isinstance(target, type):
        for resource in target.listed:
            yield under(resource, point, table_of)
    elif isinstance(target, web.AbstractResource):
        yield under(target, point, table_of)
    elif isinstance(target, web.Application) or iscoroutinefunction(target) or isinstance(target, type):
        reason = (
            f"{target!r} cannot be mounted; mount a Router, a RouteTable, data, or a function that gives one of them"
        )
        raise RouteDataError(point.prefix, reason, str(calling_place()))
    elif callable(target):
        if _takes_request(target):
            yield Mount(point, lambda request: _table(target(request), table_of), is_decided_by_request=True)
        else:
            yield Mount(point, lambda _request: _table(target(), table_of))
    else:
        yield from mounted(point, table_of(target), table_of)


def under(resource: web.AbstractResource, point: MountPoint, table_of: TableOf) -> web.AbstractResource:
    """The like of a resource below a mount point."""
    if isinstance(resource, Mount):
        return resource.under(point)
    if isinstance(resource, Resource) and is_rebuildable(resource):
        return copied_below(resource, point)
    if isinstance(resource, StaticResource) and "{" not in point.prefix:
        return resource.under(point)
    # Of another class, which knows only its own path: it is asked for what is left of the request's below the prefix.
    table = table_of(resource)
    return Mount(point, lambda _request: table, is_named=False)


def _looked_up(point: MountPoint, router: web.UrlDispatcher) -> Callable[[web.Request | None], Any]:
    if getattr(router, "table", None) is None:
        reason = f"{router!r} is a router of aiohttp's; call resrouter.setup() on its application, or mount a Router"
        raise RouteDataError(point.prefix, reason, str(calling_place()))
    live: Any = router  # one of ours, whose class is above this module
    return lambda _request: live.table


def leads_to(target: object, router: web.UrlDispatcher) -> bool:
    """Whether a router is another, or has that mounted at some depth."""
    if target is router:
        return True
    table = getattr(target, "table", None)
    return table is not None and any(leads_to(mount.router, router) for mount in table.register.mounts)


def _refuse_double_parameters(mount: Mount) -> None:
    """Refuse a prefix with a parameter that a path below has too: a link could not tell the two apart."""
    names = frozenset(mount.template.names)
    for resource in mount.table() or ():
        if isinstance(resource, Resource) and not names.isdisjoint(resource.template.names):
            copied_below(resource, mount.point)  # which raises, as for a table


def _takes_request(function: Callable[..., Any]) -> bool:
    """Whether a function wants the request; one that does not can be asked for links too."""
    try:
        signature(function).bind()
    except (TypeError, ValueError):
        return True
    return False


def _table(given: Any, table_of: TableOf) -> Any:
    """The table that a function gave: a table, that of a router, or one made of data."""
    if hasattr(given, "match_by_path"):
        return given
    table = getattr(given, "table", None)
    return table_of(given) if table is None else table
