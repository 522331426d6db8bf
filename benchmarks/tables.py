"""Tables to measure on, and the requests to ask of them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from ghapi.metadata import funcs


@dataclass(frozen=True, slots=True)
class Workload:
    """A table as (method, path) pairs, and the (method, path) requests that one round makes of it."""

    name: str
    routes: Sequence[tuple[str, str]]
    requests: Sequence[tuple[str, str]]


async def handler(_request: web.Request) -> web.Response:
    """Answers nothing of interest; only finding it is measured."""
    return web.Response()


def github_routes() -> list[tuple[str, str]]:
    """GitHub's REST API, as the package ghapi carries it."""
    # aiohttp takes identifiers only, and a few parameters have a dash in their name.
    pairs = {(row[1].upper(), re.sub(r"\{.*?\}", lambda name: name[0].replace("-", "_"), row[0])) for row in funcs}
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]))


def filled(path: str) -> str:
    """The path with a value for each parameter."""
    return "/".join("value7" if part.startswith("{") else part for part in path.split("/"))


def workloads() -> list[Workload]:
    """What is measured, the ordinary first."""
    github = github_routes()
    static = [("GET", f"/page-{number}/index") for number in range(1000)]
    siblings = [("GET", f"/{{tenant}}/list-{number}/{{id}}") for number in range(1000)]
    deep = "/repos/o/r/pulls/7/reviews"
    return [
        Workload("one route", [("GET", "/users/{name}")], [("GET", "/users/ada")]),
        Workload("one plain route", [("GET", "/users")], [("GET", "/users")]),
        Workload("GitHub, every template", github, [(method, filled(path)) for method, path in github]),
        Workload("GitHub, root", github, [("GET", "/")]),
        Workload("GitHub, deep", github, [("GET", deep)]),
        Workload("GitHub, 404 near", github, [("GET", deep + "/7/nothing/here")]),
        Workload("GitHub, 404 far", github, [("GET", "/nowhere")]),
        Workload("GitHub, 405", github, [("BREW", deep)]),
        Workload("GitHub, escaped", github, [("GET", "/repos/o%2Fo/r%20r/pulls/7/reviews")]),
        Workload("1,000 plain", static, static[::7]),
        Workload("1,000 below a parameter", siblings, [(method, filled(path)) for method, path in siblings[::7]]),
        Workload("1,000 glued", *_glued("/list-{}-{{id}}", "/list-{}-7")),
        Workload("1,000 suffixes", *_glued("/{{file}}.ext{}", "/name.ext{}")),
        Workload("1,000 catch-alls", *_glued("/app{}/{{rest:.*}}", "/app{}/a/b")),
        Workload("8 KB value", [("GET", "/files/{name}")], [("GET", "/files/" + "x" * 8000)]),
        Workload("8 KB of slashes", [("GET", "/files/{name}")], [("GET", "/files" + "/" * 8000)]),
    ]


def _glued(template: str, path: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    numbers = range(1000)
    return (
        [("GET", template.format(number)) for number in numbers],
        [("GET", path.format(number)) for number in numbers[::7]],
    )


def build(make: Callable[[], web.UrlDispatcher], routes: Sequence[tuple[str, str]]) -> web.UrlDispatcher:
    """A frozen router that holds the routes; templates of one path share a resource."""
    router = make()
    for method, path in routes:
        router.add_route(method, path, handler)
    router.freeze()
    return router
