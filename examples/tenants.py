"""One shop for many tenants: prefixes with parameters, nested mounts, and links through all of them.

Run it with `python examples/tenants.py` and open http://localhost:8080/. A tenant is a part of the path, `/t/acme/`:
handlers find it in `match_info`, and links take it from the request. Then, from another terminal:

    curl localhost:8080/t/ACME/                    # 404: the prefix takes lower case only
    curl -X PUT localhost:8080/sale                # the shop gets a page more, in all tenants at once
    curl localhost:8080/t/acme/sale
    curl -X DELETE localhost:8080/sale

The shop knows nothing of where it stands, and its blog nothing of the shop: both make links with relative names.
"""

import argparse
from collections.abc import Mapping
from html import escape

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

import resrouter
from resrouter import url_for

TENANTS = {"acme": {1: "Anvil", 7: "Rocket skates"}, "initech": {3: "Stapler"}, "umbrella": {2: "Umbrella"}}
POSTS = {"hello": "We are open", "tea & cake": "There is tea"}
SITE = "https://shops.example"


async def show_items(request: web.Request) -> web.Response:
    links = {text: url_for(request, "item", id=number) for number, text in TENANTS[tenant_of(request)].items()}
    return page(request, "Items", links | {"Blog": url_for(request, "blog:index")})


async def show_item(request: web.Request) -> web.Response:
    text = TENANTS[tenant_of(request)].get(int(request.match_info["id"]))
    if text is None:
        raise web.HTTPNotFound
    return page(request, text, {"All items": url_for(request, "items")})


async def show_sale(request: web.Request) -> web.Response:
    return page(request, "Sale", {"All items": url_for(request, "items")})


async def show_posts(request: web.Request) -> web.Response:
    return page(request, "Blog", {text: url_for(request, "post", slug=slug) for slug, text in POSTS.items()})


async def show_post(request: web.Request) -> web.Response:
    text = POSTS.get(request.match_info["slug"])
    if text is None:
        raise web.HTTPNotFound
    # "items" is no name of the blog: it is looked up further out, and found in the shop.
    return page(request, text, {"All posts": url_for(request, "index"), "Shop": url_for(request, "items")})


@web.middleware
async def known_tenants(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Round everything below the prefix: 404 for a tenant that we do not have."""
    if tenant_of(request) not in TENANTS:
        raise web.HTTPNotFound
    return await handler(request)


def tenant_of(request: web.Request) -> str:
    return request.match_info["tenant"]


def page(request: web.Request, title: str, links: Mapping[str, URL]) -> web.Response:
    """A page in the tenant's theme: its links, and its own address on the site that the world sees."""
    found = request.match_info
    assert isinstance(found, resrouter.MatchInfo)  # aiohttp's type of it knows neither names nor data
    name = found.matches[-1].name
    own = url_for(request, name, base=SITE) if name else URL(SITE)
    items = "".join(f'<li><a href="{escape(str(url))}">{escape(text)}</a></li>\n' for text, url in links.items())
    theme = found.data["theme"]
    text = (
        f'<!doctype html><html lang="en"><title>{escape(title)}</title>\n'
        f'<link rel="canonical" href="{escape(str(own))}">\n'
        f'<body style="{escape(theme["style"])}"><h1>{escape(title)}</h1>\n'
        f"<p>{escape(theme['slogan'])}</p>\n<ul>\n{items}</ul>\n"
    )
    return web.Response(text=text, content_type="text/html")


# A table: mounted in the shop it becomes part of it, and costs no more than the shop's own routes.
BLOG = resrouter.RouteTable.from_data(
    [("/", "index", {"GET": show_posts}), ("/{slug}", "post", {"GET": show_post})],
)


def make_shop() -> resrouter.Router:
    shop = resrouter.Router()
    shop.add_get("/", show_items, name="items")
    shop.add_get("/items/{id:[0-9]{1,9}}", show_item, name="item")
    shop.mount("/blog", BLOG, name="blog", data={"theme": {"slogan": "The blog"}})
    return shop


class Front:
    """The site's own pages. The shop is a Router, so that it may change while the tenants are served."""

    def __init__(self, router: resrouter.Router) -> None:
        self.router = router
        self.shop = make_shop()

    def add_routes(self) -> None:
        plain = {"theme": {"style": "background: white", "slogan": "A shop"}}
        dark = {"theme": {"style": "background: black; color: white", "slogan": "Since 1920"}}
        self.router.add_get("/", self.show_index, name="index", data=plain)
        self.router.add_put("/sale", self.begin_sale, name="sale")
        self.router.add_delete("/sale", self.end_sale, name="sale")
        # One tenant has a theme of its own. It comes first, as both prefixes fit its paths.
        for name, pattern, data in [("acme", "acme", dark), ("shop", "[a-z]+", plain)]:
            prefix = f"/t/{{tenant:{pattern}}}"
            self.router.mount(prefix, self.shop, name=name, data=data, middlewares=[known_tenants])

    async def show_index(self, request: web.Request) -> web.Response:
        links = {tenant: self.router.url("shop:items", tenant=tenant) for tenant in TENANTS}
        links["The newest post"] = self.router.url("shop:blog:post", tenant="initech", slug="tea & cake")
        return page(request, "Tenants", links)

    async def begin_sale(self, _request: web.Request) -> web.Response:
        if "sale" not in self.shop:
            with self.shop.edit(owner="sale") as draft:
                draft.add_get("/sale", show_sale, name="sale")
        return web.Response(status=204)

    async def end_sale(self, _request: web.Request) -> web.Response:
        self.shop.unload("sale")
        return web.Response(status=204)


def make_app() -> web.Application:
    app = web.Application()
    Front(resrouter.setup(app)).add_routes()
    return app


def main() -> None:
    parser = argparse.ArgumentParser(description="One shop for many tenants.")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    web.run_app(make_app(), host="localhost", port=parser.parse_args().port)


if __name__ == "__main__":
    main()
