"""Chooses names for the variables that hold resources."""

import re

from resrouter.migration.tree import Function

# Longer ones would push the statements they stand in over the line.
_LONGEST = 30


class Names:
    """Free names: none that the module uses anywhere, and none twice in functions that see each other's."""

    def __init__(self, used: frozenset[str]) -> None:
        self._used = used
        self._given: dict[str, list[tuple[Function | None, ...]]] = {}

    def choose(self, path: str, name: str | None, functions: tuple[Function | None, ...]) -> str:
        """A name made of the resource's name or path, free in the function (the innermost comes first)."""
        stem = _stem(name) if name is not None else _stem(path)
        number = 1
        while not self._is_free(found := stem if number == 1 else f"{stem}_{number}", functions):
            number += 1
        self._given.setdefault(found, []).append(functions)
        return found

    def _is_free(self, name: str, functions: tuple[Function | None, ...]) -> bool:
        if name in self._used:
            return False
        return not any(functions[0] in other or other[0] in functions for other in self._given.get(name, []))


def _stem(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", re.sub(r"\{(\w+):.*?\}(?=/|$)", r"\1", text).lower())
    while len("_".join(words)) > _LONGEST:
        words.pop(0)
    stem = "_".join([*words, "resource"])
    return stem if not stem[0].isdigit() else f"resource_{stem.removesuffix('_resource')}"
