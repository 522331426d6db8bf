"""Proof by running that rewritten files register the same routes: two processes answer the same requests.

One has the files as they are, the other the rewritten texts; nothing is written. The requests are made from both
tables, see `proof_requests`. Neither application is started, so what is registered on start is not seen.
"""

from collections.abc import Mapping
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
    "timeout": "Give a target that is made without waiting: for a server, a database, or an answer at the terminal.",
    "ended": "Give a target that can be imported without ending the process.",
    "start": "Run resrouter with the Python of the application's environment.",
}
_CURE_AFTER = "The files as they are have no such fault: leave this rewriting out, and look at the traceback."
_CURE = "Look at the traceback."


class ProofError(Exception):
    """Why nothing is proven: what could not be done, with which of the two tables, and the cure.

    `side` is "before" or "after" the rewriting, `stage` one of "form", "start", "import", "attribute", "make", "kind",
    "freeze", "walk", "timeout" and "ended"; `trace` the last lines of the traceback, if there is one.
    """

    def __init__(self, target: str, side: Literal["before", "after"], failure: Failure) -> None:
        super().__init__(target, side, failure)
        self.target = target
        self.side = side
        self.stage: str = failure["stage"]
        self.reason: str = failure["reason"]
        self.trace: str = failure["trace"]

    def __str__(self) -> str:
        with_what = "the files as they are" if self.side == "before" else "the rewritten files"
        lines = [f"Nothing is proven: with {with_what}, {self.target!r} {self.reason}"]
        lines += [f"  {line}" for line in self.trace.splitlines()]
        if self.side == "after" and self.stage not in ("start", "timeout"):
            return "\n".join([*lines, _CURE_AFTER])
        return "\n".join([*lines, _CURES.get(self.stage, _CURE)])


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two tables answered the same to all that they were asked; the differences, the odd ones last.

    `left_out` requests were not asked, as there were too many; the `unread` files were imported by neither side, so
    nothing is known of them.
    """

    asked: int
    links: int
    differences: tuple[Difference, ...]
    left_out: int = 0
    unread: tuple[Path, ...] = ()

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return not self.differences

    @property
    def same_but_odd(self) -> bool:
        """Whether there is no difference but odd ones, see `Difference`."""
        return all(difference.is_odd for difference in self.differences)

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
        }

    def __str__(self) -> str:
        asked = f"{_counted(self.asked, 'request')} and {_counted(self.links, 'link')}"
        if self.same:
            return f"{asked}: the same answers before and after{self._limits()}"
        others = _counted(len(self.differences), "other answer")
        lines = [f"{asked}: {others} after the rewriting{self._odd()}{self._limits()}"]
        lines += map(str, self.differences[:_SHOWN])
        if len(self.differences) > _SHOWN:
            lines.append(f"and {len(self.differences) - _SHOWN:,} more")
        return "\n".join(lines)

    def _odd(self) -> str:
        odd = sum(difference.is_odd for difference in self.differences)
        some = "all" if self.same_but_odd else f"{odd:,}"
        return f", {some} of them for odd ones: escaped letters, braces, links with a slash in a value" if odd else ""

    def _limits(self) -> str:
        left_out = f"; {_counted(self.left_out, 'more request')} left out" if self.left_out else ""
        files = ", ".join(map(str, self.unread))
        return f"{left_out}; not imported, so nothing is known of {files}" if files else left_out


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
        raise ProofError(
            target, "before", Failure(stage="form", reason="is not of the form module:attribute", trace="")
        )
    with ExitStack() as stack:
        old, new = _started(stack, target, timeout)
        # One after the other: what a module does when it is imported, such as making a file, may bear no rival.
        before = _listed(old, target, "before", {str(file): None for file in rewritten})
        after = _listed(new, target, "after", {str(file): text for file, text in rewritten.items()})
        requests, links, left_out = plan(before, after, most)
        questions = Questions(requests=requests, links=links)
        # Nothing is imported any more, so neither side can be in the other's way.
        with ThreadPoolExecutor(2) as pool:
            asked = [pool.submit(_answered, old, target, "before", questions)]
            asked += [pool.submit(_answered, new, target, "after", questions)]
            answers = asked[0].result(), asked[1].result()
    read = {file for side in answers for file in side["read"]}
    return Verdict(
        asked=len(requests),
        links=len(links),
        differences=tuple(sorted(differences(questions, *answers), key=attrgetter("is_odd"))),
        left_out=left_out,
        unread=tuple(file for file in rewritten if str(file) not in read),
    )


_Which = Literal["before", "after"]


def _started(stack: ExitStack, target: str, timeout: float) -> tuple[Side, Side]:
    try:
        return stack.enter_context(started(timeout)), stack.enter_context(started(timeout))
    except OSError as error:
        failure = Failure(stage="start", reason=f"has no process: {error}", trace="")
    raise ProofError(target, "before", failure)


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


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
