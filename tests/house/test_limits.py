"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import resrouter

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "resrouter").rglob("*.py"))

MODULE_LINES = 400
FUNCTION_LINES = 40
DRAWERS = {"base", "common", "helpers", "misc", "utils"}

TOP_LEVEL = {
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "benchmarks",
    "compat",
    "docs",
    "examples",
    "pyproject.toml",
    "requirements.lock",
    "resrouter",
    "tests",
}

SILENCER = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*"
    r"|type:\s*ignore\[[\w-]+(?:,\s*[\w-]+)*\]"
    r"|pyright:\s*ignore\[\w+(?:,\s*\w+)*\]"
    r"|pragma:\s*no (?:cover|branch))"
    r"(?P<reason>.*)"
)


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None  # parsed code always has its places
    return function.end_lineno - function.lineno + 1


def files() -> list[Path]:
    """Every file that is committed or is about to be."""
    if not (ROOT / ".git").exists():
        pytest.skip("a source archive has no list of tracked files")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return [path for name in listing.split("\0") if name and (path := ROOT / name).is_file()]


def machine_paths() -> re.Pattern[str]:
    """This checkout, its neighbours and the home directory, and what those look like elsewhere."""
    here = [ROOT, *ROOT.parent.iterdir(), Path.home()]
    long_enough = [path for path in here if len(path.parts) > 2]  # "/app" may be a route in a test
    own = [re.escape(str(path)) + r"\b" for path in long_enough]
    elsewhere = [r"/(?:home|Users)/[A-Za-z]\w*/", r"[A-Z]:\\Users\\", r"/root(?=/\.\w)"]
    return re.compile("|".join(own + elsewhere))


def test_there_are_modules_to_measure() -> None:
    assert MODULES


def test_a_module_fits_in_400_lines() -> None:
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: n for name, n in lengths.items() if n > MODULE_LINES} == {}


def test_a_function_fits_in_40_lines() -> None:
    lengths = {
        f"{place(path)}:{function.lineno} {function.name}": lines(function)
        for path in MODULES
        for function in functions(ast.parse(path.read_text("utf-8")))
    }
    assert {name: n for name, n in lengths.items() if n > FUNCTION_LINES} == {}


def test_a_module_is_named_after_what_it_holds() -> None:
    words = {place(path): set(re.findall(r"[a-z]+", place(path))) for path in MODULES}
    assert {name: held for name, all_of in words.items() if (held := all_of & DRAWERS)} == {}


def test_whatever_silences_a_check_gives_its_reason() -> None:
    silencers = [
        (f"{place(path)}:{number}", match["reason"])
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        for match in SILENCER.finditer(line)
    ]
    assert [where for where, reason in silencers if not re.search(r"\w{3}", reason)] == []


def test_the_top_level_holds_only_what_the_design_allows() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in files()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_knows_a_machine() -> None:
    pattern = machine_paths()
    texts = ((place(path), path.read_text("utf-8", errors="replace")) for path in files())
    found = [(name, match.group()) for name, text in texts for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize("shelf", ["docs/reference.md", "tests/typing"])
def test_a_public_name_is_documented_and_typed(shelf: str) -> None:
    path = ROOT / shelf
    assert path.exists()
    pages = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    words = {word for page in pages for word in re.findall(r"\w+", page.read_text("utf-8"))}
    assert set(resrouter.__all__) - words == set()
