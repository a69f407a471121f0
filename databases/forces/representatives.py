"""Deputies and members 人大代表、政协委员: who says that he is one, their homes, whom they are paired with, what they do, and what they suggest."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.forces import DAY_CANCELLATION, HELP_FORM, REPRESENTATIVE_KIND, SUGGESTION_KIND, SUGGESTION_STATE
from databases.forces import INTERNAL, METADATA, PUBLIC
from databases.forces.helpers import organisation, pairing
from databases.regions import A_VILLAGE
from databases.row_rules import frozen, of_parent, row_rule
from databases.tables import (
    DAY,
    FLAG,
    MONEY,
    ORDINAL,
    PERIOD,
    SENTENCE,
    TEXT,
    agreeing,
    check,
    elsewhere,
    entity,
    internal,
    lies_with,
    never_overlapping_keys,
    public,
    reference,
    region,
    same_as,
    sensitive,
)

OF_ITS_KIND = "A home of deputies is for deputies, one of members for members 人大代表之家属人大代表，委员之家属政协委员"
LEVELS = (
    ("five_levels", "level <= 5", "Deputies are of levels 1 to 5 人大代表分五级"),
    ("four_levels_of_members", "kind = 'deputy' OR level <= 4", "Members are of levels 1 to 4 政协委员分四级"),
)
members_home = entity(
    METADATA,
    "members_home",
    "Home of deputies or members, where they hear people 人大代表之家、委员之家 (M152)",
    public("name", TEXT, "Name 名称", unique=True),
    public("kind", REPRESENTATIVE_KIND, "Of deputies, or of members 类别"),
    reference("organisation", "Whom it belongs to 所属单位"),
    public("place", TEXT, "Address, no household's 地点"),
    public("opening", TEXT, "When it is open 开放时间"),
    region("Division that it serves 服务区划", PUBLIC),
    sa.UniqueConstraint("id", "kind"),
    sa.UniqueConstraint("id", "region_code"),
)
of_parent(
    *(members_home, "of_its_office", ("organisation_id", "kind"), organisation, ("kind",)),
    "parent.kind <> CASE child.kind WHEN 'deputy' THEN 'congress' ELSE 'cppcc' END",
    "A home of deputies belongs to an office of the congress, one of members to one of the CPPCC 人大代表之家属人大机关，委员之家属政协机关",
    "Whose home it is stays an office of the congress or the CPPCC 代表之家、委员之家所属单位须为人大机关、政协机关",
    there="has_homes_of_its_kind",
)
representative = entity(
    METADATA,
    "representative",
    "People's Congress deputy or CPPCC member 人大代表、政协委员 (M149, M152)",
    reference("person", "Person 人员"),
    public("kind", REPRESENTATIVE_KIND, "Kind 类别"),
    public("level", ORDINAL, "Level: deputies 1-5, members 1-4 (1 national) 层级"),
    public("profession", TEXT, "Profession 职业专长"),
    public("is_entrepreneur", FLAG, "Entrepreneur 企业家"),
    reference("members_home", "Home to which he belongs 所属代表之家、委员之家", optional=True),
    public("term_until", DAY, "Last day of his term: he acts as this deputy or member no later 任期届满日"),
    region("Constituency 选区", PUBLIC),
    *(check(*level) for level in LEVELS),
    agreeing("representative", "members_home", "members_home_id", "kind", sentence=OF_ITS_KIND),
    sa.UniqueConstraint("person_id", "kind"),
)
_UNDECIDED = "num_nonnulls(confirmed_on, refused_on, withdrawn_on) = 0"
representative_registration = entity(
    METADATA,
    "representative_registration",
    "Somebody who says that he is a deputy or member, until an official of the place confirms or refuses it 代表委员登记申请 (M149, M152)",
    reference("person", "Who says so 申请人"),
    internal("kind", REPRESENTATIVE_KIND, "Kind 类别"),
    internal("level", ORDINAL, "Level: deputies 1-5, members 1-4 (1 national) 层级"),
    internal("profession", TEXT, "Profession 职业专长"),
    internal("is_entrepreneur", FLAG, "Entrepreneur 企业家"),
    reference("members_home", "Home to which he belongs 所属代表之家、委员之家"),
    internal("term_until", DAY, "Last day of his term 任期届满日"),
    internal("registered_on", DAY, "Registered 申请日期"),
    internal("confirmed_on", DAY, "Confirmed 确认日期", optional=True),
    internal("refused_on", DAY, "Refused 不予确认日期", optional=True),
    sensitive("refusal_reason", TEXT, "Why, for whoever registered 不予确认理由", optional=True),
    internal("withdrawn_on", DAY, "Taken back by himself 撤回日期", optional=True),
    reference("person", "Official who decided 决定人", "decided_by_id", optional=True),
    region("Constituency 选区", INTERNAL),
    *(check(*level) for level in LEVELS),
    agreeing("representative_registration", "members_home", "members_home_id", "kind", sentence=OF_ITS_KIND),
    check(
        "decided_once",
        "num_nonnulls(confirmed_on, refused_on, withdrawn_on) < 2",
        "A registration is confirmed, refused or taken back 登记申请只有一个结果",
    ),
    check("decided_by_somebody", "(num_nonnulls(confirmed_on, refused_on) = 1) = (decided_by_id IS NOT NULL)"),
    check("decided_by_another", "decided_by_id <> person_id", "Nobody confirms himself 不得确认本人"),
    check("refused_with_reason", "(refused_on IS NULL) = (refusal_reason IS NULL)"),
    check("decided_later", "coalesce(confirmed_on, refused_on, withdrawn_on) >= registered_on"),
    sa.Index(
        *("uq_representative_registration_open", "person_id", "kind"),
        unique=True,
        postgresql_where=sa.text(_UNDECIDED),
        info={SENTENCE: "Of one person and kind one registration waits at a time 同一人同一类别同时只有一份待确认的登记申请"},
    ),
)
frozen(
    *(representative_registration, "stays_decided", ("person_id", "kind", "confirmed_on", "refused_on", "withdrawn_on", "decided_by_id")),
    "num_nonnulls(old.confirmed_on, old.refused_on, old.withdrawn_on) > 0",
    "A registration that was decided stays so: another one follows it 已有结果的登记申请不得更改、删除，须另行申请",
)
members_home_day = entity(
    METADATA,
    "members_home_day",
    "Day on which a deputy or member hears people in his home 接待日 (M149, M152)",
    reference("members_home", "Home 代表之家、委员之家"),
    reference("representative", "Who hears people 接待的代表委员"),
    public("held_on", DAY, "Day 日期"),
    sensitive("title", TEXT, "What it is about 主题"),
    sensitive("heard", TEXT, "What was heard there, naming nobody 听取的意见", optional=True),
    public("told_on", DAY, "What was heard is recorded since: the day was held 登记听取意见日期", optional=True),
    public("cancelled_on", DAY, "Called off 取消日期", optional=True),
    public("cancel_reason", DAY_CANCELLATION, "Why it is called off 取消原因", optional=True),
    region("Division that the home serves 服务区划", PUBLIC),
    check("told_with_what", "(heard IS NULL) = (told_on IS NULL)"),
    check("told_later", "told_on >= held_on"),
    check("cancelled_with_why", "(cancelled_on IS NULL) = (cancel_reason IS NULL)"),
    check("held_or_cancelled", "num_nonnulls(told_on, cancelled_on) < 2", "A day that was called off was not held 已取消的接待日没有听取的意见"),
    sa.Index(
        *("uq_members_home_day_held_on", "members_home_id", "representative_id", "held_on"),
        unique=True,
        postgresql_where=sa.text("cancelled_on IS NULL"),
        info={SENTENCE: "A deputy or member hears people in his home once a day 同一代表委员同一天在同一之家只有一次接待"},
    ),
)
lies_with(members_home, members_home_day, sentence="A day lies where its home does 接待日与代表之家、委员之家同属一地")
frozen(
    *(members_home_day, "stays_heard", ("members_home_id", "representative_id", "held_on", "heard", "told_on", "cancelled_on", "cancel_reason")),
    "num_nonnulls(old.heard, old.cancelled_on) > 0",
    "What was heard, and that a day was called off, stays as it was told 已登记的听取意见、已取消的接待日不得更改、删除",
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
    reference("members_home", "Home in which it was heard 听取意见的代表之家、委员之家", optional=True),
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
