"""Our one plug-in of Datasette: the extra pages, the words and figures in templates, errors in the visitor's language."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.database import QueryInterrupted
from datasette.handle_exception import DatasetteError
from datasette.utils.asgi import Base400, Forbidden, Request, Response
from jinja2 import Environment
from pluggy import HookimplMarker

from open_data.columns import Words
from open_data.layout import DATABASE
from open_data.portal import wording
from open_data.portal.menu import menu
from open_data.portal.pages import ROUTES
from open_data.portal.preferences import LANGUAGES, wished
from open_data.portal.site import DATABASE_NAME
from open_data.portal.static_files import address
from open_data.portal.visit import Visit, page, with_arguments
from open_data.sections import anchor
from open_data.shelf import ShownRelease

MOST_BYTES = 100_000  # of a value or a row; an answer has 1,000 rows at most
MESSAGES = {  # of Datasette
    "404": Words("没有这一页", "There is no such page"),
    "Database not found": Words("没有这一页", "There is no such page"),
    "Table not found": Words("没有这张数据表", "There is no such table"),
    "Record not found": Words("没有这条记录", "There is no such record"),
    "Statement must be a SELECT": Words("只能查询：语句要以 SELECT 开头", "Statements can only ask: they begin with SELECT"),
}
LOG = logging.getLogger(__name__)
hookimpl = HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    return [(pattern, page(view)) for pattern, view in ROUTES]


@hookimpl
def skip_csrf() -> bool:
    """Forms of the portal need no token of Datasette's: `visit.page` asks the browser which site sends them, and Datasette has none of its own here."""
    return True


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters.update(wording.FILTERS)
    env.globals.update(static=address, link=with_arguments, anchor=anchor)
    env.trim_blocks = env.lstrip_blocks = True


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """No statement of a visitor may make a value larger than any that is published, and so fill the memory, nor be told where the release lies on this machine.

    Datasets that were published anew stand in place of those in the release's own file: a temporary table hides the one of its name.
    """
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    fresh: ShownRelease | None = datasette.sunshine.release.fresh
    if fresh and database == DATABASE_NAME:
        conn.execute("PRAGMA temp_store = MEMORY")
        conn.execute("ATTACH ? AS fresh", [f"{(fresh.folder / DATABASE).absolute().as_uri()}?immutable=1"])
        for name in fresh.resources:
            (defined,) = conn.execute("SELECT sql FROM fresh.sqlite_master WHERE name = ?", [name]).fetchone()
            conn.execute(defined.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
            conn.execute(f"INSERT INTO temp.{name} SELECT * FROM fresh.{name}")
        conn.commit()
        conn.execute("DETACH fresh")
    conn.set_authorizer(_without_files)


def _without_files(action: int, name: str | None, *_: str | None) -> int:
    """No rows of the list of open databases, which names their files; everything else as it is."""
    is_list = action == sqlite3.SQLITE_PRAGMA and (name or "").lower() == "database_list"
    return sqlite3.SQLITE_IGNORE if is_list else sqlite3.SQLITE_OK


@hookimpl
def extra_template_vars(datasette: Any, request: Request | None) -> dict[str, Any]:
    """What every template may use, Datasette's own among them."""
    if request is None:
        return {}
    visit = Visit.of(datasette, request)
    return {
        "visit": visit,
        "t": visit.say,
        "said": visit.said,
        "release": visit.release,
        "fields": visit.release.fields,
        "language": visit.preferences.language,
        "is_large": visit.preferences.is_large,
        "canonical": visit.canonical(visit.here, visit.preferences.language),
        "alternates": {language: visit.canonical(visit.here, language) for language in LANGUAGES},
        "switch": lambda **wanted: wished(visit.here, **wanted),
        "menu": menu(visit),
        "sign_in": visit.site.around.sign_in,
    }


@hookimpl
def handle_exception(datasette: Any, request: Request, exception: Exception) -> Callable[[], Awaitable[Response]]:
    """What went wrong, in the visitor's language; a fault of ours is logged and not told."""

    async def answered() -> Response:
        visit = Visit.of(datasette, request)
        status, message = told(visit, exception)
        if request.path.endswith((".json", ".csv", ".svg")):
            return Response.json({"ok": False, "error": message, "status": status, "title": None}, status=status)
        return await visit.render("error.html", status, error=message, status=status)

    return answered


def told(visit: Visit, exception: Exception) -> tuple[int, str]:
    """The status of a mistake and its words."""
    if isinstance(exception, QueryInterrupted) or (isinstance(exception, DatasetteError) and exception.message_is_html):
        return 400, visit.say(  # the one message of Datasette with markup: a page of its own about its limit
            "语句超过了时限（1 秒），已被中止（interrupted）", "The statement took longer than a second and was interrupted"
        )
    if isinstance(exception, Base400 | DatasetteError):
        status = 400 if exception.status == 500 else exception.status  # what Datasette calls its own fault is a column that is not there
        return status, _in_words(visit, str(getattr(exception, "message", None) or exception))
    if isinstance(exception, Forbidden):
        return 403, str(exception)
    LOG.error("a page failed: %s", visit.request.path, exc_info=exception)
    return 500, visit.say("本站出了故障，已记入日志，请稍后再试", "Something of ours broke and was logged; please try again later")


def _in_words(visit: Visit, message: str) -> str:
    """What Datasette, SQLite or a page of ours says, as the visitor reads it."""
    if message in MESSAGES:
        return visit.say(*MESSAGES[message])
    return message if wording.HAN.search(message) else visit.say(f"这一请求无法处理：{message}", message)
