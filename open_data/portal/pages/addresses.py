"""The addresses of the site, for people, search engines and feed readers."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from datasette.utils.asgi import NotFound, Response

from open_data import shelf
from open_data.layout import FEED
from open_data.portal import figures
from open_data.portal.menu import menu
from open_data.portal.preferences import LANGUAGES
from open_data.portal.visit import Visit

Addresses = list[tuple[str, str]]
UNINDEXED = ("/sunshine?", "/sunshine/*?", "/report/", "/sign-in", "/help?", "/my-help", "/needs/*/pledge", "/timeline?")
SMALL = ("about", "privacy", "accessibility", "status", "sitemap")


async def every(visit: Visit) -> list[tuple[str, Addresses]]:
    """All pages by section: address and name."""
    sections = [
        (visit.say("栏目", "Sections"), [("/", visit.say("首页", "Home")), *((entry.address, entry.label) for entry in menu(visit))]),
        (visit.say("数据集", "Datasets"), [(f"/datasets/{name}", visit.said(one)) for name, one in visit.release.resources.items()]),
        (visit.say("浏览数据", "Browse the data"), [(f"/sunshine/{name}", visit.said(one)) for name, one in visit.release.resources.items()]),
        (visit.say("图表", "Figures"), [(f"/figures/{figure.name}", visit.say(*figure.title)) for figure in figures.shown(visit.release)]),
        (visit.say("资金种类", "Streams"), await _coded(visit, "fund_streams", "/money/")),
        (
            visit.say("地区", "Places"),
            [(f"/places/{code}", name) for code, name in (await visit.site.places()).items() if visit.release.has({"allocations": ()})],
        ),
        (visit.say("项目", "Projects"), await _coded(visit, "projects", "/projects/")),
        (visit.say("帮扶需求", "Needs"), await _needs(visit)),
        (
            visit.say("发布", "Releases"),
            [(f"/releases/{folder.name}", folder.name) for folder in shelf.folders(visit.site.around.home) if not shelf.is_withdrawn(folder)],
        ),
    ]
    return [section for section in sections if section[1]]


async def _coded(visit: Visit, table: str, before: str) -> Addresses:
    if not visit.release.has({table: ("code", "name")}):
        return []
    return [(before + row["code"], row["name"]) for row in await visit.rows(f"SELECT code, name FROM {table} ORDER BY code LIMIT 20000")]


async def _needs(visit: Visit) -> Addresses:
    if not visit.release.has({"needs": ("number", "item_name")}):
        return []
    return [
        (f"/needs/{row['number']}", row["item_name"]) for row in await visit.rows("SELECT number, item_name FROM needs ORDER BY number LIMIT 20000")
    ]


async def sitemap(visit: Visit) -> Response:
    """The site map for people: what there are few of; places and projects by their overviews."""
    sections = [(title, entries) for title, entries in await every(visit) if len(entries) <= 200]
    return await visit.render("sitemap.html", sections=sections, trail=[(None, visit.say("网站地图", "Site map"))])


async def sitemap_xml(visit: Visit) -> Response:
    """The site map for search engines: every page in both languages."""
    pages = [address for _, entries in await every(visit) for address, _ in entries] + [f"/{name}" for name in SMALL]
    entries = "".join(_entry(visit, page) for page in pages)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">{entries}</urlset>'
    return Response(text, content_type="application/xml; charset=utf-8")


def _entry(visit: Visit, page: str) -> str:
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(visit.canonical(page, code))}/>' for code in LANGUAGES)
    return f"<url><loc>{escape(visit.canonical(page))}</loc><lastmod>{visit.release.day}</lastmod>{links}</url>"


async def robots(visit: Visit) -> Response:
    """Everything may be read; questions in SQL and filtered tables need not be indexed."""
    text = "".join(f"Disallow: {path}\n" for path in UNINDEXED)
    return Response(f"User-agent: *\n{text}Sitemap: {visit.site.around.address}/sitemap.xml\n", content_type="text/plain; charset=utf-8")


async def feed(visit: Visit) -> Response:
    """The Atom feed that lies beside the releases: every one that was ever in force, withdrawn ones with the reason."""
    written = visit.site.around.home / FEED
    if not written.is_file():
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    return Response(written.read_text("utf-8"), content_type="application/atom+xml; charset=utf-8")


ROUTES = (
    (r"^/sitemap$", sitemap),
    (r"^/sitemap\.xml$", sitemap_xml),
    (r"^/robots\.txt$", robots),
    (r"^/feed\.xml$", feed),
)
