"""Deputies and members: what they can do, their homes and the days there, registering oneself as one, and what became of one's requests (M149-M153)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from datasette.utils.asgi import Response

from databases.clock import Clock
from open_data.portal import giving
from open_data.portal.api import RefusedError, UnregisteredError
from open_data.portal.divisions import towns_by_county
from open_data.portal.forms import Form, asked, go, kept_by_nobody, new_key, outcome, posted
from open_data.portal.giving import Found
from open_data.portal.signed_in import answered
from open_data.portal.visit import Visit
from open_data.shelf import Needs

PATH, REGISTER = "/deputies", "/deputies/register"
FIELDS = ("step", "representative", "day", "version", "held_on", "title", "heard", "why", "key", "done")
OF_A_REGISTRATION = ("name", "home", "level", "profession", "is_entrepreneur", "place", "term_until", "key")
SHOWN = 10  # days of a home, to come and past
NEEDS: Needs = {
    "members_homes": ("name", "kind", "place", "opening", "region_code", "organisation_name"),
    "members_home_days": ("home", "held_on", "told_on", "cancelled_on", "cancel_reason"),
}
COUNTED: Needs = {"representative_actions": ("form", "actions"), "suggestions": ("title", "answered_on")}
FORMS = {
    "pairing": ("结对帮扶", "Pairing", "与责任帮扶人一起联系一户困难家庭", "beside its responsible helper, keep in touch with a household"),
    "project": ("项目帮扶", "Projects", "为村里引来、推动一个帮扶项目", "bring a project to a village, or further one"),
    "industry": ("产业帮扶", "Industry", "带技术、带订单，帮村里发展产业", "help a village's trade with skill or orders"),
    "charity": ("慈善帮扶", "Charity", "捐款捐物；资金只经有公开募捐资格的慈善组织", "give things or money, money through qualified charities alone"),
    "knowledge": ("智力帮扶", "Knowledge", "义诊、讲课、法律咨询、技术指导", "give a clinic, a lesson, legal or technical advice"),
}
KINDS = {"deputy": ("人大代表", "Deputy"), "cppcc_member": ("政协委员", "CPPCC member")}
LEVELS = {
    "1": ("全国", "National"),
    "2": ("省", "Of the province"),
    "3": ("设区市", "Of the city"),
    "4": ("县（市、区）", "Of a county"),
    "5": ("乡镇（仅人大代表）", "Of a town (deputies alone)"),
}
STATES = {
    "made": ("已提出，等答复", "Made: waits for its answer"),
    "transferred": ("已转办，等答复", "Passed on: waits for its answer"),
    "answered": ("已答复", "Answered"),
}
WHY_CANCELLED = {
    "away": ("因公外出", "Away on duty"),
    "unwell": ("身体原因", "Unwell"),
    "moved": ("改期", "Moved to another day"),
    "home_closed": ("场所停用", "The place is closed"),
    "term_over": ("任期届满", "The term is over"),
}
STEPS = {"announce": "announce_home_day", "cancel": "cancel_home_day", "tell": "tell_home_day"}
"""What somebody does with his days, and which change it is."""
DONE = {
    "registered": (
        "申请已提交，当地民政部门会对照名册核验。结果显示在这一页",
        "It is sent: civil affairs of the place checks it against the roll. This page shows what comes of it",
    ),
    "announce": ("接待日已公布，所有人都能看到日期和地点", "The day is announced: everybody sees when and where it is"),
    "cancel": ("接待日已取消，所有人都能看到已取消和原因", "The day is called off: everybody sees that it is, and why"),
    "tell": (
        "听取的意见已登记，不会公布；所有人只看到这一天接待过",
        "What you heard is recorded and is not published: everybody sees that the day was held",
    ),
}
OF_INPUT = {
    "membersHomeId": "home",
    "regionCode": "place",
    "termUntil": "term_until",
    "isEntrepreneur": "is_entrepreneur",
    "heldOn": "held_on",
    "reason": "why",
    "id": "",
}
AWAY = (
    "系统暂时连不上，没有确认办成。您填写的内容都在，请过几分钟再按一次；重复提交只办一次",
    "The system cannot be reached, so nothing is confirmed. What you wrote is kept: press the button again in a few minutes. It is never done twice",
)


async def deputies(visit: Visit) -> Response:
    """What everybody may know, and for whoever is signed in what is his; by POST, a step of his. Where nobody signs in, as the release tells it."""
    if visit.site.around.sign_in is None:
        visit.demand(NEEDS)
        return await _page(visit, Form({}), 200, homes=await _released(visit))
    if visit.request.method != "POST":
        return await answered(visit, asked(visit, FIELDS), _shown, _page, AWAY)
    return await answered(visit, await posted(visit, FIELDS), _taken, _page, AWAY)


async def register(visit: Visit) -> Response:
    """The form; by POST, his registration."""
    if visit.request.method != "POST":
        return await answered(visit, asked(visit, OF_A_REGISTRATION), _form, _registering, AWAY)
    return await answered(visit, await posted(visit, OF_A_REGISTRATION), _registered, _registering, AWAY)


async def _taken(visit: Visit, form: Form) -> Response:
    """Take a step, and back to the page; where it is refused, the page with what was typed and the reason."""
    step = form["step"] if form["step"] in STEPS else "announce"
    try:
        await giving.change(visit, STEPS[step], **_input(form, step))
    except RefusedError as error:
        form.errors = error.by_field(OF_INPUT, FIELDS)
        return await _shown(visit, form, 422)
    visit.site.told.clear()  # visitors see it now
    return go(f"{PATH}?done={step}")


def _input(form: Form, step: str) -> dict[str, Any]:
    if step == "cancel":
        return {"id": form["day"], "expectedVersion": form.number("version"), "reason": form["why"] if form["why"] in WHY_CANCELLED else "away"}
    if step == "tell":
        return {"id": form["day"], "expectedVersion": form.number("version"), "heard": form["heard"]}
    day = form.day("held_on") or date.min  # which the API refuses beside its field
    return {"representativeId": form["representative"], "heldOn": day.isoformat(), "title": form["title"], "idempotencyKey": form.key}


async def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    told = await giving.told_to_all(visit, "members_homes", today=Clock().today().isoformat())
    mine = await _mine(visit)
    return await _page(visit, form, status, homes=_homes(told), today=Clock().today().isoformat(), **mine)


async def _mine(visit: Visit) -> dict[str, Any]:
    """What whoever is signed in said that he is, and what he is."""
    if visit.session is None:
        return {}
    try:
        found = await giving.ask(visit, "my_representation")
    except UnregisteredError:
        return {"registrations": [], "representatives": []}
    return {"registrations": giving.nodes(found["representativeRegistrations"]), "representatives": giving.nodes(found["representatives"])}


def _homes(told: Found) -> list[Found]:
    """Each home with its next days and the last ones that were, and how many there are of both."""
    return [
        {**home, **{name: giving.nodes(home[name]) for name in ("coming", "past")}, "held": home["past"]["totalCount"]}
        for home in giving.nodes(told["membersHomes"])
    ]


async def _released(visit: Visit) -> list[Found]:
    """The same as the release tells it, by the names that the API gives it."""
    days = [
        {
            "home": row["home"],
            "heldOn": row["held_on"],
            "toldOn": row["told_on"],
            "cancelledOn": row["cancelled_on"],
            "cancelReason": row["cancel_reason"],
        }
        for row in await visit.rows("SELECT home, held_on, told_on, cancelled_on, cancel_reason FROM members_home_days ORDER BY held_on DESC")
    ]
    homes = [
        {**row, "regionCode": row["region_code"], "organisation": {"name": row["organisation_name"]}}
        for row in await visit.rows(f"SELECT {', '.join(NEEDS['members_homes'])} FROM members_homes ORDER BY region_code, name")
    ]
    today = Clock().today().isoformat()
    return [
        {
            **home,
            "coming": [day for day in reversed(days) if day["home"] == home["name"] and day["heldOn"] >= today and not day["toldOn"]][:SHOWN],
            "past": (past := [day for day in days if day["home"] == home["name"] and day["toldOn"]])[:SHOWN],
            "held": len(past),
        }
        for home in homes
    ]


async def _counts(visit: Visit) -> tuple[Mapping[str, int], Found | None]:
    """How many actions of each form the release tells, and how many suggestions, with those that were answered."""
    if not visit.release.has(COUNTED):
        return {}, None
    rows = await visit.rows("SELECT form, sum(actions) AS actions FROM representative_actions GROUP BY form")
    return {row["form"]: row["actions"] for row in rows}, await visit.row("SELECT count(*) AS made, count(answered_on) AS answered FROM suggestions")


async def _page(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    actions, suggestions = await _counts(visit)
    context: dict[str, Any] = {
        "form": form,
        "done": outcome(visit, form, DONE),
        "forms": {code: (visit.say(zh, en), visit.say(more, more_en)) for code, (zh, en, more, more_en) in FORMS.items()},
        "kinds": visit.say_each(KINDS),
        "levels": {int(level): visit.say(*words) for level, words in LEVELS.items()},
        "states": visit.say_each(STATES),
        "why_cancelled": visit.say_each(WHY_CANCELLED),
        "names": await visit.site.places(),
        "actions": actions,
        "suggestions": suggestions,
        "key": form.key,
        "homes": None,
        "registrations": [],
        "representatives": [],
        "today": "",
    }
    trail = [(None, visit.say("代表委员", "Deputies and members"))]
    return kept_by_nobody(await visit.render("deputies.html", status, **{**context, **shown}, trail=trail))


async def _form(visit: Visit, form: Form, status: int = 200) -> Response:
    """The form, with the homes of which one may be his."""
    told = await giving.told_to_all(visit, "members_homes", today=Clock().today().isoformat())
    return await _registering(visit, form, status, homes=giving.nodes(told["membersHomes"]))


async def _registered(visit: Visit, form: Form) -> Response:
    form.errors = _mistakes(visit, form)
    if form.errors:
        return await _form(visit, form, 422)
    told = {"profession": form["profession"], "isEntrepreneur": form["is_entrepreneur"] == "1", "regionCode": form["place"]}
    who = {"name": form["name"] or None, "membersHomeId": form["home"], "level": int(form["level"]), "termUntil": form["term_until"]}
    try:
        await giving.change(visit, "register_representative", **who, **told, idempotencyKey=form["key"])
    except RefusedError as error:
        form.errors = error.by_field(OF_INPUT, OF_A_REGISTRATION)
        return await _form(visit, form, 422)
    return go(f"{PATH}?done=registered")


def _mistakes(visit: Visit, form: Form) -> dict[str, str]:
    """What can be said without asking the API."""
    found = {}
    for name, zh, en in (
        ("home", "请选择所属的代表之家、委员之家", "Please choose your home"),
        ("place", "请选择选区", "Please choose the constituency"),
    ):
        if not form[name]:
            found[name] = visit.say(zh, en)
    if form["level"] not in LEVELS:
        found["level"] = visit.say("请选择层级", "Please choose the level")
    if not form.day("term_until"):
        found["term_until"] = visit.say("请填写任期届满日，例如 2027-03-01", "Please give the last day of your term, such as 2027-03-01")
    if not form.has_key:
        form.typed = {**form.typed, "key": new_key()}
        found[""] = visit.say("表单不完整，请再按一次“申请登记”", "The form was incomplete: please press the button again")
    return found


async def _registering(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "homes": None,
        "kinds": visit.say_each(KINDS),
        "levels": visit.say_each(LEVELS),
        "places": await towns_by_county(visit),
        "key": form.key,
    }
    trail = [(PATH, visit.say("代表委员", "Deputies and members")), (None, visit.say("申请登记", "Register"))]
    return kept_by_nobody(await visit.render("deputies_register.html", status, **{**context, **shown}, trail=trail))


ROUTES = ((r"^/deputies$", deputies), (r"^/deputies/register$", register))
