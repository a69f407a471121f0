"""Volunteer campaigns: what is done when and in which town, signing up for a shift, and giving the place back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils.asgi import Response

from databases.clock import Clock
from open_data import lasting_names
from open_data.portal import giving
from open_data.portal.api import RefusedError, UnregisteredError
from open_data.portal.forms import Form, asked, go, kept_by_nobody, new_key, outcome, posted
from open_data.portal.giving import Found
from open_data.portal.signed_in import answered
from open_data.portal.visit import Visit
from open_data.shelf import Needs

PATH = "/campaigns"
FIELDS = ("shift", "key", "version", "reason", "done")
DATASET = "volunteer_campaigns"
NEEDS: Needs = {DATASET: ("region_code", "title", "about", "period_from", "period_until", "organisation_name")}
RELEASED = f"""
SELECT {", ".join(NEEDS[DATASET])} FROM {DATASET} WHERE :entry <> '' OR period_until IS NULL OR period_until > :today
ORDER BY period_from DESC, region_code, title
"""
TOWN = 9  # digits of its code: where exactly one meets is told to whoever comes
REASONS = {
    "busy": ("临时有事，不能参加", "Something came up"),
    "ill": ("身体不适，不能参加", "I am not well"),
    "travel": ("路途不便，不能参加", "I cannot get there"),
}
LANGUAGES = {
    "mandarin": ("普通话", "Mandarin"),
    "wu": ("吴语（无锡话）", "Wu (the dialect of Wuxi)"),
    "sign": ("手语", "Sign language"),
    "english": ("英语", "English"),
}
DONE = {
    "joined": ("报名成功，谢谢。集合地点和签到码在下面", "You are signed up, thank you. Below is where to meet, and your code"),
    "left": ("已退出这个班次", "You gave your place back"),
}
NO_VOLUNTEER = (
    "报名需要先登记为志愿者，并经核验",
    "To sign up, register as a volunteer first, and let an official verify who you are",
)
AWAY = (
    "系统暂时连不上，没有确认办成，请过几分钟再试；已经报名的不会重复",
    "The system cannot be reached, so nothing is confirmed: please try again in a few minutes. Nobody is signed up twice",
)


async def overview(visit: Visit) -> Response:
    """The shifts to come, by campaign, and those to which I come. Where nobody signs in, the campaigns as the release tells them."""
    if visit.site.around.sign_in is None:
        visit.demand(NEEDS)
        return await _page(visit, Form({}), 200, campaigns=[(one, []) for one in await _released(visit)], is_known=True)
    return await answered(visit, asked(visit, FIELDS), _shown, _page, AWAY)


async def join(visit: Visit) -> Response:
    """Sign up for a shift."""
    return await _changed(visit, _join, "joined")


async def leave(visit: Visit) -> Response:
    """Give my place at a shift back."""
    return await _changed(visit, _leave, "left")


async def _join(visit: Visit, form: Form) -> None:
    key = form.key
    await giving.change(visit, "join_shift", shiftId=form["shift"], idempotencyKey=key)


async def _leave(visit: Visit, form: Form) -> None:
    reason = REASONS.get(form["reason"], REASONS["busy"])[0]
    await giving.change(visit, "leave_shift", id=f"ShiftAssignment:{visit.parameter('key')}", expectedVersion=form.number("version"), reason=reason)


async def _changed(visit: Visit, change: Callable[[Visit, Form], Awaitable[None]], done: str) -> Response:
    """One change of mine, and back to the list; where it is refused, the list with the reason."""
    if visit.request.method != "POST":
        return go(PATH)

    async def answer(visit: Visit, form: Form) -> Response:
        try:
            await change(visit, form)
        except RefusedError as error:
            form.errors = {"": "; ".join(_said(visit, one) for one in error.errors)}
            return await _shown(visit, form, 422)
        return go(f"{PATH}?done={done}")

    return await answered(visit, await posted(visit, FIELDS), answer, _page, AWAY)


def _said(visit: Visit, error: Found) -> str:
    return visit.say(*NO_VOLUNTEER) if error["code"] in ("NOT_PERMITTED", "NOT_VERIFIED") else str(error["message"])


async def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    try:
        shifts, mine = await _asked(visit)
    except UnregisteredError:
        shifts, mine = await giving.told_to_all(visit, "campaigns", now=_now()), {}
    joined = [giving.timed(node) for node in giving.nodes(mine.get("shiftAssignments"))]
    volunteer = next(iter(giving.nodes(mine.get("volunteers"))), None)
    campaigns = _by_campaign([giving.timed(node) for node in giving.nodes(shifts["shifts"])])
    if _entry(visit):  # which may have no shifts to come
        campaigns = [one for one in campaigns if _is_asked_for(visit, one[0])] or [(one, []) for one in await _released(visit)] or campaigns
    return await _page(visit, form, status, campaigns=campaigns, joined=joined, volunteer=volunteer, is_known=True)


async def _asked(visit: Visit) -> tuple[Found, Found]:
    """The shifts to come, and what whoever is signed in has to do with them; he sees them as they are now."""
    if visit.session is None:
        return await giving.told_to_all(visit, "campaigns", now=_now()), {}
    now = _now()
    return await giving.ask(visit, "campaigns", now=now), await giving.ask(visit, "my_shifts", number=visit.session.number, now=now)


def _now() -> str:
    return Clock().now().replace(microsecond=0).isoformat()


def _by_campaign(shifts: list[Found]) -> list[tuple[Found, list[Found]]]:
    """Each campaign with its shifts, the one that begins first before the others."""
    campaigns: dict[str, tuple[Found, list[Found]]] = {}
    for shift in shifts:
        campaign = shift["volunteerCampaign"]
        campaigns.setdefault(campaign["id"], (campaign, []))[1].append(shift)
    return list(campaigns.values())


def _entry(visit: Visit) -> str:
    """The lasting name of the campaign that is asked for."""
    return visit.request.args.get("entry") or ""


def _is_asked_for(visit: Visit, campaign: Found) -> bool:
    """Whether a campaign is the one that is asked for; without a name each is."""
    named = {"region_code": campaign["regionCode"], "period_from": giving.days(campaign["period"])[0], "title": campaign["title"]}
    return not _entry(visit) or lasting_names.anchor(DATASET, named) == _entry(visit)


async def _released(visit: Visit) -> list[Found]:
    """The campaigns that are asked for as the release tells them, by the names that the API gives them; of all of them those that last."""
    rows = await visit.rows(RELEASED, entry=_entry(visit), today=Clock().today().isoformat()) if visit.release.has(NEEDS) else []
    told = [
        {
            **row,
            "regionCode": row["region_code"],
            "period": f"[{row['period_from']},{row['period_until'] or ''})",
            "organisation": {"name": row["organisation_name"]},
        }
        for row in rows
    ]
    return [one for one in told if _is_asked_for(visit, one)]


async def _page(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "done": outcome(visit, form, DONE),
        "names": await visit.site.places(),
        "town": lambda code: code[:TOWN],
        "kinds": visit.say_each(giving.KINDS),
        "languages": visit.say_each(LANGUAGES),
        "reasons": visit.say_each(REASONS),
        "key": new_key(),
        "campaigns": [],
        "joined": [],
        "volunteer": None,
        "is_known": False,
        "is_one": bool(_entry(visit)),
        "days": giving.days,
    }
    trail = [(None, visit.say("志愿活动", "Volunteer campaigns"))]
    return kept_by_nobody(await visit.render("campaigns.html", status, **{**context, **shown}, trail=trail))


ROUTES = ((r"^/campaigns$", overview), (r"^/campaigns/join$", join), (r"^/campaigns/leave/(?P<key>\d{1,18})$", leave))
