"""Volunteers for the shifts of a campaign: proposed with reasons, changed by hand, confirmed in one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry

from resolvers.changes.core import MOST_ITEMS
from resolvers.changes.errors import Text
from resolvers.changes.shift_assigning import PlaceWanted, ShiftConfirmation, confirm_shift_assignments
from resolvers.filters import BadInputError, read_global_id
from resolvers.shift_assignment import FURTHER, MOST_SHIFTS, WIDTHS, Place
from resolvers.shift_proposals import ShiftProposal, ShiftProposer, Wanting
from resolvers.shift_rules import Bar, Misfit
from schema.annotations import argument
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, input_type, key_of, mutation_field

ABOUT_PROPOSAL = (
    f"Volunteers for the next shifts of a campaign, {MOST_SHIFTS} at most; kept nowhere, change it and confirm it 志愿者班次安排方案 (M147)"
)
ABOUT_CONFIRMATION = "Assign these volunteers, all or none; every one is judged again, and told 确认志愿者班次安排 (M147)"
DISTANCES = {
    WIDTHS[12]: Text("就在本村（社区）服务", "helps in this village"),
    WIDTHS[9]: Text("在本镇（街道）服务", "helps in this town"),
    WIDTHS[6]: Text("在本市（县）区服务", "helps in this county"),
    WIDTHS[4]: Text("在全市服务", "helps in the whole city"),
}
REASONS: Mapping[Bar | Misfit, Text] = {
    Bar.NOT_VERIFIED: Text("{count} 人身份未核验", "{count} not verified"),
    Bar.REFUSED: Text("{count} 人不参与此类服务", "{count} do not give this kind of help"),
    Bar.NO_CERTIFICATE: Text("{count} 人没有经核验的证书", "{count} without a certificate that was seen"),
    Bar.BUSY: Text("{count} 人已有时间重叠的班次", "{count} at another shift at that time"),
    Misfit.OTHER_KIND: Text("{count} 人服务类别不符", "{count} give other help"),
    Misfit.NO_TIME: Text("{count} 人当时没有空", "{count} have no time then"),
    Misfit.OTHER_LANGUAGE: Text("{count} 人语言不符", "{count} speak other languages"),
    Misfit.HOURS_FULL: Text("{count} 人本月时间已满", "{count} have given their hours of the month"),
}
NOBODY = Text("区划内没有其他志愿者", "no other volunteer helps there")


@strawberry.type(description="One reason for a volunteer at a shift 安排理由")
class ShiftFactor:
    name: str = strawberry.field(description="place, skill, history or turn 因素")
    value: float = strawberry.field(description="What it costs: the sum over all places is the least that there can be 代价")
    sentence: str = strawberry.field(description="In Chinese, or in English if Accept-Language prefers it 说明")


@strawberry.type(description="A shift and who could come to it 建议安排")
class ProposedShiftAssignment:
    shift_id: strawberry.ID = strawberry.field(description="Global id of the shift 班次")
    volunteer_id: strawberry.ID = strawberry.field(description="Global id of the volunteer 志愿者")
    factors: list[ShiftFactor] = strawberry.field(description="Why 理由")


@strawberry.type(description="A shift that still wants volunteers 人数不足的班次")
class ShiftWanting:
    shift_id: strawberry.ID = strawberry.field(description="Global id of the shift 班次")
    missing: int = strawberry.field(description="How many are missing 尚缺人数")
    sentence: str = strawberry.field(description="Why the others do not fit 原因")


@strawberry.type(description=ABOUT_PROPOSAL)
class ShiftAssignmentProposal:
    places: list[ProposedShiftAssignment] = strawberry.field(description="Places 建议")
    wanting: list[ShiftWanting] = strawberry.field(description="Shifts that still want volunteers 人数不足的班次")


def shift_proposal_field() -> Any:
    """The root field that proposes."""

    async def resolve(info: Any, campaign_id: strawberry.ID) -> Any:
        asking: Asking = info.root_value
        kind, key = read_global_id(campaign_id)
        if kind != "VolunteerCampaign":
            raise BadInputError("campaignId: not the global id of a VolunteerCampaign")
        found = await ShiftProposer(asking.reads, asking.subject, asking.changes.clock).propose(key)
        return _told(found, asking.language)

    campaign = argument(strawberry.ID, "Global id of the campaign 志愿服务活动")
    resolve.__annotations__ = {"info": strawberry.Info[Any, Any], "campaign_id": campaign, "return": ShiftAssignmentProposal | None}
    return strawberry.field(resolve, description=ABOUT_PROPOSAL)


def shift_confirmation_field() -> Any:
    """The mutation that confirms."""
    place = input_type(
        "ShiftPlaceInput",
        "A shift and who is to come to it 安排",
        shift_id=(strawberry.ID, "The shift 班次"),
        volunteer_id=(strawberry.ID, "The volunteer 志愿者"),
    )
    input_ = input_type(
        "ConfirmShiftAssignmentsInput",
        "Places to confirm, as they were proposed or changed by hand 确认安排",
        places=(list.__class_getitem__(place), f"Up to {MOST_ITEMS}, a volunteer once a shift 安排"),
        reason=(str, REASON),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = ShiftConfirmation(tuple(_place(one, number) for number, one in enumerate(asked.places)), asked.reason)
        found = await confirm_shift_assignments(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"shift_assignment_ids": [strawberry.ID(id_) for id_ in found]}

    made = (list[strawberry.ID] | None, "Global ids of the assignments, in the order of the places 班次安排")
    return mutation_field("ConfirmShiftAssignments", ABOUT_CONFIRMATION, input_, run, shift_assignment_ids=made)


def _place(asked: Any, number: int) -> PlaceWanted:
    shift = key_of("Shift", asked.shift_id, f"places.{number}.shiftId")
    return PlaceWanted(shift, key_of("Volunteer", asked.volunteer_id, f"places.{number}.volunteerId"))


def _told(found: ShiftProposal, language: str) -> ShiftAssignmentProposal:
    return ShiftAssignmentProposal(
        places=[_proposed(place, language) for place in found.places], wanting=[_wanting(one, language) for one in found.wanting]
    )


def _proposed(place: Place, language: str) -> ProposedShiftAssignment:
    return ProposedShiftAssignment(
        shift_id=strawberry.ID(f"Shift:{place.shift.id}"),
        volunteer_id=strawberry.ID(f"Volunteer:{place.volunteer.id}"),
        factors=[ShiftFactor(name=name, value=value, sentence=text.in_(language)) for name, value, text in _factors(place)],
    )


def _factors(place: Place) -> list[tuple[str, float, Text]]:
    if place.shift.skill is None:
        skill = Text("该班次不限技能", "the shift asks for no skill by name")
    else:
        skill = Text("服务类别相符，技能不同", "gives this kind of help, with another skill") if place.skill else Text("技能相符", "has the skill")
    hours = f"{place.volunteer.minutes / 60:.1f}"
    return [
        ("place", place.distance, DISTANCES[place.distance]),
        ("skill", place.skill, skill),
        ("history", place.history, Text(f"近一年核定服务 {hours} 小时", f"{hours} verified hours in the last year")),
        ("turn", FURTHER * (place.turn - 1), Text(f"本方案中的第 {place.turn} 个班次", f"shift {place.turn} of this proposal for this volunteer")),
    ]


def _wanting(one: Wanting, language: str) -> ShiftWanting:
    told = [REASONS[reason].in_(language).format(count=count) for reason, count in sorted(one.reasons.items())]
    sentence = ("，" if language != "en" else ", ").join(told) or NOBODY.in_(language)
    return ShiftWanting(shift_id=strawberry.ID(f"Shift:{one.shift.id}"), missing=one.missing, sentence=sentence)
