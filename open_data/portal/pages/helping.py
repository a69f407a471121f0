"""How can I help: what one could give, where and when, then the needs that fit it with the reasons, and the offer.

The three steps are one form in the address, so that nothing is lost on the way to the sign-in and back, or with another language.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasette.utils.asgi import Response

from databases.clock import Clock
from open_data.portal import giving
from open_data.portal.api import ApiAwayError, RefusedError, SignedOutError
from open_data.portal.chosen_needs import COUNTY, WAITING
from open_data.portal.divisions import towns_by_county
from open_data.portal.forms import Form, asked, delayed, go, kept_by_nobody, posted
from open_data.portal.pages.needs import DEMANDED
from open_data.portal.searching import desk
from open_data.portal.signed_in import SIGNED_OUT, answered
from open_data.portal.site import Row
from open_data.portal.visit import Visit, with_arguments
from search.matching import overlap
from search.offers import MOST_CHARACTERS, Said, read_offer

LOG = logging.getLogger(__name__)
PATH = "/help"
STEPS = ("kind", "about", "place", "quantity", "first_day", "last_day", "charity", "sort")
NEAREST = "nearest"
FIELDS = (*STEPS, "words", "step", "key", "made", "refused")
LEAST, MOST, MOST_QUANTITY = 2, 300, 100_000  # characters of what is offered, and how many, as the API counts them
OF_INPUT = {"regionCode": "place", "firstDay": "first_day", "lastDay": "last_day", "charityId": "charity"}
LISTED = 10
BY_KIND = f"""SELECT kind, count(*) AS needs, group_concat(DISTINCT item_name) AS items FROM needs WHERE {WAITING} GROUP BY kind"""
ITEMS = f"SELECT DISTINCT item_name FROM needs WHERE {WAITING} AND kind = :kind"
# :fits is how far the words fit each item, as JSON
NEAR = f"""SELECT needs.* FROM needs JOIN (SELECT key AS fitting, value AS fit FROM json_each(:fits)) ON fitting = item_name WHERE {WAITING} AND kind = :kind
ORDER BY fit DESC, CASE WHEN region_code LIKE :place || '%' THEN 0 WHEN {COUNTY} = substr(:place, 1, 6) THEN 1 ELSE 2 END, needed_in, number LIMIT {LISTED}"""


async def helping(visit: Visit) -> Response:
    """The step that the address has come to; by POST, the offer."""
    visit.demand(DEMANDED)
    if visit.request.method == "POST":
        return await _offered(visit, await posted(visit, FIELDS))
    form = asked(visit, FIELDS)
    if form["words"] and form["step"] != "3":
        return await _read(visit, form)
    if form["kind"] not in giving.KINDS and not form["words"]:
        return await _kinds(visit)
    if form["step"] != "3":
        return await _details(visit, form)
    form.errors = await _mistakes(visit, form)
    return await _details(visit, form, 422) if form.errors else await _matched(visit, form)


FIELDS_SAID = {
    "kind": ("类别", "Kind"),
    "about": ("能给什么", "What"),
    "quantity": ("数量", "How many"),
    "place": ("地区", "Where"),
    "time": ("时段", "Hours"),
    "days": ("日期", "Days"),
}
"""The fields of an offer that words are read into."""


async def _kinds(visit: Visit) -> Response:
    """Step 1: what could I give; with what is wanted of each kind now."""
    waiting = {row["kind"]: row for row in await visit.rows(BY_KIND)}
    kinds = [(code, visit.say(zh, en), visit.say(more, more_en), waiting.get(code)) for code, (zh, en, more, more_en) in giving.KINDS.items()]
    return kept_by_nobody(await visit.render("help_kinds.html", kinds=kinds, trail=_trail(visit)))


async def _read(visit: Visit, form: Form) -> Response:
    """Steps 1 and 2 in one sentence of his own: what was understood stands in the fields, for him to correct."""
    found = read_offer(desk(visit).vocabulary, form["words"][:MOST_CHARACTERS], Clock().today())
    told: Mapping[str, object] = {"kind": found.kind, "about": found.about, "place": found.region_code, "quantity": found.quantity}
    told = {**told, "first_day": found.first_day, "last_day": found.last_day}
    form.typed = {"words": form["words"], **{name: str(value) for name, value in told.items() if value is not None}}
    return await _details(visit, form, said=found.said)


async def _details(visit: Visit, form: Form, status: int = 200, said: Sequence[Said] = ()) -> Response:
    """Step 2: where, how many, when."""
    read = [(one.piece, visit.say(*FIELDS_SAID[one.field]), visit.say(one.zh, one.en)) for one in said]
    charities = await _charities(visit, form) if form["kind"] in giving.MONEY and visit.session else []
    shown = {"form": form, "kind": _kind(visit, form), "places": await towns_by_county(visit), "charities": charities, "today": Clock().today()}
    shown |= {"pieces": read, "kinds": visit.say_each(giving.KINDS)}
    shown |= {"is_money": form["kind"] in giving.MONEY, "is_by_hours": form["kind"] in giving.BY_HOURS, "least": LEAST, "most": MOST}
    return kept_by_nobody(await visit.render("help_details.html", status, **shown, trail=_trail(visit)))


async def _matched(visit: Visit, form: Form, status: int = 200) -> Response:
    """Step 3: what fits, and the offer. Who is not signed in is shown what everybody may see."""
    shown: dict[str, Any] = {"form": form, "kind": _kind(visit, form), "names": await visit.site.places(), "key": form.key}
    shown |= {"here": _address(form, step="3"), "change": _address(form), "matches": None, "near": await _near(visit, form)}
    shown |= {"is_nearest": form["sort"] == NEAREST, "sorts": [_address(form, step="3", sort=sort) for sort in ("", NEAREST)]}
    shown["reasons"] = visit.say_each(giving.REFUSALS)
    headers: Mapping[str, str] = {}
    if visit.session:
        try:
            shown["matches"] = await giving.matches(
                visit, form["kind"], form["about"], form["place"], form.day("first_day"), form.day("last_day"), form["sort"] == NEAREST
            )
        except SignedOutError:
            form.errors[""] = visit.say(*SIGNED_OUT)
        except ApiAwayError as error:
            LOG.warning("no matches: %s", error)
            text, status, headers = delayed(visit, error, AWAY)
            form.errors.setdefault("", text)
    return kept_by_nobody(await visit.render("help_matches.html", status, **shown, trail=_trail(visit)), headers)


async def _offered(visit: Visit, form: Form) -> Response:
    """Make the offer; every way that it may fail keeps what was typed."""
    if form["kind"] not in giving.KINDS:
        return go(PATH)
    form.errors = await _mistakes(visit, form)
    if not form.has_key:
        form.errors[""] = visit.say("表单不完整，请再按一次“下一步”", "The form was incomplete: please press the button again")
    if form.errors:
        return await _details(visit, form, 422)
    return await answered(visit, form, _made, _matched, OFFER_AWAY)


async def _made(visit: Visit, form: Form) -> Response:
    try:
        await giving.change(visit, "make_offer", **_input(form))
    except RefusedError as error:
        form.errors = _refusals(visit, error)
        return await _details(visit, form, 422)
    return go(_address(form, step="3", made="1"))


async def refused(visit: Visit) -> Response:
    """Somebody does not want to be shown one of the needs: the others follow, those like it later."""
    visit.demand(DEMANDED)
    form = await posted(visit, (*STEPS, "need", "reason", "key"))
    if visit.request.method != "POST" or form["kind"] not in giving.KINDS:
        return go(PATH)
    if form["reason"] not in giving.REFUSALS:
        form.errors[""] = visit.say("请选择为什么不合适", "Please choose why it does not suit you")
        return await _matched(visit, form, 422)
    return await answered(visit, form, _refused, _matched, OFFER_AWAY)


async def _refused(visit: Visit, form: Form) -> Response:
    try:
        await giving.change(visit, "refuse_match", needId=form["need"], reason=form["reason"], idempotencyKey=form["key"])
    except RefusedError as error:
        form.errors = _refusals(visit, error)
        return await _matched(visit, form, 422)
    return go(_address(form, step="3", refused="1"))


AWAY = (
    "系统暂时连不上，下面是公开发布的需求；您填写的内容都在，请过几分钟再刷新这一页",
    "The system cannot be reached; below are needs as published. What you wrote is kept: please reload the page in a few minutes",
)
OFFER_AWAY = (
    "系统暂时连不上，没有确认登记成功。您填写的内容都在，请过几分钟再按一次“登记”；重复提交只登记一次",
    "The system cannot be reached, so nothing is confirmed. What you wrote is kept: please press the button again in a few minutes. It is never counted twice",
)
NO_GIVER = (
    "您登录的身份不是爱心人士或志愿者，不能登记意愿、认捐。请先在“我的帮扶”里登记",
    "You are signed in neither as a donor nor as a volunteer, so you cannot offer or pledge: register first, under “My help”",
)


def _refusals(visit: Visit, refused: RefusedError) -> dict[str, str]:
    """The API's words beside the fields that they are about."""
    if any(error["code"] == "NOT_PERMITTED" for error in refused.errors):
        return {"": visit.say(*NO_GIVER)}
    if any(error["code"] == "IDEMPOTENCY_KEY_REUSED" for error in refused.errors):
        return {
            "": visit.say(
                "先前的意愿已经登记；如果还要登记改动后的，请再按“下一步”", "The offer was registered before; to register the changed one too, go on"
            )
        }
    names = {error["field"]: OF_INPUT.get(error["field"] or "", error["field"] or "") for error in refused.errors}
    return {names[error["field"]] if names[error["field"]] in STEPS else "": error["message"] for error in refused.errors}


async def _mistakes(visit: Visit, form: Form) -> dict[str, str]:
    """What can be said without asking the API."""
    found = {}
    if form["kind"] not in giving.KINDS:
        found["kind"] = visit.say("请选择类别", "Please choose the kind")
    if not LEAST <= len(form["about"]) <= MOST or not form["about"].isprintable():
        found["about"] = visit.say(f"请用 {LEAST} 至 {MOST} 字写明能给什么", f"Please write what you could give in {LEAST} to {MOST} characters")
    if form["place"] not in await visit.site.places():
        found["place"] = visit.say("请选择地区", "Please choose the place")
    if not (form["quantity"].isascii() and form["quantity"].isdigit() and 1 <= int(form["quantity"][:9]) <= MOST_QUANTITY):
        found["quantity"] = visit.say("请写数量，例如 2", "Please write how many, such as 2")
    for name in ("first_day", "last_day"):
        if (form[name] or name == "first_day") and form.day(name) is None:
            found[name] = visit.say("请写日期，例如 2026-12-31", "Please write a day, such as 2026-12-31")
    first, last = form.day("first_day"), form.day("last_day")
    if last and (last < Clock().today() or (first and last < first)):
        found["last_day"] = visit.say("结束日期不能早于开始日期和今天", "The last day may not be before the first day or today")
    if form["kind"] in giving.MONEY and visit.session and not form["charity"]:
        found["charity"] = visit.say("请选择受赠慈善组织", "Please choose the charity that takes the money")
    return found


def _input(form: Form) -> dict[str, Any]:
    charity = form["charity"] if form["kind"] in giving.MONEY else None
    days = {"firstDay": form["first_day"], "lastDay": form["last_day"] or None}
    named = {"kind": form["kind"], "about": form["about"], "regionCode": form["place"], "charityId": charity, "idempotencyKey": form["key"]}
    return named | days | {"quantity": int(form["quantity"])}


async def _charities(visit: Visit, form: Form) -> Iterable[Mapping[str, Any]]:
    try:
        return await giving.charities(visit, form["place"])
    except ApiAwayError as error:
        form.errors.setdefault("", delayed(visit, error, AWAY).text)
    except SignedOutError:
        form.errors.setdefault("", visit.say(*SIGNED_OUT))
    return []


async def _near(visit: Visit, form: Form) -> list[Row]:
    """Published needs of this kind: what fits the words first, of that what is in the place."""
    fits = {row["item_name"]: overlap(form["about"], row["item_name"]) for row in await visit.rows(ITEMS, kind=form["kind"])}
    return await visit.rows(NEAR, kind=form["kind"], place=form["place"], fits=json.dumps(fits))


def _kind(visit: Visit, form: Form) -> str:
    zh, en, *_ = giving.KINDS.get(form["kind"], ("", ""))
    return visit.say(zh, en)


def _address(form: Form, **more: str) -> str:
    return with_arguments(PATH, **{name: value or None for name, value in ({name: form[name] for name in STEPS} | more).items()})


def _trail(visit: Visit) -> list[tuple[str | None, str]]:
    return [("/needs", visit.say("帮扶需求", "Needs")), (None, visit.say("我要帮忙", "How can I help"))]


ROUTES = ((r"^/help$", helping), (r"^/help/refusals$", refused))
