"""Eight faults that a dispatcher can have without aiohttp's own tests noticing. Ours has none of them."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from aiohttp.typedefs import Handler

import resrouter
from resrouter import Router

pytestmark = pytest.mark.asyncio


async def first(request: web.Request) -> web.Response:
    return web.Response(text="first")


async def second(request: web.Request) -> web.Response:
    return web.Response(text="second")


async def asked(router: web.UrlDispatcher, method: str, path: str) -> web.UrlMappingMatchInfo:
    return await router.resolve(make_mocked_request(method, path))


async def handler_for(router: web.UrlDispatcher, method: str, path: str) -> Handler:
    return (await asked(router, method, path)).handler


async def status_of(router: web.UrlDispatcher, method: str, path: str) -> int:
    exception = (await asked(router, method, path)).http_exception
    return 200 if exception is None else exception.status


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ("/{a}", "/{b}", "/x"),
        ("/x/{a}", "/x/{b}", "/x/y"),
        ("/x/{a}", "/x/{b:[a-z]+}", "/x/y"),
        ("/x/{a:.*}", "/x/{b}", "/x/y"),
        ("/x-{a}", "/{b}-y", "/x-y"),
    ],
)
async def test_the_first_registered_of_equal_prefixes_answers(one: str, other: str, path: str) -> None:
    for templates in ((one, other), (other, one)):
        router = Router()
        router.add_route("GET", templates[0], first)
        router.add_route("GET", templates[1], second)
        assert await handler_for(router, "GET", path) is first


async def test_allow_names_the_methods_of_all_resources_that_fit() -> None:
    router = Router()
    router.add_route("GET", "/x/{a}", first)
    router.add_route("PUT", "/x/{b}", second)
    router.add_route("DELETE", "/{c}/y", second)
    router.add_route("PATCH", "/x/y", second)
    exception = (await asked(router, "POST", "/x/y")).http_exception
    assert isinstance(exception, web.HTTPMethodNotAllowed)
    assert exception.allowed_methods == {"GET", "PUT", "DELETE", "PATCH"}
    assert exception.headers["Allow"] == "DELETE,GET,PATCH,PUT"


async def test_the_exact_method_is_preferred_to_the_wildcard() -> None:
    router = Router()
    resource = router.add_resource("/x")
    resource.add_route("GET", first)
    resource.add_route("*", second)
    assert await handler_for(router, "GET", "/x") is first
    assert await handler_for(router, "POST", "/x") is second


async def test_a_later_resource_answers_a_method_that_the_first_one_lacks() -> None:
    router = Router()
    router.add_route("GET", "/x/y", first)
    router.add_route("POST", "/x/{a}", second)
    assert await handler_for(router, "GET", "/x/y") is first
    assert await handler_for(router, "POST", "/x/y") is second
    assert await status_of(router, "PUT", "/x/y") == 405


@pytest.mark.parametrize("is_ours", [True, False])
async def test_a_404_in_a_sub_application_is_the_answer(is_ours: bool) -> None:
    app, sub_app = web.Application(), web.Application()
    router = resrouter.setup(app)
    if is_ours:
        resrouter.setup(sub_app)
    sub_app.router.add_get("/known", first)
    app.add_subapp("/sub", sub_app)
    router.add_get("/sub/other", second)
    router.add_get("/{rest:.*}", second)
    assert await handler_for(router, "GET", "/sub/known") is first
    assert await status_of(router, "GET", "/sub/unknown") == 404
    assert (await asked(router, "GET", "/sub/unknown")).apps == (sub_app,)
    # The longer literal prefix comes before the sub-application.
    assert await handler_for(router, "GET", "/sub/other") is second


async def test_the_last_resource_is_used_again_for_its_path_and_name() -> None:
    router = Router()
    resource = router.add_resource("/x/{a}", name="x")
    assert router.add_resource("/x/{a}", name="x") is resource
    assert router.add_route("GET", "/x/{a}", first, name="x").resource is resource
    assert len(router.resources()) == 1
    assert router.add_resource("/x/{a}") is not resource
    assert len(router.resources()) == 2


async def test_an_earlier_resource_is_not_used_again() -> None:
    router = Router()
    resource = router.add_resource("/x")
    between = router.add_resource("/y")
    again = router.add_resource("/x")
    assert again is not resource
    assert list(router.resources()) == [resource, between, again]
    resource.add_route("GET", first)
    again.add_route("GET", second)
    assert await handler_for(router, "GET", "/x") is first


async def test_a_registration_changes_what_was_answered_before() -> None:
    router = Router()
    assert await status_of(router, "GET", "/x/y") == 404
    router.add_route("POST", "/x/y", first)
    assert await status_of(router, "GET", "/x/y") == 405
    router.add_route("GET", "/{rest:.*}", first)
    assert await handler_for(router, "GET", "/x/y") is first
    router.add_route("GET", "/x/{a}", second)
    assert await handler_for(router, "GET", "/x/y") is second
