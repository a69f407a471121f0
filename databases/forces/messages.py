"""Messages 认捐留言 between a volunteer and the household that he helps."""

from __future__ import annotations

from databases.code_lists.forces import MESSAGE_SIDE
from databases.forces import METADATA
from databases.regions import A_TOWN
from databases.row_rules import frozen, row_rule
from databases.tables import MOMENT, TEXT, Sensitivity, elsewhere, entity, internal, reference, region, sensitive

message = entity(
    METADATA,
    "message",
    "Message about a pledge between its volunteer and the household: neither learns the other's telephone 认捐留言 (M147)",
    reference("pledge", "Pledge 认捐"),
    reference("volunteer", "Volunteer 志愿者"),
    elsewhere("household_id", "beneficiaries.household", "Household, never told to givers 帮扶户", sensitivity=Sensitivity.QUASI),
    internal("side", MESSAGE_SIDE, "Which side wrote it: the volunteer, or the household and its helper 留言方"),
    sensitive("text", TEXT, "What he wrote 内容"),
    internal("sent_at", MOMENT, "When 留言时间"),
    region("Town of the household 所在镇", level=A_TOWN),
)
row_rule(
    *(
        message,
        "of_an_accepted_contact",
        ("pledge_id", "volunteer_id", "household_id", "region_code", "sent_at"),
        "pledge",
        "SELECT pledge_id FROM changed",
    ),
    """SELECT FROM changed JOIN pledge ON pledge.id = changed.pledge_id
    WHERE (changed.volunteer_id, changed.household_id, changed.region_code) IS DISTINCT FROM (pledge.volunteer_id, pledge.household_id, pledge.region_code)
    OR coalesce(changed.sent_at < pledge.contact_accepted_at, true)""",
    "Both sides of a pledge write to each other once contact was accepted 同意联系之后，认捐双方才能留言",
)
frozen(
    *(message, "stays_sent", ("pledge_id", "volunteer_id", "household_id", "side", "text", "sent_at"), "true"),
    "What was written stays 留言不得更改或删除",
)
