"""One request for a page: who asks in which language, what the release holds, and how the answer is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from datasette.handle_exception import DatasetteError
from datasette.utils.asgi import NotFound, Request, Response

from open_data.labels import in_english
from open_data.portal.preferences import Preferences, wished
from open_data.portal.sessions import Session
from open_data.portal.site import Row, Site
from open_data.shelf import ShownRelease

MONTH = len("2020-06")
OF_LABELS = ("label", "series")  # ends of the names of columns that say what codes are called


@dataclass(frozen=True)
class Visit:
    """A request to a site."""

    site: Site
    request: Request
    preferences: Preferences
    session: Session | None

    @classmethod
    def of(cls, datasette: Any, request: Request) -> Visit:
        return cls(datasette.sunshine, request, request.scope["sunshine"], request.scope["sunshine_session"])

    @property
    def release(self) -> ShownRelease:
        return self.site.release

    @property
    def cookies(self) -> Mapping[str, str]:
        cookies: Mapping[str, str] = self.request.scope["sunshine_cookies"]
        return cookies

    def say(self, zh: str, en: str) -> str:
        return self.preferences.say(zh, en)

    def say_each(self, words: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """What codes are called in the visitor's language: of each the first two texts are Chinese and English."""
        return {code: self.say(zh, en) for code, (zh, en, *_) in words.items()}

    @property
    def number(self) -> str:
        """The number of whoever is signed in; "" where nobody is."""
        return self.session.number if self.session else ""

    def said(self, described: Mapping[str, Any], what: str = "title") -> str:
        """A text of the release's description in the visitor's language."""
        return str(described.get(f"{what}_en" if self.preferences.is_english else what) or described.get(what) or "")

    @property
    def here(self) -> str:
        """The address of the page without preferences."""
        query = self.request.query_string
        return f"{self.request.path}?{query}" if query else str(self.request.path)

    @property
    def is_foreign(self) -> bool:
        """Whether another site made the browser send this: browsers say where a form stands, and nothing can forge that for them."""
        headers = self.request.headers
        if site := headers.get("sec-fetch-site"):
            return site not in ("same-origin", "none")
        origin = headers.get("origin")
        return origin is not None and urlsplit(origin).netloc not in (self.request.host, urlsplit(self.site.around.address).netloc)

    def canonical(self, page: str, language: str = "zh-CN") -> str:
        """The one address of a page in a language: Chinese has no argument, English has one."""
        return self.site.around.address + (page if language == "zh-CN" else wished(page, language=language))

    def parameter(self, name: str) -> str:
        """A part of the address's path, such as the code of a project."""
        return str(self.request.url_vars[name])

    @property
    def page_number(self) -> int:
        """Which page of a list is asked for."""
        asked = self.request.args.get("page") or "1"
        return int(asked) if asked.isdecimal() and len(asked) < 7 and int(asked) else 1

    async def rows(self, sql: str, **values: object) -> list[Row]:
        """The rows of a statement, with what codes are called in the visitor's language."""
        found = await self.site.rows(sql, **values)
        return [{name: self.called(name, value) for name, value in row.items()} for row in found] if self.preferences.is_english else found

    def called(self, column: str, value: Any) -> Any:
        """A value of a column; where it is what a code is called, in the visitor's language."""
        return in_english(value) if self.preferences.is_english and column.endswith(OF_LABELS) and isinstance(value, str) else value

    async def row(self, sql: str, **values: object) -> Row:
        """The one row of a statement; where there is none, the page is not there."""
        found = await self.rows(sql, **values)
        if not found:
            raise NotFound(self.say("没有这一页", "There is no such page"))
        return found[0]

    def readable(self, dataset: str, rows: Iterable[Row]) -> list[Row]:
        """Rows of a dataset as people read them: yes and no for flags, months without a day."""
        answers = {0: self.say("否", "no"), 1: self.say("是", "yes")}
        kinds = {name: described["kind"] for name, described in self.release.fields[dataset].items()}
        return [{name: _readable(kinds.get(name), value, answers) for name, value in row.items()} for row in rows]

    def demand(self, needs: Mapping[str, tuple[str, ...]]) -> None:
        """A page is there if the release has what it is made of."""
        if not self.release.has(needs):
            raise NotFound(self.say("本次发布没有这一页所需的数据", "This release does not hold what this page is made of"))

    async def render(self, template: str, status: int = 200, /, **context: Any) -> Response:
        text = await self.site.datasette.render_template(template, context, request=self.request)
        return Response.html(text, status=status)


def _readable(kind: str | None, value: Any, answers: Mapping[int, str]) -> Any:
    if value is None:
        return None
    return answers[value] if kind == "flag" else value[:MONTH] if kind == "month" else value


View = Callable[[Visit], Awaitable[Response]]


def page(view: View) -> Callable[..., Awaitable[Response]]:
    """A view of ours as Datasette calls it; no other site sends forms to it."""

    async def answered(datasette: Any, request: Request) -> Response:
        visit = Visit.of(datasette, request)
        if request.method == "POST" and visit.is_foreign:
            raise DatasetteError(visit.say("请从本站的页面提交", "Please send the form from a page of this site"), status=403)
        return await view(visit)

    return answered


def with_arguments(path: str, **arguments: object) -> str:
    """A link with arguments, those that are None left out."""
    kept = {name: value for name, value in arguments.items() if value is not None}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path
