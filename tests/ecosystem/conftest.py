"""Each test of this group runs once on aiohttp's own router and twice on ours, see `ways.py`."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import cast

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.ecosystem.ways import Client, Register, Serve, Way


@pytest.fixture(params=list(Way), ids=lambda way: cast(Way, way).value)
def way(request: pytest.FixtureRequest) -> Way:
    return cast(Way, request.param)


@pytest_asyncio.fixture
async def serve(way: Way) -> AsyncIterator[Serve]:
    """A function that builds an application, serves it on a free port and gives a client for it."""
    async with AsyncExitStack() as servers:

        async def started(register: Register, app: web.Application | None = None) -> Client:
            built = way.build(web.Application() if app is None else app, register)
            return await servers.enter_async_context(TestClient(TestServer(built)))

        yield started
