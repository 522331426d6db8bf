"""What becomes of requests that no route answers, by the options of the table.

A route is a method and a path. "VIEW" is a class-based view with get and put, "OPEN" one with options, "FILES" a
directory that holds `a.css`. "APP" is an application with the routes GET /X and GET /{y}/, "LENIENT" the same with
slashes="redirect", and "STOCK" the same with aiohttp's own router.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from resrouter.tables.options import OptionsByName


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its routes, and others that are mounted in it, by their prefixes: live, or flattened into it."""

    options: OptionsByName
    routes: Sequence[str]
    live: dict[str, "Table"] = field(default_factory=dict)
    flat: dict[str, "Table"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and its answer. The body tells the path of the resource and the parameters."""

    table: Table
    request: str
    status: int
    location: str = ""
    allow: str = ""
    body: str = ""

    def __str__(self) -> str:
        options = ",".join(f"{name}={value}" for name, value in self.table.options.items())
        return f"{options or 'strict'} {self.request}"[:110]


def answers(table: Table, request: str, body: str) -> Asked:
    return Asked(table, request, 200, body=body)


def sends(table: Table, request: str, location: str) -> Asked:
    return Asked(table, request, 308, location)


def misses(table: Table, *requests: str) -> list[Asked]:
    return [Asked(table, request, 404) for request in requests]


def tells(table: Table, request: str, allow: str) -> Asked:
    return Asked(table, request, 204, allow=allow)


def refuses(table: Table, request: str, allow: str) -> Asked:
    return Asked(table, request, 405, allow=allow)


PLACES = ("GET /", "GET /users", "POST /users", "GET /a/", "POST /both", "GET /both/", "GET /u/{x}", "GET /d/{x}/")

STRICT = Table({}, PLACES)
SLASH = Table({"slashes": "redirect"}, PLACES)
SLASH_IGNORED = Table({"slashes": "ignore"}, PLACES)

SLASHES = [
    *misses(STRICT, "GET /users/", "GET /a", "GET //", "GET /USERS", "GET //users"),
    refuses(STRICT, "HEAD /users", "GET,POST"),
    answers(SLASH, "GET /users", "/users"),
    answers(SLASH, "GET /", "/"),
    sends(SLASH, "GET /users/", "/users"),
    sends(SLASH, "POST /users/", "/users"),
    sends(SLASH, "GET /a", "/a/"),
    sends(SLASH, "GET //", "/"),
    sends(SLASH, "GET /u/%41%2Fb/", "/u/%41%2Fb"),
    sends(SLASH, "GET /d/a%20b", "/d/a%20b/"),
    # The query, byte for byte.
    sends(SLASH, "GET /users/?a=%41&b=+c%20&d=//x&&=", "/users?a=%41&b=+c%20&d=//x&&="),
    sends(SLASH, "GET /users/?next=http://evil.example/", "/users?next=http://evil.example/"),
    sends(SLASH, "GET /users/?\\%zz%0d%0a", "/users?\\%zz%0d%0a"),
    sends(SLASH, "GET /users/?", "/users"),
    # One slash, and no other.
    *misses(SLASH, "GET /users//", "GET /a///", "GET //users", "GET /users/x/", "GET /USERS/", "GET /nowhere/"),
    # Only where the method is answered, though the path itself fits a resource that does not.
    *misses(SLASH, "DELETE /users/", "HEAD /users/", "POST /a"),
    sends(SLASH, "GET /both", "/both/"),
    sends(SLASH, "POST /both/", "/both"),
    refuses(SLASH, "DELETE /both", "POST"),
    refuses(SLASH, "DELETE /both/", "GET"),
    answers(SLASH_IGNORED, "GET /users/", "/users"),
    answers(SLASH_IGNORED, "GET /a", "/a/"),
    answers(SLASH_IGNORED, "GET /u/%41%2Fb/", "/u/{x} x=A/b"),
    answers(SLASH_IGNORED, "GET /d/x?q", "/d/{x}/ x=x"),
    answers(SLASH_IGNORED, "GET //", "/"),
    *misses(SLASH_IGNORED, "GET /users//", "DELETE /users/"),
]

MERGE = Table({"merge_slashes": "redirect"}, (*PLACES, "GET /gap//x"))
MERGE_IGNORED = Table({"merge_slashes": "ignore"}, PLACES)
BOTH = Table({"merge_slashes": "redirect", "slashes": "redirect"}, PLACES)
MIXED = Table({"merge_slashes": "ignore", "slashes": "redirect"}, PLACES)
MIXED_TOO = Table({"merge_slashes": "redirect", "slashes": "ignore"}, PLACES)
FORGIVING = Table({"merge_slashes": "ignore", "slashes": "ignore"}, PLACES)

MERGING = [
    sends(MERGE, "GET //users?q=//", "/users?q=//"),
    sends(MERGE, "GET ///u///x", "/u/x"),
    sends(MERGE, "GET /a//", "/a/"),
    sends(MERGE, "GET //", "/"),
    answers(MERGE, "GET /gap//x", "/gap//x"),
    *misses(MERGE, "GET /users/", "GET //users//", "GET /u/%2F//", "GET /gap/x"),
    answers(MERGE_IGNORED, "GET //u//a%2F%2Fb", "/u/{x} x=a//b"),
    *misses(MERGE_IGNORED, "GET /users//"),
    # One redirect, no chain.
    sends(BOTH, "GET //users//", "/users"),
    sends(BOTH, "GET //d///x?q", "/d/x/?q"),
    sends(BOTH, "GET /users//", "/users"),
    sends(BOTH, "GET /users/", "/users"),
    sends(BOTH, "GET //users", "/users"),
    *misses(BOTH, "GET //nowhere//"),
    answers(MIXED, "GET //users", "/users"),
    sends(MIXED, "GET //users//", "/users"),
    sends(MIXED_TOO, "GET //users//", "/users"),
    answers(MIXED_TOO, "GET /users/", "/users"),
    answers(FORGIVING, "GET //d//x", "/d/{x}/ x=x"),
]

SPELLED = (
    "GET /People/{Id}/Me",
    "GET /v-{a}.{b}/Notes",
    "GET /N{n:[A-Z]+}x/y",
    "GET /Files/{rest:.*}/End",
    "GET /É/{x}",
    "GET /a%20B/{x}",
    "GET /plain/Page",
    "GET /{x:(?=Q).*}/Look",
    "GET /T{a}T{b}T/end",
    "GET /R{a}-{b}-{n:[0-9]+}/end",
    "POST /plain/Post",
)
CASE = Table({"case": "redirect"}, SPELLED)
CASE_IGNORED = Table({"case": "ignore"}, SPELLED)
EVERYTHING = Table({"case": "redirect", "slashes": "redirect", "merge_slashes": "redirect"}, SPELLED)
SLASHES_SENT = Table({"case": "ignore", "slashes": "redirect"}, SPELLED)
BROKEN_OUT = Table({"case": "redirect"}, ("GET /X{a:q)(?:zzz}/E", "GET /Xq/E"))
TWINS = Table({"case": "ignore", "conflicts": "ignore"}, ("GET /Twin/{x}", "GET /twin/{y}", "POST /TWIN/{z}"))

SPELLING = [
    answers(CASE, "GET /People/AbC/Me", "/People/{Id}/Me Id=AbC"),
    sends(CASE, "GET /people/AbC/me", "/People/AbC/Me"),
    sends(CASE, "GET /PEOPLE/a%2fB%41/ME?Q=x", "/People/a%2fB%41/Me?Q=x"),
    sends(CASE, "GET /V-1.B.C/NOTES", "/v-1.B.C/Notes"),
    sends(CASE, "GET /nABCX/Y", "/NABCx/y"),
    sends(CASE, "GET /files/A/b/END", "/Files/A/b/End"),
    sends(CASE, "GET /%C3%A9/%41", "/%C3%89/%41"),
    sends(CASE, "GET /A%20b/X", "/a%20B/X"),
    sends(CASE, "GET /PLAIN/PAGE", "/plain/Page"),
    sends(CASE, "GET /Qx/y/look", "/Qx/y/Look"),
    sends(CASE, "GET /t1t2t/END", "/T1T2T/end"),
    # A regex sees what was requested.
    *misses(CASE, "GET /nabcX/Y", "GET /qx/y/look"),
    # In a segment with a regex and several other parameters the literal text is compared as it is.
    sends(CASE, "GET /Ra-b-7/END", "/Ra-b-7/end"),
    *misses(CASE, "GET /ra-b-7/end"),
    *misses(CASE, "GET /people//me", "GET /people/{x}/me", "GET /people/a/me/", "POST /PLAIN/PAGE", "GET /PLAIN/POST"),
    answers(CASE_IGNORED, "GET /people/AbC/me", "/People/{Id}/Me Id=AbC"),
    answers(CASE_IGNORED, "GET /V-A.B.C/notes", "/v-{a}.{b}/Notes a=A.B b=C"),
    answers(CASE_IGNORED, "GET /nABCX/Y", "/N{n}x/y n=ABC"),
    answers(CASE_IGNORED, "GET /FILES/A//b/END", "/Files/{rest}/End rest=A//b"),
    answers(CASE_IGNORED, "POST /PLAIN/POST", "/plain/Post"),
    # Dots are segments like any other, where nobody is sent.
    answers(CASE_IGNORED, "GET /FILES/../x/END", "/Files/{rest}/End rest=../x"),
    *misses(CASE, "GET /FILES/../x/END", "GET /FILES/%2e/x/END"),
    # All in one redirect.
    sends(EVERYTHING, "GET //people///AbC/me/", "/People/AbC/Me"),
    sends(EVERYTHING, "GET /people/AbC/me/", "/People/AbC/Me"),
    # The first that is answered: here in another case alone.
    sends(EVERYTHING, "GET /FILES//b/END", "/Files//b/End"),
    sends(SLASHES_SENT, "GET /people/AbC/me/", "/People/AbC/Me"),
    answers(SLASHES_SENT, "GET /people/AbC/me", "/People/{Id}/Me Id=AbC"),
    # A regex that breaks out of its parameter: what it took cannot be put together again.
    answers(BROKEN_OUT, "GET /Xqzzz/E", "/X{a}/E a=q"),
    *misses(BROKEN_OUT, "GET /xqzzz/e"),
    # The path as it is wins; among others the precedence decides, and the method.
    answers(TWINS, "GET /twin/1", "/twin/{y} y=1"),
    answers(TWINS, "GET /Twin/1", "/Twin/{x} x=1"),
    answers(TWINS, "GET /tWIN/1", "/Twin/{x} x=1"),
    answers(TWINS, "POST /twin/1", "/TWIN/{z} z=1"),
    refuses(TWINS, "PUT /twin/1", "GET"),
    answers(TWINS, "POST /tWIN/1", "/TWIN/{z} z=1"),
]

OTHERS = ("FILES /Files", "APP /Shop", "LENIENT /Soft", "STOCK /Old")
OTHERS_SENT = Table({"case": "redirect", "slashes": "redirect"}, OTHERS)
OTHERS_FOUND = Table({"case": "ignore", "merge_slashes": "ignore"}, OTHERS)

BESIDE = [
    sends(OTHERS_SENT, "GET /files/a.css", "/Files/a.css"),
    sends(OTHERS_SENT, "GET /shop/X", "/Shop/X"),
    sends(OTHERS_SENT, "GET /OLD/X?q", "/Old/X?q"),
    sends(OTHERS_SENT, "GET /shop/x", "/Shop/x/"),
    *misses(OTHERS_SENT, "GET /shop/x/y", "GET /OLD/x/y", "GET /Files/b.css"),
    # An application answers for all below its prefix, by a policy of its own.
    answers(OTHERS_SENT, "GET /Shop/X/", "/Shop/{y}/ y=X"),
    *misses(OTHERS_SENT, "GET /Shop/z", "GET /Old/z"),
    sends(OTHERS_SENT, "GET /Soft/z", "/Soft/z/"),
    sends(OTHERS_SENT, "GET /soft/z", "/Soft/z/"),
    answers(OTHERS_FOUND, "GET /files/a.css", "a {}"),
    answers(OTHERS_FOUND, "GET //SHOP//X", "/Shop/X"),
    answers(OTHERS_FOUND, "GET /old/y/", "/Old/{y}/ y=y"),
    sends(OTHERS_FOUND, "GET //soft//z?q", "/Soft/z/?q"),
]

ALL: OptionsByName = {
    "case": "redirect",
    "slashes": "redirect",
    "merge_slashes": "redirect",
    "derived": ("HEAD", "OPTIONS"),
}
SHOP = ("GET /Items/{n}", "GET /", "PUT /Items/{n}")
LIVE = Table(ALL, ("GET /x",), live={"/T/{tenant}": Table(ALL, SHOP)})
FLAT = Table(ALL, ("GET /x",), flat={"/T/{tenant}": Table({}, SHOP)})
ONLY_BELOW = Table({}, ("GET /x",), live={"/T/{tenant}": Table(ALL, SHOP)})
ONLY_ABOVE = Table(ALL, ("GET /x",), live={"/T/{tenant}": Table({}, SHOP)})
DEEP = Table({}, (), live={"/a/{x}": Table({}, (), live={"/B": Table({"case": "ignore"}, ("GET /C/{y}",))})})
DEEPEST = Table(ALL, (), live={"/A/{x}": Table(ALL, (), live={"/B": Table(ALL, ("GET /C/{y}",))})})
TWICE = Table({"slashes": "redirect"}, (), live={"/t/{x}": Table({"slashes": "redirect"}, ("GET /items", "GET /a/"))})
BEFORE_OTHERS = Table(
    {},
    ("OPTIONS /{tail:.*}", "GET /t/{a}/late/"),
    live={"/t/{tenant}": Table(ALL, ("GET /items", "GET /late"))},
)

MOUNTED = [
    *[
        case
        for table, body in ((LIVE, "/Items/{n}"), (FLAT, "/T/{tenant}/Items/{n}"))
        for case in (
            answers(table, "GET /T/ACME/Items/7", f"{body} n=7 tenant=ACME"),
            sends(table, "GET /T/ACME/Items/7/", "/T/ACME/Items/7"),
            sends(table, "GET /T/A%2FC/items/%41?q=/", "/T/A%2FC/Items/%41?q=/"),
            sends(table, "GET /t/ACME/ITEMS/7/", "/T/ACME/Items/7"),
            sends(table, "GET //t//ACME/ITEMS/7/", "/T/ACME/Items/7"),
            sends(table, "GET http://evil.example/t/ACME/items/7", "/T/ACME/Items/7"),
            sends(table, "GET /T/ACME", "/T/ACME/"),
            *misses(table, "GET /T/ACME/none/", "DELETE /T/ACME/items/7"),
            Asked(table, "HEAD /T/ACME/Items/7", 200),
            sends(table, "HEAD /T/ACME/items/7", "/T/ACME/Items/7"),
            tells(table, "OPTIONS /T/ACME/Items/7", "GET,HEAD,OPTIONS,PUT"),
            refuses(table, "DELETE /T/ACME/Items/7", "GET,HEAD,OPTIONS,PUT"),
        )
    ],
    sends(ONLY_BELOW, "GET /T/ACME/items//7/", "/T/ACME/Items/7"),
    sends(ONLY_BELOW, "GET /T/ACME", "/T/ACME/"),
    tells(ONLY_BELOW, "OPTIONS /T/ACME/Items/7", "GET,HEAD,OPTIONS,PUT"),
    refuses(ONLY_BELOW, "DELETE /T/ACME/Items/7", "GET,HEAD,OPTIONS,PUT"),
    Asked(ONLY_BELOW, "HEAD /T/ACME/Items/7", 200),
    *misses(ONLY_BELOW, "GET /t/ACME/Items/7", "GET /x/", "GET //T/ACME/"),
    refuses(ONLY_BELOW, "OPTIONS /x", "GET"),
    sends(ONLY_ABOVE, "GET //t/ACME//Items/7/", "/T/ACME/Items/7"),
    tells(ONLY_ABOVE, "OPTIONS /T/ACME/Items/7", "GET,HEAD,OPTIONS,PUT"),
    *misses(ONLY_ABOVE, "GET /T/ACME/items/7"),
    answers(DEEP, "GET /a/1/B/c/2", "/C/{y} x=1 y=2"),
    *misses(DEEP, "GET /a/1/b/c/2"),
    sends(DEEPEST, "GET /a/1/b/c/2/", "/A/1/B/C/2"),
    # One slash, though both tables would take one away.
    sends(TWICE, "GET /t/1/items/", "/t/1/items"),
    *misses(TWICE, "GET /t/1/items//", "GET /t/1/a///"),
    # Routes come first, wherever they stand.
    answers(BEFORE_OTHERS, "OPTIONS /t/1/items", "/{tail} tail=t/1/items"),
    answers(BEFORE_OTHERS, "GET /t/1/late/", "/t/{a}/late/ a=1"),
    sends(BEFORE_OTHERS, "GET /t/1/items/", "/t/1/items"),
]

DERIVED = Table(
    {"derived": ("HEAD", "OPTIONS")},
    (
        *("GET /a", "POST /a", "GET /u/{x}", "DELETE /u/{y}", "OPTIONS /own", "GET /own", "HEAD /head", "GET /head"),
        *(
            "ANY /any",
            "VIEW /view",
            "OPEN /open",
            "FILES /files",
            "APP /app",
            "POST /post",
            "GET /{x}/see",
            "HEAD /{y}/see",
        ),
    ),
)
ONLY_HEAD = Table({"derived": ["HEAD"]}, ("GET /a", "VIEW /view"))
ONLY_OPTIONS = Table({"derived": ["OPTIONS"], "slashes": "redirect"}, ("GET /a", "VIEW /view", "GET /b/"))
IGNORING = Table({"derived": ("HEAD", "OPTIONS"), "slashes": "ignore"}, ("GET /a", "VIEW /view"))
PREFLIGHT = Table({"derived": ["OPTIONS"]}, ("VIEW /v/{x}", "GET /a", "OPTIONS /{tail:.*}"))

DERIVING = [
    Asked(DERIVED, "HEAD /a", 200),
    Asked(DERIVED, "HEAD /u/1", 200),
    Asked(DERIVED, "HEAD /head", 200),
    Asked(DERIVED, "HEAD /x/see", 200),
    tells(DERIVED, "OPTIONS /a", "GET,HEAD,OPTIONS,POST"),
    tells(DERIVED, "OPTIONS /a?q", "GET,HEAD,OPTIONS,POST"),
    tells(DERIVED, "OPTIONS /u/1", "DELETE,GET,HEAD,OPTIONS"),
    tells(DERIVED, "OPTIONS /post", "OPTIONS,POST"),
    tells(DERIVED, "OPTIONS /view", "GET,OPTIONS,PUT"),
    tells(DERIVED, "OPTIONS /files/a.css", "GET,HEAD,OPTIONS"),
    refuses(DERIVED, "PATCH /a", "GET,HEAD,OPTIONS,POST"),
    refuses(DERIVED, "PATCH /u/1", "DELETE,GET,HEAD,OPTIONS"),
    refuses(DERIVED, "HEAD /post", "OPTIONS,POST"),
    answers(DERIVED, "OPTIONS /own", "/own"),
    answers(DERIVED, "OPTIONS /any", "/any"),
    answers(DERIVED, "OPTIONS /open", "options of the view"),
    answers(DERIVED, "GET /view", "get of the view"),
    # A view says itself what it has not.
    refuses(DERIVED, "HEAD /view", "GET,PUT"),
    refuses(DERIVED, "PATCH /view", "GET,PUT"),
    # An application derives what it was told to.
    refuses(DERIVED, "OPTIONS /app/X", "GET"),
    *misses(DERIVED, "OPTIONS /nowhere", "OPTIONS *", "OPTIONS /a/", "HEAD /nowhere"),
    Asked(ONLY_HEAD, "HEAD /a", 200),
    refuses(ONLY_HEAD, "OPTIONS /a", "GET,HEAD"),
    refuses(ONLY_HEAD, "OPTIONS /view", "GET,PUT"),
    refuses(ONLY_OPTIONS, "HEAD /a", "GET,OPTIONS"),
    tells(ONLY_OPTIONS, "OPTIONS /a", "GET,OPTIONS"),
    sends(ONLY_OPTIONS, "OPTIONS /a/", "/a"),
    sends(ONLY_OPTIONS, "OPTIONS /view/", "/view"),
    *misses(ONLY_OPTIONS, "HEAD /a/"),
    Asked(IGNORING, "HEAD /a/", 200),
    tells(IGNORING, "OPTIONS /a/", "GET,HEAD,OPTIONS"),
    tells(IGNORING, "OPTIONS /view/", "GET,OPTIONS,PUT"),
    answers(PREFLIGHT, "OPTIONS /a", "/{tail} tail=a"),
    answers(PREFLIGHT, "OPTIONS /v/1", "/{tail} tail=v/1"),
    answers(PREFLIGHT, "OPTIONS /none", "/{tail} tail=none"),
]

OPEN = Table(
    {"slashes": "redirect", "case": "redirect"},
    ("GET /{any}/z/", "GET /evil.example", "GET /{rest:.*}/deep/", "GET /Evil.example/page"),
)

HOSTILE = [
    sends(OPEN, "GET //evil.example/", "/evil.example"),
    sends(OPEN, "GET //evil.example/z", "/evil.example/z/"),
    sends(OPEN, "GET ////evil.example/z", "/evil.example/z/"),
    sends(OPEN, "GET /EVIL.example/page/", "/Evil.example/page"),
    sends(OPEN, "GET /\\evil.example/z", "/%5Cevil.example/z/"),
    sends(OPEN, "GET /\\/evil.example/deep", "/%5C/evil.example/deep/"),
    sends(OPEN, "GET /%5Cevil.example/z", "/%5Cevil.example/z/"),
    sends(OPEN, "GET /%5c%5cevil.example/z", "/%5c%5cevil.example/z/"),
    sends(OPEN, "GET /%2Fevil.example/z", "/%2Fevil.example/z/"),
    sends(OPEN, "GET /%2f%2fevil.example/z", "/%2f%2fevil.example/z/"),
    sends(OPEN, "GET /%09//evil.example/deep", "/%09//evil.example/deep/"),
    sends(OPEN, "GET /@evil.example/z", "/@evil.example/z/"),
    sends(OPEN, "GET /http:/z", "/http:/z/"),
    sends(OPEN, "GET http://evil.example/evil.example/z?q=1", "/evil.example/z/?q=1"),
    sends(OPEN, "GET http://evil.example//evil.example/z", "/evil.example/z/"),
    sends(OPEN, "GET http://evil.example/\\evil.example/z", "/%5Cevil.example/z/"),
    sends(OPEN, "GET http://me:secret@evil.example/evil.example/", "/evil.example"),
    sends(OPEN, "GET /%0d%0aX-Injected:1/z?%0d%0aX-Injected:1", "/%0d%0aX-Injected:1/z/?%0d%0aX-Injected:1"),
    sends(OPEN, "GET /%00/z", "/%00/z/"),
    sends(OPEN, "GET /%zz/z", "/%25zz/z/"),
    sends(OPEN, "GET /%%32F/z", "/%25%32F/z/"),
    sends(OPEN, "GET /a;b=c,d/z", "/a;b=c,d/z/"),
    sends(OPEN, "GET /x/z?//evil.example", "/x/z/?//evil.example"),
    # Clients resolve dots before they ask.
    *misses(OPEN, "GET /./evil.example/deep", "GET /..//evil.example/deep", "GET /.%2E//evil.example/deep"),
    *misses(OPEN, "GET /a/%2e%2e/z/deep", "GET /../z", "GET //evil.example/%2e/a/deep"),
    *misses(OPEN, "OPTIONS *", "GET http://localhost", "CONNECT localhost:80"),
    sends(OPEN, "GET http://localhost/x/z", "/x/z/"),
]

CASES = [*SLASHES, *MERGING, *SPELLING, *BESIDE, *MOUNTED, *DERIVING, *HOSTILE]
