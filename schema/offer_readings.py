"""An offer in words read into fields, for whoever asks: shown back to be corrected, then made by `makeOffer`. Nothing of it is kept."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import strawberry

from databases.code_lists.forces import HELP_KIND
from resolvers.filters import BadInputError
from schema.annotations import argument
from schema.asking import Asking
from schema.types import Types

if TYPE_CHECKING:
    from search.offers import OfferRead

MOST_TEXT = 300
ABOUT = (
    "What an offer in somebody's own words says: kind, how many, where, when; to be corrected, then sent to `makeOffer` (hours to `changeVolunteer`). "
    "Null where nothing is published 帮扶意愿自述的理解 (M147)"
)


@strawberry.type(description="A piece of the words and what it was taken for 理解")
class OfferPiece:
    piece: str = strawberry.field(description="As it was written 原词")
    field: str = strawberry.field(description="kind, about, quantity, place, time or days 字段")
    label: str = strawberry.field(description="What it was taken for, in Chinese, or in English if Accept-Language prefers it 含义")


@strawberry.type(description="Hours of a weekday, in Shanghai 可服务时段")
class OfferTime:
    weekday: int = strawberry.field(description="1 Monday to 7 Sunday 星期")
    from_hour: int = strawberry.field(description="From, hour of the day 开始时刻（时）")
    to_hour: int = strawberry.field(description="Until 结束时刻（时）")


def offer_reading_fields(types: Types) -> dict[str, Any]:
    """The root field by its name."""
    reading = strawberry.type(
        _reading(types), name="OfferReading", description="An offer in words, as it was understood; what is null was not said 意愿理解"
    )

    async def resolve(info: Any, text: str) -> Any:
        asking: Asking = info.root_value
        if len(text) > MOST_TEXT:
            raise BadInputError(f"text must be at most {MOST_TEXT} characters")
        if (desk := await asking.in_force.desk()) is None:
            return None
        # its words take half a second to load: only where somebody is read
        found: OfferRead = import_module("search.offers").read_offer(desk.vocabulary, text, asking.changes.clock.today())
        return reading(**_told(found, asking.language), kind=found.kind and types.code_type(HELP_KIND)[found.kind])

    resolve.__annotations__ = {
        "info": strawberry.Info[Any, Any],
        "text": argument(str, f"In your own words, up to {MOST_TEXT} characters 自述"),
        "return": reading | None,
    }
    return {"read_offer": strawberry.field(resolve, description=ABOUT)}


def _reading(types: Types) -> type:
    fields: dict[str, tuple[Any, str]] = {
        "kind": (types.code_type(HELP_KIND) | None, "Kind of help 类别"),
        "about": (str, "What it is; the whole text where nothing else was understood 内容"),
        "quantity": (int | None, "How many, hours a month, or yuan 数量"),
        "region_code": (str | None, "Where: a town, a county or the city 区划"),
        "first_day": (date | None, "From 开始日期"),
        "last_day": (date | None, "Last day 结束日期"),
        "times": (list[OfferTime], "At which hours of which weekdays 可服务时段"),
        "pieces": (list[OfferPiece], "What was taken for what 理解"),
        "missing": (list[str], "Fields of `makeOffer` that were not said 缺少的字段"),
    }
    body: dict[str, Any] = {"__annotations__": {name: type_ for name, (type_, _) in fields.items()}}
    return type("OfferReading", (), body | {name: strawberry.field(description=about) for name, (_, about) in fields.items()})


def _told(found: OfferRead, language: str) -> dict[str, Any]:
    same = {name: getattr(found, name) for name in ("about", "quantity", "region_code", "first_day", "last_day")}
    pieces = [OfferPiece(piece=one.piece, field=one.field, label=one.en if language == "en" else one.zh) for one in found.said]
    times = [OfferTime(weekday=day, from_hour=first, to_hour=last) for day, first, last in found.times]
    return same | {"times": times, "pieces": pieces, "missing": [MISSING[name] for name in found.missing]}


MISSING = {"kind": "kind", "quantity": "quantity", "region_code": "regionCode"}
