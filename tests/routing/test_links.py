"""Chains: handlers that hand on to the next one, and middlewares that are made for each route."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler, Middleware

from resrouter import RepeatedCallError, Router, RouteTable, chain, setup
from resrouter.routing.data import Data

WORDS = web.RequestKey("words", list)


async def one(request: web.Request, handler: Handler) -> web.StreamResponse:
    request[WORDS] = ["one"]
    return await handler(request)


async def two(request: web.Request, handler: Handler) -> web.StreamResponse:
    request[WORDS].append("two")
    return await handler(request)


async def three(request: web.Request) -> web.Response:
    return web.Response(text=" -> ".join([*request.get(WORDS, []), "three"]))


async def stops(request: web.Request, handler: Handler) -> web.StreamResponse:
    return web.Response(status=403, text="no")


async def twice(request: web.Request, handler: Handler) -> web.StreamResponse:
    await handler(request)
    return await handler(request)


async def breaks(request: web.Request) -> web.Response:
    raise web.HTTPConflict


class View(web.View):
    async def get(self) -> web.Response:
        return await three(self.request)


def bare(request: web.Request) -> web.Response:
    return web.Response(text="bare")


async def got(router: Router, path: str = "/", **options: Any) -> tuple[int, str]:
    (answer,) = await got_all(router, path, **options)
    return answer


async def got_all(router: Router, *paths: str, **options: Any) -> list[tuple[int, str]]:
    app = web.Application(**options)
    setup(app, router)
    answers: list[tuple[int, str]] = []
    async with TestClient(TestServer(app)) as client:
        for path in paths:
            async with client.get(path) as response:
                answers.append((response.status, await response.text()))
    return answers


CHAINS: list[tuple[tuple[Any, ...], tuple[int, str]]] = [
    ((three,), (200, "three")),
    ((one, two, three), (200, "one -> two -> three")),
    ((one, stops, three), (403, "no")),
    ((one, two, View), (200, "one -> two -> three")),
    ((one, chain(three)), (200, "one -> three")),
    ((one, bare), (200, "bare")),
    ((one, breaks), (409, "409: Conflict")),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("links", "expected"), CHAINS, ids=len)
async def test_each_link_hands_on_to_the_next(links: tuple[Any, ...], expected: tuple[int, str]) -> None:
    router = Router()
    router.add_get("/", chain(*links))
    assert await got(router) == expected


def test_one_link_is_itself() -> None:
    assert chain(three) is three


@pytest.mark.asyncio
async def test_to_call_the_next_one_twice_is_an_error() -> None:
    seen: list[RepeatedCallError] = []

    @web.middleware
    async def catches(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except RepeatedCallError as error:
            seen.append(error)
            return web.Response(text="caught")

    router = Router()
    router.add_get("/", chain(one, twice, two, three))
    assert await got(router, middlewares=[catches]) == (200, "caught")
    assert seen[0].link.startswith("twice (")
    assert __file__.endswith(seen[0].link.partition("(")[2].partition(":")[0])


@pytest.mark.asyncio
async def test_the_whole_chain_may_be_asked_again_from_outside() -> None:
    @web.middleware
    async def again(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        return await handler(request)

    router = Router()
    router.add_get("/", chain(one, two, three))
    assert await got(router, middlewares=[again]) == (200, "one -> two -> three")


@pytest.mark.asyncio
async def test_a_chain_answers_many_requests_at_once() -> None:
    router, app = Router(), web.Application()
    router.add_get("/", chain(one, two, three))
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        for _ in range(3):
            assert await (await client.get("/")).text() == "one -> two -> three"


@pytest.mark.parametrize("links", [(), (None,), (one, None), (None, three), ("one", three)])
def test_what_cannot_be_called_is_no_link(links: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        chain(*links)


def noting(word: str) -> Middleware:
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        request.setdefault(WORDS, []).append(word)
        return await handler(request)

    return note


@pytest.mark.asyncio
async def test_the_order_is_app_table_mount_group_resource_route() -> None:
    @web.middleware
    async def app(request: web.Request, handler: Handler) -> web.StreamResponse:
        request.setdefault(WORDS, []).append("app")
        return await handler(request)

    inner, router = Router(), Router()
    with inner.group("/group", middlewares=[noting("group")]) as group:
        resource = group.add_resource("/x", middlewares=[noting("resource")])
        resource.add_route("GET", three, middlewares=[noting("route")])
    table = RouteTable.from_data([list(inner.table)], data={"middlewares": [noting("table")]})
    router.mount("/mount", table, middlewares=[noting("mount")])
    _, text = await got(router, "/mount/group/x", middlewares=[app])
    assert text == "app -> mount -> table -> group -> resource -> route -> three"


@pytest.mark.asyncio
async def test_middlewares_of_one_route_are_not_those_of_the_next() -> None:
    router = Router()
    router.add_get("/a", three, middlewares=[noting("a")])
    router.add_route("GET", "/b", three, middlewares=iter([noting("b1"), noting("b2")]))
    router.add_routes([web.get("/c", three, middlewares=[noting("c")]), web.get("/d", three)])
    assert [text for _, text in await got_all(router, "/a", "/b", "/c", "/d")] == [
        "a -> three",
        "b1 -> b2 -> three",
        "c -> three",
        "three",
    ]


class Guard:
    """Guards the routes that have roles, and is not there for the others."""

    def __init__(self) -> None:
        self.told: list[Data] = []

    def for_route(self, data: Data) -> Middleware | None:
        self.told.append(data)
        return noting(f"guard {sorted(data['roles'])}") if "roles" in data else None


@pytest.mark.asyncio
@pytest.mark.parametrize("way", ["group", "mount", "live"])
async def test_a_middleware_that_has_nothing_to_do_is_not_there(way: str) -> None:
    guard, inner, router = Guard(), Router(), Router()
    holder = inner if way == "live" else router
    if way == "group":
        with router.group("", middlewares=[guard]) as group:
            group.add_resource("/free").add_route("GET", three)
            group.add_resource("/kept", data={"roles": {"a"}}).add_route("GET", three, data={"roles": {"b"}})
    else:
        rows = [("/free", three), ("/kept", {"GET": {"handler": three, "roles": {"b"}}, "roles": {"a"}})]
        holder.mount("", RouteTable(rows))
        if way == "live":
            router.mount("", inner, middlewares=[guard])
        else:
            router = Router()
            router.mount("", inner.table.merge(holder.table), middlewares=[guard])
    assert await got_all(router, "/kept", "/free") == [(200, "guard ['a', 'b'] -> three"), (200, "three")]
    if way != "live":
        free = next(route for resource in router.resources() for route in resource if resource.canonical == "/free")
        assert free.handler is three
    assert [set(data.get("roles", ())) for data in guard.told].count({"a", "b"}) == 1
