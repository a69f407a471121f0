"""Pledges 认捐: what is promised to a need, from its hold to its feedback, and what the need counts of it."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import ASSISTANCE_REASON
from databases.code_lists.forces import DISPUTE_REASON, LIVE_PLEDGES, MONEY_KINDS, PLEDGE_STATE
from databases.forces import METADATA
from databases.forces.givers import MONEY_OF_DONORS, donor, volunteer
from databases.forces.needs import need
from databases.forces.offers import offer
from databases.regions import A_TOWN, A_VILLAGE
from databases.row_rules import WRITTEN, at_commit, frozen, row_rule
from databases.tables import (
    CODE,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    ORDINAL,
    SENTENCE,
    TEXT,
    Sensitivity,
    check,
    day_of,
    elsewhere,
    entity,
    internal,
    reference,
    region,
    sensitive,
)

pledge = entity(
    METADATA,
    "pledge",
    "Pledge to meet a need 认捐承诺 (M145)",
    reference("need", "Need 需求"),
    reference("donor", "Donor 捐助人", optional=True),
    reference("volunteer", "Volunteer 志愿者", optional=True),
    reference("offer", "Offer of which it takes some 所用帮扶意愿", optional=True),
    elsewhere("household_id", "beneficiaries.household", "Household, never told to givers 帮扶户", sensitivity=Sensitivity.QUASI, optional=True),
    region("Village or community, never told to givers 所在村（社区）", name="village_code", level=A_VILLAGE),
    internal("quantity", ORDINAL, "How many 数量"),
    internal("state", PLEDGE_STATE, "State 状态"),
    internal("pledged_at", MOMENT, "When 认捐时间"),
    internal("expires_at", MOMENT, "Held until, unless it is confirmed 保留至"),
    internal("facts_digest", DIGEST, "SHA-256 of the facts that were shown 所示事实摘要", optional=True),
    internal("facts_seen_at", MOMENT, "When the facts were shown 阅知时间", optional=True),
    internal("confirmed_at", MOMENT, "Confirmed by the giver 确认时间", optional=True),
    reference("organisation", "Charity that takes the money 受赠慈善组织", "charity_id", optional=True),
    internal("receipt_number", CODE, "Number of the charity's receipt 捐赠票据号", optional=True),
    internal("delivered_on", DAY, "Delivered 送达日期", optional=True),
    internal("delivered_quantity", ORDINAL, "How many were delivered; the rest went back to the need 送达数量", optional=True),
    internal("received_by_household", FLAG, "Household signed 本户签收", server_default=sa.false()),
    reference("person", "Village officer who signed 签收村干部", "officer_id", optional=True),
    reference("person", "Second officer, where there is no household 第二签收人", "second_officer_id", optional=True),
    reference("person", "Who took the household's signature on paper 书面签字经办人", "assistant_id", optional=True),
    internal("household_digest", DIGEST, "SHA-256 of the delivery as the household was shown it 本户所签事实摘要", optional=True),
    internal("officer_digest", DIGEST, "The same of the village officer 村干部所签事实摘要", optional=True),
    internal("second_officer_digest", DIGEST, "The same of the second officer 第二签收人所签事实摘要", optional=True),
    sensitive("assistance_reason", ASSISTANCE_REASON, "Why the household signs on paper 书面签字原因", optional=True),
    internal("paper_number", CODE, "Number of the paper that the household signed 签字单编号", optional=True),
    internal("assisted_at", MOMENT, "When its signature was recorded 书面签字登记时间", optional=True),
    sensitive("draft_feedback", TEXT, "Feedback that nobody has reviewed yet 待审反馈", optional=True),
    reference("person", "Who gave feedback 反馈人", "feedback_writer_id", optional=True),
    sensitive("feedback_return_reason", TEXT, "Why its reader gave it back to be written anew 反馈退回原因", optional=True),
    reference("person", "Who reviewed it 反馈审核人", "feedback_reviewer_id", optional=True),
    internal("feedback", TEXT, "What became of it, without identity 反馈", optional=True),
    internal("release_reason", TEXT, "Why it was released 释放原因", optional=True),
    internal("disputed_at", MOMENT, "When the household said that it did not come so 本户提出异议时间", optional=True),
    internal("dispute_reason", DISPUTE_REASON, "What it said 异议", optional=True),
    internal("voided_at", MOMENT, "When its delivery was declared void 送达作废时间", optional=True),
    reference("person", "Who declared it void 作废决定人", "voided_by_id", optional=True),
    internal("void_reason", TEXT, "Why, without identity 作废原因", optional=True),
    internal("contact_accepted_at", MOMENT, "When the household, or its helper, let the volunteer get in touch 同意联系时间", optional=True),
    region("Town 所在镇", level=A_TOWN),
    check("donor_or_volunteer", "(donor_id IS NULL) <> (volunteer_id IS NULL)"),
    check("expires_later", "expires_at > pledged_at"),
    check("money_of_donors", "volunteer_id IS NULL OR charity_id IS NULL", MONEY_OF_DONORS),
    check("facts_with_digest", "(facts_seen_at IS NULL) = (facts_digest IS NULL)"),
    check("facts_seen", "state NOT IN ('facts_seen', 'confirmed', 'delivered', 'received', 'closed', 'voided') OR facts_seen_at IS NOT NULL"),
    check("facts_before_confirmation", "confirmed_at IS NULL OR (facts_seen_at IS NOT NULL AND confirmed_at >= facts_seen_at)"),
    check("confirmed", "state NOT IN ('confirmed', 'delivered', 'received', 'closed', 'voided') OR confirmed_at IS NOT NULL"),
    check(
        *("unconfirmed_has_no_moment", "state NOT IN ('held', 'facts_seen', 'expired') OR confirmed_at IS NULL"),
        "A pledge that waits or ran out was not confirmed 待确认、已失效的认捐没有确认时间",
    ),
    check("receipt_of_money", "charity_id IS NULL OR state NOT IN ('delivered', 'received', 'closed', 'voided') OR receipt_number IS NOT NULL"),
    check(
        "receipt_by_two",
        "state NOT IN ('received', 'closed') OR (officer_id IS NOT NULL AND (received_by_household OR second_officer_id IS NOT NULL))",
    ),
    check(
        "digest_of_signature",
        """(household_digest IS NULL OR received_by_household) AND (officer_digest IS NULL OR officer_id IS NOT NULL)
        AND (second_officer_digest IS NULL OR second_officer_id IS NOT NULL)""",
    ),
    check("officers_differ", "officer_id <> second_officer_id"),
    check(
        *("assisted_whole", "num_nulls(assistant_id, assistance_reason, paper_number, assisted_at) IN (0, 4)"),
        "A signature on paper is recorded with who took it, why, when and the paper's number 书面签字须登记经办人、原因、时间、签字单编号",
    ),
    check(
        *("assisted_household", "assistant_id IS NULL OR (received_by_household AND household_id IS NOT NULL)"),
        "What was signed on paper is the receipt of a household 书面签字是本户的签收",
    ),
    check(
        *("assistant_differs", "assistant_id <> officer_id"),
        "Who signs as the village officer does not take the household's signature 村干部签收人不得经办本户的书面签字",
    ),
    check(*("assisted_later", f"{day_of('assisted_at')} >= delivered_on"), "A household signs once it was delivered 送达之后才有书面签字"),
    check("delivery_day", "state NOT IN ('delivered', 'received', 'closed', 'voided') OR delivered_on IS NOT NULL"),
    check(
        *("delivered_once_confirmed", "state IN ('delivered', 'received', 'closed', 'voided') OR delivered_on IS NULL"),
        "A pledge with a day of delivery was delivered 有送达日期的认捐已送达",
    ),
    check(
        *("delivered_so_many", "(delivered_on IS NULL) = (delivered_quantity IS NULL) AND coalesce(delivered_quantity <= quantity, true)"),
        "Of what was delivered it is known how many, no more than were pledged 送达的须登记数量，不超过认捐数量",
    ),
    check(
        *("disputed_whole", "(disputed_at IS NULL) = (dispute_reason IS NULL)"),
        "What a household says of a delivery is recorded with its moment 本户的异议须登记时间",
    ),
    check(
        *("disputed_later", f"{day_of('disputed_at')} >= delivered_on"), "A household disputes what was recorded as delivered 送达登记之后才有异议"
    ),
    check(
        *("undisputed_on_paper", "assisted_at IS NULL OR disputed_at IS NULL OR disputed_at >= assisted_at"),
        "For a household that said it did not come nobody records a signature on paper 本户提出异议后不得登记书面签收",
    ),
    check(
        *("voided_whole", "num_nulls(voided_at, voided_by_id, void_reason) = CASE state WHEN 'voided' THEN 0 ELSE 3 END"),
        "A delivery is declared void by somebody, for a reason 送达作废须有决定人、时间、原因",
    ),
    check(*("voided_later", f"{day_of('voided_at')} >= delivered_on"), "A delivery is declared void after it was recorded 送达登记之后才能作废"),
    check(
        *("feedback_reviewed", "(feedback IS NULL) = (feedback_reviewer_id IS NULL)"),
        "Feedback is told to the giver once somebody has reviewed it 反馈经审核后告知捐助人",
    ),
    check(
        *("feedback_written", "(coalesce(draft_feedback, feedback, feedback_return_reason) IS NULL) = (feedback_writer_id IS NULL)"),
        "Feedback is somebody's, reviewed or not 反馈须登记反馈人",
    ),
    check(
        *("feedback_returned", "feedback_return_reason IS NULL OR (coalesce(draft_feedback, feedback) IS NULL AND state IN ('received', 'voided'))"),
        "What was given back is written anew before anybody reads it 退回的反馈须重写后再审",
    ),
    check(
        *("feedback_by_two", "feedback_writer_id <> feedback_reviewer_id"),
        "Nobody reviews the feedback that he gave himself 不得审核自己的反馈",
    ),
    check(
        *("drafted_once_received", "draft_feedback IS NULL OR state IN ('received', 'voided')"),
        "Feedback waits for its review once both sides have signed 双方签收之后才有待审反馈",
    ),
    check("closed_with_feedback", "state = 'voided' OR (state = 'closed') = (feedback IS NOT NULL)"),
    check("released_with_reason", "(state = 'released') = (release_reason IS NOT NULL)"),
    check(
        "contact_with_a_volunteer",
        "contact_accepted_at IS NULL OR (volunteer_id IS NOT NULL AND household_id IS NOT NULL AND coalesce(contact_accepted_at >= confirmed_at, false))",
        "A household is in contact with a volunteer who has confirmed 本户只与已确认认捐的志愿者联系",
    ),
    check("facts_after_pledge", "facts_seen_at >= pledged_at", "The facts are shown to whoever pledged 认捐之后阅知事实"),
    check("confirmed_while_held", "confirmed_at <= expires_at", "A pledge is confirmed while it is held 认捐在保留期内确认"),
    check(*("delivered_later", f"delivered_on >= {day_of('confirmed_at')}"), "What was pledged is delivered after it was confirmed 送达不早于确认"),
)
# the receipt of a delivery that was recorded for the wrong need is recorded again for the right one
sa.Index(
    "uq_pledge_charity_id_receipt_number",
    *(pledge.c.charity_id, pledge.c.receipt_number),
    unique=True,
    postgresql_where=sa.text("state <> 'voided'"),
    info={SENTENCE: "A charity gives a receipt once 同一票据只用于一次捐赠"},
)
_OF_ANOTHER_NEED = f"""SELECT FROM pledge JOIN need ON need.id = pledge.need_id JOIN need_item AS item ON item.id = need.need_item_id
    WHERE {{table}}.id IN (SELECT id FROM changed) AND (
    (pledge.household_id, pledge.village_code, pledge.region_code) IS DISTINCT FROM (need.household_id, need.village_code, need.region_code)
    OR (pledge.charity_id IS NOT NULL) <> (item.kind IN {MONEY_KINDS}))"""
_PLACE = ("household_id", "village_code", "region_code")
for _table, _row, _columns, _needs, _sentence in (
    (
        *(pledge, "pledge", ("need_id", "charity_id", *_PLACE), "SELECT need_id FROM changed"),
        "A pledge is for the household of its need, money through a charity 认捐属于需求的户，资金经慈善组织",
    ),
    (
        *(need, "need", ("need_item_id", *_PLACE), WRITTEN),
        "A need with pledges is of the household and kind that they are for 有认捐的需求，户和类别与认捐一致",
    ),
):
    row_rule(_table, "as_pledged", _columns, "need", _needs, _OF_ANOTHER_NEED.format(table=_row), _sentence)
row_rule(
    *(pledge, "while_it_was_asked", ("need_id", "pledged_at"), "need", "SELECT need_id FROM changed"),
    f"""SELECT FROM changed JOIN need ON need.id = changed.need_id
    WHERE coalesce({day_of("changed.pledged_at")} NOT BETWEEN need.published_on AND need.needed_by, true)""",
    "A pledge is made once its need was published, and before it is over 认捐在需求发布之后、截止之前",
)
# a certificate or a check that turns out to have been wrong changes nothing of what was pledged before it was known
_CERTIFIED = """NOT EXISTS (SELECT FROM fundraising_certificate AS certificate WHERE certificate.organisation_id = changed.charity_id
    AND starts_with(changed.region_code, certificate.region_code) AND certificate.period {})"""
row_rule(
    *(pledge, "by_a_certified_charity", ("charity_id", "pledged_at"), None, None),
    f"SELECT FROM changed WHERE charity_id IS NOT NULL AND {_CERTIFIED.format('@> ' + day_of('changed.pledged_at'))}",
    "Money is pledged through a charity whose certificate is in force there on that day 资金认捐经当日在当地有公开募捐资格的慈善组织",
)
row_rule(
    *(offer, "by_a_certified_charity", ("charity_id", "period"), None, None),
    f"SELECT FROM changed WHERE charity_id IS NOT NULL AND {_CERTIFIED.format('&& changed.period')}",
    "Money is offered through a charity whose certificate is in force there meanwhile 资金意愿经期间内在当地有公开募捐资格的慈善组织",
)
for _giver, _sentence in (
    (volunteer, "A volunteer pledges once his identity was verified 志愿者核验身份后认捐"),
    (donor, "A donor pledges once it was verified who he is 捐助人核验身份后认捐"),
):
    row_rule(
        *(pledge, f"by_a_verified_{_giver.name}", (f"{_giver.name}_id", "pledged_at"), None, None),
        f"""SELECT FROM changed JOIN {_giver.name} AS giver ON giver.id = changed.{_giver.name}_id
        WHERE coalesce(giver.verified_on > {day_of("changed.pledged_at")}, true)""",
        _sentence,
    )
for _gift, _moment in ((pledge, day_of("changed.pledged_at")), (offer, "lower(changed.period)")):
    row_rule(
        *(_gift, "by_a_donor_who_gives", ("donor_id",), None, None),
        f"SELECT FROM changed JOIN donor AS giver ON giver.id = changed.donor_id WHERE giver.ended_on < {_moment}",
        "Nobody gives by a registration that has ended 已停用的捐助登记不再认捐、登记意愿",
    )
# what is left of an offer is its quantity without what its live pledges take
row_rule(
    *(pledge, "of_its_givers_offer", ("offer_id", "donor_id", "volunteer_id"), None, None),
    """SELECT FROM changed JOIN offer ON offer.id = changed.offer_id
    WHERE (changed.donor_id, changed.volunteer_id) IS DISTINCT FROM (offer.donor_id, offer.volunteer_id)""",
    "Whoever pledges out of an offer made it 从帮扶意愿中认捐的，须为登记该意愿的人",
)
row_rule(
    *(pledge, "within_its_offer", ("offer_id", "quantity"), "offer", "SELECT offer_id FROM changed"),
    f"""SELECT FROM pledge JOIN offer ON offer.id = pledge.offer_id WHERE offer.id IN (SELECT offer_id FROM changed) AND pledge.state IN {LIVE_PLEDGES}
    GROUP BY offer.id, offer.quantity HAVING sum(coalesce(pledge.delivered_quantity, pledge.quantity)) > offer.quantity""",
    "No more is pledged of an offer than it has 从一项帮扶意愿中认捐的数量不超过该意愿的数量",
)
_AGREED = ("need_id", "offer_id", "donor_id", "volunteer_id", "charity_id", "quantity", "facts_digest", "facts_seen_at", "confirmed_at", "pledged_at")
frozen(
    *(pledge, "stays_confirmed", _AGREED, "old.confirmed_at IS NOT NULL"),
    "What was confirmed of a pledge stays 已确认的认捐内容不得更改或删除",
)
frozen(
    *(pledge, "goes_forward", ("state",)),
    """(CASE old.state WHEN 'held' THEN false WHEN 'facts_seen' THEN new.state = 'held' WHEN 'confirmed' THEN new.state NOT IN ('delivered', 'received',
    'closed', 'released') WHEN 'delivered' THEN new.state NOT IN ('received', 'closed', 'voided') WHEN 'received' THEN new.state NOT IN ('closed', 'voided')
    WHEN 'closed' THEN new.state <> 'voided' ELSE new.state IS NOT NULL END)""",
    "A pledge goes forward; once it was delivered it is not released, only declared void 认捐状态不得退回，送达后不得释放，只能作废",
)
frozen(
    *(pledge, "stays_delivered", ("delivered_on", "delivered_quantity", "receipt_number"), "old.delivered_on IS NOT NULL"),
    "What was recorded of a delivery stays: what was wrong is declared void 已登记的送达不得更改或删除，有误的须作废",
)
frozen(
    *(pledge, "stays_disputed", ("disputed_at", "dispute_reason"), "old.disputed_at IS NOT NULL"),
    "What a household said of a delivery stays 本户的异议不得更改或删除",
)
frozen(
    *(pledge, "stays_voided", ("voided_at", "voided_by_id", "void_reason"), "old.voided_at IS NOT NULL"),
    "That a delivery is void stays, with who decided it and why 已作废的送达，决定人、时间、原因不得更改或删除",
)
_SIGNERS = ("officer_id", "second_officer_id", "assistant_id")
_JUDGES = (*_SIGNERS, "voided_by_id", "feedback_writer_id", "feedback_reviewer_id")
row_rule(
    *(pledge, "receipt_by_others", ("donor_id", "volunteer_id", *_JUDGES)),
    *("donor", f"SELECT donor_id FROM changed WHERE num_nonnulls({', '.join(_JUDGES)}) > 0"),
    f"""SELECT FROM changed LEFT JOIN donor ON donor.id = changed.donor_id LEFT JOIN volunteer ON volunteer.id = changed.volunteer_id
    WHERE coalesce(donor.person_id, volunteer.person_id) IN ({", ".join(f"changed.{name}" for name in _JUDGES)})""",
    "Who gives does not sign that it was received, take the household's signature, declare it void, or write or review the feedback "
    "捐助人、志愿者不得签收、作废自己的认捐，不得经办本户的书面签字，也不得撰写、审核其反馈",
)
row_rule(
    *(pledge, "receipt_by_no_kin", ("donor_id", "volunteer_id", *_SIGNERS, "voided_by_id"), None, None),
    f"""SELECT FROM changed LEFT JOIN donor ON donor.id = changed.donor_id LEFT JOIN volunteer ON volunteer.id = changed.volunteer_id
    JOIN person AS giver ON giver.id = coalesce(donor.person_id, volunteer.person_id)
    JOIN person AS signer ON signer.id IN ({", ".join(f"changed.{name}" for name in (*_SIGNERS, "voided_by_id"))})
    WHERE giver.household_id = signer.household_id OR EXISTS (SELECT FROM relative WHERE relative.ended_on IS NULL
      AND (relative.person_id, relative.household_id) IN ((giver.id, signer.household_id), (signer.id, giver.household_id)))""",
    "Who is of the giver's household, or declared kin of it, does not sign for his gift or declare it void 捐助人的同户人和申报过的亲属不得签收、作废其帮扶",
)
_DIGESTS = ("household_digest", "officer_digest", "second_officer_digest")
_SIGNED = (*_SIGNERS, *_DIGESTS, "assistance_reason", "paper_number", "assisted_at")
frozen(
    *(pledge, "stays_signed", (*_SIGNED, "received_by_household")),
    " OR ".join(f"old.{name} IS NOT NULL AND new.{name} IS DISTINCT FROM old.{name}" for name in _SIGNED)
    + " OR old.received_by_household AND NOT coalesce(new.received_by_household, false)"
    + " OR old.received_by_household AND old.assistant_id IS NULL AND new.assistant_id IS NOT NULL",
    "What was signed stays as it was signed, and by whom 已签收的不得更改签收人、不得删除",
)
frozen(
    *(pledge, "stays_in_contact", ("contact_accepted_at",), "old.contact_accepted_at IS NOT NULL"),
    "That contact was accepted stays 已同意的联系不得更改或删除",
)
# A need counts what its live pledges take from it: they are written first, then the need, and by the end of the transaction it counts them all
# (once delivered, what was delivered)
_TAKEN = f"SELECT need_id, sum(coalesce(delivered_quantity, quantity)) AS quantity FROM pledge WHERE state IN {LIVE_PLEDGES} AND need_id IN ({{needs}}) GROUP BY need_id"
row_rule(
    *(need, "counts_its_pledges", ("pledged",), "need", WRITTEN),
    f"""SELECT FROM changed LEFT JOIN ({_TAKEN.format(needs=WRITTEN)}) AS taken ON taken.need_id = changed.id
    WHERE changed.pledged <> coalesce(taken.quantity, 0)""",
    "A need counts its pledges 需求的已认捐数量与认捐一致",
)
at_commit(
    *(pledge, "is_counted", "need_id", need),
    f"pledged <> coalesce((SELECT quantity FROM ({_TAKEN.format(needs='need.id')}) AS taken), 0)",
    "What is pledged is counted by its need 认捐数量计入需求",
)
