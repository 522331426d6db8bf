"""The new statements: one call taken apart into a resource and its route."""

from collections.abc import Iterable

import libcst as cst

from resrouter.migration.calls import Definition, Shape
from resrouter.migration.layout import without
from resrouter.migration.tree import text_of

_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
_NOT_OF_A_ROUTE = ("path", "name", "allow_head")


def chained(statement: cst.CSTNode, definition: Definition, verbs: tuple[str, ...]) -> cst.CSTNode:
    """`router.add_resource(path, name=...).add_route(method, handler)` for a call of add_route()."""
    assert isinstance(statement, cst.Expr)  # the edit is filed under one
    assert isinstance(statement.value, cst.Call)  # a definition is a call
    call = statement.value
    resource = _resource_call(call, definition)
    function = cst.Attribute(resource, cst.Name("add_route"))
    return statement.with_changes(value=_route_call(call, definition, verbs[0]).with_changes(func=function))


def resource_of(line: cst.SimpleStatementLine, definition: Definition, variable: str) -> list[cst.SimpleStatementLine]:
    """The line that makes the resource of a group; it takes what stands above the first statement."""
    call = _call_in(line)
    assign = cst.Assign([cst.AssignTarget(cst.Name(variable))], _resource_call(call, definition))
    newline = cst.TrailingWhitespace(newline=line.trailing_whitespace.newline)
    return [cst.SimpleStatementLine([assign], leading_lines=line.leading_lines, trailing_whitespace=newline)]


def route_of(
    line: cst.SimpleStatementLine, definition: Definition, verbs: tuple[str, ...], variable: str, *, first: bool
) -> Iterable[cst.SimpleStatementLine]:
    """The lines that add the routes of one statement to the resource of its group."""
    call = _call_in(line)
    function = cst.Attribute(cst.Name(variable), cst.Name("add_route"))
    above = () if first else line.leading_lines
    *before, last = verbs
    for verb in before:
        route = _on_one_line(_route_call(call, definition, verb)).with_changes(func=function)
        newline = cst.TrailingWhitespace(newline=line.trailing_whitespace.newline)
        yield cst.SimpleStatementLine([cst.Expr(route)], leading_lines=above, trailing_whitespace=newline)
        above = ()
    route = _route_call(call, definition, last).with_changes(func=function)
    yield line.with_changes(body=[cst.Expr(route)], leading_lines=above)


def _call_in(line: cst.SimpleStatementLine) -> cst.Call:
    statement = line.body[0]
    assert isinstance(statement, cst.Expr)  # only such lines are grouped
    assert isinstance(statement.value, cst.Call)  # the same
    return statement.value


def _resource_call(call: cst.Call, definition: Definition) -> cst.Call:
    arguments = [cst.Arg(call.args[definition.places["path"]].value)]
    if definition.name is not None:
        name = call.args[definition.places["name"]].value
        arguments.append(cst.Arg(name, keyword=cst.Name("name"), equal=_EQUAL))
    adder = cst.Name("add_resource")
    if isinstance(call.func, cst.Attribute):
        return cst.Call(call.func.with_changes(attr=adder), arguments)
    return cst.Call(cst.Attribute(definition.router.code.deep_clone(), adder), arguments)


def _route_call(call: cst.Call, definition: Definition, verb: str) -> cst.Call:
    """The call without what belongs to the resource; a shortcut gets its verb where the path stood."""
    arguments = list(call.args)
    places = definition.places
    dropped = {places[parameter] for parameter in _NOT_OF_A_ROUTE if parameter in places}
    if definition.shape is Shape.ADD_ROUTE:
        at = places["method"]
        arguments[at] = arguments[at].with_changes(value=_spelled(arguments[at].value, verb))
    else:
        at = places["path"]
        path = arguments[at].value
        quote = path.quote[:1] if isinstance(path, cst.SimpleString) else '"'
        keyword = cst.Name("method") if arguments[at].keyword is not None else None
        literal = cst.SimpleString(f"{quote}{verb}{quote}")
        arguments[at] = arguments[at].with_changes(value=literal, keyword=keyword)
        dropped.discard(at)
    return without(call.with_changes(args=arguments), dropped)


def _spelled(node: cst.BaseExpression, verb: str) -> cst.BaseExpression:
    """The method as this verb; a constant, and what reads like that already, as it is written."""
    if not isinstance(node, cst.SimpleString | cst.ConcatenatedString) or text_of(node) == verb or not verb.isalnum():
        return node
    quote = node.quote if isinstance(node, cst.SimpleString) else '"'
    return cst.SimpleString(f"{quote}{verb}{quote}", lpar=node.lpar, rpar=node.rpar)


def _on_one_line(call: cst.Call) -> cst.Call:
    nothing = cst.SimpleWhitespace("")
    plain = {"comma": cst.MaybeSentinel.DEFAULT, "whitespace_after_arg": nothing}
    arguments = [argument.with_changes(**plain) for argument in call.args]
    return call.with_changes(args=arguments, whitespace_before_args=nothing)
