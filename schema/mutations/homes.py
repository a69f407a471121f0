"""Mutations by which deputies and members come in: registering, being confirmed or refused; their homes, and the days on which they hear people there."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from databases.code_lists.forces import DAY_CANCELLATION, REPRESENTATIVE_KIND
from resolvers.changes import members_homes as homes
from resolvers.changes import representative_registrations as registrations
from schema.asking import Asking
from schema.mutations.fields import KEY, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.mutations.registering import NAME
from schema.types import Types

PLACE = "Address of the home, no household's 地点"
OPENING = "When it is open, in words 开放时间"
OFFICE = "Whom it belongs to: the office of the deputies or members 所属单位"


def home_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "register_representative": _register(types),
        "confirm_representative": _confirm(types),
        "refuse_representative": _refuse(types),
        "open_members_home": _open(types),
        "change_members_home": _change(types),
        "announce_home_day": _announce(types),
        "cancel_home_day": _cancel(types),
        "tell_home_day": _tell(types),
    }


def _register(types: Types) -> Any:
    input_ = input_type(
        "RegisterRepresentativeInput",
        "A deputy or member who registers himself 代表委员登记申请",
        name=NAME,
        members_home_id=(strawberry.ID, "Your home; it says whether you are a deputy or a member 所属代表之家、委员之家"),
        level=(int, "Level: 1 national, 2 of the province, 3 of the city, 4 of a county, 5 of a town (deputies alone) 层级"),
        profession=(str, "Profession 职业专长"),
        is_entrepreneur=(bool | None, "You are an entrepreneur 企业家"),
        region_code=(str, "Constituency: a city, a county or a town that your home serves 选区"),
        term_until=(date, "Last day of your term 任期届满日"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        home = key_of("MembersHome", asked.members_home_id, "membersHomeId")
        told = asked.level, asked.profession, bool(asked.is_entrepreneur), asked.region_code, asked.term_until
        wanted = registrations.RepresentativeWanted(asked.name or None, home, *told)
        made = await registrations.register_representative(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"representative_registration": node_of(types, made)}

    about = "Say that you are a deputy or member, once you signed in; you may do what they do when an official has confirmed it 代表委员登记申请 (M149, M152)"
    return mutation_field("RegisterRepresentative", about, input_, run, **changed_of(types, registrations.KIND))


def _confirm(types: Types) -> Any:
    about = (
        "Confirm that somebody of your division is the deputy or member that he says; he holds a post until his term ends 确认代表委员 (M149, M152)"
    )

    def wanted(key: int, asked: Any) -> registrations.Decision:
        return registrations.Decision(key, asked.expected_version, None)

    return step_field(types, registrations.KIND, "ConfirmRepresentative", about, registrations.decide_registration, wanted)


def _refuse(types: Types) -> Any:
    about = "Refuse to confirm it, with the reason, which he reads; he may register anew 不予确认代表委员 (M149, M152)"
    reason = (str, "Why, for whoever registered 理由")

    def wanted(key: int, asked: Any) -> registrations.Decision:
        return registrations.Decision(key, asked.expected_version, asked.reason)

    return step_field(types, registrations.KIND, "RefuseRepresentative", about, registrations.decide_registration, wanted, reason=reason)


def _open(types: Types) -> Any:
    input_ = input_type(
        "OpenMembersHomeInput",
        "A home of deputies or members 代表之家、委员之家",
        name=(str, "Name, unlike any other 名称"),
        kind=(types.code_type(REPRESENTATIVE_KIND), "Of deputies, or of members 类别"),
        organisation_id=(strawberry.ID, OFFICE),
        place=(str, PLACE),
        opening=(str, OPENING),
        region_code=(str, "Division that it serves 服务区划"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        office = key_of("Organisation", asked.organisation_id, "organisationId")
        wanted = homes.HomeWanted(asked.name, code_of(asked.kind), office, asked.place, asked.opening, asked.region_code)
        return {"members_home": node_of(types, await homes.open_home(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Enter a home of deputies or members of your division; everybody reads it 登记代表之家、委员之家 (M152)"
    return mutation_field("OpenMembersHome", about, input_, run, **changed_of(types, "MembersHome"))


def _change(types: Types) -> Any:
    about = "Say where a home of your division is now, when it is open and whose it is; what you leave out stays 更改代表之家、委员之家 (M152)"
    more: dict[str, tuple[Any, str]] = {
        "place": (str | None, PLACE),
        "opening": (str | None, OPENING),
        "organisation_id": (strawberry.ID | None, OFFICE),
    }

    def wanted(key: int, asked: Any) -> homes.HomeChange:
        office = key_of("Organisation", asked.organisation_id, "organisationId") if asked.organisation_id else None
        return homes.HomeChange(key, asked.expected_version, asked.place or None, asked.opening or None, office)

    return step_field(types, "MembersHome", "ChangeMembersHome", about, homes.change_home, wanted, **more)


def _announce(types: Types) -> Any:
    input_ = input_type(
        "AnnounceHomeDayInput",
        "A day on which you hear people in your home 接待日",
        representative_id=(strawberry.ID, "As whom: the deputy or member that you are, by global id 代表委员"),
        held_on=(date, "Day, today at the earliest 日期"),
        title=(str, "What it is about, without any personal data; never published 主题"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        who = key_of("Representative", asked.representative_id, "representativeId")
        wanted = homes.HomeDayWanted(who, asked.held_on, asked.title)
        return {"members_home_day": node_of(types, await homes.announce_home_day(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Announce a day on which you hear people in the home to which you belong 公布接待日 (M149, M152)"
    return mutation_field("AnnounceHomeDay", about, input_, run, **changed_of(types, "MembersHomeDay"))


def _cancel(types: Types) -> Any:
    about = "Call off a day of yours on which nothing was heard yet; everybody sees that it is, and why; those who read its words are told 取消接待日 (M149, M152)"
    reason = (types.code_type(DAY_CANCELLATION), "Why 取消原因")

    def wanted(key: int, asked: Any) -> homes.HomeDayCancelled:
        return homes.HomeDayCancelled(key, asked.expected_version, code_of(asked.reason))

    return step_field(types, "MembersHomeDay", "CancelHomeDay", about, homes.cancel_home_day, wanted, reason=reason)


def _tell(types: Types) -> Any:
    about = (
        "Tell, once, what you heard on a day of yours. Everybody sees that it was held; those of the same home, civil affairs of the place and supervision read the words. "
        "What somebody is to answer is a suggestion 登记听取的意见 (M149)"
    )
    heard = (str, "What was heard, without any personal data 听取的意见")

    def wanted(key: int, asked: Any) -> homes.HomeDayTold:
        return homes.HomeDayTold(key, asked.expected_version, asked.heard)

    return step_field(types, "MembersHomeDay", "TellHomeDay", about, homes.tell_home_day, wanted, heard=heard)
