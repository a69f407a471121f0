"""A cluster of a benchmark's own, gone when it ends."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from databases import embedded
from databases.connections import DATABASES, Databases
from databases.identifiers import IdentifierKeys
from databases.migrations import migrate

KEYS = IdentifierKeys("bench", {"bench": bytes(32)}, bytes(32))


@contextmanager
def databases(city: str = "wuxi") -> Iterator[Databases]:
    """Four migrated, empty databases."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Path(folder) / "postgres"
        migrated = Databases(embedded.start(cluster), city)
        for name in DATABASES:
            asyncio.run(migrate(migrated, name))
        yield migrated
        embedded.stop(cluster)
