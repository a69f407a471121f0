"""Which newly published needs a giver was told of: each once, several at a time.

No entity: it only keeps from telling anybody twice, and the notice that he got is one.
"""

from __future__ import annotations

import sqlalchemy as sa

from databases.connections import Role
from databases.tables import MOMENT, internal, reference


def match_notice_table(tables: sa.MetaData) -> sa.Table:
    """Needs by the person who was told of them; those of one moment stand in one notice."""
    return sa.Table(
        "match_notice",
        tables,
        reference("person", "Who was told 收件人", primary_key=True),
        reference("need", "Of which need 需求", primary_key=True, index=True),
        internal("told_at", MOMENT, "When 告知时间", index=True),
        comment="Newly published need that a giver was told of 新需求告知记录 (M147)",
    )


def rights() -> list[str]:
    """The application writes down whom it told; nothing of it is changed or forgotten."""
    return [f"GRANT SELECT, INSERT ON match_notice TO {Role.API}"]
