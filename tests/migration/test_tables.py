"""A rewriting never changes the table: random modules register the same before and after, and answer the same."""

from collections.abc import Callable
from random import Random

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

import resrouter
from resrouter.migration.rewriting import rewrite
from tests.migration.modules import module, outcome


def on_resrouter() -> web.Application:
    app = web.Application()
    resrouter.setup(app)
    return app


@pytest.mark.slow
@pytest.mark.parametrize("make", [web.Application, on_resrouter])
@given(seed=st.integers(min_value=0, max_value=2**32))
@settings(max_examples=40)  # up to half a second each; tests/migration/long.py runs as many as there is time for
def test_a_rewritten_module_registers_the_same_routes(seed: int, make: Callable[[], web.Application]) -> None:
    before = module(Random(seed))
    after = rewrite(before).text
    assert outcome(after, make) == outcome(before, make), f"{before}\n--- became\n{after}"


@pytest.mark.slow
@given(seed=st.integers(min_value=0, max_value=2**32))
@settings(max_examples=40)  # up to half a second each; tests/migration/long.py runs as many as there is time for
def test_a_second_rewriting_changes_nothing(seed: int) -> None:
    once = rewrite(module(Random(seed)))
    again = rewrite(once.text)
    assert again.text == once.text
    assert sorted(found.kind for found in again.findings) == sorted(found.kind for found in once.findings)


@pytest.mark.slow
def test_most_random_modules_run_and_are_changed() -> None:
    """Otherwise the properties above would say little."""
    texts = [module(Random(seed)) for seed in range(60)]
    refused = sum(outcome(text)[0] is not None for text in texts)
    changed = sum(rewrite(text).text != text for text in texts)
    assert 5 <= refused <= 30
    assert changed >= 40
