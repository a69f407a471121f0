"""Deputies and members 人大代表、政协委员: whom they are paired with, what they do, and what they suggest."""

from __future__ import annotations

import sqlalchemy as sa

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.forces import HELP_FORM, REPRESENTATIVE_KIND, SUGGESTION_KIND, SUGGESTION_STATE
from databases.forces import METADATA, PUBLIC
from databases.forces.helpers import organisation, pairing
from databases.regions import A_VILLAGE
from databases.row_rules import frozen, of_parent, row_rule
from databases.tables import (
    DAY,
    FLAG,
    MONEY,
    ORDINAL,
    PERIOD,
    TEXT,
    check,
    elsewhere,
    entity,
    internal,
    never_overlapping_keys,
    public,
    reference,
    region,
    same_as,
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
