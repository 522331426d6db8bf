"""One module carried over: its new text, and what is left to a person."""

import re
import warnings
from collections import Counter
from dataclasses import dataclass

import libcst as cst

from resrouter.migration.classes import Classes
from resrouter.migration.coroutines import Coroutines
from resrouter.migration.definitions import Definitions
from resrouter.migration.edits import Edits
from resrouter.migration.facts import Facts, marks_in
from resrouter.migration.findings import Finding
from resrouter.migration.generators import Generators
from resrouter.migration.guards import Guards
from resrouter.migration.handlers import handlers_of
from resrouter.migration.imports import Imports
from resrouter.migration.layout import comments_in
from resrouter.migration.questions import Questions
from resrouter.migration.remains import Remains
from resrouter.migration.routers import Routers
from resrouter.migration.tree import Tree

# Parsing with all places takes seconds for each 100 KB; most modules of an application hold nothing of routes.
_WORTH_READING = re.compile(
    r"add_route|add_(?:get|post|put|patch|delete|head|options|view|resource)\b|coroutine|yield\s+from|named_routes"
    r"|(?:Plain|Dynamic|Static)?Route\b|ResourceAdapter|UrlDispatcher|MatchInfo|AbstractRouter|register_route|match_info"
    r"|hasattr|url_for|Application|expect_handler|METHODS|router"
)


class UnparsableError(Exception):
    """A text that is no Python this interpreter reads: the reason, and the line if there is one."""

    def __init__(self, reason: str, line: int | None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return self.reason if self.line is None else f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text, equal to the old one when nothing was to be done, and the findings by line of the old text."""

    text: str
    findings: tuple[Finding, ...]


def rewrite(text: str, marks: frozenset[str] = frozenset()) -> Rewritten:
    """The module carried over as far as the rules allow; `marks` are those of the run, if it has more modules.

    Raises:
        UnparsableError: the text does not compile, or what came out of it does not.
    """
    _compile(text)
    if not _WORTH_READING.search(text):
        return Rewritten(text, ())
    try:
        made, findings = _rewrite(text, marks or marks_in({"this module": text}))
    except cst.ParserSyntaxError as error:
        raise UnparsableError(error.message, error.raw_line) from error
    except RecursionError as error:
        raise UnparsableError("it is nested too deeply", None) from error
    if made != text:
        try:
            _compile(made)
        except UnparsableError as error:
            raise UnparsableError(f"its rewriting would not compile ({error}); please report it", None) from error
    return Rewritten(made, tuple(sorted(set(findings))))


def _rewrite(text: str, marks: frozenset[str]) -> tuple[str, list[Finding]]:
    module = cst.parse_module(text)
    if module.code != text:
        raise UnparsableError("it would not come out as it is written", None)
    edits = Edits()
    findings = _plan(Tree(module), edits, Facts.of(marks))
    if not edits:
        return text, findings
    made = edits.done_to(module)
    if lost := _comments(module) - _comments(made):
        raise UnparsableError(f"its rewriting would lose a comment ({next(iter(lost))}); please report it", None)
    return made.code, findings


def _comments(module: cst.Module) -> Counter[str]:
    return Counter(comment.value for comment in comments_in(module))


def _plan(tree: Tree, edits: Edits, facts: Facts) -> list[Finding]:
    classes = Classes(tree)
    routers = Routers(tree, classes.dispatchers, facts.strangers)
    generators = Generators(tree, handlers_of(tree, routers), facts)
    guards = Guards(tree, routers, facts.overriding, generators)
    definitions = Definitions(tree, routers, guards, edits)
    coroutines = Coroutines(tree, generators, edits)
    imports, questions = Imports(tree, edits), Questions(tree, routers, edits)
    remains = Remains(tree, routers)
    findings = [*remains.findings, *remains.dispatcher_findings(classes.findings)]
    for part in (classes, definitions, coroutines, imports, questions):
        findings += part.findings
    return findings


def _compile(text: str) -> None:
    """Compile the text and forget the result: the parser alone lets `await` outside of a function pass."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<module>", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise UnparsableError(error.msg, error.lineno) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise UnparsableError(str(error) or type(error).__name__, None) from error
