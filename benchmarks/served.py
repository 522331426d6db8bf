"""Requests per second and the slowest of 100 answers, end to end: `python -m benchmarks.served`.

Two server processes hold GitHub's REST table, one with aiohttp's own router and one with ours. A client outside of them
loads one at a time, in rounds that alternate, on loopback and without an access log. Every answer is checked before the
load. The ratio is the median of the ratios inside the rounds; the other figures tell only about this machine.
"""

import argparse
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks import client, wrk
from benchmarks.client import Exchange, Load, LoadError, Press
from benchmarks.figures import Figure
from benchmarks.workloads import filled, fresh, github

ROOT = Path(__file__).resolve().parents[1]
SECTION = "served"
SUBJECTS = {"aiohttp": "stock", "resrouter": "ours"}
START = 30.0  # seconds a server may take until it says its port
DEEP = "/repos/{owner}/{repo}/pulls/{pull_number}/reviews"
SAMPLE = 10  # every tenth of GitHub's GET templates with parameters


@dataclass(frozen=True, slots=True)
class Work:
    """Requests that are asked in turn, over and over."""

    name: str
    exchanges: Sequence[Exchange]


@dataclass(frozen=True, slots=True)
class Pace:
    """Who loads, in how many rounds, and for how many seconds each time."""

    client: str
    press: Press
    rounds: int
    seconds: float


# With two subjects and five works 70 seconds; many short rounds tell more than few long ones, but wrk needs a second.
FULL = Pace("benchmarks.client", client.press, rounds=26, seconds=0.25)
FULL_WRK = Pace("wrk", wrk.press, rounds=6, seconds=1.0)
QUICK = Pace("benchmarks.client", client.press, rounds=1, seconds=0.2)


def main() -> None:
    """Print a table of all works."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, whose figures mean little")
    quick = parser.parse_args().quick
    print(f"load by {pace_of(quick=quick).client}")
    print(f"{'GitHub, end to end':24}{'aiohttp':>12}{'resrouter':>12}{'ratio':>9}")
    found = figures(quick=quick)
    for theirs, ours in zip(found[::2], found[1::2], strict=True):
        print(f"{ours.work:24}{theirs.value:12,.1f}{ours.value:12,.1f}{ours.ratio or 0:9.3f}  {ours.unit}")


def figures(*, quick: bool) -> list[Figure]:
    """Requests per second and the 99th percentile of every work, for both subjects; 80 seconds, or 5 if quick.

    Raises:
        LoadError: a server does not come up, or answers something else than it should.
    """
    with ExitStack() as stack:
        ports = {subject: stack.enter_context(served(router)) for subject, router in SUBJECTS.items()}
        for port in ports.values():
            for work in works():
                check(port, work.exchanges)
        return [figure for work in works() for figure in measured(work, ports, pace_of(quick=quick))]


def pace_of(*, quick: bool) -> Pace:
    """wrk's where it is installed, unless a second is too long."""
    if quick:
        return QUICK
    return FULL_WRK if wrk.program() else FULL


def works() -> list[Work]:
    """What the servers are asked."""
    routes = github().routes
    templates = [template for method, template in routes if method == "GET" and "{" in template]
    allowed = frozenset(method for method, template in routes if template == DEEP)
    deep = path_of(DEEP)
    missing = ["/nowhere", "/repos/o/r/pulls/7/nothing", f"{deep}/7/nothing/here"]
    return [
        Work("root", [answered("/")]),
        Work("parameters", [answered(template) for template in templates[::SAMPLE]]),
        Work("deep", [answered(DEEP)]),
        Work("404", [Exchange("GET", path, 404, "404: Not Found") for path in missing]),
        Work("405", [Exchange("DELETE", deep, 405, "405: Method Not Allowed", allowed)]),
    ]


def answered(template: str) -> Exchange:
    """A GET request that the template answers, with its own text."""
    return Exchange("GET", path_of(template), 200, template)


def path_of(template: str) -> str:
    """A path that fits the template."""
    return fresh([("GET", filled(template))], "7")[0][1]


@contextmanager
def served(router: str) -> Iterator[int]:
    """The port of a server process that lives no longer than the block."""
    command = [sys.executable, "-m", "benchmarks.server", "--router", router]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # it is a pipe
            ready, _, _ = select.select([process.stdout], [], [], START)
            line = process.stdout.readline() if ready else ""
            if not line.strip().isdigit():
                raise LoadError(f"the server with the {router} router said {line!r} and no port")
            yield int(line)
        finally:
            process.kill()


def check(port: int, exchanges: Sequence[Exchange]) -> None:
    """Compare every answer with the one expected.

    Raises:
        LoadError: status, body or allowed methods are others.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=client.GRACE)
    try:
        for exchange in exchanges:
            connection.request(exchange.method, exchange.path)
            answer = connection.getresponse()
            allow = frozenset(filter(None, answer.headers.get("Allow", "").split(",")))
            got = (answer.status, answer.read().decode(), allow)
            expected = (exchange.status, exchange.body, exchange.allow)
            if got != expected:
                raise LoadError(f"{exchange.method} {exchange.path}: {got}, not {expected}")
    except OSError as error:
        raise LoadError(f"port {port} does not answer: {error}") from error
    finally:
        connection.close()


def measured(work: Work, ports: Mapping[str, int], pace: Pace) -> list[Figure]:
    """The figures of one work: the rate of both subjects, then the 99th percentile of both."""
    for port in ports.values():
        pace.press(port, work.exchanges, pace.seconds)  # the first answers find the interpreter cold
    loads: dict[str, list[Load]] = {subject: [] for subject in ports}
    for number in range(pace.rounds):
        for subject in list(ports)[:: -1 if number % 2 else 1]:
            loads[subject].append(pace.press(ports[subject], work.exchanges, pace.seconds))
    rates = {subject: [load.rate for load in each] for subject, each in loads.items()}
    slowest = {subject: [load.p99 for load in each] for subject, each in loads.items()}
    return [*compared(work.name, "req/s", rates), *compared(f"{work.name}, p99", "ms", slowest)]


def compared(name: str, unit: str, values: Mapping[str, Sequence[float]]) -> list[Figure]:
    """One figure for each subject, with the median of its ratios to aiohttp's in the same round."""
    return [
        Figure(SECTION, name, subject, median(own), unit, median(map(float.__truediv__, own, values["aiohttp"])))
        for subject, own in values.items()
    ]


if __name__ == "__main__":
    main()
