"""Each release carries the checkpoints of the event logs, and a citizen verifies them with nothing of ours."""

from __future__ import annotations

import base64
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from databases.connections import DATABASES
from databases.event_log import key_id
from open_data.extract import Extract
from open_data.release import checkpoints
from open_data.release.build import Release
from tests.open_data.conftest import LOG_KEYS


def verified(folder: Path, name: str) -> bool:
    """The command that verify.txt tells to run."""
    openssl = shutil.which("openssl")
    assert openssl
    command = [openssl, *f"pkeyutl -verify -pubin -inkey {name}.pem -rawin -in {name}.txt -sigfile {name}.sig".split()]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", DATABASES)
def test_openssl_verifies_each_checkpoint_and_finds_a_changed_one(release: Release, tmp_path: Path, name: str) -> None:
    shutil.copytree(release.folder / checkpoints.FOLDER, copy := tmp_path / "copy")
    assert verified(copy, name)
    text = (copy / f"{name}.txt").read_text()
    (copy / f"{name}.txt").write_text(text.replace("sunshine/", "moonshine/"))
    assert not verified(copy, name)


def test_programs_read_the_same_from_one_file(release: Release) -> None:
    found = orjson.loads((release.folder / checkpoints.FILE).read_bytes())
    assert list(found) == list(DATABASES)
    for name, entry in found.items():
        text = (release.folder / checkpoints.FOLDER / f"{name}.txt").read_text().splitlines()
        assert text == [f"sunshine/{entry['log']}", str(entry["tree_size"]), entry["root_hash"], text[3]]
        assert base64.b64decode(entry["signature"]) == (release.folder / checkpoints.FOLDER / f"{name}.sig").read_bytes()


def test_checkpoint_of_a_foreign_key_stops_the_build(extracted: Extract, tmp_path: Path) -> None:
    stranger = Ed25519PrivateKey.generate().public_key()
    with pytest.raises(checkpoints.ForeignCheckpointError):
        checkpoints.write(tmp_path, extracted.checkpoints, {key_id(stranger): stranger})
    changed = {"funds": replace(extracted.checkpoints["funds"], tree_size=1_000_000)}
    (tmp_path / "other").mkdir()
    with pytest.raises(checkpoints.ForeignCheckpointError):
        checkpoints.write(tmp_path / "other", changed, LOG_KEYS)


def test_published_checkpoints_are_read_back_as_they_were_signed(release: Release, extracted: Extract, tmp_path: Path) -> None:
    assert checkpoints.read(release.folder / checkpoints.FILE, LOG_KEYS) == extracted.checkpoints
    changed = orjson.loads((release.folder / checkpoints.FILE).read_bytes())
    changed["funds"]["tree_size"] += 1
    (tmp_path / "changed.json").write_bytes(orjson.dumps(changed))
    with pytest.raises(checkpoints.ForeignCheckpointError, match="funds"):
        checkpoints.read(tmp_path / "changed.json", LOG_KEYS)
    with pytest.raises(checkpoints.UnreadableCheckpointsError):
        checkpoints.read(release.folder / checkpoints.HELP, LOG_KEYS)


def test_help_is_chinese_first_and_names_the_files(release: Release) -> None:
    text = (release.folder / checkpoints.HELP).read_text("utf-8")
    assert text.startswith("怎样核验")
    for name in ("SHA256SUMS", "SHA256SUMS.sig", "publisher.pem", f"{checkpoints.FOLDER}/funds.pem", f"{checkpoints.FOLDER}/funds.txt"):
        assert (release.folder / name).is_file()
        assert name.rpartition("/")[2] in text
