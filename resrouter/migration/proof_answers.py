"""The answers of a router that does not serve, in words that another process would use too."""

from collections.abc import Mapping
from typing import cast

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict
from yarl import URL

from resrouter.migration.proof_handlers import Handlers, described, is_framework
from resrouter.migration.proof_listing import Walk, handler_of
from resrouter.migration.proof_rows import AnswerRow, LinkAnswer, LinkQuestion, Question

_NO_ANSWER = AnswerRow(
    status=0, allowed=[], params={}, route=None, resource=None, apps=[], handler=None, expects=None, raised=""
)


class Witness:
    """Answers for the router of a walk."""

    def __init__(self, walk: Walk, handlers: Handlers) -> None:
        self._walk = walk
        self._router = walk.routers[""]
        self._handlers = handlers
        # Its connection is a mock, which takes a while to make; the requests are its clones.
        self._request = make_mocked_request("GET", "/")

    async def answer(self, question: Question) -> AnswerRow:
        """The answer to a request."""
        url = URL.build(path=question["target"], encoded=True)
        headers = CIMultiDict(Host=question["host"] or "localhost")
        request = self._request.clone(method=question["method"], rel_url=url, headers=headers)
        try:
            return self._told(await self._router.resolve(request))
        except (Exception, SystemExit) as error:  # noqa: BLE001  # what somebody else's resource raises is the answer
            return {**_NO_ANSWER, "raised": type(error).__name__}

    def link(self, question: LinkQuestion) -> LinkAnswer:
        """The link to a name."""
        try:
            resource = self._walk.routers[question["app"]][question["name"]]
            return LinkAnswer(url=str(resource.url_for(**question["parts"])), raised="")
        except (Exception, SystemExit) as error:  # noqa: BLE001  # what it raises is the answer
            return LinkAnswer(url="", raised=type(error).__name__)

    def _told(self, found: web.UrlMappingMatchInfo) -> AnswerRow:
        error = found.http_exception
        route = found.route
        resource = getattr(route, "resource", None)
        return AnswerRow(
            status=0 if error is None else error.status,
            allowed=sorted(error.allowed_methods) if isinstance(error, web.HTTPMethodNotAllowed) else [],
            params={str(name): _text(value) for name, value in cast("Mapping[str, object]", found).items()},
            route=_name(route),
            resource=_name(resource),
            apps=[self._walk.labels.get(id(app), "an application elsewhere") for app in found.apps],
            handler=None if error is not None else self._handlers.number(handler_of(route)),
            expects=self._expecting(route),
            raised="",
        )

    def _expecting(self, route: object) -> int | None:
        handler = getattr(route, "_expect_handler", None)  # aiohttp keeps it in private, and only calls it
        return None if handler is None or is_framework(handler) else self._handlers.number(handler)


def _name(named: object) -> str | None:
    name = getattr(named, "name", None)
    return name if isinstance(name, str) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else described(value)
