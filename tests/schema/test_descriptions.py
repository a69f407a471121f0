"""What the schema says of itself: in both languages, Chinese beside English, and of each field who sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_scalar_type,
)
from strawberry.utils.str_converters import to_camel_case as camel

from databases.tables import DOMAIN, MONEY, SHARE, SIGNED_MONEY
from policies.kinds import KINDS
from policies.policy import load
from resolvers.names import plural, snake
from resolvers.relations import RELATIONS
from schema.query import build_schema
from tests.doors import expectations

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    found: GraphQLSchema = build_schema(load())._schema
    return found


def _said(type_: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Every name in a type, with what is said of it."""
    yield type_.name, type_.description
    if isinstance(type_, GraphQLEnumType):
        yield from ((f"{type_.name}.{name}", value.description) for name, value in type_.values.items())
    if isinstance(type_, GraphQLInputObjectType | GraphQLInterfaceType | GraphQLObjectType):
        yield from ((f"{type_.name}.{name}", field.description) for name, field in type_.fields.items())
    if isinstance(type_, GraphQLInterfaceType | GraphQLObjectType):
        for name, field in type_.fields.items():
            yield from ((f"{type_.name}.{name}({argument})", of.description) for argument, of in field.args.items())


def test_everything_is_described_in_both_languages(schema: GraphQLSchema) -> None:
    types = [type_ for type_ in schema.type_map.values() if not is_introspection_type(type_) and not is_specified_scalar_type(type_)]
    said = [one for type_ in types for one in _said(type_)]
    assert len(said) > 18_000
    assert [name for name, about in said if not CHINESE.search(about or "")] == []


def _seen_by(schema: GraphQLSchema, type_: str, field: str) -> str:
    found = schema.type_map[type_]
    assert isinstance(found, GraphQLObjectType)
    return (found.fields[field].description or "").rpartition("Seen by: ")[2]


def test_every_field_of_a_record_and_every_list_says_who_sees_it(schema: GraphQLSchema) -> None:
    kinds = [name for name in KINDS if name in schema.type_map]
    fields = [(name, field) for name in kinds for field in schema.type_map[name].fields if field != "id"]  # type: ignore[attr-defined]
    assert len([one for one in fields if snake(one[1]) in RELATIONS[one[0]]]) > 500
    assert [one for one in fields if "Seen by: " not in (schema.type_map[one[0]].fields[one[1]].description or "")] == []  # type: ignore[attr-defined]
    assert schema.query_type
    roots = [camel(plural(KINDS[name].table.name)) for name in kinds]
    assert [root for root in roots if "Read by: " not in (schema.query_type.fields[root].description or "")] == []


def test_every_field_of_a_record_names_its_requirement_and_its_unit(schema: GraphQLSchema) -> None:
    fields = [(KINDS[name], field) for name in KINDS if name in schema.type_map for field in KINDS[name].fields if field != "id"]
    said = {(kind.name, field): _about(schema, kind.name, field) for kind, field in fields if camel(field) in schema.type_map[kind.name].fields}  # type: ignore[attr-defined]
    assert len(said) > 1_500
    assert [one for one, about in said.items() if not re.search(r"\(M\d+[^)]*\)$", about)] == []
    assert said["Member", "id_number"].endswith("(M27)")
    assert said["HelpingTeam", "visit_days"].endswith("（天） (M117)")
    units = {MONEY: "元", SIGNED_MONEY: "元", SHARE: "0至1"}
    domains = {(kind.name, field): kind.table.c[field].info.get(DOMAIN) for kind, field in fields if field in kind.table.c}
    assert [one for one, domain in domains.items() if domain in units and one in said and units[domain] not in said[one]] == []


def _about(schema: GraphQLSchema, type_: str, field: str) -> str:
    found = schema.type_map[type_]
    assert isinstance(found, GraphQLObjectType)
    return (found.fields[camel(field)].description or "").partition(". Seen by: ")[0]


NAMES = {" ".join(filter(None, who)): letter for who, letter in expectations.TIERS.items()}


@pytest.mark.parametrize("kind", ["Village", "Household", "Member", "PaymentLine", "Pairing", "Project", "Alert", "Shift"])
def test_relation_is_said_to_lead_who_sees_both_ends_by_the_table(schema: GraphQLSchema, kind: str) -> None:
    relations = [(name, relation) for name, relation in RELATIONS[kind].items() if camel(name) in schema.type_map[kind].fields]  # type: ignore[attr-defined]
    for name, relation in relations:
        found = _seen_by(schema, kind, camel(name)).removesuffix(".").split(", ")
        said = set(expectations.EVERYBODY) if found == ["everybody"] else {NAMES[who.partition(" (")[0]] for who in found if who != "nobody"}
        ends = (kind, relation.mine), (relation.kind, relation.theirs)
        assert said == {letter for letter in expectations.EVERYBODY if all(_sees(*end, letter) for end in ends)}, f"{kind}.{name}"


def _sees(kind: str, column: str, letter: str) -> bool:
    return bool(expectations.scopes(kind, letter)) and (column == "id" or expectations.shown(kind, column, letter) != "hidden")
