"""A release verified by whoever has its files, without our server, database or settings: the files, their signature, the checkpoints of the event
logs, and that these go on from those that somebody kept."""

from __future__ import annotations

import base64
import hashlib
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from databases import merkle
from databases.event_log import Checkpoint
from databases.failures import WrongDataError
from open_data.layout import CHECKPOINTS, PUBLIC_KEY, SUMS
from open_data.release import checkpoints
from open_data.release.seal import BrokenReleaseError, missing_files, public_key

PROOFS = "eventLog(database: {log}) {{ consistencyProof(first: {first}, second: {second}) }}"


class RewrittenLogError(WrongDataError):
    """An event log does not go on from a checkpoint of it that somebody kept."""


@dataclass(frozen=True)
class Verified:
    """What was found in order: the digest of the sums, the fingerprint of the publisher's key (SHA-256 of its DER), the logs by name; and which
    files are not there."""

    digest: str
    fingerprint: str
    missing: tuple[str, ...]
    logs: Mapping[str, Checkpoint]


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The folder of a release, or of a ZIP of one while it is looked at."""
    if path.is_dir():
        yield _folder(path)
    elif zipfile.is_zipfile(path):
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
            yield _folder(Path(folder))
    else:
        raise BrokenReleaseError(f"{path} is neither a folder nor a ZIP file")


def verify(folder: Path, key: Ed25519PublicKey | None = None) -> Verified:
    """What of a release is in order; `key`: the publisher's, got by another way than with the files.

    Raises BrokenReleaseError, ForeignCheckpointError and UnreadableCheckpointsError for the first thing that is not.
    """
    own = public_key(folder / PUBLIC_KEY)
    if key is not None and key != own:
        raise BrokenReleaseError(f"{PUBLIC_KEY} is another key than the publisher's: {fingerprint(own)}, not {fingerprint(key)}")
    missing = missing_files(folder, own)
    logs = checkpoints.read_signed(folder) if CHECKPOINTS not in missing and not any(name.startswith(checkpoints.FOLDER) for name in missing) else {}
    return Verified(hashlib.sha256((folder / SUMS).read_bytes()).hexdigest(), fingerprint(own), tuple(missing), logs)


def fingerprint(key: Ed25519PublicKey) -> str:
    """As `openssl pkey -pubin -in publisher.pem -outform DER | sha256sum` tells it."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def unproven(earlier: Mapping[str, Checkpoint], later: Mapping[str, Checkpoint]) -> dict[str, str]:
    """What to ask GraphQL for each log that has grown, by its name. Raises RewrittenLogError where no answer could mend it."""
    asked = {}
    for name, before in earlier.items():
        after = later.get(name)
        if after is None or after.database != before.database:
            raise RewrittenLogError(f"the log {name} that was kept is not in this release")
        if after.tree_size < before.tree_size or (after.tree_size == before.tree_size and after.root_hash != before.root_hash):
            raise RewrittenLogError(f"the log {name} was rewritten: it had {before.tree_size} events under another root, and has {after.tree_size}")
        if after.tree_size > before.tree_size:
            asked[name] = PROOFS.format(log=name, first=before.tree_size, second=after.tree_size)
    return asked


def prove(earlier: Mapping[str, Checkpoint], later: Mapping[str, Checkpoint], proofs: Mapping[str, list[bytes]]) -> None:
    """Raises RewrittenLogError for the first log whose proof does not show that it goes on from the earlier checkpoint (RFC 9162, 2.1.4.2)."""
    for name in unproven(earlier, later):
        before, after = earlier[name], later[name]
        if not merkle.is_consistent(before.tree_size, after.tree_size, before.root_hash, after.root_hash, proofs.get(name, [])):
            raise RewrittenLogError(f"the log {name} is not proven to go on from the checkpoint that was kept: it may have been rewritten")


def read_proofs(path: Path) -> dict[str, list[bytes]]:
    """The answer of GraphQL to what `unproven` asks, as it came."""
    try:
        answer = orjson.loads(path.read_bytes())
        return {name: [base64.b64decode(one) for one in log["consistencyProof"] or ()] for name, log in answer["data"].items() if log}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongDataError(f"{path} is no answer with proofs: {error}") from None


def _folder(path: Path) -> Path:
    """Where the sums lie: in the folder itself, or in the only one inside."""
    inside = [path, *(one for one in path.iterdir() if one.is_dir())]
    return next((one for one in inside if (one / SUMS).is_file()), path)
