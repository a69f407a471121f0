"""The keys of a deployment: a folder of four files, made once and kept by its operator (docs/settings.md, "Keys").

identifiers.json seals identity numbers and bank cards, token.pem signs sign-in tokens, checkpoint.pem signs the
checkpoints of the event logs, release.pem the releases of open data. The folder checkpoint.old holds the public halves of
the keys that signed checkpoints before checkpoint.pem.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key, load_pem_public_key

from databases.event_log import key_id
from databases.failures import FailureError
from databases.identifiers import IdentifierKeys
from databases.whole_files import write_whole

IDENTIFIERS, TOKEN, CHECKPOINT, RELEASE = "identifiers.json", "token.pem", "checkpoint.pem", "release.pem"
PORTAL = "portal.key"  # of the demo alone; elsewhere it is a setting of the portal's host
OLD_CHECKPOINT_KEYS = "checkpoint.old"


class KeysError(FailureError):
    """The keys are missing or cannot be read."""


@dataclass(frozen=True, repr=False)
class Keys:
    identifiers: IdentifierKeys
    token: EllipticCurvePrivateKey
    checkpoint: Ed25519PrivateKey
    release: Ed25519PrivateKey
    log_keys: Mapping[str, Ed25519PublicKey]
    """Public halves of the present and all earlier checkpoint keys, by their `key_id`."""


def load(folder: Path, make: bool = False) -> Keys:
    """The keys of a folder; `make` generates those that are missing (for the embedded default and `sunshine keys`)."""
    if make:
        generate(folder)
    try:
        token = load_pem_private_key((folder / TOKEN).read_bytes(), None)
        checkpoint = load_pem_private_key((folder / CHECKPOINT).read_bytes(), None)
        release = load_pem_private_key((folder / RELEASE).read_bytes(), None)
        identifiers = _identifiers(json.loads((folder / IDENTIFIERS).read_text("utf-8")))
    except FileNotFoundError as error:
        raise KeysError(
            f"缺少密钥 {error.filename}，请用 sunshine keys 生成一次并妥善保管 (a key is missing: make the keys once with `sunshine keys`, then keep them safe)"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise KeysError(f"无法读取 {folder} 中的密钥 (the keys there cannot be read: {error})") from None
    if not isinstance(token, EllipticCurvePrivateKey):
        raise KeysError(f"{TOKEN} 应为 EC P-256 密钥 (must be an EC P-256 key)")
    if not isinstance(checkpoint, Ed25519PrivateKey) or not isinstance(release, Ed25519PrivateKey):
        raise KeysError(f"{CHECKPOINT}、{RELEASE} 应为 Ed25519 密钥 (must be Ed25519 keys)")
    public = [checkpoint.public_key(), *_old_checkpoint_keys(folder / OLD_CHECKPOINT_KEYS)]
    return Keys(identifiers, token, checkpoint, release, {key_id(key): key for key in public})


def load_portal_key(folder: Path) -> str:
    """What seals who is signed in on the portal of the demo; made where it is missing."""
    with _alone(folder):
        if not (folder / PORTAL).exists():
            write_whole(folder / PORTAL, _random().encode(), mode=0o600)
    return (folder / PORTAL).read_text("ascii")


def _old_checkpoint_keys(folder: Path) -> Iterator[Ed25519PublicKey]:
    for path in sorted(folder.glob("*.pem")):
        try:
            key = load_pem_public_key(path.read_bytes())
        except ValueError as error:
            raise KeysError(f"{path} 不是可读取的公钥 (cannot be read as a public key: {error})") from None
        if not isinstance(key, Ed25519PublicKey):
            raise KeysError(f"{path} 应为 Ed25519 公钥 (must be an Ed25519 public key)")
        yield key


def generate(folder: Path) -> list[Path]:
    """Write the keys that are missing, readable by their owner alone; never touch one that is there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = {
        IDENTIFIERS: json.dumps({"current": "k1", "sealing": {"k1": _random()}, "index": _random()}, indent=2).encode(),
        TOKEN: _pem(generate_private_key(SECP256R1())),
        CHECKPOINT: _pem(Ed25519PrivateKey.generate()),
        RELEASE: _pem(Ed25519PrivateKey.generate()),
    }
    with _alone(folder):
        missing = {folder / name: content for name, content in made.items() if not (folder / name).exists()}
        for path, content in missing.items():
            write_whole(path, content, mode=0o600)  # a command that is killed meanwhile leaves no key, rather than an empty one
    return list(missing)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One command at a time makes keys; a killed one holds nobody up."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _identifiers(document: dict[str, object]) -> IdentifierKeys:
    sealing = document["sealing"]
    assert isinstance(sealing, dict)
    decoded = {name: base64.b64decode(key) for name, key in sealing.items()}
    if document["current"] not in decoded:
        raise ValueError(f"current names no key of {IDENTIFIERS}")
    return IdentifierKeys(str(document["current"]), decoded, base64.b64decode(str(document["index"])))


def _random() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def _pem(key: EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
