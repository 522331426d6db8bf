"""Data that resources inherit: from the table over groups and mounts down to the route.

What stands below is put onto what stands above, key by key:

1. Mappings merge, at any depth.
2. Sequences (`list`, `tuple`) append: what is above goes first. A named tuple is a record, not a sequence.
3. Sets (`set`, `frozenset`) unite.
4. Of anything else, and of two different kinds, the one below stands.
5. `Replace`, `Prepend` and `Default` below say otherwise for their key.

The kind of the upper sequence or set is kept. Merge from the root downwards: only that order knows the wrappers, which
a merge consumes, and a change of kind, which it forgets.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Any, TypeGuard

from aiohttp import web
from multidict import MultiMapping

Data = Mapping[str, Any]  # Any: the values are the user's own, and nothing here looks into them

NO_DATA: Data = MappingProxyType({})

# Mappings that are more than their keys; a copy of their keys would not be the thing that was given.
_WHOLE = (MultiMapping, web.Application, web.BaseRequest, web.StreamResponse)


@dataclass(frozen=True, slots=True)
class Replace:
    """A value that takes the place of what is inherited, without merging."""

    value: object


@dataclass(frozen=True, slots=True)
class Prepend:
    """A list or tuple that goes before the inherited one."""

    value: list[Any] | tuple[Any, ...]  # Any: a list of anything, and lists are invariant

    def __post_init__(self) -> None:
        if not _is_sequence(self.value):
            raise TypeError(f"Prepend takes a list or tuple, not {self.value!r}")


@dataclass(frozen=True, slots=True)
class Default:
    """A value that stands only where nothing is inherited."""

    value: object


def folded(layers: Iterable[Data]) -> Data:
    """The data of something, given what it and all that it stands below were told, outermost first."""
    return reduce(merged, layers, NO_DATA)


class Told:
    """Something that was told data, and stands below others that were."""

    # Without it aiohttp's resources could not become ours, see `adopt()`: the layouts would differ.
    __slots__ = ()

    #: What was told on each level, outermost first. Kept apart, since what `Default` and its like mean depends on the
    #: levels above, and more may come above when it is mounted. Set where there are some: it costs no more otherwise.
    layers: tuple[Data, ...] = ()
    _data: Data | None = None

    @property
    def data(self) -> Data:
        """What was told of it and of all that it stands below, merged from the root; a read-only mapping."""
        if not self.layers:
            return NO_DATA
        if self._data is None:
            self._data = folded(self.layers)  # type: ignore[misc]  # it goes into the __dict__ of the class below
        return self._data


def kept(data: Data) -> Data:
    """The data in containers of its own, wrappers and all: what is done to the given ones later is not seen."""
    return MappingProxyType({key: _kept(value) for key, value in data.items()})


def merged(above: Data, below: Data) -> Data:
    """The data of something below, with what it inherits: a read-only mapping that shares no container with either."""
    return _merged(above, below)


# Any in what follows: the keys of a nested mapping are the user's own, as the values are.
def _merged(above: Mapping[Any, object], below: Mapping[Any, object]) -> Mapping[Any, object]:  # Any: see above
    joined = {key: _joined(value, below[key]) if key in below else _alone(value) for key, value in above.items()}
    fresh = {key: _alone(value) for key, value in below.items() if key not in above}
    return MappingProxyType(joined | fresh)


def _joined(above: object, below: object) -> object:
    above = _bare(above)
    if isinstance(below, Default):
        return _alone(above)
    if isinstance(below, Prepend) and _is_sequence(above):
        return _sequence(above, [*below.value, *above])
    if _is_mapping(above) and _is_mapping(below):
        return _merged(above, below)
    if _is_sequence(above) and _is_sequence(below):
        return _sequence(above, [*above, *below])
    if _is_set(above) and _is_set(below):
        return above | below
    return _alone(below)


def _kept(value: object) -> object:
    if isinstance(value, Replace | Prepend | Default):
        return type(value)(_kept(value.value))  # type: ignore[arg-type]  # it is of the kind that the wrapper took
    if _is_mapping(value):
        return MappingProxyType({key: _kept(item) for key, item in value.items()})
    if _is_sequence(value):
        return _of_kind(value, [_kept(item) for item in value])
    return value.copy() if _is_set(value) else value


def _alone(value: object) -> object:
    """The value by itself: wrappers off, and its containers copied."""
    value = _bare(value)
    if _is_mapping(value):
        return MappingProxyType({key: _alone(item) for key, item in value.items()})
    if _is_sequence(value):
        return _sequence(value, value)
    return value.copy() if _is_set(value) else value


def _bare(value: object) -> object:
    while isinstance(value, Replace | Prepend | Default):
        value = value.value
    return value


def _sequence(kind: list[object] | tuple[object, ...], items: Iterable[object]) -> list[object] | tuple[object, ...]:
    return _of_kind(kind, [_alone(item) for item in items])


def _of_kind(kind: list[object] | tuple[object, ...], items: list[object]) -> list[object] | tuple[object, ...]:
    return tuple(items) if isinstance(kind, tuple) else items


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, object]]:  # Any: see above
    return isinstance(value, Mapping) and not isinstance(value, _WHOLE)


def _is_sequence(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    return not hasattr(type(value), "_fields") and isinstance(value, list | tuple)


def _is_set(value: object) -> TypeGuard[set[object] | frozenset[object]]:
    return isinstance(value, set | frozenset)
