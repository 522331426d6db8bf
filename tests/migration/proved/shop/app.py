"""The application of the shop, whose routes stand in another module."""

from aiohttp import web

from . import routes  # noqa: TID252  # relative imports are what is tested

app = web.Application()
routes.setup(app)
