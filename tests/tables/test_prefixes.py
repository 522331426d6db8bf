"""Applications of aiohttp below a prefix with parameters."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from resrouter import Router, SetupError, TemplateSyntaxError, setup


async def show(request: web.Request) -> web.Response:
    resource = request.match_info.route.resource
    assert resource is not None
    return web.json_response([dict(request.match_info), resource.canonical])


def application(*, reads: bool = True) -> web.Application:
    app = web.Application()
    setup(app, Router(parameters_in_prefixes=reads))
    return app


def nested() -> tuple[web.Application, web.Application]:
    inner = application(reads=False)
    inner.router.add_get("", show, name="home")
    inner.router.add_get("/plain", show)
    inner.router.add_get("/items/{id}", show, name="item")
    middle, outer = application(), application()
    middle.add_subapp("/m/{number}", inner)
    middle.router.add_get("/x", show)
    outer.add_subapp("/t/{tenant:[a-z]+}", middle)
    return outer, inner


ANSWERS = [
    ("/t/acme/x", {"tenant": "acme"}, "/t/{tenant}/x"),
    ("/t/acme/m/1", {"tenant": "acme", "number": "1"}, "/t/{tenant}/m/{number}"),
    ("/t/acme/m/1/plain", {"tenant": "acme", "number": "1"}, "/t/{tenant}/m/{number}/plain"),
    (
        "/t/acme/m/a%2Fb/items/7",
        {"tenant": "acme", "number": "a/b", "id": "7"},
        "/t/{tenant}/m/{number}/items/{id}",
    ),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("path", "params", "canonical"), ANSWERS)
async def test_a_prefix_with_parameters_is_alive(path: str, params: dict[str, str], canonical: str) -> None:
    outer, _ = nested()
    async with TestClient(TestServer(outer)) as client:
        response = await client.get(path)
        assert (response.status, await response.json()) == (200, [params, canonical])


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/t/7/x", "/t/acme/m", "/t/acme/m/1/none", "/t/%7Btenant%7D/x"])
async def test_what_its_parameters_refuse_is_a_404(path: str) -> None:
    outer, _ = nested()
    async with TestClient(TestServer(outer)) as client:
        assert (await client.get(path)).status == 404


def test_links_take_the_parameters_of_all_prefixes() -> None:
    _, inner = nested()
    router = inner.router
    assert isinstance(router, Router)
    assert str(router.url("item", tenant="acme", number=1, id="7")) == "/t/acme/m/1/items/7"
    assert str(router.url("home", tenant="acme", number=1)) == "/t/acme/m/1"


@pytest.mark.asyncio
async def test_without_the_option_a_brace_is_a_brace_as_in_aiohttp() -> None:
    outer, inner = application(reads=False), application(reads=False)
    inner.router.add_get("/x", show)
    outer.add_subapp("/t/{tenant}", inner)
    async with TestClient(TestServer(outer)) as client:
        assert (await client.get("/t/acme/x")).status == 404


def test_an_application_with_aiohttps_router_is_refused_with_the_cure() -> None:
    with pytest.raises(SetupError) as caught:
        application().add_subapp("/t/{tenant}", web.Application())
    assert "resrouter.setup()" in caught.value.cure


def test_a_parameter_that_a_path_below_has_too_is_refused() -> None:
    inner = application()
    inner.router.add_get("/{tenant}", show)
    with pytest.raises(TemplateSyntaxError):
        application().add_subapp("/t/{tenant}", inner)
