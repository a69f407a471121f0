"""Prometheus is answered on a port of its own, apart from what a process serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import HTTPServer
from threading import Thread

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from open_data.portal.usage import Usage

SEARCHES = "Answers of the search by engine, and whether it stood in for a cluster that gave none"


class OfPortal(Collector):
    """What a portal has answered."""

    def __init__(self, usage: Usage) -> None:
        self.usage = usage

    def collect(self) -> Iterator[CounterMetricFamily]:
        answers = CounterMetricFamily("sunshine_portal_answers", "Answers of the portal by kind: pages, searches, files, data", labels=["kind"])
        for kind, count in list(self.usage.counts.items()):
            answers.add_metric([kind], count)
        yield answers
        searches = CounterMetricFamily("sunshine_searches", SEARCHES, labels=["engine", "stood_in"])
        for (engine, stood_in), count in list(self.usage.searched.items()):
            searches.add_metric([engine, str(stood_in).lower()], count)
        yield searches


def of_portal(usage: Usage) -> CollectorRegistry:
    """A registry that tells what a portal has answered."""
    registry = CollectorRegistry()
    registry.register(OfPortal(usage))
    return registry


def serve(registry: CollectorRegistry, host: str, first_port: int, ports: int = 1) -> Callable[[], None]:
    """Answer Prometheus on the first free one of some ports, so that each worker has its own; gives what ends it."""
    for port in range(first_port, first_port + ports):
        try:
            server, thread = start_http_server(port, host, registry)
        except OSError:
            continue
        return lambda: _stop(server, thread)
    raise OSError(f"cannot listen on {host}:{first_port}: set SUNSHINE_METRICS_PORT to a free port")


def _stop(server: HTTPServer, thread: Thread) -> None:
    server.shutdown()
    server.server_close()
    thread.join()
