"""Pledge one offer to several needs in one step: how many to each of those that fit it; each pledge then goes its own way (`my_help.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from datasette.utils.asgi import NotFound, Response

from databases.clock import Clock
from open_data.portal import giving
from open_data.portal.api import RefusedError
from open_data.portal.forms import Form, asked, go, kept_by_nobody, new_key, posted
from open_data.portal.giving import Found
from open_data.portal.pages.helping import LISTED, NO_GIVER
from open_data.portal.signed_in import answered
from open_data.portal.visit import Visit

PLACES = range(LISTED)
FIELDS = ("key", *(f"need_{place}" for place in PLACES), *(f"quantity_{place}" for place in PLACES))
MOST_DIGITS = 6
AWAY = (
    "系统暂时连不上，没有确认认捐成功。请过几分钟刷新这一页再试；重复提交只认捐一次",
    "The system cannot be reached, so nothing is confirmed. Please reload this page in a few minutes; nothing is ever counted twice",
)


async def pledge_batch(visit: Visit) -> Response:
    """The needs that fit an offer of mine; by POST, the pledges to them."""
    if visit.request.method != "POST":
        return await answered(visit, asked(visit, ()), _asked, _page, AWAY)
    return await answered(visit, await posted(visit, FIELDS), _posted, _page, AWAY)


async def _asked(visit: Visit, form: Form) -> Response:
    return await _shown(visit, form, await _offer(visit))


async def _posted(visit: Visit, form: Form) -> Response:
    return await _held(visit, form, await _offer(visit))


async def _offer(visit: Visit) -> Found:
    """The open offer of mine that the address names, with how many of it are left."""
    named = f"Offer:{visit.parameter('key')}"
    offer = next((one for one in await giving.open_offers(visit) if one["id"] == named), None)
    if offer is None:
        raise NotFound(visit.say("没有这项意愿，或者它已撤回", "There is no such offer, or it was withdrawn"))
    return offer


async def _held(visit: Visit, form: Form, offer: Found) -> Response:
    """Hold what was asked for; where some is refused, what is held and why the others are not."""
    form.errors = _mistakes(visit, form, offer)
    if form.errors:
        return await _shown(visit, form, offer, 422)
    items = [{"needId": need, "quantity": int(quantity)} for need, quantity in _wanted(form).items()]
    charity = offer["charity"] and offer["charity"]["id"]
    try:
        made = await giving.change(visit, "pledge_batch", items=items, offerId=offer["id"], charityId=charity, idempotencyKey=form["key"])
    except RefusedError as error:
        form.errors = {"": "; ".join(_said(visit, one) for one in error.errors)}
        return await _shown(visit, form, offer, 422)
    results: Sequence[Found] = made["results"]
    if all(one["pledgeId"] for one in results):
        return go("/my-help?done=pledged_many")
    return await _partly(visit, form, results)


async def _partly(visit: Visit, form: Form, results: Sequence[Found]) -> Response:
    """What is left of the form: the needs that were refused, each with the reason, and another key."""
    wanted = _wanted(form)
    refused = [one for one in results if not one["pledgeId"]]
    typed = {f"need_{place}": one["needId"] for place, one in enumerate(refused)}
    form.typed = {**typed, **{f"quantity_{place}": wanted[one["needId"]] for place, one in enumerate(refused)}, "key": new_key()}
    said = {one["needId"]: "; ".join(_said(visit, error) for error in one["userErrors"]) for one in refused}
    return await _shown(visit, form, await _offer(visit), 422, said, [one["pledgeId"] for one in results if one["pledgeId"]])


def _said(visit: Visit, error: Found) -> str:
    return visit.say(*NO_GIVER) if error["code"] == "NOT_PERMITTED" else str(error["message"])


def _wanted(form: Form) -> dict[str, str]:
    """What was typed beside each need, where something was."""
    typed = {form[f"need_{place}"]: form[f"quantity_{place}"] for place in PLACES}
    return {need: quantity for need, quantity in typed.items() if need and quantity.strip("0")}


def _mistakes(visit: Visit, form: Form, offer: Found) -> dict[str, str]:
    """What can be said without asking the API."""
    wanted = _wanted(form).values()
    if not wanted:
        return {"": visit.say("请至少在一条需求旁写明数量", "Please write how many beside one of the needs at least")}
    if not all(quantity.isascii() and quantity.isdigit() and len(quantity) <= MOST_DIGITS for quantity in wanted):
        return {"": visit.say("数量请写数字，例如 2", "Please write numbers, such as 2")}
    if sum(map(int, wanted)) > offer["left"]:
        left = offer["left"]
        return {"": visit.say(f"合计超过了这项意愿还剩的数量（{left}）", f"That is more than is left of this offer ({left})")}
    if not form.has_key:
        return {"": visit.say("表单不完整，请再按一次“认捐”", "The form was incomplete: please press the button again")}
    return {}


async def _shown(
    visit: Visit, form: Form, offer: Found, status: int = 200, said: Mapping[str, str] | None = None, made: Sequence[str] = ()
) -> Response:
    """The needs that fit the offer now, with what was typed beside each; `said`: why one was refused, `made`: the pledges that are held."""
    first, last = giving.days(offer["period"])
    begins = max(date.fromisoformat(first), Clock().today())
    found = await giving.matches(visit, offer["kind"], offer["about"], offer["regionCode"], begins, date.fromisoformat(last) if last else None)
    needs = found.needs
    for place, need in enumerate(needs):
        if said and need["needId"] in said:
            form.errors[f"quantity_{place}"] = said[need["needId"]]
    gone = {need: why for need, why in (said or {}).items() if need not in {one["needId"] for one in needs}}
    if gone:
        form.errors[""] = "; ".join(gone.values())
    return await _page(visit, form, status, offer=offer, needs=needs, made=made)


async def _page(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    trail = [("/my-help", visit.say("我的帮扶", "My help")), (None, visit.say("一次认捐多条需求", "Pledge to several needs"))]
    context: dict[str, Any] = {"form": form, "key": form.key, "here": visit.request.path, "names": await visit.site.places()}
    context |= {
        "kinds": visit.say_each(giving.KINDS),
        "offer": None,
        "needs": [],
        "typed": _wanted(form),
        "made": (),
    }
    return kept_by_nobody(await visit.render("pledge_batch.html", status, **{**context, **shown}, trail=trail))


ROUTES = ((r"^/my-help/offers/(?P<key>\d{1,18})/pledge$", pledge_batch),)
