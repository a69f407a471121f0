"""Whether there is room for PostgreSQL to work on a disk of this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOM = 32 * 2**20  # bytes; two journal files of PostgreSQL: with less it cannot go on
# in both languages: whoever brings in a sheet meets it
DISK_FULL = (
    "数据库磁盘已满，未写入任何内容；腾出空间后重新执行 (the disk of the database is full: nothing was written; make room and run the command again)"
)


def is_full(folder: Path) -> bool:
    """Whether the disk of a folder has no room left; a folder that is not there yet has none that could be."""
    return folder.exists() and shutil.disk_usage(folder).free < ROOM
