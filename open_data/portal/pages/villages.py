"""Economically weak villages and their way to the threshold; the comparator is that of the rule in force."""

from __future__ import annotations

from datasette.utils.asgi import Response

from open_data.portal.figures import IS_MET, THRESHOLD_NEEDS, WITH_THRESHOLD
from open_data.portal.visit import Visit

NEEDS = {
    "village_years": ("region_code", "region_name", "year", "collective_income"),
    "key_villages": ("region_code", "year"),
    **THRESHOLD_NEEDS,
}
WAY = f"""
SELECT village_years.region_code AS code, village_years.region_name AS name, collective_income AS income, rule.value AS threshold,
 rule.comparator_label AS comparator, {IS_MET} AS is_over
FROM {WITH_THRESHOLD}
WHERE village_years.year = :year AND village_years.region_code IN (SELECT region_code FROM key_villages)
GROUP BY village_years.region_code ORDER BY collective_income DESC
"""


async def overview(visit: Visit) -> Response:
    """Every village that was ever on the list of weak villages, with the newest year's income and the threshold of that year."""
    visit.demand(NEEDS)
    newest = (await visit.row("SELECT max(year) AS year FROM village_years"))["year"]
    rows = [{**row, "share": min(1.0, row["income"] / (row["threshold"] or 1))} for row in await visit.rows(WAY, year=newest)]
    over = sum(row["is_over"] for row in rows)
    thresholds = sorted({(row["comparator"], row["threshold"]) for row in rows})
    trail = [(None, visit.say("经济薄弱村", "Weak villages"))]
    return await visit.render("villages.html", villages=rows, year=newest, over=over, thresholds=thresholds, trail=trail)


ROUTES = ((r"^/villages$", overview),)
