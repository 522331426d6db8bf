"""examples/plugin_host.py through real HTTP: plugins come, change and go while a client keeps asking."""

import asyncio
import re
import runpy
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

import resrouter

HOST = Path(__file__).parents[2] / "examples" / "plugin_host.py"
ROUNDS = 10
CLIENTS = 3

# What each plugin answers: all of it is there while the plugin is loaded, and 404 or 405 otherwise.
PAGES = {
    "clock": [("GET", "/clock"), ("GET", "/clock/cet")],
    "lights": [("GET", "/lights/hall"), ("PUT", "/lights/hall")],
    "weather": [("GET", "/weather/oslo")],
    "cameras": [("GET", "/cameras")],
    "doorbell": [("POST", "/status")],
}

ALL_PAGES = [(plugin, page) for plugin, pages in PAGES.items() for page in pages]

NEVER = sys.maxsize  # the generation that is promised when a plugin has been unloaded

pytestmark = pytest.mark.asyncio

Client = TestClient[web.Request, web.Application]


class Answer(NamedTuple):
    """What a client saw."""

    plugin: str
    page: tuple[str, str]
    status: int
    generation: int | None  # the one that answered
    promised: int  # the newest whose load or reload had returned when the request was sent


class Size(NamedTuple):
    """How large a table is, in every way that it could grow."""

    resources: int
    listed: int
    names: int
    routes: int

    @classmethod
    def of(cls, table: resrouter.RouteTable) -> "Size":
        return cls(len(table), len(table.listed), len(table.names), sum(len(resource) for resource in table))


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    app: web.Application = runpy.run_path(str(HOST))["make_app"]()
    async with TestClient(TestServer(app)) as client:
        yield client


def served(client: Client) -> resrouter.RouteTable:
    app = client.app
    assert app is not None
    assert isinstance(app.router, resrouter.Router)
    return app.router.table


async def tell(client: Client, plugin: str, verb: str) -> tuple[int, str]:
    """The status and the text of loading, reloading or unloading."""
    response = await client.post(f"/plugins/{plugin}/{verb}")
    return response.status, await response.text()


async def ask(client: Client, plugin: str, page: tuple[str, str], promised: int = 0) -> Answer:
    response = await client.request(*page)
    generation = (await response.json())["generation"] if response.status == 200 else None
    return Answer(plugin, page, response.status, generation, promised)


async def ask_all(client: Client, promised: dict[str, int], seen: list[Answer]) -> None:
    for plugin, page in ALL_PAGES:
        seen.append(await ask(client, plugin, page, promised[plugin]))


async def keep_asking(client: Client, promised: dict[str, int], seen: list[Answer], end: asyncio.Event) -> None:
    while not end.is_set():
        await ask_all(client, promised, seen)


async def test_reloads_are_whole_and_unloads_exact_while_clients_keep_asking(client: Client) -> None:
    before = served(client)
    promised, seen, end = dict.fromkeys(PAGES, 0), list[Answer](), asyncio.Event()
    sizes: list[Size] = []
    async with asyncio.TaskGroup() as tasks:
        for _ in range(CLIENTS):
            tasks.create_task(keep_asking(client, promised, seen, end))
        for generation in range(1, ROUNDS + 2):
            for plugin in PAGES:
                assert (await tell(client, plugin, "load" if generation == 1 else "reload"))[0] == 200
                promised[plugin] = generation
            await ask_all(client, promised, seen)  # so that somebody has surely seen this generation
            sizes.append(Size.of(served(client)))
        for plugin in PAGES:
            assert (await tell(client, plugin, "unload"))[0] == 204
            promised[plugin] = NEVER
        await ask_all(client, promised, seen)
        end.set()
    assert {answer.status for answer in seen} == {200, 404, 405}
    assert [answer for answer in seen if answer.generation is not None and answer.generation < answer.promised] == []
    assert {answer.generation for answer in seen} == {None, *range(1, ROUNDS + 2)}
    assert (len(sizes), len(set(sizes))) == (ROUNDS + 1, 1)
    assert sizes[0].listed == sizes[0].resources
    after = served(client)
    assert after == before
    assert Size.of(after) == Size.of(before)
    assert after.owners() == frozenset()


async def test_a_loaded_plugin_is_never_missed_while_it_is_reloaded(client: Client) -> None:
    for plugin in PAGES:
        await tell(client, plugin, "load")
    promised, seen, end = dict.fromkeys(PAGES, 1), list[Answer](), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(keep_asking(client, promised, seen, end))
        for _ in range(ROUNDS):
            for plugin in PAGES:
                await tell(client, plugin, "reload")
        end.set()
    assert {answer.status for answer in seen} == {200}


@pytest.mark.parametrize("plugin", PAGES)
async def test_a_plugin_brings_its_pages_and_takes_exactly_them_away(client: Client, plugin: str) -> None:
    for other in PAGES:
        if other != plugin:
            await tell(client, other, "load")
    without = served(client)
    await tell(client, plugin, "load")
    assert [(await ask(client, plugin, page)).generation for page in PAGES[plugin]] == [1] * len(PAGES[plugin])
    await tell(client, plugin, "unload")
    assert {(await ask(client, plugin, page)).status for page in PAGES[plugin]} <= {404, 405}
    assert served(client) == without
    for other, page in ALL_PAGES:
        assert (other == plugin) is not ((await ask(client, other, page)).status == 200)


async def test_the_order_of_unloading_does_not_matter(client: Client) -> None:
    before = served(client)
    for order in (list(PAGES), list(PAGES)[::-1]):
        for plugin in PAGES:
            await tell(client, plugin, "load")
        for plugin in order:
            await tell(client, plugin, "unload")
        assert served(client) == before


async def test_a_clash_of_names_shows_both_owners_and_places_and_changes_nothing(client: Client) -> None:
    await tell(client, "clock", "load")
    table = served(client)
    status, text = await tell(client, "impostor", "load")
    assert status == 409
    assert re.search(r"/clock +\S*plugin_host\.py:\d+ \(clock\) +has it", text)
    assert re.search(r"/cuckoo/clock +\S*plugin_host\.py:\d+ \(impostor\) +refused", text)
    assert served(client) is table
    assert (await client.get("/cuckoo")).status == 404  # what it registered before is not there either


async def test_a_clash_of_paths_shows_both_owners_and_places_and_changes_nothing(client: Client) -> None:
    await tell(client, "clock", "load")
    table = served(client)
    status, text = await tell(client, "squatter", "load")
    assert status == 409
    assert re.search(r"'zone' +/clock/{zone} +\S*plugin_host\.py:\d+ \(clock\) +answers", text)
    assert re.search(r"- +/clock/{hour} +\S*plugin_host\.py:\d+ \(squatter\) +never sees it", text)
    assert served(client) is table


async def test_whoever_comes_first_is_the_owner(client: Client) -> None:
    assert (await tell(client, "impostor", "load"))[0] == 200
    assert (await tell(client, "clock", "load"))[0] == 409
    await tell(client, "impostor", "unload")
    assert (await tell(client, "clock", "load"))[0] == 200


async def test_the_journal_tells_what_each_change_brought_and_took(client: Client) -> None:
    for plugin, verb in [("lights", "load"), ("lights", "reload"), ("cameras", "load"), ("lights", "unload")]:
        await tell(client, plugin, verb)
    await tell(client, "doorbell", "load")
    await tell(client, "lights", "load")
    await tell(client, "squatter", "reload")  # refused, so no change
    assert await (await client.get("/journal")).json() == [
        {"added": ["/lights/{light}"], "removed": []},
        {"added": ["/lights/{light}"], "removed": ["/lights/{light}"]},
        {"added": ["/cameras"], "removed": []},
        {"added": [], "removed": ["/lights/{light}"]},
        {"added": ["/status"], "removed": ["/status"]},
        {"added": ["/lights/{light}"], "removed": []},
    ]


async def test_what_a_plugin_mounts_may_change_without_the_host(client: Client) -> None:
    await tell(client, "cameras", "load")
    table = served(client)
    assert (await client.get("/cameras/porch")).status == 404
    assert (await client.post("/cameras", data={"name": "porch"})).status == 201
    assert await (await client.get("/cameras/porch")).json() == {
        "plugin": "cameras",
        "generation": 1,
        "camera": "porch",
    }
    assert await (await client.get("/cameras")).json() == {"plugin": "cameras", "generation": 1, "cameras": ["porch"]}
    assert served(client) is table
    assert (await client.post("/cameras", data={"name": "porch"})).status == 409
    assert (await client.post("/cameras", data={"name": "{x}"})).status == 409


async def test_the_middleware_of_a_group_is_of_the_generation_that_answers(client: Client) -> None:
    await tell(client, "weather", "load")
    await tell(client, "weather", "reload")
    response = await client.get("/weather/oslo")
    assert response.headers["X-Plugin"] == "weather 2"
    assert await response.json() == {"plugin": "weather", "generation": 2, "city": "oslo", "unit": "celsius"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/plugins/clock/reload", 409),
        ("/plugins/clock/unload", 409),
        ("/plugins/nothing/load", 404),
        ("/plugins/clock/explode", 404),
    ],
)
async def test_what_cannot_be_done_is_refused(client: Client, path: str, status: int) -> None:
    table = served(client)
    assert (await client.post(path)).status == status
    assert served(client) is table


async def test_every_button_of_the_first_page_does_what_it_says(client: Client) -> None:
    for verb in ("load", "unload"):
        text = await (await client.get("/")).text()
        paths = [path for path in re.findall('action="([^"]*)"', text) if path.split("/")[2] in PAGES]
        assert {path for path in paths if path.endswith(f"/{verb}")} == {f"/plugins/{name}/{verb}" for name in PAGES}
        for name in PAGES:
            assert (await client.post(f"/plugins/{name}/{verb}")).ok
    assert (await (await client.get("/status")).json())["loaded"] == {}


async def test_run_as_a_program_it_serves_at_the_port_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, object]] = []
    monkeypatch.setattr(web, "run_app", lambda app, **options: started.append(options))
    monkeypatch.setattr(sys, "argv", [str(HOST), "--port", "0"])
    runpy.run_path(str(HOST), run_name="__main__")
    assert started == [{"host": "localhost", "port": 0}]
