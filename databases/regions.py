"""Divisions (行政区划), kept alike in each of the four databases so that a region code is held by a foreign key."""

from __future__ import annotations

import sqlalchemy as sa

from databases.row_rules import never_circular
from databases.tables import CODE, DAY, LATITUDE, LONGITUDE, REGION_CODE, TEXT, CodeList, Domain, check, entity, public

REGION_LEVEL = CodeList(
    "region_level",
    {"province": "省", "city": "市", "county": "市（县）区", "town": "镇（街道）", "village": "村（社区）"},
    "GB/T 2260 and the 12-digit statistical codes",
)

# levels at which a place may lie that a column names (`tables.region`)
A_CITY = Domain(REGION_CODE.type, "length({column}) = 4", "The place is a city 此处须为市")
A_COUNTY = Domain(REGION_CODE.type, "length({column}) = 6", "The place is a county 此处须为市（县）区")
A_TOWN = Domain(REGION_CODE.type, "length({column}) = 9", "The place is a town 此处须为镇（街道）")
A_VILLAGE = Domain(REGION_CODE.type, "length({column}) = 12", "The place is a village or community, no town or county 此处须为村（社区），不是镇或县")
A_COUNTY_OR_CITY = Domain(REGION_CODE.type, "length({column}) IN (4, 6)", "The place is a county or a city 此处须为市（县）区或市")
A_TOWN_OR_COUNTY = Domain(REGION_CODE.type, "length({column}) IN (6, 9)", "The place is a county or a town 此处须为市（县）区或镇（街道）")
A_TOWN_OR_WIDER = Domain(
    REGION_CODE.type,
    "length({column}) <= 9",
    "The place is a town or what a town lies in, no village 此处须为镇（街道）或更大的地区，不写到村（社区）",
)
DIGITS = "CASE {level} WHEN 'province' THEN 2 WHEN 'city' THEN 4 WHEN 'county' THEN 6 WHEN 'town' THEN 9 WHEN 'village' THEN 12 ELSE 0 END"
DIGITS_ABOVE = "CASE level WHEN 'city' THEN 2 WHEN 'county' THEN 4 WHEN 'town' THEN 6 WHEN 'village' THEN 9 ELSE 0 END"


def region_table(tables: sa.MetaData) -> sa.Table:
    """The versioned table of divisions: a code that ends names its successor."""
    table = entity(
        tables,
        "region",
        "Division 行政区划 (M10, M156)",
        public("code", REGION_CODE, "GB/T 2260 digits, statistical code without padding 区划代码", unique=True),
        public("name", TEXT, "Name 名称"),
        public("name_sort", CODE, "Name in pinyin, for ordering 拼音排序"),
        public("level", REGION_LEVEL, "Level 层级"),
        public("parent_code", REGION_CODE, "Division above 上级区划", sa.ForeignKey("region.code"), optional=True),
        public("valid_from", DAY, "In force from 启用日期"),
        public("valid_to", DAY, "No longer in force from 停用日期", optional=True),
        public("successor_code", REGION_CODE, "Division that followed 后继区划", sa.ForeignKey("region.code"), optional=True),
        public("latitude", LATITUDE, "Degrees north of where most people of it live 中心纬度", optional=True),
        public("longitude", LONGITUDE, "Degrees east of it 中心经度", optional=True),
        check("position", "(latitude IS NULL) = (longitude IS NULL)", "A position has two coordinates 中心位置须同时有纬度和经度"),
        check(
            *("parent", "(level = 'province') OR parent_code IS NOT NULL OR length(code) <= 4"),
            "A division below the city names the one above 市以下的区划写明上级区划",
        ),
        check(
            *("inside_parent", f"parent_code IS NULL OR (starts_with(code, parent_code) AND length(parent_code) = {DIGITS_ABOVE})"),
            "A division lies in the one of the next level above 区划属于上一级区划，不越级",
        ),
        check("level_length", f"length(code) = {DIGITS.format(level='level')}", "The level of a division is that of its code 区划层级与代码位数一致"),
        check("valid", "valid_to IS NULL OR valid_to > valid_from", "A division ends after it began 停用日期晚于启用日期"),
        check("successor", "successor_code IS NULL OR valid_to IS NOT NULL", "A division that has a successor has ended 有后继的区划须已停用"),
    )
    never_circular(table, "successor_code", "A division does not follow itself 区划的后继不得循环", "code")
    return table
