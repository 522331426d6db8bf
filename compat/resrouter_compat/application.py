"""The way into an application."""

from aiohttp import web

import resrouter
from resrouter_compat.dispatcher import UrlDispatcher


def setup(app: web.Application, router: UrlDispatcher | None = None) -> UrlDispatcher:
    """The v1 router that now is `app.router`, with everything that was registered on the application before.

    Args:
        app: an application that has neither started nor been mounted.
        router: the router to serve, perhaps filled at import time; a new one by default. With none given, a second
            call changes nothing.

    Raises:
        resrouter.SetupError: the application is frozen (a RuntimeError); nothing is changed.
        resrouter.DuplicateNameError: both hold a resource of one name (a ValueError); nothing is changed.
    """
    old = app.router
    if isinstance(old, UrlDispatcher) and (router is None or router is old):
        return old
    return resrouter.setup(app, UrlDispatcher() if router is None else router)
