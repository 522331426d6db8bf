"""The same requests, and random ones, given to `Router.resolve()` itself."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import HttpRequestParser, HttpRequestParserPy
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

import resrouter
from resrouter.paths.encoding import safe_path
from tests.cases.hostile import ALL, Hostile
from tests.hostile import world
from tests.hostile.client import request_bytes
from tests.hostile.targets import targets

# Seconds; a match that never ends fails by name.
pytestmark = pytest.mark.timeout(60)

Parser = type[HttpRequestParser] | type[HttpRequestParserPy]
PARSERS: dict[str, Parser] = {"default": HttpRequestParser, "python": HttpRequestParserPy}
HAS_C_PARSER = HttpRequestParser is not HttpRequestParserPy
BASE = make_mocked_request("GET", "/")
# Nodes for one path. The deepest template of the table has five segments, and at most three overlap anywhere.
MOST_VISITS = 8


@pytest.fixture(scope="module")
def router(tmp_path_factory: pytest.TempPathFactory) -> resrouter.Router:
    return world.build(tmp_path_factory.mktemp("tree"))[1]


def parsed(case: Hostile, parser: Parser) -> web.Request | None:
    """The request as aiohttp's server hands it on; None when its parser refuses it."""
    loop = asyncio.new_event_loop()
    try:
        reader = parser(BaseProtocol(loop), loop, 65536, max_line_size=8190)
        messages, _, _ = reader.feed_data(request_bytes(case))
    except HttpProcessingError:
        return None
    finally:
        loop.close()
    ((message, _),) = messages
    return BASE.clone(method=message.method, rel_url=message.url, headers=message.headers)


def asked(target: str) -> web.Request:
    return BASE.clone(rel_url=URL.build(path=target, encoded=True))


def status(found: web.UrlMappingMatchInfo) -> int:
    return 200 if found.http_exception is None else found.http_exception.status


@pytest.mark.asyncio
@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@pytest.mark.parametrize("case", ALL, ids=str)
async def test_resolve_answers_a_hostile_request(router: resrouter.Router, case: Hostile, parser: Parser) -> None:
    request = await asyncio.to_thread(parsed, case, parser)
    if request is None:
        assert case.status == 400
        return
    found = await router.resolve(request)
    assert status(found) in {200, 404, 405}
    if case.resource:
        assert (status(found), dict(found)) == (200, case.params)
    if case.status == 405:
        assert status(found) == 405


@pytest.mark.asyncio
@given(target=targets(), method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "*"]))
async def test_resolve_answers_random_bytes(router: resrouter.Router, target: bytes, method: str) -> None:
    request = asked(target.decode("utf-8", "surrogateescape")).clone(method=method)
    assert status(await router.resolve(request)) in {200, 404, 405}


@pytest.mark.asyncio
@given(target=st.text(st.characters(), max_size=60))
async def test_resolve_answers_random_text_with_lone_surrogates(router: resrouter.Router, target: str) -> None:
    assert status(await router.resolve(asked("/users/" + target))) in {200, 404}


def test_a_search_visits_few_nodes_however_large_the_table_is(router: resrouter.Router, tmp_path: Path) -> None:
    ten_times = world.build(tmp_path, siblings=10 * world.SIBLINGS)[1]
    for case in ALL:
        request = parsed(case, HttpRequestParserPy)
        if request is not None:
            path = safe_path(request.rel_url)
            visits = router.table.count_visited(path)
            assert visits <= MOST_VISITS, case
            assert ten_times.table.count_visited(path) == visits, case
