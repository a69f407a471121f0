"""What makes a release checkable by anyone: the sums of its files, and one signature over the sums.

sha256sum -c --ignore-missing SHA256SUMS
openssl pkeyutl -verify -pubin -inkey publisher.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig

The archive holds the sums and their signature itself, so it is in no sum: what is in it is.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from databases.failures import WrongDataError
from open_data.layout import ARCHIVE, PUBLIC_KEY, SIGNATURE, SUMS, UNSUMMED


class BrokenReleaseError(WrongDataError):
    """A file of a release is not the one that was signed; the text names it."""


def seal(folder: Path, key: Ed25519PrivateKey) -> str:
    """Write the sums of every file, their signature and the public key; the digest of the sums names the release."""
    (folder / PUBLIC_KEY).write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    sums = "".join(f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)).encode()
    (folder / SUMS).write_bytes(sums)
    (folder / SIGNATURE).write_bytes(key.sign(sums))
    return hashlib.sha256(sums).hexdigest()


def check(folder: Path) -> str:
    """The digest of a release whose files and signature fit, and of which none is missing; raises BrokenReleaseError."""
    if missing := missing_files(folder, public_key(folder / PUBLIC_KEY)):
        raise BrokenReleaseError(f"{', '.join(missing)} is missing")
    return hashlib.sha256((folder / SUMS).read_bytes()).hexdigest()


def missing_files(folder: Path, key: Ed25519PublicKey) -> list[str]:
    """Files that were signed with a key and are not there; raises BrokenReleaseError where one that is there is not what was signed."""
    listed = _signed_sums(folder, key)
    if (folder / ARCHIVE).exists():
        _check_archive(folder, listed)
    for path in _files(folder):
        if listed.pop(name := path.relative_to(folder).as_posix(), None) != digest(path):
            raise BrokenReleaseError(f"{name} is not what was signed")
    return list(listed)


def _check_archive(folder: Path, listed: Mapping[str, str]) -> None:
    """Every member is what was signed, and so are the sums and the signature in it."""
    signed = {**listed, **{name: digest(folder / name) for name in (SUMS, SIGNATURE)}}
    with zipfile.ZipFile(folder / ARCHIVE) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                if hashlib.file_digest(member, "sha256").hexdigest() != signed.get(name):  # type: ignore[arg-type]
                    raise BrokenReleaseError(f"{name} in {ARCHIVE} is not what was signed")


def public_key(path: Path) -> Ed25519PublicKey:
    """The key of a PEM file; raises BrokenReleaseError where there is none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BrokenReleaseError(f"{path.name} is no public key: {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BrokenReleaseError(f"{path.name} is no Ed25519 key")
    return key


def _signed_sums(folder: Path, key: Ed25519PublicKey) -> dict[str, str]:
    """The digest of every file, by its name, as they were signed."""
    try:
        sums, signature = (folder / SUMS).read_bytes(), (folder / SIGNATURE).read_bytes()
        key.verify(signature, sums)
    except OSError as error:
        raise BrokenReleaseError(f"{error.filename} cannot be read: a release has {SUMS} and {SIGNATURE}") from None
    except InvalidSignature:
        raise BrokenReleaseError(f"{SUMS} is not what was signed") from None
    return {name: digest for digest, name in (line.split("  ", 1) for line in sums.decode().splitlines())}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in UNSUMMED)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
