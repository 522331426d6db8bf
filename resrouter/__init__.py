"""resrouter: resources, routes and links for aiohttp.

The floors of the house; a room imports from floors below it only:

```
cli          5  the command line
tables       3  many resources: as a value, and as a router that serves them; ways into an application
routing      2  one resource: path, routes, match info                            (aiohttp's classes live from here up)
paths        1  paths as text: templates, encoding, precedence, the index         (knows nothing of aiohttp)
errors       0  every error
```
"""

from resrouter.errors import (
    BaseUrlError,
    DeadRouteError,
    DuplicateNameError,
    FrozenRouterError,
    InvalidNameError,
    PartsError,
    ResrouterError,
    SetupError,
    ShadowedUrlError,
    TemplateSyntaxError,
    UnknownNameError,
    UrlError,
    ValueRefusedError,
)
from resrouter.paths.precedence import Precedence
from resrouter.paths.template import PathTemplate
from resrouter.routing.match_info import UNMATCHED, MatchInfo, MatchInfoError
from resrouter.routing.resource import DynamicResource, PlainResource, Resource
from resrouter.routing.route import Route
from resrouter.routing.static import StaticResource
from resrouter.tables.application import setup
from resrouter.tables.bridge import Bridge, bridge
from resrouter.tables.router import Router
from resrouter.tables.table import RouteTable

__version__ = "0.1.0"

__all__ = [
    "UNMATCHED",
    "BaseUrlError",
    "Bridge",
    "DeadRouteError",
    "DuplicateNameError",
    "DynamicResource",
    "FrozenRouterError",
    "InvalidNameError",
    "MatchInfo",
    "MatchInfoError",
    "PartsError",
    "PathTemplate",
    "PlainResource",
    "Precedence",
    "Resource",
    "ResrouterError",
    "Route",
    "RouteTable",
    "Router",
    "SetupError",
    "ShadowedUrlError",
    "StaticResource",
    "TemplateSyntaxError",
    "UnknownNameError",
    "UrlError",
    "ValueRefusedError",
    "__version__",
    "bridge",
    "setup",
]
