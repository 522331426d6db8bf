"""examples/blog.py through real HTTP, as a reader and an author use it."""

import asyncio
import os
import re
import runpy
import signal
import socket
import sys
from collections.abc import AsyncIterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

ROOT = Path(__file__).parents[2]
BLOG = ROOT / "examples" / "blog.py"

pytestmark = [pytest.mark.ecosystem, pytest.mark.asyncio]

Client = TestClient[web.Request, web.Application]


class Page(HTMLParser):
    """What a page holds, as a browser or a screen reader finds it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def links(self) -> set[str]:
        found = {attrs["href"] for tag in ("a", "link") for attrs in self.all(tag)}
        return {link for link in found if not link.startswith("#")}


def fresh_app() -> web.Application:
    app: web.Application = runpy.run_path(str(BLOG))["make_app"]()
    return app


@pytest_asyncio.fixture
async def client() -> AsyncIterator[Client]:
    async with TestClient(TestServer(fresh_app())) as client:
        yield client


async def read(client: Client, target: str) -> tuple[int, str]:
    response = await client.get(URL(target))
    return response.status, unescape(await response.text())


async def send(client: Client, target: str, **form: str) -> tuple[int, str]:
    """The status and where it leads."""
    response = await client.post(target, data=form, allow_redirects=False)
    return response.status, response.headers.get("Location", "")


async def crawl(client: Client) -> dict[str, tuple[int, str]]:
    """Status and text behind every link that can be reached from the first page."""
    found: dict[str, tuple[int, str]] = {}
    ahead = ["/"]
    while ahead:
        link = ahead.pop()
        if link not in found:
            response = await client.get(URL(link, encoded=True))
            text = await response.text()
            found[link] = response.status, text
            ahead += Page(text).links if response.content_type == "text/html" else ()
    return found


async def test_every_link_that_can_be_reached_leads_somewhere(client: Client) -> None:
    found = await crawl(client)
    assert {link: status for link, (status, _) in found.items() if status != 200} == {}
    assert {URL(link).path for link in found} >= {
        "/posts/new",
        "/posts/über-brücken",
        "/posts/灯台/edit",
        "/static/blog.css",
    }


async def test_every_page_can_be_read_aloud(client: Client) -> None:
    pages = {link: text for link, (_, text) in (await crawl(client)).items() if "<html" in text}
    pages["405"] = (await read(client, "/posts/tea/delete"))[1]
    for link, text in pages.items():
        page = Page(text)
        assert page.all("html") == [{"lang": "en"}], link
        assert len(page.all("h1")) == 1, link
        assert len(page.all("main")) == 1, link
        labelled = {label["for"] for label in page.all("label")}
        assert {field["id"] for tag in ("input", "textarea") for field in page.all(tag)} == labelled
        assert re.search(r"<title>\w.* · Landing stage</title>", text), link


async def test_the_list_goes_back_in_time(client: Client) -> None:
    _, first = await read(client, "/")
    _, last = await read(client, "/?page=3")
    assert "How to be lost well" in first
    assert "A place to write" not in first
    assert "A place to write" in last


async def test_the_links_of_a_search_keep_its_words(client: Client) -> None:
    _, text = await read(client, "/?q=THE")
    assert "“THE”" in text
    assert "/?q=THE&page=2" in text
    assert (await read(client, "/?q=THE&page=2"))[0] == 200


async def test_a_search_without_a_find_says_so(client: Client) -> None:
    assert "No post has all of these words" in (await read(client, "/?q=zeppelin"))[1]


@pytest.mark.parametrize("page", ["0", "4", "-1", "x", "", "9999999999", "१"])
async def test_a_page_that_the_list_has_not_is_a_404(client: Client, page: str) -> None:
    status, text = await read(client, str(URL("/").with_query(page=page)))
    assert (status, "The list has no such page" in text) == (404, True)


async def test_a_new_post_is_shown_at_an_address_with_its_words(client: Client) -> None:
    status, link = await send(client, "/posts/new", title=" Grüße  aus 東京 ", body="a\r\n\r\nb")
    assert (status, link) == (303, "/posts/gr%C3%BC%C3%9Fe-aus-%E6%9D%B1%E4%BA%AC")
    status, text = await read(client, link)
    assert (status, "<h1>Grüße aus 東京</h1>" in text) == (200, True)
    assert re.findall('<p class="text">(.*)</p>', text) == ["a", "b"]
    assert "Grüße aus 東京" in (await read(client, "/"))[1]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("New", "new-2"),  # /posts/new is the form: its link would not lead to the post
        ("Tea", "tea-2"),  # taken
        ("...", "post"),
        ("a/b%2Fc", "a-b-2fc"),
        ("x" * 100, "x" * 60),
    ],
)
async def test_a_slug_is_chosen_that_leads_to_the_post(client: Client, title: str, slug: str) -> None:
    assert await send(client, "/posts/new", title=title, body="b") == (303, f"/posts/{slug}")
    assert f"<h1>{title}</h1>" in (await read(client, f"/posts/{slug}"))[1]


@pytest.mark.parametrize("target", ["/posts/new", "/posts/tea/edit"])
@pytest.mark.parametrize(
    ("title", "body", "fault"),
    [
        ("", "kept", "A post needs a title."),
        (" ", "kept", "A post needs a title."),
        ("kept", " \r\n", "A post needs some text."),
        ("kept" * 26, "b", "A title has at most 100 characters."),
    ],
)
async def test_a_faulty_form_comes_back_with_its_text_and_the_reason(
    client: Client, target: str, title: str, body: str, fault: str
) -> None:
    response = await client.post(target, data={"title": title, "body": body})
    text = await response.text()
    assert response.status == 422
    assert fault in text
    assert "kept" in text
    assert "Four minutes" in (await read(client, "/posts/tea"))[1]


async def test_what_authors_write_is_text(client: Client) -> None:
    evil = "\"><script>alert(1)</script>' onload='"
    await send(client, "/posts/new", title=evil, body=evil)
    for link, (_, text) in (await crawl(client)).items():
        assert [attrs for tag, attrs in Page(text).tags if tag == "script"] == [], link
        assert "onload" not in {name for _, attrs in Page(text).tags for name in attrs}, link


async def test_an_edited_post_keeps_its_address(client: Client) -> None:
    assert await send(client, "/posts/tea/edit", title="Coffee", body="c") == (303, "/posts/tea")
    assert "<h1>Coffee</h1>" in (await read(client, "/posts/tea"))[1]


async def test_a_deleted_post_is_gone(client: Client) -> None:
    assert await send(client, "/posts/tea/delete") == (303, "/")
    assert (await read(client, "/posts/tea"))[0] == 404
    assert (await send(client, "/posts/tea/delete"))[0] == 404
    assert "Tea, and" not in (await read(client, "/?page=2"))[1]


@pytest.mark.parametrize(
    ("target", "heading"),
    [
        ("/nowhere", "No such page"),
        ("/posts/over-the-hill", "No such post"),
        ("/posts/over/the/hill", "No such page"),
        ("/posts/%3Cscript%3E/edit", "No such post"),
    ],
)
async def test_a_404_knows_which_resource_was_asked(client: Client, target: str, heading: str) -> None:
    response = await client.get(URL(target, encoded=True))
    text = await response.text()
    assert response.status == 404
    assert f"<h1>{heading}</h1>" in text
    assert "<script>" not in text


async def test_a_404_of_a_post_offers_a_search_for_its_words(client: Client) -> None:
    assert "/?q=the+harbour" in (await read(client, "/posts/the-harbour"))[1]


async def test_a_405_names_the_page_and_says_what_it_takes(client: Client) -> None:
    response = await client.get("/posts/tea/delete")
    text = await response.text()
    assert (response.status, response.headers["Allow"]) == (405, "POST")
    assert "The delete page takes POST only." in text
    assert "from the page that edits it" in text


async def test_the_style_sheet_carries_its_version(client: Client) -> None:
    links = {URL(link) for link in Page((await read(client, "/"))[1]).links}
    (css,) = (link for link in links if link.name == "blog.css")
    assert len(css.query["v"]) == 44  # a SHA-256 in base 64


async def test_it_starts_from_the_command_line() -> None:
    with socket.create_server(("localhost", 0)) as probe:
        port = probe.getsockname()[1]
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-u", str(BLOG), "--port", str(port)),
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert program.stdout is not None
        line = await asyncio.wait_for(program.stdout.readline(), 30)
        assert b"Running on" in line
        async with aiohttp.request("GET", f"http://localhost:{port}/") as response:
            assert response.status == 200
        program.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(program.wait(), 30) == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()
