"""My profile: what a volunteer tells of himself, changed by its forms; and all that is kept of a giver, to download."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import orjson
from datasette.utils.asgi import Response

from databases.code_lists.forces import LANGUAGE
from open_data.portal import giving
from open_data.portal.api import ApiAwayError, RefusedError, SignedOutError
from open_data.portal.divisions import towns_by_county
from open_data.portal.downloads import downloaded
from open_data.portal.forms import Form, asked, delayed, go, kept_by_nobody, outcome, posted
from open_data.portal.giving import Found
from open_data.portal.pages.my_registration import AWAY
from open_data.portal.signed_in import answered, demand_sign_in
from open_data.portal.visit import Visit

LOG = logging.getLogger(__name__)
PATH = "/my-help/profile"
WEEKDAYS = (
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
    ("周六", "Saturday"),
    ("周日", "Sunday"),
)
LANGUAGES = {"mandarin": "Mandarin", "wu": "Wu (Wuxi)", "sign": "Sign language", "english": "English"}
REFUSABLE = tuple(kind for kind in giving.KINDS if kind != "money")
TIMES = tuple(f"{end}_{day}" for day in range(1, 8) for end in ("from", "to"))
FIELDS = (
    *(
        "version",
        "hours",
        "weekend_only",
        "place",
        "radius",
        "has_times",
        *TIMES,
        *(f"speaks_{code}" for code in LANGUAGES),
        *(f"no_{kind}" for kind in REFUSABLE),
    ),
    *("kind", "skill", "certificate", "key", "done"),
)
OF_INPUT = {"regionCode": "place", "helpKind": "kind", "hoursAMonth": "hours", "radiusKm": "radius", "times": "from_1"}
DONE = {
    "profile": ("资料已保存", "It is saved"),
    "skill": ("技能已登记；证书经工作人员核验后生效", "Your skill is registered; a certificate counts once an official has seen it"),
    "taken_back": ("技能已撤回", "The skill is taken back"),
}


async def profile(visit: Visit) -> Response:
    """What a volunteer tells of himself; by POST, as he changed it."""
    return await _taken(visit, _saved)


async def skills(visit: Visit) -> Response:
    """Tell one more skill."""
    return await _taken(visit, _told)


async def skill(visit: Visit) -> Response:
    """Take a skill back."""
    return await _taken(visit, _taken_back)


async def _taken(visit: Visit, change: Callable[[Visit, Form], Awaitable[None]]) -> Response:
    """The page, after a form of it was taken; or with the reason why it was not."""
    if visit.request.method != "POST":
        return await answered(visit, asked(visit, FIELDS), _shown, _page, AWAY) if visit.request.path == PATH else go(PATH)

    async def answer(visit: Visit, form: Form) -> Response:
        try:
            await change(visit, form)
        except RefusedError as error:
            form.errors = error.by_field(OF_INPUT, FIELDS)
        return await _shown(visit, form, 422) if form.errors else go(f"{PATH}?done={form['done']}")

    return await answered(visit, await posted(visit, FIELDS), answer, _page, AWAY)


async def _saved(visit: Visit, form: Form) -> None:
    lists = {"languages": [code for code in LANGUAGES if form[f"speaks_{code}"]], "refusedKinds": [kind for kind in REFUSABLE if form[f"no_{kind}"]]}
    told = {"hoursAMonth": form.number("hours"), "weekendOnly": form["weekend_only"] == "1", "regionCode": form["place"]}
    told |= {"radiusKm": form.number("radius")}
    times = {"times": list(_times(form))} if form["has_times"] else {}
    volunteer = next(iter(await _volunteers(visit)), None)
    if volunteer is None:  # a donor's browser may send this form, too
        form.errors = {"": visit.say("您还没有登记为志愿者，没有可以保存的资料", "You have not registered as a volunteer: there is nothing to save")}
        return
    await giving.change(visit, "change_volunteer", id=volunteer["id"], expectedVersion=form.number("version"), **told, **lists, **times)
    form.typed = {**form.typed, "done": "profile"}


async def _told(visit: Visit, form: Form) -> None:
    told = {
        "helpKind": form["kind"] if form["kind"] in REFUSABLE else REFUSABLE[0],
        "skill": form["skill"],
        "certificate": form["certificate"] or None,
    }
    await giving.change(visit, "tell_skill", **told, idempotencyKey=form.key)
    form.typed = {**form.typed, "done": "skill"}


async def _taken_back(visit: Visit, form: Form) -> None:
    await giving.change(visit, "take_back_skill", id=f"VolunteerSkill:{visit.parameter('key')}", expectedVersion=form.number("version"))
    form.typed = {**form.typed, "done": "taken_back"}


def _times(form: Form) -> Iterator[dict[str, int]]:
    """The hours of each weekday for which any were chosen."""
    for day, _ in enumerate(WEEKDAYS, 1):
        if form[f"from_{day}"] or form[f"to_{day}"]:
            yield {"weekday": day, "fromHour": form.number(f"from_{day}"), "toHour": form.number(f"to_{day}")}


async def _shown(visit: Visit, form: Form, status: int = 200) -> Response:
    """The page, with what was typed where a form was refused, else with what is known."""
    known = next(iter(await _volunteers(visit)), None)
    return await _page(visit, form, status, known, is_unregistered=known is None)


async def _page(visit: Visit, form: Form, status: int, known: Found | None = None, is_unregistered: bool = False) -> Response:
    shown: dict[str, Any] = {
        "form": form,
        "known": known,
        "is_unregistered": is_unregistered,
        "told": _typed(form, known),
        "weekdays": [visit.say(*day) for day in WEEKDAYS],
    }
    shown |= {"languages": {code: visit.say(LANGUAGE.labels[code], en) for code, en in LANGUAGES.items()}, "key": form.key}
    shown |= {"kinds": {kind: visit.say(*giving.KINDS[kind][:2]) for kind in REFUSABLE}, "places": await towns_by_county(visit)}
    shown |= {
        "done": outcome(visit, form, DONE),
        "skills": giving.nodes(known and known["volunteerSkills"]),
    }
    trail = [("/my-help", visit.say("我的帮扶", "My help")), (None, visit.say("我的资料", "My profile"))]
    return kept_by_nobody(await visit.render("my_profile.html", status, **shown, trail=trail))


def _typed(form: Form, known: Found | None) -> Mapping[str, str]:
    """What stands in the fields: as it was sent, or else as it is known. Hours of a weekday in two parts are left to the API's clients."""
    if known is None or "hours" in form.typed:
        return form.typed
    told = {"version": str(known["version"]), "hours": str(known["hoursAMonth"]), "weekend_only": "1" if known["weekendOnly"] else ""}
    told |= {
        "place": known["regionCode"],
        "radius": str(known["radiusKm"] or ""),
        **{f"speaks_{one['language']}": "1" for one in giving.nodes(known["volunteerLanguages"])},
    }
    told |= {f"no_{one['helpKind']}": "1" for one in giving.nodes(known["volunteerRefusals"])}
    times = giving.nodes(known["volunteerTimes"])
    for one in times:
        told |= {f"from_{one['weekday']}": str(one["fromHour"]), f"to_{one['weekday']}": str(one["toHour"])}
    return told | {"has_times": "1" if len({one["weekday"] for one in times}) == len(times) else ""}


async def data(visit: Visit) -> Response:
    """All that is kept of whoever is signed in, as a giver."""
    demand_sign_in(visit)
    try:
        found = await _own_data(visit)
    except SignedOutError:
        return go("/sign-in?to=/my-help")
    except ApiAwayError as error:
        LOG.warning("own data were not told: %s", error)
        delay = delayed(visit, error, AWAY)
        return kept_by_nobody(await visit.render("error.html", delay.status, error=delay.text, status=delay.status), delay.headers)
    if visit.request.path.endswith(".json"):
        named = {"content-disposition": "attachment; filename=my-data.json"}
        return kept_by_nobody(Response(orjson.dumps(found), content_type="application/json; charset=utf-8"), named)
    return kept_by_nobody(downloaded(list(_lines(found)), ("list", "place", "field", "value"), visit.request.path, "my-data"))


async def _own_data(visit: Visit) -> dict[str, list[Found]]:
    """Each list to its end: one that is longer than a page goes on behind its cursor."""
    number = visit.number
    page = await giving.ask(visit, "my_data", number=number)
    found = {name: giving.nodes(page[name]) for name in page}
    while cursors := {name: one["pageInfo"]["endCursor"] for name, one in page.items() if one["pageInfo"]["hasNextPage"]}:
        next_page = await giving.ask(visit, "my_data", number=number, **cursors)
        page = {name: next_page[name] for name in cursors}
        for name in page:
            found[name] += giving.nodes(page[name])
    return found


def _lines(found: Mapping[str, list[Found]]) -> Iterator[dict[str, object]]:
    """One line for each value, in a table that any program opens; what a spreadsheet would take for a formula is quoted."""
    for name, rows in found.items():
        for place, row in enumerate(rows, 1):
            for field, value in _flat(row):
                text = "" if value is None else str(value)
                yield {"list": name, "place": place, "field": field, "value": f"'{text}" if text[:1] in "=+-@\t" and text else text}


def _flat(row: Found, above: str = "") -> Iterator[tuple[str, object]]:
    for field, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{field}.")
        else:
            yield above + field, value


async def _volunteers(visit: Visit) -> list[Found]:
    return giving.nodes((await giving.ask(visit, "my_volunteer", number=visit.number))["volunteers"])


ROUTES = (
    (r"^/my-help/profile$", profile),
    (r"^/my-help/skills$", skills),
    (r"^/my-help/skills/(?P<key>\d{1,18})$", skill),
    (r"^/my-help/data\.(?:json|csv)$", data),
)
