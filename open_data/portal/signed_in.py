"""Pages for whoever is signed in: what is answered where nobody is, or while the API is away."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from datasette.utils.asgi import NotFound, Response

from open_data.portal.api import ApiAwayError, SignedOutError, UnfitError
from open_data.portal.forms import Form, delayed, kept_by_nobody
from open_data.portal.visit import Visit

LOG = logging.getLogger(__name__)
SIGNED_OUT = (
    "登录已到期，请重新登录；还没有登记的，请先在“我的帮扶”里登记。您填写的内容都在，登录后回到这一页",
    "Your sign-in is over: please sign in again; or you have not registered yet: do so under “My help”. What you wrote is kept, and you come back to this page",
)
UNFIT = (
    "这个地址不完整或已改动，或有一项内容认不出来：请从菜单重新打开这一页",
    "The address is incomplete or was changed, or something that was sent cannot be understood: please open this page anew from the menu",
)

UNSEEN = (
    "系统暂时连不上，现在看不到这里的内容，请过几分钟再打开；已经登记的都在",
    "The system cannot be reached, so this cannot be shown now: please open it again in a few minutes. What was registered is still there",
)


def demand_sign_in(visit: Visit) -> None:
    """On a site without an issuer nobody signs in, and such a page is not there."""
    if visit.site.around.sign_in is None:
        raise NotFound(visit.say("没有这一页", "There is no such page"))


async def answered(
    visit: Visit,
    form: Form,
    answer: Callable[[Visit, Form], Awaitable[Response]],
    page: Callable[[Visit, Form, int], Awaitable[Response]],
    away: tuple[str, str],
) -> Response:
    """The answer; or the page with what was typed and the reason why there is none.

    Where the API is away, whoever sent something reads the page's own words (`away`), and whoever only opened it that it cannot be shown.
    """
    demand_sign_in(visit)
    try:
        return await answer(visit, form)
    except SignedOutError:
        is_over = visit.session is not None or visit.request.method == "POST"
        form.errors = {"": visit.say(*SIGNED_OUT)} if is_over else {}
        return await page(visit, form, 401 if is_over else 200)
    except UnfitError:
        form.errors = {"": visit.say(*UNFIT)}
        return kept_by_nobody(await page(visit, form, 400))
    except ApiAwayError as error:
        LOG.warning("a page of /%s was not answered: %s", visit.request.path.split("/")[1], error)
        form.is_unseen = visit.request.method != "POST"
        delay = delayed(visit, error, UNSEEN if form.is_unseen else away)
        form.errors = {"": delay.text}
        return kept_by_nobody(await page(visit, form, delay.status), delay.headers)
