"""Students: colon paths, chains of handlers and groups, on the router of resrouter.

Run it with `python examples/micro_students.py`. Then, from another terminal:

    curl localhost:8080/physics/students/7             # class and id; there is no session
    curl localhost:8080/physics/students/7/spring      # class, id and session
    curl -X POST localhost:8080/physics/students/7     # the same, for another method
    curl -X PUT localhost:8080/physics/students/7      # 405: GET, HEAD and POST are there
    curl localhost:8080/chain/example                  # one -> two -> three
    curl localhost:8080/chain/locked                   # 401: the first handler does not call the next one
    curl localhost:8080/api/v1/students                # a group in a group
    curl -X DELETE localhost:8080/api/ping             # every method
    curl localhost:8080/link/physics/7                 # the link without a session
    curl localhost:8080/link/physics/7/spring          # and with one
"""

import argparse

from aiohttp import web
from aiohttp.typedefs import Handler

from resrouter.micro import Micro

CHAIN = web.RequestKey("CHAIN", str)  # what the handlers of a chain tell each other travels on the request


async def show_student(request: web.Request) -> web.Response:
    """Show the parameters: as a mapping, and in the order of the path."""
    params = dict(request.match_info)
    return web.json_response({"params": params, "values": list(params.values())})


async def one(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The first link of a chain: it is given the next one."""
    request[CHAIN] = "one -> "
    return await handler(request)


async def two(request: web.Request, handler: Handler) -> web.StreamResponse:
    request[CHAIN] += "two -> "
    return await handler(request)


async def three(request: web.Request) -> web.Response:
    """The last one, which has no next one to call."""
    return web.Response(text=f"{request[CHAIN]}three\n")


async def locked(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Stop the chain for those who have no key."""
    if "key" not in request.query:
        raise web.HTTPUnauthorized(text="There is no key.\n")
    return await handler(request)


async def ping(request: web.Request) -> web.Response:
    return web.Response(text=f"{request.method} {request.path}\n")


async def list_students(_request: web.Request) -> web.Response:
    return web.json_response([{"id": 7, "class": "physics"}])


async def show_one(_request: web.Request, number: int, tab: str | None) -> web.Response:
    """Show one student; the parameters are those of the path, and an absent part is None."""
    return web.json_response({"number": number, "tab": tab})


def students() -> Micro:
    micro = Micro()

    async def show_link(request: web.Request) -> web.Response:
        return web.Response(text=f"{micro.url('student', **request.match_info)}\n")

    def version(api: Micro) -> None:
        api.get("students", list_students)
        api.get("students/:number/:tab?", [one, show_one], name="profile")

    def api(group: Micro) -> None:
        group.all("ping", ping)
        group.group("v1", version)

    micro.route("/:class/students/:id/:session?", ["GET", "HEAD", "POST"], show_student, name="student")
    micro.get("/chain/example", [one, two, three])
    micro.get("/chain/locked", [locked, one, two, three])
    micro.get("/link/:class/:id/:session?", show_link)
    micro.group("/api", api)
    return micro


def make_app() -> web.Application:
    return students().application()


def main() -> None:
    parser = argparse.ArgumentParser(description="Students, by colon paths and chains.")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    web.run_app(make_app(), host="localhost", port=parser.parse_args().port)


if __name__ == "__main__":
    main()
