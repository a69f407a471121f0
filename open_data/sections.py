"""The sections of the main document that the requirements of the mission (M1-M184) come from: what a published dataset rests on, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from open_data.columns import Words

REQUIREMENTS = re.compile(r"M(\d+)(?:-M(\d+))?")


@dataclass(frozen=True)
class Section:
    """One section. first: the requirement that it begins with; name: its address on the page of the rules."""

    first: int
    name: str
    title: Words


SECTIONS = (
    Section(1, "general", Words("总体要求", "General requirements")),
    Section(26, "beneficiaries", Words("精准的帮扶对象动态识别机制（第1—3项）", "Dynamic identification of beneficiaries (items 1–3)")),
    Section(50, "funds", Words("资金统一监管机制（第4—6项）", "Unified supervision of funds (items 4–6)")),
    Section(69, "projects", Words("项目规范管理机制（第7—11项）", "Standardised project management (items 7–11)")),
    Section(109, "responsibilities", Words("责任细化落实机制（第12—14项）", "Responsibilities (items 12–14)")),
    Section(125, "supervision", Words("公开监督机制（第15—18项）", "Open supervision (items 15–18)")),
    Section(145, "forces", Words("力量统筹协同机制（第19—21项）", "Joining forces (items 19–21)")),
    Section(154, "work", Words("工作要求", "Work requirements")),
)


def sections(clause: str) -> list[Section]:
    """Those of some requirements, written as in the catalogue: `M13-M19, M63`."""
    numbers = set(_numbers(clause))
    ends = [section.first for section in SECTIONS[1:]] + [max(numbers) + 1]
    return [section for section, end in zip(SECTIONS, ends, strict=True) if numbers & set(range(section.first, end))]


def _numbers(clause: str) -> Iterator[int]:
    for first, last in REQUIREMENTS.findall(clause):
        yield from range(int(first), int(last or first) + 1)


def anchor(document: str, clause: str) -> str:
    """What a clause is called on the page of the rules; the name of a place on a page holds no space."""
    return f"{document}.{clause}".replace(" ", "")
