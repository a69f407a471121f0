"""The demo city's notice boards and kiosks, what villages had to post, and what the public reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import polars as pl
import sqlalchemy as sa

from databases.demo_city.city import TODAY, City
from databases.demo_city.frames import numbered_rows
from databases.forces import oversight

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {"camera_offline": 0.06, "kiosk_offline": 0.06, "disclosure_missing": 0.04}
LAST_SEEN = "2020-05-02"
TITLES = ["帮扶资金发放情况", "帮扶对象名单变动", "村级财务收支"]
QUARTERS = ["2019-09-30", "2019-12-31", "2020-03-31", "2020-06-30"]
REPORTS = {
    "payment": "补助到账时间比公示晚",
    "levy": "部门向村里收取报刊和会务费用",
    "conduct": "帮扶责任人半年没有上门",
    "record": "公示的发放月份有误",
}
# source, department, due every so many days, came so many days ago, and of some counties, by their place among all, longer ago
SOURCES: tuple[tuple[str, str, int, int, Mapping[int, int]], ...] = (
    ("低保系统", "civil_affairs", 1, 1, {4: 5}),
    ("财政一体化系统", "finance", 1, 1, {}),
    ("社保数据", "human_resources", 30, 12, {2: 44, 5: 38}),
    ("不动产登记", "housing", 30, 26, {}),
)


def tables(city: City) -> Frames:
    """All tables of disclosure; they refer to divisions only."""
    devices = _devices(city)
    yield oversight.device, devices
    yield oversight.device_outage, _outages(devices)
    calendar = items(city)
    missing = calendar.filter(pl.col("state") == "missing")["id"].to_list()
    city.plant("disclosure_missing", "forces", "disclosure_item", missing, "never posted")
    yield oversight.disclosure_item, calendar
    yield oversight.public_report, _public_reports(city)
    yield oversight.source_freshness, _freshness(city)


def _devices(city: City) -> pl.DataFrame:
    rng, rows = city.rng("supervision.devices"), []
    places = [("camera", code) for code in city.villages.filter("is_key")["region_code"]]
    places += [("kiosk", code) for code in city.regions.filter(pl.col("level") == "town")["code"]]
    for place, (kind, code) in enumerate(places):
        offline = rng.random() < FAULT_RATES[f"{kind}_offline"]
        rows.append(
            {
                "code": f"DEV{place + 1:04d}",
                "kind": kind,
                "region_code": code,
                "place": "村务公开栏" if kind == "camera" else "便民服务中心大厅",
                "state": "offline" if offline else "online",
                "last_seen_at": f"{LAST_SEEN if offline else TODAY}T08:00:00+08:00",
                "snapshot_digest": f"\\x{place + 1:064x}" if kind == "camera" else None,
                "sign_in": "both" if kind == "kiosk" else None,
                "prints": place % 3 > 0 if kind == "kiosk" else None,
            }
        )
    frame = numbered_rows(rows)
    for kind in ("camera", "kiosk"):
        dark = frame.filter((pl.col("kind") == kind) & (pl.col("state") == "offline"))["id"].to_list()
        city.plant(f"{kind}_offline", "forces", "device", dark, "offline for weeks")
    return frame


def _outages(devices: pl.DataFrame) -> pl.DataFrame:
    """A day's maintenance for one in four; whoever is offline has been so since it was last seen."""
    rows = [
        {"device_id": key, "region_code": code, "period": f"[2020-02-{1 + key % 28:02d},2020-02-{1 + key % 28:02d}]"}
        for key, code in devices.select("id", "region_code").gather_every(4).iter_rows()
    ]
    dark = devices.filter(pl.col("state") == "offline").select("id", "region_code")
    return numbered_rows(rows + [{"device_id": key, "region_code": code, "period": f"[{LAST_SEEN},)"} for key, code in dark.iter_rows()])


def items(city: City) -> pl.DataFrame:
    """The calendar of the weak villages; what is due today may still be posted."""
    rng, weak = city.rng("supervision.disclosure"), city.villages.filter("is_weak").select("region_code")
    quarters = pl.DataFrame({"due_on": QUARTERS}).with_columns(pl.col("due_on").str.to_date())
    frame = weak.join(pl.DataFrame({"title": TITLES}), how="cross").join(quarters, how="cross")
    unposted = pl.Series(rng.random(len(frame)) < FAULT_RATES["disclosure_missing"])
    late = pl.when(pl.col("due_on") < TODAY).then(pl.lit("missing")).otherwise(pl.lit("due"))
    return frame.with_columns(
        pl.int_range(1, pl.len() + 1).alias("id"),
        state=pl.when(unposted).then(late).otherwise(pl.lit("posted")),
        posted_on=pl.when(~unposted).then(pl.col("due_on") - pl.duration(days=3)),
        evidence_digest=pl.when(~unposted).then(pl.lit("\\x" + "ab" * 32)),
    )


def _public_reports(city: City) -> pl.DataFrame:
    towns = city.regions.filter(pl.col("level") == "town")["code"].to_list()
    streams = city.streams.select("id", "code").rows()
    rows = []
    for place in range(40):
        stream_id, stream_code = streams[place % 14]
        kind = list(REPORTS)[place % len(REPORTS)]
        levy, answered = kind == "levy", place % 3 > 0
        rows.append(
            {
                "code": f"PR{place + 1:05d}",
                "kind": kind,
                "levied_by": "agriculture" if levy else None,
                "levied_amount": 600.0 + place if levy else None,
                "legal_basis": "演示费〔2019〕3号" if levy and place % 8 == 1 else None,
                "region_code": towns[place % len(towns)],
                "subject_database": "funds",
                "subject_table": "fund_stream",
                "subject_id": stream_id,
                "record": f"fund_streams/{stream_code}",
                "text": REPORTS[kind],
                "received_on": "2020-05-06",
                "due_on": "2020-05-21",
                "state": "answered" if answered else "transferred",
                "answer": "已核实并处理，结果已当面告知" if answered else None,
                "answered_on": "2020-05-15" if answered else None,
            }
        )
    return numbered_rows(rows)


def _freshness(city: City) -> pl.DataFrame:
    rows = []
    for source, department, expected, days_ago, late in SOURCES:
        for place, code in enumerate(city.counties):
            heard = city.heard_on - timedelta(days=late.get(place, days_ago))
            rows.append(
                {
                    "source": source,
                    "department": department,
                    "level": "county",
                    "region_code": code,
                    "last_received_at": f"{heard}T22:0{place}:00+08:00",
                    "expected_days": expected,
                }
            )
    return numbered_rows(rows)
