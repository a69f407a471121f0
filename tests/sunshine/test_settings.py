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
        ("SUNSHINE_ORIGINS", "https://app.example https://app.example/page", "SUNSHINE_ORIGINS: .*not https://app.example/page"),
        ("SUNSHINE_ORIGINS", "http://app.example", "SUNSHINE_ORIGINS: .*not http://app.example"),
        ("SUNSHINE_PORTAL_KEYS", "c2hvcnQ=", "SUNSHINE_PORTAL_KEYS: .*keys of 32 bytes in Base64"),
    ],
)
def test_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told.replace("?", r"\?")):
        load()


def test_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUNSHINE_METRICS_PORT", "SUNSHINE_FUNDS_DSN", "SUNSHINE_PORT"):
        monkeypatch.setenv(name, "")
    chosen = load()
    assert (chosen.metrics_port, chosen.is_embedded, chosen.port) == (None, True, 8000)


MAIL = {"SUNSHINE_SMTP_HOST": "mail.example", "SUNSHINE_MAIL_FROM": "notices@city.example", "SUNSHINE_ADDRESS": "https://city.example"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"SUNSHINE_MAIL_FROM": None}, "SUNSHINE_SMTP_HOST and SUNSHINE_MAIL_FROM, or neither"),
        ({"SUNSHINE_SMTP_TLS": "none"}, "none on this machine only"),
        ({"SUNSHINE_ADDRESS": "http://city.example"}, "SUNSHINE_ADDRESS must be https"),
        ({"SUNSHINE_MAIL_FROM": "nobody"}, "MAIL_FROM"),
    ],
)
def test_mail_goes_over_no_open_line(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str | None], told: str) -> None:
    for name, value in (MAIL | changed).items():
        if value is not None:
            monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told):
        load()


def test_mail_is_set_up_with_three_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in MAIL.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SUNSHINE_SMTP_PASSWORD", "hidden")
    assert load().smtp_tls == "starttls"
    assert "hidden" not in repr(load())


def test_portal_of_the_demo_is_told_where_searches_are_answered_and_nothing_of_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNSHINE_SEARCH_API_KEY", "of-the-search")
    assert not [name for name in load().portal_environment() if name.startswith("SUNSHINE_SEARCH")]
    monkeypatch.setenv("SUNSHINE_SEARCH_URLS", "https://search.city.example:9200")
    told = load().portal_environment()
    assert told["SUNSHINE_SEARCH_URLS"] == "https://search.city.example:9200"
    assert told["SUNSHINE_SEARCH_API_KEY"] == "of-the-search"
    assert not [name for name in told if name.endswith("_DSN") or name == "SUNSHINE_KEYS"]
