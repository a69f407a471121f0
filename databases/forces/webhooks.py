"""Webhooks 事件推送: which computers of other departments are told that something happened."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.forces import WEBHOOK_EVENT
from databases.forces import METADATA
from databases.tables import MOMENT, Domain, Sensitivity, check, entity, internal, reference, region

MOST_CHARACTERS = 500
ADDRESS = Domain(sa.Text(), f"{{column}} ~ '^https?://[!-~]+$' AND char_length({{column}}) <= {MOST_CHARACTERS}")
_ONE = f"({'|'.join(WEBHOOK_EVENT.labels)})"
EVENTS = Domain(sa.Text(), f"{{column}} ~ '^{_ONE}( {_ONE})*$'")

webhook = entity(
    METADATA,
    "webhook",
    "Webhook: address of another computer that is told of events 事件推送 (M3)",
    reference("person", "Administrator who subscribed it 订阅人"),
    region("Division whose events it is told of 事件区划", Sensitivity.INTERNAL),
    internal("address", ADDRESS, "Where it is told 推送地址"),
    internal("events", EVENTS, "Kinds of events, parted by spaces 事件类型"),
    internal("subscribed_at", MOMENT, "Subscribed 订阅时间"),
    internal("ended_at", MOMENT, "Ended 终止时间", optional=True),
    check("ended_later", "ended_at >= subscribed_at", "A webhook ends after it was subscribed 终止不早于订阅"),
)
