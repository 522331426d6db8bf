"""What the page shows, as functions from values to HTML."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path as File

from aiohttp import web
from yarl import URL

from github_table.markup import Markup, element, joined
from github_table.table import Operation, Path, Table
from resrouter import ResrouterError

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
EXAMPLES = (
    ("GET", "/repos/octocat/hello-world/issues/42"),
    ("GET", "/repos/octocat/hello-world/labels/ui%2Fdark"),
    ("GET", "/repos/octocat/hello-world/contents/src/app/main.py"),
    ("PATCH", "/repos/octocat/hello-world/issues/comments"),
    ("DELETE", "/zen"),
    ("GET", "/nowhere"),
)

_HERE = File(__file__).parent
_STYLE = (_HERE / "page.css").read_text("utf-8")
_SCRIPT = (_HERE / "page.js").read_text("utf-8")


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


# Nothing is loaded from anywhere, and of all scripts and styles only these two run.
POLICY = (
    f"default-src 'none'; style-src {_source(_STYLE)}; script-src {_source(_SCRIPT)}; "
    "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the router gave for a method and a path; `of` is the path of the table, if it was one."""

    method: str
    path: str
    sent: str
    info: web.UrlMappingMatchInfo
    of: Path | None


def index(table: Table, query: str) -> Markup:
    """The forms and all resources, those hidden that do not fit the search."""
    return _document(
        "GitHub's REST API on resrouter",
        element(
            "p",
            f"{len(table.operations):,} operations on {len(table.paths):,} paths, from {table.source}. ",
            "This page is all below ",
            element("code", "/-/"),
            ", where GitHub has nothing; ",
            element("a", "/", href="/"),
            " and the rest answer as the table says.",
            class_="lead",
        ),
        _match_form("GET", "", _examples()),
        _resources(table, query),
    )


def match(answer: Answer) -> Markup:
    """What answers a request."""
    error = answer.info.http_exception
    if error is None:
        status, verdict, facts = 200, "A resource answers", _matched(answer)
    elif isinstance(error, web.HTTPMethodNotAllowed):
        status, verdict = error.status, "The path fits, the method does not"
        facts = [("Allow", element("code", error.headers["Allow"])), *_resource(answer)]
    else:
        status, verdict, facts = error.status, "No path fits", []
    return _document(
        "What answers?",
        _back(),
        _match_form(answer.method, answer.path),
        element(
            "section",
            element("h2", element("span", str(status), class_=f"status s{status}"), f" {verdict}", id="answer"),
            _facts([("Path as sent", element("code", answer.sent)), *facts]),
            aria_labelledby="answer",
        ),
        element(
            "section",
            element("h2", "Others to try", id="others"),
            _examples(),
            aria_labelledby="others",
        ),
    )


def no_path(method: str, path: str, reason: str) -> Markup:
    """The form again, and why what was typed is no path."""
    return _document("What answers?", _back(), _match_form(method, path), _problem(reason))


def links(path: Path, parts: Mapping[str, str], query: str, outcome: URL | ResrouterError | None) -> Markup:
    """One resource: its operations, and the form for a link to it."""
    fields = [field for name in path.params for field in _field(f"part.{name}", name, parts.get(name, ""))]
    return _document(
        path.name,
        _back(),
        element("p", _template(path.template), class_="template big"),
        element("ul", *map(_operation, path.operations), class_="operations"),
        element(
            "section",
            element("h2", "Make a link", id="make"),
            element(
                "form",
                *fields,
                *_field("query", "query", query, placeholder="page=2&labels=bug&labels=ui"),
                element("button", "router.url()"),
                action=f"/-/links/{path.name}#made",
                class_="fields",
            ),
            *([] if outcome is None else [_made(outcome)]),
            aria_labelledby="make",
        ),
    )


def no_resource(name: str) -> Markup:
    return _document("No such resource", _back(), _problem(f"No resource is named {name!r}."))


def _document(title: str, *content: Markup) -> Markup:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(_STYLE)),
    )
    main = element("main", element("h1", title), *content)
    body = element("body", main, element("script", Markup(_SCRIPT)))
    return joined(Markup("<!DOCTYPE html>\n"), element("html", head, body, lang="en"))


def _back() -> Markup:
    return element("nav", element("a", "All resources", href="/-/"), aria_label="Back")


def _match_form(method: str, path: str, *below: Markup) -> Markup:
    choices = METHODS if method in METHODS else (*METHODS, method)
    options = (element("option", each, selected=each == method) for each in choices)
    hint = "/repos/octocat/hello-world/issues/42"
    return element(
        "section",
        element("h2", "Try a path", id="try"),
        element(
            "form",
            element("select", *options, name="method", aria_label="Method"),
            _box(name="path", value=path, required=True, placeholder=hint, aria_label="Path"),
            element("button", "Match"),
            action="/-/match",
            class_="row",
        ),
        *below,
        aria_labelledby="try",
    )


def _examples() -> Markup:
    return element("ul", *(element("li", _try_link(*each)) for each in EXAMPLES), class_="examples")


def _try_link(method: str, path: str) -> Markup:
    href = URL.build(path="/-/match", query={"method": method, "path": path})
    return joined(_badge(method), element("a", element("code", path), href=str(href)))


def _matched(answer: Answer) -> list[tuple[str, Markup]]:
    """Who answers, and with which values."""
    facts = _resource(answer)
    if answer.of is not None:
        method = "GET" if answer.method == "HEAD" else answer.method
        operation = next(row for row in answer.of.operations if row.method == method)
        facts.append(("Operation", joined(element("code", operation.id), f" {operation.summary}")))
    return facts + [(f"{{{name}}}", element("code", value)) for name, value in answer.info.items()]


def _resource(answer: Answer) -> list[tuple[str, Markup]]:
    """The resource whose path fits; its name leads to the form for links, filled in."""
    if answer.of is None:
        return [("Resource", element("span", "one of this page, not of the table"))]
    parts = {f"part.{name}": value for name, value in answer.info.items()}
    href = URL.build(path=f"/-/links/{answer.of.name}", query=parts)
    return [
        ("Resource", element("a", _name(answer.of.name), href=str(href))),
        ("Template", element("span", _template(answer.of.template), class_="template")),
    ]


def _facts(facts: Iterable[tuple[str, Markup]]) -> Markup:
    rows = (joined(element("dt", term), element("dd", text)) for term, text in facts)
    return element("dl", *rows)


def _field(name: str, label: str, value: str, placeholder: str = "") -> tuple[Markup, Markup]:
    box = _box(id=f"field-{name}", name=name, value=value, placeholder=placeholder)
    return element("label", label, for_=f"field-{name}"), box


def _box(**attributes: str | bool) -> Markup:
    """A field for text in which nothing is to be corrected or completed."""
    return element("input", autocomplete="off", autocapitalize="off", spellcheck="false", **attributes)


def _made(outcome: URL | ResrouterError) -> Markup:
    if isinstance(outcome, ResrouterError):
        return element(
            "div",
            element("p", type(outcome).__name__),
            element("pre", str(outcome), tabindex="0"),
            class_="problem",
            id="made",
        )
    href = str(outcome)
    return element(
        "p",
        element("a", href, href=href, class_="made"),
        " ",
        element("a", "Match it", href=str(URL.build(path="/-/match", query={"path": href}))),
        id="made",
    )


def _problem(text: str) -> Markup:
    return element("p", text, class_="problem", role="alert")


def _resources(table: Table, query: str) -> Markup:
    words = query.lower().split()
    fits = {path.name: all(word in _searched(path) for word in words) for path in table.paths}
    hint = "issues labels, delete hooks, ..."
    return element(
        "section",
        element("h2", "Resources", id="resources"),
        element(
            "form",
            element("label", "Search paths, names and methods", for_="q"),
            _box(id="q", name="q", type="search", value=query, placeholder=hint),
            element("button", "Search"),
            role="search",
            action="/-/#resources",
            class_="row",
        ),
        element("p", f"{sum(fits.values()):,} of {len(table.paths):,} resources", id="count", role="status"),
        *(
            _group(name, list(paths), fits)
            for name, paths in groupby(sorted(table.paths, key=_first_segment), _first_segment)
        ),
        aria_labelledby="resources",
    )


def _group(name: str, paths: list[Path], fits: Mapping[str, bool]) -> Markup:
    return element(
        "section",
        element("h3", f"/{name}", id=f"below-{name}"),
        element("ul", *(_row(path, hidden=not fits[path.name]) for path in paths), class_="resources"),
        class_="group",
        aria_labelledby=f"below-{name}",
        hidden=not any(fits[path.name] for path in paths),
    )


def _row(path: Path, *, hidden: bool) -> Markup:
    return element(
        "li",
        element("span", *map(_badge, path.methods), class_="methods"),
        element("span", _template(path.template), class_="template"),
        element("a", _name(path.name), href=f"/-/links/{path.name}"),
        hidden=hidden,
    )


def _operation(row: Operation) -> Markup:
    docs = element("a", row.summary, href=row.docs, rel="noreferrer")
    return element("li", _badge(row.method), element("code", row.id), docs)


def _badge(method: str) -> Markup:
    return element("b", method, class_=f"badge {method.lower()}")


def _template(text: str) -> Markup:
    """A template with its parameters marked, and a place to break the line before every slash."""
    pieces = re.split(r"(\{[^}]*\}|/)", text)
    marked = (
        element("var", piece) if piece.startswith("{") else joined(element("wbr"), piece) if piece == "/" else piece
        for piece in pieces
    )
    return element("code", *marked)


def _name(text: str) -> Markup:
    """A resource's name, with places to break the line."""
    first, *others = re.split(r"(?<=[._])", text)
    return joined(first, *(joined(element("wbr"), piece) for piece in others))


def _searched(path: Path) -> str:
    return f"{' '.join(path.methods)} {path.template} {path.name}".lower()


def _first_segment(path: Path) -> str:
    return path.template.split("/")[1]
