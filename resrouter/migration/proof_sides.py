"""The two processes of a proof, and what is said to them."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import IO, Any

from resrouter.migration.proof_rows import Answers, Failure, Listing, Order, Questions

_COMMAND = ("-B", "-P", "-m", "resrouter.migration.side")

# What a module leaves running is given so many seconds to end by itself.
_GRACE = 2.0
# Of what a process complained about before it ended, so much is told.
_LINES = 12
_CHARS = 4096


class SideFailure(Exception):  # noqa: N818  # proof.py makes the error of it that users see
    """A side that has no answers."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class Side:
    """A process with one of the two tables; ask it for its listing first, then for its answers."""

    def __init__(self, process: subprocess.Popen[str], complaints: IO[bytes], timeout: float) -> None:
        self._process = process
        self._complaints = complaints
        self._timeout = timeout

    def listing(self, target: str, texts: Mapping[str, str | None]) -> Listing:
        """What its router holds.

        Raises:
            SideFailure: the target leads to no router, or not in time.
        """
        listing: Listing = self._exchange(Order(target=target, path=sys.path, texts=dict(texts)))["listing"]
        return listing

    def answers(self, questions: Questions) -> Answers:
        """What its router answers.

        Raises:
            SideFailure: the process ended, or took too long.
        """
        answers: Answers = self._exchange(questions)["answers"]
        return answers

    def _exchange(self, message: Order | Questions) -> dict[str, Any]:  # JSON, as `Reply` describes it
        expired = Event()
        timer = Timer(self._timeout, self._expire, (expired,))
        timer.start()
        try:
            line = self._said(json.dumps(message))
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            raise SideFailure(self._ended(is_late=expired.is_set()))
        reply: dict[str, Any] = json.loads(line)
        if "failure" in reply:
            raise SideFailure(reply["failure"])
        return reply

    def _said(self, message: str) -> str:
        questions, replies = self._process.stdin, self._process.stdout
        if questions is None or replies is None:  # they are pipes
            return ""
        with suppress(OSError):  # it has ended; what it said before may tell why
            questions.write(f"{message}\n")
            questions.flush()
        return replies.readline()

    def _expire(self, expired: Event) -> None:
        expired.set()
        kill(self._process)

    def _ended(self, *, is_late: bool) -> Failure:
        if is_late:
            return Failure(stage="timeout", reason=f"had no answer within {self._timeout:g} seconds", trace="")
        try:
            code = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            kill(self._process)
            code = self._process.wait()
        size = self._complaints.seek(0, os.SEEK_END)
        self._complaints.seek(max(0, size - _CHARS))
        lines = self._complaints.read().decode("utf-8", "replace").rstrip().splitlines()[-_LINES:]
        return Failure(stage="ended", reason=f"ended its process with exit code {code}", trace="\n".join(lines))


@contextmanager
def started(timeout: float) -> Generator[Side]:
    """A process for one side, gone with all that it started when the block is left."""
    # So that what is registered from a set comes in the same order on both sides.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            encoding="utf-8",
            env=environment,
            start_new_session=True,
        )
        try:
            yield Side(process, complaints, timeout)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    timer = Timer(_GRACE, kill, (process,))
    timer.start()
    try:
        if process.stdin is not None:
            with suppress(OSError):  # it has ended with something unread
                process.stdin.close()
        if process.stdout is not None:
            with process.stdout as replies:
                replies.read()
    finally:
        timer.cancel()
    kill(process)
    process.wait()


def kill(process: subprocess.Popen[str]) -> None:
    """End a process, and those that it has started where the system knows them."""
    if process.returncode is not None:
        # Its number may be somebody else's by now.
        return
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):  # all have ended
        # It leads a group of its own.
        os.killpg(process.pid, signal.SIGKILL)
