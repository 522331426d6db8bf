"""aiohttp's tests in a folder, an environment that can run them, and their runs."""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.drop_in.verdict import Outcome, read

ROOT = Path(__file__).resolve().parents[2]

# In the versions that are installed here; all else the tests need comes in the versions aiohttp pins for them.
AS_INSTALLED = ("aiohttp", "yarl", "multidict")
TOOLS = {
    "blockbuster",
    "brotli",
    "coverage",  # pytest.ini names one of its warnings
    "freezegun",
    "isal",
    "pytest",
    "pytest-codspeed",
    "pytest-mock",
    "pytest-timeout",
    "trustme",
    "zlib-ng",
}

_SECONDS = 300  # for one command; the longest takes a minute on two idle cores


class CannotRunError(Exception):
    """The tests could not be run, which says nothing about resrouter."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The folder that holds aiohttp's tests, and the interpreter that runs them."""

    folder: Path
    python: Path

    def run(self, mode: str, tests: Iterable[str], *, label: str = "") -> dict[str, Outcome]:
        """The outcomes of files or single tests in one of the plugin's modes."""
        named = label or mode
        report, log, chosen = (self.folder / f"{named}.{end}" for end in ("json", "log", "txt"))
        report.unlink(missing_ok=True)
        chosen.write_text("\n".join(tests), "utf-8")
        # -P: the folder's "tests" is not our package. addopts: aiohttp's ask for coverage, doctests and more processes.
        command = f"-P -m pytest -q -o addopts= -p no:cacheprovider -p tests.drop_in.plugin --router {mode}"
        marks = ["-m", "not dev_mode and not autobahn"]
        # A folder for each run: some tests leave directories that an ordinary user's pytest cannot remove.
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="tmp-") as temporary:
            places = ["--report", str(report), f"--basetemp={temporary}/base", f"@{chosen}"]
            done = self._run_python(*command.split(), *marks, *places, cwd=self.folder / "suite")
        log.write_text(done.stdout, "utf-8")
        if done.returncode not in (0, 1) or not report.exists():
            raise CannotRunError(f"pytest ended with {done.returncode}\n{_end_of(done.stdout)}")
        return read(report)

    def pip(self, *arguments: str) -> None:
        """Run pip, or raise what it complains of."""
        done = self._run_python("-m", "pip", "--disable-pip-version-check", *arguments, cwd=self.folder)
        if done.returncode:
            raise CannotRunError(f"pip {arguments[0]} failed\n{_end_of(done.stdout)}")

    def _run_python(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
        return _called([str(self.python), *arguments], cwd, environment)


def furnished(folder: Path, venv: Path) -> Workshop:
    """The folder with aiohttp's tests in it, and an environment with what they need."""
    folder.mkdir(parents=True, exist_ok=True)
    workshop = Workshop(folder, venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    if not workshop.python.exists():
        _called([sys.executable, "-m", "venv", str(venv)], folder, dict(os.environ))
    archive = folder / f"aiohttp-{version('aiohttp')}.tar.gz"
    if not archive.exists():
        wanted = f"aiohttp=={version('aiohttp')}"
        workshop.pip("download", "-q", "--no-deps", "--no-binary=aiohttp", "-d", str(folder), wanted)
    tools = _unpacked(archive)
    workshop.pip("install", "-q", *(f"{name}=={version(name)}" for name in AS_INSTALLED), *tools)
    return workshop


def _unpacked(archive: Path) -> list[str]:
    """Put the tests beside the archive; the requirements for the tools they need."""
    # Not into the same folder: the tests' own temporary folders must not lie below a pytest.ini.
    suite = archive.parent / "suite"
    with tarfile.open(archive) as files:
        for member in files:
            path = member.name.partition("/")[2]
            # One of the tests looks for the README above it.
            if path.startswith("tests/") or path in {"pytest.ini", "README.rst"}:
                files.extract(member.replace(name=path), suite, filter="data")
        pins = files.extractfile(f"{archive.name.removesuffix('.tar.gz')}/requirements/test.txt")
        lines = pins.read().decode().splitlines() if pins else []
    return [line for line in lines if re.split("[=; ]", line)[0] in TOOLS]


def _called(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise CannotRunError(f"no end after {_SECONDS} seconds: {' '.join(command)}") from error


def _end_of(output: str) -> str:
    return "\n".join(output.splitlines()[-30:])
