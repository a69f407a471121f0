"""Who may do what in a database: the roles of `connections.Role` and their grants.

Roles belong to the whole cluster and are made once; a production login is a member of just the role its host needs.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from databases.connections import Role
from databases.tables import CLASSIFICATION, Sensitivity, is_entity

DATABASES_OWN = ("id", "version", "recorded_at")  # written by the database alone: nobody can give a row another past
ROLES = tuple(role.value for role in Role if role)


def statements(tables: sa.MetaData) -> Iterator[str]:
    """Grants on the entities of one database and on their histories."""
    yield f"DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO {', '.join(ROLES)}', current_schema()); END $$"
    for table in tables.sorted_tables:
        if is_entity(table):
            written = ", ".join(column.name for column in table.columns if column.name not in DATABASES_OWN)
            yield f"GRANT SELECT, INSERT ({written}), UPDATE ({written}) ON {table.name} TO {Role.API}"
            yield f"GRANT SELECT ON {table.name}_history TO {Role.API}"
            readable = ", ".join(column.name for column in table.columns if column.info[CLASSIFICATION] is not Sensitivity.DIRECT)
            yield f"GRANT SELECT ({readable}) ON {table.name} TO {Role.PUBLISHER}"
            yield f"GRANT SELECT ({readable}, known) ON {table.name}_history TO {Role.PUBLISHER}"
