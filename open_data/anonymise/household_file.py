"""The rule of the household research file 家庭研究数据文件: its columns, how each is made coarser, and its thresholds.

What the extract hands over, one row a household on the register:

| column | what |
|---|---|
| household | key inside the register, never published |
| region | nine digits of the town or sub-district |
| size | persons |
| head_age | full years of the head of household on the day of the extract |
| income | yuan a head in the latest year |
| category | category of hardship |
| filed_on | day of filing |
| minors | members under eighteen |
| labour | members able to work, fully or in part |
| cause | primary cause of hardship |
| health | gravest state of health among members of fourteen and over: serious, disabled, chronic, healthy |
| measures | measures of assistance since filing |

Nobody's row, age or health under fourteen goes in: a child counts only as one of "has minors".
"""

from __future__ import annotations

import polars as pl

from databases.code_lists.beneficiaries import CAUSE, HEALTH, HOUSEHOLD_CATEGORY
from open_data.anonymise.hierarchies import Hierarchy, band_tree, code_tree, quarter_tree, region_tree
from open_data.anonymise.rules import Figure, MicrodataRule, QuasiIdentifier, SensitiveAttribute

SIZES = [[3], [2, 4], [5]]
AGES = [[60], [45, 75], [30, 50, 55, 65, 70, 80]]  # the youngest band is open below and begins far above fourteen
INCOMES = [[12_000], [8_000, 16_000], [6_000, 10_000, 14_000, 18_000]]
MINORS = [[1], [2]]
LABOUR = [[1], [2]]
MEASURES = [[2, 3, 5]]
YEARS = (1990, 2049)
SUPPORT = {"minimum": ("兜底保障户", ("dibao", "special_hardship")), "low": ("低收入与临时困难户", ("low_income", "temporary_hardship"))}


def household_rule(regions: pl.DataFrame) -> MicrodataRule:
    """The rule for a city's divisions (code, name, level, parent_code)."""
    return MicrodataRule(
        household="household",
        quasi_identifiers=(
            QuasiIdentifier("region", "所在地", region_tree(regions), weight=3),
            QuasiIdentifier("category", "困难类别", code_tree(HOUSEHOLD_CATEGORY.labels, SUPPORT)),
            QuasiIdentifier("size", "家庭人口", _counts(SIZES, "人", least=1)),
            QuasiIdentifier("head_age", "户主年龄", band_tree(AGES, _years)),
            QuasiIdentifier("income", "人均年收入", band_tree(INCOMES, _yuan, missing=True)),
            QuasiIdentifier("minors", "未成年人数", _counts(MINORS, "人")),
            QuasiIdentifier("labour", "劳动力人数", _counts(LABOUR, "人")),
            QuasiIdentifier("filed_on", "建档立卡时间", quarter_tree(*YEARS)),
        ),
        sensitive=(
            SensitiveAttribute("cause", "主要致困原因", code_tree(CAUSE.labels, {})),
            SensitiveAttribute("health", "家庭成员健康状况（最重者）", code_tree(HEALTH.labels, {})),
            SensitiveAttribute("measures", "帮扶措施数", _counts(MEASURES, "项"), ordered=True),
        ),
        figures=(Figure(of="income", by="region"),),
    )


def _counts(levels: list[list[int]], unit: str, least: int = 0) -> Hierarchy:
    def label(low: int | None, high: int | None) -> str:
        first = least if low is None else low
        if high is None:
            return f"{first} {unit}及以上"
        return f"{first} {unit}" if high == first + 1 else f"{first}–{high - 1} {unit}"

    return band_tree(levels, label)


def _years(low: int | None, high: int | None) -> str:
    if low is None:
        return f"不满 {high} 岁"
    return f"{low} 岁及以上" if high is None else f"{low}–{high - 1} 岁"


def _yuan(low: int | None, high: int | None) -> str:
    if low is None:
        return f"不满 {high} 元"
    return f"{low} 元及以上" if high is None else f"{low} 元至不满 {high} 元"
