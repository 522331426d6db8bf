"""The report of a run, as text for the terminal and as data for JSON."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from resrouter.migration.findings import Finding
from resrouter.migration.sources import Skipped, Source


@dataclass(frozen=True, slots=True)
class Carried:
    """One file of a run: as it was read, its new text, and what is left to a person."""

    source: Source
    text: str
    findings: tuple[Finding, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything is rewritten."""
        return self.text != self.source.text

    def diff(self) -> str:
        """The change as a unified diff, empty when there is none."""
        name = self.source.path.as_posix()
        lines = difflib.unified_diff(_lines(self.source.text), _lines(self.text), f"a/{name}", f"b/{name}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run. `proof` is the verdict in words and as data, when one was asked for."""

    files: Sequence[Carried]
    templates: Mapping[Path, Sequence[Finding]]
    skipped: Sequence[Skipped]
    proof: tuple[str, dict[str, object]] | None = None
    #: The generator functions of all files.
    generators: frozenset[str] = frozenset()

    @property
    def changed(self) -> list[Carried]:
        """The files in which something is rewritten."""
        return [file for file in self.files if file.is_changed]

    @property
    def findings(self) -> list[tuple[Path, Finding]]:
        """All findings with their files, in the order in which the files were read."""
        found = [(file.source.path, finding) for file in self.files for finding in file.findings]
        return found + [(path, finding) for path, here in self.templates.items() for finding in here]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left, and nothing would change."""
        return not (self.changed or self.findings or self.skipped)


def printable(text: str) -> str:
    """The text without control characters, which could rewrite the terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def as_text(report: Report, *, verb: str, names: bool) -> Iterator[str]:
    """The report's lines; `verb` says what happens to the files, `names` whether they are listed.

    The advice for a kind of finding stands below the first of them.
    """
    if names:
        for file in report.changed:
            yield f"{printable(file.source.path.as_posix())}: {verb}"
    advised: set[str] = set()
    for path, finding in report.findings:
        yield f"{printable(path.as_posix())}:{finding.line}: {finding.kind}: {printable(finding.reason)}"
        if finding.kind not in advised:
            advised.add(finding.kind)
            yield f"    {finding.advice}"
    if report.proof is not None:
        yield report.proof[0]
    counts = [f"{_count(len(report.files), 'file')} read", f"{len(report.changed)} {verb}"]
    yield ", ".join([*counts, f"{_count(len(report.findings), 'line')} left to you", f"{len(report.skipped)} skipped"])


def as_json(report: Report, *, diff: bool, ascii_only: bool) -> str:
    """The report as one JSON object."""
    data = {
        "files": [
            {"path": file.source.path.as_posix(), "changed": file.is_changed} | ({"diff": file.diff()} if diff else {})
            for file in report.files
        ],
        "findings": [
            {
                "file": path.as_posix(),
                "line": finding.line,
                "kind": finding.kind,
                "reason": finding.reason,
                "advice": finding.advice,
            }
            for path, finding in report.findings
        ],
        "skipped": [{"file": skipped.path.as_posix(), "reason": skipped.reason} for skipped in report.skipped],
        "proof": None if report.proof is None else report.proof[1],
    }
    return json.dumps(data, indent=2, ensure_ascii=ascii_only)


def _lines(text: str) -> list[str]:
    """The lines as diff and patch count them: a form feed or a lone carriage return ends none."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines if lines[-1] else lines[:-1]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
