"""Somebody new registers, tells of himself, appeals, takes a copy and is erased, in Chinese and in English."""

from __future__ import annotations

import re
import secrets

from tests.open_data.portal.conftest import Giving, Street
from tests.open_data.portal.helping import CANARY, fields, held, step

THERAPIST = {"role": "volunteer", "name": f"{CANARY}三", "kind": "medical", "skill": "康复理疗", "certificate": f"{CANARY}证 001", "hours": "8"}
REGISTERED = "SELECT volunteer.*, number FROM volunteer JOIN person ON person.id = person_id WHERE name = $1"


def test_somebody_new_registers_tells_of_himself_takes_a_copy_and_is_erased(giving: Giving, street: Street) -> None:
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
    (row,) = street.rows(REGISTERED, THERAPIST["name"])
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
    times = street.rows(
        "SELECT weekday, from_hour, to_hour, region_code FROM volunteer_time WHERE volunteer_id = $1 AND taken_back_on IS NULL", row["id"]
    )
    assert [tuple(time) for time in times] == [(6, 8, 17, "3202")]
    skill = {"kind": "service", "skill": "陪同就医", "key": secrets.token_urlsafe(18)}
    assert "技能已登记" in client.post("/my-help/skills", data=skill).text
    (first, *_) = street.rows("SELECT id FROM volunteer_skill WHERE volunteer_id = $1 ORDER BY id DESC", row["id"])
    assert "技能已撤回" in client.post(f"/my-help/skills/{first['id']}", data={"version": "1"}).text
    copy = client.get("/my-help/data.json")
    assert copy.headers["cache-control"] == "private, no-store"
    assert (copy.json()["person"][0]["name"], copy.json()["times"][0]["weekday"]) == (THERAPIST["name"], 6)
    assert f"skills,1,certificate,{THERAPIST['certificate']}" in client.get("/my-help/data.csv").text
    street.rows("UPDATE volunteer SET verified_on = current_date, verified_by_id = 1 WHERE id = $1", row["id"])
    pledge = held(client, street.need())
    assert "已为您保留" in pledge.text
    assert client.post("/my-help/erase").status_code == 422
    early = client.post("/my-help/erase", data={"sure": "1"})
    assert early.status_code == 422
    assert "还有 1 项未办完" in early.text
    step(client, pledge, "release", reason="近期不在本地")
    gone = client.post("/my-help/erase", data={"sure": "1"})
    assert "已经注销" in gone.text
    assert "退出登录" not in client.get("/my-help").text
    assert street.rows(REGISTERED, THERAPIST["name"]) == []
    (kept,) = street.rows("SELECT to_jsonb(person)::text AS text FROM person WHERE id = $1", row["person_id"])
    assert not [word for word in (CANARY, row["number"]) if word in kept["text"]]


REFUSE = """UPDATE volunteer SET refused_on = current_date, refused_by_id = 1, refusal_reason = '证书编号查不到' WHERE person_id IN
(SELECT id FROM person WHERE name = $1)"""


def test_whoever_was_refused_reads_why_appeals_once_and_may_register_anew(giving: Giving, street: Street) -> None:
    client = giving.signed_in("新来的人", to="/my-help")
    told = THERAPIST | {"name": f"{CANARY}五", "place": "320282"}
    assert "登记成功" in client.post("/my-help/register", data=fields(client.get("/my-help/register", params={"role": "volunteer"})) | told).text
    street.rows(REFUSE, told["name"])
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


def test_english_pages_of_a_giver(giving: Giving, street: Street) -> None:
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
