"""Codes of divisions as clients write them, and the level of each by its digits."""

from __future__ import annotations

from policies.subjects import region_range
from resolvers.changes.errors import Code, refused

LEVELS = {2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}


def well_formed(code: str) -> str:
    """A division's code, if it is one by its form; whether there is such a division, the table's key decides."""
    try:
        region_range(code)
    except ValueError:
        raise refused(Code.UNKNOWN_REGION, "regionCode") from None
    if len(code) not in LEVELS:
        raise refused(Code.UNKNOWN_REGION, "regionCode")
    return code
