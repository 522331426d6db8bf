"""The routes of the shop: the file that is rewritten."""

from aiohttp import web

from .views import edit, index, show  # noqa: TID252  # relative imports are what is tested


def setup(app: web.Application) -> None:
    router = app.router
    router.add_route("GET", "/", index, name="index")
    router.add_route("GET", "/users/{id}", show, name="user")
    router.add_route("PUT", "/users/{id}", edit, name="user")
