"""What a proof must not call the same: no routes, files that nobody imports, a table that is never the same twice."""

from pathlib import Path

import pytest

from resrouter.migration.proof import ProofError, Verdict, prove
from resrouter.migration.proof_comparison import Difference, Link

pytestmark = pytest.mark.slow

HEAD = "from aiohttp import web\nasync def show(request): ...\n"
BARE = f"{HEAD}app = web.Application()\n"
SHOP = f"{BARE}app.router.add_get('/', show)\n"

# Tables that nothing is registered in.
EMPTY = [
    ("an application before its setup", BARE, "module:app"),
    ("a router", f"{HEAD}router = web.UrlDispatcher()\n", "module:router"),
    ("an application below", f"{BARE}app.add_subapp('/s', web.Application())\n", "module:app"),
]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the target, in the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "module.py"


@pytest.mark.parametrize(("text", "target"), [row[1:] for row in EMPTY], ids=[row[0] for row in EMPTY])
def test_without_routes_on_either_side_nothing_is_proven(module: Path, text: str, target: str) -> None:
    module.write_text(text)
    with pytest.raises(ProofError) as caught:
        prove(target, {module: f"{text}# rewritten\n"})
    assert (caught.value.side, caught.value.stage, caught.value.trace) == ("before", "empty", "")
    assert str(caught.value).startswith(f"Nothing is proven: {target!r} has no routes")


def test_routes_on_one_side_are_a_difference(module: Path) -> None:
    module.write_text(BARE)
    verdict = prove("module:app", {module: SHOP})
    assert "GET /" in [difference.request for difference in verdict.differences]


def test_files_that_the_target_does_not_import_are_not_the_same(module: Path) -> None:
    module.write_text(SHOP)
    files = [module.with_name(name) for name in ("one.py", "other.py")]
    for file in files:
        file.write_text("")
    verdict = prove("module:app", dict.fromkeys(files, "raise SystemExit\n"))
    assert (verdict.same, verdict.same_but_odd, verdict.differences) == (False, False, ())
    assert (verdict.unread, verdict.read) == (tuple(files), ())
    assert verdict.as_data()["same"] is False
    assert str(verdict).startswith("nothing is proven: ")
    assert all(str(file) in str(verdict) for file in files)


def test_a_run_that_rewrites_nothing_is_the_same(module: Path) -> None:
    module.write_text(SHOP)
    assert prove("module:app", {}).same


# A path, a name and a value that are others in each run.
UNSTEADY = {
    "paths": "app.router.add_get('/' + uuid.uuid4().hex, show)\n",
    "names": "app.router.add_get('/u', show, name='n' + uuid.uuid4().hex)\n",
    "methods": "app.router.add_route('M' + uuid.uuid4().hex.upper(), '/u', show)\n",
}


@pytest.mark.parametrize("line", UNSTEADY.values(), ids=UNSTEADY)
def test_a_table_that_differs_from_run_to_run_is_not_blamed_on_the_rewriting(module: Path, line: str) -> None:
    text = f"import uuid\n{SHOP}{line}"
    module.write_text(text)
    verdict = prove("module:app", {module: f"{text}# rewritten\n"})
    assert (verdict.same, verdict.same_but_odd, bool(verdict.unsteady)) == (False, False, True)
    first, *_ = str(verdict).splitlines()
    assert first.endswith("the table differs from run to run, so nothing is proven")
    assert "after the rewriting" not in str(verdict)


def test_a_table_that_is_the_same_each_time_is_steady(module: Path) -> None:
    module.write_text(SHOP)
    verdict = prove("module:app", {module: SHOP.replace("'/'", "'/b'")})
    assert (verdict.same, verdict.unsteady) == (False, ())


ONCE = f"import pathlib\npathlib.Path('runs').open('a').write('x')\n{SHOP}"
TWICE_ONLY = f"{ONCE}assert len(pathlib.Path('runs').read_text()) < 3\n"


def test_differences_are_told_where_the_target_cannot_be_made_once_more(module: Path) -> None:
    module.write_text(TWICE_ONLY)
    verdict = prove("module:app", {module: TWICE_ONLY.replace("'/'", "'/b'")})
    assert "GET /b" in [difference.request for difference in verdict.differences]
    assert verdict.unsteady == ()


def test_an_unsteady_verdict_shows_what_two_runs_before_the_rewriting_answer() -> None:
    unsteady = (Difference("the link to 'a' ()", Link("/1", ""), Link("/2", "")),)
    verdict = Verdict(3, 1, (Difference("the link to 'a' ()", Link("/1", ""), Link("/3", "")),), unsteady=unsteady)
    assert (
        str(verdict)
        == """\
3 requests and 1 link: the table differs from run to run, so nothing is proven
the link to 'a' ()
  once    /1
  again   /2"""
    )
    assert verdict.as_data()["unsteady"] == [
        {
            "request": "the link to 'a' ()",
            "before": {"url": "/1", "raised": ""},
            "after": {"url": "/2", "raised": ""},
            "is_odd": False,
        }
    ]
