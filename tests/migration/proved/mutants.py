"""Rewritings of a few routes: wrong ones, each with a request that tells, and right ones."""

from typing import Any, NamedTuple


class Mutant(NamedTuple):
    """A wrong rewriting, and what a request leads to before and after it."""

    claim: str
    before: str
    after: str
    request: str
    fact: str
    answers: tuple[Any, Any]


class Twin(NamedTuple):
    """A right rewriting."""

    claim: str
    before: str
    after: str


# What every row may use; `app` and `router` are made anew for each.
PROLOGUE = """\
import itertools
import time
from functools import partial
from aiohttp import hdrs, web

async def index(request): ...
async def show(request): ...
async def edit(request): ...
async def page(name, request): ...
async def refuse(request): ...
async def check(request): ...

def named(name):
    async def answer(request):
        return name
    return answer

class Desk:
    def __init__(self, name):
        self.name = name
    async def get(self, request): ...

class Call:
    def __init__(self, name):
        self.name = name
        self.since = time.time_ns()
    async def __call__(self, request): ...

class Items(web.View):
    async def get(self): ...

class Other(web.View):
    async def get(self): ...

app = web.Application()
router = app.router
"""

_TWO = 'router.add_route("GET", "/a", {})\nrouter.add_route("GET", "/b", {})\n'


def _swapped(first: str, second: str) -> tuple[str, str]:
    return _TWO.format(first, second), _TWO.format(second, first)


MUTANTS = [
    Mutant(
        "two routes swapped that overlap",
        'router.add_route("GET", "/{id}/me", show)\nrouter.add_route("GET", "/{id:n.w}/{tab}", edit)\n',
        'router.add_route("GET", "/{id:n.w}/{tab}", edit)\nrouter.add_route("GET", "/{id}/me", show)\n',
        "GET /naw/me",
        "handler",
        ("show", "edit"),
    ),
    Mutant(
        "a literal path moved before a pattern that fits it",
        'router.add_route("GET", "/u/{id}", show)\nrouter.add_route("GET", "/u/{rest:.*}", edit)\n',
        'router.add_route("GET", "/u/{rest:.*}", edit)\nrouter.add_route("GET", "/u/{id}", show)\n',
        "GET /u/a",
        "params",
        ({"id": "a"}, {"rest": "a"}),
    ),
    Mutant(
        "a name lost",
        'router.add_route("GET", "/u", show, name="u")\n',
        'router.add_resource("/u").add_route("GET", show)\n',
        "GET /u",
        "route_name",
        ("u", None),
    ),
    Mutant(
        "a name lost, as a link",
        'router.add_route("GET", "/u/{id}", show, name="u")\n',
        'router.add_resource("/u/{id}").add_route("GET", show)\n',
        "the link to 'u' (id='a')",
        "raised",
        ("", "KeyError"),
    ),
    Mutant(
        "a name given to a route that had none",
        'router.add_route("GET", "/u", show)\nrouter.add_route("PUT", "/u", edit, name="u")\n',
        'u = router.add_resource("/u", name="u")\nu.add_route("GET", show)\nu.add_route("PUT", edit)\n',
        "GET /u",
        "resource_name",
        (None, "u"),
    ),
    Mutant(
        "a name changed by one character",
        'router.add_route("GET", "/u", show, name="u")\n',
        'router.add_resource("/u", name="v").add_route("GET", show)\n',
        "GET /u",
        "route_name",
        ("u", "v"),
    ),
    Mutant(
        "a method dropped",
        'router.add_get("/u", show)\n',
        'router.add_resource("/u").add_route("GET", show)\n',
        "HEAD /u",
        "status",
        (0, 405),
    ),
    Mutant(
        "a method dropped, as others are told",
        'router.add_get("/u", show)\n',
        'router.add_resource("/u").add_route("GET", show)\n',
        "UNHEARD /u",
        "allowed",
        (("GET", "HEAD"), ("GET",)),
    ),
    Mutant(
        "a method that became any",
        'router.add_route("LOCK", "/u", show)\n',
        'router.add_resource("/u").add_route("*", show)\n',
        "UNHEARD /u",
        "status",
        (405, 0),
    ),
    Mutant(
        "a path changed by one character",
        'router.add_route("GET", "/users", show)\n',
        'router.add_resource("/user").add_route("GET", show)\n',
        "GET /users",
        "status",
        (0, 404),
    ),
    Mutant(
        "a slash at the end",
        'router.add_route("GET", "/users", show)\n',
        'router.add_resource("/users/").add_route("GET", show)\n',
        "GET /users/",
        "status",
        (404, 0),
    ),
    Mutant(
        "an upper-case letter",
        'router.add_route("GET", "/Users/{id}", show)\n',
        'router.add_resource("/users/{id}").add_route("GET", show)\n',
        "GET /Users/a",
        "status",
        (0, 404),
    ),
    Mutant(
        "a parameter renamed",
        'router.add_route("GET", "/u/{id}", show)\n',
        'router.add_resource("/u/{di}").add_route("GET", show)\n',
        "GET /u/a",
        "params",
        ({"id": "a"}, {"di": "a"}),
    ),
    Mutant(
        "a repeat with one more",
        r'router.add_route("GET", r"/u/{id:\d{2}}", show)',
        r'router.add_resource(r"/u/{id:\d{3}}").add_route("GET", show)',
        "GET /u/000",
        "status",
        (404, 0),
    ),
    Mutant(
        "a range with one letter more",
        'router.add_route("GET", "/u/{id:[a-m]+}", show)\n',
        'router.add_resource("/u/{id:[a-n]+}").add_route("GET", show)\n',
        "GET /u/an",
        "status",
        (404, 0),
    ),
    Mutant(
        "a dot without its backslash",
        r'router.add_route("GET", r"/{id:\d+\.csv}", show)',
        r'router.add_resource(r"/{id:\d+.csv}").add_route("GET", show)',
        "GET /0acsv",
        "status",
        (404, 0),
    ),
    Mutant(
        "a plus that became a star",
        r'router.add_route("GET", r"/u/{id:.+}", show)',
        r'router.add_resource(r"/u/{id:.*}").add_route("GET", show)',
        "GET /u/",
        "status",
        (404, 0),
    ),
    Mutant(
        "a regex lost",
        r'router.add_route("GET", r"/u/{id:\d+}", show)',
        'router.add_resource("/u/{id}").add_route("GET", show)\n',
        "GET /u/a",
        "status",
        (404, 0),
    ),
    Mutant("a handler swapped", *_swapped("show", "edit"), "GET /a", "handler", ("show", "edit")),
    Mutant("a view swapped", *_swapped("Items", "Other"), "GET /a", "handler", ("Items", "Other")),
    Mutant(
        "lambdas swapped",
        *_swapped("lambda r: show(r)", "lambda r: edit(r)"),
        "GET /a",
        "handler",
        ("<lambda> #1", "<lambda> #2"),
    ),
    Mutant(
        "lambdas swapped that differ in a default",
        *_swapped("lambda r, n=1: show(r)", "lambda r, n=2: show(r)"),
        "GET /b",
        "handler",
        ("<lambda> #2", "<lambda> #1"),
    ),
    Mutant(
        "closures swapped",
        *_swapped('named("a")', 'named("b")'),
        "GET /a",
        "handler",
        ("named.<locals>.answer #1", "named.<locals>.answer #2"),
    ),
    Mutant(
        "partials swapped",
        *_swapped('partial(page, "a")', 'partial(page, "b")'),
        "GET /a",
        "handler",
        ("partial(page) #1", "partial(page) #2"),
    ),
    Mutant(
        "methods of two objects swapped",
        *_swapped('Desk("a").get', 'Desk("b").get'),
        "GET /a",
        "handler",
        ("Desk.get #1", "Desk.get #2"),
    ),
    Mutant(
        "an expect handler lost",
        'router.add_route("GET", "/u", show, expect_handler=check)\n',
        'router.add_resource("/u").add_route("GET", show)\n',
        "GET /u",
        "expect_handler",
        ("check", ""),
    ),
    Mutant(
        "a route lost behind a directory",
        'router.add_static("/files", ".")\nrouter.add_route("GET", "/{name}/index", show)\n',
        'router.add_route("GET", "/{name}/index", show)\nrouter.add_static("/files", ".", name="f")\n',
        "GET /files",
        "resource_name",
        (None, "f"),
    ),
]

TWINS = [
    Twin(
        "routes grouped into resources",
        'router.add_route("GET", "/u/{id}", show, name="u")\nrouter.add_route("PUT", "/u/{id}", edit, name="u")\n',
        'u = router.add_resource("/u/{id}", name="u")\nu.add_route("GET", show)\nu.add_route("PUT", edit)\n',
    ),
    Twin(
        "a shortcut written out",
        'router.add_get("/u", show, name="u")\nrouter.add_view("/v", Items)\n',
        'u = router.add_resource("/u", name="u")\nu.add_route("HEAD", show)\nu.add_route("GET", show)\n'
        'router.add_resource("/v").add_route("*", Items)\n',
    ),
    Twin(
        "definitions written out",
        'app.add_routes([web.get("/u", show), web.post("/u", edit)])\n',
        'u = router.add_resource("/u")\nu.add_route("HEAD", show)\nu.add_route("GET", show)\n'
        'u.add_route("POST", edit)\n',
    ),
    Twin(
        "renamed local variables and comments",
        'add = router.add_route\nfor number in range(3):\n    add("GET", f"/{number}", lambda r, n=number: show(r))\n',
        "# One for each.\nrest = router\nfor n in range(3):\n"
        '    # a resource\n    rest.add_resource(f"/{n}").add_route("GET", lambda r, n=n: show(r))\n',
    ),
    Twin(
        "renamed parameters of a lambda",
        'router.add_route("GET", "/u", lambda request: show(request))\n',
        'router.add_resource("/u").add_route("GET", lambda r: show(r))\n',
    ),
    Twin(
        "handlers of all kinds, and two of a kind that hold the time",
        'router.add_route("GET", "/a", Call("a"))\nrouter.add_route("GET", "/b", Call("b"))\n'
        'router.add_route("GET", "/c", named("c"))\nrouter.add_route("GET", "/d", partial(page, "d"))\n',
        'router.add_resource("/a").add_route("GET", Call("a"))\nrouter.add_resource("/b").add_route("GET", Call("b"))\n'
        'router.add_resource("/c").add_route("GET", named("c"))\n'
        'router.add_resource("/d").add_route("GET", partial(page, "d"))\n',
    ),
    Twin(
        "methods in lower case, and by their constants",
        'router.add_route("get", "/u", show)\nrouter.add_route(hdrs.METH_ANY, "/v", edit)\n',
        'router.add_resource("/u").add_route("GET", show)\nrouter.add_resource("/v").add_route("*", edit)\n',
    ),
    Twin(
        "methods out of a set",
        'for method in {"GET", "PUT", "LOCK", "COPY"}:\n    router.add_route(method, "/u", named(method))\n',
        'u = router.add_resource("/u")\n'
        'for verb in {"GET", "PUT", "LOCK", "COPY"}:\n    u.add_route(verb, named(verb))\n',
    ),
    Twin(
        "resources that no path has in common in another order",
        'router.add_route("GET", "/a/{id}", named("a"))\nrouter.add_route("GET", "/b/{id}", named("b"))\n',
        'router.add_route("GET", "/b/{id}", named("b"))\nrouter.add_route("GET", "/a/{id}", named("a"))\n',
    ),
    Twin(
        "one regex in two wordings",
        r'router.add_route("GET", r"/u/{id:[0-9]+}", show)',
        r'router.add_resource(r"/u/{id:[0-9][0-9]*}").add_route("GET", show)',
    ),
    Twin(
        "a sub-application and a directory",
        'sub = web.Application()\nsub.router.add_route("GET", "/x", show, name="x")\napp.add_subapp("/sub", sub)\n'
        'router.add_static("/files", ".", name="files")\n',
        'sub = web.Application()\nsub.router.add_resource("/x", name="x").add_route("GET", show)\n'
        'app.add_subapp("/sub", sub)\nrouter.add_static("/files", ".", name="files")\n',
    ),
]
