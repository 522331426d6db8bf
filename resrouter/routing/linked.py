"""Links under law 2: what `url()` builds, `resolve()` gives back."""

from collections.abc import Mapping

from yarl import URL, Query

from resrouter.errors import UrlError
from resrouter.paths.link import link
from resrouter.paths.template import PathTemplate


class Linked:
    """Something with a path template, perhaps a name, and links that lead back to it."""

    # Without it aiohttp's resources could not become ours, see `adopt()`: the layouts would differ.
    __slots__ = ()

    template: PathTemplate

    @property
    def name(self) -> str | None:
        """The name, if it has one."""
        raise NotImplementedError

    def url(
        self,
        parts: Mapping[str, object] | None = None,
        query: Query = None,
        *,
        fragment: str = "",
        base: URL | str | None = None,
    ) -> URL:
        """The link to this resource: resolving it gives exactly these parts back.

        Args:
            parts: the path's parameters; strings, or what `str()` turns into the text that is meant (int, UUID, date).
            query: as in `yarl.URL.with_query`: a mapping, or pairs in order, keys repeated or not.
            fragment: what follows "#", unquoted.
            base: an absolute URL to put in front, its path included.

        Raises:
            PartsError: parts are missing or unknown; also a KeyError.
            ValueRefusedError: a value would not come back.
            BaseUrlError: the base is no absolute URL.
        """
        try:
            if query is None and base is None and not fragment:
                return self.template.url(parts or {})
            return link(self.raw_path(parts or {}), query, fragment=fragment, base=base)
        except UrlError as error:
            error.resource = self.label
            raise

    def raw_path(self, parts: Mapping[str, object]) -> str:
        """The path of the link to this resource, quoted; raises as `url()` does."""
        try:
            return self.template.fill(parts)
        except UrlError as error:
            error.resource = self.label
            raise

    @property
    def label(self) -> str:
        """The resource in a few words, for people: 'user' (/users/{name})."""
        return f"{self.name!r} ({self.template})" if self.name else repr(str(self.template))
