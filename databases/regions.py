"""Divisions (行政区划), kept alike in each of the four databases so that a region code is held by a foreign key."""

from __future__ import annotations

import sqlalchemy as sa

from databases.tables import CODE, DAY, REGION_CODE, TEXT, CodeList, check, entity, public

REGION_LEVEL = CodeList(
    "region_level",
    {"province": "省", "city": "市", "county": "市（县）区", "town": "镇（街道）", "village": "村（社区）"},
    "GB/T 2260 and the 12-digit statistical codes",
)

IN_VILLAGE = "length(region_code) = 12"
DIGITS = "CASE {level} WHEN 'province' THEN 2 WHEN 'city' THEN 4 WHEN 'county' THEN 6 WHEN 'town' THEN 9 WHEN 'village' THEN 12 ELSE 0 END"


def region_table(tables: sa.MetaData) -> sa.Table:
    """The versioned table of divisions: a code that ends names its successor."""
    return entity(
        tables,
        "region",
        "Division 行政区划",
        public("code", REGION_CODE, "GB/T 2260 digits, statistical code without padding 区划代码", unique=True),
        public("name", TEXT, "Name 名称"),
        public("name_sort", CODE, "Name in pinyin, for ordering 拼音排序"),
        public("level", REGION_LEVEL, "Level 层级"),
        public("parent_code", REGION_CODE, "Division above 上级区划", sa.ForeignKey("region.code"), optional=True),
        public("valid_from", DAY, "In force from 启用日期"),
        public("valid_to", DAY, "No longer in force from 停用日期", optional=True),
        public("successor_code", REGION_CODE, "Division that followed 后继区划", sa.ForeignKey("region.code"), optional=True),
        check("parent", "(level = 'province') OR parent_code IS NOT NULL OR length(code) <= 4"),
        check("inside_parent", "parent_code IS NULL OR starts_with(code, parent_code)"),
        check("level_length", f"length(code) = {DIGITS.format(level='level')}"),
        check("valid", "valid_to IS NULL OR valid_to > valid_from"),
        check("successor", "successor_code IS NULL OR valid_to IS NOT NULL"),
    )
