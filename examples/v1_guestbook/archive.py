"""A kind of route of our own: what matches and how links look is code."""
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs

import re

from resrouter_compat import Route

ARCHIVE = re.compile(r"/archive(?:/(?P<year>\d{4})(?:/(?P<month>\d\d))?)?")


class ArchiveRoute(Route):
    """Answers /archive, /archive/2016 and /archive/2016/01; what is left out is "all"."""

    def match(self, path):
        found = ARCHIVE.fullmatch(path)
        return found and found.groupdict(default="all")

    def url(self, *, year=None, month=None, query=None):
        parts = [part for part in ("/archive", year, month) if part]
        return self._append_query("/".join(parts), query)
