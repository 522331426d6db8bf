"""The long run in short, and that it can fail."""

import pytest

from resrouter import Router
from tests.links.long import main


def test_a_short_run_finds_no_violation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--examples", "500", "--seed", "1"]) == 0
    assert "0 violations" in capsys.readouterr().out


def test_a_router_that_checks_no_rivals_is_caught(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Router, "_refuse_shadowed", lambda *_: None)
    assert main(["--examples", "20000", "--seed", "1"]) == 1
    assert capsys.readouterr().out.startswith("VIOLATION")
