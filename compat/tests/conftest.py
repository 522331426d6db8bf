"""Ways to ask a router: directly, and over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.http import HttpVersion11, RawRequestMessage
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

import resrouter_compat
from resrouter_compat import UrlDispatcher

Client = TestClient[web.Request, web.Application]
Answer = Callable[[web.UrlDispatcher, str, str], web.UrlMappingMatchInfo]


def request_for(method: str, target: str) -> web.Request:
    """A request whose target is as it stands on the wire: nothing is quoted and no dots are removed."""
    headers = CIMultiDictProxy(CIMultiDict({"Host": "shop.example"}))
    url = URL.build(path=target, encoded=True)
    raw = RawRequestMessage(method, target, HttpVersion11, headers, (), False, None, False, False, url)
    mocked = make_mocked_request(method, "/")
    return web.Request(
        raw,
        mocked._payload,
        mocked._protocol,
        mocked._payload_writer,
        mocked.task,
        mocked._loop,
        client_max_size=1024,
    )


@pytest.fixture
def router() -> UrlDispatcher:
    return UrlDispatcher()


@pytest.fixture(scope="session")
def answer() -> Answer:
    """A function that gives a router's answer for a method and a raw path."""

    def answered(router: web.UrlDispatcher, method: str, target: str) -> web.UrlMappingMatchInfo:
        # No resource of v1 waits for anything, so neither a loop nor a thread is needed.
        resolving = router.resolve(request_for(method, target))
        try:
            resolving.send(None)
        except StopIteration as stopped:
            found: web.UrlMappingMatchInfo = stopped.value
            return found
        raise AssertionError("the router waits")

    return answered


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[Client]]]:
    """A function that serves an application, or a router in a new one, on a free port and gives a client for it."""
    async with AsyncExitStack() as servers:

        async def started(what: web.Application | UrlDispatcher, **options: object) -> Client:
            app = what
            if isinstance(what, UrlDispatcher):
                app = web.Application()
                resrouter_compat.setup(app, what)
            assert isinstance(app, web.Application)
            return await servers.enter_async_context(TestClient(TestServer(app)))

        yield started
