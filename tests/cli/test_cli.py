"""The command line: its text, its JSON, its complaints and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from resrouter.cli import main

APP = "tests.cli.shop.app"
ROOT = Path(__file__).parents[2]

TEXTS = [
    (
        f"routes {APP}:router",
        0,
        """\
METHOD  PATH           NAME   HANDLER                       REGISTERED
GET     /users/{name}  user   tests.cli.shop.app.show_user  tests/cli/shop/app.py:25
DELETE  /users/{name}  user   tests.cli.shop.app.drop_user  tests/cli/shop/app.py:26
*       /items         items  tests.cli.shop.app.Items      tests/cli/shop/app.py:27
""",
    ),
    (
        f"match {APP}:router get /users/a%2Fb?tab=x",
        0,
        """\
GET /users/a%2Fb?tab=x
  status      200
  path        /users/{name}
  name        user
  params      name = 'a/b'
  handler     tests.cli.shop.app.show_user
  registered  tests/cli/shop/app.py:25
""",
    ),
    (
        f"match {APP}:router POST /users/ada",
        1,
        """\
POST /users/ada
  status  405
  reason  a resource fits the path, but has no route for the method
  allow   DELETE, GET
  path    /users/{name}
  name    user
""",
    ),
    (
        f"match {APP}:router GET /nowhere",
        1,
        """\
GET /nowhere
  status  404
  reason  no resource fits the path
""",
    ),
    (
        f"match {APP}:make GET /admin/stats",
        0,
        """\
GET /admin/stats
  status      200
  path        /admin/stats
  params      none
  handler     tests.cli.shop.app.show_user
  registered  tests/cli/shop/app.py:37
""",
    ),
    (f"match {APP}:make GET /x --host shop.example", 0, None),
    (f"match {APP}:make GET /x", 1, None),
    (f"match {APP}:router OPTIONS *", 1, None),
    (f"match {APP}:router GET /items#part", 0, None),
    (f"match {APP}:router GET http://shop.example/items?x=1", 0, None),
    (f"match {APP}:make_stock GET /old/7", 0, None),
    (f"match {APP}:make_stock GET /é/7", 1, None),
    (f"url {APP}:router user name=ada", 0, "/users/ada\n"),
    (
        f"url {APP}:make_later user name=a/b --query x=1 --query x=2 --fragment f --base https://example.com",
        0,
        "https://example.com/users/a%2Fb?x=1&x=2#f\n",
    ),
    (f"url {APP}:make_stock old id=7", 0, "/old/7\n"),
    (f"url {APP}:router user --query tab=x name=ada", 0, "/users/ada?tab=x\n"),
    (f"url {APP}:make static filename=css/site.css", 0, "/static/css/site.css\n"),
]


@pytest.mark.parametrize(("line", "code", "text"), TEXTS)
def test_results_go_to_stdout(line: str, code: int, text: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == code
    output = capsys.readouterr()
    assert output.err == ""
    if text is not None:
        assert output.out == text


CURE = "Give module:attribute; the attribute is a Router, an aiohttp Application, or a function that makes one.\n"

COMPLAINTS = [
    (f"url {APP}:router usr", 1, "No resource is named 'usr'. Did you mean 'user'?\n"),
    (f"url {APP}:router user name=..", 1, None),
    (f"routes {APP}", 2, f"resrouter: '{APP}' is not of the form module:attribute\n{CURE}"),
    (f"routes {APP}:nope", 2, f"resrouter: '{APP}:nope' leads nowhere: {APP} has no 'nope'\n{CURE}"),
    (
        "routes nope:app",
        2,
        f"resrouter: 'nope:app' cannot be imported: ModuleNotFoundError: No module named 'nope'\n{CURE}",
    ),
    (f"routes {APP}:number", 2, f"resrouter: '{APP}:number' is of type int, which has no routes\n{CURE}"),
    (
        f"routes {APP}:leaves",
        2,
        f"resrouter: '{APP}:leaves' was called and failed: SystemExit: 0\n{CURE}",
    ),
    (f"routes {APP}:lazy.app", 2, f"resrouter: '{APP}:lazy.app' cannot be read: LookupError: not yet\n{CURE}"),
    (f"routes {APP}:broken", 2, f"resrouter: '{APP}:broken' was called and failed: LookupError: no database\n{CURE}"),
]


@pytest.mark.parametrize(("line", "code", "text"), COMPLAINTS)
def test_complaints_go_to_stderr(line: str, code: int, text: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == code
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err if text is None else output.err == text


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nope",
        f"match {APP}:router GET",
        f"match {APP}:router GET x",
        f"match {APP}:router G/T /",
        f"routes {APP}:router x=1",
        f"url {APP}:router user name",
        "routes",
    ],
)
def test_misuse_ends_with_2(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(line.split())
    assert caught.value.code == 2
    assert "usage: resrouter" in capsys.readouterr().err


def test_what_the_target_prints_is_no_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["url", f"{APP}:chatty", "user", "name=ada"]) == 0
    output = capsys.readouterr()
    assert (output.out, output.err) == ("/users/ada\n", "connecting ...\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_terminal_that_knows_only_ascii_is_served(form: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "resrouter", "match", f"{APP}:router", "GET", "/users/%C3%A9", "--format", form],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "\\xe9" in run.stdout or "\\u00e9" in run.stdout


def test_routes_of_mounted_applications_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routes", f"{APP}:make", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["method"], row["path"], row["name"], row["host"]) for row in rows] == [
        ("GET", "/users/{name}", "user", ""),
        ("GET", "/static/{filename}", "static", ""),
        ("HEAD", "/static/{filename}", "static", ""),
        ("GET", "/admin/stats", "", ""),
        ("GET", "/x", "", "shop.example"),
    ]
    assert rows[0]["handler"] == "tests.cli.shop.app.show_user"
    assert rows[0]["place"] == "tests/cli/shop/app.py:33"
    assert rows[1]["handler"].startswith("files in ")


def test_the_host_is_a_column_when_there_are_domains(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routes", f"{APP}:make"]) == 0
    head, *_, last = capsys.readouterr().out.splitlines()
    assert (head.split()[-1], last.split()[-1]) == ("HOST", "shop.example")


JSON = [
    (
        f"match {APP}:router GET /users/ada --format json",
        {
            "status": 200,
            "path": "/users/{name}",
            "name": "user",
            "params": {"name": "ada"},
            "handler": "tests.cli.shop.app.show_user",
            "registered": "tests/cli/shop/app.py:25",
        },
    ),
    (
        f"match {APP}:router PUT /users/ada --format json",
        {
            "status": 405,
            "reason": "a resource fits the path, but has no route for the method",
            "allow": ["DELETE", "GET"],
            "path": "/users/{name}",
            "name": "user",
        },
    ),
    (f"match {APP}:router GET /nowhere --format json", {"status": 404, "reason": "no resource fits the path"}),
    (f"url {APP}:router user name=é --format json", {"url": "/users/%C3%A9"}),
]


@pytest.mark.parametrize(("line", "value"), JSON)
def test_json_says_the_same(line: str, value: object, capsys: pytest.CaptureFixture[str]) -> None:
    main(line.split())
    assert json.loads(capsys.readouterr().out) == value


def test_control_characters_of_a_path_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", f"{APP}:router", "GET", "/users/%1b[31m"]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.slow
def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m resrouter routes {APP}:many | head -1"
    run = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.stdout.split()[0], run.stderr) == ("METHOD", "")


DOORS = [[sys.executable, "-m", "resrouter"], [str(Path(sys.executable).parent / "resrouter")]]


@pytest.mark.parametrize("command", DOORS)
def test_both_doors_lead_to_it(command: list[str]) -> None:
    run = subprocess.run(
        [*command, "url", f"{APP}:router", "user", "name=ada"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "/users/ada\n", "")
