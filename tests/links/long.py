"""Law 2 over many random links: `make round-trip`.

    python -m tests.links.long --examples 100000 --seed 0

Prints how many links led back and how many values were refused; ends with 1 at the first link that did not lead back.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from random import Random

from resrouter import Resource, Router, UrlError
from tests.links.test_round_trip import answered, requested, table

LITERALS = ["a", "users", "b.c", "x-", "-", ".", "é", "a b", "%20", "%2F", "%25", "%", "+", "?", "", "..", "q"]
REGEXES = [r"\d+", "[a-z]+", ".*", ".+", "[^/]+", r"\w{1,3}", "a|b", r"\d+$", "[^{}]*", r"(?=.)\S*"]
VALUES = [
    "",
    ".",
    "..",
    "a",
    "7",
    "a/b",
    "/",
    "//x",
    "../x",
    "a%2Fb",
    "%",
    "{",
    "é",
    "\n",
    "a.b-c",
    "\\",
    12,
    "x y",
    "ab",
]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="random links, and what a request for them gives back")
    parser.add_argument("--examples", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    back = refused = 0
    for number, (router, resource, parts) in enumerate(examples(Random(options.seed))):
        if number == options.examples:
            break
        try:
            url = router.url(resource.name or "", parts=parts)
        except UrlError:
            refused += 1
            continue
        found = answered(router.resolve(requested(url)))
        if found.route.resource is not resource or dict(found) != {name: str(value) for name, value in parts.items()}:
            print(f"VIOLATION: {resource.label} with {parts!r} gave {url}, which gives {found!r}\n{router}")
            return 1
        back += 1
    print(f"{back + refused:,} examples: {back:,} links led back, {refused:,} values were refused, 0 violations")
    return 0


def examples(random: Random) -> Iterator[tuple[Router, Resource, dict[str, object]]]:
    """Resources of random tables, with random values for their parameters."""
    while True:
        texts = [template(random) for _ in range(random.randint(1, 4))]
        for router, resource in table(texts, random.choice(["", "/api", "/é"])):
            for _ in range(6):
                yield router, resource, {name: random.choice(VALUES) for name in resource.template.names}


def template(random: Random) -> str:
    """A path of up to four segments, its parameters called p0, p1, ..."""
    path, count = "", 0
    for _ in range(random.randint(0, 4)):
        path += "/"
        for _ in range(random.randint(1, 3)):
            kind = random.randrange(4)
            if kind < 2:
                path += random.choice(LITERALS)
                continue
            path += f"{{p{count}}}" if kind == 2 else f"{{p{count}:{random.choice(REGEXES)}}}"
            count += 1
    return path or "/"


if __name__ == "__main__":
    sys.exit(main())
