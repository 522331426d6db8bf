"""An app written for aiohttp's own router: every way of registering, a sub-application, middlewares, named links.

One line of it is new, and nothing else changes: python examples/existing_app.py
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

import resrouter

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ITEMS = web.AppKey("items", dict[int, str])
STATIC = Path(__file__).parent / "blog_static"
routes = web.RouteTableDef()


async def index(request: web.Request) -> web.Response:
    links = [request.app.router["item"].url_for(id=str(number)) for number in request.app[ITEMS]]
    return web.json_response([str(link) for link in links])


@routes.get("/items/{id:[0-9]+}", name="item")
async def show_item(request: web.Request) -> web.Response:
    number = int(request.match_info["id"])
    if number not in request.app[ITEMS]:
        raise web.HTTPNotFound(text=f"No item {number}")
    return web.json_response({"id": number, "text": request.app[ITEMS][number]})


@routes.delete("/items/{id:[0-9]+}")
async def delete_item(request: web.Request) -> web.Response:
    request.app[ITEMS].pop(int(request.match_info["id"]), None)
    return web.Response(status=204)


@routes.view("/items", name="items")
class Items(web.View):
    async def post(self) -> web.Response:
        items = self.request.app[ITEMS]
        number = max(items, default=0) + 1
        items[number] = await self.request.text()
        raise web.HTTPSeeOther(self.request.app.router["item"].url_for(id=str(number)))

    async def get(self) -> web.Response:
        items = self.request.app[ITEMS]
        return web.json_response(sorted(items))


async def echo(request: web.Request) -> web.Response:
    return web.json_response({"method": request.method, "match_info": dict(request.match_info)})


async def whoami(request: web.Request) -> web.Response:
    link = request.app.router["who"].url_for(user=request.match_info["user"])
    return web.Response(text=f"{request.match_info['user']} at {link}")


@web.middleware
async def add_route_header(request: web.Request, handler: Handler) -> web.StreamResponse:
    resource = request.match_info.route.resource
    canonical = resource.canonical if resource else "none"
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers["X-Route"] = canonical
        raise
    response.headers["X-Route"] = canonical
    return response


@web.middleware
async def count_apps(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    response.headers["X-Apps"] = str(len(request.match_info.apps))
    return response


def make_admin() -> web.Application:
    admin = web.Application(middlewares=[count_apps])
    admin.router.add_get("/", echo, name="admin")
    admin.router.add_get("/who/{user}", whoami, name="who")
    return admin


def make_app() -> web.Application:
    app = web.Application(middlewares=[add_route_header])
    resrouter.setup(app)  # the new line
    app[ITEMS] = {1: "tea", 2: "café"}
    app.router.add_get("/", index, name="index")
    app.add_routes(routes)
    app.router.add_route("*", "/echo/{tail:.*}", echo)
    app.router.add_post("/v{major}.{minor}", echo)
    app.add_routes([web.put("/put/{key}", echo), web.get("/näh", echo, allow_head=False)])
    app.router.add_resource("/two").add_route("GET", echo)
    app.router.add_static("/static", STATIC, name="static", show_index=True)
    app.add_subapp("/admin", make_admin())
    app.add_domain("*.example.com", make_admin())
    return app


if __name__ == "__main__":
    web.run_app(make_app(), host="localhost")
