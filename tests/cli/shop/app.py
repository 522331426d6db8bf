"""A router, an application of ours with others mounted, a stock one, and makers of all kinds."""

from pathlib import Path

from aiohttp import web

import resrouter


async def show_user(request: web.Request) -> web.Response:
    return web.Response()


async def drop_user(request: web.Request) -> web.Response:
    return web.Response()


class Items(web.View):
    async def get(self) -> web.Response:
        return web.Response()


router = resrouter.Router()
user = router.add_resource("/users/{name}", name="user")
user.add_route("GET", show_user)
user.add_route("DELETE", drop_user)
router.add_view("/items", Items, name="items")


def make() -> web.Application:
    app = web.Application()
    resrouter.setup(app)
    app.router.add_get("/users/{name}", show_user, name="user", allow_head=False)
    app.router.add_static("/static", Path(__file__).parent, name="static")
    admin = web.Application()
    resrouter.setup(admin)
    admin.router.add_get("/stats", show_user, allow_head=False)
    app.add_subapp("/admin", admin)
    other = web.Application()
    resrouter.setup(other)
    other.router.add_get("/x", drop_user, allow_head=False)
    app.add_domain("shop.example", other)
    return app


async def make_later() -> web.Application:
    return make()


def make_stock() -> web.Application:
    app = web.Application()
    app.router.add_get("/old/{id}", show_user, name="old", allow_head=False)
    app.router.add_get("/é/{id}", show_user, allow_head=False)
    return app


def chatty() -> resrouter.Router:
    print("connecting ...")  # noqa: T201 - what the test is about
    return router


def leaves() -> web.Application:
    raise SystemExit(0)


class Lazy:
    @property
    def app(self) -> web.Application:
        raise LookupError("not yet")


lazy = Lazy()


def many() -> resrouter.Router:
    many_routes = resrouter.Router()
    for number in range(5000):
        many_routes.add_get(f"/page-{number}", show_user)
    return many_routes


def broken() -> web.Application:
    raise LookupError("no database")


number = 7
