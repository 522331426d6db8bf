"""A small blog: named resources, templates, forms, static files, pages of a list, error pages.

Run it with `python examples/blog.py` (it needs aiohttp-jinja2). Posts live in memory, and nobody has to log in: it is
made for one reader on one machine.
"""

import argparse
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web
from yarl import URL

import resrouter

HERE = Path(__file__).parent
POSTS_A_PAGE = 4
TITLE_LENGTH = 100
SLUG_LENGTH = 60

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Post:
    title: str
    body: str
    written: date


@dataclass(frozen=True, slots=True)
class Draft:
    """What came in a form."""

    title: str = ""
    body: str = ""

    @classmethod
    async def of(cls, request: web.Request) -> "Draft":
        form = await request.post()
        title, body = (str(form.get(field, "")) for field in ("title", "body"))
        return cls(" ".join(title.split()), body.replace("\r\n", "\n").strip())

    @property
    def faults(self) -> dict[str, str]:
        """What to tell the author, by field."""
        faults: dict[str, str] = {}
        if not self.title:
            faults["title"] = "A post needs a title."
        elif len(self.title) > TITLE_LENGTH:
            faults["title"] = f"A title has at most {TITLE_LENGTH} characters."
        if not self.body:
            faults["body"] = "A post needs some text."
        return faults


class Blog:
    """The pages. Every address comes from the router, by the name of its resource."""

    def __init__(self, router: resrouter.Router, posts: dict[str, Post]) -> None:
        self.router = router
        self.posts = posts  # by slug

    def add_routes(self) -> None:
        add_resource = self.router.add_resource
        index = add_resource("/", name="index")
        index.add_route("GET", self.show_index)
        new = add_resource("/posts/new", name="new")
        new.add_route("GET", self.show_new)
        new.add_route("POST", self.create)
        post = add_resource("/posts/{slug}", name="post")
        post.add_route("GET", self.show_post)
        edit = add_resource("/posts/{slug}/edit", name="edit")
        edit.add_route("GET", self.show_edit)
        edit.add_route("POST", self.save)
        delete = add_resource("/posts/{slug}/delete", name="delete")
        delete.add_route("POST", self.delete)
        self.router.add_static("/static", HERE / "blog_static", name="static", append_version=True)

    async def show_index(self, request: web.Request) -> web.Response:
        words = request.query.get("q", "").strip()
        number = request.query.get("page", "1")
        found = [(slug, post) for slug, post in self.newest_first() if _has(post, words)]
        pages = max(1, -(-len(found) // POSTS_A_PAGE))
        if not re.fullmatch("[0-9]{1,6}", number) or not 1 <= int(number) <= pages:
            raise web.HTTPNotFound
        at = int(number)
        context = {
            "words": words,
            "count": len(found),
            "posts": found[(at - 1) * POSTS_A_PAGE : at * POSTS_A_PAGE],
            "page": at,
            "pages": pages,
            "newer": self.index_url(words, at - 1) if at > 1 else None,
            "older": self.index_url(words, at + 1) if at < pages else None,
        }
        return aiohttp_jinja2.render_template("index.html", request, context)

    async def show_post(self, request: web.Request) -> web.Response:
        slug, post = self.asked_for(request)
        return aiohttp_jinja2.render_template("post.html", request, {"slug": slug, "post": post})

    async def show_new(self, request: web.Request) -> web.Response:
        return self.form(request, Draft())

    async def create(self, request: web.Request) -> web.Response:
        draft = await Draft.of(request)
        if draft.faults:
            return self.form(request, draft, faults=draft.faults)
        slug = self.free_slug(draft.title)
        self.posts[slug] = Post(draft.title, draft.body, date.today())
        raise web.HTTPSeeOther(self.router.url("post", slug=slug))

    async def show_edit(self, request: web.Request) -> web.Response:
        slug, post = self.asked_for(request)
        return self.form(request, Draft(post.title, post.body), slug=slug)

    async def save(self, request: web.Request) -> web.Response:
        slug, post = self.asked_for(request)
        draft = await Draft.of(request)
        if draft.faults:
            return self.form(request, draft, slug=slug, faults=draft.faults)
        post.title, post.body = draft.title, draft.body
        raise web.HTTPSeeOther(self.router.url("post", slug=slug))

    async def delete(self, request: web.Request) -> web.Response:
        slug, _ = self.asked_for(request)
        del self.posts[slug]
        raise web.HTTPSeeOther(self.router.url("index"))

    def form(
        self,
        request: web.Request,
        draft: Draft,
        *,
        slug: str | None = None,
        faults: dict[str, str] | None = None,
    ) -> web.Response:
        """The page with the form: for a new post, or for the one with that slug."""
        context = {
            "draft": draft,
            "slug": slug,
            "faults": faults or {},
            "title_length": TITLE_LENGTH,
            "action": self.router.url("edit", slug=slug) if slug else self.router.url("new"),
            "back": self.router.url("post", slug=slug) if slug else self.router.url("index"),
        }
        status = 422 if faults else 200
        return aiohttp_jinja2.render_template("form.html", request, context, status=status)

    def asked_for(self, request: web.Request) -> tuple[str, Post]:
        slug = request.match_info["slug"]
        if slug not in self.posts:
            raise web.HTTPNotFound
        return slug, self.posts[slug]

    def newest_first(self) -> list[tuple[str, Post]]:
        return sorted(self.posts.items(), key=lambda item: item[1].written)[::-1]

    def index_url(self, words: str, page: int) -> URL:
        query = ([("q", words)] if words else []) + ([("page", str(page))] if page > 1 else [])
        return self.router.url("index", query=query)

    def free_slug(self, title: str) -> str:
        """A slug that no post has, and whose link leads to the post: a post called "New" becomes "new-2"."""
        words = re.findall(r"\w+", title.lower())
        stem = "-".join(words)[:SLUG_LENGTH].strip("-") or "post"
        slugs = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        return next(slug for slug in slugs if slug not in self.posts and self.leads_to_a_post(slug))

    def leads_to_a_post(self, slug: str) -> bool:
        try:
            self.router.url("post", slug=slug)
        except resrouter.UrlError:
            return False
        return True


@web.middleware
async def error_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show a page for a 404 or 405 that knows which resource was asked, if any."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status not in (404, 405):
            raise
        answer = request.match_info
        resource = answer.resource if isinstance(answer, resrouter.MatchInfo) else None
        context = {
            "status": error.status,
            "name": resource.name if resource else None,
            "slug": answer.get("slug"),
            "methods": error.headers.get("Allow", ""),
        }
        page = aiohttp_jinja2.render_template("error.html", request, context, status=error.status)
        if "Allow" in error.headers:
            page.headers["Allow"] = error.headers["Allow"]
        return page


def make_app() -> web.Application:
    app = web.Application(middlewares=[error_pages])
    router = resrouter.setup(app)
    Blog(router, first_posts()).add_routes()
    aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(HERE / "blog_templates"))
    return app


def first_posts() -> dict[str, Post]:
    rows = [
        ("a-place-to-write", "A place to write", "The first post is the hardest."),
        ("über-brücken", "Über Brücken", "A bridge begins on one bank.\n\nSo does a link."),
        ("tea", "Tea, and how long it wants", "Four minutes. Not five. Never three."),
        ("smørrebrød", "Smørrebrød, sorted", "Herring first, cheese last, one beer for the way."),
        ("escaping", "What <b>bold</b> & brave titles do", "Nothing: <script>alert(1)</script> is text."),
        ("灯台", "灯台 (a lighthouse)", "It stands at the end of the path and takes the rest."),
        ("rain", "Rain on the harbour", "The ferry was late, the coffee early.\nBoth were strong."),
        ("one-name", "One name for one thing", "The table has it, the door has it, the map has it."),
        ("lost", "How to be lost well", "A good sign says where you are, and offers a way back."),
    ]
    return {slug: Post(title, body, date(2026, month, 3)) for month, (slug, title, body) in enumerate(rows, start=1)}


def _has(post: Post, words: str) -> bool:
    text = f"{post.title} {post.body}".lower()
    return all(word in text for word in words.lower().split())


def main() -> None:
    parser = argparse.ArgumentParser(description="A small blog that lives in memory.")
    parser.add_argument("--port", type=int, default=8080)
    web.run_app(make_app(), host="localhost", port=parser.parse_args().port)


if __name__ == "__main__":
    main()
