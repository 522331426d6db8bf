"""What is left to a person: a finding is a line, a stable kind, the reason, and the advice for its kind."""

from dataclasses import dataclass

_DISPATCHER = (
    "resrouter_compat.UrlDispatcher keeps the ways of the old router (register_route, METHODS, subclasses): "
    "build the application on it until this is gone"
)

ADVICE = {
    "abstract-router": (
        "A router of another kind is outside of what can be carried over; aiohttp's AbstractRouter and "
        "AbstractMatchInfo have more abstract methods by now: look at each."
    ),
    "after-any-method": (
        'It never answers: put it before the "*", or delete it. aiohttp 3 refuses it when both stand side by side.'
    ),
    "alias-not-followed": "Call the method on the router itself, or bind the name once, outside of branches and loops.",
    "application-router": "Make the application first, then resrouter.setup(app, router).",
    "bare-generator": (
        "A generator cannot wait for a coroutine function: write `async def`, and await it where it is used."
    ),
    "catch-all-not-last": (
        "The old router took the first route that fits, so what follows never answered; aiohttp 3.10 and newer "
        "prefer the longer fixed prefix. Put the catch-all last, or delete what follows."
    ),
    "comment-inside": "Move the comment above the statement, or out of the argument, and run this again.",
    "computed-method": "Write one statement for each method, or keep it: add_route() goes on working.",
    "computed-name": "Give the resource one literal name, with add_resource(path, name=...).",
    "computed-path": "Write add_resource(path).add_route(method, handler) by hand; add_route() goes on working.",
    "coroutine-call": "Write the function as `async def` and drop the wrapping.",
    "coroutine-returns": "Write `async def`, and `return await ...` for what it returns, if that is to be waited for.",
    "coroutine-yields": "It is an asynchronous generator or no coroutine at all: write it anew with `async def`.",
    "dispatcher-subclass": f"{_DISPATCHER}; a middleware or resource.add_route() mostly does the same.",
    "duplicate-name": "A name is taken once in a router: pick another one.",
    "error-match-info": "Ask `match_info.http_exception is not None`, which every router answers.",
    "expect-handler": "It answers the Expect header of a request; a method of Request misfires then. Drop it.",
    "generator-handler": "aiohttp takes coroutine functions only: write `async def` and `await`.",
    "gone-name": "Import the name from resrouter_compat, on a line of its own.",
    "handler-call": (
        "Put the handler into a variable first, then define the route: add_resource() would run before the call, "
        "and so the order of registration could change."
    ),
    "handler-compared": (
        "Plain functions were wrapped by the old router and are not any more: compare the resource's name, "
        "or mark the handler with an attribute."
    ),
    "import-in-try": "Import the name from resrouter_compat, and drop the way around its absence.",
    "inside-try": (
        "add_route() refused leaves nothing on the old router, add_resource() then add_route() leaves a resource "
        "without routes. Look whether the exception can still come, then write both calls."
    ),
    "method-loop": "Make the resource before the loop, and call resource.add_route(method, handler) in it.",
    "methods-set": "Delete the line: any method is accepted by now. Only resrouter_compat.UrlDispatcher has METHODS.",
    "named-routes": "Use named_resources(), which gives resources; `for route in resource` gives the routes of one.",
    "names-differ": "A resource has one name: pick one name, and change the links and middlewares that use the other.",
    "not-adjacent": "Move it next to the first when the order does not matter, so that both become one resource.",
    "odd-arguments": "aiohttp's add_route() takes (method, path, handler, *, name, expect_handler).",
    "overridden-add-route": "A class in this module changes how routes are added; carry that class over first.",
    "private-attribute": "Ask get_info(), canonical or url_for() of the resource; the private name is gone.",
    "register-route": f"Use resource.add_route(method, handler) on the resource of that path. {_DISPATCHER}.",
    "repeated-verb": "It never answers on the old router, and aiohttp 3 refuses it: delete one of both.",
    "return-value-used": (
        "Write add_resource(path, name=...).add_route(method, handler): it gives a route with method, handler, name "
        "and resource, but without match() and url()."
    ),
    "route-attribute": "The router's names give resources by now: `for route in resource` gives method and handler.",
    "route-class-check": "Only routes of resrouter_compat are of these classes: ask route.resource, or its get_info().",
    "route-match": "There is no match() any more; routes of resrouter_compat keep it. Resolve a request instead.",
    "route-name-middleware": (
        "A route has the name of its resource, which is one for all methods of a path: "
        "ask for the method as well where names told methods apart."
    ),
    "route-status": "Ask `match_info.http_exception is not None` for a 404 or 405.",
    "route-subclass": (
        "It goes on running through resrouter_compat.Route and register_route(); "
        "a resource with a pattern or a subclass of resrouter.Resource replaces it."
    ),
    "router-reset": "Make a new router or application for each test.",
    "table-loop": "Leave it, or make resources of the rows: resrouter.RouteTable.from_data() takes them as data.",
    "template": "Not Python, so nobody rewrites it: look whether the links still have url() and the same parts.",
    "unknown-router": "If this is a router of aiohttp, name it `app.router` or annotate it with UrlDispatcher.",
    "unpacked-arguments": "Write the arguments out: method, path and handler.",
    "url-for-parts": "url_for() takes the parts as keywords; resrouter's url() takes parts= and query=.",
    "url-of-route": "A route builds no link any more: call url_for() or resrouter's url() on its resource.",
    "url-is-no-text": "Wrap it in str() where a text is needed; resrouter_compat gives a text, aiohttp a yarl.URL.",
    "v1-dispatcher": f"{_DISPATCHER}.",
    "with-yield-from": "Write `async with lock:` in an `async def`: what is waited for there is no context manager.",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One line that a person must look at."""

    line: int
    kind: str
    reason: str

    @property
    def advice(self) -> str:
        """What to do about it; the same for every finding of the kind."""
        return ADVICE[self.kind]
