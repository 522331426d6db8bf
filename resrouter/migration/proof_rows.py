"""What the process that proves and its two sides tell each other: one JSON document a line.

```
order      ->   which target, and which texts stand for which files
           <-   listing, or failure
questions  ->   requests and links
           <-   answers
```
"""

from typing import TypedDict


class Order(TypedDict):
    """What a side is to load. A file without a text is read from the disk, but without its bytecode."""

    target: str
    path: list[str]
    texts: dict[str, str | None]


class Failure(TypedDict):
    """Why a side has no table: what it was doing, what happened, and the last lines of the traceback."""

    stage: str
    reason: str
    trace: str


class ResourceRow(TypedDict):
    """A resource as far as requests are made from it.

    The regex is what a path in safe form must fit; it may also be what such a path starts with, on the way below.
    """

    regex: str
    takes_below: bool
    canonical: str
    methods: list[str]
    host: str | None


class LinkRow(TypedDict):
    """A name of one of the applications, and the parts of its links, each with the regex of its values."""

    app: str
    name: str
    parts: dict[str, str]


class Listing(TypedDict):
    """What requests and links are made from."""

    resources: list[ResourceRow]
    links: list[LinkRow]


class Question(TypedDict):
    """A request. The target is raw, as it stands in a request line."""

    method: str
    target: str
    host: str | None


class LinkQuestion(TypedDict):
    """The link to a name of one of the applications."""

    app: str
    name: str
    parts: dict[str, str]


class Questions(TypedDict):
    """All that is asked of a side."""

    requests: list[Question]
    links: list[LinkQuestion]


class HandlerRow(TypedDict):
    """A handler: what it is called, what tells it from others of that name, and where it stands.

    The code of a lambda is its own; the state, which is what it holds, may be another in each process.
    """

    label: str
    code: str
    state: str
    place: str


class AnswerRow(TypedDict):
    """What a request leads to; handlers are numbers in the list of them, and `raised` is the type of an exception."""

    status: int
    allowed: list[str]
    params: dict[str, str]
    route: str | None
    resource: str | None
    apps: list[str]
    handler: int | None
    expects: int | None
    raised: str


class LinkAnswer(TypedDict):
    """The link, or the type of the exception."""

    url: str
    raised: str


class Answers(TypedDict):
    """What a side answers, and the files of the order that it has read."""

    requests: list[AnswerRow]
    links: list[LinkAnswer]
    handlers: list[HandlerRow]
    read: list[str]


class Reply(TypedDict, total=False):
    """One of the lines of a side."""

    failure: Failure
    listing: Listing
    answers: Answers
