"""Giving 社会帮扶: deputies, donors and volunteers, needs and what is pledged to them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from databases.code_lists.common import ASSISTANCE_REASON, DEPARTMENT
from databases.code_lists.forces import (
    DISPUTE_REASON,
    HELP_FORM,
    HELP_KIND,
    LANGUAGE,
    LIVE_PLEDGES,
    MESSAGE_SIDE,
    MONEY_KINDS,
    NEED_STATE,
    OFFER_STATE,
    OPEN_NEEDS,
    PLEDGE_STATE,
    PUBLISHED_NEEDS,
    REPRESENTATIVE_KIND,
    SUGGESTION_KIND,
    SUGGESTION_STATE,
)
from databases.forces import INTERNAL, METADATA, PUBLIC
from databases.forces.helpers import organisation, pairing
from databases.regions import A_CITY, A_TOWN, A_VILLAGE
from databases.row_rules import WRITTEN, at_commit, frozen, of_parent, row_rule
from databases.tables import (
    CODE,
    COUNT,
    CREDIT_CODE,
    DAY,
    DIGEST,
    FLAG,
    MOMENT,
    MONEY,
    ORDINAL,
    PERIOD,
    SENTENCE,
    SHARE,
    TEXT,
    Sensitivity,
    check,
    day_of,
    direct,
    elsewhere,
    entity,
    internal,
    never_overlapping_keys,
    public,
    reference,
    region,
    same_as,
    sensitive,
)

MONEY_OF_DONORS = "Money is given by donors; volunteers give goods, work and knowledge 资金由爱心人士（单位）捐助，志愿者不捐助资金"

representative = entity(
    METADATA,
    "representative",
    "People's Congress deputy or CPPCC member 人大代表、政协委员 (M149, M152)",
    reference("person", "Person 人员"),
    public("kind", REPRESENTATIVE_KIND, "Kind 类别"),
    public("level", ORDINAL, "Level: deputies 1-5, members 1-4 (1 national) 层级"),
    public("profession", TEXT, "Profession 职业专长"),
    public("is_entrepreneur", FLAG, "Entrepreneur 企业家"),
    public("group_name", TEXT, "Group or members' home 代表小组、委员之家"),
    region("Constituency 选区", PUBLIC),
    check("five_levels", "level <= 5", "Deputies are of levels 1 to 5 人大代表分五级"),
    check("four_levels_of_members", "kind = 'deputy' OR level <= 4", "Members are of levels 1 to 4 政协委员分四级"),
    sa.UniqueConstraint("person_id", "kind"),
)
row_rule(
    *(pairing, "deputies_are_representatives", ("person_id", "kind"), "person", "SELECT person_id FROM changed WHERE kind = 'deputy_household'"),
    """SELECT FROM changed WHERE kind = 'deputy_household'
    AND NOT EXISTS (SELECT FROM representative WHERE representative.person_id = changed.person_id)""",
    "Whoever is paired as a deputy or member is one 以代表委员身份联系户的须为代表、委员",
)
village_pairing = entity(
    METADATA,
    "village_pairing",
    "Entrepreneur deputy or member and an economically weak village 企业家代表结对薄弱村 (M150)",
    reference("representative", "Entrepreneur 企业家代表、委员"),
    public("period", PERIOD, "From, until 起止"),
    region("Economically weak village 经济薄弱村", PUBLIC, level=A_VILLAGE),
    never_overlapping_keys(
        *("village_pairing", "representative_id", "region_code"),
        sentence="An entrepreneur is paired with a village once at a time 同一企业家与同一村同时只有一个结对",
    ),
)
# who gave up his business is paired with nobody else, and what was stays
of_parent(
    *(village_pairing, "by_an_entrepreneur", ("representative_id", "period"), representative, ("is_entrepreneur",)),
    "NOT parent.is_entrepreneur AND upper_inf(child.period)",
    "Entrepreneurs among deputies and members are paired with villages 与薄弱村结对的须为企业家代表、委员",
    "Whoever is paired with a village is an entrepreneur 与薄弱村结对的代表、委员须为企业家，结对终止后才能更改",
    there="entrepreneur_while_paired",
)
frozen(
    *(representative, "stays_who_is_paired", ("person_id",)),
    "EXISTS (SELECT FROM pairing WHERE pairing.person_id = old.person_id AND kind = 'deputy_household')",
    "Whoever is paired as a deputy or member stays the person that he was 已联系户的代表、委员不得改为他人、不得删除",
)
representative_action = entity(
    METADATA,
    "representative_action",
    "Action of a deputy or member 代表委员行动 (M149, M150, M153)",
    reference("representative", "Who 代表委员"),
    public("form", HELP_FORM, "Form of help 帮扶形式"),
    public("about", TEXT, "What was done 内容"),
    public("amount", MONEY, "Value, yuan 折合金额（元）"),
    public("acted_on", DAY, "Day 日期"),
    elsewhere("project_id", "projects.project", "Project 帮扶项目 (M150)", optional=True),
    region("Village 村", PUBLIC, level=A_VILLAGE),
    check("project_of_form", "project_id IS NULL OR form IN ('project', 'industry')"),
)
suggestion = entity(
    METADATA,
    "suggestion",
    "Opinion, suggestion or motion with its answer 建议、提案、社情民意 (M143, M149)",
    reference("representative", "Who 代表委员"),
    public("kind", SUGGESTION_KIND, "Kind 类别"),
    public("title", TEXT, "Title 标题"),
    internal("text", TEXT, "What was heard and is suggested 内容"),
    public("state", SUGGESTION_STATE, "State 状态"),
    public("made_on", DAY, "Made 提出日期"),
    public("due_on", DAY, "Answer due 答复期限"),
    public("answered_on", DAY, "Answered 答复日期", optional=True),
    public("answer", TEXT, "Answer 答复", optional=True),
    reference("organisation", "Who answers 承办单位"),
    public("department", DEPARTMENT, "Department of who answers 承办部门"),
    region("Where 区划", PUBLIC),
    check("answered_with_answer", "(answered_on IS NULL) = (answer IS NULL)"),
    check(
        *("answered_in_state", "(state = 'answered') = (answer IS NOT NULL)"),
        "A suggestion has an answer once it is answered, and not before 已答复的建议须有答复，未答复的没有",
    ),
    check("due_after_made", "due_on >= made_on"),
    check("answered_later", "answered_on >= made_on", "A suggestion is answered after it was made 答复不早于提出"),
)
same_as(
    suggestion,
    "department",
    "organisation_id",
    organisation.c.department,
    "A suggestion goes to the department of who answers it 承办部门与承办单位一致",
)
frozen(
    *(suggestion, "stays_answered", ("answered_on", "answer"), "old.answered_on IS NOT NULL AND new.answered_on IS NULL"),
    "What was answered stays so 已答复的不得撤回答复、不得删除",
)


def _verified() -> tuple[sa.CheckConstraint, sa.CheckConstraint]:
    """Of whoever registered himself: an official saw who he is, and that was somebody else."""
    return (
        check("verified_by_somebody", "(verified_on IS NULL) = (verified_by_id IS NULL)"),
        check("verified_by_another", "verified_by_id <> person_id", "Nobody verifies himself 不得核验本人"),
    )


def _refused() -> tuple[sa.schema.SchemaItem, ...]:
    """Of whoever registered himself and was not verified: why, and what became of his appeal."""
    return (
        internal("refused_on", DAY, "An official refused to verify it 不予核验日期", optional=True),
        reference("person", "Official who refused 不予核验决定人", "refused_by_id", optional=True),
        sensitive("refusal_reason", TEXT, "Why, for whoever registered 不予核验理由", optional=True),
        internal("appealed_on", DAY, "When he appealed 申请复核日期", optional=True),
        sensitive("appeal_reason", TEXT, "Why he should be verified after all 申请复核理由", optional=True),
        internal("appeal_due_on", DAY, "By when somebody else decides 复核期限", optional=True),
        reference("person", "Official who dismissed the appeal 复核人", "appeal_decider_id", optional=True),
        sensitive("appeal_answer", TEXT, "Why the refusal stands 复核意见", optional=True),
        check("refused_with_reason", "num_nulls(refused_on, refused_by_id, refusal_reason) IN (0, 3)"),
        check("refused_or_verified", "refused_on IS NULL OR verified_on IS NULL", "Who was refused is not verified 不予核验的登记未核验"),
        check("refused_by_another", "refused_by_id <> person_id AND appeal_decider_id <> person_id"),
        check("appealed_with_reason", "num_nulls(appealed_on, appeal_reason, appeal_due_on) IN (0, 3)"),
        check("appealed_against_a_refusal", "appealed_on IS NULL OR refused_on IS NOT NULL"),
        check("dismissed_with_answer", "(appeal_decider_id IS NULL) = (appeal_answer IS NULL)"),
        check("dismissed_once_appealed", "appeal_decider_id IS NULL OR appealed_on IS NOT NULL"),
        check(
            *("appeal_decided_by_another", "appeal_decider_id <> refused_by_id"),
            "Who refused a registration does not decide the appeal 不予核验决定人不得复核",
        ),
    )


donor = entity(
    METADATA,
    "donor",
    "Donor: a person or an organisation 爱心人士、爱心单位 (M147, M148)",
    reference("person", "Person 个人", optional=True, unique=True),
    reference("organisation", "Organisation 单位", optional=True),
    direct("display_name", TEXT, "Name shown if he agrees 公开名称"),
    internal("is_anonymous", FLAG, "Wants no name 匿名"),
    internal("credit_code", CREDIT_CODE, "Credit code of the organisation for which he registered 所代表单位的统一社会信用代码", optional=True),
    internal("verified_on", DAY, "An official verified who it is 核验日期", optional=True),
    reference("person", "Official who verified it 核验人", "verified_by_id", optional=True),
    internal("ended_on", DAY, "Since when nobody gives by this registration any more 不再使用日期", optional=True),
    region("Where 所在区划", INTERNAL),
    check("person_or_organisation", "num_nonnulls(person_id, organisation_id) > 0"),
    check(
        *("acts_for_what_was_verified", "num_nulls(person_id, organisation_id) > 0 OR verified_on IS NOT NULL"),
        "Somebody gives for an organisation once that was verified 代表单位捐助须先经核验",
    ),
    *_verified(),
    *_refused(),
)
volunteer = entity(
    METADATA,
    "volunteer",
    "Volunteer with skills, place and time 志愿者 (M147)",
    reference("person", "Person 人员", unique=True),
    internal("help_kind", HELP_KIND, "Kind of help 服务类别"),
    internal("skill", TEXT, "Skill 技能"),
    internal("weekend_only", FLAG, "Weekends only 仅周末"),
    internal("hours_a_month", COUNT, "Hours a month 每月可服务小时"),
    internal("radius_km", COUNT, "How far around that division he goes, in kilometres 另外愿意去的距离（公里）", optional=True),
    internal("is_expert", FLAG, "Expert who answers technical problems of villages 科技专家 (M165)", server_default=sa.false()),
    internal("verified_on", DAY, "Identity verified 核验日期", optional=True),
    reference("person", "Official who verified it 核验人", "verified_by_id", optional=True),
    region("Where he can help 服务区划", INTERNAL),
    sa.UniqueConstraint("id", "region_code"),
    check("money_of_donors", "help_kind <> 'money'", MONEY_OF_DONORS),
    check("goes_so_far", "radius_km <= 500", "A volunteer goes 500 kilometres at most 志愿者愿意去的距离不超过 500 公里"),
    *_verified(),
    *_refused(),
)
# what it gave while somebody else acted for it stays as it was
sa.Index(
    "uq_donor_organisation_id_giving",
    donor.c.organisation_id,
    unique=True,
    postgresql_where=sa.text("ended_on IS NULL"),
    info={SENTENCE: "One person acts for an organisation that gives 同一单位同时由一人经办捐助"},
)
for _registered in (donor, volunteer):
    frozen(
        *(_registered, "appeal_granted_by_another", ("verified_on", "verified_by_id")),
        "old.appealed_on IS NOT NULL AND new.verified_by_id = old.refused_by_id",
        "Who refused a registration does not grant the appeal 不予核验决定人不得复核后核验",
    )
need_item = entity(
    METADATA,
    "need_item",
    "Catalogue of what may be asked for, with its ceiling 需求目录 (M145)",
    public("code", CODE, "Code 目录代码", unique=True),
    public("name", TEXT, "Name 名称"),
    public("kind", HELP_KIND, "Kind 类别"),
    public("unit", TEXT, "Unit 单位"),
    public("price_ceiling", MONEY, "Highest price of one, yuan 限价（元）"),
    public("skill", TEXT, "Skill that it takes 所需技能", optional=True),
    public("needs_certificate", FLAG, "Only volunteers with a verified certificate of the skill 志愿者须有经核验的证书", server_default=sa.false()),
    public("language", LANGUAGE, "Language that it takes 所需语言", optional=True),
    public("retired_on", DAY, "Since when nobody asks for it any more 停用日期", optional=True),
    check("certificate_of_a_skill", "skill IS NOT NULL OR NOT needs_certificate", "A certificate is of a skill 要求证书的目录项须写明技能"),
    region("City in which it is asked for 适用区划", PUBLIC, level=A_CITY),
)
need = entity(
    METADATA,
    "need",
    "Need from a measure, published without identity 帮扶需求 (M145)",
    elsewhere("measure_id", "beneficiaries.measure", "Measure of a household that it comes from 来源措施", optional=True),
    elsewhere("household_id", "beneficiaries.household", "Household of the measure 帮扶户", optional=True),
    elsewhere("project_id", "projects.project", "Project that it comes from 来源项目", optional=True),
    reference("helping_plan", "Plan of a village that it comes from 来源规划", optional=True),
    public("public_id", CODE, "Random id, joined to nothing else 公开编号", unique=True),
    reference("need_item", "Catalogue entry 目录项"),
    public("state", NEED_STATE, "State 状态"),
    public("target", COUNT, "How many are needed 需求数量"),
    public("pledged", COUNT, "How many are pledged 已认捐数量", server_default="0"),
    public("price", MONEY, "Price of one, yuan 单价（元）"),
    public("needed_by", DAY, "Needed by 截止日期"),
    public("published_on", DAY, "Published 发布日期", optional=True),
    reference("person", "Who drafted it 起草人", "drafter_id"),
    reference("person", "First reviewer 初审人", "reviewer_id", optional=True),
    reference("person", "Second reviewer 复审人", "second_reviewer_id", optional=True),
    reference("person", "Who refused it 不予发布决定人", "refuser_id", optional=True),
    public("refusal_reason", TEXT, "Why it was refused 不予发布原因", optional=True),
    internal("withdrawal_reason", TEXT, "Why it was withdrawn 撤回原因", optional=True),
    region("Town of the household 所在镇", level=A_TOWN),
    region("Village or community, never told to givers 所在村（社区）", name="village_code", level=A_VILLAGE),
    check("one_source", "num_nonnulls(measure_id, project_id, helping_plan_id) = 1"),
    check("household_of_measure", "(measure_id IS NULL) = (household_id IS NULL)"),
    check("some", "target >= 1"),
    check("remaining", "pledged <= target"),
    check("two_reviewers", "state IN ('draft', 'refused', 'withdrawn') OR (reviewer_id IS NOT NULL AND second_reviewer_id IS NOT NULL)"),
    check("reviewers_differ", "reviewer_id <> second_reviewer_id"),
    check("drafter_reviews_not", "drafter_id <> reviewer_id AND drafter_id <> second_reviewer_id"),
    check("refused_with_reason", "(state = 'refused') = (refusal_reason IS NOT NULL)"),
    check(
        *("refused_by_somebody", "(state = 'refused') = (refuser_id IS NOT NULL)"),
        "A need that was refused was so by somebody, and no other need 不予发布的需求须有决定人",
    ),
    check("drafter_refuses_not", "drafter_id <> refuser_id", "Who drafted a need does not refuse it 起草人不得决定不予发布"),
    check("withdrawn_with_reason", "(state = 'withdrawn') = (withdrawal_reason IS NOT NULL)"),
    check("published_on_a_day", f"state NOT IN {(*PUBLISHED_NEEDS, 'expired')} OR published_on IS NOT NULL"),
    check(
        "state_of_pledges",
        "CASE state WHEN 'partly_pledged' THEN pledged BETWEEN 1 AND target - 1 WHEN 'fully_pledged' THEN pledged = target "
        "WHEN 'received' THEN pledged > 0 WHEN 'delivered' THEN pledged > 0 WHEN 'confirmed' THEN pledged > 0 WHEN 'thanked' THEN pledged > 0 "
        "ELSE pledged = 0 END",
    ),
    check("town_of_village", "starts_with(village_code, region_code)"),
    check(
        *("unpublished_has_no_day", "state NOT IN ('draft', 'reviewed', 'refused') OR published_on IS NULL"),
        "A need that was not published has no day of publication 未发布的需求没有发布日期",
    ),
    check("needed_later", "needed_by >= published_on", "A need is published before it is over 需求在截止日期前发布"),
    has_random_key=True,
)
# nobody asks twice for the same while he still waits for it
for _source in ("household_id", "project_id", "helping_plan_id"):
    sa.Index(
        f"uq_need_{_source}_open",
        need.c[_source],
        need.c.need_item_id,
        unique=True,
        postgresql_where=sa.text(f"state IN {OPEN_NEEDS}"),
    )
# a ceiling that is lowered is for what is asked from then on
row_rule(
    need,
    "within_ceiling",
    ("need_item_id", "price"),
    "need_item",
    "SELECT need_item_id FROM changed",
    "SELECT FROM changed JOIN need_item AS item ON item.id = changed.need_item_id WHERE changed.price > item.price_ceiling",
    "A need costs the ceiling of its item at most 需求单价不超过限价",
)
# what was asked for before an item was retired goes on
row_rule(
    need,
    "of_an_item_in_use",
    ("need_item_id",),
    "need_item",
    "SELECT need_item_id FROM changed",
    "SELECT FROM changed JOIN need_item AS item ON item.id = changed.need_item_id WHERE changed.state = 'draft' AND item.retired_on IS NOT NULL",
    "Nobody asks for an item that was retired 已停用的目录项不得提出新的需求",
)
match_weight = entity(
    METADATA,
    "match_weight",
    "Weights by which needs and offers are matched, a version each 匹配权重 (M147)",
    public("number", ORDINAL, "Version 版本", unique=True),
    public("words", SHARE, "How far the words fit 内容吻合的权重"),
    public("place", SHARE, "How near it is 距离的权重"),
    public("time", SHARE, "How soon it can be given 时间的权重"),
    public("skill", SHARE, "How far the skill fits that it takes 技能吻合的权重"),
    public("days", SHARE, "How much of it the volunteer's days and hours allow 空闲时间的权重"),
    public("language", SHARE, "Whether the volunteer speaks the language that it takes 语言的权重"),
    public("remaining", SHARE, "How much is missing 缺口的权重"),
    public("urgency", SHARE, "How soon it is needed 紧迫的权重"),
    public("reliability", SHARE, "How reliably receipt is signed 签收率的权重"),
    public("fairness", SHARE, "What each recent help leaves of the score 每次近期帮助后保留的比例"),
    public("refusals", SHARE, "What each refusal of the giver leaves of the score of what is like it 每次回绝后同类需求保留的比例"),
    public("period", PERIOD, "In force 有效期"),
    public("reason", TEXT, "Why it was changed 调整理由"),
    reference("person", "Who decided it 决定人", "decided_by_id"),
    region("City in which they hold 适用区划", PUBLIC, level=A_CITY),
)
match_weight.append_constraint(
    check(
        *("weigh_something", "words + place + time + skill + days + language + remaining + urgency + reliability > 0"),
        "Something is weighed: the weights are not all zero 各项权重不得全为零",
    )
)
_WEIGHTS = ("words", "place", "time", "skill", "days", "language", "remaining", "urgency", "reliability", "fairness", "refusals")
match_weight.append_constraint(ExcludeConstraint((sa.text("period"), "&&"), using="gist", name="ex_match_weight_period"))
frozen(
    *(match_weight, "stays_decided", ("number", *_WEIGHTS, "reason", "decided_by_id"), "true"),
    "A version of the weights stays as it was decided: others are a new version 匹配权重的版本不得更改或删除，调整须另立版本",
)
offer = entity(
    METADATA,
    "offer",
    "Offer of help 帮扶意愿 (M147)",
    reference("donor", "Donor 捐助人", optional=True),
    reference("volunteer", "Volunteer 志愿者", optional=True),
    internal("kind", HELP_KIND, "Kind 类别"),
    internal("about", TEXT, "What is offered 内容"),
    internal("quantity", COUNT, "How many 数量"),
    internal("period", PERIOD, "When 可提供时间"),
    internal("state", OFFER_STATE, "State 状态"),
    reference("organisation", "Charity that takes money, with its certificate 受赠慈善组织", "charity_id", optional=True),
    region("Where 区划", INTERNAL),
    check("donor_or_volunteer", "(donor_id IS NULL) <> (volunteer_id IS NULL)"),
    check("of_something", "quantity >= 1", "Something is offered 意愿数量须大于零"),
    check("money_to_a_charity", f"(kind IN {MONEY_KINDS}) = (charity_id IS NOT NULL)"),
    check("money_of_donors", f"volunteer_id IS NULL OR kind NOT IN {MONEY_KINDS}", MONEY_OF_DONORS),
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
# What was told of a need stays while somebody has pledged it: whoever waits for its row here sees the other's pledge
frozen(
    *(need, "stays_pledged", ("need_item_id", "price", "public_id")),
    f"EXISTS (SELECT FROM pledge WHERE need_id = old.id AND state IN {LIVE_PLEDGES})",
    "A need of which something is pledged keeps its item and price 有认捐的需求，目录项、单价不得更改",
)
frozen(
    *(need, "stays_published", ("published_on", "drafter_id", "reviewer_id", "second_reviewer_id"), "old.published_on IS NOT NULL"),
    "A need that was published stays so, with its drafter and reviewers 已发布的需求，发布日期、起草人、审核人不得更改，不得删除",
)
_APPEALED = "new.state = 'draft' AND EXISTS (SELECT FROM need_appeal WHERE need_id = old.id AND state = 'granted')"
frozen(
    *(need, "stays_ended", ("state",)),
    f"new.state IS NOT NULL AND (old.state IN ('withdrawn', 'expired') OR old.state = 'thanked' AND new.pledged >= old.pledged"
    f" OR old.state = 'refused' AND NOT ({_APPEALED}))",
    "A need that was withdrawn or over stays so, and one that was thanked for unless a delivery to it is void; one that was refused is a draft again "
    "only by an appeal that was granted 已撤回、已过期的需求状态不得更改，已致谢的只有送达作废才重新开放，不予发布的只有复核准予后才能重新审核",
)
_ASKED = "FROM need WHERE need_item_id = old.id"
frozen(
    *(need_item, "stays_pledged", ("name", "kind", "unit"), f"EXISTS (SELECT {_ASKED} AND EXISTS (SELECT FROM pledge WHERE need_id = need.id))"),
    "An item that was pledged keeps its name, kind and unit 已有认捐的目录项，名称、类别、单位不得更改",
    f"PERFORM {_ASKED} ORDER BY id FOR SHARE;",
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
frozen(
    *(offer, "stays_pledged", ("donor_id", "volunteer_id", "kind", "quantity"), "EXISTS (SELECT FROM pledge WHERE offer_id = old.id)"),
    "An offer out of which something was pledged keeps its giver, kind and quantity 已有认捐的帮扶意愿，登记人、类别、数量不得更改，不得删除",
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
    WHERE giver.household_id = signer.household_id OR EXISTS (SELECT FROM relative WHERE (relative.person_id, relative.household_id)
      IN ((giver.id, signer.household_id), (signer.id, giver.household_id)))""",
    "Who is of the giver's household, or declared kin of it, does not sign for his gift or declare it void 捐助人的同户人和申报过的亲属不得签收、作废其帮扶",
)
_SIGNED = (*_SIGNERS, "assistance_reason", "paper_number", "assisted_at")
frozen(
    *(pledge, "stays_signed", (*_SIGNED, "received_by_household")),
    " OR ".join(f"old.{name} IS NOT NULL AND new.{name} IS DISTINCT FROM old.{name}" for name in _SIGNED)
    + " OR old.received_by_household AND NOT coalesce(new.received_by_household, false)"
    + " OR old.received_by_household AND old.assistant_id IS NULL AND new.assistant_id IS NOT NULL",
    "What was signed stays as it was signed, and by whom 已签收的不得更改签收人、不得删除",
)
for _giver in (donor, volunteer):
    frozen(
        *(_giver, "stays_who_pledged", ("person_id",), f"EXISTS (SELECT FROM pledge WHERE {_giver.name}_id = old.id)"),
        "Who pledged stays the person that he was 已认捐的捐助人、志愿者不得改为他人",
    )
frozen(
    *(pledge, "stays_in_contact", ("contact_accepted_at",), "old.contact_accepted_at IS NOT NULL"),
    "That contact was accepted stays 已同意的联系不得更改或删除",
)
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
model_case = entity(
    METADATA,
    "model_case",
    "Approved anonymised case for the press 典型事例 (M144)",
    public("title", TEXT, "Title 标题"),
    public("body", TEXT, "Text without identities 正文"),
    reference("person", "Who wrote it 拟稿人", "drafted_by_id"),
    reference("person", "Who approved 审核人", "approved_by_id", optional=True),
    public("approved_on", DAY, "Approved 审核日期", optional=True),
    public("published_on", DAY, "Published 发布日期", optional=True),
    public("embargo_until", MOMENT, "Not before this moment of its day of publication 限时发布时间", optional=True),
    public("withdrawn_on", DAY, "Withdrawn 撤回日期", optional=True),
    region("Where 区划", PUBLIC),
    check(
        *("embargo_on_its_day", f"embargo_until IS NULL OR published_on IS NOT NULL AND {day_of('embargo_until')} = published_on"),
        "An embargo ends on the day of publication 限时发布时间须在发布日期当天",
    ),
    check("approved_by_other", "approved_by_id <> drafted_by_id", "Nobody approves a case that he wrote himself 拟稿人不得审核本人起草的典型事例"),
    check(
        "approved_on_a_day",
        "(approved_by_id IS NULL) = (approved_on IS NULL)",
        "Whoever approves a case does so on a day 典型事例的审核写明审核人和日期",
    ),
    check(
        *("published_after_approval", "published_on IS NULL OR approved_on IS NOT NULL AND published_on >= approved_on"),
        "A case is published once it was approved 典型事例审核后才能发布",
    ),
    check("withdrawn_later", "withdrawn_on >= approved_on", "A case is withdrawn after it was approved 典型事例的撤回不早于审核"),
)
_APPROVED, _TOLD = ("title", "body", "drafted_by_id", "approved_by_id", "approved_on"), ("published_on", "embargo_until")


def _changed(names: tuple[str, ...]) -> str:
    return f"({', '.join(f'new.{name}' for name in names)}) IS DISTINCT FROM ({', '.join(f'old.{name}' for name in names)})"


frozen(
    *(model_case, "stays_approved", (*_APPROVED, *_TOLD, "withdrawn_on")),
    f"""old.approved_on IS NOT NULL AND {_changed(_APPROVED)} OR old.published_on IS NOT NULL AND {_changed(_TOLD)}
    OR old.withdrawn_on IS NOT NULL""",
    "A case that was approved keeps its text, and one with a day of publication keeps that: a correction is another case, and this one is withdrawn "
    "典型事例审核后不得更改或删除，已定的发布时间不得更改；更正须撤回后另发",
)
