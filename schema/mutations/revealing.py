"""Mutations that show direct identifiers clear: each look has a purpose and a reason, and is an event that the household can list."""

from __future__ import annotations

import enum
from typing import Any

import strawberry

from databases.code_lists.common import REVEAL_PURPOSE
from policies.kinds import KINDS
from resolvers.changes import reveals
from schema.asking import Asking
from schema.mutations.fields import REASON, code_of, input_type, key_of, mutation_field
from schema.types import Types


def reveal_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names, one for each kind that has direct identifiers."""
    purpose = types.code_type(REVEAL_PURPOSE)
    return {f"reveal_{KINDS[kind].table.name}": _reveal(kind, purpose) for kind in reveals.REVEALABLE}


def _reveal(kind: str, purpose: Any) -> Any:
    names, table = reveals.direct_fields(kind), KINDS[kind].table
    named = {name: str(table.c[KINDS[kind].fields[name].clear or f"{name}_mask"].comment) for name in names}
    made = enum.Enum(f"{kind}Identifier", {name: strawberry.enum_value(name, description=about) for name, about in named.items()})  # type: ignore[misc]
    fields: Any = strawberry.enum(made, description="Direct identifiers 直接标识")
    body: dict[str, Any] = {name: strawberry.field(description=about) for name, about in named.items()}
    revealed = strawberry.type(
        type(f"Revealed{kind}", (), {"__annotations__": dict.fromkeys(names, str | None), **body}), description=f"Clear values of: {table.comment}"
    )
    input_ = input_type(
        f"Reveal{kind}Input",
        f"Whose identifiers to reveal: {table.comment}",
        id=(strawberry.ID, "Which 标识"),
        fields=(list.__class_getitem__(fields), "Which of them 字段"),
        purpose=(purpose, "What for 目的"),
        reason=(str, REASON),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = reveals.RevealWanted(
            kind, key_of(kind, asked.id, "id"), [code_of(field) for field in asked.fields], code_of(asked.purpose), asked.reason
        )
        found = await reveals.reveal(asking.changes, asking.subject, wanted)
        return {"identifiers": revealed(**{name: found.get(name) for name in names})}

    about = "Show direct identifiers clear; every look is an event that the household can list 查看明文"
    return mutation_field(f"Reveal{kind}", about, input_, run, identifiers=(revealed | None, "Clear values; null where they were not asked 明文"))
