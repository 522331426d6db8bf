"""What one body yields, returns and calls: a function inside it has its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

# No coroutine is one of these: `yield from` over them gives their items.
_ITEMS = (cst.List, cst.Tuple, cst.Set, cst.Dict, cst.SimpleString, cst.GeneratorExp, cst.ListComp)


@dataclass(frozen=True, slots=True)
class Yields:
    """The yields of one function."""

    delegations: tuple[cst.Yield, ...]
    #: `yield value`, or `yield from` over items.
    values: bool
    #: `with (yield from lock)`, which no await replaces.
    locks: bool

    @staticmethod
    def of(node: cst.FunctionDef) -> "Yields":
        """What the body of a function yields."""
        found = _Own()
        node.body.visit(found)
        items = [one.value.item for one in found.yields if isinstance(one.value, cst.From)]
        values = len(items) < len(found.yields) or any(isinstance(item, _ITEMS) for item in items)
        delegations = tuple(one for one in found.yields if isinstance(one.value, cst.From))
        return Yields(delegations, values, any(isinstance(item.item, cst.Yield) for item in found.entered))

    @property
    def any(self) -> bool:
        """Whether it is a generator function."""
        return bool(self.delegations) or self.values

    @property
    def odd(self) -> bool:
        """Whether `await` cannot stand for every yield."""
        return self.values or self.locks


def returned(node: cst.FunctionDef) -> list[cst.BaseExpression]:
    """The values that a function returns."""
    found = _Own()
    node.body.visit(found)
    return found.returned


def calls_in(node: cst.BaseExpression) -> list[cst.Call]:
    """The calls in an expression, those of a lambda inside it left out."""
    found = _Own()
    node.visit(found)
    return found.calls


def chains_in(node: cst.BaseExpression) -> Iterator[cst.Name | cst.Attribute]:
    """The names in an expression, each with all its attributes."""
    if isinstance(node, cst.Name | cst.Attribute):
        yield node
        return
    for child in node.children:
        if isinstance(child, cst.BaseExpression):
            yield from chains_in(child)
        elif isinstance(child, cst.Arg | cst.Element | cst.DictElement | cst.ComparisonTarget):
            yield from chains_in(child.comparator if isinstance(child, cst.ComparisonTarget) else child.value)


class _Own(cst.CSTVisitor):
    def __init__(self) -> None:
        self.yields: list[cst.Yield] = []
        self.returned: list[cst.BaseExpression] = []
        self.entered: list[cst.WithItem] = []
        self.calls: list[cst.Call] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Take what belongs to the body; of a function inside it, that is its defaults and decorators."""
        match node:
            case cst.FunctionDef() | cst.Lambda():
                self._take_around(node)
                return False
            case cst.Yield():
                self.yields.append(node)
            case cst.Return() if node.value is not None:
                self.returned.append(node.value)
            case cst.WithItem():
                self.entered.append(node)
            case cst.Call():
                self.calls.append(node)
            case _:
                pass
        return True

    def _take_around(self, node: cst.FunctionDef | cst.Lambda) -> None:
        node.params.visit(self)
        if isinstance(node, cst.FunctionDef):
            for decorator in node.decorators:
                decorator.visit(self)
