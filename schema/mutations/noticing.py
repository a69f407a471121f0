"""Mutations of notices: each person's own, whatever his posts are. The notices themselves are a connection like any other."""

from __future__ import annotations

from typing import Any

import strawberry

from databases.code_lists.forces import NOTICE_KIND
from resolvers.changes import notices
from schema.asking import Asking
from schema.mutations.fields import code_of, input_type, key_of, mutation_field, node_of
from schema.types import Types


def notice_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "read_notices": _read_notices(),
        "change_notice_preferences": _change_notice_preferences(types),
        "change_mailbox": _change_mailbox(types),
    }


def _read_notices() -> Any:
    ids = (list[strawberry.ID], f"Which, up to {notices.MOST_AT_ONCE} 通知")
    input_ = input_type("ReadNoticesInput", "Notices that you have read 已读通知", ids=ids)

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        keys = [key_of("Notice", one, "ids") for one in asked.ids]
        return {"read": await notices.read_notices(asking.changes, asking.subject, keys)}

    about = "Mark notices of yours as read 标为已读"
    return mutation_field("ReadNotices", about, input_, run, read=(int | None, "How many of them were unread 条数"))


def _change_notice_preferences(types: Types) -> Any:
    kinds: Any = list.__class_getitem__(types.code_type(NOTICE_KIND))
    wanted = (bool, "Whether you want these by mail too; they come into your inbox in any case 同时发邮件")
    input_ = input_type("ChangeNoticePreferencesInput", "Of what you want mails 邮件偏好", kinds=(kinds, "Kinds of notices 通知类型"), by_mail=wanted)

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        preference = notices.Preference([code_of(kind) for kind in asked.kinds], asked.by_mail)
        muted = await notices.change_preferences(asking.changes, asking.subject, preference)
        return {"muted": [types.code_type(NOTICE_KIND)(kind) for kind in muted]}

    about = "Say of which kinds of notices you want mails 修改邮件偏好"
    return mutation_field("ChangeNoticePreferences", about, input_, run, muted=(kinds | None, "Kinds of which you get none now 不发邮件的类型"))


def _change_mailbox(types: Types) -> Any:
    address = (str | None, "Mail address; without it no mail comes any more 电子邮箱")
    input_ = input_type("ChangeMailboxInput", "Where you want notices by mail 通知邮箱", email=address)

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        return {"mailbox": node_of(types, await notices.change_mailbox(asking.changes, asking.subject, asked.email or None))}

    about = "Give the address at which you want notices; mails come once you followed the link in the first one 登记通知邮箱"
    return mutation_field("ChangeMailbox", about, input_, run, mailbox=(types.nodes["Mailbox"] | None, "The mailbox 邮箱"))
