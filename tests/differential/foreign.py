"""Resources that are made by hand, as applications make them: aiohttp's classes, ours, and classes of nobody's."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aiohttp import web
from yarl import URL

import resrouter


class Everything(web.AbstractResource):
    """An AbstractResource that answers GET on its path and below, as Home Assistant's does."""

    def __init__(self, path: str, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self._path = path
        self._route = web.ResourceRoute("GET", everything, self)

    @property
    def canonical(self) -> str:
        return self._path

    def url_for(self, **parts: str) -> URL:
        raise RuntimeError(f"{self!r} has no links")

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        path = request.rel_url.path_safe
        if not path.startswith(self._path):
            return None, set()
        if request.method != "GET":
            return None, {"GET"}
        return web.UrlMappingMatchInfo({"rest": path[len(self._path) :]}, self._route), {"GET"}

    def add_prefix(self, prefix: str) -> None:
        self._path = prefix + self._path

    def get_info(self) -> Any:
        return {}

    def raw_match(self, path: str) -> bool:
        return False

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return iter([self._route])


async def everything(request: web.Request) -> web.Response:
    return web.Response(text="everything")


class Below(web.Resource):
    """A web.Resource with its own `_match`, as maubot has it: everything below its path."""

    def __init__(self, path: str, *, name: str | None = None) -> None:
        super().__init__(name=name)
        self._path = path

    @property
    def canonical(self) -> str:
        return self._path

    def url_for(self, **parts: str) -> URL:
        return URL(self._path + parts["path"])

    def add_prefix(self, prefix: str) -> None:
        self._path = prefix + self._path

    def get_info(self) -> Any:
        return {"prefix": self._path}

    def raw_match(self, path: str) -> bool:
        return self._path == path

    def _match(self, path: str) -> dict[str, str] | None:
        return {"below": path[len(self._path) :]} if path.startswith(self._path) else None


class Louder(web.DynamicResource):
    """A subclass of aiohttp's dynamic resource that changes what it takes."""

    def _match(self, path: str) -> dict[str, str] | None:
        params = super()._match(path)
        return None if params is None else {name: text.upper() for name, text in params.items()}


Maker = Callable[[web.UrlDispatcher, Any, Any], Any]


def _own(theirs: type[Any], ours: type[Any]) -> Maker:
    """Of the class that belongs to the router."""

    def make(router: web.UrlDispatcher, path: Any, name: Any) -> Any:
        if isinstance(router, resrouter.Router):
            return ours(path, name=name)
        resource = theirs(path, name=name)
        resource.is_own = True  # the mark by which `known` tells it from a foreign one
        return resource

    return make


def _of(kind: type[Any]) -> Maker:
    return lambda router, path, name: kind(path, name=name)


KINDS: Mapping[str, Maker] = {
    "plain": _of(web.PlainResource),
    "dynamic": _of(web.DynamicResource),
    "everything": _of(Everything),
    "below": _of(Below),
    "louder": _of(Louder),
    "own plain": _own(web.PlainResource, resrouter.PlainResource),
    "own dynamic": _own(web.DynamicResource, resrouter.DynamicResource),
    "again": lambda router, path, name: list(router.resources())[-1],
    "nothing": lambda router, path, name: object(),
}
