"""The funds database 帮扶资金库: where every yuan comes from, which way it goes, and who receives it.

The ledger is a graph that recursion follows both ways: `allocation` rows are hops, `allocation_feeding` says which hop
fed which and with how much, `payment_list_funding` says which hops pay a list, and `payment_line` is the last step, to a
household's card. Hops to projects and village collectives end in `allocation` itself.
"""

from __future__ import annotations

from databases.regions import region_table
from databases.tables import metadata

METADATA = metadata("funds")

region_ = region_table(METADATA)
