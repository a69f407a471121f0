"""A wrong setting is named, with what to write instead."""

from __future__ import annotations

import pytest

from sunshine.settings import SettingsError, load


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
