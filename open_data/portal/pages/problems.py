"""Technical problems of villages: what waits for an expert, what was answered; raising one, taking it, answering it, opening it again (M165)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Response

from open_data import lasting_names
from open_data.portal import giving
from open_data.portal.api import RefusedError, UnregisteredError
from open_data.portal.forms import Form, asked, go, kept_by_nobody, outcome, posted
from open_data.portal.giving import Found
from open_data.portal.signed_in import answered
from open_data.portal.visit import Visit
from open_data.shelf import Needs

PATH = "/problems"
FIELDS = ("step", "problem", "version", "village", "title", "result", "reason", "key", "done")
VILLAGE = 12  # digits of its code
STATES = {
    "open": ("征集专家", "Waits for an expert"),
    "matched": ("专家已对接，待答复", "Taken by an expert"),
    "solved": ("已答复", "Answered"),
}
STEPS = {"raise": "raise_problem", "take": "take_problem", "answer": "answer_problem", "reopen": "reopen_problem"}
"""What somebody does with a problem, and which change it is."""
DONE = {
    "raise": ("难题已提出，专家可以对接了", "The problem is raised: experts may take it"),
    "take": ("已对接，请尽快答复", "It is yours: please answer soon"),
    "answer": ("答复已登记，谢谢。所有人都能看到", "Your answer is recorded, thank you. Everybody reads it"),
    "reopen": ("已重新征集专家", "It waits for an expert again"),
}
DATASET = "technical_problems"
OWN_NAMES = {"region_code": "regionCode", "title": "title", "raised_on": "raisedOn", "state": "state", "result": "result"}
NEEDS: Needs = {DATASET: tuple(OWN_NAMES)}
OF_INPUT = {"regionCode": "village", "title": "title"}
AWAY = (
    "系统暂时连不上，没有确认办成，请过几分钟再试；您填写的内容都在，重复提交只算一次",
    "The system cannot be reached, so nothing is confirmed: please try again in a few minutes. What you wrote is kept, and counted once",
)


async def problems(visit: Visit) -> Response:
    """The problems; by POST, a step of one of them. Where nobody signs in, as the release tells them."""
    if visit.site.around.sign_in is None:
        visit.demand(NEEDS)
        told = _asked_for(visit, await _released(visit))
        return await _page(visit, Form({}), 200, lists=_lists(told), is_known=True)
    if visit.request.method != "POST":
        return await answered(visit, asked(visit, FIELDS), _shown, _page, AWAY)
    return await answered(visit, await posted(visit, FIELDS), _taken, _page, AWAY)


async def _taken(visit: Visit, form: Form) -> Response:
    """Take a step, and back to the list; where it is refused, the list with what was typed and the reason."""
    step = form["step"] if form["step"] in STEPS else "raise"
    try:
        await giving.change(visit, STEPS[step], **_input(form, step))
    except RefusedError as error:
        form.errors = error.by_field(OF_INPUT, OF_INPUT.values())  # the other fields stand once for each problem
        return await _shown(visit, form, 422)
    visit.site.told.clear()  # visitors see it now
    return go(f"{PATH}?done={step}")


def _input(form: Form, step: str) -> dict[str, Any]:
    if step == "raise":
        return {"regionCode": form["village"], "title": form["title"], "idempotencyKey": form.key}
    words = {"answer": {"result": form["result"]}, "reopen": {"reason": form["reason"]}}
    return {"id": form["problem"], "expectedVersion": form.number("version"), **words.get(step, {})}


async def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    told, steps = await _asked(visit)
    may = {one["problemId"]: one for one in steps.get("problems", ())}
    found: Sequence[Found] = [*giving.nodes(told["waiting"]), *giving.nodes(told["solved"])]
    if _entry(visit):  # which may be an older one than those that are listed
        found = _asked_for(visit, found) or _asked_for(visit, await _released(visit)) or found
    places = await visit.site.places()
    villages = [(code, name) for code, name in places.items() if len(code) == VILLAGE and code.startswith(tuple(steps.get("raisesIn", ())))]
    return await _page(visit, form, status, lists=_lists(found), may=may, villages=villages, is_known=True)


def _lists(found: Sequence[Found]) -> list[tuple[str, list[Found]]]:
    return [(state, [one for one in found if one["state"] == state]) for state in STATES]


def _entry(visit: Visit) -> str:
    """The lasting name of the problem that is asked for."""
    return visit.request.args.get("entry") or ""


def _asked_for(visit: Visit, found: Sequence[Found]) -> Sequence[Found]:
    """Of some problems the one that is asked for; without a name all of them."""
    entry = _entry(visit)
    return [one for one in found if not entry or lasting_names.anchor(DATASET, {name: one[own] for name, own in OWN_NAMES.items()}) == entry]


async def _released(visit: Visit) -> list[Found]:
    """The problems as the release tells them, by the names that the API gives their columns."""
    if not visit.release.has(NEEDS):
        return []
    rows = await visit.rows(f"SELECT {', '.join(OWN_NAMES)} FROM {DATASET} ORDER BY raised_on DESC, region_code, title")
    return [{own: row[name] for name, own in OWN_NAMES.items()} | {"id": f"released-{place}"} for place, row in enumerate(rows)]


async def _asked(visit: Visit) -> tuple[Found, Found]:
    """The problems, and what whoever is signed in may do with them; he sees them as they are now."""
    if visit.session is None:
        return await giving.told_to_all(visit, "problems"), {}
    try:
        return await giving.ask(visit, "problems"), (await giving.ask(visit, "problem_steps"))["technicalProblemSteps"] or {}
    except UnregisteredError:
        return await giving.told_to_all(visit, "problems"), {}


async def _page(visit: Visit, form: Form, status: int, **shown: Any) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "done": outcome(visit, form, DONE),
        "names": await visit.site.places(),
        "states": visit.say_each(STATES),
        "key": form.key,
        "lists": [],
        "may": {},
        "villages": [],
        "is_known": False,
        "is_one": bool(_entry(visit)),
    }
    trail = [(None, visit.say("科技难题", "Technical problems"))]
    return kept_by_nobody(await visit.render("problems.html", status, **{**context, **shown}, trail=trail))


ROUTES = ((r"^/problems$", problems),)
