"""The library of the "1+N" rules with their clauses, and the parameters in force."""

from __future__ import annotations

from datasette.utils.asgi import Response

from open_data.portal.visit import Visit

NEEDS = {"policy_documents": ()}


async def overview(visit: Visit) -> Response:
    visit.demand(NEEDS)
    tables = []
    for name in ("policy_documents", "policy_clauses", "rule_parameters"):
        if visit.release.has({name: ()}):
            fields = visit.release.fields[name]
            columns = [(key, visit.said(field), field["kind"]) for key, field in fields.items() if f"{key}_label" not in fields]
            tables.append((visit.said(visit.release.resources[name]), columns, await visit.rows(f"SELECT * FROM {name} LIMIT 500")))
    return await visit.render("rules.html", tables=tables, trail=[(None, visit.say("制度", "Rules"))])


ROUTES = ((r"^/rules$", overview),)
