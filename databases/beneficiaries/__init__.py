"""The beneficiaries database 帮扶对象库: who is in hardship, why, what is done, and how one gets in and out."""

from __future__ import annotations

from databases.regions import region_table
from databases.tables import Sensitivity, metadata

METADATA = metadata("beneficiaries")
PUBLIC = Sensitivity.PUBLIC
WHERE = "Village or community of residence 所在村（社区）"

region_ = region_table(METADATA)
