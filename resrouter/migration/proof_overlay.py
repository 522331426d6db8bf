"""Other texts in the place of some files, in whichever way Python imports them."""

import io
import linecache
import os
import tokenize
from collections.abc import Mapping
from importlib.machinery import SourceFileLoader

_BYTE_ORDER_MARK = "\ufeff"


class Overlay:
    """Texts in the place of files, from `lay()` on and for the rest of the process.

    All of Python's ways to import a file ask two methods of its loader, and so do the finders of editable installs and
    the hooks that rewrite modules while they are imported. These two are replaced, for the given files alone.
    """

    def __init__(self, texts: Mapping[str, str | None]) -> None:
        #: The files, as they were given, that were imported so far.
        self.read: set[str] = set()
        self._files: dict[str, str] = {_identity(file): file for file in texts}
        self._texts: Mapping[str, str | None] = texts

    def lay(self) -> None:
        """Answer for the files from now on."""
        read, look = SourceFileLoader.get_data, SourceFileLoader.path_stats

        def get_data(loader: SourceFileLoader, path: str) -> bytes:
            file = self._files.get(_identity(path))
            if file is None:
                return read(loader, path)
            self.read.add(file)
            text = self._texts[file]
            if text is None:
                return read(loader, path)
            # Tracebacks show these lines: without a time, nobody compares them to those of the file.
            linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
            return encoded(text)

        def path_stats(loader: SourceFileLoader, path: str) -> Mapping[str, object]:
            if _identity(path) in self._files:
                # Python then neither reads nor writes bytecode.
                raise OSError(f"{path} is laid over")
            return look(loader, path)

        SourceFileLoader.get_data = get_data  # type: ignore[method-assign, assignment]  # for one process
        SourceFileLoader.path_stats = path_stats  # type: ignore[method-assign, assignment]  # the same


def encoded(text: str) -> bytes:
    """The text of a module as bytes, in the encoding that its first lines name.

    Raises:
        UnicodeEncodeError: a character that the encoding does not have.
        SyntaxError: there is no such encoding.
    """
    text = text.removeprefix(_BYTE_ORDER_MARK)
    first_lines = "".join(text.splitlines(keepends=True)[:2]).encode("utf-8", "replace")
    encoding, _ = tokenize.detect_encoding(io.BytesIO(first_lines).readline)
    return text.encode(encoding)


def _identity(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))
