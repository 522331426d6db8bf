"""A tour of the table: requests by a real client, and links, each with the outcome it must have."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import ClientSession
from yarl import URL

from github_table.stops import LINKS, REQUESTS, Link, Stop
from github_table.table import OPERATION
from github_table.terminal import Colour, flowed, heading, pad, paint, wrapped
from resrouter import ResrouterError, Router

_MARGIN = 15  # where the path stands, after status and method
_PATH_WIDTH = 61


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a request."""

    status: int
    operation: str = ""
    resource: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    allow: str = ""


async def show_requests(session: ClientSession, base: URL) -> int:
    """Send every request of the tour and print what answered; how many answered wrongly."""
    wrong = 0
    for title, stops in REQUESTS.items():
        heading(title)
        for stop in stops:
            answer = await ask(session, base, stop.method, stop.path)
            _print_answer(stop, answer)
            problem = _problem(stop, answer)
            if problem:
                wrong += 1
                print(" " * _MARGIN + paint(f"WRONG: {problem}", "red"))
    return wrong


def show_links(router: Router) -> int:
    """Print every link of the tour, or the error that refuses it; how many came out wrongly."""
    wrong = 0
    for title, links in LINKS.items():
        heading(title)
        for link in links:
            outcome, text = _outcome(router, link)
            print("\n".join(_call(link)))
            colour: Colour = "cyan" if outcome == text else "yellow"
            print("\n".join(paint(line, colour) for line in wrapped(text, indent=4)))
            if outcome != link.outcome:
                wrong += 1
                print(paint(f"    WRONG: expected {link.outcome}", "red"))
    return wrong


async def ask(session: ClientSession, base: URL, method: str, path: str) -> Answer:
    """Send one request, its path exactly as written."""
    url = URL(f"{base.origin()}{path}", encoded=True)
    async with session.request(method, url, allow_redirects=False) as response:
        allow = response.headers.get("Allow", "")
        operation = response.headers.get(OPERATION, "")
        if response.content_type != "application/json" or method == "HEAD":
            return Answer(response.status, operation, allow=allow)
        facts = await response.json()
    return Answer(response.status, facts["operation"], facts["resource"], facts["params"], allow)


def _print_answer(stop: Stop, answer: Answer) -> None:
    colour: Colour = "green" if answer.status == 200 else "yellow"
    start = f"{paint(f'{answer.status:>5}', colour)}  {paint(pad(stop.method, 7), 'bold')} "
    point = paint(stop.point, "dim") if stop.point else ""
    print(f"{start}{pad(stop.path, _PATH_WIDTH)} {point}".rstrip())
    facts = [paint(_who(answer), "cyan")] if answer.operation else []
    facts += [f"{name}={value!r}" for name, value in answer.params.items()]
    facts += [f"Allow: {answer.allow}"] if answer.allow else []
    for line in flowed(facts, indent=_MARGIN):
        print(line)


def _who(answer: Answer) -> str:
    """The operation, and its resource where that bears another operation's name."""
    own_name = answer.operation.replace("/", ".").replace("-", "_")
    if answer.resource in ("", own_name):
        return answer.operation
    return f"{answer.operation} (resource {answer.resource})"


def _problem(stop: Stop, answer: Answer) -> str:
    """What is wrong with an answer, or nothing."""
    expected = (stop.status, stop.operation, stop.params, stop.allow)
    given = (answer.status, answer.operation, answer.params, answer.allow)
    return "" if given == expected else f"expected {expected}"


def _outcome(router: Router, link: Link) -> tuple[str, str]:
    """A link twice, or the name of the error that refuses it and its text."""
    try:
        url = router.url(link.name, parts=link.parts, query=link.query, base=link.base)
    except ResrouterError as error:
        return type(error).__name__, f"{type(error).__name__}: {error}"
    return str(url), str(url)


def _call(link: Link) -> list[str]:
    """The call as it stands in a program."""
    args = [repr(link.name)]
    args += [f"{name}={value!r}" for name, value in link.parts.items()]
    args += [f"query={link.query!r}"] if link.query else []
    args += [f"base={link.base!r}"] if link.base else []
    items = [f"{arg}," for arg in args[:-1]] + [f"{args[-1]})"]
    start = "  router.url("
    first, *others = flowed(items, indent=len(start), gap=" ")
    return [start + first.strip(), *others]
