"""Whether two templates overlap: by cases, against brute force over a small world, and for regexes at large."""

import re
from functools import cache
from itertools import product
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resrouter.paths.overlap import common_path
from resrouter.paths.template import PathTemplate
from tests.cases.overlaps import OVERLAPS, Overlap
from tests.paths.test_language import REGEXES


@cache
def pattern_of(template: PathTemplate) -> re.Pattern[str]:
    return template.pattern


class Side(NamedTuple):
    """A template, or a prefix when the text ends in "/*"."""

    template: PathTemplate
    takes_all_below: bool

    @classmethod
    def of(cls, text: str) -> "Side":
        return cls(PathTemplate.parse(text.removesuffix("/*")), text.endswith("/*"))

    def fits(self, path: str) -> bool:
        """By the regex of the whole, as aiohttp has it."""
        pattern = pattern_of(self.template)
        if not self.takes_all_below:
            return pattern.fullmatch(path) is not None
        cuts = [found.start() for found in re.finditer("/", path)] + [len(path)]
        if str(self.template).endswith("/"):
            cuts = [cut + 1 for cut in cuts]
        return any(pattern.fullmatch(path[:cut]) for cut in cuts)


def common(first: Side, second: Side) -> str | None:
    return common_path(
        first.template,
        second.template,
        first_takes_all_below=first.takes_all_below,
        second_takes_all_below=second.takes_all_below,
    )


@pytest.mark.parametrize("case", OVERLAPS, ids=lambda case: f"{case.first}  {case.second}")
def test_an_overlap_is_proved_by_a_path(case: Overlap) -> None:
    first, second = Side.of(case.first), Side.of(case.second)
    assert common(first, second) == case.path
    assert common(second, first) == case.path
    if case.path is not None:
        assert first.fits(case.path)
        assert second.fits(case.path)


def test_the_limits_of_a_search_leave_it_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Side.of("/a{rest:.*}.x"), Side.of("/{x}.{y}/{z}")
    assert common(first, second) == "/a.a/.x"
    for limit in ("_MOST_VISITS", "_MOST_CHOICES"):
        with monkeypatch.context() as lowered:
            lowered.setattr(f"resrouter.paths.shortest.{limit}", 5)
            assert common(first, second) is None


def test_a_hundred_thousand_repeats_are_soon_given_up() -> None:
    many = Side.of("/{x:((a{0,60}b{0,60}){0,60}c{0,60}){0,60}}")
    assert common(many, Side.of("/{y:d}")) is None
    # Thousands of ways through each of the two: the limit on the work is what ends it.
    words = "|".join("".join(word) for word in product("abcdef", repeat=4))
    assert common(Side.of(f"/{{x:({words})+}}z"), Side.of(f"/{{x:({words})+}}y")) is None


def test_groups_nested_past_the_recursion_limit_are_not_known() -> None:
    regex = "(?:" * 150 + "a" + "?)" * 150
    side = Side.of(f"/{{x:{regex}}}")
    assert common(side, Side.of("/{y}")) in ("/a", None)


SEGMENTS = ["a", "b", "{x%d}", "a{x%d}", "{x%d:[ab]+}", "{rest%d:.*}"]
TEMPLATES = [
    "".join("/" + segment.replace("%d", str(at)) for at, segment in enumerate(segments))
    for size in (1, 2, 3)
    for segments in product(SEGMENTS, repeat=size)
]
PREFIXES = [f"{text}/*" for text in TEMPLATES if text.count("/") < 3]


def badness(path: str) -> tuple[int, int]:
    """Empty segments first, then the length."""
    return path.split("/")[1:].count(""), len(path)


PATHS = sorted(
    (
        "".join("/" + text for text in texts)
        for size in range(1, 5)
        for texts in product(["a", "b", "ab", ""], repeat=size)
    ),
    key=badness,
)


@pytest.mark.parametrize("deepest", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_a_small_world_agrees_with_brute_force(deepest: int) -> None:
    sides = [Side.of(text) for text in TEMPLATES if text.count("/") <= deepest]
    check_all([(first, second) for at, first in enumerate(sides) for second in sides[at:]])


def test_prefixes_of_a_small_world_agree_with_brute_force() -> None:
    prefixes = [Side.of(text) for text in PREFIXES]
    others = [Side.of(text) for text in TEMPLATES if text.count("/") < 3]
    check_all(list(product(prefixes, prefixes + others)))


GLUED = [f"/{segment}" for segment in ["ab{x}", "{x}b", "{x}ab", "a{x}b", "aa{x}aa", "{x}aaa", "{x}-{y}", "{x}a{y}"]]
DOTTED = ["/.{x}", "/{x}.", "/..{x}", "/{x}..", "/.a{x}", "/%25{x}", "/{x}%2F", "/%25{x}-{y}", "/{x:[.]+}", "/{x}é"]


def test_the_short_cut_tells_what_the_search_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    sides = [Side.of(text) for text in [*TEMPLATES, *PREFIXES] if text.count("/") < 4]
    short = [Side.of(text) for text in [*TEMPLATES, *GLUED, *DOTTED] if text.count("/") == 1]
    pairs = [*product(short, short), *Random(4).sample(list(product(sides, sides)), 1000)]
    quick = [common(first, second) for first, second in pairs]
    # A path that fits nothing is no answer, so the search is asked.
    monkeypatch.setattr("resrouter.paths.overlap._by_segments", lambda one, other: "")
    assert [common(first, second) for first, second in pairs] == quick


def check_all(pairs: list[tuple[Side, Side]]) -> None:
    """Compare what is told of each pair with all paths of the small world."""
    # The paths that fit, as a mask: the lowest bit is the best path.
    fitting = {
        side: sum(1 << at for at, path in enumerate(PATHS) if side.fits(path))
        for side in {side for pair in pairs for side in pair}
    }
    overlaps = 0
    for first, second in pairs:
        path = common(first, second)
        both = fitting[first] & fitting[second]
        if path is None:
            assert not both, (first, second)
            continue
        overlaps += 1
        # The world is finite, so a path may lie outside it; inside, none that both fit is better.
        assert first.fits(path), (first, second, path)
        assert second.fits(path), (first, second, path)
        assert not both or badness(path) <= badness(PATHS[(both & -both).bit_length() - 1]), (first, second, path)
    assert 0 < overlaps < len(pairs)


def side_of_regex(regex: str) -> Side:
    return Side.of(f"/{{x:{regex}}}")


TEXTS = ["".join(chars) for size in range(4) for chars in product("a/1 \né.", repeat=size)]


def check_regexes(first: str, second: str) -> None:
    one, other = side_of_regex(first), side_of_regex(second)
    path = common(one, other)
    assert common(other, one) == path
    if path is not None:
        assert one.fits(path)
        assert other.fits(path)
    else:
        assert not [text for text in TEXTS if one.fits("/" + text) and other.fits("/" + text)]


@given(REGEXES, REGEXES)
def test_regexes_overlap_when_some_text_fits_both(first: str, second: str) -> None:
    check_regexes(first, second)


LOOKAHEADS = st.tuples(st.sampled_from(["=", "!"]), REGEXES, st.sampled_from(["", "$"]), REGEXES).map(
    lambda parts: f"(?{parts[0]}(?:{parts[1]}){parts[2]})(?:{parts[3]})"
)


@given(LOOKAHEADS, REGEXES | LOOKAHEADS)
def test_lookaheads_overlap_when_some_text_fits_both(first: str, second: str) -> None:
    check_regexes(first, second)


SETS = st.lists(
    st.sampled_from(
        ["a", "k", "S", "0-9", "x-\u0430", "\u0130-\u0180", "\u212a", "\u0660", r"\d", r"\W", r"\s", "!", "%"]
    ),
    min_size=1,
    max_size=3,
).map("".join)
CLASSES = st.tuples(st.sampled_from(["", "^"]), SETS).map(lambda parts: f"[{parts[0]}{parts[1]}]")
FLAGS = st.sampled_from([re.NOFLAG, re.ASCII, re.IGNORECASE, re.ASCII | re.IGNORECASE])
LETTERS = {re.ASCII: "a", re.IGNORECASE: "i"}
# A slash and a percent sign are more than a character of a path.
CHARACTERS = "".join(map(chr, [*range(0x500), *range(0x600, 0x700), *range(0x2000, 0x2200), 0x1D7CE])).translate(
    dict.fromkeys(map(ord, "/%"))
)


@given(CLASSES, FLAGS, CLASSES, FLAGS)
def test_sets_share_a_character_when_re_says_so(
    first: str, flags: re.RegexFlag, second: str, other_flags: re.RegexFlag
) -> None:
    shared = set(re.findall(first, CHARACTERS, flags)) & set(re.findall(second, CHARACTERS, other_flags))
    one, other = (
        side_of_regex(f"(?{''.join(LETTERS[flag] for flag in flags)}:{regex})")
        for regex, flags in ((first, flags), (second, other_flags))
    )
    path = common(one, other)
    if path is None:
        assert not shared
    else:
        assert one.fits(path)
        assert other.fits(path)
