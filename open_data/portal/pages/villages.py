"""Economically weak villages and their way to the threshold; the comparator is that of the rule in force."""

from __future__ import annotations

from datasette.utils.asgi import Response

from open_data.portal.visit import Visit
from open_data.shelf import Needs

NEEDS: Needs = {"village_thresholds": ("region_code", "region_name", "year", "threshold", "value", "comparator_label", "target", "met")}
INCOMES = "village_thresholds WHERE threshold = 'village_income' AND target IS NOT NULL"
WAY = f"""
SELECT region_code AS code, region_name AS name, value AS income, target, comparator_label, met FROM {INCOMES}
AND year = :year ORDER BY met, value DESC, region_code
"""


async def overview(visit: Visit) -> Response:
    """Every village that is, or was, economically weak, with the newest year's income and the threshold of that year: first those on their way, the nearest first."""
    visit.demand(NEEDS)
    newest = (await visit.row(f"SELECT max(year) AS year FROM {INCOMES}"))["year"]
    rows = [{**row, "share": min(1.0, row["income"] / (row["target"] or 1))} for row in await visit.rows(WAY, year=newest)]
    over = sum(row["met"] for row in rows)
    thresholds = sorted({(row["comparator_label"], row["target"]) for row in rows})
    trail = [(None, visit.say("经济薄弱村", "Weak villages"))]
    return await visit.render("villages.html", villages=rows, year=newest, over=over, thresholds=thresholds, trail=trail)


ROUTES = ((r"^/villages$", overview),)
