"""Paths made from the regex of a resource: those that fit, those beside them, and those that fit two."""

import re

import pytest

from resrouter.migration.proof_examples import Hole, Subject, between, meeting, neighbours, pieces_of, target_of
from resrouter.migration.proof_rows import ResourceRow


def subject(regex: str, *, takes_below: bool = False, canonical: str = "/x") -> Subject:
    return Subject(ResourceRow(regex=regex, takes_below=takes_below, canonical=canonical, methods=["GET"], host=None))


PIECES = [
    ("/users", ("/users",)),
    (r"/a\.b\-c", ("/a.b-c",)),
    ("", ()),
    ("/u/(?P<id>[^{}/]+)", ("/u/", Hole("id", "[^{}/]+"))),
    (r"/u/(?P<id>\d{2})/(?P<tab>(?:a|b))x", ("/u/", Hole("id", r"\d{2}"), "/", Hole("tab", "(?:a|b)"), "x")),
    (r"/(?P<x>[)(]\)[^]]])", ("/", Hole("x", r"[)(]\)[^]]]"))),
    ("/u/(?P<id>a)+", None),
    ("/u(/me)?", None),
    (r"/\d+", None),
]


@pytest.mark.parametrize(("regex", "pieces"), PIECES, ids=[row[0] for row in PIECES])
def test_a_regex_is_read_into_literals_and_holes(regex: str, pieces: tuple[str | Hole, ...] | None) -> None:
    assert pieces_of(regex) == pieces


REGEXES = [
    "/users",
    "/u/(?P<id>[^{}/]+)",
    r"/u/(?P<id>\d{4}-\d{2})",
    "/u/(?P<a>[a-f]+)-(?P<b>[xyz])",
    "/(?P<rest>.*)",
    "/(?P<rest>[^/]+/[^/]+)",
    "^/u/(?P<id>[A-Z]{3})$",
    "/u(/me|/you)",
    "(?P<all>/x/.+)",
    r"/(?P<id>(?!a)\w+)",
]


@pytest.mark.parametrize("regex", REGEXES)
def test_the_first_path_fits_and_so_do_others(regex: str) -> None:
    made = subject(regex)
    assert re.fullmatch(regex, made.paths[0])
    fitting = [path for path in made.paths if re.fullmatch(regex, path)]
    assert len(fitting) > 2 or made.is_plain or "me|" in regex
    assert len(fitting) < len(made.paths) or made.is_plain or ".*" in regex


def test_a_parameter_gets_escapes_blanks_and_unicode() -> None:
    targets = [target_of(path) for path in subject("/u/(?P<id>[^{}/]+)").paths]
    assert {"/u/a%2Fb", "/u/a%20b", "/u/%25", "/u/%C3%A9", "/u/0"} <= set(targets)


def test_a_prefix_is_followed_by_what_is_below() -> None:
    made = subject("/files", takes_below=True)
    assert made.paths[:4] == ("/files", "/files/a", "/files/a.txt", "/files/a/b")
    assert made.fits("/files/a/b")
    assert not made.fits("/filesystem")


def test_a_regex_that_refers_to_another_part_still_gives_paths() -> None:
    made = subject(r"/(?P<a>\w)/(?P<b>(?P=a))")
    assert made.paths[0] == "/a/a"


def test_a_regex_that_no_search_gets_through_gives_the_canonical_path() -> None:
    assert subject(r"/(a{90}){90}", canonical="/long").paths == ("/long",)


MEETINGS = [
    ("/users/(?P<id>[^{}/]+)/me", "/users/new/(?P<tab>[^{}/]+)", "/users/new/me"),
    (r"/n/(?P<id>\d+)", "/n/(?P<rest>.*)", "/n/0"),
    ("/v(?P<a>[^{}/]+)", "/(?P<b>[a-z]+)1", "/va1"),
    (r"/n/(?P<id>\d+)", "/n/(?P<name>[a-z]+)", None),
]


@pytest.mark.parametrize(("first", "second", "path"), MEETINGS)
def test_a_path_that_fits_two_is_found(first: str, second: str, path: str | None) -> None:
    one, other = subject(first), subject(second)
    found = meeting(one, other)
    assert found == path or (found is not None and one.fits(found) and other.fits(found))
    assert (meeting(other, one) is None) == (path is None)


BETWEEN = [
    (r"/u/(?P<id>\d{2})", r"/u/(?P<id>\d{3})"),
    ("/u/(?P<id>[a-m]+)", "/u/(?P<id>[a-n]+)"),
    (r"/u/(?P<id>\d+)", r"/u/(?P<id>\d*)"),
    (r"/u/(?P<id>\w+)", r"/u/(?P<id>[\w-]+)"),
    (r"/u\.csv", "/u.csv"),
]


@pytest.mark.parametrize(("first", "second"), BETWEEN)
def test_paths_tell_two_wordings_apart(first: str, second: str) -> None:
    one, other = subject(first), subject(second)
    found = between(one, other, 5)
    assert 0 < len(found) <= 5
    assert all(one.fits(path) != other.fits(path) for path in found)


def test_two_wordings_of_the_same_have_nothing_between_them() -> None:
    assert between(subject("/(?P<id>[0-9]+)"), subject("/(?P<id>[0-9][0-9]*)"), 5) == []


def test_neighbours_are_what_a_careless_router_takes_for_the_same() -> None:
    assert list(neighbours("/users/%C3%A9z")) == [
        "/users/%C3%A9z/",
        "/users/%C3%A9z/a",
        "/users",
        "//users/%C3%A9z",
        "/users//%C3%A9z",
        "/%75sers/%C3%A9z",
        "/users/%C3%A9Z",
    ]
    assert list(neighbours("/a/"))[:3] == ["/a", "/a//a", "/a"]
    assert list(neighbours("/"))[:3] == ["//", "//a", "/"]


TARGETS = [("", "/"), ("a:b", "/a%3Ab"), ("//a", "//a"), ("/a b", "/a%20b"), ("/\ud800", None), ("/a%2Fb", "/a%2Fb")]


@pytest.mark.parametrize(("path", "target"), TARGETS)
def test_a_path_becomes_a_request_target(path: str, target: str | None) -> None:
    assert target_of(path) == target
