"""Runs the program that a difference is reported as."""

import asyncio
from collections.abc import Callable, Iterable

from aiohttp import web

import resrouter
from tests.differential.answers import Positions, answer, request_for
from tests.differential.sides import Built
from tests.differential.tables import Asked, sub_app_of


def attempt(step: Callable[[], object]) -> None:
    """Run a step that may be refused."""
    try:
        step()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is shown
        print(f"  refused: {type(error).__name__}: {error}")  # noqa: T201 - it is run by hand


def show(build: Callable[[Callable[[web.Application], object]], web.Application], all_asked: Iterable[Asked]) -> None:
    """Print what both sides answer."""

    async def run() -> None:
        for name, setup in (("aiohttp", lambda app: None), ("resrouter", resrouter.setup)):
            print(name)  # noqa: T201 - it is run by hand
            try:
                app = build(setup)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is shown
                print(f"  {type(error).__name__}: {error}")  # noqa: T201 - it is run by hand
                continue
            built = Built(app, _places(app, ()))
            positions = Positions(built)
            for asked in all_asked:
                print(f"  {await answer(positions, request_for(asked))}")  # noqa: T201 - as above

    asyncio.run(run())


def _places(app: web.Application, place: tuple[int, ...]) -> dict[tuple[int, ...], web.Application]:
    places = {place: app}
    for number, resource in enumerate(app.router.resources()):
        sub_app = sub_app_of(resource)
        if sub_app is not None:
            places |= _places(sub_app, (*place, number))
    return places
