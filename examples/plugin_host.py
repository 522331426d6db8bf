"""A host whose plugins come, change and go while it serves.

Run it with `python examples/plugin_host.py` and open http://localhost:8080/. Then, from another terminal:

    curl -X POST localhost:8080/plugins/clock/load
    curl localhost:8080/clock
    curl -X POST localhost:8080/plugins/clock/reload       # the next generation answers from now on
    curl -X POST localhost:8080/plugins/impostor/load      # 409: it wants a name that the clock has
    curl -X POST localhost:8080/plugins/cameras/load
    curl localhost:8080/cameras -d name=porch              # a plugin may change what is its own, too
    curl localhost:8080/cameras/porch
    curl -X POST localhost:8080/plugins/clock/unload       # exactly what it brought is gone
    curl localhost:8080/journal
"""

import argparse
import re
from collections import Counter, deque
from collections.abc import Iterable
from html import escape
from typing import ClassVar

from aiohttp import web
from aiohttp.typedefs import Handler

import resrouter


class Plugin:
    """Registers its routes in a draft. Each load makes a new one, whose generation is told in every answer."""

    name: ClassVar[str]

    def __init__(self, generation: int) -> None:
        self.generation = generation

    def register(self, draft: resrouter.Draft) -> None:
        raise NotImplementedError

    def answer(self, **facts: object) -> web.Response:
        return web.json_response({"plugin": self.name, "generation": self.generation, **facts})


class Clock(Plugin):
    """Plain routes."""

    name = "clock"

    def register(self, draft: resrouter.Draft) -> None:
        draft.add_get("/clock", self.show, name="clock")
        draft.add_get("/clock/{zone}", self.show, name="zone")

    async def show(self, request: web.Request) -> web.Response:
        return self.answer(zone=request.match_info.get("zone", "UTC"))


class Lights(Plugin):
    """A class-based view."""

    name = "lights"

    def register(self, draft: resrouter.Draft) -> None:
        plugin = self

        class Light(web.View):
            async def get(self) -> web.Response:
                return plugin.answer(light=self.request.match_info["light"])

            async def put(self) -> web.Response:
                return plugin.answer(light=self.request.match_info["light"], lit=await self.request.text())

        draft.add_view("/lights/{light}", Light, name="light")


class Weather(Plugin):
    """A group with data, and a middleware round its handlers."""

    name = "weather"

    def register(self, draft: resrouter.Draft) -> None:
        with draft.group("/weather", name="weather", data={"unit": "celsius"}, middlewares=[self.mark]) as weather:
            weather.add_get("/{city}", self.show, name="city")

    async def mark(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        response.headers["X-Plugin"] = f"{self.name} {self.generation}"
        return response

    async def show(self, request: web.Request) -> web.Response:
        found = request.match_info
        assert isinstance(found, resrouter.MatchInfo)  # aiohttp's type of it knows no data
        return self.answer(city=found["city"], unit=found.data["unit"])


class Cameras(Plugin):
    """A router of its own, mounted live: what is added to it later needs nothing of the host."""

    name = "cameras"

    def __init__(self, generation: int) -> None:
        super().__init__(generation)
        self.router = resrouter.Router(conflicts="raise")
        self.router.add_get("", self.show_all, name="all")
        self.router.add_post("", self.plug_in)

    def register(self, draft: resrouter.Draft) -> None:
        draft.mount("/cameras", self.router, name="cameras")

    async def show_all(self, _request: web.Request) -> web.Response:
        return self.answer(cameras=[name for name in self.router if name != "all"])

    async def plug_in(self, request: web.Request) -> web.Response:
        name = str((await request.post()).get("name", ""))
        if not re.fullmatch("[a-z]{1,20}", name) or name in self.router:
            raise web.HTTPConflict(text='A camera has a name of its own, of letters from "a" to "z".\n')

        async def show(_request: web.Request) -> web.Response:
            return self.answer(camera=name)

        with self.router.edit() as draft:
            draft.add_get(f"/{name}", show, name=name)
        return web.Response(status=201)


class Doorbell(Plugin):
    """A method more for a resource of the host's."""

    name = "doorbell"

    def register(self, draft: resrouter.Draft) -> None:
        draft["status"].add_route("POST", self.ring)

    async def ring(self, _request: web.Request) -> web.Response:
        return self.answer(rung=True)


class Impostor(Plugin):
    """Wants a name that the clock has."""

    name = "impostor"

    def register(self, draft: resrouter.Draft) -> None:
        draft.add_get("/cuckoo", self.show)
        draft.add_get("/cuckoo/clock", self.show, name="clock")

    async def show(self, _request: web.Request) -> web.Response:
        return self.answer()


class Squatter(Impostor):
    """Wants a path that the clock has."""

    name = "squatter"

    def register(self, draft: resrouter.Draft) -> None:
        draft.add_get("/clock/{hour}", self.show)


class Host:
    """Loads plugins into the router, each as the owner of what it registers."""

    def __init__(self, router: resrouter.Router, plugins: Iterable[type[Plugin]]) -> None:
        self.router = router
        self.plugins = {plugin.name: plugin for plugin in plugins}
        self.generations = Counter[str]()
        self.loaded: set[str] = set()
        self.journal = deque[dict[str, list[str]]](maxlen=100)

    def add_routes(self) -> None:
        self.router.add_get("/", self.show_index, name="index")
        self.router.add_get("/status", self.show_status, name="status")
        self.router.add_get("/journal", self.show_journal, name="journal")
        with self.router.group("/plugins/{plugin}", name="plugin") as group:
            group.add_post("/load", self.load, name="load")
            group.add_post("/reload", self.reload, name="reload")
            group.add_post("/unload", self.unload, name="unload")
        self.router.subscribe(self.note)

    async def load(self, request: web.Request) -> web.Response:
        return self.start(self.asked_for(request, loaded=False))

    async def reload(self, request: web.Request) -> web.Response:
        return self.start(self.asked_for(request, loaded=True))

    async def unload(self, request: web.Request) -> web.Response:
        name = self.asked_for(request, loaded=True)
        self.router.unload(name)
        self.loaded.remove(name)
        return web.Response(status=204)

    def start(self, name: str) -> web.Response:
        """Put a new generation in the place of the old one, if there is one: as one change, or none at all."""
        plugin = self.plugins[name](self.generations[name] + 1)
        try:
            with self.router.edit(owner=name) as draft:
                draft.unload(name)
                plugin.register(draft)
        except resrouter.ResrouterError as error:
            raise web.HTTPConflict(text=f"{error}\n") from error
        self.loaded.add(name)
        self.generations[name] = plugin.generation
        return plugin.answer()

    def asked_for(self, request: web.Request, *, loaded: bool) -> str:
        name = request.match_info["plugin"]
        if name not in self.plugins:
            raise web.HTTPNotFound
        if (name in self.loaded) is not loaded:
            raise web.HTTPConflict(text=f"{name} is {'not' if loaded else 'already'} loaded\n")
        return name

    def note(self, _old: resrouter.RouteTable, _new: resrouter.RouteTable, diff: resrouter.TableDiff) -> None:
        """Enter a change of the table into the journal."""
        added, removed = ([resource.canonical for resource in resources] for resources in diff)
        self.journal.append({"added": added, "removed": removed})

    async def show_journal(self, _request: web.Request) -> web.Response:
        return web.json_response(list(self.journal))

    async def show_status(self, _request: web.Request) -> web.Response:
        generations = {name: self.generations[name] for name in sorted(self.loaded)}
        return web.json_response({"resources": len(self.router.table), "loaded": generations})

    async def show_index(self, _request: web.Request) -> web.Response:
        """What can be done with each plugin, and the table as it is served."""
        buttons = "".join(
            f'<form method="post" action="{escape(str(self.router.url(f"plugin:{verb}", plugin=name)))}">'
            f"<button>{verb} {name}</button></form>\n"
            for name in self.plugins
            for verb in (("reload", "unload") if name in self.loaded else ("load",))
        )
        page = f'<!doctype html><html lang="en"><title>Plugins</title><h1>{len(self.loaded)} plugins</h1>\n{buttons}'
        return web.Response(
            text=f"{page}<pre>{escape(str(self.router), quote=False)}</pre>\n", content_type="text/html"
        )


PLUGINS = (Clock, Lights, Weather, Cameras, Doorbell, Impostor, Squatter)


def make_app() -> web.Application:
    app = web.Application()
    router = resrouter.setup(app, resrouter.Router(conflicts="raise"))
    Host(router, PLUGINS).add_routes()
    return app


def main() -> None:
    parser = argparse.ArgumentParser(description="A host whose plugins come and go while it serves.")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    web.run_app(make_app(), host="localhost", port=parser.parse_args().port)


if __name__ == "__main__":
    main()
