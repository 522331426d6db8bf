"""What is asked of a table, and what it answers: every route of every kind of resource is reached."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from aiohttp.web_urldispatcher import AbstractRuleMatching, MatchedSubAppResource
from yarl import URL

import resrouter
from resrouter.migration.proof_answers import Witness
from resrouter.migration.proof_comparison import differences
from resrouter.migration.proof_handlers import Handlers, label_of
from resrouter.migration.proof_listing import Walk
from resrouter.migration.proof_overlay import encoded
from resrouter.migration.proof_requests import MOST_REQUESTS, Plan, plan
from resrouter.migration.proof_rows import Answers, Listing, Question, Questions, ResourceRow


async def show(request: web.Request) -> web.Response:
    return web.Response()


def handler(name: str) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=name)

    return answer


class Teller(web.AbstractResource):
    """A resource of another class, which takes all below its path and fails at some of it."""

    @property
    def canonical(self) -> str:
        return "/teller/{id}"

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        if request.path.endswith("/42"):
            raise LookupError(request.path)
        route = web.ResourceRoute("GET", handler("teller"), self)
        return (web.UrlMappingMatchInfo({"id": "1"}, route), set()) if "/teller/" in request.path else (None, set())

    def add_prefix(self, prefix: str) -> None: ...

    def raw_match(self, path: str) -> bool:
        return False

    def url_for(self, **parts: str) -> URL:
        return URL("/teller")

    def get_info(self):  # type: ignore[no-untyped-def]  # as somebody else's
        raise NotImplementedError

    def __len__(self) -> int:
        return 0

    def __iter__(self):  # type: ignore[no-untyped-def]  # as somebody else's
        return iter(())


def plain() -> web.Application:
    app = web.Application()
    app.router.add_get("/a", handler("a"), name="a")
    app.router.add_get("/a/{id:[0-9]+}", handler("id"), name="id")
    app.router.add_route("LOCK", "/{rest:.*}", handler("rest"))
    return app


def directory() -> web.Application:
    app = web.Application()
    app.router.add_static("/files", Path(__file__).parent, name="files")
    return app


def below() -> web.Application:
    app, inner = web.Application(), plain()
    inner.add_subapp("/deep", plain())
    app.add_subapp("/sub", inner)
    return app


class Odd(AbstractRuleMatching):
    """A rule of another class."""

    @property
    def canonical(self) -> str:
        return "odd"

    async def match(self, request: web.Request) -> bool:
        return request.path.endswith("0")

    def get_info(self):  # type: ignore[no-untyped-def]  # as somebody else's
        return {}


def domains() -> web.Application:
    app = plain()
    odd = plain()
    odd.router.add_resource("/odd/0").add_route("GET", handler("odd"))
    app.router.register_resource(MatchedSubAppResource(Odd(), odd))
    app.add_domain("example.com", plain())
    app.add_domain("*.example.com", plain())
    return app


def mounted() -> web.Application:
    app, inner = web.Application(), resrouter.Router()
    router = resrouter.setup(app)
    inner.add_resource("/items/{id}", name="item").add_route("PUT", handler("item"))
    router.mount("/t/{tenant}", inner, name="shop")
    router.mount("/each", lambda request: [("/ping", handler("ping"))])
    router.mount("/broken", lambda: 1 / 0)
    with router.group("/admin", name="admin") as admin:
        admin.add_resource("/db", name="db").add_route("GET", handler("db"))
    return app


def bridged() -> web.Application:
    app, ours = plain(), resrouter.Router()
    ours.add_resource("/ours/{id}", name="ours").add_route("COPY", handler("ours"))
    resrouter.bridge(app, ours)
    return app


def foreign() -> web.Application:
    app = web.Application()
    app.router.register_resource(Teller())
    return app


def asked(app: web.Application, most: int = MOST_REQUESTS) -> tuple[Walk, Plan, Answers]:
    """A table's own questions, answered by it."""
    app.pre_freeze()
    handlers = Handlers()
    walk = Walk(app.router, handlers)
    questions = plan(walk.listing, walk.listing, most)
    witness = Witness(walk, handlers)

    async def answer() -> Answers:
        requests = [await witness.answer(question) for question in questions.requests]
        links = [witness.link(question) for question in questions.links]
        return Answers(requests=requests, links=links, handlers=handlers.rows, read=[])

    return walk, questions, asyncio.run(answer())


# Each table, how many handlers it has, the links that it has, and a request that only a few would think of.
TABLES = [
    (plain, 3, {"/a", "/a/a"}, ("LOCK", "/a/0", None)),
    (directory, 1, {"/files/a"}, ("GET", "/files/a.txt", None)),
    (below, 6, {"/sub/a", "/sub/a/a", "/sub/deep/a", "/sub/deep/a/a"}, ("HEAD", "/sub/deep/a/42", None)),
    (domains, 10, {"/a", "/a/a"}, ("LOCK", "/", "a.example.com")),
    (mounted, 3, {"/t/a/items/a1", "/admin/db"}, ("PUT", "/t/a/items/a%2Fb", None)),
    (bridged, 4, {"/a", "/a/a", "/ours/a"}, ("COPY", "/ours/%C3%A9", None)),
    (foreign, 8, set[str](), ("GET", "/teller/42", None)),
]


@pytest.mark.parametrize(("make", "handlers", "links", "request_line"), TABLES, ids=[row[0].__name__ for row in TABLES])
def test_every_handler_and_every_link_is_reached(
    make: Callable[[], web.Application], handlers: int, links: set[str], request_line: tuple[str, str, str | None]
) -> None:
    _, questions, answers = asked(make())
    reached = {answer["handler"] for answer in answers["requests"]} - {None}
    assert len(reached) >= handlers
    assert links <= {answer["url"] for answer in answers["links"]}
    method, target, host = request_line
    assert Question(method=method, target=target, host=host) in questions.requests


@pytest.mark.parametrize("make", [row[0] for row in TABLES], ids=[row[0].__name__ for row in TABLES])
def test_a_table_made_twice_has_no_differences(make: Callable[[], web.Application]) -> None:
    _, first, answers = asked(make())
    _, second, again = asked(make())
    assert first == second
    questions = Questions(requests=first.requests, links=first.links)
    assert list(differences(questions, answers, again)) == []


def test_the_applications_on_the_way_are_told() -> None:
    _, questions, answers = asked(below())
    at = questions.requests.index(Question(method="GET", target="/sub/deep/a", host=None))
    assert answers["requests"][at]["apps"] == ["/sub", "/sub/deep"]


def test_a_resource_that_fails_has_that_as_its_answer() -> None:
    _, questions, answers = asked(foreign())
    at = questions.requests.index(Question(method="GET", target="/teller/42", host=None))
    assert answers["requests"][at]["raised"] == "LookupError"


def test_all_methods_of_the_table_are_asked_and_one_that_nobody_knows() -> None:
    _, questions, _ = asked(plain())
    methods = {question["method"] for question in questions.requests if question["target"] == "/a"}
    assert methods == {hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS, "LOCK", "UNHEARD"}


def listing(size: int) -> Listing:
    rows = [
        ResourceRow(
            regex=f"/r{at}/(?P<id>[^{{}}/]+)", takes_below=False, canonical=f"/r{at}/{{id}}", methods=["GET"], host=None
        )
        for at in range(size)
    ]
    return Listing(resources=rows, links=[])


@pytest.mark.parametrize("most", [50, 75, 990])
def test_what_is_left_out_is_left_out_everywhere(most: int) -> None:
    chosen = plan(listing(50), listing(50), most)
    whole = plan(listing(50), listing(50), 1_000_000)
    assert len(chosen.requests) == most
    assert chosen.left_out == len(whole.requests) - most
    own = [question for question in chosen.requests if "r" in unquote(question["target"]).lower()]
    counts = Counter(re.findall(r"r\d+", unquote(question["target"]).lower())[0] for question in own)
    of_resources = [counts[f"r{at}"] for at in range(50)]
    assert max(of_resources) - min(of_resources) <= 2
    assert chosen.requests == plan(listing(50), listing(50), most).requests


def test_nothing_is_asked_twice() -> None:
    requests = plan(listing(20), listing(30), MOST_REQUESTS).requests
    assert len({tuple(question.values()) for question in requests}) == len(requests)


class Desk:
    async def get(self, request: web.Request) -> web.Response:
        return web.Response()

    async def __call__(self, request: web.Request) -> web.Response:
        return web.Response()


HERE = __name__
LABELS = [
    (show, f"{HERE}.show"),
    (Desk().get, f"{HERE}.Desk.get"),
    (Desk, f"{HERE}.Desk"),
    (Desk(), f"{HERE}.Desk"),
    (partial(show), f"partial({HERE}.show)"),
    (lambda request: web.Response(), f"{HERE}.<lambda>"),
]


def called(given: object) -> object:
    """A handler as aiohttp registers it."""
    router = web.UrlDispatcher()
    with pytest.warns(DeprecationWarning, match="Bare functions"):
        return router.add_get("/", given, allow_head=False).handler  # type: ignore[arg-type]  # as old code does


def test_a_function_that_aiohttp_puts_round_a_handler_does_not_count() -> None:
    assert label_of(called(Desk())) == f"{HERE}.Desk"
    assert label_of(called(lambda request: None)).endswith("<lambda>")


def held(values: object) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=str(values))

    return answer


ALIKE = [
    (held([1, 2]), held([1, 2]), held([2, 1])),
    (held({1, "a"}), held({"a", 1}), held({"b", 1})),
    (held({"a": b"x"}), held({"a": b"x"}), held({"a": b"y"})),
    (held(re.compile("a")), held(re.compile("a")), held(re.compile("b"))),
    (held(partial(dict, tab=1)), held(partial(dict, tab=1)), held(partial(dict, tab=2))),
    (held(Desk), held(Desk), held(Odd)),
    (held(Desk().get), held(Desk().get), held(show)),
    (partial(lambda n, r: n, 1), partial(lambda n, r: n, 1), partial(lambda n, r: r, 1)),
]


@pytest.mark.parametrize(("one", "same", "other"), ALIKE)
def test_handlers_are_told_apart_by_what_they_hold(one: object, same: object, other: object) -> None:
    handlers = Handlers()
    rows = [handlers.rows[handlers.number(each)] for each in (one, same, other)]
    first, second, third = ((row["code"], row["state"]) for row in rows)
    assert first == second != third


@pytest.mark.parametrize(("given", "label"), LABELS, ids=[row[1] for row in LABELS])
def test_a_handler_has_a_label(given: object, label: str) -> None:
    assert label_of(given) == label


def test_the_same_method_of_the_same_object_is_one_handler() -> None:
    handlers, desk = Handlers(), Desk()
    assert handlers.number(desk.get) == handlers.number(desk.get)
    assert handlers.number(Desk().get) != handlers.number(desk.get)


ENCODED = [
    ("x = 'é'\n", "x = 'é'\n".encode()),
    ("# coding: latin-1\nx = 'é'\n", "# coding: latin-1\nx = 'é'\n".encode("latin-1")),
    ("#!/bin/x\n# vim: fileencoding=latin-1\n# é", "#!/bin/x\n# vim: fileencoding=latin-1\n# é".encode("latin-1")),
    ("\ufeffx = 'é'\r\n", "x = 'é'\r\n".encode()),
    ("", b""),
]


@pytest.mark.parametrize(("text", "data"), ENCODED)
def test_a_text_is_encoded_as_its_first_lines_say(text: str, data: bytes) -> None:
    assert encoded(text) == data
