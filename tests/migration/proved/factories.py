"""Functions that make an application."""

import asyncio

from aiohttp import web

from tests.migration.proved.shop.views import edit, show


def make() -> web.Application:
    app = web.Application()
    app.router.add_route("GET", "/users/{id}", show, name="user")
    return app


async def make_later() -> web.Application:
    await asyncio.sleep(0)
    app = make()
    app.router.add_route("PUT", "/users/{id}", edit, name="user")
    return app


def make_router() -> web.UrlDispatcher:
    return make().router
