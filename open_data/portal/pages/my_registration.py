"""Registering oneself: as a volunteer, a donor, or for a company or an association; and taking that back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from datasette.utils.asgi import Response

from open_data.portal import giving
from open_data.portal.api import RefusedError
from open_data.portal.divisions import towns_by_county
from open_data.portal.forms import Form, asked, go, kept_by_nobody, posted
from open_data.portal.sessions import SESSION
from open_data.portal.signed_in import answered, demand_sign_in
from open_data.portal.visit import Visit

PATH, ERASURE = "/my-help/register", "/my-help/erase"
ROLES = {
    "volunteer": (
        "志愿者、科技专家",
        "Volunteer or expert",
        "出时间、出手艺，替人做事、教人技术",
        "to give time and skill, to do something or to teach it",
    ),
    "donor": ("爱心人士", "Donor", "捐物品、捐资金，提供岗位", "to give things, money or a job"),
    "organisation": ("企业、社会组织", "Company or association", "以单位名义捐助，由您经办", "to give in its name, as the person who acts for it"),
}
FIELDS = (
    "role",
    "name",
    "kind",
    "skill",
    "certificate",
    "is_expert",
    "hours",
    "place",
    "radius",
    "display_name",
    "is_anonymous",
    "credit_code",
    "key",
    "sure",
)
OF_INPUT = {
    "regionCode": "place",
    "helpKind": "kind",
    "hoursAMonth": "hours",
    "radiusKm": "radius",
    "displayName": "display_name",
    "creditCode": "credit_code",
}
AWAY = (
    "系统暂时连不上，没有确认办成。您填写的内容都在，请过几分钟再按一次；重复提交只办一次",
    "The system cannot be reached, so nothing is confirmed. What you wrote is kept: please press the button again in a few minutes. It is never done twice",
)


async def register(visit: Visit) -> Response:
    """The form for what somebody chose to be; by POST, his registration."""
    if visit.request.method != "POST":
        return await _page(visit, asked(visit, FIELDS))
    form = await posted(visit, FIELDS)
    form.errors = _mistakes(visit, form)
    if form.errors:
        return await _page(visit, form, 422)
    return await _changed(visit, form, _registered, _page)


async def erase(visit: Visit) -> Response:
    """What is erased and what stays; by POST, whoever is sure is erased and signed out."""
    if visit.request.method != "POST":
        return await _erasure(visit, asked(visit, FIELDS))
    form = await posted(visit, FIELDS)
    if form["sure"] != "1":
        form.errors = {"sure": visit.say("请先勾选“我已了解”", "Please tick that you have read it")}
        return await _erasure(visit, form, 422)
    return await _changed(visit, form, _erased, _erasure)


async def _changed(
    visit: Visit, form: Form, change: Callable[[Visit, Form], Awaitable[Response]], page: Callable[[Visit, Form, int], Awaitable[Response]]
) -> Response:
    """The answer to a form, or its page with the reason why there is none."""

    async def answer(visit: Visit, form: Form) -> Response:
        try:
            return await change(visit, form)
        except RefusedError as error:
            form.errors = error.by_field(OF_INPUT, FIELDS)
            return await page(visit, form, 422)

    return await answered(visit, form, answer, page, AWAY)


async def _registered(visit: Visit, form: Form) -> Response:
    shared = {"name": form["name"] or None, "regionCode": form["place"], "idempotencyKey": form["key"]}
    if form["role"] == "volunteer":
        told = {"helpKind": form["kind"], "skill": form["skill"], "certificate": form["certificate"] or None, "isExpert": form["is_expert"] == "1"}
        await giving.change(visit, "register_volunteer", **shared, **told, hoursAMonth=int(form["hours"]), radiusKm=int(form["radius"] or 0))
    else:
        told = {"displayName": form["display_name"] or None, "isAnonymous": form["is_anonymous"] == "1"}
        await giving.change(visit, "register_donor", **shared, **told, creditCode=form["credit_code"].upper() or None)
    return go("/my-help?done=registered")


async def _erased(visit: Visit, _: Form) -> Response:
    await giving.change(visit, "deregister", number=visit.number)
    answer = kept_by_nobody(await visit.render("my_erasure.html", form=Form({}), is_done=True, trail=_trail(visit)))
    if visit.site.around.sign_in:
        visit.site.around.sign_in.cookies.clear(answer, SESSION)
    return answer


def _mistakes(visit: Visit, form: Form) -> dict[str, str]:
    """What can be said without asking the API."""
    found = {}
    if form["role"] not in ROLES:
        return {"": visit.say("请选择以什么身份登记", "Please choose as what you register")}
    if not form["place"]:
        found["place"] = visit.say("请选择地区", "Please choose the place")
    if form["role"] == "volunteer":
        if form["kind"] not in giving.KINDS or form["kind"] == "money":
            found["kind"] = visit.say("请选择类别", "Please choose the kind")
        if not (form["hours"].isascii() and form["hours"].isdigit() and len(form["hours"]) < 4):
            found["hours"] = visit.say("请写每月几小时，例如 8", "Please write hours a month, such as 8")
        if form["radius"] and not (form["radius"].isascii() and form["radius"].isdigit() and len(form["radius"]) < 4):
            found["radius"] = visit.say("请写公里数，例如 10，或留空", "Please write kilometres, such as 10, or nothing")
    if form["role"] == "organisation" and not form["credit_code"]:
        found["credit_code"] = visit.say("请写统一社会信用代码", "Please write its credit code")
    if not form.has_key:
        found[""] = visit.say("表单不完整，请再按一次“登记”", "The form was incomplete: please press the button again")
    return found


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    demand_sign_in(visit)
    kinds = {kind: visit.say(zh, en) for kind, (zh, en, *_) in giving.KINDS.items() if kind != "money"}
    roles = {role: (visit.say(zh, en), visit.say(more, more_en)) for role, (zh, en, more, more_en) in ROLES.items()}
    shown: Mapping[str, Any] = {"form": form, "kinds": kinds, "roles": roles, "role": form["role"] if form["role"] in ROLES else "", "path": PATH}
    places = await towns_by_county(visit)
    return kept_by_nobody(await visit.render("my_registration.html", status, **shown, places=places, key=form.key, trail=_trail(visit)))


async def _erasure(visit: Visit, form: Form, status: int = 200) -> Response:
    demand_sign_in(visit)
    return kept_by_nobody(await visit.render("my_erasure.html", status, form=form, is_done=False, trail=_trail(visit)))


def _trail(visit: Visit) -> list[tuple[str | None, str]]:
    is_erasure = visit.request.path == ERASURE
    last = visit.say("注销登记", "Take my registration back") if is_erasure else visit.say("登记", "Register")
    return [("/my-help", visit.say("我的帮扶", "My help")), (None, last)]


ROUTES = ((r"^/my-help/register$", register), (r"^/my-help/erase$", erase))
