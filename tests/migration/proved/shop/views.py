"""The handlers of the shop."""

from aiohttp import web


async def index(request: web.Request) -> web.Response:
    return web.Response(text="index")


async def show(request: web.Request) -> web.Response:
    return web.Response(text="show")


async def edit(request: web.Request) -> web.Response:
    return web.Response(text="edit")
