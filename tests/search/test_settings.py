"""The settings choose the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from search.desk import Desk
from search.queries import Query
from sunshine.search_cluster import search_cluster
from sunshine.settings import SettingsError, load
from tests.search.conftest import Run
from tests.search.release import TODAY


def test_without_an_address_the_embedded_engine_answers(monkeypatch: pytest.MonkeyPatch, search_file: Path, run: Run[Any]) -> None:
    monkeypatch.delenv("SUNSHINE_SEARCH_URLS", raising=False)
    desk = Desk.open(search_file, search_cluster(load()))
    assert run(desk.answer(Query(text="江阴"), TODAY)).engine == "embedded"
    run(desk.close())


def test_a_cluster_is_spoken_to_as_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"URLS": "https://a.example https://b.example:9200", "API_KEY": "hidden", "INDEX": "wuxi", "SECONDS": "0.4"}.items():
        monkeypatch.setenv(f"SUNSHINE_SEARCH_{name}", value)
    cluster = search_cluster(load())
    assert cluster
    assert (cluster.urls, cluster.api_key, cluster.index, cluster.seconds) == (("https://a.example", "https://b.example:9200"), "hidden", "wuxi", 0.4)
    assert "hidden" not in f"{load()!r}{cluster!r}"


def test_a_key_does_not_go_over_an_open_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNSHINE_SEARCH_URLS", "https://a.example http://b.example")
    with pytest.raises(SettingsError, match="SUNSHINE_SEARCH_URLS"):
        load()
