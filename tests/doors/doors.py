"""The doors through which a value of a kind could leave: each tries, and everything that it gets is checked.

A door is a function of the house, somebody, and a kind of which he reaches at least some rows. New ways to ask get a door here, those that
are no list of a kind in `other_doors.py`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from graphql import GraphQLEnumType, get_named_type
from strawberry.utils.str_converters import to_camel_case as camel

from policies.kinds import KINDS
from resolvers.names import snake
from resolvers.plan import Relation
from resolvers.relations import REGION
from tests.doors import expectations
from tests.doors.answers import MISSING, answered, input_of, leaves, relations_of, root_of, sample_of, seen_by, selection_of, type_of
from tests.doors.house import SEALED, House, Who, as_json, reaches, shown_value, sight

MOST_ROOTS = 25
Door = Callable[[House, Who, str], None]


def connection(house: House, who: Who, kind: str) -> None:
    """The list from both ends, with its cursors and its count."""
    node = selection_of(house, kind)
    query = f"{{ front: {root_of(kind)}(first: 25) {{ ...c }} back: {root_of(kind)}(last: 3) {{ ...c }} }} "
    query += f"fragment c on {kind}Connection {{ totalCount pageInfo {{ startCursor endCursor }} edges {{ cursor node {{ {node} }} }} }}"
    data = answered(house, who, query)
    mine = _by_division(house, who, kind)
    for page, expected in ((data["front"], mine[:25]), (data["back"], mine[-3:])):
        assert page["totalCount"] == len(mine), (str(who), kind)
        assert [(edge["node"]["id"], edge["cursor"]) for edge in page["edges"]] == expected


def _by_division(house: House, who: Who, kind: str) -> list[tuple[str, str]]:
    """The ids of what he reaches in the order of a list that asks for none, with their cursors: by division as he sees it, then by key."""
    if "region_code" not in KINDS[kind].fields:
        return [(f"{kind}:{key}", f"{kind}:{key}") for key in house.scope[who.number, kind]]
    seen = {key: seen_by(who, kind, house.now[kind][key], "region_code") for key in house.scope[who.number, kind]}
    ordered = sorted(seen, key=lambda key: (seen[key] is None, seen[key], key))
    return [(f"{kind}:{key}", f'{kind}:{key}:{{"region_code" : {json.dumps(seen[key])}}}') for key in ordered]


def node(house: House, who: Who, kind: str) -> None:
    """By global id, alone and in lists: what he does not reach is as if it were not there, byte for byte."""
    mine = set(house.scope[who.number, kind])
    inside, outside = sample_of(who, kind, sorted(mine)), sample_of(who, kind, sorted(house.now[kind].keys() - mine))
    ids = [f"{kind}:{key}" for key in (*inside, *outside, MISSING)]
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {selection_of(house, kind, 'aliases')} }} }} }}"
    found = answered(house, who, query, ids=ids)["nodes"]
    assert [one and one["id"] for one in found] == [*ids[: len(inside)], *[None] * (len(outside) + 1)]
    one = f"query ($id: ID!) {{ node(id: $id) {{ {selection_of(house, kind, 'fragments')} }} }}"
    for key in inside[:1]:
        assert answered(house, who, one, id=f"{kind}:{key}")["node"]["id"] == f"{kind}:{key}"
    nothing = house.ask(who, one, id=f"{kind}:{MISSING}").content
    for key in outside[:1]:
        assert house.ask(who, one, id=f"{kind}:{key}").content == nothing


def as_of(house: House, who: Who, kind: str) -> None:
    """The past, with the rights of today; and the moment now."""
    page = f"{{ totalCount edges {{ node {{ {selection_of(house, kind)} }} }} }}"
    then = answered(
        house, who, f"query ($at: DateTime) {{ page: {root_of(kind)}(first: 5, asOf: $at) {page} }}", house.past, at=house.moment.isoformat()
    )
    reached = [row for row in house.past[kind].values() if reaches(who, kind, row)]
    # nothing was known before the house was filled, this month
    known = [row for row in reached if kind not in expectations.DAYS or sight(who, kind, row, expectations.DAYS[kind]) != "masked"]
    assert then["page"]["totalCount"] == len(known)
    mine = house.scope[who.number, kind]
    for key in sample_of(who, kind, sorted(house.past[kind].keys() - set(mine)), 1):
        query = f'query ($at: DateTime) {{ nodes(ids: ["{kind}:{key}"], asOf: $at) {{ id }} }}'
        assert answered(house, who, query, house.past, at=house.moment.isoformat()) == {"nodes": [None]}


def nested(house: House, who: Who, kind: str) -> None:
    """Everything that hangs on a row, forward and back, one and many, in this database and in others."""
    fields = type_of(house, kind).fields
    parts = []
    for name, relation in relations_of(house, kind):
        inner = selection_of(house, relation.kind) if fields else ""
        if relation.paged:
            inner = f"totalCount edges {{ cursor node {{ {inner} }} }}"
        parts.append(f"{camel(name)}{'(first: 2)' if relation.paged else ''} {{ {inner} }}")
    for key in sample_of(who, kind, house.scope[who.number, kind], 1):
        for chunk in _chunks(parts, 1_400):
            query = f"query ($id: ID!) {{ node(id: $id) {{ __typename id ... on {kind} {{ {' '.join(chunk)} }} }} }}"  # one text for everybody is read once
            answered(house, who, query, id=f"{kind}:{key}")


def _chunks(parts: Iterable[str], most: int) -> Iterator[list[str]]:
    """Parts together until they have so many words."""
    chunk: list[str] = []
    for part in parts:
        if chunk and sum(len(one.split()) for one in chunk) + len(part.split()) > most:
            yield chunk
            chunk = []
        chunk.append(part)
    if chunk:
        yield chunk


def filters(house: House, who: Who, kind: str) -> None:
    """A filter sees what the asker sees: no operator tells a hidden or masked value from any other."""
    asked = [(where, _count(house, who, kind, name, test)) for name in leaves(house, kind) for where, test in _guesses(house, who, kind, name)]
    _ask_counts(house, who, kind, asked)


Test = Callable[[Any], bool]


def _guesses(house: House, who: Who, kind: str, name: str) -> Iterator[tuple[dict[str, Any], Test]]:
    """Conditions that hold for the true value of a field that he does not see clear, and what they may find."""
    mine = [house.now[kind][key] for key in house.scope[who.number, kind]]
    concealed = [row for row in mine if sight(who, kind, row, name) != "clear"]
    if not concealed:
        return
    operators = set(input_of(house, get_named_type(input_of(house, f"{kind}Where").fields[camel(name)].type).name).fields)
    yield {name: {"isNull": False}}, lambda shown: shown is not None
    real = next((value for row in concealed if (value := _real(kind, name, row)) is not None), None)
    if real is None:
        return
    tests: dict[str, tuple[Any, Test]] = {
        "eq": (real, lambda shown: shown == real),
        "in": ([real], lambda shown: shown == real),
        "startsWith": (prefix := str(real)[:5], lambda shown: shown is not None and shown.startswith(prefix)),
        "gte": (real, lambda shown: shown is not None and shown >= real),
        "lte": (real, lambda shown: shown is not None and shown <= real),
    }
    yield from (({name: {operator: value}}, test) for operator, (value, test) in tests.items() if operator in operators)


def _real(kind: str, name: str, row: Mapping[str, Any]) -> Any:
    return f"99{list(KINDS).index(kind) % 10}2{row['id']:012d}XY" if name in SEALED else as_json(row[name])


def _count(house: House, who: Who, kind: str, name: str, test: Test) -> int:
    rows = (house.now[kind][key] for key in house.scope[who.number, kind])
    return sum(test(shown_value(kind, name, row, sight(who, kind, row, name))) for row in rows)


def _ask_counts(house: House, who: Who, kind: str, asked: list[tuple[dict[str, Any], int]]) -> None:
    for start in range(0, len(asked), MOST_ROOTS):
        some = asked[start : start + MOST_ROOTS]
        variables = ", ".join(f"$w{i}: {kind}Where" for i in range(len(some)))
        roots = " ".join(f"n{i}: {root_of(kind)}(first: 1, where: $w{i}) {{ totalCount }}" for i in range(len(some)))
        data = answered(house, who, f"query ({variables}) {{ {roots} }}", **{f"w{i}": _camelled(where) for i, (where, _) in enumerate(some)})
        for i, (where, expected) in enumerate(some):
            assert data[f"n{i}"]["totalCount"] == expected, f"{who}: {kind} {where} tells more than he sees"


def _camelled(where: Any) -> Any:
    return {camel(name): _camelled(value) for name, value in where.items()} if isinstance(where, dict) else where


def related_filters(house: House, who: Who, kind: str) -> None:
    """A filter on rows that belong to a row finds none that the asker does not reach, and no value that he does not see."""
    inputs = input_of(house, f"{kind}Where").fields
    asked = []
    for name, relation in relations_of(house, kind):
        if camel(name) in inputs and relation.kind != REGION:  # there `region` is a code
            for condition, test in _related_guesses(house, who, kind, name, relation):
                asked.append((condition, _count_related(house, who, kind, relation, *test)))
    _ask_counts(house, who, kind, asked)


def _related_guesses(house: House, who: Who, kind: str, name: str, relation: Relation) -> Iterator[tuple[dict[str, Any], tuple[str, Any]]]:
    dice, target = random.Random(f"{who}{kind}{name}"), relation.kind
    candidates = [one for one in leaves(house, target) if one not in ("version", "recorded_at")]
    concealed = [one for one in candidates if all(expectations.shown(target, one, tier) != "clear" for tier in who.tier)] or candidates
    for one in dice.sample(concealed, min(2, len(concealed))):
        values = [real for row in house.now[target].values() if (real := _real(target, one, row)) is not None] if house.now[target] else []
        if values:
            real = dice.choice(values)
            condition = {one: {"eq": real}}
            yield {name: {"some": condition} if relation.many else condition}, (one, real)


def _count_related(house: House, who: Who, kind: str, relation: Relation, name: str, real: Any) -> int:
    """Rows that he reaches with at least one that he reaches, linked by keys that he sees, and shows the value."""
    theirs = house.now[relation.kind]
    found = set()
    for key in house.scope[who.number, relation.kind]:
        row = theirs[key]
        shown = [sight(who, relation.kind, row, one) for one in (name, relation.theirs)]
        if shown[1] == "clear" and shown_value(relation.kind, name, row, shown[0]) == real:
            found.add(row[relation.theirs])
    rows = (house.now[kind][key] for key in house.scope[who.number, kind])
    return sum(row[relation.mine] in found - {None} and sight(who, kind, row, relation.mine) == "clear" for row in rows)


def orders(house: House, who: Who, kind: str) -> None:
    """Sorted by what he does not see, rows come in the order of their keys, and a cursor holds only what he sees."""
    fields = house.schema._schema.type_map[f"{kind}OrderField"]
    assert isinstance(fields, GraphQLEnumType)
    mine, hidden = house.scope[who.number, kind], _hidden(house, who, kind)
    masked = [name for name in leaves(house, kind) if any(sight(who, kind, house.now[kind][key], name) == "masked" for key in mine)]
    for names in [chunk for chunk in (hidden, masked) if chunk]:
        order = ", ".join(f"{{field: {name.upper()}, direction: DESC}}" for name in names)
        query = f"{{ page: {root_of(kind)}(first: 10, order: [{order}]) {{ pageInfo {{ endCursor }} edges {{ cursor node {{ {selection_of(house, kind)} }} }} }} }}"
        page = answered(house, who, query)["page"]
        if names is hidden:
            nothing = ", ".join(f'"{name}" : null' for name in names)
            assert [edge["cursor"] for edge in page["edges"]] == [f"{kind}:{key}:{{{nothing}}}" for key in mine[:10]]


def _hidden(house: House, who: Who, kind: str) -> list[str]:
    """What is hidden from him in each row that he reaches."""
    rows = [house.now[kind][key] for key in house.scope[who.number, kind]]
    return [name for name in leaves(house, kind) if rows and all(sight(who, kind, row, name) == "hidden" for row in rows)]


def groups(house: House, who: Who, kind: str) -> None:
    """Groups count what he reaches; what is hidden from him neither groups nor adds up."""
    group, mine = type_of(house, f"{kind}Group"), house.scope[who.number, kind]
    hidden = _hidden(house, who, kind)
    keys = [key for key in group.fields if key not in ("count", "sum", "average", "minimum", "maximum") and snake(key) in hidden]
    figures = [camel(name) for name in hidden if "sum" in group.fields and camel(name) in type_of(house, f"{kind}Figures").fields]
    parts = ["count", *keys, *[f"{one} {{ {' '.join(figures)} }}" for one in ("sum", "average", "minimum", "maximum") if figures]]
    by = ", ".join(snake(key).upper() for key in keys)
    data = answered(house, who, f"{{ all: {camel(KINDS[kind].table.name)}Groups(by: [{by}]) {{ totalCount nodes {{ {' '.join(parts)} }} }} }}")
    nothing = {key: None for key in keys} | {one: dict.fromkeys(figures) for one in ("sum", "average", "minimum", "maximum") if figures}
    assert data["all"]["nodes"] == ([{"count": len(mine), **nothing}] if mine else []), f"{who} got figures of {kind}"


def mistakes(house: House, who: Who, kind: str) -> None:
    """Words of errors name what the client sent and what the schema shows; they hold no value and no suggestion."""
    root, names = root_of(kind), [camel(name) for name in leaves(house, kind)]
    wrong = [
        f"{{ {root}(first: 1, where: {{{names[0]}: {{eq: {{}}}}}}) {{ totalCount }} }}",
        f"{{ {root}(first: 1, where: {{{names[-1]}x: {{eq: 1}}}}) {{ totalCount }} }}",
        f"{{ {root}(first: 1, order: [{{field: {names[0]}}}]) {{ totalCount }} }}",
        f'{{ {root}(first: 1, after: "{kind}:1:{{\\"version\\": \\"1\\"}}") {{ totalCount }} }}',
        f"{{ {root}(first: 1) {{ edges {{ node {{ {names[0]}x }} }} }} }}",
        f'{{ node(id: "{kind}:1x") {{ id }} }}',
        f'{{ node(id: "{kind.lower()}:1") {{ id }} }}',
        f'{{ {root}(first: 1, asOf: "yesterday") {{ totalCount }} }}',
    ]
    for query in wrong:
        answer = house.ask(who, query)
        assert answer.status_code in (200, 400), query
        assert answer.json()["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"), query
        assert "Did you mean" not in answer.text


DOORS: tuple[Door, ...] = (connection, node, as_of, nested, filters, related_filters, orders, groups, mistakes)


def nothing_at_all(house: House, who: Who, kinds: list[str]) -> None:
    """No count, no group, no row and no past of what he may not reach."""
    at = f'asOf: "{house.moment.isoformat()}"'
    for start in range(0, len(kinds), MOST_ROOTS // 5):
        roots: dict[str, str] = {}
        for i, kind in enumerate(kinds[start : start + MOST_ROOTS // 5]):
            root, key = root_of(kind), min(house.now[kind], default=1)
            page = f"{{ totalCount pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ {selection_of(house, kind)} }} }} }}"
            roots[f"list{i}"] = f"{root}(first: 2) {page}"
            roots[f"then{i}"] = f"{root}(first: 2, {at}) {page}"
            roots[f"by{i}"] = f"{camel(KINDS[kind].table.name)}Groups(by: []) {{ totalCount nodes {{ count }} }}"
            roots[f"node{i}"] = f'node(id: "{kind}:{key}") {{ id }}'
            roots[f"nodes{i}"] = f'nodes(ids: ["{kind}:{key}", "{kind}:{MISSING}"]) {{ id }}'
        data = answered(house, who, "{ " + " ".join(f"{key}: {text}" for key, text in roots.items()) + " }")
        empty = {"totalCount": 0, "pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": []}
        expected = {"list": empty, "then": empty, "by": {"totalCount": 0, "nodes": []}, "node": None, "nodes": [None, None]}
        assert data == {key: expected[key.rstrip("0123456789")] for key in roots}, str(who)
