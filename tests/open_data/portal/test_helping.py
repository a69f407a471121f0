"""Helping on the portal: the real portal, issuer and API, a donor and a volunteer of the demo city, and a browser in front."""

from __future__ import annotations

import asyncio
import html
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import asyncpg
import httpx
import pytest
from cryptography.fernet import Fernet

from databases.clock import SHANGHAI, Clock
from open_data.portal.api import Api, ApiAwayError
from open_data.portal.sessions import SealedCookies
from sunshine.settings import TO_URLS
from sunshine.sign_in.authorization import CLIENT
from tests.open_data.portal.conftest import KEY, Giving, Portal, served_issuer, served_portal, sign_in
from tests.schema.node import run_node
from tests.served import free_port

CANARY = "金丝雀五八二零六"
WANTED = {"kind": "goods", "about": f"轮椅{CANARY}", "place": "3202", "quantity": "2", "first_day": Clock().today().isoformat()}
OPEN_NEEDS = """
SELECT need.id, public_id, kind, target - pledged AS remaining FROM need JOIN need_item ON need_item.id = need_item_id
WHERE state IN ('published', 'partly_pledged', 'fully_pledged') AND current_date BETWEEN published_on AND needed_by - 1 AND kind NOT IN ('money', 'tuition')
  AND NOT public_id = ANY($1) ORDER BY (kind = 'goods') = $2 DESC, need.id
"""


ASK_FOR_MORE = "UPDATE need SET target = pledged + $2, state = CASE pledged WHEN 0 THEN 'published' ELSE 'partly_pledged' END WHERE id = $1"


class City:
    """The truth beneath the pages, and needs that no other test has taken."""

    def __init__(self, giving: Giving) -> None:
        self.giving = giving
        (self.by_hand,) = self.rows(BY_HAND)
        self.taken: list[str] = [self.by_hand["public_id"]]

    def rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        async def fetch() -> list[asyncpg.Record]:
            async with self.giving.databases.connection("forces", timezone=SHANGHAI.key) as connection:  # its current_date is our day
                return await connection.fetch(sql, *values)

        return asyncio.run(fetch())

    def need(self, remaining: int = 1, is_goods: bool = False) -> str:
        """The public id of a need of which so much remains; of goods there are enough only for those who ask for them."""
        found = self.rows(OPEN_NEEDS, self.taken, is_goods)[0]
        self.rows(ASK_FOR_MORE, found["id"], remaining)
        self.taken.append(number := found["public_id"])
        return str(number)


@pytest.fixture(scope="module")
def city(giving: Giving) -> City:
    city = City(giving)
    city.rows("UPDATE volunteer SET verified_on = current_date, verified_by_id = 1 WHERE verified_on IS NULL")
    return city


@pytest.fixture(scope="module")
def donor(giving: Giving) -> httpx.Client:
    return giving.signed_in("爱心人士")


@pytest.fixture(scope="module")
def volunteer(giving: Giving) -> httpx.Client:
    return giving.signed_in("志愿者")


def fields(page: httpx.Response) -> dict[str, str]:
    """What stands in the fields of a page, but for choices."""
    found = re.findall(r'<input type="(?:hidden|text|date)"[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found}


def held(client: httpx.Client, number: str, quantity: int = 1) -> httpx.Response:
    """Pledge to a need by its form."""
    form = fields(client.get(f"/needs/{number}/pledge"))
    return client.post(f"/needs/{number}/pledge", data={**form, "quantity": str(quantity)})


def step(client: httpx.Client, page: httpx.Response, name: str, **typed: str) -> httpx.Response:
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version, page.text
    return client.post(page.url.copy_with(query=None), data={"step": name, "version": version[1], **typed})


def test_three_steps_lead_to_needs_without_signing_in(giving: Giving) -> None:
    visitor = giving.visitor()
    first = visitor.get("/help").text
    assert first.count('href="/help?kind=') == 7
    assert "轮椅" in first
    second = visitor.get("/help", params={"kind": "goods"}).text
    assert 'name="about"' in second
    third = visitor.get("/help", params={**WANTED, "step": "3"})
    assert (third.status_code, third.headers["cache-control"]) == (200, "private, no-store")
    assert re.search(r'href="/needs/N\w+">', third.text)
    assert "登记为我的帮扶意愿" not in third.text


def test_own_words_stand_in_the_fields_to_be_corrected_and_then_lead_to_needs(giving: Giving) -> None:
    visitor = giving.visitor()
    page = visitor.get("/help", params={"words": "我有20辆轮椅在江阴"})
    assert "我们这样理解" in page.text
    assert (fields(page)["about"], fields(page)["quantity"]) == ("轮椅", "20")
    assert '<option value="goods" selected>' in page.text
    assert re.search(r'<option value="320281" selected[^>]*>江阴市', page.text)
    form = fields(page) | {"kind": "goods", "place": "320281", "quantity": "2"}
    third = visitor.get("/help", params=form)
    assert third.status_code == 200
    assert "第三步" in third.text
    unknown = visitor.get(
        "/help", params={"words": "你好", "step": "3", "about": "你好", "quantity": "1", "place": "3202", "first_day": WANTED["first_day"]}
    )
    assert unknown.status_code == 422
    assert 'id="kind-wrong"' in unknown.text
    assert "This is how we understood you" in giving.visitor("en").get("/help", params={"words": "20 wheelchairs in jiangyin"}).text


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_wrong_details_come_back_with_what_was_typed(giving: Giving, language: str) -> None:
    wrong = {"kind": "goods", "about": '"<', "place": "99", "quantity": "两", "first_day": "明天", "last_day": "2020-01-01", "step": "3"}
    answer = giving.visitor(language).get("/help", params=wrong | {"about": '"'})
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 5
    assert 'value="两"' in answer.text
    assert ("Not quite complete yet" if language == "en" else "还差一点") in answer.text


def test_whoever_signs_in_on_the_way_comes_back_to_what_he_typed(giving: Giving) -> None:
    visitor = giving.visitor()
    third = visitor.get("/help", params={**WANTED, "step": "3"})
    link = re.search(r'class="button" href="(/sign-in\?to=[^"]+)"', third.text)
    assert link
    page = sign_in(visitor, visitor.get(html.unescape(link[1])), "爱心人士")
    assert CANARY in page.text
    assert "就在您愿意服务的区划内" in page.text  # a reason, from the API
    assert "每个镇（街道）只列一项" in page.text  # fewer towns than ten: where the other needs stand
    assert fields(page)["about"] == WANTED["about"]
    english = visitor.get(page.url.copy_merge_params({"lang": "en"}))
    assert "inside the division that you named" in english.text


def test_offer_is_made_once_listed_and_withdrawn(donor: httpx.Client, city: City) -> None:
    form = fields(donor.get("/help", params={**WANTED, "step": "3"}))
    for _ in range(2):
        done = donor.post("/help", data=form)
        assert "您的帮扶意愿已登记" in done.text
    (offer,) = city.rows("SELECT * FROM offer WHERE about = $1", WANTED["about"])
    assert (offer["kind"], offer["quantity"], offer["region_code"], offer["state"]) == ("goods", 2, "3202", "open")
    mine = donor.get("/my-help")
    assert mine.headers["cache-control"] == "private, no-store"
    assert CANARY in mine.text
    assert f"{WANTED['first_day']} – 不限" in mine.text
    gone = donor.post(f"/my-help/offers/{offer['id']}", data={"version": str(offer["version"])})
    assert "帮扶意愿已撤回" in gone.text
    assert city.rows("SELECT state FROM offer WHERE id = $1", offer["id"])[0]["state"] == "withdrawn"
    again = donor.post(f"/my-help/offers/{offer['id']}", data={"version": str(offer["version"])})
    assert again.status_code == 422


def test_offer_of_money_names_its_charity(donor: httpx.Client, city: City) -> None:
    typed = WANTED | {"kind": "tuition", "about": "资助学费", "quantity": "3000", "step": "3"}
    asked = donor.get("/help", params=typed)
    assert asked.status_code == 422
    charity = re.search(r'<option value="(Organisation:\d+)"', asked.text)
    assert charity
    form = fields(donor.get("/help", params={**typed, "charity": charity[1]}))
    assert "已登记" in donor.post("/help", data=form).text
    assert city.rows("SELECT charity_id FROM offer WHERE about = '资助学费'")[0]["charity_id"] == int(charity[1].partition(":")[2])


REFUSED = "SELECT reason, taken_back_at FROM match_refusal JOIN need ON need.id = need_id WHERE public_id = $1 ORDER BY match_refusal.id DESC LIMIT 1"


def refusal(page: httpx.Response, place: int = 0) -> dict[str, str]:
    """What the form beside a match sends, but for the reason."""
    form = re.findall(r'action="/help/refusals">(.*?)</form>', page.text, re.DOTALL)[place]
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_need_that_does_not_suit_is_shown_no_more_until_that_is_taken_back(giving: Giving, donor: httpx.Client, city: City) -> None:
    asked = {**WANTED, "about": "轮椅", "step": "3"}
    page = donor.get("/help", params=asked)
    assert "您没有回绝过同类的需求" in page.text
    form = refusal(page)
    link = f'href="/needs/{form["key"].rpartition("-")[2]}/pledge"'
    assert link in page.text
    for _ in range(2):
        done = donor.post("/help/refusals", data={**form, "reason": "too_far"})
        assert "不再向您显示那条需求" in done.text
    assert link not in done.text
    assert "您以“太远”为由回绝过同类的需求（1 次）" in re.sub("<[^>]*>", "", done.text)
    assert "太远" in donor.get("/my-help").text
    assert "too far" in giving.signed_in("爱心人士", language="en").get("/help", params=asked).text
    number = form["key"].rpartition("-")[2]
    assert city.rows(REFUSED, number)[0]["reason"] == "too_far"
    mine = donor.get("/my-help")
    action, version = re.search(r'action="(/my-help/refusals/\d+)"><input type="hidden" name="version" value="(\d+)"', mine.text).groups()  # type: ignore[union-attr]
    back = donor.post(action, data={"version": version})
    assert "会照常显示" in back.text
    assert city.rows(REFUSED, number)[0]["taken_back_at"] is not None
    assert link in donor.get("/help", params=asked).text
    assert donor.post(action, data={"version": "2"}).status_code == 422


def test_refusal_without_a_reason_that_there_is_keeps_what_was_typed(donor: httpx.Client, giving: Giving) -> None:
    form = refusal(donor.get("/help", params={**WANTED, "step": "3"}))
    wrong = donor.post("/help/refusals", data={**form, "reason": "x"})
    assert wrong.status_code == 422
    assert fields(wrong)["about"] == WANTED["about"]
    assert giving.visitor().post("/help/refusals", data={**form, "reason": "other"}).status_code == 401


END_CERTIFICATE = """
WITH one AS (SELECT id, period FROM fundraising_certificate WHERE period @> current_date ORDER BY organisation_id LIMIT 1)
UPDATE fundraising_certificate AS certificate SET period = daterange(lower(one.period), current_date) FROM one WHERE certificate.id = one.id
RETURNING certificate.id, organisation_id, one.period
"""


def test_charity_without_a_certificate_in_force_is_not_offered(donor: httpx.Client, city: City) -> None:
    (ended,) = city.rows(END_CERTIFICATE)
    asked = donor.get("/help", params={"kind": "tuition"}).text
    city.rows("UPDATE fundraising_certificate SET period = $2 WHERE id = $1", ended["id"], ended["period"])
    assert f'value="Organisation:{ended["organisation_id"]}"' not in asked
    assert f'value="Organisation:{ended["organisation_id"]}"' in donor.get("/help", params={"kind": "tuition"}).text


def test_pledge_goes_from_hold_over_facts_to_delivery_and_feedback(donor: httpx.Client, city: City) -> None:
    number = city.need(remaining=2)
    (need,) = city.rows("SELECT kind, name FROM need JOIN need_item ON need_item.id = need_item_id WHERE public_id = $1", number)
    offer = fields(donor.get("/help", params={**WANTED, "kind": need["kind"], "about": need["name"], "step": "3"}))
    assert "已登记" in donor.post("/help", data=offer).text
    asked = donor.get(f"/needs/{number}/pledge")
    chosen = re.search(r'<option value="(Offer:\d+)" selected>[^<]*还剩 2<', asked.text)  # the offer whose words fit the need
    assert chosen
    page = donor.post(f"/needs/{number}/pledge", data={**fields(asked), "quantity": "2", "offer": chosen[1]})
    key = int(page.url.path.rpartition("/")[2])
    assert "已为您保留" in page.text
    assert "已全部认捐" in donor.get("/my-help").text
    assert chosen[1] not in donor.get(f"/needs/{number}/pledge").text
    early = step(donor, page, "confirm")
    assert early.status_code == 422
    assert "请先阅读该需求的事实说明" in early.text
    facts = step(donor, page, "facts")
    assert "资金不经过本平台" in facts.text
    confirmed = step(donor, facts, "confirm")
    assert "认捐已确认" in confirmed.text
    delivered = step(donor, confirmed, "deliver")
    assert "已登记送达" in delivered.text
    (row,) = city.rows("SELECT * FROM pledge WHERE id = $1", key)
    assert (row["state"], row["quantity"], row["delivered_on"]) == ("delivered", 2, Clock().today())
    assert "step" not in fields(delivered)  # nothing more to do
    officer = city.rows("SELECT person_id FROM post WHERE tier = 'manager' ORDER BY person_id LIMIT 1")[0]["person_id"]
    closed = (
        "UPDATE pledge SET state = 'closed', officer_id = $2, received_by_household = true, feedback = '轮椅很好用，谢谢', "
        "feedback_writer_id = $2::bigint + 1, feedback_reviewer_id = $2 WHERE id = $1"
    )
    city.rows(closed, key, officer)
    assert "轮椅很好用，谢谢" in donor.get("/my-help").text
    assert "轮椅很好用，谢谢" in donor.get(f"/my-help/pledges/{key}").text


def test_the_last_unit_goes_to_one_and_the_other_is_shown_what_is_like_it(donor: httpx.Client, volunteer: httpx.Client, city: City) -> None:
    number = city.need(is_goods=True)
    forms = {client: fields(client.get(f"/needs/{number}/pledge")) for client in (donor, volunteer)}
    assert "已为您保留" in donor.post(f"/needs/{number}/pledge", data=forms[donor]).text
    late = volunteer.post(f"/needs/{number}/pledge", data=forms[volunteer])
    assert late.status_code == 422
    assert "还缺：无" in late.text
    assert "类似的需求" in late.text
    assert re.search(r'href="/needs/N\w+/pledge"', late.text.partition("类似的需求")[2])
    assert city.rows("SELECT count(*) FROM pledge JOIN need ON need.id = need_id WHERE public_id = $1 AND pledge.state = 'held'", number)[0][0] == 1


def test_form_that_is_sent_twice_pledges_once(donor: httpx.Client, city: City) -> None:
    number = city.need(remaining=3)
    form = fields(donor.get(f"/needs/{number}/pledge"))
    assert donor.post(f"/needs/{number}/pledge", data=form).url == donor.post(f"/needs/{number}/pledge", data=form).url
    assert city.rows("SELECT pledged FROM need WHERE public_id = $1", number)[0]["pledged"] <= 3
    assert city.rows("SELECT count(*) FROM pledge JOIN need ON need.id = need_id WHERE public_id = $1 AND pledge.state = 'held'", number)[0][0] == 1


def test_too_much_is_told_beside_the_field(donor: httpx.Client, city: City) -> None:
    number = city.need(remaining=2)
    for quantity, words in {"9": "还缺：2—5", "0": "请写数量", "一": "请写数量"}.items():
        answer = donor.post(f"/needs/{number}/pledge", data={"quantity": quantity, "key": secrets.token_urlsafe(18)})
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{quantity}" aria-invalid="true"' in answer.text


def test_what_was_held_too_long_is_told_and_pledged_again(donor: httpx.Client, city: City) -> None:
    page = held(donor, number := city.need())
    key = int(page.url.path.rpartition("/")[2])
    city.rows("UPDATE pledge SET pledged_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE id = $1", key)
    late = step(donor, page, "facts")
    assert late.status_code == 422
    assert "保留期已满" in late.text or "已有变化" in late.text  # the deadline may have been followed already
    assert f'href="/needs/{number}/pledge"' in late.text
    assert 'name="step"' not in late.text


def test_pledge_is_given_back_with_a_reason(donor: httpx.Client, city: City) -> None:
    page = held(donor, city.need())
    unfit = step(donor, page, "release", reason="找张三 13812345678")
    assert unfit.status_code == 422
    assert 'value="找张三 13812345678"' in unfit.text
    back = step(donor, page, "release", reason="货运停运，送不到了")
    assert "已退回" in back.text
    stale = donor.post(back.url.copy_with(query=None), data={"step": "facts", "version": "1"})
    assert "已有变化" in stale.text


def test_nobody_else_sees_what_is_mine(giving: Giving, donor: httpx.Client, volunteer: httpx.Client, city: City) -> None:
    page = held(donor, city.need())
    form = fields(donor.get("/help", params={**WANTED, "about": f"棉被{CANARY}", "step": "3"}))
    donor.post("/help", data=form)
    key = page.url.path.rpartition("/")[2]
    nobody = giving.visitor()
    for client in (volunteer, nobody):
        for path in ("/my-help", "/", "/needs", "/help", f"/my-help/pledges/{key}", "/status"):
            assert CANARY not in client.get(path).text, path
    assert volunteer.get(f"/my-help/pledges/{key}").status_code == 404
    assert volunteer.post(f"/my-help/pledges/{key}", data={"step": "release", "version": "1", "reason": "不是我的"}).status_code == 404
    assert city.rows("SELECT state FROM pledge WHERE id = $1", int(key))[0]["state"] == "held"
    assert "登录" in nobody.get(f"/my-help/pledges/{key}").text
    logs = "".join(log.read_text("utf-8") for log in giving.portal.home.parent.glob("portal-*.log"))
    assert CANARY not in logs
    assert "eyJ" not in logs


BY_HAND = """
SELECT public_id, need.household_id FROM need JOIN need_item ON need_item.id = need_item_id WHERE state = 'published' AND kind IN ('service', 'medical')
  AND NOT needs_certificate
  AND need.household_id IS NOT NULL AND current_date BETWEEN published_on AND needed_by ORDER BY need.id DESC LIMIT 1
"""  # other tests publish needs on days to come
MOVE = """
WITH person AS (UPDATE person SET household_id = $2 WHERE number = $1 RETURNING id)
UPDATE post SET household_id = $2 FROM person WHERE person_id = person.id AND tier = 'household'
"""  # in one statement: at no moment a person holds the post of another household


def test_volunteer_and_household_agree_by_messages_and_the_household_signs(giving: Giving, volunteer: httpx.Client, city: City) -> None:
    need = city.by_hand
    page = step(volunteer, step(volunteer, held(volunteer, need["public_id"]), "facts"), "confirm")
    assert 'name="text"' not in page.text  # nobody has accepted yet
    home = giving.signed_in("帮扶对象本户")
    number = SealedCookies(False, [Fernet(KEY.translate(TO_URLS))]).session(dict(home.cookies))
    assert number
    city.rows(MOVE, number.number, need["household_id"])
    _known_anew(home)
    path = page.url.path
    theirs = home.get(path)
    assert "同意联系" in theirs.text
    assert "退回认捐" not in theirs.text
    accepted = step(home, theirs, "accept")
    assert "双方现在可以留言" in accepted.text
    asked = step(volunteer, volunteer.get(path), "message", text="周六上午方便吗？", key=secrets.token_urlsafe(18))
    assert "留言已发出" in asked.text
    assert "<strong>您</strong>" in asked.text
    answered = step(home, home.get(path), "message", text="方便，村委会门口见", key=secrets.token_urlsafe(18))
    assert "<strong>志愿者</strong>" in answered.text
    assert "<strong>受助方</strong>" in volunteer.get(path).text
    assert step(home, home.get(path), "message", text="", key=secrets.token_urlsafe(18)).status_code == 422
    step(volunteer, volunteer.get(path), "deliver")
    assert f'href="{path}"' in home.get("/my-help/receipts").text
    assert "没有收到，或者东西不对" in home.get(path).text
    assert "村干部签收</button>" not in home.get(path).text
    signed = step(home, home.get(path), "receipt", side="household")
    assert "已签收" in signed.text
    assert f'href="{path}"' not in home.get("/my-help/receipts").text
    assert city.rows("SELECT received_by_household FROM pledge WHERE id = $1", int(path.rpartition("/")[2]))[0][0]


TO_DELIVER = """
SELECT pledge.id, pledge.household_id, pledge.village_code FROM pledge WHERE state = 'confirmed' AND household_id IS NOT NULL AND charity_id IS NULL AND officer_id IS NULL
  AND household_id NOT IN (SELECT household_id FROM relative) ORDER BY id DESC LIMIT 1
"""
PAIR = """
INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT $2, id, 'extra', daterange(current_date, NULL), $3 FROM person WHERE number = $1
  AND NOT EXISTS (SELECT FROM pairing WHERE household_id = $2 AND person_id = person.id)
"""


def test_helper_records_that_a_household_signed_on_paper(giving: Giving, city: City) -> None:
    (pledge,) = city.rows(TO_DELIVER)
    city.rows("UPDATE pledge SET state = 'delivered', delivered_on = current_date, delivered_quantity = quantity WHERE id = $1", pledge["id"])
    helper = giving.signed_in("帮扶责任人")
    session = SealedCookies(False, [Fernet(KEY.translate(TO_URLS))]).session(dict(helper.cookies))
    assert session
    city.rows(PAIR, session.number, pledge["household_id"], pledge["village_code"])
    _known_anew(helper)
    waiting = helper.get("/my-help/receipts")
    assert waiting.headers["cache-control"] == "private, no-store"
    assert f'href="/my-help/pledges/{pledge["id"]}"' in waiting.text
    assert "登记本户书面签收" in waiting.text
    page = helper.get(f"/my-help/pledges/{pledge['id']}")
    assert "<h1>帮扶签收" in page.text
    assert "作废" not in page.text
    assert "村干部签收</button>" not in page.text
    assert "我的认捐" not in page.text
    unfit = step(helper, page, "paper", why="cannot_read", paper_number="第一号", key=secrets.token_urlsafe(18))
    assert unfit.status_code == 422
    assert 'value="第一号" aria-invalid="true"' in unfit.text
    assert '<option value="cannot_read" selected>' in unfit.text
    done = step(helper, page, "paper", why="cannot_read", paper_number="QS-77", key=secrets.token_urlsafe(18))
    assert "已登记本户书面签收" in done.text
    assert "QS-77 · 不识字" in done.text
    (row,) = city.rows(
        "SELECT received_by_household, assistance_reason, assistant_id = person.id AS is_his FROM pledge, person WHERE pledge.id = $1 AND number = $2",
        pledge["id"],
        session.number,
    )
    assert tuple(row) == (True, "cannot_read", True)


TAKEN_AWAY = "DELETE FROM post USING person WHERE person.id = person_id AND number = $1 AND post.region_code = '3202'"
WHOLE_CITY = """
INSERT INTO post (person_id, tier, department, region_code, region_level, period) SELECT id, 'manager', 'civil_affairs', '3202', 'city', '[2020-01-01,)' FROM person
WHERE number = $1
"""


def of_the_whole_city(giving: Giving, city: City) -> tuple[httpx.Client, str]:
    """An official of civil affairs, for as long as his post is not taken away (`TAKEN_AWAY`)."""
    official = giving.signed_in("民政干部")
    session = SealedCookies(False, [Fernet(KEY.translate(TO_URLS))]).session(dict(official.cookies))
    assert session
    city.rows(WHOLE_CITY, session.number)
    return official, session.number


def test_feedback_is_read_by_an_official_before_its_giver_reads_it(giving: Giving, city: City) -> None:
    (pledge,) = city.rows(
        "SELECT id FROM pledge WHERE state = 'received' AND household_id IS NOT NULL AND draft_feedback IS NULL ORDER BY id LIMIT 1"
    )
    city.rows("UPDATE pledge SET draft_feedback = '用上了，谢谢', feedback_writer_id = coalesce(assistant_id, 1) + 1 WHERE id = $1", pledge["id"])
    official, number = of_the_whole_city(giving, city)
    page = official.get(path := f"/my-help/pledges/{pledge['id']}")
    assert "用上了，谢谢" in page.text
    assert "捐助人还看不到" in page.text
    assert step(official, page, "review", reason="短").status_code == 422
    assert "反馈已审核" in step(official, official.get(path), "review", reason="请去掉孩子的名字").text
    assert "请去掉孩子的名字" in official.get(path).text
    city.rows("UPDATE pledge SET draft_feedback = '用上了，谢谢', feedback_return_reason = NULL WHERE id = $1", pledge["id"])
    assert "反馈已审核" in step(official, official.get(path), "review").text
    (row,) = city.rows("SELECT state, feedback FROM pledge WHERE id = $1", pledge["id"])
    assert tuple(row) == ("closed", "用上了，谢谢")
    city.rows(TAKEN_AWAY, number)


def test_giver_says_how_many_he_brought_and_the_village_declares_void_what_never_came(giving: Giving, donor: httpx.Client, city: City) -> None:
    number = city.need(remaining=3)
    page = step(donor, step(donor, held(donor, number, 3), "facts"), "confirm")
    for wrong in ("4", "0", "两"):
        unfit = step(donor, page, "deliver", quantity=wrong)
        assert unfit.status_code == 422
        assert f'value="{wrong}" aria-invalid="true"' in unfit.text
    done = step(donor, page, "deliver", quantity="2")
    assert "其余的已还给需求" in done.text
    (need,) = city.rows("SELECT target - pledged AS remaining FROM need WHERE public_id = $1", number)
    assert need["remaining"] == 1
    path = done.url.path
    official, number_of_official = of_the_whole_city(giving, city)
    assert "送达已作废，数量还给了这条需求" in step(official, official.get(path), "void", reason="核查发现没有送达").text
    theirs = donor.get(path)
    assert "核查发现没有送达" in theirs.text
    assert "送达已作废" in theirs.text
    (need,) = city.rows("SELECT target - pledged AS remaining FROM need WHERE public_id = $1", number)
    assert need["remaining"] == 3
    city.rows(TAKEN_AWAY, number_of_official)


NOTICES = """
INSERT INTO notice (person_id, event_id, kind, about, text, text_en, noticed_at)
SELECT id, 2000000 + place, 'pledge_held', 'Pledge:1', '第' || place || '条通知', 'notice ' || place, now() - interval '1 minute' FROM person, generate_series(1, 2) AS place
WHERE number = $1
"""


def test_inbox_shows_what_is_unread_and_takes_a_mail_address(giving: Giving, donor: httpx.Client, city: City) -> None:
    session = SealedCookies(False, [Fernet(KEY.translate(TO_URLS))]).session(dict(donor.cookies))
    assert session
    city.rows(NOTICES, session.number)
    shown = donor.get("/my-inbox")
    assert shown.headers["cache-control"] == "private, no-store"
    assert "未读：第1条通知" in shown.text
    assert 'href="/my-help/pledges/1"' in shown.text
    assert "Unread: Notice 2" in giving.signed_in("爱心人士", language="en").get("/my-inbox").text
    done = donor.post("/my-inbox/read")
    assert "已全部标为已读" in done.text
    assert "未读：第" not in done.text  # what happened before may have been told of meanwhile
    wrong = donor.post("/my-inbox/mail", data={"email": "nobody"})
    assert wrong.status_code == 422
    assert 'value="nobody" aria-invalid="true"' in wrong.text
    assert "没有确认" in donor.post("/my-inbox/mail", data={"email": "giver@example.org"}).text
    assert "g***@example.org" in donor.get("/my-inbox").text
    assert "第1条通知" not in giving.visitor().get("/my-inbox").text


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/help",
            "/needs/N1/pledge",
            "/my-help/pledges/1",
            "/my-help/offers/1",
            "/my-help/refusals/1",
            "/my-help/appeals/Donor/1",
            "/help/refusals",
            "/my-inbox/mail",
            "/sign-out",
        ),
        *("/my-help/register", "/my-help/profile", "/my-help/skills", "/my-help/skills/1", "/my-help/erase"),
    ],
)
def test_no_other_site_sends_a_form_of_mine(donor: httpx.Client, path: str) -> None:
    assert donor.post(path, data=WANTED, headers={"origin": "https://elsewhere.example"}).status_code == 403


THERAPIST = {"role": "volunteer", "name": f"{CANARY}三", "kind": "medical", "skill": "康复理疗", "certificate": f"{CANARY}证 001", "hours": "8"}
REGISTERED = "SELECT volunteer.*, number FROM volunteer JOIN person ON person.id = person_id WHERE name = $1"


def test_somebody_new_registers_tells_of_himself_takes_a_copy_and_is_erased(giving: Giving, city: City) -> None:
    client = giving.signed_in("新来的人", to="/my-help")
    assert "您想以什么身份帮忙" in client.get("/my-help").text
    form = fields(client.get("/my-help/register", params={"role": "volunteer"})) | THERAPIST | {"place": "320282"}
    wrong = client.post("/my-help/register", data={**form, "hours": "两"})
    assert (wrong.status_code, wrong.text.count('aria-invalid="true"')) == (422, 1)
    assert f'value="{CANARY}三"' in wrong.text
    unnamed = client.post("/my-help/register", data={**form, "name": ""})
    assert unnamed.status_code == 422
    assert 'id="name-wrong"' in unnamed.text
    for _ in range(2):
        done = client.post("/my-help/register", data=form)
        assert "登记成功" in done.text
        assert "身份尚未核验" in done.text
    (row,) = city.rows(REGISTERED, THERAPIST["name"])
    told = fields(client.get("/my-help/profile")) | {
        "place": "3202",
        "radius": "15",
        "hours": "12",
        "from_6": "8",
        "to_6": "17",
        "speaks_wu": "1",
        "no_goods": "1",
    }
    assert "资料已保存" in client.post("/my-help/profile", data=told).text
    assert "VERSION" not in (stale := client.post("/my-help/profile", data=told)).text
    assert stale.status_code == 422
    assert fields(client.get("/my-help/profile"))["radius"] == "15"
    sundays = client.post("/my-help/profile", data={**told, "version": "2", "from_7": "18", "to_7": "9"})
    assert sundays.status_code == 422
    assert 'id="from_1-wrong"' in sundays.text
    times = city.rows(
        "SELECT weekday, from_hour, to_hour, region_code FROM volunteer_time WHERE volunteer_id = $1 AND taken_back_on IS NULL", row["id"]
    )
    assert [tuple(time) for time in times] == [(6, 8, 17, "3202")]
    skill = {"kind": "service", "skill": "陪同就医", "key": secrets.token_urlsafe(18)}
    assert "技能已登记" in client.post("/my-help/skills", data=skill).text
    (first, *_) = city.rows("SELECT id FROM volunteer_skill WHERE volunteer_id = $1 ORDER BY id DESC", row["id"])
    assert "技能已撤回" in client.post(f"/my-help/skills/{first['id']}", data={"version": "1"}).text
    copy = client.get("/my-help/data.json")
    assert copy.headers["cache-control"] == "private, no-store"
    assert (copy.json()["person"][0]["name"], copy.json()["times"][0]["weekday"]) == (THERAPIST["name"], 6)
    assert f"skills,1,certificate,{THERAPIST['certificate']}" in client.get("/my-help/data.csv").text
    city.rows("UPDATE volunteer SET verified_on = current_date, verified_by_id = 1 WHERE id = $1", row["id"])
    pledge = held(client, city.need())
    assert "已为您保留" in pledge.text
    assert client.post("/my-help/erase").status_code == 422
    early = client.post("/my-help/erase", data={"sure": "1"})
    assert early.status_code == 422
    assert "还有 1 项未办完" in early.text
    step(client, pledge, "release", reason="近期不在本地")
    gone = client.post("/my-help/erase", data={"sure": "1"})
    assert "已经注销" in gone.text
    assert "退出登录" not in client.get("/my-help").text
    assert city.rows(REGISTERED, THERAPIST["name"]) == []
    (kept,) = city.rows("SELECT to_jsonb(person)::text AS text FROM person WHERE id = $1", row["person_id"])
    assert not [word for word in (CANARY, row["number"]) if word in kept["text"]]


REFUSE = """UPDATE volunteer SET refused_on = current_date, refused_by_id = 1, refusal_reason = '证书编号查不到' WHERE person_id IN
(SELECT id FROM person WHERE name = $1)"""


def test_whoever_was_refused_reads_why_appeals_once_and_may_register_anew(giving: Giving, city: City) -> None:
    client = giving.signed_in("新来的人", to="/my-help")
    told = THERAPIST | {"name": f"{CANARY}五", "place": "320282"}
    assert "登记成功" in client.post("/my-help/register", data=fields(client.get("/my-help/register", params={"role": "volunteer"})) | told).text
    city.rows(REFUSE, told["name"])
    shown = client.get("/my-help")
    assert "证书编号查不到" in shown.text
    assert "身份尚未核验" not in shown.text
    action, version = re.search(r'action="(/my-help/appeals/Volunteer/\d+)"><input type="hidden" name="version" value="(\d+)"', shown.text).groups()  # type: ignore[union-attr]
    short = client.post(action, data={"version": version, "reason": "不服"})
    assert (short.status_code, ">不服</textarea>" in short.text) == (422, True)
    appealed = client.post(action, data={"version": version, "reason": "证书已在窗口核对过原件"})
    assert "另一名工作人员将在" in appealed.text
    assert "<textarea" not in appealed.text
    assert client.get("/my-help/data.json").json()["volunteer"][0]["refusalReason"] == "证书编号查不到"
    form = fields(client.get("/my-help/register", params={"role": "volunteer"})) | told | {"certificate": "康复治疗师资格证 002"}
    assert "身份尚未核验" in client.post("/my-help/register", data=form).text
    assert "证书编号查不到" not in client.get("/my-help").text


def test_english_pages_of_a_giver(giving: Giving, city: City) -> None:
    client = giving.signed_in("新来的人", language="en")
    assert "As what would you like to help?" in client.get("/my-help").text
    form = fields(client.get("/my-help/register", params={"role": "organisation"})) | {
        "place": "3202",
        "display_name": "某某公司",
        "credit_code": "91",
    }
    refused = client.post("/my-help/register", data={**form, "name": "某某"})
    assert "give the credit code" in refused.text
    donor = fields(client.get("/my-help/register", params={"role": "donor"})) | {"place": "3202", "name": "某某"}
    assert "You are registered" in client.post("/my-help/register", data=donor).text
    assert "the number of your sign-in" in client.get("/my-help/erase").text
    assert "You have not registered as a volunteer" in client.get("/my-help/profile").text
    sent = client.post("/my-help/profile", data={"hours": "8", "place": "3202", "version": "1"})
    assert (sent.status_code, "there is nothing to save" in sent.text, "/my-help/register" in sent.text) == (422, True, True)


def test_whoever_is_no_giver_is_told_so(giving: Giving, city: City) -> None:
    auditor = giving.signed_in("审计干部")
    form = fields(auditor.get("/help", params={**WANTED, "step": "3"})) or WANTED
    refused = auditor.post("/help", data={**WANTED, **form, "key": secrets.token_urlsafe(18)})
    assert refused.status_code == 422
    assert "不是爱心人士或志愿者" in refused.text
    assert "不是爱心人士或志愿者" in auditor.get("/my-help").text


@contextmanager
def another(giving: Giving, api: str, home: Path) -> Iterator[Giving]:
    """A portal with an issuer of its own, before an API that does not know it."""
    port = str(free_port())
    with served_issuer(giving.databases, f"http://127.0.0.1:{port}/sign-in/back") as issuer:
        own = {"SUNSHINE_ISSUER": issuer.name, "SUNSHINE_PORTAL_CLIENT": CLIENT, "SUNSHINE_PORTAL_PORT": port}
        with served_portal(giving.portal.home, **own, SUNSHINE_ADDRESS=api, SUNSHINE_HOME=str(home)) as portal:
            yield Giving(portal, api, issuer, giving.databases, giving.stack)


def test_nothing_is_lost_while_the_api_is_away(giving: Giving, tmp_path: Path) -> None:
    with another(giving, f"http://127.0.0.1:{free_port()}", tmp_path) as lonely:
        _loses_nothing(lonely.signed_in("爱心人士"), secrets.token_urlsafe(18))


def _loses_nothing(client: httpx.Client, key: str) -> None:
    shown = client.get("/help", params={**WANTED, "step": "3"})
    assert (shown.status_code, shown.headers["retry-after"]) == (503, "60")
    assert re.search(r'href="/needs/N\w+">', shown.text)  # what is published is there still
    sent: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
        "/help": ({**WANTED, "key": key}, (WANTED["about"], key, "没有确认登记成功")),
        "/needs/N1/pledge": ({"quantity": "7", "key": key}, ('value="7"', key, "没有确认认捐成功")),
        "/my-help/pledges/1": ({"step": "release", "version": "3", "reason": "货运停了"}, ("货运停了", 'value="3"', "没有确认办成")),
        "/my-help/offers/1": ({"version": "1"}, ("没有确认办成",)),
    }
    for path, (form, kept) in sent.items():
        answer = client.post(path, data=form)
        assert answer.status_code == 503, path
        assert not [words for words in kept if words not in answer.text], path
    for path in ("/my-help", "/my-help/pledges/1", "/needs/N1/pledge", "/my-inbox"):
        assert client.get(path).status_code == 503


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_whoever_asks_too_often_is_told_when_to_come_again(giving: Giving, language: str) -> None:
    deputy = giving.signed_in("人大代表", language=language)
    limited = [deputy.get("/my-help") for _ in range(3)][-1]
    seconds = limited.headers["retry-after"]
    assert limited.status_code == 429
    assert 0 < int(seconds) <= 20
    assert (f"try again in {seconds} seconds" if language == "en" else f"请 {seconds} 秒后再试") in limited.text


def test_token_that_the_api_takes_no_more_leads_to_the_sign_in_with_what_was_typed(giving: Giving, tmp_path: Path) -> None:
    with another(giving, giving.api, tmp_path) as untrusted:
        client, key = untrusted.signed_in("爱心人士"), secrets.token_urlsafe(18)
        for path in ("/my-help", "/my-help/pledges/1", "/needs/N1/pledge"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["cache-control"]) == (401, "private, no-store")
            assert "登录已到期" in answer.text
        offered = client.post("/help", data={**WANTED, "key": key})
        assert offered.status_code == 401
        assert f'href="/sign-in?to=%2Fhelp%3Fkind%3Dgoods%26about%3D{quote_plus(quote_plus(WANTED["about"]))}' in offered.text
        assert "to=%2Fneeds%2FN1%2Fpledge%3Fquantity%3D7" in client.post("/needs/N1/pledge", data={"quantity": "7", "key": key}).text
        assert "货运停了" in client.post("/my-help/pledges/1", data={"step": "release", "version": "3", "reason": "货运停了"}).text


def test_portal_without_an_issuer_shows_the_way_and_no_pledge(portal: Portal) -> None:
    assert "带着需求的公开编号" in portal.get("/help", {**WANTED, "step": "3"}).text
    number = re.search(r'href="/needs/(N\w+)"', portal.get("/needs").text)
    assert number
    assert "/pledge" not in portal.get(f"/needs/{number[1]}").text
    for path in ("/my-help", "/my-help/pledges/1", f"/needs/{number[1]}/pledge"):
        assert portal.get(path).status_code == 404


OFFERED = """
INSERT INTO offer (donor_id, kind, about, quantity, period, state, region_code)
SELECT donor.id, 'goods', (SELECT name FROM need_item JOIN need ON need_item.id = need_item_id WHERE need.public_id = $2), $3, '[2020-01-01,)', 'open', '3202'
FROM donor JOIN person ON person.id = person_id WHERE person.number = $1 RETURNING id
"""
OUT_OF = "SELECT quantity, state FROM pledge WHERE offer_id = $1 ORDER BY id"


def number_of(client: httpx.Client) -> str:
    session = SealedCookies(False, [Fernet(KEY.translate(TO_URLS))]).session(dict(client.cookies))
    assert session
    return session.number


def test_one_offer_goes_to_several_needs_in_one_step_and_what_fails_says_why(giving: Giving, donor: httpx.Client, city: City) -> None:
    needs = [city.need(2, is_goods=True) for _ in range(2)]
    (offer,) = city.rows(OFFERED, number_of(donor), needs[0], 4)
    path = f"/my-help/offers/{offer['id']}/pledge"
    assert f'href="{path}"' in donor.get("/my-help").text
    page = donor.get(path)
    assert page.headers["cache-control"] == "private, no-store"
    shown = fields(page)
    places = [name.removeprefix("need_") for name in shown if name.startswith("need_")]
    assert places
    first = places[0]
    empty = donor.post(path, data=shown)
    assert empty.status_code == 422
    assert "请至少在一条需求旁写明数量" in empty.text
    beyond = donor.post(path, data={**shown, f"quantity_{first}": "5"})
    assert "超过了这项意愿还剩的数量" in beyond.text
    assert 'value="5"' in beyond.text
    for _ in range(2):  # pressed twice, held once
        done = donor.post(path, data={**shown, f"quantity_{first}": "1"})
        assert "都已为您保留" in done.text
    assert [tuple(row) for row in city.rows(OUT_OF, offer["id"])] == [(1, "held")]
    again = fields(donor.get(path))
    gone = {**again, "need_9": "Need:0", "quantity_9": "1", f"quantity_{first}": "1"}
    partly = donor.post(path, data=gone)
    assert partly.status_code == 422
    assert "这些已经为您保留" in partly.text
    assert "还没有全部认捐" in partly.text
    assert fields(partly)["key"] != again["key"]
    assert [row["quantity"] for row in city.rows(OUT_OF, offer["id"])] == [1, 1]
    assert donor.get(f"/my-help/offers/{offer['id'] + 1000}/pledge").status_code == 404
    nobody = giving.visitor().post(path, data={**again, f"quantity_{first}": "1"})
    assert nobody.status_code == 401
    assert 'name="quantity_0" value="1"' in nobody.text  # to be sent again once he has signed in


def _known_anew(*clients: httpx.Client) -> None:
    """A person is remembered for a minute; before a change, even one that is refused, he is looked up anew."""
    for client in clients:
        assert client.post("/my-inbox/mail", data={"email": "nobody"}).status_code == 422


def test_browser_finds_no_fault_in_what_only_givers_and_receivers_see(giving: Giving, donor: httpx.Client, city: City) -> None:
    """The help that waits for a signature, a pledge with each step of its receiving side, and one offer for several needs."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("PORTAL NOT LOOKED AT: there is no chromium here (Debian's package chromium)")
    shown = city.rows(OPEN_NEEDS, [], True)[0]  # nobody pledges it here, so it may be one that others have taken
    city.rows(ASK_FOR_MORE, shown["id"], 2)
    (offer,) = city.rows(OFFERED, number_of(donor), shown["public_id"], 4)
    (pledge,) = city.rows(TO_DELIVER)
    city.rows("UPDATE pledge SET state = 'delivered', delivered_on = current_date, delivered_quantity = quantity WHERE id = $1", pledge["id"])
    helper, home = giving.signed_in("帮扶责任人"), giving.signed_in("帮扶对象本户")
    city.rows(PAIR, number_of(helper), pledge["household_id"], pledge["village_code"])
    city.rows(MOVE, number_of(home), pledge["household_id"])
    _known_anew(helper, home)
    of_pledge = f"/my-help/pledges/{pledge['id']}"
    for client, pages in (
        (donor, ["/my-help", f"/my-help/offers/{offer['id']}/pledge"]),
        *((one, ["/my-help/receipts", of_pledge]) for one in (helper, home)),
    ):
        assert pages[-1] in client.get(pages[0]).text
        looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, giving.cookies(client), *pages, patience=1200)
        assert looked.returncode == 0, looked.stderr
        assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}


def test_browser_helps_without_script_and_finds_no_fault(giving: Giving, city: City) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("PORTAL NOT LOOKED AT: there is no chromium here (Debian's package chromium)")
    left = city.need()  # before the browser takes the last one
    done = run_node("node", "tests/help.mjs", chromium, giving.portal.address, "爱心人士")
    assert done.returncode == 0, done.stderr
    assert "认捐已确认" in json.loads(done.stdout)["said"]
    assert json.loads(done.stdout)["found"] == []
    third = "/help?" + "&".join(f"{name}={value}" for name, value in {**WANTED, "step": "3"}.items())
    pages = ("/help?kind=goods", third, f"{third}&quantity=0", "/my-help", "/my-inbox", f"/needs/{left}/pledge")
    looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, *pages, patience=1200)
    assert looked.returncode == 0, looked.stderr
    assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}


def test_error_of_the_api_is_told_by_its_code_and_without_what_was_typed(giving: Giving) -> None:
    async def ask() -> None:
        api = Api(giving.api)
        try:
            await api.ask("need", {"number": {"typed": CANARY}}, "zh-CN")
        finally:
            await api._client.aclose()

    with pytest.raises(ApiAwayError, match=r"^status \d+ [A-Z_]+$") as told:
        asyncio.run(ask())
    assert CANARY not in str(told.value)
