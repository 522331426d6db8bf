"""aiohttp-apispec: reads routes, resources and handlers when the application starts."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp_apispec import docs, request_schema, setup_aiohttp_apispec, validation_middleware
from marshmallow import Schema, fields

from tests.ecosystem.ways import Client, Serve, Way

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.asyncio,
    # aiohttp-apispec 2.2 keeps what it needs in the application and in the request under strings
    pytest.mark.filterwarnings("ignore:It is recommended to use web.AppKey:aiohttp.web_exceptions.NotAppKeyWarning"),
    pytest.mark.filterwarnings(
        "ignore:It is recommended to use web.RequestKey:aiohttp.web_exceptions.NotAppKeyWarning"
    ),
    # apispec 3, which it pins, asks fields for the default they had in marshmallow 2
    pytest.mark.filterwarnings("ignore:The 'missing' attribute:marshmallow.warnings.RemovedInMarshmallow4Warning"),
    # webargs 5, which it pins, answers a refused body with an exception that has a body of its own
    pytest.mark.filterwarnings("ignore:body argument is deprecated:DeprecationWarning"),
]


class User(Schema):
    name = fields.Str(required=True)
    age = fields.Int()


def users(app: web.Application) -> None:
    # Made anew for each application, since the package uses up what documents a handler.
    @docs(tags=["users"], summary="Show")
    async def show(request: web.Request) -> web.Response:
        return web.Response(text=request.match_info["id"])

    @docs(summary="Save")
    @request_schema(User())
    async def save(request: web.Request) -> web.Response:
        return web.json_response(request["data"])

    class Setting(web.View):
        @docs(summary="See")
        async def get(self) -> web.Response:
            return web.Response(text=self.request.match_info["key"])

        @docs(summary="Change")
        @request_schema(User())
        async def put(self) -> web.Response:
            return web.json_response(self.request["data"])

    app.router.add_get(r"/u/{id:\d+}", show, allow_head=False, name="user")
    app.router.add_post("/u", save)
    app.router.add_view("/settings/{key}", Setting)
    app.router.add_get("/undocumented", undocumented)


async def undocumented(request: web.Request) -> web.Response:
    return web.Response(text="nothing to read")


def users_with_pages(app: web.Application) -> None:
    users(app)
    setup_aiohttp_apispec(app, title="Users", version="7", swagger_path="/docs")


async def swagger(client: Client) -> dict[str, Any]:
    async with client.get("/api/docs/swagger.json") as response:
        assert response.status == 200
        document: dict[str, Any] = await response.json()
        return document


def summaries(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {
        path: {method: operation["summary"] for method, operation in operations.items()}
        for path, operations in document["paths"].items()
    }


async def test_the_document_lists_every_documented_route(serve: Serve) -> None:
    client = await serve(users_with_pages)
    document = await swagger(client)
    assert document["info"] == {"title": "Users", "version": "7"}
    assert summaries(document) == {
        "/u/{id}": {"get": "Show"},
        "/u": {"post": "Save"},
        "/settings/{key}": {"get": "See", "put": "Change"},
    }


async def test_path_parameters_are_read_off_the_resource(serve: Serve) -> None:
    client = await serve(users_with_pages)
    paths = (await swagger(client))["paths"]
    assert paths["/u/{id}"]["get"]["parameters"] == [{"in": "path", "name": "id", "required": True, "type": "string"}]
    assert [found["name"] for found in paths["/settings/{key}"]["put"]["parameters"]] == [
        "body",
        "key",
    ]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "text"),
    [
        ("GET", "/u/3", None, 200, "3"),
        ("GET", "/undocumented", None, 200, "nothing to read"),
        ("POST", "/u", {"name": "ada", "age": "36"}, 200, '{"name": "ada", "age": 36}'),
        ("POST", "/u", {"name": "ada", "age": "x"}, 422, '{"age": ["Not a valid integer."]}'),
        ("PUT", "/settings/a", {"name": "b"}, 200, '{"name": "b"}'),
        ("GET", "/settings/a", None, 200, "a"),
        ("DELETE", "/settings/a", None, 405, "405: Method Not Allowed"),
        ("GET", "/u/x", None, 404, "404: Not Found"),
    ],
)
async def test_a_body_is_validated_by_the_schema_of_the_matched_handler(
    serve: Serve, method: str, path: str, body: dict[str, str] | None, status: int, text: str
) -> None:
    app = web.Application(middlewares=[validation_middleware])
    client = await serve(users_with_pages, app)
    async with client.request(method, path, json=body) as response:
        assert (response.status, await response.text()) == (status, text)


async def test_the_page_links_to_the_document_and_the_static_files_by_name(serve: Serve) -> None:
    client = await serve(users_with_pages)
    async with client.get("/docs") as response:
        page = await response.text()
    assert response.status == 200
    assert 'url: "/api/docs/swagger.json"' in page
    assert 'src="/static/swagger/swagger-ui-bundle.js"' in page
    async with client.get("/static/swagger/swagger-ui-bundle.js") as response:
        assert response.status == 200


async def test_a_mounted_application_is_documented_with_its_prefix(serve: Serve, way: Way) -> None:
    def mount(app: web.Application) -> None:
        inner = way.build(web.Application(), users)
        app.add_subapp("/v1", inner)
        setup_aiohttp_apispec(app)

    client = await serve(mount)
    assert sorted(summaries(await swagger(client))) == ["/v1/settings/{key}", "/v1/u", "/v1/u/{id}"]
