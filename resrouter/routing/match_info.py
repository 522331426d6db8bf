"""The answer for a request."""

from collections.abc import Iterator
from typing import NoReturn

from aiohttp import web
from aiohttp.web_urldispatcher import MatchInfoError as AiohttpMatchInfoError
from yarl import URL


class MatchInfo(web.UrlMappingMatchInfo):
    """aiohttp's match info: a dict of the path's parameters, with `route`, `handler`, `apps` and `resource`."""

    __slots__ = ()

    @property
    def resource(self) -> web.AbstractResource:
        """The resource that answers. On a 405 the first one whose path fits; on a 404 `UNMATCHED`."""
        resource = self.route.resource
        return UNMATCHED if resource is None else resource


class MatchInfoError(MatchInfo, AiohttpMatchInfoError):
    """The answer when no route fits: a 404 or 405, whose handler raises it, so that middlewares run as ever."""

    __slots__ = ("_resource",)

    def __init__(self, http_exception: web.HTTPException, resource: web.AbstractResource | None = None) -> None:
        AiohttpMatchInfoError.__init__(self, http_exception)
        # Not by truth: a resource without routes is false.
        self._resource = UNMATCHED if resource is None else resource

    @property
    def resource(self) -> web.AbstractResource:
        """On a 405 the first resource whose path fits the request; on a 404 `UNMATCHED`."""
        return self._resource

    def __repr__(self) -> str:
        return AiohttpMatchInfoError.__repr__(self)


class Unmatched(web.AbstractResource):
    """Stands for the resource that a request did not find. Its `canonical` is "unmatched", a bounded metric label."""

    @property
    def canonical(self) -> str:
        """The text 'unmatched', which is no path."""
        return "unmatched"

    async def resolve(self, request: web.Request) -> tuple[None, set[str]]:
        """Never matches."""
        return None, set()

    def raw_match(self, path: str) -> bool:
        """Never matches."""
        return False

    def url_for(self, **_parts: str) -> URL:
        """There is no such link; raises RuntimeError."""
        self._refuse()

    def add_prefix(self, prefix: str) -> None:
        """There is no such path; raises RuntimeError."""
        self._refuse()

    def get_info(self) -> dict[str, str]:  # type: ignore[override]  # aiohttp's own type is private
        """Nothing: an empty dict."""
        return {}

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return iter(())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<Unmatched>"

    def _refuse(self) -> NoReturn:
        raise RuntimeError("No resource was matched, so there is no path")


UNMATCHED = Unmatched()
