"""Every error that resrouter raises: the facts in attributes, the sentence in `str()`.

```
ResrouterError
├── TemplateSyntaxError    ValueError     a path that cannot be read, with a caret under the place
├── RouteDataError         ValueError     data that is no route
├── ConflictError          ValueError     routes that only their order tells apart, each with an example
├── InvalidNameError       ValueError     a resource name that aiohttp would refuse
├── DuplicateNameError     ValueError     two resources of one name, both places
├── DeadRouteError         RuntimeError   a route that could never answer, both places
├── RepeatedCallError      RuntimeError   a link of a chain that has called the next one twice
├── FrozenRouterError      RuntimeError   a registration after the router was frozen
├── StaleEditError         RuntimeError   an edit of a resource that another change has replaced meanwhile
├── SetupError             RuntimeError   an application that cannot take another router
├── DataError              ValueError     data that its schema refuses, each problem on a line
├── HandlerSignatureError  TypeError      a handler that asks for what its path does not give
├── UnknownNameError       KeyError       no resource of that name, with near misses
└── UrlError               ValueError     a link that cannot be built
    ├── BaseUrlError                      a base that is no absolute URL
    ├── PartsError         KeyError       parts missing or unknown
    ├── ValueRefusedError                 a value that would not come back
    └── ShadowedUrlError                  a link that another resource would answer
```

The second base is the type that aiohttp raises in the same place, so code that catches aiohttp's errors keeps working.
They are not frozen: `contextlib` and the traceback machinery assign to the exceptions they carry.
"""

import difflib
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple


class ResrouterError(Exception):
    """The base of all errors of resrouter. `str(error)` says what, where, on what evidence, and the cure."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(*facts.values())


class TemplateSyntaxError(ResrouterError, ValueError):
    """A path template that cannot be read; `at` is the offset of the fault in `text`, `length` its extent."""

    def __init__(self, text: str, at: int, length: int, reason: str, cure: str) -> None:
        super().__init__(text=text, at=at, length=length, reason=reason, cure=cure)
        self.text = text
        self.at = at
        self.length = length
        self.reason = reason
        self.cure = cure

    def __str__(self) -> str:
        shown = _printable(self.text)
        start = len(_printable(self.text[: self.at]))
        width = max(1, len(_printable(self.text[self.at : self.at + self.length])))
        caret = " " * start + "^" * width
        return f"{self.reason} in the path {self.text!r}\n  {shown}\n  {caret}\n{self.cure}"


class RouteDataError(ResrouterError, ValueError):
    """Something in nested data that is no route; `path` is that of the node it stands in."""

    def __init__(self, path: str, reason: str, place: str) -> None:
        super().__init__(path=path, reason=reason, place=place)
        self.path = path
        self.reason = reason
        self.place = place

    def __str__(self) -> str:
        return (
            f"No route at {self.path!r}, read at {self.place}: {self.reason}\n"
            'A route is (path, handler), (path, {"GET": handler, "name": "user"}) or (path, data, children).'
        )


class Collision(NamedTuple):
    """Two resources that a request fits; only their order decides which one answers. Each is (name, path, place)."""

    methods: tuple[str, ...]
    example: str
    first: tuple[str, str, str]
    second: tuple[str, str, str]

    def __str__(self) -> str:
        rows = _rows([(*self.first, "answers"), (*self.second, "never sees it")])
        return f"2 routes answer {'|'.join(self.methods)} {self.example}, and only their order decides\n{rows}"


class ConflictError(ResrouterError, ValueError):
    """Routes that only the order of registration tells apart, and names that are given twice.

    `collisions` are all pairs of such routes, each with a path that both fit; `duplicates` the errors for the names.
    """

    def __init__(self, collisions: Sequence[Collision], duplicates: Sequence["DuplicateNameError"] = ()) -> None:
        super().__init__(collisions=collisions, duplicates=duplicates)
        self.collisions: tuple[Collision, ...] = tuple(collisions)
        self.duplicates: tuple[DuplicateNameError, ...] = tuple(duplicates)

    def __str__(self) -> str:
        lines = [str(collision) for collision in self.collisions]
        if self.collisions:
            lines.append('Change a path, say conflicting=True of both, or choose conflicts="ignore" for the table.')
        return "\n".join([*lines, *map(str, self.duplicates)])


class ConflictWarning(UserWarning):
    """Routes that only the order of registration tells apart, in a table that takes them with a warning."""


class InvalidNameError(ResrouterError, ValueError):
    """A name that is no sequence of Python identifiers joined by dots, colons or dashes."""

    def __init__(self, name: str, part: str, reason: str) -> None:
        super().__init__(name=name, part=part, reason=reason)
        self.name = name
        self.part = part
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"Incorrect resource name {self.name!r}: its part {self.part!r} {self.reason}\n"
            'A name is one or more Python identifiers joined by ".", ":" or "-", such as "user.edit".'
        )


class DuplicateNameError(ResrouterError, ValueError):
    """A second resource under a name that is taken; `first` and `second` are (path, place) pairs."""

    def __init__(self, name: str, first: tuple[str, str], second: tuple[str, str]) -> None:
        super().__init__(name=name, first=first, second=second)
        self.name = name
        self.first = first
        self.second = second

    def __str__(self) -> str:
        return (
            f"Duplicate {self.name!r}, already handled by {self.first[0]!r}\n"
            f"{_rows([(*self.first, 'has it'), (*self.second, 'refused')])}\n"
            f"Give one of them another name, or add the routes to router[{self.name!r}]."
        )


class DeadRouteError(ResrouterError, RuntimeError):
    """A route that could never answer, since an earlier one of its resource takes the method."""

    def __init__(self, path: str, method: str, taken_by: str, first: tuple[str, str], second: tuple[str, str]) -> None:
        super().__init__(path=path, method=method, taken_by=taken_by, first=first, second=second)
        self.path = path
        self.method = method
        self.taken_by = taken_by
        self.first = first
        self.second = second

    def __str__(self) -> str:
        rows = [
            (f"{self.taken_by} {self.path}", *self.first, "answers"),
            (f"{self.method} {self.path}", *self.second, "would never see it"),
        ]
        cure = (
            'Register the "*" route last; it takes every method that has no route of its own.'
            if self.taken_by == "*" != self.method
            else "Remove one of the two, or give it another method or path."
        )
        return (
            "Added route will never be executed, "
            f"method {self.taken_by} is already registered for {self.path}\n{_rows(rows)}\n{cure}"
        )


class RepeatedCallError(ResrouterError, RuntimeError):
    """A link of a chain that has called the next one twice for one request."""

    def __init__(self, link: str, following: str) -> None:
        super().__init__(link=link, following=following)
        self.link = link
        self.following = following

    def __str__(self) -> str:
        return (
            f"{self.link} has called the next one in its chain twice: {self.following}\n"
            "Call it once; what has to be done again is a middleware of the route, middlewares=[...]."
        )


class FrozenRouterError(ResrouterError, RuntimeError):
    """A registration that came after the router was frozen."""

    def __init__(self, path: str, place: str) -> None:
        super().__init__(path=path, place=place)
        self.path = path
        self.place = place

    def __str__(self) -> str:
        return (
            f"Cannot register a resource into frozen router: {self.path!r} at {self.place}\n"
            "aiohttp freezes a router when its application starts or is mounted. Register before that; while serving,\n"
            "with router.edit() as draft: draft.add_get(...)"
        )


class StaleEditError(ResrouterError, RuntimeError):
    """A resource that an edit adds to has been replaced or removed by another change; nothing of the edit is served."""

    def __init__(self, resource: str, place: str) -> None:
        super().__init__(resource=resource, place=place)
        self.resource = resource
        self.place = place

    def __str__(self) -> str:
        return (
            f"Cannot add to {self.resource}, registered at {self.place}\n"
            "It was changed or removed while the edit was under way, so nothing of the edit is served. Make it again."
        )


class SetupError(ResrouterError, RuntimeError):
    """An application that cannot take the router; it is left as it was."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason=reason, cure=cure)
        self.reason = reason
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.reason}\n{self.cure}"


class DataError(ResrouterError, ValueError):
    """Data that does not fit its schema; `route` says whose it is, `place` where that was registered."""

    def __init__(self, route: str, place: str, problems: Sequence[str]) -> None:
        super().__init__(route=route, place=place, problems=problems)
        self.route = route
        self.place = place
        self.problems: tuple[str, ...] = tuple(problems)

    def __str__(self) -> str:
        problems = "\n".join(f"  {_printable(problem)}" for problem in self.problems)
        return (
            f"The data of {self.route} at {self.place} does not fit its schema\n{problems}\n"
            "Change the data there, or above it, where it is inherited from, or change the schema."
        )


class UnknownNameError(ResrouterError, KeyError):
    """No resource has the name; `names` are those that the router has."""

    def __init__(self, name: object, names: Collection[str]) -> None:
        super().__init__(name=name, names=names)
        self.name = name
        self.names = names

    def __str__(self) -> str:
        return f"No resource is named {self.name!r}. {_near(str(self.name), self.names, 'names')}"


class UrlError(ResrouterError, ValueError):
    """A link that cannot be built; `resource` says for which one."""

    resource: str = ""

    def _for(self) -> str:
        return f" for {self.resource}" if self.resource else ""


class BaseUrlError(UrlError):
    """A `base` that no absolute link can start with."""

    def __init__(self, base: str) -> None:
        super().__init__(base=base)
        self.base = base

    def __str__(self) -> str:
        return (
            f"No link{self._for()}: the base {self.base!r} is no absolute URL without query and fragment\n"
            "Give one such as 'https://example.com' or 'https://example.com/prefix'."
        )


class PartsError(UrlError, KeyError):
    """Parts that are missing or that the path does not have; those that are `optional` may be absent."""

    def __init__(self, given: Sequence[str], required: Sequence[str], optional: Sequence[str] = ()) -> None:
        super().__init__(given=given, required=required, optional=optional)
        self.given: tuple[str, ...] = tuple(given)
        self.required: tuple[str, ...] = tuple(required)
        self.optional: tuple[str, ...] = tuple(optional)

    @property
    def missing(self) -> tuple[str, ...]:
        """The required parts that were not given."""
        return tuple(name for name in self.required if name not in self.given)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The given parts that the path does not have."""
        return tuple(name for name in self.given if name not in {*self.required, *self.optional})

    def __str__(self) -> str:
        optional = f", optional {_listed(self.optional)}" if self.optional else ""
        lines = [f"Wrong parts{self._for()}: given {_listed(self.given)}, required {_listed(self.required)}{optional}"]
        if self.missing:
            lines.append(f"  missing: {_listed(self.missing)}")
        for name in self.unknown:
            near = difflib.get_close_matches(name, [*self.required, *self.optional], n=1)
            lines.append(f"  unknown: {name}" + (f" (did you mean {near[0]!r}?)" if near else ""))
        return "\n".join(lines)


class ValueRefusedError(UrlError):
    """A value that resolve() could not give back; `reason` says why."""

    def __init__(self, part: str, value: object, reason: str) -> None:
        super().__init__(part=part, value=value, reason=reason)
        self.part = part
        self.value = value
        self.reason = reason

    def __str__(self) -> str:
        part = f"part {self.part!r} = {self.value!r}" if self.part else f"path {self.value!r}"
        return f"No link{self._for()}: the {part} {self.reason}"


class ShadowedUrlError(UrlError):
    """A link that another resource would answer; `path` is that link."""

    def __init__(self, path: str, mine: tuple[str, str], winner: tuple[str, str]) -> None:
        super().__init__(path=path, mine=mine, winner=winner)
        self.path = path
        self.mine = mine
        self.winner = winner

    def __str__(self) -> str:
        rows = _rows([(*self.winner, "answers it"), (*self.mine, "was asked for the link")])
        return (
            f"No link{self._for()}: {self.path!r} leads to another resource\n{rows}\n"
            "Choose other values, or ask the resource itself, router[name].url(), which knows of no rivals."
        )


def _near(word: str, words: Collection[str], what: str) -> str:
    near = difflib.get_close_matches(word, list(words), n=3)
    if near:
        return "Did you mean " + " or ".join(repr(item) for item in near) + "?"
    return f"The {what} are {_listed(sorted(words)[:8])}." if words else f"There are no {what}."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _rows(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


class HandlerSignatureError(ResrouterError, TypeError):
    """A handler whose parameters are not what its path gives; `names` are the parts that the path has.

    `path` is told where the handler was registered.
    """

    path: str = ""

    def __init__(self, handler: str, place: str, parameter: str, names: Sequence[str], reason: str, cure: str) -> None:
        super().__init__(handler=handler, place=place, parameter=parameter, names=names, reason=reason, cure=cure)
        self.handler = handler
        self.place = place
        self.parameter = parameter
        self.names: tuple[str, ...] = tuple(names)
        self.reason = reason
        self.cure = cure

    def __str__(self) -> str:
        known = self.parameter in self.names
        near = [] if known else difflib.get_close_matches(self.parameter, self.names, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        if not known and f":{self.parameter}" in self.path:
            hint = ' (is it spelled with colons? Say syntax="colon")'
        path = f" {self.path!r}" if self.path else ""
        return (
            f"The handler {self.handler} at {self.place} cannot be called: "
            f"its parameter {self.parameter!r} {self.reason}\n"
            f"  the path{path} has: {_listed(self.names)}{hint}\n{self.cure}"
        )
