"""Routes that only the order of registration tells apart, each pair with a path that both fit."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from aiohttp import hdrs, web

from resrouter.errors import Collision, ConflictError, ConflictWarning, DuplicateNameError
from resrouter.paths.encoding import raw_path
from resrouter.paths.entry import Entry
from resrouter.paths.index import PathIndex
from resrouter.paths.overlap import common_path
from resrouter.paths.overlapping import overlapping
from resrouter.paths.precedence import Precedence, rivals_without_parameters
from resrouter.paths.template import variant_of
from resrouter.routing.place import calling_place
from resrouter.routing.resource import Resource, TypedResource

#: What becomes of such routes: an error, a warning, nothing, or whatever a function does that is given all of them.
Conflicts = Literal["raise", "warn", "ignore"] | Callable[[Sequence[Collision]], object]


def collisions_with(
    index: PathIndex[Any], entries: Iterable[Entry[Any]], precedence: Precedence, told: Callable[[Resource], str]
) -> list[Collision]:
    """The collisions of these entries of the index with all others, each pair once; `told` says who was where."""
    found: list[Collision] = []
    seen: set[frozenset[int]] = set()
    for entry in entries:
        for other in overlapping(index, entry, plain=rivals_without_parameters(entry.shape, precedence)):
            pair = frozenset((id(entry), id(other)))
            if pair not in seen:
                seen.add(pair)
                first, second = sorted((entry, other), key=lambda one: one.rank)
                collision = _collision(first, second, told)
                found += [collision] if collision else []
    return found


def report(collisions: Sequence[Collision], duplicates: Sequence[DuplicateNameError], policy: Conflicts) -> None:
    """Do what the policy says about collisions; names that are given twice are always an error."""
    if policy == "raise" and collisions:
        raise ConflictError(collisions, duplicates)
    if len(duplicates) == 1:
        raise duplicates[0]
    if duplicates:
        raise ConflictError((), duplicates)
    if collisions and policy == "warn":
        place = calling_place()
        for collision in collisions:
            warnings.warn_explicit(str(collision), ConflictWarning, place.file, place.line)
    elif collisions and callable(policy):
        policy(collisions)


def _collision(first: Entry[Any], second: Entry[Any], told: Callable[[Resource], str]) -> Collision | None:
    one, other = first.value, second.value
    are_one = first.rank.registered == second.rank.registered  # with some or other of its optional parts
    if are_one or first.rank.order != second.rank.order or not _are_told_by_paths(first, second):
        return None
    if one.conflicting and other.conflicting:
        return None
    methods = _shared(one, other)
    templates = variant_of(one.template, first.shape), variant_of(other.template, second.shape)
    path = common_path(*templates) if methods else None
    if path is None:
        return None
    rows = [(repr(each.name) if each.name else "-", str(each.template), told(each)) for each in (one, other)]
    return Collision(methods, raw_path(path), *rows)


def _are_told_by_paths(*entries: Entry[Any]) -> bool:
    """Whether nothing but their paths says what they answer.

    A mount leaves to others what it has no answer for, and so does a resource whose parameters have types.
    """
    return all(
        (isinstance(entry.value, TypedResource) and not entry.value.converters)
        or (isinstance(entry.value, Resource) and not entry.is_asked)
        for entry in entries
    )


def _shared(one: web.Resource, other: web.Resource) -> tuple[str, ...]:
    """The methods that both would answer."""
    mine, theirs = ({route.method for route in resource} for resource in (one, other))
    if hdrs.METH_ANY in mine and hdrs.METH_ANY in theirs:
        return (hdrs.METH_ANY,)
    shared = theirs if hdrs.METH_ANY in mine else mine if hdrs.METH_ANY in theirs else mine & theirs
    return tuple(sorted(shared))
