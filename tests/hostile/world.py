"""The application that hostile requests are sent to: every kind of resource, in a table of some hundreds.

`python -m tests.hostile.world DIRECTORY` serves it on a free port, which it prints, until its input ends.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

import resrouter

SECRET = "SECRET: beside the root, never to be served"
LONGEST_NAME = "n" * 255
SIBLINGS = 300

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Name and path, each with one GET handler.
PATHS = {
    "root": "/",
    "plain": "/plain",
    "plain.slash": "/plain/",
    "spaced": "/a b",
    "accent": "/café",
    "percent": "/100%25",
    "gap": "/gap//plain",
    "user": "/users/{name}",
    "user.new": "/users/new",
    "post": "/users/{name}/posts/{id:[0-9]+}",
    "glued": "/glued/{a}-{b}-{c}",
    "again": "/again/{a}ab{b}ab{c}ab{d}",
    "version": "/v{major}.{minor}/notes",
    "files": "/files/{rest:.*}",
    "between": "/deep/{head}/{rest:.+}/end",
    "two": "/{first}/{second}/two",
}


def build(tree: Path, *, siblings: int = SIBLINGS) -> tuple[web.Application, resrouter.Router]:
    """The application and its router; `tree` is an empty directory for the files that it serves."""
    app = web.Application()
    router = resrouter.setup(app)
    for name, path in PATHS.items():
        router.add_resource(path, name=name).add_route("GET", telling(name))
    router.add_resource("/go/{name}", name="go").add_route("GET", redirecting(router))
    for number in range(siblings):
        path = f"/api/{number}/{{key}}/part-{number}-{{tail}}.json"
        router.add_resource(path, name=f"api.n{number}").add_route("GET", telling("api"))
    root, linked = plant(tree)
    router.add_static("/static", root)
    router.add_static("/à lire", root)
    router.add_static("/linked", linked, follow_symlinks=True)
    app.add_subapp("/sub", resrouter_app("sub"))
    app.add_subapp("/süb", resrouter_app("accented"))
    app.add_subapp("/stock", stock_app("stock"))
    app.add_domain("admin.test", resrouter_app("admin"))
    app.add_domain("*.wild.test", stock_app("wild"))
    return app, router


def telling(name: str) -> Handler:
    """A handler that tells the resource's name and what it took."""

    async def tell(request: web.Request) -> web.Response:
        return web.json_response({"resource": name, "params": dict(request.match_info)})

    return tell


def redirecting(router: resrouter.Router) -> Handler:
    """A handler that sends to the page of the user it is given, where that has a link."""

    async def redirect(request: web.Request) -> web.Response:
        try:
            link = router.url("user", name=request.match_info["name"])
        except resrouter.UrlError as error:
            raise web.HTTPBadRequest(text=type(error).__name__) from error
        raise web.HTTPSeeOther(link)

    return redirect


def resrouter_app(name: str) -> web.Application:
    app = stock_app(name)
    resrouter.setup(app)
    return app


def stock_app(name: str) -> web.Application:
    app = web.Application()
    app.router.add_get("/", telling(f"{name}.root"))
    app.router.add_get("/{item}", telling(f"{name}.item"))
    return app


def plant(tree: Path) -> tuple[Path, Path]:
    """Two directories to serve, with secrets beside them."""
    root, linked, shared, publicity = (tree / name for name in ("public", "linked", "shared", "publicity"))
    for directory in (root, root / "docs", linked, shared, publicity):
        directory.mkdir()
    for directory in (tree, publicity):
        (directory / "secret.txt").write_text(SECRET)
    files = ["site.css", "a b.txt", "café.txt", "100%.txt", "a%2Fb.txt", "a\\b.txt", LONGEST_NAME]
    for name in (*files, "docs/guide.txt"):
        (root / name).write_text(f"file {name}", "utf-8")
    (shared / "shared.txt").write_text("file shared.txt")
    (linked / "inside.txt").write_text("file inside.txt")
    (root / "alias.css").symlink_to("site.css")
    (root / "way-out.txt").symlink_to("../secret.txt")
    (root / "way-out").symlink_to("..")
    (root / "site.css.gz").symlink_to("../secret.txt")
    (root / "loop").symlink_to("loop")
    (linked / "shared").symlink_to("../shared")
    (linked / "loop").symlink_to("loop")
    os.mkfifo(root / "pipe")
    return root, linked


async def serve(tree: Path) -> None:
    runner = web.AppRunner(build(tree)[0], access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
