"""Litestar: a tree of segments without a way back."""

from collections.abc import Callable
from typing import Any

from litestar import HttpMethod
from litestar import Litestar as Application
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.handlers import HTTPRouteHandler, route
from litestar.utils import normalize_path

from benchmarks.peers.peer import HAS_NO_GLUE, HAS_NO_REGEX, NOT_ALLOWED, NOT_FOUND, TAKES_DECODED, Answer, Finder, Peer
from benchmarks.syntax import CannotExpress, has_glue, spelt
from benchmarks.workloads import Table

KINDS: dict[str | None, str] = {None: "{NAME:str}", ".*": "{NAME:path}"}


def build(table: Table) -> Finder:
    """The router of an application."""
    handlers = [_handler(method, template) for method, template in table.routes]
    router = Application(handlers, openapi_config=None).asgi_router
    find: Callable[..., object] = router._handle_routing  # the public one caches answers by value

    def ask(method: str, path: str) -> object:
        try:
            return find(normalize_path(path), method)
        except (NotFoundException, MethodNotAllowedException) as error:
            return error

    return Finder(ask, _read)


def _handler(method: str, template: str) -> HTTPRouteHandler:
    if has_glue(template):
        raise CannotExpress(template)
    own = {"own": (method, template)}
    return route(spelt(template, KINDS), http_method=HttpMethod(method), sync_to_thread=False, opt=own)(nothing)


def nothing() -> None:
    """Nothing: only finding it is measured."""


def _read(found: Any) -> Answer:
    if isinstance(found, NotFoundException):
        return NOT_FOUND
    if isinstance(found, MethodNotAllowedException):
        return NOT_ALLOWED
    _app, handler, _path, params, _template = found
    method, template = handler.opt["own"]
    # It gives a pathlib.Path for the rest of a path, with a slash in front.
    return Answer(200, method, template, {name: str(value).removeprefix("/") for name, value in params.items()})


LITESTAR = Peer("litestar", "litestar", build, {**TAKES_DECODED, **HAS_NO_GLUE, **HAS_NO_REGEX})
