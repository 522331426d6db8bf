"""An application that is made while its module is imported, which prints and reads."""

import os
import sys

from aiohttp import web

from tests.migration.proved.shop.views import edit, show

print("loud: imported")  # noqa: T201  # it must not get into the answers
os.write(1, b'{"failure": "none"}\n')
assert sys.stdin.read() == ""

app = web.Application()
app.router.add_route("GET", "/users/{id}", show, name="user")
app.router.add_route("PUT", "/users/{id}", edit, name="user")
