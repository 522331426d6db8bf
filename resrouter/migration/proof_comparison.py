"""The answers of both sides, compared one by one."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from resrouter.migration.proof_rows import AnswerRow, Answers, HandlerRow, LinkAnswer, LinkQuestion, Question, Questions

# RFC 3986 section 2.3: letters, digits and "-._~" need no escape. Braces need one, but paths have none.
_ODD = re.compile("%(?:2[DE]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9ABDE])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request leads to: the status of an error or 0, and who answers with which parameters.

    `handler` has a number where others are called the same; `raised` is the type of an exception that came instead.
    """

    status: int
    allowed: tuple[str, ...]
    params: Mapping[str, str]
    route_name: str | None
    resource_name: str | None
    apps: tuple[str, ...]
    handler: str
    expect_handler: str
    place: str
    raised: str

    def __str__(self) -> str:
        if self.raised:
            return f"raises {self.raised}"
        if self.status:
            allowed = f", allowed: {', '.join(self.allowed)}" if self.allowed else ""
            return f"{self.status}{allowed}{self._within()}"
        names = [self.route_name, *([] if self.resource_name == self.route_name else [self.resource_name])]
        params = "".join(f", {name}={value!r}" for name, value in self.params.items())
        expects = f", expect_handler {self.expect_handler}" if self.expect_handler else ""
        named = f", name {' / '.join(map(repr, names))}" if any(names) else ", no name"
        return f"{self.handler}  {self.place or 'a place unknown'}{named}{params}{expects}{self._within()}"

    def _within(self) -> str:
        return f", in the application at {self.apps[-1]}" if self.apps else ""


@dataclass(frozen=True, slots=True)
class Link:
    """The link to a name, or the type of the exception that came instead."""

    url: str
    raised: str

    def __str__(self) -> str:
        return f"raises {self.raised}" if self.raised else self.url


@dataclass(frozen=True, slots=True)
class Difference:
    """A request, or a link, and what came of it before and after the rewriting.

    An odd one is a request that hardly a client sends, with an escape in the place of a letter or with a brace, or a
    link with a slash in a value: the routes of the time before resources did not decode paths, and differ there.
    """

    request: str
    before: Outcome | Link
    after: Outcome | Link
    is_odd: bool = False

    def __str__(self) -> str:
        return self.told("before", "after")

    def told(self, one: str, other: str) -> str:
        """The request and both answers, each after its word."""
        return f"{self.request}\n  {one:6}  {self.before}\n  {other:6}  {self.after}"


def differences(questions: Questions, before: Answers, after: Answers) -> Iterator[Difference]:
    """What the two sides answer differently, in the order of the questions."""
    old, new = _told_apart(before["handlers"], after["handlers"])
    for question, one, other in zip(questions["requests"], before["requests"], after["requests"], strict=True):
        if _facts(one, old) != _facts(other, new):
            is_odd = _ODD.search(question["target"]) is not None
            yield Difference(_line(question), _outcome(one, old), _outcome(other, new), is_odd)
    for link, one_link, other_link in zip(questions["links"], before["links"], after["links"], strict=True):
        if one_link != other_link:
            # Where only one has a link, its values do not matter.
            is_odd = bool(one_link["url"] and other_link["url"]) and any("/" in part for part in link["parts"].values())
            yield Difference(_line_of_link(link), _link(one_link), _link(other_link), is_odd)


# The label, the code, the state or nothing, and the position among those that are alike.
_Key = tuple[str, str, str, int]


class _Identity(NamedTuple):
    """Who a handler is on both sides, and how it is shown: with a number, where others are called the same."""

    key: _Key
    text: str
    place: str


def _told_apart(before: Sequence[HandlerRow], after: Sequence[HandlerRow]) -> tuple[list[_Identity], list[_Identity]]:
    """Who the handlers of both sides are.

    Those of one label, such as closures, go by what they hold, if the one side holds nothing that the other does not.
    It may be a random number, or the time of the start: then they go by their positions.
    """
    states: dict[tuple[str, str], tuple[Counter[str], Counter[str]]] = {}
    for side, rows in enumerate((before, after)):
        for row in rows:
            states.setdefault((row["label"], row["code"]), (Counter(), Counter()))[side][row["state"]] += 1
    by_state = {group for group, (old, new) in states.items() if old <= new or new <= old}
    keys = [list(_keys(rows, by_state)) for rows in (before, after)]
    numbers: dict[str, dict[_Key, int]] = {}
    for key in chain(*keys):
        namesakes = numbers.setdefault(key[0], {})
        namesakes.setdefault(key, len(namesakes) + 1)
    old, new = (
        [_identity(key, row, numbers[key[0]]) for key, row in zip(each, rows, strict=True)]
        for each, rows in zip(keys, (before, after), strict=True)
    )
    return old, new


def _keys(rows: Sequence[HandlerRow], by_state: set[tuple[str, str]]) -> Iterator[_Key]:
    positions: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        label, code = row["label"], row["code"]
        group = (label, code, row["state"] if (label, code) in by_state else "")
        positions[group] += 1
        yield (*group, positions[group])


def _identity(key: _Key, row: HandlerRow, namesakes: Mapping[_Key, int]) -> _Identity:
    text = f"{row['label']} #{namesakes[key]}" if len(namesakes) > 1 else row["label"]
    return _Identity(key, text, row["place"])


def _facts(row: AnswerRow, handlers: Sequence[_Identity]) -> dict[str, object]:
    """All of an answer that must be the same."""
    who = {key: None if (at := row[key]) is None else handlers[at].key for key in ("handler", "expects")}
    return {**row, **who}


def _outcome(row: AnswerRow, handlers: Sequence[_Identity]) -> Outcome:
    handler = None if row["handler"] is None else handlers[row["handler"]]
    return Outcome(
        status=row["status"],
        allowed=tuple(row["allowed"]),
        params=row["params"],
        route_name=row["route"],
        resource_name=row["resource"],
        apps=tuple(row["apps"]),
        handler="" if handler is None else handler.text,
        expect_handler="" if row["expects"] is None else handlers[row["expects"]].text,
        place="" if handler is None else handler.place,
        raised=row["raised"],
    )


def _link(answer: LinkAnswer) -> Link:
    return Link(answer["url"], answer["raised"])


def _line(question: Question) -> str:
    host = f"  (Host: {question['host']})" if question["host"] else ""
    return f"{question['method']} {question['target']}{host}"


def _line_of_link(question: LinkQuestion) -> str:
    parts = ", ".join(f"{name}={value!r}" for name, value in question["parts"].items())
    app = f" of the application at {question['app']}" if question["app"] else ""
    return f"the link to {question['name']!r}{app} ({parts})"
