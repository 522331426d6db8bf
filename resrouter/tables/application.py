"""The way into an application: `setup()` makes a router of ours its router."""

from typing import TypeVar, overload

from aiohttp import web

from resrouter.errors import SetupError
from resrouter.tables.router import Router

R = TypeVar("R", bound=Router)


@overload
def setup(app: web.Application, router: None = None) -> Router: ...


@overload
def setup(app: web.Application, router: R) -> R: ...


def setup(app: web.Application, router: Router | None = None) -> Router:
    """The router that now is `app.router`, with everything that was registered on the application before.

    Resources keep their identity, names, routes and order; those of aiohttp's own plain, dynamic and static
    classes become ours. What the application had comes after what the given router holds already.

    Args:
        app: an application that has neither started nor been mounted.
        router: the router to serve; a new one by default. With none given, a second call changes nothing.

    Raises:
        SetupError: the application or the router is frozen (a RuntimeError); nothing is changed.
        DuplicateNameError: both hold a resource of one name (a ValueError); nothing is changed.
    """
    old = app.router
    if isinstance(old, Router) and (router is None or router is old):
        return old
    new = Router() if router is None else router
    _refuse_frozen(app, new)
    new.take_over(old)
    if "freeze" in vars(old):
        _keep_freeze(old, new)
    # The one way in on aiohttp 3.14 and 4 alike: the `router=` argument warns on the one and is gone from the other.
    app._router = new  # pyright: ignore[reportPrivateUsage]  # there is no setter
    return new


def _refuse_frozen(app: web.Application, router: Router) -> None:
    if app.frozen or app.pre_frozen or app.router.frozen:
        raise SetupError(
            f"{app!r} is frozen: it has started, or is mounted on another application",
            "Call resrouter.setup(app) right after web.Application(), before add_subapp(), add_domain() and run_app().",
        )
    if router.frozen:
        raise SetupError(
            f"{router!r} is frozen: it serves an application that has started, or is mounted",
            "Give each application a router of its own.",
        )


def _keep_freeze(old: web.UrlDispatcher, new: Router) -> None:
    """Let the function that somebody put in the place of `old.freeze` decide for the new router too.

    Plugin hosts put one there that does nothing, to keep the router open while serving; others wrap the genuine one.
    """

    def freeze() -> None:
        old.freeze()
        if old.frozen:
            type(new).freeze(new)

    new.freeze = freeze  # type: ignore[method-assign]  # as they do
