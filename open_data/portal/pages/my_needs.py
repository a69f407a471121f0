"""Needs that concern whoever is signed in, for the receiving side: what was asked for, how far it is, what comes next, and what waits for his signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import Response

from open_data.portal import giving
from open_data.portal.api import UnregisteredError
from open_data.portal.forms import Form, asked, kept_by_nobody
from open_data.portal.giving import Found
from open_data.portal.pages.my_help import RECEIPTS
from open_data.portal.pages.my_help import STATES as PLEDGED
from open_data.portal.signed_in import answered
from open_data.portal.visit import Visit

PATH = "/my-needs"
FIELDS = ("state", "after")
STATES = {
    "draft": ("已起草，等民政部门两人审核", "Drafted: two of civil affairs review it"),
    "reviewed": ("已由两人审核，等民政部门发布", "Reviewed by two: civil affairs publishes it"),
    "refused": ("不予发布", "It is not published"),
    "published": ("已公开，等人认捐", "Published: it waits for somebody to pledge"),
    "partly_pledged": ("有人认捐了一部分，其余等人认捐", "Some of it is pledged, the rest waits"),
    "fully_pledged": ("全部有人认捐，等送到", "All of it is pledged, and is to be brought"),
    "received": ("已登记送到，等村干部和本户签收", "Recorded as brought: the village and the household sign for it"),
    "delivered": ("村干部已签收，等本户签收", "The village signed: the household signs next"),
    "confirmed": ("双方已签收，等反馈", "Both sides signed: what became of it is told next"),
    "thanked": ("已办结", "Closed"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "expired": ("过了截止日期，没有人认捐", "Its day has passed and nobody pledged"),
}
"""How far a need is, and what comes next, in the order of its way."""
APPEALS = {
    "made": ("已申请复核，等另一名工作人员决定，最迟 ", "Somebody appealed, and another official decides by "),
    "granted": ("复核准予重新审核", "An appeal was granted: it is reviewed again"),
    "dismissed": ("复核维持不予发布：", "An appeal was dismissed: "),
}


async def overview(visit: Visit) -> Response:
    """The needs in one state or in all, twenty a page."""
    return await answered(visit, asked(visit, FIELDS), _listed, _page, ("", ""))


async def _listed(visit: Visit, form: Form) -> Response:
    chosen = form["state"] if form["state"] in STATES else ""
    where: Mapping[str, Any] = {"villageCode": {"isNull": False}, **({"state": {"eq": chosen}} if chosen else {})}
    try:
        found = await giving.ask(visit, "my_needs", after=form["after"] or None, where=where)
    except UnregisteredError:
        return await _page(visit, form, 200, needs=[])
    shown: dict[str, Any] = {"needs": [_with_pledges(need) for need in giving.nodes(found["needs"])], "chosen": chosen}
    counts = {node["state"]: node["count"] for node in (found["states"] or {"nodes": []})["nodes"]}
    shown["counts"] = [(state, counts[state]) for state in STATES if state in counts]
    if found["needs"] and found["needs"]["pageInfo"]["hasNextPage"]:
        shown["further"] = {"state": chosen or None, "after": found["needs"]["pageInfo"]["endCursor"]}
    return await _page(visit, form, 200, **shown, waiting=len(found["awaitedReceipts"] or []))


def _with_pledges(need: Found) -> Found:
    return {**need, "pledges": giving.nodes(need["pledges"]), "appeal": next(iter(giving.nodes(need["needAppeals"])), None)}


async def _page(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    context: dict[str, Any] = {"form": form, "names": await visit.site.places(), "states": visit.say_each(STATES), "pledged": visit.say_each(PLEDGED)}
    context |= {"appeals": visit.say_each(APPEALS), "needs": None, "counts": [], "chosen": "", "further": None, "waiting": 0, "receipts": RECEIPTS}
    context |= {"is_signed_out": status == 401 or visit.session is None, "here": visit.request.path}
    trail = [(None, visit.say("与我有关的需求", "Needs that concern me"))]
    return kept_by_nobody(await visit.render("my_needs.html", status, **{**context, **shown}, trail=trail))


ROUTES = ((r"^/my-needs$", overview),)
