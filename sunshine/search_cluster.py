"""The Elasticsearch that the settings name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sunshine.settings import Settings

if TYPE_CHECKING:
    from search.cluster import Cluster


def search_cluster(chosen: Settings) -> Cluster | None:
    """Where searches are answered; none: the embedded engine does, and the client, which takes a second to load, is not."""
    if not chosen.search_urls:
        return None
    key = chosen.search_api_key.get_secret_value() if chosen.search_api_key else None
    place = {"urls": tuple(chosen.search_urls.split()), "api_key": key, "ca": chosen.search_ca}
    cluster: Cluster = import_module("search.cluster").Cluster(**place, index=chosen.search_index, seconds=chosen.search_seconds)
    return cluster
