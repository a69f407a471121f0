"""The record of reads: which rows of personal data were shown clear, to whom, when, by which question.

It lies in the beneficiaries database, whose people it is about. The application adds lines and cannot change or remove any.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases.connections import Role
from databases.tables import CODE, DIGEST, KEY, MOMENT, TEXT, Domain, internal, quasi

COLUMNS = ("actor", "post", "read_at", "document_digest", "shown")
# the ids of a line come as one text: as an array they would cost the application twice the time
WRITE = f"""INSERT INTO read_record ({", ".join(COLUMNS)})
    SELECT actor, post, read_at, document_digest, string_to_array(shown, ' ')
    FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bytea[], $5::text[]) AS line ({", ".join(COLUMNS)})"""
GLOBAL_IDS = Domain(postgresql.ARRAY(sa.Text(collation="C")))


def read_record_table(tables: sa.MetaData) -> sa.Table:
    """One line a request that showed such rows."""
    return sa.Table(
        "read_record",
        tables,
        internal("id", KEY, "Key 主键", sa.Identity(always=True), primary_key=True),
        quasi("actor", CODE, "Number of the person who read 查看人编号"),
        internal("post", TEXT, "Post in which he read 岗位"),
        internal("read_at", MOMENT, "When 时间"),
        internal("document_digest", DIGEST, "SHA-256 of the question 查询摘要"),
        quasi("shown", GLOBAL_IDS, "Rows that were shown clear, by global id 所示记录"),
        sa.Index("ix_read_record_shown", "shown", postgresql_using="gin"),
        comment="Read of personal data 查看记录",
    )


def rights() -> list[str]:
    return [f"GRANT SELECT, INSERT ({', '.join(COLUMNS)}) ON read_record TO {Role.API}"]
