"""The proof by running: every wrong rewriting is found, no right one is, and what cannot be proven is said."""

import importlib.util
import json
import py_compile
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from resrouter.migration.proof import ProofError, Verdict, prove
from resrouter.migration.proof_comparison import Difference, Link, Outcome
from tests.migration.proved.mutants import MUTANTS, PROLOGUE, TWINS, Mutant, Twin

ROOT = Path(__file__).parents[2]
PROVED = "tests.migration.proved"


# Routes that do not decode paths, as those of resrouter_compat, in the place of resources that do.
UNDECODED = """\
class Undecoded(web.PlainResource):
    async def resolve(self, request):
        if request.rel_url.raw_path != "/login":
            return None, set()
        return web.UrlMappingMatchInfo({}, next(iter(self))) if request.method == "GET" else None, {"GET"}
    def get_info(self):
        return {"path": "/login"}
    canonical = "/"

login = Undecoded("/login")
login.add_route("GET", show)
app.router.register_resource(login)
"""


def write(folder: Path, **texts: str) -> dict[str, Path]:
    """Modules of these names in the folder."""
    files = {name: folder / f"{name}.py" for name in texts}
    for name, file in files.items():
        file.write_text(texts[name], encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    """The verdict on one application in which every row is an application of its own, below its own prefix."""
    folder = tmp_path_factory.mktemp("rows")
    rows: dict[str, Mutant | Twin] = {f"mutant_{at}": row for at, row in enumerate(MUTANTS)}
    rows |= {f"twin_{at}": row for at, row in enumerate(TWINS)}
    files = write(folder, **{name: f"{PROLOGUE}{row.before}\n" for name, row in rows.items()})
    mounts = "".join(f"import {name}\napp.add_subapp('/{name}', {name}.app)\n" for name in rows)
    write(folder, whole=f"from aiohttp import web\napp = web.Application()\n{mounts}")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return prove("whole:app", {files[name]: f"{PROLOGUE}{row.after}\n" for name, row in rows.items()}, most=100_000)


def differences_of(verdict: Verdict, name: str) -> list[tuple[str, Difference]]:
    """The differences in one application, with their requests told from there."""
    found: list[tuple[str, Difference]] = []
    for difference in verdict.differences:
        method, _, path = difference.request.partition(" ")
        below, app = f"/{name}/", f" of the application at /{name} "
        if unquote(path).startswith(below):
            found.append((f"{method} /{unquote(path).removeprefix(below)}", difference))
        elif app in difference.request:
            found.append((difference.request.replace(app, " "), difference))
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("at", "row"), list(enumerate(MUTANTS)), ids=[row.claim for row in MUTANTS])
def test_a_wrong_rewriting_is_found(verdict: Verdict, at: int, row: Mutant) -> None:
    name = f"mutant_{at}"
    found = [difference for request, difference in differences_of(verdict, name) if request == row.request]
    facts = [getattr(each, row.fact) for each in (found[0].before, found[0].after)]
    assert tuple(fact.replace(f"{name}.", "") if isinstance(fact, str) else fact for fact in facts) == row.answers


@pytest.mark.slow
@pytest.mark.parametrize(("at", "row"), list(enumerate(TWINS)), ids=[row.claim for row in TWINS])
def test_a_right_rewriting_gives_no_alarm(verdict: Verdict, at: int, row: Twin) -> None:
    assert differences_of(verdict, f"twin_{at}") == []
    assert verdict.left_out == 0


@pytest.mark.slow
def test_odd_differences_come_last(verdict: Verdict) -> None:
    odd = [difference.is_odd for difference in verdict.differences]
    assert odd == sorted(odd)
    assert {difference.request for difference in verdict.differences if difference.is_odd} >= {"GET /%6Dutant_2/u"}


@pytest.mark.slow
def test_every_difference_belongs_to_a_wrong_rewriting(verdict: Verdict) -> None:
    found = [differences_of(verdict, f"mutant_{at}") for at in range(len(MUTANTS))]
    assert all(found)
    assert sum(map(len, found)) == len(verdict.differences)


def test_the_document_counts_both_tables() -> None:
    page = (ROOT / "docs" / "testing.md").read_text("utf-8")
    assert f"each of {len(MUTANTS)} wrong rewritings, and gives no alarm for {len(TWINS)} right ones" in page


# A target, the file that is rewritten, what becomes of it, and the request that tells.
TARGETS = [
    ("loud:app", "loud.py", '"PUT", "/users/{id}", edit', '"PUT", "/users/{id}", show', "PUT /users/a"),
    ("factories:make", "factories.py", '"/users/{id}"', '"/user/{id}"', "GET /user/a"),
    ("factories:make_later", "factories.py", '"PUT"', '"POST"', "POST /users/a"),
    ("factories:make_router", "factories.py", '"GET"', '"POST"', "POST /users/a"),
    ("shop.app:app", "shop/routes.py", 'edit, name="user"', "edit", "PUT /users/a"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("target", "file", "old", "new", "request_line"), TARGETS, ids=[row[0] for row in TARGETS])
def test_the_rewritten_text_stands_for_the_file(
    monkeypatch: pytest.MonkeyPatch, target: str, file: str, old: str, new: str, request_line: str
) -> None:
    monkeypatch.chdir(ROOT)
    path = ROOT / "tests" / "migration" / "proved" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    verdict = prove(f"{PROVED}.{target}", {path: text.replace(old, new)})
    assert request_line in [difference.request for difference in verdict.differences]
    assert verdict.unread == ()
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.slow
def test_a_coding_cookie_counts_before_and_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        "# -*- coding: latin-1 -*-\nfrom aiohttp import web\nasync def show(request): ...\n"
        'app = web.Application()\napp.router.add_route("GET", "/u/{id:\xe9+}", show, name="x")\n'
    )
    file = tmp_path / "latin.py"
    file.write_bytes(text.encode("latin-1"))
    same = prove("latin:app", {file: text.replace("add_route(", "add_route(  ")})
    assert (same.same, same.links) == (True, 2)
    other = prove("latin:app", {file: text.replace("\xe9", "\xe8")})
    assert "GET /u/%C3%A9" in [difference.request for difference in other.differences]


@pytest.mark.slow
def test_old_bytecode_is_neither_read_nor_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        "from aiohttp import web\nasync def show(request): ...\n"
        'app = web.Application()\napp.router.add_route("GET", "/a", show)\n'
    )
    file = write(tmp_path, stale=text.replace('"/a"', '"/b"'))["stale"]
    bytecode = Path(importlib.util.cache_from_source(str(file)))
    py_compile.compile(str(file), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    old = bytecode.read_bytes()
    file.write_text(text, encoding="utf-8")
    verdict = prove("stale:app", {file: text.replace("add_route", "add_route  ")})
    assert verdict.same
    assert list(bytecode.parent.iterdir()) == [bytecode]
    assert bytecode.read_bytes() == old


GOOD = "from aiohttp import web\nasync def show(request): ...\napp = web.Application()\napp.router.add_get('/', show)\n"

# What the module is before, what it becomes, the attribute, and where and why nothing is proven.
FAILURES = [
    ("no such module", GOOD, GOOD, "nowhere:app", "before", "import", "No module named 'nowhere'"),
    ("no such attribute", GOOD, GOOD, "module:application", "before", "attribute", "has no attribute 'application'"),
    ("no application there", GOOD, GOOD, "module:web", "before", "kind", "is of type module"),
    ("a function that needs an argument", GOOD, GOOD, "module:show", "before", "make", "missing 1 required"),
    ("an import that fails after the rewriting", GOOD, f"{GOOD}import nowhere\n", "module:app", "after", "import", ""),
    ("a syntax error after the rewriting", GOOD, f"{GOOD}app = = 1\n", "module:app", "after", "import", "SyntaxError"),
    ("a route that is refused", GOOD, GOOD + GOOD.splitlines()[-1], "module:app", "after", "import", "never be exec"),
    ("a module that exits", f"{GOOD}raise SystemExit(3)\n", GOOD, "module:app", "before", "import", "SystemExit: 3"),
    ("a process that ends", f"{GOOD}import os\nos._exit(3)\n", GOOD, "module:app", "before", "ended", "exit code 3"),
    (
        "a cookie without its letters",
        GOOD,
        f"# coding: ascii\n# \xe9\n{GOOD}",
        "module:app",
        "after",
        "import",
        "ascii",
    ),
    (
        "a router that is not made ready",
        GOOD,
        f"{GOOD}app.router.freeze = lambda: 1 / 0\n",
        "module:app",
        "after",
        "freeze",
        "ZeroDivisionError",
    ),
    (
        "a resource that cannot be listed",
        f"{GOOD}next(iter(app.router.resources()))._routes = None\n",
        GOOD,
        "module:app",
        "before",
        "walk",
        "AttributeError",
    ),
    (
        "a process that ends when it answers",
        f"{GOOD}import os\nweb.PlainResource.resolve = lambda self, request: os._exit(4)\n",
        GOOD,
        "module:app",
        "before",
        "ended",
        "exit code 4",
    ),
    ("no attribute is given", GOOD, GOOD, "module", "before", "form", "module:attribute"),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "target", "side", "stage", "reason"),
    [row[1:] for row in FAILURES],
    ids=[row[0] for row in FAILURES],
)
def test_a_table_that_cannot_be_had_is_an_error(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    after: str,
    target: str,
    side: str,
    stage: str,
    reason: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path, module=before)["module"]
    with pytest.raises(ProofError) as caught:
        prove(target, {file: after})
    assert (caught.value.target, caught.value.side, caught.value.stage) == (target, side, stage)
    assert reason in caught.value.reason


def test_a_process_that_cannot_be_started_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(ROOT / "no-such-python"))
    with pytest.raises(ProofError) as caught:
        prove("module:app", {})
    assert (caught.value.side, caught.value.stage) == ("before", "start")
    assert str(caught.value).endswith("Run resrouter with the Python of the application's environment.")


@pytest.mark.slow
def test_routes_that_decode_from_now_on_differ_in_odd_requests_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path, module=GOOD + UNDECODED)["module"]
    verdict = prove("module:app", {file: f"{GOOD}app.router.add_resource('/login').add_route('GET', show)\n"})
    assert (verdict.same, verdict.same_but_odd) == (False, True)
    assert "GET /%6Cogin" in [difference.request for difference in verdict.differences]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork()")
def test_a_target_that_waits_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # It also leaves a process behind that would hold the streams.
    text = f"{GOOD}import os, threading\nif os.fork() == 0:\n    threading.Event().wait()\nthreading.Event().wait()\n"
    file = write(tmp_path, module=text)["module"]
    with pytest.raises(ProofError) as caught:
        prove("module:app", {file: GOOD}, timeout=1.5)
    assert (caught.value.side, caught.value.stage) == ("before", "timeout")


@pytest.mark.slow
def test_an_error_shows_the_line_of_the_rewritten_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path, module=f"#\n{GOOD}")["module"]
    with pytest.raises(ProofError) as caught:
        prove("module:app", {file: f"{GOOD}app.nowhere()\n"})
    assert (
        str(caught.value)
        == f"""\
Nothing is proven: with the rewritten files, 'module:app' cannot be imported: \
AttributeError: 'Application' object has no attribute 'nowhere'
  Traceback (most recent call last):
    File "{file}", line 5, in <module>
      app.nowhere()
      ^^^^^^^^^^^
  AttributeError: 'Application' object has no attribute 'nowhere'
The files as they are have no such fault: leave this rewriting out, and look at the traceback."""
    )


@pytest.mark.slow
def test_a_file_that_nobody_imports_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = write(tmp_path, module=GOOD, other=GOOD)
    verdict = prove("module:app", {files["module"]: GOOD, files["other"]: ""})
    assert verdict.unread == (files["other"],)
    assert str(verdict).endswith(f"not imported, so nothing is known of {files['other']}")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_file_is_known_by_another_path_and_another_importer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    module = write(tmp_path / "real", module=GOOD)["module"]
    loader = (
        "import importlib.util\n"
        "spec = importlib.util.spec_from_file_location('elsewhere', 'linked/module.py')\n"
        "found = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(found)\napp = found.app\n"
    )
    write(tmp_path, whole=loader)
    verdict = prove("whole:app", {module: GOOD.replace("'/'", "'/b'")})
    assert "GET /b" in [difference.request for difference in verdict.differences]


EMPTY = Outcome(
    status=0,
    allowed=(),
    params={},
    route_name=None,
    resource_name=None,
    apps=(),
    handler="",
    expect_handler="",
    place="",
    raised="",
)
DIFFERENCES = (
    Difference(
        "GET /users/a",
        replace(
            EMPTY,
            handler="shop.show",
            place="shop.py:4",
            route_name="user",
            resource_name="user",
            params={"id": "a"},
            apps=("/s",),
        ),
        replace(EMPTY, status=405, allowed=("GET", "PUT")),
    ),
    Difference("the link to 'user' (id='a')", Link("/users/a", ""), Link("", "KeyError")),
    Difference(
        "GET /x", replace(EMPTY, raised="LookupError"), replace(EMPTY, handler="shop.edit", expect_handler="shop.check")
    ),
)


def test_a_verdict_without_differences_is_one_line() -> None:
    assert str(Verdict(2310, 14, ())) == "2,310 requests and 14 links: the same answers before and after"
    assert str(Verdict(1, 0, (), left_out=12_000)) == (
        "1 request and 0 links: the same answers before and after; 12,000 more requests left out"
    )


def test_a_verdict_shows_ten_differences() -> None:
    text = str(Verdict(2310, 14, DIFFERENCES * 4))
    assert text.startswith("""\
2,310 requests and 14 links: 12 other answers after the rewriting
GET /users/a
  before  shop.show  shop.py:4, name 'user', id='a', in the application at /s
  after   405, allowed: GET, PUT
the link to 'user' (id='a')
  before  /users/a
  after   raises KeyError
GET /x
  before  raises LookupError
  after   shop.edit  a place unknown, no name, expect_handler shop.check
""")
    assert text.count("before  ") == 10
    assert text.endswith("\nand 2 more")


ODD = Difference("GET /%6Cogin", replace(EMPTY, status=404), replace(EMPTY, handler="shop.login"), is_odd=True)


def test_a_verdict_tells_odd_differences_from_others() -> None:
    only, more = Verdict(9, 0, (ODD,)), Verdict(9, 0, (*DIFFERENCES, ODD))
    assert [(each.same, each.same_but_odd) for each in (only, more, Verdict(9, 0, ()))] == [
        (False, True),
        (False, False),
        (True, True),
    ]
    odd = "of them for odd ones: escaped letters, braces, links with a slash in a value\n"
    assert str(only).startswith(f"9 requests and 0 links: 1 other answer after the rewriting, all {odd}")
    assert str(more).startswith(f"9 requests and 0 links: 4 other answers after the rewriting, 1 {odd}")


def test_a_verdict_is_plain_data() -> None:
    verdict = Verdict(2, 1, DIFFERENCES, left_out=3, unread=(Path("/a.py"),))
    data = json.loads(json.dumps(verdict.as_data()))
    assert (data["same"], data["asked"], data["links"], data["left_out"], data["unread"]) == (False, 2, 1, 3, ["/a.py"])
    assert [each["request"] for each in data["differences"]] == [each.request for each in DIFFERENCES]
    assert data["differences"][0]["after"]["allowed"] == ["GET", "PUT"]
    assert data["differences"][1]["before"] == {"url": "/users/a", "raised": ""}
