"""A persistent dictionary: a change gives a new one and copies a small part.

While it is small it is a plain dict, which nobody changes: a look-up then costs what a dict costs. Past `_WHOLE` keys
it is a `Branches`: small dicts at the ends of a tree whose forks are chosen by the key's hash. A change copies one dict
and the forks on the way to it, so that adding a child to a node with 100,000 copies some hundred references, not all.
Both have `get()` and `len()`; the functions here make the changed ones.

`settled()` makes one large dict of it, for a table that is to be searched and hardly changed any more. A later change
leaves that dict alone: it goes into branches in front of it.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")  # never None, which stands for a key that is gone

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

_NOT_FILED: Any = object()


class Branches(Generic[K, V]):
    """A large dictionary that never changes."""

    __slots__ = ("_base", "_bits", "_size", "_ways")

    def __init__(self, base: dict[K, V] | None = None, bits: int = _CHANGED) -> None:
        # What was there when it was settled: a key counts unless a dict at the bottom has it too.
        self._base: dict[K, V] = {} if base is None else base
        self._bits = bits
        self._size = len(self._base)
        # The root, the levels of forks, and how many keys the dicts at the bottom hold, those that are gone included.
        # One value, and read before the base: another thread may settle meanwhile, and sets them in the other order.
        self._ways: tuple[Fork, int, int] = ({}, 0, 0)

    def get(self, key: K) -> V | None:
        """The value of the key, or None."""
        fork, depth, _ = self._ways
        place, bits = hash(key), self._bits
        for _ in range(depth):
            fork = fork[place & (1 << bits) - 1]
            place >>= bits
        value: V | None = fork.get(key, _NOT_FILED)
        return self._base.get(key) if value is _NOT_FILED else value

    def shards(self) -> Iterator[dict[K, V | None]]:
        """The dicts at the bottom."""
        root, depth, _ = self._ways
        return _shards(root, depth)

    def items(self) -> Iterator[tuple[K, V]]:
        """All pairs, in no promised order; they are read as they are asked for."""
        ways = self._ways
        root, depth, size = ways
        for key, value in self._base.items():
            if not size or key not in self._way(key, ways)[1]:
                yield key, value
        for shard in _shards(root, depth):
            for key, filed in shard.items():
                if filed is not None:
                    yield key, filed

    def unlike(self, other: "Branches[K, V]") -> Iterator[tuple[K, V]]:
        """The pairs that may not be in the other: those of the dicts that the two do not share."""
        (root, depth, _), (other_root, other_depth, _) = self._ways, other._ways
        if self._base is not other._base or depth != other_depth:
            yield from self.items()
            return
        for shard in _unshared(root, other_root, depth):
            for key, filed in shard.items():
                if filed is not None:
                    yield key, filed
        # What is in the base of both, and gone from the other or another there.
        for shard in _unshared(other_root, root, depth):
            for key, filed in shard.items():
                value = self.get(key)
                if value is not None and value is not filed:
                    yield key, value

    def with_key(self, key: K, value: V) -> "Branches[K, V]":
        """The same with the value under the key."""
        ways = self._ways
        forks, old = self._way(key, ways)
        is_new = self.get(key) is None
        changed = self._with_shard(key, forks, ways, old, old | {key: value}, self._size + is_new)
        _, depth, filed = changed._ways
        return changed._spread(depth + 1) if filed > _CROWD << self._bits * depth else changed

    def without_key(self, key: K) -> "Branches[K, V]":
        """The same without the key; a KeyError when it is not there."""
        if self.get(key) is None:
            raise KeyError(key)
        ways = self._ways
        forks, old = self._way(key, ways)
        shard = old.copy()
        if key in self._base:
            shard[key] = None
        else:
            del shard[key]
        return self._with_shard(key, forks, ways, old, shard, self._size - 1)

    def __len__(self) -> int:
        return self._size

    def settle(self) -> None:
        """Put all pairs into one dict, for faster look-ups. Nothing can be seen of it."""
        if self._ways[2]:
            self._base = dict(self.items())
            self._ways = ({}, 0, 0)

    def _way(self, key: K, ways: tuple[Fork, int, int]) -> tuple[list[Fork], dict[K, V | None]]:
        """The forks on the way to the key's dict, and the dict."""
        forks: list[Fork] = []
        fork, depth, _ = ways
        for level in range(depth):
            forks.append(fork)
            fork = fork[_turn(key, level, self._bits)]
        return forks, fork

    def _with_shard(
        self,
        key: K,
        forks: list[Fork],
        ways: tuple[Fork, int, int],
        old: dict[K, V | None],
        shard: dict[K, V | None],
        size: int,
    ) -> "Branches[K, V]":
        root: Fork = shard
        _, depth, filed = ways
        for level in reversed(range(depth)):
            at = _turn(key, level, self._bits)
            root = (*forks[level][:at], root, *forks[level][at + 1 :])
        return self._copy((root, depth, filed - len(old) + len(shard)), size)

    def _spread(self, depth: int) -> "Branches[K, V]":
        """The same behind so many levels of forks."""
        pairs = (pair for shard in self.shards() for pair in shard.items())
        return self._copy((_forks(pairs, depth, self._bits), depth, self._ways[2]), self._size)

    def _copy(self, ways: tuple[Fork, int, int], size: int) -> "Branches[K, V]":
        copy = Branches(self._base, self._bits)
        copy._ways, copy._size = ways, size
        return copy


def _shards(fork: Fork, depth: int) -> Iterator[dict[Any, Any]]:
    if depth:
        for way in fork:
            yield from _shards(way, depth - 1)
    else:
        yield fork


def _unshared(fork: Fork, other: Fork, depth: int) -> Iterator[dict[Any, Any]]:
    if fork is other:
        return
    if depth:
        for way, others in zip(fork, other, strict=True):
            yield from _unshared(way, others, depth - 1)
    else:
        yield fork


def _turn(key: Hashable, level: int, bits: int) -> int:
    return hash(key) >> bits * level & (1 << bits) - 1


# What holds the children of a node: a dict that nobody changes, or many of them.
Table = dict[K, V] | Branches[K, V]


def with_key(table: Table[K, V], key: K, value: V) -> Table[K, V]:
    """The table with the value under the key."""
    if not isinstance(table, dict):
        return table.with_key(key, value)
    if len(table) < _WHOLE or (len(table) == _WHOLE and key in table):
        return table | {key: value}
    return _branches(table).with_key(key, value)


def without_key(table: Table[K, V], key: K) -> Table[K, V]:
    """The table without the key; a KeyError when it is not there."""
    if not isinstance(table, dict):
        return table.without_key(key)
    if len(table) > _WHOLE:
        return _branches(table).without_key(key)
    changed = table.copy()
    del changed[key]
    return changed


def settled(table: Table[K, V]) -> dict[K, V]:
    """The same as one dict."""
    return table if isinstance(table, dict) else dict(table.items())


def sorted_items(table: Table[str, V]) -> list[tuple[str, V]]:
    """All pairs, in order of their keys."""
    return sorted(items_of(table), key=lambda pair: pair[0])


def items_of(table: Table[K, V]) -> Iterator[tuple[K, V]]:
    """All pairs, in no promised order; they are read as they are asked for."""
    return iter(table.items())


def _branches(table: dict[K, V]) -> Branches[K, V]:
    """Branches in front of a large dict; few ways to search, for there are few changes then."""
    return Branches(table, _SEARCHED)


def _forks(pairs: Iterable[tuple[Hashable, Any]], depth: int, bits: int) -> Fork:
    """The pairs behind so many levels of forks."""
    nothing: dict[Any, Any] = {}
    shards: dict[int, dict[Any, Any]] = {}
    for key, value in pairs:
        # The first turn is the highest digit of the place.
        place = 0
        for level in range(depth):
            place = place << bits | _turn(key, level, bits)
        shards.setdefault(place, {})[key] = value
    forks: list[Fork] = [shards.get(place, nothing) for place in range(1 << bits * depth)]
    for _ in range(depth):
        forks = [tuple(forks[at : at + (1 << bits)]) for at in range(0, len(forks), 1 << bits)]
    return forks[0]
