"""sanic-routing: Sanic's router, which compiles a tree into Python source."""

from functools import partial
from typing import Any

from sanic_routing import BaseRouter
from sanic_routing.exceptions import NoMethod, NotFound

from benchmarks.peers.peer import HAS_NO_GLUE, NOT_ALLOWED, NOT_FOUND, Answer, Endpoint, Finder, Peer
from benchmarks.syntax import CannotExpress, has_glue, spelt
from benchmarks.workloads import Table

KINDS: dict[str | None, str] = {
    None: "<NAME:str>",
    r"\d+": r"<NAME:\d+>",
    "[a-z]+": "<NAME:[a-z]+>",
    ".*": "<NAME:path>",
}


class Tree(BaseRouter):
    """The router as Sanic has it: asked by path and method."""

    def get(self, path: str, method: str) -> object:  # type: ignore[override]  # Sanic's own does so
        """The route, its handler and the parameters."""
        return self.resolve(path=path, method=method)


def build(table: Table, *, unquote: bool) -> Finder:
    """The router with its source compiled."""
    router = Tree()
    for method, template in table.routes:
        if has_glue(template):
            raise CannotExpress(template)
        endpoint = Endpoint(method, template)
        router.add(spelt(template, KINDS), endpoint, methods=[method], strict=True, unquote=unquote)
    router.finalize()
    get = router.get

    def ask(method: str, path: str) -> object:
        try:
            return get(path, method)
        except (NotFound, NoMethod) as error:
            return error

    return Finder(ask, _read, form="raw" if unquote else "decoded")


def _read(found: Any) -> Answer:
    if isinstance(found, NotFound):
        return NOT_FOUND
    if isinstance(found, NoMethod):
        return NOT_ALLOWED
    _route, endpoint, params = found
    return Answer(200, endpoint.method, endpoint.template, params)


SANIC = Peer(
    "sanic-routing",
    "sanic-routing",
    partial(build, unquote=False),
    {
        **HAS_NO_GLUE,
        "all": "It answers 22 of the 790 paths with 405, or by another route.",
        "8 KB, 8,000 slashes": "It takes off one slash after the other until Python's recursion limit.",
    },
    build_unquoting=partial(build, unquote=True),
)
