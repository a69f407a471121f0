"""Traces for OpenTelemetry: a span for the request, one for parsing and planning, one for each statement. Never a value.

The spans are made when the request is over, from the times that were noted, so a request pays for them only then.
"""

from __future__ import annotations

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import Attributes

from sunshine.observability import Request

W3C = TraceContextTextMapPropagator()
PARENT = (b"traceparent", b"tracestate")


class Traces:
    """Sends spans to a collector (OTLP over HTTP) in the background."""

    def __init__(self, collector: str) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": "sunshine"}))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(collector)))
        self._tracer = self._provider.get_tracer("sunshine")

    def trace(self, request: Request) -> None:
        """The spans of one request, as a part of the trace that its client or proxy began."""
        record, shift = request.record, request.at - request.began
        parent = W3C.extract({name.decode(): value.decode("latin-1") for name, value in request.headers if name in PARENT})
        about: Attributes = {
            "graphql.operation.name": record.operation[:64],
            "sunshine.request": request.id,
            "sunshine.tier": record.tier,
            "sunshine.cost": record.cost,
            "http.response.status_code": request.status,
            "sunshine.codes": record.codes,
        }
        name = f"GraphQL {record.operation[:64]}".rstrip()
        whole = self._tracer.start_span(name, parent, SpanKind.SERVER, about, start_time=request.at)
        if record.codes:
            whole.set_status(Status(StatusCode.ERROR, record.codes[0]))
        inside = set_span_in_context(whole)
        self._tracer.start_span("parse and plan", inside, start_time=request.at).end((record.planned_at or request.ended) + shift)
        for ran in request.ran:
            told = {"db.system.name": "postgresql", "db.namespace": ran.database, "db.operation.name": "SELECT", "sunshine.kind": ran.kind}
            self._tracer.start_span(f"SELECT {ran.database}", inside, SpanKind.CLIENT, told, start_time=ran.began + shift).end(ran.ended + shift)
        whole.end(request.ended + shift)

    def close(self) -> None:
        """Send what is waiting."""
        self._provider.shutdown()
