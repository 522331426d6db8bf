"""The demo as its users see it: a process with an exit code, lines on a terminal, and a page over HTTP."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from ghapi.metadata import funcs

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "github_demo.py"
PATIENCE = 120  # seconds for a whole run

OPERATIONS = len(funcs)
PATHS = len({row[0] for row in funcs})

pytestmark = pytest.mark.slow


def run(*args: str, first_on_path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The demo as a process; a folder given is searched for packages before all others."""
    path = os.pathsep.join(map(str, filter(None, [first_on_path, ROOT])))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *args]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )


@pytest.fixture(scope="module")
def once() -> subprocess.CompletedProcess[str]:
    return run(str(SCRIPT), "--once")


def test_every_operation_of_the_table_is_answered_rightly(once: subprocess.CompletedProcess[str]) -> None:
    assert once.returncode == 0, once.stdout + once.stderr
    assert f"{OPERATIONS:,} of {OPERATIONS:,} operations: " in once.stdout
    assert f"{OPERATIONS:,} operations on {PATHS:,} paths" in once.stdout
    assert "WRONG" not in once.stdout


@pytest.mark.parametrize("precedence", ["registration", "specific"])
def test_every_operation_is_answered_rightly_under_the_other_precedences(precedence: str) -> None:
    done = run(str(SCRIPT), "--once", "--precedence", precedence)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{OPERATIONS:,} of {OPERATIONS:,} operations: " in done.stdout


@pytest.mark.parametrize(
    "lines",
    [
        r"  405  DELETE  /zen\n +Allow: GET,HEAD\n",
        r"  405  PUT     /repos/octocat/hello-world/issues/comments .*\n +Allow: GET,HEAD,PATCH\n",
        r"  404  GET     /nowhere\n",
        r"  200  GET     /repos/octocat/hello-world/labels/ui%2Fdark .*\n +issues/get-label .* name='ui/dark'\n",
        r"  200  GET     .*/labels/%E5%8D%B0%E5%88%B7%E6%89%80 .*\n +issues/get-label .* name='印刷所'\n",
        r"  200  GET     .*/contents/src/app/main.py .*\n +repos/get-content .* path='src/app/main.py'\n",
        r"  200  HEAD    /repos/octocat/hello-world .*\n +repos/get\n",
        r"    /repos/octocat/hello-world/issues\?labels=bug&labels=ui&page=2\n",
        r"    PartsError: Wrong parts for 'issues.get'",
        r"    ShadowedUrlError: No link for 'gists.get_revision'",
    ],
)
def test_the_tour_shows_it(once: subprocess.CompletedProcess[str], lines: str) -> None:
    assert re.search(lines, once.stdout), once.stdout


def test_the_tour_sends_at_least_twenty_requests(once: subprocess.CompletedProcess[str]) -> None:
    assert len(re.findall(r"^  [2-5]\d\d  [A-Z]+ +/", once.stdout, re.MULTILINE)) >= 20


def test_the_output_fits_100_columns_and_has_no_colours_in_a_pipe(once: subprocess.CompletedProcess[str]) -> None:
    assert [line for line in once.stdout.splitlines() if len(line) > 100] == []
    assert "\x1b" not in once.stdout


TWINS = """funcs = [
    ('/things/{id}', 'get', 'things/by-id', 'By id', 'rest/things', [], [], ''),
    ('/things/{name}', 'get', 'things/by-name', 'By name', 'rest/things', [], [], ''),
]"""


def test_an_operation_that_another_one_hides_is_shown_and_ends_with_1(tmp_path: Path) -> None:
    package = tmp_path / "ghapi"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "metadata.py").write_text(TWINS, "utf-8")
    done = run(str(SCRIPT), "--once", first_on_path=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 of 2 operations: " in done.stdout
    assert re.search(r"WRONG: things/by-name: GET /things/\S+ was answered by things/by-id", done.stdout)
    assert "Of these, 1 have a method in common" in done.stdout


def test_without_ghapi_it_says_what_to_install() -> None:
    # None in sys.modules is what the import system takes for "not there".
    program = (
        "import runpy, sys; sys.modules['ghapi'] = None; "
        f"sys.path.insert(0, {str(SCRIPT.parent)!r}); sys.argv = ['github_demo.py', '--once']; "
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    done = run("-c", program)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'resrouter[demo]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(str(SCRIPT), "--once", "--port", str(port))
    assert done.returncode == 2
    assert f"127.0.0.1, port {port}" in done.stderr
    assert "Traceback" not in done.stderr


class Running(NamedTuple):
    process: "subprocess.Popen[str]"
    port: int


def started() -> Running:
    """The demo, at the point where it has named the address of its page."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    for line in process.stdout:
        if address := re.search(r"http://127\.0\.0\.1:(\d+)/-/", line):
            return Running(process, int(address[1]))
    raise AssertionError(f"no address was named; exit code {process.wait(PATIENCE)}")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    process, port = started()
    with process:
        yield port
        process.kill()


def test_ctrl_c_ends_it_cleanly() -> None:
    process, _ = started()
    with process:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert rest.endswith("Stopped.\n")


class Page(HTMLParser):
    """What a browser would make of a page, as far as the tests ask."""

    def __init__(self, status: int, headers: dict[str, str], text: str) -> None:
        super().__init__()
        self.status = status
        self.headers = headers
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.visible: list[str] = []
        self._texts: list[str] = []
        self.feed(text)
        self.close()
        self.text = " ".join("".join(self._texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "li" and ("hidden", None) not in attrs:
            self.visible.append(tag)
        if tag in {"dd", "dt", "h1", "h2", "li", "p", "pre"}:
            self._texts.append(" ")

    def handle_data(self, data: str) -> None:
        self._texts.append(data)

    def values(self, name: str) -> list[str | None]:
        return [value for each, value in self.attributes if each == name]


def get(port: int, path: str, query: Mapping[str, str] | None = None) -> Page:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", f"{path}?{urlencode(query)}" if query else path)
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Page(response.status, headers, response.read().decode())
    finally:
        connection.close()


def test_the_page_lists_every_path(port: int) -> None:
    page = get(port, "/-/")
    assert page.status == 200
    links = [href for href in page.values("href") if href and href.startswith("/-/links/")]
    assert len(links) == len(set(links)) == PATHS
    assert f"{PATHS} of {PATHS} resources" in page.text


@pytest.mark.parametrize(
    ("words", "fitting"),
    [
        ("zen", 1),
        ("DELETE  git/refs", 1),
        ("/labels PUT", 3),
        ("no such thing", 0),
    ],
)
def test_the_search_works_without_a_script(port: int, words: str, fitting: int) -> None:
    page = get(port, "/-/", {"q": words})
    everything = get(port, "/-/")
    assert f"{fitting} of {PATHS} resources" in page.text
    assert len(everything.visible) - len(page.visible) == PATHS - fitting


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", "/", "200 A resource answers Path as sent / Resource meta.root Template /"),
        (
            "GET",
            "/repos/octocat/hello-world/labels/ui%2Fdark",
            "Operation issues/get-label Get a label {owner} octocat {repo} hello-world {name} ui/dark",
        ),
        ("HEAD", "/users/Zoë?tab=repos", "Path as sent /users/Zo%C3%AB Resource users.get_by_username"),
        ("PATCH", "/repos/o/r/issues/comments", "Resource issues.get Template /repos/{owner}/{repo}/issues/{issue_n"),
        ("PUT", "/repos/o/r/issues/comments", "405 The path fits, the method does not"),
        ("PUT", "/repos/o/r/issues/comments", "Allow GET,HEAD,PATCH Resource issues.list_comments_for_repo"),
        ("GET", "/nowhere", "404 No path fits Path as sent /nowhere"),
        ("GET", "//users/octocat", "404 No path fits Path as sent //users/octocat"),
        ("GET", "/-/match", "200 A resource answers Path as sent /-/match Resource one of this page"),
        ("GET", "/-/links/x", "one of this page, not of the table {name} x"),
    ],
)
def test_the_page_shows_what_the_router_answers(port: int, method: str, path: str, answer: str) -> None:
    page = get(port, "/-/match", {"method": method, "path": path})
    assert page.status == 200
    assert answer in page.text


@pytest.mark.parametrize("path", ["", "users", "http://example.com/", "*"])
def test_what_is_no_path_is_refused_in_words(port: int, path: str) -> None:
    page = get(port, "/-/match", {"method": "GET", "path": path})
    assert page.status == 400
    assert 'A path starts with "/".' in page.text


def test_the_page_makes_links_that_come_back(port: int) -> None:
    parts = {"part.owner": "o", "part.repo": "r", "part.name": "ui/dark 100%"}
    page = get(port, "/-/links/issues.get_label", {**parts, "query": "a=1&a=<2>"})
    href = "/repos/o/r/labels/ui%2Fdark%20100%25?a=1&a=%3C2%3E"
    assert href in page.values("href")
    answered = get(port, href)
    assert answered.status == 200
    assert '"name": "ui/dark 100%"' in answered.text


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"part.username": ".."}, "ValueRefusedError No link for 'users.get_by_username'"),
        ({"part.username": ""}, "is empty, and a parameter takes at least one character"),
        ({"part.usename": "x"}, "unknown: usename (did you mean 'username'?)"),
        ({"query": ""}, "missing: username"),
    ],
)
def test_the_page_says_why_there_is_no_link(port: int, parts: dict[str, str], error: str) -> None:
    page = get(port, "/-/links/users.get_by_username", parts)
    assert page.status == 200
    assert error in page.text


EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/-/", {"q": EVIL}),
        ("/-/match", {"method": "GET", "path": f"/users/{EVIL}"}),
        ("/-/match", {"method": "GET", "path": EVIL}),
        ("/-/match", {"method": EVIL, "path": "/zen"}),
        ("/-/match", {"method": "GET\r\nX-Evil: 1", "path": "/users/a\r\nX-Evil: 1"}),
        ("/-/match", {"method": "GET", "path": "/users/\x00\x1b[31m"}),
        ("/-/match", {"method": "GET", "path": "/users/javascript:alert(1)"}),
        ("/-/match", {"method": "GET", "path": "/" + "x" * 6000}),
        ("/-/links/users.get_by_username", {"part.username": EVIL, "query": EVIL}),
        ("/-/links/users.get_by_username", {f"part.{EVIL}": "x"}),
        ("/-/links/%3Cscript%3Ealert(1)%3C%2Fscript%3E", {}),
    ],
)
def test_nothing_from_a_request_becomes_markup(port: int, path: str, query: dict[str, str]) -> None:
    page = get(port, path, query)
    assert page.status in {200, 400, 404}
    assert page.tags.count("script") == 1  # the page's own
    assert "img" not in page.tags
    assert [name for name, _ in page.attributes if name.startswith("on")] == []
    hrefs = [href for href in page.values("href") if href]
    assert all(href.startswith(("/", "https://docs.github.com/", "data:,")) for href in hrefs)
    assert not any(href.startswith("//") for href in hrefs)
    assert "x-evil" not in page.headers


def test_the_escaped_text_is_still_the_text(port: int) -> None:
    page = get(port, "/-/match", {"method": "GET", "path": f"/users/{EVIL.replace('/', '%2F')}"})
    assert f"{{username}} {EVIL}" in page.text


def test_the_page_loads_nothing_from_anywhere(port: int) -> None:
    page = get(port, "/-/")
    assert page.values("src") == []
    assert page.headers["content-security-policy"].startswith("default-src 'none'; ")
