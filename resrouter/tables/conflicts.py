"""Routes that only the order of registration tells apart, each pair with a path that both fit."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from aiohttp import hdrs, web
from yarl import URL

from resrouter.errors import Collision, ConflictError, ConflictWarning, DuplicateNameError, UrlError
from resrouter.paths.converters import TEXT, example_of
from resrouter.paths.encoding import raw_path, safe_path
from resrouter.paths.entry import Entry
from resrouter.paths.index import PathIndex
from resrouter.paths.overlap import common_path
from resrouter.paths.overlapping import overlapping
from resrouter.paths.precedence import Precedence, rivals_without_parameters
from resrouter.paths.template import PathTemplate, variant_of
from resrouter.routing.place import calling_place
from resrouter.routing.resource import Resource
from resrouter.tables.dead import types_in_order

#: What becomes of such routes: an error, a warning, nothing, or whatever a function does that is given all of them.
Conflicts = Literal["raise", "warn", "ignore"] | Callable[[Sequence[Collision]], object]


# An entry, and the variant of its template that it is filed by.
Filed = tuple[Entry[Any], PathTemplate]


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
    types, other_types = types_in_order(one, templates[0]), types_in_order(other, templates[1])
    if not methods or (types and types != other_types):
        return None  # what the first one does not convert it leaves to the other
    path = common_path(*templates)
    if other_types and path is not None:
        path = _typed_path((first, templates[0]), (second, templates[1]), path)
    if path is None or (not path and one.template.optional and other.template.optional):
        return None  # "/" is told of already where nothing may be left of both
    rows = [(repr(each.name) if each.name else "-", str(each.template), told(each)) for each in (one, other)]
    return Collision(methods, raw_path(path), *rows)


def _are_told_by_paths(*entries: Entry[Any]) -> bool:
    """Whether nothing but their paths says what they answer; a mount leaves to others what it has no answer for."""
    return all(isinstance(entry.value, Resource) and (entry.check or not entry.is_asked) for entry in entries)


def _typed_path(first: Filed, second: Filed, common: str) -> str | None:
    """A path in safe form that both take, types included; None when none is known."""
    samples = (_sample(entry.value, template) for entry, template in (first, second))
    known = (path for path in (common, *samples) if path is not None)
    return next((path for path in known if _takes(first, path) and _takes(second, path)), None)


def _sample(resource: Resource, template: PathTemplate) -> str | None:
    texts = {name: example_of(resource.converters.get(name, TEXT)) for name in template.names}
    try:
        return safe_path(URL.build(path=template.fill(texts), encoded=True))
    except UrlError:
        return None


def _takes(filed: Filed, path: str) -> bool:
    entry, template = filed
    params = template.match(path)
    try:
        return params is not None and (entry.check is None or entry.check(params) is not None)
    except Exception:  # noqa: BLE001  # a converter is the author's code
        return False


def _shared(one: web.Resource, other: web.Resource) -> tuple[str, ...]:
    """The methods that both would answer."""
    mine, theirs = ({route.method for route in resource} for resource in (one, other))
    if hdrs.METH_ANY in mine and hdrs.METH_ANY in theirs:
        return (hdrs.METH_ANY,)
    shared = theirs if hdrs.METH_ANY in mine else mine if hdrs.METH_ANY in theirs else mine & theirs
    return tuple(sorted(shared))
