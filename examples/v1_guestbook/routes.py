"""The routes, in the order in which they are tried."""
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs

import re
from pathlib import Path

from resrouter_compat import DynamicRoute
from v1_guestbook import views
from v1_guestbook.archive import ArchiveRoute

STATIC = Path(__file__).parent / "static"

TEXTS = [
    ("GET", "/robots.txt", views.robots, None),
    ("get", "/humans.txt", views.humans, "humans"),
]


def setup_routes(app):
    app.router.add_route("GET", "/", views.index, name="index")

    # One path, and each method has a name of its own.
    app.router.add_route("GET", "/login", views.login, name="login")
    app.router.add_route("POST", "/login", views.submit_login, name="submit_login")
    app.router.add_route("POST", "/logout", views.logout, name="logout")

    # One path, and nobody needs a name.
    app.router.add_route("GET", "/entries", views.list_entries)  # for scripts
    app.router.add_route("POST", "/entries", views.sign)

    add_route = app.router.add_route
    add_route("GET", "/entries/latest", views.latest)
    add_route("GET", r"/entries/{id:\d+}", views.show_entry, name="entry")
    add_route("DELETE", r"/entries/{id:\d+}", views.remove, name="remove_entry")

    # The second must come before the third: "me" is whoever has logged in.
    add_route("GET", "/guests/{name}", views.show_guest, name="guest")
    add_route("POST", "/guests/me", views.rename, name="rename")
    add_route("POST", "/guests/{name}", views.wave)

    add_route(path="/settings", method="*", handler=views.Settings, name="settings")
    visits = views.Visits()
    add_route("GET", "/visits", visits, name="visits")

    for method, path, handler, name in TEXTS:
        add_route(method, path, handler, name=name)

    feed = re.compile(r"^/feed\.(?P<format>json|txt)$")
    app.router.register_route(DynamicRoute("GET", views.feed, "feed", feed, "/feed.{format}"))
    app.router.register_route(ArchiveRoute("GET", views.archive, "archive"))

    # Pages that are added later come after this one, so that nobody replaces the rules of the house.
    app.router.add_route("GET", "/pages/{slug:rules}", views.show_page, name="page")
    app.router.add_route("POST", "/pages", views.add_page, name="add_page")

    app.router.add_static("/static/", STATIC, name="static")
