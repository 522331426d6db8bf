"""GitHub's REST table, read from the ghapi package and put on a router.

Two things are changed on the way, both in `template_of()`: a parameter that is no identifier gets an underscore
({enterprise-team}), and those that GitHub documents as several segments long ({path} of a file, {ref} of a git
reference) become catch-alls.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from aiohttp import web
from aiohttp.typedefs import Handler

from resrouter import Precedence, Router

OPERATION = "X-Operation"  # the header that names the operation where an answer has no body

_PARAM = re.compile(r"\{([^{}]+)\}")
_SEVERAL_SEGMENTS = re.compile(r"(?<=/contents/)\{path\}$|(?<=/git/)(refs?|matching-refs)/\{ref\}$")


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the table: 'issues/get' is GET on '/repos/{owner}/{repo}/issues/{issue_number}'."""

    id: str
    method: str
    path: str
    summary: str
    docs: str


@dataclass(frozen=True, slots=True)
class Path:
    """The operations of one path, to become one resource; `name` is made from the first, or from its GET."""

    template: str
    name: str
    operations: tuple[Operation, ...]

    @property
    def params(self) -> tuple[str, ...]:
        return tuple(name.partition(":")[0] for name in _PARAM.findall(self.template))

    @property
    def has_catch_all(self) -> bool:
        return self.template.endswith(":.+}")

    @property
    def is_renamed(self) -> bool:
        """Whether a parameter's name was changed."""
        return self.params != tuple(_PARAM.findall(self.operations[0].path))

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(operation.method for operation in self.operations)


@dataclass(frozen=True, slots=True)
class Table:
    """All paths, in the order of the package."""

    source: str
    paths: tuple[Path, ...]

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(operation for path in self.paths for operation in path.operations)


def read_table() -> Table:
    """The table of the installed ghapi; of that package only its data is imported, which needs nothing else.

    Raises:
        ModuleNotFoundError: ghapi is not installed.
    """
    from ghapi.metadata import funcs  # noqa: PLC0415  # an extra: its absence must be told in words

    by_path: dict[str, list[Operation]] = {}
    for path, method, operation_id, summary, docs, *_ in funcs:
        row = Operation(operation_id, method.upper(), path, summary, f"https://docs.github.com/{docs}")
        by_path.setdefault(path, []).append(row)
    paths = (Path(template_of(path), _name(rows), tuple(rows)) for path, rows in by_path.items())
    return Table(f"ghapi {version('ghapi')}", tuple(paths))


def template_of(path: str) -> str:
    """GitHub's path in aiohttp's syntax."""
    path = _PARAM.sub(lambda found: found[0].replace("-", "_"), path)
    return _SEVERAL_SEGMENTS.sub(lambda found: f"{found[0][:-1]}:.+}}", path)


def build(paths: Iterable[Path], precedence: Precedence) -> Router:
    """A router with one named resource for each path, and one route for each of its methods."""
    router = Router(precedence=precedence)
    for path in paths:
        resource = router.add_resource(path.template, name=path.name)
        for operation in path.operations:
            handler = _answering(operation, path)
            resource.add_route(operation.method, handler)
            if operation.method == "GET":
                resource.add_route("HEAD", handler)
    return router


def _name(operations: list[Operation]) -> str:
    first = next((row for row in operations if row.method == "GET"), operations[0])
    return first.id.replace("/", ".").replace("-", "_")


def _answering(operation: Operation, path: Path) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        facts = {
            "operation": operation.id,
            "resource": path.name,
            "template": path.template,
            "params": dict(request.match_info),
        }
        return web.json_response(facts, headers={OPERATION: operation.id})

    return answer
