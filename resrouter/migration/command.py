"""`resrouter migrate`: reads files, rewrites them, reports what is left, and proves that the same routes answer."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from resrouter.migration.generators import generators_in
from resrouter.migration.proof import ProofError, prove
from resrouter.migration.reporting import Carried, Report, as_json, as_text
from resrouter.migration.rewriting import UnparsableError, rewrite
from resrouter.migration.sources import Skipped, Source, SourceError, read, search, write
from resrouter.migration.templates import template_findings

FINE, FINDINGS, MISUSE = 0, 1, 2


def run(options: argparse.Namespace) -> int:
    """The exit code of `resrouter migrate` with these options: paths, mode, format, prove."""
    paths: list[Path] = options.paths
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        _complain(f"{path}: there is no such file or directory")
    if missing:
        return MISUSE
    report = _carried(paths)
    for skipped in report.skipped:
        _complain(f"{skipped.path}: skipped, {skipped.reason}")
    if not report.files:
        _complain("there is nothing to read: give files or directories that hold Python")
        return MISUSE
    if options.prove:
        try:
            verdict = prove(options.prove, {file.source.path.resolve(): file.text for file in report.changed})
        except ProofError as error:
            sys.stderr.write(f"{error}\n")
            _show_unwritten(report, options)
            return MISUSE
        report = replace(report, proof=(str(verdict), verdict.as_data()))
        if not verdict.same:
            _show_unwritten(report, options)
            return FINDINGS
    return _end(report, options.mode, options.format)


def _show_unwritten(report: Report, options: argparse.Namespace) -> None:
    """Show the report where the proof stood in the way of writing."""
    _show(report, "check" if options.mode == "write" else options.mode, options.format)


def _carried(paths: Sequence[Path]) -> Report:
    """Every file below the paths, rewritten in memory."""
    modules, others, skipped = search(paths)
    sources: list[Source] = []
    files: list[Carried] = []
    for path in modules:
        try:
            sources.append(read(path))
        except SourceError as error:
            skipped.append(Skipped(path, str(error)))
    generators = frozenset(name for source in sources for name in generators_in(source.text))
    for source in sources:
        try:
            rewritten = rewrite(source.text, generators)
            files.append(Carried(source, rewritten.text, rewritten.findings))
        except UnparsableError as error:
            skipped.append(Skipped(source.path, str(error)))
    skipped.sort(key=lambda one: one.path)
    templates = {path: found for path in others if (found := template_findings(path))}
    return Report(files, templates, skipped, generators=generators)


def _end(report: Report, mode: str, form: str) -> int:
    if mode == "write":
        refused = _write(report)
        left = {skipped.path for skipped in refused}
        known = report.generators
        files = [_as_it_is_now(file, known, is_written=file.source.path not in left) for file in report.files]
        report = replace(report, skipped=[*report.skipped, *refused], files=files)
        _show(report, mode, form)
        return FINDINGS if refused else FINE
    _show(report, mode, form)
    return FINDINGS if mode == "check" and not report.is_clean else FINE


def _write(report: Report) -> list[Skipped]:
    """Write what has changed; the files that refused it."""
    refused: list[Skipped] = []
    for file in report.changed:
        try:
            write(file.source, file.text)
        except SourceError as error:
            refused.append(Skipped(file.source.path, str(error)))
            _complain(f"{file.source.path}: left as it is, {error}")
    return refused


def _as_it_is_now(file: Carried, generators: frozenset[str], *, is_written: bool) -> Carried:
    """The file with its findings by the lines that it has after the change."""
    if not is_written:
        return replace(file, text=file.source.text)
    return replace(file, findings=rewrite(file.text, generators).findings) if file.is_changed else file


def _show(report: Report, mode: str, form: str) -> None:
    if form == "json":
        _print(as_json(report, diff=mode == "diff", ascii_only=not _takes_unicode()))
        return
    if mode == "diff":
        for file in report.changed:
            sys.stdout.write(file.diff())
    for line in as_text(report, verb="changed" if mode == "write" else "would change", names=mode == "check"):
        _print(line)


def _takes_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") in {"utf8", "utf16", "utf32"}


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"resrouter migrate: {text}\n")
