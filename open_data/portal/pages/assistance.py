"""What was done for the households of a place 帮扶情况: counts and sums of the protected tables, as far as they tell of it.

A row may stand for several places together; then it says which, and tells of each of them no more than that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from open_data.portal.site import Row
from open_data.portal.visit import Visit, with_arguments

TOLD = (
    *("register", "pairings", "visits", "measures", "measures_finished", "need_states", "payments", "emergency_reliefs", "shared_proceeds", "exits"),
    "visit_funds",
)
COUNTED = ("households", "villages")  # what a table counts
PROCEEDS = {"project_proceeds": ("place", "place_label", "month", "due", "received", "to_households")}
MOST = 8
INSIDE = "instr(' ' || place, ' ' || :code)"
AROUND = (f"instr(' ' || place || ' ', ' ' || substr(:code, 1, {digits}) || ' ')" for digits in (4, 6, 9))
ABOUT = f"({' OR '.join((INSIDE, *AROUND))})"
"""A row is about a place, maybe with others: it names the place, one inside it, or one that holds it."""
Fields = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Told:
    """One protected table about a place: the newest year that tells of it by itself or with others, else of what holds it; or how things stand.

    is_wider: whether none of the lines is of the place alone; total: of the place itself; count: of all lines; address: of the rows behind them.
    """

    caption: str
    is_wider: bool
    total: Row | None
    columns: Sequence[tuple[str, str, str]]
    rows: Sequence[Row]
    count: int
    address: str


async def assistance(visit: Visit, code: str) -> list[Told]:
    """Every table that tells of a place."""
    named = [name for name in TOLD if any(visit.release.has({name: ("place", "place_label", counted)}) for counted in COUNTED)]
    return [*[told for name in named if (told := await _told(visit, name, code))], *await _proceeds(visit, code)]


async def _told(visit: Visit, name: str, code: str) -> Told | None:
    fields = visit.release.fields[name]
    year = await _year(visit, name, code) if "month" in fields else None
    rows = await visit.rows(_sql(name, fields), code=code, year=year)
    if not rows:
        return None
    label = (await visit.site.books()).label(int(year), visit.preferences) if year else None
    title = " ".join(filter(None, (visit.said(visit.release.resources[name]), label)))
    names = await visit.site.places()
    shown = [{**row, "place_label": _where(row, code, names), _counted(fields): _between(row["fewest"], row["most"])} for row in rows[:MOST]]
    is_wider = not any(_is_of(row, code) for row in rows)
    address = with_arguments(f"/sunshine/{name}", place__contains=code, month__contains=year)
    return Told(title, is_wider, await _total(visit, name, code, year), _columns(visit, fields), shown, len(rows), address)


async def _proceeds(visit: Visit, code: str) -> list[Told]:
    """What projects brought, of all years: a row may be of several."""
    name, wanted = next(iter(PROCEEDS.items()))
    if not visit.release.has(PROCEEDS):
        return []
    rows = await visit.rows(f"SELECT {', '.join(wanted)} FROM {name} WHERE {ABOUT} ORDER BY month DESC, length(place), place", code=code)
    names, fields = await visit.site.places(), visit.release.fields[name]
    columns = [(key, visit.said(fields[key]), "money" if fields[key]["kind"] == "money" else "text") for key in wanted if key != "place"]
    shown = [{**row, "place_label": _where(row, code, names)} for row in rows[:MOST]]
    is_wider = not any(_is_of(row, code) for row in rows)
    told = Told(
        visit.said(visit.release.resources[name]),
        is_wider,
        None,
        columns,
        shown,
        len(rows),
        with_arguments(f"/sunshine/{name}", place__contains=code),
    )
    return [told] if rows else []


async def _year(visit: Visit, name: str, code: str) -> str | None:
    """Of money a year that is not over is told of counties alone: a town or village has the year before."""
    newest = "max(substr(month, 1, 4))"
    found = await visit.rows(
        f"SELECT coalesce({newest} FILTER (WHERE {INSIDE}), {newest}) AS year FROM {name} WHERE {ABOUT}",
        code=code,
    )
    year: str | None = found[0]["year"]
    return year


async def _total(visit: Visit, name: str, code: str, year: str | None) -> Row | None:
    """The total of the whole place, all kinds together, if it may stand beside the rows."""
    fields = visit.release.fields.get(f"{name}_totals", {})
    whole = (condition for column, condition in (("kind", "kind IS NULL"), ("month", "month = :year")) if column in fields)
    found = await visit.rows(f"SELECT * FROM {name}_totals WHERE {' AND '.join(('place = :code', *whole))}", code=code, year=year) if fields else []
    return found[0] if found else None


def _sql(name: str, fields: Fields) -> str:
    """A line for each place and kind. Of the periods of a year the money is added up; of their counts, in each of which a household may be, the least
    and the greatest are told."""
    kind, amount = ("kind_label" if "kind" in fields else "NULL"), ("round(sum(amount), 2)" if "amount" in fields else "NULL")
    newest = "AND instr(' ' || month, ' ' || :year)" if "month" in fields else ""
    counted = _counted(fields)
    return f"""SELECT place, place_label, {kind} AS kind_label, min({counted}) AS fewest, max({counted}) AS most, {amount} AS amount
 FROM {name} WHERE {ABOUT} {newest} GROUP BY place, {kind} ORDER BY length(place), most DESC, place, {kind}"""


def _counted(fields: Fields) -> str:
    return next(name for name in COUNTED if name in fields)


def _is_of(row: Row, code: str) -> bool:
    """Whether a row is of nothing but a place and what lies in it."""
    return all(place.startswith(code) for place in row["place"].split())


def _where(row: Row, code: str, names: Mapping[str, str]) -> str:
    """What a row is of; where it names the first of many places, the one that is asked about too."""
    among = next((names[place] for place in row["place"].split() if place in names and code.startswith(place)), "")
    label: str = row["place_label"]
    return label if among in label else f"{label}（含{among}）"


def _between(fewest: int, most: int) -> str:
    return f"{most:,}" if fewest == most else f"{fewest:,}–{most:,}"


def _columns(visit: Visit, fields: Fields) -> list[tuple[str, str, str]]:
    every = (
        ("place", "place_label", visit.say("哪里", "Where"), "text"),
        ("kind", "kind_label", visit.say("种类", "Kind"), "text"),
        ("households", "households", visit.say("户数", "Households"), "text"),
        ("villages", "villages", visit.say("村数", "Villages"), "text"),
        ("amount", "amount", visit.say("金额（元）", "Yuan"), "money"),
    )
    return [(name, title, kind) for needed, name, title, kind in every if needed in fields]
