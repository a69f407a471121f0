"""Pledge: hold some of what remains of a published need, which everything else about the pledge follows from (`my_help.py`)."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Response

from open_data.portal import giving
from open_data.portal.api import RefusedError
from open_data.portal.forms import Form, asked, go, kept_by_nobody, new_key, posted
from open_data.portal.giving import Found
from open_data.portal.pages.helping import NO_GIVER
from open_data.portal.pages.needs import DEMANDED
from open_data.portal.signed_in import answered
from open_data.portal.visit import Visit, with_arguments

FIELDS = ("quantity", "charity", "offer", "key")
AVAILABLE = ("published", "partly_pledged")
TAKEN = ("NOTHING_LEFT", "NOT_AVAILABLE", "NEED_OVER")  # another need is the next best
AWAY = (
    "系统暂时连不上，没有确认认捐成功。您填写的内容都在，请过几分钟再按一次“认捐”；重复提交只认捐一次",
    "The system cannot be reached, so nothing is confirmed. What you wrote is kept: please press the button again in a few minutes. It is never counted twice",
)


async def pledge(visit: Visit) -> Response:
    """The form; by POST, the pledge."""
    visit.demand(DEMANDED)
    if visit.request.method != "POST":
        return await answered(visit, asked(visit, FIELDS), _asked, _page, AWAY)
    return await answered(visit, await posted(visit, FIELDS), _posted, _page, AWAY)


async def _asked(visit: Visit, form: Form) -> Response:
    return await _shown(visit, form, await _need(visit))


async def _posted(visit: Visit, form: Form) -> Response:
    return await _held(visit, form, await _need(visit))


async def _need(visit: Visit) -> Found:
    found = giving.nodes((await giving.ask(visit, "need", number=visit.parameter("number")))["needs"])
    if not found:
        raise NotFound(visit.say("没有这条需求，或者它已不再公开", "There is no such need, or it is no longer published"))
    return found[0]


async def _held(visit: Visit, form: Form, need: Found) -> Response:
    """Hold it, and go on to the pledge's page; every way that it may fail keeps what was typed."""
    form.errors = _mistakes(visit, form, need)
    if form.errors:
        return await _shown(visit, form, need, 422)
    charity = form["charity"] if need["needItem"]["kind"] in giving.MONEY else None
    wanted = {
        "needId": need["id"],
        "quantity": int(form["quantity"]),
        "charityId": charity,
        "offerId": form["offer"] or None,
        "idempotencyKey": form["key"],
    }
    try:
        made = await giving.change(visit, "pledge", **wanted)
    except RefusedError as error:
        form.errors = _refusals(visit, error)
        form.typed = {**form.typed, "key": new_key()}
        is_taken = any(one["code"] in TAKEN for one in error.errors)
        return await _shown(visit, form, await _need(visit), 422, is_taken)
    return go(f"/my-help/pledges/{made['pledge']['id'].partition(':')[2]}?done=pledged")


def _mistakes(visit: Visit, form: Form, need: Found) -> dict[str, str]:
    """What can be said without asking the API."""
    found = {}
    if not (form["quantity"].isascii() and form["quantity"].isdigit() and 1 <= int(form["quantity"][:9]) <= 100_000):
        found["quantity"] = visit.say("请写数量，例如 1", "Please write how many, such as 1")
    if need["needItem"]["kind"] in giving.MONEY and not form["charity"]:
        found["charity"] = visit.say("请选择受赠慈善组织", "Please choose the charity that takes the money")
    if not form.has_key:
        found[""] = visit.say("表单不完整，请再按一次“认捐”", "The form was incomplete: please press the button again")
    return found


def _refusals(visit: Visit, refused: RefusedError) -> dict[str, str]:
    """The API's words beside the fields that they are about."""
    if any(error["code"] == "NOT_PERMITTED" for error in refused.errors):
        return {"": visit.say(*NO_GIVER)}
    fields = {"quantity": "quantity", "charityId": "charity", "offerId": "offer"}
    return {fields.get(error["field"] or "", ""): error["message"] for error in refused.errors}


async def _shown(visit: Visit, form: Form, need: Found, status: int = 200, is_taken: bool = False) -> Response:
    """The form with what was typed; where nothing is left, other needs that are like it."""
    is_open = need["state"] in AVAILABLE
    kind, item = need["needItem"]["kind"], need["needItem"]["name"]
    others: list[Found] = []
    if is_taken or not is_open:
        alike = (await giving.matches(visit, kind, item, need["regionCode"][:6])).needs
        others = [one for one in alike if one["publicId"] != need["publicId"]]
    charities = await giving.charities(visit, need["regionCode"]) if kind in giving.MONEY else []
    offers, fitting = await giving.fitting_offers(visit, kind, item) if is_open else ([], "")
    chosen = form["offer"] if "offer" in form.typed else fitting
    return await _page(visit, form, status, need=need, is_open=is_open, others=others, charities=charities, offers=offers, chosen=chosen)


async def _page(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    typed = {name: form[name] or None for name in ("quantity", "charity")}
    here, names = with_arguments(visit.request.path, **typed), await visit.site.places()
    trail = [("/needs", visit.say("帮扶需求", "Needs")), (None, visit.say("认捐", "Pledge"))]
    number = visit.parameter("number")
    card = next(iter(await visit.rows("SELECT item_name FROM needs WHERE number = :number", number=number)), None)
    context = {"need": None, "card": card, "form": form, "key": form.key, "here": here, "names": names, "number": number}
    return kept_by_nobody(await visit.render("pledge.html", status, **{**context, **shown}, trail=trail))


ROUTES = ((r"^/needs/(?P<number>[A-Za-z0-9_-]+)/pledge$", pledge),)
