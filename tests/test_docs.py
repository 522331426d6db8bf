"""The documents say what is so: their Python runs, their console blocks are what the program prints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *ROOT.glob("compat/README.md")]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(page.read_text("utf-8")) if kind == language]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_in_a_document_runs(page: Path) -> None:
    names: dict[str, object] = {"__name__": page.stem}
    for number, text in enumerate(blocks(page, "python")):
        exec(compile(text, f"{page.name}#{number}", "exec"), names)


@pytest.mark.slow
def test_the_console_of_the_readme_shows_what_the_program_prints(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(blocks(PAGES[0], "python")[0])
    (shown,) = [text for text in blocks(PAGES[0], "console") if "resrouter routes" in text]
    runs = [part.split("\n", 1) for part in re.split(r"^\$ resrouter ", shown, flags=re.MULTILINE) if part]
    assert len(runs) == 3
    for command, output in runs:
        run = subprocess.run(
            [sys.executable, "-m", "resrouter", *command.split()],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.stdout.strip() == output.strip()
        assert run.stderr == ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target
