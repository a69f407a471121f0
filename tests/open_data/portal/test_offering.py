"""From the first question of /help to needs that suit: what was typed, offers, charities, and what is shown no more."""

from __future__ import annotations

import html
import re
import secrets

import httpx
import pytest

from open_data.portal.giving import KINDS
from tests.open_data.portal.conftest import Giving, Street, sign_in
from tests.open_data.portal.helping import CANARY, WANTED, fields

WHEELCHAIRS = """
SELECT count(*) FROM need JOIN need_item ON need_item.id = need_item_id
WHERE need_item.name = '轮椅' AND state IN ('published', 'partly_pledged') AND pledged < target
"""


def test_three_steps_lead_to_needs_without_signing_in(giving: Giving, street: Street) -> None:
    visitor = giving.visitor()
    first = visitor.get("/help").text
    assert first.count('href="/help?kind=') == len(KINDS)
    assert "轮椅" in first
    second = visitor.get("/help", params={"kind": "goods"}).text
    assert 'name="about"' in second
    third = visitor.get("/help", params={**WANTED, "step": "3"})
    assert (third.status_code, third.headers["cache-control"]) == (200, "private, no-store")
    shown = re.findall(r'<li><a href="/needs/N\w+">(?:<[^>]+>)?([^<]+)', third.text)
    waiting = street.rows(WHEELCHAIRS)[0]["count"]
    assert 0 < waiting < len(shown)
    assert shown[:waiting] == ["轮椅"] * waiting  # what fits his words, before all else of the kind
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
    few = visitor.get("/help", params={**WANTED, "kind": "job", "about": "就业岗位", "step": "3"})
    assert "每个镇（街道）只列一项" in few.text  # fewer towns than ten: where the other needs stand
    assert fields(page)["about"] == WANTED["about"]
    english = visitor.get(page.url.copy_merge_params({"lang": "en"}))
    assert "inside the division that you named" in english.text


def test_volunteer_reads_how_many_needs_wait_for_his_certificate(volunteer: httpx.Client, giving: Giving) -> None:
    nursing = WANTED | {"kind": "medical", "about": "康复护理", "step": "3"}
    assert re.search(r"另有 \d+ 条需求在证书核验后可承诺", volunteer.get("/help", params=nursing).text)
    assert "证书核验后可承诺" not in giving.visitor().get("/help", params=nursing).text  # who gives goods may have become a volunteer, too


def test_offer_is_made_once_listed_and_withdrawn(donor: httpx.Client, street: Street) -> None:
    form = fields(donor.get("/help", params={**WANTED, "step": "3"}))
    for _ in range(2):
        done = donor.post("/help", data=form)
        assert "您的帮扶意愿已登记" in done.text
    (offer,) = street.rows("SELECT * FROM offer WHERE about = $1", WANTED["about"])
    assert (offer["kind"], offer["quantity"], offer["region_code"], offer["state"]) == ("goods", 2, "3202", "open")
    mine = donor.get("/my-help")
    assert mine.headers["cache-control"] == "private, no-store"
    assert CANARY in mine.text
    assert f"{WANTED['first_day']} – 不限" in mine.text
    gone = donor.post(f"/my-help/offers/{offer['id']}", data={"version": str(offer["version"])})
    assert "帮扶意愿已撤回" in gone.text
    assert street.rows("SELECT state FROM offer WHERE id = $1", offer["id"])[0]["state"] == "withdrawn"
    again = donor.post(f"/my-help/offers/{offer['id']}", data={"version": str(offer["version"])})
    assert again.status_code == 422


def test_offer_of_money_names_its_charity(donor: httpx.Client, street: Street) -> None:
    typed = WANTED | {"kind": "tuition", "about": "资助学费", "quantity": "3000", "step": "3"}
    asked = donor.get("/help", params=typed)
    assert asked.status_code == 422
    charity = re.search(r'<option value="(Organisation:\d+)"', asked.text)
    assert charity
    form = fields(donor.get("/help", params={**typed, "charity": charity[1]}))
    assert "已登记" in donor.post("/help", data=form).text
    assert street.rows("SELECT charity_id FROM offer WHERE about = '资助学费'")[0]["charity_id"] == int(charity[1].partition(":")[2])


REFUSED = "SELECT reason, taken_back_at FROM match_refusal JOIN need ON need.id = need_id WHERE public_id = $1 ORDER BY match_refusal.id DESC LIMIT 1"


def refusal(page: httpx.Response, place: int = 0) -> dict[str, str]:
    """What the form beside a match sends, but for the reason."""
    form = re.findall(r'action="/help/refusals">(.*?)</form>', page.text, re.DOTALL)[place]
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_need_that_does_not_suit_is_shown_no_more_until_that_is_taken_back(giving: Giving, donor: httpx.Client, street: Street) -> None:
    asked = {**WANTED, "kind": "job", "about": "就业岗位", "step": "3"}
    page = donor.get("/help", params=asked)
    assert "您没有回绝过同类的需求" in page.text
    form = refusal(page)
    link = f'href="/needs/{form["key"].rpartition("-")[2]}/pledge"'
    assert link in page.text
    for _ in range(2):
        done = donor.post("/help/refusals", data={**form, "reason": "not_my_skill"})
        assert "不再向您显示那条需求" in done.text
    assert link not in done.text
    assert "您以“不是我能给的”为由回绝过同类的需求（1 次）" in re.sub("<[^>]*>", "", done.text)
    assert "不是我能给的" in donor.get("/my-help").text
    assert "nothing that I can give" in giving.signed_in("爱心人士", language="en").get("/help", params=asked).text
    number = form["key"].rpartition("-")[2]
    assert street.rows(REFUSED, number)[0]["reason"] == "not_my_skill"
    mine = donor.get("/my-help")
    action, version = re.search(r'action="(/my-help/refusals/\d+)"><input type="hidden" name="version" value="(\d+)"', mine.text).groups()  # type: ignore[union-attr]
    back = donor.post(action, data={"version": version})
    assert "会照常显示" in back.text
    assert street.rows(REFUSED, number)[0]["taken_back_at"] is not None
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


def test_charity_without_a_certificate_in_force_is_not_offered(donor: httpx.Client, street: Street) -> None:
    (ended,) = street.rows(END_CERTIFICATE)
    asked = donor.get("/help", params={"kind": "tuition"}).text
    street.rows("UPDATE fundraising_certificate SET period = $2 WHERE id = $1", ended["id"], ended["period"])
    assert f'value="Organisation:{ended["organisation_id"]}"' not in asked
    assert f'value="Organisation:{ended["organisation_id"]}"' in donor.get("/help", params={"kind": "tuition"}).text


def test_whoever_is_no_giver_is_told_so(giving: Giving, street: Street) -> None:
    auditor = giving.signed_in("审计干部")
    form = fields(auditor.get("/help", params={**WANTED, "step": "3"})) or WANTED
    refused = auditor.post("/help", data={**WANTED, **form, "key": secrets.token_urlsafe(18)})
    assert refused.status_code == 422
    assert "不是爱心人士或志愿者" in refused.text
    assert "不是爱心人士或志愿者" in auditor.get("/my-help").text
