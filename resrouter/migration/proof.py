"""Proof by running that rewritten files register the same routes: two processes answer the same requests.

One has the files as they are, the other the rewritten texts; nothing is written. The requests are made from both
tables, see `proof_requests`. Neither application is started, so what is registered on start is not seen.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from operator import attrgetter
from pathlib import Path
from typing import Literal

from resrouter.migration.proof_comparison import Difference, differences
from resrouter.migration.proof_requests import MOST_REQUESTS, plan
from resrouter.migration.proof_rows import Answers, Failure, Listing, Questions
from resrouter.migration.proof_sides import Side, SideFailure, started

#: So many seconds a side may take to be imported, and as many to answer. Large applications are imported in some ten.
TIMEOUT = 120.0

_SHOWN = 10

_CURES = {
    "form": "Give module:attribute; the attribute is an Application, a router, or a function that makes one.",
    "import": "It must be importable from the working directory, as `python -c 'import module'` does it.",
    "attribute": "Give module:attribute; the attribute is an Application, a router, or a function that makes one.",
    "make": "Give a function that needs no arguments, and set what it asks for in the environment.",
    "kind": "Give module:attribute; the attribute is an Application, a router, or a function that makes one.",
    "empty": "Give what holds the routes once they are registered, such as the function that makes the application.",
    "timeout": "Give a target that is made without waiting: for a server, a database, or an answer at the terminal.",
    "ended": "Give a target that can be imported without ending the process.",
    "start": "Run resrouter with the Python of the application's environment.",
}
# What has nothing to do with one of the two tables.
_OF_BOTH = ("form", "start", "empty")
_CURE_AFTER = "The files as they are have no such fault: leave this rewriting out, and look at the traceback."
_CURE = "Look at the traceback."


class ProofError(Exception):
    """Why nothing is proven: what could not be done, with which of the two tables, and the cure.

    `side` is "before" or "after" the rewriting, `stage` one of "form", "start", "import", "attribute", "make", "kind",
    "freeze", "walk", "empty", "timeout" and "ended"; `trace` the last lines of the traceback, if there is one.
    """

    def __init__(self, target: str, side: Literal["before", "after"], failure: Failure) -> None:
        super().__init__(target, side, failure)
        self.target = target
        self.side = side
        self.stage: str = failure["stage"]
        self.reason: str = failure["reason"]
        self.trace: str = failure["trace"]

    def __str__(self) -> str:
        files = "the files as they are" if self.side == "before" else "the rewritten files"
        with_what = "" if self.stage in _OF_BOTH else f"with {files}, "
        lines = [f"Nothing is proven: {with_what}{self.target!r} {self.reason}"]
        lines += [f"  {line}" for line in self.trace.splitlines()]
        if self.side == "after" and self.stage not in ("start", "timeout"):
            return "\n".join([*lines, _CURE_AFTER])
        return "\n".join([*lines, _CURES.get(self.stage, _CURE)])


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two tables answered the same to all that they were asked; the differences, the odd ones last.

    `left_out` requests were not asked, as there were too many. Of the rewritten files, the `unread` ones were imported
    by neither side, so nothing is known of them. `unsteady` is what two runs with the files as they are answer
    differently: then no difference can be blamed on the rewriting.
    """

    asked: int
    links: int
    differences: tuple[Difference, ...]
    left_out: int = 0
    unread: tuple[Path, ...] = ()
    read: tuple[Path, ...] = ()
    unsteady: tuple[Difference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether there is no difference, and anything that is rewritten was asked."""
        return not self.differences and not self._reads_nothing

    @property
    def same_but_odd(self) -> bool:
        """Whether there is no difference but odd ones, see `Difference`, and anything that is rewritten was asked."""
        return not self.unsteady and not self._reads_nothing and all(each.is_odd for each in self.differences)

    @property
    def _reads_nothing(self) -> bool:
        return bool(self.unread) and not self.read

    def as_data(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "same": self.same,
            "same_but_odd": self.same_but_odd,
            "asked": self.asked,
            "links": self.links,
            "left_out": self.left_out,
            "unread": [str(file) for file in self.unread],
            "differences": [asdict(difference) for difference in self.differences],
            "unsteady": [asdict(difference) for difference in self.unsteady],
        }

    def __str__(self) -> str:
        asked = f"{_counted(self.asked, 'request')} and {_counted(self.links, 'link')}"
        if self._reads_nothing:
            return f"nothing is proven: the target imports none of the rewritten files: {_names(self.unread)}"
        if self.unsteady:
            headline = f"{asked}: the table differs from run to run, so nothing is proven{self._limits()}"
            return "\n".join([headline, *_first(self.unsteady, "once", "again")])
        if self.same:
            return f"{asked}: the same answers before and after{self._limits()}"
        others = _counted(len(self.differences), "other answer")
        headline = f"{asked}: {others} after the rewriting{self._odd()}{self._limits()}"
        return "\n".join([headline, *_first(self.differences, "before", "after")])

    def _odd(self) -> str:
        odd = sum(difference.is_odd for difference in self.differences)
        some = "all" if self.same_but_odd else f"{odd:,}"
        return f", {some} of them for odd ones: escaped letters, braces, links with a slash in a value" if odd else ""

    def _limits(self) -> str:
        left_out = f"; {_counted(self.left_out, 'more request')} left out" if self.left_out else ""
        return f"{left_out}; not imported, so nothing is known of {_names(self.unread)}" if self.unread else left_out


def prove(
    target: str, rewritten: Mapping[Path, str], *, timeout: float = TIMEOUT, most: int = MOST_REQUESTS
) -> Verdict:
    """Whether the target answers the same with the rewritten texts as with the files as they are.

    Args:
        target: "module:attribute", an Application, a router, or a function that makes one, async too.
        rewritten: the new text of each rewritten file, by its absolute path.
        timeout: the seconds for each side to be imported, and again to answer.
        most: the most requests that are asked.

    Raises:
        ProofError: one of the two tables cannot be had.
    """
    module, _, attribute = target.partition(":")
    if not module or not attribute:
        raise _refused(target, "form", "is not of the form module:attribute")
    old_texts: dict[str, str | None] = {str(file): None for file in rewritten}
    with ExitStack() as stack:
        old, new = _started(stack, target, timeout)
        # One after the other: what a module does when it is imported, such as making a file, may bear no rival.
        before = _listed(old, target, "before", old_texts)
        after = _listed(new, target, "after", {str(file): text for file, text in rewritten.items()})
        if not before["resources"] and not after["resources"]:
            raise _refused(target, "empty", "has no routes")
        requests, links, left_out = plan(before, after, most)
        questions = Questions(requests=requests, links=links)
        answers = _both_answered(old, new, target, questions)
    found = tuple(sorted(differences(questions, *answers), key=attrgetter("is_odd")))
    was_read = {*answers[0]["read"], *answers[1]["read"]}
    return Verdict(
        asked=len(requests),
        links=len(links),
        differences=found,
        left_out=left_out,
        unread=tuple(file for file in rewritten if str(file) not in was_read),
        read=tuple(file for file in rewritten if str(file) in was_read),
        unsteady=_unsteady(target, old_texts, questions, answers[0], timeout) if found else (),
    )


_Which = Literal["before", "after"]


def _both_answered(old: Side, new: Side, target: str, questions: Questions) -> tuple[Answers, Answers]:
    # Nothing is imported any more, so neither side can be in the other's way.
    with ThreadPoolExecutor(2) as pool:
        before = pool.submit(_answered, old, target, "before", questions)
        after = pool.submit(_answered, new, target, "after", questions)
        return before.result(), after.result()


def _unsteady(
    target: str, texts: Mapping[str, str | None], questions: Questions, first: Answers, timeout: float
) -> tuple[Difference, ...]:
    """What the files as they are answer differently when they are asked once more."""
    try:
        with started(timeout) as side:
            _listed(side, target, "before", texts)
            return tuple(differences(questions, first, _answered(side, target, "before", questions)))
    except (OSError, ProofError):
        return ()  # a third table cannot be had: the differences are all that is known


def _refused(target: str, stage: str, reason: str) -> ProofError:
    return ProofError(target, "before", Failure(stage=stage, reason=reason, trace=""))


def _started(stack: ExitStack, target: str, timeout: float) -> tuple[Side, Side]:
    try:
        return stack.enter_context(started(timeout)), stack.enter_context(started(timeout))
    except OSError as error:
        refused = _refused(target, "start", f"has no process: {error}")
    raise refused


def _listed(side: Side, target: str, which: _Which, texts: Mapping[str, str | None]) -> Listing:
    try:
        return side.listing(target, texts)
    except SideFailure as error:
        failure = error.failure
    raise ProofError(target, which, failure)


def _answered(side: Side, target: str, which: _Which, questions: Questions) -> Answers:
    try:
        return side.answers(questions)
    except SideFailure as error:
        failure = error.failure
    raise ProofError(target, which, failure)


def _first(found: tuple[Difference, ...], one: str, other: str) -> Iterator[str]:
    """The first ones in words, and how many more there are."""
    yield from (difference.told(one, other) for difference in found[:_SHOWN])
    if len(found) > _SHOWN:
        yield f"and {len(found) - _SHOWN:,} more"


def _names(files: Iterable[Path]) -> str:
    return ", ".join(map(str, files))


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
