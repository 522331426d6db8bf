"""The corpus: what each shape of old code becomes, read from `corpus/*.txt`.

A case is `=== its name`, `--- before` and the code, `--- after` and the code it becomes (left out when it stays as it
is), `--- beside` and another module of the same run (mostly left out), and `--- findings` and a line for each: the
number of the line in the code before, and the kind.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from resrouter.migration.facts import marks_in
from resrouter.migration.rewriting import Rewritten, rewrite

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    before: str
    after: str
    findings: tuple[tuple[int, str], ...]
    beside: str = ""

    def carried(self, text: str) -> Rewritten:
        """The text rewritten as a module of the case's run."""
        return rewrite(text, marks_in({"this.py": text, "beside.py": self.beside}))


def cases() -> list[Case]:
    return [case for path in sorted(CORPUS.glob("*.txt")) for case in _read(path.read_text("utf-8"))]


def _read(text: str) -> Iterator[Case]:
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition("\n")
        pieces = re.split(r"^--- (before|after|beside|findings)\n", rest, flags=re.MULTILINE)[1:]
        sections = {kind: f"{body.rstrip()}\n" for kind, body in zip(pieces[::2], pieces[1::2], strict=True)}
        lines = [line.split() for line in sections.get("findings", "").splitlines()]
        findings = sorted((int(number), kind) for number, kind in (line for line in lines if line))
        yield Case(
            name,
            sections["before"],
            sections.get("after", sections["before"]),
            tuple(findings),
            sections.get("beside", ""),
        )
