"""`resrouter migrate`: reads files, rewrites them, reports what is left, and proves that the same routes answer."""

import argparse
import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

from resrouter.migration.facts import marks_in
from resrouter.migration.proof import ProofError, Verdict, prove
from resrouter.migration.reporting import Carried, Report, as_json, as_text, printable
from resrouter.migration.rewriting import UnparsableError, rewrite
from resrouter.migration.sources import Skipped, Source, SourceError, read, search, trouble, write
from resrouter.migration.templates import template_findings

FINE, FINDINGS, MISUSE = 0, 1, 2


def run(options: argparse.Namespace) -> int:
    """The exit code of `resrouter migrate` with these options: paths, mode, format, prove."""
    paths: list[Path] = options.paths
    missing = [(path, reason) for path in paths if (reason := trouble(path)) is not None]
    for path, reason in missing:
        _complain(f"{path}: {reason}")
    if missing:
        return MISUSE
    report = _carried(paths)
    for skipped in report.skipped:
        _complain(f"{skipped.path}: skipped, {skipped.reason}")
    if not report.files:
        is_skipped = any(not skipped.path.is_dir() for skipped in report.skipped)
        nothing = "give files or directories that hold Python"
        _complain("every file was skipped" if is_skipped else f"there is nothing to read: {nothing}")
        return MISUSE
    return _proven(report, options) if options.prove else _end(report, [], options)


def _proven(report: Report, options: argparse.Namespace) -> int:
    """Prove first; what is not proven is not written."""
    try:
        verdict = prove(options.prove, {file.source.path.resolve(): file.text for file in report.changed})
    except ProofError as error:
        _show_unwritten(report, options)
        sys.stderr.write(f"{error}\n")
        _tell_unwritten(options, "nothing is proven")
        return MISUSE
    report = replace(report, proof=(str(verdict), verdict.as_data()))
    if not verdict.same:
        _show_unwritten(report, options)
        _tell_unwritten(options, _reason(verdict, options.prove))
        return FINDINGS
    reason = f"not proven: {options.prove} does not import it"
    unread = [file.source.path for file in report.changed if file.source.path.resolve() in verdict.unread]
    return _end(report, [Skipped(path, reason) for path in unread], options)


def _reason(verdict: Verdict, target: str) -> str:
    """Why nothing is written after this verdict."""
    if verdict.unread and not verdict.read:
        return f"nothing is proven, as {target} imports none of the changed files"
    if verdict.unsteady:
        return "nothing is proven, as the table differs from run to run"
    return "the answers before and after differ"


def _show_unwritten(report: Report, options: argparse.Namespace) -> None:
    """Show the report where the proof stood in the way of writing."""
    _show(report, "check" if options.mode == "write" else options.mode, options.format)
    # The complaint comes last, where both go to one file too.
    sys.stdout.flush()


def _tell_unwritten(options: argparse.Namespace, reason: str) -> None:
    if options.mode == "write":
        _complain(f"nothing was written: {reason}")


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
    generators = marks_in({source.path.as_posix(): source.text for source in sources})
    for source in sources:
        try:
            rewritten = rewrite(source.text, generators)
            files.append(Carried(source, rewritten.text, rewritten.findings))
        except UnparsableError as error:
            skipped.append(Skipped(source.path, str(error)))
    skipped.sort(key=lambda one: one.path)
    templates = {path: found for path in others if (found := template_findings(path))}
    return Report(files, templates, skipped, generators=generators)


def _end(report: Report, unproven: Sequence[Skipped], options: argparse.Namespace) -> int:
    """Write if that is asked for, but the unproven files, and show the report."""
    mode: str = options.mode
    if mode != "write":
        _show(report, mode, options.format)
        return FINDINGS if mode == "check" and not report.is_clean else FINE
    refused = [*unproven, *_write(report, {skipped.path for skipped in unproven})]
    left = {skipped.path for skipped in refused}
    known = report.generators
    files = [_as_it_is_now(file, known, is_written=file.source.path not in left) for file in report.files]
    after = replace(report, skipped=[*report.skipped, *refused], files=files)
    _show(after, mode, options.format)
    sys.stdout.flush()
    for skipped in refused:
        _complain(f"{skipped.path}: left as it is, {skipped.reason}")
    if len(refused) == len(report.changed) > 0:
        _tell_unwritten(options, "every file that would change was refused")
    return FINDINGS if refused else FINE


def _write(report: Report, unproven: AbstractSet[Path]) -> list[Skipped]:
    """Write what has changed; the files that refused it."""
    refused: list[Skipped] = []
    for file in report.changed:
        if file.source.path in unproven:
            continue
        try:
            write(file.source, file.text)
        except SourceError as error:
            refused.append(Skipped(file.source.path, str(error)))
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
    sys.stderr.write(f"resrouter migrate: {printable(text)}\n")
