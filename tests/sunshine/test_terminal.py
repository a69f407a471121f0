"""What commands say of long work, where somebody watches and where nobody does."""

from __future__ import annotations

import io
import threading

import pytest
from rich.console import Console

from sunshine import terminal


class Listened(io.StringIO):
    """A stream that is no terminal; `heard` once a line has come."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = threading.Event()

    def write(self, text: str) -> int:
        written = super().write(text)
        self.heard.set()
        return written


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Listened:
    listened = Listened()
    monkeypatch.setattr(terminal, "ERR", Console(file=listened, width=20))
    return listened


def test_long_work_is_told_in_plain_lines_where_nobody_watches(log: Listened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "TELL_SECONDS", 0.01)
    with terminal.progress_bar() as bar:
        bar.update(bar.add_task("checked", total=4_000), completed=4_000)
        bar.update(bar.add_task("written", total=4_000), completed=1_500)
        assert log.heard.wait(30)
    assert log.getvalue().splitlines()[0] == "written 1,500 / 4,000, 0 s"


def test_short_work_is_told_to_nobody(log: Listened) -> None:
    with terminal.progress_bar() as bar:
        bar.update(bar.add_task("checked", total=2), completed=1)
    assert log.getvalue() == ""
