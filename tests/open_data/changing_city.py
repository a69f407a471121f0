"""A city that changes between two releases: households come in and leave, are paid, and are put right."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from databases.identity_numbers import check_digit
from open_data.datasets import Dataset
from open_data.extract import Extract, extract, publisher
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.release.build import Homes, Release, build
from open_data.release.package import Edition
from policies import policy
from resolvers.spreadsheets.importers import Operator
from resolvers.spreadsheets.importing import import_file
from resolvers.spreadsheets.kinds import KINDS
from tests.open_data.conftest import CITY, DAY, KEYS, PUBLISHER, ignore

COUNTY, STREAM = "320281", "DIBAO"
SHARE = 8  # one household in eight comes, and one in eight leaves
LIST = {
    **{"清单编号": f"T-2020-07-{COUNTY}", "资金代码": STREAM, "区划代码": COUNTY, "主管部门": "民政", "发放月份": "2020-07"},
    **{"编制人编号": "P000001", "编制日期": "2020-07-06", "应确认日期": "2020-07-10", "所属月份": "2020-07"},
}
EXIT = "UPDATE household SET state = 'exited', exited_on = '2020-09-01' WHERE state = 'active' AND id % $1 = 0"
MOVE = "UPDATE household SET category = 'low_income' WHERE id IN (SELECT id FROM household WHERE state = 'active' AND category = 'dibao' LIMIT 3)"
CAUSE = """
INSERT INTO hardship_cause (household_id, region_code, cause, is_primary, found_on)
SELECT id, region_code, (ARRAY['illness', 'disability', 'no_labour', 'education'])[1 + id % 4], true, filed_on FROM household WHERE number LIKE 'T%'
"""
BEGUN = """
INSERT INTO measure (household_id, region_code, kind, department, about, starts_on)
SELECT household_id, region_code, kind, department, about, date '2019-03-01' FROM measure WHERE id % $1 = 0 AND starts_on < '2019-01-01'
"""
VISITED = """
INSERT INTO visit (household_id, person_id, region_code, visited_at, purpose, content)
SELECT household_id, person_id, region_code, timestamptz '2019-03-05 10:00+08', purpose, content FROM visit WHERE id % $1 = 0
"""
FEW = 300  # one in so many


@dataclass(frozen=True)
class ChangingCity:
    """A city in databases of its own, and the folders of its releases."""

    databases: Databases
    keys: IdentifierKeys
    city: City
    folder: Path

    @property
    def homes(self) -> Homes:
        return Homes(self.folder / "open_data", self.folder / "ledger")

    def published(self, name: str, datasets: Mapping[str, Dataset], reads: Mapping[str, Any]) -> tuple[Release, Material]:
        """A release of some datasets as the city is now, and what it was made of."""
        (rows := self.folder / f"extract-{name}").mkdir()
        extracted = asyncio.run(extract(self.databases, policy.load(), publisher(CITY), reads, rows, ignore))
        extracted = Extract(rows, extracted.moments)
        made = build(extracted, datasets, self.homes, Edition(name, DAY, PUBLISHER), KEYS, ignore)
        return made, Material(extracted, Ledger(self.homes.ledger, name))

    def pays(self, corrected: int = 0) -> None:
        """A list of payments is brought in; the first few amounts as they should have been."""
        heads = self.city.members.filter(pl.col("kinship") == "head", pl.col("region_code").str.starts_with(COUNTY)).head(40)
        amounts = (850 + place + (100 if place < corrected else 0) for place in range(heads.height))
        self._imported(
            "payment_lists", [LIST | {"身份证号": number, "金额": f"{amount}.00"} for number, amount in zip(heads["id_number"], amounts, strict=True)]
        )

    def changes(self) -> None:
        """Households come in, leave, are put into another category; of a few it turns out later that a measure began and that they were visited."""
        self._imported("households", [_newcomer(place, village) for place, village in enumerate(self.city.homes["region_code"].gather_every(SHARE))])
        for sql, values in ((EXIT, (SHARE,)), (MOVE, ()), (CAUSE, ()), (BEGUN, (FEW,))):
            asyncio.run(self._execute("beneficiaries", sql, *values))
        asyncio.run(self._execute("forces", VISITED, FEW))

    async def _execute(self, database: str, sql: str, *values: object) -> None:
        async with self.databases.connection(database) as connection:
            await connection.execute(sql, *values)

    def _imported(self, kind: str, rows: list[dict[str, str]]) -> None:
        path = self.folder / f"{kind}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        bringing = import_file(self.databases, self.keys, KINDS[kind], path, accept_valid=False, importer=Operator(), now=datetime.now(UTC))
        report = asyncio.run(bringing)
        assert not report.errors, report.errors[:3]


def careless(material: Material) -> Material:
    """The same rows, published by somebody who keeps no ledger."""
    return replace(material, ledger=Ledger(material.ledger.folder / "nothing", material.name), made={})


def _newcomer(place: int, village: str) -> dict[str, str]:
    """The rows of a new household of one: its head."""
    digits = f"329999{1930 + place % 60}0{1 + place % 9}1{place % 9}{place:03d}"
    return {
        **{"户编号": f"T{village[:6]}{place:08d}", "村代码": village, "户主姓名": "王建国", "困难类别": ("低保户", "低收入户")[place % 2]},
        **{"状态": "在册帮扶", "建档立卡日期": "2020-08-15", "姓名": "王建国", "身份证号": digits + check_digit(digits), "与户主关系": "户主"},
        **{"健康状况": ("健康", "慢性病", "残疾")[place % 3], "劳动能力": ("有劳动能力", "无劳动能力")[place % 2]},
    }
