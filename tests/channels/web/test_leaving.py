"""Shared computers: who sits down next finds nothing of the former person, who stays loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories.county import OTHER_TOWN, VILLAGE, pre_application
from tests.support.pages import Page, faults_of, read_page

START = datetime(2026, 11, 24, 1, tzinfo=UTC)
APPLY = "/apply/minimum_living_allowance"
SAID = "我老公打我"
FILLED = {"place": VILLAGE, "filed_by": "self", "name": "王示例", "phone": "13800000000"}


@pytest.fixture(autouse=True)
def _forms_with_tokens(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def papers(phone: FlaskClient, clock: time_machine.Traveller) -> dict[str, str]:
    answer = phone.post(
        "/api/v1/pre-applications", json=pre_application(), headers={"Idempotency-Key": "k1"}
    )
    receipt = answer.get_json()
    return {"number": receipt["number"], "access_code": receipt["access_code"]}


class Browser:
    """A browser that remembers what it sent, as the history of a tab does."""

    def __init__(self, phone: FlaskClient, clock: time_machine.Traveller) -> None:
        self.phone, self.clock, self.sent = phone, clock, []
        self.page = Page()

    def open(self, address: str) -> Page:
        return self._show(self.phone.get(address))

    def send(self, address: str, **fields: str) -> TestResponse:
        self.clock.shift(timedelta(seconds=5))
        token = self.page.value_of("csrf_token") or ""
        hidden = {
            name: self.page.value_of(name) or "" for name in ("once_key", "conversation_id", "kept")
        }
        body = {name: text for name, text in hidden.items() if text} | fields
        self.sent.append((address, body | {"csrf_token": token}))
        answer = self.phone.post(address, data=self.sent[-1][1])
        self._show(answer)
        return answer

    def back_and_send_again(self, step: int = -1) -> TestResponse:
        address, body = self.sent[step]
        return self.phone.post(address, data=body)

    def leave(self) -> None:
        answer = self.phone.post("/leave", follow_redirects=True)
        assert answer.headers["Clear-Site-Data"] == '"cache"'
        assert "清掉了" in self._show(answer).text

    def minutes(self, count: float) -> None:
        self.clock.shift(timedelta(minutes=count))

    def _show(self, answer: TestResponse) -> Page:
        self.page = read_page(answer.text)
        assert faults_of(self.page) == []
        assert answer.headers["Cache-Control"] == "no-store"
        return self.page


@pytest.fixture
def browser(phone: FlaskClient, clock: time_machine.Traveller) -> Browser:
    return Browser(phone, clock)


def _chat(browser: Browser) -> str:
    browser.open("/chat")
    assert SAID in browser.send("/chat", text=SAID).text
    address: str = next(
        one["href"] for one in browser.page.all("a") if one.get("href", "").startswith("/explain/")
    )
    return address


@pytest.mark.parametrize("way", ["left", "rested"])
def test_what_was_said_is_not_shown_to_the_next(browser: Browser, way: str) -> None:
    reasons = _chat(browser)
    name = browser.page.value_of("conversation_id")
    assert SAID in browser.back_and_send_again().text  # a step back of one's own, at once
    assert SAID in browser.open(reasons).text
    browser.leave() if way == "left" else browser.minutes(31)
    again = browser.back_and_send_again()
    assert again.status_code in (400, 409)
    assert SAID not in again.text
    assert browser.phone.get(reasons).status_code == 404
    # the next person asks, with the conversation's name out of the page's source
    browser.open("/chat")
    assert "110" not in _main(browser.send("/chat", text="还有呢", conversation_id=name or ""))
    assert SAID not in browser.back_and_send_again(0).text
    assert browser.phone.get(reasons).status_code == 404


def test_a_conversation_opens_in_its_own_sitting_alone(
    app: Flask, browser: Browser, clock: time_machine.Traveller
) -> None:
    browser.open("/chat")
    browser.send("/chat", text="低保要什么材料")
    name = browser.page.value_of("conversation_id") or ""
    assert "低保" in browser.send("/chat", text="要多久").text
    assert browser.page.value_of("conversation_id") == name
    other = Browser(app.test_client(), clock)
    other.open("/chat")
    assert "低保 · " not in other.send("/chat", text="要多久", conversation_id=name).text
    told = other.phone.post(
        "/api/v1/chat/messages", json={"text": "要多久", "conversation_id": name}
    ).get_json()
    assert told["intent"]["scheme"] != "minimum_living_allowance"


def test_who_thinks_for_long_is_answered_all_the_same(browser: Browser) -> None:
    _chat(browser)
    browser.minutes(50)
    answer = browser.send("/chat", text="低保要什么材料")
    assert answer.status_code == 200
    assert "依据" in answer.text
    assert (
        browser.back_and_send_again().status_code == 409
    )  # sent once, it is no newest form any more


@pytest.mark.parametrize("way", ["left", "rested"])
def test_number_and_code_in_the_history_open_nothing(
    browser: Browser, papers: dict[str, str], way: str
) -> None:
    browser.open("/status")
    assert "已登记" in browser.send("/status", **papers).text
    assert "填的内容" in browser.send("/status/mine", **papers).text
    browser.leave() if way == "left" else browser.minutes(31)
    for step in (0, 1):
        again = browser.back_and_send_again(step)
        assert again.status_code in (400, 403)
        for secret in ("已登记", "填的内容", papers["access_code"], papers["number"], "王示例"):
            assert secret not in again.text
    # the next person's own look does not wake the former's forms
    browser.open("/status")
    browser.send("/status", **papers)
    assert browser.back_and_send_again(0).status_code in (400, 403)
    assert browser.back_and_send_again().status_code == 200


def test_a_code_written_slowly_is_taken(browser: Browser, papers: dict[str, str]) -> None:
    browser.open("/status")
    browser.minutes(45)
    assert browser.send("/status", **papers).status_code == 200


def test_words_written_over_an_hour_go_with_the_code_written_anew(
    browser: Browser, papers: dict[str, str]
) -> None:
    words = "我家的情况不是这样的"
    browser.open("/status")
    browser.send("/status", **papers)
    browser.minutes(60)
    refused = browser.send("/status/dispute", reason=words, reopen="", **papers)
    assert refused.status_code == 403
    assert words not in refused.text
    assert papers["number"] not in refused.text
    wrong = browser.send("/status/dispute", number=papers["number"], access_code="ZZZZ-ZZZZZ")
    assert wrong.status_code == 404
    taken = browser.send("/status/dispute", **papers)
    assert taken.status_code == 200
    assert "收到了。会另派人看" in taken.text


def test_kept_words_open_for_their_own_number_only(
    browser: Browser, papers: dict[str, str]
) -> None:
    receipt = browser.phone.post(
        "/api/v1/pre-applications",
        json=pre_application(scheme="temporary_assistance"),
        headers={"Idempotency-Key": "k2"},
    ).get_json()
    other = {"number": receipt["number"], "access_code": receipt["access_code"]}
    browser.open("/status")
    browser.send("/status", **papers)
    browser.minutes(60)
    browser.send("/status/dispute", reason="别人写的话", **papers)
    answer = browser.send("/status/dispute", **other)
    assert answer.status_code == 422
    assert "别人写的话" not in answer.text


def _register(browser: Browser, **more: str) -> TestResponse:
    browser.open(f"{APPLY}?place={VILLAGE}")
    return browser.send(APPLY, **(FILLED | {"consent": "yes"} | more))


@pytest.mark.parametrize("way", ["left", "rested"])
def test_a_receipt_is_not_shown_again_to_the_next(browser: Browser, way: str) -> None:
    code = _code_in(_register(browser))
    assert code in browser.back_and_send_again().text  # the answer got lost: the same receipt
    browser.leave() if way == "left" else browser.minutes(31)
    again = browser.back_and_send_again()
    assert again.status_code in (400, 409)
    assert code not in again.text
    assert "王示例" not in again.text


@pytest.mark.parametrize("way", ["left", "rested"])
def test_a_form_sent_with_faults_is_not_shown_to_the_next(browser: Browser, way: str) -> None:
    shown = _register(browser, consent="")
    assert shown.status_code == 422
    assert 'value="王示例"' in shown.text
    browser.leave() if way == "left" else browser.minutes(31)
    again = browser.back_and_send_again()
    assert again.status_code in (400, 409)
    assert "王示例" not in again.text


def test_a_form_filled_over_an_hour_is_taken_in(browser: Browser) -> None:
    _chat(browser)
    browser.open(f"{APPLY}?place={VILLAGE}")
    browser.minutes(70)
    answer = browser.send(APPLY, **(FILLED | {"consent": "yes"}))
    assert answer.status_code == 200
    assert _code_in(answer)


def test_a_receipt_comes_again_to_a_form_sent_later_with_a_fresh_token(browser: Browser) -> None:
    """As the phone's own outbox does, days after the answer was lost."""
    code = _code_in(_register(browser))
    key = browser.sent[-1][1]["once_key"]
    browser.minutes(60 * 24)
    browser.open(f"{APPLY}?place={VILLAGE}")
    answer = browser.send(APPLY, **(FILLED | {"consent": "yes", "once_key": key}))
    assert _code_in(answer) == code


def test_a_question_to_the_window_and_a_screening_are_put_away_too(browser: Browser) -> None:
    browser.open("/ask")
    asked = browser.send("/ask", text="低保停了找谁", place=VILLAGE)
    code = _code_in(asked)
    browser.open("/screen")
    assert "低保" in browser.send("/screen", serious_illness="yes", monthly_income="300").text
    browser.minutes(31)
    for step in (0, 1):
        again = browser.back_and_send_again(step)
        assert again.status_code == 409
        for secret in (code, "低保停了找谁", 'value="300"', "可以问这几样"):
            assert secret not in again.text


def test_another_township_keeps_all_that_was_filled(browser: Browser) -> None:
    browser.open(f"{APPLY}?place={VILLAGE}")
    fields = FILLED | {"township": OTHER_TOWN, "description": "屋顶漏了", "urgent": "yes"}
    browser.send(f"{APPLY}/township", **fields)
    assert browser.page.value_of("name") == "王示例"
    assert browser.page.value_of("phone") == "13800000000"
    assert browser.page.value_of("urgent") == "yes"
    values = {one.get("value") for one in browser.page.all("option")}
    assert OTHER_TOWN in values
    assert VILLAGE not in values


def test_leaving_needs_no_token_and_staff_stay_signed_in(app: Flask, phone: FlaskClient) -> None:
    with phone.session_transaction() as kept:
        kept.update(_user_id="x", sitting=["m", 0, 1], channel_pass="p", csrf_token="t")
    assert phone.post("/leave").status_code == 303
    with phone.session_transaction() as kept:
        assert dict(kept) == {"_user_id": "x"}
    foreign = phone.post("/leave", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_every_page_leads_to_the_way_out(phone: FlaskClient) -> None:
    for address in ("/", "/chat", "/apply/", "/status", "/screen", "/schemes/general"):
        assert 'href="/leave"' in phone.get(address).text
    page = read_page(phone.get("/leave").text)
    assert faults_of(page) == []
    assert "我说完了" in page.text


@pytest.mark.parametrize(
    "address", [f"{APPLY}?place={VILLAGE}", "/ask", "/chat", "/screen", "/status"]
)
def test_browsers_are_asked_to_bring_nothing_back(phone: FlaskClient, address: str) -> None:
    page = read_page(phone.get(address).text)
    forms = [one for one in page.all("form") if "data-draft" in one or "autocomplete" in one]
    assert forms
    assert all(one.get("autocomplete") == "off" for one in forms)
    texts: list[dict[str, Any]] = [*page.all("input"), *page.all("textarea")]
    assert all(one.get("autocomplete", "off") == "off" for one in texts)


def _main(answer: TestResponse) -> str:
    return answer.text[answer.text.index("<main") : answer.text.index("</main")]


def _code_in(answer: TestResponse) -> str:
    found = re.findall(r'class="number-big">([^<]+)<', answer.text)
    assert len(found) == 2, answer.text
    return str(found[1])
