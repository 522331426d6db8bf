"""Templates that ask the router for links: nobody rewrites them, so they are listed."""

import re
from pathlib import Path

from resrouter.migration.findings import Finding
from resrouter.migration.sources import LARGEST

# {{ app.router['user'].url() }}, and {{ app.router.static.url(filename=...) }}, which Jinja reads as ['static']
_LINK = re.compile(rb"\brouter(?:\[[^\]\n]*\]|\.\w+\.url\()")


def template_findings(path: Path) -> list[Finding]:
    """A finding for each line of a file that is no Python and asks a router for a link."""
    try:
        if path.stat().st_size > LARGEST:
            return []
        data = path.read_bytes()
    except OSError:
        return []
    if b"\0" in data:
        return []  # an image, an archive
    found: list[Finding] = []
    for number, line in enumerate(data.splitlines(), start=1):
        link = _LINK.search(line)
        if link is not None:
            text = link.group().decode("utf-8", errors="replace").rstrip("(")
            found.append(Finding(number, "template", f"{text} is asked for a link"))
    return found
