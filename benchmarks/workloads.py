"""The tables to measure on, and the requests to ask of them.

A "~" in a request's path stands for text that is new on every pass, so that no cache by value answers in place of a
router.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from benchmarks.syntax import placed, translated
from benchmarks.tables import github_routes

Pairs = Sequence[tuple[str, str]]

DEEP = "/repos/o~/r~/pulls/~/reviews"


@dataclass(frozen=True, slots=True)
class Table:
    """Routes as (method, template) pairs in aiohttp's syntax, in the order of registration."""

    name: str
    routes: Pairs

    def by_template(self) -> dict[str, list[str]]:
        """The methods of each template."""
        methods: dict[str, list[str]] = {}
        for method, template in self.routes:
            methods.setdefault(template, []).append(method)
        return methods

    def by_place(self) -> dict[str, list[tuple[str, str]]]:
        """The routes of each template whose parameters are named by their places: "/users/{p2_1}"."""
        routes: dict[str, list[tuple[str, str]]] = {}
        for method, template in self.routes:
            routes.setdefault(placed(template), []).append((method, template))
        return routes


@dataclass(frozen=True, slots=True)
class Workload:
    """A table, and the (method, path) requests that one pass makes of it.

    An escaped one has "%" in its paths: a peer that is given them decoded cannot tell "%2F" from "/".
    """

    key: str
    name: str
    table: Table
    requests: Pairs
    is_escaped: bool = False


@cache
def workloads(*, quick: bool = False) -> tuple[Workload, ...]:
    """What is measured, the ordinary first; those of one table stand together. Quick ones have small tables."""
    size = 100 if quick else 1000
    return (
        *_on_github(10 if quick else 1),
        *_on_small_tables(),
        *_on_siblings(size),
        *_on_suffixes(size),
        *_on_twins(size),
        *_on_segments(),
        _masks(5 if quick else 10),
        *_on_long_paths(),
    )


def _on_github(step: int) -> list[Workload]:
    table = github()
    once = [(methods[0], filled(template)) for template, methods in table.by_template().items()][::step]

    def one(key: str, path: str, method: str = "GET", *, is_escaped: bool = False) -> Workload:
        return Workload(key, f"GitHub, {key}", table, [(method, path)], is_escaped)

    return [
        Workload("all", "GitHub, every template once", table, once),
        one("root", "/"),
        one("deep", DEEP),
        one("404 near", "/repos/o~/r~/pulls/~/nothing"),
        one("404 far", "/zzz~"),
        one("404 below a hit", f"{DEEP}/7/nothing/here"),
        one("405", DEEP, "DELETE"),
        one("escaped", "/repos/o%2Fo/r%20r/pulls/~/reviews", is_escaped=True),
    ]


def _on_small_tables() -> list[Workload]:
    route = Table("one route", [("GET", "/users/{name}")])
    plain = Table("one plain route", [("GET", "/users")])
    return [
        Workload("one route", "one route", route, [("GET", "/users/ada~")]),
        Workload("one plain route", "one plain route", plain, [("GET", "/users")]),
    ]


def _on_siblings(size: int) -> list[Workload]:
    ways = {
        "plain": "/page-{}/index",
        "below a parameter": "/{{tenant}}/list-{}/{{id}}",
        "glued": "/list-{}-{{id}}",
        "catch-alls": "/app{}/{{rest:.*}}",
    }
    return [_siblings(key, template, size) for key, template in ways.items()]


def _siblings(key: str, template: str, size: int) -> Workload:
    name = f"{size:,} {key}"
    table = Table(name, [("GET", template.format(number)) for number in range(size)])
    return Workload(key, name, table, asked(table.routes))


def _on_suffixes(size: int) -> list[Workload]:
    own = [("GET", f"/{{file}}.ext{number}") for number in range(size)]
    table = Table(f"{size:,} suffixes", [*own, ("GET", "/{file}.{ext}")])
    return [
        Workload("suffixes", f"{size:,} suffixes", table, asked(own)),
        Workload("any suffix", f"any suffix beside {size:,}", table, [("GET", "/name~.other")]),
    ]


def _on_twins(size: int) -> list[Workload]:
    return [
        _twins("twins", f"{size:,} regex twins", "", size),
        _twins("twins below a parameter", f"{size:,} regex twins below a parameter", "/{tenant}", size),
    ]


def _twins(key: str, name: str, prefix: str, size: int) -> Workload:
    pairs = [
        [("GET", f"{prefix}/r{number}/{{id:\\d+}}"), ("GET", f"{prefix}/r{number}/{{name:[a-z]+}}")]
        for number in range(size // 2)
    ]
    table = Table(name, [route for pair in pairs for route in pair])
    step = size // 40
    chosen = [route for pair in pairs[step // 2 :: step] for route in pair]
    return Workload(key, name, table, [(method, filled(template)) for method, template in chosen])


def _on_segments() -> list[Workload]:
    start = "".join(f"/part{number}/{{value{number}}}" for number in range(19))
    table = Table("40 segments", [("GET", f"{start}/end{number}/{{last}}") for number in range(100)])
    missing = [("GET", f"{filled(start)}/none/~")]
    return [
        Workload("40 segments", "40 segments", table, asked(table.routes)),
        Workload("40 segments, 404", "40 segments, 404", table, missing),
    ]


def _masks(segments: int) -> Workload:
    """Every way to have text or a parameter in each place: templates that overlap as often as they can."""
    ways = list(product((False, True), repeat=segments))
    routes = [
        ("GET", "".join(f"/{{p{at}}}" if is_param else f"/s{at}" for at, is_param in enumerate(way))) for way in ways
    ]
    name = f"{len(routes):,} masks"
    requests = [(method, filled(template)) for method, template in routes[::7]]
    return Workload("masks", name, Table(name, routes), requests)


def _on_long_paths() -> list[Workload]:
    files = Table("files", [("GET", "/files/{name}")])
    dashes = Table("dashes", [("GET", "/{a}-{b}-{c}")])
    ways = {
        "8 KB value": (files, "/files/~" + "x" * 8000),
        "8 KB, 4,000 segments": (files, "/files" + "/a" * 4000),
        "8 KB, 8,000 slashes": (files, "/files" + "/" * 8000),
        "80 dashes": (dashes, "/" + "-" * 80),
        "8,000 dashes": (dashes, "/" + "-" * 8000),
    }
    return [Workload(key, key, table, [("GET", path)]) for key, (table, path) in ways.items()]


@cache
def github() -> Table:
    """GitHub's REST API, as the package ghapi carries it."""
    return Table("GitHub", github_routes())


def asked(routes: Pairs, number: int = 20) -> list[tuple[str, str]]:
    """Requests for that many of the routes, evenly spread: their mean place is the middle of the table."""
    step = len(routes) // number
    return [(method, filled(template)) for method, template in routes[step // 2 :: step]]


def filled(template: str) -> str:
    """The template's path with new text for each parameter."""
    values = {r"\d+": "~", "[a-z]+": "name", ".*": "a/~"}
    return translated(template, lambda hole: values[hole.pattern] if hole.pattern else "value~")


class Salt:
    """Text that is new each time it is asked for: digits, always of one length."""

    def __init__(self) -> None:
        self._number = 1_000_000

    def next(self) -> str:
        """The next one."""
        self._number += 1
        return str(self._number)


def fresh(pairs: Iterable[tuple[str, str]], salt: str) -> list[tuple[str, str]]:
    """The requests with new text in their paths; a path without any is a new string too, with no hash yet."""
    return [(method, "".join((path[:1], path[1:].replace("~", salt)))) for method, path in pairs]
