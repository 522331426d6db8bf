"""Tables and requests as values: what to register on an application, in which order, and what to ask it then.

A table is built any number of times, each time on another side (see `sides`). It prints as Python code.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp.web_routedef
from aiohttp import web
from aiohttp.web_urldispatcher import MatchedSubAppResource, PrefixedSubAppResource
from yarl import URL

from tests.differential.foreign import KINDS


async def h0(request: web.Request) -> web.Response:
    return web.Response(text="h0")


async def h1(request: web.Request) -> web.Response:
    return web.Response(text="h1")


async def h2(request: web.Request) -> web.Response:
    return web.Response(text="h2")


async def h3(request: web.Request) -> web.Response:
    return web.Response(text="h3")


def bare(request: web.Request) -> web.Response:
    """No coroutine: aiohttp 3 wraps it."""
    return web.Response(text="bare")


class Page(web.View):
    async def get(self) -> web.Response:
        return web.Response(text="page")


async def expecting(request: web.Request) -> None:
    """An expect handler."""


HANDLERS: tuple[Any, ...] = (h0, h1, h2, h3)

# Files for add_static(): resolve() never opens one, but url_for() hashes them.
_FILES = tempfile.TemporaryDirectory(prefix="differential-")
FILES = Path(_FILES.name)
(FILES / "a.txt").write_text("a")
(FILES / "sub").mkdir()
(FILES / "sub" / "b.txt").write_text("b")


@dataclass(frozen=True)
class New:
    """A resource that is made by hand; `kind` is one of `foreign.KINDS`."""

    kind: str
    path: Any
    name: Any = None
    routes: tuple[tuple[str, Any], ...] = ()

    def made_for(self, router: web.UrlDispatcher) -> Any:
        resource = KINDS[self.kind](router, self.path, self.name)
        for method, handler in self.routes:
            resource.add_route(method, handler)
        return resource

    def code(self, app: str) -> str:
        made = f"New({self.kind!r}, {self.path!r}, {self.name!r}, {_shown(self.routes)})"
        return f"{made}.made_for({app}.router)"


@dataclass(frozen=True)
class Call:
    """A method of the router, or of the resource at a position in it, and what it is called with."""

    method: str
    args: tuple[Any, ...]
    options: tuple[tuple[str, Any], ...] = ()
    at: int | None = None

    def apply(self, app: web.Application) -> None:
        target: Any = app.router if self.at is None else resource_at(app, self.at)
        method = getattr(target, self.method, None)
        if method is None:
            return  # not every resource takes a route
        args = [arg.made_for(app.router) if isinstance(arg, New) else arg for arg in self.args]
        method(*args, **dict(self.options))

    def code(self, app: str) -> str:
        target = f"{app}.router" if self.at is None else f"resource_at({app}, {self.at})"
        words = [arg.code(app) if isinstance(arg, New) else _shown(arg) for arg in self.args]
        words += [f"{name}={_shown(value)}" for name, value in self.options]
        return f"{target}.{self.method}({', '.join(words)})"


@dataclass(frozen=True)
class Mount:
    """A sub-application, below a prefix or for a domain."""

    where: Any
    table: "Table"
    is_domain: bool = False

    @property
    def method(self) -> str:
        return "add_domain" if self.is_domain else "add_subapp"


Step = Call | Mount


@dataclass(frozen=True)
class Table:
    """One application: its steps, whether our router serves it, and after how many steps that takes over."""

    steps: tuple[Step, ...]
    ours: bool = True
    taken_over_after: int = 0

    def until(self, stops: "dict[tuple[int, ...], int]", place: tuple[int, ...] = ()) -> "Table":
        """The table without what comes from the step on at which an application was stopped."""
        steps = self.steps[: stops.get(place, len(self.steps))]
        return replace(
            self,
            steps=tuple(
                replace(step, table=step.table.until(stops, (*place, number))) if isinstance(step, Mount) else step
                for number, step in enumerate(steps)
            ),
        )

    def code(self, app: str = "app") -> Iterator[str]:
        """The lines of Python that build it."""
        yield f"{app} = web.Application()"
        for number, step in enumerate(self.steps):
            if self.ours and number == self.taken_over_after:
                yield f"setup({app})"
            if isinstance(step, Mount):
                name = f"{app}_{number}"
                yield from step.table.code(name)
                line = f"{app}.{step.method}({step.where!r}, {name})"
            else:
                line = step.code(app)
            # The last one may be refused.
            yield f"attempt(lambda: {line})" if number == len(self.steps) - 1 else line
        if self.ours and self.taken_over_after >= len(self.steps):
            yield f"setup({app})"


@dataclass(frozen=True)
class Asked:
    """A request: the method, the target as it stands in the request line, and perhaps a Host header."""

    method: str
    target: str
    host: str | None = None

    @property
    def url(self) -> URL:
        """The URL that aiohttp's parser makes of the target."""
        if not self.target.startswith("/"):
            return URL(self.target, encoded=True)
        path, _, query = self.target.partition("?")
        return URL.build(path=path, query_string=query, encoded=True)


@dataclass(frozen=True)
class Case:
    """A table, what it is asked while it grows, and what it is asked when it is complete."""

    table: Table
    asked: tuple[Asked, ...]
    pause: int = 0  # after so many steps of the table ...
    early: tuple[Asked, ...] = ()  # ... these are asked
    frozen: bool = True
    late: tuple[Call, ...] = field(default=())  # tried when all is built, frozen or not

    def code(self) -> str:
        """A program that shows both sides' answers."""
        lines = [_PREAMBLE]
        lines += [f"    {line}" for line in self.table.code()]
        lines += [f"    # asked after {self.pause} steps: {self.early}"] if self.early else []
        lines += ["    app.pre_freeze()"] if self.frozen else []
        lines += [f"    attempt(lambda: {step.code('app')})" for step in self.late]
        lines += ["    return app", "", f"show(build, {list(self.asked)})"]
        return "\n".join(lines)


_PREAMBLE = """\
from aiohttp import web
from tests.differential.reproduction import attempt, show
from tests.differential.tables import *

def build(setup):"""


def resource_at(app: web.Application, at: int) -> Any:
    """The resource at a position, counted round; None in an empty router."""
    resources = list(app.router.resources())
    return resources[at % len(resources)] if resources else None


def definitions(rows: Iterable[tuple[str, str, Any, tuple[tuple[str, Any], ...]]]) -> list[Any]:
    """Route definitions as `web.get()` and its like make them."""
    return [web.route(method, path, handler, **dict(options)) for method, path, handler, options in rows]


def sub_app_of(resource: web.AbstractResource) -> web.Application | None:
    """The application that a resource leads to, if it does."""
    if isinstance(resource, PrefixedSubAppResource | MatchedSubAppResource):
        return resource._app
    return None


def _shown(value: Any) -> str:
    if isinstance(value, aiohttp.web_routedef.RouteDef):
        options = "".join(f", {name}={_shown(given)}" for name, given in value.kwargs.items())
        return f"web.route({value.method!r}, {value.path!r}, {_shown(value.handler)}{options})"
    if isinstance(value, aiohttp.web_routedef.StaticDef):
        options = "".join(f", {name}={_shown(given)}" for name, given in value.kwargs.items())
        return f"web.static({value.prefix!r}, {_shown(value.path)}{options})"
    if isinstance(value, Path):
        return "FILES" if value == FILES else "FILES / 'missing'"
    if isinstance(value, tuple | list | aiohttp.web_routedef.RouteTableDef):
        inner = ", ".join(map(_shown, value))
        return f"[{inner}]"
    return str(getattr(value, "__name__", None) or repr(value))
