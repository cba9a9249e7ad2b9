"""Asking on a page, without scripts."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from backend.channels.web.numbers import dial, with_calls
from tests.factories.county import VILLAGE
from tests.support.pages import Page, faults_of, read_page


def _ask(phone: FlaskClient, text: str, **fields: str) -> tuple[str, Page]:
    answer = phone.post("/chat", data={"text": text, **fields})
    assert answer.status_code == 200
    page = read_page(answer.text)
    assert faults_of(page) == []
    return answer.text, page


def test_an_answer_shows_its_source_and_what_to_ask_next(phone: FlaskClient) -> None:
    markup, page = _ask(phone, "低保要什么材料")
    assert "低保要什么材料" in page.text
    assert "依据：《社会救助法》" in page.text
    assert 'action="/chat"' in markup
    asked_next = [one["value"] for one in page.all("input") if one.get("name") == "text"]
    assert len(asked_next) >= 2
    conversation = page.value_of("conversation_id")
    assert conversation
    _, following = _ask(phone, "要多久", conversation_id=conversation)
    assert following.value_of("conversation_id") == conversation
    assert "低保" in following.text


def test_danger_puts_the_number_first(phone: FlaskClient) -> None:
    markup, _ = _ask(phone, "我老公打我")
    body = markup[markup.index("<main") :]
    first_link = re.search(r'href="([^"]+)"', body)
    assert first_link
    assert first_link[1] == "tel:110"
    assert 'class="urgent"' in body
    assert 'href="sms:12110"' in body
    assert "不能替您报警" in body


def test_a_guide_lends_its_village_and_topic(phone: FlaskClient, codes: dict[str, str]) -> None:
    code = codes["minimum_living_allowance"]
    page = read_page(phone.get(f"/chat?code={code}").text)
    assert "寺上村" in page.text
    assert page.value_of("place") == VILLAGE
    _, answered = _ask(phone, "要什么材料", code=code)
    assert "社会救助法" in answered.text
    assert answered.value_of("topic") == "minimum_living_allowance"


def test_nothing_asked_and_too_much_asked_come_back_with_a_sentence(phone: FlaskClient) -> None:
    for text, words in (
        ("", "请先写一句"),
        ("问" * 501, "最多 500 个字"),
        ("低保\x01", "控制字符"),
    ):
        answer = phone.post("/chat", data={"text": text})
        assert answer.status_code == 422
        assert words in read_page(answer.text).text


def test_what_is_asked_is_shown_as_text(phone: FlaskClient) -> None:
    markup, page = _ask(phone, "<script>alert('低保')</script>")
    assert "<script>" not in markup
    assert "alert('低保')" in page.text


def test_foreign_conversations_and_places_are_left_out(phone: FlaskClient) -> None:
    _, page = _ask(phone, "低保是什么", conversation_id="x" * 32, place="1", topic="nope")
    assert page.value_of("conversation_id") != "x" * 32
    assert page.value_of("place") is None


def test_a_person_may_say_whether_it_helped(phone: FlaskClient) -> None:
    markup, _ = _ask(phone, "低保是什么")
    address = re.search(r'action="(/chat/feedback/[0-9a-f]{32})"', markup)
    assert address
    assert "谢谢" in phone.post(address[1], data={"helpful": "no"}).text
    assert phone.post("/chat/feedback/" + "0" * 32, data={"helpful": "yes"}).status_code == 404


def test_public_numbers_become_links_and_others_do_not() -> None:
    assert with_calls("先打110，再打12345。") == [
        ("先打", ""), ("110", "tel:110"), ("，再打", ""), ("12345", "tel:12345"), ("。", ""),
    ]  # fmt: skip
    others = "一共120元、12000元，2026-11-20，1101平米"
    assert with_calls(others) == [(others, "")]
    assert dial("12110") == "sms:12110"


def test_an_answer_can_be_explained(phone: FlaskClient) -> None:
    markup, _ = _ask(phone, "低保要什么材料，我的电话 13812345678")
    address = re.search(r'href="(/explain/[0-9a-f]{32})"', markup)
    assert address
    answer = phone.get(address[1])
    page = read_page(answer.text)
    assert faults_of(page) == []
    assert "13812345678" not in answer.text
    assert "138****5678" in page.text
    for words in (
        "低保 · 要什么材料",
        "项目 · 低保",
        "民发〔2021〕57号",
        "最低生活保障审核确认办法",
    ):
        assert words in page.text
    for unknown in ("0" * 32, "x"):
        assert phone.get(f"/explain/{unknown}").status_code == 404


def test_numbered_ways_can_be_tapped(phone: FlaskClient) -> None:
    page = read_page(phone.post("/chat", data={"text": "得了大病钱花光了"}).text)
    assert faults_of(page) == []
    taps = {one["value"] for one in page.all("input") if one.get("name") == "text"}
    assert {"1", "2"} <= taps
    conversation = page.value_of("conversation_id")
    second = phone.post("/chat", data={"text": "2", "conversation_id": conversation})
    assert "临时救助" in second.text
