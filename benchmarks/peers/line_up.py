"""Who is measured, in the order of the tables' columns."""

from importlib import import_module

from benchmarks.peers.peer import Peer

PEERS = {
    "aiohttp": "stock:STOCK",
    "resrouter": "ours:RESOLVE",
    "resrouter find": "ours:FIND",
    "falcon": "falcon:FALCON",
    "litestar": "litestar:LITESTAR",
    "sanic-routing": "sanic:SANIC",
    "werkzeug": "werkzeug:WERKZEUG",
    "starlette": "starlette:STARLETTE",
    "django": "django:DJANGO",
    "http-router": "http_router:HTTP_ROUTER",
    "routrie (Rust)": "routrie:ROUTRIE",
}


def load(name: str) -> Peer:
    """The peer's adapter. Only then its package is imported: memory is measured with no other beside it."""
    module, _, constant = PEERS[name].partition(":")
    peer: Peer = getattr(import_module(f"benchmarks.peers.{module}"), constant)
    return peer
