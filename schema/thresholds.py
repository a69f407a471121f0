"""Progress towards the thresholds as a GraphQL type with its resolver."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from policies.subjects import region_range
from resolvers.filters import BadInputError
from resolvers.thresholds import Progress, Question, progress
from schema.asking import Asking
from schema.types import ABOUT as ARGUMENTS

ABOUT = "How far the thresholds of the policy paper are met, of what you may see 目标进度 (M157)"
FIRST_YEAR, LAST_YEAR = 1990, 2099


@strawberry.type(description="A figure of a year beside the rule parameter in force then 目标进度")
class ThresholdProgress:
    parameter_id: strawberry.ID = strawberry.field(description="Global id of the rule parameter 规则参数")
    name: str = strawberry.field(description="Name, such as dibao_income_floor 参数名")
    about: str = strawberry.field(description="What it means 含义")
    comparator: str = strawberry.field(description="ge, gt, eq, le or lt: how a figure is compared with the value 比较方式")
    value: Decimal = strawberry.field(description="The threshold 目标值")
    unit: str = strawberry.field(description="Unit 单位")
    year: int = strawberry.field(description="Year of the figures 年度")
    subjects: int = strawberry.field(description="Households, villages or the city, whose figure is known 对象数")
    met: int = strawberry.field(description="How many of them meet it 达标数")
    total: Decimal | None = strawberry.field(description="Sum of the figures 合计")
    lowest: Decimal | None = strawberry.field(description="Smallest figure 最小值")
    highest: Decimal | None = strawberry.field(description="Greatest figure 最大值")


async def find_thresholds(
    info: strawberry.Info[Any, Any],
    year: Annotated[int, strawberry.argument(description=f"Year of the figures, {FIRST_YEAR} to {LAST_YEAR} 年度")],
    region: Annotated[str | None, strawberry.argument(description="Inside this division, by code; everywhere without it 区划")] = UNSET,
    as_of: Annotated[datetime | None, strawberry.argument(description=ARGUMENTS["as_of"])] = UNSET,
) -> list[ThresholdProgress | None] | None:
    """Resolver of the root field `thresholds`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInputError(f"year must be from {FIRST_YEAR} to {LAST_YEAR}, not {year}")
    if region:
        _check_region(region)
    asking: Asking = info.root_value
    found = await progress(Question(info.context, asking.subject, year, region or None, as_of or None))
    asking.shown.extend(mark for one in found if isinstance(one, Progress) for mark in _marks(one))
    # an exception in the list is null there, with its error beside it
    return [_shown(one) if isinstance(one, Progress) else one for one in found]  # type: ignore[misc]


def _marks(found: Progress) -> Iterator[bytes]:
    """Of whose income the figures tell, as `resolvers.marks` says it."""
    if found.household is not None:
        yield f"Household:{found.household} {found.in_post or ''}".rstrip().encode()


def _check_region(code: str) -> None:
    try:
        region_range(code)
    except ValueError as error:
        raise BadInputError(f"region: {error}") from None


def _shown(found: Progress) -> ThresholdProgress:
    rule = found.parameter
    return ThresholdProgress(
        parameter_id=strawberry.ID(f"RuleParameter:{rule.id}"),
        name=rule.name,
        about=rule.about,
        comparator=rule.comparator,
        value=rule.value,
        unit=rule.unit,
        year=found.year,
        subjects=found.subjects,
        met=found.met,
        total=_cents(found.total),
        lowest=_cents(found.lowest),
        highest=_cents(found.highest),
    )


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round(Decimal(amount), 2)
