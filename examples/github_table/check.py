"""Every operation of the table, asked over HTTP: the right one answers, with the values sent, and links back."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote, unquote

from aiohttp import ClientSession
from yarl import URL

from github_table.table import Operation, Path, Table
from github_table.tour import Answer, ask
from resrouter import ResrouterError, Router

# No literal segment of the table is among them (`values()` sees to it), so none leads to another path.
_VALUES = (
    "octocat",
    "hello-world",
    "20260131",
    "v1.0.2-rc+7",
    "ui/dark",
    "good first issue",
    "100%",
    "%2F",
    "Größe",
    "印刷所",
    "a;b=c,d@e:f!$&'()*",
    "?q=1#top",
    '<b>"x"',
    "~_.-",
    "...",
    "back\\slash",
)
_PARAM = re.compile(r"\{(\w+)(:[^}]*)?\}")


@dataclass(frozen=True, slots=True)
class Question:
    """One operation with a value for each parameter."""

    operation: Operation
    of: Path
    params: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path as a client that knows only the template would write it; the router has no part in it."""
        return _PARAM.sub(lambda found: quote(self.params[found[1]], safe="/" if found[2] else ""), self.of.template)


@dataclass(frozen=True, slots=True)
class Fault:
    """An operation that did not answer as it must."""

    question: Question
    reason: str

    def __str__(self) -> str:
        question = self.question
        return f"{question.operation.id}: {question.operation.method} {question.path} {self.reason}"


async def faults(session: ClientSession, base: URL, router: Router, table: Table) -> list[Fault]:
    """Ask for every operation; how many requests run at a time is up to the session's connector."""

    async def reason(question: Question) -> str:
        answer = await ask(session, base, question.operation.method, question.path)
        return _wrong_answer(question, answer) or _wrong_link(question, router)

    asked = list(questions(table))
    reasons = await asyncio.gather(*map(reason, asked))
    return [Fault(question, reason) for question, reason in zip(asked, reasons, strict=True) if reason]


def questions(table: Table) -> Iterator[Question]:
    """One for each operation, each with other values than the one before."""
    choices = values(table)
    turn = count()
    for path in table.paths:
        for operation in path.operations:
            params = {name: choices[next(turn) % len(choices)] for name in path.params}
            yield Question(operation, path, params)


def values(table: Table) -> list[str]:
    """The values that are no literal segment anywhere in the table."""
    literals = {segment for path in table.paths for segment in path.template.split("/")}
    return [value for value in _VALUES if literals.isdisjoint(value.split("/"))]


def _wrong_answer(question: Question, answer: Answer) -> str:
    if answer.status != 200:
        return f"got {answer.status}"
    if answer.operation != question.operation.id:
        return f"was answered by {answer.operation}"
    if answer.params != question.params:
        return f"got the values {dict(answer.params)}"
    return ""


def _wrong_link(question: Question, router: Router) -> str:
    try:
        link = router.url(question.of.name, parts=question.params)
    except ResrouterError as error:
        return f"has no link: {error}"
    # Quoting may differ in what needs none; the texts of the segments may not.
    same = _segments(link.raw_path) == _segments(question.path)
    return "" if same else f"is linked as {link.raw_path}"


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.split("/")]
