"""The full text of every error, once."""

import pytest

from resrouter.errors import (
    BaseUrlError,
    Collision,
    ConflictError,
    DataError,
    DeadRouteError,
    DuplicateNameError,
    FrozenRouterError,
    HandlerSignatureError,
    InvalidNameError,
    PartsError,
    RepeatedCallError,
    ResrouterError,
    RouteDataError,
    SetupError,
    ShadowedUrlError,
    StaleEditError,
    TemplateSyntaxError,
    UnknownNameError,
    UrlError,
    ValueRefusedError,
)


def of(error: UrlError, resource: str) -> UrlError:
    error.resource = resource
    return error


TEXTS: list[tuple[ResrouterError, type[Exception], str]] = [
    (
        TemplateSyntaxError("/users/{name", 7, 1, "Unbalanced '{'", 'A literal brace is "%7B".'),
        ValueError,
        """\
Unbalanced '{' in the path '/users/{name'
  /users/{name
         ^
A literal brace is "%7B".""",
    ),
    (
        TemplateSyntaxError("/a\n\x1b{b-c}", 5, 3, "Bad parameter name 'b-c'", "Use letters."),
        ValueError,
        """\
Bad parameter name 'b-c' in the path '/a\\n\\x1b{b-c}'
  /a\\n\\x1b{b-c}
           ^^^
Use letters.""",
    ),
    (
        RouteDataError("/users", "7 is no route", "shop/table.py:4"),
        ValueError,
        """\
No route at '/users', read at shop/table.py:4: 7 is no route
A route is (path, handler), (path, {"GET": handler, "name": "user"}) or (path, data, children).""",
    ),
    (
        DataError("GET /users", "shop/users.py:31", ["rolez: unknown (did you mean 'roles'?)"]),
        ValueError,
        """\
The data of GET /users at shop/users.py:31 does not fit its schema
  rolez: unknown (did you mean 'roles'?)
Change the data there, or above it, where it is inherited from, or change the schema.""",
    ),
    (
        ConflictError(
            [
                Collision(
                    ("GET", "PUT"),
                    "/users/new/me",
                    ("'user.self'", "/users/{id}/me", "shop/users.py:31"),
                    ("-", "/users/new/{section}", "shop/teams.py:12 (teams)"),
                )
            ],
            [DuplicateNameError("user", ("/users/{name}", "shop/users.py:31"), ("/people", "shop/people.py:7"))],
        ),
        ValueError,
        """\
2 routes answer GET|PUT /users/new/me, and only their order decides
  'user.self'  /users/{id}/me        shop/users.py:31          answers
  -            /users/new/{section}  shop/teams.py:12 (teams)  never sees it
Change a path, say conflicting=True of both, or choose conflicts="ignore" for the table.
Duplicate 'user', already handled by '/users/{name}'
  /users/{name}  shop/users.py:31  has it
  /people        shop/people.py:7  refused
Give one of them another name, or add the routes to router['user'].""",
    ),
    (
        InvalidNameError("user.if", "if", "is a Python keyword"),
        ValueError,
        """\
Incorrect resource name 'user.if': its part 'if' is a Python keyword
A name is one or more Python identifiers joined by ".", ":" or "-", such as "user.edit".""",
    ),
    (
        DuplicateNameError("user", ("/users/{name}", "shop/users.py:31"), ("/people", "shop/people.py:7")),
        ValueError,
        """\
Duplicate 'user', already handled by '/users/{name}'
  /users/{name}  shop/users.py:31  has it
  /people        shop/people.py:7  refused
Give one of them another name, or add the routes to router['user'].""",
    ),
    (
        DeadRouteError("/users", "GET", "GET", ("list_users", "shop/users.py:31"), ("people", "shop/people.py:7")),
        RuntimeError,
        """\
Added route will never be executed, method GET is already registered for /users
  GET /users  list_users  shop/users.py:31  answers
  GET /users  people      shop/people.py:7  would never see it
Remove one of the two, or give it another method or path.""",
    ),
    (
        DeadRouteError("/users", "GET", "*", ("any_method", "shop/users.py:31"), ("people", "shop/people.py:7")),
        RuntimeError,
        """\
Added route will never be executed, method * is already registered for /users
  * /users    any_method  shop/users.py:31  answers
  GET /users  people      shop/people.py:7  would never see it
Register the "*" route last; it takes every method that has no route of its own.""",
    ),
    (
        FrozenRouterError("/late", "shop/plugins.py:12"),
        RuntimeError,
        """\
Cannot register a resource into frozen router: '/late' at shop/plugins.py:12
aiohttp freezes a router when its application starts or is mounted. Register before that; while serving,
with router.edit() as draft: draft.add_get(...)""",
    ),
    (
        StaleEditError("'user' (/users/{name})", "shop/users.py:31"),
        RuntimeError,
        """\
Cannot add to 'user' (/users/{name}), registered at shop/users.py:31
It was changed or removed while the edit was under way, so nothing of the edit is served. Make it again.""",
    ),
    (
        SetupError("The application is frozen", "Call setup() earlier."),
        RuntimeError,
        "The application is frozen\nCall setup() earlier.",
    ),
    (
        UnknownNameError("usr", ["user", "item"]),
        KeyError,
        "No resource is named 'usr'. Did you mean 'user'?",
    ),
    (
        UnknownNameError("zzz", ["user", "item"]),
        KeyError,
        "No resource is named 'zzz'. The names are item, user.",
    ),
    (
        UnknownNameError("zzz", []),
        KeyError,
        "No resource is named 'zzz'. There are no names.",
    ),
    (
        of(PartsError(["nam", "x"], ["name", "id"]), "'user' (/users/{name}/{id})"),
        KeyError,
        """\
Wrong parts for 'user' (/users/{name}/{id}): given nam, x, required name, id
  missing: name, id
  unknown: nam (did you mean 'name'?)
  unknown: x""",
    ),
    (
        of(ValueRefusedError("name", "..", "has a dot segment"), "'user' (/users/{name})"),
        ValueError,
        "No link for 'user' (/users/{name}): the part 'name' = '..' has a dot segment",
    ),
    (
        ValueRefusedError("", "//x", "starts with two slashes"),
        ValueError,
        "No link: the path '//x' starts with two slashes",
    ),
    (
        of(
            ShadowedUrlError("/users/me", ("/users/{name}", "shop/users.py:3"), ("/users/me", "shop/me.py:14")),
            "'user' (/users/{name})",
        ),
        ValueError,
        """\
No link for 'user' (/users/{name}): '/users/me' leads to another resource
  /users/me      shop/me.py:14    answers it
  /users/{name}  shop/users.py:3  was asked for the link
Choose other values, or ask the resource itself, router[name].url(), which knows of no rivals.""",
    ),
    (
        RepeatedCallError("retry (shop/links.py:7)", "show (shop/views.py:3)"),
        RuntimeError,
        """\
retry (shop/links.py:7) has called the next one in its chain twice: show (shop/views.py:3)
Call it once; what has to be done again is a middleware of the route, middlewares=[...].""",
    ),
    (
        BaseUrlError("/app"),
        ValueError,
        """\
No link: the base '/app' is no absolute URL without query and fragment
Give one such as 'https://example.com' or 'https://example.com/prefix'.""",
    ),
    (
        HandlerSignatureError(
            "shop.users.show", "shop/users.py:31", "idd", ["id", "section"], "is no part of the path", "Rename it."
        ),
        TypeError,
        """\
The handler shop.users.show at shop/users.py:31 cannot be called: its parameter 'idd' is no part of the path
  the path has: id, section (did you mean 'id'?)
Rename it.""",
    ),
]


@pytest.mark.parametrize(("error", "kind", "text"), TEXTS, ids=lambda value: type(value).__name__)
def test_an_error_says_what_where_and_the_cure(error: ResrouterError, kind: type[Exception], text: str) -> None:
    assert str(error) == text
    assert isinstance(error, kind)


def test_every_error_has_its_text_here() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*map(below, kind.__subclasses__()))

    own = {kind for kind in below(ResrouterError) if kind.__module__ == "resrouter.errors"}
    assert own - {ResrouterError, UrlError} == {type(error) for error, _, _ in TEXTS}
