"""Pages of words: about, privacy, accessibility."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from datasette.utils.asgi import Response

from open_data.columns import Words
from open_data.portal.visit import Visit
from open_data.site_texts import ABOUT, ACCESSIBILITY, PRIVACY, Section


def text(title: Words, sections: Sequence[Section]) -> Callable[[Visit], Awaitable[Response]]:
    """A page with a title and paragraphs."""

    async def shown(visit: Visit) -> Response:
        chosen = [(visit.say(*heading) if heading else None, [visit.say(*words) for words in paragraphs]) for heading, paragraphs in sections]
        return await visit.render("text.html", title=visit.say(*title), sections=chosen, trail=[(None, visit.say(*title))])

    return shown


ROUTES = (
    (r"^/about$", text(Words("关于本站", "About"), ABOUT)),
    (r"^/privacy$", text(Words("隐私保护", "Privacy"), PRIVACY)),
    (r"^/accessibility$", text(Words("无障碍声明", "Accessibility statement"), ACCESSIBILITY)),
)
