"""The routes, in the order in which they are tried."""
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs

from pathlib import Path

from guestbook import views

STATIC = Path(__file__).parents[1] / "v1_guestbook" / "static"

TEXTS = [
    ("GET", "/robots.txt", views.robots, None),
    ("get", "/humans.txt", views.humans, "humans"),
]


def setup_routes(app):
    app.router.add_resource("/", name="index").add_route("GET", views.index)

    login_resource = app.router.add_resource("/login", name="login")
    login_resource.add_route("GET", views.login)
    login_resource.add_route("POST", views.submit_login)
    app.router.add_resource("/logout", name="logout").add_route("POST", views.logout)

    # One path, and nobody needs a name.
    entries_resource = app.router.add_resource("/entries")
    entries_resource.add_route("GET", views.list_entries)  # for scripts
    entries_resource.add_route("POST", views.sign)

    app.router.add_resource("/entries/latest").add_route("GET", views.latest)
    entry_resource = app.router.add_resource(r"/entries/{id:\d+}", name="entry")
    entry_resource.add_route("GET", views.show_entry)
    entry_resource.add_route("DELETE", views.remove, data={"members_only": True})

    # The first must come before the second: "me" is whoever has logged in.
    me_resource = app.router.add_resource("/guests/me", name="rename")
    me_resource.add_route("POST", views.rename, data={"members_only": True})
    guest_resource = app.router.add_resource("/guests/{name}", name="guest")
    guest_resource.add_route("GET", views.show_guest)
    guest_resource.add_route("POST", views.wave)

    settings_resource = app.router.add_resource("/settings", name="settings")
    settings_resource.add_route("*", views.Settings, data={"members_only": True})
    visits = views.Visits()
    app.router.add_resource("/visits", name="visits").add_route("GET", visits.show)

    for method, path, handler, name in TEXTS:
        app.router.add_route(method, path, handler, name=name)

    app.router.add_resource("/feed.{format:json|txt}", name="feed").add_route("GET", views.feed)
    app.router.add_resource("/archive", name="archive").add_route("GET", views.archive)
    app.router.add_resource(r"/archive/{year:\d{4}}", name="archive_year").add_route("GET", views.archive)
    app.router.add_resource(r"/archive/{year:\d{4}}/{month:\d\d}", name="archive_month").add_route("GET", views.archive)

    # Pages that are added later come after this one, so that nobody replaces the rules of the house.
    app.router.add_resource("/pages/{slug:rules}", name="page").add_route("GET", views.show_page)
    app.router.add_resource("/pages", name="add_page").add_route("POST", views.add_page)

    app.router.add_static("/static/", STATIC, name="static")
