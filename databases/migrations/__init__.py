"""Alembic migrations, one chain for each of the four databases.

Every statement names no schema: the connection's `search_path` says which city is migrated. A chain runs in one
transaction, so a killed migration leaves nothing behind, and an advisory lock lets one run at a time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import create_async_engine

from databases.connections import Databases, DatabaseUnavailableError
from databases.failures import FailureError
from databases.registry import TABLES
from databases.rights import ROLES

HERE = Path(__file__).parent
LOCK = 0x53756E  # "Sun": one migration of a city at a time
OLDEST = (15,)  # version of PostgreSQL
OWNER = "The login needs to own the database, or to hold CREATE on it, and CREATEROLE where Sunshine's roles are missing (docs/settings.md)"


class MigrationError(FailureError):
    """A database refused a migration; it is as it was before."""


@dataclass(frozen=True)
class Migrated:
    """What a migration did to one database: its revision before (None: it was empty) and after."""

    database: str
    before: str | None
    after: str | None


def config(database: str) -> Config:
    """Alembic's configuration for one chain; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("version_locations", str(HERE / database))
    config.set_main_option("path_separator", "newline")
    return config


async def migrate(databases: Databases, database: str) -> Migrated:
    """Bring one database to the newest revision; nothing happens where it is there already."""
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: databases.connect(database))
    try:
        async with engine.connect() as connection:
            migrated = await connection.run_sync(_upgrade, database, databases.city)
            await connection.commit()
    except CommandError as error:
        other = "its tables were made by a newer version, or for another of the four databases"
        raise MigrationError(f"{database} was not migrated, and is as it was: {other} ({error})") from error
    except OSError as error:
        raise DatabaseUnavailableError(database, str(error)) from error
    except sa.exc.DBAPIError as error:
        reason = error.orig and error.orig.__cause__
        raise MigrationError(f"{database} was not migrated, and is as it was: {reason or error.orig}. {OWNER}") from error
    finally:
        await engine.dispose()
    return migrated


def _upgrade(connection: sa.Connection, database: str, city: str) -> Migrated:
    _check_version(connection, database)
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock, hashtext(:city))"), {"lock": LOCK, "city": city})
    _create_roles(connection)
    connection.execute(sa.schema.CreateSchema(city, if_not_exists=True))
    chain = config(database)
    directory = ScriptDirectory.from_config(chain)
    found: list[str | None] = []

    def steps(revision: Any, _context: Any) -> Any:
        found.append(revision[0] if revision else None)
        return directory._upgrade_revs("head", revision)

    environment = EnvironmentContext(chain, directory, fn=steps)
    environment.configure(connection=connection, target_metadata=TABLES[database], transaction_per_migration=False)
    environment.run_migrations()
    _check_same_tables(connection, database, found[0] is None)
    return Migrated(database, found[0], directory.get_current_head())


def _check_version(connection: sa.Connection, database: str) -> None:
    found = connection.dialect.server_version_info or OLDEST
    if found < OLDEST:
        raise MigrationError(f"{database} lies on PostgreSQL {'.'.join(map(str, found))}: version {OLDEST[0]} or newer is needed")


def _check_same_tables(connection: sa.Connection, database: str, are_new: bool) -> None:
    """Until the first release the first revision is rewritten: tables that an earlier state of it made are told, not taken for today's."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((HERE / database).glob("*.sql")))).hexdigest()
    if are_new:
        connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{digest}'")
    elif connection.exec_driver_sql("SELECT obj_description('alembic_version'::regclass, 'pg_class')").scalar() != digest:
        raise MigrationError(
            f"{database} has the tables of an earlier state of this software, which is not released yet and converts none: "
            "take away what was made for trying (the folder .sunshine, or the schema of the city) and make it anew"
        )


def _create_roles(connection: sa.Connection) -> None:
    existing = set(connection.execute(sa.text("SELECT rolname FROM pg_roles")).scalars())
    for role in ROLES:
        if role not in existing:
            # another city may be migrated at this very moment
            connection.exec_driver_sql(f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
            connection.exec_driver_sql(f"GRANT {role} TO current_user")
