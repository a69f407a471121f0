"""What is brought in and asked with the canaries of the house in it: sheets that are wrong, and questions that shout."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from databases.identity_numbers import check_digit
from resolvers.spreadsheets.kinds import KINDS
from tests.doors.house import House


def wrong(house: House) -> Iterator[tuple[str, str]]:
    """Sheets of which every row is refused, by what stands in the databases: their kind and text."""
    open_pairings = [row for row in house.now["Pairing"].values() if row["kind"] == "responsible" and row["period"].upper is None]
    pairing = open_pairings[0]
    household = house.now["Household"][pairing["household_id"]]
    person = next(row for row in house.now["Person"].values() if row["id"] != pairing["person_id"])
    number, start = household["number"], pairing["period"].lower.isoformat()
    first = "32990119700101901"
    of_household = [number, household["region_code"], "张三", "", "", "低保户", "在册帮扶", "2018-03-15", "", ""]
    # members that it has are missing from the sheet; a telephone that is none; a division that is none
    yield "households", _sheet("households", [[*of_household, "张三", first + check_digit(first), "户主", "", "", ""]])
    # the household has a helper at that time; a household and a person that are not there
    pairs = [
        [number, person["number"], "帮扶责任人", start, "", ""],
        [number, "P9999999", "其他结对", start, "", ""],
        ["NONE", person["number"], "其他结对", start, "", ""],
    ]
    yield "pairings", _sheet("pairings", pairs)


def _sheet(kind: str, rows: list[list[str]]) -> str:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow([column.heading for column in KINDS[kind].columns])
    lines.writerows(rows)
    return text.getvalue()


def loud(house: House) -> list[tuple[str, dict[str, Any]]]:
    """Questions that hold canaries, are answered with canaries, or fail over them."""
    person = next(row for row in house.now["Person"].values() if row["phone"])
    household = next(row for row in house.now["Household"].values() if row["phone"])
    rows = "households(first: 50) { edges { node { number headName phone address members { name idNumber } pairings(first: 2) { edges { node { id } } } } } }"
    reveal = "mutation ($id: ID!, $why: String!) { revealHousehold(input: {id: $id, fields: [phone], purpose: contact, reason: $why}) { userErrors { message } } }"
    return [
        (f"{{ {rows} persons(first: 50) {{ edges {{ node {{ name phone }} }} }} }}", {}),
        ("query Q($is: HouseholdWhere) { households(first: 1, where: $is) { totalCount } }", {"is": {"phone": {"eq": household["phone"]}}}),
        ("query Q($after: String) { persons(first: 1, after: $after) { totalCount } }", {"after": f"{person['name']} {person['phone']}"}),
        (f'{{ {"a" + person["name"].encode().hex()}: node(id: "Person:{person["phone"]}{person["name"]}") {{ id }} }}', {}),
        (reveal, {"id": f"Household:{household['id']}", "why": f"打 {household['phone']} 找 {household['head_name']}"}),
        ("{ nothing }", {"x": household["address"]}),
    ]
