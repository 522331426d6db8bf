"""A persistent dictionary with text keys: a change gives a new one and copies a small part.

While it is small it is a plain dict, which nobody changes: a look-up then costs what a dict costs. Past `_SHARD` keys
it is a `Branches`: many dicts of about that size, chosen by the key's hash. A change copies one of them and the row
that holds them, so that adding a child to a node with 100,000 copies some 100 keys, not all. Both have `get()` and
`len()`; the functions here make the changed ones.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

V = TypeVar("V")

_SHARD = 64


class Branches(Generic[V]):
    """A large dictionary that never changes."""

    __slots__ = ("_mask", "_shards", "_size")

    def __init__(self, shards: tuple[dict[str, V], ...], size: int) -> None:
        self._shards = shards
        self._mask = len(shards) - 1
        self._size = size

    def get(self, key: str) -> V | None:
        """The value of the key, or None."""
        return self._shards[hash(key) & self._mask].get(key)

    def items(self) -> Iterator[tuple[str, V]]:
        """All pairs, in no promised order."""
        return ((key, value) for shard in self._shards for key, value in shard.items())

    def with_key(self, key: str, value: V) -> "Branches[V]":
        """The same with the value under the key."""
        at = hash(key) & self._mask
        shard = self._shards[at] | {key: value}
        size = self._size - len(self._shards[at]) + len(shard)
        changed = self._with_shard(at, shard, size)
        is_crowded = size > _SHARD * len(self._shards)
        return _spread(changed, 4 * len(self._shards)) if is_crowded else changed

    def without_key(self, key: str) -> "Branches[V]":
        """The same without the key."""
        at = hash(key) & self._mask
        shard = self._shards[at].copy()
        del shard[key]
        return self._with_shard(at, shard, self._size - 1)

    def __len__(self) -> int:
        return self._size

    def _with_shard(self, at: int, shard: dict[str, V], size: int) -> "Branches[V]":
        return Branches((*self._shards[:at], shard, *self._shards[at + 1 :]), size)


# What holds the children of a node: a dict that nobody changes, or many of them.
Table = dict[str, V] | Branches[V]


def with_key(table: Table[V], key: str, value: V) -> Table[V]:
    """The table with the value under the key."""
    if isinstance(table, Branches):
        return table.with_key(key, value)
    changed = table | {key: value}
    return _spread(changed, 4) if len(changed) > _SHARD else changed


def without_key(table: Table[V], key: str) -> Table[V]:
    """The table without the key; a KeyError when it is not there."""
    if isinstance(table, Branches):
        return table.without_key(key)
    changed = table.copy()
    del changed[key]
    return changed


def sorted_items(table: Table[V]) -> list[tuple[str, V]]:
    """All pairs, in order of their keys."""
    return sorted(_items(table), key=lambda pair: pair[0])


def _spread(table: Table[V], count: int) -> Branches[V]:
    """The same pairs over `count` dicts, a power of two."""
    shards: tuple[dict[str, V], ...] = tuple({} for _ in range(count))
    for key, value in _items(table):
        shards[hash(key) & (count - 1)][key] = value
    return Branches(shards, len(table))


def _items(table: Table[V]) -> Iterator[tuple[str, V]]:
    return iter(table.items())
