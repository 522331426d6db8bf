"""resrouter: resources, routes and links for aiohttp.

The floors of the house; a room imports from floors below it only:

```
cli          5  the command line
micro        4  a small face of the router: colon paths, chains, groups
migration    4  carries old route code over, for the command line                 (libcst, an extra)
tables       3  many resources: as a value, and as a router that serves them; ways into an application
routing      2  one resource: path, routes, match info                            (aiohttp's classes live from here up)
paths        1  paths as text: templates, encoding, precedence, the index         (knows nothing of aiohttp)
errors       0  every error
```
"""

from resrouter.errors import (
    BaseUrlError,
    Collision,
    ConflictError,
    ConflictWarning,
    DataError,
    DeadRouteError,
    DuplicateNameError,
    FrozenRouterError,
    HandlerSignatureError,
    InvalidNameError,
    PartsError,
    RepeatedCallError,
    ResrouterError,
    RouteDataError,
    SetupError,
    ShadowedUrlError,
    StaleEditError,
    TemplateSyntaxError,
    UnknownNameError,
    UrlError,
    ValueRefusedError,
)
from resrouter.paths.converters import Converter
from resrouter.paths.precedence import Precedence
from resrouter.paths.syntax import Syntax
from resrouter.paths.template import PathTemplate
from resrouter.routing.chain import chain
from resrouter.routing.data import Default, Prepend, Replace
from resrouter.routing.match_info import UNMATCHED, Match, MatchInfo, MatchInfoError
from resrouter.routing.middleware import ForRoute, Middleware
from resrouter.routing.resource import DynamicResource, PlainResource, Resource
from resrouter.routing.route import Route
from resrouter.routing.static import StaticResource
from resrouter.tables.application import setup
from resrouter.tables.bridge import Bridge, bridge
from resrouter.tables.builder import Group
from resrouter.tables.change import TableDiff
from resrouter.tables.draft import Draft
from resrouter.tables.links import url_for
from resrouter.tables.matching import Found, PartialMatch
from resrouter.tables.mount import Mount
from resrouter.tables.router import Router
from resrouter.tables.table import RouteTable

__version__ = "0.1.0"

__all__ = [
    "UNMATCHED",
    "BaseUrlError",
    "Bridge",
    "Collision",
    "ConflictError",
    "ConflictWarning",
    "Converter",
    "DataError",
    "DeadRouteError",
    "Default",
    "Draft",
    "DuplicateNameError",
    "DynamicResource",
    "ForRoute",
    "Found",
    "FrozenRouterError",
    "Group",
    "HandlerSignatureError",
    "InvalidNameError",
    "Match",
    "MatchInfo",
    "MatchInfoError",
    "Middleware",
    "Mount",
    "PartialMatch",
    "PartsError",
    "PathTemplate",
    "PlainResource",
    "Precedence",
    "Prepend",
    "RepeatedCallError",
    "Replace",
    "Resource",
    "ResrouterError",
    "Route",
    "RouteDataError",
    "RouteTable",
    "Router",
    "SetupError",
    "ShadowedUrlError",
    "StaleEditError",
    "StaticResource",
    "Syntax",
    "TableDiff",
    "TemplateSyntaxError",
    "UnknownNameError",
    "UrlError",
    "ValueRefusedError",
    "__version__",
    "bridge",
    "chain",
    "setup",
    "url_for",
]
