"""What a router holds, resource by resource, through applications and mounts: enough to make requests from."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

from aiohttp import web
from aiohttp.web_urldispatcher import Domain, StaticResource

from resrouter.migration.proof_handlers import Handlers
from resrouter.migration.proof_rows import LinkRow, Listing, ResourceRow
from resrouter.paths.encoding import safe_literal
from resrouter.tables.bridge import Bridge
from resrouter.tables.mount import Mount

ANY_TEXT = "[^{}/]+"
_HOLE = re.compile(r"\{([^\W\d]\w*)\}")


class Above(NamedTuple):
    """What stands above a resource: its application, the host that is asked for, a regex for the prefixes of mounts."""

    app: str = ""
    host: str | None = None
    regex: str = ""
    name: str | None = None

    def named(self, name: str) -> str:
        """The whole name of something below."""
        return f"{self.name}:{name}" if self.name else name


class Walk:
    """A walk over a router. Each of its applications gets a label, its prefix: '' is the outermost."""

    def __init__(self, router: web.UrlDispatcher, handlers: Handlers) -> None:
        self.routers: dict[str, web.UrlDispatcher] = {"": router}
        self.labels: dict[int, str] = {}
        self.listing: Listing = Listing(resources=[], links=[])
        self._handlers = handlers
        self._router(router, Above())

    def _router(self, router: web.UrlDispatcher, above: Above) -> None:
        for name, resource in router.named_resources().items():
            self._link(name, resource, above)
        self._resources(router.resources(), above)

    def _resources(self, resources: Iterable[web.AbstractResource], above: Above) -> None:
        for resource in resources:
            info = info_of(resource)
            if isinstance(app := info.get("app"), web.Application):
                self._router(app.router, self._below(app, resource, info, above))
            elif isinstance(resource, Mount):
                self._mount(resource, above)
            elif isinstance(resource, Bridge):
                self._resources(resource.router.resources(), above)
            else:
                self._own(resource, info, above)

    def _below(
        self, app: web.Application, resource: web.AbstractResource, info: Mapping[str, object], above: Above
    ) -> Above:
        rule = info.get("rule")
        host = _host_of(rule) if rule is not None else above.host
        label = f"{above.app}|{resource.canonical}" if rule is not None else resource.canonical
        while label in self.routers:
            label += " again"
        self.routers[label] = app.router
        self.labels[id(app)] = label
        return above._replace(app=label, host=host, name=None)

    def _mount(self, mount: Mount, above: Above) -> None:
        regex = above.regex + mount.template.pattern.pattern
        try:
            table = mount.table()
        except Exception:  # noqa: BLE001  # somebody else's function; its answers to requests say so too
            table = None
        self._add(regex, mount.canonical, (), above, takes_below=True)
        if table is None:
            return
        below = above._replace(regex=regex, name=above.named(mount.point.name) if mount.point.name else above.name)
        resources = list(table)
        for resource in resources:
            if resource.name is not None:
                self._link(resource.name, resource, below)
        self._resources(resources, below)

    def _own(self, resource: web.AbstractResource, info: Mapping[str, object], above: Above) -> None:
        routes = list(resource)
        for route in routes:
            self._handlers.number(handler_of(route))
        regex, takes_below = regex_of(resource, info)
        self._add(
            above.regex + regex, resource.canonical, [route.method for route in routes], above, takes_below=takes_below
        )

    def _add(self, regex: str, canonical: str, methods: Iterable[str], above: Above, *, takes_below: bool) -> None:
        row = ResourceRow(
            regex=regex, takes_below=takes_below, canonical=canonical, methods=list(methods), host=above.host
        )
        self.listing["resources"].append(row)

    def _link(self, name: str, resource: web.AbstractResource, above: Above) -> None:
        whole = self.routers[above.app].get(above.named(name))
        # What is below a mount is named with the parameters of the prefix too.
        canonical = (resource if whole is None else whole).canonical
        parts = dict.fromkeys(_HOLE.findall(canonical), ANY_TEXT)
        if isinstance(resource, StaticResource):
            parts["filename"] = ".+"
        self.listing["links"].append(LinkRow(app=above.app, name=above.named(name), parts=parts))


def info_of(resource: web.AbstractResource) -> Mapping[str, object]:
    """What `get_info()` says; nothing where that fails, as it may in classes from elsewhere."""
    try:
        return dict(resource.get_info())
    except Exception:  # noqa: BLE001  # somebody else's method
        return {}


def handler_of(route: web.AbstractRoute) -> object:
    """The handler that was registered, without the middlewares of groups round it."""
    handler: object = getattr(route, "unchained", None)
    return route.handler if handler is None else handler


def regex_of(resource: web.AbstractResource, info: Mapping[str, object]) -> tuple[str, bool]:
    """The regex of a resource's paths in safe form, and whether it takes what is below them too."""
    pattern, path, prefix = info.get("pattern"), info.get("path"), info.get("prefix")
    if isinstance(pattern, re.Pattern):
        return cast("re.Pattern[str]", pattern).pattern, False
    if isinstance(path, str):
        return re.escape(safe_literal(path)), False
    if isinstance(prefix, str):
        return re.escape(safe_literal(prefix.rstrip("/"))), True
    # A class from elsewhere, which may take anything below its path.
    pieces = _HOLE.split(resource.canonical.rstrip("/"))
    regex = "".join(
        f"(?P<{piece}>{ANY_TEXT})" if at % 2 else re.escape(safe_literal(piece)) for at, piece in enumerate(pieces)
    )
    return regex, True


def _host_of(rule: object) -> str | None:
    """A host that the rule of a domain is likely to take."""
    if not isinstance(rule, Domain):
        return None
    return str(rule.get_info().get("domain", rule.canonical)).replace("*", "a")
