"""A table of resources as a value: what it finds, and that a change is another table."""

from collections.abc import Callable

import pytest
from aiohttp import web

from resrouter import DynamicResource, PlainResource, Precedence, Router, RouteTable, StaticResource


async def handler(request: web.Request) -> web.Response:
    return web.Response()


def resource(path: str, *methods: str) -> web.Resource:
    made = DynamicResource(path) if "{" in path else PlainResource(path)
    for method in methods:
        made.add_route(method, handler)
    return made


USERS = resource("/users", "GET", "POST")
USER = resource("/users/{name}", "GET")
ANY_USER = resource("/users/{anybody}", "*")
ME = resource("/users/me", "PUT")
FILES = resource("/files/{rest:.*}", "GET")
EMPTY = resource("/empty")
RESOURCES = [USERS, USER, ANY_USER, ME, FILES, EMPTY]

FOUND = [
    ("GET", "/users", USERS, {}),
    ("DELETE", "/users", None, {}),
    ("GET", "/users/ada", USER, {"name": "ada"}),
    ("GET", "/users/a%2Fb", USER, {"name": "a/b"}),
    ("DELETE", "/users/ada", ANY_USER, {"anybody": "ada"}),
    ("PUT", "/users/me", ME, {}),
    ("GET", "/users/me", USER, {"name": "me"}),
    ("GET", "/users/", None, {}),
    ("GET", "/users/{x}", None, {}),
    ("GET", "/users//", None, {}),
    ("GET", "*", None, {}),
    ("GET", "x/users/ada", None, {}),
    ("GET", "users/ada", None, {}),
    ("GET", "", None, {}),
    ("GET", "/files/", FILES, {"rest": ""}),
    ("GET", "/files/a/b%25", FILES, {"rest": "a/b%"}),
    ("GET", "/files/a\nb", None, {}),
    ("GET", "/files", None, {}),
    ("GET", "/empty", None, {}),
    ("GET", "/nothing/here", None, {}),
]


@pytest.mark.parametrize(("method", "path", "expected", "params"), FOUND)
def test_find_gives_the_route_and_its_parameters(
    method: str, path: str, expected: web.Resource | None, params: dict[str, str]
) -> None:
    found = RouteTable(RESOURCES, conflicts="ignore").find(method, path)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (found[0].resource, found[1]) == (expected, params)


def test_find_leaves_to_a_request_what_only_a_request_can_tell() -> None:
    files = StaticResource("/users", ".")
    assert RouteTable([files, USER]).find("GET", "/users/ada") is None
    found = RouteTable([USER, files]).find("GET", "/users/ada")
    assert found is not None
    assert found[0].resource is USER
    assert RouteTable([USER, files]).find("POST", "/users/ada") is None


ORDERS: list[tuple[Precedence, list[web.Resource], web.Resource]] = [
    ("aiohttp", [USER, ME], ME),
    ("registration", [USER, ME], USER),
    ("specific", [ANY_USER, USER, ME], ME),
]


@pytest.mark.parametrize(("precedence", "resources", "first"), ORDERS)
def test_precedence_decides_what_candidates_come_first(
    precedence: Precedence, resources: list[web.Resource], first: web.Resource
) -> None:
    table = RouteTable(resources, precedence=precedence, conflicts="ignore")
    assert table.precedence == precedence
    assert table.candidates("/users/me")[0].value is first


def test_a_word_that_is_no_precedence_is_refused() -> None:
    with pytest.raises(ValueError, match="'alphabet' is none of 'aiohttp'"):
        RouteTable(precedence="alphabet")  # type: ignore[arg-type]  # the point of the test


CHANGES: list[Callable[[RouteTable], RouteTable]] = [
    lambda table: table.add(resource("/new", "GET")),
    lambda table: table.add(resource("/new/{x}", "GET")),
    lambda table: table.add(StaticResource("/new", ".")),
    lambda table: table.remove(USER),
    lambda table: table.remove(FILES),
    lambda table: table.remove(USERS),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_another_table(change: Callable[[RouteTable], RouteTable]) -> None:
    table = RouteTable(RESOURCES, conflicts="ignore")
    before = (str(table), len(table), list(table))
    changed = change(table)
    assert (str(table), len(table), list(table)) == before
    assert str(changed) != str(table)
    assert abs(len(changed) - len(table)) == 1


def test_a_table_lists_its_resources_in_order_of_registration() -> None:
    table = RouteTable(RESOURCES, conflicts="ignore").remove(USER).add(USER)
    assert list(table) == [USERS, ANY_USER, ME, FILES, EMPTY, USER]
    assert USER in table
    assert resource("/users/{name}") not in table
    assert repr(table) == "<RouteTable 6 resources, precedence 'aiohttp'>"


def test_a_resource_that_was_added_twice_is_gone_when_removed() -> None:
    table = RouteTable([USER, USER, ME], conflicts="ignore")
    assert list(table) == [USER, ME]
    assert [found.value for found in table.candidates("/users/ada")] == [USER, USER]
    assert str(table.remove(USER)) == str(RouteTable([ME]))


def test_removing_what_is_not_there_is_refused() -> None:
    with pytest.raises(LookupError, match="/users/me"):
        RouteTable([USER]).remove(ME)


def test_the_table_of_a_router_is_what_it_served_then() -> None:
    router = Router(precedence="specific")
    router.register_resource(USER)
    table = router.table
    router.register_resource(ME)
    assert (list(table), list(router.table)) == ([USER], [USER, ME])
    assert router.table.precedence == "specific"
    router.freeze()
    changed = router.table.add(FILES)
    assert (FILES in changed, FILES in router.table) == (True, False)


def test_a_search_visits_as_many_nodes_in_a_large_table_as_in_a_small_one() -> None:
    small, large = (
        RouteTable(resource(f"/tenant-{number}/users/{{id}}", "GET") for number in range(size)) for size in (10, 1000)
    )
    for path in ("/tenant-7/users/1", "/tenant-7/users", "/nobody/users/1"):
        assert large.count_visited(path) == small.count_visited(path)
