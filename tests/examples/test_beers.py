"""examples/beers.py through real HTTP: each way of composing tables, by its name paths."""

import re
import runpy
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

BEERS = Path(__file__).parents[2] / "examples" / "beers.py"

pytestmark = pytest.mark.asyncio

Client = TestClient[web.Request, web.Application]


def example() -> dict[str, Any]:
    return runpy.run_path(str(BEERS))


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(example()["make_app"]())) as client:
        yield client


async def name_path(client: Client, path: str) -> list[str] | None:
    """The names that a request for the path goes through, outermost first; None when nothing answers it."""
    response = await client.get(path)
    if response.status == 404:
        return None
    names: list[str] = (await response.json())["names"]
    return names


async def send(client: Client, path: str, **form: str) -> tuple[int, str]:
    response = await client.post(path, data=form)
    # Where something was registered is a line of the example, which moves.
    return response.status, re.sub(r"\S*beers\.py:\d+", "beers.py", (await response.text()).rstrip())


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/gin/napue", ["napue"]),
        ("/vodka/russian", None),
        ("/ciders/weston", ["ciders"]),
        ("/ciders/9", None),
        ("/beers/lager", ["beers", "lager"]),
        ("/beers/saison", None),
        ("/dynamic/duo", ["dynamic", "lager-stout"]),
        ("/dynamic/trio", None),
        ("/breweries/orval", ["breweries", "orval"]),
        ("/breweries/orval/orval", ["breweries", "orval", "orval"]),
        ("/breweries/schlenkerla/rauchbier-märzen", ["breweries", "schlenkerla", "rauchbier_märzen"]),
        ("/breweries/orval/koff", None),
    ],
)
async def test_each_path_has_its_name_path(client: Client, path: str, names: list[str] | None) -> None:
    assert await name_path(client, path) == names


async def test_what_takes_only_a_post_says_so(client: Client) -> None:
    for path in ("/beers", "/breweries", "/taps"):
        response = await client.get(path)
        assert (response.status, response.headers["Allow"]) == (405, "POST")


async def test_a_beer_that_is_added_to_the_nested_router_is_there_at_once(client: Client) -> None:
    assert await name_path(client, "/beers/saison") is None
    assert await send(client, "/beers", name="saison") == (201, "/beers/saison")
    assert await name_path(client, "/beers/saison") == ["beers", "saison"]
    assert await name_path(client, "/beers/lager") == ["beers", "lager"]


async def test_a_conflict_is_refused_with_its_reason_and_changes_nothing(client: Client) -> None:
    await send(client, "/beers", name="saison")
    status, text = await send(client, "/beers", name="saison")
    assert status == 409
    assert text == (
        "Duplicate 'saison', already handled by '/saison'\n"
        "  /saison  beers.py  has it\n"
        "  /saison  beers.py  refused\n"
        "Give one of them another name, or add the routes to router['saison']."
    )
    status, text = await send(client, "/beers", name="grisette", at="saison")
    assert status == 409
    assert text == (
        "2 routes answer GET /saison, and only their order decides\n"
        "  'saison'    /saison  beers.py  answers\n"
        "  'grisette'  /saison  beers.py  never sees it\n"
        'Change a path, say conflicting=True of both, or choose conflicts="ignore" for the table.'
    )
    assert await name_path(client, "/beers/saison") == ["beers", "saison"]
    assert (await client.get("/link?name=beers:grisette")).status == 404


@pytest.mark.parametrize("form", [{}, {"name": ""}, {"name": "{x}"}, {"name": "a", "at": "{x:.*}"}, {"name": "a" * 41}])
async def test_nothing_from_a_form_becomes_a_pattern(client: Client, form: dict[str, str]) -> None:
    assert (await send(client, "/beers", **form))[0] == 400


async def test_the_dynamic_table_is_made_of_what_is_on_tap_now(client: Client) -> None:
    seen: list[object] = []
    for _ in range(4):
        answer = await (await client.get("/dynamic/duo")).json()
        assert answer["names"] == ["dynamic", "-".join(answer["data"]["taps"])]
        seen.append(answer["names"][1])
        await send(client, "/taps")
    assert seen == ["lager-stout", "stout-wit", "wit-lager", "lager-stout"]


async def test_a_brewery_comes_and_goes_with_the_whole_table_made_anew(client: Client) -> None:
    form = {"name": "Anchor", "town": "San Francisco", "beers": "Steam, Liberty"}
    assert await send(client, "/breweries", **form) == (201, "/breweries/anchor")
    assert await name_path(client, "/breweries/anchor/liberty") == ["breweries", "anchor", "liberty"]
    status, text = await send(client, "/breweries", **form)
    assert (status, text.count("Duplicate 'breweries:anchor")) == (409, 3)  # all of them at once
    assert (await client.delete("/breweries/anchor")).status == 204
    assert await name_path(client, "/breweries/anchor") is None
    assert await name_path(client, "/breweries/anchor/liberty") is None
    # What was nested stays nested, and live.
    await send(client, "/beers", name="saison")
    assert await name_path(client, "/beers/saison") == ["beers", "saison"]
    assert await name_path(client, "/dynamic/duo") == ["dynamic", "lager-stout"]


async def test_a_brewery_that_cannot_be_named_changes_nothing(client: Client) -> None:
    first = await (await client.get("/")).text()
    assert (await send(client, "/breweries", name="Class", town="x", beers="Class"))[0] == 409
    assert (await send(client, "/breweries", name="1664", town="x", beers="a"))[0] == 400
    assert await (await client.get("/")).text() == first


async def test_data_is_that_of_the_brewery_and_of_the_beer(client: Client) -> None:
    answer = await (await client.get("/breweries/rochefort/rochefort-10")).json()
    assert answer["data"] == {"brewery": "Rochefort", "town": "Rochefort", "beer": "Rochefort 10"}


async def test_every_brewery_and_every_beer_has_a_page_with_its_data(client: Client) -> None:
    breweries = example()["BREWERIES"]
    assert len(breweries) > 20
    text = await (await client.get("/")).text()
    links = [link for link in re.findall('href="([^"]*)"', text) if link.startswith("/breweries/")]
    pages = [await (await client.get(URL(link, encoded=True))).json() for link in links]
    told = {(page["data"]["brewery"], page["data"].get("beer")) for page in pages}
    assert told == {(one.name, beer) for one in breweries for beer in (None, *one.beers)}


async def test_every_link_of_the_first_page_leads_somewhere(client: Client) -> None:
    await send(client, "/beers", name="saison")
    links = re.findall('href="([^"]*)"', await (await client.get("/")).text())
    assert {"/beers/lager", "/beers/saison", "/dynamic/duo", "/ciders/weston", "/gin/napue"} < set(links)
    for link in links:
        assert (await client.get(URL(link, encoded=True))).status == 200, link


@pytest.mark.parametrize(
    ("target", "status", "answer"),
    [
        ("/which?path=/ciders/weston", 200, ("ciders", "/ciders/{cider:[a-z]+}", {"cider": "weston"})),
        ("/which?path=/beers/lager", 200, ("beers:lager", "/beers/lager", {})),
        ("/which?path=/dynamic/duo", 200, ("dynamic:lager-stout", "/dynamic/duo", {})),
        ("/which?path=/breweries/orval/orval", 200, ("breweries:orval:orval", "/breweries/orval/orval", {})),
        ("/which?path=/vodka/russian", 404, None),
        ("/which?path=x", 404, None),
        ("/which", 404, None),
    ],
)
async def test_a_path_can_be_matched_without_a_request(
    client: Client, target: str, status: int, answer: tuple[str, str, dict[str, str]] | None
) -> None:
    response = await client.get(target)
    assert response.status == status
    if answer is not None:
        assert tuple((await response.json()).values()) == answer


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("/link?name=ciders&cider=weston", {"path": "/ciders/weston"}),
        ("/link?name=ciders", {"required": ["cider"], "missing": ["cider"]}),
        ("/link?name=beers:lager", {"path": "/beers/lager"}),
        ("/link?name=breweries:nøgne_ø", {"path": "/breweries/n%C3%B8gne-%C3%B8"}),
    ],
)
async def test_a_name_gives_a_path_or_what_is_missing_for_one(
    client: Client, target: str, answer: dict[str, object]
) -> None:
    assert await (await client.get(target)).json() == answer


@pytest.mark.parametrize(
    ("target", "status", "part"),
    [
        ("/link?name=ciders&zider=weston", 400, "did you mean 'cider'?"),
        ("/link?name=ciders&cider=9", 400, "does not match its pattern '[a-z]+'"),
        ("/link?name=beers:saison", 404, "Not Found"),
        ("/link", 404, "Not Found"),
    ],
)
async def test_a_name_that_gives_no_path_says_why(client: Client, target: str, status: int, part: str) -> None:
    response = await client.get(target)
    assert (response.status, part in await response.text()) == (status, True)


async def test_run_as_a_program_it_serves_at_the_port_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, object]] = []
    monkeypatch.setattr(web, "run_app", lambda app, **options: served.append(options))
    monkeypatch.setattr(sys, "argv", [str(BEERS), "--port", "0"])
    runpy.run_path(str(BEERS), run_name="__main__")
    assert served == [{"host": "localhost", "port": 0}]


async def test_the_tables_that_were_merged_are_what_they_were(client: Client) -> None:
    module = example()
    before = module["SPIRITS"].routes, module["CIDERS"].routes
    module["make_app"]()
    assert (module["SPIRITS"].routes, module["CIDERS"].routes) == before
    assert [path for path, _ in before[0] + before[1]] == ["/gin/napue", "/ciders/{cider:[a-z]+}"]
