"""The newest checkpoint of each event log, kept in SUNSHINE_HOME: who owns a database, and not this folder, cannot empty or shorten its log unseen.

A file a log, as an entry of checkpoints.json. Its signature is not looked at: whoever can write here has the signing key beside it.
"""

from __future__ import annotations

from pathlib import Path

import orjson

from databases.event_log import Checkpoint
from databases.failures import WrongDataError
from databases.whole_files import write_whole
from open_data.release import checkpoints


class UnreadableKeptCheckpointError(WrongDataError):
    """A kept checkpoint is damaged."""


def load(folder: Path, log: str) -> Checkpoint | None:
    """The checkpoint that was kept of this log; None if none ever was."""
    path = _path(folder, log)
    try:
        return checkpoints.from_json(orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableKeptCheckpointError(f"{path} is no checkpoint: {error}") from None


def keep(folder: Path, checkpoint: Checkpoint) -> None:
    """Keep a checkpoint in place of the one before, in one step and for good."""
    write_whole(_path(folder, checkpoint.database), orjson.dumps(checkpoints.to_json(checkpoint), option=orjson.OPT_INDENT_2))


def _path(folder: Path, log: str) -> Path:
    """`log` is the name under which it is signed: city and database."""
    return folder / f"{log}.json"
