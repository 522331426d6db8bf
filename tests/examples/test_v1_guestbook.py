"""examples/v1_guestbook and its migrated twin through real HTTP: one table of requests, and every answer compared."""

import importlib
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from markupsafe import Markup
from yarl import URL

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
V1, MIGRATED = "v1_guestbook", "guestbook"
DOCUMENT = ROOT / "docs" / "how-to" / "migrate.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TODAY = date(2016, 2, 4)

Client = TestClient[web.Request, web.Application]

asynchronous = pytest.mark.asyncio


@dataclass(frozen=True)
class Ask:
    """A request, the status of v1's answer, and each field in which the twin's answer differs: before and after.

    For "text" these are parts of the two pages.
    """

    method: str
    target: str
    status: int
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    differs: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Story:
    """Requests one after another, of one guest of a new book."""

    claim: str
    asks: tuple[Ask, ...]


def story(claim: str, *asks: Ask) -> Story:
    return Story(claim, asks)


def get(target: str, status: int = 200, why: str = "", /, **differs: tuple[object, object]) -> Ask:
    return Ask("GET", target, status, differs=differs, why=why)


def post(
    target: str, form: Mapping[str, str], status: int = 302, why: str = "", /, **differs: tuple[object, object]
) -> Ask:
    return Ask("POST", target, status, form, differs=differs, why=why)


ONE_NAME = "a resource has one name for all of its methods"
DECODED = "paths are compared decoded, v1 compared them as they stand in the request line"
QUOTED = "a link leads back to the value it was made of; v1 quoted nothing"
NO_WAY_BACK = "url() refuses what no link leads to, so the migrated handlers refuse the name"
FILES = "directories are served by aiohttp's own resource, which answers HEAD as well"
OPEN_DIRECTORY = "aiohttp's own resource answers for the directory itself, with 403; v1 took it for a file or nothing"
BROKEN_TEXT = "v1 put U+FFFD in place of bytes that are no UTF-8; yarl leaves them as they are"

LOG_IN = post("/login", {"name": "Ada Lovelace"}, 302, ONE_NAME, route=("submit_login", "login"))

STORIES = [
    # every route
    story("the first page lists the entries", get("/")),
    story("a query changes no route", get("/?fault=Sign%20first")),
    story("the login page keeps where to go", get("/login?next=%2Fsettings")),
    story("who logs in gets a cookie", LOG_IN, get("/")),
    story(
        "a login leads where the guest wanted to go",
        post("/login", {"name": "Ada", "next": "/settings"}, 302, ONE_NAME, route=("submit_login", "login")),
        get("/settings"),
    ),
    story(
        "a login leads to no other site",
        post("/login", {"name": "Ada", "next": "//other.example"}, 302, ONE_NAME, route=("submit_login", "login")),
    ),
    story(
        "a login without a name is asked again",
        post("/login", {"name": " ", "next": "/settings"}, 302, ONE_NAME, route=("submit_login", "login")),
    ),
    story("a logout takes the cookie away", LOG_IN, post("/logout", {}), get("/")),
    story("the entries are there for scripts", get("/entries")),
    story(
        "signing leads to the entry",
        post("/entries", {"guest": "Zoë", "text": "Hello"}),
        get("/entries/5?signed=yes"),
        get("/entries/latest"),
    ),
    story("signing takes a name and a text", post("/entries", {"guest": "Zoë", "text": " "})),
    story(
        "a signing client may wait to be told to go on",
        Ask("POST", "/entries", 302, {"guest": "Zoë", "text": "Hello"}, {"Expect": "100-continue"}),
    ),
    story("the latest entry is no number", get("/entries/latest")),
    story("an entry has a page", get("/entries/1")),
    story("an entry that is not there is the handler's 404", get("/entries/99", 404)),
    story("an entry that is no number is no route", get("/entries/x", 404)),
    story(
        "a stranger removes nothing",
        Ask("DELETE", "/entries/1", 302, differs={"route": ("remove_entry", "entry")}, why=ONE_NAME),
        get("/entries/1"),
    ),
    story(
        "a guest removes an entry",
        LOG_IN,
        Ask("DELETE", "/entries/1", 204, differs={"route": ("remove_entry", "entry")}, why=ONE_NAME),
        get("/entries/1", 404),
    ),
    story("a guest has a page", get("/guests/Linus")),
    story("me is a name like any other for GET", get("/guests/me")),
    story("me is whoever has logged in for POST", LOG_IN, post("/guests/me", {"name": "Ada King"}), get("/")),
    story("a stranger has no name to change", post("/guests/me", {"name": "Ada King"})),
    story("a new name must be one", LOG_IN, post("/guests/me", {"name": ""}, 400)),
    story("one may wave at a guest", post("/guests/Linus", {}, 200, ONE_NAME, route=("-", "guest"))),
    story("settings are for those who have logged in", get("/settings", 302)),
    story("settings of a guest", LOG_IN, get("/settings"), post("/settings", {"colour": "warm"}), get("/settings")),
    story("visits are counted", get("/visits"), get("/visits")),
    story("robots are told", get("/robots.txt")),
    story("humans are counted", get("/humans.txt")),
    story("the feed as JSON", get("/feed.json")),
    story("the feed as text", get("/feed.txt")),
    story("there is no other feed", get("/feed.xml", 404)),
    story("the archive", get("/archive")),
    story("the archive of a year", get("/archive/2015", 200, ONE_NAME, route=("archive", "archive_year"))),
    story("the archive of a month", get("/archive/2016/01", 200, ONE_NAME, route=("archive", "archive_month"))),
    story("a year has four digits", get("/archive/16", 404)),
    story("the rules", get("/pages/rules")),
    story(
        "a page that is added answers from then on",
        get("/pages/about", 404),
        post("/pages", {"slug": "about", "title": "About", "text": "A book."}),
        get("/pages/about"),
    ),
    story(
        "a page that is added does not replace what was there before",
        post("/pages", {"slug": "rules", "title": "Mine", "text": "No rules."}),
        get("/pages/rules"),
    ),
    story(
        "a page is added once",
        post("/pages", {"slug": "about", "title": "About", "text": "A book."}),
        post("/pages", {"slug": "about", "title": "Again", "text": "Mine."}, 409),
        get("/pages/about"),
    ),
    story("an address with a parameter is refused", post("/pages", {"slug": "{x}", "title": "", "text": ""}, 400)),
    story("a static file", get("/static/guestbook.css")),
    story("a static file that is not there", get("/static/none.css", 404)),
    story("a static file outside", get("/static/..%2Fapp.py", 404)),
    # what no route answers
    story("no route", get("/nowhere", 404)),
    story(
        "a slash more", get("/login/", 404), get("/entries//latest", 404), get("/archive/", 404), get("/guests/", 404)
    ),
    story("upper case", get("/Login", 404)),
    story("405 unites the methods of a path", Ask("DELETE", "/login", 405), Ask("PUT", "/guests/me", 405)),
    story("405 of one route", Ask("POST", "/", 405), Ask("GET", "/logout", 405), Ask("PATCH", "/entries/1", 405)),
    story("405 of an unknown verb", Ask("PROPFIND", "/entries", 405)),
    story("405 of a view", LOG_IN, Ask("DELETE", "/settings", 405), Ask("PROPFIND", "/settings", 405)),
    story("OPTIONS is a method like any other", Ask("OPTIONS", "/entries", 405)),
    story("HEAD is a method like any other", Ask("HEAD", "/", 405), Ask("HEAD", "/entries/1", 405)),
    # escapes
    story("a space in a value", get("/guests/Grace%20Hopper")),
    story("a letter beyond ASCII in a value", get("/guests/J%C3%BCrgen")),
    story("a plus is a plus", get("/guests/a+b")),
    story("a percent sign in a value", get("/guests/100%25")),
    story("a parameter ends at a slash", get("/guests/AC/DC", 404)),
    story("an escape that is none", get("/guests/%zz")),
    # where they differ by design
    story(
        "an escaped letter of a literal",
        get("/%6Cogin", 404, DECODED, status=(404, 200), route=("-", "login"), text=("Not Found", "Your name")),
    ),
    story(
        "an escaped digit for a regex",
        get("/entries/%31", 404, DECODED, status=(404, 200), route=("-", "entry"), text=("Not Found", "Entry 1")),
    ),
    story(
        "a digit of another script for a regex",
        get("/entries/%D9%A1", 404, DECODED, status=(404, 200), route=("-", "entry"), text=("Not Found", "Entry 1")),
    ),
    story(
        "a brace in a value",
        get(
            "/guests/%7Bx%7D", 200, DECODED, status=(200, 404), route=("guest", "-"), text=("<h1>{x}</h1>", "Not Found")
        ),
    ),
    story(
        "dot segments in a value",
        get(
            "/guests/a%2F..%2Fb",
            200,
            NO_WAY_BACK,
            status=(200, 404),
            type=("text/html; charset=utf-8", "text/plain; charset=utf-8"),
            text=("<h1>a/../b</h1>", "404: Not Found"),
        ),
    ),
    story("bytes that are no UTF-8", get("/guests/%FF", 200, BROKEN_TEXT, text=("<h1>\ufffd</h1>", "<h1>%FF</h1>"))),
    story(
        "an escaped slash in a value, and a link with it",
        get("/guests/AC%2FDC", 200, QUOTED, text=('"/guests/AC/DC"', '"/guests/AC%2FDC"')),
    ),
    story(
        "an escape is decoded once, and a link with it",
        get("/guests/a%252Fb", 200, QUOTED, text=('"/guests/a%2Fb"', '"/guests/a%252Fb"')),
    ),
    story(
        "a name that has no link",
        post(
            "/entries",
            {"guest": "..", "text": "Hello"},
            302,
            NO_WAY_BACK,
            location=("/entries/5?signed=yes", "/?fault=A+name+and+a+few+words,+please."),
        ),
    ),
    story(
        "HEAD of a file",
        Ask(
            "HEAD",
            "/static/guestbook.css",
            405,
            differs={
                "status": (405, 200),
                "allow": ("GET", None),
                "type": ("text/html; charset=utf-8", "text/css"),
                "route": ("-", "static"),
            },
            why=FILES,
        ),
    ),
    story(
        "405 of a file", Ask("POST", "/static/guestbook.css", 405, differs={"allow": ("GET", "GET,HEAD")}, why=FILES)
    ),
    story(
        "a dot segment in escapes",
        get(
            "/static/%2e%2e/app.py",
            404,
            DECODED,
            route=("static", "-"),
            type=("text/plain; charset=utf-8", "text/html; charset=utf-8"),
            text=("404: Not Found", "<h1>Not Found</h1>"),
        ),
    ),
    story("a directory", get("/static/", 404, OPEN_DIRECTORY, status=(404, 403), text=("Not Found", "Forbidden"))),
    story(
        "a directory without its slash",
        get(
            "/static",
            404,
            OPEN_DIRECTORY,
            status=(404, 403),
            type=("text/html; charset=utf-8", "text/plain; charset=utf-8"),
            route=("-", "static"),
            text=("Not Found", "Forbidden"),
        ),
    ),
]


def module(name: str) -> Any:  # Any: the examples are no package that type checkers know
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
        return importlib.import_module(name)


def make_app(package: str) -> web.Application:
    book = module("v1_guestbook.book").Book(today=lambda: TODAY)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # each of them is a row of its own below
        app: web.Application = module(f"{package}.app").make_app(book)
    return app


@asynccontextmanager
async def serving(package: str) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_app(package))) as client:
        yield client


async def answer(client: Client, ask: Ask) -> dict[str, object]:
    target = URL(ask.target, encoded=True)
    response = await client.request(ask.method, target, data=ask.form, headers=ask.headers, allow_redirects=False)
    return {
        "status": response.status,
        "route": response.headers.get("X-Route"),
        "allow": response.headers.get("Allow"),
        "location": response.headers.get("Location"),
        "type": response.headers.get("Content-Type"),
        "cookies": response.headers.getall("Set-Cookie", []),
        "text": await response.text(),
    }


def with_quoted_links(text: object) -> str:
    """A page whose links are quoted, as a browser quotes them before it follows them."""
    return re.sub('(href|action)="([^"]*)"', lambda found: f'{found[1]}="{URL(unescape(found[2]))}"', str(text))


def links(text: object) -> list[str]:
    return [unescape(link) for link in re.findall('href="([^"]*)"', str(text))]


@asynchronous
@pytest.mark.parametrize("told", STORIES, ids=lambda told: told.claim)
async def test_both_give_the_same_answers_but_where_the_table_says_why(told: Story) -> None:
    async with serving(V1) as old, serving(MIGRATED) as new:
        for ask in told.asks:
            before, after = await answer(old, ask), await answer(new, ask)
            assert before["status"] == ask.status
            page, other = (with_quoted_links(text) for text in (before.pop("text"), after.pop("text")))
            differing = {name for name in before if before[name] != after[name]}
            differing |= {"text"} if page != other else set()
            assert differing == set(ask.differs)
            assert bool(ask.why) is bool(ask.differs)
            for name, (was, now) in ask.differs.items():
                if name == "text":
                    assert (str(was) in page, str(now) in other) == (True, True)
                else:
                    assert (before[name], after[name]) == (was, now)


@asynchronous
@pytest.mark.parametrize("package", [V1, MIGRATED])
async def test_the_table_asks_every_route(package: str) -> None:
    router = make_app(package).router
    asked = set()
    for ask in (ask for told in STORIES for ask in told.asks):
        found = await router.resolve(make_mocked_request(ask.method, ask.target))
        asked.add(found.route)
    assert [route for route in router.routes() if route not in asked] == []


@asynchronous
async def test_links_of_v1_are_bare_and_those_of_resources_are_quoted() -> None:
    async with serving(V1) as old, serving(MIGRATED) as new:
        before, after = links((await answer(old, get("/")))["text"]), links((await answer(new, get("/")))["text"])
    assert [(was, now) for was, now in zip(before, after, strict=True) if was != now] == [
        ("/guests/Jürgen", "/guests/J%C3%BCrgen"),
        ("/guests/Grace Hopper", "/guests/Grace%20Hopper"),
        ("/guests/Ada Lovelace", "/guests/Ada%20Lovelace"),
    ]


@asynchronous
@pytest.mark.parametrize("package", [V1, MIGRATED])
async def test_every_link_that_can_be_reached_leads_somewhere(package: str) -> None:
    async with serving(package) as client:
        await answer(client, LOG_IN)
        statuses: dict[str, object] = {}
        ahead = ["/"]
        while ahead:
            link = ahead.pop()
            if link not in statuses:
                found = await answer(client, get(str(URL(link))))
                statuses[link] = found["status"]
                ahead += links(found["text"])
    assert len(statuses) > 15
    assert {link: status for link, status in statuses.items() if status != 200} == {}


def test_v1_warns_of_what_is_gone_at_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == V1]:
        monkeypatch.delitem(sys.modules, name)  # it warns of a generator function once
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        module(f"{V1}.app").make_app()
    lines = [Path(one.filename).read_text("utf-8").splitlines()[one.lineno - 1].strip() for one in caught]
    assert list(zip(lines, [str(one.message) for one in caught], strict=True)) == [
        (
            'app.router.add_route("POST", "/login", views.submit_login, name="submit_login")',
            "submit_login is a generator function: write 'async def' and 'await'",
        ),
        (
            'app.router.register_route(DynamicRoute("GET", views.feed, "feed", feed, "/feed.{format}"))',
            "register_route(): use resources, add_resource(path, name=name).add_route(method, handler)",
        ),
        (
            'app.router.register_route(ArchiveRoute("GET", views.archive, "archive"))',
            "register_route(): use resources, add_resource(path, name=name).add_route(method, handler)",
        ),
    ]


@pytest.mark.parametrize("package", [V1, MIGRATED])
def test_run_as_a_program_it_serves_at_the_port_that_is_given(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, object]] = []
    monkeypatch.setattr(web, "run_app", lambda app, **options: served.append(options))
    monkeypatch.setattr(sys, "argv", [package, "--port", "0"])
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        runpy.run_module(package, run_name="__main__")
    assert served == [{"host": "localhost", "port": 0}]


@asynchronous
@pytest.mark.parametrize("name", ["%2e%2e", "100%", "?x#y", "a\x00b", "<b>", "AC/DC", "\u202eא", "'\"&amp;", "a;b=c"])
async def test_whatever_a_guest_is_called_the_links_lead_to_the_guest(name: str) -> None:
    async with serving(MIGRATED) as client:
        assert (await answer(client, post("/entries", {"guest": name, "text": "Hello"})))["status"] == 302
        page = str((await answer(client, get("/")))["text"])
        link = links(page.partition("Hello")[2])[0]
        found = await answer(client, get(link))
    assert (found["status"], found["route"]) == (200, "guest")
    assert f"<h1>{Markup.escape(name)}</h1>" in str(found["text"])


@asynchronous
@pytest.mark.parametrize("name", ["", ".", "..", "a/../b", "./a", "{name}", "}"])
async def test_a_name_that_no_link_leads_to_harms_no_page(name: str) -> None:
    async with serving(MIGRATED) as client:
        await answer(client, post("/entries", {"guest": name, "text": "Hello"}))
        await answer(client, post("/login", {"name": name}))
        pages = [await answer(client, get("/")), await answer(client, get("/archive"))]
        cookie = {"Cookie": f"guest={quote(name)}"}
        pages.append(await answer(client, Ask("GET", "/", 200, headers=cookie)))
        renamed = await answer(client, Ask("POST", "/guests/me", 400, {"name": name}, {"Cookie": "guest=Linus"}))
    assert [page["status"] for page in pages] == [200, 200, 200]
    assert renamed["status"] == 400
    assert all("Hello" not in str(page["text"]) for page in pages)


@pytest.mark.slow
def test_the_twin_runs_where_there_is_no_compat() -> None:
    run = "import sys; sys.modules['resrouter_compat'] = None; from guestbook.app import make_app; make_app()"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", run], cwd=EXAMPLES, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def blocks(text: str) -> list[tuple[str, str]]:
    """What is between fences: the language and the text."""
    return [(found[1], found[2]) for found in BLOCK.finditer(text)]


def apply(diff: str, root: Path) -> None:
    """Change files as a diff says it that has no line numbers; it may mean several places."""
    for part in re.split("^--- ", diff, flags=re.MULTILINE)[1:]:
        name, hunks = part.split("\n", 1)
        text = (root / name).read_text("utf-8")
        for hunk in hunks.split("@@\n"):
            old = "".join(line[1:] for line in hunk.splitlines(keepends=True) if line[0] in " -")
            new = "".join(line[1:] for line in hunk.splitlines(keepends=True) if line[0] in " +")
            assert old in text
            text = text.replace(old, new)
        (root / name).write_text(text, "utf-8")


def run(command: str, root: Path) -> str:
    """What a command prints, complaints first."""
    word, *words = shlex.split(command)
    programs = {"resrouter": [sys.executable, "-W", "ignore", "-m", "resrouter"], "python": [sys.executable]}
    ran = subprocess.run(
        [*programs.get(word, [word]), *words], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return ran.stderr + ran.stdout


def expected(output: str) -> str:
    """The regex for an output in which "..." stands for any text, and alone on a line for any lines."""
    lines = (re.escape(line).replace(re.escape("..."), "[^\\n]*") for line in output.splitlines())
    return "".join("(?:.*\\n)?" if line == "[^\\n]*" else f"{line}\\n" for line in lines)


async def statuses(root: Path, step: int) -> list[object]:
    """The status of each answer of the table, of the application as it stands below the root."""
    package = f"guestbook_{step}"
    shutil.copytree(root / V1, root / package)
    for path in (root / package).glob("*.py"):
        path.write_text(path.read_text("utf-8").replace(V1, package), "utf-8")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setattr(sys, "path", [str(root), *sys.path])
        warnings.simplefilter("ignore", DeprecationWarning)
        made = importlib.import_module(f"{package}.app").make_app
        given = []
        for told in STORIES:
            async with TestClient(TestServer(made())) as client:
                given += [(await answer(client, ask))["status"] for ask in told.asks]
    return given


@pytest.mark.slow
@asynchronous
async def test_the_document_takes_the_old_application_to_the_new_one(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / V1, tmp_path / V1, ignore=shutil.ignore_patterns("__pycache__"))
    asks = [ask for told in STORIES for ask in told.asks]
    allowed = [{ask.status, ask.differs.get("status", (0, ask.status))[1]} for ask in asks]
    for step, section in enumerate(re.split("^## ", DOCUMENT.read_text("utf-8"), flags=re.MULTILINE)):
        for language, text in blocks(section):
            if language == "diff":
                apply(text, tmp_path)
            elif language == "console":
                command, output = text.removeprefix("$ ").split("\n", 1)
                assert re.fullmatch(expected(output), run(command, tmp_path), re.DOTALL), command
        if "```diff" in section or "--write" in section:
            given = await statuses(tmp_path, step)
            assert [ask for ask, status, fine in zip(asks, given, allowed, strict=True) if status not in fine] == []
    for name in ("views.py", "routes.py", "middlewares.py", "templates/login.html", "templates/base.html"):
        reached = (tmp_path / V1 / name).read_text("utf-8").replace(f"from {V1}", f"from {MIGRATED}")
        shown = (EXAMPLES / MIGRATED / name).read_text("utf-8")
        # What has not changed is taken from where it was.
        shown = shown.replace(f'parents[1] / "{V1}"', "parent").replace(f"from {V1}.book", f"from {MIGRATED}.book")
        # The linter parts imports by where packages stand.
        assert [line for line in reached.splitlines() if line] == [line for line in shown.splitlines() if line]


def test_python_in_the_documents_runs() -> None:
    for page in (DOCUMENT, ROOT / "compat" / "README.md"):
        for language, text in blocks(page.read_text("utf-8")):
            if language == "python":
                exec(compile(text, str(page), "exec"), {"__name__": "example"})
