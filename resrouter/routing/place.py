"""Where in the code something was registered."""

import os
import sys
from functools import partial
from inspect import unwrap
from pathlib import Path
from types import FunctionType, MethodType
from typing import NamedTuple, cast

from aiohttp.web_routedef import RouteDef

# The code of `RouteDef.register()`, whose `self` knows the handler.
_DEFINITIONS = frozenset({RouteDef.register.__code__})

# Frames of these packages carry a registration out; the place is the line that asked for it.
_CARRIERS = frozenset({"aiohttp", "resrouter", "resrouter_compat"})


def _started_in() -> str:
    try:
        return f"{Path.cwd()}{os.sep}"
    except OSError:  # the directory has been removed
        return ""


# Asked once: it is a blocking call, and places are shown while a loop runs.
_STARTED_IN = _started_in()


class Place(NamedTuple):
    """A line of code."""

    file: str
    line: int

    def __str__(self) -> str:
        """The place as an editor opens it: 'shop/users.py:31', relative to where the process started when below it."""
        return f"{self.file.removeprefix(_STARTED_IN)}:{self.line}"


def calling_place() -> Place:
    """Where the registration that is under way was asked for.

    It is the nearest line on the stack that is neither aiohttp's nor resrouter's; for a route definition, which was
    written down elsewhere than `add_routes()` is called, the line of its handler.
    """
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]  # inspect.currentframe() is this, and optional
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in _CARRIERS:
        if frame.f_code in _DEFINITIONS:
            place = place_of_code(frame.f_locals["self"].handler)
            if place is not None:
                return place
        frame = frame.f_back
    return Place(frame.f_code.co_filename, frame.f_lineno)


def place_of_code(function: object) -> Place | None:
    """The line that defines a function or class, when it is Python code."""
    # By type: a mock has every attribute, and would lead on for ever.
    while isinstance(function, partial):
        function = cast("partial[object]", function).func
    if isinstance(function, type):
        # A class-based view: the first of its methods.
        function = next((member for member in vars(function).values() if isinstance(member, FunctionType)), None)
    if isinstance(function, MethodType):
        function = function.__func__
    if not isinstance(function, FunctionType):
        return None
    innermost: object = unwrap(function)
    if not isinstance(innermost, FunctionType):
        # A view, a partial or an object that can be called, which something was put round.
        return None if innermost is function else place_of_code(innermost)
    code = innermost.__code__
    return Place(code.co_filename, code.co_firstlineno)
