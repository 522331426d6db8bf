"""A library whose paths have types: what does not convert is a 404, and links are made from values.

Run it with `python examples/typed_api.py`. Then, from another terminal:

    curl localhost:8080/books/7                                             # an int
    curl localhost:8080/books/seven                                         # 404: no int, so no such path
    curl localhost:8080/loans/6ba7b810-9dad-11d1-80b4-00c04fd430c8          # a UUID
    curl localhost:8080/days/2026-02-28                                     # a date
    curl localhost:8080/days/2026-02-30                                     # 404: there is no such day
    curl localhost:8080/shelves/poetry                                      # a member of an enumeration
    curl localhost:8080/shelves/poetry/2                                    # an optional part behind it
    curl -X DELETE localhost:8080/books/7                                   # 401: this route alone asks who it is
    curl -X DELETE -H "Authorization: x" localhost:8080/books/7

Each answer has links that were made from values of these types.
"""

import argparse
from datetime import date, timedelta
from enum import Enum
from uuid import UUID, uuid5

from aiohttp import web
from aiohttp.typedefs import Handler

import resrouter

LOANS = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
LAST_PAGE = 3


class Shelf(Enum):
    POETRY = "poetry"
    HISTORY = "history"


async def signed_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A middleware, for the one route that is given it."""
    if "Authorization" not in request.headers:
        raise web.HTTPUnauthorized(text="Say who you are.\n")
    return await handler(request)


async def show_book(request: web.Request, number: int) -> web.Response:
    """Show a book; the annotation says what the text of the part is to become."""
    loan = resrouter.url_for(request, "loan", id=uuid5(LOANS, str(number)))
    following = resrouter.url_for(request, "book", number=number + 1)
    return web.json_response({"book": number, "next": str(following), "loan": str(loan)})


async def remove_book(_request: web.Request, number: int) -> web.Response:
    return web.json_response({"removed": number})


async def show_loan(request: web.Request) -> web.Response:
    """Show a loan; a handler that takes the request alone finds the values in the match info."""
    found = request.match_info
    assert isinstance(found, resrouter.MatchInfo)  # aiohttp's type of it knows no `params`
    loan = found.params["id"]
    return web.json_response({"loan": loan.hex, "text": found["id"]})


async def show_day(request: web.Request, day: date) -> web.Response:
    following = resrouter.url_for(request, "day", day=day + timedelta(days=1))
    return web.json_response({"weekday": day.strftime("%A"), "next": str(following)})


async def show_shelf(request: web.Request, shelf: Shelf, page: int = 1) -> web.Response:
    """Show a page of a shelf; without one in the path it is the first."""
    others = [other for other in Shelf if other is not shelf]
    links = [resrouter.url_for(request, "shelf", parts={"shelf": other, "page": None}) for other in others]
    if page < LAST_PAGE:
        links.append(resrouter.url_for(request, "shelf", shelf=shelf, page=page + 1))
    return web.json_response({"shelf": shelf.name, "page": page, "links": [str(link) for link in links]})


def library() -> resrouter.Router:
    router = resrouter.Router(syntax="colon")
    book = router.add_resource("/books/:number", name="book")  # its handlers say what the number is
    book.add_route("GET", show_book)
    book.add_route("DELETE", remove_book, middlewares=[signed_in])
    router.add_resource("/loans/:id", name="loan", converters={"id": UUID}).add_route("GET", show_loan)
    router.add_get("/days/:day", show_day, name="day")
    router.add_get("/shelves/:shelf/:page?", show_shelf, name="shelf")
    return router


def make_app() -> web.Application:
    app = web.Application()
    resrouter.setup(app, library())
    return app


def main() -> None:
    parser = argparse.ArgumentParser(description="A library whose paths have types.")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    web.run_app(make_app(), host="localhost", port=parser.parse_args().port)


if __name__ == "__main__":
    main()
