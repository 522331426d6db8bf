"""A pytest plugin for aiohttp's own tests: puts resrouter where they ask for aiohttp's dispatcher.

resrouter subclasses aiohttp's classes, so those stay what they are. Replaced are the doors through which a test gets a
dispatcher or a resource: what `web.Application()` makes, and the classes that a test module has imported by name.
`aiohttp.web.UrlDispatcher` is left alone: a router asks there, at each request, whether somebody replaced `resolve`.
"""

import importlib
import json
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

import resrouter

# Who gets a router of ours: nobody; every application as it is made; every application, by resrouter.setup() as it
# freezes or is mounted; by setup(), only applications that mount another; by setup(), only those that are mounted.
MODES = ("stock", "ours", "adopted", "parent", "child")

# Classes that tests import in order to make one. What they import for isinstance() alone stays aiohttp's, as in a
# user's program (ResourceRoute, AbstractResource); Domain, MaskDomain, SystemRoute and View are aiohttp's in ours too.
CONSTRUCTED: dict[type, type] = {
    web.UrlDispatcher: resrouter.Router,
    web.PlainResource: resrouter.PlainResource,
    web.DynamicResource: resrouter.DynamicResource,
    web.StaticResource: resrouter.StaticResource,
}

# As in aiohttp's conftest.py.
ADD_STATIC_CALLS = ("os.getcwd", "os.readlink", "os.stat", "os.path.abspath", "os.path.samestat")


class Witness:
    """Writes down each test's outcome, whether it made a router of ours, and whether it mounted an application."""

    def __init__(self, report: Path) -> None:
        self.report = report
        self.tests: dict[str, dict[str, Any]] = {}
        self.seen: Counter[str] = Counter()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        before = self.seen.copy()
        done = yield
        self.tests[item.nodeid].update(
            reached=self.seen["routers"] > before["routers"],
            mounts=self.seen["mounts"] > before["mounts"],
        )
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = self.tests.setdefault(report.nodeid, {"outcome": "passed", "why": ""})
        if report.failed and test["outcome"] != "failed":
            test.update(outcome="failed", why=_why(report))
        elif report.skipped and test["outcome"] == "passed":
            test["outcome"] = "skipped"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.tests[report.nodeid] = {"outcome": "failed", "why": _why(report)}

    def pytest_sessionfinish(self) -> None:
        self.report.write_text(json.dumps(self.tests), "utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("drop-in")
    group.addoption("--router", choices=MODES, required=True)
    group.addoption("--report", type=Path, required=True)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    # Before aiohttp's conftest.py imports what is replaced here.
    _allow_what_aiohttp_allows_itself()


def pytest_configure(config: pytest.Config) -> None:
    witness = Witness(config.option.report)
    config.pluginmanager.register(witness)
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    _count(patch, witness.seen)
    _substitute(patch, config.option.router)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.router != "ours":
        return
    for module in {item.module for item in items if isinstance(item, pytest.Function)}:
        for name, value in list(vars(module).items()):
            if isinstance(value, type) and value in CONSTRUCTED:
                setattr(module, name, CONSTRUCTED[value])


def _count(patch: pytest.MonkeyPatch, seen: Counter[str]) -> None:
    """Count the routers of ours that are made, and the applications that are mounted."""

    def counted(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*args: Any, **options: Any) -> Any:
            seen[kind] += 1
            return function(*args, **options)

        return counting

    patch.setattr(resrouter.Router, "__init__", counted("routers", resrouter.Router.__init__))
    for name in ("add_subapp", "add_domain"):
        mount = getattr(web.Application, name)
        patch.setattr(web.Application, name, counted("mounts", mount))


def _substitute(patch: pytest.MonkeyPatch, mode: str) -> None:
    if mode == "ours":
        patch.setattr("aiohttp.web_app.UrlDispatcher", resrouter.Router)
    if mode == "adopted":
        _set_up_before(patch, "pre_freeze", lambda app: app)
    if mode == "parent":
        for name in ("add_subapp", "add_domain"):
            _set_up_before(patch, name, lambda app, place, mounted: app)
    if mode in ("adopted", "child"):
        for name in ("add_subapp", "add_domain"):
            _set_up_before(patch, name, lambda app, place, mounted: mounted)


def _set_up_before(patch: pytest.MonkeyPatch, name: str, chosen: Callable[..., object]) -> None:
    """Give the chosen one of a method's arguments to `resrouter.setup()` before the method runs."""
    method = getattr(web.Application, name)

    def prepared(*args: Any) -> Any:
        app = chosen(*args)
        # A test may mount what is no application, or one that has started, to see it refused.
        if isinstance(app, web.Application) and not (app.pre_frozen or app.router.frozen):
            resrouter.setup(app)
        return method(*args)

    patch.setattr(web.Application, name, prepared)


def _allow_what_aiohttp_allows_itself() -> None:
    """Let our `add_static` look at the disk in a running loop: aiohttp's tests allow its own, by the file's name."""
    blockbuster: Any = importlib.import_module("blockbuster")  # is only where aiohttp's tests run
    genuine = blockbuster.blockbuster_ctx

    @contextmanager
    def allowing(*args: Any, **options: Any) -> Iterator[Any]:
        with genuine(*args, **options) as forbidden:
            for call in ADD_STATIC_CALLS:
                forbidden.functions[call].can_block_in("resrouter/tables/builder.py", "add_static")
            yield forbidden

    blockbuster.blockbuster_ctx = allowing


def _why(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The first line of what went wrong."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text: str = crash.message if crash else report.longreprtext
    return text.strip().partition("\n")[0]
