"""The ways in which an application comes by its router. Every scenario of this group runs on each of them."""

from collections.abc import Awaitable, Callable
from enum import Enum

from aiohttp import web
from aiohttp.test_utils import TestClient

import resrouter

Register = Callable[[web.Application], object]
Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]


class Way(Enum):
    """aiohttp's own router, ours from the start, or ours with what aiohttp's own had taken before."""

    STOCK = "stock"
    SETUP = "setup"
    TAKEN_OVER = "taken_over"

    def build(self, app: web.Application, register: Register) -> web.Application:
        """The application after `register(app)`, with the router of this way."""
        if self is Way.SETUP:
            resrouter.setup(app)
        register(app)
        if self is Way.TAKEN_OVER:
            resrouter.setup(app)
        # Otherwise a scenario could pass on the wrong router.
        assert isinstance(app.router, resrouter.Router) is (self is not Way.STOCK)
        return app
