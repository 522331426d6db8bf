"""Files on their way in and out: what cannot be read is named, what is written is written whole."""

import io
import os
import tempfile
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# The parser takes about a minute and a gigabyte for a megabyte; what is larger was not written by hand.
LARGEST = 1_000_000

_SKIPPED_DIRECTORIES = frozenset({"node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file as text, with its line ends as they are, and what is needed to write it back alike."""

    path: Path
    text: str
    encoding: str
    data: bytes


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A file or directory that was passed over."""

    path: Path
    reason: str


class SourceError(Exception):
    """A file that is passed over; the text says why."""


def trouble(path: Path) -> str | None:
    """Why there is nothing at a path; None if there is something."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "there is no such file or directory"
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"
    except ValueError:  # NUL
        return "it is no path"
    return None


def search(paths: Sequence[Path]) -> tuple[list[Path], list[Path], list[Skipped]]:
    """The Python files of files and directories, the other files of the directories, and what is passed over.

    Hidden directories, node_modules and __pycache__ are not entered. Links that lead out of a directory are not
    followed, and those that stay inside are not needed.
    """
    found: dict[Path, Path] = {}
    others: dict[Path, Path] = {}
    skipped: list[Skipped] = []
    for path in paths:
        if not path.is_dir():
            found.setdefault(path.resolve(), path)
            continue
        inside = list(_files(path, skipped))
        modules = [file for file in inside if file.suffix == ".py"]
        if not modules:
            skipped.append(Skipped(path, "there is no Python file in it"))
        for file in inside:
            (found if file.suffix == ".py" else others).setdefault(file.resolve(), file)
    return list(found.values()), list(others.values()), skipped


def read(path: Path) -> Source:
    """The file's text.

    Raises:
        SourceError: it cannot be read, is too large, or is not in the encoding it should be in.
    """
    data = _bytes(path)
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
        comes_out = text.encode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(f"line {line} is not in {error.encoding}") from error
    except Exception as error:  # a codec raises what it likes
        raise SourceError(f"it cannot be read as {encoding}, the encoding that it names") from error
    if comes_out != data:
        raise SourceError(f"it would not come out of {encoding} as it is written")
    return Source(path, text, encoding, data)


def write(source: Source, text: str) -> None:
    """Put the text in the file's place, whole or not at all, in the same encoding and with the same mode.

    Raises:
        SourceError: it cannot be written, or is not any more what was read; then it stays as it is.
    """
    target = source.path.resolve()
    try:
        data = text.encode(source.encoding)
        if target.read_bytes() != source.data:
            raise SourceError("it was changed by somebody else meanwhile")
        _replace(target, data)
    except (OSError, UnicodeError) as error:
        raise SourceError(f"it cannot be written: {error}") from error


def _encoding(data: bytes) -> str:
    """The encoding by byte order mark, cookie (PEP 263) or default."""
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        if "unknown encoding" in str(error) or "encoding problem" in str(error):
            raise SourceError(f"its encoding is unknown: {error}") from error
        return "utf-8"  # and the first lines are not in it: decoding says which


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise SourceError("it is no file")
        size = path.stat().st_size
        if size > LARGEST:
            raise SourceError(f"it has {size:,} bytes, more than {LARGEST:,}")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"it cannot be read: {error.strerror or error}") from error


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _files(directory: Path, skipped: list[Skipped]) -> Iterator[Path]:
    """The files below a directory, sorted, so that every run reads them in the same order."""
    try:
        entries = sorted(directory.iterdir())
    except OSError as error:
        skipped.append(Skipped(directory, f"it cannot be read: {error.strerror or error}"))
        return
    for entry in entries:
        if entry.is_symlink():
            if entry.suffix == ".py":
                skipped.append(Skipped(entry, "it is a link"))
        elif entry.is_dir():
            if entry.name not in _SKIPPED_DIRECTORIES and not entry.name.startswith("."):
                yield from _files(entry, skipped)
        elif entry.is_file():
            yield entry
