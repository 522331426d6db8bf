"""What becomes of a lookup when the table grows a thousandfold."""

from collections.abc import Iterator
from statistics import mean

from benchmarks import grown
from benchmarks.asking import QUICK_SECONDS, SECONDS, Asking, Built, answers
from benchmarks.figures import Figure
from benchmarks.grown import QUICK_SIZES, SHAPES, SIZES
from benchmarks.lookups import WrongAnswerError
from benchmarks.peers.ours import count_visited, finder
from benchmarks.peers.peer import Resolver
from benchmarks.rounds import NANOSECONDS, ROUNDS, Rounds, Turn, race
from benchmarks.wanted import wanted
from benchmarks.workloads import Pairs

SECTION = "growth"
AGAINST = "growth, against 100 routes"
VISITED = "growth, nodes visited"

ASKED = {"hit": grown.hits, "404": grown.misses}


def figures(*, quick: bool = False, only: str = "", rounds: int = ROUNDS) -> list[Figure]:
    """Of each shape and size the time of one lookup, its ratio to that at 100 routes, and the nodes visited."""
    sizes = QUICK_SIZES if quick else SIZES
    seconds = QUICK_SECONDS if quick else SECONDS
    found = []
    for shape in SHAPES:
        for way in ASKED:
            if wanted(only, SECTION, f"{shape}, {way}"):
                found += list(_measured(shape, way, sizes, rounds=rounds, seconds=seconds))
    return sorted(found, key=lambda figure: (SECTION, AGAINST, VISITED).index(figure.section))


def _measured(shape: str, way: str, sizes: tuple[int, ...], *, rounds: int, seconds: float) -> Iterator[Figure]:
    """The figures of one shape: all sizes take their turns in the same rounds."""
    turns: dict[str, Turn] = {}
    for size in sizes:
        asked = ASKED[way](shape, size)
        tables = _built(shape, size)
        _check(tables, asked)
        turns |= {_turn(name, size): Asking(table, asked, seconds=seconds) for name, table in tables.items()}
    raced = race(turns, rounds=rounds)
    for size in sizes:
        yield from _of_size(raced, shape, way, size, sizes[0])


def _of_size(raced: Rounds, shape: str, way: str, size: int, first: int) -> Iterator[Figure]:
    work = f"{shape}, {way}, {size:,} routes"
    factor, unit = NANOSECONDS
    for name in _built(shape, size):
        turn = _turn(name, size)
        ratio = raced.ratio(turn, _turn("aiohttp", size))
        yield Figure(SECTION, work, name, raced.seconds(turn) * factor, unit, ratio)
        if size != first:
            yield Figure(AGAINST, work, name, raced.ratio(turn, _turn(name, first)) or 0, "x")
    router = grown.serving(shape, size)
    nodes = mean(count_visited(router, path) for _method, path in ASKED[way](shape, size))
    yield Figure(VISITED, work, "resrouter", nodes, "nodes")


def _built(shape: str, size: int) -> dict[str, Built]:
    router = grown.serving(shape, size)
    return {
        "aiohttp": Resolver(grown.stock(shape, size).router.resolve),
        "resrouter": Resolver(router.resolve),
        "resrouter find": finder(router),
    }


def _check(tables: dict[str, Built], asked: Pairs) -> None:
    """Every tenth request, since aiohttp looks at every route for one."""
    said = {name: answers(table, asked[::10]) for name, table in tables.items()}
    wrong = [name for name, answer in said.items() if answer != said["aiohttp"]]
    if wrong:
        raise WrongAnswerError(f"{', '.join(wrong)} on {asked[0]} and the like")


def _turn(name: str, size: int) -> str:
    return f"{name} {size}"
