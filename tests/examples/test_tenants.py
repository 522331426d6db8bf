"""examples/tenants.py through real HTTP: pages below parameters, and links that come back at any depth."""

import runpy
import sys
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

import resrouter

TENANTS = Path(__file__).parents[2] / "examples" / "tenants.py"
SITE = URL("https://shops.example")

pytestmark = pytest.mark.asyncio

Client = TestClient[web.Request, web.Application]

PLAIN = "background: white"
DARK = "background: black; color: white"

# path, what is its heading, its style and its slogan, and where its links lead
PAGES = [
    ("/", "Tenants", PLAIN, "A shop", ["/t/acme/", "/t/initech/", "/t/umbrella/", "/t/initech/blog/tea%20&%20cake"]),
    ("/t/acme/", "Items", DARK, "Since 1920", ["/t/acme/items/1", "/t/acme/items/7", "/t/acme/blog/"]),
    ("/t/acme/items/7", "Rocket skates", DARK, "Since 1920", ["/t/acme/"]),
    ("/t/acme/blog/", "Blog", DARK, "The blog", ["/t/acme/blog/hello", "/t/acme/blog/tea%20&%20cake"]),
    ("/t/acme/blog/hello", "We are open", DARK, "The blog", ["/t/acme/blog/", "/t/acme/"]),
    ("/t/initech/", "Items", PLAIN, "A shop", ["/t/initech/items/3", "/t/initech/blog/"]),
    ("/t/initech/items/3", "Stapler", PLAIN, "A shop", ["/t/initech/"]),
    ("/t/initech/blog/tea%20&%20cake", "There is tea", PLAIN, "The blog", ["/t/initech/blog/", "/t/initech/"]),
]


class Page(HTMLParser):
    """What a page holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.canonical = ""
        self.style = ""
        self.texts: dict[str, str] = {}
        self._tag = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._tag = tag
        if tag == "a":
            self.links.append(values["href"])
        elif tag == "link":
            self.canonical = values["href"]
        elif tag == "body":
            self.style = values["style"]

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self._tag, data)


class Answer(NamedTuple):
    status: int
    page: Page


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    app: web.Application = runpy.run_path(str(TENANTS))["make_app"]()
    async with TestClient(TestServer(app)) as client:
        yield client


def router_of(client: Client) -> resrouter.Router:
    app = client.app
    assert app is not None
    assert isinstance(app.router, resrouter.Router)
    return app.router


async def read(client: Client, path: str) -> Answer:
    response = await client.get(URL(path, encoded=True))
    return Answer(response.status, Page(await response.text()))


async def crawl(client: Client) -> dict[str, Answer]:
    """The answer of every link that can be reached from the first page."""
    found: dict[str, Answer] = {}
    ahead = ["/"]
    while ahead:
        link = ahead.pop()
        if link not in found:
            found[link] = await read(client, link)
            ahead += found[link].page.links
    return found


@pytest.mark.parametrize(("path", "heading", "style", "slogan", "links"), PAGES)
async def test_a_page_is_its_tenant_s_with_links_that_stay_there(
    client: Client, path: str, heading: str, style: str, slogan: str, links: list[str]
) -> None:
    status, page = await read(client, path)
    assert status == 200
    assert (page.texts["h1"], page.style, page.texts["p"]) == (heading, style, slogan)
    assert page.links == links


async def test_every_link_on_every_page_leads_to_a_page(client: Client) -> None:
    found = await crawl(client)
    assert {link: answer.status for link, answer in found.items() if answer.status != 200} == {}
    assert found.keys() >= {path for path, *_ in PAGES}
    # Those below a tenant stay with it.
    for path, answer in found.items():
        if path.startswith("/t/"):
            tenant = path.split("/")[2]
            assert all(link.startswith(f"/t/{tenant}/") for link in answer.page.links), path


async def test_every_page_knows_its_own_absolute_address(client: Client) -> None:
    for path, answer in (await crawl(client)).items():
        assert answer.page.canonical == str(SITE) + path


@pytest.mark.parametrize(
    "path",
    [
        "/t/ACME/",  # refused by the prefix
        "/t/acme1/",
        "/t/a%2Fb/",
        "/t/%C3%A9/",
        "/t//",
        "/t/ACME/items/7",
        "/t/ACME/blog/hello",
        "/t/nobody/",  # refused by the middleware round the mount
        "/t/nobody/blog/hello",
        "/t/acme/items/3",  # an item of another tenant
        "/t/acme/items/x",
        "/t/acme/blog/none",
        "/t/acme",
        "/t/acme/nothing",
        "/items/7",  # the shop is nowhere else
        "/blog/hello",
    ],
)
async def test_what_is_no_page_of_a_tenant_is_a_404(client: Client, path: str) -> None:
    assert (await read(client, path)).status == 404


@pytest.mark.parametrize(
    ("name", "parts", "path"),
    [
        ("shop:items", {"tenant": "umbrella"}, "/t/umbrella/"),
        ("shop:item", {"tenant": "umbrella", "id": 2}, "/t/umbrella/items/2"),
        ("shop:blog:index", {"tenant": "umbrella"}, "/t/umbrella/blog/"),
        ("shop:blog:post", {"tenant": "umbrella", "slug": "tea & cake"}, "/t/umbrella/blog/tea%20&%20cake"),
        ("acme:blog:post", {"tenant": "acme", "slug": "hello"}, "/t/acme/blog/hello"),
    ],
)
async def test_a_link_from_the_root_reaches_through_all_mounts(
    client: Client, name: str, parts: dict[str, object], path: str
) -> None:
    assert str(router_of(client).url(name, parts=parts)) == path
    assert (await read(client, path)).status == 200


@pytest.mark.parametrize("tenant", ["ACME", "a/b", "", "é", "acme1", ".."])
async def test_there_is_no_link_for_a_tenant_that_the_prefix_refuses(client: Client, tenant: str) -> None:
    with pytest.raises(resrouter.ValueRefusedError) as refused:
        router_of(client).url("shop:blog:post", tenant=tenant, slug="hello")
    assert refused.value.part == "tenant"


async def test_a_path_is_matched_through_the_mounts(client: Client) -> None:
    found = router_of(client).table.match_by_path("/t/umbrella/blog/hello")
    assert found is not None
    assert (found.name, dict(found.params)) == ("shop:blog:post", {"tenant": "umbrella", "slug": "hello"})


async def test_a_change_of_the_shop_is_seen_by_all_tenants_at_once(client: Client) -> None:
    paths = [f"/t/{tenant}/sale" for tenant in ("acme", "initech", "umbrella")]
    root = router_of(client).table
    assert [(await read(client, path)).status for path in paths] == [404] * 3
    for _ in range(2):  # a second one changes nothing
        assert (await client.put("/sale")).status == 204
        pages = [await read(client, path) for path in paths]
        assert [page.status for page in pages] == [200] * 3
        assert [page.page.links for page in pages] == [[path.removesuffix("sale")] for path in paths]
    assert (await client.delete("/sale")).status == 204
    assert [(await read(client, path)).status for path in paths] == [404] * 3
    assert router_of(client).table is root


async def test_run_as_a_program_it_serves_at_the_port_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, object]] = []
    monkeypatch.setattr(web, "run_app", lambda app, **options: started.append(options))
    monkeypatch.setattr(sys, "argv", [str(TENANTS), "--port", "0"])
    runpy.run_path(str(TENANTS), run_name="__main__")
    assert started == [{"host": "localhost", "port": 0}]
