"""The pages of the site that can be found beside its data: what each is called, and what somebody may look for who wants it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from open_data.columns import Words
from open_data.site_texts import ABOUT, ACCESSIBILITY, PRIVACY, Section


@dataclass(frozen=True)
class SitePage:
    """A page. dataset: without which a release has nothing to show on it."""

    address: str
    title: Words
    about: Words
    dataset: str | None = None


def _all(sections: Sequence[Section]) -> Words:
    """All that a page of words says."""
    told = [words for heading, paragraphs in sections for words in ([heading] if heading else []) + list(paragraphs)]
    return Words("".join(words.zh for words in told), " ".join(words.en for words in told))


PAGES = (
    SitePage("/about", Words("关于本站", "About"), _all(ABOUT)),
    SitePage("/privacy", Words("隐私保护", "Privacy"), _all(PRIVACY)),
    SitePage("/accessibility", Words("无障碍声明", "Accessibility statement"), _all(ACCESSIBILITY)),
    SitePage(
        "/help",
        Words("我要帮忙", "How can I help"),
        Words(
            "怎样帮忙：捐物、捐钱、做志愿者、出技能、提供岗位、买农产品（消费帮扶），三步找到合适的帮扶需求并认捐。",
            "Donate, volunteer, offer a skill or a job, buy produce: three steps to a need that fits, and how to pledge.",
        ),
        "needs",
    ),
    SitePage(
        "/report",
        Words("反映问题", "Report a problem"),
        Words(
            "公布的内容有误、钱没收到、作风问题、向村里摊派收费，都可以在这里反映、举报、投诉；不用登录，不问姓名，凭受理编号查询进度和答复。",
            "Complain about what is published, a payment that did not come, conduct, or a charge put on a village: no sign-in, no name, a receipt number to follow.",
        ),
    ),
    SitePage(
        "/releases",
        Words("历次发布", "Releases"),
        Words(
            "每次发布的全部文件、校验和与签名，怎样自己核验（验证、校验）下载的文件没有被改动；与上一次发布的变化、隐私保护报告、事件日志的检查点。",
            "All files of each release, checksums and signature, and how to verify them yourself; what changed, privacy report, checkpoints of the event logs.",
        ),
    ),
    SitePage(
        "/money",
        Words("跟着钱走", "Follow the yuan"),
        Words("资金流向图：每一笔钱从哪里来、经过谁、到哪里去。", "Where the money comes from, through whose hands and where it goes, drawn."),
        "allocations",
    ),
    SitePage(
        "/places",
        Words("无锡各市（县）区", "The counties of Wuxi"),
        Words(
            "按地区看：地图和每个市（县）区、镇（街道）、村（社区）的资金、项目和帮扶。",
            "By place: a map, and the money, projects and help of each county, town and village.",
        ),
        "allocations",
    ),
    SitePage(
        "/villages",
        Words("经济薄弱村：离门槛还有多远", "Weak villages: the way to the threshold"),
        Words("每个经济薄弱村的收入和产业项目离达标还差多少。", "How far each weak village's income and industry projects are from the threshold."),
        "village_thresholds",
    ),
    SitePage(
        "/timeline",
        Words("大事记", "Timeline"),
        Words("资金、项目、村里最近发生了什么变化，按时间排列。", "What happened of late to money, projects and villages, in order of time."),
        "allocations",
    ),
    SitePage(
        "/notices",
        Words("违规问题公开通报", "Public notices of violations"),
        Words(
            "违规通报：哪个单位违反了哪一条款、查实了什么、怎样问责和处分。",
            "Which body broke which clause, what was found, and who was held to account.",
        ),
        "violation_notices",
    ),
    SitePage(
        "/press",
        Words("新闻素材", "Press"),
        Words("典型事例、给媒体的数据、订阅和可嵌入的图表。", "Cases, data, feeds and figures to embed, for the media."),
        "model_cases",
    ),
    SitePage(
        "/rules",
        Words("“1+N”制度库", "The “1+N” rules"),
        Words("政策文件和每一条款，以及依据它的规则参数、预警规则和图表。", "Policy documents and their clauses, and what rests on each."),
        "policy_documents",
    ),
    SitePage(
        "/status",
        Words("运行情况", "Status"),
        Words("各数据来源更新到什么时候、本站的访问情况。", "How fresh each source is, and how the site is used."),
    ),
    SitePage("/figures", Words("图表", "Figures"), Words("可嵌入网页的图表，每张有数据表。", "Charts to embed, each with its table.")),
    SitePage(
        "/sunshine",
        Words("用 SQL 提问", "Ask in SQL"),
        Words("用 SQL 查询全部数据表，或通过 API 和 JSON 接口取用。", "Query all tables in SQL, or through the API as JSON."),
    ),
    SitePage("/sitemap", Words("网站地图", "Site map"), Words("本站全部栏目。", "All sections of the site.")),
)


def shown(datasets: Collection[str]) -> Iterator[SitePage]:
    """The pages that a release with these datasets has."""
    yield from (page for page in PAGES if page.dataset is None or page.dataset in datasets)
