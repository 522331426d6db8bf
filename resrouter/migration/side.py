"""One side of a proof, as a process: `python -m resrouter.migration.side`.

It is told on standard input which texts stand for which files, loads the target, and answers for its router on what
was standard output, see `proof_rows`. The application is made ready to answer, but not started.
"""

import asyncio
import importlib
import inspect
import json
import os
import sys
import traceback
from collections.abc import Awaitable
from pathlib import Path
from typing import TextIO, cast

from aiohttp import web

from resrouter.migration.proof_answers import Witness
from resrouter.migration.proof_handlers import Handlers
from resrouter.migration.proof_listing import Walk
from resrouter.migration.proof_overlay import Overlay
from resrouter.migration.proof_rows import Answers, Failure, Order, Questions, Reply

# Of a traceback so many calls are told, the last ones, and so many lines.
_CALLS = 5
_LINES = 16
_OURS = (__file__, importlib.__file__)


class _Failed(Exception):  # noqa: N818  # it never leaves this process as an error
    def __init__(self, stage: str, reason: str, error: BaseException | None = None) -> None:
        super().__init__(stage, reason)
        trace = "" if error is None else _last_lines(error)
        self.failure = Failure(stage=stage, reason=reason, trace=trace)


def _last_lines(error: BaseException) -> str:
    told = traceback.TracebackException.from_exception(error)
    # What imports the module is not of interest, nor are we.
    calls = [call for call in told.stack if not call.filename.startswith("<frozen ") and call.filename not in _OURS]
    told.stack[:] = calls[-_CALLS:]
    return "\n".join("".join(told.format()).rstrip().splitlines()[-_LINES:])


def main() -> None:
    """Answer one order and its questions."""
    asked, told = _private_streams()
    line = asked.readline()
    if not line:
        # The other side has failed already.
        return
    order: Order = json.loads(line)
    overlay = Overlay(order["texts"])
    overlay.lay()
    here = str(Path.cwd())
    # First, as `python -m` has it.
    sys.path[:] = [here, *(each for each in order["path"] if each not in ("", here))]
    # The one loop for whatever the target makes, and for the answers.
    with asyncio.Runner() as runner:
        handlers = Handlers()
        try:
            walk = _walked(load(order["target"], runner), handlers)
        except _Failed as error:
            _tell(told, Reply(failure=error.failure))
            return
        _tell(told, Reply(listing=walk.listing))
        questions: Questions = json.loads(asked.readline())
        answers = runner.run(_answered(Witness(walk, handlers), questions))
        answers["handlers"], answers["read"] = handlers.rows, sorted(overlay.read)
        _tell(told, Reply(answers=answers))


def load(target: str, runner: asyncio.Runner) -> web.UrlDispatcher:
    """The router of a `module:attribute`, frozen as it would be when it serves."""
    found = _made(_attribute(target), runner)
    router = found.router if isinstance(found, web.Application) else found
    if not isinstance(router, web.UrlDispatcher):
        raise _Failed("kind", f"is of type {type(found).__name__}, which has no routes")
    try:
        if isinstance(found, web.Application):
            # The applications below it too, as aiohttp does before it serves.
            found.pre_freeze()
        elif not router.frozen:
            router.freeze()
    except Exception as error:  # noqa: BLE001  # somebody else's router
        raise _Failed("freeze", f"is refused when it is made ready: {_brief(error)}", error) from None
    return router


def _walked(router: web.UrlDispatcher, handlers: Handlers) -> Walk:
    try:
        return Walk(router, handlers)
    except Exception as error:  # noqa: BLE001  # somebody else's resource
        raise _Failed("walk", f"has routes that cannot be listed: {_brief(error)}", error) from None


def _attribute(target: str) -> object:
    module_name, _, attribute = target.partition(":")
    try:
        found: object = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a module may fail in any way while it is imported
        raise _Failed("import", f"cannot be imported: {_brief(error)}", error) from None
    for part in attribute.split("."):
        try:
            found = getattr(found, part)
        except Exception as error:  # noqa: BLE001  # somebody else's property
            raise _Failed("attribute", f"leads nowhere: {_brief(error)}") from None
    return found


def _made(found: object, runner: asyncio.Runner) -> object:
    """What a factory makes; anything else as it is."""
    if isinstance(found, (web.Application, web.UrlDispatcher)) or not callable(found):
        return found
    try:
        made: object = found()
        return runner.run(_awaited(cast("Awaitable[object]", made))) if inspect.isawaitable(made) else made
    except (Exception, SystemExit) as error:  # noqa: BLE001  # somebody else's function
        raise _Failed("make", f"was called and failed: {_brief(error)}", error) from None


async def _awaited(made: Awaitable[object]) -> object:
    return await made


async def _answered(witness: Witness, questions: Questions) -> Answers:
    requests = [await witness.answer(question) for question in questions["requests"]]
    links = [witness.link(question) for question in questions["links"]]
    return Answers(requests=requests, links=links, handlers=[], read=[])


def _brief(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _private_streams() -> tuple[TextIO, TextIO]:
    """Standard input and output under other numbers; whoever reads the one gets nothing, and prints to the error's."""
    asked = os.fdopen(os.dup(0), encoding="utf-8")
    # Closed by the system when the process ends, so that its end is seen there.
    told = os.fdopen(os.dup(1), "w", encoding="utf-8", closefd=False)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return asked, told


def _tell(told: TextIO, reply: Reply) -> None:
    told.write(json.dumps(reply) + "\n")
    told.flush()


if __name__ == "__main__":
    main()
