"""What resrouter_compat leans on, and who leans on it."""

import ast
from functools import cache
from pathlib import Path

import resrouter
import resrouter_compat
from tests.house.test_limits import FUNCTION_LINES, MODULE_LINES, ROOT, SILENCER, functions, lines, place

MODULES = sorted(Path(resrouter_compat.__file__).parent.rglob("*.py"))
OURS = sorted((ROOT / "resrouter").rglob("*.py"))


def used_of(package: str, tree: ast.Module) -> set[str]:
    """The names that a module imports of a package, or reaches as its attributes."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == package:
            names.add(node.attr)
    return names


def imported(tree: ast.Module) -> set[str]:
    """The modules that a module imports, whole or in part."""
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            modules.add(node.module)
    return modules


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_every_name_it_takes_of_resrouter_is_public() -> None:
    used = {place(path): used_of("resrouter", parsed(path)) for path in MODULES}
    assert {name for names in used.values() for name in names} >= {"Router", "PathTemplate", "setup"}
    assert {name: found for name, names in used.items() if (found := names - set(resrouter.__all__))} == {}


def test_it_imports_no_room_of_resrouter() -> None:
    rooms = {
        place(path): {name for name in imported(parsed(path)) if name.startswith("resrouter.")} for path in MODULES
    }
    assert {name: found for name, found in rooms.items() if found} == {}


def test_no_module_of_resrouter_imports_it() -> None:
    names = {place(path): imported(parsed(path)) for path in OURS}
    assert [name for name, found in names.items() if any(one.startswith("resrouter_compat") for one in found)] == []


def test_outside_the_codemod_it_is_named_where_frames_are_passed_over_alone() -> None:
    # The codemod writes its name into the code of others.
    named = [
        place(path)
        for path in OURS
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "resrouter_compat" in node.value
    ]
    assert [name for name in named if not name.startswith("resrouter/migration/")] == ["resrouter/routing/place.py"]


def test_a_module_fits_in_400_lines() -> None:
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: n for name, n in lengths.items() if n > MODULE_LINES} == {}


def test_a_function_fits_in_40_lines() -> None:
    lengths = {f"{place(path)} {one.name}": lines(one) for path in MODULES for one in functions(parsed(path))}
    assert {name: n for name, n in lengths.items() if n > FUNCTION_LINES} == {}


def test_whatever_silences_a_check_gives_its_reason() -> None:
    silencers = [
        (place(path), match["reason"])
        for path in MODULES
        for line in path.read_text("utf-8").splitlines()
        for match in SILENCER.finditer(line)
    ]
    assert silencers
    assert [where for where, reason in silencers if len(reason.strip(" #")) < 3] == []
