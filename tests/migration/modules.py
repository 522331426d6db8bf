"""Random modules that define routes in every old way, and what running one of them registers."""

import asyncio
import warnings
from collections.abc import Callable, Iterator
from functools import cache, partial
from random import Random
from types import CodeType

from aiohttp import hdrs, web
from aiohttp.test_utils import make_mocked_request

METHODS = ['"GET"', '"POST"', "'put'", '"get"', '"Delete"', '"*"', "hdrs.METH_GET", "hdrs.METH_ANY", '"LINK"', "METHOD"]
PATHS = [
    '"/"',
    '"/a"',
    '"/a"',
    '"/b"',
    '"/a b"',
    '"/{x}"',
    r'r"/{x:\d+}"',
    '"/a/{y}"',
    '"/{tail:.*}"',
    '""',
    '"/é"',
    '"/a" "/b"',
]
ODD_PATHS = ['"bad"', '"/{"', "PATH", 'f"/{PATH}"']
NAMES = [*[None] * 12, *["unique"] * 8, '"first"', '"second"', "NAME", "None", '"not a name"']
HANDLERS = [
    "first",
    "second",
    "pages.show",
    "lambda request: 7",
    "partial(first, kind=1)",
    "make(3)",
    "make(app)",
    "View",
]
ROUTERS = ["app.router", "app.router", "app.router", "router", "other.router"]
SHORTCUTS = ["add_get", "add_post", "add_view", "add_delete"]

ASKED_PATHS = ["/", "/a", "/b", "/a%20b", "/7", "/x", "/a/b", "/a/7", "/%C3%A9", "/a/b/c", "/bad", "/p"]
ASKED_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "LINK", "PATCH"]

Row = tuple[str, str | None, tuple[tuple[str, object], ...]]


def module(random: Random) -> str:
    """The text of a module that defines routes on `app` and `other`."""
    body = [*_aliases(random), *_block(random, "", depth=0)]
    if random.random() < 0.5:
        return "\n".join(body) + "\n"
    return (
        "\n".join(["def setup(app):", *(f"    {line}" if line else "" for line in "\n".join(body).split("\n"))])
        + "\n\nsetup(app)\n"
    )


def _aliases(random: Random) -> Iterator[str]:
    yield "router = app.router"
    if random.random() < 0.7:
        yield "add_route = app.router.add_route"
    else:
        yield "if True:\n    add_route = app.router.add_route"


def _block(random: Random, indent: str, *, depth: int) -> Iterator[str]:
    path = random.choice(PATHS)
    for _ in range(random.randint(1, 9 if depth == 0 else 4)):
        if random.random() < 0.45:
            path = random.choice(PATHS if random.random() < 0.99 else ODD_PATHS)
        kind = random.random()
        if kind < 0.72:
            yield from _comments(random, indent)
            yield indent + _old(random, path, indent) + random.choice(["", "", "  # behind", ";"])
        elif kind < 0.82:
            yield indent + _modern(random, path)
        elif kind < 0.88:
            yield indent + random.choice(
                ["counter = 0", "pass", "router.add_static('/s', '.')", "app = app", "router = app.router"]
            )
        elif depth < 2:
            yield indent + random.choice(["if True:", "for _ in range(1):", "if False:"])
            yield f"{indent}    pass"
            yield from _block(random, f"{indent}    ", depth=depth + 1)


def _comments(random: Random, indent: str) -> Iterator[str]:
    if random.random() < 0.2:
        yield ""
    if random.random() < 0.2:
        yield f"{indent}# above"


def _old(random: Random, path: str, indent: str) -> str:
    function = "add_route" if random.random() < 0.15 else f"{random.choice(ROUTERS)}.add_route"
    given = [("method", random.choice(METHODS)), ("path", path), ("handler", random.choice(HANDLERS))]
    keywords = random.choice([3, 3, 3, 2, 1, 0])
    arguments = [text for _, text in given[:keywords]]
    named = [f"{key}={text}" for key, text in given[keywords:]]
    name = _name(random)
    if name is not None:
        named.append(f"name={name}")
    random.shuffle(named)
    return f"{function}({_spread(random, [*arguments, *named], indent)})"


def _name(random: Random) -> str | None:
    name = random.choice(NAMES)
    return f'"n{random.randrange(10_000)}"' if name == "unique" else name


def _spread(random: Random, arguments: list[str], indent: str) -> str:
    layout = random.random()
    if layout < 0.7:
        return ", ".join(arguments)
    comment = random.choice(["", "  # inside"])
    if layout < 0.85:
        lines = "".join(f"\n{indent}    {argument},{comment}" for argument in arguments)
        return f"{lines}\n{indent}"
    return f",{comment}\n{indent}        ".join(arguments)


def _modern(random: Random, path: str) -> str:
    name = _name(random)
    named = "" if name is None else f", name={name}"
    if random.random() < 0.4:
        return f"app.router.add_resource({path}{named}).add_route({random.choice(METHODS)}, first)"
    method = random.choice(SHORTCUTS)
    handler = "View" if method == "add_view" else random.choice(HANDLERS)
    head = ", allow_head=False" if method == "add_get" and random.random() < 0.4 else ""
    return f"app.router.{method}({path}, {handler}{named}{head})"


def outcome(
    text: str, make: Callable[[], web.Application] = web.Application
) -> tuple[str | None, list[Row], list[object]]:
    """What running the module on new applications raises, or the resources that it leaves and what they answer."""
    app, other = make(), make()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # plain functions as handlers: the modules are old
            exec(compile(text, "<generated>", "exec"), _world(app, other))
    except Exception as error:  # noqa: BLE001 - whatever aiohttp refuses with is compared
        return type(error).__name__, [], []
    rows = [row for each in (app, other) for row in _rows(each)]
    return None, rows, asyncio.run(_answers(app))


def _world(app: web.Application, other: web.Application) -> dict[str, object]:
    async def first(request: web.Request, kind: int = 0) -> web.Response:
        return web.Response()

    async def second(request: web.Request) -> web.Response:
        return web.Response()

    class View(web.View):
        async def get(self) -> web.Response:
            return web.Response()

    class Pages:
        show = staticmethod(second)

    def make(number: object) -> Callable[..., object]:
        if isinstance(number, web.Application):
            number.router.add_route("GET", "/made", first)
        return partial(first, kind=9)

    names = {"METHOD": "PUT", "PATH": "/p", "NAME": "named", "hdrs": hdrs, "partial": partial, "pages": Pages}
    return {"app": app, "other": other, "first": first, "second": second, "View": View, "make": make, **names}


def _rows(app: web.Application) -> list[Row]:
    return [
        (resource.canonical, resource.name, tuple((route.method, _label(route.handler)) for route in resource))
        for resource in app.router.resources()
    ]


def _label(handler: object) -> object:
    """What tells a handler from others in both runs."""
    if isinstance(handler, partial):
        return handler.func.__name__, tuple(handler.keywords.items())
    code = getattr(handler, "__code__", None)
    return (
        (code.co_name, code.co_consts)
        if isinstance(code, CodeType)
        else getattr(handler, "__name__", repr(type(handler)))
    )


async def _answers(app: web.Application) -> list[object]:
    found: list[object] = []
    for request in _requests():
        match_info = await app.router.resolve(request)
        error = match_info.http_exception
        allowed = sorted(error.allowed_methods) if isinstance(error, web.HTTPMethodNotAllowed) else None
        name, handler = match_info.route.name, _label(match_info.handler) if error is None else None
        found.append((request.method, request.path, error and error.status, allowed, dict(match_info), name, handler))
    return found


@cache
def _requests() -> list[web.Request]:
    return [make_mocked_request(method, path) for method in ASKED_METHODS for path in ASKED_PATHS]
