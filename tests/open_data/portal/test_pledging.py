"""A pledge on its pages: from its hold to its feedback, once for a form, for one need or for several."""

from __future__ import annotations

import re
import secrets

import httpx

from databases.clock import Clock
from tests.open_data.portal.conftest import Giving, Street
from tests.open_data.portal.helping import OFFERED, WANTED, fields, held, step


def test_pledge_goes_from_hold_over_facts_to_delivery_and_feedback(donor: httpx.Client, street: Street) -> None:
    number = street.need(remaining=2)
    (need,) = street.rows("SELECT kind, name FROM need JOIN need_item ON need_item.id = need_item_id WHERE public_id = $1", number)
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
    (row,) = street.rows("SELECT * FROM pledge WHERE id = $1", key)
    assert (row["state"], row["quantity"], row["delivered_on"]) == ("delivered", 2, Clock().today())
    assert "step" not in fields(delivered)  # nothing more to do
    officer = street.rows("SELECT person_id FROM post WHERE tier = 'manager' ORDER BY person_id LIMIT 1")[0]["person_id"]
    closed = (
        "UPDATE pledge SET state = 'closed', officer_id = $2, received_by_household = true, feedback = '轮椅很好用，谢谢', "
        "feedback_writer_id = $2::bigint + 1, feedback_reviewer_id = $2 WHERE id = $1"
    )
    street.rows(closed, key, officer)
    assert "轮椅很好用，谢谢" in donor.get("/my-help").text
    assert "轮椅很好用，谢谢" in donor.get(f"/my-help/pledges/{key}").text


def test_the_last_unit_goes_to_one_and_the_other_is_shown_what_is_like_it(donor: httpx.Client, volunteer: httpx.Client, street: Street) -> None:
    number = street.need(is_goods=True)
    forms = {client: fields(client.get(f"/needs/{number}/pledge")) for client in (donor, volunteer)}
    assert "已为您保留" in donor.post(f"/needs/{number}/pledge", data=forms[donor]).text
    late = volunteer.post(f"/needs/{number}/pledge", data=forms[volunteer])
    assert late.status_code == 422
    assert "还缺：无" in late.text
    assert "类似的需求" in late.text
    assert re.search(r'href="/needs/N\w+/pledge"', late.text.partition("类似的需求")[2])
    assert street.rows("SELECT count(*) FROM pledge JOIN need ON need.id = need_id WHERE public_id = $1 AND pledge.state = 'held'", number)[0][0] == 1


def test_form_that_is_sent_twice_pledges_once(donor: httpx.Client, street: Street) -> None:
    number = street.need(remaining=3)
    form = fields(donor.get(f"/needs/{number}/pledge"))
    assert donor.post(f"/needs/{number}/pledge", data=form).url == donor.post(f"/needs/{number}/pledge", data=form).url
    assert street.rows("SELECT pledged FROM need WHERE public_id = $1", number)[0]["pledged"] <= 3
    assert street.rows("SELECT count(*) FROM pledge JOIN need ON need.id = need_id WHERE public_id = $1 AND pledge.state = 'held'", number)[0][0] == 1


def test_too_much_is_told_beside_the_field(donor: httpx.Client, street: Street) -> None:
    number = street.need(remaining=2)
    for quantity, words in {"9": "还缺：2—5", "0": "请写数量", "一": "请写数量"}.items():
        answer = donor.post(f"/needs/{number}/pledge", data={"quantity": quantity, "key": secrets.token_urlsafe(18)})
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{quantity}" aria-invalid="true"' in answer.text


def test_what_was_held_too_long_is_told_and_pledged_again(donor: httpx.Client, street: Street) -> None:
    page = held(donor, number := street.need())
    key = int(page.url.path.rpartition("/")[2])
    street.rows("UPDATE pledge SET pledged_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE id = $1", key)
    late = step(donor, page, "facts")
    assert late.status_code == 422
    assert "保留期已满" in late.text or "已有变化" in late.text  # the deadline may have been followed already
    assert f'href="/needs/{number}/pledge"' in late.text
    assert 'name="step"' not in late.text


def test_pledge_is_given_back_with_a_reason(donor: httpx.Client, street: Street) -> None:
    page = held(donor, street.need())
    unfit = step(donor, page, "release", reason="找张三 13812345678")
    assert unfit.status_code == 422
    assert 'value="找张三 13812345678"' in unfit.text
    back = step(donor, page, "release", reason="货运停运，送不到了")
    assert "已退回" in back.text
    stale = donor.post(back.url.copy_with(query=None), data={"step": "facts", "version": "1"})
    assert "已有变化" in stale.text


OUT_OF = "SELECT quantity, state FROM pledge WHERE offer_id = $1 ORDER BY id"


def test_one_offer_goes_to_several_needs_in_one_step_and_what_fails_says_why(giving: Giving, donor: httpx.Client, street: Street) -> None:
    needs = [street.need(2, is_goods=True) for _ in range(2)]
    (offer,) = street.rows(OFFERED, giving.number_of(donor), needs[0], 4)
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
    assert [tuple(row) for row in street.rows(OUT_OF, offer["id"])] == [(1, "held")]
    again = fields(donor.get(path))
    gone = {**again, "need_9": "Need:0", "quantity_9": "1", f"quantity_{first}": "1"}
    partly = donor.post(path, data=gone)
    assert partly.status_code == 422
    assert "这些已经为您保留" in partly.text
    assert "还没有全部认捐" in partly.text
    assert fields(partly)["key"] != again["key"]
    assert [row["quantity"] for row in street.rows(OUT_OF, offer["id"])] == [1, 1]
    assert donor.get(f"/my-help/offers/{offer['id'] + 1000}/pledge").status_code == 404
    nobody = giving.visitor().post(path, data={**again, f"quantity_{first}": "1"})
    assert nobody.status_code == 401
    assert 'name="quantity_0" value="1"' in nobody.text  # to be sent again once he has signed in
