"""Where a generator's decisions come from: a plain random source, or hypothesis, which can shrink them."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


class Choices(Protocol):
    """Makes decisions. Options stand in order of plainness: the first is the plainest."""

    def one_of(self, options: Sequence[T]) -> T: ...

    def chance(self, percent: int) -> bool: ...

    def up_to(self, most: int) -> int: ...


class RandomChoices:
    """Decides by a random source; fast."""

    def __init__(self, random: Random) -> None:
        self._random = random.random

    def one_of(self, options: Sequence[T]) -> T:
        return options[int(self._random() * len(options))]

    def chance(self, percent: int) -> bool:
        return self._random() * 100 < percent

    def up_to(self, most: int) -> int:
        return int(self._random() * (most + 1))


class DrawnChoices:
    """Lets hypothesis decide; its simplest decision is the first option, no, and zero."""

    def __init__(self, draw: Callable[[SearchStrategy[Any]], Any]) -> None:
        self._draw = draw

    def one_of(self, options: Sequence[T]) -> T:
        drawn: T = options[self._draw(st.integers(0, len(options) - 1))]
        return drawn

    def chance(self, percent: int) -> bool:
        return bool(self._draw(st.integers(0, 99)) >= 100 - percent)

    def up_to(self, most: int) -> int:
        return int(self._draw(st.integers(0, most)))
