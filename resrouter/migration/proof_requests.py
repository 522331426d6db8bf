"""The requests and links that both tables are asked, made from both together; the same ones each time.

Of each resource:
1. its plainest path, with its own methods and then with all others;
2. the paths where another resource of the two tables fits too, and where only one of two wordings of its regex fits;
3. more of its paths, paths that it just does not fit, and what is beside the plainest one.

Where that is too much, each resource is asked the first ones of its list, as many as all others.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, zip_longest
from typing import NamedTuple, TypeVar

from resrouter.migration.proof_examples import Subject, between, may_meet, meeting, neighbours, target_of
from resrouter.migration.proof_rows import LinkQuestion, LinkRow, Listing, Question

T = TypeVar("T")

#: The most requests that are asked of a side. aiohttp's own router tries one regex after the other: it answers so
#: many in seven seconds for the 1,100 routes of a large API, and in one second for a hundred.
MOST_REQUESTS = 20_000

# So many pairs of resources are looked at, and for so many of them a common path is searched: a second of work.
_MOST_PAIRS = 200_000
_MOST_SEARCHES = 300
# So many paths tell two wordings of a regex apart, and so many pairs of wordings are compared.
_MOST_BETWEEN = 20
_MOST_WORDINGS = 300

_METHODS = ("GET", "HEAD", "OPTIONS", "UNHEARD")
_ANYWHERE = ("/", "//", "*", "/no-such-page", "/%00", "/a%ZZ")

_AWKWARD = "a b%/é?"


class Plan(NamedTuple):
    """What is asked, and how many requests are not asked."""

    requests: list[Question]
    links: list[LinkQuestion]
    left_out: int


class _Asked(NamedTuple):
    method: str
    target: str
    host: str | None


def plan(before: Listing, after: Listing, most: int = MOST_REQUESTS) -> Plan:
    """The questions for two tables."""
    subjects = _subjects(before, after)
    methods = dict.fromkeys(method for subject in subjects for method in subject.methods if method != "*")
    columns = [_requests(subject, paths, methods) for subject, paths in _special(subjects, before, after)]
    columns.append([_Asked(method, target, None) for target in _ANYWHERE for method in {**methods, **_all_methods()}])
    chosen, total = _spread(columns, most)
    requests = [Question(method=each.method, target=each.target, host=each.host) for each in chosen]
    return Plan(requests, _links([*before["links"], *after["links"]]), total - len(requests))


def _all_methods() -> dict[str, None]:
    return dict.fromkeys(_METHODS)


def _subjects(*listings: Listing) -> list[Subject]:
    """The resources of all tables, those of one regex and host as one."""
    subjects: dict[tuple[str, bool, str | None], Subject] = {}
    for listing in listings:
        for row in listing["resources"]:
            subject = subjects.setdefault((row["regex"], row["takes_below"], row["host"]), Subject(row))
            subject.methods |= dict.fromkeys(row["methods"])
    return list(subjects.values())


def _special(subjects: Sequence[Subject], before: Listing, after: Listing) -> Iterator[tuple[Subject, list[str]]]:
    """Each resource with the paths where it meets another, and where another wording of it takes or refuses more."""
    special: dict[int, list[str]] = {}
    for one, path in _meetings(subjects):
        special.setdefault(id(one), []).append(path)
    for one, paths in _wordings(subjects, before, after):
        special.setdefault(id(one), []).extend(paths)
    return ((subject, special.get(id(subject), [])) for subject in subjects)


def _meetings(subjects: Sequence[Subject]) -> Iterator[tuple[Subject, str]]:
    wide = [subject for subject in subjects if not subject.is_plain]
    step = len(wide) * len(wide) // (2 * _MOST_PAIRS) + 1
    pairs = [pair for pair in islice(combinations(wide, 2), 0, None, step) if may_meet(*pair)]
    for one, other in _evenly(pairs, _MOST_SEARCHES):
        path = meeting(one, other)
        if path is not None:
            yield one, path


def _wordings(subjects: Sequence[Subject], before: Listing, after: Listing) -> Iterator[tuple[Subject, list[str]]]:
    old, new = ({row["regex"] for row in listing["resources"]} for listing in (before, after))
    pairs = [
        (one, other)
        for one in subjects
        if one.row["regex"] not in new
        for other in subjects
        if other.row["regex"] not in old and _looks_like(one, other)
    ]
    for one, other in _evenly(pairs, _MOST_WORDINGS):
        yield one, between(one, other, _MOST_BETWEEN)


def _looks_like(one: Subject, other: Subject) -> bool:
    return (one.row["canonical"], one.row["host"]) == (other.row["canonical"], other.row["host"])


def _requests(subject: Subject, special: Iterable[str], methods: Iterable[str]) -> list[_Asked]:
    """All requests for one resource, the most telling first."""
    first, *others = subject.paths
    own = [method for method in subject.methods if method != "*"]
    verbs = dict.fromkeys([*own, *methods, *_METHODS])
    targets = [target for path in (first, *special, *others) if (target := target_of(path)) is not None]
    beside = list(neighbours(targets[0])) if targets else []
    everything = dict.fromkeys([*targets, *beside])
    return [_Asked(verb, target, subject.row["host"]) for target in everything for verb in verbs]


def _spread(columns: Sequence[Sequence[_Asked]], most: int) -> tuple[list[_Asked], int]:
    """So many of the requests at most, round by round one of each column, and how many there are."""
    chosen: dict[_Asked, None] = {}
    everything: set[_Asked] = set()
    for row in zip_longest(*columns):
        fresh = [each for each in dict.fromkeys(row) if each is not None and each not in everything]
        everything.update(fresh)
        chosen |= dict.fromkeys(_evenly(fresh, most - len(chosen)))
    return list(chosen), len(everything)


def _links(rows: Iterable[LinkRow]) -> list[LinkQuestion]:
    """A plain link and an awkward one for each name and its parts."""
    links: dict[tuple[str, str, tuple[str, ...], str], LinkQuestion] = {}
    for row in rows:
        for value in ("a", _AWKWARD) if row["parts"] else ("",):
            parts = {name: f"{value}{at or ''}" for at, name in enumerate(row["parts"])}
            key = (row["app"], row["name"], tuple(row["parts"]), value)
            links[key] = LinkQuestion(app=row["app"], name=row["name"], parts=parts)
    return list(links.values())


def _evenly(items: Sequence[T], most: int) -> list[T]:
    """So many of the items at most, from everywhere among them."""
    if len(items) <= most:
        return list(items)
    return [items[at * len(items) // most] for at in range(max(0, most))]
