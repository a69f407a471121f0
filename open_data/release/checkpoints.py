"""The signed checkpoints of the four event logs as they were when the rows were read: what was done can no longer be undone unseen."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from databases.event_log import Checkpoint, checkpoint_text, key_id
from databases.failures import WrongDataError
from open_data.layout import CHECKPOINTS
from open_data.release.seal import public_key

FILE, HELP, FOLDER = CHECKPOINTS, "verify.txt", "checkpoints"
TEXT = Path(__file__).with_name("verify.txt")


class ForeignCheckpointError(WrongDataError):
    """A checkpoint was not signed with a key of this deployment's event logs."""


class MissingCheckpointError(WrongDataError):
    """A file leaves a log out, of which it then proves nothing."""


class UnreadableCheckpointsError(WrongDataError):
    """A file is no checkpoints.json of a release."""


def write(folder: Path, checkpoints: Mapping[str, Checkpoint], keys: Mapping[str, Ed25519PublicKey]) -> None:
    """Write the checkpoints for programs and for openssl, beside each the key that signed it, and how anyone checks them."""
    (folder / FOLDER).mkdir()
    for name, checkpoint in checkpoints.items():
        key = _signer(checkpoint, keys)
        (folder / FOLDER / f"{name}.pem").write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        (folder / FOLDER / f"{name}.txt").write_bytes(_text(checkpoint))
        (folder / FOLDER / f"{name}.sig").write_bytes(checkpoint.signature)
    (folder / FILE).write_bytes(orjson.dumps({name: to_json(checkpoint) for name, checkpoint in checkpoints.items()}, option=orjson.OPT_INDENT_2))
    (folder / HELP).write_bytes(TEXT.read_bytes())


def read(path: Path, keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Checkpoint]:
    """The checkpoints of a release's checkpoints.json by database, each signed by one of the keys (by `key_id`)."""
    found = read_unsigned(path)
    for checkpoint in found.values():
        _signer(checkpoint, keys)
    return found


def read_unsigned(path: Path) -> dict[str, Checkpoint]:
    """The same, of which no signature was looked at: what somebody kept from an earlier release that he verified then."""
    try:
        return {name: from_json(entry) for name, entry in orjson.loads(path.read_bytes()).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableCheckpointsError(f"{path} is not the {FILE} of a release: {error}") from None


def read_signed(folder: Path) -> dict[str, Checkpoint]:
    """The checkpoints of a release's folder, each signed by the key that lies beside it; raises ForeignCheckpointError and UnreadableCheckpointsError."""
    found = read_unsigned(folder / FILE)
    for name, checkpoint in found.items():
        key = public_key(folder / FOLDER / f"{name}.pem")
        _signer(checkpoint, {key_id(key): key})
        if (folder / FOLDER / f"{name}.txt").read_bytes() != _text(checkpoint):
            raise ForeignCheckpointError(f"{FOLDER}/{name}.txt does not say what {FILE} says")
    return found


def _signer(checkpoint: Checkpoint, keys: Mapping[str, Ed25519PublicKey]) -> Ed25519PublicKey:
    key = keys.get(checkpoint.key_id)
    if key is None or not checkpoint.is_signed_by(key):
        raise ForeignCheckpointError(f"the checkpoint of {checkpoint.database} was not signed with one of the keys {', '.join(keys)}")
    return key


def from_json(entry: Mapping[str, Any]) -> Checkpoint:
    """The checkpoint that `to_json` wrote; its signature is not looked at."""
    root, signature = base64.b64decode(entry["root_hash"]), base64.b64decode(entry["signature"])
    return Checkpoint(entry["log"], entry["tree_size"], root, datetime.fromisoformat(entry["signed_at"]), entry["key_id"], signature)


def _text(checkpoint: Checkpoint) -> bytes:
    return checkpoint_text(checkpoint.database, checkpoint.tree_size, checkpoint.root_hash, checkpoint.signed_at)


def to_json(checkpoint: Checkpoint) -> dict[str, object]:
    """A checkpoint as an entry of checkpoints.json."""
    return {
        "log": checkpoint.database,
        "tree_size": checkpoint.tree_size,
        "root_hash": base64.b64encode(checkpoint.root_hash).decode(),
        "signed_at": checkpoint.signed_at,
        "key_id": checkpoint.key_id,
        "signature": base64.b64encode(checkpoint.signature).decode(),
    }
