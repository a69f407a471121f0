"""What deputies and members did 代表委员 (M149-M153): their homes, the days on which people were heard there, and how many actions of each form of help.

Of public bodies and of acts in office: who a deputy is, whom he helped and what a household got stands nowhere. An action is counted by county, year and form.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from databases.code_lists.forces import HELP_FORM
from open_data.columns import Column, Type, Words
from open_data.contents import NobodyInside, followed, rows
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.material import Material
from open_data.paths import Path

COUNTY = 6  # digits of its code
PATHS = {name: Path.of("RepresentativeAction", name) for name in ("form", "acted_on", "region_code")}


@dataclass(frozen=True)
class ActionCounts(NobodyInside):
    """How many actions of a form were recorded in a county and year; neither by whom nor for whom nor worth how much."""

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("region_code", Words("市（县）区", "County"), Type.REGION, (PATHS["region_code"],)),
            Column("year", Words("年度", "Year"), Type.YEAR, (PATHS["acted_on"],)),
            Column("form", Words("帮扶形式", "Form of help"), Type.CODE, (PATHS["form"],), codes=HELP_FORM),
            Column("actions", Words("行动数", "Actions"), Type.WHOLE, (PATHS["form"],), "次 actions"),
        )

    def reads(self) -> set[tuple[str, str]]:
        return {read for path in PATHS.values() for read in path.reads()}

    def frame(self, material: Material) -> pl.LazyFrame:
        done = followed(material, "RepresentativeAction", PATHS)
        placed = done.select("form", region_code=pl.col("region_code").str.slice(0, COUNTY), year=pl.col("acted_on").dt.year().cast(pl.Int64))
        return placed.group_by("region_code", "year", "form").agg(actions=pl.len().cast(pl.Int64))


REPRESENTATIVES = (
    Dataset(
        "members_homes",
        Words("代表之家、委员之家", "Homes of deputies and members"),
        Words(
            "人大代表之家、政协委员之家：属于哪个单位、在哪里、什么时候开放。",
            "Where deputies and members hear people: whose home it is, where, and when it is open.",
        ),
        Theme.SUPERVISION,
        "poverty_office",
        Rhythm.MONTHLY,
        "M149, M152",
        ("name",),
        rows("MembersHome", "name", "kind", "place", "opening", "region_code", organisation_name="organisation_id.name"),
    ),
    Dataset(
        "members_home_days",
        Words("代表委员接待日", "Days on which deputies and members hear people"),
        Words(
            "在代表之家、委员之家接待群众的日子，以及哪天登记了听取的意见（即已经接待）；取消的写明原因；不写说了什么、代表委员和来访的人。",
            "The days in their homes, and since when what was heard is recorded (so it was held), and why one was called off; neither what was said nor who heard it nor who came.",
        ),
        Theme.SUPERVISION,
        "poverty_office",
        Rhythm.MONTHLY,
        "M149, M152",
        (),
        rows("MembersHomeDay", "held_on", "told_on", "cancelled_on", "cancel_reason", "region_code", home="members_home_id.name"),
    ),
    Dataset(
        "representative_actions",
        Words("代表委员帮扶行动", "Actions of deputies and members"),
        Words(
            "人大代表、政协委员按五种形式开展的帮扶行动：各市（县）区每年各有多少次。不写谁做的、帮了谁、折合多少钱。",
            "How often deputies and members helped in each of five forms, by county and year; neither who did it, nor whom it helped, nor what it was worth.",
        ),
        Theme.SUPERVISION,
        "poverty_office",
        Rhythm.YEARLY,
        "M149, M150, M153",
        ("region_code", "year", "form"),
        ActionCounts(),
    ),
)
