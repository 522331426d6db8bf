"""The index as a value: whatever comes, goes or settles, it answers as a plain list of entries does."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from resrouter.paths.entry import Entry
from resrouter.paths.index import PathIndex
from resrouter.paths.precedence import PRECEDENCES, Precedence
from resrouter.paths.template import PathTemplate
from tests.paths.entries import entry_for

Index = PathIndex[str]
Entries = tuple[Entry[str], ...]

# Ways of writing one segment; "%d" is made unlike from the other segments' parameters.
SEGMENTS = [
    "a",
    "b",
    "ab",
    "",
    "{x%d}",
    "a{x%d}",
    "{x%d}b",
    "a{x%d}-{y%d}",
    "{x%d:a+}",
    "{x%d:[ab]*}",
    "{x%d:b|ab}",
]
ENDS = ["", "/{rest:.*}", "/a{rest:.+}", "/{rest:.*}/b", "/{look:(?=a).*}", "/*"]
TEXTS = st.tuples(st.lists(st.sampled_from(SEGMENTS), max_size=4), st.sampled_from(ENDS)).map(
    lambda parts: "".join("/" + part.replace("%d", str(at)) for at, part in enumerate(parts[0])) + parts[1] or "/"
)
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "aab", "a-b", "c", "", "{", "a{"]), max_size=5).map(
    lambda parts: "/" + "/".join(parts)
)


def fits(entry: Entry[str], path: str) -> bool:
    """Whether the entry's text fits the path, asked of aiohttp's one regex or of the plain prefix."""
    if entry.takes_all_below:
        prefix = entry.value.removesuffix("/*").rstrip("/")
        return path == prefix or path.startswith(prefix + "/")
    return PathTemplate.parse(entry.value).pattern.fullmatch(path) is not None


def expected(entries: Sequence[Entry[str]], path: str) -> list[Entry[str]]:
    return sorted((entry for entry in entries if fits(entry, path)), key=lambda entry: entry.rank)


def found(index: Index, path: str) -> list[Entry[str]]:
    return [candidate.entry for candidate in index.find(path)]


def index_of(entries: Sequence[Entry[str]]) -> Index:
    index: Index = PathIndex()
    for entry in entries:
        index = index.add(entry)
    return index


class IndexAndList(RuleBasedStateMachine):
    """Many versions of one index, each beside the list of what it must hold; any version may be changed further."""

    versions: Bundle[tuple[Index, Entries]] = Bundle("versions")

    @initialize(target=versions, precedence=st.sampled_from(PRECEDENCES))
    def start(self, precedence: Precedence) -> tuple[Index, Entries]:
        self.precedence: Precedence = precedence
        self.registered = 0
        self.seen: list[tuple[Index, Entries, str]] = []
        return self.kept(PathIndex(), ())

    @rule(target=versions, version=versions, texts=st.lists(TEXTS, min_size=1, max_size=6))
    def add(self, version: tuple[Index, Entries], texts: list[str]) -> tuple[Index, Entries]:
        index, entries = version
        for text in texts:
            self.registered += 1
            entry = entry_for(text, self.registered, self.precedence)
            index, entries = index.add(entry), (*entries, entry)
        return self.kept(index, entries)

    @rule(target=versions, version=consumes(versions), data=st.data())
    def remove(self, version: tuple[Index, Entries], data: st.DataObject) -> tuple[Index, Entries]:
        index, entries = version
        if not entries:
            return version
        gone = data.draw(st.sampled_from(entries))
        return self.kept(index.remove(gone), tuple(entry for entry in entries if entry is not gone))

    @rule(target=versions, version=versions, data=st.data())
    def empty(self, version: tuple[Index, Entries], data: st.DataObject) -> tuple[Index, Entries]:
        index, entries = version
        for entry in data.draw(st.permutations(entries)):
            index = index.remove(entry)
        assert (str(index), len(index), list(index.entries())) == ("(empty)", 0, [])
        return self.kept(index, ())

    @rule(version=versions)
    def settle(self, version: tuple[Index, Entries]) -> None:
        version[0].settle()

    @rule(version=versions, text=TEXTS)
    def refuse_to_remove_a_stranger(self, version: tuple[Index, Entries], text: str) -> None:
        index, _ = version
        with pytest.raises(LookupError):
            index.remove(entry_for(text, 0, self.precedence))

    @rule(version=versions, path=PATHS)
    def find(self, version: tuple[Index, Entries], path: str) -> None:
        index, entries = version
        assert found(index, path) == expected(entries, path)
        first = index.first(path)
        assert (None if first is None else first[0]) == next(iter(expected(entries, path)), None)
        assert first is None or not first[2] or len(expected(entries, path)) == 1
        nodes = sum(len(entry.shape.segments) for entry in entries) + 2  # and the roots of two trees
        assert index.count_visited(path) <= nodes

    @rule(version=versions, path=PATHS)
    def capture(self, version: tuple[Index, Entries], path: str) -> None:
        first = version[0].first(path)
        for number, candidate in enumerate(version[0].find(path)):
            if number == 0:
                assert first is not None
                assert (first[0], first[1]) == (candidate.entry, candidate.params())
            if not candidate.entry.takes_all_below:
                match = PathTemplate.parse(candidate.value).pattern.fullmatch(path)
                assert match is not None
                assert candidate.params() == match.groupdict()

    @rule(version=versions, random=st.randoms(use_true_random=False))
    def build_anew(self, version: tuple[Index, Entries], random: Random) -> None:
        index, entries = version
        shuffled = list(entries)
        random.shuffle(shuffled)
        again = index_of(shuffled)
        assert (str(again), len(again)) == (str(index), len(index))
        assert set(again.entries()) == set(index.entries()) == set(entries)

    @invariant()
    def no_version_has_changed(self) -> None:
        for index, entries, drawn in getattr(self, "seen", [])[-12:]:
            assert (str(index), len(index)) == (drawn, len(entries))

    def kept(self, index: Index, entries: Entries) -> tuple[Index, Entries]:
        self.seen.append((index, entries, str(index)))
        return index, entries


TestIndexAndList = IndexAndList.TestCase
TestIndexAndList.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


WIDE = [
    "/t%d/users",
    "/t%d/{x}",
    "/{x}/t%d",
    "/r-%d-{x}",
    "/{x}.e%d",
    "/p%d{x}s%d",
    "/n%d{x:[0-9]+}",
    "/f%d{rest:.*}",
    "/f%d/{rest:.*}",
    "/m%d/*",
    "/%d",
]


@pytest.mark.parametrize("form", WIDE)
def test_a_thousand_siblings_come_and_go_in_any_order(form: str) -> None:
    entries = [entry_for(form.replace("%d", str(number)), number) for number in range(1000)]
    full = index_of(entries)
    drawn = str(full)
    index, left = full, list(entries)
    Random(form).shuffle(left)
    while left:
        if len(left) == 600:
            index.settle()
        index = index.remove(left.pop())
        if len(left) % 250 == 7:
            assert str(index) == str(index_of(left))
    assert (str(index), len(index)) == ("(empty)", 0)
    assert str(full) == drawn
    assert str(index_of(entries[::-1])) == drawn


def test_keys_that_share_a_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    # The worst that hashes can do: every sibling in one shard.
    monkeypatch.setattr("resrouter.paths.branches.hash", lambda key: 64, raising=False)
    entries = [entry_for(f"/t{number}", number) for number in range(300)]
    index = index_of(entries)
    assert all(found(index, f"/t{number}") == [entries[number]] for number in range(300))
    assert found(index, "/t300") == []
    for entry in entries[::2]:
        index = index.remove(entry)
    assert str(index) == str(index_of(entries[1::2]))


@pytest.mark.parametrize("form", ["/{x%d}", "/a{x%d}", "/{x%d:a+}", "/ab", "/"])
def test_a_template_of_a_thousand_segments_comes_and_goes(form: str) -> None:
    text = "".join(form.replace("%d", str(at)) for at in range(1000))
    path = "/ab" * 1000 if ":" not in form and form != "/" else "/a" * 1000 if form != "/" else "/" * 1000
    entry = entry_for(text, 0)
    index = index_of([entry])
    assert found(index, path) == [entry]
    assert found(index, path + "/") == []
    assert str(index.remove(entry)) == "(empty)"


def test_many_entries_of_one_shape_keep_the_order_of_registration() -> None:
    entries = [entry_for(f"/u/{{{name}}}/k", number) for number, name in enumerate("abcdefgh" * 10)]
    shuffled = list(entries)
    Random(1).shuffle(shuffled)
    index = index_of(shuffled)
    assert found(index, "/u/1/k") == entries
    for entry in entries[::3]:
        index = index.remove(entry)
    assert found(index, "/u/1/k") == [entry for number, entry in enumerate(entries) if number % 3]
    assert index.find("/u/1/k")[0].params() == {"b": "1"}


SAME_AFFIXES = [
    ("/{x:a+}", "/{x:[ab]*}"),
    ("/{x:a+}/b", "/{x:b+}/b"),
    ("/a{x}-{y}b", "/a{x}.{y}b"),
    ("/a{x:a+}b", "/a{x}-{y}b"),
]


@pytest.mark.parametrize("texts", SAME_AFFIXES)
def test_the_order_of_changes_leaves_no_trace(texts: tuple[str, str]) -> None:
    first, second = (entry_for(text, number) for number, text in enumerate(texts))
    index = index_of([first, second])
    assert str(index_of([second, first])) == str(index)
    assert str(index.remove(first).add(first)) == str(index)
