"""A link to a named resource: 1,000 names, and plain values that are new each time."""

from collections.abc import Callable, Mapping, Sequence
from time import thread_time
from typing import TypeVar

from aiohttp import web
from django.urls import path as pattern
from django.urls import reverse
from litestar import Litestar, get
from starlette.routing import Route, Router
from werkzeug.routing import Map, Rule

from benchmarks.figures import Figure, Gap
from benchmarks.lookups import WrongAnswerError
from benchmarks.peers import django, litestar, starlette, werkzeug
from benchmarks.peers.stock import handler
from benchmarks.rounds import MICROSECONDS, ROUNDS, Turn, quiet, race
from benchmarks.syntax import spelt
from benchmarks.wanted import wanted
from benchmarks.workloads import Salt
from resrouter import Resource
from resrouter import Router as OurRouter

SECTION = "links"
BY_NAME = "by name"
OF_RESOURCE = "of a resource at hand"
CHECKED = "by name, refused if others answer it"
NAMES = 1000
QUICK_NAMES = 100
ASKED = 200  # in one turn
QUICK_ASKED = 20

R = TypeVar("R", bound=web.UrlDispatcher)

Templates = Mapping[str, str]
Link = Callable[[str, Mapping[str, str]], object]
"""What makes a link out of a name and the values; what it gives is the subject's own, and `str()` of it the path."""

_salt = Salt()


def figures(*, quick: bool = False, only: str = "", rounds: int = ROUNDS) -> list[Figure]:
    """The time of one link; all of them are compared with aiohttp's before.

    Raises:
        WrongAnswerError: somebody's link is another one than aiohttp's.
    """
    asked = QUICK_ASKED if quick else ASKED
    templates = _templates(QUICK_NAMES if quick else NAMES)
    found = []
    for work, make in {OF_RESOURCE: _of_resource, BY_NAME: _by_name, CHECKED: _checked}.items():
        if wanted(only, SECTION, work):
            links = make(templates)
            _check(links, list(templates))
            turns = {who: _turn(link, list(templates), asked) for who, link in links.items()}
            found += race(turns, rounds=rounds).figures(SECTION, work, MICROSECONDS)
    return found


def gaps() -> list[Gap]:
    """Who makes no links."""
    reason = "It makes no links; for Sanic the framework round its router does."
    return [Gap(SECTION, BY_NAME, who, reason) for who in ("falcon", "sanic-routing", "http-router", "routrie (Rust)")]


def _of_resource(templates: Templates) -> dict[str, Link]:
    theirs, ours = _named(web.UrlDispatcher(), templates), _named(OurRouter(), templates)
    # Both are looked up in a plain dict here, so that only the resources' own methods differ.
    resources: dict[str, web.AbstractResource] = {name: theirs[name] for name in theirs}
    own: dict[str, Resource] = {name: ours[name] for name in ours}
    return {
        "aiohttp": lambda name, parts: resources[name].url_for(**parts),
        "resrouter": lambda name, parts: own[name].url(parts),
    }


def _by_name(templates: Templates) -> dict[str, Link]:
    theirs, ours = _named(web.UrlDispatcher(), templates), _named(OurRouter(), templates)
    return {
        "aiohttp": lambda name, parts: theirs[name].url_for(**parts),
        "resrouter": lambda name, parts: ours[name].url(parts),
        "litestar": _litestar(templates),
        "werkzeug": _werkzeug(templates),
        "starlette": _starlette(templates),
        "django": _django(templates),
    }


def _checked(templates: Templates) -> dict[str, Link]:
    theirs, ours = _named(web.UrlDispatcher(), templates), _named(OurRouter(), templates)
    return {
        "aiohttp": lambda name, parts: theirs[name].url_for(**parts),
        "resrouter": lambda name, parts: ours.url(name, parts=parts),
    }


def _templates(number: int) -> Templates:
    return {f"kind{at}": f"/repos/{{owner}}/{{repo}}/kind{at}/{{number}}" for at in range(number)}


def _named(router: R, templates: Templates) -> R:
    for name, template in templates.items():
        router.add_route("GET", template, handler, name=name)
    router.freeze()
    return router


def _litestar(templates: Templates) -> Link:
    handlers = [
        get(spelt(template, litestar.KINDS), name=name, sync_to_thread=False)(litestar.nothing)
        for name, template in templates.items()
    ]
    make = Litestar(handlers, openapi_config=None).route_reverse
    return lambda name, parts: make(name, **parts)


def _werkzeug(templates: Templates) -> Link:
    rules = Map([Rule(spelt(template, werkzeug.KINDS), endpoint=name) for name, template in templates.items()])
    return rules.bind("localhost").build


def _starlette(templates: Templates) -> Link:
    make = Router(
        [
            Route(spelt(template, starlette.KINDS), starlette.Shared(template), name=name)
            for name, template in templates.items()
        ]
    ).url_path_for
    return lambda name, parts: make(name, **parts)


def _django(templates: Templates) -> Link:
    django.configure()
    patterns = tuple(
        pattern(spelt(template.removeprefix("/"), django.KINDS), django.View([]), name=name)
        for name, template in templates.items()
    )
    return lambda name, parts: reverse(name, urlconf=patterns, kwargs=parts)


def _check(links: Mapping[str, Link], names: Sequence[str]) -> None:
    for name, parts in _asked(names, QUICK_ASKED):
        said = {who: str(link(name, parts)) for who, link in links.items()}
        if len(set(said.values())) != 1:
            raise WrongAnswerError(f"{name} {parts}: {said}")


def _asked(names: Sequence[str], number: int) -> list[tuple[str, dict[str, str]]]:
    """So many of the names, evenly spread, with values that were never seen before."""
    chosen = names[:: len(names) // number]
    values = [_salt.next() for _ in chosen]
    return [
        (name, {"owner": f"ada{value}", "repo": f"shop{value}", "number": value})
        for name, value in zip(chosen, values, strict=True)
    ]


def _turn(link: Link, names: Sequence[str], number: int) -> Turn:
    def turn() -> float:
        asked = _asked(names, number)
        with quiet():
            start = thread_time()
            for name, parts in asked:
                link(name, parts)
            return (thread_time() - start) / len(asked)

    return turn
