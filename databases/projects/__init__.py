"""The projects database 帮扶项目库: from the reserve through nine stages to assets and the proceeds that households receive."""

from __future__ import annotations

from databases.regions import region_table
from databases.tables import Sensitivity, metadata

METADATA = metadata("projects")
PUBLIC = Sensitivity.PUBLIC

region_ = region_table(METADATA)
