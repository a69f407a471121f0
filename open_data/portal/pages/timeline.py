"""The timeline of the city, of a stream, a project or a place: what happened there, newest first, by kind and year, with downloads.

That of the city, a county or a town leaves out what is routine until somebody asks for it, or for a kind.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import orjson
from datasette.utils.asgi import NotFound, Response

from open_data import shelf
from open_data.layout import in_time
from open_data.portal import revisions, timeline
from open_data.portal.downloads import downloaded
from open_data.portal.happenings import ABOUT
from open_data.portal.revisions import Revision
from open_data.portal.site import Row
from open_data.portal.timeline import SUBJECTS, Chosen, Entry, Telling
from open_data.portal.visit import Visit, with_arguments

PAGE, FIRST = 50, 12  # rows of a page, and of the beginning on another page
YEAR = re.compile(r"[12]\d{3}", re.ASCII)
ADDRESS = "/timeline"
VILLAGE = 12  # digits of its code
RELEASE = "release"
NAMES = {"stream": ("/money", "fund_streams"), "project": ("/projects", "projects")}


@dataclass(frozen=True)
class Beginning:
    """The first lines of a timeline on the page of whom it is of, and where the others are."""

    entries: Sequence[Entry]
    count: int
    address: str


@dataclass(frozen=True)
class Announced:
    """A release of data."""

    release: str

    @property
    def day(self) -> str:
        return self.release[:10]


Beside = Announced | Revision  # what a timeline tells beside the rows of datasets


async def beginning(visit: Visit, of: str, code: str) -> Beginning:
    """The newest of what happened to a stream, a project or a place."""
    chosen = Chosen(of, code, with_routine=not _is_long(of, code))
    counts = await _counts(visit, chosen)
    return Beginning(await _entries(visit, chosen, counts, FIRST), counts.total(), _link(chosen))


async def overview(visit: Visit) -> Response:
    """A page of a timeline."""
    chosen = _chosen(visit)
    title, trail = await _subject(visit, chosen)
    whole = await _counts(visit, replace(chosen, about="", year="", with_routine=True))
    counts = whole if chosen.with_routine else await _counts(visit, replace(chosen, about="", year=""))
    count = _sum(counts, chosen.about, chosen.year)
    page, last = visit.page_number, max(1, -(-count // PAGE))
    if page > last:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    return await visit.render(
        "timeline.html",
        title=title,
        entries=await _entries(visit, chosen, counts, PAGE, PAGE * (page - 1)),
        count=count,
        chosen=chosen,
        abouts=[(about, visit.say(*words), number) for about, words in ABOUT.items() if (number := _sum(whole, about, chosen.year))],
        years=[(year, number) for year in sorted({year for _, year in counts}, reverse=True) if (number := _sum(counts, chosen.about, year))],
        routine=_sum(whole, chosen.about, chosen.year) - count,
        with_routine=_link(replace(chosen, with_routine=True)),
        without_routine=_link(replace(chosen, with_routine=False)) if _asks_for_routine(visit) and _may_leave_out(chosen) else None,
        page=page,
        last=last,
        newer=_link(chosen, page=page - 1) if page > 1 else None,
        older=_link(chosen, page=page + 1) if page < last else None,
        downloads=[(form, _link(chosen, f"{ADDRESS}.{form}")) for form in ("csv", "json")],
        trail=trail,
    )


async def rows(visit: Visit) -> Response:
    """All of a timeline as CSV, with a byte order mark for Excel, or JSON."""
    chosen = replace(_chosen(visit), with_routine=True)
    counts = await _counts(visit, replace(chosen, about="", year=""))
    found = [vars(entry) for entry in await _entries(visit, chosen, counts, counts.total())]
    return await asyncio.to_thread(downloaded, found, [field.name for field in fields(Entry)], visit.request.path, "timeline")


def _chosen(visit: Visit) -> Chosen:
    """What the address asks for."""
    asked = {name: visit.request.args.get(name) or "" for name in (*SUBJECTS, "about", "year")}
    if asked["year"] and not YEAR.fullmatch(asked["year"]):
        raise NotFound(visit.say("没有这一年的数据", "There are no data of this year"))
    of = next((name for name in SUBJECTS if asked[name]), None)
    chosen = Chosen(of, asked[of] if of else "", asked["about"], asked["year"])
    return replace(chosen, with_routine=not _may_leave_out(chosen) or _asks_for_routine(visit))


def _asks_for_routine(visit: Visit) -> bool:
    return str(visit.request.args.get("routine")) == "1"


def _may_leave_out(chosen: Chosen) -> bool:
    """Whether what is routine is left out until it is asked for; whoever chooses a kind asks for all of it."""
    return not chosen.about and _is_long(chosen.of, chosen.code)


def _is_long(of: str | None, code: str) -> bool:
    """Of the city, a county or a town."""
    return of is None or (of == "place" and len(code) < VILLAGE)


async def _subject(visit: Visit, chosen: Chosen) -> tuple[str, list[tuple[str | None, str]]]:
    """Whose timeline it is, and the way there."""
    here = visit.say("大事记", "Timeline")
    if chosen.of is None:
        return visit.say("全市大事记", "Timeline of the city"), [(None, here)]
    name, address = await _named(visit, chosen.of, chosen.code)
    return visit.say(f"{name}：大事记", f"Timeline: {name}"), [(ADDRESS, here), (address, name), (None, here)]


async def _named(visit: Visit, of: str, code: str) -> tuple[str, str]:
    """The name of a stream, project or place, and its page."""
    if of == "place":
        place = (await visit.site.places()).get(code)
        if place is None:
            raise NotFound(visit.say("没有这个地区", "There is no such place"))
        return place, f"/places/{code}"
    address, table = NAMES[of]
    visit.demand({table: ("code", "name")})
    return (await visit.row(f"SELECT name FROM {table} WHERE code = :code", code=code))["name"], f"{address}/{code}"


def _tellings(visit: Visit) -> Sequence[Telling]:
    """What the release can tell, found out once."""
    if visit.site.tellings is None:
        visit.site.tellings = timeline.tellings(visit.release)
    return visit.site.tellings


async def _counts(visit: Visit, chosen: Chosen) -> Counter[tuple[str, str]]:
    """How much there is, by what it is about and year."""
    sql = timeline.counts(_tellings(visit), chosen)
    told = Counter({(row["about"], row["year"]): row["count"] for row in await visit.rows(sql, **_values(visit, chosen))})
    return told + Counter((_about(one), one.day[:4]) for one in await _beside(visit, chosen))


def _about(one: Beside) -> str:
    return RELEASE if isinstance(one, Announced) else revisions.ABOUT


async def _beside(visit: Visit, chosen: Chosen) -> list[Beside]:
    """The releases up to this one, and what they said otherwise than those before them, the newest first."""
    found: list[Beside] = [*_announced(visit, chosen), *await _revised(visit, chosen)]
    return sorted(found, key=lambda one: one.day, reverse=True)


def _announced(visit: Visit, chosen: Chosen) -> list[Announced]:
    """The releases that are there, up to the one that is shown: they are of the whole city."""
    if chosen.of is not None or chosen.about not in ("", RELEASE):
        return []
    last = in_time(visit.release.name)
    there = [folder.name for folder in shelf.folders(visit.site.around.home) if in_time(folder.name) <= last and not shelf.is_withdrawn(folder)]
    return [Announced(name) for name in there if chosen.year in ("", name[:4])]


async def _revised(visit: Visit, chosen: Chosen) -> list[Revision]:
    """What releases up to this one said otherwise than those before them, the newest first."""
    if chosen.about not in ("", revisions.ABOUT) or not chosen.with_routine:
        return []  # the page of a release lists its own, which may be thousands
    every = [one for pair in revisions.pairs(visit.site.around.home, visit.release.name) for one in await revisions.told(visit.site, pair)]
    return [one for one in every if chosen.year in ("", one.day[:4]) and (chosen.of is None or _is_of(one, chosen))]


def _is_of(one: Revision, chosen: Chosen) -> bool:
    if chosen.of == "place":
        return (one.region_code or "").startswith(chosen.code)
    return bool(chosen.code == (one.stream if chosen.of == "stream" else one.project))


async def _entries(visit: Visit, chosen: Chosen, counts: Counter[tuple[str, str]], most: int, skip: int = 0) -> list[Entry]:
    """The newest after some that are skipped, read year by year: statements have a time limit."""
    found: list[Entry] = []
    for year in sorted({year for _, year in counts if chosen.year in ("", year)}, reverse=True):
        if skip < (here := _sum(counts, chosen.about, year)) and len(found) < most:
            found += await _of_year(visit, replace(chosen, year=year), most - len(found), skip)
        skip = max(0, skip - here)
    return found


async def _of_year(visit: Visit, chosen: Chosen, most: int, skip: int) -> list[Entry]:
    told, places, is_english, beside = _tellings(visit), await visit.site.places(), visit.preferences.is_english, await _beside(visit, chosen)
    values = _values(visit, chosen) | {"beside": _by_day(beside)}
    rows = await visit.rows(timeline.entries(told, chosen), most=most, skip=skip, needed=most + skip, **values)

    def entry(row: Row) -> Entry:
        if row["telling"] != timeline.BESIDE_TELLING:
            return timeline.entry(told[row["telling"]], row, places, is_english)
        one = beside[row["key"]]
        if isinstance(one, Announced):
            return _of_release(visit, one)
        return revisions.entry(one, visit.release, places, visit.say(*ABOUT[revisions.ABOUT]), is_english)

    return await asyncio.to_thread(lambda: [entry(row) for row in rows])


def _of_release(visit: Visit, one: Announced) -> Entry:
    """A release in words; it leads to its page."""
    sentence = visit.say(f"发布开放数据 {one.release}", f"Open data released: {one.release}")
    nothing = dict.fromkeys((*SUBJECTS.values(), "region_name"))
    return Entry(
        day=one.day,
        about=RELEASE,
        about_label=visit.say(*ABOUT[RELEASE]),
        **nothing,
        sentence=sentence,
        dataset="",
        address=f"/releases/{one.release}",
    )


def _by_day(beside: Sequence[Beside]) -> str:
    """Each day with the places of its own in the list, from the first to before the last."""
    ends: list[tuple[str, int, int]] = []
    for day, number in Counter(one.day for one in beside).items():
        first = ends[-1][2] if ends else 0
        ends.append((day, first, first + number))
    return orjson.dumps(ends).decode()


def _values(visit: Visit, chosen: Chosen) -> dict[str, str]:
    return {"today": str(visit.release.day), "code": chosen.code, "year": chosen.year, "next_year": str(int(chosen.year or 0) + 1)}


def _sum(counts: Counter[tuple[str, str]], about: str, year: str) -> int:
    """How much there is of a kind and year; of all of them where the name is empty."""
    return sum(number for key, number in counts.items() if about in ("", key[0]) and year in ("", key[1]))


def _link(chosen: Chosen, address: str = ADDRESS, page: int = 1) -> str:
    """The address of a part of a timeline."""
    subject = {chosen.of: chosen.code} if chosen.of else {}
    routine = 1 if chosen.with_routine and _may_leave_out(chosen) else None
    return with_arguments(address, **subject, about=chosen.about or None, year=chosen.year or None, routine=routine, page=page if page > 1 else None)


ROUTES = ((r"^/timeline$", overview), (r"^/timeline\.(?:csv|json)$", rows))
