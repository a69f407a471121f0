"""How a kind is asked for, and what somebody is answered held against the tables.

Whatever is asked goes through `House.ask`, which searches the bytes for canaries; objects in the answer go through `check_objects`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLObjectType
from strawberry.utils.str_converters import to_camel_case as camel

from policies.kinds import KINDS
from resolvers.names import plural, snake
from resolvers.plan import Relation
from resolvers.relations import RELATIONS
from tests.doors.house import House, Truth, Who, reaches, shown_value, sight

MISSING = 999_999_999
SAMPLE = 3


def leaves(house: House, kind: str) -> list[str]:
    """The fields of a kind that are values, by their names in the tables."""
    return [name for name in map(snake, type_of(house, kind).fields) if name not in RELATIONS[kind] and name != "id"]


def type_of(house: House, name: str) -> GraphQLObjectType:
    found = house.schema._schema.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def input_of(house: House, name: str) -> GraphQLInputObjectType:
    found = house.schema._schema.type_map[name]
    assert isinstance(found, GraphQLInputObjectType)
    return found


def root_of(kind: str) -> str:
    return camel(plural(KINDS[kind].table.name))


def selection_of(house: House, kind: str, form: str = "plain") -> str:
    """All values of a kind and the ids of the rows it leads to: plain, under aliases, or in fragments."""
    names = [camel(name) for name in leaves(house, kind)]
    one = [f"{camel(name)} {{ __typename id }}" for name, relation in relations_of(house, kind) if not relation.many]
    if form == "aliases":
        names = [f"a_{name}: {name}" for name in names]
    text = " ".join(names + one)
    return f"__typename id ... on Node {{ id ... on {kind} {{ {text} }} }}" if form == "fragments" else f"__typename id {text}"


def relations_of(house: House, kind: str) -> Iterator[tuple[str, Relation]]:
    fields = type_of(house, kind).fields
    yield from ((name, relation) for name, relation in RELATIONS[kind].items() if camel(name) in fields)


def sample_of(who: Who, kind: str, keys: Iterable[int], size: int = SAMPLE) -> list[int]:
    return random.Random(f"{who}{kind}").sample(ordered := list(keys), min(size, len(ordered)))


def check_objects(house: House, who: Who, data: Any, truth: Truth) -> int:
    """Every object in an answer is one that he reaches, with each field as the table says; how many there were."""
    if isinstance(data, list):
        return sum(check_objects(house, who, one, truth) for one in data)
    if not isinstance(data, dict):
        return 0
    inside = sum(check_objects(house, who, one, truth) for one in data.values())
    if data.get("__typename") not in KINDS or "id" not in data:
        return inside
    kind, key = data["__typename"], int(data["id"].partition(":")[2])
    row = truth[kind][key]
    assert reaches(who, kind, row), f"{who} reached {data['id']}"
    for name, value in data.items():
        _check_field(who, kind, row, snake(name.removeprefix("a_")), value)
    return inside + 1


def _check_field(who: Who, kind: str, row: Mapping[str, Any], name: str, value: Any) -> None:
    if relation := RELATIONS[kind].get(name):
        hidden = sight(who, kind, row, relation.mine) == "hidden"
        assert not (hidden and value and value != {"totalCount": 0}), f"{who} followed a hidden key: {kind}.{name}"
    elif name not in ("__typename", "id"):
        expected = seen_by(who, kind, row, name)
        assert value == expected, f"{who} should see {kind}.{name} of {row['id']} as {expected!r}, not {value!r}"


def answered(house: House, who: Who, query: str, truth: Truth | None = None, **variables: Any) -> dict[str, Any]:
    """The data of an answer without errors, checked."""
    answer = house.ask(who, query, truth, **variables).json()
    assert "errors" not in answer, (str(who), query[:400], answer["errors"][:2])
    check_objects(house, who, answer["data"], truth or house.now)
    data: dict[str, Any] = answer["data"]
    return data


def seen_by(who: Who, kind: str, row: Mapping[str, Any], name: str) -> Any:
    return shown_value(kind, name, row, sight(who, kind, row, name))


def key_of(global_id: str, kind: str) -> int:
    found, _, key = global_id.partition(":")
    assert found == kind
    return int(key)
