"""The rule for names of resources, as aiohttp has it."""

import keyword
import re

from resrouter.errors import InvalidNameError

_JOINTS = re.compile("[.:-]")


def refuse_bad_name(name: str) -> None:
    """Raise InvalidNameError unless the name is Python identifiers, no keywords, joined by '.', ':' or '-'."""
    for part in _JOINTS.split(name):
        if keyword.iskeyword(part):
            raise InvalidNameError(name, part, "is a Python keyword")
        if not part.isidentifier():
            raise InvalidNameError(name, part, "is no Python identifier")
