"""aiohttp-jinja2: `url()` and `static()` in templates find names in `app.router`."""

from pathlib import Path

import aiohttp_jinja2
import jinja2
import pytest
from aiohttp import web

from tests.ecosystem.ways import Serve, Way

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.asyncio,
    # aiohttp-jinja2 1.6 keeps its context processors' results under a string
    pytest.mark.filterwarnings(
        "ignore:It is recommended to use web.RequestKey:aiohttp.web_exceptions.NotAppKeyWarning"
    ),
]

LINKS = {
    "{{ url('home') }}": "/",
    "{{ url('user', id=7) }}": "/u/7",
    "{{ url('user', id='a b?ü') }}": "/u/a%20b%3F%C3%BC",
    "{{ url('user', id='7', query_={'tab': 'repos', 'q': 'a&b'}) }}": "/u/7?tab=repos&amp;q=a%26b",
    "{{ url('post', year=2026, slug='hello') }}": "/2026/hello.html",
    "{{ url('files', filename='css/site 1.css') }}": "/files/css/site%201.css",
    "{{ static('css/site.css') }}": "https://cdn.example/s/css/site.css",
    "{{ request.match_info.route.resource.canonical }}": "/page",
    "{{ app.router['user'].url_for(id='x') }}": "/u/x",
}


async def nothing(request: web.Request) -> web.Response:
    raise AssertionError("only the name is used")


def pages(templates: dict[str, str]) -> web.Application:
    app = web.Application()
    app[aiohttp_jinja2.static_root_key] = "https://cdn.example/s"
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.DictLoader(templates),
        context_processors=[aiohttp_jinja2.request_processor],
    )
    return app


def names(directory: Path, app: web.Application) -> None:
    app.router.add_get("/", nothing, name="home")
    app.router.add_get("/u/{id}", nothing, name="user")
    app.router.add_get(r"/{year:\d{4}}/{slug}.html", nothing, name="post")
    app.router.add_static("/files", directory, name="files")


@pytest.mark.parametrize(("template", "text"), LINKS.items(), ids=LINKS.keys())
async def test_a_template_links_by_name(serve: Serve, tmp_path: Path, template: str, text: str) -> None:
    @aiohttp_jinja2.template("page")
    async def page(request: web.Request) -> dict[str, object]:
        return {}

    def register(app: web.Application) -> None:
        names(tmp_path, app)
        app.router.add_get("/page", page)

    client = await serve(register, pages({"page": template}))
    async with client.get("/page") as response:
        assert (response.status, await response.text()) == (200, text)


async def test_an_unknown_name_is_a_key_error(serve: Serve, tmp_path: Path) -> None:
    async def page(request: web.Request) -> web.Response:
        try:
            return aiohttp_jinja2.render_template("page", request, {})
        except KeyError as error:
            return web.Response(text=f"{'usr' in str(error)}")

    client = await serve(lambda app: app.router.add_get("/page", page), pages({"page": "{{ url('usr') }}"}))
    async with client.get("/page") as response:
        assert (response.status, await response.text()) == (200, "True")


async def test_a_view_renders_and_reads_its_parameters(serve: Serve, tmp_path: Path) -> None:
    class Page(web.View):
        @aiohttp_jinja2.template("page", status=203)
        async def get(self) -> dict[str, object]:
            return {"id": self.request.match_info["id"]}

    client = await serve(
        lambda app: app.router.add_view("/u/{id}", Page, name="user"),
        pages({"page": "{{ id }} at {{ url('user', id=id) }}"}),
    )
    async with client.get("/u/b%20c") as response:
        assert (response.status, await response.text()) == (203, "b c at /u/b%20c")


async def test_names_of_a_mounted_application_are_its_own(serve: Serve, way: Way, tmp_path: Path) -> None:
    @aiohttp_jinja2.template("page")
    async def page(request: web.Request) -> dict[str, object]:
        return {}

    def inner(app: web.Application) -> None:
        app.router.add_get("/{id}", page, name="user")

    def outer(app: web.Application) -> None:
        app.router.add_get("/u/{id}", page, name="user")
        inside = pages({"page": "{{ url('user', id=2) }}"})
        app.add_subapp("/inner", way.build(inside, inner))

    client = await serve(outer, pages({"page": "{{ url('user', id=2) }}"}))
    texts = []
    for path in ("/u/1", "/inner/1"):
        async with client.get(path) as response:
            texts.append(await response.text())
    assert texts == ["/u/2", "/inner/2"]
