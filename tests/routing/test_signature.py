"""Handlers that take the parts of their path as parameters, in a real application with a real client."""

import datetime
import enum
import functools
import inspect
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, NewType, Optional
from unittest import mock

import pytest
import wrapt
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from resrouter.errors import HandlerSignatureError
from resrouter.paths.converters import Converter, converter_for
from resrouter.routing.signature import Bound, bound

if TYPE_CHECKING:
    from decimal import Decimal
    from decimal import Decimal as Response

UserId = NewType("UserId", int)
NAMES = ("id", "section")


class Colour(enum.Enum):
    RED = "red"


class Slug:
    """A converter of a user's own."""

    def read(self, text: str) -> tuple[str, ...]:
        return tuple(text.split("-"))

    def write(self, value: tuple[str, ...]) -> str:
        return "-".join(value)


class Broken(Slug):
    """A converter with a bug, which is no text without a value."""

    def read(self, text: str) -> tuple[str, ...]:
        raise KeyError(text)


class View(web.View):
    """A view."""

    async def get(self) -> web.Response:
        return web.Response(text="view")


def told(*values: object) -> web.Response:
    return web.Response(text=" ".join(map(repr, values)))


def handler_at(path: str, handler: Any) -> web.Application:
    app = web.Application()
    app.router.add_get(path, handler)
    return app


async def answered(app: web.Application, path: str) -> tuple[int, str]:
    async with TestClient(TestServer(app)) as client, client.get(path) as response:
        return response.status, await response.text()


def composed(handler: Any, names: Collection[str] = NAMES, **rest: Any) -> Bound:
    found = bound(handler, tuple(names), **rest)
    assert found is not None
    return found


async def one(request: web.Request, id: int) -> web.Response:  # noqa: A002  # a part of a path is often called so
    """Shows one."""
    return told(request.method, id)


async def plain(request: web.Request, id, section) -> web.Response:  # type: ignore[no-untyped-def]  # noqa: A002  # users leave annotations out
    return told(id, section)


async def positional(request: web.Request, id: int, /, section: str) -> web.Response:  # noqa: A002
    return told(id, section)


async def keyword(request: web.Request, *, id: float) -> web.Response:  # noqa: A002
    return told(id)


async def with_defaults(request: web.Request, id: int, section: str = "top", page: int = 1) -> web.Response:  # noqa: A002
    return told(id, section, page)


async def positional_defaults(request: web.Request, id: int, page: int = 1, section: str = "top", /) -> web.Response:  # noqa: A002
    return told(id, page, section)


async def open_ended(request: web.Request, *rest: str, id: uuid.UUID, **others: str) -> web.Response:  # noqa: A002
    return told(rest, id, others)


async def everything(*args: Any, id: int) -> web.Response:  # noqa: A002
    return told(len(args), id)


async def named(request: web.Request, id: UserId, section: Colour) -> web.Response:  # noqa: A002
    return told(id, section)


async def annotated(request: web.Request, id: Annotated[int, "an id"], section: Any) -> web.Response:  # noqa: A002
    return told(id, section)


async def quoted(request: "Response", id: "int", section: "Optional[Literal['a']]") -> "Response":  # noqa: A002,UP045
    return told(id, section)  # type: ignore[return-value]  # what others are annotated with is not looked up


def returns_response(request: web.Request, id: int) -> web.Response:  # noqa: A002
    return told(id)


def returns_awaitable(request: web.Request, id: int) -> Awaitable[web.Response]:  # noqa: A002
    return one(request, id)


async def greets(greeting: str, request: web.Request, id: int, tone: str) -> web.Response:  # noqa: A002
    return told(greeting, id, tone)


class Service:
    """An object that answers."""

    async def __call__(self, request: web.Request, id: datetime.date) -> web.Response:  # noqa: A002
        return told(id.year)

    async def show(self, request: web.Request, id: "int") -> web.Response:  # noqa: A002
        return told(type(self).__name__, id)

    @classmethod
    async def make(cls, request: web.Request, id: int) -> web.Response:  # noqa: A002
        return told(cls.__name__, id)

    @staticmethod
    async def still(request: web.Request, id: int) -> web.Response:  # noqa: A002
        return told(id)


def passing(function: Callable[..., Any]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> web.Response:
        response = await function(*args, **kwargs)
        return web.Response(text=f"passed {response.text}")

    return wrapper


def adding_user(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, **kwargs: Any) -> web.Response:
        return await function(request, user="ada", **kwargs)

    return wrapper


def filling_in(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request) -> web.Response:
        return await function(request, **request.match_info)

    return wrapper


@passing
async def decorated(request: web.Request, id: int, section: str = "top") -> web.Response:  # noqa: A002
    return told(id, section)


@passing
async def decorated_by_position(request: web.Request, id: int, /) -> web.Response:  # noqa: A002
    return told(id)


@adding_user
async def with_user(request: web.Request, user: str, id: int) -> web.Response:  # noqa: A002
    return told(user, id)


@adding_user
async def with_user_only(request: web.Request, user: str) -> web.Response:
    return told(user)


@filling_in
async def filled_in(request: web.Request, id: str) -> web.Response:  # noqa: A002
    return told(id)


def giving_by_keyword(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, **kwargs: Any) -> web.Response:
        return await function(request, id=int(request.match_info["id"]) * 2, **kwargs)

    return wrapper


def giving_by_position(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, *args: Any, **kwargs: Any) -> web.Response:
        section = list(request.match_info.values())[1]
        return await function(request, section.upper(), *args, **kwargs)

    return wrapper


def expanding(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, *args: Any, **kwargs: Any) -> web.Response:
        return await function(request, *args, **request.match_info, **kwargs)

    return wrapper


def giving(*names: str) -> Callable[..., Any]:
    def decorate(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
        @functools.wraps(function)
        async def wrapper(request: web.Request, *args: Any, **kwargs: Any) -> web.Response:
            return await function(request, *[request.match_info[name] for name in names], *args, **kwargs)

        return wrapper

    return decorate


def filling_keywords(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, **kwargs: Any) -> web.Response:
        kwargs.update(request.match_info)
        return await function(request, **kwargs)

    return wrapper


def setting_keywords(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, **kwargs: Any) -> web.Response:
        kwargs["id"] = 3
        kwargs.update(id=kwargs["id"] + 1)
        return await function(request, **kwargs)

    return wrapper


def of_same_words(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, **kwargs: Any) -> web.Response:
        id = {"section": function.__name__, "id": request.match_info["id"]}  # noqa: A001  # that is the point
        assert id
        return await function(request, **kwargs)

    return wrapper


def giving_last(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> web.Response:
        return await function(*args, args[-1].match_info["id"] * 2, **kwargs)

    return wrapper


def setting_default(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, **kwargs: Any) -> web.Response:
        kwargs.setdefault("id", 5)
        return await function(request, **kwargs)

    return wrapper


def by_lambda(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    return functools.wraps(function)(lambda request, **kwargs: function(request, id=6, **kwargs))


def keeping_signature(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    async def wrapper(request: web.Request, **kwargs: Any) -> web.Response:
        return await function(request, id=7, **kwargs)

    wrapper.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]  # as some decorators do
    return wrapper


def deaf(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, *args: Any, **kwargs: Any) -> web.Response:
        return await function(request, 8)

    return wrapper


def logging(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, *args: Any, **kwargs: Any) -> web.Response:
        told(*args, "id", **dict.fromkeys(kwargs.get("others") or ()))
        return await calling(function, request, *args, **kwargs)

    return wrapper


async def injecting(function: Any, _instance: object, args: Any, kwargs: Any) -> web.Response:
    return told("GET", 9) if kwargs else await calling(function, *args, id=9)


async def calling(function: Callable[..., Awaitable[web.Response]], *args: Any, **kwargs: Any) -> web.Response:
    return await function(*args, **kwargs)


class Giving:
    """A decorator that is a class."""

    def __init__(self, function: Callable[..., Awaitable[web.Response]]) -> None:
        self._function = function
        functools.update_wrapper(self, function)

    async def __call__(self, request: web.Request, **kwargs: Any) -> web.Response:
        return await self._function(request, id=int(request.match_info["id"]) * 3, **kwargs)


class Passing(Giving):
    """One that gives nothing."""

    async def __call__(self, request: web.Request, **kwargs: Any) -> web.Response:
        return await self._function(request, **kwargs)


def by_position_alone(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(*args: Any) -> web.Response:
        return await function(*args)

    return wrapper


def giving_inside(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(request: web.Request, **kwargs: Any) -> web.Response:
        async def later() -> web.Response:
            return await function(request, id=0, **kwargs)

        return await later()

    return wrapper


async def of_section(request: web.Request, section: str, id: int) -> web.Response:  # noqa: A002
    return told(section, id)


class Decorated:
    @passing
    async def show(self, request: web.Request, id: int) -> web.Response:  # noqa: A002
        return told(id)


ID = "0123abcd-0000-4000-8000-0123456789ab"

CALLED: list[tuple[Any, str, str, tuple[int, str]]] = [
    (one, "/{id}", "/7", (200, "'GET' 7")),
    (one, "/{id}", "/007", (200, "'GET' 7")),
    (one, "/{id}", "/x", (404, "404: Not Found")),
    (one, "/{id}", "/%D9%A3", (404, "404: Not Found")),
    (plain, "/{id}/{section}", "/7/a%2Fb", (200, "'7' 'a/b'")),
    (positional, "/{id}/{section}", "/7/a", (200, "7 'a'")),
    (positional, "/{id}/{section}", "/x/a", (404, "404: Not Found")),
    (keyword, "/{id}", "/1.5", (200, "1.5")),
    (keyword, "/{id}", "/nan", (404, "404: Not Found")),
    (with_defaults, "/{id}", "/7", (200, "7 'top' 1")),
    (with_defaults, "/{id}/{section}", "/7/a", (200, "7 'a' 1")),
    (positional_defaults, "/{id}/{section}", "/7/a", (200, "7 1 'a'")),
    (open_ended, "/{id}/{section}", f"/{ID}/a", (200, f"() UUID('{ID}') {{}}")),
    (everything, "/{id}", "/7", (200, "1 7")),
    (named, "/{id}/{section}", "/7/red", (200, "7 <Colour.RED: 'red'>")),
    (named, "/{id}/{section}", "/7/RED", (404, "404: Not Found")),
    (annotated, "/{id}/{section}", "/7/8", (200, "7 '8'")),
    (quoted, "/{id}/{section}", "/7/a", (200, "7 'a'")),
    (quoted, "/{id}/{section}", "/7/b", (404, "404: Not Found")),
    (returns_response, "/{id}", "/7", (200, "7")),
    (returns_awaitable, "/{id}", "/7", (200, "'GET' 7")),
    (functools.partial(greets, "hi", tone="low"), "/{id}", "/7", (200, "'hi' 7 'low'")),
    (functools.partial(functools.partial(greets, "hi"), tone="low"), "/{id}", "/7", (200, "'hi' 7 'low'")),
    (functools.partialmethod(Service.show).__get__(Service()), "/{id}", "/7", (200, "'Service' 7")),
    (Service(), "/{id}", "/2024-02-29", (200, "2024")),
    (Service().show, "/{id}", "/7", (200, "'Service' 7")),
    (Service.make, "/{id}", "/7", (200, "'Service' 7")),
    (Service.still, "/{id}", "/7", (200, "7")),
    (decorated, "/{id}/{section}", "/7/a", (200, "passed 7 'a'")),
    (decorated, "/{id}", "/7", (200, "passed 7 'top'")),
    (decorated, "/{id}", "/x", (404, "404: Not Found")),
    (passing(decorated), "/{id}", "/7", (200, "passed passed 7 'top'")),
    (functools.partial(decorated, section="low"), "/{id}", "/7", (200, "passed 7 'low'")),
    (passing(functools.partial(greets, "hi", tone="low")), "/{id}", "/7", (200, "passed 'hi' 7 'low'")),
    (passing(Service()), "/{id}", "/2024-02-29", (200, "passed 2024")),
    (decorated_by_position, "/{id}", "/7", (200, "passed 7")),
    (with_user, "/{id}", "/7", (200, "'ada' 7")),
    (Decorated().show, "/{id}", "/7", (200, "passed 7")),
    (of_same_words(of_section), "/{id}/{section}", "/7/a", (200, "'a' 7")),
    (Passing(of_section), "/{id}/{section}", "/7/a", (200, "'a' 7")),
    (Giving(of_section), "/{id}/{section}", "/7/a", (200, "'a' 21")),
    (functools.partial(Giving(of_section)), "/{id}/{section}", "/7/a", (200, "'a' 21")),
    (setting_keywords(of_section), "/{id}/{section}", "/7/a", (200, "'a' 4")),
    (logging(of_section), "/{id}/{section}", "/7/a", (200, "'a' 7")),
    (giving_by_keyword(passing(of_section)), "/{id}/{section}", "/7/a", (200, "passed 'a' 14")),
    (passing(giving_by_keyword(of_section)), "/{id}/{section}", "/7/a", (200, "passed 'a' 14")),
    (giving_by_position(of_section), "/{id}/{section}", "/7/a", (200, "'A' 7")),
]


@pytest.mark.parametrize(("handler", "template", "path", "answer"), CALLED)
@pytest.mark.asyncio
async def test_a_handler_takes_the_parts_of_its_path(
    handler: Any, template: str, path: str, answer: tuple[int, str]
) -> None:
    names = [part.strip("{}") for part in template.split("/") if part]
    assert await answered(handler_at(template, composed(handler, names).handler), path) == answer


async def of_request(request: web.Request) -> web.Response:
    return told(request.match_info)


async def with_none(request: web.Request, id: str | None = None) -> web.Response:  # noqa: A002
    return told(id)


async def any_arguments(*args: Any, **kwargs: Any) -> web.Response:
    return told(len(args), kwargs)


async def any_others(request: web.Request, *args: Any, **kwargs: Any) -> web.Response:
    return told(args, kwargs)


async def no_arguments() -> web.Response:
    return told()


UNTOUCHED: list[Any] = [
    View,
    Service,
    dict,
    passing(View),
    of_request,
    with_none,
    any_arguments,
    any_others,
    no_arguments,
    passing(of_request),
    passing(with_none),
    with_user_only,
    filled_in,
    functools.partial(one, id=3),
    mock.AsyncMock(),
    mock.Mock(),
    dict.fromkeys,
    max,
]


@pytest.mark.parametrize("handler", UNTOUCHED)
def test_what_needs_the_request_alone_is_untouched(handler: Any) -> None:
    assert bound(handler, NAMES) is None


GIVEN = [
    (filled_in, "'7'"),
    (giving_by_keyword(one), "'GET' 14"),
    (functools.partial(giving_by_keyword(one)), "'GET' 14"),
    (Giving(one), "'GET' 21"),
    (giving_inside(one), "'GET' 0"),
    (expanding(one), "'GET' '7'"),
    (giving("id")(one), "'GET' '7'"),
    (filling_keywords(one), "'GET' '7'"),
    (giving_last(one), "'GET' '77'"),
    (setting_default(one), "'GET' 5"),
    (by_lambda(one), "'GET' 6"),
    (keeping_signature(one), "'GET' 7"),
    (deaf(one), "'GET' 8"),
    (wrapt.decorator(injecting)(one), "'GET' 9"),
]


@pytest.mark.filterwarnings("ignore:Bare functions are deprecated")
@pytest.mark.parametrize(("handler", "answer"), GIVEN)
@pytest.mark.asyncio
async def test_a_decorator_that_gives_the_parts_goes_on_to_do_so(handler: Any, answer: str) -> None:
    assert bound(handler, ["id"]) is None
    assert await answered(handler_at("/{id}", handler), "/7") == (200, answer)


def test_a_bound_handler_is_not_bound_again() -> None:
    assert bound(composed(one).handler, NAMES) is None


def test_a_bound_handler_keeps_the_name_and_the_docstring() -> None:
    handler = composed(one).handler
    assert (handler.__name__, handler.__qualname__, handler.__doc__) == ("one", "one", "Shows one.")
    assert inspect.unwrap(handler) is one
    assert inspect.iscoroutinefunction(handler)


CONVERTERS: list[tuple[Any, Mapping[str, object], dict[str, object]]] = [
    (one, {}, {"id": int}),
    (plain, {}, {}),
    (plain, {"id": "int"}, {"id": int}),
    (plain, {"id": "str"}, {"id": str}),
    (plain, {"other": "int"}, {}),
    (positional, {}, {"id": int, "section": str}),
    (positional, {"section": "path"}, {"id": int, "section": "path"}),
    (named, {}, {"id": int, "section": Colour}),
    (annotated, {"section": "date"}, {"id": int, "section": "date"}),
    (with_defaults, {"page": "uuid"}, {"id": int, "section": str}),
    (decorated, {}, {"id": int, "section": str}),
    (functools.lru_cache(one), {}, {"id": int}),
]


@pytest.mark.parametrize(("handler", "declared", "expected"), CONVERTERS)
def test_the_converters_are_those_of_the_parameters(
    handler: Any, declared: Mapping[str, object], expected: dict[str, object]
) -> None:
    given = {name: converter_for(spec) for name, spec in declared.items()}
    found = composed(handler, converters=given)
    assert found.converters == {name: converter_for(spec) for name, spec in expected.items()}


@pytest.mark.asyncio
async def test_a_declared_converter_wins() -> None:
    async def show(request: web.Request, id: tuple[str, ...]) -> web.Response:  # noqa: A002
        return told(id)

    slug: Converter[Any] = Slug()
    found = composed(show, converters={"id": slug})
    assert found.converters["id"] is slug
    assert await answered(handler_at("/{id}", found.handler), "/a-b") == (200, "('a', 'b')")


@pytest.mark.asyncio
async def test_a_converter_with_a_bug_is_no_missing_page() -> None:
    found = composed(plain, converters={"id": Broken()})
    status, _ = await answered(handler_at("/{id}/{section}", found.handler), "/a/b")
    assert status == 500


@pytest.mark.asyncio
async def test_a_value_error_of_the_handler_is_no_missing_page() -> None:
    async def show(request: web.Request, id: int) -> web.Response:  # noqa: A002
        raise ValueError(id)

    status, _ = await answered(handler_at("/{id}", composed(show).handler), "/7")
    assert status == 500


async def nullable(request: web.Request, id: int, section: Colour | None) -> web.Response:  # noqa: A002
    return told(id, section)


async def with_colour(request: web.Request, id: int, section: Colour = Colour.RED) -> web.Response:  # noqa: A002
    return told(id, section)


@pytest.mark.parametrize(
    ("handler", "text"),
    [
        (plain, "'7' None"),
        (nullable, "7 None"),
        (with_colour, "7 <Colour.RED: 'red'>"),
        (positional_defaults, "7 1 'top'"),
    ],
)
@pytest.mark.parametrize("absent", ["missing", "none"])
@pytest.mark.asyncio
async def test_an_absent_part_is_none_or_the_default(handler: Any, text: str, absent: str) -> None:
    found = composed(handler, optional={"section"})

    async def without_section(request: web.Request) -> web.StreamResponse:
        if absent == "none":
            request.match_info["section"] = None  # type: ignore[assignment]  # as for a template with optional parts
        return await found.handler(request)

    assert await answered(handler_at("/{id}", without_section), "/7") == (200, text)


async def misspelt(request: web.Request, idd: int) -> web.Response:
    return told(idd)


async def foreign(request: web.Request, *, user: object) -> web.Response:
    return told(user)


async def listed(request: web.Request, id: list[int]) -> web.Response:  # noqa: A002
    return told(id)


async def truth(request: web.Request, id: int, section: bool = False) -> web.Response:  # noqa: A002
    return told(id, section)


async def unresolved(request: web.Request, id: "Decimal") -> web.Response:  # noqa: A002
    return told(id)


async def malformed(request: web.Request, id: "an id") -> web.Response:  # type: ignore[valid-type]  # noqa: A002,F722
    return told(id)


async def no_request(id: int, section: str) -> web.Response:  # noqa: A002
    return told(id, section)


async def keywords_alone(*, id: int) -> web.Response:  # noqa: A002
    return told(id)


def narrow(function: Callable[..., Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    @functools.wraps(function)
    async def wrapper(**kwargs: Any) -> web.Response:
        return await function(**kwargs)

    return wrapper


narrowed = narrow(one)

POSSIBLE = (
    'A converter is one of "int", "float", "uuid", "date", "str", "path", one of the types int, float, uuid.UUID, '
    "datetime.date, str, an Enum\n"
    "with values of str or int, a Literal of these, or an object with the methods read(text) and write(value)."
)
FIRST = "Let the request be the first parameter: async def handler(request, ...)."

REFUSED: list[tuple[Any, str, str, str]] = [
    (misspelt, "idd", "is no part of the path", "Name it as a part of the path, or give it a default."),
    (foreign, "user", "is no part of the path", "Name it as a part of the path, or give it a default."),
    (
        Service().__call__.__func__.__get__(Service()),  # type: ignore[attr-defined]  # a method made by hand
        "id",
        "is annotated with datetime.date, and its part is declared with uuid.UUID",
        "Change the annotation or the declared converter.",
    ),
    (listed, "id", "has an annotation that cannot be read from a path: No converter for list[int]", POSSIBLE),
    (truth, "section", "has an annotation that cannot be read from a path: No converter for bool", POSSIBLE),
    (
        unresolved,
        "id",
        "has the annotation 'Decimal', which cannot be resolved: name 'Decimal' is not defined",
        "Import what it names where the handler is written, outside of 'if TYPE_CHECKING:'.",
    ),
    (no_request, "id", "stands where the request is passed", FIRST),
    (keywords_alone, "id", "comes without one for the request", FIRST),
    (
        by_position_alone(one),
        "id",
        "is not taken by what decorates it, which passes on what comes by position",
        "Let the decorator take **kwargs, and pass them on.",
    ),
    (
        narrowed,
        "id",
        "is not taken by what decorates it: too many positional arguments",
        "Let the decorator pass it on.",
    ),
]


@pytest.mark.parametrize(("handler", "parameter", "reason", "cure"), REFUSED)
def test_a_signature_that_the_path_does_not_fit_is_refused(
    handler: Any, parameter: str, reason: str, cure: str
) -> None:
    declared = {"id": converter_for("uuid")} if inspect.ismethod(handler) else {}
    with pytest.raises(HandlerSignatureError) as caught:
        bound(handler, NAMES, converters=declared)
    error = caught.value
    assert (error.parameter, error.reason, error.cure, error.names) == (parameter, reason, cure, NAMES)
    function = inspect.unwrap(getattr(handler, "__func__", handler))
    assert error.place.endswith(f"test_signature.py:{function.__code__.co_firstlineno}")
    assert error.handler == f"{__name__}.{function.__qualname__}"


def test_an_annotation_that_is_no_python_is_refused() -> None:
    with pytest.raises(HandlerSignatureError) as caught:
        bound(malformed, NAMES)
    assert caught.value.parameter == "id"
    assert "'an id'" in caught.value.reason


def test_an_optional_part_needs_an_annotation_with_none() -> None:
    with pytest.raises(HandlerSignatureError) as caught:
        bound(named, NAMES, optional=["section"])
    colour = f"{__name__}.Colour"
    assert caught.value.parameter == "section"
    assert caught.value.reason == f"is None when its part is absent, which {colour} does not allow"
    assert caught.value.cure == f"Annotate it with '{colour} | None', or give it a default."


@pytest.mark.parametrize(
    ("handler", "name"),
    [
        (Service(), "Service"),
        (functools.partial(Service().show), "Service.show"),
        (functools.partial(Service()), "Service"),
    ],
)
def test_an_error_names_what_is_called(handler: Any, name: str) -> None:
    with pytest.raises(HandlerSignatureError) as caught:
        bound(handler, ["other"])
    assert caught.value.handler == f"{__name__}.{name}"
    assert "test_signature.py:" in caught.value.place


def test_what_is_no_python_code_has_no_place() -> None:
    with pytest.raises(HandlerSignatureError) as caught:
        bound(pow, NAMES)
    error = caught.value
    assert (error.handler, error.place, error.parameter) == ("builtins.pow", "an unknown place", "exp")


def test_an_error_says_where_and_what_was_meant() -> None:
    with pytest.raises(TypeError) as caught:
        bound(misspelt, NAMES)
    line = misspelt.__code__.co_firstlineno
    place = f"{__file__.rpartition('tests/')[1]}routing/test_signature.py:{line}"
    assert str(caught.value).replace(__file__.rpartition("tests/")[0], "") == (
        f"The handler {__name__}.misspelt at {place} cannot be called: its parameter 'idd' is no part of the path\n"
        "  the path has: id, section (did you mean 'id'?)\n"
        "Name it as a part of the path, or give it a default."
    )


@pytest.mark.asyncio
async def test_nothing_is_reflected_per_request(monkeypatch: pytest.MonkeyPatch) -> None:
    found = composed(with_defaults)

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("reflected")

    app = handler_at("/{id}", found.handler)
    async with TestClient(TestServer(app)) as client:
        monkeypatch.setattr(inspect, "signature", refuse)
        monkeypatch.setattr("resrouter.routing.signature.get_type_hints", refuse)
        monkeypatch.setattr("resrouter.routing.signature.converter_for", refuse)
        async with client.get("/7") as response:
            assert (response.status, await response.text()) == (200, "7 'top' 1")


def test_a_function_that_says_to_wrap_itself_is_looked_at_once() -> None:
    async def show(request: web.Request, **kwargs: Any) -> web.Response:
        return told(kwargs)

    show.__wrapped__ = show  # type: ignore[attr-defined]  # that is the point
    assert bound(show, NAMES) is None


def test_an_annotation_with_slashes_is_said_with_the_path() -> None:
    class Rest:
        crosses_slash = True

        def read(self, text: str) -> str:
            return text

        def write(self, value: str) -> str:
            return value

    async def show(request: web.Request, id) -> web.Response:  # type: ignore[no-untyped-def]  # noqa: A002  # set below
        return told(id)

    show.__annotations__["id"] = Rest()
    with pytest.raises(HandlerSignatureError, match="reads slashes"):
        bound(show, NAMES)


def test_a_decorator_without_source_is_called_as_ever() -> None:
    written = """
def passing(function):
    @functools.wraps(function)
    async def wrapper(request, **kwargs):
        return await function(request, **kwargs)
    return wrapper
"""
    made: dict[str, Any] = {"functools": functools}
    exec(written, made)  # as a shell does
    assert bound(made["passing"](one), NAMES) is None
