"""Whether the data of what is registered fits the schema of its table."""

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from resrouter.routing.data import NO_DATA
from resrouter.routing.resource import place_of_resource
from resrouter.tables.schema import check_data


def check_resources(schema: Any, resources: Iterable[web.AbstractResource]) -> None:  # what a schema is, `schema` knows
    """Raise DataError for the first route whose merged data does not fit."""
    for resource in resources:
        for route in resource:
            data = getattr(route, "data", NO_DATA)
            label = f"{route.method} {resource.canonical}"
            check_data(schema, data, label=label, place=place_of_resource(resource))
