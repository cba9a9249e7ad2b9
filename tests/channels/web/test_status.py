"""Following one's case by number and access code."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories.county import OTHER_TOWN, VILLAGE, bearer, pre_application
from tests.support.pages import Page, faults_of, read_page


@pytest.fixture
def papers(phone: FlaskClient) -> dict[str, str]:
    """Number and access code of a fresh pre-application."""
    answer = phone.post(
        "/api/v1/pre-applications", json=pre_application(), headers={"Idempotency-Key": "k1"}
    )
    receipt = answer.get_json()
    return {"number": receipt["number"], "access_code": receipt["access_code"]}


def _post(phone: FlaskClient, address: str, status: int = 200, **fields: str) -> Page:
    answer = phone.post(address, data=fields)
    assert answer.status_code == status, answer.text
    page = read_page(answer.text)
    assert faults_of(page) == []
    assert answer.headers["Cache-Control"] == "no-store"
    return page


def test_the_page_says_who_has_it_until_when_and_why(
    phone: FlaskClient, papers: dict[str, str]
) -> None:
    page = _post(phone, "/status", **papers)
    for words in (
        "已登记，等窗口认领", "低保", "蟒川镇社会救助服务窗口", "几号前有信", "为什么是这个日子",
        "已登记，送到窗口", "补充说明", "撤回", "对办理有意见", "一天一天数", "：第 3 天",
    ):  # fmt: skip
        assert words in page.text, words
    assert "王示例" not in page.text
    assert "13800000000" not in page.text


def test_a_day_beyond_the_published_holidays_is_called_provisional_beside_it(
    phone: FlaskClient,
) -> None:
    with time_machine.travel(datetime(2026, 12, 30, 2, tzinfo=UTC), tick=False):
        answer = phone.post(
            "/api/v1/pre-applications", json=pre_application(), headers={"Idempotency-Key": "k9"}
        )
        receipt = answer.get_json()
        assert receipt["due"]["provisional"], "three working days reach into the next year"
        known = {name: receipt[name] for name in ("number", "access_code")}
        assert "2027年1月5日（周二）（暂定）" in _post(phone, "/status", **known).text


def test_number_and_code_are_read_as_people_write_them(
    phone: FlaskClient, papers: dict[str, str]
) -> None:
    number, code = papers["number"], papers["access_code"]
    written = {
        "number": f"{number[:4]} {number[4:8]}-{number[8:]}",
        "access_code": code.lower().replace("-", " "),
    }
    page = _post(phone, "/status", **written)
    assert page.value_of("access_code") == code


def test_a_wrong_code_and_an_unknown_number_look_alike(
    phone: FlaskClient, papers: dict[str, str]
) -> None:
    number = papers["number"]
    wrong = _post(phone, "/status", 404, number=number, access_code="AAA-AAA-AAA")
    unknown = _post(phone, "/status", 404, number="261100000000", access_code="AAA-AAA-AAA")
    assert wrong.text == unknown.text
    assert wrong.value_of("number") == number
    assert not wrong.value_of("access_code")
    assert "编号是 12 位数字" in wrong.text


def test_guessing_is_braked(phone: FlaskClient, papers: dict[str, str]) -> None:
    for _ in range(5):
        _post(phone, "/status", 404, number=papers["number"], access_code="AAA-AAA-AAA")
    answer = phone.post("/status", data=papers)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "600"
    assert "十分钟" in answer.text


def test_withdrawing_asks_once_more(phone: FlaskClient, papers: dict[str, str]) -> None:
    asked = _post(phone, "/status/withdraw", **papers)
    assert "真的要撤回吗" in asked.text
    assert "已登记，等窗口认领" in _post(phone, "/status", **papers).text
    done = _post(phone, "/status/withdraw", **papers, confirm="yes", reason="找到活了")
    assert "已经撤回" in done.text
    again = _post(phone, "/status/withdraw", 409, **papers, confirm="yes")
    assert "已撤回" in again.text


def test_what_is_asked_can_be_handed_in(phone: FlaskClient, papers: dict[str, str]) -> None:
    clerk = bearer(phone, "clerk-a")
    listed = phone.get("/api/v1/intake/cases?queue=unclaimed", headers=clerk).get_json()
    case = listed["items"][0] if "items" in listed else listed["cases"][0]
    claimed = phone.post(
        f"/api/v1/intake/cases/{case['id']}/claim", json={"version": case["version"]}, headers=clerk
    ).get_json()
    phone.post(
        f"/api/v1/intake/cases/{case['id']}/ask-supplement",
        json={"version": claimed["version"], "items": ["户口簿"], "message": "请带来看一下"},
        headers=clerk,
    )
    page = _post(phone, "/status", **papers)
    assert "要您补的" in page.text
    assert "户口簿" in page.text
    empty = _post(phone, "/status/supplement", 422, **papers, text=" ")
    assert "请先写几句" in empty.text
    done = _post(phone, "/status/supplement", **papers, text="户口簿已经送去")
    assert "收到了" in done.text
    assert "收到您补的材料" in done.text


def test_one_may_disagree(phone: FlaskClient, papers: dict[str, str]) -> None:
    empty = _post(phone, "/status/dispute", 422, **papers, reason="")
    assert "请先写几句" in empty.text
    done = _post(phone, "/status/dispute", **papers, reason="一直没人打电话")
    assert "另派人看" in done.text


def test_nothing_personal_stands_in_an_address(phone: FlaskClient, papers: dict[str, str]) -> None:
    markup = phone.post("/status", data=papers).text
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', markup)
    assert not [one for one in addresses if papers["number"] in one or "access" in one]
    assert phone.get(f"/status?number={papers['number']}").text.count(papers["number"]) == 0
    assert VILLAGE not in "".join(addresses)


def test_while_it_is_offered_to_another_window_the_page_says_who_answers(
    phone: FlaskClient, papers: dict[str, str]
) -> None:
    staff = bearer(phone, "clerk-a")
    cases = "/api/v1/intake/cases"
    case = phone.get(f"{cases}?queue=unclaimed", headers=staff).get_json()["cases"][0]
    words = {"version": case["version"], "to": OTHER_TOWN, "reason": "人住在那边"}
    offered = phone.post(f"{cases}/{case['id']}/transfer", json=words, headers=staff)
    assert offered.status_code == 200, offered.get_json()
    page = _post(phone, "/status", **papers)
    assert "正在请别处接手、帮办" in page.text
    assert "已请温泉镇社会救助服务窗口（示例）接手" in page.text
    assert "对方接收以前，还是蟒川镇社会救助服务窗口（示例）负责" in page.text
    told = phone.post(
        f"/api/v1/pre-applications/{papers['number']}/status",
        json={"access_code": papers["access_code"]},
    ).get_json()["handing_over"]
    assert told[0]["until"]
    assert told[0]["words"] in page.text
