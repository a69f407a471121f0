"""Notices 通知: what a person is told of what happened, and whether by mail too."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.forces import NOTICE_KIND
from databases.forces import METADATA
from databases.tables import FLAG, KEY, MOMENT, TEXT, Domain, check, encrypted, entity, internal, reference

GLOBAL_ID = Domain(sa.Text(collation="C"), "{column} ~ '^[A-Za-z]+:[0-9]+$'")

notice = entity(
    METADATA,
    "notice",
    "Notice to a person of what happened to what concerns him 收件箱通知 (M147)",
    reference("person", "Who is told 收件人"),
    internal("event_id", KEY, "Event that it tells of 所据事件"),
    internal("kind", NOTICE_KIND, "What happened 通知类型"),
    internal("about", GLOBAL_ID, "What it concerns, by global id 对象", index=True),
    internal("text", TEXT, "What he is told, naming nobody 内容"),
    internal("text_en", TEXT, "The same in English 英文内容"),
    internal("noticed_at", MOMENT, "When 通知时间"),
    internal("read_at", MOMENT, "When he read it 阅读时间", optional=True),
    sa.UniqueConstraint("event_id", "person_id"),
    check("read_after_noticed", "read_at >= noticed_at", "A notice is read after it was given 阅读时间不早于通知时间"),
)
mailbox = entity(
    METADATA,
    "mailbox",
    "Mail address at which a person wants to be told 通知邮箱 (M147)",
    reference("person", "Whose 所有人", unique=True),
    *encrypted("email", "Mail address 电子邮箱", optional=True),
    internal("given_at", MOMENT, "When he gave it 登记时间"),
    internal("confirmed_at", MOMENT, "When its owner followed the link that was sent to it 确认时间", optional=True),
    check(
        "address_is_whole", "num_nulls(email_encrypted, email_digest, email_mask) IN (0, 3)", "An address is kept whole or not at all 邮箱须完整登记"
    ),
    check("confirmed_address", "confirmed_at IS NULL OR email_encrypted IS NOT NULL", "What was confirmed is an address 确认的须是已登记的邮箱"),
)
notice_preference = entity(
    METADATA,
    "notice_preference",
    "Whether a person wants notices of a kind by mail; without one he does 通知偏好 (M147)",
    reference("person", "Who 本人"),
    internal("kind", NOTICE_KIND, "Of what 通知类型"),
    internal("by_mail", FLAG, "By mail too 同时发邮件"),
    sa.UniqueConstraint("person_id", "kind"),
)
