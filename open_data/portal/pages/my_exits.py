"""Leaving hardship, for the household itself and those who sign with it: what its exit says, who signed, and signing, refusing or objecting (M43, M44)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from datasette.handle_exception import DatasetteError
from datasette.utils.asgi import NotFound, Response

from open_data.portal import giving
from open_data.portal.api import RefusedError, UnregisteredError
from open_data.portal.forms import Form, asked, go, kept_by_nobody, outcome, posted
from open_data.portal.giving import Found
from open_data.portal.signed_in import answered
from open_data.portal.visit import Visit

PATH = "/my-exits"
FIELDS = ("step", "version", "role", "member", "reason", "why", "paper_number", "signed_on", "key", "done", "after", "over_after")
STATES = {
    "proposed": ("已提出，等本户签字", "Proposed: the household signs first"),
    "signing": ("正在签字，五方依次签", "Being signed by five, one after the other"),
    "notice": ("已在村里公示", "Its notice hangs in the village"),
    "returned": ("已退回，继续在册", "Returned: the household stays on the register"),
    "exited": ("已确认脱困", "Confirmed: the household has left hardship"),
}
ROLES = {
    "household": ("本户", "the household", "同意脱困；收入和帮扶情况属实", "that it leaves hardship, and that income and help are as they say"),
    "helper": ("帮扶责任人", "its helper", "帮扶措施已落实；入户核实无误", "that its measures were carried out, and what he saw there"),
    "village": ("村（社区）", "the village", "村（社区）评议通过；评议记录属实", "that the village discussed it, and that the minutes are true"),
    "town": ("镇（街道）", "the town", "镇（街道）审核通过；收入和证明材料已核对", "that it checked the income and its papers"),
    "county": ("市（县）区", "the county", "市（县）区核查通过；存疑问题、待遇发放、帮扶措施已核对", "that it checked doubts, payments and measures"),
}
"""Who signs, in this order, and what for."""
CHECKS = {
    "incomeIsEnough": ("人均收入达到标准", "The income a head is enough"),
    "findingsAreClosed": ("没有未查清的疑问", "No doubt is open"),
    "entitlementsArePaid": ("该发的钱都已发到", "Everything that was due is paid"),
    "measuresAreClosed": ("帮扶措施都已办结", "All measures are finished"),
}
INCOMES = {
    "wages": ("工资收入", "Wages"),
    "business": ("经营收入", "From business and farming"),
    "property": ("财产收入", "From property"),
    "transfer": ("补助、养老金等转移收入", "Benefits, pensions and the like"),
}
STEPS = {"sign": "sign_exit", "paper": "record_paper_signature", "refuse": "refuse_exit", "object": "object_to_exit"}
"""What somebody does with an exit, and which change it is."""
DONE = {
    "sign": ("已签字。这一页会显示后面各方的签字", "It is signed. This page shows who signs next"),
    "paper": ("已登记本户书面签字。接下来由帮扶责任人签字", "That the household signed on paper is recorded; its helper signs next"),
    "refuse": (
        "已拒签，脱困已退回：本户继续在册，现在享受的帮扶不变",
        "It is refused and returned: the household stays on the register, and its help goes on",
    ),
    "object": ("异议已登记。核实处理之前不会确认脱困", "The objection is recorded: nothing is confirmed before it is settled"),
}
AWAY = (
    "系统暂时连不上，没有确认办成。您填写的内容都在，请过几分钟再按一次；已经办成的不会重复",
    "The system cannot be reached, so nothing is confirmed. What you wrote is kept: press the button again in a few minutes. What was done is not done twice",
)


async def exits(visit: Visit) -> Response:
    """The exits that concern whoever is signed in; where there is one, that one."""
    return await answered(visit, asked(visit, FIELDS), _listed, _page, AWAY)


async def exit_case(visit: Visit) -> Response:
    """One exit; by POST, a step of it."""
    if visit.request.method != "POST":
        return await answered(visit, asked(visit, FIELDS), _shown, _page, AWAY)
    return await answered(visit, await posted(visit, FIELDS), _taken, _page, AWAY)


async def _listed(visit: Visit, form: Form) -> Response:
    """The exits under way, then those that are over; of those that do not fit on a page the next ones alone."""
    try:
        found = await giving.ask(visit, "my_exits", after=form["after"] or None, overAfter=form["over_after"] or None)
    except UnregisteredError:
        return await _page(visit, form, 200, lists=[])
    further = {"underWay": "after", "over": "over_after"}
    asked_for = [name for name, field in further.items() if form[field]] or list(further)
    lists = [(name, giving.nodes(found[name]), _next(found[name], further[name])) for name in asked_for]
    cases = [case for _, listed, _ in lists for case in listed]
    return go(f"{PATH}/{_key(cases[0])}") if len(cases) == 1 and len(lists) > 1 else await _page(visit, form, 200, lists=lists)


def _next(connection: Found, field: str) -> dict[str, str] | None:
    """What the address of the next page of a list says."""
    page = connection["pageInfo"]
    return {field: page["endCursor"]} if page["hasNextPage"] else None


async def _taken(visit: Visit, form: Form) -> Response:
    """Take a step, and back to the exit; where it is refused, the exit with what was typed and the reason."""
    if form["step"] not in STEPS:
        raise DatasetteError(visit.say("没有这一步", "There is no such step"), status=400)
    form.errors = _mistakes(visit, form) if form["step"] == "paper" else {}
    if form.errors:
        return await _shown(visit, form, 422)
    try:
        await giving.change(visit, STEPS[form["step"]], **_input(visit, form))
    except RefusedError as error:
        form.errors = _refusals(visit, error)
        return await _shown(visit, form, 422)
    return go(f"{PATH}/{visit.parameter('key')}?done={form['step']}")


def _mistakes(visit: Visit, form: Form) -> dict[str, str]:
    """What of a signature on paper can be said without asking the API."""
    found = {}
    if form["why"] not in giving.ON_PAPER:
        found["why"] = visit.say("请选择为什么书面签字", "Please choose why it signed on paper")
    if not form["member"]:
        found["member"] = visit.say("请选择是谁签的字", "Please choose who signed")
    if not form.day("signed_on"):
        found["signed_on"] = visit.say("请填写签字单上的日期，例如 2026-03-05", "Please give the day on the paper, such as 2026-03-05")
    return found


def _input(visit: Visit, form: Form) -> dict[str, Any]:
    if form["step"] == "object":
        return {"exitCaseId": _id(visit), "reason": form["reason"], "idempotencyKey": form.key}
    if form["step"] == "paper":
        paper = {"reason": form["why"], "paperNumber": form["paper_number"], "signedOn": form["signed_on"], "idempotencyKey": form.key}
        return {"id": _id(visit), "expectedVersion": form.number("version"), "memberId": form["member"], **paper}
    role = form["role"] if form["role"] in ROLES else next(iter(ROLES))
    signs = {"id": _id(visit), "expectedVersion": form.number("version"), "role": role, "memberId": form["member"] or None}
    return signs | ({"reason": form["reason"]} if form["step"] == "refuse" else {})


def _refusals(visit: Visit, refused: RefusedError) -> dict[str, str]:
    """The API's words; what meanwhile became another version is shown as it is now."""
    if any(error["code"] in ("VERSION_CONFLICT", "WRONG_STATE", "NOT_HIS_TURN") for error in refused.errors):
        return {"": visit.say("脱困材料已有变化，下面是现在的情况，请重新核对", "The exit has changed meanwhile: below is how it is now")}
    return refused.by_field({"memberId": "member", "paperNumber": "paper_number", "signedOn": "signed_on"}, FIELDS)


async def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    told = await giving.ask(visit, "my_exit", id=_id(visit))
    case, standing = told["node"], told["exitStanding"]
    if not case or not standing:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    may = {str(step).lower() for step in standing["steps"]}
    role = next((role for role in ROLES if f"sign_exit_as_{role}" in may), None)
    home = case["household"] or {}
    shown = {
        "case": case,
        "standing": standing,
        "role": role,
        "objects": "record_objection" in may,
        "records_paper": "record_paper_signature" in may,
        "members": [one for one in home.get("members") or () if not one["diedOn"] and not one["leftOn"]],
        "incomes": _incomes(home.get("householdIncomes") or (), case["proposedOn"]),
        "floor": _floor(told["ruleParameters"], case),
        "signatures": _signatures(case),
        "voided": [one for one in case["exitSignatures"] or () if one["voidedAt"]],
    }
    return await _page(visit, form, status, **shown)


def _signatures(case: Found) -> list[tuple[str, Found | None]]:
    """Each of the five in their order, and his signature, if he has given it."""
    standing = {one["role"]: one for one in case["exitSignatures"] or () if not one["voidedAt"]}
    return [(role, standing.get(role)) for role in ROLES]


def _incomes(rows: Sequence[Found], proposed_on: str) -> tuple[int, Mapping[str, float]] | None:
    """The last whole year before the proposal of which incomes are registered, and yuan by kind."""
    years = [row["year"] for row in rows if row["year"] < int(proposed_on[:4])]
    if not years:
        return None
    amounts: dict[str, float] = {}
    for row in rows:
        if row["year"] == max(years):
            amounts[row["kind"]] = amounts.get(row["kind"], 0.0) + float(row["amount"])
    return max(years), amounts


def _floor(parameters: Found | None, case: Found) -> str | None:
    """The income a head that was in force when the exit was proposed, by the narrowest rule around the place."""
    found = [one for one in giving.nodes(parameters) if case["regionCode"].startswith(one["regionCode"])]
    day = case["revisedOn"] or case["proposedOn"]
    held = [one for one in found if _holds(one["period"], day)]
    return max(held, key=lambda one: len(one["regionCode"]))["value"] if held else None


def _holds(period: str, day: str) -> bool:
    first, last = giving.days(period)
    return first <= day <= (last or day)


async def _page(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "done": outcome(visit, form, DONE),
        "names": await visit.site.places(),
        "states": visit.say_each(STATES),
        "roles": visit.say_each(ROLES),
        "statements": {role: visit.say(zh, en) for role, (*_, zh, en) in ROLES.items()},
        "checks": visit.say_each(CHECKS),
        "kinds": visit.say_each(INCOMES),
        "on_paper": visit.say_each(giving.ON_PAPER),
        "key": form.key,
        "here": visit.request.path,
        "lists": None,
        "case": None,
        "is_signed_out": status == 401 or visit.session is None,
    }
    above = [(PATH, visit.say("脱困", "Leaving hardship"))] if visit.request.path != PATH else []
    trail = [*above, (None, visit.say("本户脱困", "An exit") if above else visit.say("脱困", "Leaving hardship"))]
    return kept_by_nobody(await visit.render("my_exits.html", status, **{**context, **shown}, trail=trail))


def _id(visit: Visit) -> str:
    return f"ExitCase:{visit.parameter('key')}"


def _key(case: Found) -> str:
    return str(case["id"]).partition(":")[2]


ROUTES = ((r"^/my-exits$", exits), (r"^/my-exits/(?P<key>\d{1,18})$", exit_case))
