"""Resources of other libraries that tell which paths they are to be asked for."""

from collections.abc import Iterator

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from yarl import URL

from resrouter import MatchInfo, PathTemplate, Router


async def show(_request: web.Request) -> web.Response:
    return web.Response()


class Covering(web.AbstractResource):
    """Answers every request that it is asked for, and counts them."""

    def __init__(self, covers: str | None) -> None:
        super().__init__()
        if covers is not None:
            self.covers = PathTemplate.parse(covers)
        self.asked: list[str] = []

    @property
    def canonical(self) -> str:
        return "/"

    async def resolve(self, request: web.Request) -> tuple[MatchInfo | None, set[str]]:
        self.asked.append(request.path)
        return MatchInfo({}, web.ResourceRoute("GET", show, self)), set()

    def raw_match(self, path: str) -> bool:
        return False

    def add_prefix(self, prefix: str) -> None:
        raise NotImplementedError

    def url_for(self, **parts: str) -> URL:
        raise NotImplementedError

    def get_info(self) -> dict[str, str]:  # type: ignore[override]  # aiohttp's own type is private
        return {}

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[web.AbstractRoute]:
        return iter(())


PATHS = ["/", "/users", "/users/ada", "/users/ada/posts", "/users/a%2Fb/posts/7", "/USERS/ada/posts", "/x/ada/posts"]
COVERS: list[tuple[str | None, list[str]]] = [
    (None, PATHS),
    ("/users", ["/users"]),
    ("/users/{rest:.*}", ["/users/ada", "/users/ada/posts", "/users/a%2Fb/posts/7"]),
    ("/users/{name}/posts", ["/users/ada/posts"]),
    ("/{kind:[a-z]+}/{name:[^/]+}/posts", ["/users/ada/posts", "/x/ada/posts"]),
    ("/users/{name:[^/]+}/posts/{rest:.*}", ["/users/a%2Fb/posts/7"]),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("covers", "expected"), COVERS)
async def test_a_foreign_resource_is_asked_for_what_it_covers(covers: str | None, expected: list[str]) -> None:
    resource, router = Covering(covers), Router()
    router.register_resource(resource)
    answered = []
    for path in PATHS:
        request = make_mocked_request("GET", path)
        if (await router.resolve(request)).http_exception is None:
            answered.append(path)
    assert answered == expected
    assert len(resource.asked) == len(expected)


def test_what_is_asked_collides_with_nothing() -> None:
    router = Router(conflicts="raise")
    router.add_get("/users/{name}", show)
    router.register_resource(Covering("/users/{id}"))
    router.freeze()
    assert router.table.find("GET", "/users/ada") is not None


@pytest.mark.asyncio
async def test_what_declines_leaves_the_request_to_others_and_keeps_its_place() -> None:
    class Declining(Covering):
        async def resolve(self, request: web.Request) -> tuple[MatchInfo | None, set[str]]:
            self.asked.append(request.path)
            return None, {"PUT"}

    router = Router(precedence="registration")
    first, last = Declining("/users/{name}"), Covering("/users/{name}")
    router.register_resource(first)
    router.add_post("/users/ada", show)
    router.register_resource(last)
    found = await router.resolve(make_mocked_request("GET", "/users/ada"))
    assert (found.route.resource, len(first.asked)) == (last, 1)
    assert (await router.resolve(make_mocked_request("POST", "/users/ada"))).route.method == "POST"
    router.swap(router.table.remove(last))
    refused = (await router.resolve(make_mocked_request("GET", "/users/ada"))).http_exception
    assert isinstance(refused, web.HTTPMethodNotAllowed)
    assert refused.allowed_methods == {"POST", "PUT"}


@pytest.mark.asyncio
async def test_siblings_that_cover_other_paths_are_not_asked() -> None:
    router = Router(precedence="registration")
    others = [Covering(f"/users/{{name}}/page{number}") for number in range(100)]
    for resource in others:
        router.register_resource(resource)
    await router.resolve(make_mocked_request("GET", "/users/ada/page77"))
    assert [len(resource.asked) for resource in others] == [0] * 77 + [1] + [0] * 22
