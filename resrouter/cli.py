"""The command line: look at the routes of an application without starting it.

Results go to stdout, complaints to stderr.
Exit codes: 0 fine, 1 findings (no route fits, no link can be built), 2 misuse. Those of `migrate` are in its help.
"""

import argparse
import asyncio
import inspect
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, cast

from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from yarl import URL

from resrouter.errors import ResrouterError, UnknownNameError, UrlError
from resrouter.routing.match_info import MatchInfo
from resrouter.routing.mountpoint import ROOT, MountPoint
from resrouter.routing.route import place_of_resource, place_of_route
from resrouter.tables.mount import Mount
from resrouter.tables.router import Router

FINE, FINDINGS, MISUSE = 0, 1, 2

# RFC 9110 section 5.6.2
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

_MIGRATE = """\
Rewrites route code of aiohttp's first years into resources, and reports what is left to you, line by line.
Without --write no file changes.
--prove imports and runs the application, old and new, each in a process of its own, and compares their answers."""
_MIGRATE_ENDS = """\
exit codes:
  0  done
  1  --check: a file would change, or something is left; --prove: the answers differ, or no changed file was imported;
     --write: a file that would change was not written
  2  misuse; nothing could be read, or --prove found no application or no routes"""


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One route as it is listed. `host` is the rule of the domain it answers for, or empty."""

    method: str
    path: str
    name: str
    handler: str
    place: str
    host: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of `resrouter ARGUMENTS`; `sys.argv` by default."""
    options = _options(arguments)
    _escape_what_the_terminal_lacks(sys.stdout)
    router = None
    try:
        # What the target prints while it is imported is not part of our results.
        with redirect_stdout(sys.stderr):
            if options.run is not _migrate:
                router = load_router(options.target)
    except TargetError as error:
        print(error, file=sys.stderr)
        return MISUSE
    try:
        code: int = options.run(router, options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough; what Python would still write at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    return code


class TargetError(ResrouterError):
    """A `module:attribute` that leads to no router."""

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(target=target, reason=reason)
        self.target = target
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"resrouter: {self.target!r} {self.reason}\n"
            "Give module:attribute; the attribute is a Router, an aiohttp Application, or a function that makes one."
        )


def load_router(target: str) -> web.UrlDispatcher:
    """The router that `module:attribute` leads to, ours or aiohttp's, frozen, as it would serve.

    Raises:
        TargetError: there is no such module or attribute, or it is nothing that has routes.
    """
    found = _made(_attribute(target), target)
    if isinstance(found, web.Application):
        found = found.router
    if not isinstance(found, web.UrlDispatcher):
        raise TargetError(target, f"is of type {type(found).__name__}, which has no routes")
    if not found.frozen:
        found.freeze()
    return found


def route_rows(
    resources: Iterable[web.AbstractResource], host: str = "", point: MountPoint = ROOT
) -> Iterator[RouteRow]:
    """The routes of resources and of what is mounted among them, in order of registration."""
    for resource in resources:
        info = resource.get_info()
        if "app" in info:
            below = info["rule"].canonical if "rule" in info else host
            yield from route_rows(info["app"].router.resources(), below, point)
        elif isinstance(resource, Mount):
            yield from _mounted_rows(resource, host, point.holding(resource.point))
        else:
            yield from _own_rows(resource, host, point)


def _mounted_rows(mount: Mount, host: str, point: MountPoint) -> Iterator[RouteRow]:
    table = mount.table()
    if table is None:
        path, name = f"{point.prefix}/...", point.name or ""
        yield RouteRow("*", path, name, "a table for each request", str(mount.place), host)
    else:
        yield from route_rows(table, host, point)


def _own_rows(resource: web.AbstractResource, host: str, point: MountPoint) -> Iterator[RouteRow]:
    info = resource.get_info()
    for route in resource:
        path, handler, place = point.prefix + resource.canonical, _name_of(route), place_of_route(route)
        if "directory" in info and route.method != "OPTIONS":
            path += "/{filename}"
            handler, place = f"files in {info['directory']}", place_of_resource(resource)
        yield RouteRow(route.method, path, point.named(route.name) or "", handler, place, host)


def _list_routes(router: web.UrlDispatcher, options: argparse.Namespace) -> int:
    rows = list(route_rows(router.resources()))
    if options.format == "json":
        _print_json([asdict(row) for row in rows])
    else:
        hosts = any(row.host for row in rows)
        heads = ["METHOD", "PATH", "NAME", "HANDLER", "REGISTERED", *(["HOST"] if hosts else [])]
        cells = [[r.method, r.path, r.name, r.handler, r.place, *([r.host] if hosts else [])] for r in rows]
        _print_table([heads, *cells])
    return FINE


def _match(router: web.UrlDispatcher, options: argparse.Namespace) -> int:
    match_info = asyncio.run(_resolve(router, options.method, options.path, options.host))
    facts = _facts(match_info)
    if options.format == "json":
        _print_json(facts)
    else:
        print(_printable(f"{options.method} {options.path}"))
        _print_table([[f"  {key}", _shown(value)] for key, value in facts.items() if value not in ("", None)])
    return FINE if match_info.http_exception is None else FINDINGS


async def _resolve(router: web.UrlDispatcher, method: str, target: str, host: str) -> web.UrlMappingMatchInfo:
    path, _, query = target.partition("#")[0].partition("?")
    url = URL.build(path=path, query_string=query, encoded=True)
    request = make_mocked_request(method, "/", headers={"Host": host}).clone(rel_url=url)
    return await router.resolve(request)


def _facts(match_info: web.UrlMappingMatchInfo) -> dict[str, Any]:
    """What a match info says, in the order in which it is shown."""
    error = match_info.http_exception
    resource = match_info.resource if isinstance(match_info, MatchInfo) else match_info.route.resource
    facts: dict[str, Any] = {"status": 200 if error is None else error.status}
    if isinstance(error, web.HTTPMethodNotAllowed):
        facts["reason"] = "a resource fits the path, but has no route for the method"
        facts["allow"] = sorted(error.allowed_methods)
    elif error is not None:
        facts["reason"] = "no resource fits the path" if error.status == 404 else error.reason
    if resource is not None and (error is None or error.status == 405):
        facts |= {"path": resource.canonical, "name": resource.name}
    if isinstance(match_info, MatchInfo) and error is None:
        # Of all mounts on the way; a live one does not change the resource below it.
        *stops, own = match_info.matches
        names = [match.name for match in (*stops, own) if match.name]
        facts |= {"path": own.template, "name": ":".join(names) if own.name else None}
    if error is None:
        route = match_info.route
        facts |= {"params": dict(match_info), "handler": _name_of(route), "registered": place_of_route(route)}
    return facts


def _url(router: web.UrlDispatcher, options: argparse.Namespace) -> int:
    ours = router
    if not isinstance(ours, Router):
        ours = Router()
        ours.take_over(router)
    try:
        url = ours.url(
            options.name,
            parts=dict(options.parts),
            query=options.query or None,
            fragment=options.fragment,
            base=options.base,
        )
    except (UnknownNameError, UrlError) as error:
        print(error, file=sys.stderr)
        return FINDINGS
    if options.format == "json":
        _print_json({"url": str(url)})
    else:
        print(url)
    return FINE


def _migrate(_: None, options: argparse.Namespace) -> int:
    try:
        from resrouter.migration.command import run  # noqa: PLC0415 - libcst is an extra
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "libcst":
            raise
        print("resrouter: migrate needs libcst: pip install 'resrouter[migrate]'", file=sys.stderr)
        return MISUSE
    return run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="resrouter", description="Look at the routes of an aiohttp application.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("target", metavar="module:attribute", help="a Router, an Application, or what makes one")
    shared.add_argument("--format", choices=["text", "json"], default="text")

    routes = commands.add_parser("routes", parents=[shared], help="list all routes")
    routes.set_defaults(run=_list_routes)

    match = commands.add_parser("match", parents=[shared], help="say what answers a request")
    match.add_argument("method", type=_method, help="such as GET")
    match.add_argument("path", type=_target, help="as in the request line: /users/ada?tab=repos")
    match.add_argument("--host", default="localhost", help="the Host header, for applications with domains")
    match.set_defaults(run=_match)

    url = commands.add_parser("url", parents=[shared], help="build the link to a named resource")
    url.add_argument("name")
    url.add_argument("parts", nargs="*", type=_pair, metavar="part=value")
    url.add_argument("--query", action="append", type=_pair, metavar="key=value", help="may be given several times")
    url.add_argument("--fragment", default="")
    url.add_argument("--base", help="such as https://example.com")
    url.set_defaults(run=_url)

    migrate = commands.add_parser(
        "migrate",
        help="rewrite old definitions of routes, and list what is left",
        description=_MIGRATE,
        epilog=_MIGRATE_ENDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_migrate(migrate)
    return parser


def _add_migrate(migrate: argparse.ArgumentParser) -> None:
    migrate.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a Python file, or a directory of them")
    modes = migrate.add_mutually_exclusive_group()
    modes.add_argument("--diff", dest="mode", action="store_const", const="diff", help="show the changes (the default)")
    modes.add_argument("--write", dest="mode", action="store_const", const="write", help="make the changes")
    modes.add_argument("--check", dest="mode", action="store_const", const="check", help="exit 1 if anything is left")
    migrate.add_argument("--format", choices=["text", "json"], default="text")
    migrate.add_argument("--prove", metavar="module:attribute", help="compare the answers before and after")
    migrate.set_defaults(run=_migrate, mode="diff")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options; parts of a link may stand after other options too, which argparse alone does not allow."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and (options.run is not _url or any(text.startswith("-") or "=" not in text for text in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        options.parts += map(_pair, rest)
    return options


def _method(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no method")
    return text.upper()


def _target(text: str) -> str:
    """A request target: a path, "*", or an absolute URL, of which only path and query count."""
    if text.startswith(("http://", "https://")):
        return URL(text).raw_path_qs
    if text != "*" and not text.startswith("/"):
        raise argparse.ArgumentTypeError(f"{text!r} is no path: it does not start with '/'")
    return text


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form key=value")
    return key, value


def _attribute(target: str) -> object:
    module_name, colon, attribute = target.partition(":")
    if not colon or not module_name or not attribute:
        _refuse(target, "is not of the form module:attribute")
    # First, as `python -m` has it: somebody else's package of that name may stand on the path already.
    if sys.path[:1] != [str(Path.cwd())]:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found: object = import_module(module_name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a module may fail in any way while it is imported
        _refuse(target, f"cannot be imported: {type(error).__name__}: {error}")
    for part in attribute.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            _refuse(target, f"leads nowhere: {module_name} has no {part!r}")
        except Exception as error:  # noqa: BLE001 - somebody else's property
            _refuse(target, f"cannot be read: {type(error).__name__}: {error}")
    return found


def _made(found: object, target: str) -> object:
    """What a factory makes; anything else as it is."""
    if isinstance(found, (web.Application, web.UrlDispatcher)) or not callable(found):
        return found
    try:
        made: object = found()
        return asyncio.run(_awaited(made)) if inspect.isawaitable(made) else made
    except (Exception, SystemExit) as error:  # noqa: BLE001 - somebody else's function
        _refuse(target, f"was called and failed: {type(error).__name__}: {error}")


async def _awaited(made: Any) -> object:
    return await made


def _refuse(target: str, reason: str) -> NoReturn:
    raise TargetError(target, reason)


def _name_of(route: web.AbstractRoute) -> str:
    handler: object = route.handler
    name = getattr(handler, "__qualname__", None) or type(handler).__qualname__
    return f"{getattr(handler, '__module__', None) or '?'}.{name}"


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        params = cast(Mapping[str, str], value)
        return ", ".join(f"{key} = {text!r}" for key, text in params.items()) or "none"
    return ", ".join(cast(list[str], value)) if isinstance(value, list) else str(value)


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=not _takes_unicode()))


def _escape_what_the_terminal_lacks(stream: object) -> None:
    if isinstance(stream, TextIOWrapper):
        cast("TextIOWrapper[BinaryIO]", stream).reconfigure(errors="backslashreplace")


def _takes_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") in {"utf8", "utf16", "utf32"}


def _print_table(rows: Iterable[Sequence[str]]) -> None:
    cells = [[_printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _printable(text: str) -> str:
    """The text without control characters, which could rewrite the terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
