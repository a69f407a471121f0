"""My inbox: what I was told, what of it is unread, and where mails go."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from datasette.utils.asgi import Response

from databases.clock import SHANGHAI
from open_data.portal import giving
from open_data.portal.api import RefusedError
from open_data.portal.forms import Form, asked, go, kept_by_nobody, outcome, posted
from open_data.portal.giving import Found
from open_data.portal.pages.my_exits import PATH as EXITS
from open_data.portal.signed_in import answered
from open_data.portal.visit import Visit

CARD = re.compile(r"\bN[a-z]{16}\b")  # the public id of a need
PATH = "/my-inbox"
NEW_NEEDS = "needs_matched"
FIELDS = ("notice", "email", "done")
OF_EXITS = "household_exit_"
PAGES = {
    **dict.fromkeys(("Offer", "Volunteer", "Donor", "VolunteerSkill", "ShiftAssignment"), "/my-help"),
    "TechnicalProblem": "/problems",
    "RepresentativeRegistration": "/deputies",
}
DONE = {
    "read": ("已全部标为已读", "All of them are marked as read"),
    "mail": ("已登记。请打开发到这个邮箱的链接确认", "It is noted: please open the link that was sent there"),
    "no-mail": ("不再发邮件", "No mail comes any more"),
}
AWAY = ("系统暂时连不上，请过几分钟再试。通知没有丢失", "The system cannot be reached: please try again in a few minutes. No notice is lost")


async def inbox(visit: Visit) -> Response:
    """The latest notices."""
    return await answered(visit, asked(visit, FIELDS), _shown, _page, AWAY)


async def read(visit: Visit) -> Response:
    """Mark what was shown as read."""
    return await answered(visit, await posted(visit, FIELDS), _read, _page, AWAY)


async def mail(visit: Visit) -> Response:
    """Say where mails go; an empty field: nowhere."""
    return await answered(visit, await posted(visit, FIELDS), _mailed, _page, AWAY)


async def _read(visit: Visit, form: Form) -> Response:
    if visit.request.method == "POST" and (unread := [one["id"] for one in giving.nodes((await _ask(visit))["notices"]) if not one["readAt"]]):
        await giving.change(visit, "read_notices", ids=unread)
    return go(f"{PATH}?done=read")


async def _mailed(visit: Visit, form: Form) -> Response:
    if visit.request.method != "POST":
        return go(PATH)
    try:
        await giving.change(visit, "change_mailbox", email=form["email"] or None)
    except RefusedError as error:
        form.errors = {"email": "; ".join(str(one["message"]) for one in error.errors)}
        return await _shown(visit, form, 422)
    return go(f"{PATH}?done={'mail' if form['email'] else 'no-mail'}")


async def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    found = await _ask(visit)
    mailbox = next(iter(giving.nodes(found["mailboxes"])), None)
    return await _page(
        visit, form, status, notices=giving.nodes(found["notices"]), unread=found["unread"]["totalCount"], mailbox=mailbox, is_known=True
    )


async def _ask(visit: Visit) -> Found:
    return await giving.ask(visit, "my_inbox")


async def _page(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    context = {"form": form, "done": outcome(visit, form, DONE), "notices": [], "is_known": False, "day": _day, "address": _address, "cards": _cards}
    trail = [(None, visit.say("我的收件箱", "My inbox"))]
    return kept_by_nobody(await visit.render("my_inbox.html", status, **{**context, **shown}, trail=trail))


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _address(notice: Found) -> str | None:
    """The page of what a notice is about, where there is one."""
    kind, _, key = notice["about"].partition(":")
    if notice["kind"].startswith(OF_EXITS):
        return EXITS
    return f"/my-help/pledges/{key}" if kind == "Pledge" else PAGES.get(kind)


def _cards(notice: Found) -> list[str]:
    """The needs that a notice names to whoever could meet them: they have pages."""
    return CARD.findall(notice["text"]) if notice["kind"] == NEW_NEEDS else []


ROUTES = ((r"^/my-inbox$", inbox), (r"^/my-inbox/read$", read), (r"^/my-inbox/mail$", mail))
