"""What the options of a table say about what was registered in it."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from aiohttp import web

from resrouter.errors import DuplicateNameError
from resrouter.paths.index import PathIndex
from resrouter.routing.data import NO_DATA
from resrouter.routing.route import place_of_resource
from resrouter.tables.conflicts import collisions_with, report
from resrouter.tables.options import Options
from resrouter.tables.record import Entries
from resrouter.tables.schema import check_data


class Checked(Protocol):
    """A table whose resources are checked."""

    settings: Options
    index: PathIndex[Any]  # of whatever a table holds, see `asking`

    def entries_of(self, resource: web.AbstractResource) -> Entries:
        """How a resource is filed."""
        ...

    def told(self, resource: web.AbstractResource, owner: str | None = None) -> tuple[str, str]:
        """The path and the place of a resource, with its owner."""
        ...


def check(table: Checked, added: Iterable[web.AbstractResource], duplicates: Sequence[DuplicateNameError] = ()) -> None:
    """Raise, warn or call, as the table's options say about these resources of it; names given twice always raise.

    Raises:
        DataError: the data of a route does not fit the schema.
        ConflictError: routes collide, or several names are given twice.
        DuplicateNameError: one name is given twice.
    """
    settings, added = table.settings, list(added)
    if settings.schema is not None:
        for resource in added:
            for route in resource:
                data = getattr(route, "data", NO_DATA)
                label = f"{route.method} {resource.canonical}"
                check_data(settings.schema, data, label=label, place=place_of_resource(resource))
    entries = [] if settings.conflicts == "ignore" else [entry for one in added for entry in table.entries_of(one)]
    collisions = collisions_with(table.index, entries, settings.precedence, lambda one: table.told(one)[1])
    report(collisions, duplicates, settings.conflicts)
