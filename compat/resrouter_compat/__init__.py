"""aiohttp's router up to 0.20, on resrouter: old route code runs unchanged beside new resources.

    router = resrouter_compat.setup(app)
    router.add_route("GET", "/users/{name}", show, name="show")
    router.add_route("POST", "/users/{name}", save, name="save")
    router["show"].url(parts={"name": "ada"})   # a str: '/users/ada'

It stands on the public names of resrouter alone, and nothing stands on it.
"""

from aiohttp.abc import AbstractRouter

from resrouter_compat.adapter import ResourceAdapter
from resrouter_compat.application import setup
from resrouter_compat.dispatcher import RoutesView, UrlDispatcher
from resrouter_compat.match_info import AbstractMatchInfo, ErrorMatchInfo, SystemRoute, UrlMappingMatchInfo
from resrouter_compat.routes import DynamicRoute, PlainRoute, Route
from resrouter_compat.static import StaticRoute
from resrouter_compat.views import View
from resrouter_compat.warned import UnreachableRouteWarning

__all__ = [
    "AbstractMatchInfo",
    "AbstractRouter",
    "DynamicRoute",
    "ErrorMatchInfo",
    "PlainRoute",
    "ResourceAdapter",
    "Route",
    "RoutesView",
    "StaticRoute",
    "SystemRoute",
    "UnreachableRouteWarning",
    "UrlDispatcher",
    "UrlMappingMatchInfo",
    "View",
    "setup",
]
