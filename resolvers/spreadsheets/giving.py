"""Spreadsheets of deputies and members, and of the catalogue of what may be asked for."""

from __future__ import annotations

from databases.code_lists.forces import HELP_KIND, LANGUAGE, REPRESENTATIVE_KIND
from databases.forces.needs import need_item
from databases.forces.representatives import representative
from resolvers.spreadsheets import cells, rules
from resolvers.spreadsheets.people_and_money import PERSON
from resolvers.spreadsheets.shape import Column, Lookup, SpreadsheetKind, Target

REPRESENTATIVES = SpreadsheetKind(
    "representatives",
    "代表委员 Deputies and members",
    "forces",
    (
        Column("人员编号", "person_number", cells.code, ("P000147", "P000148"), "Number of a person who is there"),
        Column("类别", "kind", cells.one_of(REPRESENTATIVE_KIND), ("人大代表", "政协委员")),
        Column("层级", "level", cells.count, ("5", "4"), "1 national to 5 of a town; of members 4 at most"),
        Column("职业专长", "profession", cells.short_text, ("教师", "医生")),
        Column("是否企业家", "is_entrepreneur", cells.yes_no, ("否", "否")),
        Column("代表之家、委员之家", "members_home_name", cells.short_text, ("", ""), "Name of a home that is there", required=False),
        Column("任期届满日", "term_until", cells.last_day, ("2027-01-31", "2027-01-31"), "Last day of his term"),
        Column("选区", "region_code", cells.region, ("320282101", "320282")),
    ),
    (
        Target(
            representative,
            ("person_id", "kind"),
            {name: name for name in ("person_id", "kind", "level", "profession", "is_entrepreneur", "members_home_id", "term_until", "region_code")},
        ),
    ),
    ("person_number", "kind"),
    (
        PERSON,
        Lookup("members_home_name", "forces", "members_home", "name", {"id": "members_home_id"}, within={"kind": "kind"}),
        Lookup("region_code", "forces", "region", "code"),
    ),
    rules=(rules.level_of_representative,),
)

NEED_ITEMS = SpreadsheetKind(
    "need_items",
    "需求目录 Catalogue of what may be asked for",
    "forces",
    (
        Column("目录代码", "code", cells.code, ("t-walker", "t-haircut")),
        Column("名称", "name", cells.short_text, ("助行器", "上门理发")),
        Column("类别", "kind", cells.one_of(HELP_KIND), ("物品", "服务"), "Stays once something of it was pledged, as name and unit do"),
        Column("单位", "unit", cells.short_text, ("个", "次")),
        Column("限价", "price_ceiling", cells.money, ("300", "0"), "Yuan, highest price of one"),
        Column("所需技能", "skill", cells.short_text, ("", "理发"), "Skill that it takes, if any", required=False),
        Column("须有证书", "needs_certificate", cells.yes_no, ("否", "否"), "Only volunteers with a verified certificate of the skill"),
        Column("所需语言", "language", cells.one_of(LANGUAGE), ("", ""), "Language that it takes, if any", required=False),
        Column("停用日期", "retired_on", cells.past_day, ("", ""), "Since when nobody asks for it any more", required=False),
        Column("适用区划", "region_code", cells.region, ("3202", "3202"), "A city"),
    ),
    (
        Target(
            need_item,
            ("code",),
            {
                name: name
                for name in ("code", "name", "kind", "unit", "price_ceiling", "skill", "needs_certificate", "language", "retired_on", "region_code")
            },
        ),
    ),
    ("code",),
    (Lookup("region_code", "forces", "region", "code"),),
)
