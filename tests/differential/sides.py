"""The sides that a table is built on, and its building, step by step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

import resrouter
from tests.differential.tables import Case, Mount, Step, Table

Place = tuple[int, ...]  # of an application: the numbers of the steps that lead to it; () is the root


class Side(Protocol):
    """Whose router serves an application."""

    def install(self, app: web.Application) -> None:
        """Called for each application that is ours, before or after it was filled."""


class Stock:
    """aiohttp's own router stays."""

    def install(self, app: web.Application) -> None:
        pass


class Ours:
    """Our router takes over; by default the one that `setup()` makes."""

    def __init__(self, make: Callable[[], resrouter.Router] | None = None) -> None:
        self._make = make

    def install(self, app: web.Application) -> None:
        resrouter.setup(app, None if self._make is None else self._make())


@dataclass
class Built:
    """What came of a table on one side."""

    app: web.Application = field(default_factory=web.Application)
    apps: dict[Place, web.Application] = field(default_factory=dict)
    refused: dict[Place, tuple[int, type[Exception]]] = field(default_factory=dict)


class Building:
    """A table that is built on a side, in as many goes as are wanted."""

    def __init__(self, table: Table, side: Side) -> None:
        self.built = Built()
        self.built.apps[()] = self.built.app
        self._table = table
        self._side = side
        self._done = 0
        self._is_installed = False

    def go_on(self, until: int) -> None:
        """Take the root's steps up to a number; one that is refused is the last."""
        for number in range(self._done, until):
            if number == self._table.taken_over_after:
                self._install_at_root()
            if number < len(self._table.steps) and () not in self.built.refused:
                self._take(self.built.app, (), number, self._table.steps[number])
        self._done = max(self._done, until)

    def finish(self) -> Built:
        """Take the steps that are left."""
        self.go_on(len(self._table.steps))
        self._install_at_root()
        return self.built

    def _install_at_root(self) -> None:
        if not self._is_installed:
            self._install(self.built.app, self._table)
        self._is_installed = True

    def _install(self, app: web.Application, table: Table) -> None:
        if table.ours:
            self._side.install(app)

    def _take(self, app: web.Application, place: Place, number: int, step: Step) -> None:
        sub_app = self._mounted(step.table, (*place, number)) if isinstance(step, Mount) else None
        try:
            if isinstance(step, Mount):
                getattr(app, step.method)(step.where, sub_app)
            else:
                step.apply(app)
        except Exception as error:  # noqa: BLE001 - whatever a side refuses with is the result
            self.built.refused[place] = (number, type(error))
            if isinstance(step, Mount):
                self._forget((*place, number))

    def _forget(self, place: Place) -> None:
        """A sub-application that was refused is served by nobody."""
        for below in [other for other in self.built.apps if other[: len(place)] == place]:
            del self.built.apps[below]

    def _mounted(self, table: Table, place: Place) -> web.Application:
        app = self.built.apps[place] = web.Application()
        installed = False
        for number, step in enumerate(table.steps):
            if number == table.taken_over_after:
                self._install(app, table)
                installed = True
            self._take(app, place, number, step)
            if place in self.built.refused:
                break
        if not installed:
            self._install(app, table)
        return app


def build(table: Table, side: Side) -> Built:
    return Building(table, side).finish()


def complete(case: Case, building: Building) -> tuple[Built, list[type[Exception] | None]]:
    """Finish a case's table, freeze it, try the late registrations until one is refused; how each of them went."""
    built = building.finish()
    if case.frozen:
        built.app.pre_freeze()
    outcomes: list[type[Exception] | None] = []
    for step in case.late:
        try:
            step.apply(built.app)
            outcomes.append(None)
        except Exception as error:  # noqa: BLE001 - whatever a side refuses with is the result
            outcomes.append(type(error))
            break
    return built, outcomes
