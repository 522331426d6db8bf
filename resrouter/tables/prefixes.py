"""Applications of aiohttp below a prefix with parameters: dead in aiohttp, where a brace in a prefix is a brace."""

from aiohttp import web
from aiohttp.web_urldispatcher import MatchedSubAppResource, PrefixedSubAppResource
from yarl import URL

from resrouter.errors import SetupError
from resrouter.paths.template import PathTemplate
from resrouter.routing.adoption import read_prefix
from resrouter.routing.resource import Resource
from resrouter.tables.mount import Mount


def prefix_with_parameters(resource: web.AbstractResource) -> PathTemplate | None:
    """The template of the prefix of a mount, or of an application below parameters."""
    is_read = isinstance(resource, (Mount, PrefixedSubAppResource))
    prefix: PathTemplate | None = getattr(resource, "template", None) if is_read else None
    return prefix


def has_parameters(resource: web.AbstractResource) -> bool:
    """Whether the prefix of a mounted application has parameters, or would have if they were read as such."""
    is_prefixed = isinstance(resource, PrefixedSubAppResource) and not isinstance(resource, MatchedSubAppResource)
    return is_prefixed and "{" in prefix_of(resource)


def prefix_of(resource: web.AbstractResource) -> str:
    """The prefix of a mounted application as it was written; aiohttp keeps it quoted."""
    return URL.build(path=resource.canonical, encoded=True).path


def read_parameters(resource: web.AbstractResource) -> None:
    """Read the parameters in the prefix of a mounted application, for itself and for all that is in it.

    Raises:
        TemplateSyntaxError: the prefix cannot be read (a ValueError).
        SetupError: the application has aiohttp's own router (a RuntimeError).
    """
    # Kept by the resource, whose class is aiohttp's: `entries` files it by this.
    resource.template = PathTemplate.parse(prefix_of(resource))  # type: ignore[attr-defined]  # for that reason
    app = resource.get_info().get("app")
    assert app is not None  # it is one's
    router = app.router
    table = getattr(router, "table", None)
    if table is None:
        raise SetupError(
            f"{app!r} is mounted at {prefix_of(resource)!r}, and its own router cannot read parameters in a prefix",
            "Call resrouter.setup() on it before add_subapp().",
        )
    for inner in list(router.resources()):
        # In and out of the index, as aiohttp does when it puts a prefix before a resource.
        router.unindex_resource(inner)
        if has_parameters(inner):
            read_parameters(inner)
        elif isinstance(inner, Resource) and "{" in inner.template.prefix:
            read_prefix(inner)
        router.index_resource(inner)
