"""What the other side of a pledge sees and does: the household, its helper, the village and an official."""

from __future__ import annotations

import re
import secrets

import httpx

from tests.open_data.portal.conftest import Giving, Street
from tests.open_data.portal.helping import MOVE, PAIR, TO_DELIVER, held, known_anew, step


def test_volunteer_and_household_agree_by_messages_and_the_household_signs(giving: Giving, volunteer: httpx.Client, street: Street) -> None:
    need = street.by_hand
    page = step(volunteer, step(volunteer, held(volunteer, need["public_id"]), "facts"), "confirm")
    assert 'name="text"' not in page.text  # nobody has accepted yet
    home = giving.signed_in("帮扶对象本户")
    street.rows(MOVE, giving.number_of(home), need["household_id"])
    known_anew(home)
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
    before = home.get(path)
    signed = step(home, before, "receipt", side="household")
    assert "已签收" in signed.text
    again = step(home, before, "receipt", side="household")  # whose answer was lost: it is done, and that is what he reads
    assert (again.status_code, again.url.params["done"]) == (200, "receipt")
    assert "这笔认捐已有变化" not in again.text
    assert f'href="{path}"' not in home.get("/my-help/receipts").text
    assert street.rows("SELECT received_by_household FROM pledge WHERE id = $1", int(path.rpartition("/")[2]))[0][0]


def test_helper_records_that_a_household_signed_on_paper(giving: Giving, street: Street) -> None:
    (pledge,) = street.rows(TO_DELIVER)
    street.rows("UPDATE pledge SET state = 'delivered', delivered_on = current_date, delivered_quantity = quantity WHERE id = $1", pledge["id"])
    helper = giving.signed_in("帮扶责任人")
    street.rows(PAIR, giving.number_of(helper), pledge["household_id"], pledge["village_code"])
    known_anew(helper)
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
    (row,) = street.rows(
        "SELECT received_by_household, assistance_reason, assistant_id = person.id AS is_his FROM pledge, person WHERE pledge.id = $1 AND number = $2",
        pledge["id"],
        giving.number_of(helper),
    )
    assert tuple(row) == (True, "cannot_read", True)


OF_VILLAGE = """
SELECT name, need.household_id, village_code, (SELECT count(*) FROM need AS other WHERE starts_with(other.village_code, need.village_code)) AS count
FROM need JOIN need_item ON need_item.id = need_item_id WHERE public_id = $1
"""


def test_household_and_village_read_how_far_their_needs_are_and_givers_of_none(
    giving: Giving, donor: httpx.Client, volunteer: httpx.Client, street: Street
) -> None:
    (need,) = street.rows(OF_VILLAGE, street.by_hand["public_id"])
    home, village = giving.signed_in("帮扶对象本户"), giving.signed_in("村（社区）干部")
    street.rows(MOVE, giving.number_of(home), need["household_id"])
    street.rows(POSTED_IN, giving.number_of(village), need["village_code"])
    known_anew(home, village)
    page = home.get("/my-needs")
    assert page.headers["cache-control"] == "private, no-store"
    assert need["name"] in page.text
    assert "等村干部和本户签收" in page.text or "村干部已签收" in page.text or "等人认捐" in page.text or "等送到" in page.text
    shown = village.get("/my-needs")
    assert sum(map(int, re.findall(r"：(\d+)</a>", shown.text))) == need["count"]
    (chosen, told) = re.findall(r'href="(/my-needs\?state=\w+)">[^<]*：(\d+)</a>', shown.text)[0]
    assert village.get(chosen).text.count('<tr><th scope="row">') == min(20, int(told))
    for giver in (donor, volunteer):
        assert "没有与您有关的需求" in giver.get("/my-needs").text
    assert "登录后可以看到本户" in giving.visitor().get("/my-needs").text
    assert "Needs that concern me" in giving.signed_in("帮扶责任人", language="en").get("/my-needs").text


POSTED_IN = """
UPDATE post SET region_code = $2, region_level = 'village' FROM person WHERE person.id = person_id AND number = $1 AND tier = 'manager'
AND department = 'town_government' RETURNING post.id
"""
TAKEN_AWAY = "DELETE FROM post USING person WHERE person.id = person_id AND number = $1 AND post.region_code = '3202'"
WHOLE_CITY = """
INSERT INTO post (person_id, tier, department, region_code, region_level, period) SELECT id, 'manager', 'civil_affairs', '3202', 'city', '[2020-01-01,)' FROM person
WHERE number = $1
"""


def of_the_whole_city(giving: Giving, street: Street) -> tuple[httpx.Client, str]:
    """An official of civil affairs, for as long as his post is not taken away (`TAKEN_AWAY`)."""
    official = giving.signed_in("民政干部")
    street.rows(WHOLE_CITY, number := giving.number_of(official))
    return official, number


def test_feedback_is_read_by_an_official_before_its_giver_reads_it(giving: Giving, street: Street) -> None:
    (pledge,) = street.rows(
        "SELECT id FROM pledge WHERE state = 'received' AND household_id IS NOT NULL AND draft_feedback IS NULL ORDER BY id LIMIT 1"
    )
    street.rows("UPDATE pledge SET draft_feedback = '用上了，谢谢', feedback_writer_id = coalesce(assistant_id, 1) + 1 WHERE id = $1", pledge["id"])
    official, number = of_the_whole_city(giving, street)
    page = official.get(path := f"/my-help/pledges/{pledge['id']}")
    assert "用上了，谢谢" in page.text
    assert "捐助人还看不到" in page.text
    assert step(official, page, "review", reason="短").status_code == 422
    assert "反馈已审核" in step(official, official.get(path), "review", reason="请去掉孩子的名字").text
    assert "请去掉孩子的名字" in official.get(path).text
    street.rows("UPDATE pledge SET draft_feedback = '用上了，谢谢', feedback_return_reason = NULL WHERE id = $1", pledge["id"])
    assert "反馈已审核" in step(official, official.get(path), "review").text
    (row,) = street.rows("SELECT state, feedback FROM pledge WHERE id = $1", pledge["id"])
    assert tuple(row) == ("closed", "用上了，谢谢")
    street.rows(TAKEN_AWAY, number)


def test_giver_says_how_many_he_brought_and_the_village_declares_void_what_never_came(giving: Giving, donor: httpx.Client, street: Street) -> None:
    number = street.need(remaining=3)
    page = step(donor, step(donor, held(donor, number, 3), "facts"), "confirm")
    for wrong in ("4", "0", "两"):
        unfit = step(donor, page, "deliver", quantity=wrong)
        assert unfit.status_code == 422
        assert f'value="{wrong}" aria-invalid="true"' in unfit.text
    done = step(donor, page, "deliver", quantity="2")
    assert "其余的已还给需求" in done.text
    (need,) = street.rows("SELECT target - pledged AS remaining FROM need WHERE public_id = $1", number)
    assert need["remaining"] == 1
    path = done.url.path
    official, number_of_official = of_the_whole_city(giving, street)
    assert "送达已作废，数量还给了这条需求" in step(official, official.get(path), "void", reason="核查发现没有送达").text
    theirs = donor.get(path)
    assert "核查发现没有送达" in theirs.text
    assert "送达已作废" in theirs.text
    (need,) = street.rows("SELECT target - pledged AS remaining FROM need WHERE public_id = $1", number)
    assert need["remaining"] == 3
    street.rows(TAKEN_AWAY, number_of_official)
