"""aiohttp-pydantic: views whose arguments are path parameters, and a document read off all resources."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp_pydantic import PydanticView, oas
from pydantic import BaseModel

from tests.ecosystem.ways import Client, Serve, Way

pytestmark = [pytest.mark.ecosystem, pytest.mark.asyncio]


class Pet(BaseModel):
    name: str
    legs: int = 4


class PetView(PydanticView):
    async def get(self, number: int, /, tag: str = "-") -> web.Response:
        """Show a pet"""
        return web.json_response({"number": number, "tag": tag})

    async def put(self, number: int, /, pet: Pet) -> web.Response:
        """Change a pet"""
        return web.json_response({"number": number, "legs": pet.legs})


class ShelfView(PydanticView):
    async def get(self, shelf: str, number: int, /) -> web.Response:
        """Show a shelf"""
        return web.json_response({"shelf": shelf, "number": number})


def pets(app: web.Application) -> None:
    app.router.add_view("/pets/{number}", PetView, name="pet")
    # A HEAD route would break the package's document: it wants a method of that name in the view.
    app.router.add_get(r"/{shelf:[a-z]+}-{number:\d+}", ShelfView, allow_head=False)


def pets_with_pages(app: web.Application) -> None:
    pets(app)
    oas.setup(app, url_prefix="/oas", title_spec="Pets", version_spec="7")


async def send(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    async with client.request(method, path, json=body) as response:
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("method", "path", "body", "answer"),
    [
        ("GET", "/pets/7", None, {"number": 7, "tag": "-"}),
        ("GET", "/pets/7?tag=cat", None, {"number": 7, "tag": "cat"}),
        ("PUT", "/pets/7", {"name": "Rex"}, {"number": 7, "legs": 4}),
        ("GET", "/abc-12", None, {"shelf": "abc", "number": 12}),
    ],
)
async def test_path_parameters_are_arguments(
    serve: Serve, method: str, path: str, body: Any, answer: dict[str, object]
) -> None:
    client = await serve(pets)
    assert await send(client, method, path, body) == (200, answer)


@pytest.mark.parametrize(
    ("method", "path", "body", "error"),
    [
        ("GET", "/pets/x", None, ("path", ["number"], "int_parsing")),
        ("PUT", "/pets/7", {}, ("body", ["name"], "missing")),
    ],
)
async def test_what_does_not_fit_is_refused(
    serve: Serve, method: str, path: str, body: Any, error: tuple[str, list[str], str]
) -> None:
    client = await serve(pets)
    status, (found,) = await send(client, method, path, body)
    assert (status, (found["in"], found["loc"], found["type"])) == (400, error)


async def test_a_method_that_the_view_lacks_is_not_allowed(serve: Serve) -> None:
    client = await serve(pets)
    async with client.delete("/pets/7") as response:
        assert (response.status, response.headers["Allow"]) == (405, "GET,PUT")


async def test_the_document_lists_every_view(serve: Serve) -> None:
    client = await serve(pets_with_pages)
    status, document = await send(client, "GET", "/oas/spec")
    assert (status, document["info"]) == (200, {"title": "Pets", "version": "7"})
    assert {path: sorted(methods) for path, methods in document["paths"].items()} == {
        "/pets/{number}": ["get", "put"],
        "/{shelf}-{number}": ["get"],
    }
    parameters = document["paths"]["/{shelf}-{number}"]["get"]["parameters"]
    assert [(found["name"], found["in"]) for found in parameters] == [
        ("shelf", "path"),
        ("number", "path"),
    ]


async def test_the_page_links_to_the_document_below_its_prefix(serve: Serve) -> None:
    client = await serve(pets_with_pages)
    async with client.get("/oas") as response:
        assert response.status == 200
        assert '"/oas/spec"' in await response.text()


async def test_a_mounted_application_is_documented_with_its_prefix(serve: Serve, way: Way) -> None:
    def mount(app: web.Application) -> None:
        inner = way.build(web.Application(), pets)
        app.add_subapp("/v1", inner)
        oas.setup(app, apps_to_expose=[inner], url_prefix="/v1/docs/oas")

    client = await serve(mount)
    assert await send(client, "GET", "/v1/pets/7") == (200, {"number": 7, "tag": "-"})
    async with client.get("/v1/docs/oas") as response:
        assert '"/v1/docs/oas/spec"' in await response.text()
    _, document = await send(client, "GET", "/v1/docs/oas/spec")
    assert sorted(document["paths"]) == ["/v1/pets/{number}", "/v1/{shelf}-{number}"]
