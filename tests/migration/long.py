"""The property of `test_tables` for as many random modules as there is time for: `python -m tests.migration.long`."""

import argparse
import sys
from random import Random

from resrouter.migration.rewriting import rewrite
from tests.migration.modules import module, outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--examples", type=int, default=10_000)
    options = parser.parse_args()
    for seed in range(options.seed, options.seed + options.examples):
        before = module(Random(seed))
        after = rewrite(before).text
        if outcome(after) != outcome(before) or rewrite(after).text != after:
            sys.stdout.write(f"seed {seed}\n{before}\n--- became\n{after}")
            return 1
    sys.stdout.write(f"{options.examples} modules: the same routes and answers before and after\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
