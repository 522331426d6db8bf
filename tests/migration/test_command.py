"""`resrouter migrate`: its text, its JSON, its complaints, its exit codes and what it writes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from resrouter.cli import main

ROOT = Path(__file__).parents[2]

ROUTES = """\
def setup(app):
    app.router.add_route("GET", "/login", login, name="login")
    app.router.add_route("POST", "/login", submit, name="submit")
    app.router.add_route("GET", "/a", show)  # é
    app.router.add_route("POST", "/a", make)
"""
CARRIED = """\
def setup(app):
    app.router.add_resource("/login", name="login").add_route("GET", login)
    app.router.add_resource("/login", name="submit").add_route("POST", submit)
    a_resource = app.router.add_resource("/a")
    a_resource.add_route("GET", show)  # é
    a_resource.add_route("POST", make)
"""
LOOP = """\
# the table
for row in ROWS:
    app.router.add_route(*row)
"""
PAGE = "<a href=\"{{ app.router['login'].url() }}\">\n<a href=\"{{ app.router.static.url(filename='x') }}\">\n"

DIFF = """\
--- a/shop/routes.py
+++ b/shop/routes.py
@@ -1,5 +1,6 @@
 def setup(app):
-    app.router.add_route("GET", "/login", login, name="login")
-    app.router.add_route("POST", "/login", submit, name="submit")
-    app.router.add_route("GET", "/a", show)  # é
-    app.router.add_route("POST", "/a", make)
+    app.router.add_resource("/login", name="login").add_route("GET", login)
+    app.router.add_resource("/login", name="submit").add_route("POST", submit)
+    a_resource = app.router.add_resource("/a")
+    a_resource.add_route("GET", show)  # é
+    a_resource.add_route("POST", make)
"""
NAMES = """\
shop/routes.py:3: names-differ: "/login" is named 'login' in line 2 and named 'submit' here
    A resource has one name: pick one name, and change the links and middlewares that use the other.
"""
FINDINGS = f"""\
{NAMES}\
shop/tables.py:3: table-loop: the rows of ROWS are added in a loop
    Leave it, or make resources of the rows: resrouter.RouteTable.from_data() takes them as data.
shop/page.html:1: template: router['login'] is asked for a link
    Not Python, so nobody rewrites it: look whether the links still have url() and the same parts.
shop/page.html:2: template: router.static.url is asked for a link
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "shop"
    directory.mkdir()
    (directory / "routes.py").write_text(ROUTES, "utf-8")
    (directory / "tables.py").write_text(LOOP, "utf-8")
    (directory / "empty.py").write_text("")
    (directory / "page.html").write_text(PAGE)
    (directory / "picture.png").write_bytes(b"\0router['x']")
    monkeypatch.chdir(tmp_path)
    return directory


TEXTS = [
    ("shop", 0, f"{DIFF}{FINDINGS}3 files read, 1 would change, 4 lines left to you, 0 skipped\n"),
    ("shop --diff", 0, f"{DIFF}{FINDINGS}3 files read, 1 would change, 4 lines left to you, 0 skipped\n"),
    (
        "shop --check",
        1,
        f"shop/routes.py: would change\n{FINDINGS}3 files read, 1 would change, 4 lines left to you, 0 skipped\n",
    ),
    ("shop/empty.py --check", 0, "1 file read, 0 would change, 0 lines left to you, 0 skipped\n"),
    (
        "shop/routes.py shop/routes.py --check",
        1,
        f"shop/routes.py: would change\n{NAMES}1 file read, 1 would change, 1 line left to you, 0 skipped\n",
    ),
    ("shop --write", 0, f"{FINDINGS}3 files read, 1 changed, 4 lines left to you, 0 skipped\n"),
]


@pytest.mark.parametrize(("line", "code", "text"), TEXTS, ids=[line for line, _, _ in TEXTS])
def test_a_run_prints_what_it_found(
    line: str, code: int, text: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", *line.split()]) == code
    assert capsys.readouterr() == (text, "")


@pytest.mark.parametrize(("mode", "written"), [("--diff", ROUTES), ("--check", ROUTES), ("--write", CARRIED)])
def test_only_write_writes(mode: str, written: str, shop: Path) -> None:
    main(["migrate", "shop", mode])
    assert (shop / "routes.py").read_text("utf-8") == written
    assert (shop / "tables.py").read_text("utf-8") == LOOP
    assert sorted(path.name for path in shop.iterdir()) == [
        "empty.py",
        "page.html",
        "picture.png",
        "routes.py",
        "tables.py",
    ]


def test_json_holds_the_same(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "old.py").write_text("print 1\n")
    assert main(["migrate", "shop", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert data["files"] == [
        {"path": "shop/empty.py", "changed": False, "diff": ""},
        {"path": "shop/routes.py", "changed": True, "diff": DIFF},
        {"path": "shop/tables.py", "changed": False, "diff": ""},
    ]
    assert data["findings"][0] == {
        "file": "shop/routes.py",
        "line": 3,
        "kind": "names-differ",
        "reason": "\"/login\" is named 'login' in line 2 and named 'submit' here",
        "advice": "A resource has one name: pick one name, and change the links and middlewares that use the other.",
    }
    assert [(found["file"], found["line"], found["kind"]) for found in data["findings"][1:]] == [
        ("shop/tables.py", 3, "table-loop"),
        ("shop/page.html", 1, "template"),
        ("shop/page.html", 2, "template"),
    ]
    reason = "line 1: Missing parentheses in call to 'print'. Did you mean print(...)?"
    assert data["skipped"] == [{"file": "shop/old.py", "reason": reason}]
    assert data["proof"] is None
    assert err == f"resrouter migrate: shop/old.py: skipped, {reason}\n"


def test_findings_after_writing_have_the_new_lines(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = 'app.router.add_route("GET", "/a", show)\napp.router.add_route("PUT", "/a", save)\n'
    (shop / "routes.py").write_text(f"{both}app.router.add_route(*row)\n")
    main(["migrate", "shop/routes.py", "--write", "--format", "json"])
    assert [found["line"] for found in json.loads(capsys.readouterr().out)["findings"]] == [4]


def test_what_cannot_be_proven_is_shown_and_not_written(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "shop", "--write", "--prove", "shop"]) == 2
    out, err = capsys.readouterr()
    assert (
        out == f"shop/routes.py: would change\n{FINDINGS}3 files read, 1 would change, 4 lines left to you, 0 skipped\n"
    )
    assert err.splitlines() == [
        "Nothing is proven: 'shop' is not of the form module:attribute",
        "Give module:attribute; the attribute is an Application, a router, or a function that makes one.",
        "resrouter migrate: nothing was written: nothing is proven",
    ]
    assert (shop / "routes.py").read_text("utf-8") == ROUTES


def test_what_cannot_be_proven_is_told_last_on_a_shared_stream_too(shop: Path) -> None:
    command = [sys.executable, "-m", "resrouter", "migrate", "shop/routes.py", "--prove", "shop"]
    ran = subprocess.run(command, cwd=shop.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert ran.returncode == 2
    report, why, cure = ran.stdout.decode("utf-8").splitlines()[-3:]
    assert report.endswith("skipped")
    assert (why.startswith("Nothing is proven: "), cure.startswith("Give module:attribute; ")) == (True, True)


GENERATORS = """\
def submit(request):
    yield from request.post()


def waits(request):
    def inner():
        yield 1
    return inner


class Handlers:
    def submit_all(self, request):
        yield from request.post()
"""
USERS = """\
from shop import views
from shop.views import submit


def setup(app, self):
    app.router.add_route("GET", "/a", submit)
    app.router.add_route("GET", "/b", views.submit)
    app.router.add_route("GET", "/c", views.waits)
    app.router.add_route("GET", "/d", self.submit_all)
    app.router.add_route("GET", "/e", self.show)
"""


def test_a_generator_of_another_module_is_left_and_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "views.py").write_text(GENERATORS)
    (shop / "routes.py").write_text(USERS)
    assert main(["migrate", "shop/routes.py", "shop/views.py", "--write", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [(found["line"], found["kind"]) for found in data["findings"]] == [
        (6, "generator-handler"),
        (7, "generator-handler"),
        (9, "generator-handler"),
    ]
    left = [line.strip() for line in (shop / "routes.py").read_text().splitlines() if "app.router" in line]
    assert left == [
        'app.router.add_route("GET", "/a", submit)',
        'app.router.add_route("GET", "/b", views.submit)',
        'app.router.add_resource("/c").add_route("GET", views.waits)',
        'app.router.add_route("GET", "/d", self.submit_all)',
        'app.router.add_resource("/e").add_route("GET", self.show)',
    ]


def test_a_file_that_cannot_be_read_stops_no_other(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "latin.py").write_bytes(b"x = '\xe9'\n")
    (shop / "huge.py").write_bytes(b"#" * 1_000_001)
    (shop / "broken.py").write_text("def (\n")
    (shop / "pages").mkdir()
    assert main(["migrate", "shop", "shop/pages", "--write"]) == 0
    assert (shop / "routes.py").read_text("utf-8") == CARRIED
    assert capsys.readouterr().err.splitlines() == [
        "resrouter migrate: shop/broken.py: skipped, line 1: invalid syntax",
        "resrouter migrate: shop/huge.py: skipped, it has 1,000,001 bytes, more than 1,000,000",
        "resrouter migrate: shop/latin.py: skipped, line 1 is not in utf-8",
        "resrouter migrate: shop/pages: skipped, there is no Python file in it",
    ]


def test_check_fails_when_a_file_was_skipped(shop: Path) -> None:
    (shop / "empty.py").write_text("def (\n")
    assert main(["migrate", "shop/empty.py", "--check"]) == 2  # nothing was read at all
    (shop / "fine.py").write_text("")
    assert main(["migrate", "shop/empty.py", "shop/fine.py", "--check"]) == 1
    assert main(["migrate", "shop/empty.py", "shop/fine.py"]) == 0


def test_a_second_run_has_nothing_to_change(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate", "shop", "--write"])
    first = capsys.readouterr().out
    assert main(["migrate", "shop", "--write"]) == 0
    assert capsys.readouterr().out == first.replace("1 changed", "0 changed")


def test_a_write_that_is_refused_leaves_the_file_and_says_so(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    assert main(["migrate", "shop", "--write"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "3 files read, 0 changed, 4 lines left to you, 1 skipped"
    assert err.splitlines() == [
        "resrouter migrate: shop/routes.py: left as it is, it cannot be written: [Errno 13] Permission denied",
        "resrouter migrate: nothing was written: every file that would change was refused",
    ]
    assert (shop / "routes.py").read_text("utf-8") == ROUTES
    assert not list(shop.glob(".*"))


@pytest.mark.parametrize("codec", ["rot13", "hex", "zlib", "undefined", "punycode"])
def test_an_encoding_that_fails_stops_no_other_file(codec: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "empty.py").write_text(f"# coding: {codec}\n")
    assert main(["migrate", "shop", "--write"]) == 0
    assert (shop / "routes.py").read_text("utf-8") == CARRIED
    reason = f"it cannot be read as {codec}, the encoding that it names"
    assert capsys.readouterr().err == f"resrouter migrate: shop/empty.py: skipped, {reason}\n"


def test_where_every_file_was_skipped_that_is_said(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "empty.py").write_text("def (\n")
    assert main(["migrate", "shop/empty.py"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "resrouter migrate: shop/empty.py: skipped, line 1: invalid syntax",
        "resrouter migrate: every file was skipped",
    ]


NOWHERE = [
    ("no/such.py", "no/such.py: there is no such file or directory"),
    ("shop/empty.py/below", "shop/empty.py/below: there is no such file or directory"),
    ("a" * 300, f"{'a' * 300}: it cannot be read: File name too long"),
    ("a\0b", r"a\x00b: it is no path"),
    ("a\nb", r"a\nb: there is no such file or directory"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="the words are those of POSIX")
@pytest.mark.parametrize(("path", "complaint"), NOWHERE, ids=[complaint[-30:] for _, complaint in NOWHERE])
def test_a_path_that_leads_nowhere_is_one_line(
    path: str, complaint: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", path]) == 2
    assert capsys.readouterr() == ("", f"resrouter migrate: {complaint}\n")


def test_the_help_says_what_the_command_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["migrate", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    assert "--prove imports and runs the application" in text
    assert all(f" {code} " in text.partition("exit codes:")[2] for code in (0, 1, 2))


MISUSES = ["nowhere.py", "shop nowhere", "shop/pictures", "shop --write --check", ""]


@pytest.mark.parametrize("line", MISUSES)
def test_misuse_ends_with_2(line: str, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "pictures").mkdir()
    try:
        code: object = main(["migrate", *line.split()])
    except SystemExit as error:
        code = error.code
    assert code == 2
    out, err = capsys.readouterr()
    assert (out, bool(err)) == ("", True)
    assert (shop / "routes.py").read_text("utf-8") == ROUTES


def test_without_libcst_the_command_says_what_to_install() -> None:
    code = "import sys; sys.modules['libcst'] = None; from resrouter.cli import main; sys.exit(main(['migrate', '.']))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "resrouter: migrate needs libcst: pip install 'resrouter[migrate]'\n"


APP = """\
from aiohttp import web


async def show(request):
    return web.Response()


app = web.Application()
app.router.add_route("GET", "/a", show, name="a")
app.router.add_route("POST", "/a", show, name="a")
"""


@pytest.mark.slow
def test_a_proof_is_printed_and_what_is_proven_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "proven.py").write_text(APP)
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", "proven.py", "--write", "--prove", "proven:app", "--format", "json"]) == 0
    proof = json.loads(capsys.readouterr().out)["proof"]
    assert proof["same"] is True
    assert "add_resource" in (tmp_path / "proven.py").read_text()


DIFFERS = """\
import inspect
import sys

from aiohttp import web


async def show(request):
    return web.Response()


app = web.Application()
app.router.add_route("GET", "/a", show)
lines = inspect.getsource(sys.modules[__name__])
if "add_resource" + "(" in lines:
    app.router.add_get("/only-after", show)
"""


@pytest.mark.slow
def test_a_verdict_that_differs_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "differs.py").write_text(DIFFERS)
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", "differs.py", "--write", "--prove", "differs:app"]) == 1
    out, err = capsys.readouterr()
    assert "/only-after" in out
    assert err == "resrouter migrate: nothing was written: the answers before and after differ\n"
    assert (tmp_path / "differs.py").read_text() == DIFFERS


# What stands in the module of the application, and the exit code and the reason that is told last.
UNPROVEN = {
    "no routes": (
        'from aiohttp import web\napp = web.Application()\ndef late(show):\n    app.router.add_route("*", "/", show)\n',
        2,
        "nothing is proven",
    ),
    "a table that differs from run to run": (
        f'import uuid\n{APP}app.router.add_route("GET", f"/{{uuid.uuid4().hex}}", show)\n',
        1,
        "nothing is proven, as the table differs from run to run",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("text", "code", "reason"), UNPROVEN.values(), ids=UNPROVEN)
def test_what_proves_nothing_writes_nothing(
    text: str,
    code: int,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "main.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", "main.py", "--write", "--prove", "main:app"]) == code
    assert capsys.readouterr().err.splitlines()[-1] == f"resrouter migrate: nothing was written: {reason}"
    assert (tmp_path / "main.py").read_text() == text


@pytest.mark.slow
def test_where_no_changed_file_is_imported_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.py").write_text(APP)
    (tmp_path / "other.py").write_text(ROUTES, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", "other.py", "--write", "--prove", "main:app"]) == 1
    out, err = capsys.readouterr()
    assert f"nothing is proven: the target imports none of the rewritten files: {tmp_path / 'other.py'}\n" in out
    reason = "nothing is proven, as main:app imports none of the changed files"
    assert err == f"resrouter migrate: nothing was written: {reason}\n"
    assert (tmp_path / "other.py").read_text("utf-8") == ROUTES


@pytest.mark.slow
def test_a_changed_file_that_is_not_imported_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.py").write_text(APP)
    (tmp_path / "other.py").write_text(ROUTES, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", ".", "--write", "--prove", "main:app", "--format", "json"]) == 1
    out, err = capsys.readouterr()
    reason = "not proven: main:app does not import it"
    data = json.loads(out)
    assert data["skipped"] == [{"file": "other.py", "reason": reason}]
    assert (data["proof"]["same"], data["proof"]["unread"]) == (True, [str(tmp_path / "other.py")])
    assert err == f"resrouter migrate: other.py: left as it is, {reason}\n"
    assert (tmp_path / "other.py").read_text("utf-8") == ROUTES
    assert "add_resource" in (tmp_path / "main.py").read_text()
