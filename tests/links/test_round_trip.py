"""Law 2, round trip: what `Router.url()` builds, a request for it gives back; the rest is refused.

`make round-trip` asks the same of 100,000 random links.
"""

from collections.abc import Coroutine, Mapping
from typing import Any

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from resrouter import Resource, ResrouterError, Router, UrlError

LITERALS = st.one_of(
    st.sampled_from(["a", "users", "b.c", "x-", "-", ".", "é", "a b", "%20", "%2F", "%25", "%", "+", "?", "", ".."]),
    st.text(st.characters(exclude_characters="{}/", exclude_categories=["Cs"]), max_size=3),
)
REGEXES = st.sampled_from([r"\d+", "[a-z]+", ".*", ".+", "[^/]+", r"\w{1,3}", "a|b", r"\d+$", "[^{}]*", r"(?=.)\S*"])
PARAMS = st.one_of(st.just("{}"), REGEXES.map(lambda regex: "{:" + regex + "}"))
SEGMENTS = st.lists(st.one_of(LITERALS, PARAMS), min_size=1, max_size=4).map("".join)


@st.composite
def templates(draw: st.DrawFn) -> str:
    """A path whose parameters are called p0, p1, ..."""
    path = "/" + "/".join(draw(st.lists(SEGMENTS, max_size=4)))
    parts = path.replace("{:", "{}:").split("{}")
    text = parts[0]
    for number, part in enumerate(parts[1:]):
        regex, brace, rest = part.partition("}") if part.startswith(":") else ("", "", part)
        if part.startswith(":") and "{" in regex:  # a regex with braces of its own
            inner, _, rest = rest.partition("}")
            regex, brace = f"{regex}}}{inner}", "}"
        text += f"{{p{number}{regex}}}{rest}" if brace or not part.startswith(":") else part
    return text


VALUES = st.one_of(
    st.sampled_from(["", ".", "..", "a", "7", "a/b", "/", "//x", "../x", "a%2Fb", "%", "{", "é", "\n", "a.b-c", "\\"]),
    st.text(max_size=6),
    st.integers(),
)


def requested(url: URL) -> web.Request:
    """The request that a client makes of a link it was given as text."""
    sent = URL(str(url)).raw_path
    target = URL.build(path=sent, encoded=True)
    return make_mocked_request("GET", "/").clone(rel_url=target)


def answered(resolving: Coroutine[Any, Any, web.UrlMappingMatchInfo]) -> web.UrlMappingMatchInfo:
    """The result of a coroutine that waits for nothing; an event loop for each example would take most of the time."""
    try:
        resolving.send(None)
    except StopIteration as done:
        result: web.UrlMappingMatchInfo = done.value
        return result
    raise AssertionError("resolve() waited")


async def handler(request: web.Request) -> web.Response:
    return web.Response()


def table(texts: list[str], prefix: str) -> list[tuple[Router, Resource]]:
    """Each template that is accepted, as a resource of one router, perhaps below a prefix."""
    router = Router()
    resources: list[tuple[Router, Resource]] = []
    for number, text in enumerate(texts):
        try:
            resource = router.add_resource(text, name=f"r{number}")
        except ResrouterError:
            continue
        resource.add_route("GET", handler)
        if prefix:
            router.unindex_resource(resource)
            resource.add_prefix(prefix)
            router.index_resource(resource)
        resources.append((router, resource))
    return resources


@given(
    st.lists(templates(), min_size=1, max_size=4),
    st.sampled_from(["", "/api", "/é"]),
    st.lists(VALUES, min_size=20, max_size=20),
)
def test_what_url_builds_resolve_gives_back(texts: list[str], prefix: str, values: list[object]) -> None:
    for router, resource in table(texts, prefix):
        parts: Mapping[str, object] = dict(zip(resource.template.names, values, strict=False))
        try:
            url = router.url(resource.name or "", parts=parts)
        except UrlError:
            continue
        found = answered(router.resolve(requested(url)))
        assert found.route.resource is resource, url
        assert dict(found) == {name: str(value) for name, value in parts.items()}
        assert url.raw_path.isascii()
        assert not url.raw_path.startswith("//")
        assert {".", ".."}.isdisjoint(url.raw_path.split("/"))


@given(st.text(st.characters(exclude_characters="{}/", exclude_categories=["Cs"]), min_size=1))
def test_every_encodable_segment_but_dots_has_a_link(value: str) -> None:
    router = Router()
    resource = router.add_resource("/x/{value}", name="x")
    resource.add_route("GET", handler)
    if value in (".", ".."):
        return
    found = answered(router.resolve(requested(router.url("x", value=value))))
    assert dict(found) == {"value": value}
