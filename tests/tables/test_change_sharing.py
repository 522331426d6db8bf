"""Law 3, how: a changed table shares all but a few nodes with the old one, however large they are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from aiohttp import web

from resrouter import Router, RouteTable
from resrouter.paths.entry import Entry
from resrouter.paths.precedence import Rank
from resrouter.paths.segments import Shape
from resrouter.tables.record import Record

SMALL, LARGE = 1_000, 20_000

# Objects that a change may make anew: the table, its index and register, and the nodes on one way from each root.
FEW_NODES = 60
# References in them. A dictionary of up to a thousand keys is copied whole, and a small table has several of them.
FEW_REFERENCES = 3 * 2 * 1024
# Of a larger one only a part is copied: some dozens of keys, and the forks on the way to them.
FEW_OF_MANY = 1_000

# What is not part of the structure: what is filed in it, and values that never change.
FILED = (web.AbstractResource, Entry, Record, Rank, Shape, str, bytes, int, bool, type(None), type)


async def show(request: web.Request) -> web.Response:
    return web.Response()


# The path of each resource of a large table; the number makes it unlike all others.
FORMS = [
    "/plain/{}",
    "/{}",
    "/tenants/{}/users/{{user}}",
    "/t{}/{{x}}/{{y}}/end",
    "/{{x}}/{}",
    "/v{}-{{x}}",
    "/{{x:[0-9]+}}/n{}",
    "/f{}/{{rest:.*}}",
    "/g/p{}{{rest:.*}}",
]


def table(forms: Sequence[str], size: int) -> RouteTable:
    """A table of so many resources, of all the forms in turn."""
    rows = (((forms[number % len(forms)]).format(number), f"n{number}", {"GET": show}) for number in range(size))
    return RouteTable(rows, conflicts="ignore")


def parts(whole: object) -> Iterator[object]:
    """What a part of a table refers to."""
    if isinstance(whole, Mapping):
        yield from whole.keys()
        yield from whole.values()
    elif isinstance(whole, tuple | list):
        yield from whole
    else:
        names = [name for kind in type(whole).__mro__ for name in getattr(kind, "__slots__", ())]
        yield from (getattr(whole, name) for name in names if hasattr(whole, name))


Held = dict[int, object]


def structure(root: object, held: Held | None = None) -> Held:
    """Everything that a table is made of, by identity; without what another one holds already."""
    found: Held = {}
    pending = [root]
    while pending:
        one = pending.pop()
        if isinstance(one, FILED) or callable(one) or id(one) in found or id(one) in (held or ()):
            continue
        found[id(one)] = one
        pending += parts(one)
    return found


def made_anew(held: Held, new: RouteTable) -> list[object]:
    """What the new table does not share with one that holds all this."""
    return list(structure(new, held).values())


def references(made: list[object]) -> int:
    return sum(len(list(parts(one))) for one in made)


Change = Callable[[RouteTable, str], RouteTable]

CHANGES: list[Change] = [
    lambda table, form: table.add((form.format("new"), "new", {"GET": show})),
    lambda table, form: table.remove(next(resource for resource in table if str(resource.name) == named(form))),
    lambda table, form: table.replace(table.names[named(form)], RouteTable((form.format("x"), "x")).listed[0]),
]


def named(form: str) -> str:
    """The name of one resource of that form."""
    return f"n{FORMS.index(form) + 5 * len(FORMS)}"


def copied(old: RouteTable, held: Held, form: str) -> list[tuple[int, int]]:
    """How many objects each of the changes makes anew, and how many references are in them."""
    made = [made_anew(held, change(old, form)) for change in CHANGES]
    return [(len(anew), references(anew)) for anew in made]


@pytest.fixture(scope="module")
def small() -> RouteTable:
    return table(FORMS, SMALL)


@pytest.fixture(scope="module")
def large() -> RouteTable:
    return table(FORMS, LARGE)


@pytest.mark.slow
@pytest.mark.parametrize("is_settled", [False, True])  # in this order: what is settled stays so
def test_a_change_copies_no_more_of_a_large_table_than_of_a_small_one(
    small: RouteTable, large: RouteTable, is_settled: bool
) -> None:
    for old, most in ((small, FEW_REFERENCES), (large, FEW_OF_MANY)):
        if is_settled:
            old.settle()
        held = structure(old)
        for form in FORMS:
            counts = copied(old, held, form)
            assert all(nodes <= FEW_NODES and references <= most for nodes, references in counts), (form, counts)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_search_visits_as_many_nodes_of_a_large_table_after_a_change(
    small: RouteTable, large: RouteTable, form: str
) -> None:
    texts = [text.format(number) for text in (form, "/nobody/{}") for number in (5 * len(FORMS), "new")]
    paths = [text.replace("{", "").replace("}", "").replace(":[0-9]+", "").replace(":.*", "") for text in texts]
    visits = [
        [found.count_visited(path) for found in (old, CHANGES[0](old, form)) for path in paths]
        for old in (small, large)
    ]
    assert visits[0] == visits[1]
    assert max(visits[0]) < 2 * len(FORMS)


@pytest.mark.slow
def test_a_router_copies_little_of_a_large_table_at_an_edit(large: RouteTable) -> None:
    router = Router()
    router.swap(large)
    held = structure(router.table)
    for number, form in enumerate(FORMS):
        with router.edit(owner="plug") as draft:
            draft.add_route("GET", form.format(f"plug{number}"), show)
        anew = made_anew(held, router.table)
        assert (len(anew) <= FEW_NODES, references(anew) <= FEW_OF_MANY) == (True, True), form
        held |= structure(router.table, held)
    router.unload("plug")
    anew = made_anew(held, router.table)
    assert len(anew) <= len(FORMS) * FEW_NODES
    assert references(anew) <= len(FORMS) * FEW_OF_MANY


@pytest.mark.slow
def test_an_owner_of_many_copies_no_more_than_an_owner_of_few() -> None:
    counts: list[int] = []
    for size in (SMALL, LARGE):
        rows = [(f"/plug/{number}/{{x}}", {"GET": show}) for number in range(size)]
        old = RouteTable(conflicts="ignore").add(rows, owner="plug")
        counts.append(references(made_anew(structure(old), old.add(("/more/{x}", {"GET": show}), owner="plug"))))
    assert counts[1] <= FEW_OF_MANY


def test_a_small_table_shares_what_is_beside_the_change() -> None:
    old = RouteTable([("/a/{x}/b", show), ("/c/d/{y}", show), ("/files/{rest:.*}", show)])
    new = old.add(("/c/e/{y}", show))
    anew: Any = made_anew(structure(old), new)
    assert old.index._below is not None
    assert all(one is not old.index._below for one in anew)
    assert len(anew) < len(structure(new)) / 2
    assert str(old) != str(new)
