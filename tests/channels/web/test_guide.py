"""What a scanned or typed code opens: in use, mistyped, retired."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.guides.codes import ALPHABET, spoken
from backend.guides.models import GuideScan
from backend.guides.services import issue_codes, retire
from backend.transaction import transaction
from tests.factories.county import VILLAGE
from tests.support.pages import faults_of, read_page

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_a_guide_names_the_village_the_window_and_every_element(
    phone: FlaskClient, codes: dict[str, str]
) -> None:
    code = codes["minimum_living_allowance"]
    answer = phone.get(f"/g/{code}")
    page = read_page(answer.text)
    assert answer.status_code == 200
    assert faults_of(page) == []
    for words in (
        "汝州市蟒川镇寺上村民委员会", spoken(code), "这是什么", "什么人可以申请", "能有多少", "带什么",
        "怎么办", "要多久", "去哪里办", "示例路 1 号", "周一至周五", "0000-0000999", "示例", "12345",
        "核对于", "依据：", "身份证或户口簿", "村里开的收入证明", "不收钱", "演示数据",
    ):  # fmt: skip
        assert words in page.text, words
    links = {link.get("href") for link in page.all("a")}
    mine = f"?place={VILLAGE}&guide={code}"
    assert f"/apply/minimum_living_allowance{mine}" in links
    assert f"/apply/minimum_living_allowance{mine}&filed_by=relative" in links
    assert {f"/chat?code={code}", f"/screen?place={VILLAGE}", "/status"} <= links


def test_the_general_guide_lists_every_scheme(phone: FlaskClient, codes: dict[str, str]) -> None:
    page = read_page(phone.get(f"/g/{codes['general']}").text)
    assert faults_of(page) == []
    links = [link["href"] for link in page.all("a") if link["href"].startswith("/schemes/")]
    assert len(links) == 17
    assert all(f"place={VILLAGE}" in link for link in links)


def test_typed_codes_are_understood(phone: FlaskClient, codes: dict[str, str]) -> None:
    code = codes["general"]
    full_width = "".join(chr(ord(one) + 0xFEE0) for one in code)
    for written in (code.lower(), spoken(code), spoken(code).lower(), f" {code} ", full_width):
        assert phone.get(f"/g/{written}").status_code == 200, written
        assert phone.get("/g/", query_string={"code": written}).headers["Location"] == f"/g/{code}"


def test_no_wrong_character_opens_another_guide(phone: FlaskClient, codes: dict[str, str]) -> None:
    code = codes["general"]
    wrong = [
        code[:place] + other + code[place + 1 :]
        for place in (0, 3, 6)
        for other in ALPHABET[:4]
        if other != code[place]
    ]
    assert {phone.get(f"/g/{one}").status_code for one in wrong} == {404}


@pytest.mark.parametrize("written", ["XXXXXXX", "3", "<b>", "村里的码", "a" * 500])
def test_an_unknown_code_helps_to_tell_a_fake(phone: FlaskClient, written: str) -> None:
    answer = phone.get(f"/g/{written}")
    page = read_page(answer.text)
    assert answer.status_code == 404
    assert faults_of(page) == []
    for words in ("没有这个码", "假码", "12345", "不收一分钱", "127.0.0.1"):
        assert words in page.text
    assert "<b>" not in answer.text


def test_a_retired_code_says_where_to_go(phone: FlaskClient, codes: dict[str, str]) -> None:
    code = codes["minimum_living_allowance"]
    with transaction():
        retire(code, "公告栏搬走了", 1, Actor.system(), NOW)
    page = read_page(phone.get(f"/g/{code}").text)
    assert faults_of(page) == []
    assert "公告栏搬走了" in page.text
    assert "示例路 1 号" in page.text
    with transaction():
        issue_codes([(VILLAGE, "minimum_living_allowance")], NOW)
    links = {link["href"] for link in read_page(phone.get(f"/g/{code}").text).all("a")}
    assert any(re.fullmatch(r"/g/[0-9A-Z]{7}", link) and code not in link for link in links)


def test_scans_are_counted_and_nothing_else(
    app: Flask, phone: FlaskClient, codes: dict[str, str]
) -> None:
    for _ in range(3):
        assert "Set-Cookie" not in phone.get(f"/g/{codes['general']}").headers
    app.extensions["guide_scans"].flush()
    db.session.rollback()  # see what the writer has written
    found = [(row.code, row.scans) for row in db.session.scalars(select(GuideScan))]
    assert found == [(codes["general"], 3)]


def test_both_drawings_read_back_to_the_address(phone: FlaskClient, codes: dict[str, str]) -> None:
    code = codes["general"]
    drawn = phone.get(f"/g/{code.lower()}/qr.png")
    assert drawn.mimetype == "image/png"
    assert "max-age=86400" in drawn.headers["Cache-Control"]
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.data)))
    assert [one.text for one in read] == [f"http://127.0.0.1:8000/g/{code}"]
    vector = phone.get(f"/g/{code}/qr.svg")
    assert vector.mimetype == "image/svg+xml"
    assert [one.text for one in zxingcpp.read_barcodes(_painted(vector.text))] == [read[0].text]
    for form in ("svg", "png"):
        assert phone.get(f"/g/XXXXXXX/qr.{form}").status_code == 404


def _painted(markup: str) -> Image.Image:
    """Paint our own plain drawing: runs of dark modules, given as M x y h length."""
    size = int(re.search(r'viewBox="0 0 ([0-9]+)', markup)[1])  # type: ignore[index]
    image = Image.new("L", (size, size), 255)
    for x, y, length in re.findall(r"M([0-9]+) ([0-9]+)h([0-9]+)v1", markup):
        image.paste(0, (int(x), int(y), int(x) + int(length), int(y) + 1))
    return image.resize((size * 8, size * 8), Image.Resampling.NEAREST)


def test_a_slip_offers_the_code_meant_and_opens_nothing(
    phone: FlaskClient, codes: dict[str, str]
) -> None:
    code = codes["general"]
    slip = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % len(ALPHABET)]
    for answer in (phone.get(f"/g/{slip}"), phone.get("/g/", query_string={"code": slip})):
        page = read_page(answer.text)
        assert answer.status_code == 404
        assert faults_of(page) == []
        assert "您要找的是不是" in page.text
        assert "汝州市蟒川镇寺上村民委员会 · 第" in page.text
        assert f"/g/{code}" in {link["href"] for link in page.all("a")}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1:8000@evil.example"])
def test_a_hostile_host_header_gets_nowhere(
    phone: FlaskClient, codes: dict[str, str], host: str
) -> None:
    code = codes["general"]
    headers = {"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"}
    for path in (f"/g/{code}", "/g/XXXXXXX", f"/g/?code={code}", f"/g/{code}/qr.svg",
                 f"/api/v1/guides/{code}", f"/api/v1/guides?place={VILLAGE}"):  # fmt: skip
        answer = phone.get(path, headers=headers)
        assert "evil.example" not in answer.text
        assert "evil.example" not in str(answer.headers)
    drawn = phone.get(f"/g/{code}/qr.png", headers=headers)
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.data)))
    assert [one.text for one in read] == [f"http://127.0.0.1:8000/g/{code}"]


@pytest.mark.parametrize(
    "written", ["//evil.example", "/\\evil.example", "https://evil.example/g/{code}",
                "http://127.0.0.1:8000@evil.example/g/{code}", "{code}\r\nLocation: //evil.example"],
)  # fmt: skip
def test_there_is_no_open_redirect(phone: FlaskClient, codes: dict[str, str], written: str) -> None:
    written = written.format(code=codes["general"])
    answer = phone.get("/g/", query_string={"code": written, "next": "//evil.example"})
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert faults_of(read_page(answer.text)) == []
