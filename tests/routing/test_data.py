"""Data that is inherited: what merges, what stands, and what nobody else can change."""

import copy
from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import product
from types import MappingProxyType
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict

from resrouter.routing.data import NO_DATA, Data, Default, Prepend, Replace, merged
from tests.cases.merges import MERGES

WRAPPERS = (Replace, Prepend, Default)

leaves = st.none() | st.integers() | st.text(max_size=3) | st.sampled_from([print, b"x", 1.5])
hashables = st.integers(0, 9) | st.text(max_size=2)

# What may stand below a key that always holds the same kind.
KINDS: dict[str, st.SearchStrategy[object]] = {
    "leaf": leaves,
    "sequence": st.lists(leaves, max_size=3) | st.lists(leaves, max_size=3).map(tuple),
    "set": st.frozensets(hashables, max_size=3) | st.sets(hashables, max_size=3),
}

values: st.SearchStrategy[object] = st.recursive(
    leaves | KINDS["set"],
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        | st.builds(Replace, inner)
        | st.builds(Prepend, st.lists(inner, max_size=3))
        | st.builds(Default, inner)
    ),
    max_leaves=8,
)
anything = st.dictionaries(st.sampled_from("abcd"), values, max_size=4)


def of_one_kind(depth: int) -> st.SearchStrategy[dict[str, object]]:
    """Mappings without wrappers, in which one key never holds two kinds: 'set 1' holds sets."""
    keys = {f"{kind} {number}": below for number in (1, 2) for kind, below in KINDS.items()}
    if depth:
        keys |= {f"mapping {number}": of_one_kind(depth - 1) for number in (1, 2)}
    return st.fixed_dictionaries({}, optional=keys)


def held(value: object) -> Iterator[object]:
    """The value and all that stands in it."""
    yield value
    if isinstance(value, MultiDict):
        return
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for item in inner:
        yield from held(item)


def reach(value: object) -> Iterator[object]:
    """As `held()`, and through the wrappers."""
    for item in held(value):
        yield item
        if isinstance(item, WRAPPERS):
            yield from reach(item.value)


def empty(value: object) -> None:
    """Take everything out of the containers that can be changed."""
    for item in list(reach(value)):
        if isinstance(item, list | set | dict):
            item.clear()


def exactly(value: object) -> object:
    """The value with the kinds of its containers told: [1] and (1,) differ, and so do 1 and True."""
    if isinstance(value, Mapping) and not isinstance(value, MultiDict):
        return "mapping", [(key, exactly(item)) for key, item in sorted(value.items(), key=lambda pair: str(pair[0]))]
    if isinstance(value, list | tuple):
        return type(value), [exactly(item) for item in value]
    # A copy of a set, since these are kept while the set is emptied.
    return type(value), frozenset(value) if isinstance(value, set) else value


@pytest.mark.parametrize(("above", "below", "result"), MERGES)
def test_what_is_below_is_put_onto_what_is_above(above: Data, below: Data, result: Data) -> None:
    found = merged(above, below)
    assert found == result
    assert result == found
    assert exactly(found) == exactly(result)


@pytest.mark.parametrize(("above", "below", "result"), MERGES)
def test_a_result_by_itself_stays_as_it_is(above: Data, below: Data, result: Data) -> None:
    found = merged(above, below)
    assert exactly(merged(found, NO_DATA)) == exactly(merged(NO_DATA, found)) == exactly(result)


@pytest.mark.parametrize(("above", "below"), [(above, below) for above, below, _ in MERGES])
def test_proxies_merge_as_the_mappings_behind_them(above: Data, below: Data) -> None:
    assert merged(MappingProxyType(above), MappingProxyType(below)) == merged(above, below)


@given(anything, anything)
def test_neither_argument_is_changed(above: Data, below: Data) -> None:
    before = copy.deepcopy((above, below))
    merged(above, below)
    assert exactly(above) == exactly(before[0])
    assert exactly(below) == exactly(before[1])


@given(anything, anything)
def test_no_wrapper_remains(above: Data, below: Data) -> None:
    assert not [item for item in held(merged(above, below)) if isinstance(item, WRAPPERS)]


def containers() -> dict[str, Any]:
    return {"list": [1, [2]], "set": {1}, "dict": {"set": {1}, "list": [1]}, "wrapped": Replace([1]), "tuple": ([1],)}


@pytest.mark.parametrize("names", [("list", "set", "dict", "wrapped", "tuple"), ()])
def test_every_container_is_a_copy(names: tuple[str, ...]) -> None:
    above, below = containers(), {name: value for name, value in containers().items() if name in names}
    result = merged(above, below)
    again = merged(result, {})
    before = exactly(result)
    empty(above)
    empty(below)
    assert exactly(result) == before
    empty(result)
    assert exactly(again) == before


@given(anything, anything)
def test_what_happens_to_an_argument_later_does_not_reach_the_result(above: Data, below: Data) -> None:
    result = merged(above, below)
    before = exactly(result)
    empty(above)
    empty(below)
    assert exactly(result) == before


@given(anything, anything)
def test_what_happens_to_a_list_of_a_result_does_not_reach_another(above: Data, below: Data) -> None:
    result = merged(above, below)
    again = merged(result, NO_DATA)
    before = exactly(again)
    empty(result)
    assert exactly(again) == before


@given(anything, anything)
def test_every_mapping_of_a_result_is_read_only(above: Data, below: Data) -> None:
    mappings = [item for item in held(merged(above, below)) if isinstance(item, Mapping)]
    assert {type(mapping) for mapping in mappings} == {MappingProxyType}


def test_a_result_cannot_be_written_to() -> None:
    result: Any = merged({"a": {"x": 1}}, {})
    with pytest.raises(TypeError):
        result["b"] = 1
    with pytest.raises(TypeError):
        result["a"]["x"] = 2


def test_the_keys_above_come_first() -> None:
    assert list(merged({"b": 1, "a": 1}, {"c": 1, "a": 2})) == ["b", "a", "c"]


@given(anything, anything)
def test_every_key_of_either_is_in_the_result_and_no_other(above: Data, below: Data) -> None:
    assert merged(above, below).keys() == above.keys() | below.keys()


@given(of_one_kind(1), of_one_kind(1), of_one_kind(1))
def test_merging_is_associative_where_a_key_keeps_its_kind(one: Data, two: Data, three: Data) -> None:
    assert exactly(merged(merged(one, two), three)) == exactly(merged(one, merged(two, three)))


def test_merging_from_the_root_downwards_is_the_order_that_counts() -> None:
    layers: list[Data] = [{"a": [1]}, {"a": 5}, {"a": [2]}]
    assert reduce(merged, layers, NO_DATA) == {"a": [2]}
    assert merged(layers[0], merged(layers[1], layers[2])) == {"a": [1, 2]}
    layers = [{"a": [1]}, {"a": [2]}, {"a": Replace([3])}]
    assert reduce(merged, layers, NO_DATA) == {"a": [3]}
    assert merged(layers[0], merged(layers[1], layers[2])) == {"a": [1, 3]}


@pytest.mark.parametrize(
    "thing", [web.Application(), web.Response(), make_mocked_request("GET", "/"), MultiDict(a="1")]
)
def test_a_mapping_that_is_more_than_its_keys_stays_itself(thing: object) -> None:
    assert merged({"it": thing}, {})["it"] is thing
    assert merged({"it": {"x": 1}}, {"it": thing})["it"] is thing
    assert merged({"it": thing}, {"it": {"x": 1}}) == {"it": {"x": 1}}


def test_no_data_is_empty_and_read_only() -> None:
    nothing: Any = NO_DATA
    assert nothing == {}
    with pytest.raises(TypeError):
        nothing["a"] = 1


@pytest.mark.parametrize("value", ["ab", b"ab", {1}, {"a": 1}, 1, None, Replace([1])])
def test_only_a_sequence_can_go_before_another(value: Any) -> None:
    with pytest.raises(TypeError, match="Prepend takes a list or tuple") as caught:
        Prepend(value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize(("kind", "value"), [*product(WRAPPERS, [[1], (1,)])])
def test_a_wrapper_is_a_value(kind: type[Replace | Prepend | Default], value: Any) -> None:
    assert kind(value) == kind(value)
    assert kind(value).value == value
    with pytest.raises(AttributeError):
        kind(value).value = 2  # type: ignore[misc]  # frozen: that is the claim
