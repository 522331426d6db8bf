"""The guestbook after `docs/how-to/migrate.md`: resources, and nothing that is old.

What did not change is used from where it was: the book, the files, most templates. Run it with:

    cd examples
    python -m guestbook                  # http://localhost:8080/
"""
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs

from pathlib import Path

import jinja2
from aiohttp import web
from v1_guestbook.book import Book

import resrouter
from guestbook import middlewares, views
from guestbook.routes import setup_routes

HERE = Path(__file__).parent


def make_app(book=None):
    app = web.Application(middlewares=[middlewares.name_the_route, middlewares.error_pages, middlewares.members_only])
    # "registration": the first route that fits answers, as it did in 2016.
    resrouter.setup(app, resrouter.Router(precedence="registration"))
    app[views.BOOK] = book or Book()
    # Two templates have changed; the others are those of before.
    loader = jinja2.FileSystemLoader([HERE / "templates", HERE.parent / "v1_guestbook" / "templates"])
    app[views.TEMPLATES] = jinja2.Environment(loader=loader, autoescape=True)
    setup_routes(app)
    return app
