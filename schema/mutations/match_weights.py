"""The mutation by which the weights of matching change (M147)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from resolvers.changes.match_weights import Weights, WeightsChange, change_match_weights
from schema.mutations.fields import REASON, step_field
from schema.types import Types


def match_weights_field(types: Types) -> Any:
    """The mutation that lets other weights follow those in force."""
    about = "Let other weights of matching follow those in force, in the whole city; everybody reads them with the reason 调整匹配权重 (M147)"
    more: dict[str, tuple[Any, str]] = {field.name: (Decimal, f"{field.name.capitalize()}, 0 to 1 权重") for field in fields(Weights)}
    more |= {"first_day": (date | None, "From when on, today at the earliest; without it today 启用日期"), "reason": (str, REASON)}

    def wanted(key: int, asked: Any) -> WeightsChange:
        weights = Weights(*(getattr(asked, field.name) for field in fields(Weights)))
        return WeightsChange(key, asked.expected_version, weights, asked.first_day or None, asked.reason)

    return step_field(types, "MatchWeight", "ChangeMatchWeights", about, change_match_weights, wanted, **more)
