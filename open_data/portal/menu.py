"""The menu: the pages that a release has something to show for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from open_data.portal.visit import Visit
from open_data.shelf import Needs


class Entry(NamedTuple):
    """One entry of the menu."""

    address: str
    label: str
    is_here: bool


OF_THE_API: Mapping[str, Needs] = {
    "/campaigns": {"volunteer_campaigns": ()},
    "/problems": {"technical_problems": ()},
    "/deputies": {"members_homes": ()},
}
"""Pages that the API tells where people sign in, and elsewhere the release."""
PAGES: tuple[tuple[str, str, str, Needs], ...] = (
    ("/search", "搜索", "Search", {}),
    ("/money", "资金流向", "Follow the yuan", {"allocations": ()}),
    ("/places", "地区", "Places", {"allocations": ()}),
    ("/projects", "项目", "Projects", {"projects": ()}),
    ("/villages", "薄弱村", "Weak villages", {"village_thresholds": ()}),
    ("/timeline", "大事记", "Timeline", {"allocations": ()}),
    ("/notices", "违规通报", "Notices", {"violation_notices": ()}),
    ("/needs", "帮扶需求", "Needs", {"needs": ()}),
    ("/help", "我要帮忙", "How can I help", {"needs": ()}),
    ("/campaigns", "志愿活动", "Volunteering", {}),
    ("/problems", "科技难题", "Technical problems", {}),
    ("/deputies", "代表委员", "Deputies", {}),
    ("/figures", "图表", "Figures", {}),
    ("/datasets", "数据集", "Datasets", {}),
    ("/rules", "制度", "Rules", {"policy_documents": ()}),
    ("/press", "新闻素材", "Press", {"model_cases": ()}),
    ("/releases", "发布", "Releases", {}),
    ("/report", "反映问题", "Report a problem", {}),
)


def menu(visit: Visit) -> list[Entry]:
    """The entries, and which of them the visitor is at."""
    shown = [page for page in PAGES if visit.release.has(page[3]) and (visit.site.around.sign_in or visit.release.has(OF_THE_API.get(page[0], {})))]
    return [Entry(address, visit.say(zh, en), visit.request.path.startswith(address)) for address, zh, en, _ in shown]
