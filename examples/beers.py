"""Beers: tables of data that are merged, nested, made anew, and changed while they are served.

Run it with `python examples/beers.py` and open http://localhost:8080/. Then, from another terminal:

    curl localhost:8080/beers/saison                              # 404: there is lager, and nothing else
    curl localhost:8080/beers -d name=saison                      # from now on there is saison
    curl localhost:8080/beers -d name=saison                      # 409: it is there already
    curl localhost:8080/beers -d name=grisette -d at=saison       # 409: two beers, one path
    curl -X POST localhost:8080/taps                              # the next duo at /dynamic/duo
    curl localhost:8080/breweries -d name=Anchor -d town="San Francisco" -d beers="Steam"
    curl -X DELETE localhost:8080/breweries/anchor                # the whole table is made anew, twice
    curl "localhost:8080/which?path=/breweries/orval/orval"
    curl "localhost:8080/link?name=ciders"                        # what is missing for a link

The answer of a beer tells its name path: the names of everything that the request went through, outermost first.
"""

import argparse
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from aiohttp import web

import resrouter

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Brewery:
    name: str
    town: str
    beers: tuple[str, ...]


async def show(request: web.Request) -> web.Response:
    """Tell what the request went through, and what was told of it on the way."""
    found = request.match_info
    assert isinstance(found, resrouter.MatchInfo)  # aiohttp's type of it knows neither names nor data
    names = [match.name for match in found.matches]
    return web.json_response({"names": names, "params": dict(found), "data": dict(found.data)})


# Two tables, as data; `merge` makes a third and leaves them as they are.
SPIRITS = resrouter.RouteTable.from_data([("/gin/napue", "napue", {"GET": show, "from": "Isokyrö"})])
CIDERS = resrouter.RouteTable.from_data([("/ciders/{cider:[a-z]+}", "ciders", {"GET": show})])


class Bar:
    """One root table: flat rows, a router that is nested live, a table for each request, and rows made of a list."""

    def __init__(self, router: resrouter.Router) -> None:
        self.router = router
        self.beers = resrouter.Router(conflicts="raise")
        self.taps = deque(["lager", "stout", "wit"])
        self.breweries = list(BREWERIES)

    def open(self) -> None:
        self.beers.update(lambda table: table.add(("/lager", "lager", {"GET": show})))
        own = resrouter.RouteTable.from_data(
            [
                ("/", "index", {"GET": self.show_index}),
                ("/which", {"GET": self.show_which}),
                ("/link", {"GET": self.show_link}),
                ("/beers", {"POST": self.add_beer}),
                ("/beers", "beers", self.beers),  # a Router stays a reference: what it serves later is here at once
                ("/taps", {"POST": self.turn_taps}),
                ("/breweries", {"POST": self.add_brewery}),
            ]
        )
        self.router.swap(own.merge(SPIRITS, CIDERS))
        self.router.mount("/dynamic", self.dynamic_duo, name="dynamic")  # a function is asked at each request
        self.recreate(self.breweries)

    def dynamic_duo(self) -> resrouter.RouteTable:
        """The table for one request, or for a link: what is on tap now."""
        first, second = list(self.taps)[:2]
        return resrouter.RouteTable.from_data([("/duo", f"{first}-{second}", {"GET": show, "taps": (first, second)})])

    def recreate(self, breweries: list[Brewery]) -> None:
        """Make the whole table anew: the rows that it has, but for the old breweries, and the new ones."""

        def with_breweries(table: resrouter.RouteTable) -> resrouter.RouteTable:
            kept = [row for row in table.routes if not row[0].startswith("/breweries/")]
            return resrouter.RouteTable([*kept, self.brewery_row(breweries)], **table.options)

        self.router.update(with_breweries)
        self.breweries = breweries  # not before: a table that is refused changes nothing

    def brewery_row(self, breweries: list[Brewery]) -> Row:
        """The breweries with their beers below them: a row of rows, where each inherits the data of those above."""
        rows: list[Row] = []
        for brewery in breweries:
            beers = [(f"/{slug(beer)}", name(beer), {"GET": show, "beer": beer}) for beer in brewery.beers]
            told = {"brewery": brewery.name, "town": brewery.town, "GET": show, "DELETE": self.close_brewery}
            rows.append((f"/{slug(brewery.name)}", name(brewery.name), told, beers))
        return "/breweries", "breweries", rows

    async def add_beer(self, request: web.Request) -> web.Response:
        form = await request.post()
        beer, path = str(form.get("name", "")), str(form.get("at", form.get("name", "")))
        if not re.fullmatch("[a-z]{1,40}", beer) or not re.fullmatch("[a-z]{1,40}", path):
            raise web.HTTPBadRequest(text='A beer has a name of up to 40 letters from "a" to "z".\n')
        with refusal_shown():
            self.beers.update(lambda table: table.add((f"/{path}", beer, {"GET": show})))
        return web.Response(status=201, text=f"{self.router.url(f'beers:{beer}')}\n")

    async def turn_taps(self, _request: web.Request) -> web.Response:
        self.taps.rotate(-1)
        return web.Response(text=f"{' and '.join(list(self.taps)[:2])}\n")

    async def add_brewery(self, request: web.Request) -> web.Response:
        form = await request.post()
        beers = [beer.strip() for beer in str(form.get("beers", "")).split(",")]
        added = Brewery(str(form.get("name", "")), str(form.get("town", "")), tuple(beers))
        if not all(name(text).isidentifier() for text in (added.name, *beers)):
            raise web.HTTPBadRequest(text="A brewery has a name, a town, and beers with commas between them.\n")
        with refusal_shown():
            self.recreate([*self.breweries, added])
        return web.Response(status=201, text=f"{self.router.url(f'breweries:{name(added.name)}')}\n")

    async def close_brewery(self, request: web.Request) -> web.Response:
        found = request.match_info
        assert isinstance(found, resrouter.MatchInfo)
        self.recreate([brewery for brewery in self.breweries if brewery.name != found.data["brewery"]])
        return web.Response(status=204)

    async def show_which(self, request: web.Request) -> web.Response:
        """What a path leads to, without asking it."""
        found = self.router.table.match_by_path(request.query.get("path", ""))
        if found is None:
            raise web.HTTPNotFound
        return web.json_response({"name": found.name, "template": found.template, "params": dict(found.params)})

    async def show_link(self, request: web.Request) -> web.Response:
        """The path of a name for the parameters in the query, or what is missing for it."""
        params: dict[str, Any] = dict(request.query)  # Any: whatever was asked
        try:
            found = self.router.table.match_by_name(params.pop("name", ""), **params)
        except resrouter.UrlError as error:
            raise web.HTTPBadRequest(text=f"{error}\n") from error
        if found is None:
            raise web.HTTPNotFound
        if isinstance(found, resrouter.PartialMatch):
            return web.json_response({"required": found.required, "missing": found.missing})
        return web.json_response({"path": found.path})

    async def show_index(self, _request: web.Request) -> web.Response:
        resources = self.router.table.names.items()
        flat = [whole for whole, resource in resources if isinstance(resource, resrouter.PlainResource)]
        nested = [f"beers:{beer}" for beer in self.beers]
        dynamic = [f"dynamic:{duo}" for duo in self.dynamic_duo().names]
        links = {whole: self.router.url(whole) for whole in (*nested, *dynamic, *flat)}
        links["ciders"] = self.router.url("ciders", cider="weston")
        items = "".join(f'<li><a href="{escape(str(url))}">{escape(whole)}</a></li>\n' for whole, url in links.items())
        text = f'<!doctype html><html lang="en"><title>Beers</title><h1>{len(links)} links</h1>\n<ul>\n{items}</ul>\n'
        return web.Response(text=text, content_type="text/html")


@contextmanager
def refusal_shown() -> Iterator[None]:
    """Answer 409 with the text of the error when a table is refused."""
    try:
        yield
    except resrouter.ResrouterError as error:
        raise web.HTTPConflict(text=f"{error}\n") from error


def slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.lower()))


def name(text: str) -> str:
    return "_".join(re.findall(r"\w+", text.lower()))


BREWERIES = (
    Brewery("Augustiner", "Munich", ("Helles", "Edelstoff")),
    Brewery("Ayinger", "Aying", ("Celebrator", "Jahrhundert")),
    Brewery("Bell's", "Kalamazoo", ("Two Hearted",)),
    Brewery("Budějovický Budvar", "České Budějovice", ("Budvar",)),
    Brewery("Cantillon", "Brussels", ("Gueuze", "Kriek")),
    Brewery("Chimay", "Chimay", ("Rouge", "Bleue")),
    Brewery("Coopers", "Adelaide", ("Pale Ale", "Sparkling Ale")),
    Brewery("Dupont", "Tourpes", ("Saison Dupont", "Moinette Blonde")),
    Brewery("Duvel Moortgat", "Puurs", ("Duvel", "Vedett")),
    Brewery("Fuller's", "London", ("London Pride", "ESB")),
    Brewery("Guinness", "Dublin", ("Draught", "Foreign Extra Stout")),
    Brewery("Kiuchi", "Naka", ("Hitachino Nest White Ale",)),
    Brewery("Lammin Sahti", "Lammi", ("Sahti",)),
    Brewery("Nøgne Ø", "Grimstad", ("Imperial Stout", "Porter")),
    Brewery("Orval", "Villers-devant-Orval", ("Orval",)),
    Brewery("Plzeňský Prazdroj", "Plzeň", ("Pilsner Urquell",)),
    Brewery("Rochefort", "Rochefort", ("Rochefort 6", "Rochefort 8", "Rochefort 10")),
    Brewery("Rodenbach", "Roeselare", ("Grand Cru",)),
    Brewery("Russian River", "Santa Rosa", ("Pliny the Elder",)),
    Brewery("Samuel Smith", "Tadcaster", ("Taddy Porter", "Oatmeal Stout")),
    Brewery("Schlenkerla", "Bamberg", ("Rauchbier Märzen", "Urbock")),
    Brewery("Schneider Weisse", "Kelheim", ("Aventinus",)),
    Brewery("Sierra Nevada", "Chico", ("Pale Ale", "Celebration")),
    Brewery("Sinebrychoff", "Kerava", ("Koff", "Porter")),
    Brewery("Timothy Taylor", "Keighley", ("Landlord",)),
    Brewery("Weihenstephan", "Freising", ("Hefeweissbier", "Korbinian", "Vitus")),
    Brewery("Westmalle", "Malle", ("Dubbel", "Tripel")),
)


def make_app() -> web.Application:
    app = web.Application()
    Bar(resrouter.setup(app)).open()
    return app


def main() -> None:
    parser = argparse.ArgumentParser(description="Beers, served by tables that change.")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    web.run_app(make_app(), host="localhost", port=parser.parse_args().port)


if __name__ == "__main__":
    main()
