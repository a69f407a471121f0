"""The signed checkpoints of the four event logs as they were when the rows were read: what was done can no longer be undone unseen."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from databases.event_log import Checkpoint, checkpoint_text, key_id
from databases.failures import WrongDataError

FILE, HELP, FOLDER, KEY = "checkpoints.json", "verify.txt", "checkpoints", "event-log.pem"
TEXT = Path(__file__).with_name("verify.txt")


class ForeignCheckpointError(WrongDataError):
    """A checkpoint was not signed with the key of this deployment's event logs."""


def write(folder: Path, checkpoints: Mapping[str, Checkpoint], key: Ed25519PublicKey) -> None:
    """Write the checkpoints for programs and for openssl, the key that signed them, and how anyone checks them."""
    (folder / FOLDER).mkdir()
    (folder / FOLDER / KEY).write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    for name, checkpoint in checkpoints.items():
        if not checkpoint.is_signed_by(key):
            raise ForeignCheckpointError(f"the checkpoint of {name} was signed with the key {checkpoint.key_id}, not with {key_id(key)}")
        (folder / FOLDER / f"{name}.txt").write_bytes(_text(checkpoint))
        (folder / FOLDER / f"{name}.sig").write_bytes(checkpoint.signature)
    (folder / FILE).write_bytes(orjson.dumps({name: _entry(checkpoint) for name, checkpoint in checkpoints.items()}, option=orjson.OPT_INDENT_2))
    (folder / HELP).write_bytes(TEXT.read_bytes())


def _text(checkpoint: Checkpoint) -> bytes:
    return checkpoint_text(checkpoint.database, checkpoint.tree_size, checkpoint.root_hash, checkpoint.signed_at)


def _entry(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "log": checkpoint.database,
        "tree_size": checkpoint.tree_size,
        "root_hash": base64.b64encode(checkpoint.root_hash).decode(),
        "signed_at": checkpoint.signed_at,
        "key_id": checkpoint.key_id,
        "signature": base64.b64encode(checkpoint.signature).decode(),
    }
