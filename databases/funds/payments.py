"""The last step of to-household money: cards, lists, lines, and what the banks were told and answered."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.funds import (
    BANK,
    BANK_FAILURE,
    BANK_RESULT,
    DISBURSEMENT_METHOD,
    PAYMENT_LIST_KIND,
    PAYMENT_LIST_STATE,
)
from databases.funds import METADATA
from databases.funds.allocations import OF_HOP, allocation_plan, lies_with_hop, within_hop
from databases.funds.streams import POSITIVE_MONEY, benefit_standard, fund_stream
from databases.regions import A_COUNTY, A_VILLAGE
from databases.row_rules import WRITTEN, frozen, inside_county, of_parent, row_rule
from databases.tables import (
    CODE,
    COUNT,
    DAY,
    DIGEST,
    MOMENT,
    MONEY,
    MONTH,
    PERIOD,
    SENTENCE,
    SIGNED_MONEY,
    TEXT,
    Sensitivity,
    agreeing,
    check,
    day_of,
    direct,
    elsewhere,
    encrypted,
    entity,
    internal,
    lies_with,
    never_overlapping,
    never_overlapping_digest,
    quasi,
    reference,
    region,
    same_as,
    sensitive,
)

account = entity(
    METADATA,
    "account",
    "Bank card of a household member to which money is paid 一卡通账户 (M62)",
    elsewhere("household_id", "beneficiaries.household", "Household 所属户"),
    elsewhere("member_id", "beneficiaries.member", "Holder 持卡成员"),
    region("Village or community of residence 所在村（社区）", level=A_VILLAGE),
    direct("holder_name", TEXT, "Name of the holder 户名"),
    internal("bank", BANK, "Bank 开户银行"),
    *encrypted("bank_card", "Bank card number 银行卡号"),
    internal("period", PERIOD, "Used for payments 使用期间"),
    never_overlapping("account", "member_id", sentence="A member has one card at a time 每人同时只有一个一卡通账户"),
    never_overlapping_digest("account", "bank_card_digest", sentence="A card is of one member at a time 一张银行卡同时只属于一人"),
    sa.UniqueConstraint("id", "household_id"),
)

payment_list = entity(
    METADATA,
    "payment_list",
    "List of payments to households, made, checked, confirmed and locked 发放清单 (M60, M61, M63, M68)",
    internal("number", CODE, "Number 清单编号", unique=True),
    reference("fund_stream", "Stream 资金种类", name="stream_id"),
    reference("allocation_plan", "Plan that it follows, from the check on 分配方案", name="plan_id", optional=True),
    reference("benefit_standard", "Standard in force, from the check on 执行标准", optional=True),
    region("County 市（县）区", Sensitivity.PUBLIC, level=A_COUNTY),
    internal("department", DEPARTMENT, "Department that confirms 主管部门"),
    internal("month", MONTH, "Month of paying 发放月份"),
    internal("kind", PAYMENT_LIST_KIND, "Kind 清单类别"),
    internal("method", DISBURSEMENT_METHOD, "Way of paying 拨付方式"),
    internal("state", PAYMENT_LIST_STATE, "State 状态"),
    internal("line_count", COUNT, "Lines 人次"),
    internal("amount", MONEY, "Total of the list, yuan 清单金额（元）"),
    elsewhere("maker_id", "forces.person", "Who made it 编制人"),
    internal("made_on", DAY, "Made on 编制日期"),
    elsewhere("checker_id", "forces.person", "Who checked and confirmed it 审核确认人", optional=True),
    internal("checked_on", DAY, "Checked on 审核日期", optional=True),
    internal("confirm_due_on", DAY, "To be confirmed by 应确认日期"),
    internal("confirmed_on", DAY, "Confirmed on 确认日期", optional=True),
    internal("locked_at", MOMENT, "Locked at 锁定时间", optional=True),
    internal(
        "digest",
        DIGEST,
        "SHA-256 of the locked lines by id, one `household,member,account,cents` each, joined by newlines 锁定摘要",
        optional=True,
    ),
    internal("pay_due_on", DAY, "To be paid by 应支付日期", optional=True),
    internal("instructed_on", DAY, "Handed to the banks on 指令日期", optional=True),
    internal("paid_on", DAY, "Paid on 支付日期", optional=True),
    internal("reconciled_on", DAY, "Reconciled on 对账日期", optional=True),
    sa.UniqueConstraint(
        *("stream_id", "region_code", "month", "kind"),
        info={SENTENCE: "A county has one list of a kind for a stream and month 同一资金、市（县）区和月份只有一份同类清单"},
    ),
    sa.UniqueConstraint("id", "stream_id"),
    sa.UniqueConstraint("id", "region_code"),
    sa.UniqueConstraint("id", "instructed_on"),
    agreeing(
        *("payment_list", "allocation_plan", "plan_id", "stream_id", "region_code"),
        sentence="A list follows a plan of its stream and county 清单与分配方案同一资金、同一县",
    ),
    agreeing(
        *("payment_list", "benefit_standard", "benefit_standard_id", "stream_id", "region_code"),
        sentence="A list is paid by the standard of its stream and county 清单执行本县本资金的标准",
    ),
    check(
        *("made_about_its_month", "made_on BETWEEN month - INTERVAL '1 year' AND month + INTERVAL '1 year'"),
        "A list is made within a year of its month 清单编制日期与发放月份相差不超过一年",
    ),
    check("planned_before_check", "state = 'drafted' OR (plan_id IS NOT NULL AND benefit_standard_id IS NOT NULL)"),
    check("two_persons", "checker_id <> maker_id", "Who made a list does not check it 编制人不审核自己的清单"),
    check("checked_by_somebody", "(checked_on IS NULL) = (checker_id IS NULL)"),
    check("checked_after_making", "checked_on IS NULL OR checked_on >= made_on", "A list is checked after it was made 审核不早于编制"),
    check("confirmed_after_check", "confirmed_on IS NULL OR (checked_on IS NOT NULL AND confirmed_on >= checked_on)"),
    check("pay_due_from_confirmation", "(pay_due_on IS NULL) = (confirmed_on IS NULL) AND (pay_due_on IS NULL OR pay_due_on >= confirmed_on)"),
    check("lock_has_digest", "(locked_at IS NULL) = (digest IS NULL)"),
    check("locked_after_confirmation", "locked_at IS NULL OR confirmed_on IS NOT NULL"),
    check("instructed_after_lock", "instructed_on IS NULL OR (locked_at IS NOT NULL AND instructed_on >= confirmed_on)"),
    check("paid_after_instruction", "paid_on IS NULL OR (instructed_on IS NOT NULL AND paid_on >= instructed_on)"),
    check("reconciled_after_payment", "reconciled_on IS NULL OR (paid_on IS NOT NULL AND reconciled_on >= paid_on)"),
    check(
        "state_dates",
        "state = CASE WHEN state = 'frozen' AND paid_on IS NULL THEN 'frozen' WHEN reconciled_on IS NOT NULL THEN 'reconciled' "
        "WHEN paid_on IS NOT NULL THEN 'paid' WHEN instructed_on IS NOT NULL THEN 'instructed' WHEN locked_at IS NOT NULL THEN 'locked' "
        "WHEN confirmed_on IS NOT NULL THEN 'confirmed' WHEN checked_on IS NOT NULL THEN 'checked' ELSE 'drafted' END",
    ),
    check("confirm_due_after_making", "confirm_due_on >= made_on", "A list is to be confirmed after it was made 应确认日期不早于编制"),
    check(
        *("locked_in_time", f"{day_of('locked_at')} >= confirmed_on AND instructed_on >= {day_of('locked_at')}"),
        "A list is confirmed, then locked, then handed to the banks 清单先确认、再锁定、再下达指令",
    ),
)

payment_list_funding = entity(
    METADATA,
    "payment_list_funding",
    "Share of a payment list that a hop pays 清单资金来源 (M51, M52, M63)",
    reference("payment_list", "Payment list 发放清单"),
    reference("allocation", "Hop that pays 拨付环节"),
    reference("fund_stream", "Stream of the list and of the hop 资金种类", name="stream_id"),
    region("Place that holds the money 拨付地区", Sensitivity.PUBLIC),
    internal("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    sa.UniqueConstraint("payment_list_id", "allocation_id"),
    agreeing(
        "payment_list_funding",
        "payment_list",
        "payment_list_id",
        "stream_id",
        sentence="A funding is of the stream of its list 清单资金来源与清单同一资金",
    ),
    agreeing(
        "payment_list_funding", "allocation", "allocation_id", "stream_id", sentence="A list is paid by hops of its stream 清单由同一资金的拨付支付"
    ),
)

instruction_batch = entity(
    METADATA,
    "instruction_batch",
    "Payment instruction for one list to one bank 支付指令批次 (M62)",
    internal("number", CODE, "Number 批次编号", unique=True),
    reference("payment_list", "Payment list 发放清单"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    internal("bank", BANK, "Bank 代发银行"),
    internal("line_count", COUNT, "Lines 笔数"),
    internal("amount", POSITIVE_MONEY, "Instructed, yuan 指令金额（元）"),
    internal("sent_on", DAY, "Sent on 发送日期"),
    internal("answered_on", DAY, "Result received on 银行回盘日期", optional=True),
    sa.UniqueConstraint("payment_list_id", "bank"),
    sa.UniqueConstraint("id", "region_code"),
    sa.UniqueConstraint("id", "amount"),
    check("answered_after_sending", "answered_on IS NULL OR answered_on >= sent_on"),
)

payment_line = entity(
    METADATA,
    "payment_line",
    "Payment to a household for one month, with the bank's result 发放明细 (M52, M60, M62, M68)",
    reference("payment_list", "Payment list 发放清单"),
    elsewhere("household_id", "beneficiaries.household", "Household 受益户"),
    elsewhere("member_id", "beneficiaries.member", "Member whom the money is for 受益成员"),
    region("Village or community of residence 所在村（社区）", level=A_VILLAGE),
    reference("account", "Card that it is paid to, known before the bank answers 收款账户", optional=True),
    quasi("month", MONTH, "Month that it is for 所属月份"),
    sensitive("amount", POSITIVE_MONEY, "Yuan 金额（元）"),
    quasi("result", BANK_RESULT, "Result of the bank 发放结果"),
    quasi("settled_on", DAY, "Day of the result 到账（退回）日期", optional=True),
    internal("failure", BANK_FAILURE, "Why it came back 退回原因", optional=True),
    reference("payment_line", "Returned payment that it repeats 原退回明细", name="repays_id", optional=True),
    sa.UniqueConstraint("payment_list_id", "member_id"),
    # lines of a household become more every month: whoever asks for a page of them reads that page alone
    sa.Index(None, "household_id", "id"),
    agreeing("payment_line", "account", "account_id", "household_id", sentence="A line is paid to a card of its household 发放到本户的账户"),
    sa.Index("uq_payment_line_repays_id", "repays_id", unique=True, postgresql_where=sa.text("repays_id IS NOT NULL")),
    check("account_before_result", "result = 'pending' OR account_id IS NOT NULL"),
    check("settled", "(result = 'pending') = (settled_on IS NULL)"),
    check("failure_named", "(result IN ('returned', 'failed')) = (failure IS NOT NULL)"),
    check("repays_another", "repays_id <> id"),
)

reconciliation = entity(
    METADATA,
    "reconciliation",
    "Reconciliation of an instruction with the bank's results 对账记录 (M25, M62)",
    reference("instruction_batch", "Instruction 支付指令批次"),
    region("County 市（县）区", Sensitivity.PUBLIC),
    elsewhere("reconciled_by", "forces.person", "Who reconciled it 对账人"),
    internal("reconciled_on", DAY, "Day 对账日期"),
    internal("instructed_amount", POSITIVE_MONEY, "Instructed, yuan 指令金额（元）"),
    internal("paid_amount", MONEY, "Credited, yuan 到账金额（元）"),
    internal("returned_amount", MONEY, "Returned, yuan 退回金额（元）"),
    internal("failed_amount", MONEY, "Failed, yuan 失败金额（元）"),
    internal("difference", SIGNED_MONEY, "Not accounted for, yuan 差额（元）"),
    internal("explanation", TEXT, "Explanation of the difference 差额说明", optional=True),
    sa.UniqueConstraint("instruction_batch_id"),
    check("sums_up", "instructed_amount = paid_amount + returned_amount + failed_amount + difference"),
)


lies_with_hop(payment_list_funding)
lies_with(payment_list, instruction_batch, sentence="An instruction lies in the county of its list 支付指令与清单同县")
lies_with(instruction_batch, reconciliation, sentence="A reconciliation lies in the county of its instruction 对账与支付指令同县")


same_as(
    *(instruction_batch, "sent_on", "payment_list_id", payment_list.c.instructed_on),
    "The banks are told of a list on the day on which it, locked, was handed to them 支付指令在清单锁定后的指令日期发送",
)
same_as(
    *(reconciliation, "instructed_amount", "instruction_batch_id", instruction_batch.c.amount),
    "A reconciliation is of the amount that was instructed 对账的指令金额与支付指令一致",
)
within_hop(payment_list_funding, ("allocation_id", "amount"), OF_HOP, "A hop pays its amount at most 支付不超过环节金额")
inside_county(
    *(payment_line, payment_list, "payment_list_id"),
    "A list pays households of its county 清单只发放本县的户",
    "A list stays in the county of its lines 清单与明细同县",
)
of_parent(
    *(payment_list, "plan_of_its_year", ("plan_id", "month"), allocation_plan, ("year",), "parent.year <> extract(year FROM child.month)"),
    "A list follows the plan of its year 清单执行当年的分配方案",
    "A plan stays in the year of the lists that follow it 分配方案与清单同年度",
    there="year_of_its_lists",
)
of_parent(
    *(payment_list, "while_its_stream_lasts", ("stream_id", "month"), fund_stream, ("started_on", "ended_on")),
    "child.month < date_trunc('month', parent.started_on) OR child.month > parent.ended_on",
    "A list pays money of a stream that had begun and not ended 清单发放月份在资金启用之后、停用之前",
    "A stream lasts over the lists that pay its money 资金启用期间覆盖其发放清单",
    there="lasts_over_its_lists",
)
of_parent(
    *(payment_line, "answered_after_instruction", ("payment_list_id", "settled_on"), payment_list, ("instructed_on",)),
    "child.settled_on IS NOT NULL AND coalesce(child.settled_on < parent.instructed_on, true)",
    "The banks answer for a line once its list was handed to them 清单下达指令后才有发放结果",
    "A list was handed to the banks before they answered 指令日期不晚于发放结果",
    there="instructed_before_answers",
)
of_parent(
    *(payment_line, "about_the_month_of_its_list", ("payment_list_id", "month", "repays_id"), payment_list, ("month",)),
    "child.repays_id IS NULL AND child.month NOT BETWEEN parent.month - INTERVAL '1 year' AND parent.month + INTERVAL '1 year'",
    "A line is for a month within a year of that of its list 明细所属月份与清单发放月份相差不超过一年",
    "A list pays for months within a year of its own 清单发放月份与明细所属月份相差不超过一年",
    there="about_the_months_of_its_lines",
)

# a line is paid by the standard in force in its month; what came back is paid again as it was
_OUT_OF_FORCE = """SELECT FROM {standards} AS standard JOIN {lists} AS list ON list.benefit_standard_id = standard.id
JOIN {lines} AS line ON line.payment_list_id = list.id WHERE line.repays_id IS NULL AND NOT standard.period @> line.month"""
row_rule(
    *(payment_line, "standard_in_force", ("payment_list_id", "month", "repays_id"), "payment_list", "SELECT payment_list_id FROM changed"),
    _OUT_OF_FORCE.format(standards="benefit_standard", lists="payment_list", lines="changed"),
    "A line is for a month in which the standard of its list was in force 明细所属月份在清单执行标准的执行期间内",
)
row_rule(
    *(payment_list, "standard_in_force", ("benefit_standard_id",), "benefit_standard", "SELECT benefit_standard_id FROM changed"),
    _OUT_OF_FORCE.format(standards="benefit_standard", lists="changed", lines="payment_line"),
    "A list is paid by a standard that was in force in the months of its lines 清单执行标准在明细所属月份有效",
)
row_rule(
    *(benefit_standard, "in_force_for_its_lines", ("period",)),
    *("payment_list", "SELECT id FROM payment_list WHERE benefit_standard_id IN (SELECT id FROM changed)"),
    _OUT_OF_FORCE.format(standards="changed", lists="payment_list", lines="payment_line"),
    "A standard stays in force in the months of the lines that were paid by it 标准的执行期间覆盖已执行的明细月份",
)

# A card may be entered while its list is made, and end before the money comes; but it was in use before the list was locked, and not over before it was made
_OUT_OF_USE = f"""SELECT FROM {{lines}} AS line JOIN {{cards}} AS card ON card.id = line.account_id JOIN {{lists}} AS list ON list.id = line.payment_list_id
WHERE NOT card.period && daterange(list.made_on, {day_of("list.locked_at")}, '[]')"""
row_rule(
    *(payment_line, "to_a_card_in_use", ("payment_list_id", "account_id"), "account", "SELECT account_id FROM changed"),
    _OUT_OF_USE.format(lines="changed", cards="account", lists="payment_list"),
    "A line is paid to a card that is in use while its list is made 明细发放到清单编制期间使用中的账户",
)
row_rule(
    *(payment_list, "to_cards_in_use", ("made_on", "locked_at"), "account"),
    "SELECT account_id FROM payment_line WHERE payment_list_id IN (SELECT id FROM changed)",
    _OUT_OF_USE.format(lines="payment_line", cards="account", lists="changed"),
    "A list is made while the cards to which it is paid are in use 清单编制期间其收款账户使用中",
)
row_rule(
    *(account, "in_use_for_its_lists", ("period",), "account", WRITTEN),
    _OUT_OF_USE.format(lines="payment_line", cards="changed", lists="payment_list"),
    "A card stays in use over the lists that were paid to it 账户使用期间覆盖已发放到该账户的清单",
)

# What was locked stays as it was signed, and so do the cards to which it is paid

_LISTS = "FROM payment_list WHERE id IN (old.payment_list_id, new.payment_list_id)"
_LISTS_OF_CARD = "FROM payment_list WHERE id IN (SELECT payment_list_id FROM payment_line WHERE account_id = old.id)"
_SIGNED_LINE = ("payment_list_id", "household_id", "member_id", "region_code", "account_id", "month", "amount", "repays_id")
_SIGNED_LIST = (
    *("number", "stream_id", "plan_id", "benefit_standard_id", "region_code", "department", "month", "kind", "method", "line_count", "amount"),
    *("maker_id", "made_on", "checker_id", "checked_on", "confirm_due_on", "confirmed_on", "locked_at", "digest", "pay_due_on"),
)
_CARD = ("household_id", "member_id", "bank", "bank_card_encrypted", "bank_card_digest", "bank_card_mask")

row_rule(
    *(payment_line, "list_is_open", ("payment_list_id",), "payment_list", "SELECT payment_list_id FROM changed"),
    "SELECT FROM changed JOIN payment_list AS list ON list.id = changed.payment_list_id WHERE list.locked_at IS NOT NULL",
    "A locked list gets no further line 已锁定清单不得增加明细",
)
row_rule(
    *(payment_list, "locked_as_its_lines", ("locked_at", "line_count", "amount"), "payment_list", WRITTEN),
    """SELECT FROM changed AS list LEFT JOIN (SELECT payment_list_id, count(*) AS lines, sum(amount) AS total FROM payment_line
        WHERE payment_list_id IN (SELECT id FROM changed WHERE locked_at IS NOT NULL) GROUP BY payment_list_id) AS listed ON listed.payment_list_id = list.id
    WHERE list.locked_at IS NOT NULL AND (list.line_count <> coalesce(listed.lines, 0) OR list.amount > coalesce(listed.total, 0))""",
    "A list that is locked counts its lines, and states no more than they add up to 锁定的清单人次与明细一致，金额不多于明细合计",
)
frozen(
    *(payment_line, "locked", _SIGNED_LINE, f"EXISTS (SELECT {_LISTS} AND locked_at IS NOT NULL)"),
    "A line of a locked list neither changes nor ends 已锁定清单的明细不得更改或删除",
    first=f"PERFORM {_LISTS} FOR SHARE;",
)
frozen(
    *(payment_list_funding, "locked", ("payment_list_id", "allocation_id", "amount"), f"EXISTS (SELECT {_LISTS} AND locked_at IS NOT NULL)"),
    "What pays a locked list neither changes nor ends 已锁定清单的资金来源不得更改或删除",
    first=f"PERFORM {_LISTS} FOR SHARE;",
)
# Who may see a hop hangs on where its money ends, so what was public never becomes a household's, nor the other way round
_USED = " OR ".join(f"EXISTS (SELECT FROM {table} WHERE stream_id = old.id)" for table in ("allocation", "payment_list"))
frozen(
    *(fund_stream, "ends_where_it_ends", ("to_household",), _USED),
    "Whether money ends at households stays once it was allocated or listed 资金拨付或编制清单后，是否到户不得更改",
)
row_rule(
    *(payment_list, "of_household_money", ("stream_id",), "fund_stream", "SELECT stream_id FROM changed"),
    "SELECT FROM changed JOIN fund_stream AS stream ON stream.id = changed.stream_id WHERE NOT stream.to_household",
    "A list pays money that ends at households 发放清单只发放到户资金",
)
frozen(
    *(payment_list, "locked", _SIGNED_LIST, "old.locked_at IS NOT NULL"),
    "A locked list stays as it was signed and is never unlocked 清单锁定后内容、编制人、审核人不得更改，不得解锁",
)
frozen(
    *(account, "of_locked_list", _CARD, f"EXISTS (SELECT {_LISTS_OF_CARD} AND locked_at IS NOT NULL)"),
    "The card to which a locked list is paid is not replaced: a new card is a new account 已锁定清单的收款卡不得更换，换卡须新建账户",
    first=f"PERFORM {_LISTS_OF_CARD} FOR SHARE;",
)
frozen(
    *(payment_line, "answered", ("result", "settled_on", "failure")),
    "old.result <> 'pending' AND (old.result <> 'paid' OR new.result <> 'returned')",
    "What a bank answered stays; only what was credited may still come back 银行发放结果不得更改，已到账的只可转为退回",
)
frozen(
    *(payment_list, "goes_forward", ("instructed_on", "paid_on", "reconciled_on")),
    " OR ".join(f"(old.{day} IS NOT NULL AND new.{day} IS NULL)" for day in ("instructed_on", "paid_on", "reconciled_on")),
    "A list that was instructed, paid or reconciled stays so 已下达指令、已支付、已对账的清单不得退回",
)
frozen(
    *(instruction_batch, "stays_sent", ("number", "payment_list_id", "bank"), "true"),
    "An instruction that was sent does not end and stays with its list and bank 支付指令发出后不得删除，不得改属其他清单或银行",
)
frozen(
    *(reconciliation, "stays", ("instruction_batch_id",), "true"),
    "A reconciliation does not end and stays with its instruction 对账不得删除，不得改属其他支付指令",
)
frozen(
    *(benefit_standard, "stays_paid_by", ("amount", "unit")),
    "EXISTS (SELECT FROM payment_list WHERE benefit_standard_id = old.id AND locked_at IS NOT NULL)",
    "A standard by which a locked list is paid keeps its amount and unit: another is a new standard 已有锁定清单执行的标准，金额、计发单位不得更改，调整须另立标准",
    first="PERFORM FROM payment_list WHERE benefit_standard_id = old.id ORDER BY id FOR SHARE;",
)
# few lines repeat another one, whatever the planner believes: each looks up its own (OFFSET), which stays as it came back, so nothing is locked
row_rule(
    *(payment_line, "repays_returned", ("repays_id", "payment_list_id", "household_id", "member_id", "month", "amount"), None, None),
    """SELECT FROM changed, LATERAL (SELECT * FROM payment_line WHERE id = changed.repays_id OFFSET 0) AS former
    WHERE changed.repays_id IS NOT NULL AND (former.result NOT IN ('returned', 'failed')
    OR (former.household_id, former.member_id, former.month, former.amount) <> (changed.household_id, changed.member_id, changed.month, changed.amount)
    OR (SELECT stream_id FROM payment_list WHERE id = former.payment_list_id) <> (SELECT stream_id FROM payment_list WHERE id = changed.payment_list_id))""",
    "A repeated payment is the one that came back: same stream, member, month and amount 补发与退回的明细同一资金、同户、同人、同月、同额",
)
row_rule(
    *(payment_list, "repays_its_stream", ("stream_id",), None, None),
    """SELECT FROM changed JOIN payment_line AS line ON line.payment_list_id = changed.id JOIN payment_line AS former ON former.id = line.repays_id
    JOIN payment_list AS earlier ON earlier.id = former.payment_list_id WHERE earlier.stream_id <> changed.stream_id""",
    "A list stays of the stream of what it repeats 补发清单与原清单同一资金",
)
row_rule(
    *(instruction_batch, "as_its_lines", ("payment_list_id", "bank", "line_count", "amount"), "payment_list", "SELECT payment_list_id FROM changed"),
    """SELECT FROM changed AS batch LEFT JOIN (SELECT payment_list_id, bank, count(*) AS lines, sum(amount) AS total
        FROM payment_line JOIN account ON account.id = account_id WHERE payment_list_id IN (SELECT payment_list_id FROM changed)
        GROUP BY payment_list_id, bank) AS listed USING (payment_list_id, bank)
    WHERE (listed.lines, listed.total) IS DISTINCT FROM (batch.line_count, batch.amount)""",
    "A bank is instructed with the lines of the list that are paid to its cards 支付指令的笔数、金额与清单中该行明细一致",
)

# Money is paid to households once it came to the account that pays them; a list is locked where it is read beside the hop that is locked
_UNFUNDED = """SELECT FROM {lists} AS list JOIN {fundings} AS funding ON funding.payment_list_id = list.id JOIN {hops} AS hop ON hop.id = funding.allocation_id
    WHERE list.paid_on IS NOT NULL AND coalesce(hop.allocated_on > list.paid_on, true)"""
_HELD_LISTS = "(SELECT * FROM payment_list WHERE id IN (SELECT payment_list_id FROM changed) ORDER BY id FOR NO KEY UPDATE)"
row_rule(
    *(payment_list_funding, "with_money_that_came", ("payment_list_id", "allocation_id"), "allocation", OF_HOP),
    _UNFUNDED.format(lists=_HELD_LISTS, fundings="changed", hops="allocation"),
    "A list is paid by hops whose money had come 清单由已到账的环节支付",
)
row_rule(
    *(payment_list, "with_money_that_came", ("paid_on",), "allocation"),
    "SELECT allocation_id FROM payment_list_funding WHERE payment_list_id IN (SELECT id FROM changed)",
    _UNFUNDED.format(lists="changed", fundings="payment_list_funding", hops="allocation"),
    "A list was paid after the money of its hops had come 清单支付不早于其资金到账",
)

# What a reconciliation says, the bank had answered: it is written after the answer, before its list counts as reconciled, and credits no more
# than the lines are (which add up to what was instructed, so that the few that are not credited tell it)
_OUT_OF_TIME = """SELECT FROM {told} AS told JOIN {batches} AS batch ON batch.id = told.instruction_batch_id JOIN {lists} AS list ON list.id = batch.payment_list_id
    WHERE coalesce(told.reconciled_on < batch.answered_on, true) OR told.reconciled_on > list.reconciled_on"""
_RECONCILED = "SELECT payment_list_id FROM instruction_batch WHERE id IN (SELECT instruction_batch_id FROM changed)"
row_rule(
    *(reconciliation, "in_time", ("instruction_batch_id", "reconciled_on"), "payment_list", _RECONCILED),
    _OUT_OF_TIME.format(told="changed", batches="instruction_batch", lists="payment_list"),
    "A reconciliation lies between the answer of the bank and that of its list 对账在银行回盘之后、清单对账之前",
)
row_rule(
    *(instruction_batch, "answered_before_reconciliation", ("answered_on",), "payment_list", "SELECT payment_list_id FROM changed"),
    _OUT_OF_TIME.format(told="reconciliation", batches="changed", lists="payment_list"),
    "The bank answered before its answer was reconciled 银行回盘不晚于对账",
)
row_rule(
    *(payment_list, "reconciled_after_its_banks", ("reconciled_on",), "payment_list", WRITTEN),
    _OUT_OF_TIME.format(told="reconciliation", batches="instruction_batch", lists="changed"),
    "A list is reconciled after its instructions 清单对账不早于其支付指令的对账",
)
row_rule(
    *(payment_list, "reconciled_once_answered", ("reconciled_on",), None, None),  # a locked list gets no line, and an answer stays
    """SELECT FROM changed JOIN payment_line AS line ON line.payment_list_id = changed.id
    WHERE changed.reconciled_on IS NOT NULL AND line.result = 'pending'""",
    "A list is reconciled once the banks answered for all of its lines 全部明细有发放结果后清单方可对账",
)
row_rule(
    *(reconciliation, "as_credited", ("instruction_batch_id", "paid_amount"), "payment_list", _RECONCILED),
    f"""SELECT FROM changed AS told JOIN instruction_batch AS batch ON batch.id = told.instruction_batch_id LEFT JOIN (
        SELECT payment_list_id, bank, sum(amount) AS total FROM payment_line JOIN account ON account.id = account_id
        WHERE result <> 'paid' AND payment_list_id IN ({_RECONCILED}) GROUP BY payment_list_id, bank) AS missing USING (payment_list_id, bank)
    WHERE told.paid_amount > batch.amount - coalesce(missing.total, 0)""",
    "A reconciliation says no more credited than what did not come back 对账的到账金额不多于指令金额减去未到账的明细",
)
