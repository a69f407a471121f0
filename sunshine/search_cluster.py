"""The Elasticsearch that the settings name. Apart from them, for its client takes a second to load, and few commands search."""

from __future__ import annotations

from search.cluster import Cluster
from sunshine.settings import Settings


def search_cluster(chosen: Settings) -> Cluster | None:
    """Where searches are answered; none: the embedded engine does."""
    if not chosen.search_urls:
        return None
    key = chosen.search_api_key.get_secret_value() if chosen.search_api_key else None
    return Cluster(urls=tuple(chosen.search_urls.split()), api_key=key, ca=chosen.search_ca, index=chosen.search_index, seconds=chosen.search_seconds)
