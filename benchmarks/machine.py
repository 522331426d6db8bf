"""Where the figures come from: the machine, Python and all packages."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import resrouter
from benchmarks.peers.line_up import PEERS, load

CPU_TABLE = Path("/proc/cpuinfo")
BESIDE = ("yarl", "multidict")  # aiohttp's parts on the hot path


def described() -> str:
    """One paragraph in Markdown."""
    packages = dict.fromkeys([*(load(name).package for name in PEERS), *BESIDE])
    versions = ", ".join(f"{package} {_version(package)}" for package in packages)
    return (
        f"{_cpu()}, {os.cpu_count()} cores, {platform.system()};"
        f" {platform.python_implementation()} {platform.python_version()}; {versions}."
    )


def _version(package: str) -> str:
    return resrouter.__version__ if package == "resrouter" else version(package)


def _cpu() -> str:
    """The processor's name; Linux alone tells it in a file."""
    if CPU_TABLE.exists():
        for line in CPU_TABLE.read_text().splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
