"""Technical problems of villages: what waits for an expert, what was answered; raising one, taking it, answering it, opening it again (M165)."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import NotFound, Response

from open_data.portal import giving
from open_data.portal.api import ApiAwayError, RefusedError, SignedOutError, UnregisteredError
from open_data.portal.forms import KEY, Form, asked, delayed, go, kept_by_nobody, new_key, posted
from open_data.portal.giving import Found
from open_data.portal.pages.helping import SIGNED_OUT
from open_data.portal.visit import Visit

LOG = logging.getLogger(__name__)
PATH = "/problems"
FIELDS = ("step", "problem", "version", "village", "title", "result", "reason", "key", "done")
KEPT_SECONDS = 30.0
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
OF_INPUT = {"regionCode": "village", "title": "title"}
AWAY = (
    "系统暂时连不上，没有确认办成，请过几分钟再试；您填写的内容都在，重复提交只算一次",
    "The system cannot be reached, so nothing is confirmed: please try again in a few minutes. What you wrote is kept, and counted once",
)


async def problems(visit: Visit) -> Response:
    """The problems; by POST, a step of one of them."""
    if visit.site.around.sign_in is None:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    form = await posted(visit, FIELDS) if visit.request.method == "POST" else asked(visit, FIELDS)
    try:
        return await _taken(visit, form) if visit.request.method == "POST" else await _shown(visit, form)
    except SignedOutError:
        form.errors = {"": visit.say(*SIGNED_OUT)}
        return await _page(visit, form, 401)
    except ApiAwayError as error:
        LOG.warning("technical problems were not answered: %s", error)
        delay = delayed(visit, error, AWAY)
        form.errors = {"": delay.text}
        return await _page(visit, form, delay.status, delay.headers)


async def _taken(visit: Visit, form: Form) -> Response:
    """Take a step, and back to the list; where it is refused, the list with what was typed and the reason."""
    step = form["step"] if form["step"] in STEPS else "raise"
    try:
        await giving.change(visit, STEPS[step], **_input(form, step))
    except RefusedError as error:
        form.errors = {OF_INPUT.get(one["field"] or "", ""): one["message"] for one in error.errors}
        return await _shown(visit, form, 422)
    visit.site.problems = None  # visitors see it now
    return go(f"{PATH}?done={step}")


def _input(form: Form, step: str) -> dict[str, Any]:
    if step == "raise":
        key = form["key"] if KEY.fullmatch(form["key"]) else new_key()
        return {"regionCode": form["village"], "title": form["title"], "idempotencyKey": key}
    version = int(form["version"]) if form["version"].isascii() and form["version"].isdigit() and len(form["version"]) < 9 else 0
    words = {"answer": {"result": form["result"]}, "reopen": {"reason": form["reason"]}}
    return {"id": form["problem"], "expectedVersion": version, **words.get(step, {})}


async def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    told, steps = await _asked(visit)
    may = {one["problemId"]: one for one in steps.get("problems", ())}
    waiting, solved = ([edge["node"] for edge in told[name]["edges"]] for name in ("waiting", "solved"))
    lists = [(state, [one for one in (*waiting, *solved) if one["state"] == state]) for state in STATES]
    places = await visit.site.places()
    villages = [(code, name) for code, name in places.items() if len(code) == VILLAGE and code.startswith(tuple(steps.get("raisesIn", ())))]
    return await _page(visit, form, status, lists=lists, may=may, villages=villages, is_known=True)


async def _asked(visit: Visit) -> tuple[Found, Found]:
    """The problems, and what whoever is signed in may do with them; he sees them as they are now."""
    if visit.session is None:
        return await _known_to_all(visit), {}
    try:
        return await giving.ask(visit, "problems"), (await giving.ask(visit, "problem_steps"))["technicalProblemSteps"] or {}
    except UnregisteredError:
        return await _known_to_all(visit), {}


async def _known_to_all(visit: Visit) -> Found:
    """The same for all visitors, for a while: the API counts them as one, for they all come from here."""
    site, ticks = visit.site, time.monotonic()
    if site.problems is None or ticks - site.problems[0] > KEPT_SECONDS:
        try:
            site.problems = ticks, await site.around.api.ask("problems", {}, visit.preferences.language)
        except ApiAwayError:
            if site.problems is None:
                raise
    return site.problems[1]


async def _page(visit: Visit, form: Form, status: int, headers: Mapping[str, str] | None = None, **shown: Any) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "done": visit.say(*DONE[form["done"]]) if form["done"] in DONE else "",
        "names": await visit.site.places(),
        "states": {state: visit.say(*words) for state, words in STATES.items()},
        "key": form["key"] or new_key(),
        "lists": [],
        "may": {},
        "villages": [],
        "is_known": False,
    }
    trail = [(None, visit.say("科技难题", "Technical problems"))]
    return kept_by_nobody(await visit.render("problems.html", status, **{**context, **shown}, trail=trail), headers)


ROUTES = ((r"^/problems$", problems),)
