"""How a table files a resource: by its template, or as all below a prefix."""

from collections.abc import Sequence

from aiohttp import web
from aiohttp.web_urldispatcher import MatchedSubAppResource, PrefixResource

from resrouter.paths.encoding import safe_literal
from resrouter.paths.entry import Entry
from resrouter.paths.precedence import Rank, Rule, literal_prefix, prefix_key, prefix_segments
from resrouter.paths.segments import Shape
from resrouter.paths.template import PathTemplate
from resrouter.routing.resource import DynamicResource, Resource
from resrouter.tables.asking import Filed
from resrouter.tables.prefixes import prefix_with_parameters

_NOTHING = PathTemplate.literal("").shape


def covered(resource: web.AbstractResource) -> PathTemplate | None:
    """What a resource of another library says of the paths that it is to be asked for."""
    covers: object = getattr(resource, "covers", None)
    return covers if isinstance(covers, PathTemplate) else None


def filed(resource: web.AbstractResource, rule: Rule, registered: int) -> Sequence[Entry[Filed]]:
    """The entries of a resource, of which it is told: one, or one for each number of its optional parts."""
    if not isinstance(resource, DynamicResource):
        return (entry_of(resource, rule, registered),)
    if not resource.template.optional:
        entries = [entry_of(resource, rule, registered)]
    else:
        shapes = [variant.shape for variant in resource.template.variants]
        if str(resource.template.variants[-1]) == "/":
            shapes.append(_NOTHING)  # what is left of the bare prefix below a live mount
        entries = [Entry(resource, Rank(rule.template(shape), registered), shape) for shape in shapes]
    resource.filed_as(entries)
    return entries


def entry_of(resource: web.AbstractResource, rule: Rule, registered: int) -> Entry[Filed]:
    """The entry of a resource under a rule of precedence."""
    if isinstance(resource, Resource) and resource.matches_by_template:
        shape = resource.template.shape
        return Entry(resource, Rank(rule.template(shape), registered), shape)
    covers = covered(resource)
    if covers is not None:
        return Entry(resource, Rank(rule.template(covers.shape), registered), covers.shape, is_asked=True)
    prefix = prefix_with_parameters(resource)
    if prefix is not None:
        shape = prefix.shape
        return Entry(resource, Rank(rule.below(shape), registered), shape, takes_all_below=True)
    if isinstance(resource, MatchedSubAppResource):
        return Entry(resource, Rank(rule.ruled(), registered), Shape((), ()), takes_all_below=True)
    # Applications and directories have no parameters: a brace in their prefix is a brace.
    is_literal = isinstance(resource, PrefixResource)
    key = safe_literal(literal_prefix(resource.canonical) if is_literal else prefix_key(resource.canonical))
    shape = Shape(tuple(prefix_segments(key)), ())
    return Entry(resource, Rank(rule.prefix(key), registered), shape, takes_all_below=True)
