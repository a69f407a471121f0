"""What the schema says of itself where it is made from the tables: in both languages, Chinese beside English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLNamedType, GraphQLObjectType

from policies.kinds import KINDS
from policies.policy import load
from schema.query import build_schema

CHINESE = re.compile("[\u4e00-\u9fff]")
PARTS = "Connection|Edge|Where|Quantified|Order|OrderField"
MADE = re.compile(rf"^({'|'.join(KINDS)})(|{PARTS})$|(Code|CodeFilter|Payload)$|^(PageInfo|OrderDirection|.*Filter)$")


def _said(type_: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Every name in a type that is made, with what is said of it."""
    yield type_.name, type_.description
    if isinstance(type_, GraphQLEnumType):
        yield from ((f"{type_.name}.{name}", value.description) for name, value in type_.values.items())
    if isinstance(type_, GraphQLInputObjectType | GraphQLInterfaceType | GraphQLObjectType):
        yield from ((f"{type_.name}.{name}", field.description) for name, field in type_.fields.items())
    if isinstance(type_, GraphQLObjectType):
        for name, field in type_.fields.items():
            yield from ((f"{type_.name}.{name}({argument})", of.description) for argument, of in field.args.items())


def test_all_that_is_made_is_described_in_both_languages() -> None:
    types = build_schema(load())._schema.type_map
    said = [one for name, type_ in types.items() if MADE.search(name) for one in _said(type_)]
    lists = types["Query"].fields, types["Mutation"].fields  # type: ignore[attr-defined]
    said += [
        (f"{name}({one})", of.description) for fields in lists for name, field in fields.items() if _is_made(field) for one, of in field.args.items()
    ]
    assert len(said) > 10_000
    assert [name for name, about in said if not CHINESE.search(about or "")] == []


def _is_made(field: object) -> bool:
    return str(field.type).rstrip("!").endswith(("Connection", "Groups", "Payload"))  # type: ignore[attr-defined]
