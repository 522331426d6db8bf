"""The corpus: what each shape of old code becomes, read from `corpus/*.txt`.

A case is `=== its name`, `--- before` and the code, `--- after` and the code it becomes (left out when it stays as it
is), `--- findings` and a line for each: the number of the line in the code before, and the kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    before: str
    after: str
    findings: tuple[tuple[int, str], ...]


def cases() -> list[Case]:
    return [case for path in sorted(CORPUS.glob("*.txt")) for case in _read(path.read_text("utf-8"))]


def _read(text: str) -> Iterator[Case]:
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition("\n")
        pieces = re.split(r"^--- (before|after|findings)\n", rest, flags=re.MULTILINE)[1:]
        sections = {kind: f"{body.rstrip()}\n" for kind, body in zip(pieces[::2], pieces[1::2], strict=True)}
        lines = [line.split() for line in sections.get("findings", "").splitlines()]
        findings = sorted((int(number), kind) for number, kind in (line for line in lines if line))
        yield Case(name, sections["before"], sections.get("after", sections["before"]), tuple(findings))
