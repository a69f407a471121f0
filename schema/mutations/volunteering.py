"""Campaigns of volunteers: opened with their shifts, signed up for, and the hours verified by whoever stands at the place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, time
from typing import Any

import strawberry

from databases.code_lists.forces import HELP_KIND, LANGUAGE
from policies.subjects import Subject
from resolvers.changes import shift_assignments, shifts
from resolvers.changes.core import Changes
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, TOLD, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types

CODE = "What the volunteer tells you: he reads it in his own assignment 签到码"


def volunteering_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "open_campaign": _open_campaign(types),
        "open_shift": _open_shift(types),
        "cancel_shift": _cancel_shift(types),
        "join_shift": _join_shift(types),
        "leave_shift": _leave_shift(types),
        "check_in": _check(types, "CheckIn", "See a volunteer come to a shift; he gets another code for the end 签到", shift_assignments.check_in),
        "check_out": _check(types, "CheckOut", "See him go: the minutes between both are his verified hours 签退", shift_assignments.check_out),
    }


def _open_campaign(types: Types) -> Any:
    input_ = input_type(
        "OpenCampaignInput",
        "A volunteer campaign 志愿服务活动",
        organisation_id=(strawberry.ID, "Organisation that holds it 组织单位"),
        organiser_id=(strawberry.ID | None, "Who verifies who came, by global id of the person; without it yourself 活动负责人"),
        title=(str, "Title 标题"),
        about=(str, "What is done, naming nobody 内容"),
        first_day=(date, "From 开始日期"),
        last_day=(date, "Last day 结束日期"),
        region_code=(str, "Division in which its shifts lie 活动区划"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        organiser = key_of("Person", asked.organiser_id, "organiserId") if asked.organiser_id else None
        told = asked.title, asked.about, asked.first_day, asked.last_day, asked.region_code
        wanted = shifts.CampaignWanted(key_of("Organisation", asked.organisation_id, "organisationId"), organiser, *told)
        made = await shifts.open_campaign(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"volunteer_campaign": node_of(types, made)}

    about = "Open a volunteer campaign of an organisation or a village 发起志愿服务活动 (M147, M152)"
    return mutation_field("OpenCampaign", about, input_, run, **changed_of(types, "VolunteerCampaign"))


def _open_shift(types: Types) -> Any:
    input_ = input_type(
        "OpenShiftInput",
        "A shift of a campaign 班次",
        campaign_id=(strawberry.ID, TOLD["VolunteerCampaign"]),
        place=(str, "Where they meet; no household's address, everybody reads it 集合地点"),
        region_code=(str, "Village or community 所在村（社区）"),
        day=(date, "Day 日期"),
        from_time=(time, "From, in Shanghai, such as 09:00 开始时刻"),
        to_time=(time, "Until, the same day 结束时刻"),
        help_kind=(types.code_type(HELP_KIND), "Kind of help 服务类别"),
        skill=(str | None, "Skill that is wanted, as volunteers name it 所需技能"),
        needs_certificate=(bool | None, "Only for whom an official has seen a certificate of the skill 须有经核验的证书"),
        language=(types.code_type(LANGUAGE) | None, "Language that is wanted 所需语言"),
        places=(int, "How many volunteers 需要人数"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        when = asked.day, asked.from_time, asked.to_time
        how = code_of(asked.help_kind), asked.skill or None, bool(asked.needs_certificate), code_of(asked.language or None), asked.places
        campaign = key_of("VolunteerCampaign", asked.campaign_id, "campaignId")
        wanted = shifts.ShiftWanted(campaign, asked.place, asked.region_code, *when, *how)
        return {"shift": node_of(types, await shifts.open_shift(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    return mutation_field("OpenShift", "Add a shift to a campaign 设置班次", input_, run, **changed_of(types, "Shift"))


def _cancel_shift(types: Types) -> Any:
    input_ = input_type(
        "CancelShiftInput",
        "A shift that does not take place 取消班次",
        id=(strawberry.ID, TOLD["Shift"]),
        reason=(str, "Why; everybody reads it 取消原因"),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = shifts.ShiftCancel(key_of("Shift", asked.id, "id"), asked.reason)
        return {"shift": node_of(types, await shifts.cancel_shift(asking.changes, asking.subject, wanted))}

    about = "Cancel a shift that has not begun; whoever would come to it is told 取消班次"
    return mutation_field("CancelShift", about, input_, run, **changed_of(types, "Shift"))


def _join_shift(types: Types) -> Any:
    input_ = input_type("JoinShiftInput", "A shift to which you come 报名", shift_id=(strawberry.ID, TOLD["Shift"]), idempotency_key=(str, KEY))

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = shift_assignments.ShiftJoin(key_of("Shift", asked.shift_id, "shiftId"))
        made = await shift_assignments.join_shift(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"shift_assignment": node_of(types, made)}

    about = "Sign up for a shift, as the volunteer that you are 报名参加班次"
    return mutation_field("JoinShift", about, input_, run, **changed_of(types, "ShiftAssignment"))


def _leave_shift(types: Types) -> Any:
    about = "Give back your place at a shift before it begins 退出班次"

    def wanted(key: int, asked: Any) -> shift_assignments.ShiftLeave:
        return shift_assignments.ShiftLeave(key, asked.expected_version, asked.reason)

    return step_field(types, "ShiftAssignment", "LeaveShift", about, shift_assignments.leave_shift, wanted, reason=(str, REASON))


def _check(types: Types, name: str, about: str, change: Callable[[Changes, Subject, shift_assignments.Check, str], Awaitable[str]]) -> Any:
    fields: dict[str, tuple[Any, str]] = {"shift_id": (strawberry.ID, TOLD["Shift"]), "code": (str, CODE), "idempotency_key": (str, KEY)}
    input_ = input_type(f"{name}Input", about, **fields)

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        told = shift_assignments.Check(key_of("Shift", asked.shift_id, "shiftId"), asked.code)
        return {"shift_assignment": node_of(types, await change(asking.changes, asking.subject, told, asked.idempotency_key))}

    return mutation_field(name, about, input_, run, **changed_of(types, "ShiftAssignment"))
