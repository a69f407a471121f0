"""Which needs fit an offer, and which offers a need, each with its reasons as numbers and in words."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Any

import strawberry

from databases.code_lists.forces import HELP_KIND
from policies.subjects import region_range
from resolvers.changes.registrations import MOST_KM
from resolvers.filters import BadInputError, read_global_id
from schema.annotations import argument
from schema.asking import Asking
from schema.mutations.fields import code_of, input_type
from schema.types import Types
from search.matches import Matcher
from search.matching import THE_GIVER, YOU, Giver, Match, Offer, distance

MOST, MOST_TEXT = 50, 300
FIRST = f"How many, 1 to {MOST} 取多少条"
HIDDEN = {"fairness"}  # it counts in the order, and tells of one household: two needs that show the same would be known to be of one
ABOUT_NEEDS = "Published needs that fit what you could give, best first, no town twice in ten; what remains is read from the ledger; nothing that you refused 匹配需求 (M147)"
ABOUT_AWAITING = (
    "How many published needs more would fit you, a volunteer, once an official has seen your certificate of the skill that they take "
    "证书核验后可承诺的需求数 (M147)"
)
ABOUT_OFFERS = "Open offers that fit a need, best first, for officials; offers are never published 匹配帮扶意愿 (M147)"


@strawberry.type(description="One reason for the place of a match 匹配因素")
class MatchFactor:
    name: str = strawberry.field(
        description="kind, words, place, time, remaining, urgency, reliability, refusals; where a need takes it skill, days, language; for officials fairness 因素"
    )
    value: float = strawberry.field(description="How well it fits, from 0 to 1 数值")
    share: float = strawberry.field(description="What it leaves of the score: the value to the power of its weight 对得分的作用")
    sentence: str = strawberry.field(description="In Chinese, or in English if Accept-Language prefers it 说明")


@strawberry.type(description="A need that fits an offer 匹配的需求")
class NeedMatch:
    need_id: strawberry.ID = strawberry.field(description="Global id of the need 需求")
    public_id: str = strawberry.field(description="Random id of the need 公开编号")
    item: str = strawberry.field(description="What is needed 需求内容")
    region_code: str = strawberry.field(description="Town, or the county to whoever may not know it 所在镇或市（县）区")
    target: int = strawberry.field(description="How many are needed; to whoever gives, the least number of a band (1, 2, 6, 21) 需求数量")
    remaining: int = strawberry.field(description="How many are still missing, in the same way 还缺数量")
    needed_by: date = strawberry.field(description="Needed by 截止日期")
    distance_km: int | None = strawberry.field(
        description="From your place to its place, in a straight line between their middles; null where one lies in the other or it is not known 距离（公里）"
    )
    score: float = strawberry.field(
        description="Product of the shares that are told; the order also counts how often help came to the household, which is not 得分"
    )
    factors: list[MatchFactor] = strawberry.field(description="Why it stands here 匹配理由")


@strawberry.type(description="An offer that fits a need 匹配的意愿")
class OfferMatch:
    offer_id: strawberry.ID = strawberry.field(description="Global id of the offer 帮扶意愿")
    left: int = strawberry.field(description="How many of it are not pledged yet 剩余数量")
    score: float = strawberry.field(description="Product of all shares 得分")
    factors: list[MatchFactor] = strawberry.field(description="Why it stands here 匹配理由")


def match_fields(types: Types) -> dict[str, Any]:
    """The root fields by their names."""
    offered = _offered(types)
    return {
        "match_needs": _match_needs(offered),
        "needs_awaiting_certificate": _needs_awaiting_certificate(offered),
        "match_offers": strawberry.field(_match_offers, description=ABOUT_OFFERS),
    }


def _offered(types: Types) -> Any:
    return input_type(
        "MatchNeedsInput",
        "What you could give; nothing of it is kept 帮扶意愿",
        kind=(types.code_type(HELP_KIND), "Kind of help 类别"),
        about=(str | None, "In a few words; without them every kind of thing fits alike 内容"),
        region_code=(str, "Where you could give it 区划"),
        radius_km=(int | None, "How far around it you go, in kilometres; without it as you told as a volunteer 另外愿意去的距离（公里）"),
        first_day=(date | None, "From; today without it 开始日期"),
        last_day=(date | None, "Last day; open without it 结束日期"),
    )


def _match_needs(offered: Any) -> Any:
    async def resolve(info: Any, offer: Any, first: int = 10, nearest: bool = False) -> Any:
        asking: Asking = info.root_value
        matcher = _matcher(asking, first)
        found = await matcher.needs(_offer(offer, matcher.clock.today()), nearest)
        return [_need(one, asking.language) for one in found[:first]]

    resolve.__annotations__ = {
        "info": strawberry.Info[Any, Any],
        "offer": argument(offered, "What you could give 帮扶意愿"),
        "first": argument(int, FIRST),
        "nearest": argument(bool, "The nearest first, not the best 由近及远"),
        "return": list[NeedMatch] | None,
    }
    return strawberry.field(resolve, description=ABOUT_NEEDS)


def _needs_awaiting_certificate(offered: Any) -> Any:
    async def resolve(info: Any, offer: Any) -> Any:
        matcher = _matcher(info.root_value, MOST)
        return await matcher.awaiting_certificate(_offer(offer, matcher.clock.today()))

    resolve.__annotations__ = {"info": strawberry.Info[Any, Any], "offer": argument(offered, "What you could give 帮扶意愿"), "return": int | None}
    return strawberry.field(resolve, description=ABOUT_AWAITING)


async def _match_offers(
    info: strawberry.Info[Any, Any],
    need_id: Annotated[strawberry.ID, strawberry.argument(description="Global id of the need 需求")],
    first: Annotated[int, strawberry.argument(description=FIRST)] = 10,
) -> list[OfferMatch] | None:
    asking: Asking = info.root_value
    kind, key = read_global_id(need_id)
    found = await _matcher(asking, first).offers(key if kind == "Need" else 0)
    return [
        OfferMatch(
            offer_id=strawberry.ID(f"Offer:{one.id}"), left=one.left, score=one.match.score, factors=_told(one.match, asking.language, THE_GIVER)
        )
        for one in found[:first]
    ]


def _matcher(asking: Asking, first: int) -> Matcher:
    if not 1 <= first <= MOST:
        raise BadInputError(f"first must be from 1 to {MOST}, not {first}")
    return Matcher(asking.reads, asking.subject, asking.changes.clock)


def _offer(asked: Any, today: date) -> Offer:
    about = asked.about or ""
    if len(about) > MOST_TEXT:
        raise BadInputError(f"about must be at most {MOST_TEXT} characters")
    try:
        region_range(asked.region_code)
    except ValueError as error:
        raise BadInputError(f"regionCode: {error}") from None
    if not asked.region_code:
        raise BadInputError("regionCode must name a division")
    radius = asked.radius_km or 0
    if not 0 <= radius <= MOST_KM:
        raise BadInputError(f"radiusKm must be from 0 to {MOST_KM}")
    return Offer(code_of(asked.kind), about, asked.region_code, asked.first_day or today, asked.last_day or None, radius_km=radius)


def _need(found: Match, language: str) -> NeedMatch:
    need = found.need
    shown: dict[str, Any] = {name: getattr(need, name) for name in ("public_id", "item", "region_code", "target", "remaining", "needed_by")}
    apart = distance(found.offer, need)
    shown["distance_km"] = None if apart is None else max(1, round(apart))
    factors = [factor for factor in _told(found, language, YOU) if factor.name not in HIDDEN]
    return NeedMatch(need_id=strawberry.ID(f"Need:{need.id}"), **shown, score=math.prod(factor.share for factor in factors), factors=factors)


def _told(found: Match, language: str, giver: Giver) -> list[MatchFactor]:
    told = found.factors(giver)
    return [MatchFactor(name=one.name, value=one.value, share=one.share, sentence=one.en if language == "en" else one.zh) for one in told]
