"""The three precedences against a naive oracle: try every template, take the first by the sentences of the rule."""

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple

import pytest

from resrouter import Resource, Router
from resrouter.paths.precedence import PRECEDENCES, Precedence
from tests.differential import fragments
from tests.differential.answers import request_for
from tests.differential.choices import RandomChoices
from tests.differential.comparison import silent
from tests.differential.generator import Generator, Target
from tests.differential.known import ALL, Corrected, CorrectedRouter
from tests.differential.tables import HANDLERS, Asked

_PARAM = re.compile(r"\{(\w+):?((?:[^{}]|\{[^{}]*\})*)\}")
_SLASH_OUTSIDE = re.compile(r"/(?=(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*$)")


class Row(NamedTuple):
    """A registered template and its methods."""

    path: str
    methods: tuple[str, ...]


def registration_order(path: str) -> tuple[int, ...]:
    """The one that was registered first wins."""
    return ()


def aiohttp_order(path: str) -> tuple[int, ...]:
    """The longer literal prefix wins: up to the first parameter, cut back to a whole segment."""
    before, brace, _ = path.partition("{")
    prefix = before.rpartition("/")[0] if brace else before
    side = Corrected()
    side.active = ALL
    return (-len(side.literal(prefix).rstrip("/") or "/"),)


def specific_order(path: str) -> tuple[int, ...]:
    """Segment by segment: literal, constrained, plain, several; the last ends the comparison."""
    segments = _SLASH_OUTSIDE.split(path or "/")
    regexes = {regex for _, regex in _PARAM.findall(path)}
    looks_around = bool(regexes & (fragments.LOOKING.keys() | fragments.BREAKING.keys()))
    order: list[int] = []
    for segment in segments:
        params = _PARAM.findall(segment)
        if params and (looks_around or any(regex in fragments.CROSSING for _, regex in params)):
            return (*order, 3)
        is_plain = len(params) == 1 and segment == "{" + params[0][0] + "}"
        order.append(2 if is_plain else 1 if params else 0)
    return tuple(order)


ORDERS: Mapping[Precedence, Callable[[str], tuple[int, ...]]] = {
    "registration": registration_order,
    "aiohttp": aiohttp_order,
    "specific": specific_order,
}


def rows_of(generator: Generator, choices: RandomChoices) -> list[Row]:
    """The templates of a table, as far as they compile."""
    rows: list[Row] = []
    for _ in range(2 + choices.up_to(8)):
        path = rows[-1].path if rows and choices.chance(10) else generator.path()
        methods = fragments.METHODS[: 1 + choices.up_to(2)]
        if choices.chance(20):
            methods = (choices.one_of(fragments.METHODS),)
        try:
            Router().add_resource(path)
        except ValueError:
            continue  # a regex that needs a neighbour which is not there
        rows.append(Row(path, methods))
    return rows


class Table:
    """The same templates in a router of ours and in a list of aiohttp's resources, corrected as ours are."""

    def __init__(self, rows: list[Row], precedence: Precedence) -> None:
        self.order = ORDERS[precedence]
        self.rows = rows
        self.router = Router(precedence=precedence)
        side = Corrected()
        side.active = ALL
        model = CorrectedRouter(side)
        for number, row in enumerate(rows):
            # The name keeps neighbours with one path apart.
            resource = self.router.add_resource(row.path, name=f"n{number}")
            model.add_resource(row.path, name=f"n{number}")
            for method in row.methods:
                resource.add_route(method, HANDLERS[0])
        with silent():
            for router in (self.router, model):
                router.freeze()  # from here on an empty path means "/"
        self.templates: list[Any] = [*model.resources()]
        self.side = side

    def expected(self, asked: Asked) -> object:
        """By the rule: try every template, sort those that fit, take the first that has the method."""
        path = self.side.seen(request_for(asked)).rel_url.path_safe
        fitting = []
        for number, (row, template) in enumerate(zip(self.rows, self.templates, strict=True)):
            params = template._match(path)
            if params is not None:
                fitting.append(((self.order(row.path), number), row, params))
        fitting.sort(key=lambda found: found[0])
        for (_, number), row, params in fitting:
            if asked.method in row.methods or "*" in row.methods:
                return number, params
        return sorted({method for _, row, _ in fitting for method in row.methods})

    async def answer(self, asked: Asked) -> object:
        """What our router says."""
        found = await self.router.resolve(request_for(asked))
        if found.http_exception is not None:
            return sorted(getattr(found.http_exception, "allowed_methods", ()))
        assert isinstance(found.route.resource, Resource)
        return int((found.route.resource.name or "")[1:]), dict(found)


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("precedence", PRECEDENCES)
async def test_the_router_answers_by_the_sentences_of_the_rule(precedence: Precedence) -> None:
    hits = overlaps = 0
    for number in range(200):
        choices = RandomChoices(Random(f"{precedence}:{number}"))
        generator = Generator(choices, is_odd=number % 3 == 0)
        rows = rows_of(generator, choices)
        table = Table(rows, precedence)
        seen = [Target(row.path, None, row.methods[0]) for row in rows]
        for _ in range(15):
            asked = generator.asked(seen)
            expected = table.expected(asked)
            assert await table.answer(asked) == expected, f"{precedence}: {rows} {asked}"
            hits += isinstance(expected, tuple)
            overlaps += isinstance(expected, list) and len(expected) > 1
    # A run that met only misses would prove little.
    assert hits > 1_000
    assert overlaps > 50


@pytest.mark.asyncio
async def test_the_three_precedences_differ() -> None:
    rows = [Row("/{p:.*}", ("GET",)), Row("/a{p:.*}", ("GET",)), Row("/{p}", ("GET",))]
    asked = Asked("GET", "/ab")
    assert await Table(rows, "registration").answer(asked) == (0, {"p": "ab"})
    assert await Table(rows, "aiohttp").answer(asked) == (0, {"p": "ab"})
    assert await Table(rows, "specific").answer(asked) == (2, {"p": "ab"})
    assert await Table([rows[2], Row("/ab", ("*",))], "aiohttp").answer(asked) == (1, {})
