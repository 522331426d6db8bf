"""Directories over HTTP."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from yarl import URL

import resrouter
from resrouter_compat import StaticRoute, UrlDispatcher

Client = TestClient[web.Request, web.Application]
Serve = Callable[..., Awaitable[Client]]

pytestmark = pytest.mark.asyncio


async def show(_request: web.Request) -> web.Response:
    return web.Response(text="later")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """What is served, and beside it what is not."""
    inside = tmp_path / "site"
    (inside / "css").mkdir(parents=True)
    (inside / "a.txt").write_text("a")
    (inside / "a b.txt").write_text("space")
    (inside / "д.txt").write_text("cyrillic")
    (inside / "100%.txt").write_text("percent")
    (inside / "css" / "s.css").write_text("css")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "site2").mkdir()
    (tmp_path / "site2" / "a.txt").write_text("secret")
    (inside / "link").symlink_to(tmp_path / "site2")
    return inside


# The method and the path of a request, and the status and text of the answer.
ANSWERS: list[tuple[str, str, tuple[int, str | None]]] = [
    ("GET", "/s/a.txt", (200, "a")),
    ("GET", "/s/css/s.css", (200, "css")),
    ("GET", "/s/a.txt?v=1", (200, "a")),
    # names are decoded, once
    ("GET", "/s/a%20b.txt", (200, "space")),
    ("GET", "/s/%D0%B4.txt", (200, "cyrillic")),
    ("GET", "/s/css%2Fs.css", (200, "css")),
    ("GET", "/s/%61.txt", (200, "a")),
    ("GET", "/s/100%25.txt", (200, "percent")),
    ("GET", "/s/100%2525.txt", (404, None)),
    # a link in the directory is followed
    ("GET", "/s/link/a.txt", (200, "secret")),
    # the prefix ends in a slash
    ("GET", "/sx", (404, None)),
    ("GET", "/s", (404, None)),
    ("GET", "/sa.txt", (404, None)),
    ("GET", "/S/a.txt", (404, None)),
    ("GET", "/%73/a.txt", (404, None)),
    # no file: no later route is asked
    ("GET", "/s/later", (404, None)),
    ("GET", "/s/none.txt", (404, None)),
    ("GET", "/s/", (404, None)),
    ("GET", "/s/css", (404, None)),
    ("GET", "/s/css/", (404, None)),
    ("GET", "/s/%00", (404, None)),
    ("GET", f"/s/{'x' * 300}", (404, None)),
    # outside
    ("GET", "/s/../secret", (404, None)),
    ("GET", "/s/%2E%2E/secret", (404, None)),
    ("GET", "/s/..%2Fsecret", (404, None)),
    ("GET", "/s/..%2Fsite2%2Fa.txt", (404, None)),
    ("GET", "/s/%2E%2E%2F%2E%2E%2F%2E%2E%2F%2E%2E%2Fetc%2Fpasswd", (404, None)),
    ("GET", "/s//etc/passwd", (404, None)),
    # one that comes back is inside
    ("GET", "/s/css/..%2Fa.txt", (200, "a")),
    # other methods
    ("HEAD", "/s/a.txt", (405, None)),
    ("POST", "/s/a.txt", (405, None)),
    ("POST", "/s/none.txt", (405, None)),
    ("OPTIONS", "/s/a.txt", (405, None)),
]


@pytest.mark.parametrize(("method", "target", "expected"), ANSWERS)
async def test_a_directory_answers(
    method: str, target: str, expected: tuple[int, str | None], router: UrlDispatcher, directory: Path, serve: Serve
) -> None:
    router.add_static("/s", str(directory), name="static")
    router.add_route("GET", "/s/later", show)
    client = await serve(router)
    async with client.request(method, URL(target, encoded=True)) as response:
        text = await response.text() if response.status == 200 else None
        assert (response.status, text) == expected
        assert response.headers.get("Allow") == ("GET" if response.status == 405 else None)


async def test_a_link_leads_to_the_file(router: UrlDispatcher, directory: Path, serve: Serve) -> None:
    router.add_static("/a b", directory, name="static")
    client = await serve(router)
    async with client.get(router["static"].url_for(filename="100%.txt")) as response:
        assert (response.status, await response.text()) == (200, "percent")
    assert router["static"].url(filename="a.txt") == "/a b/a.txt"  # type: ignore[call-arg]  # v1's


async def test_a_directory_at_the_root_leaves_other_methods_to_later_routes(
    router: UrlDispatcher, directory: Path, serve: Serve
) -> None:
    router.add_route("GET", "/first", show)
    router.add_static("/", directory, name="static")
    router.add_route("POST", "/a.txt", show)
    router.add_route("GET", "/never", show)
    client = await serve(router)
    asked = [("GET", "/first"), ("GET", "/a.txt"), ("POST", "/a.txt"), ("GET", "/never"), ("GET", "/")]
    statuses = [(await client.request(method, path)).status for method, path in asked]
    assert statuses == [200, 200, 200, 404, 404]


async def test_what_has_not_changed_is_not_sent_again(router: UrlDispatcher, directory: Path, serve: Serve) -> None:
    router.add_static("/s", directory, chunk_size=1)
    client = await serve(router)
    async with client.get("/s/css/s.css") as response:
        assert (await response.text(), response.content_type) == ("css", "text/css")
        headers = {"If-Modified-Since": response.headers["Last-Modified"]}
    async with client.get("/s/css/s.css", headers=headers) as response:
        assert response.status == 304


async def test_the_route_has_the_way_to_the_file(router: UrlDispatcher, directory: Path) -> None:
    route = router.add_static("/s", directory)
    assert isinstance(route, StaticRoute)
    assert route.match("/s/a%20b?c") == {"filename": "a%20b?c"}
    assert route.match("/s/") == {"filename": ""}
    assert route.match("/s") is None
    assert route.get_info() == {"prefix": "/s/", "directory": directory, "routes": {"GET": route}}
    assert repr(route) == f"<StaticRoute [GET] /s/ -> {f'{directory}/'!r}>"


async def test_an_option_of_today_makes_a_resource_of_today(
    router: UrlDispatcher, directory: Path, serve: Serve
) -> None:
    async def expect(_request: web.Request) -> None:
        return None

    router.add_static("/plain", directory, append_version=True)
    added = router.add_static("/s", directory, name="static", show_index=True, expect_handler=expect)
    assert isinstance(added, resrouter.StaticResource)
    client = await serve(router)
    async with client.head("/s/a.txt") as response:
        assert response.status == 200
    async with client.get("/s") as response:
        assert "a b.txt" in await response.text()


async def test_a_response_factory_is_taken_with_a_warning(router: UrlDispatcher, directory: Path) -> None:
    with pytest.warns(DeprecationWarning, match="response_factory is not used"):
        router.add_static("/s", directory, response_factory=web.Response)
    assert len(router.routes()) == 1


@pytest.mark.filterwarnings("ignore:register_route:DeprecationWarning")
async def test_a_subclass_may_answer_in_its_own_way(router: UrlDispatcher, directory: Path, serve: Serve) -> None:
    class WithFallThrough(StaticRoute):
        def match(self, path: str) -> dict[str, str] | None:
            found = super().match(path)
            return found if found and (directory / found["filename"]).is_file() else None

        async def handle(self, request: web.Request) -> web.StreamResponse:
            response = await super().handle(request)
            response.headers["X-Own"] = "yes"
            return response

    router.register_route(WithFallThrough(None, "/s/", directory))
    router.add_route("GET", "/s/{name}", show)
    client = await serve(router)
    async with client.get("/s/a.txt") as response:
        assert (await response.text(), response.headers["X-Own"]) == ("a", "yes")
    async with client.get("/s/none") as response:
        assert await response.text() == "later"


@pytest.mark.filterwarnings("ignore:register_route:DeprecationWarning")
async def test_a_tilde_is_a_name(
    router: UrlDispatcher, directory: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    (directory / "~").mkdir()
    (directory / "~" / "x").write_text("own")
    monkeypatch.chdir(directory)
    router.add_static("/s", "~")
    client = await serve(router)
    async with client.get("/s/x") as response:
        assert await response.text() == "own"
