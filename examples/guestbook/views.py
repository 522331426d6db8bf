"""What answers."""
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs

import functools
import re
from urllib.parse import quote, unquote

import jinja2
from aiohttp import web
from v1_guestbook.book import Book

BOOK = web.AppKey("BOOK", Book)
TEMPLATES = web.AppKey("TEMPLATES", jinja2.Environment)


def guest_of(request):
    """Who has logged in, or an empty text."""
    name = unquote(request.cookies.get("guest", ""))
    return name if has_page(request, name) else ""


def has_page(request, name):
    """Whether a link leads to the guest: url() refuses what would not come back, "" and ".." for example."""
    try:
        request.app.router["guest"].url(parts={"name": name})
    except ValueError:
        return False
    return True


def render(request, template, status=200, **context):
    context.update(app=request.app, guest=guest_of(request), colour=request.cookies.get("colour", "plain"))
    text = request.app[TEMPLATES].get_template(template).render(context)
    return web.Response(text=text, status=status, content_type="text/html")


async def index(request):
    return render(request, "index.html", entries=request.app[BOOK].newest_first(), fault=request.query.get("fault"))


async def login(request):
    return render(request, "login.html", ahead=request.query.get("next", ""))


async def submit_login(request):
    form = await request.post()
    router = request.app.router
    name = " ".join(form.get("name", "").split())
    if not has_page(request, name):
        raise web.HTTPFound(router["login"].url(query={"next": form.get("next", "")}))
    ahead = form.get("next", "")
    answer = web.HTTPFound(ahead if re.match("/[^/\\\\]", ahead) else router["index"].url())
    answer.set_cookie("guest", quote(name))
    raise answer


async def logout(request):
    answer = web.HTTPFound(request.app.router["index"].url())
    answer.del_cookie("guest")
    raise answer


async def list_entries(request):
    url = request.app.router["entry"].url
    entries = request.app[BOOK].newest_first()
    return web.json_response([{"guest": each.guest, "at": str(url(parts={"id": each.number}))} for each in entries])


async def sign(request):
    form = await request.post()
    guest, text = (" ".join(form.get(field, "").split()) for field in ("guest", "text"))
    router = request.app.router
    if not has_page(request, guest) or not text:
        raise web.HTTPFound(router["index"].url(query={"fault": "A name and a few words, please."}))
    entry = request.app[BOOK].sign(guest, text)
    raise web.HTTPFound(router["entry"].url(parts={"id": entry.number}, query={"signed": "yes"}))


def asked_for(request):
    try:
        return request.app[BOOK].entries[int(request.match_info["id"])]
    except KeyError:
        raise web.HTTPNotFound(text="There is no such entry.\n") from None


async def show_entry(request):
    return render(request, "entry.html", entry=asked_for(request), signed="signed" in request.query)


async def remove(request):
    del request.app[BOOK].entries[asked_for(request).number]
    return web.Response(status=204)


async def latest(request):
    entry = request.app[BOOK].newest_first()[0]
    return web.Response(text=f"{entry.guest}: {entry.text}\n")


async def show_guest(request):
    name = request.match_info["name"]
    if not has_page(request, name):
        raise web.HTTPNotFound
    return render(request, "guest.html", name=name, entries=request.app[BOOK].of_guest(name))


async def rename(request):
    form = await request.post()
    name = " ".join(form.get("name", "").split())
    if not has_page(request, name):
        raise web.HTTPBadRequest(text="What is the new name?\n")
    request.app[BOOK].rename(guest_of(request), name)
    answer = web.HTTPFound(request.app.router["guest"].url(parts={"name": name}))
    answer.set_cookie("guest", quote(name))
    raise answer


async def wave(request):
    return web.Response(text=f"You wave at {request.match_info['name']}.\n")


class Settings(web.View):
    async def get(self):
        return render(self.request, "settings.html")

    async def post(self):
        form = await self.request.post()
        answer = web.HTTPFound(self.request.app.router["settings"].url())
        answer.set_cookie("colour", "warm" if form.get("colour") == "warm" else "plain")
        raise answer


class Visits:
    """Counts who asks."""

    def __init__(self):
        self.count = 0

    async def show(self, request):
        self.count += 1
        return web.json_response({"visits": self.count, "asked": request.path})


async def robots(request):
    return web.Response(text=f"User-agent: *\nDisallow: {request.app.router['settings'].url()}\n")


async def humans(request):
    return web.Response(text=f"{len(request.app[BOOK].entries)} entries by humans\n")


async def feed(request):
    entries = request.app[BOOK].newest_first()
    if request.match_info["format"] == "json":
        return web.json_response([each.text for each in entries])
    return web.Response(text="".join(f"{each.text}\n" for each in entries))


async def archive(request):
    year, month = (request.match_info.get(part, "all") for part in ("year", "month"))
    router = request.app.router
    years = sorted({f"{each.written:%Y}" for each in request.app[BOOK].entries.values()})
    links = [(each, router["archive_year"].url(parts={"year": each})) for each in years]
    entries = request.app[BOOK].of_month(year, month)
    return render(request, "archive.html", year=year, month=month, links=links, entries=entries)


async def show_page(request):
    title, text = request.app[BOOK].pages[request.match_info["slug"]]
    return render(request, "page.html", title=title, text=text)


async def add_page(request):
    """A new page gets a route of its own, while the application serves."""
    form = await request.post()
    slug, title, text = (form.get(field, "") for field in ("slug", "title", "text"))
    if not re.fullmatch("[a-z]{1,20}", slug):
        raise web.HTTPBadRequest(text="The address of a page is a word of small letters.\n")
    router = request.app.router
    handler = functools.partial(show_added_page, title=title, text=text)
    try:
        with router.edit(owner="pages") as draft:
            draft.add_resource(f"/pages/{slug}", name=f"page_{slug}").add_route("GET", handler)
    except ValueError:
        raise web.HTTPConflict(text=f"There is a page {slug} already.\n") from None
    raise web.HTTPFound(router[f"page_{slug}"].url())


async def show_added_page(request, title, text):
    return render(request, "page.html", title=title, text=text)
