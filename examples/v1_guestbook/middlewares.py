"""What looks at a request's route before its handler runs."""
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs

from aiohttp import web

from v1_guestbook import views

MEMBERS_ONLY = {"remove_entry", "rename", "settings"}


@web.middleware
async def members_only(request, handler):
    if request.match_info.route.name in MEMBERS_ONLY and not views.guest_of(request):
        raise web.HTTPFound(request.app.router["login"].url(query={"next": request.path}))
    return await handler(request)


@web.middleware
async def name_the_route(request, handler):
    """Tell the route's name in a header, for those who read the logs."""
    name = request.match_info.route.name or "-"
    try:
        answer = await handler(request)
    except web.HTTPException as error:
        error.headers["X-Route"] = name
        raise
    answer.headers["X-Route"] = name
    return answer


@web.middleware
async def error_pages(request, handler):
    """A page for what no route answers; what a handler has to say of its own stays."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if hasattr(request.match_info.route, "status"):
            page = views.render(
                request, "error.html", error.status, method=request.method, path=request.path, reason=error.reason
            )
            if "Allow" in error.headers:
                page.headers["Allow"] = error.headers["Allow"]
            return page
        raise
