"""A table of the real world to measure on."""

import re

from ghapi.metadata import funcs


def github_routes() -> list[tuple[str, str]]:
    """GitHub's REST API as (method, template) pairs, as the package ghapi carries it."""
    # aiohttp takes identifiers only, and a few parameters have a dash in their name.
    pairs = {(row[1].upper(), re.sub(r"\{.*?\}", lambda name: name[0].replace("-", "_"), row[0])) for row in funcs}
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]))


def filled(path: str) -> str:
    """The path with a value for each parameter that is a whole segment."""
    return "/".join("value7" if part.startswith("{") else part for part in path.split("/"))
