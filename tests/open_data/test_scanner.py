"""The leak scanner finds every number of a person in every form, wherever it stands, and is quiet on public data."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databases.demo_city.city import City
from databases.identity_numbers import check_digit
from open_data.gate.canaries import Canaries, forms
from open_data.gate.name_words import COMMON, COMPOUND, GIVEN, RARER
from open_data.gate.names import Names, PrivateNames, beginnings, looks_like_name
from open_data.gate.numbers import is_identity_number, luhn
from open_data.gate.scanner import NOTHING, WINDOW, Expected, scan
from search.index_file import FINGERPRINT
from tests.open_data.demo_payments import payments

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
QUICK = settings(max_examples=60)
WRITTEN: dict[str, Callable[[str], str]] = {
    "plain": str,
    "lower case": str.lower,
    "full width": lambda text: text.translate(FULL_WIDTH),
    "spaces": lambda text: f"{text[:6]} {text[6:14]} {text[14:]}",
    "dashes": lambda text: f"{text[:6]}-{text[6:10]}-{text[10:12]}-{text[12:14]}-{text[14:]}",
    "zero width": lambda text: "\u200b".join(text),
    "no-break spaces": lambda text: f"{text[:6]}\xa0{text[6:14]}\u3000{text[14:]}",
    "JSON escapes": lambda text: json.dumps(text.translate(FULL_WIDTH)),
    "entities": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "percent": lambda text: quote(text.translate(FULL_WIDTH)),
    "tags": lambda text: f"<td><b>{text[:6]}</b><i>{text[6:]}</i></td>",
    "behind a letter": lambda text: f"身份证{text}号",
    "before a phone": lambda text: f"{text[:17]}{text[17]}" if text[17] == "X" else f"{text}13800000000",
}
identity_numbers = st.builds(
    lambda area, born, order: (digits := f"{area}{born:%Y%m%d}{order:03d}") + check_digit(digits),
    st.sampled_from(["320211", "110105", "329901", "650102", "320282"]),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 6, 30)),
    st.integers(0, 999),
)
phones = st.builds("1{}{:09d}".format, st.integers(3, 9), st.integers(0, 999_999_999))
cards = st.builds(lambda body: next(f"623999{body:012d}{last}" for last in range(10) if luhn(f"623999{body:012d}{last}")), st.integers(0, 10**12 - 1))


@QUICK
@given(identity_numbers, st.sampled_from(sorted(WRITTEN)), st.binary(max_size=40), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_identity_number_is_found_in_every_form_and_coding(tmp_path: Path, number: str, form: str, before: bytes, coding: str) -> None:
    noise = "".join(chr(0x4E00 + byte) for byte in before)
    text = f"{noise},说明:{WRITTEN[form](number)}。其余{noise}".encode(coding)
    assert "identity_number" in rules(tmp_path, "notes.txt", text)


@QUICK
@given(phones, st.sampled_from(["{}", "+86{}", "+86 {}", "86-{}", "电话{}"]), st.booleans())
def test_telephone_is_found(tmp_path: Path, phone: str, form: str, split: bool) -> None:
    written = f"{phone[:3]}-{phone[3:7]} {phone[7:]}" if split else phone
    assert "phone" in rules(tmp_path, "a.csv", f"a,b\n1,{form.format(written)}\n".encode())


@QUICK
@given(cards, st.booleans())
def test_bank_card_is_found(tmp_path: Path, card: str, split: bool) -> None:
    written = " ".join(card[at : at + 4] for at in range(0, 19, 4)) if split else card
    assert "bank_card" in rules(tmp_path, "a.json", json.dumps({"remark": written}).encode())


@QUICK
@given(identity_numbers, st.sampled_from([1, 3, 6, 14, 17]))
def test_identity_number_split_over_cells_is_found(tmp_path: Path, number: str, cut: int) -> None:
    content = f"name,first,second,sum\na,{number[:cut]},{number[cut:]},12.00\n".encode()
    assert "identity_number_split" in rules(tmp_path, "a.csv", content)


@QUICK
@given(identity_numbers)
def test_identity_number_as_a_float_is_found(tmp_path: Path, number: str) -> None:
    value = float(number[:17] + "0")
    assert "identity_number_as_number" in rules(tmp_path, "a.csv", f"a,b\nx,{value!r}\n".encode())
    pl.DataFrame({"a": [value]}).write_parquet(tmp_path / "a.parquet")
    assert "identity_number_as_number" in {finding.rule for finding in scan([tmp_path / "a.parquet"])}


@QUICK
@given(identity_numbers, st.sampled_from(["utf-16-le", "utf-16-be"]), st.integers(0, 1))
def test_number_in_utf_16_is_found_between_much_of_another_coding(tmp_path: Path, number: str, coding: str, shift: int) -> None:
    """A file of two codings: what is around the number is no UTF-16, and has no zero byte."""
    text = "说明".encode() * 5000 + b"." * shift + number.encode(coding) + "说明".encode() * 5000
    assert "identity_number" in rules(tmp_path, "notes.bin", text)


def test_id_of_a_key_is_no_telephone_though_its_digits_look_like_one(tmp_path: Path) -> None:
    """Seven in ten thousand do, and a city with such a key could never publish."""
    assert rules(tmp_path, "checkpoints.json", b'{"key_id": "b19735554055ef23"}') == set()
    assert rules(tmp_path, "checkpoints.json", b'{"key_id": "b19735554055ef2"}') == {"phone"}


def test_old_number_of_fifteen_digits_is_found(tmp_path: Path) -> None:
    assert rules(tmp_path, "a.csv", b"a\n320211620405123\n") == {"identity_number_15"}


NUMBER = City(20).members["id_number"][3]


def _sqlite_deleted(path: Path) -> None:
    """The row is gone, its page is free and still holds it."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE t (remark TEXT)")
        database.executemany("INSERT INTO t VALUES (?)", [(f"{NUMBER} {'说明' * 50}",)] * 200)
        database.commit()
        database.execute("DELETE FROM t")
        database.commit()


def _sqlite_search(path: Path) -> None:
    """The index of a full-text search holds the words of a table that is elsewhere."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE VIRTUAL TABLE s USING fts5(remark)")
        database.execute("INSERT INTO s VALUES (?)", (NUMBER,))
        database.commit()


def _sqlite_utf16(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA encoding = 'UTF-16le'")
        database.execute("CREATE TABLE t (a, remark TEXT)")
        database.execute("INSERT INTO t VALUES (1, ?)", ("长" * 5000 + NUMBER + "长" * 5000,))
        database.commit()


def _sqlite_utf16_deleted(path: Path) -> None:
    """In the free pages of a file whose texts are UTF-16, a full-width number with a zero-width character after each digit."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA encoding = 'UTF-16be'; PRAGMA secure_delete = OFF; CREATE TABLE t (day TEXT, remark TEXT)")
        hidden = "\u200b".join(NUMBER.translate(FULL_WIDTH))
        database.executemany("INSERT INTO t VALUES (?, ?)", [("2020-06-30", f"说明{hidden}说明")] * 200)
        database.commit()
        database.execute("DELETE FROM t")
        database.commit()


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><r><t>{NUMBER[:6]}</t></r><r><t>{NUMBER[6:]}</t></r></si></sst>")


def _pdf(path: Path) -> None:
    text = f"BT [({NUMBER[:8]})-12.5({NUMBER[8:]})] TJ ET".encode()
    path.write_bytes(b"%PDF-1.7\n1 0 obj <</Filter/FlateDecode>>\nstream\n" + zlib.compress(text) + b"\nendstream\nendobj\n")


def _at_the_edge(path: Path) -> None:
    path.write_bytes(b"." * (WINDOW - 9) + NUMBER.encode() + b"." * 100)


def _parquet(path: Path) -> None:
    pl.DataFrame({"a": [["x", NUMBER]], "b": [{"c": 1}]}).write_parquet(path, compression="zstd")


HIDING = [
    _sqlite_deleted,
    _sqlite_search,
    _sqlite_utf16,
    _sqlite_utf16_deleted,
    _zip,
    _pdf,
    _at_the_edge,
    _parquet,
    lambda path: path.write_bytes(gzip.compress(NUMBER.encode())),
]


@pytest.mark.parametrize("hide", HIDING)
def test_identity_number_is_found_wherever_it_hides(tmp_path: Path, hide: Callable[[Path], None]) -> None:
    hide(tmp_path / "release")
    found = scan([tmp_path / "release"])
    assert "identity_number" in {finding.rule for finding in found}
    assert not any(NUMBER[:6] in finding.excerpt or NUMBER[-4:] in finding.excerpt for finding in found)


@QUICK
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=6), st.data())
def test_canary_is_found_in_every_coding(tmp_path: Path, canary: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from([form for form in forms(canary) if len(form) >= 4]))
    expected = Expected(canaries=Canaries([canary, "别的"]))
    assert rules(tmp_path, "a.bin", b"\x01\x02" + form + b"\x03", expected) == {"canary"}
    assert rules(tmp_path, "a.bin", b"--" + base64.b64encode(b"xy" + canary.encode() * 2 + b"z"), expected) >= (
        {"canary"} if len(canary) > 2 else set()
    )


def test_column_of_names_is_found_unless_it_is_declared(tmp_path: Path) -> None:
    members = City(20).members
    members.select(contact="name").write_csv(tmp_path / "a.csv")
    assert {finding.rule for finding in scan([tmp_path / "a.csv"])} == {"names"}
    assert scan([tmp_path / "a.csv"], Expected(frozenset({"contact"}))) == []


def test_declared_column_is_no_excuse_for_names_beside_villages(tmp_path: Path) -> None:
    City(20).members.select("region_code", contact="name").write_csv(tmp_path / "a.csv")
    assert {finding.rule for finding in scan([tmp_path / "a.csv"], Expected(frozenset({"contact"})))} == {"name_beside_place"}


def test_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    assert rules(tmp_path, "a.zip", b"PK\x03\x04broken") == {"unreadable"}


def test_public_data_raises_no_alarm(tmp_path: Path) -> None:
    """Codes, money, days, digests, organisations and villages of the demo city, in every format."""
    city = City(600)
    by_month = payments(600).group_by("place", "kind", "month").agg(pl.col("cents").sum()).sort("place", "kind", "month")
    table = by_month.with_columns(yuan=pl.col("cents") / 100, digest=pl.format("{}{}", pl.col("cents").hash(), pl.col("place").hash()))
    table = table.with_columns(pl.col("digest").map_elements(lambda text: f"{int(text):064x}", return_dtype=pl.String))
    frames = {"payments": table, "regions": city.regions, "organisations": city.organisations.with_columns(uscc=pl.lit("91320211MA1MXXXX7K"))}
    for name, frame in frames.items():
        frame.write_csv(tmp_path / f"{name}.csv", include_bom=True)
        frame.write_ndjson(tmp_path / f"{name}.jsonl")
        frame.write_parquet(tmp_path / f"{name}.parquet")
    (tmp_path / "chart.svg").write_text('<svg><path d="M120.301234567 31.498765432,0.123456789012345"/></svg>')
    assert scan(tmp_path.iterdir()) == []


def rules(folder: Path, name: str, content: bytes, expected: Expected = NOTHING) -> set[str]:
    (folder / name).write_bytes(content)
    return {finding.rule for finding in scan([folder / name], expected)}


def test_long_value_is_read_like_any_other(tmp_path: Path) -> None:
    """A cell of more than 32,767 bytes neither stops the scanner nor hides what stands beside it."""
    frame = pl.DataFrame({"text": ["x" * 40_000, f"32028119800101123{check_digit('32028119800101123')}"]})
    frame.write_csv(tmp_path / "long.csv")
    assert {finding.rule for finding in scan([tmp_path / "long.csv"])} == {"identity_number"}


def test_empty_file_is_no_finding(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").touch()
    assert scan([tmp_path / "none.jsonl"]) == []


def test_credit_code_of_an_organisation_is_no_bank_card(tmp_path: Path) -> None:
    """It has the right digits for one, and the check character of GB 32100."""
    (tmp_path / "organisations.csv").write_text("name,credit_code\n某公司,913299010000008600\n", "utf-8")
    assert luhn("913299010000008600")
    assert scan([tmp_path / "organisations.csv"]) == []


def test_neighbouring_values_of_a_packed_table_are_no_number(tmp_path: Path) -> None:
    """In the bytes of SQLite two values touch: 1381 and 2345678 are no telephone, but a telephone in one value is."""
    with closing(sqlite3.connect(tmp_path / "packed.db")) as database:
        database.execute("CREATE TABLE t (a TEXT, b TEXT)")
        database.execute("INSERT INTO t VALUES ('1381', '2345678')")
        database.commit()
    assert scan([tmp_path / "packed.db"]) == []
    with closing(sqlite3.connect(tmp_path / "packed.db")) as database:
        database.execute("INSERT INTO t VALUES ('13812345678', '')")
        database.commit()
    assert {finding.rule for finding in scan([tmp_path / "packed.db"])} == {"phone"}


def test_two_codes_that_touch_in_a_packed_table_are_no_identity_number(tmp_path: Path) -> None:
    """The end of 320211303219 and the beginning of 320205100205 have a province, a birthday and a check digit."""
    first, second = "320211303219", f"320205100{check_digit('11303219320205100')}05"
    assert is_identity_number((first + second)[4:22])
    with closing(sqlite3.connect(tmp_path / "packed.db")) as database:
        database.execute("CREATE TABLE t (a TEXT, b TEXT)")
        database.execute("INSERT INTO t VALUES (?, ?)", (first, second))
        database.commit()
    assert (first + second).encode() in (tmp_path / "packed.db").read_bytes()
    assert scan([tmp_path / "packed.db"]) == []


def test_identity_number_in_a_deleted_row_is_found(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "packed.db")) as database:
        database.execute("PRAGMA secure_delete = off")
        database.execute("CREATE TABLE t (a TEXT, b TEXT)")
        database.execute("INSERT INTO t VALUES ('x', ?)", (f"32028119800101123{check_digit('32028119800101123')}",))
        database.execute("DELETE FROM t")
        database.commit()
    assert {finding.rule for finding in scan([tmp_path / "packed.db"])} == {"identity_number"}


names = st.builds(str.__add__, st.sampled_from(sorted((*COMMON, *RARER, *COMPOUND))), st.text(sorted(GIVEN), min_size=1, max_size=2)).filter(
    looks_like_name
)
places = st.sampled_from(["龙河村", "曙新村村民委员会", "北桥社区", "华士镇龙河村", "320281107203"])


def _sqlite_rows(path: Path, place: str, name: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (place, amount INTEGER, contact TEXT)")
        database.execute("INSERT INTO t VALUES (?, 500, ?)", (place, name))
        database.commit()


WITH_NAMES: dict[str, Callable[[Path, str, str], object]] = {
    "row": lambda path, place, name: path.with_suffix(".csv").write_text(f"a,b,c\n{place},{name},500\n"),
    "row behind": lambda path, place, name: path.with_suffix(".csv").write_text(f"a,b,c\n{name},500,{place}\n"),
    "cell": lambda path, place, name: path.with_suffix(".csv").write_text(f"a,b\n1,{place} {name}\n"),
    "two cells": lambda path, place, name: path.with_suffix(".csv").write_text(f"a,b,c\n{place},{_parted(name, ',')}\n"),
    "spaces": lambda path, place, name: path.with_suffix(".csv").write_text(f"a,b\n{place},{_parted(name, ' ')}\n"),
    "sentence": lambda path, place, name: path.with_suffix(".txt").write_text(f"经核实，{place}村民{name}家领取低保金。"),
    "sentence without a word for people": lambda path, place, name: path.with_suffix(".md").write_text(f"家住{place}北组的{name}因病致贫"),
    "json": lambda path, place, name: path.with_suffix(".json").write_text(json.dumps({"place": place, "rows": [{"contact": name}]}, indent=2)),
    "json as it is": lambda path, place, name: path.with_suffix(".jsonl").write_text(json.dumps({"a": place, "b": name}, ensure_ascii=False)),
    "html": lambda path, place, name: path.with_suffix(".html").write_text(f"<tr><td>{place}</td><td><b>{name}</b></td></tr>"),
    "utf-16": lambda path, place, name: path.with_suffix(".txt").write_text(f"{place},{name}\n", "utf-16"),
    "parquet": lambda path, place, name: pl.DataFrame({"place": [place], "contact": [name]}).write_parquet(path.with_suffix(".parquet")),
    "sqlite": _sqlite_rows,
    "zip": lambda path, place, name: zipfile.ZipFile(path, "w").writestr("a.csv", f"{place},{name}"),
}


def _parted(name: str, gap: str) -> str:
    surname = 2 if name[:2] in COMPOUND else 1
    return name[:surname] + gap + name[surname:]


def _rules_of_names(folder: Path, form: str, place: str, name: str, expected: Expected = NOTHING) -> set[str]:
    for old in folder.iterdir():
        old.unlink()
    WITH_NAMES[form](folder / "release", place, name)
    return {finding.rule for finding in scan(folder.iterdir(), expected)}


@QUICK
@given(names, places, st.sampled_from(sorted(WITH_NAMES)))
def test_name_beside_a_place_is_found_in_every_form(tmp_path: Path, name: str, place: str, form: str) -> None:
    assert "name_beside_place" in _rules_of_names(tmp_path, form, place, name)


rare = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4).filter(lambda text: not looks_like_name(text))


def _of_register(*known: str) -> Expected:
    key = b"k" * 32
    return Expected(names=Names(PrivateNames(key, beginnings(sha256(key + name.encode()).digest() for name in known))))


@QUICK
@given(rare, places, st.sampled_from(["row", "cell", "json", "html", "parquet", "sqlite", "sentence"]))
def test_name_of_the_register_is_found_however_rare(tmp_path: Path, name: str, place: str, form: str) -> None:
    """No list of surnames holds it: the gate knows it by its digest alone."""
    assert "name_beside_place" in _rules_of_names(tmp_path, form, place, name, _of_register(name))


def test_name_of_the_register_is_found_in_the_middle_of_a_sentence(tmp_path: Path) -> None:
    content = "龙河村去年为欧犇骉修缮房屋".encode()
    assert rules(tmp_path, "a.txt", content, _of_register("欧犇骉")) == {"name_beside_place"}
    assert rules(tmp_path, "a.txt", content, _of_register("别的人")) == set()


CALLED = ("万元", "文明", "安全", "公斤")  # each a word, and the name of somebody on the register


def _called_like_words(*others: str) -> Expected:
    known = _of_register(*CALLED, *others)
    return replace(known, names=replace(known.names, words=frozenset({"公斤"})))


@pytest.mark.parametrize(
    "text", ["龙河村,200万元", "龙河村,10万,元", "龙河村,文明,500", "龙河村文明和谐，安全等", "龙河村,面粉,5,公斤", "龙河村文明家庭"]
)
def test_word_that_somebody_is_called_is_a_word_where_it_stands_alone(tmp_path: Path, text: str) -> None:
    assert rules(tmp_path, "a.csv", f"a,b,c,d\n{text}\n".encode(), _called_like_words()) == set()


@pytest.mark.parametrize(
    "text",
    [
        "龙河村村民文明领取低保金",
        "龙河村文明家领取低保金",
        "龙河村万元因病致贫",
        "龙河村,户主公斤",
        "龙河村,安全同志",
        "龙河村,文,明",
        "龙河村,犇明,500",
    ],
)
def test_name_that_is_a_word_is_found_where_more_tells_that_it_is_one(tmp_path: Path, text: str) -> None:
    assert rules(tmp_path, "a.csv", f"a,b,c\n{text}\n".encode(), _called_like_words("犇明")) == {"name_beside_place"}


def test_column_of_surnames_of_the_region_is_found(tmp_path: Path) -> None:
    """Surnames that are everyday words elsewhere."""
    assert rules(tmp_path, "a.csv", "contact\n仲建国\n承秀英\n是丽华\n浦明华\n".encode()) == {"names"}


PUBLIC_TEXTS = [
    "龙河村,杨梅,500",
    "龙河村安全饮水工程",
    "华士镇金星村农田水利",
    "阳山镇黄桃、水蜜桃基地",
    "龙河村,轮椅,家电维修",
    "北桥社区居委会文化活动中心",
    "村集体收入增长一成以上，低收入户就业",
    "320281107203,顾山镇,周庄镇",
    "华士镇 周庄镇 马山街道",
    "龙河村高标准农田，和平路至常青路",
    "江阴市长泾镇和平村村民委员会高效设施农业项目",
    "查看公示栏，龙河村张贴及时",
]


@pytest.mark.parametrize("text", PUBLIC_TEXTS)
def test_official_names_and_everyday_words_are_no_names_of_people(tmp_path: Path, text: str) -> None:
    assert rules(tmp_path, "a.csv", f"a,b,c\n{text}\n".encode()) == set()


def test_official_name_is_public_and_hides_no_private_one_beside_it(tmp_path: Path) -> None:
    expected = Expected(names=Names(official=frozenset({"金国明社区", "金国明社区服务社"})))
    assert rules(tmp_path, "a.txt", "北桥社区金国明社区服务社".encode(), expected) == set()
    assert rules(tmp_path, "a.txt", "金国明社区张建国家领取补贴".encode(), expected) == {"name_beside_place"}


def test_fingerprint_of_a_search_file_is_no_telephone_number(tmp_path: Path) -> None:
    """Its digits are digits by chance; of twenty the gate would not know it."""
    begin = b"documents,1205\nfingerprint,a13912345678b"
    assert rules(tmp_path, "a.csv", begin + b"c" * 7) == {"phone"}
    assert rules(tmp_path, "a.csv", begin + b"c" * (FINGERPRINT - 13)) == set()


def test_name_far_from_any_place_tells_of_no_household(tmp_path: Path) -> None:
    assert rules(tmp_path, "a.txt", "本目录由张建国设计".encode()) == set()
