"""Offers, matches and pledges of whoever is signed in, as the API tells and takes them; and the words of both."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from databases.clock import SHANGHAI, Clock
from databases.code_lists.forces import may_meet
from open_data.portal.api import ApiAwayError, SignedOutError
from open_data.portal.visit import Visit
from search.matching import overlap

Found = Mapping[str, Any]
KINDS = {
    "goods": ("物品", "Things", "家里用的、生活上要的东西", "what a household lives with"),
    "money": ("资金", "Money", "经有公开募捐资格的慈善组织捐出，不经过本平台", "through a charity that may raise funds in public, never through us"),
    "service": ("服务", "A service", "替人做一件事，按次或按小时", "something done for somebody, once or by the hour"),
    "job": ("岗位", "A job", "给有劳动能力的人一份工作", "work for somebody who is able to"),
    "skill": ("技能", "A skill", "教会别人一门手艺或知识", "to teach a craft or a subject"),
    "medical": ("医疗", "Medical help", "看病、护理、康复", "to treat, to nurse, to help to recover"),
    "tuition": ("助学", "Tuition", "学费和学习费用，经慈善组织捐出", "what school costs, through a charity"),
    "purchase": (
        "消费帮扶",
        "Buying produce",
        "买农户和村里种的、养的、做的，货款直接付给卖方，不经过本平台",
        "what they grow and make, paid to them and never through us",
    ),
}
REFUSALS = {
    "too_far": ("太远", "Too far"),
    "not_my_skill": ("不是我能给的", "Nothing that I can give"),
    "not_these_days": ("这段时间不方便", "Not in these days"),
    "helped_there": ("已在当地帮过", "I have helped there"),
    "other": ("其他", "Another reason"),
}
"""Why somebody does not want to be shown a need."""
GIVERS = {"DONOR": ("爱心人士", "a person"), "ORGANISATION": ("爱心单位", "an organisation"), "VOLUNTEER": ("志愿者", "a volunteer")}
"""Who gives, as the receiving side is told."""
DISPUTES = {
    "not_come": ("没有送到", "It did not come"),
    "too_few": ("数量不对", "Fewer came"),
    "wrong": ("东西不对或有损坏", "It is another thing, or broken"),
}
"""What a household says of a delivery that was not so."""
ON_PAPER = {
    "no_phone": ("没有手机或不会上网", "No telephone, or not online"),
    "cannot_read": ("不识字", "Cannot read"),
    "disabled": ("因病因残不便操作", "Ill or disabled"),
    "guardian": ("未成年人或由监护人代为签字", "A minor, or a guardian signs"),
    "away": ("不在家、托人签字", "Away, somebody signs for them"),
}
"""Why a household signs on paper."""


@dataclass(frozen=True)
class Matches:
    """Needs that fit, and how many more would, once a volunteer's certificate was seen."""

    needs: Sequence[Found]
    awaiting: int


KEPT_SECONDS = 30.0
MONEY = ("money", "tuition")
DELIVERED = ("delivered", "received", "closed")
BY_HOURS = ("service", "skill", "medical")


async def ask(visit: Visit, question: str, **variables: Any) -> Found:
    """The data of a question of whoever is signed in. Raises SignedOutError, ApiAwayError."""
    return await visit.site.around.api.ask(question, variables, visit.preferences.language, _token(visit))


async def change(visit: Visit, question: str, **input_: Any) -> Found:
    """The payload of a change by whoever is signed in. Raises RefusedError, SignedOutError, ApiAwayError."""
    return await visit.site.around.api.change(question, input_, visit.preferences.language, _token(visit))


async def told_to_all(visit: Visit, question: str, **variables: Any) -> Found:
    """The same for all visitors, for a while: the API counts them as one, for they all come from here. Raises ApiAwayError."""
    kept, ticks, language = visit.site.told, time.monotonic(), visit.preferences.language
    known = kept.get((question, language))
    if known is None or ticks - known[0] > KEPT_SECONDS:
        try:
            known = kept[question, language] = ticks, await visit.site.around.api.ask(question, variables, language)
        except ApiAwayError:
            if known is None:
                raise
    return known[1]


def nodes(connection: Found | None) -> list[Found]:
    """What stands in a page of a list; nothing where the list was not told."""
    return [edge["node"] for edge in connection["edges"]] if connection else []


def timed(shift: Found) -> Found:
    """A shift with its day and hours where the city lies."""
    starts, ends = (datetime.fromisoformat(shift[name]).astimezone(SHANGHAI) for name in ("startsAt", "endsAt"))
    return {**shift, "when": f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}"}


async def matches(
    visit: Visit, kind: str, about: str, place: str, first_day: date | None = None, last_day: date | None = None, nearest: bool = False
) -> Matches:
    """The needs that fit what somebody could give, best or nearest first, with the reasons that speak for each."""
    offer = {"kind": kind, "about": about or None, "regionCode": place}
    days = {"firstDay": first_day and first_day.isoformat(), "lastDay": last_day and last_day.isoformat()}
    found = await ask(visit, "needs_that_fit", offer=offer | days, nearest=nearest)
    return Matches(found["matchNeeds"] or [], found["needsAwaitingCertificate"] or 0)


async def charities(visit: Visit, place: str) -> list[Found]:
    """Those that may take money for a place, or a part of it, today: by id and name."""
    found = nodes((await ask(visit, "charities"))["organisations"])
    today = Clock().today().isoformat()
    return [one for one in found if any(_is_in_force(certificate, place, today) for certificate in nodes(one["fundraisingCertificates"]))]


async def open_offers(visit: Visit) -> list[Found]:
    """My open offers that are not over, with how many of each are left."""
    found = await ask(visit, "my_offers", number=visit.number)
    givers = [*nodes(found["donors"]), *nodes(found["volunteers"])]
    offers = with_left([offer for giver in givers for offer in nodes(giver["offers"])], found)
    return [offer for offer in offers if not offer["is_over"]]


async def fitting_offers(visit: Visit, kind: str, item: str) -> tuple[list[Found], str]:
    """My open offers of a kind of which something is left, and the id of that whose words fit an item best; none where none does."""
    fitting = [offer for offer in await open_offers(visit) if may_meet(offer["kind"], kind) and offer["left"] > 0]
    named = [(overlap(offer["about"], item), offer["left"], offer["id"]) for offer in fitting if overlap(offer["about"], item) > 0]
    return fitting, max(named, default=(0, 0, ""))[2]


def with_left(offers: Iterable[Found], found: Found) -> list[Found]:
    """Offers with how many of each are left, by the sums of what was pledged that came with them, and whether their last day has passed."""
    sums = [node for name in ("asDonor", "asVolunteer") for node in (found[name] or {"nodes": []})["nodes"] if node["offer"]]
    taken: dict[str, int] = defaultdict(int)
    for node in sums:
        taken[node["offer"]["id"]] += int(node["sum"]["deliveredQuantity" if node["state"] in DELIVERED else "quantity"] or 0)
    today = Clock().today().isoformat()
    return [{**offer, "left": offer["quantity"] - taken[offer["id"]], "is_over": "" < days(offer["period"])[1] < today} for offer in offers]


def days(period: str) -> tuple[str, str]:
    """The first and the last day of a period, as PostgreSQL writes it; "" where it is open."""
    first, _, after = period.strip("[)").partition(",")
    return first, (date.fromisoformat(after) - timedelta(days=1)).isoformat() if after else ""


def _is_in_force(certificate: Found, place: str, today: str) -> bool:
    first, last = days(certificate["period"])
    region = certificate["regionCode"]
    return (place.startswith(region) or region.startswith(place)) and first <= today <= (last or today)


def _token(visit: Visit) -> str:
    if visit.session is None:
        raise SignedOutError
    return visit.session.token
