"""Handlers that take the parts of their path as parameters: `async def show(request, id: int)`.

Signatures are read once, when the route is registered:

1. Classes, callables without a signature, and functions that require nothing besides the request are called as
   aiohttp calls them, `handler(request)`.
2. Every other parameter that is required must be a part of the path. One with a default is given the part of its name,
   when the path has one.
3. An annotation converts, unless a converter was declared for the part; the two must not contradict each other, nor
   what the other handlers of the resource say, for which it holds too. Without an annotation, and with `str`, `Any` or
   `object`, the parameter is given the string.
4. A decorated function is called with what the outermost function takes. When all decorators hand `**kwargs` on, it is
   given the parts that the function behind them names, but for those that they give themselves: see `decorators`. What
   else that one requires is theirs to give.
"""

import inspect
import sys
import types
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from inspect import Parameter
from typing import Any, NamedTuple, NoReturn, cast, get_type_hints

from aiohttp import web
from aiohttp.typedefs import Handler

from resrouter.errors import HandlerSignatureError
from resrouter.paths.converters import TEXT, Converter, allows_none, contradicts, converter_for
from resrouter.paths.template import PathTemplate
from resrouter.routing.chain import chain, links_of
from resrouter.routing.decorators import EVERYTHING, handed_on
from resrouter.routing.place import place_of_code
from resrouter.routing.route import AnyHandler, place_of_route

if sys.version_info >= (3, 14):  # pragma: no cover  # new in that version
    import annotationlib

_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
_VARIADIC = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)

Read = Callable[[str], Any]  # each converter has values of its own type


@dataclass(frozen=True, slots=True)
class Bound:
    """A handler that takes only the request, and passes the parts of the path on; the converters by parameter."""

    handler: Handler
    converters: Mapping[str, Converter[Any]]  # each has values of its own type


def taking_parts(
    handler: AnyHandler,
    template: PathTemplate,
    declared: Mapping[str, Converter[Any]],  # each has values of its own type
    routes: Iterable[web.AbstractRoute] = (),
    method: str = "",
) -> tuple[AnyHandler, Mapping[str, Converter[Any]]]:
    """The handler, or the last link of a chain, with its parameters taken from the path; the converters they name.

    `routes` are those that the resource has already; the one for this method is replaced.

    Raises:
        HandlerSignatureError: see `bound()`.
    """
    if _surely_takes_the_request_alone(handler):
        return handler, {}
    *before, last = links_of(handler)
    beside = [route for route in routes if route.method != method.upper()]
    try:
        found = bound(cast(AnyHandler, last), template.names, template.optional, declared, beside)
    except HandlerSignatureError as error:
        error.path = str(template)
        raise
    return (handler, {}) if found is None else (chain(*before, found.handler), found.converters)


def bound(
    handler: Callable[..., object],
    names: Sequence[str],
    optional: Collection[str] = (),
    converters: Mapping[str, Converter[Any]] = types.MappingProxyType({}),  # each has values of its own type
    beside: Iterable[web.AbstractRoute] = (),
) -> Bound | None:
    """The handler with its parameters taken from the parts of the path; None when it is called with the request alone.

    `names` are the parts of the path, `optional` those that may be absent, `converters` those declared for the parts,
    `beside` the other routes of the resource.

    Raises:
        HandlerSignatureError: a parameter that the path does not give, or not as its annotation says.
    """
    if isinstance(handler, type) or _surely_takes_the_request_alone(handler):
        return None
    # What is put round a function in C, such as a cache, has no signature but that of the function.
    signature = _signature(handler, follow=False) or _signature(handler, follow=True)
    if signature is None:
        return None
    if _shows_another_signature(handler) and not (hasattr(handler, "__wrapped__") and handed_on(handler) == EVERYTHING):
        return None
    known = _Known(handler, tuple(names), frozenset(optional), converters, tuple(beside))
    asked = _asked(known, signature)
    if not any(parameter.default is Parameter.empty for parameter in asked):
        return None
    _require_place_for_request(known, signature, asked)
    readers = {parameter.name: _converter(known, parameter) for parameter in asked if parameter.name in known.names}
    # What is passed by position needs whatever stands in front of it, so defaults are passed too.
    given = [
        parameter for parameter in asked if parameter.name in readers or parameter.kind is Parameter.POSITIONAL_ONLY
    ]
    _require_taken(known, signature, given)
    said = {name: converter for name, converter in readers.items() if converter is not None}
    _require_agreement(known, said)
    composed = _composed(handler, [_argument(parameter, said.get(parameter.name)) for parameter in given])
    return Bound(composed, said)


def _shows_another_signature(handler: Callable[..., object]) -> bool:
    """Whether a decorated function shows the signature of what it decorates, or has code that is no function's."""
    if type(handler) is types.MethodType:
        handler = getattr(handler, "__func__", handler)
    # By its type: proxies show the class of what they stand for.
    is_function = type(handler) is types.FunctionType or type(_call_of(handler)) is types.FunctionType
    return hasattr(handler, "__signature__") or (hasattr(handler, "__wrapped__") and not is_function)


def _surely_takes_the_request_alone(handler: Callable[..., object]) -> bool:
    """Whether the code of a plain function says so: a look at most handlers; benchmarks/adding.py."""
    if (
        type(handler) is not types.FunctionType
        or "__signature__" in handler.__dict__
        or "__wrapped__" in handler.__dict__
    ):
        return False
    # The parameters by keyword alone are not counted among the first.
    return handler.__code__.co_argcount <= 1 and not handler.__code__.co_kwonlyargcount


class _Known(NamedTuple):
    """What is known of a handler before its signature is."""

    handler: Callable[..., object]
    names: tuple[str, ...]
    optional: frozenset[str]
    converters: Mapping[str, Converter[Any]]  # each has values of its own type
    beside: tuple[web.AbstractRoute, ...]

    def refuse(self, parameter: str, reason: str, cure: str) -> NoReturn:
        """Raises the error for a parameter."""
        place = place_of_code(_function(self.handler))
        raise HandlerSignatureError(
            _qualified_name(self.handler), str(place or "an unknown place"), parameter, self.names, reason, cure
        )


class _Argument(NamedTuple):
    """How one parameter is passed on."""

    name: str
    read: Read | None
    default: object
    is_positional: bool


def _signature(handler: Callable[..., object], *, follow: bool) -> inspect.Signature | None:
    try:
        if sys.version_info >= (3, 14):  # pragma: no cover  # there, names that cannot be resolved would raise here
            return inspect.signature(handler, follow_wrapped=follow, annotation_format=annotationlib.Format.FORWARDREF)
        return inspect.signature(handler, follow_wrapped=follow)
    except (TypeError, ValueError):
        return None


def _asked(known: _Known, signature: inspect.Signature) -> list[Parameter]:
    """The parameters besides the request that the path may have to give."""
    own = _besides_request(signature)
    asked = [parameter for parameter in own if parameter.kind not in _VARIADIC]
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    for parameter in asked:
        if parameter.default is Parameter.empty and parameter.name not in known.names:
            known.refuse(
                parameter.name, "is no part of the path", "Name it as a part of the path, or give it a default."
            )
    inner = _signature(known.handler, follow=True) if kinds.intersection(_VARIADIC) else None
    taken = {parameter.name for parameter in asked}
    behind = [] if inner is None else _besides_request(inner)
    wanted = [parameter for parameter in behind if parameter.name in known.names and parameter.name not in taken]
    through = handed_on(known.handler) if wanted else EVERYTHING
    for parameter in wanted:
        needed = Parameter.VAR_POSITIONAL if parameter.kind is Parameter.POSITIONAL_ONLY else Parameter.VAR_KEYWORD
        if through.keywords and needed in kinds and parameter.name not in through.given:
            asked.append(parameter)
        elif through.position_alone and parameter.default is Parameter.empty:
            reason = "is not taken by what decorates it, which passes on what comes by position"
            known.refuse(parameter.name, reason, "Let the decorator take **kwargs, and pass them on.")
    return asked


def _besides_request(signature: inspect.Signature) -> list[Parameter]:
    parameters = list(signature.parameters.values())
    return parameters[1:] if parameters and parameters[0].kind in _POSITIONAL else parameters


def _require_place_for_request(known: _Known, signature: inspect.Signature, asked: Sequence[Parameter]) -> None:
    first = next(iter(signature.parameters.values()))
    cure = "Let the request be the first parameter: async def handler(request, ...)."
    if first.kind is Parameter.KEYWORD_ONLY:
        known.refuse(asked[0].name, "comes without one for the request", cure)
    if first.kind in _POSITIONAL and first.name in known.names:
        known.refuse(first.name, "stands where the request is passed", cure)


def _require_taken(known: _Known, signature: inspect.Signature, given: Sequence[Parameter]) -> None:
    """Refuse a decorator that cannot pass on what the function behind it asks for."""
    positional = [parameter.name for parameter in given if parameter.kind is Parameter.POSITIONAL_ONLY]
    keywords = {parameter.name: None for parameter in given if parameter.kind is not Parameter.POSITIONAL_ONLY}
    try:
        signature.bind(None, *positional, **keywords)
    except TypeError as error:
        known.refuse(given[0].name, f"is not taken by what decorates it: {error}", "Let the decorator pass it on.")


def _require_agreement(known: _Known, said: Mapping[str, Converter[Any]]) -> None:
    """Refuse what other handlers of the resource contradict: what one says of a part holds for its resource."""
    for route in known.beside:
        others: Mapping[str, Converter[Any]] = getattr(route, "converters", {})
        for name in said.keys() & others.keys():
            if said[name] != others[name]:
                other = f"{_qualified_name(route.handler)} for {route.method}, registered at {place_of_route(route)}"
                reason = f"is to be read by {said[name]!r}, and for {other}, by {others[name]!r}"
                known.refuse(name, reason, "Annotate it alike in all handlers of the resource.")


def _converter(known: _Known, parameter: Parameter) -> Converter[Any] | None:  # each has values of its own type
    """What reads the part for a parameter; None when it takes the string."""
    name = parameter.name
    annotation = _annotation(known, parameter)
    says_nothing = any(annotation is plain for plain in (Parameter.empty, Any, object))
    may_be_none = name in known.optional and parameter.default is Parameter.empty
    if may_be_none and not says_nothing and not allows_none(annotation):
        shown = inspect.formatannotation(annotation)
        cure = f"Annotate it with '{shown} | None', or give it a default."
        known.refuse(name, f"is None when its part is absent, which {shown} does not allow", cure)
    declared = known.converters.get(name)
    if says_nothing:
        return declared
    if declared is not None:
        if contradicts(declared, annotation):
            shown = inspect.formatannotation(annotation)
            cure = "Change the annotation or the declared converter."
            known.refuse(name, f"is annotated with {shown}, and its part is declared with {declared!r}", cure)
        return declared
    try:
        found = converter_for(annotation)
    except TypeError as error:
        reason, _, cure = str(error).partition("\n")
        known.refuse(name, f"has an annotation that cannot be read from a path: {reason}", cure or "Change it.")
    if getattr(found, "crosses_slash", False):
        cure = "Say it with the path, which takes slashes then: converters={...}."
        known.refuse(name, "has an annotation that reads slashes", cure)
    return found


def _annotation(known: _Known, parameter: Parameter) -> Any:  # an annotation may be any object
    """The annotation of one parameter, with its names looked up where the function was written."""
    function, outer = _function(known.handler), _function(known.handler, follow=False)
    names: dict[str, Any] = getattr(function, "__globals__", {})
    if outer is not function:
        names = {**getattr(outer, "__globals__", {}), **names}
    # One at a time: what the others are annotated with may be imported for type checkers alone.
    alone = types.SimpleNamespace(__annotations__={parameter.name: parameter.annotation})
    try:
        hints = get_type_hints(alone, globalns=names)
    except Exception as error:  # noqa: BLE001  # an annotation may be any expression
        cure = "Import what it names where the handler is written, outside of 'if TYPE_CHECKING:'."
        known.refuse(
            parameter.name, f"has the annotation {parameter.annotation!r}, which cannot be resolved: {error}", cure
        )
    return hints[parameter.name]


def _function(handler: object, *, follow: bool = True) -> object:
    """The function whose parameters a callable shows; without following, that of the outermost decorator."""
    while True:
        if follow and hasattr(handler, "__wrapped__"):
            try:
                handler = inspect.unwrap(cast("Callable[..., object]", handler))
            except ValueError:  # it wraps itself
                return None
        if isinstance(handler, partial):
            handler = cast("partial[object]", handler).func
        elif isinstance(handler, types.MethodType):
            handler = handler.__func__
        elif not isinstance(handler, types.FunctionType):
            handler = _call_of(handler)
            if not isinstance(handler, types.FunctionType):
                return None
        else:
            return handler


def _call_of(handler: object) -> object:
    """What the class of an object has for calling it."""
    return inspect.getattr_static(type(handler), "__call__", None)


def _qualified_name(handler: object) -> str:
    while isinstance(handler, partial):
        handler = cast("partial[object]", handler).func
    named = handler if hasattr(handler, "__qualname__") else type(handler)
    return f"{getattr(named, '__module__', '')}.{getattr(named, '__qualname__', '')}"


def _argument(parameter: Parameter, converter: Converter[Any] | None) -> _Argument:  # each has its own type
    read = None if converter is None or converter == TEXT else converter.read
    return _Argument(parameter.name, read, parameter.default, parameter.kind is Parameter.POSITIONAL_ONLY)


def _composed(handler: Callable[..., object], arguments: Sequence[_Argument]) -> Handler:
    """A coroutine function that passes the parts on."""
    positional = tuple(argument for argument in arguments if argument.is_positional)
    keywords = tuple(argument for argument in arguments if not argument.is_positional)

    @wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        parts: Mapping[str, str | None] = request.match_info
        ordered = [_value(argument, parts) for argument in positional]
        named = {
            argument.name: _value(argument, parts)
            for argument in keywords
            if argument.default is Parameter.empty or parts.get(argument.name) is not None
        }
        answered = handler(request, *ordered, **named)
        if inspect.isawaitable(answered):
            answered = await cast("Awaitable[object]", answered)
        # aiohttp checks it when it sends it, and says whose handler it was.
        return cast("web.StreamResponse", answered)

    return answer


def _value(argument: _Argument, parts: Mapping[str, str | None]) -> object:
    text = parts.get(argument.name)
    if text is None:
        return None if argument.default is Parameter.empty else argument.default
    if argument.read is None:
        return text
    try:
        return argument.read(text)
    except ValueError:
        # The text is none of the parameter's values, so the path is not one of the route's.
        raise web.HTTPNotFound from None
