"""Templates in colon syntax and templates with optional parts: what they mean, what they fit, and what is refused."""

from collections.abc import Mapping
from typing import NamedTuple


class OptionalFit(NamedTuple):
    """A template in colon syntax, a safe path, and the parameters' values; None where the path does not fit."""

    template: str
    path: str
    params: Mapping[str, str | None] | None


# A colon text, and the same template in braces.
SPELLINGS = [
    ("", ""),
    ("/", "/"),
    ("/a//b/", "/a//b/"),
    ("/:id", "/{id}"),
    ("/:class/students/:id/:session?", "/{class}/students/{id}/{session?}"),
    ("/:_a1/:B", "/{_a1}/{B}"),
    ("/v:major", "/v{major}"),
    ("/v:major.:minor", "/v{major}.{minor}"),
    ("/:a:b", "/{a}{b}"),
    ("/:a-b", "/{a}-b"),
    ("/files/*rest", "/files/{rest:.+}"),
    ("/v*rest", "/v{rest:.+}"),
    ("/:rest(.*)", "/{rest:.*}"),
    ("/:id([0-9]+)", "/{id:[0-9]+}"),
    (r"/:id(\d{2,4})/x", r"/{id:\d{2,4}}/x"),
    ("/:x((?:a|b(c))+)", "/{x:(?:a|b(c))+}"),
    (r"/:x([)(]\))", r"/{x:[)(]\)}"),
    (r"/:x([])]+)", r"/{x:[])]+}"),
    ("/:id([0-9]+)?", "/{id?:[0-9]+}"),
    ("/:a?/:b?/:c", "/{a?}/{b?}/{c}"),
    (r"/at/10\:30", "/at/10:30"),
    (r"/\:id", "/:id"),
    ("/%3Aid", "/%3Aid"),
    (r"/a\*b", "/a*b"),
    (r"/:id\?", "/{id}?"),
    (r"/:id\(x)", "/{id}(x)"),
    (r"/a\b", r"/a\b"),
    (r"/a\\:b", r"/a\:b"),
]

# Colon texts that are not what the way back gives.
OTHER_SPELLINGS = [
    ("/{x}", "/%7Bx%7D", "/%7Bx%7D"),
    ("/:rest(.+)", "/{rest:.+}", "/*rest"),
    ("/a?b(c)", "/a?b(c)", r"/a\?b\(c)"),
]

# Templates in braces that the colon syntax cannot say.
UNSPEAKABLE = ["/{a}b", "/{a}1", "/{a}_", r"/\{a}", r"/\{rest:.+}"]

COLON_FAULTS = [
    ("/a/*", 3, 1, "A catch-all without a name"),
    ("/a/*/b", 3, 1, "A catch-all without a name"),
    ("/*1", 2, 1, "Bad catch-all name '1'"),
    ("/*rest/b", 6, 2, "Text behind the catch-all 'rest'"),
    ("/*rest?", 6, 1, "Text behind the catch-all 'rest'"),
    ("/:", 1, 1, "A parameter without a name"),
    ("/::a", 1, 1, "A parameter without a name"),
    ("/x:1a", 3, 2, "Bad parameter name '1a'"),
    ("/:a(", 3, 1, "Unbalanced '('"),
    ("/:a((x)", 3, 1, "Unbalanced '('"),
    (r"/:a(x\)", 3, 1, "Unbalanced '('"),
    ("/:a()", 3, 2, "Empty regex"),
    ("/:a([{])", 4, 3, "Bad regex of 'a'"),
    ("/:a(x\ny)", 4, 3, "Bad regex of 'a'"),
    ("/:a([0-9)", 4, 1, "Bad pattern"),
    ("/{}/:a([z)?", 7, 1, "Bad pattern"),
    (r"/\:\:/:a?/:b([0-9)?", 13, 1, "Bad pattern"),
    ("/{}/:b/:c?/:b", 12, 1, "Repeated parameter 'b'"),
    ("/x:a?", 2, 3, "The optional part 'a' is no whole segment"),
    ("/:a?x", 1, 3, "The optional part 'a' is no whole segment"),
    (":a?", 0, 3, "The optional part 'a' is no whole segment"),
    (r"/\:/:a?/*rest", 4, 3, "The optional part 'a' stands beside 'rest'"),
    ("/:a?/:b(.*)", 1, 3, "The optional part 'a' stands beside 'b'"),
    ("/:a?/:b(.*)?", 5, 7, "The optional part 'b' has a regex that may cross a slash"),
    ("/:a([a-z]*)?", 1, 11, "The optional part 'a' takes the empty text"),
]

BRACES_FAULTS = [
    ("/{a?", 1, 1, "Unbalanced '{'"),
    ("/{a?}}", 5, 1, "Unbalanced '}'"),
    ("/{a?}/{1b?}", 7, 3, "Bad parameter name '1b?'"),
    ("/{a?}/{b?:}", 6, 5, "Empty regex"),
    ("/{a?}/{b?:[}", 10, 1, "Bad pattern"),
    ("/{a?}/{b?}/{c:(}", 14, 1, "Bad pattern"),
    ("/{a?}/{a}", 7, 1, "Repeated parameter 'a'"),
    ("/x{a?}", 2, 4, "The optional part 'a' is no whole segment"),
    ("{a?}/x", 0, 4, "The optional part 'a' is no whole segment"),
    ("/{a?}/{rest:.*}", 1, 4, "The optional part 'a' stands beside 'rest'"),
]

GOLDEN_ERRORS = [
    (
        "/a/*",
        """\
A catch-all without a name in the path '/a/*'
  /a/*
     ^
Name it: "*rest" takes the rest of the path; write a literal star as "\\*".""",
    ),
    (
        "/*rest/b",
        """\
Text behind the catch-all 'rest' in the path '/*rest/b'
  /*rest/b
        ^^
'*rest' takes the rest of the path; a star that is text is '\\*'.""",
    ),
    (
        "/x:a?",
        """\
The optional part 'a' is no whole segment in the path '/x:a?'
  /x:a?
    ^^^
Put a slash before it and behind it.""",
    ),
    (
        "/:a?/*rest",
        """\
The optional part 'a' stands beside 'rest', which may take any number of segments in the path '/:a?/*rest'
  /:a?/*rest
   ^^^
Write one template with the part and one without.""",
    ),
]

OPTIONAL_FITS = [
    OptionalFit("/:class/students/:id/:session?", "/a/students/1", {"class": "a", "id": "1", "session": None}),
    OptionalFit("/:class/students/:id/:session?", "/a/students/1/s", {"class": "a", "id": "1", "session": "s"}),
    OptionalFit("/:class/students/:id/:session?", "/a/students/1/", None),
    OptionalFit("/:class/students/:id/:session?", "/a/students", None),
    OptionalFit("/:class/students/:id/:session?", "/a/students/1/s/t", None),
    OptionalFit(
        "/:class/students/:id/:session?", "/a.b/students/1%2F2", {"class": "a.b", "id": "1/2", "session": None}
    ),
    OptionalFit("/:a?/:b?/:c", "/x", {"a": None, "b": None, "c": "x"}),
    OptionalFit("/:a?/:b?/:c", "/x/y", {"a": "x", "b": None, "c": "y"}),
    OptionalFit("/:a?/:b?/:c", "/x/y/z", {"a": "x", "b": "y", "c": "z"}),
    OptionalFit("/:a?/:b?/:c", "/", None),
    OptionalFit("/:a?/:b?/:c", "/x/y/z/w", None),
    OptionalFit("/:x?", "/1", {"x": "1"}),
    OptionalFit("/:x?", "/", {"x": None}),
    OptionalFit("/:x?", "", None),
    OptionalFit("/:x?/:y?", "/", {"x": None, "y": None}),
    OptionalFit("/:x?/:y?", "/1", {"x": "1", "y": None}),
    OptionalFit("/:x?/:y?", "/1/", None),
    OptionalFit("/:x?/", "/", {"x": None}),
    OptionalFit("/:x?/", "/1/", {"x": "1"}),
    OptionalFit("/a/:x?/b", "/a/b", {"x": None}),
    OptionalFit("/a/:x?/b", "/a/1/b", {"x": "1"}),
    OptionalFit("/a/:x?/b", "/a//b", None),
    OptionalFit("/:a?/users/:b?", "/users", {"a": None, "b": None}),
    OptionalFit("/:a?/users/:b?", "/x/users", {"a": "x", "b": None}),
    OptionalFit("/:a?/users/:b?", "/x/users/y", {"a": "x", "b": "y"}),
    OptionalFit("/:a?/users/:b?", "/users/y", None),
    OptionalFit("/n/:id([0-9]+)?", "/n/7", {"id": "7"}),
    OptionalFit("/n/:id([0-9]+)?", "/n", {"id": None}),
    OptionalFit("/n/:id([0-9]+)?", "/n/x", None),
    OptionalFit("/:a([0-9]+)?/:b?", "/x", None),
]

# Template in colon syntax, parts, and the raw path.
FILLED: list[tuple[str, Mapping[str, object], str]] = [
    ("/:class/students/:id/:session?", {"class": "a", "id": 1, "session": "s"}, "/a/students/1/s"),
    ("/:class/students/:id/:session?", {"class": "a", "id": 1, "session": None}, "/a/students/1"),
    ("/:class/students/:id/:session?", {"class": "a b", "id": "1/2"}, "/a%20b/students/1%2F2"),
    ("/:a?/:b?/:c", {"c": "x"}, "/x"),
    ("/:a?/:b?/:c", {"a": "x", "c": "y"}, "/x/y"),
    ("/:x?", {}, "/"),
    ("/:x?/:y?", {"x": None, "y": None}, "/"),
    ("/a/:x?/b", {}, "/a/b"),
]

# Template in colon syntax, parts, the part that is refused, and the reason.
UNFILLED: list[tuple[str, Mapping[str, object], str, str]] = [
    ("/:a?/:b?/:c", {"b": "x", "c": "y"}, "b", "'a' comes before 'b', and would take its value"),
    ("/:a?/:b?", {"a": None, "b": "y"}, "b", "'a' comes before 'b', and would take its value"),
    ("/:a?/users/:b?", {"b": "y"}, "b", "'a' comes before 'b', and would take its value"),
    ("/:a?/:b", {"b": None}, "b", "is of type NoneType"),
    ("/x/:a?/:b", {"a": "", "b": "y"}, "a", "is empty"),
    ("/:a?", {"a": ".."}, "a", 'has a "." or ".."'),
    ("/:a([0-9]+)?", {"a": "x"}, "a", "does not match its pattern"),
]
