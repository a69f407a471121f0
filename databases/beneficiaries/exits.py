"""How a household gets out: five signatures and five confirmations, refusals, and the watch over it afterwards."""

from __future__ import annotations

import sqlalchemy as sa

from databases.beneficiaries import METADATA, WHERE
from databases.beneficiaries.register import household
from databases.code_lists.common import ASSISTANCE_REASON
from databases.code_lists.entry_and_exit import EXIT_STATE, FOLLOWING_STATE, SIGNER_ROLE, WATCH_RESULT
from databases.row_rules import WRITTEN, frozen, of_parent, row_rule, whichever_is_written, within_its_case
from databases.tables import (
    CODE,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    MONEY,
    ORDINAL,
    TEXT,
    agreeing,
    check,
    day_of,
    elsewhere,
    entity,
    internal,
    quasi,
    reference,
    region,
    sensitive,
)

exit_case = entity(
    METADATA,
    "exit_case",
    "Exit from hardship 脱困销号 (M43, M45)",
    reference("household", "Household 脱困户"),
    region(WHERE),
    internal("state", EXIT_STATE, "State 状态"),
    quasi("proposed_on", DAY, "Proposed 提出日期"),
    quasi("revised_on", DAY, "Last revised, which voided what was signed 最近更正日期", optional=True),
    sensitive("income_a_head", MONEY, "Income a head that was checked, yuan 核定人均收入（元）"),
    internal("income_evidence_digest", DIGEST, "SHA-256 of its evidence 收入证据摘要"),
    internal("income_is_enough", FLAG, "Income is at least the floor 收入达标"),
    internal("findings_are_closed", FLAG, "No finding is open 无未结存疑"),
    internal("entitlements_are_paid", FLAG, "Nothing is unpaid 无未发待遇"),
    internal("measures_are_closed", FLAG, "Measures are closed 措施已办结"),
    quasi("closed_on", DAY, "Closed 销号日期", optional=True),
    internal("return_reason", TEXT, "Why it was returned 退回原因", optional=True),
    # what follows in the other databases is done there, one after the other; until then the case waits for them
    internal("funds_state", FOLLOWING_STATE, "Whether payments were stopped in funds, once it is closed 停发办理状态", optional=True),
    internal("forces_state", FOLLOWING_STATE, "Whether pairings were given their end in forces, once it is closed 结对办理状态", optional=True),
    check("closed_day", "(state = 'exited') = (closed_on IS NOT NULL)"),
    check("closed_after_proposal", "closed_on IS NULL OR closed_on >= proposed_on", "An exit is closed after it was proposed 销号不早于提出"),
    check("revised_after_proposal", "revised_on >= proposed_on", "An exit is revised after it was proposed 更正不早于提出"),
    check("returned_with_reason", "(state = 'returned') = (return_reason IS NOT NULL)"),
    check("followed_once_closed", "num_nonnulls(funds_state, forces_state) IN (0, 2) AND (funds_state IS NULL OR state = 'exited')"),
    # reconcile, then close: all four checks hold
    check(
        "reconciled",
        "state NOT IN ('notice', 'exited') OR (income_is_enough AND findings_are_closed AND entitlements_are_paid AND measures_are_closed)",
    ),
    # who fell back and was registered again leaves by a case of its own
    sa.Index("uq_exit_case_open", "household_id", unique=True, postgresql_where=sa.text("state NOT IN ('returned', 'exited')")),
    sa.UniqueConstraint("household_id", "closed_on"),
    sa.UniqueConstraint("region_code", "id"),
    sa.UniqueConstraint("id", "household_id"),  # whose signatures hang on it
)
exit_signature = entity(
    METADATA,
    "exit_signature",
    "One of the five signatures and confirmations 五签字五确认 (M44)",
    reference("exit_case", "Exit 脱困"),
    reference("household", "Household that leaves 脱困户"),
    region(WHERE),
    internal("ordinal", ORDINAL, "Place in the order, 1 to 5 顺序"),
    internal("role", SIGNER_ROLE, "As whom 签字角色"),
    elsewhere("signer_id", "forces.person", "Who signed, unless it was the household 签字人", optional=True),
    reference("member", "Member who signed for the household 签字成员", optional=True),
    internal("statement", TEXT, "What was signed 签字内容"),
    internal("confirmation", TEXT, "What was confirmed 确认内容"),
    internal("document_digest", DIGEST, "SHA-256 of the document as it was shown 文件摘要"),
    internal("signed_at", MOMENT, "When 签字时间"),
    elsewhere("assistant_id", "forces.person", "Who recorded that the household signed on paper 书面签字经办人", optional=True),
    sensitive("assistance_reason", ASSISTANCE_REASON, "Why the household signed on paper 书面签字原因", optional=True),
    internal("paper_number", CODE, "Number of the paper that the household signed 签字单编号", optional=True),
    quasi("paper_signed_on", DAY, "Day on which it signed the paper 签字单日期", optional=True),
    internal("voided_at", MOMENT, "Since when it is void: what was signed was changed 失效时间", optional=True),
    check("voided_later", "voided_at >= signed_at", "A signature is void after it was given 失效不早于签字"),
    check("five", "ordinal <= 5"),
    check("order_of_roles", "ordinal = array_position(ARRAY['household', 'helper', 'village', 'town', 'county'], role)"),
    check("household_signs_itself", "(role = 'household') = (member_id IS NOT NULL) AND (role = 'household') = (signer_id IS NULL)"),
    check(
        *("assisted_whole", "num_nulls(assistant_id, assistance_reason, paper_number, paper_signed_on) IN (0, 4)"),
        "A signature on paper is recorded with who took it, why, the paper's number and its day 书面签字须登记经办人、原因、签字单编号、日期",
    ),
    check(
        *("assisted_household", "assistant_id IS NULL OR role = 'household'"),
        "What is signed on paper is the signature of a household 书面签字是本户的签字",
    ),
    check(
        *("recorded_once_signed", f"paper_signed_on <= {day_of('signed_at')}"),
        "A household has signed the paper before that is recorded 本户签字之后才能登记",
    ),
    *(
        sa.Index(f"uq_exit_signature_exit_case_id_{column}", "exit_case_id", column, unique=True, postgresql_where=sa.text("voided_at IS NULL"))
        for column in ("ordinal", "signer_id")
    ),
    agreeing("exit_signature", "exit_case", "exit_case_id", "household_id", sentence="A signature is of the household that leaves 签字属于脱困的户"),
    agreeing("exit_signature", "member", "member_id", "household_id", sentence="A member of the household itself signs its exit 脱困由本户成员签字"),
)
exit_refusal = entity(
    METADATA,
    "exit_refusal",
    "Refusal to sign, which returns the case 拒签 (M44)",
    reference("exit_case", "Exit 脱困", unique=True),
    reference("household", "Household that would leave 拟脱困户"),
    region(WHERE),
    internal("role", SIGNER_ROLE, "As whom 拒签角色"),
    elsewhere("signer_id", "forces.person", "Who refused, unless it was the household 拒签人", optional=True),
    reference("member", "Member who refused for the household 拒签成员", optional=True),
    internal("refused_on", DAY, "Day 拒签日期"),
    internal("reason", TEXT, "Reason 拒签理由"),
    check("household_refuses_itself", "(role = 'household') = (member_id IS NOT NULL) AND (role = 'household') = (signer_id IS NULL)"),
    agreeing(
        "exit_refusal", "exit_case", "exit_case_id", "household_id", sentence="A refusal is of the household that would leave 拒签属于拟脱困的户"
    ),
    agreeing(
        "exit_refusal", "member", "member_id", "household_id", sentence="A member of the household itself refuses to sign its exit 拒签由本户成员作出"
    ),
)
relapse_watch = entity(
    METADATA,
    "relapse_watch",
    "Watch over a household after its exit 返贫监测 (M25, M46)",
    reference("household", "Household 脱困户"),
    region(WHERE),
    internal("due_on", DAY, "To be visited by 监测期限"),
    internal("visited_on", DAY, "Visited 监测日期", optional=True),
    sensitive("result", WATCH_RESULT, "Result 监测结果", optional=True),
    check("visited_with_result", "(visited_on IS NULL) = (result IS NULL)"),
    sa.UniqueConstraint("household_id", "due_on"),
)

frozen(
    *(exit_signature, "stays_signed"),
    (
        *("exit_case_id", "role", "signer_id", "member_id", "statement", "confirmation", "document_digest"),
        *("assistant_id", "assistance_reason", "paper_number", "paper_signed_on"),
    ),
    "true",
    "What was signed stays, and so does who signed it 签字内容、签字人不得更改，签字不得删除",
)

frozen(
    *(exit_signature, "stays_void", ("voided_at",), "old.voided_at IS NOT NULL"),
    "A signature that is void stays so 已失效的签字不得恢复",
)
frozen(
    *(exit_case, "stays_as_signed"),
    ("income_a_head", "income_evidence_digest", "income_is_enough", "findings_are_closed", "entitlements_are_paid", "measures_are_closed"),
    "EXISTS (SELECT FROM exit_signature WHERE exit_case_id = old.id AND voided_at IS NULL)",
    "What is signed of an exit changes only once its signatures are void 脱困核对内容有签字的，签字失效后才能更改",
)

# What is signed in the name of the dead is refused; that a signer had died may be learnt afterwards, and is for supervision to find
for _table, _column, _day, _gone, _name, _sentence in (
    (exit_signature, "signed_at", day_of("paper.signed_at"), "died_on", "by_the_living", "Nobody signs after his death 死亡后不得签字"),
    (exit_refusal, "refused_on", "paper.refused_on", "died_on", "by_the_living", "Nobody refuses to sign after his death 死亡后不得拒签"),
    (
        exit_signature,
        "signed_at",
        day_of("paper.signed_at"),
        "left_on",
        "by_who_lives_there",
        "Nobody signs for a household that he left 离户后不得代表该户签字",
    ),
    (
        exit_refusal,
        "refused_on",
        "paper.refused_on",
        "left_on",
        "by_who_lives_there",
        "Nobody refuses for a household that he left 离户后不得代表该户拒签",
    ),
):
    _wrong = f"SELECT FROM changed AS paper JOIN member ON member.id = paper.member_id WHERE {_day} > member.{_gone}"
    row_rule(_table, _name, ("member_id", _column), "member", "SELECT member_id FROM changed", _wrong, _sentence)

# A refusal returns the case (M44), so the case is returned first; who refused did not sign, and nobody signs afterwards
of_parent(
    *(exit_refusal, "of_a_returned_case", ("exit_case_id",), exit_case, ("state",), "parent.state <> 'returned'"),
    "An exit that somebody refuses to sign is returned 有人拒签的脱困须已退回",
    "An exit that somebody refused to sign stays returned 有人拒签的脱困不得重新签字、销号",
    there="returned_where_refused",
)
_AFTER_REFUSAL = f"""SELECT FROM {{exit_signature}} AS signature JOIN {{exit_refusal}} AS refusal USING (exit_case_id)
    WHERE signature.voided_at IS NULL AND (signature.role = refusal.role OR {day_of("signature.signed_at")} > refusal.refused_on)"""
whichever_is_written(
    _AFTER_REFUSAL,
    (
        *(exit_signature, "before_any_refusal", ("exit_case_id", "role", "signed_at")),
        "Nobody signs an exit that he or somebody before him refused to sign 拒签后不得再签字，拒签人不得签字",
    ),
    (
        *(exit_refusal, "stops_signing", ("exit_case_id", "role", "refused_on")),
        "Who refuses to sign did not sign, and nobody signs after him 已签字的不得拒签，拒签后不得有签字",
    ),
    parent="exit_case",
    parents="SELECT exit_case_id FROM changed",
)
row_rule(
    *(exit_signature, "in_their_order", ("exit_case_id", "ordinal", "signed_at"), "exit_case", "SELECT exit_case_id FROM changed"),
    """SELECT FROM exit_signature AS early JOIN exit_signature AS late USING (exit_case_id) WHERE exit_case_id IN (SELECT exit_case_id FROM changed)
    AND early.voided_at IS NULL AND late.voided_at IS NULL AND early.ordinal < late.ordinal AND early.signed_at > late.signed_at""",
    "Who signs signs after those before him: household, helper, village, town, county 依次签字：户主、帮扶责任人、村、镇、县",
)

row_rule(
    *(exit_signature, "assistant_signs_nothing", ("exit_case_id", "signer_id", "assistant_id", "voided_at"), "exit_case"),
    "SELECT exit_case_id FROM changed",
    """SELECT FROM exit_signature AS taken JOIN exit_signature AS given USING (exit_case_id) WHERE exit_case_id IN (SELECT exit_case_id FROM changed)
    AND taken.voided_at IS NULL AND given.voided_at IS NULL AND taken.assistant_id = given.signer_id""",
    "Who recorded the household's signature on paper signs nothing of its exit 书面签字的经办人不得再签字",
)
of_parent(
    *(exit_signature, "on_the_paper_as_it_stands", ("exit_case_id", "paper_signed_on", "voided_at"), exit_case, ("proposed_on", "revised_on")),
    "child.voided_at IS NULL AND child.paper_signed_on < coalesce(parent.revised_on, parent.proposed_on)",
    "A household signs on paper what the exit says since it was proposed or last revised 书面签字不早于脱困的提出和最近更正",
    "An exit says what its household signed on paper, which is void before it is revised 脱困内容与书面签字一致，签字失效后才能更正",
    there="stands_as_on_paper",
)

# Where a household has an exit case, both tell the same; whoever fell back afterwards is on the register again, whoever was removed is gone
_UNLIKE_ITS_EXIT = """SELECT FROM household AS home JOIN exit_case AS one ON one.household_id = home.id
    WHERE home.id IN ({keys}) AND one.state <> 'returned' AND home.state <> 'removed'
    AND (home.state, home.exited_on) IS DISTINCT FROM (CASE one.state WHEN 'exited' THEN 'exited' ELSE 'exit_' || one.state END, one.closed_on)
    AND NOT EXISTS (SELECT FROM entry_case AS back WHERE back.relapse_of_id = home.id AND back.filed_on >= one.closed_on)"""
for _table, _name, _columns, _keys, _sentence in (
    (
        *(household, "stands_as_its_exit", ("state", "exited_on"), WRITTEN),
        "A household stands where its exit case stands 户的状态与脱困案件一致",
    ),
    (
        *(exit_case, "stands_as_its_household", ("household_id", "state", "closed_on"), "SELECT household_id FROM changed"),
        "An exit case stands where its household stands 脱困案件与户的状态一致",
    ),
):
    row_rule(_table, _name, _columns, "household", _keys, _UNLIKE_ITS_EXIT.format(keys=_keys), _sentence)

within_its_case(
    *(exit_signature, "in_its_case", "signed_at", exit_case, ("proposed_on", "closed_on")),
    "An exit is signed between proposal and closing 签字在提出之后、销号之前",
    "An exit is closed after its signatures, which followed its proposal 提出之后签字，签字之后销号",
    there="signed_in_time",
)
within_its_case(
    *(exit_refusal, "in_its_case", "refused_on", exit_case, ("proposed_on", "closed_on")),
    "An exit is refused after it was proposed 拒签不早于提出",
    "An exit that was refused had been proposed before 提出不晚于拒签",
    there="refused_in_time",
)
# Of a household that came back to the register its former exit is not known any more; one that is out by now was out before it was watched
_TOO_SOON = """SELECT FROM {watches} AS watch JOIN {homes} AS home ON home.id = watch.household_id
    WHERE {exited} > least(watch.due_on, watch.visited_on) AND NOT EXISTS (SELECT FROM entry_case WHERE relapse_of_id = home.id AND state = 'filed')"""
row_rule(
    *(relapse_watch, "after_its_exit", ("household_id", "due_on", "visited_on"), "household", "SELECT household_id FROM changed"),
    _TOO_SOON.format(watches="changed", homes="household", exited="coalesce(home.exited_on, 'infinity')"),
    "A household is watched once it left hardship 脱困之后监测返贫",
)
row_rule(
    *(household, "exited_before_its_watches", ("exited_on",), "household", WRITTEN),
    _TOO_SOON.format(watches="relapse_watch", homes="changed", exited="home.exited_on"),
    "A household left hardship before it was watched 脱困不晚于返贫监测",
)
of_parent(
    *(exit_case, "after_filing", ("household_id", "proposed_on"), household, ("filed_on",), "child.proposed_on < parent.filed_on"),
    "An exit is proposed after the household was filed 脱困的提出不早于建档立卡",
    "A household was filed before its exit was proposed 建档立卡不晚于脱困的提出",
    there="filed_before_its_exit",
)
