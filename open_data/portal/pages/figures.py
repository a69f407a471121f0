"""Every figure has a page, a picture, a table and a page to embed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from datasette.utils.asgi import NotFound, Response

from open_data.columns import Words
from open_data.portal import charts, figures
from open_data.portal.downloads import downloaded
from open_data.portal.figures import Drawing, Figure, Unit
from open_data.portal.pictures import Outlet, credit, language
from open_data.portal.site import Row
from open_data.portal.visit import Visit
from open_data.portal.wording import number, percent, short_yuan
from open_data.sections import Section, sections
from open_data.shelf import Needs

CLAUSES: Needs = {"rule_parameters": ("name", "period_from", "document", "clause"), "policy_clauses": ("document", "number", "summary")}
CLAUSE = """SELECT policy_clauses.document, number AS clause, summary, about FROM rule_parameters
JOIN policy_clauses ON policy_clauses.document = rule_parameters.document AND number = clause WHERE name = :parameter ORDER BY period_from DESC LIMIT 1"""
KINDS = {Unit.YUAN: "money", Unit.COUNT: "whole", Unit.DAYS: "whole", Unit.SHARE: "share"}
VALUES = {
    Unit.YUAN: Words("金额（元）", "Yuan"),
    Unit.COUNT: Words("数量", "Count"),
    Unit.DAYS: Words("天数", "Days"),
    Unit.SHARE: Words("比例", "Share"),
}


@dataclass(frozen=True)
class ShownFigure:
    """A figure with its rows, in the visitor's language."""

    figure: Figure
    title: str
    about: str
    columns: list[tuple[str, str, str]]
    rows: Sequence[Row]
    alternative: str
    outlet: Outlet

    @property
    def style(self) -> str:
        return self.figure.drawing

    @property
    def width(self) -> int:
        return charts.size(self.figure, self.rows)[0]

    @property
    def height(self) -> int:
        return charts.size(self.figure, self.rows)[1]


async def show(visit: Visit, figure: Figure) -> ShownFigure:
    """A figure with the rows of the release."""
    rows = await labelled(visit, figure)
    first = "label" if figure.drawing is Drawing.BARS else "year"
    columns = [(first, visit.say(*figure.label), "text")]
    if figure.series:
        columns.append(("series", visit.say(*figure.series), "text"))
    columns.append(("value", visit.say(*VALUES[figure.unit]), KINDS[figure.unit]))
    title, about = visit.say(*figure.title), visit.say(*figure.about)
    return ShownFigure(figure, title, about, columns, rows, alternative(visit, figure, rows), outlet_of(visit, figure))


def outlet_of(visit: Visit, figure: Figure) -> Outlet:
    page = f"/figures/{figure.name}"
    return Outlet(page, f"{page}.svg", f"/embed/{figure.name}", language(visit))


async def labelled(visit: Visit, figure: Figure) -> Sequence[Row]:
    """Its rows, where a year that is not over says so, in the visitor's language."""
    rows = await visit.rows(figure.sql)
    if figure.drawing is Drawing.BARS:
        return rows
    books = await visit.site.books()
    return [{**row, "year": books.label(row["year"], visit.preferences)} for row in rows]


def alternative(visit: Visit, figure: Figure, rows: Sequence[Row]) -> str:
    """What the picture shows, in a sentence."""
    if not rows:
        return visit.say(f"{figure.title.zh}：没有数据", f"{figure.title.en}: no data")
    most, least = max(rows, key=lambda row: row["value"]), min(rows, key=lambda row: row["value"])
    high, low = (_in_words(visit, figure, row) for row in (most, least))
    return visit.say(
        f"{figure.title.zh}：共 {len(rows)} 项，最高 {high}，最低 {low}。数据见表。",
        f"{figure.title.en}: {len(rows)} values, highest {high}, lowest {low}. The table has them all.",
    )


def _in_words(visit: Visit, figure: Figure, row: Row) -> str:
    """A value with what it is of: 2019 省级 1.20亿元."""
    return " ".join(str(part) for part in (row.get("label") or row.get("year"), row.get("series"), said(visit, figure.unit, row["value"])) if part)


def said(visit: Visit, unit: Unit, value: float) -> str:
    """A value as people say it."""
    if unit is Unit.YUAN:
        return short_yuan(value, visit.preferences.is_english)
    if unit is Unit.DAYS:
        return visit.say(f"{number(value)} 天", f"{number(value)} days")
    return percent(value) if unit is Unit.SHARE else number(value)


def asked(visit: Visit) -> Figure:
    """The figure that the address names, if the release can show it."""
    figure = figures.FIGURES.get(visit.parameter("name"))
    if figure is None:
        raise NotFound(visit.say("没有这张图", "There is no such figure"))
    visit.demand(figure.needs)
    return figure


async def every(visit: Visit) -> Response:
    """Those of which the release has a value."""
    shown = [one for figure in figures.shown(visit.release) if (one := await show(visit, figure)).rows]
    return await visit.render("figures.html", figures=shown, trail=[(None, visit.say("图表", "Figures"))])


async def one(visit: Visit) -> Response:
    shown = await show(visit, asked(visit))
    return await visit.render(
        "figure.html",
        shown=shown,
        clause=await clause_of(visit, shown.figure),
        sections=sections_of(visit, shown.figure),
        trail=[("/figures", visit.say("图表", "Figures")), (None, shown.title)],
    )


async def clause_of(visit: Visit, figure: Figure) -> Row | None:
    """The clause of the newest rule parameter that a figure is held against."""
    if figure.parameter is None or not visit.release.has(CLAUSES):
        return None
    found = await visit.rows(CLAUSE, parameter=figure.parameter)
    return found[0] if found else None


def sections_of(visit: Visit, figure: Figure) -> list[Section]:
    """The sections of the main document by which the first of its datasets is published."""
    return sections(visit.release.resources[next(iter(figure.needs))]["clause"])


async def embedded(visit: Visit) -> Response:
    return await visit.render("embed.html", shown=await show(visit, asked(visit)))


async def picture(visit: Visit) -> Response:
    """The figure as SVG; drawn once for each release and language."""
    figure = asked(visit)
    key = ("figure", figure.name, visit.preferences.language)
    if key not in visit.site.drawn:
        visit.site.drawn[key] = await asyncio.to_thread(
            charts.draw, figure, await labelled(visit, figure), visit.preferences.is_english, credit(visit, f"/figures/{figure.name}")
        )
    return Response(visit.site.drawn[key], content_type="image/svg+xml; charset=utf-8")


async def table(visit: Visit) -> Response:
    """The figure's rows as CSV, with a byte order mark for Excel."""
    figure = asked(visit)
    rows = await visit.rows(figure.sql)
    return downloaded(rows, list(rows[0]) if rows else ["value"], visit.request.path, figure.name)


async def values(visit: Visit) -> Response:
    """The figure's rows as JSON, with its title, its statement, the release and the month to which its books go."""
    figure = asked(visit)
    body = {
        "name": figure.name,
        "title": figure.title.zh,
        "title_en": figure.title.en,
        "unit": figure.unit,
        "sql": figure.sql,
        "release": visit.release.name,
        "through": (await visit.site.books()).through or None,
    }
    return Response(orjson.dumps({**body, "rows": await visit.rows(figure.sql)}), content_type="application/json; charset=utf-8")


ROUTES = (
    (r"^/figures$", every),
    (r"^/figures/(?P<name>[a-z-]+)$", one),
    (r"^/figures/(?P<name>[a-z-]+)\.svg$", picture),
    (r"^/figures/(?P<name>[a-z-]+)\.csv$", table),
    (r"^/figures/(?P<name>[a-z-]+)\.json$", values),
    (r"^/embed/(?P<name>[a-z-]+)$", embedded),
)
