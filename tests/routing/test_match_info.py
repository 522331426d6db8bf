"""Match infos are aiohttp's, made with less work: whatever is asked of them, they answer as aiohttp's own do."""

from collections.abc import Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from aiohttp.web_urldispatcher import SystemRoute

from resrouter import MatchInfo, MatchInfoError, Router


async def handler(request: web.Request) -> web.Response:
    return web.Response()


def both() -> list[web.UrlDispatcher]:
    routers = [web.UrlDispatcher(), Router()]
    for router in routers:
        router.add_post("/plain", handler)
        router.add_post("/users/{name}", handler)
    return routers


REQUESTS = [("POST", "/plain"), ("POST", "/users/ada"), ("GET", "/users/ada"), ("GET", "/plain"), ("GET", "/nowhere")]

QUESTIONS: dict[str, Callable[[web.UrlMappingMatchInfo], object]] = {
    "the params": dict,
    "its truth": bool,
    "its length": len,
    "the apps": lambda info: info.apps,
    "the handler": lambda info: getattr(info.handler, "__qualname__", None),
    "the kind of route": lambda info: isinstance(info.route, SystemRoute),
    "the method": lambda info: info.route.method,
    "the expect handler": lambda info: info.expect_handler.__qualname__,
    "the status": lambda info: None if info.http_exception is None else info.http_exception.status,
    "the headers": lambda info: None if info.http_exception is None else dict(info.http_exception.headers),
    "the names of its information": lambda info: sorted(info.get_info()),
    "its text": lambda info: repr(info).partition(" at 0x")[0],
    "whether it is an error": lambda info: isinstance(info, web.UrlMappingMatchInfo),
    "whether it takes attributes": lambda info: hasattr(info, "__dict__"),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("method", "path"), REQUESTS)
async def test_a_match_info_answers_as_aiohttps(method: str, path: str, question: str) -> None:
    request = make_mocked_request(method, path)
    theirs, ours = [QUESTIONS[question](await router.resolve(request)) for router in both()]
    assert ours == theirs


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "path"), REQUESTS[2:])
async def test_an_error_makes_its_exception_once(method: str, path: str) -> None:
    found = await both()[1].resolve(make_mocked_request(method, path))
    assert isinstance(found, MatchInfoError)
    assert found.http_exception is found.http_exception
    assert found.route is found.route
    with pytest.raises(type(found.http_exception)) as raised:
        await found.handler(make_mocked_request(method, path))
    assert raised.value is found.http_exception


@pytest.mark.asyncio
async def test_two_requests_never_share_an_exception() -> None:
    router = both()[1]
    first, second = [await router.resolve(make_mocked_request("GET", "/nowhere")) for _ in range(2)]
    assert first.http_exception is not second.http_exception


@pytest.mark.asyncio
async def test_an_application_is_added_and_then_no_more() -> None:
    found = await both()[1].resolve(make_mocked_request("POST", "/plain"))
    app = web.Application()
    found.add_app(app)
    assert (found.apps, found.current_app) == ((app,), app)
    found.freeze()
    with pytest.raises(RuntimeError):
        found.add_app(app)


def test_the_params_of_a_match_info_are_its_own() -> None:
    router = Router()
    params = {"name": "ada"}
    found = MatchInfo(params, router.add_post("/users/{name}", handler))
    found["name"] = "bob"
    assert params == {"name": "ada"}


def test_an_error_made_by_hand_keeps_its_exception() -> None:
    exception = web.HTTPNotFound()
    assert MatchInfoError(exception).http_exception is exception
