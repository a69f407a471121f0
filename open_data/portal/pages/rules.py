"""The library of the "1+N" rules: each document with its clauses, and under each what rests on it (M158)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette.utils.asgi import Response

from open_data.columns import Words
from open_data.portal import figures
from open_data.portal.pages.figures import clause_of
from open_data.portal.visit import Visit
from open_data.sections import SECTIONS, anchor, sections
from open_data.shelf import Needs

NEEDS: Needs = {
    "policy_documents": ("number", "title", "kind", "kind_label", "department_label", "issued_on", "period_from"),
    "policy_clauses": ("document", "number", "summary"),
}


@dataclass(frozen=True)
class Kind:
    """Things that rest on clauses. sql: document, clause, and of each thing its address and what its text says."""

    title: Words
    needs: Needs
    sql: str
    text: Words


KINDS = (
    Kind(
        Words("规则参数", "Parameter"),
        {"rule_parameters": ("name", "about", "comparator_label", "value", "unit_label", "period_from", "document", "clause")},
        """SELECT document, clause, about, comparator_label, printf(CASE WHEN value = round(value) THEN '%,d' ELSE '%g' END, value) AS value, unit_label,
 period_from, '/sunshine/rule_parameters?name__exact=' || name AS address FROM rule_parameters ORDER BY name, period_from""",
        Words(
            "{about}{comparator_label} {value} {unit_label}（{period_from} 起）",
            "{about} {comparator_label} {value} {unit_label} (from {period_from})",
        ),
    ),
    Kind(
        Words("预警规则", "Alert rule"),
        {"alert_rules": ("code", "about", "document", "clause")},
        "SELECT document, clause, about, '/sunshine/alert_rules/' || code AS address FROM alert_rules ORDER BY code",
        Words("{about}", "{about}"),
    ),
    Kind(
        Words("违规通报", "Notice"),
        {"violation_notices": ("number", "document", "clause")},
        "SELECT document, clause, number, '/notices' AS address FROM violation_notices ORDER BY number",
        Words("{number}", "{number}"),
    ),
)


@dataclass(frozen=True)
class Clause:
    """A clause and what rests on it, each with its kind, text and address."""

    anchor: str
    number: str
    summary: str
    resting: Sequence[tuple[str, str, str]]


async def overview(visit: Visit) -> Response:
    visit.demand(NEEDS)
    resources = visit.release.resources.values()
    return await visit.render(
        "rules.html",
        documents=await visit.rows("SELECT * FROM policy_documents ORDER BY kind <> 'main', issued_on, number"),
        clauses=await _clauses(visit),
        sections=[(section, [one for one in resources if section in sections(one["clause"])]) for section in SECTIONS],
        trail=[(None, visit.say("制度", "Rules"))],
    )


async def _clauses(visit: Visit) -> Mapping[str, Sequence[Clause]]:
    """The clauses of each document."""
    resting = await _resting(visit)
    clauses: dict[str, list[Clause]] = defaultdict(list)
    rows = await visit.rows("SELECT document, number, summary FROM policy_clauses ORDER BY document, number")
    for row in sorted(rows, key=lambda row: [int(digits) for digits in re.findall(r"\d+", row["number"])]):
        named = anchor(row["document"], row["number"])
        clauses[row["document"]].append(Clause(named, row["number"], row["summary"], resting[named]))
    return clauses


async def _resting(visit: Visit) -> Mapping[str, list[tuple[str, str, str]]]:
    """What rests on each clause, by its anchor: rules, then figures."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for kind in KINDS:
        for row in await visit.rows(kind.sql) if visit.release.has(kind.needs) else ():
            found[anchor(row["document"], row["clause"])].append((visit.say(*kind.title), visit.say(*kind.text).format_map(row), row["address"]))
    for figure in figures.shown(visit.release):
        if clause := await clause_of(visit, figure):
            found[anchor(clause["document"], clause["clause"])].append(
                (visit.say("图表", "Figure"), visit.say(*figure.title), f"/figures/{figure.name}")
            )
    return found


ROUTES = ((r"^/rules$", overview),)
