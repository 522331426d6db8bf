"""Serves the guestbook: `python -m guestbook --port 8080`."""
# mypy: allow-untyped-calls

import argparse

from aiohttp import web

from guestbook.app import make_app

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A guestbook with resources.")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    web.run_app(make_app(), host="localhost", port=parser.parse_args().port)
