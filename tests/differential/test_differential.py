"""Law 1: what aiohttp's router answers, ours answers; what it refuses, ours refuses.

More of the same, with a seed of your own: `python -m tests.differential.long --seed 7 --pairs 1000000`.
"""

import asyncio
import secrets
from collections.abc import Callable

import pytest
from aiohttp import web
from hypothesis import Phase, given, settings

from tests.differential.answers import Answer, Positions, Raised, answer, request_for
from tests.differential.comparison import Outcome, compare
from tests.differential.fragments import BAD_PATHS
from tests.differential.generator import cases
from tests.differential.known import Corrected, Reason
from tests.differential.long import case_at, reduced, run
from tests.differential.sides import Building, Ours, Stock, build, complete
from tests.differential.tables import FILES, Asked, Call, Case, Mount, New, Table, h0, h1


async def explained(outcome: Outcome, seed: str) -> Outcome:
    """The outcome, when all in it is explained."""
    for difference in outcome.differences:
        pytest.fail(f"seed {seed}: {await reduced(difference)}")
    return outcome


# Our own reduction leaves less than hypothesis's and takes a second, not minutes: it knows what a table is made of.
@settings(phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(cases())
def test_any_case_is_answered_as_aiohttp_answers_it(case: Case) -> None:
    async def check() -> None:
        await explained(await compare(case), "of hypothesis")

    asyncio.run(check())


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("seed", ["1", "2", "3"])
async def test_random_tables_answer_as_aiohttps_do(seed: str) -> None:
    outcome = await explained(await run(seed, 6_000), seed)
    # A run that met only misses would prove little.
    assert min(outcome.statuses[status] for status in (200, 404, 405)) > 300
    assert outcome.refusals.keys() >= {"ValueError", "RuntimeError", "AssertionError"}
    assert outcome.known.keys() >= {Reason.DEAD_LITERAL, Reason.STRAY_PERCENT, Reason.NOTHING_LEFT}


@pytest.mark.slow
@pytest.mark.asyncio
async def test_tables_that_were_never_tried_before_answer_as_aiohttps_do() -> None:
    seed = secrets.token_hex(4)
    await explained(await run(seed, 6_000), seed)


@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(40))
async def test_the_model_without_corrections_is_aiohttps_router(number: int) -> None:
    case = case_at("model", number)
    stock = Positions(build(case.table, Stock()))
    model = Positions(build(case.table, Corrected()))
    for asked in case.asked:
        request = request_for(asked)
        assert await answer(model, request) == await answer(stock, request)


async def both(table: Table, asked: Asked) -> tuple[Answer | Raised, Answer | Raised]:
    """What aiohttp's router answers, and what ours does."""
    case = Case(table, (asked,))
    sides = [complete(case, Building(table, side))[0] for side in (Stock(), Ours())]
    stock, ours = [await answer(Positions(built), request_for(asked)) for built in sides]
    return stock, ours


def get(path: str) -> Call:
    return Call("add_get", (path, h0))


KNOWN = [
    (Reason.DEAD_LITERAL, get("/café/{p}"), "/caf%C3%A9/a", 404, {"p": "a"}),
    (Reason.DEAD_LITERAL, get("/{p}/a b"), "/x/a%20b", 404, {"p": "x"}),
    (Reason.DEAD_LITERAL, get("/{p}|"), "/a%7C", 404, {"p": "a"}),
    (
        Reason.DEAD_LITERAL,
        Call("add_static", ("/bücher", FILES)),
        "/b%C3%BCcher/a.txt",
        404,
        {"filename": "a.txt"},
    ),
    (Reason.DEAD_LITERAL, Mount("/é", Table((get("/a"),))), "/%C3%A9/a", 404, {}),
    (Reason.STRAY_PERCENT, get("/{p}"), "/%%32F", {"p": "/"}, {"p": "%2F"}),
    (Reason.STRAY_PERCENT, get("/{p}"), "/%2%46", {"p": "/"}, {"p": "%2F"}),
    (Reason.STRAY_PERCENT, get("/{p}"), "/%%325", {"p": "%"}, {"p": "%25"}),
    (Reason.STRAY_PERCENT, get("/100%"), "/100%25", 404, {}),
    (Reason.STRAY_PERCENT, get(r"/{p:\d+%25}"), "/100%", 404, {"p": "100%"}),
    (Reason.ABSENT_GROUP, get("/{p:(?P<i>a)|b}"), "/b", TypeError, {"p": "b"}),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("reason", "step", "target", "theirs", "params"), KNOWN)
async def test_a_known_difference_is_as_it_is_described(
    reason: Reason, step: Call | Mount, target: str, theirs: object, params: dict[str, str]
) -> None:
    table = Table((step,))
    stock, ours = await both(table, Asked("GET", target))
    assert isinstance(ours, Answer)
    assert (ours.status, ours.params) == (200, params)
    if isinstance(stock, Raised):
        assert stock.type is theirs
    else:
        assert (stock.params if stock.status == 200 else stock.status) == theirs
    outcome = await compare(Case(table, (Asked("GET", target),)))
    assert not outcome.differences
    assert outcome.known == {reason: 1}


@pytest.mark.asyncio
async def test_a_plain_resource_with_a_brace_is_filed_by_all_of_its_path() -> None:
    table = Table((Call("add_route", ("GET", "/a/{p:.*}", h0)), by_hand("own plain", "/a/{p}")))
    asked = Asked("GET", "/a/%7Bp%7D")
    stock, ours = await both(table, asked)
    assert isinstance(stock, Answer)
    assert isinstance(ours, Answer)
    assert (stock.handler, ours.handler) == ("h0", "h1")
    assert (await compare(Case(table, (asked,)))).known == {Reason.BRACED_PLAIN: 1}


def by_hand(kind: str, path: str) -> Call:
    return Call("register_resource", (New(kind, path, None, (("GET", h1),)),))


TWICE = Table((by_hand("below", "/a"), Call("register_resource", (New("again", None),))))

# What random runs have found, each once.
FOUND: dict[str, tuple[Table, Asked]] = {
    "a set that swallows a parameter": (Table((get(r"/{r:\S+}/{s:[}{q:[a-z]+}./x"),)), Asked("GET", "/a/b/ab./x")),
    "a regex that leaves its parameter": (Table((get("/b/{q:a)|(.*}"),)), Asked("GET", "/b")),
    "a repetition too large": (Table((get("/{p:a{4294967296}}"),)), Asked("GET", "/a")),
    "no path": (Table((by_hand("below", ""),)), Asked("GET", "http://a.example")),
    "asterisk form": (Table((by_hand("below", ""),)), Asked("OPTIONS", "*")),
    "braces in a plain path": (Table((by_hand("own plain", "/{p:{2}}"),)), Asked("GET", "/%7Bp:%7B2%7D%7D")),
    "a dynamic path without parameters": (Table((by_hand("own dynamic", '/"/%%32F'),)), Asked("GET", "/%22/%252F")),
    "a plain path with escapes": (Table((get("/a%20b"),)), Asked("GET", "/a%20b")),
    "a dynamic path without a slash": (Table((by_hand("own dynamic", "x{p}"),)), Asked("GET", "/xa")),
    "a resource twice, then mounted": (Table((Mount("/s", TWICE),)), Asked("GET", "/s/s/a/x")),
    "a prefix with braces, nested": (
        Table((Mount("/{p}", Table((Mount("/q", Table(())), get("/r{s}")))),)),
        Asked("GET", "/%7Bp%7D/rx"),
    ),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("found", FOUND)
async def test_what_was_found_once_stays_mended(found: str) -> None:
    table, asked = FOUND[found]
    outcome = await compare(Case(table, (asked,)))
    assert [str(difference) for difference in outcome.differences] == []


def add_get_twice(router: web.UrlDispatcher) -> None:
    router.add_get("/a", h0, allow_head=False)
    router.add_get("/a", h1)


def add_routes_and_a_fault(router: web.UrlDispatcher) -> None:
    router.add_routes([web.get("/a", h0), web.get("/b", h1), web.get("/{", h1)])


def add_a_bad_method(router: web.UrlDispatcher) -> None:
    router.add_route("GE T", "/a", h0)


@pytest.mark.parametrize(
    ("register", "left_there", "left_here"),
    [
        (add_get_twice, ["GET", "HEAD"], ["GET"]),
        (add_routes_and_a_fault, ["HEAD", "GET", "HEAD", "GET"], []),
    ],
)
def test_a_refused_registration_leaves_nothing_behind(
    register: Callable[[web.UrlDispatcher], None], left_there: list[str], left_here: list[str]
) -> None:
    for side, left in ((Stock(), left_there), (Ours(), left_here)):
        router = build(Table(()), side).app.router
        with pytest.raises((RuntimeError, ValueError)):
            register(router)
        assert [route.method for route in router.routes()] == left


def test_a_refused_method_leaves_no_empty_resource_behind() -> None:
    for side, left in ((Stock(), 1), (Ours(), 0)):
        router = build(Table(()), side).app.router
        with pytest.raises(ValueError):
            add_a_bad_method(router)
        assert len(router.resources()) == left


@pytest.mark.parametrize("path", BAD_PATHS)
def test_a_path_that_aiohttp_refuses_is_refused_with_the_same_type(path: object) -> None:
    step = Call("add_route", ("GET", path, h0))
    stock, ours = (build(Table((step,)), side).refused[()][1] for side in (Stock(), Ours()))
    assert issubclass(ours, stock)


def test_a_reproduction_is_a_program_that_runs(capsys: pytest.CaptureFixture[str]) -> None:
    inner = Table((get("/{p}"), Call("add_routes", ([web.get("/a", h1), web.static("/s", FILES)],))))
    case = Case(Table((get("/a"), Mount("/sub", inner), get("/{"))), (Asked("GET", "/sub/x"),))
    exec(compile(case.code(), "the reproduction", "exec"), {})
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "aiohttp"
    assert [line for line in shown if "'p': 'x'" in line] != []
    assert sum("'p': 'x'" in line for line in shown) == 2
    assert sum("refused: " in line for line in shown) == 2
