"""A citizen verifies a release from its files alone: with our command, and with openssl and sha256sum, where nothing of ours is needed."""

from __future__ import annotations

import base64
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from databases import merkle
from databases.connections import DATABASES
from databases.event_log import Checkpoint
from databases.failures import WrongDataError
from open_data.release import checkpoints, verifying
from open_data.release.build import Release
from open_data.release.seal import BrokenReleaseError, public_key
from tests.served import run_cli

SIGNED = "openssl pkeyutl -verify -pubin -inkey publisher.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig"
SUMMED = "sha256sum -c --ignore-missing SHA256SUMS"
FINGERPRINT = "openssl pkey -pubin -in publisher.pem -outform DER | sha256sum"
NOTHING_OF_OURS = {"SUNSHINE_HOME": "/nonexistent", "SUNSHINE_DATABASE_FORCES": "postgresql://127.0.0.1:1/none"}


@pytest.fixture
def copy(release: Release, tmp_path: Path) -> Path:
    return shutil.copytree(release.folder, tmp_path / "copy")


def told(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)


def test_openssl_and_sha256sum_verify_a_release_and_find_a_changed_file(copy: Path) -> None:
    assert "Verified Successfully" in told(copy, SIGNED).stdout
    assert told(copy, "sha256sum -c --quiet SHA256SUMS").returncode == 0
    assert told(copy, FINGERPRINT).stdout.split()[0] == verifying.verify(copy).fingerprint
    (copy / "data" / "divisions.csv").write_text("changed")
    assert told(copy, "sha256sum -c --quiet SHA256SUMS").returncode == 1
    (copy / "SHA256SUMS").write_bytes((copy / "SHA256SUMS").read_bytes() + b"\n")
    assert told(copy, SIGNED).returncode != 0


def test_command_verifies_a_folder_and_a_zip_of_it_without_settings_or_databases(copy: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "downloaded"), "zip", tmp_path, "copy")
    for path in (str(copy), archive):
        done = run_cli("verify", path, "--key", str(copy / "publisher.pem"), "--earlier", str(copy / "checkpoints.json"), env=NOTHING_OF_OURS)
        assert done.returncode == 0, done.stderr
        assert "文件与签名相符" in done.stdout
        assert "日志由您保存的检查点增长而来" in done.stdout
    (copy / "data" / "divisions.csv").write_text("changed")
    done = run_cli("verify", str(copy), env=NOTHING_OF_OURS)
    assert (done.returncode, "data/divisions.csv" in done.stderr) == (1, True)


def test_files_that_were_not_downloaded_are_told_and_the_others_verified(copy: Path) -> None:
    (copy / "data" / "divisions.csv").unlink()
    assert verifying.verify(copy).missing == ("data/divisions.csv",)
    (copy / "data" / "smuggled.csv").write_text("a,b")
    with pytest.raises(BrokenReleaseError, match="smuggled"):
        verifying.verify(copy)


def test_key_of_another_publisher_is_found(copy: Path, tmp_path: Path) -> None:
    other = Ed25519PrivateKey.generate()
    (tmp_path / "other.pem").write_bytes(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(BrokenReleaseError, match="another key"):
        verifying.verify(copy, public_key(tmp_path / "other.pem"))
    with pytest.raises(BrokenReleaseError, match="no public key"):
        public_key(copy / "SHA256SUMS")
    with pytest.raises(BrokenReleaseError), verifying.unpacked(copy / "SHA256SUMS") as folder:
        verifying.verify(folder)


def test_archive_of_a_release_is_verified_as_it_says_itself(copy: Path, tmp_path: Path) -> None:
    """Unpacked, by the commands of its verify.txt; as it is, by ours, and it is of the release whose digest is on record."""
    with zipfile.ZipFile(copy / "sunshine.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    text = (tmp_path / "unpacked" / "verify.txt").read_text("utf-8")
    for command in (SIGNED, SUMMED):
        assert command in text
        assert told(tmp_path / "unpacked", command).returncode == 0
    with verifying.unpacked(copy / "sunshine.zip") as folder:
        found = verifying.verify(folder)
    assert found.digest == verifying.verify(copy).digest
    assert set(found.logs) == set(DATABASES)
    done = run_cli("verify", str(copy / "sunshine.zip"), "--key", str(copy / "publisher.pem"), env=NOTHING_OF_OURS)
    assert done.returncode == 0, done.stderr
    (tmp_path / "unpacked" / "data" / "divisions.csv").write_text("changed")
    assert told(tmp_path / "unpacked", SUMMED).returncode == 1


def test_archive_in_which_something_else_lies_breaks_the_release(copy: Path) -> None:
    with zipfile.ZipFile(copy / "sunshine.zip", "a") as archive:
        archive.writestr("data/smuggled.csv", "a,b")
    with pytest.raises(BrokenReleaseError, match=r"smuggled\.csv in sunshine\.zip"):
        verifying.verify(copy)


@pytest.mark.parametrize("name", DATABASES)
def test_checkpoint_that_was_not_signed_so_is_found(release: Release, tmp_path: Path, name: str) -> None:
    for part in (checkpoints.FOLDER, checkpoints.FILE):
        (shutil.copytree if part == checkpoints.FOLDER else shutil.copy)(release.folder / part, tmp_path / part)
    assert set(checkpoints.read_signed(tmp_path)) == set(DATABASES)
    text = (tmp_path / checkpoints.FOLDER / f"{name}.txt").read_text()
    (tmp_path / checkpoints.FOLDER / f"{name}.txt").write_text(text.replace("sunshine/", "moonshine/"))
    with pytest.raises(checkpoints.ForeignCheckpointError):
        checkpoints.read_signed(tmp_path)


def grown(before: Checkpoint, size: int, leaves: list[bytes]) -> Checkpoint:
    """A checkpoint of a log of these leaves."""
    return replace(before, tree_size=size, root_hash=merkle.root(size, merkle.grow(0, leaves[:size], {})))


def test_log_that_goes_on_is_proven_and_one_that_was_rewritten_is_found(release: Release, tmp_path: Path) -> None:
    some = checkpoints.read_signed(release.folder)["funds"]
    leaves = [merkle.leaf_hash(bytes([place])) for place in range(9)]
    before, after = {"funds": grown(some, 5, leaves)}, {"funds": grown(some, 9, leaves)}
    assert verifying.unproven(before, after) == {"funds": "eventLog(database: funds) { consistencyProof(first: 5, second: 9) }"}
    path = merkle.proof(merkle.consistency_runs(5, 9), merkle.grow(0, leaves, {}))
    answer = {"data": {"funds": {"consistencyProof": [base64.b64encode(one).decode() for one in path]}}}
    (tmp_path / "proofs.json").write_bytes(orjson.dumps(answer))
    verifying.prove(before, after, verifying.read_proofs(tmp_path / "proofs.json"))
    rewritten = {"funds": grown(some, 9, [merkle.leaf_hash(b"another"), *leaves[1:]])}
    for earlier, later in ((before, rewritten), (after, before), (before, {}), (before, {"funds": replace(before["funds"], root_hash=b"0" * 32)})):
        with pytest.raises(verifying.RewrittenLogError):
            verifying.prove(earlier, later, {"funds": path})
    with pytest.raises(WrongDataError):
        verifying.read_proofs(release.folder / "SHA256SUMS")
