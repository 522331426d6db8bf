"""Routes as v1 had them: each knows its method, its handler, and which paths are its own."""

import re
from abc import ABCMeta, abstractmethod
from collections.abc import Iterable, Mapping
from reprlib import recursive_repr
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web
from yarl import URL

from resrouter import PathTemplate
from resrouter_compat.handlers import Handler, awaited, is_coroutine_function
from resrouter_compat.paths import covers_literally, quoted

Query = Mapping[str, object] | Iterable[tuple[str, object]] | None


_NOTHING: re.Pattern[str] = re.compile("(?!)")

# aiohttp's own answer to "Expect: 100-continue", which it offers under no name.
_AIOHTTPS: web.AbstractRoute = web.PlainResource("/").add_route("*", web.View)


async def default_expect_handler(request: web.Request) -> web.StreamResponse | None:
    """Tell the client to go on, as aiohttp does."""
    return await _AIOHTTPS.handle_expect_header(request)


class _CountsItsResource(ABCMeta):
    """A resource that stands for one route counts as an instance of that route's class."""

    def __instancecheck__(cls, instance: object) -> bool:
        """Whether it is a route of the class, or stands for one."""
        if super().__instancecheck__(instance):
            return True
        route = vars(instance).get("route") if isinstance(instance, web.AbstractResource) else None
        return route is not None and super().__instancecheck__(route)


class Route(web.ResourceRoute, metaclass=_CountsItsResource):
    """One method and its handler, for the paths that `match()` takes.

    A subclass needs `match()` and `url()`, and may leave out `super().__init__()` when it sets `_method`, `_handler`
    and `_name` itself. Nothing that is given here is checked or changed but the expect handler.

    Raises:
        AssertionError: the expect handler is no coroutine function.
    """

    _name: str | None = None
    _handler: Any = None
    _resource: web.AbstractResource | None = None
    _expect_handler: Handler = staticmethod(default_expect_handler)

    def __init__(self, method: str, handler: Any, name: str | None, *, expect_handler: Handler | None = None) -> None:
        # Not through aiohttp's, which reads the method and the handler in its own way.
        if expect_handler is not None:
            if not is_coroutine_function(expect_handler):
                raise AssertionError(f"Coroutine is expected, got {expect_handler!r}")
            self._expect_handler = expect_handler
        self._method = method
        self._handler = handler
        self._name = name

    @property
    def name(self) -> str | None:
        """The name of this route alone: other methods of the path may have others."""
        return self._name

    @abstractmethod
    def match(self, path: str) -> Mapping[str, Any] | None:
        """The parameters, not decoded, of a path as it stands in the request line; None when it is not its own."""

    @abstractmethod
    def url(self, **kwargs: Any) -> str:
        """The link, with nothing quoted."""

    def url_for(self, *args: str, **parts: str) -> URL:
        """The link as aiohttp's routes give it today.

        Raises:
            RuntimeError: only `url()` knows how this route's links are built.
        """
        raise RuntimeError(f"{self!r} has no url_for(); call its url()")

    def get_info(self) -> Any:
        """What is known of its path; nothing where a subclass does not say more."""
        return {}

    async def handle_expect_header(self, request: web.Request) -> web.StreamResponse | None:
        """The answer to the header "Expect", or None to go on."""
        answer: web.StreamResponse | None = await awaited(self._expect_handler(request))
        return answer

    def _covered(self) -> PathTemplate | None:
        """The paths among which its own are; None when they may be any."""
        return None

    @staticmethod
    def _append_query(url: str, query: Query) -> str:
        return url if query is None else f"{url}?{urlencode(query)}"  # type: ignore[arg-type]  # any value has a str()

    # The handler may be a method of the route.
    @recursive_repr()
    def __repr__(self) -> str:
        name = f"{self.name!r} " if self.name is not None else ""
        path = next(iter(self.get_info().values()), "?")
        return f"<{type(self).__name__} {name}[{self.method}] {path} -> {self.handler!r}>"


class PlainRoute(Route):
    """A route with one path. One that is written with spaces or letters beyond ASCII is found quoted, too."""

    # For subclasses that leave out __init__().
    _path: str = ""
    _quoted: str = ""

    def __init__(
        self, method: str, handler: Any, name: str | None, path: str, *, expect_handler: Handler | None = None
    ) -> None:
        super().__init__(method, handler, name, expect_handler=expect_handler)
        self._path = path
        raw = quoted(path)
        self._quoted = path if raw == path else raw

    def match(self, path: str) -> dict[str, str] | None:
        """An empty dict for its own path, else None."""
        return {} if path == self._path or path == self._quoted else None  # noqa: PLR1714  # no tuple on each request

    def _covered(self) -> PathTemplate | None:
        return covers_literally(self._path)

    def url(self, *, query: Query = None) -> str:  # type: ignore[override]  # strict, as code relies on the TypeError
        """The path as it was written, and the query; an empty one leaves a "?"."""
        return self._append_query(self._path, query)

    def url_for(self, *args: str, **parts: str) -> URL:
        """The path, quoted."""
        if args or parts:
            raise TypeError(f"{self!r} has no parameters")
        return URL.build(path=quoted(self._path), encoded=True)

    def get_info(self) -> Any:
        """The path."""
        return {"path": self._path}


class DynamicRoute(Route):
    """A route whose paths are those that a regex matches; its links come from a format."""

    # For subclasses that leave out __init__().
    _pattern: re.Pattern[str] = _NOTHING
    _formatter: str = ""
    #: Set for one that is made of a path; a regex alone does not say where it may match.
    _covers: PathTemplate | None = None

    def __init__(
        self,
        method: str,
        handler: Any,
        name: str | None,
        pattern: re.Pattern[str],
        formatter: str,
        *,
        expect_handler: Handler | None = None,
    ) -> None:
        super().__init__(method, handler, name, expect_handler=expect_handler)
        self._pattern = pattern
        self._formatter = formatter

    def match(self, path: str) -> dict[str, str] | None:
        """The groups of the regex by name, or None."""
        found = self._pattern.match(path)
        return None if found is None else found.groupdict()

    def _covered(self) -> PathTemplate | None:
        return self._covers

    def url(self, *, parts: Mapping[str, object], query: Query = None) -> str:  # type: ignore[override]  # strict too
        """The path with the parts put in as they are, and the query.

        Raises:
            KeyError: a part is missing.
        """
        return self._append_query(self._formatter.format_map(parts), query)

    def url_for(self, *args: str, **parts: str) -> URL:
        """The path with the parts put in quoted.

        Raises:
            KeyError: a part is missing.
        """
        if args:
            raise TypeError("url_for() takes the parts by name")
        return URL.build(path=quoted(self._formatter.format_map(_Quoted(parts))), encoded=True)

    def get_info(self) -> Any:
        """The format and the regex."""
        return {"formatter": self._formatter, "pattern": self._pattern}


class _Quoted(dict[str, Any]):
    """Parts as one segment each."""

    def __getitem__(self, name: str) -> str:
        return quote(str(super().__getitem__(name)), safe="")
