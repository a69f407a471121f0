"""My help: my offers and pledges, and a pledge's page: its facts, what is next, and what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from datasette.handle_exception import DatasetteError
from datasette.utils.asgi import NotFound, Response

from databases.clock import SHANGHAI, Clock
from open_data.portal import giving
from open_data.portal.api import RefusedError, UnregisteredError
from open_data.portal.forms import Form, asked, go, kept_by_nobody, outcome, posted
from open_data.portal.giving import Found
from open_data.portal.pages.my_registration import PATH as REGISTER
from open_data.portal.signed_in import answered, demand_sign_in
from open_data.portal.visit import Visit

PATH = "/my-help"
RECEIPTS = f"{PATH}/receipts"
FIELDS = ("step", "version", "reason", "receipt_number", "quantity", "side", "why", "paper_number", "feedback", "text", "key", "done")
STATES = {
    "held": ("已保留，待阅读事实并确认", "Held: read the facts, then confirm"),
    "facts_seen": ("已阅读事实，待确认", "Facts read, to be confirmed"),
    "confirmed": ("已确认，待送达", "Confirmed, to be delivered"),
    "delivered": ("已送达，待双方签收", "Delivered, to be signed for by both sides"),
    "received": ("双方已签收，待反馈", "Signed for by both sides; feedback follows"),
    "closed": ("已办结", "Closed"),
    "released": ("已退回", "Given back"),
    "expired": ("保留期满，已失效", "Expired: it was not confirmed in time"),
    "voided": ("送达已作废，数量还给了需求", "The delivery was declared void: it went back to the need"),
}
WAY = ("held", "facts_seen", "confirmed", "delivered", "received", "closed")
IN_CONTACT = ("confirmed", "delivered", "received")
SHIFT_STATES = {
    "planned": ("已安排", "To come"),
    "present": ("已签到", "Checked in"),
    "served": ("已签退，时长已核定", "Done, hours verified"),
    "withdrawn": ("已退出", "Left"),
    "cancelled": ("班次已取消", "Shift cancelled"),
}
DONE = {
    "registered": (
        "登记成功，谢谢。工作人员核验您的身份后就能认捐",
        "You are registered, thank you. You can pledge once an official has verified who you are",
    ),
    "appealed": ("已申请复核，另一名工作人员会按期决定", "You appealed: another official decides by the day"),
    "pledged": ("已为您保留。请阅读事实说明，再确认", "It is held for you. Please read the facts, then confirm"),
    "pledged_many": ("都已为您保留。请逐条阅读事实说明，再确认", "All of it is held for you. Please read the facts of each, then confirm"),
    "confirm": ("认捐已确认，谢谢。请在截止日期前送达", "Your pledge is confirmed, thank you. Please deliver before the day"),
    "deliver": ("已登记送达，谢谢。接下来由村干部和本户双方签收", "That you delivered is recorded, thank you. Both sides sign for it next"),
    "release": ("已退回，数量还给了这条需求", "It is given back to the need"),
    "taken_back": ("已撤回，这条需求会照常显示", "You are shown that need again"),
    "withdrawn": ("帮扶意愿已撤回", "Your offer is withdrawn"),
    "accept": ("已同意联系，双方现在可以留言", "Contact is accepted: both sides can write now"),
    "message": ("留言已发出", "Your message is sent"),
    "receipt": ("已签收，谢谢", "It is signed for, thank you"),
    "void": ("送达已作废，数量还给了这条需求", "The delivery is void, and its quantity is given back to the need"),
    "dispute": ("已记下，村里会核实。没有核实之前没有人替您签收", "It is noted, and the village looks into it. Until then nobody signs for you"),
    "paper": ("已登记本户书面签收", "That the household signed on paper is recorded"),
    "feedback": ("反馈已登记，谢谢。审核后捐助人会看到", "What became of it is recorded, thank you. The giver reads it once it was reviewed"),
    "review": ("反馈已审核", "The feedback is reviewed"),
}
AWAY = (
    "系统暂时连不上，没有确认办成。您填写的内容都在，请过几分钟再按一次；已经办成的不会重复",
    "The system cannot be reached, so nothing is confirmed. What you wrote is kept: press the button again in a few minutes. What was done is not done twice",
)


STEPS = {
    "facts": "see_facts",
    "confirm": "confirm_pledge",
    "deliver": "deliver_pledge",
    "release": "release_pledge",
    "accept": "accept_contact",
    "receipt": "confirm_receipt",
    "dispute": "dispute_delivery",
    "void": "void_delivery",
    "paper": "record_paper_receipt",
    "feedback": "give_feedback",
    "review": "review_feedback",
}
"""What somebody does with a pledge, and which change it is."""


async def overview(visit: Visit) -> Response:
    """My offers and pledges."""
    return await answered(visit, asked(visit, FIELDS), _overview, _unanswered("my_help.html"), AWAY)


async def _overview(visit: Visit, form: Form, status: int = 200) -> Response:
    try:
        found = await giving.ask(visit, "my_help", number=visit.number)
    except UnregisteredError:
        return go(REGISTER)
    mine: dict[str, Any] = {name: giving.nodes(found[name]) for name in ("donors", "volunteers")}
    givers = [*mine["donors"], *mine["volunteers"]]
    mine |= {name: [node for giver in givers for node in giving.nodes(giver[name])] for name in ("offers", "pledges", "matchRefusals")}
    mine["counts"] = {name: sum(giver[name]["totalCount"] for giver in givers if giver[name]) for name in ("offers", "pledges")}
    mine["offers"] = giving.with_left(mine["offers"], found)
    mine["shifts"] = [giving.timed(node) for volunteer in mine["volunteers"] for node in giving.nodes(volunteer["shiftAssignments"])]
    mine["minutes"] = sum(int(node["sum"]["minutes"] or 0) for node in found["hours"]["nodes"] if node["state"] == "served")
    return await _render(visit, "my_help.html", status, form, mine=mine, trail=[(None, visit.say("我的帮扶", "My help"))])


async def receipts(visit: Visit) -> Response:
    """The deliveries that wait for my signature: as a household, its helper or an official."""
    return await answered(visit, asked(visit, FIELDS), _receipts, _unanswered("my_receipts.html"), AWAY)


async def _receipts(visit: Visit, form: Form) -> Response:
    found = (await giving.ask(visit, "awaited_receipts"))["awaitedReceipts"]
    trail = [(PATH, visit.say("我的帮扶", "My help")), (None, visit.say("待签收的帮扶", "Help that waits for your signature"))]
    return await _render(visit, "my_receipts.html", 200, form, receipts=found or [], trail=trail)


async def withdraw(visit: Visit) -> Response:
    """Withdraw an offer."""
    return await _changed_of_mine(visit, "withdraw_offer", "Offer", "withdrawn")


async def take_back(visit: Visit) -> Response:
    """Be shown a refused need again."""
    return await _changed_of_mine(visit, "take_back_match_refusal", "MatchRefusal", "taken_back")


async def _changed_of_mine(visit: Visit, question: str, kind: str, done: str, *told: str) -> Response:
    """One change of something of mine, and back to the overview; `told`: what is asked besides."""
    demand_sign_in(visit)
    if visit.request.method != "POST":
        return go(PATH)

    async def answer(visit: Visit, form: Form) -> Response:
        mine = {"id": f"{kind}:{visit.parameter('key')}", "expectedVersion": form.number("version")}
        try:
            await giving.change(visit, question, **mine, **{name: form[name] for name in told})
        except RefusedError as error:
            form.errors = {"": "; ".join(str(one["message"]) for one in error.errors)}
            return await _overview(visit, form, 422)
        return go(f"{PATH}?done={done}")

    return await answered(visit, await posted(visit, FIELDS), answer, _unanswered("my_help.html"), AWAY)


async def appeal(visit: Visit) -> Response:
    """Appeal against the refusal of my registration."""
    kind = visit.parameter("kind")
    return await _changed_of_mine(visit, f"appeal_{kind.lower()}_refusal", kind, "appealed", "reason")


async def pledge(visit: Visit) -> Response:
    """One pledge; by POST, the next step of it."""
    if visit.request.method != "POST":
        return await answered(visit, asked(visit, FIELDS), _shown, _unanswered("my_pledge.html"), AWAY)
    return await answered(visit, await posted(visit, FIELDS), _taken, _unanswered("my_pledge.html"), AWAY)


async def _taken(visit: Visit, form: Form) -> Response:
    """Take a step; the facts are shown at once, for confirming follows on them."""
    if form["step"] not in (*STEPS, "message"):
        raise DatasetteError(visit.say("没有这一步", "There is no such step"), status=400)
    try:
        made = await (_written(visit, form) if form["step"] == "message" else _changed(visit, form))
    except RefusedError as error:
        if form["step"] in DONE and [one["code"] for one in error.errors] == ["ALREADY_DONE"]:  # its answer was lost on the way
            return go(f"{PATH}/pledges/{visit.parameter('key')}?done={form['step']}")
        form.errors = _refusals(visit, form, error)
        return await _shown(visit, form, 422)
    if "facts" in made:
        return await _shown(visit, form, facts=made["facts"])
    return go(f"{PATH}/pledges/{visit.parameter('key')}?done={form['step']}")


async def _changed(visit: Visit, form: Form) -> Found:
    asked_for: Mapping[str, Mapping[str, str | int | None]] = {
        "release": {"reason": form["reason"]},
        "deliver": {"receiptNumber": form["receipt_number"] or None, "quantity": _quantity(form)},
        "void": {"reason": form["reason"]},
        "receipt": {"side": "OFFICER" if form["side"] == "officer" else "HOUSEHOLD"},
        "dispute": {"reason": form["why"] if form["why"] in giving.DISPUTES else next(iter(giving.DISPUTES))},
        "paper": {
            "reason": form["why"] if form["why"] in giving.ON_PAPER else next(iter(giving.ON_PAPER)),
            "paperNumber": form["paper_number"],
            "idempotencyKey": form["key"],
        },
        "feedback": {"feedback": form["feedback"]},
        "review": {"returnReason": form["reason"] or None},
    }
    more = asked_for.get(form["step"], {})
    return await giving.change(visit, STEPS[form["step"]], id=_id(visit), expectedVersion=form.number("version"), **more)


async def _written(visit: Visit, form: Form) -> Found:
    return await giving.change(visit, "send_message", pledgeId=_id(visit), text=form["text"], idempotencyKey=form["key"])


def _refusals(visit: Visit, form: Form, refused: RefusedError) -> dict[str, str]:
    """The API's words; what meanwhile became another version is shown as it is now."""
    if any(error["code"] in ("VERSION_CONFLICT", "WRONG_STATE") for error in refused.errors):
        return {"": visit.say("这笔认捐已有变化，下面是现在的情况", "This pledge has changed meanwhile: below is how it is now")}
    return {_field(form, error): error["message"] for error in refused.errors}


def _field(form: Form, error: Found) -> str:
    if error["code"] == "REASON_UNFIT":
        return "feedback" if form["step"] == "feedback" else "reason"
    return {"receiptNumber": "receipt_number", "quantity": "quantity", "paperNumber": "paper_number", "text": "text"}.get(error["field"] or "", "")


async def _shown(visit: Visit, form: Form, status: int = 200, facts: Found | None = None) -> Response:
    """The pledge as it is now."""
    told = await giving.ask(visit, "my_pledge", id=_id(visit))
    found: Found | None = told["node"]
    if not found:
        raise NotFound(visit.say("没有这笔认捐", "There is no such pledge"))
    until = datetime.fromisoformat(found["expiresAt"]).astimezone(SHANGHAI)
    is_over = found["state"] in ("held", "facts_seen") and until <= Clock().now()
    is_giver, may = _is_giver(visit, found), {str(one).lower() for one in told["pledgeSteps"] or ()}
    sides = [side for side in ("household", "officer") if f"sign_as_{side}" in may]
    steps = [] if is_over else [name for name, change in STEPS.items() if change in may or (name == "receipt" and sides)]
    if not (found["need"] and found["need"]["needItem"]["kind"] in giving.BY_HOURS):
        steps = [name for name in steps if name != "accept"]
    shown: dict[str, Any] = {
        "pledge": found,
        "facts": facts,
        "steps": steps,
        "sides": sides,
        "is_over": is_over,
        "until": until,
        "is_giver": is_giver,
    }
    shown |= {"messages": _messages(found), "writes": found["contactAcceptedAt"] and found["state"] in IN_CONTACT, "key": form.key}
    return await _render(visit, "my_pledge.html", status, form, **shown, way=_way(visit, found["state"]), trail=_trail(visit))


def _is_giver(visit: Visit, pledge: Found) -> bool:
    """Whether it is his own: officials are told who gives, too."""
    people = [(pledge[name] or {}).get("person") for name in ("donor", "volunteer")]
    return visit.session is not None and visit.session.number in [person["number"] for person in people if person]


def _messages(pledge: Found) -> list[Found]:
    return [node | {"at": datetime.fromisoformat(node["sentAt"]).astimezone(SHANGHAI)} for node in map(dict, giving.nodes(pledge["messages"]))]


def _way(visit: Visit, state: str) -> list[tuple[str, str]]:
    """The states of a pledge on its way, each with whether it is done, now or still to come; none where it was left."""
    if state not in WAY:
        return []
    reached = WAY.index(state)
    return [
        (visit.say(*STATES[one]), "done" if place < reached or state == "closed" else "now" if place == reached else "later")
        for place, one in enumerate(WAY)
    ]


def _unanswered(template: str) -> Callable[[Visit, Form, int], Awaitable[Response]]:
    """The way to sign in, and back; or, where the API is away, the page with what was typed."""

    async def page(visit: Visit, form: Form, status: int) -> Response:
        if status != 401 and visit.session:
            return await _render(visit, template, status, form, trail=_trail(visit))
        here = visit.request.path if visit.request.path.startswith((f"{PATH}/pledges", RECEIPTS)) else PATH
        return await _render(visit, "my_sign_in.html", status, form, here=here, trail=[(None, visit.say("我的帮扶", "My help"))])

    return page


async def _render(visit: Visit, template: str, status: int, form: Form, **shown: Any) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "done": outcome(visit, form, DONE),
        "names": await visit.site.places(),
        "states": visit.say_each(STATES),
        "days": giving.days,
        "shift_states": visit.say_each(SHIFT_STATES),
        "reasons": visit.say_each(giving.REFUSALS),
        "disputes": visit.say_each(giving.DISPUTES),
        "on_paper": visit.say_each(giving.ON_PAPER),
        "kinds": visit.say_each(giving.KINDS),
        "mine": None,
        "pledge": None,
        "facts": None,
        "receipts": None,
        "givers": visit.say_each(giving.GIVERS),
    }
    return kept_by_nobody(await visit.render(template, status, **{**context, **shown}))


def _id(visit: Visit) -> str:
    return f"Pledge:{visit.parameter('key')}"


def _quantity(form: Form) -> int | None:
    """How many were brought, where that was asked; what is no number is none that there can be."""
    typed = form["quantity"]
    return (int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0) if typed else None


def _trail(visit: Visit) -> list[tuple[str | None, str]]:
    return [(PATH, visit.say("我的帮扶", "My help")), (None, visit.say("认捐", "Pledge"))]


ROUTES = (
    (r"^/my-help$", overview),
    (r"^/my-help/receipts$", receipts),
    (r"^/my-help/offers/(?P<key>\d{1,18})$", withdraw),
    (r"^/my-help/refusals/(?P<key>\d{1,18})$", take_back),
    (r"^/my-help/appeals/(?P<kind>Donor|Volunteer)/(?P<key>\d{1,18})$", appeal),
    (r"^/my-help/pledges/(?P<key>\d{1,18})$", pledge),
)
