"""The smallest app. Run it, then open http://localhost:8080/hello/Ada"""

from aiohttp import web

import resrouter


async def hello(request: web.Request) -> web.Response:
    return web.Response(text=f"{request.method} {person.url(request.match_info)}\n")


app = web.Application()
person = resrouter.setup(app).add_resource("/hello/{name}", name="person")
person.add_route("GET", hello)
person.add_route("PUT", hello)
if __name__ == "__main__":
    web.run_app(app, host="localhost")
