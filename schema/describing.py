"""What is said of a field of a record: its words in both languages, its unit, and the requirements of the mission that it answers."""

from __future__ import annotations

from databases.requirements import answered_by
from databases.tables import DOMAIN, SHARE
from open_data.columns import CLAUSES
from policies.kinds import Kind

OF_SHARES = ", from 0 to 1（0至1）"


def about_field(kind: Kind, name: str) -> str:
    """The comment of its column; of a share what it lies between, since its words name no unit; its requirements, or those of its kind."""
    column = kind.table.c[kind.fields[name].clear or f"{name}_mask"]
    words = CLAUSES.sub("", column.comment or "") + (OF_SHARES if column.info.get(DOMAIN) is SHARE else "")
    clause = ", ".join(dict.fromkeys([*CLAUSES.findall(column.comment or ""), *_kept_for(kind, name)] or CLAUSES.findall(kind.table.comment or "")))
    return f"{words} ({clause})" if clause else words


def _kept_for(kind: Kind, name: str) -> list[str]:
    """The requirements that its columns are kept for; an encrypted field has several."""
    columns = (column for column in kind.table.c.keys() if column in (name, *(f"{name}_{form}" for form in ("encrypted", "digest", "mask"))))
    return [f"M{number}" for column in columns for number in answered_by(kind.database, kind.table.name, column)]
