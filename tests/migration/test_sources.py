"""Files come out as they went in, and what cannot be read or written is named."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from resrouter.migration.rewriting import UnparsableError, rewrite
from resrouter.migration.sources import LARGEST, SourceError, read, search, write

OLD = 'app.router.add_route("GET", "/a", show)'
GET = 'add_route("GET", show)'
ADD = 'app.router.add_resource("/a")'
NEW = 'app.router.add_resource("/a").add_route("GET", show)'

# Nothing to rewrite, though the words that make a module worth reading are there.
ODD = {
    "nothing": b"",
    "tabs": b"def add_route(router):\n\tif router:\n\t\treturn  1\n",
    "Windows line ends": b"router = 1\r\n\r\nif router:\r\n    pass\r\n",
    "mixed line ends": b"router = 1\r\nadd_route = 2\nif router:\r\n    pass\n",
    "form feeds": b"router = 1\n\x0c\ndef add_route():\n    pass\n\x0c\n",
    "no newline at the end": b"router = 1\nadd_route = 2",
    "a comment at the end": b"router = 1\n    # deep",
    "byte order mark": b"\xef\xbb\xbfrouter = '\xc3\xa9'\n",
    "coding cookie": b"# -*- coding: latin-1 -*-\nrouter = '\xe9'\n",
    "another coding cookie": "#!/usr/bin/python\n# vim: set fileencoding=koi8-r :\nrouter = 'д'\n".encode("koi8-r"),
    "continued lines": b"router = 1 + \\\n  2\nadd_route = (1 ,\n   # here\n 2 )\n",
    "semicolons": b"router = 1 ; add_route = 2 ;\n",
    "odd spacing": b"router=add_route ( 1,2 )   \n \n\t\nx  =  3\n",
}

# A whole file before and after; the bytes round the change are the claim.
CHANGED = {
    "Windows line ends": (
        f'# a\r\n{OLD}\r\napp.router.add_route("PUT", "/a", save)\r\n'.encode(),
        f'# a\r\na_resource = {ADD}\r\na_resource.{GET}\r\na_resource.add_route("PUT", save)\r\n'.encode(),
    ),
    "byte order mark": (f"\ufeff{OLD}  # é\n".encode(), f"\ufeff{NEW}  # é\n".encode()),
    "coding cookie": (
        f"# coding: latin-1\n{OLD}  # é\n".encode("latin-1"),
        f"# coding: latin-1\n{NEW}  # é\n".encode("latin-1"),
    ),
    "no newline at the end": (OLD.encode(), NEW.encode()),
    "form feed": (f"x = 1\n\x0c\n{OLD}\n".encode(), f"x = 1\n\x0c\n{NEW}\n".encode()),
}

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b"x = 1\ny = '\xff'\n", "line 2 is not in utf-8"),
    "a cookie that is no encoding": (b"# coding: klingon\n", "its encoding is unknown: unknown encoding: klingon"),
    "a cookie of a codec between texts": (
        b"# coding: rot13\n",
        "it cannot be read as rot13, the encoding that it names",
    ),
    "a cookie of a codec between bytes": (b"# coding: hex\n", "it cannot be read as hex, the encoding that it names"),
    "a cookie of a packed format": (b"# coding: zlib\n", "it cannot be read as zlib, the encoding that it names"),
    "a cookie of the codec that always fails": (
        b"# coding: undefined\n",
        "it cannot be read as undefined, the encoding that it names",
    ),
    "a cookie of domain names": (b"# coding: punycode\n", "it cannot be read as punycode, the encoding that it names"),
    "a cookie in other bytes than it says": (
        b"# coding: utf-16\n#",
        "it would not come out of utf-16 as it is written",
    ),
    "too large": (b"#" * (LARGEST + 1), "it has 1,000,001 bytes, more than 1,000,000"),
}

UNPARSABLE: dict[str, tuple[str, int | None]] = {
    "Python 2": ('print "router"\n', 1),
    "a bracket that is not closed": ("router = 1\nx = (\n", 2),
    "the word async as a name": ("import asyncio\nasyncio.async(router)\n", 2),
    "await outside of a function": ("await router\n", 1),
    "NUL": ("router = 1\0\n", None),
    "too deep": (f"router = {'(' * 500}1{')' * 500}\n", None),
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_a_file_with_nothing_to_rewrite_comes_out_byte_for_byte(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_bytes(data)
    source = read(path)
    made = rewrite(source.text)
    write(source, made.text)
    assert (path.read_bytes(), made.findings) == (data, ())


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED)
def test_a_change_keeps_encoding_and_line_ends(before: bytes, after: bytes, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_bytes(before)
    source = read(path)
    write(source, rewrite(source.text).text)
    assert path.read_bytes() == after


@pytest.mark.parametrize(("data", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_told(data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        read(path)
    assert str(caught.value) == reason


@pytest.mark.parametrize(("text", "line"), UNPARSABLE.values(), ids=UNPARSABLE)
def test_what_is_no_python_is_told_with_its_line(text: str, line: int | None) -> None:
    with pytest.raises(UnparsableError) as caught:
        rewrite(text)
    assert line is None or caught.value.line == line
    assert str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read(tmp_path / "nowhere.py")


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_a_write_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(OLD)
    path.chmod(0o750)
    write(read(path), NEW)
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == (NEW, 0o750)
    assert list(tmp_path.iterdir()) == [path]


def changed_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    path.write_text("somebody else")
    return "somebody else"


def not_replaceable(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    return OLD


def no_space(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    return OLD


@pytest.mark.parametrize("trouble", [changed_meanwhile, not_replaceable, no_space])
def test_a_refused_write_loses_nothing(
    trouble: Callable[[Path, pytest.MonkeyPatch], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "module.py"
    path.write_text(OLD)
    source = read(path)
    stays = trouble(path, monkeypatch)
    with pytest.raises(SourceError):
        write(source, NEW)
    assert path.read_text() == stays
    assert list(tmp_path.iterdir()) == [path]


def test_what_the_encoding_lacks_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("# coding: ascii\n", "ascii")
    with pytest.raises(SourceError):
        write(read(path), "# coding: ascii\n# д\n")
    assert path.read_text() == "# coding: ascii\n"


def test_a_search_enters_only_what_belongs_to_the_project(tmp_path: Path) -> None:
    kept = ["a.py", "package/b.py", "package/deep/c.py", "templates/page.html"]
    passed = [".venv/x.py", ".git/x.py", "node_modules/x.py", "package/__pycache__/x.py", "package/.hidden/x.py"]
    for name in [*kept, *passed]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    modules, others, skipped = search([tmp_path, tmp_path / "a.py"])
    found = [path.relative_to(tmp_path).as_posix() for path in (*modules, *others)]
    assert (sorted(found), skipped) == (sorted(kept), [])


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for directory in (inside, outside):
        directory.mkdir()
        (directory / "module.py").write_text("")
    (inside / "linked").symlink_to(outside, target_is_directory=True)
    (inside / "linked.py").symlink_to(outside / "module.py")
    modules, _, skipped = search([inside])
    assert modules == [inside / "module.py"]
    assert [(item.path, item.reason) for item in skipped] == [(inside / "linked.py", "it is a link")]


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_link_that_is_given_is_written_through(tmp_path: Path) -> None:
    target, link = tmp_path / "module.py", tmp_path / "link.py"
    target.write_text(OLD)
    link.symlink_to(target)
    write(read(link), NEW)
    assert (target.read_text(), link.is_symlink()) == (NEW, True)
