"""What data becomes with the data that stands above it: above, below, result."""

from collections import ChainMap, OrderedDict
from types import MappingProxyType
from typing import Any, NamedTuple

from multidict import MultiDict

from resrouter.routing.data import Default, Prepend, Replace


class Point(NamedTuple):
    """A tuple that is a record."""

    x: int
    y: int


HEADERS = MultiDict([("accept", "a"), ("accept", "b")])

MERGES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # nothing above, nothing below
    ({}, {}, {}),
    ({"a": 1}, {}, {"a": 1}),
    ({}, {"a": 1}, {"a": 1}),
    ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
    # one value stands: that below
    ({"a": 1}, {"a": 2}, {"a": 2}),
    ({"a": 1}, {"a": None}, {"a": None}),
    ({"a": None}, {"a": 1}, {"a": 1}),
    ({"a": "x"}, {"a": "y"}, {"a": "y"}),
    ({"a": b"x"}, {"a": b"y"}, {"a": b"y"}),
    ({"a": bytearray(b"x")}, {"a": bytearray(b"y")}, {"a": bytearray(b"y")}),
    ({"a": range(2)}, {"a": range(3)}, {"a": range(3)}),
    ({"a": print}, {"a": len}, {"a": len}),
    # mappings merge
    ({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}),
    ({"a": {"x": 1}}, {"a": {"x": 2}}, {"a": {"x": 2}}),
    ({"a": {"x": 1}}, {"a": {}}, {"a": {"x": 1}}),
    ({"a": {"x": {"p": 1, "q": [1]}}}, {"a": {"x": {"q": [2], "r": 3}}}, {"a": {"x": {"p": 1, "q": [1, 2], "r": 3}}}),
    ({"a": {1: "x", None: "y"}}, {"a": {1: "z"}}, {"a": {1: "z", None: "y"}}),
    ({"a": OrderedDict(x=1)}, {"a": MappingProxyType({"y": 2})}, {"a": {"x": 1, "y": 2}}),
    ({"a": ChainMap({"x": 1}, {"y": 1})}, {"a": {"x": 2}}, {"a": {"x": 2, "y": 1}}),
    # those that are more than their keys do not
    ({"a": MultiDict(x="1")}, {"a": HEADERS}, {"a": HEADERS}),
    ({"a": HEADERS}, {"a": {"x": 1}}, {"a": {"x": 1}}),
    # sequences append, and keep the kind above
    ({"a": [1]}, {"a": [2]}, {"a": [1, 2]}),
    ({"a": [1]}, {"a": [1]}, {"a": [1, 1]}),
    ({"a": [1]}, {"a": []}, {"a": [1]}),
    ({"a": (1,)}, {"a": (2,)}, {"a": (1, 2)}),
    ({"a": [1]}, {"a": (2,)}, {"a": [1, 2]}),
    ({"a": (1,)}, {"a": [2]}, {"a": (1, 2)}),
    ({"a": [{"x": 1}]}, {"a": [{"x": 2}]}, {"a": [{"x": 1}, {"x": 2}]}),
    ({"a": [[1], (2,)]}, {"a": [[3]]}, {"a": [[1], (2,), [3]]}),
    # a named tuple is a record
    ({"a": Point(1, 2)}, {"a": Point(3, 4)}, {"a": Point(3, 4)}),
    ({"a": [Point(1, 2)]}, {"a": [Point(3, 4)]}, {"a": [Point(1, 2), Point(3, 4)]}),
    ({"a": [1]}, {"a": Point(3, 4)}, {"a": Point(3, 4)}),
    # sets unite, and keep the kind above
    ({"a": {1}}, {"a": {2}}, {"a": {1, 2}}),
    ({"a": {1, 2}}, {"a": {2}}, {"a": {1, 2}}),
    ({"a": {1}}, {"a": frozenset({2})}, {"a": {1, 2}}),
    ({"a": frozenset({1})}, {"a": {2}}, {"a": frozenset({1, 2})}),
    # of two kinds the one below stands
    ({"a": [1]}, {"a": {1}}, {"a": {1}}),
    ({"a": {1}}, {"a": [1]}, {"a": [1]}),
    ({"a": {"x": 1}}, {"a": [1]}, {"a": [1]}),
    ({"a": [1]}, {"a": {"x": 1}}, {"a": {"x": 1}}),
    ({"a": 1}, {"a": {"x": 1}}, {"a": {"x": 1}}),
    ({"a": {"x": 1}}, {"a": 1}, {"a": 1}),
    ({"a": [1]}, {"a": "xy"}, {"a": "xy"}),
    ({"a": "xy"}, {"a": ["z"]}, {"a": ["z"]}),
    ({"a": [1]}, {"a": None}, {"a": None}),
    # Replace
    ({"a": [1]}, {"a": Replace([2])}, {"a": [2]}),
    ({"a": {"x": 1}}, {"a": Replace({"y": 2})}, {"a": {"y": 2}}),
    ({"a": {1}}, {"a": Replace(frozenset())}, {"a": frozenset()}),
    ({"a": 1}, {"a": Replace(2)}, {"a": 2}),
    ({}, {"a": Replace([2])}, {"a": [2]}),
    ({"a": {"x": [1], "y": [1]}}, {"a": {"x": Replace([2])}}, {"a": {"x": [2], "y": [1]}}),
    # Prepend
    ({"a": [1]}, {"a": Prepend([2])}, {"a": [2, 1]}),
    ({"a": (1,)}, {"a": Prepend([2])}, {"a": (2, 1)}),
    ({"a": [1]}, {"a": Prepend((2, 3))}, {"a": [2, 3, 1]}),
    ({}, {"a": Prepend([2])}, {"a": [2]}),
    ({"a": 1}, {"a": Prepend([2])}, {"a": [2]}),
    ({"a": Point(1, 2)}, {"a": Prepend((3,))}, {"a": (3,)}),
    ({"a": {"x": [1]}}, {"a": {"x": Prepend([2])}}, {"a": {"x": [2, 1]}}),
    # Default
    ({"a": 1}, {"a": Default(2)}, {"a": 1}),
    ({"a": None}, {"a": Default(2)}, {"a": None}),
    ({"a": [1]}, {"a": Default([2])}, {"a": [1]}),
    ({"a": {"x": 1}}, {"a": Default({"y": 2})}, {"a": {"x": 1}}),
    ({}, {"a": Default([2])}, {"a": [2]}),
    ({"a": {"x": 1}}, {"a": {"x": Default(2), "y": Default(3)}}, {"a": {"x": 1, "y": 3}}),
    # wrappers where nothing is to be merged, and within one another
    ({}, {"a": {"x": {"y": Replace(1), "z": Prepend([2])}}}, {"a": {"x": {"y": 1, "z": [2]}}}),
    ({}, {"a": Replace({"x": Default({"y": Prepend([1])})})}, {"a": {"x": {"y": [1]}}}),
    ({"a": 1}, {"a": Replace(Default(2))}, {"a": 2}),
    ({"a": 1}, {"a": Default(Replace(2))}, {"a": 1}),
    ({}, {"a": [Replace(1), [Default(2)], (Prepend([3]),)]}, {"a": [1, [2], ([3],)]}),
    ({"a": [Replace(1)]}, {"a": Prepend([Default(2)])}, {"a": [2, 1]}),
    ({"a": 1}, {"a": {"x": Replace(1)}}, {"a": {"x": 1}}),
    # wrappers above are as if nothing were above them
    ({"a": Replace([1])}, {"a": [2]}, {"a": [1, 2]}),
    ({"a": Prepend([1])}, {"a": Prepend([2])}, {"a": [2, 1]}),
    ({"a": Default({"x": 1})}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}),
    ({"a": Default(1)}, {"a": Default(2)}, {"a": 1}),
    ({"a": Default(1), "b": {"x": Replace(1)}}, {}, {"a": 1, "b": {"x": 1}}),
]
