"""Change while serving: swaps, updates, edits, owners, and who is told of them."""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from resrouter import (
    ConflictError,
    DeadRouteError,
    Draft,
    DuplicateNameError,
    FrozenRouterError,
    PlainResource,
    Resource,
    Router,
    RouteTable,
    StaleEditError,
    TableDiff,
    UnknownNameError,
    setup,
)

THREADS, TASKS, CHANGES = 4, 10, 25


async def a(request: web.Request) -> web.Response:
    return web.Response(text="a")


async def b(request: web.Request) -> web.Response:
    return web.Response(text="b")


class Page(web.View):
    async def get(self) -> web.Response:
        return web.Response(text="page")


def serving() -> Router:
    """A frozen router with four named resources, two of them with an owner."""
    router = prepared()
    router.freeze()
    return router


def prepared() -> Router:
    """The same before it is frozen."""
    router = Router(conflicts="raise")
    router.add_resource("/one", name="one").add_route("GET", a)
    router.add_resource("/two/{x}", name="two").add_route("GET", a)
    with router.edit(owner="ann") as draft:
        draft.add_resource("/ann", name="ann").add_route("GET", a)
        draft.add_resource("/more", name="more").add_route("GET", a)
    return router


def rows(router: Router) -> dict[str, set[str]]:
    """The paths, each with its methods."""
    return {
        path: {method for method in data if method == "*" or method.isupper()} for path, data in router.table.routes
    }


class PlannedError(Exception):
    pass


# --- the draft -----------------------------------------------------------------------------------

# What is done in a draft, and a path that leads somewhere when it is served.
BUILDING: dict[str, tuple[Callable[[Draft], object], str]] = {
    "add_resource": (lambda draft: draft.add_resource("/new").add_route("GET", b), "/new"),
    "add_route": (lambda draft: draft.add_route("GET", "/new", b), "/new"),
    "add_get": (lambda draft: draft.add_get("/new", b), "/new"),
    "add_view": (lambda draft: draft.add_view("/new", Page), "/new"),
    "add_routes": (lambda draft: draft.add_routes([web.get("/new", b), web.view("/page", Page)]), "/page"),
    "add_static": (lambda draft: draft.add_static("/new", "tests/tables"), "/new/__init__.py"),
    "register_resource": (lambda draft: draft.register_resource(RouteTable(("/new", b)).listed[0]), "/new"),
    "mount a table": (lambda draft: draft.mount("/new/{m}", RouteTable([("/y", b)])), "/new/1/y"),
    "mount a router": (lambda draft: draft.mount("/new/{m}", serving()), "/new/1/one"),
    "mount a function": (lambda draft: draft.mount("/new/{m}", lambda _request: [("/y", b)]), "/new/1/y"),
    "group": (lambda draft: draft.group("/new", lambda group: group.add_get("/x", b)), "/new/x"),
    "to a copy": (lambda draft: draft["one"].add_route("POST", b), "/one"),
    "the empty path": (lambda draft: draft.add_get("", b), "/"),
}


@pytest.mark.asyncio
@pytest.mark.parametrize(("build", "path"), BUILDING.values(), ids=BUILDING)
async def test_a_draft_builds_as_a_router_does_and_is_served_at_its_end(
    build: Callable[[Draft], object], path: str
) -> None:
    router, app = prepared(), web.Application()
    method = "POST" if path == "/one" else "GET"
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        with router.edit(owner="bob") as draft:
            before = router.table
            build(draft)
            assert router.table is before
            assert (await client.request(method, path)).status in {404, 405}
        response = await client.request(method, path)
        assert response.status == 200
        router.unload("bob")
        assert router.table == before
        assert (await client.request(method, path)).status in {404, 405}


def test_a_frozen_router_says_how_to_register_while_serving() -> None:
    router = serving()
    with pytest.raises(FrozenRouterError, match=r"with router\.edit\(\) as draft: draft\.add_get") as caught:
        router.add_get("/new", a)
    assert caught.value.path == "/new"
    assert "/new" not in rows(router)


def everything(draft: Draft) -> None:
    draft.add_get("/new", b, name="new")
    draft["one"].add_route("POST", b)
    draft["one"].add_route("PUT", b)
    draft.remove("two")
    draft.unload("ann")
    draft.group("/g", lambda group: group.add_get("/x", b), name="g")


# What ends an edit that has done all sorts of things before, and the error.
ENDS: list[tuple[Callable[[Draft], object], type[Exception]]] = [
    (lambda draft: draft.add_resource("/x", name="one"), DuplicateNameError),
    (lambda draft: draft["one"].add_route("GET", b), DeadRouteError),
    (lambda draft: draft["one"].add_route("POST", b), DeadRouteError),
    (lambda draft: draft["nobody"], UnknownNameError),
    (lambda draft: draft.remove("nobody"), UnknownNameError),
    (lambda draft: draft.remove("two"), UnknownNameError),
    (lambda draft: draft.remove(PlainResource("/one")), LookupError),
    (lambda draft: draft.add_route("GET", "/{y}", b), ConflictError),
    (lambda draft: draft.mount("/m", [("/x", "y", a), ("/y", "y", b)]), DuplicateNameError),
]


@pytest.mark.parametrize(("end", "error"), ENDS)
def test_an_edit_that_fails_or_is_refused_changes_nothing(
    end: Callable[[Draft], object], error: type[Exception]
) -> None:
    router = serving()
    with router.edit() as draft:
        draft.add_route("GET", "/{z}", a)
    before, told, drawn = router.table, router.table.routes, str(router)

    def fail() -> None:
        with router.edit(owner="bob") as draft:
            everything(draft)
            end(draft)

    with pytest.raises(error):
        fail()
    assert router.table is before
    assert (router.table.routes, str(router), router.table.owners()) == (told, drawn, frozenset({"ann"}))


def test_an_edit_removes_and_adds_under_the_same_name_and_path() -> None:
    router = serving()
    with router.edit() as draft:
        draft.remove("one")
        draft.remove(draft["two"])
        draft.add_resource("/one", name="one").add_route("POST", b)
        own = draft.add_resource("/own", name="own")
        draft.remove(own)
        assert "own" not in draft
    assert rows(router) == {"/ann": {"GET"}, "/more": {"GET"}, "/one": {"POST"}}
    assert list(router) == ["ann", "more", "one"]


def test_what_a_draft_gives_is_a_copy() -> None:
    router = serving()
    served = router["one"]
    with router.edit() as draft:
        copy = draft["one"]
        assert copy is draft["one"]
        assert copy is not served
    assert router["one"] is served  # nothing was done to it
    with router.edit() as draft:
        draft["one"].add_route("POST", b)
    assert (len(served), len(router["one"])) == (1, 2)
    assert router["one"].place == served.place


@pytest.mark.parametrize("way", ["resources", "named_resources", "values", "items", "get"])
def test_what_a_draft_lists_are_copies(way: str) -> None:
    router = serving()
    served = router["one"]

    def add_and_fail() -> None:
        with router.edit() as draft:
            listed: dict[str, list[web.AbstractResource]] = {
                "resources": list(draft.resources()),
                "named_resources": list(draft.named_resources().values()),
                "values": list(draft.values()),
                "items": [resource for _, resource in draft.items()],
                "get": [draft.get("one", served)],
            }
            (copy,) = (one for one in listed[way] if one.name == "one")
            assert isinstance(copy, Resource)
            copy.add_route("POST", b)
            raise PlannedError

    with pytest.raises(PlannedError):
        add_and_fail()
    assert len(served) == 1
    with router.edit() as draft:
        (copy,) = (one for one in draft.resources() if one.name == "one")
        assert copy is draft["one"]
    assert router["one"] is served


def test_all_conflicts_of_an_edit_are_told_at_once() -> None:
    router = serving()
    with router.edit() as draft:
        draft.add_resource("/{x}", name="x").add_route("GET", a)
        draft.add_resource("/{y}", name="y").add_route("POST", a)

    def edit() -> None:
        with router.edit() as draft:
            draft["y"].add_route("GET", b)
            draft.add_route("GET", "/{z}", b)

    with pytest.raises(ConflictError) as caught:
        edit()
    pairs = [(collision.first[1], collision.second[1]) for collision in caught.value.collisions]
    assert sorted(pairs) == [("/{x}", "/{y}"), ("/{x}", "/{z}"), ("/{y}", "/{z}")]


def test_what_an_edit_takes_away_is_in_conflict_with_nothing() -> None:
    router = serving()
    with router.edit(owner="bob") as draft:
        draft.add_resource("/{x}", name="x").add_route("GET", a)
        draft.add_resource("/{y}", name="y").add_route("POST", a)
    with router.edit(owner="guest") as draft:
        draft["y"].add_route("PUT", a)
    with router.edit() as draft:
        draft["x"].add_route("PUT", b)
        draft.unload("guest")
    assert rows(router)["/{x}"] == {"GET", "PUT"}
    assert rows(router)["/{y}"] == {"POST"}


# --- edits that overlap --------------------------------------------------------------------------

Edit = Callable[[Draft], object]

# What two edits do that are under way at the same time.
BOTH: list[tuple[Edit, Edit]] = [
    (lambda draft: draft.add_get("/x", a, name="x"), lambda draft: draft.add_get("/y", a, name="y")),
    (lambda draft: draft.add_get("/x", a), lambda draft: draft["one"].add_route("POST", a)),
    (lambda draft: draft["one"].add_route("POST", a), lambda draft: draft["two"].add_route("POST", a)),
    (lambda draft: draft.remove("one"), lambda draft: draft.remove("two")),
    (lambda draft: draft.remove("one"), lambda draft: draft.remove("one")),
    (lambda draft: draft.unload("ann"), lambda draft: draft.add_get("/x", a)),
    (lambda draft: draft["one"], lambda draft: draft["one"].add_route("POST", a)),
    (lambda draft: draft.mount("/m", [("/x", a)]), lambda draft: draft.group("/g", lambda group: group.add_get("", a))),
]


@pytest.mark.parametrize(("first", "second"), BOTH)
@pytest.mark.parametrize("turned", [False, True])
def test_edits_that_overlap_both_take_effect(first: Edit, second: Edit, turned: bool) -> None:
    one_by_one, overlapping = serving(), serving()
    with overlapping.edit() as outer:
        (second if turned else first)(outer)
        with overlapping.edit() as inner:
            (first if turned else second)(inner)
    with one_by_one.edit() as draft:
        first(draft)
        with suppress(UnknownNameError):  # both take the same away
            second(draft)
    assert sorted(overlapping.table.routes, key=str) == sorted(one_by_one.table.routes, key=str)


# An edit, what another one or a swap does meanwhile, and the error.
IMPOSSIBLE: list[tuple[Edit, Edit, type[Exception]]] = [
    (
        lambda draft: draft.add_get("/x", a, name="x"),
        lambda draft: draft.add_get("/y", b, name="x"),
        DuplicateNameError,
    ),
    (lambda draft: draft.add_get("/{x}", a), lambda draft: draft.add_get("/{y}", b), ConflictError),
    (lambda draft: draft["one"].add_route("POST", a), lambda draft: draft["one"].add_route("POST", b), StaleEditError),
    (lambda draft: draft["one"].add_route("POST", a), lambda draft: draft["one"].add_route("PUT", b), StaleEditError),
    (lambda draft: draft["one"].add_route("POST", a), lambda draft: draft.remove("one"), StaleEditError),
    (lambda draft: draft["ann"].add_route("POST", a), lambda draft: draft.unload("ann"), StaleEditError),
    (lambda draft: draft.remove("one"), lambda draft: draft["one"].add_route("POST", b), StaleEditError),
    (lambda draft: draft.unload("ann"), lambda draft: draft["ann"].add_route("POST", b), StaleEditError),
]


@pytest.mark.parametrize(("change", "meanwhile", "error"), IMPOSSIBLE)
def test_an_edit_that_another_made_impossible_is_refused_whole(
    change: Edit, meanwhile: Edit, error: type[Exception]
) -> None:
    router, alone = serving(), serving()

    def edit() -> None:
        with router.edit(owner="bob") as draft:
            draft.add_get("/extra", a)
            change(draft)
            with router.edit(owner="carl") as other:
                meanwhile(other)

    with alone.edit(owner="carl") as draft:
        meanwhile(draft)
    with pytest.raises(error):
        edit()
    assert router.table == alone.table
    assert "bob" not in router.table.owners()


def test_an_edit_is_applied_to_what_was_swapped_in_meanwhile() -> None:
    router = serving()
    with router.edit() as draft:
        draft.add_get("/new", a)
        draft.remove("one")
        router.swap(RouteTable([("/other", a)]))
    assert rows(router) == {"/other": {"*"}, "/new": {"GET", "HEAD"}}


# --- owners --------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_draft", [False, True])
def test_unload_takes_exactly_what_the_owner_registered(by_draft: bool) -> None:
    router, never = serving(), serving()
    live = Router()
    with router.edit(owner="plug") as draft:
        draft.add_get("/plug", b, name="plug")
        draft["one"].add_route("POST", b)
        draft["ann"].add_route("PUT", b)
        draft.mount("/live", live, name="live")
        draft.mount("/flat", [("/x", "x", b)], name="flat")
        draft.add_static("/files", "tests")
    for each in (router, never):
        with each.edit(owner="ann") as draft:
            draft["one"].add_route("DELETE", b)
            draft.add_get("/later", b)
    assert router.table.owners() == {"ann", "plug"}
    assert len(router.table.owned_by("plug")) == 4
    if by_draft:
        with router.edit() as draft:
            draft.unload("plug")
    else:
        router.unload("plug")
    assert router.table == never.table
    assert (str(router), list(router)) == (str(never), list(never))
    assert router.table.owners() == {"ann"}


def test_unloading_nobody_changes_nothing() -> None:
    router = serving()
    before = router.table
    router.unload("nobody")
    with router.edit() as draft:
        draft.unload("nobody")
    assert router.table == before


def test_an_owner_reloads_in_one_edit() -> None:
    router = serving()
    size = len(router.table)
    for generation in range(10):
        with router.edit(owner="plug") as draft:
            draft.unload("plug")
            draft.add_get("/plug", a if generation % 2 else b, name="plug")
            draft["one"].add_route("POST", a)
        assert len(router.table) == size + 1
    assert router["plug"].route_for("GET") is not None
    assert rows(router)["/one"] == {"GET", "POST"}


def test_a_dead_route_names_both_owners() -> None:
    router = serving()
    with router.edit(owner="bob") as draft:
        draft["one"].add_route("POST", a)
    with pytest.raises(DeadRouteError) as caught, router.edit(owner="carl") as draft:
        draft["one"].add_route("POST", b)
    assert caught.value.first[1].endswith("(bob)")
    assert caught.value.second[1].endswith("(carl)")


# --- swaps ---------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_request_under_way_ends_with_what_it_began_with() -> None:
    entered, released = asyncio.Event(), asyncio.Event()

    async def old(request: web.Request) -> web.Response:
        entered.set()
        await released.wait()
        resource = request.match_info.route.resource
        assert resource is not None
        return web.json_response([request.match_info["x"], str(resource.url_for(x="y")), resource.name])

    router, app = Router(), web.Application()
    router.add_resource("/old/{x}", name="old").add_route("GET", old)
    setup(app, router)
    async with TestClient(TestServer(app)) as client:
        under_way = asyncio.create_task(client.get("/old/1"))
        await entered.wait()
        router.swap(RouteTable([("/new", a)]))
        assert [(await client.get(path)).status for path in ("/old/1", "/new")] == [404, 200]
        released.set()
        assert await (await under_way).json() == ["1", "/old/y", "old"]


def test_a_table_that_is_swapped_in_brings_its_options() -> None:
    router = serving()
    table = RouteTable([("/{x}", a), ("/{y}", b)], precedence="registration", conflicts="ignore")
    router.swap(table)
    assert router.table is table
    assert router.precedence == "registration"
    with router.edit() as draft:
        draft.add_get("/{z}", a)
    assert len(router.table) == 3


def test_an_update_that_raises_changes_nothing() -> None:
    router = serving()
    before = router.table

    def change(table: RouteTable) -> RouteTable:
        table.add(("/new", a))
        raise PlannedError

    with pytest.raises(PlannedError):
        router.update(change)
    assert router.table is before
    assert router.update(lambda table: table.add(("/new", a))) is router.table


def test_an_update_is_made_again_when_another_came_first() -> None:
    router = serving()
    seen: list[int] = []

    def change(table: RouteTable) -> RouteTable:
        seen.append(len(table))
        if len(seen) == 1:
            router.update(lambda other: other.add(("/first", a)))
        return table.add(("/second", a))

    router.update(change)
    assert seen == [4, 5]
    assert [path for path, _ in router.table.routes][-2:] == ["/first", "/second"]


@pytest.fixture
def often() -> Iterator[None]:
    """Threads take turns so often that whatever is not done as one comes apart."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("often")
def test_no_registration_is_lost_among_threads() -> None:
    router, start = Router(), threading.Barrier(THREADS)

    def work(thread: int) -> None:
        start.wait()
        for number in range(CHANGES * 10):
            path = f"/t{thread}/{number}"
            if number % 10 == 0:
                router.update(lambda table, path=path: table.add((path, a)))  # type: ignore[misc]  # a default, for the loop
            elif number % 3 == 0:
                with router.group("/g") as group:
                    group.add_resource(path, name=f"n{thread}_{number}").add_route("GET", a)
            else:
                router.add_get(path, a)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(router.table) == THREADS * CHANGES * 10


def test_no_update_is_lost_among_threads() -> None:
    router = serving()
    start = threading.Barrier(THREADS)

    def work(thread: int) -> None:
        start.wait()
        for number in range(CHANGES):
            change(f"/t{thread}/{number}/{{x}}", f"t{thread}", by_edit=number % 2 == 0)

    def change(path: str, owner: str, *, by_edit: bool) -> None:
        if by_edit:
            with router.edit(owner) as draft:
                draft.add_route("GET", path, a)
        else:
            router.update(lambda table: table.add((path, a), owner=owner))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(router.table) == 4 + THREADS * CHANGES
    assert {len(router.table.owned_by(f"t{number}")) for number in range(THREADS)} == {CHANGES}
    for number in range(THREADS):
        router.unload(f"t{number}")
    assert router.table == serving().table


@pytest.mark.asyncio
async def test_no_edit_is_lost_among_tasks() -> None:
    router = serving()

    async def work(task: int) -> None:
        for number in range(CHANGES):
            with router.edit(owner=f"t{task}") as draft:
                draft.add_route("GET", f"/t{task}/{number}", a)
                await asyncio.sleep(0)  # lets the others' edits begin and end meanwhile

    await asyncio.gather(*(work(task) for task in range(TASKS)))
    assert len(router.table) == 4 + TASKS * CHANGES


# --- who is told ---------------------------------------------------------------------------------


def paths(diff: TableDiff) -> tuple[list[str], list[str]]:
    return [resource.canonical for resource in diff.added], [resource.canonical for resource in diff.removed]


def test_subscribers_are_told_of_each_change_with_both_tables_and_the_difference() -> None:
    router = serving()
    told: list[tuple[RouteTable, RouteTable, TableDiff]] = []
    router.subscribe(lambda *change: told.append(change))
    served = [router.table]
    changes: list[Callable[[], object]] = [
        lambda: router.update(lambda table: table.add(("/new", a))),
        lambda: router.swap(RouteTable([("/x", a)])),
        lambda: router.swap(served[0]),
        lambda: router.unload("ann"),
    ]
    for change in changes:
        change()
        served.append(router.table)
    with router.edit() as draft:
        draft["one"].add_route("POST", a)
    served.append(router.table)
    assert [(old, new) for old, new, _ in told] == list(pairwise(served))
    assert [paths(diff) for _, _, diff in told] == [
        (["/new"], []),
        (["/x"], ["/one", "/two/{x}", "/ann", "/more", "/new"]),
        (["/one", "/two/{x}", "/ann", "/more"], ["/x"]),
        ([], ["/ann", "/more"]),
        (["/one"], ["/one"]),  # it was replaced
    ]


def test_subscribers_are_not_told_of_what_changes_nothing() -> None:
    router = serving()
    told: list[Any] = []
    router.subscribe(lambda *change: told.append(change))
    router.unload("nobody")
    router.swap(router.table)
    with pytest.raises(DuplicateNameError), router.edit() as draft:
        draft.add_get("/x", a, name="one")
    with pytest.raises(PlannedError), router.edit():
        raise PlannedError
    assert told == []


def test_a_subscriber_that_fails_is_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    router = serving()
    told: list[Any] = []

    def failing(old: RouteTable, new: RouteTable, diff: TableDiff) -> None:
        raise PlannedError

    router.subscribe(failing)
    router.subscribe(lambda *change: told.append(change))
    with caplog.at_level(logging.ERROR, "resrouter"):
        router.unload("ann")
    assert len(told) == 1
    assert "ann" not in router
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[0] is PlannedError
    assert "failing" in record.getMessage()


def test_a_subscription_ends() -> None:
    router = serving()
    told: list[str] = []
    ends = [router.subscribe(lambda *_, word=word: told.append(word)) for word in ("first", "second")]
    router.unload("ann")
    ends[0]()
    ends[0]()
    router.swap(RouteTable())
    assert told == ["first", "second", "second"]


def test_a_subscriber_may_change_the_router_itself() -> None:
    router = serving()
    told: list[int] = []

    def follow(old: RouteTable, new: RouteTable, diff: TableDiff) -> None:
        told.append(len(new))
        if len(told) == 1:
            router.unload("ann")

    router.subscribe(follow)
    router.update(lambda table: table.add(("/new", a)))
    assert told == [5, 3]
