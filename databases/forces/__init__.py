"""The forces database 帮扶力量库: who helps, who answers for what, who gives, and who looks after all of it."""

from __future__ import annotations

from databases.regions import region_table
from databases.tables import Sensitivity, metadata

METADATA = metadata("forces")
PUBLIC = Sensitivity.PUBLIC
INTERNAL = Sensitivity.INTERNAL

region_ = region_table(METADATA)
