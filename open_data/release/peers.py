"""The same in the formats of peers, made from the published rows alone: projects as OC4IDS with their tenders as OCDS, payments by the 360Giving rules.

Identifiers are ours. An office that publishes in earnest registers a prefix with each standard and puts it before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from open_data.release.package import Description

FOLDER, PROJECTS, TENDERS, PAYMENTS = "peers", "projects.oc4ids.json", "tenders.ocds.json", "payments.360giving.json"
NEEDED = {PROJECTS: ("projects", "project_stages", "tenders", "bidders"), TENDERS: ("tenders", "bidders"), PAYMENTS: ("payments",)}
CURRENCY, CREDIT_CODE, DIVISIONS = "CNY", "CN-USCI", "GB/T 2260"
STATUS = {
    "reserve": "identification",
    "approved": "preparation",
    "building": "implementation",
    "accepted": "completion",
    "operating": "maintenance",
    "stopped": "cancelled",
}
# what a stage of ours is in the life of an infrastructure project; sharing out proceeds has no equivalent
PERIODS = {
    "identificationPeriod": ("investigation",),
    "preparationPeriod": ("argument", "appraisal", "approval"),
    "implementationPeriod": ("tendering", "implementation"),
    "completionPeriod": ("acceptance", "evaluation"),
}
# purposes of money: why a household gets it (GTIR) and what for (GTIP)
REASONS = {
    "livelihood": ("GTIR010", "GTIP070"),
    "emergency": ("GTIR100", "GTIP170"),
    "health": ("GTIR030", "GTIP120"),
    "education": ("GTIR010", "GTIP130"),
    "disability": ("GTIR020", "GTIP010"),
    "industry": ("GTIR070", "GTIP140"),
    "housing": ("GTIR080", "GTIP060"),
}
OTHER_REASON = ("GTIR010", "GTIP010")
Node = dict[str, Any]
Rows = Iterable[Mapping[str, Any]]


def write(folder: Path, package: Description) -> None:
    """Write each format whose datasets are in the release."""
    (folder / FOLDER).mkdir()
    published = {resource["name"] for resource in package["resources"]}
    for name, make in ((PROJECTS, projects), (TENDERS, tenders), (PAYMENTS, payments)):
        if published.issuperset(NEEDED[name]):
            (folder / FOLDER / name).write_bytes(orjson.dumps(make(folder, package)))


def projects(folder: Path, package: Description) -> Node:
    """An OC4IDS 0.9 package."""
    stages, processes = _grouped(_rows(folder, "project_stages"), "project"), _grouped(_rows(folder, "tenders"), "project")
    winners = _grouped((one for one in _rows(folder, "bidders") if one["has_won"]), "tender")
    return {
        "uri": f"{package['homepage']}/{FOLDER}/{PROJECTS}",
        "publishedDate": package["created"],
        "version": "0.9",
        "publisher": _publisher(package),
        "license": package["licenses"][0]["path"],
        "projects": [
            _project(one, stages.get(one["code"], []), processes.get(one["code"], []), winners, package) for one in _rows(folder, "projects")
        ],
    }


def _project(row: Mapping[str, Any], stages: list[Mapping[str, Any]], tenders: Rows, winners: Mapping[str, Rows], package: Description) -> Node:
    budget = {"amount": _value(row["budget"]), "approvalDate": row["approved_on"] and _moment(row["approved_on"])}
    return _filled(
        {
            "id": row["code"],
            "updated": package["created"],
            "language": "zh",
            "title": row["name"],
            "status": STATUS[row["state"]],
            "sector": ["economy"],
            "additionalClassifications": [
                {"scheme": f"sunshine-{name}", "id": row[name], "description": row[f"{name}_label"]} for name in ("field", "mode") if row[name]
            ],
            "identifiers": [{"scheme": "sunshine-approval", "id": row["approval_number"]}] if row["approval_number"] else None,
            "locations": [{"id": row["region_code"], "description": row["region_name"]}],
            "budget": _filled(budget),
            **{name: _period([stage for stage in stages if stage["stage"] in ours]) for name, ours in PERIODS.items()},
            "contractingProcesses": [_process(one, winners.get(one["ocid"], []), package) for one in tenders] or None,
        }
    )


def _period(stages: Rows) -> Node | None:
    """From the day on which the first stage was entered until the last was finished, if all were."""
    days = [(stage["entered_on"], stage["finished_on"]) for stage in stages if stage["entered_on"]]
    if not days:
        return None
    ends = [end for _, end in days]
    return _filled({"startDate": _moment(min(start for start, _ in days)), "endDate": _moment(max(ends)) if all(ends) else None})


def _process(tender: Mapping[str, Any], winners: Rows, package: Description) -> Node:
    summary = {
        "ocid": tender["ocid"],
        "title": tender["title"],
        "status": "active" if tender["awarded_on"] else "pre-award",
        "suppliers": [_reference(winner) for winner in winners] or None,
        "contractValue": _value(tender["award_amount"]),
    }
    return {"id": tender["ocid"], "summary": _filled(summary), "releases": [_linked(tender, package)]}


def _linked(tender: Mapping[str, Any], package: Description) -> Node:
    url = f"{package['homepage']}/{FOLDER}/{TENDERS}"
    return {"id": _release_id(tender), "tag": _tags(tender), "date": _moment(_last_day(tender)), "url": f"{url}#{_release_id(tender)}"}


def tenders(folder: Path, package: Description) -> Node:
    """An OCDS 1.1 release package: a release for each tender as it stands."""
    bidders = _grouped(_rows(folder, "bidders"), "tender")
    return {
        "uri": f"{package['homepage']}/{FOLDER}/{TENDERS}",
        "publishedDate": package["created"],
        "version": "1.1",
        "publisher": _publisher(package),
        "license": package["licenses"][0]["path"],
        "releases": [_release(one, bidders.get(one["ocid"], [])) for one in _rows(folder, "tenders")],
    }


def _release(tender: Mapping[str, Any], bidders: list[Mapping[str, Any]]) -> Node:
    winners = [bidder for bidder in bidders if bidder["has_won"]]
    award = {
        "id": f"{tender['ocid']}-award",
        "status": "active",
        "date": tender["awarded_on"] and _moment(tender["awarded_on"]),
        "value": _value(tender["award_amount"]),
        "suppliers": [_reference(winner) for winner in winners] or None,
    }
    return _filled(
        {
            "ocid": tender["ocid"],
            "id": _release_id(tender),
            "date": _moment(_last_day(tender)),
            "tag": _tags(tender),
            "initiationType": "tender",
            "language": "zh",
            "planning": {"budget": {"projectID": tender["project"]}} if tender["project"] else None,
            "parties": [_party(bidder) for bidder in bidders] or None,
            "tender": _tender(tender, bidders),
            "awards": [_filled(award)] if tender["awarded_on"] else None,
        }
    )


def _tender(tender: Mapping[str, Any], bidders: list[Mapping[str, Any]]) -> Node:
    return _filled(
        {
            "id": tender["ocid"],
            "title": tender["title"],
            "status": "complete" if tender["awarded_on"] else "active",
            "tenderPeriod": _filled({"startDate": _moment(tender["published_on"]), "endDate": tender["closes_on"] and _moment(tender["closes_on"])}),
            "numberOfTenderers": len(bidders),
            "tenderers": [_reference(bidder) for bidder in bidders] or None,
        }
    )


def _party(bidder: Mapping[str, Any]) -> Node:
    identifier = {"scheme": CREDIT_CODE, "id": bidder["credit_code"], "legalName": bidder["name"]}
    roles = ["tenderer", "supplier"] if bidder["has_won"] else ["tenderer"]
    return {**_reference(bidder), "identifier": identifier, "roles": roles}


def _reference(bidder: Mapping[str, Any]) -> Node:
    return {"id": f"{CREDIT_CODE}-{bidder['credit_code']}", "name": bidder["name"]}


def _release_id(tender: Mapping[str, Any]) -> str:
    return f"{tender['ocid']}-{_last_day(tender):%Y%m%d}"


def _tags(tender: Mapping[str, Any]) -> list[str]:
    return ["tender", "award"] if tender["awarded_on"] else ["tender"]


def _last_day(tender: Mapping[str, Any]) -> date:
    """On which something was last published of a tender."""
    found: date = tender["awarded_on"] or tender["published_on"]
    return found


def payments(folder: Path, package: Description) -> Node:
    """A 360Giving 1.4 package of grants to individuals. Nobody is a row: one grant is what at least eleven households got together."""
    purposes = _purposes(folder)
    return {
        "version": "1.4",
        "title": f"{package['title']}：到户资金",
        "description": "Payments to households. Each entry is the sum for at least eleven households; identifiers are made anew for each release.",
        "issued": package["created"][:10],
        "license": package["licenses"][0]["path"],
        "grants": [_grant(one, purposes, package) for one in _rows(folder, "payments") if one["amount"] > 0],
    }


def _grant(row: Mapping[str, Any], purposes: Mapping[str, str], package: Description) -> Node:
    number = f"{package['name']}-{row['row']}"
    why = [REASONS.get(purposes.get(kind, kind), OTHER_REASON) for kind in row["kind"].split()]  # maybe several kinds that can only be told together
    return {
        "id": number,
        "title": "到户帮扶资金 Payments to households",
        "description": "Payments to households of one place and time, summed: no entry stands for one person.",
        "currency": CURRENCY,
        "amountAwarded": float(row["amount"]),
        "awardDate": _first_day(row["month"], package),
        "recipientIndividual": {"id": f"{number}-recipients", "name": "Individual Recipient"},
        "fundingOrganization": [{"id": f"{package['spatial']['code']}-government", "name": package["contributors"][0]["title"]}],
        "beneficiaryLocation": [_place(row, package)],
        "toIndividualsDetails": {"primaryGrantReason": why[0][0], "grantPurpose": [*dict.fromkeys(purpose for _, purpose in why)]},
    }


def _place(row: Mapping[str, Any], package: Description) -> Node:
    """One division by its code; several together by their names."""
    code = {"geoCode": row["place"], "geoCodeType": DIVISIONS} if row["place"].isdigit() else {}
    return {"name": row["place_label"] or package["spatial"]["name"], "countryCode": "CN", **code}


def _purposes(folder: Path) -> Mapping[str, str]:
    """The purpose of each stream of money, if the release has them; kinds may be streams."""
    path = folder / "data" / "fund_streams.parquet"
    return dict(pl.read_parquet(path).select("code", "purpose").iter_rows()) if path.exists() else {}


def _first_day(periods: str, package: Description) -> str:
    """A proxy for the day, as the rules allow: the first of the year, quarter or month; of several together, of the first."""
    year, _, part = min(periods.split(), default="").partition("-")
    if not year.isdigit():
        return str(package["created"][:10])
    month = 3 * int(part[1:]) - 2 if part.startswith("Q") else int(part or 1)
    return f"{year}-{month:02d}-01"


def _rows(folder: Path, name: str) -> Iterator[Mapping[str, Any]]:
    for batch in pl.scan_parquet(folder / "data" / f"{name}.parquet").collect_batches():
        yield from batch.iter_rows(named=True)


def _grouped(rows: Rows, column: str) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _publisher(package: Description) -> Node:
    return {"name": package["contributors"][0]["title"], "uri": package["portal"]}


def _value(amount: Any) -> Node | None:
    return None if amount is None else {"amount": float(amount), "currency": CURRENCY}


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


def _filled(node: Node) -> Node:
    """Without what has no value: the standards know no null."""
    return {name: value for name, value in node.items() if value is not None}
