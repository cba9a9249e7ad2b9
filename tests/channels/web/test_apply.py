"""The pre-application form and its receipt, without scripts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.applications.consent import NOTICE_VERSION
from backend.applications.models import PreApplication
from backend.extensions import db
from backend.sealing import sealer
from tests.factories.county import TOWN, VILLAGE
from tests.support.pages import faults_of, read_page

ADDRESS = "/apply/minimum_living_allowance"


def _filled(**changes: Any) -> dict[str, Any]:
    return {
        "once_key": "page-key-0123456789",
        "place": VILLAGE,
        "filed_by": "self",
        "name": "王示例",
        "phone": "138 0000 0000",
        "consent": "yes",
    } | changes


def _only_row() -> PreApplication:
    db.session.rollback()  # see what the request has written
    return db.session.scalars(select(PreApplication)).one()


def _count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(PreApplication)) or 0


def test_the_place_is_chosen_in_two_steps(phone: FlaskClient) -> None:
    first = read_page(phone.get(ADDRESS).text)
    assert faults_of(first) == []
    assert TOWN in {one.get("value") for one in first.all("option")}
    assert first.value_of("phone") is None
    second = read_page(phone.get(f"{ADDRESS}?place={TOWN}").text)
    assert VILLAGE in {one.get("value") for one in second.all("option")}
    third = read_page(phone.get(f"{ADDRESS}?place={VILLAGE}").text)
    chosen = [one["value"] for one in third.all("option") if "selected" in one]
    assert chosen == [VILLAGE]


def test_the_notice_comes_first_and_no_box_is_ticked(phone: FlaskClient) -> None:
    markup = phone.get(f"{ADDRESS}?place={VILLAGE}").text
    page = read_page(markup)
    assert markup.index("先看这几句") < markup.index('name="name"')
    assert NOTICE_VERSION in page.text
    ticked = [
        one for one in page.all("input") if one.get("type") == "checkbox" and "checked" in one
    ]
    assert ticked == []
    assert "敏感信息，单独问您一次" in page.text
    key = page.value_of("once_key")
    assert key
    assert len(key) >= 20
    assert key != read_page(phone.get(f"{ADDRESS}?place={VILLAGE}").text).value_of("once_key")


def test_a_day_beyond_the_published_holidays_is_called_provisional(phone: FlaskClient) -> None:
    with time_machine.travel(datetime(2026, 12, 30, 2, tzinfo=UTC), tick=False):
        assert "2027年1月5日（周二）以前（暂定）" in phone.post(ADDRESS, data=_filled()).text


def test_a_guide_brings_its_village_and_code_along(
    phone: FlaskClient, codes: dict[str, str]
) -> None:
    code = codes["minimum_living_allowance"]
    page = read_page(phone.get(f"{ADDRESS}?guide={code}&filed_by=relative").text)
    assert page.value_of("guide") == code
    assert page.value_of("filed_by") == "relative"
    assert [one["value"] for one in page.all("option") if "selected" in one] == [VILLAGE]
    sent = _filled(guide=code, filed_by="relative", filer_name="李示例")
    assert phone.post(ADDRESS, data=sent).status_code == 200
    row = _only_row()
    assert row.guide_code == code
    assert row.channel == "web"
    body = sealer().open_json(row.body_sealed, "pre_application", row.id, "body")
    assert body["filed_by"]["kind"] == "relative"
    assert body["filed_by"]["name"] == "李示例"


def test_the_receipt_says_everything_that_comes_next(phone: FlaskClient) -> None:
    answer = phone.post(ADDRESS, data=_filled())
    page = read_page(answer.text)
    assert answer.status_code == 200
    assert faults_of(page) == []
    assert re.search(r"[0-9]{4} [0-9]{4} [0-9]{4}", page.text)
    assert re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", page.text)
    for words in (
        "蟒川镇社会救助服务窗口", "示例", "以前", "这一天是怎么数出来的", "身份证或户口簿", "接下来",
        "窗口受理以后才开始计算", "打印", "只显示这一次",
    ):  # fmt: skip
        assert words in page.text, words
    assert answer.headers["Cache-Control"] == "no-store"


def test_pressing_twice_is_one_case_and_one_receipt(phone: FlaskClient) -> None:
    first, second = (phone.post(ADDRESS, data=_filled()).text for _ in range(2))
    assert first == second
    assert _count() == 1
    changed = phone.post(ADDRESS, data=_filled(name="赵示例"))
    page = read_page(changed.text)
    assert changed.status_code == 422
    assert "刚才已经交成功了" in page.text
    assert page.value_of("once_key") not in (None, "page-key-0123456789")
    assert _count() == 1


def test_faults_stand_beside_their_fields_and_nothing_is_lost(phone: FlaskClient) -> None:
    answer = phone.post(
        ADDRESS,
        data=_filled(
            name=" ", phone="123", id_number="123", causes=["illness", "schooling"],
            description="屋漏了<b>", urgent="yes", consent="", address="二组", guide="",
            filed_by="village_assistant", filer_name="钱示例", filer_relation="协理员",
        ),
    )  # fmt: skip
    page = read_page(answer.text)
    assert answer.status_code == 422
    assert faults_of(page) == []
    for words in (
        "请写姓名",
        "11 位手机号",
        "身份证号应是 18 位",
        "没有同意",
        "敏感信息，要先单独同意",
    ):
        assert words in page.text, words
    named = {one.get("aria-describedby") for one in page.all("input") if "aria-invalid" in one}
    assert {"fault-name", "fault-phone", "fault-id_number", "fault-consent"} <= named
    for name, value in (
        ("phone", "123"), ("id_number", "123"), ("address", "二组"), ("filer_name", "钱示例"),
        ("filer_relation", "协理员"), ("filed_by", "village_assistant"), ("urgent", "yes"),
        ("once_key", "page-key-0123456789"),
    ):  # fmt: skip
        assert page.value_of(name) == value, name
    ticked = {
        one["value"]
        for one in page.all("input")
        if one.get("name") == "causes" and "checked" in one
    }
    assert ticked == {"illness", "schooling"}
    assert "屋漏了<b>" in page.text
    assert "<b>" not in answer.text
    assert [one["value"] for one in page.all("option") if "selected" in one] == [VILLAGE]
    assert _count() == 0


def test_mended_with_the_same_key_it_goes_through(phone: FlaskClient) -> None:
    assert phone.post(ADDRESS, data=_filled(phone="1")).status_code == 422
    assert phone.post(ADDRESS, data=_filled()).status_code == 200
    assert _count() == 1


def test_sensitive_things_need_their_own_consent(phone: FlaskClient) -> None:
    refused = phone.post(ADDRESS, data=_filled(causes=["illness"]))
    assert refused.status_code == 422
    assert "单独同意" in refused.text
    taken = phone.post(ADDRESS, data=_filled(causes=["illness"], sensitive_consent="yes"))
    assert taken.status_code == 200
    row = _only_row()
    body = sealer().open_json(row.body_sealed, "pre_application", row.id, "body")
    assert body["situation"]["causes"] == ["illness"]
    assert body["consents"] == {
        "personal_information": True,
        "sensitive_information": True,
        "economic_verification": False,
        "notice_version": NOTICE_VERSION,
    }


@pytest.mark.parametrize("place", ["", "abc", "410482999999", "110101001001"])
def test_without_a_place_we_serve_the_form_comes_back(phone: FlaskClient, place: str) -> None:
    answer = phone.post(ADDRESS, data=_filled(place=place))
    page = read_page(answer.text)
    assert answer.status_code == 422
    assert faults_of(page) == []
    assert page.value_of("name") == "王示例"


def test_too_many_in_a_day_is_said_on_the_form(phone: FlaskClient) -> None:
    answers = [
        phone.post(ADDRESS, data=_filled(once_key=f"key-number-{number:010d}"))
        for number in range(4)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "今天已经登记了好几次" in answers[-1].text
    assert read_page(answers[-1].text).value_of("name") == "王示例"


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "钥匙" * 10, "a b" * 8])
def test_a_missing_or_broken_key_is_replaced(phone: FlaskClient, key: str) -> None:
    assert phone.post(ADDRESS, data=_filled(once_key=key)).status_code == 200


def test_any_scheme_and_the_general_topic_may_be_registered(phone: FlaskClient) -> None:
    links = [link["href"] for link in read_page(phone.get("/apply/").text).all("a")]
    schemes = {link.removeprefix("/apply/") for link in links if link.startswith("/apply/")}
    assert {"general", "temporary_assistance", "minimum_living_allowance"} <= schemes
    assert phone.post("/apply/general", data=_filled()).status_code == 200
    assert phone.get("/apply/nope").status_code == 404
    assert phone.post("/apply/nope", data=_filled()).status_code == 404


def test_amounts_need_the_second_consent_and_reach_the_window_in_fen(phone: FlaskClient) -> None:
    amounts = {"monthly_income": "８００元", "yearly_costs": "20,000"}
    without = phone.post(ADDRESS, data=_filled(**amounts))
    assert without.status_code == 422
    assert "单独同意" in without.text
    assert read_page(without.text).value_of("yearly_costs") == "20,000"
    unread = phone.post(ADDRESS, data=_filled(monthly_income="很少", sensitive_consent="yes"))
    assert unread.status_code == 422
    assert "请只写数字" in unread.text
    answer = phone.post(ADDRESS, data=_filled(**amounts, sensitive_consent="yes"))
    assert answer.status_code == 200
    row = _only_row()
    kept = sealer().open_json(row.body_sealed, "pre_application", row.id, "body")["situation"]
    assert kept["monthly_income_fen"] == 80_000
    assert kept["yearly_essential_expenses_fen"] == 2_000_000
