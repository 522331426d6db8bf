"""The rule for names of resources: aiohttp's, or none."""

import keyword
import re

from resrouter.errors import InvalidNameError
from resrouter.tables.options import Names

_JOINTS = re.compile("[.:-]")


def refuse_bad_name(name: str, names: Names) -> None:
    """Raise InvalidNameError unless the name is Python identifiers, no keywords, joined by '.', ':' or '-'.

    Where names may be any text, nothing is refused.
    """
    for part in () if names == "any" else _JOINTS.split(name):
        if keyword.iskeyword(part):
            raise InvalidNameError(name, part, "is a Python keyword")
        if not part.isidentifier():
            raise InvalidNameError(name, part, "is no Python identifier")
