"""A persistent dictionary: a change gives a new one and copies a small part.

While it is small it is a plain dict, which nobody changes: a look-up then costs what a dict costs. Past `_WHOLE` keys
it is a `Branches`: small dicts at the ends of a tree whose forks are chosen by the key's hash. A change copies one dict
and the forks on the way to it, so that adding a child to a node with 100,000 copies some hundred references, not all.
Both have `get()` and `len()`; the functions here make the changed ones.
"""

from collections.abc import Hashable, Iterator
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# A copy of so many keys takes some ten microseconds, and up to there a look-up is one of a dict: "1,000 static".
_WHOLE = 1024

# A dict at the bottom holds so many keys on average, at most.
_CROWD = 24

# The bits of the hash that choose the way at a fork. Many ways make look-ups short ("tenant first, hit"); few make
# changes cheap, since every reference that is copied may be a cache miss (benchmarks/adding.py).
_SEARCHED = 6
_CHANGED = 3

# A dict at the bottom, a tuple of ways above.
Fork = Any


class Branches(Generic[K, V]):
    """A large dictionary that never changes."""

    __slots__ = ("_bits", "_depth", "_root", "_size")

    def __init__(self, root: Fork = None, depth: int = 0, size: int = 0, bits: int = _CHANGED) -> None:
        self._root: Fork = {} if root is None else root
        self._depth = depth
        self._size = size
        self._bits = bits

    def get(self, key: K, default: V | None = None) -> V | None:
        """The value of the key, or the default."""
        place, fork, bits = hash(key), self._root, self._bits
        for _ in range(self._depth):
            fork = fork[place & (1 << bits) - 1]
            place >>= bits
        value: V | None = fork.get(key, default)
        return value

    def shards(self) -> Iterator[dict[K, V]]:
        """The dicts."""
        return _shards(self._root, self._depth)

    def items(self) -> Iterator[tuple[K, V]]:
        """All pairs, in no promised order."""
        return ((key, value) for shard in self.shards() for key, value in shard.items())

    def with_key(self, key: K, value: V) -> "Branches[K, V]":
        """The same with the value under the key."""
        forks, old = self._way(key)
        shard = old | {key: value}
        changed = self._with_shard(key, forks, shard, self._size - len(old) + len(shard))
        is_crowded = changed._size > _CROWD << self._bits * self._depth
        return _spread(changed, self._depth + 1, self._bits) if is_crowded else changed

    def without_key(self, key: K) -> "Branches[K, V]":
        """The same without the key."""
        forks, shard = self._way(key)
        shard = shard.copy()
        del shard[key]
        return self._with_shard(key, forks, shard, self._size - 1)

    def __len__(self) -> int:
        return self._size

    def _way(self, key: K) -> tuple[list[Fork], dict[K, V]]:
        """The forks on the way to the key's dict, and the dict."""
        forks: list[Fork] = []
        fork = self._root
        for level in range(self._depth):
            forks.append(fork)
            fork = fork[_turn(key, level, self._bits)]
        return forks, fork

    def _with_shard(self, key: K, forks: list[Fork], shard: dict[K, V], size: int) -> "Branches[K, V]":
        changed: Fork = shard
        for level in reversed(range(self._depth)):
            at = _turn(key, level, self._bits)
            changed = (*forks[level][:at], changed, *forks[level][at + 1 :])
        return Branches(changed, self._depth, size, self._bits)


def _shards(fork: Fork, depth: int) -> Iterator[dict[Any, Any]]:
    if depth:
        for way in fork:
            yield from _shards(way, depth - 1)
    else:
        yield fork


def _turn(key: Hashable, level: int, bits: int) -> int:
    return hash(key) >> bits * level & (1 << bits) - 1


# What holds the children of a node: a dict that nobody changes, or many of them.
Table = dict[K, V] | Branches[K, V]


def with_key(table: Table[K, V], key: K, value: V) -> Table[K, V]:
    """The table with the value under the key."""
    if isinstance(table, Branches):
        return table.with_key(key, value)
    changed = table | {key: value}
    return _spread(changed, 1, _SEARCHED) if len(changed) > _WHOLE else changed


def without_key(table: Table[K, V], key: K) -> Table[K, V]:
    """The table without the key; a KeyError when it is not there."""
    if isinstance(table, Branches):
        return table.without_key(key)
    changed = table.copy()
    del changed[key]
    return changed


def sorted_items(table: Table[str, V]) -> list[tuple[str, V]]:
    """All pairs, in order of their keys."""
    return sorted(items_of(table), key=lambda pair: pair[0])


def _spread(table: Table[K, V], depth: int, bits: int) -> Branches[K, V]:
    """The same pairs behind so many levels of forks."""
    nothing: dict[K, V] = {}
    shards: dict[int, dict[K, V]] = {}
    for key, value in items_of(table):
        # The first turn is the highest digit of the place.
        place = 0
        for level in range(depth):
            place = place << bits | _turn(key, level, bits)
        shards.setdefault(place, {})[key] = value
    forks: list[Fork] = [shards.get(place, nothing) for place in range(1 << bits * depth)]
    for _ in range(depth):
        forks = [tuple(forks[at : at + (1 << bits)]) for at in range(0, len(forks), 1 << bits)]
    return Branches(forks[0], depth, len(table), bits)


def items_of(table: Table[K, V]) -> Iterator[tuple[K, V]]:
    """All pairs, in no promised order; they are read as they are asked for."""
    return iter(table.items())
