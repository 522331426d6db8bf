"""Warnings that name the line of the application, not one of a router."""

import sys
import warnings
from pathlib import Path
from types import FrameType

# Frames of these packages carry a call out (that of abc: a class is made); the line that is told is the one that asked.
_CARRIERS = frozenset({"abc", "aiohttp", "resrouter", "resrouter_compat"})


class UnreachableRouteWarning(UserWarning):
    """A route that never answers, as an earlier one takes its method on its path."""


def warn(text: str, category: type[Warning] = DeprecationWarning) -> None:
    """Warn at the nearest line on the stack that belongs neither to aiohttp nor to us."""
    _, level = _caller()
    warnings.warn(text, category, stacklevel=level)


def calling_line() -> str:
    """That line, as an editor opens it: 'shop/routes.py:31', relative to the working directory when below it."""
    frame, _ = _caller()
    path = Path(frame.f_code.co_filename)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"{shown}:{frame.f_lineno}"


def _caller() -> tuple[FrameType, int]:
    """The frame, and how far it is from the function that asks."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]  # inspect.currentframe() is this, and optional
    level = 1
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in _CARRIERS:
        frame = frame.f_back
        level += 1
    return frame, level
