"""A wrong setting is named, with what to write instead."""

from __future__ import annotations

import pytest

from databases.connections import DATABASES
from sunshine.settings import SettingsError, load


def test_four_databases_are_four(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DATABASES:
        monkeypatch.setenv(f"SUNSHINE_{name.upper()}_DSN", "postgresql://office@127.0.0.1/sunshine")
    with pytest.raises(SettingsError, match="a database of its own"):
        load()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SUNSHINE_PROT", "8001", "SUNSHINE_PROT is no setting: did you mean SUNSHINE_PORT?"),
        ("SUNSHINE_XYZZY", "1", "docs/settings.md"),
        ("SUNSHINE_PORT", "many", "SUNSHINE_PORT"),
        ("SUNSHINE_RATE_LIMITS", "{bad", "rate_limits"),
    ],
)
def test_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told.replace("?", r"\?")):
        load()
