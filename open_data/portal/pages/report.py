"""Report a problem with a record, or comment: the form, what comes of it, and the page on which its maker follows it.

What a visitor types goes to the API and back into his own form, nowhere else: no page, log or cache of the portal keeps it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from datasette.utils.asgi import NotFound, Response

from databases.code_lists.common import DEPARTMENT
from open_data.portal.api import ApiAwayError, RefusedError
from open_data.portal.divisions import full_name, towns_by_county
from open_data.portal.forms import Form, asked, delayed, go, kept_by_nobody, new_key, posted
from open_data.portal.reports_api import Receipt, ReportsApi
from open_data.portal.searching import today
from open_data.portal.site import Row
from open_data.portal.visit import Visit
from open_data.shelf import Needs
from search.normalise import key
from search.vocabulary import short_names

TOWN = 9  # digits of a town's code
MOST_NAMED = 8  # places of one name
LOG = logging.getLogger(__name__)
LEAST, MOST = 10, 2_000  # characters of a text, as the API counts them
KINDS = {
    "record": ("公布的内容有误", "What is published is wrong"),
    "payment": ("发放问题（金额、时间、没收到）", "A payment: amount, time, not received"),
    "conduct": ("工作作风问题", "Conduct of those who help"),
    "levy": ("向村里摊派收费", "A charge put on the village"),
    "comment": ("意见和建议", "A comment or a suggestion"),
    "other": ("其他", "Something else"),
}
STATES = {"received": ("已收到", "Received"), "transferred": ("正在核查", "Being checked"), "answered": ("已答复", "Answered")}
FIELDS = ("kind", "place", "inside", "record", "text", "levied_by", "levied_amount", "legal_basis", "key")
UNSHOWN = ("record", "key")  # fields that nobody sees
OF_INPUT = {"regionCode": "place", "leviedBy": "levied_by", "leviedAmount": "levied_amount", "legalBasis": "legal_basis"}
AWAY = (
    "受理系统暂时连不上，没有确认收到。您写的内容仍在下面，请过几分钟再按一次“提交”；重复提交不会重复受理",
    "The office's system cannot be reached, so nothing is confirmed. What you wrote is still below: please press the button again in a few minutes. "
    "It is never counted twice",
)
UNSEEN = (
    "受理系统暂时连不上，请过几分钟再打开这一页。您的反映没有丢失。",
    "The office's system cannot be reached: please open this page again in a few minutes. Your report is not lost.",
)
CLOCK: Needs = {"indicators": ("indicator", "region_code", "year", "value")}
HOW_ANSWERED = """SELECT due.year, due.value AS in_time, days.value AS days FROM indicators AS due
LEFT JOIN indicators AS days ON days.year = due.year AND days.indicator = 'report_days' AND days.region_code IS NULL
WHERE due.indicator = 'reports_in_time' AND due.region_code IS NULL ORDER BY due.year DESC LIMIT 1"""
PAGE = re.compile(r"page(/[\w-]+)*", re.ASCII)  # of the portal, by its path
AMOUNT = re.compile(r"\d{1,14}(\.\d{1,2})?")


@dataclass(frozen=True)
class About:
    """What a report is about: a record of the release or a page by its name here, and where it is."""

    record: str
    title: str
    place: str


async def report(visit: Visit) -> Response:
    """The form; by POST, the report: a form without a key comes from a record's page and is shown whole first."""
    if visit.request.method not in ("POST", "GET", "HEAD"):
        return Response.text("请用网页上的表单提交 · use GET or POST", status=405)
    if visit.request.method != "POST":
        return await _shown(visit, asked(visit, ("record", "place", "kind")))
    form = await posted(visit, FIELDS)
    return await _made(visit, form) if form["key"] else await _shown(visit, form)


async def _made(visit: Visit, form: Form) -> Response:
    """Hand the report over; every way that it may fail keeps what was typed."""
    form.errors = await _located(visit, form) | _mistakes(visit, form)
    if form.errors:
        return await _shown(visit, form, 422)
    if wait := visit.site.around.wait(visit.request.scope):
        minutes = -(-wait // 60)
        form.errors[""] = visit.say(
            f"短时间内提交次数太多，请 {minutes} 分钟后再试，您写的内容仍在下面",
            f"Too many reports in a short time: please try again in {minutes} minutes. What you wrote is still below",
        )
        return await _shown(visit, form, 429, {"retry-after": str(wait)})
    try:
        receipt = await ReportsApi(visit.site.around.api).make(_input(form), visit.preferences.language)
    except RefusedError as error:
        form.errors = _refusals(visit, form, error)
        return await _shown(visit, form, 422)
    except ApiAwayError as error:
        LOG.warning("a report was not taken: %s", error)
        delay = delayed(visit, error, AWAY)
        form.errors[""] = delay.text
        return await _shown(visit, form, delay.status, delay.headers)
    return go(f"/report/{receipt['number']}?new=1")


async def _located(visit: Visit, form: Form) -> dict[str, str]:
    """Find the village, town or project that was named within the chosen place, and let the report be about it."""
    named = form["inside"]
    if not named:
        return {}
    if project := await _project(visit, named):
        form.typed = {**form.typed, "record": f"projects/{project['code']}", "place": project["region_code"], "inside": ""}
        return {}
    names = await visit.site.places()
    found = [code for code, name in names.items() if code.startswith(form["place"]) and key(named) in (code, *short_names(name))]
    if len(found) == 1:
        form.typed = {**form.typed, "place": found[0], "inside": ""}
        return {}
    if found:
        told = "、".join(f"{full_name(code, names)}（{code}）" for code in found[:MOST_NAMED])
        return {"inside": visit.say(f"叫这个名字的有：{told}。请写代码", f"Several are called so: {told}. Please write the code")}
    words = (
        "没有找到这个镇、村或项目编号，请核对，或留空",
        "There is no such town, village or project number here: please check it, or leave it empty",
    )
    return {"inside": visit.say(*words)}


async def _project(visit: Visit, code: str) -> Row | None:
    if not visit.release.has({"projects": ("code", "region_code")}):
        return None
    found = await visit.rows("SELECT code, region_code FROM projects WHERE code = :code", code=code.upper())
    return found[0] if found else None


def _mistakes(visit: Visit, form: Form) -> dict[str, str]:
    """What can be said without asking the API."""
    found = {}
    if form["kind"] not in KINDS:
        found["kind"] = visit.say("请选择反映的问题属于哪一类", "Please choose what it is about")
    if not form["place"] and not form["inside"]:
        found["place"] = visit.say("请选择地区，或写明村（社区）、项目编号", "Please choose the place, or write a village or a project's number")
    if not LEAST <= len(form["text"]) <= MOST:
        found["text"] = visit.say(
            f"请用 {LEAST} 至 {MOST} 字写明情况（现在是 {len(form['text'])} 字）",
            f"Please describe it in {LEAST} to {MOST} characters (now {len(form['text'])})",
        )
    if form["kind"] == "levy":
        if not form["levied_by"]:
            found["levied_by"] = visit.say("请选择收费的部门", "Please choose who charged the village")
        if not AMOUNT.fullmatch(form["levied_amount"]):
            found["levied_amount"] = visit.say("请写金额，例如 600 或 600.50", "Please write the amount in yuan, such as 600 or 600.50")
    if not form.has_key:
        found[""] = visit.say("表单不完整，请再按一次“提交”", "The form was incomplete: please press the button again")
    return found


def _input(form: Form) -> Mapping[str, Any]:
    levy = {"leviedBy": form["levied_by"], "leviedAmount": form["levied_amount"], "legalBasis": form["legal_basis"] or None}
    whole = {"kind": form["kind"], "regionCode": form["place"], "record": form["record"] or None, "text": form["text"], "idempotencyKey": form["key"]}
    return whole | levy if form["kind"] == "levy" else whole


def _refusals(visit: Visit, form: Form, refused: RefusedError) -> dict[str, str]:
    """The API's words beside the fields that they are about."""
    if any(error["code"] == "IDEMPOTENCY_KEY_REUSED" for error in refused.errors):
        form.typed = {**form.typed, "key": new_key()}
        return {
            "": visit.say(
                "您先前提交的内容已经收到。如果还要提交改动后的内容，请再按一次“提交”，会另外受理",
                "What you sent before was received. If you want to send the changed text too, press the button again: it counts as another report",
            )
        }
    return refused.by_field(OF_INPUT, [name for name in FIELDS if name not in UNSHOWN])


async def _shown(visit: Visit, form: Form, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The form with what was typed."""
    about = await _about(visit, form["record"])
    place = form["place"] or (about.place if about else "")
    answer = await visit.render(
        "report.html",
        status,
        form=form,
        about=about,
        key=form.key,
        kinds=[(code, visit.say(*words)) for code, words in KINDS.items()],
        places=await towns_by_county(visit),
        chosen=full_name(place, await visit.site.places()) if len(place) > TOWN else None,
        place=place,
        departments={code: visit.called("label", label) for code, label in DEPARTMENT.labels.items()},
        least=LEAST,
        most=MOST,
        answered=await _how_answered(visit),
        trail=[(None, visit.say("反映问题", "Report a problem"))],
    )
    return kept_by_nobody(answer, headers)


async def _how_answered(visit: Visit) -> Row | None:
    """The newest year of which it may be told how reports were answered: the share in time, and the days it took."""
    found = await visit.rows(HOW_ANSWERED) if visit.release.has(CLOCK) else []
    return found[0] if found else None


async def _about(visit: Visit, record: str) -> About | None:
    """What a name such as `projects/P-1` stands for in this release, or `page/places` on this site; None for what neither has."""
    if PAGE.fullmatch(record):
        return About(record, f"{visit.say('网页', 'Page')} {record.removeprefix('page') or '/'}", await _place_of(visit, "", None))
    dataset, _, key = record.partition("/")
    resource = visit.release.resources.get(dataset)
    if resource is None:
        return None
    row = await _row(visit, resource, key) if key else None
    name = next((str(row[column]) for column in ("name", "title") if row and row.get(column)), key)
    return About(record, " · ".join(filter(None, (visit.said(resource), name))), await _place_of(visit, dataset, row))


async def _row(visit: Visit, resource: Mapping[str, Any], key: str) -> Row | None:
    names = resource["schema"].get("primaryKey") or ["rowid"]
    values = key.split(",") if len(names) > 1 else [key]
    if len(names) != len(values):
        return None
    where = " AND ".join(f'"{name}" = :key{place}' for place, name in enumerate(names))
    found = await visit.rows(f'SELECT * FROM "{resource["name"]}" WHERE {where} LIMIT 1', **{f"key{n}": value for n, value in enumerate(values)})
    return found[0] if found else None


async def _place_of(visit: Visit, dataset: str, row: Row | None) -> str:
    """The division that a record belongs to; the city for what belongs to no part of it."""
    places = await visit.site.places()
    named = str((row or {}).get("code" if dataset == "divisions" else "region_code") or "")
    return named if named in places else min(places, key=len, default="")


async def find(visit: Visit) -> Response:
    """From a typed receipt number to its page."""
    number = re.sub(r"[^0-9A-Z-]", "", (visit.request.args.get("number") or "").upper())[:40]
    return go(f"/report/{number}" if number else "/report")


async def receipt(visit: Visit) -> Response:
    """How far a report is."""
    number = visit.parameter("number")
    trail = [("/report", visit.say("反映问题", "Report a problem")), (None, visit.say("受理进度", "Progress"))]
    try:
        found = await ReportsApi(visit.site.around.api).receipt(number, visit.preferences.language)
    except ApiAwayError as error:
        delay = delayed(visit, error, UNSEEN)
        answer = await visit.render("receipt.html", delay.status, number=number, receipt=None, away=delay.text, trail=trail)
        return kept_by_nobody(answer, delay.headers)
    if found is None:
        raise NotFound(visit.say("没有这个受理编号，请核对后再查", "There is no report with this number: please check it"))
    answer = await visit.render(
        "receipt.html", number=number, receipt=found, steps=_steps(visit, found), is_new=_is_new(visit), is_late=_is_late(found), trail=trail
    )
    return kept_by_nobody(answer)


def _is_new(visit: Visit) -> bool:
    return str(visit.request.args.get("new")) == "1"


def _is_late(found: Receipt) -> bool:
    """Whether the day by which it was to be answered went by without an answer."""
    return found["state"] != "answered" and date.fromisoformat(found["dueOn"]) < today()


def _steps(visit: Visit, found: Receipt) -> list[tuple[str, str, str]]:
    """The states on the way, each with its day and whether it is done, now or still to come."""
    reached = list(STATES).index(found["state"])
    days = {"received": found["receivedOn"], "answered": found["answeredOn"] or ""}
    return [
        (
            visit.say(*words),
            days.get(state, ""),
            "done" if place < reached or state == "answered" == found["state"] else "now" if place == reached else "later",
        )
        for place, (state, words) in enumerate(STATES.items())
    ]


ROUTES = ((r"^/report$", report), (r"^/report/receipt$", find), (r"^/report/(?P<number>[0-9A-Z-]+)$", receipt))
