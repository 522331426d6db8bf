"""The index: the right candidates in the right order, by a way no longer than the path."""

import re
from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from resrouter.paths.index import PathIndex
from resrouter.paths.lengths import children_of
from resrouter.paths.precedence import PRECEDENCES, Precedence
from resrouter.paths.template import PathTemplate
from tests.paths.entries import entry_for

Index = PathIndex[str]


def index_of(texts: Sequence[str], precedence: Precedence = "aiohttp") -> Index:
    index: Index = PathIndex()
    for registered, text in enumerate(texts):
        index = index.add(entry_for(text, registered, precedence))
    return index


def found(index: Index, path: str) -> list[str]:
    return [candidate.value for candidate in index.find(path)]


# The oracle: try each template on the whole path, sort those that fit by the rule's sentences.


def fits(text: str, path: str) -> bool:
    if text.endswith("/*"):
        prefix = text.removesuffix("/*").rstrip("/")
        return path == prefix or path.startswith(prefix + "/") or not prefix
    return PathTemplate.parse(text).pattern.fullmatch(path) is not None


def literal_prefix(text: str) -> str:
    if text.endswith("/*"):
        return text.removesuffix("/*").rstrip("/") or "/"
    before, brace, _ = text.partition("{")
    return (before.rpartition("/")[0] if brace else before).rstrip("/") or "/"


PLAIN_PARAM = re.compile(r"\{x\d?\}")


def specificity(text: str) -> list[int]:
    order: list[int] = []
    if text.endswith("/*"):
        text = text.removesuffix("/*").rstrip("/") + "/*"
    for segment in text.split("/")[1:]:
        if segment == "*" or ".*" in segment:
            return [*order, 3]
        order.append(2 if PLAIN_PARAM.fullmatch(segment) else 1 if "{" in segment else 0)
    return order


def oracle(texts: Sequence[str], path: str, precedence: Precedence) -> list[str]:
    numbered = [(number, text) for number, text in enumerate(texts) if fits(text, path)]
    if precedence == "aiohttp":
        numbered.sort(key=lambda pair: (-len(literal_prefix(pair[1])), pair[0]))
    elif precedence == "specific":
        numbered.sort(key=lambda pair: (specificity(pair[1]), pair[0]))
    return [text for _, text in numbered]


SEGMENTS = ["a", "b", "{x}", "{rest:.*}"]
PATHS = ["/" + "/".join(path) for size in range(5) for path in product(["a", "b", "c", ""], repeat=size)]


def small_world() -> list[str]:
    """Every template of up to 4 segments in which no parameter stands twice and a catch-all comes last."""
    templates = ["/"]
    for size in range(1, 5):
        for parts in product(SEGMENTS, repeat=size):
            if parts.count("{rest:.*}") > (parts[-1] == "{rest:.*}"):
                continue
            numbered = [part.replace("x", f"x{at}") for at, part in enumerate(parts)]
            templates.append("/" + "/".join(numbered))
    return templates


@pytest.mark.slow
@pytest.mark.parametrize("precedence", PRECEDENCES)
def test_the_whole_small_world_agrees_with_trying_each(precedence: Precedence) -> None:
    templates = small_world()
    assert len(templates) > 150
    Random(7).shuffle(templates)
    index = index_of(templates, precedence)
    for path in PATHS:
        assert found(index, path) == oracle(templates, path, precedence), path


PARTS = ["a", "b", "ab", "{x}", "a{x}", "{x}b", "a{x}b", "{x:a+}", "{x:[ab]*}", "{rest:.*}", "a{rest:.*}", "*", ""]


@pytest.mark.parametrize("precedence", PRECEDENCES)
@pytest.mark.parametrize("seed", range(30))
def test_random_tables_agree_with_trying_each(precedence: Precedence, seed: int) -> None:
    random = Random(seed)
    texts: list[str] = []
    while len(texts) < 25:
        parts = [random.choice(PARTS) for _ in range(random.randint(1, 4))]
        if sum("{" in part for part in parts) <= 1 and "*" not in parts[:-1]:
            texts.append("/" + "/".join(parts))
    index = index_of(texts, precedence)
    for _ in range(60):
        path = "/" + "/".join(random.choice(["a", "b", "ab", "aab", "c", ""]) for _ in range(random.randint(1, 4)))
        assert found(index, path) == oracle(texts, path, precedence), (texts, path)


ORDER = [
    # templates in order of registration, a path, and who comes first under each precedence
    (["/users/{name}", "/users/me"], "/users/me", "/users/me", "/users/{name}", "/users/me"),
    (["/{rest:.*}", "/users/{name}"], "/users/me", "/users/{name}", "/{rest:.*}", "/users/{name}"),
    (["/users/{id:[0-9]+}", "/users/{name}"], "/users/7", *["/users/{id:[0-9]+}"] * 3),
    (["/users/{name}", "/users/{id:[0-9]+}"], "/users/7", *["/users/{name}"] * 2, "/users/{id:[0-9]+}"),
    (["/{a}/x", "/{a}/{b}", "/y/{b}"], "/y/x", "/y/{b}", "/{a}/x", "/y/{b}"),
    (["/{a}/{b}", "/{a}/x"], "/y/x", "/{a}/{b}", "/{a}/{b}", "/{a}/x"),
    (["/a/*", "/a/b"], "/a/b", "/a/b", "/a/*", "/a/b"),
    (["/a/{rest:.*}", "/a/"], "/a/", "/a/{rest:.*}", "/a/{rest:.*}", "/a/"),
    (["/*", "/"], "/", "/*", "/*", "/"),
    (["/a/*", "/a"], "/a", "/a/*", "/a/*", "/a"),
]


@pytest.mark.parametrize(("texts", "path", "aiohttp", "registration", "specific"), ORDER)
def test_precedence_decides_who_comes_first(
    texts: list[str], path: str, aiohttp: str, registration: str, specific: str
) -> None:
    first = {precedence: found(index_of(texts, precedence), path)[0] for precedence in PRECEDENCES}
    assert first == {"aiohttp": aiohttp, "registration": registration, "specific": specific}


TABLE = [
    "/",
    "/users",
    "/users/",
    "/users/{name}",
    "/users/{id:[0-9]+}/keys",
    "/files/{rest:.*}",
    "/files/v{major}.{minor}",
    "/static/*",
]

DRAWING = """\
plain
├── /
├── /users
└── /users/
2 segments
└── /
    ├── files/
    │   └── v{}.{}/
    │       └── /files/v{major}.{minor}
    └── users/{}/
        └── /users/{name}
3 segments
└── /
    └── users/
        └── ~(?P<p0>[0-9]+)/
            └── keys/
                └── /users/{id:[0-9]+}/keys
any number of segments
└── /
    ├── files/
    │   └── /files/{rest:.*}  (rest)
    └── static/
        └── /static/*  (all below)"""


def test_the_index_draws_itself() -> None:
    assert str(index_of(TABLE)) == DRAWING
    assert str(index_of(list(reversed(TABLE)))) == DRAWING
    assert str(PathIndex[str]()) == "(empty)"


def test_a_change_leaves_the_old_index_as_it_was() -> None:
    old = index_of(TABLE)
    drawn = str(old)
    added = entry_for("/users/{name}/new", 99)
    new = old.add(added)
    assert (str(old), len(old)) == (drawn, len(TABLE))
    assert found(new, "/users/ada/new") == ["/users/{name}/new"]
    assert str(new.remove(added)) == drawn
    assert found(new, "/users/ada/new") == ["/users/{name}/new"]


@pytest.mark.parametrize("text", TABLE)
def test_removing_an_entry_leaves_no_trace(text: str) -> None:
    without = index_of([other for other in TABLE if other != text])
    index = index_of(TABLE)
    (entry,) = [entry for entry in index.entries() if entry.value == text]
    assert str(index.remove(entry)) == str(without)


def test_removing_what_is_not_there_is_refused() -> None:
    with pytest.raises(LookupError, match="/users is not in the index"):
        index_of(TABLE).remove(entry_for("/users", 1))


def test_adding_to_a_large_index_shares_nearly_all_of_it() -> None:
    index = index_of([f"/tenant-{number}/users/{{id}}" for number in range(3000)])
    old = {id(node) for node in nodes_of(index)}
    new = {id(node) for node in nodes_of(index.add(entry_for("/tenant-7/groups/{id}", 9999)))}
    assert len(old) > 6000
    assert len(new - old) <= 6


def nodes_of(index: Index) -> list[object]:
    """The nodes of the trees by number of segments, whose templates these are."""
    nodes = list(index._lengths.values())
    for node in nodes:
        nodes += [child for _, child in children_of(node)]
    return list(nodes)


FLAT = [
    # a template with a number in it, and paths for hit, near miss and miss
    ("/tenant-{}/users/{{id}}", ["/tenant-7/users/1", "/tenant-7/users", "/nobody/users/1"]),
    ("/{{tenant}}/r{}/x", ["/t/r7/x", "/t/r7/y", "/t/none/x"]),
    ("/report-{}-{{id}}", ["/report-7-x", "/report-7-", "/nothing"]),
    ("/{{file}}.ext{}", ["/a.ext7", "/.ext7", "/a.none"]),
    ("/r{}/{{id:[0-9]+}}", ["/r7/12", "/r7/x", "/none/1"]),
    ("/r{}/{{rest:.*}}", ["/r7/a/b/c", "/r7/", "/none/1"]),
    ("/r{}{{rest:.*}}", ["/r7x/a/b/c", "/q"]),
    ("/{{rest:.*}}.x{}", ["/a/b.x7", "/a/b.none"]),
    ("/app-{}/*", ["/app-7/a/b", "/app-7", "/none/a/b"]),
]


@pytest.mark.parametrize(("pattern", "paths"), FLAT)
def test_a_search_visits_as_many_nodes_in_a_large_table_as_in_a_small_one(pattern: str, paths: list[str]) -> None:
    small = index_of([pattern.format(number) for number in range(10)])
    large = index_of([pattern.format(number) for number in range(2000)])
    for path in paths:
        assert found(small, path) == found(large, path)
        assert large.count_visited(path) == small.count_visited(path) <= path.count("/") + 3


@pytest.mark.parametrize("path", ["/" * 8000, "/a" * 4000, "/" + "a" * 8000, "/a/b" + "/" * 8000])
def test_a_long_path_visits_no_more_nodes_than_the_table_is_deep(path: str) -> None:
    assert index_of(TABLE).count_visited(path) <= 5


def test_a_template_deeper_than_the_recursion_limit_is_filed_and_found() -> None:
    deep = "/" + "/".join(["x"] * 3000)
    assert found(index_of([deep]), deep) == [deep]
