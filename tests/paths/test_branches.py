"""The persistent dictionary against a plain one."""

from hypothesis import given
from hypothesis import strategies as st

from resrouter.paths.branches import Branches, Table, sorted_items, with_key, without_key

CHANGES = st.lists(st.tuples(st.text("abc", max_size=4), st.none() | st.integers()), max_size=300)


@given(CHANGES)
def test_every_version_stays_what_it_was(changes: list[tuple[str, int | None]]) -> None:
    model: dict[str, int] = {}
    table: Table[str, int] = {}
    versions: list[tuple[Table[str, int], dict[str, int]]] = []
    for key, value in changes:
        if value is not None:
            model[key] = value
            table = with_key(table, key, value)
        elif key in model:
            del model[key]
            table = without_key(table, key)
        versions.append((table, dict(model)))
    for version, expected in versions:
        assert dict(sorted_items(version)) == expected
        assert len(version) == len(expected)
        assert all(version.get(key) == value for key, value in expected.items())


def test_a_large_table_is_spread_and_keeps_everything() -> None:
    table: Table[str, int] = {}
    for number in range(5000):
        table = with_key(table, f"key-{number}", number)
    assert isinstance(table, Branches)
    assert len(table) == 5000
    assert all(table.get(f"key-{number}") == number for number in range(5000))
    assert table.get("key-5000") is None
    assert max(len(shard) for shard in table.shards()) < 60
    for number in range(5000):
        table = without_key(table, f"key-{number}")
    assert len(table) == 0
    assert sorted_items(table) == []
