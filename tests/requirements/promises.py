"""What the tables refuse beside what a single requirement asks: rows that contradict each other, and a statement that tries each."""

from __future__ import annotations

from tests.requirements import Promise

ANOTHER_HOUSEHOLD = "(SELECT min(m.id) FROM member AS m WHERE m.household_id <> {table}.household_id)"
OF_ANOTHER_CASE = "(SELECT min(m.id) FROM member AS m WHERE m.household_id NOT IN (SELECT household_id FROM exit_case))"
MOVED_CASE = """UPDATE exit_case AS one SET household_id = (SELECT min(h.id) FROM household AS h WHERE h.region_code = one.region_code
AND h.id NOT IN (SELECT household_id FROM exit_case)) WHERE id = (SELECT min(c.id) FROM exit_case AS c JOIN exit_signature AS p ON p.exit_case_id = c.id
WHERE p.member_id IS NOT NULL AND EXISTS (SELECT FROM household AS h WHERE h.region_code = c.region_code AND h.id NOT IN (SELECT household_id FROM exit_case)))"""
EARLIER_CHAIR = """INSERT INTO leading_group_member (leading_group_id, person_id, position, is_deputy_secretary, period, region_code)
SELECT leading_group_id, person_id + 1, position, true, period, region_code FROM leading_group_member WHERE position = 'chair' LIMIT 1"""
SAME_LEADER = (
    "INSERT INTO key_area (person_id, title, period, region_code) SELECT person_id + 1, title, period, region_code FROM key_area WHERE id = 1"
)

PROMISES: tuple[Promise, ...] = (
    # ---- who is in hardship
    Promise(
        "A removal is of the household that the finding is about 核销的户就是存疑问题所指的户",
        "fk_removal_decision_comparison_finding_id_household_id",
        """WITH other AS (SELECT h.id, h.region_code FROM household AS h, removal_decision AS r WHERE r.id = 1 AND h.id <> r.household_id LIMIT 1)
        UPDATE removal_decision SET household_id = other.id, region_code = other.region_code FROM other WHERE removal_decision.id = 1""",
    ),
    Promise(
        "A finding names a member of its own household 存疑问题的成员属于本户",
        "fk_comparison_finding_member_id_household_id",
        f"UPDATE comparison_finding SET member_id = {ANOTHER_HOUSEHOLD.format(table='comparison_finding')} WHERE id = 1",
    ),
    Promise(
        "An entitlement names a member of its own household 享受政策的成员属于本户",
        "fk_entitlement_member_id_household_id",
        f"UPDATE entitlement SET member_id = {ANOTHER_HOUSEHOLD.format(table='entitlement')} WHERE id = 1",
    ),
    Promise(
        "A member of the household itself signs its exit 脱困由本户成员签字",
        "ck_exit_signature_by_its_member",
        f"UPDATE exit_signature SET member_id = {OF_ANOTHER_CASE} WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'household')",
    ),
    Promise(
        "Who signed is a member of the household that leaves 脱困户就是签字成员的户",
        "ck_exit_case_household_of_its_members",
        MOVED_CASE,
    ),
    Promise(
        "A member of the household itself refuses to sign its exit 拒签由本户成员作出",
        "ck_exit_refusal_by_its_member",
        f"UPDATE exit_refusal SET role = 'household', signer_id = NULL, member_id = {OF_ANOTHER_CASE} WHERE id = (SELECT min(id) FROM exit_refusal)",
    ),
    Promise(
        "A finding rests on a rule of its kind 存疑问题与规则同类",
        "fk_comparison_finding_comparison_rule_id_kind",
        "UPDATE comparison_finding AS f SET comparison_rule_id = (SELECT min(r.id) FROM comparison_rule AS r WHERE r.kind <> f.kind) WHERE f.id = 1",
    ),
    Promise(
        "A finding comes from a run of its kind 存疑问题与比对批次同类",
        "fk_comparison_finding_comparison_run_id_kind",
        "UPDATE comparison_finding AS f SET comparison_run_id = (SELECT min(r.id) FROM comparison_run AS r WHERE r.kind <> f.kind) WHERE f.id = 1",
    ),
    Promise(
        "One rule of a kind is in force at a time 同类比对规则同时只有一版有效",
        "ex_comparison_rule_kind_period",
        "UPDATE comparison_rule SET period = '[2016-01-01,2019-01-02)' WHERE kind = 'vehicle' AND rule_version = 1",
    ),
    Promise(
        "A village's year lies in that village 村级年度数据属于本村",
        "fk_village_year_village_home",
        "UPDATE village_year SET region_code = (SELECT max(region_code) FROM village), year = 1990 WHERE id = 1",
    ),
    Promise(
        "A village of the key list lies in that village 重点村名单属于本村",
        "fk_key_village_list_village_home",
        "UPDATE key_village_list SET village_id = (SELECT max(id) FROM village) WHERE id = 1",
    ),
    Promise(
        "A household lives in a village or community, not in a county 户籍落在村（社区）",
        "ck_household_in_village",
        "UPDATE household SET region_code = left(region_code, 6) WHERE id = 1",
    ),
    Promise(
        "A village has the code of a village 村（社区）用村级区划代码",
        "ck_village_is_village",
        "UPDATE village SET region_code = left(region_code, 6) WHERE id = 1",
    ),
    Promise(
        "Nothing happens in a century to come 日期在 2099 年以前",
        "ck_household_filed_on",
        "UPDATE household SET filed_on = '2199-01-01' WHERE id = 1",
    ),
    Promise(
        "Nor does a moment lie there 时间在 2099 年以前",
        "ck_emergency_relief_due_at",
        "UPDATE emergency_relief SET due_at = '2199-01-01 00:00+08' WHERE id = 1",
    ),
    Promise(
        "Nor does a period begin or end there 期间在 2099 年以前",
        "ck_entitlement_period",
        "UPDATE entitlement SET period = '[2020-01-01,2199-01-01)' WHERE id = 1",
    ),
    Promise(
        "Nor is a year counted there 年度在 2099 年以前",
        "ck_village_year_year",
        "UPDATE village_year SET year = 2199 WHERE id = 1",
    ),
    # ---- the ledger
    Promise(
        "A hop comes from a source of its stream 拨付与资金来源同一资金",
        "fk_allocation_source_id_stream_id",
        """UPDATE allocation AS a SET source_id = (SELECT min(s.id) FROM fund_source AS s WHERE s.stream_id <> a.stream_id)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE source_id IS NOT NULL)""",
    ),
    Promise(
        "A hop draws on a budget of its stream 拨付与预算指标同一资金",
        "fk_allocation_budget_id_stream_id",
        """UPDATE allocation AS a SET budget_id = (SELECT min(b.id) FROM budget AS b WHERE b.stream_id <> a.stream_id)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE budget_id IS NOT NULL)""",
    ),
    Promise(
        "A hop follows a plan of its stream 拨付与分配方案同一资金",
        "fk_allocation_plan_id_stream_id",
        """UPDATE allocation AS a SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p WHERE p.stream_id <> a.stream_id)
        WHERE a.id = (SELECT min(id) FROM allocation WHERE plan_id IS NOT NULL)""",
    ),
    Promise(
        "A budget line is of a source of its stream 预算指标与资金来源同一资金",
        "fk_budget_source_id_stream_id",
        """UPDATE budget AS b SET source_id = (SELECT min(s.id) FROM fund_source AS s
        WHERE s.stream_id <> b.stream_id AND s.id NOT IN (SELECT source_id FROM budget)) WHERE b.id = 1""",
    ),
    Promise(
        "A hop is fed from its own stream 前后环节同一资金",
        "fk_allocation_feeding_fed_by_id_stream_id",
        """UPDATE allocation_feeding AS f SET fed_by_id = (SELECT min(a.id) FROM allocation AS a
        WHERE a.stream_id <> f.stream_id AND a.amount > f.amount AND a.id NOT IN (SELECT fed_by_id FROM allocation_feeding)) WHERE f.id = 1""",
    ),
    Promise(
        "A feeding is of the stream of the hop that it feeds 衔接与后一环节同一资金",
        "fk_allocation_feeding_allocation_id_stream_id",
        """UPDATE allocation_feeding AS f SET allocation_id = (SELECT min(a.id) FROM allocation AS a
        WHERE a.stream_id <> f.stream_id AND a.ordinal = 1 AND a.amount > f.amount) WHERE f.id = 1""",
    ),
    Promise(
        "A list is paid by hops of its stream 清单由同一资金的拨付支付",
        "fk_payment_list_funding_allocation_id_stream_id",
        """UPDATE payment_list_funding AS f SET allocation_id = (SELECT min(a.id) FROM allocation AS a
        WHERE a.stream_id <> f.stream_id AND a.to_holder = 'project' AND a.amount > f.amount) WHERE f.id = 1""",
    ),
    Promise(
        "A funding is of the stream of its list 清单资金来源与清单同一资金",
        "fk_payment_list_funding_payment_list_id_stream_id",
        """UPDATE payment_list_funding AS f SET payment_list_id = (SELECT min(l.id) FROM payment_list AS l WHERE l.stream_id <> f.stream_id)
        WHERE f.id = 1""",
    ),
    Promise(
        "A report is of the stream of the hop by which the money came 报备与到账环节同一资金",
        "fk_upper_level_report_allocation_id_stream_id",
        """UPDATE upper_level_report AS r SET stream_id = (SELECT min(s.id) FROM fund_stream AS s
        WHERE s.id <> r.stream_id AND s.to_household = r.to_household) WHERE r.id = 1""",
    ),
    Promise(
        "An evaluation rests on a rule of its stream 绩效评价与规则同一资金",
        "fk_performance_evaluation_stream_rule_id_stream_id",
        """UPDATE performance_evaluation AS e SET stream_rule_id = (SELECT min(r.id) FROM stream_rule AS r WHERE r.stream_id <> e.stream_id)
        WHERE e.id = 1""",
    ),
    Promise(
        "A donation comes in by a hop of its stream 捐赠与拨付环节同一资金",
        "fk_donation_receipt_allocation_id_stream_id",
        """UPDATE donation_receipt AS d SET allocation_id = (SELECT min(a.id) FROM allocation AS a WHERE a.stream_id <> d.stream_id)
        WHERE d.id = (SELECT min(id) FROM donation_receipt WHERE allocation_id IS NOT NULL)""",
    ),
    Promise(
        "A list follows a plan of its stream and county 清单与分配方案同一资金、同一县",
        "fk_payment_list_plan_id_stream_id_region_code",
        """UPDATE payment_list AS l SET plan_id = (SELECT min(p.id) FROM allocation_plan AS p
        WHERE p.stream_id = l.stream_id AND p.region_code <> l.region_code) WHERE l.id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "A list is paid by the standard of its stream and county 清单执行本县本资金的标准",
        "fk_payment_list_benefit_standard_id_stream_id_region_code",
        """UPDATE payment_list AS l SET benefit_standard_id = (SELECT min(s.id) FROM benefit_standard AS s
        WHERE s.stream_id = l.stream_id AND s.region_code <> l.region_code) WHERE l.id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "A list pays households of its county 清单只发放本县的户",
        "ck_payment_line_inside_county",
        """UPDATE payment_line AS l SET region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'village' AND left(r.code, 6) <> left(l.region_code, 6))
        WHERE l.id = 1""",
    ),
    Promise(
        "A list stays in the county of its lines 清单与明细同县",
        "ck_payment_list_county_of_payment_line",
        """UPDATE payment_list AS l SET plan_id = NULL, benefit_standard_id = NULL, checker_id = NULL, checked_on = NULL, state = 'drafted',
        month = '2030-01-01', region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'county' AND r.code <> l.region_code)
        WHERE l.id = (SELECT max(id) FROM payment_list WHERE locked_at IS NULL)""",
    ),
    Promise(
        "A policy insures households of its county 保单只保本县的户",
        "ck_insured_household_inside_county",
        """UPDATE insured_household AS i SET insurance_policy_id = (SELECT min(p.id) FROM insurance_policy AS p
        WHERE NOT starts_with(i.region_code, p.region_code)) WHERE i.id = 1""",
    ),
    Promise(
        "A policy stays in the county of the households that it insures 保单与参保户同县",
        "ck_insurance_policy_county_of_insured_household",
        """UPDATE insurance_policy AS i SET period = '[2040-01-01,2041-01-01)',
        region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'county' AND r.code <> i.region_code) WHERE i.id = 1""",
    ),
    Promise(
        "A village is compensated by the rate of its county 生态补偿执行本县标准",
        "ck_ecological_compensation_inside_county",
        """UPDATE ecological_compensation AS e SET rate_id = (SELECT min(r.id) FROM compensation_rate AS r
        WHERE NOT starts_with(e.region_code, r.region_code)) WHERE e.id = 1""",
    ),
    Promise(
        "A rate stays in the county of the villages that it compensates 补偿标准与受偿村同县",
        "ck_compensation_rate_county_of_ecological_compensation",
        """UPDATE compensation_rate AS c SET year = 1990, region_code = (SELECT min(r.code) FROM region AS r WHERE r.level = 'county' AND r.code <> c.region_code)
        WHERE c.id = (SELECT min(rate_id) FROM ecological_compensation)""",
    ),
    Promise(
        "A line is paid to a card of its household 发放到本户的账户",
        "fk_payment_line_account_id_household_id",
        """UPDATE payment_line AS l SET account_id = (SELECT min(a.id) FROM account AS a WHERE a.household_id <> l.household_id)
        WHERE l.id = (SELECT max(l.id) FROM payment_line AS l JOIN payment_list AS p ON p.id = l.payment_list_id WHERE p.locked_at IS NULL)""",
    ),
    Promise(
        "A line of a locked list does not change 已锁定清单的明细不得更改",
        "ck_payment_line_locked",
        "UPDATE payment_line SET amount = amount + 1 WHERE id = 1",
    ),
    Promise(
        "A line of a locked list does not end 已锁定清单的明细不得删除",
        "ck_payment_line_locked",
        "DELETE FROM payment_line WHERE id = (SELECT max(id) FROM payment_line WHERE payment_list_id = 1 AND id NOT IN (SELECT repays_id FROM payment_line WHERE repays_id IS NOT NULL))",
    ),
    Promise(
        "A locked list gets no further line 已锁定清单不得增加明细",
        "ck_payment_line_list_is_open",
        """INSERT INTO payment_line (payment_list_id, household_id, member_id, region_code, month, amount, result)
        SELECT payment_list_id, household_id, 999999999, region_code, month, amount, 'pending' FROM payment_line WHERE id = 1""",
    ),
    Promise(
        "A locked list is never unlocked 清单锁定后不得解锁",
        "ck_payment_list_locked",
        """UPDATE payment_list SET locked_at = NULL, digest = NULL, instructed_on = NULL, paid_on = NULL, reconciled_on = NULL, state = 'confirmed'
        WHERE id = 1""",
    ),
    Promise(
        "A hop is fed its amount at most 拨入不超过环节金额",
        "ck_allocation_feeding_within_hop",
        "UPDATE allocation_feeding SET amount = amount + 0.01 WHERE id = 1",
    ),
    Promise(
        "A hop pays its amount at most 支付不超过环节金额",
        "ck_payment_list_funding_within_hop",
        "UPDATE payment_list_funding AS f SET amount = (SELECT a.amount + 0.01 FROM allocation AS a WHERE a.id = f.allocation_id) WHERE f.id = 1",
    ),
    Promise(
        "A hop holds back its amount at most 滞留不超过环节金额",
        "ck_retention_within_hop",
        "UPDATE retention AS r SET amount = (SELECT a.amount + 0.01 FROM allocation AS a WHERE a.id = r.allocation_id) WHERE r.id = 1",
    ),
    Promise(
        "A hop is worth what it passed on 环节金额不少于已拨出",
        "ck_allocation_within_hop",
        "UPDATE allocation SET amount = 0.01 WHERE id = (SELECT min(fed_by_id) FROM allocation_feeding)",
    ),
    Promise(
        "One condition of insurance is in force for a category at a time 同类对象同时只有一项参保条件",
        "ex_insurance_eligibility_household_category_period",
        "UPDATE insurance_eligibility SET period = '[2018-01-01,2019-02-01)' WHERE id = 1",
    ),
    # ---- projects
    Promise(
        "A project lies in a village 项目落在村（社区）",
        "ck_project_in_village",
        "UPDATE project SET region_code = left(region_code, 6) WHERE id = 1",
    ),
    Promise(
        "A stage is entered after those before it 环节按顺序进入",
        "ck_project_stage_in_time",
        "UPDATE project_stage SET entered_on = '2015-01-01' WHERE id = (SELECT min(id) FROM project_stage WHERE ordinal = 8)",
    ),
    Promise(
        "The winner's bid is the award 中标价就是中标人的报价",
        "ck_bidder_wins_the_award",
        "UPDATE bidder SET amount = amount + 1 WHERE id = (SELECT min(id) FROM bidder WHERE has_won)",
    ),
    Promise(
        "An award is the winner's bid 定标金额与中标报价一致",
        "ck_tender_awards_the_winning_bid",
        "UPDATE tender SET award_amount = award_amount - 1 WHERE id = (SELECT min(tender_id) FROM bidder WHERE has_won)",
    ),
    Promise(
        "What is distributed was received 分配不超过实收收益",
        "ck_proceeds_distribution_received",
        "UPDATE proceeds_distribution SET to_village = to_village + 0.01 WHERE id = 1",
    ),
    Promise(
        "What was received covers what was distributed 实收收益不少于已分配",
        "ck_proceeds_due_covers_distribution",
        "UPDATE proceeds_due SET amount_received = amount_received - 0.01 WHERE id = (SELECT proceeds_due_id FROM proceeds_distribution WHERE id = 1)",
    ),
    Promise(
        "Households share what was given to households 到户明细不超过到户总额",
        "ck_distribution_line_shares_are_given",
        "UPDATE distribution_line SET amount = amount + (SELECT max(to_households) FROM proceeds_distribution) WHERE id = 1",
    ),
    Promise(
        "What was given to households covers their shares 到户总额不少于明细",
        "ck_proceeds_distribution_shares_are_given",
        "UPDATE proceeds_distribution SET to_households = 0 WHERE id = (SELECT min(proceeds_distribution_id) FROM distribution_line)",
    ),
    # ---- who helps, and who supervises
    Promise(
        "A pairing that is handed over names who follows 交接的结对须有接手人",
        "ck_pairing_handover_has_successor",
        "UPDATE pairing SET period = daterange(lower(period), '2020-06-01'), end_reason = 'handover' WHERE id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND lower(period) < '2020-01-01')",
    ),
    Promise(
        "Who follows helps the same household 接手的结对属于同一户",
        "fk_pairing_handed_to_id_household_id",
        """UPDATE pairing AS p SET period = daterange(lower(period), '2020-06-01'), end_reason = 'handover',
        handed_to_id = (SELECT min(o.id) FROM pairing AS o WHERE o.household_id <> p.household_id)
        WHERE p.id = (SELECT min(id) FROM pairing WHERE end_reason IS NULL AND lower(period) < '2020-01-01')""",
    ),
    Promise(
        "A need costs the ceiling of its item at most 需求单价不超过限价",
        "ck_need_within_ceiling",
        "UPDATE need AS n SET price = (SELECT i.price_ceiling + 0.01 FROM need_item AS i WHERE i.id = n.need_item_id) WHERE n.id = 1",
    ),
    Promise(
        "A key-area town has one principal leader at a time 重点片区镇同一职务同时只有一人",
        "ex_key_area_region_code_title_period",
        SAME_LEADER,
    ),
    Promise(
        "A leading group has one chair at a time 领导小组同时只有一位组长",
        "ex_leading_group_member_leading_group_id_period",
        EARLIER_CHAIR,
    ),
    Promise(
        "A post has the level of its scope 授权层级与区划一致",
        "ck_post_level_of_region",
        "UPDATE post SET region_level = CASE region_level WHEN 'county' THEN 'town' ELSE 'county' END WHERE id = 1",
    ),
    Promise(
        "A leading group has the level of its place 领导小组层级与区划一致",
        "ck_leading_group_level_of_region",
        "UPDATE leading_group SET level = CASE level WHEN 'city' THEN 'county' ELSE 'city' END WHERE id = 1",
    ),
    *(
        Promise(
            f"{what} about a row of a table that there is {words}",
            f"ck_{table}_known_subject",
            f"UPDATE {table} SET subject_database = 'funds', subject_table = 'household', subject_id = 1 WHERE id = 1",
        )
        for table, what, words in (
            ("alert", "An alert is", "预警的对象表存在"),
            ("clue", "A clue is", "线索的对象表存在"),
            ("public_report", "A report of the public is", "群众反映的对象表存在"),
        )
    ),
)
