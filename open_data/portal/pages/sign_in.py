"""Signing in and out. The issuer asks who it is; the portal keeps nothing but a sealed cookie in the browser, which ends with the token."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import asdict

from datasette.handle_exception import DatasetteError
from datasette.utils.asgi import NotFound, Response

from open_data.portal.forms import go, kept_by_nobody
from open_data.portal.issuer import Attempt, Issuer, IssuerAwayError, NotSignedInError
from open_data.portal.sessions import ATTEMPT, SESSION, SealedCookies, TooLargeError
from open_data.portal.visit import Visit, with_arguments

LOG = logging.getLogger(__name__)
ATTEMPT_SECONDS = 600
LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,4000}")  # a page of this site and nothing else
PATH, OUT, FAILED = "/sign-in", "/sign-out", "/sign-in/failed"
WHY = {
    "refused": (
        "没有登录：登录方没有确认您的身份，或者登录被取消",
        "You are not signed in: the issuer did not confirm who you are, or you cancelled",
    ),
    "stale": (
        "这次登录已失效（超过十分钟、已用过或在另一个窗口重新开始）",
        "This sign-in is over: it took more than ten minutes, was used, or was begun anew elsewhere",
    ),
    "away": ("登录系统暂时连不上，请过几分钟再试", "The sign-in system cannot be reached: please try again in a few minutes"),
    "large": (
        "登录方给出的凭证太大，浏览器存不下，请联系管理员",
        "What the issuer gave is too large for a browser to keep: please tell the administrator",
    ),
}


async def begin(visit: Visit) -> Response:
    """To the issuer, and later back to the page `to`."""
    issuer, cookies = _offered(visit)
    attempt = Attempt(local(visit.request.args.get("to")))
    try:
        answer = go(await issuer.address(attempt))
        cookies.write(answer, ATTEMPT, asdict(attempt), ATTEMPT_SECONDS)
    except IssuerAwayError as error:
        LOG.warning("nobody can sign in: %s", error)
        return _failed("away", attempt.to)
    except TooLargeError:
        return go(with_arguments(PATH, to=attempt.to.partition("?")[0] if "?" in attempt.to else "/"))
    return answer


async def back(visit: Visit) -> Response:
    """From the issuer: exchange its code for a session, and go on."""
    issuer, cookies = _offered(visit)
    kept = cookies.read(visit.cookies, ATTEMPT)
    if kept is None:
        return _failed("stale", "/")
    attempt = Attempt(**{name: kept[name] for name in ("to", "state", "nonce", "verifier")})
    given = {name: value for name in ("state", "code", "iss") if (value := visit.request.args.get(name))}
    try:
        session = await issuer.session(attempt, given)
        answer = go(attempt.to)
        cookies.write(answer, SESSION, asdict(session), max(0, session.until - int(time.time())))
    except NotSignedInError:
        answer = _failed("refused", attempt.to)
    except IssuerAwayError as error:
        LOG.warning("nobody can sign in: %s", error)
        answer = _failed("away", attempt.to)
    except TooLargeError:
        answer = _failed("large", attempt.to)
    cookies.clear(answer, ATTEMPT)
    return answer


async def failed(visit: Visit) -> Response:
    """Why nobody was signed in, and the way to try again."""
    _offered(visit)
    why = visit.request.args.get("why")
    if why not in WHY:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    again = visit.site.around.address + with_arguments(PATH, to=local(visit.request.args.get("to")))
    trail = [(None, visit.say("登录", "Sign in"))]
    return kept_by_nobody(
        await visit.render("sign_in_failed.html", 503 if why == "away" else 400, why=visit.say(*WHY[why]), again=again, trail=trail)
    )


async def out(visit: Visit) -> Response:
    """Forget the session."""
    _, cookies = _offered(visit)
    if visit.request.method != "POST":
        raise DatasetteError(visit.say("请用页面上的“退出”按钮", "Please use the button of a page to sign out"), status=405)
    answer = go("/")
    cookies.clear(answer, SESSION)
    return answer


def local(address: str | None) -> str:
    """A page of this site to go on with; the first one for anything else, and never a page of the sign-in itself."""
    return address if address and LOCAL.fullmatch(address) and not address.startswith((PATH, OUT)) else "/"


def _offered(visit: Visit) -> tuple[Issuer, SealedCookies]:
    if visit.site.around.sign_in is None:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    return visit.site.around.sign_in.issuer, visit.site.around.sign_in.cookies


def _failed(why: str, to: str) -> Response:
    """On a page of its own: neither the code nor the state stands in its address or its links."""
    return go(with_arguments(FAILED, why=why, to=to))


ROUTES = ((r"^/sign-in$", begin), (r"^/sign-in/back$", back), (r"^/sign-in/failed$", failed), (r"^/sign-out$", out))
