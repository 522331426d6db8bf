"""A guestbook with the routes that one had for aiohttp 0.20: each with its own name, method by method.

It runs unchanged. What differs from 2016 is where the router comes from: `resrouter_compat.setup(app)`, and
`from resrouter_compat import Route` where it was `from aiohttp.web import Route`. (Middlewares and keys of the
application are written as aiohttp 3 wants them, whatever the router.)

    cd examples
    python -m v1_guestbook               # http://localhost:8080/
    python -m guestbook                  # the same without resrouter_compat
"""
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs

from pathlib import Path

import jinja2
from aiohttp import web

import resrouter_compat
from v1_guestbook import middlewares, views
from v1_guestbook.book import Book
from v1_guestbook.routes import setup_routes

HERE = Path(__file__).parent


def make_app(book=None):
    app = web.Application(middlewares=[middlewares.name_the_route, middlewares.error_pages, middlewares.members_only])
    resrouter_compat.setup(app)  # the new line
    app[views.BOOK] = book or Book()
    app[views.TEMPLATES] = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True)
    setup_routes(app)
    return app
