"""Mutations of those who register themselves to help and say what they can do, and of the officials who verify that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import strawberry

from databases.code_lists.forces import HELP_KIND, LANGUAGE
from resolvers.changes import refused_registrations as refusals
from resolvers.changes import registrations, volunteers
from resolvers.changes.deregistering import Deregistration, deregister
from schema.asking import Asking
from schema.mutations.fields import KEY, TOLD, VERSION, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types

CERTIFICATE = (str | None, "Name and number of your certificate; an official sees it before it counts 证书名称和编号")
NAME = (str | None, "Your name, for officials alone; not asked of whoever is known here 姓名")


def registering_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "register_volunteer": _register_volunteer(types),
        "register_donor": _register_donor(types),
        "verify_volunteer": _verify_volunteer(types),
        "verify_donor": _verify_donor(types),
        "refuse_volunteer": _refuse(types, "Volunteer", "志愿者"),
        "refuse_donor": _refuse(types, "Donor", "爱心人士（单位）"),
        "appeal_volunteer_refusal": _appeal(types, "Volunteer", "志愿者"),
        "appeal_donor_refusal": _appeal(types, "Donor", "爱心人士（单位）"),
        "change_volunteer": _change_volunteer(types),
        "tell_skill": _tell_skill(types),
        "take_back_skill": _take_back_skill(types),
        "verify_certificate": _verify_certificate(types),
        "deregister": _deregister(),
    }


def _register_volunteer(types: Types) -> Any:
    input_ = input_type(
        "RegisterVolunteerInput",
        "A volunteer, or an expert, who registers himself 志愿者登记",
        name=NAME,
        help_kind=(types.code_type(HELP_KIND), "Kind of help 服务类别"),
        skill=(str, "What you can do, in a few words 技能"),
        certificate=CERTIFICATE,
        is_expert=(bool | None, "You answer technical problems of villages too 科技专家"),
        hours_a_month=(int, "Hours a month that you can give 每月可服务小时"),
        region_code=(str, "Where you help: a town, a county or the whole city 服务区划"),
        radius_km=(int | None, "How far around that place you go, in kilometres 另外愿意去的距离（公里）"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        told = asked.skill, asked.certificate or None, bool(asked.is_expert), asked.hours_a_month, asked.region_code, asked.radius_km or None
        wanted = registrations.VolunteerWanted(asked.name or None, code_of(asked.help_kind), *told)
        made = await registrations.register_volunteer(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"volunteer": node_of(types, made)}

    about = "Register yourself as a volunteer, once you signed in; you pledge when an official has verified who you are 志愿者登记 (M147, M165)"
    return mutation_field("RegisterVolunteer", about, input_, run, **changed_of(types, "Volunteer"))


def _register_donor(types: Types) -> Any:
    input_ = input_type(
        "RegisterDonorInput",
        "A donor who registers himself, or the organisation for which he acts 爱心人士（单位）登记",
        name=NAME,
        display_name=(str | None, "Name that may be shown, or the organisation's name 公开名称、单位名称"),
        is_anonymous=(bool | None, "Show no name 匿名"),
        credit_code=(str | None, "Credit code of the company or association for which you act 统一社会信用代码"),
        region_code=(str, "Where you are: a town, a county or the city 所在区划"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        told = asked.display_name or None, bool(asked.is_anonymous), asked.credit_code or None, asked.region_code
        wanted = registrations.DonorWanted(asked.name or None, *told)
        return {"donor": node_of(types, await registrations.register_donor(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = (
        "Register yourself as a donor, or for a company or association, once you signed in; you pledge when an official has verified it 爱心人士登记"
    )
    return mutation_field("RegisterDonor", about, input_, run, **changed_of(types, "Donor"))


def _verify_volunteer(types: Types) -> Any:
    about = "Say that a volunteer of your division is who he says; nobody verifies himself 核验志愿者身份"
    return step_field(types, "Volunteer", "VerifyVolunteer", about, registrations.verify_volunteer, _verification)


def _verify_donor(types: Types) -> Any:
    about = (
        "Say that a donor of your division is who he says and acts for the organisation that he named, which is entered by it 核验爱心人士（单位）"
    )
    return step_field(types, "Donor", "VerifyDonor", about, registrations.verify_donor, _verification)


def _refuse(types: Types, kind: str, called: str) -> Any:
    about = (
        f"Refuse to verify a {kind.lower()} of your division, with the reason, which he reads; or dismiss his appeal against somebody else's refusal "
        f"{called}不予核验"
    )
    reason = (str, "Why, for whoever registered 理由")
    return step_field(types, kind, f"Refuse{kind}", about, refusals.refuse_registration, _refusal(kind), reason=reason)


def _appeal(types: Types, kind: str, called: str) -> Any:
    about = f"Appeal, once, against the refusal of your registration as a {kind.lower()}; somebody else decides by the day that it tells {called}登记申请复核"
    reason = (str, "Why you should be verified after all; only you and who decides read it 申请理由")
    return step_field(types, kind, f"Appeal{kind}Refusal", about, refusals.appeal_refusal, _refusal(kind), reason=reason)


def _refusal(kind: str) -> Callable[[int, Any], refusals.RegistrationRefusal]:
    return lambda key, asked: refusals.RegistrationRefusal(kind, key, asked.expected_version, asked.reason)


@strawberry.input(description="Hours of a weekday, in Shanghai 可服务时段")
class VolunteerTimeInput:
    weekday: int = strawberry.field(description="1 Monday to 7 Sunday 星期")
    from_hour: int = strawberry.field(description="From, 0 to 23 开始时刻（时）")
    to_hour: int = strawberry.field(description="Until, 1 to 24 结束时刻（时）")


def _change_volunteer(types: Types) -> Any:
    languages, kinds = (list.__class_getitem__(types.code_type(codes)) for codes in (LANGUAGE, HELP_KIND))
    more: dict[str, tuple[Any, str]] = {
        "hours_a_month": (int | None, "Hours a month that you can give 每月可服务小时"),
        "weekend_only": (bool | None, "On weekends only 仅周末"),
        "region_code": (str | None, "Where you help 服务区划"),
        "radius_km": (int | None, "How far around that place you go, in kilometres; 0: not beyond it 另外愿意去的距离（公里）"),
        "times": (list[VolunteerTimeInput] | None, "All hours at which you have time; none: you may always be asked 可服务时段"),
        "languages": (languages | None, "All languages that you speak 语言"),
        "refused_kinds": (kinds | None, "All kinds of help that you do not give 不参与的服务"),
    }

    def wanted(key: int, asked: Any) -> volunteers.VolunteerChange:
        times = None if asked.times is None else [(one.weekday, one.from_hour, one.to_hour) for one in asked.times]
        lists = [None if found is None else [(code_of(one),) for one in found] for found in (asked.languages, asked.refused_kinds)]
        place = asked.hours_a_month, asked.weekend_only, asked.region_code or None, asked.radius_km
        return volunteers.VolunteerChange(key, asked.expected_version, *place, times, *lists)

    about = "Change what you tell of yourself as a volunteer; what you leave out stays 更改本人的志愿者资料"
    return step_field(types, "Volunteer", "ChangeVolunteer", about, volunteers.change_volunteer, wanted, **more)


def _tell_skill(types: Types) -> Any:
    input_ = input_type(
        "TellSkillInput",
        "One more thing that a volunteer can do 登记技能",
        help_kind=(types.code_type(HELP_KIND), "Kind of help 服务类别"),
        skill=(str, "What you can do, in a few words 技能"),
        certificate=CERTIFICATE,
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = volunteers.SkillWanted(code_of(asked.help_kind), asked.skill, asked.certificate or None)
        return {"volunteer_skill": node_of(types, await volunteers.tell_skill(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Tell one more thing that you can do as a volunteer 登记技能"
    return mutation_field("TellSkill", about, input_, run, **changed_of(types, "VolunteerSkill"))


def _take_back_skill(types: Types) -> Any:
    input_ = input_type("TakeBackSkillInput", "A skill to take back 撤回技能", id=(strawberry.ID, TOLD["VolunteerSkill"]), expected_version=VERSION)

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = volunteers.SkillChange(key_of("VolunteerSkill", asked.id, "id"), asked.expected_version)
        return {"volunteer": node_of(types, await volunteers.take_back_skill(asking.changes, asking.subject, wanted))}

    about = "Take back a skill of yours with its certificate; the last one stays 撤回技能"
    return mutation_field("TakeBackSkill", about, input_, run, **changed_of(types, "Volunteer"))


def _verify_certificate(types: Types) -> Any:
    about = "Say that you have seen the certificate of a volunteer's skill; not your own 核验证书"
    return step_field(types, "VolunteerSkill", "VerifyCertificate", about, volunteers.verify_certificate, _verification)


def _deregister() -> Any:
    input_ = input_type(
        "DeregisterInput", "Taking one's registration back 注销登记", number=(str, "The number of your sign-in, to confirm it 本人的登录编号")
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        await deregister(asking.changes, asking.subject, Deregistration(asked.number))
        return {"is_erased": True}

    about = (
        "Take your registration as a donor or volunteer back: what names or describes you is erased, in the past too; "
        "that somebody gave stays, under a number that leads to nobody 注销登记"
    )
    return mutation_field("Deregister", about, input_, run, is_erased=(bool | None, "Whether it was erased 是否已注销"))


def _verification(key: int, asked: Any) -> registrations.Verification:
    return registrations.Verification(key, asked.expected_version)
