"""The persistent dictionary against a plain one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resrouter.paths.branches import Branches, Table, settled, sorted_items, with_key, without_key

CHANGES = st.lists(st.tuples(st.text("abc", max_size=4), st.none() | st.integers()), max_size=300)

# Settled in one dict, in its place, or not at all.
WAYS = st.sampled_from(["dict", "place", "never"])


def settled_by(way: str, table: Table[str, int]) -> Table[str, int]:
    if way == "dict":
        return settled(table)
    if way == "place" and isinstance(table, Branches):
        table.settle()
    return table


@given(CHANGES, WAYS, st.integers(0, 300))
def test_every_version_stays_what_it_was(changes: list[tuple[str, int | None]], way: str, when: int) -> None:
    model: dict[str, int] = {}
    table: Table[str, int] = Branches()
    versions: list[tuple[Table[str, int], dict[str, int]]] = []
    for number, (key, value) in enumerate(changes):
        if value is not None:
            model[key] = value
            table = with_key(table, key, value)
        elif key in model:
            del model[key]
            table = without_key(table, key)
        if number == when:
            table = settled_by(way, table)
        versions.append((table, dict(model)))
    for version, expected in versions:
        assert dict(sorted_items(version)) == expected
        assert len(version) == len(expected)
        assert all(version.get(key) == value for key, value in expected.items())
        assert version.get("d") is None


@pytest.mark.parametrize("way", ["dict", "place", "never"])
def test_a_large_table_is_spread_and_keeps_everything(way: str) -> None:
    table: Table[str, int] = {}
    for number in range(5000):
        table = with_key(table, f"key-{number}", number)
    assert isinstance(table, Branches)
    assert max(len(shard) for shard in table.shards()) < 60
    table = settled_by(way, table)
    assert len(table) == 5000
    assert all(table.get(f"key-{number}") == number for number in range(5000))
    assert table.get("key-5000") is None
    for number in range(5000):
        table = without_key(table, f"key-{number}")
        assert table.get(f"key-{number}") is None
    assert len(table) == 0
    assert sorted_items(table) == []
    assert with_key(table, "key-7", 8).get("key-7") == 8


def test_one_key_more_leaves_a_large_settled_dict_alone() -> None:
    large = {f"key-{number}": number for number in range(5000)}
    changed = with_key(without_key(with_key(large, "new", 1), "key-9"), "key-8", 7)
    assert isinstance(changed, Branches)
    assert sum(len(shard) for shard in changed.shards()) == 3
    assert len(changed) == 5000
    assert (changed.get("new"), changed.get("key-9"), changed.get("key-8")) == (1, None, 7)
    assert (len(large), large["key-8"]) == (5000, 8)


@pytest.mark.parametrize("table", [{}, Branches({"here": 1}), Branches[str, int]().with_key("here", 1)])
def test_what_is_not_there_cannot_be_taken_away(table: Table[str, int]) -> None:
    with pytest.raises(KeyError):
        without_key(table, "there")


@given(CHANGES, CHANGES, WAYS, st.integers(0, 300))
@example([("a", 1)], [("", None), ("a", 0)], "place", 0)
def test_what_two_do_not_share_holds_what_only_one_has(
    before: list[tuple[str, int | None]], after: list[tuple[str, int | None]], way: str, when: int
) -> None:
    def changed(table: Branches[str, int], changes: list[tuple[str, int | None]]) -> Branches[str, int]:
        for number, (key, value) in enumerate(changes):
            if value is not None:
                table = table.with_key(key, value)
            elif table.get(key) is not None:
                table = table.without_key(key)
            if number == when and way == "place":
                table.settle()
        return table

    old = changed(Branches(), before)
    new = changed(old, after)
    for one, other in ((old, new), (new, old)):
        only = {(key, value) for key, value in one.items() if other.get(key) != value}
        assert only <= set(one.unlike(other)) <= set(one.items())
