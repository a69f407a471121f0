"""Mutations of webhooks."""

from __future__ import annotations

from typing import Any

from databases.code_lists.forces import WEBHOOK_EVENT
from resolvers.changes import webhooks
from resolvers.following.webhooks import secret_of
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types

SECRET = "With it, and with nothing else, the signature of a message can be checked; keep it where nobody reads it 签名密钥（十六进制）"


def webhook_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {"subscribe_webhook": _subscribe(types), "end_webhook": _end(types)}


def _subscribe(types: Types) -> Any:
    input_ = input_type(
        "SubscribeWebhookInput",
        "An address that is to be told of events 订阅事件推送",
        address=(str, "https address that takes messages by POST and answers 2xx within ten seconds 推送地址"),
        events=(list.__class_getitem__(types.code_type(WEBHOOK_EVENT)), "Kinds of events 事件类型"),
        region_code=(str, "Division in which they happen, inside your own 事件区划"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        events = tuple(code_of(one) for one in asked.events)
        wanted = webhooks.WebhookWanted(asked.address, events, asked.region_code)
        found = await webhooks.subscribe_webhook(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"webhook": node_of(types, found), "secret": secret_of(asking.changes.keys, key_of("Webhook", found, "id"))}

    about = "Tell an address of what happens from now on, each message signed and without any personal data 订阅事件推送 (M3)"
    return mutation_field("SubscribeWebhook", about, input_, run, **changed_of(types, "Webhook"), secret=(str | None, SECRET))


def _end(types: Types) -> Any:
    def wanted(key: int, asked: Any) -> webhooks.WebhookEnd:
        return webhooks.WebhookEnd(key, asked.expected_version, asked.reason)

    return step_field(types, "Webhook", "EndWebhook", "Tell an address nothing more 终止事件推送", webhooks.end_webhook, wanted, reason=(str, REASON))
