"""A table made of data, and what it tells of itself: routes, names, options, and who answers."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pydantic
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

import resrouter
from resrouter import (
    Collision,
    ConflictError,
    ConflictWarning,
    DataError,
    DuplicateNameError,
    DynamicResource,
    Found,
    InvalidNameError,
    PartialMatch,
    PartsError,
    PlainResource,
    RouteDataError,
    Router,
    RouteTable,
    StaticResource,
    TemplateSyntaxError,
    ValueRefusedError,
)
from resrouter.paths.encoding import raw_path
from resrouter.routing.making import resource_for
from resrouter.routing.mountpoint import Stop
from resrouter.tables.rows import Node, Row


def handler(name: str) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=name)

    answer.__name__ = name
    return answer


a, b = handler("a"), handler("b")


async def expect(request: web.Request) -> None:
    return None


@web.middleware
async def passing(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)


class Page(web.View):
    async def get(self) -> web.Response:
        return web.Response(text="page")


DEFINITIONS = web.RouteTableDef()
DEFINITIONS.get("/one", name="one")(a)
DEFINITIONS.post("/two")(b)

# What is written, made anew for each test, and the rows that the table tells.
WAYS: dict[str, tuple[Callable[[], Node], list[Row]]] = {
    "nothing": (list, []),
    "None": (lambda: None, []),
    "a handler": (lambda: [("/a", a)], [("/a", {"*": a})]),
    "one route without a list": (lambda: ("/a", a), [("/a", {"*": a})]),
    "a list as route": (lambda: [["/a", a]], [("/a", {"*": a})]),
    "a view": (lambda: [("/a", Page)], [("/a", {"*": Page})]),
    "no handler": (lambda: [("/a",)], [("/a", {})]),
    "methods": (lambda: [("/a/{x}", {"GET": a, "POST": b})], [("/a/{x}", {"GET": a, "POST": b})]),
    "any method last": (lambda: [("/a", {"*": a, "GET": b})], [("/a", {"GET": b, "*": a})]),
    "a handler beside methods": (lambda: [("/a", a, {"GET": b})], [("/a", {"GET": b, "*": a})]),
    "a handler by its key": (lambda: [("/a", {"handler": a})], [("/a", {"*": a})]),
    "a rare method": (lambda: [("/a", {"methods": {"purge": a}})], [("/a", {"methods": {"PURGE": a}})]),
    "a young method": (lambda: [("/a", {"QUERY": a})], [("/a", {"QUERY": a})]),
    "a name": (lambda: [("/a", "a", a)], [("/a", {"name": "a", "*": a})]),
    "a name by its key": (lambda: [("/a", {"name": "a"})], [("/a", {"name": "a"})]),
    "data": (lambda: [("/a", {"GET": a, "k": [1]})], [("/a", {"GET": a, "k": [1]})]),
    "data of a route": (
        lambda: [("/a", {"GET": {"handler": a, "k": 1}})],
        [("/a", {"GET": {"handler": a, "k": 1}})],
    ),
    "an expect handler": (
        lambda: [("/a", {"GET": {"handler": a, "expect_handler": expect}})],
        [("/a", {"GET": {"handler": a, "expect_handler": expect}})],
    ),
    "middlewares": (
        lambda: [("/a", {"GET": a, "middlewares": [passing]})],
        [("/a", {"GET": a, "middlewares": (passing,)})],
    ),
    "leave to conflict": (lambda: [("/a", {"GET": a, "conflicting": True})], [("/a", {"GET": a, "conflicting": True})]),
    "None in between": (lambda: [None, ("/a", None, a, None), [None]], [("/a", {"*": a})]),
    "a generator": (lambda: (("/" + word, a) for word in "ab"), [("/a", {"*": a}), ("/b", {"*": a})]),
    "lists in lists": (lambda: [[("/a", a)], [[("/b", b)]]], [("/a", {"*": a}), ("/b", {"*": b})]),
    "children": (
        lambda: [("/a", {"k": [1], "j": 0}, [("/b", {"GET": b, "k": [2]}), ("/c", b)])],
        [("/a/b", {"k": [1, 2], "j": 0, "GET": b}), ("/a/c", {"k": [1], "j": 0, "*": b})],
    ),
    "children beside each other": (lambda: [("/a", ("/b", a), ("/c", b))], [("/a/b", {"*": a}), ("/a/c", {"*": b})]),
    "a parent that answers": (lambda: [("/a", a, [("/b", b)])], [("/a", {"*": a}), ("/a/b", {"*": b})]),
    "children of a name": (
        lambda: [("/a", "x", [("/{b}", "y", b), ("/c", b)])],
        [
            ("/a/{b}", {"name": "x:y", "trail": (Stop("x", "/a"),), "*": b}),
            ("/a/c", {"trail": (Stop("x", "/a"),), "*": b}),
        ],
    ),
    "a path left empty": (lambda: [("", {"k": 1}, [("/a", a)])], [("/a", {"k": 1, "*": a})]),
    "a table": (lambda: RouteTable([("/a", a)]), [("/a", {"*": a})]),
    "a table below a path": (
        lambda: [("/t/{t}", "t", {"k": 1, "middlewares": [passing]}, RouteTable([("/{a}", "a", a)]))],
        [
            (
                "/t/{t}/{a}",
                {"name": "t:a", "k": 1, "middlewares": (passing,), "trail": (Stop("t", "/t/{t}"),), "*": a},
            )
        ],
    ),
    "a definition": (lambda: [web.get("/a", a, name="a")], [("/a", {"name": "a", "GET": a, "HEAD": a})]),
    "a definition of a view": (lambda: [web.view("/a", Page)], [("/a", {"*": Page})]),
    "definitions": (lambda: DEFINITIONS, [("/one", {"name": "one", "GET": a, "HEAD": a}), ("/two", {"POST": b})]),
    "resources": (lambda: [PlainResource("/a"), ("/b", [DynamicResource("/{x}")])], [("/a", {}), ("/b/{x}", {})]),
}


@pytest.mark.parametrize(("written", "rows"), WAYS.values(), ids=WAYS)
def test_data_is_read_as_it_is_written(written: Callable[[], Node], rows: list[Row]) -> None:
    table = RouteTable.from_data(written())
    assert table.routes == tuple(rows)
    assert RouteTable(table.routes, **table.options) == table
    assert RouteTable().add(written()) == table


@pytest.mark.parametrize(("written", "rows"), WAYS.values(), ids=WAYS)
def test_data_and_prefix_of_a_table_are_those_of_all_its_routes(written: Callable[[], Node], rows: list[Row]) -> None:
    table = RouteTable.from_data(written(), data={"top": True}, prefix="/v1")
    assert [path for path, _ in table.routes] == ["/v1" + path for path, _ in rows]
    assert all(data["top"] for _, data in table.routes)
    assert RouteTable(table.routes) == table


# What is written, the error, and its path and a part of its reason for a RouteDataError.
REFUSED: list[tuple[Node, type[Exception], str, str]] = [
    (3, RouteDataError, "", "3 is no route"),
    ({"/a": a}, RouteDataError, "", "is no route"),
    ([3], RouteDataError, "", "3 is no route"),
    ([("/a", 3)], RouteDataError, "/a", "3 is no route"),
    ([("/a", [("/b", [3])])], RouteDataError, "/a/b", "3 is no route"),
    ([("/a", {"GET": 3})], RouteDataError, "/a", "3 cannot handle GET"),
    ([("/a", {"GET": {}})], RouteDataError, "/a", "GET has no handler"),
    ([("/a", {"GET": {"handler": 3}})], RouteDataError, "/a", "GET has no handler"),
    ([("/a", {"get": a})], RouteDataError, "/a", "did you mean 'GET'?"),
    ([("/a", {"post": {"handler": a}})], RouteDataError, "/a", "did you mean 'POST'?"),
    ([web.static("/a", ".")], RouteDataError, "", "is no route"),
    ([("/a", web.UrlDispatcher())], RouteDataError, "/a", "call resrouter.setup()"),
    ([("a", a)], TemplateSyntaxError, "", ""),
    (["/a", "b", [("c", a)]], TemplateSyntaxError, "", ""),
    ([("/{x}", [("/{x}", a)])], TemplateSyntaxError, "", ""),
    ([("/a", "no name", a)], InvalidNameError, "", ""),
    ([("/a", {"methods": {"no method": a}})], RouteDataError, "/a", "is not allowed HTTP method"),
    ([("/a", {"GET": a, "middlewares": [3]})], RouteDataError, "/a", "No middleware: 3"),
    ([("/a", {"GET": a, "middlewares": 3})], RouteDataError, "/a", "TypeError"),
    ([("/a", {"GET": {"handler": a, "name": "x"}})], RouteDataError, "/a", "say it of the path"),
    ([("/a", {"name": 3})], RouteDataError, "/a", "TypeError"),
]


@pytest.mark.parametrize(("written", "error", "path", "reason"), REFUSED)
def test_what_is_no_route_is_refused(written: Node, error: type[Exception], path: str, reason: str) -> None:
    with pytest.raises(error) as caught:
        RouteTable.from_data(written)
    if isinstance(caught.value, RouteDataError):
        assert caught.value.path == path
        assert reason in caught.value.reason
        assert caught.value.place.partition(":")[0].endswith("test_route_table.py")


def test_the_error_for_data_says_where_what_and_how_to_write_it() -> None:
    with pytest.raises(RouteDataError) as caught:
        RouteTable([("/a", {"get": a})])
    assert here(caught.value) == (
        "No route at '/a', read at HERE: 'get' is no method; did you mean 'GET'?\n"
        'A route is (path, handler), (path, {"GET": handler, "name": "user"}) or (path, data, children).'
    )


def here(error: object) -> str:
    """The text without the places, which move with this file."""
    return re.sub(r"\S*test_route_table\.py:\d+", "HERE", str(error))


def test_what_is_done_to_the_data_afterwards_is_not_seen() -> None:
    told: dict[str, Any] = {"words": ["one"], "deep": {"set": {1}}}
    written: list[Any] = [("/a", {"GET": {"handler": a, **told}, **told}), ("/b", told, [("/c", a)])]
    table, again = (RouteTable.from_data(written, data=told) for _ in range(2))
    told["words"].append("two")
    told["deep"]["set"].add(2)
    told["more"] = True
    written.append(("/d", a))
    assert table.routes[1][1]["words"] == ["one", "one"]
    assert table.routes[0][1]["GET"]["words"] == ["one"]
    assert table == again


OPTIONS: list[dict[str, Any]] = [
    {},
    {"precedence": "specific"},
    {"conflicts": "ignore"},
    {"conflicts": print},
    {"slashes": "redirect", "merge_slashes": "ignore", "case": "redirect"},
    {"derived": ("HEAD", "OPTIONS")},
    {"schema": dict},
    {"names": "any"},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_a_table_tells_the_options_that_it_was_told(options: dict[str, Any]) -> None:
    table = RouteTable([("/a", a)], **options)
    assert table.options == options
    assert table.add(("/b", b)).options == options
    assert (table == RouteTable([("/a", a)])) == (options == {})


WRONG: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"precedence": "alphabet"}, ValueError),
    ({"conflicts": "maybe"}, ValueError),
    ({"slashes": True}, ValueError),
    ({"case": "upper"}, ValueError),
    ({"derived": ["TRACE"]}, ValueError),
    ({"names": "some"}, ValueError),
    ({"route": []}, TypeError),
]


@pytest.mark.parametrize(("options", "error"), WRONG)
def test_an_option_that_is_none_is_refused(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        RouteTable(**options)


def test_names_are_a_read_only_mapping_in_order_of_registration() -> None:
    table = RouteTable([("/b", "b", a), ("/a", a), ("/c", "c", a)])
    assert list(table.names) == ["b", "c"]
    assert table.names["c"] is table.listed[2]
    with pytest.raises(TypeError):
        table.names["d"] = table.listed[0]  # type: ignore[index]  # the point of the test


# --- tables of tables ----------------------------------------------------------------------------


def test_a_merge_holds_the_routes_in_order_and_the_last_word_on_options() -> None:
    first = RouteTable([("/a", "a", a)], slashes="redirect", case="ignore")
    second, third = RouteTable([("/b", b)], slashes="ignore"), RouteTable([("/c", "c", a)])
    merged = first.merge(second, third)
    assert merged.routes == first.routes + second.routes + third.routes
    assert merged.options == {"slashes": "ignore", "case": "ignore"}
    assert merged == RouteTable(merged.routes, **merged.options)
    assert first.merge() == first
    assert RouteTable().merge(first, second, third) == merged


def test_a_merge_keeps_the_owners() -> None:
    merged = RouteTable().add(("/a", a), owner="ann").merge(RouteTable().add(("/b", b), owner="bob"))
    assert merged.owners() == {"ann", "bob"}
    assert merged.unload("ann").routes == (("/b", {"*": b}),)


def test_a_merge_is_refused_whole() -> None:
    first, second = RouteTable([("/{x}", "x", a)]), RouteTable([("/{y}", b), ("/z", "x", b)])
    with pytest.raises(ConflictError) as caught:
        first.merge(second)
    assert [collision.example for collision in caught.value.collisions] == ["/a"]
    assert [error.name for error in caught.value.duplicates] == ["x"]
    assert (len(first), len(second)) == (1, 2)


@pytest.mark.parametrize("node", [("/", a), ("/{x}", a)])
def test_what_two_tables_share_is_no_less_in_conflict(node: Node) -> None:
    table = RouteTable([node])
    with pytest.raises(ConflictError):
        table.merge(table)


def test_the_variants_of_one_path_are_not_in_conflict() -> None:
    resource = resource_for("/{x}/{y?}/{z?}", optional=True)
    resource.add_route("GET", a)
    table = RouteTable([resource])
    with pytest.raises(ConflictError):
        table.merge(table)


def test_a_resource_is_replaced_in_its_place() -> None:
    table = RouteTable([("/a", "a", a), ("/b", "b", a), ("/c", a)], precedence="registration")
    new = RouteTable([("/new/{x}", "new", b)]).listed[0]
    changed = table.replace(table.names["b"], new)
    assert [path for path, _ in changed.routes] == ["/a", "/new/{x}", "/c"]
    assert list(changed.names) == ["a", "new"]
    assert changed.find("GET", "/b") is None
    assert table.find("GET", "/b") is not None


def test_a_replacement_is_checked_as_an_addition_is() -> None:
    table = RouteTable([("/a", "a", a), ("/{x}", "x", a)])
    with pytest.raises(DuplicateNameError):
        table.replace(table.names["a"], PlainResource("/b", name="x"))
    with pytest.raises(InvalidNameError):
        table.replace(table.names["a"], PlainResource("/b", name="no name"))
    with pytest.raises(ConflictError):
        table.replace(table.names["a"], RouteTable([("/{y}", b)]).listed[0])
    with pytest.raises(LookupError):
        table.replace(PlainResource("/a"), PlainResource("/b"))
    assert list(table.replace(table.names["a"], PlainResource("/b", name="a")).names) == ["a", "x"]


UNLIKE: list[Node] = [
    [],
    [("/b", "b", b), ("/a", {"GET": a})],
    [("/a", {"GET": b}), ("/b", "b", b)],
    [("/a", {"POST": a}), ("/b", "b", b)],
    [("/a", {"GET": a}), ("/b", "c", b)],
    [("/a", {"GET": a}), ("/b", b)],
    [("/a", {"GET": a, "k": 1}), ("/b", "b", b)],
    [("/a", {"GET": {"handler": a, "k": 1}}), ("/b", "b", b)],
    [("/a", {"GET": a, "middlewares": [passing]}), ("/b", "b", b)],
    [("/a", {"GET": a}), ("/b/{x}", "b", b)],
]


def test_tables_are_equal_when_all_is_the_same() -> None:
    written: Node = [("/a", {"GET": a}), ("/b", "b", b)]
    one, other = RouteTable(written), RouteTable(written)
    assert one == other
    assert len({one, other, one.add(("/c", a))}) == 2
    assert one != one.routes


@pytest.mark.parametrize("unlike", UNLIKE)
def test_tables_differ_when_anything_differs(unlike: Node) -> None:
    assert RouteTable(unlike) != RouteTable([("/a", {"GET": a}), ("/b", "b", b)])


def test_the_way_to_a_table_does_not_matter() -> None:
    table = RouteTable([("/a", a), ("/b/{x}", "b", b)])
    longer = table.add(("/{rest:.*}", "rest", a))
    assert longer != table
    assert longer.remove(longer.names["rest"]) == table
    assert hash(longer.remove(longer.names["rest"])) == hash(table)


# --- asking --------------------------------------------------------------------------------------


def asked() -> RouteTable:
    live = Router()
    live.add_resource("/items/{item}", name="item", data={"tags": ["item"]}).add_route("GET", a)
    router = Router()
    router.add_resource("/users/{id:[0-9]+}", name="user", data={"roles": {"ann"}}).add_route("GET", a)
    router.add_get("/users/me", b, name="me")
    router.mount("/t/{tenant}", live, name="shop", data={"tags": ["shop"]})
    router.mount("/flat/{tenant}", [("/items/{item}", "item", a)], name="flat")
    router.add_static("/files", "tests", name="files")
    app = web.Application()
    resrouter.setup(app, router)
    app.add_domain("example.test", web.Application())
    return router.table


# The path; the name, template, parameters and data of what it leads to.
BY_PATH: list[tuple[str, tuple[str, str, dict[str, str], dict[str, Any]] | None]] = [
    ("/users/7", ("user", "/users/{id:[0-9]+}", {"id": "7"}, {"roles": {"ann"}})),
    ("/users/me", ("me", "/users/me", {}, {})),
    ("/users/nobody", None),
    ("/users/7/", None),
    ("/", None),
    ("", None),
    (
        "/t/acme/items/a%2Fb",
        ("shop:item", "/t/{tenant}/items/{item}", {"tenant": "acme", "item": "a/b"}, {"tags": ["shop", "item"]}),
    ),
    ("/t/acme/none", None),
    ("/t/acme", None),
    ("/flat/acme/items/é", ("flat:item", "/flat/{tenant}/items/{item}", {"tenant": "acme", "item": "é"}, {})),
    ("/files/a/b.css", ("files", "/files/{filename:.+}", {}, {})),
]


@pytest.mark.parametrize(("path", "expected"), BY_PATH)
def test_a_path_leads_to_its_resource(
    path: str, expected: tuple[str, str, dict[str, str], dict[str, Any]] | None
) -> None:
    found = asked().match_by_path(path)
    if expected is None:
        assert found is None
    else:
        assert isinstance(found, Found)
        assert (found.name, found.template, found.params, found.data) == expected
        assert found.path == raw_path(path)


def test_a_domain_is_passed_over_without_a_host() -> None:
    assert asked().match_by_path("/users/me") is not None


# The name, the parameters, the path that they make.
BY_NAME: list[tuple[str, dict[str, object], str]] = [
    ("user", {"id": 7}, "/users/7"),
    ("user", {"id": "7"}, "/users/7"),
    ("me", {}, "/users/me"),
    ("shop:item", {"tenant": "a b", "item": "c/d"}, "/t/a%20b/items/c%2Fd"),
    ("flat:item", {"tenant": "acme", "item": "é"}, "/flat/acme/items/%C3%A9"),
    ("files", {"filename": "a/b.css"}, "/files/a/b.css"),
]


@pytest.mark.parametrize(("name", "params", "path"), BY_NAME)
def test_a_name_with_its_parameters_makes_a_path(name: str, params: dict[str, object], path: str) -> None:
    found = asked().match_by_name(name, **params)
    assert isinstance(found, Found)
    assert (found.name, found.path, found.params) == (name, path, params)


PARTIAL: list[tuple[str, dict[str, object], tuple[str, ...], tuple[str, ...]]] = [
    ("user", {}, ("id",), ("id",)),
    ("shop:item", {"tenant": "acme"}, ("tenant", "item"), ("item",)),
    ("flat:item", {}, ("tenant", "item"), ("tenant", "item")),
    ("files", {}, ("filename",), ("filename",)),
]


@pytest.mark.parametrize(("name", "params", "required", "missing"), PARTIAL)
def test_a_name_without_all_its_parameters_is_a_partial_match(
    name: str, params: dict[str, object], required: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    found = asked().match_by_name(name, **params)
    assert isinstance(found, PartialMatch)
    assert (found.name, found.params, found.required, found.missing) == (name, params, required, missing)


@pytest.mark.parametrize("name", ["nobody", "shop", "shop:nobody", "nobody:item", "", ":"])
def test_an_unknown_name_matches_nothing(name: str) -> None:
    found = asked().match_by_name(name)
    # "shop" is the name of the mount itself: its prefix needs a parameter.
    assert isinstance(found, PartialMatch) if name == "shop" else found is None


def test_a_parameter_that_the_path_does_not_have_or_refuses_is_an_error() -> None:
    with pytest.raises(PartsError) as caught:
        asked().match_by_name("user", id=7, ids=8)
    assert caught.value.unknown == ("ids",)
    with pytest.raises(ValueRefusedError):
        asked().match_by_name("user", id="ada")


def served(router: Router) -> web.Application:
    app = web.Application()
    resrouter.setup(app, router)
    return app


# The host, who answers "/x", and who answers "/own", which only one of the domains has.
HOSTS: list[tuple[str | None, str | None, str | None]] = [
    (None, "root", None),
    ("other.test", "root", None),
    ("ours.test", "ours", "ours"),
    ("a.wild.test", "wild", None),
    # An application with aiohttp's router can only be asked with a request, and comes first.
    ("stock.test", None, None),
]


@pytest.mark.parametrize(("host", "of_both", "of_one"), HOSTS)
def test_domains_are_asked_for_the_host(host: str | None, of_both: str | None, of_one: str | None) -> None:
    root, ours, wild = handler("root"), handler("ours"), handler("wild")
    router, own, masked = Router(), Router(), Router()
    app, stock = served(router), web.Application()
    own.add_routes([web.get("/x", ours), web.get("/own", ours)])
    masked.add_get("/x", wild)
    stock.router.add_get("/x", root)
    for domain, below in (("ours.test", served(own)), ("*.wild.test", served(masked)), ("stock.test", stock)):
        app.add_domain(domain, below)
    router.add_get("/x", root)
    table = router.table
    answers = [table.find("GET", path, host) for path in ("/x", "/own")]
    assert [None if answer is None else answer[0].handler.__name__ for answer in answers] == [of_both, of_one]


# --- conflicts -----------------------------------------------------------------------------------

PAIR: Node = [("/users/{id}/me", "user.self", {"GET": a}), ("/users/new/{section}", "team.any", {"GET": b})]
CLASHES: Node = [
    *PAIR,
    ("/x/{a}", {"GET": a, "POST": a}),
    ("/x/{b}", b),
    ("/y", "user.self", a),
    ("/z", "z", a),
    ("/z", "z", b),
]


def test_all_conflicts_and_clashes_are_told_at_once() -> None:
    # With the order of registration alone, as the longer literal prefix decides otherwise.
    with pytest.raises(ConflictError) as caught:
        RouteTable(CLASHES, precedence="registration")
    assert (
        here(caught.value)
        == """\
2 routes answer GET /users/new/me, and only their order decides
  'user.self'  /users/{id}/me        HERE  answers
  'team.any'   /users/new/{section}  HERE  never sees it
2 routes answer GET|POST /x/a, and only their order decides
  -  /x/{a}  HERE  answers
  -  /x/{b}  HERE  never sees it
Change a path, say conflicting=True of both, or choose conflicts="ignore" for the table.
Duplicate 'user.self', already handled by '/users/{id}/me'
  /users/{id}/me  HERE  has it
  /y              HERE  refused
Give one of them another name, or add the routes to router['user.self'].
Duplicate 'z', already handled by '/z'
  /z  HERE  has it
  /z  HERE  refused
Give one of them another name, or add the routes to router['z']."""
    )
    assert [(one.methods, one.example) for one in caught.value.collisions] == [
        (("GET",), "/users/new/me"),
        (("GET", "POST"), "/x/a"),
    ]


def test_one_clash_alone_is_its_own_error() -> None:
    with pytest.raises(DuplicateNameError) as caught:
        RouteTable([("/a", "x", a), ("/b", "x", b)])
    assert (caught.value.first[0], caught.value.second[0]) == ("/a", "/b")
    with pytest.raises(ConflictError) as several:
        RouteTable([("/a", "x", a), ("/b", "x", b), ("/c", "x", b)])
    assert ([len(several.value.collisions)], [error.second[0] for error in several.value.duplicates]) == (
        [0],
        ["/b", "/c"],
    )


def test_a_clash_names_both_owners() -> None:
    table = RouteTable().add(("/a", "x", a), owner="ann")
    with pytest.raises(DuplicateNameError) as caught:
        table.add(("/b", "x", b), owner="bob")
    assert caught.value.first[1].endswith("(ann)")
    assert caught.value.second[1].endswith("(bob)")


# Two nodes, and whether only their order decides who answers a request.
CONFLICTING: list[tuple[Node, Node, bool]] = [
    (("/{x}", {"GET": a}), ("/{y}", {"GET": b}), True),
    (("/{x}", {"GET": a}), ("/{y}", {"POST": b}), False),
    (("/{x}", {"GET": a}), ("/{y}", b), True),
    (("/{x}", {}), ("/{y}", b), False),
    (("/a", {"GET": a}), ("/a", {"GET": b}), True),
    (("/{x}", a), ("/a", b), False),  # the longer literal prefix answers
    (("/{o}/{r}/contributors", a), ("/{o}/{r}/languages", b), False),
    (("/{x:[0-9]+}", a), ("/{y:[a-z]+}", b), False),
    (("/{x:[0-9]+}", a), ("/{y}", b), True),
    (("/{x}", a), ("/{rest:.*}", b), True),
    (("/{x}", {"GET": a, "conflicting": True}), ("/{y}", {"GET": b, "conflicting": True}), False),
    (("/{x}", {"GET": a, "conflicting": True}), ("/{y}", {"GET": b}), True),
    (("/{x}", {"GET": a}), ("/{y}", {"GET": b, "conflicting": True}), True),
    (("/{x}", a), ("/{y}", Router()), False),  # what a mount has no answer for is left to others
    (("/a", StaticResource("", "tests")), ("/{x}/{y}", b), False),
]


@pytest.mark.parametrize(("first", "second", "is_conflict"), CONFLICTING)
def test_routes_conflict_where_only_their_order_decides(first: Node, second: Node, is_conflict: bool) -> None:
    told: list[Collision] = []
    for nodes in ([first, second], [second, first]):
        told.clear()
        RouteTable(nodes, conflicts=told.extend)
        assert len(told) == is_conflict
        table = RouteTable(first)
        if is_conflict:
            with pytest.raises(ConflictError):
                table.add(second)
        else:
            assert len(table.add(second)) == 2


def test_the_policy_says_what_becomes_of_conflicts() -> None:
    nodes: Node = [("/{x}", {"GET": a}), ("/{y}", {"GET": b})]
    with pytest.raises(ConflictError):
        RouteTable(nodes)
    with pytest.warns(ConflictWarning, match="GET /a, and only their order decides") as warned:
        assert len(RouteTable(nodes, conflicts="warn")) == 2
    assert len(warned) == 1
    assert len(RouteTable(nodes, conflicts="ignore")) == 2
    told: list[Any] = []
    assert len(RouteTable(nodes, conflicts=told.append)) == 2
    assert [[collision.example for collision in collisions] for collisions in told] == [["/a"]]


def test_a_function_may_refuse_conflicts_by_its_own_error() -> None:
    def refuse(collisions: object) -> None:
        raise KeyError(collisions)

    table = RouteTable([("/{x}", a)], conflicts=refuse)
    with pytest.raises(KeyError):
        table.add(("/{y}", b))
    assert len(table) == 1


def test_names_are_refused_whatever_the_policy_says() -> None:
    for policy in ("ignore", "warn"):
        with pytest.raises(DuplicateNameError):
            RouteTable([("/a", "x", a), ("/b", "x", b)], conflicts=policy)


# --- schemas -------------------------------------------------------------------------------------


class Model(pydantic.BaseModel, extra="forbid"):
    description: str
    tags: list[str] = []


class Struct(msgspec.Struct, forbid_unknown_fields=True):
    description: str
    tags: list[str] = []


def function(data: Any) -> None:
    if set(data) - {"description", "tags"} or "description" not in data:
        raise ValueError(f"unknown or missing: {sorted(data)}")


SCHEMAS = [Model, Struct, function]
FITTING: list[Node] = [
    [("/a", {"GET": a, "description": "one"})],
    [("/a", {"description": "one", "tags": ["x"]}, [("/b", {"GET": a, "tags": ["y"]}), ("/c", b)])],
    [("/a", {"GET": {"handler": a, "description": "one"}})],
    [("/a", {"nobody": "is asked where there is no route"})],
]
UNFIT: list[tuple[Node, str]] = [
    ([("/a", {"GET": a})], "GET /a"),
    ([("/a", {"descriptionz": "one"}, [("/{b}", {"POST": a})])], "POST /a/{b}"),
    ([("/a", {"GET": {"handler": a, "description": "one"}, "POST": b})], "POST /a"),
]


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("nodes", FITTING)
def test_merged_data_that_fits_the_schema_is_taken(schema: Any, nodes: Node) -> None:
    table = RouteTable(nodes, schema=schema)
    assert RouteTable(table.routes, **table.options) == table


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize(("nodes", "route"), UNFIT)
def test_merged_data_that_does_not_fit_is_refused_with_its_route(schema: Any, nodes: Node, route: str) -> None:
    table = RouteTable([("/", {"GET": a, "description": "root"})], schema=schema)
    refusals: list[Callable[[], object]] = [lambda: RouteTable(nodes, schema=schema), lambda: table.add(nodes)]
    for refuse in refusals:
        with pytest.raises(DataError) as caught:
            refuse()
        assert caught.value.route == route
        assert here(caught.value.place) == "HERE"


@pytest.mark.parametrize("schema", [Model, Struct])
def test_a_key_that_is_nearly_known_is_told(schema: Any) -> None:
    with pytest.raises(DataError, match="did you mean 'description'"):
        RouteTable([("/a", {"GET": a, "descriptionz": "one", "description": "two"})], schema=schema)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_an_edit_with_data_that_does_not_fit_changes_nothing(schema: Any) -> None:
    router = Router(schema=schema)
    router.add_resource("/a", name="a", data={"description": "one"}).add_route("GET", a)
    router.freeze()
    before = router.table
    with pytest.raises(DataError), router.edit() as draft:
        draft.add_route("GET", "/b", b)
    with pytest.raises(DataError), router.edit() as draft:
        draft["a"].add_route("POST", b, data={"other": 1})
    assert router.table is before
    with router.edit() as draft:
        draft.add_route("GET", "/b", b, data={"description": "two"})
    assert len(router.table) == 2
