"""aiohttp-swagger3: a dispatcher in front of `app.router`, which registers wrapped handlers there."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from aiohttp_swagger3 import RequestValidationFailed, SwaggerDocs, SwaggerInfo, SwaggerUiSettings

import resrouter
from tests.ecosystem.ways import Client, Serve, Way

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.asyncio,
    # aiohttp-swagger3 0.10 keeps its document and pages in the application under strings
    pytest.mark.filterwarnings("ignore:It is recommended to use web.AppKey:aiohttp.web_exceptions.NotAppKeyWarning"),
    # and what it has validated in the request
    pytest.mark.filterwarnings(
        "ignore:It is recommended to use web.RequestKey:aiohttp.web_exceptions.NotAppKeyWarning"
    ),
]


async def show(request: web.Request, user: int) -> web.Response:
    """
    Show a user

    ---
    summary: Show
    parameters:
      - name: user
        in: path
        required: true
        schema: {type: integer, minimum: 1}
    responses:
      '200': {description: the user}
    """
    return web.json_response({"user": user, "raw": request.match_info["user"]})


SHOW: Any = show  # the package's types leave out the arguments that it passes


async def plain(request: web.Request) -> web.Response:
    return web.Response(text="no document")


def views() -> type[web.View]:
    # A class of its own for each application: the package replaces its methods.
    class Item(web.View):
        async def get(self, key: str, number: int) -> web.Response:
            """
            ---
            summary: See
            parameters:
              - {name: key, in: path, required: true, schema: {type: string, maxLength: 3}}
              - {name: number, in: query, required: true, schema: {type: integer}}
            responses:
              '200': {description: the item}
            """
            return web.json_response({"key": key, "number": number})

    return Item


def users(app: web.Application) -> None:
    swagger = SwaggerDocs(
        app,
        info=SwaggerInfo(title="Users", version="7"),
        swagger_ui_settings=SwaggerUiSettings(path="/docs/"),  # pyright: ignore[reportCallIssue]  # it has a default
    )
    swagger.add_get("/u/{user}", SHOW, name="user")
    swagger.add_routes([web.get("/plain", plain), web.view("/i/{key}", views())])


@web.middleware
async def refused_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except RequestValidationFailed as error:
        return web.json_response({"refused": sorted(error.errors)}, status=error.status)


async def get(client: Client, path: str) -> tuple[int, Any]:
    async with client.get(path) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("path", "status", "answer"),
    [
        ("/u/7", 200, {"user": 7, "raw": "7"}),
        ("/u/x", 400, {"refused": ["user"]}),
        ("/u/0", 400, {"refused": ["user"]}),
        ("/i/abc?number=3", 200, {"key": "abc", "number": 3}),
        ("/i/abcd?number=3", 400, {"refused": ["key"]}),
        ("/i/abc", 400, {"refused": ["number"]}),
    ],
)
async def test_path_parameters_are_validated(serve: Serve, path: str, status: int, answer: dict[str, object]) -> None:
    client = await serve(users, web.Application(middlewares=[refused_as_json]))
    assert await get(client, path) == (status, answer)


async def test_the_document_lists_every_documented_route(serve: Serve) -> None:
    client = await serve(users)
    status, document = await get(client, "/docs/swagger.json")
    assert status == 200
    assert document["info"] == {"title": "Users", "version": "7"}
    assert {
        path: {method: operation["summary"] for method, operation in operations.items()}
        for path, operations in document["paths"].items()
    } == {"/u/{user}": {"get": "Show", "head": "Show"}, "/i/{key}": {"get": "See"}}


# its redirect is returned, not raised
@pytest.mark.filterwarnings("ignore:returning HTTPException object is deprecated:DeprecationWarning")
async def test_the_page_and_its_files_are_served(serve: Serve) -> None:
    client = await serve(users)
    async with client.get("/docs", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (301, "/docs/")
    async with client.get("/docs/") as response:
        page = await response.text()
    assert "swagger_ui_static/swagger-ui-bundle.js" in page
    async with client.get("/docs/swagger_ui_static/swagger-ui-bundle.js") as response:
        assert response.status == 200


async def test_routes_names_and_methods_are_those_of_the_router(serve: Serve) -> None:
    client = await serve(users)
    router = client.app.router
    assert str(router["user"].url_for(user="7")) == "/u/7"
    assert [route.method for route in router["user"]] == ["GET"]
    heads = [route for route in router.routes() if route.method == "HEAD"]
    assert sorted(_path(route) for route in heads) == ["/docs/swagger_ui_static", "/plain", "/u/{user}"]
    async with client.delete("/i/abc") as response:
        assert response.status == 405
    async with client.get("/plain") as response:
        assert await response.text() == "no document"


def _path(route: web.AbstractRoute) -> str:
    assert route.resource is not None
    return route.resource.canonical


async def test_what_is_added_after_the_take_over_is_served(serve: Serve, way: Way) -> None:
    app = web.Application()
    swagger = SwaggerDocs(app)
    if way is Way.TAKEN_OVER:
        resrouter.setup(app)
    client = await serve(lambda app: swagger.add_get("/u/{user}", SHOW, name="user"), app)
    assert await get(client, "/u/7") == (200, {"user": 7, "raw": "7"})
    assert app.router["user"].canonical == "/u/{user}"
