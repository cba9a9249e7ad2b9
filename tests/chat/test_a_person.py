"""A person is asked for in a conversation: one case, in the right window, number and code told."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.extensions import db, new_id
from backend.intake.models import IntakeCase
from backend.intake.notices import open_summary
from tests.factories.county import OTHER_TOWN, TOWN, VILLAGE, make_county
from tests.support.pages import read_page

MESSAGES = "/api/v1/chat/messages"


class Talk:
    """One conversation by the API."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.id = client, new_id()

    def __call__(self, text: str, **more: Any) -> dict[str, Any]:
        body = {"text": text, "conversation_id": self.id} | more
        answer = self.client.post(MESSAGES, json=body)
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())


@pytest.fixture
def say(app: Flask, client: FlaskClient) -> Talk:
    make_county()
    return Talk(client)


def cases() -> list[IntakeCase]:
    db.session.rollback()
    return list(db.session.scalars(select(IntakeCase).order_by(IntakeCase.created_at)))


def test_with_a_place_it_is_a_case_at_once(client: FlaskClient, say: Talk) -> None:
    said = say("找人工", place=VILLAGE)
    (case,) = cases()
    assert (case.kind, case.state, case.division_code) == ("question", "submitted", TOWN)
    handed = said["handed_over"]
    assert handed["number"] == case.number
    assert handed["access_code"] in said["reply"]["text"]
    assert handed["due_on"]
    status = client.post(
        f"/api/v1/pre-applications/{handed['number']}/status",
        json={"access_code": handed["access_code"]},
    )
    assert status.get_json()["status"] == "submitted"


def test_without_a_place_it_is_asked_once_and_no_word_is_lost(say: Talk) -> None:
    say("我妈瘫在床上，低保停了没人管")
    asked = say("我要找人工")
    assert "您在哪个乡镇、街道" in asked["reply"]["text"]
    assert "handed_over" not in asked
    assert cases() == []
    said = say("我在温泉镇")
    (case,) = cases()
    assert case.division_code == OTHER_TOWN
    assert said["handed_over"]["number"] == case.number
    question = open_summary(case)["question"]
    assert "我妈瘫在床上，低保停了没人管" in question
    assert "我要找人工" in question


def test_a_place_alone_without_the_wish_is_no_case(say: Talk) -> None:
    say("低保一个月多少钱")
    assert "handed_over" not in say("我在蟒川镇")
    assert cases() == []


def test_said_again_it_is_the_same_case_and_new_words_reach_it(say: Talk) -> None:
    first = say("找人工", place=VILLAGE)
    again = say("找人工", place=VILLAGE)
    assert again["handed_over"] == first["handed_over"]
    (case,) = cases()
    assert case.version == 1, "the same words again change nothing"
    say("转人工，我妈也病了", place=VILLAGE)
    (case,) = cases()
    assert case.version == 2
    other = Talk(say.client)("找人工", place=VILLAGE)
    assert other["handed_over"] != first["handed_over"]
    assert len(cases()) == 2, "another conversation is another question"


def test_a_double_click_is_one_case(app: Flask, say: Talk) -> None:
    start, told = threading.Barrier(3), list[Any]()

    def click() -> None:
        start.wait()
        body = {"text": "找人工", "conversation_id": say.id, "place": VILLAGE}
        told.append(app.test_client().post(MESSAGES, json=body))

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cases()) == 1
    assert {one.status_code for one in told} <= {200, 409}
    numbers = {one.get_json()["handed_over"]["number"] for one in told if one.status_code == 200}
    assert len(numbers) == 1


def test_danger_goes_first(say: Talk) -> None:
    said = say("着火了快叫人工", place=VILLAGE)
    assert said["intent"]["kind"] == "emergency"
    assert "119" in said["reply"]["text"]


@pytest.mark.parametrize(
    ("told", "is_urgent"),
    [("三天没吃上饭了，家里断粮", True), ("低保一个月多少钱", False)],
)
def test_who_told_of_a_danger_is_called_first_at_the_window(
    say: Talk, told: str, is_urgent: bool
) -> None:
    say(told)
    said = say("找人工", place=VILLAGE)
    (case,) = cases()
    assert case.urgent is is_urgent
    assert case.due_rule == f"window.{'urgent_' if is_urgent else ''}contact_workdays"
    assert said["handed_over"]["due_on"] == case.due_on.isoformat() if case.due_on else False


def test_the_page_without_scripts_asks_where(client: FlaskClient, say: Talk) -> None:
    key = read_page(client.get("/chat").text).value_of("once_key")
    asked = client.post("/chat", data={"text": "找人工", "once_key": key}).text
    conversation = read_page(asked).value_of("conversation_id")
    assert '<option value="温泉镇">' in asked
    assert "请窗口的人回答</button>" not in asked
    done = client.post("/chat", data={"text": "温泉镇", "conversation_id": conversation}).text
    (case,) = cases()
    assert case.division_code == OTHER_TOWN
    spoken = " ".join(re.findall("....", case.number or ""))
    assert spoken in done
    assert re.search(r"办理码 [0-9A-Z-]{9,11}", done)


def test_many_at_once_from_one_address_wait(
    client: FlaskClient, say: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.chat.routes._TO_WINDOWS", "2/minute")
    for _ in range(2):
        Talk(client)("找人工", place=VILLAGE)
    answer = client.post(MESSAGES, json={"text": "找人工", "place": VILLAGE})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


KEY = "first-question-of-one-person"


def _first(client: FlaskClient, text: str = "找人工", key: str | None = KEY, **more: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(MESSAGES, json={"text": text} | more, headers=headers)


def test_the_first_words_sent_twice_with_one_key_are_one_case(
    client: FlaskClient, say: Talk
) -> None:
    first, second = (_first(client, place=VILLAGE) for _ in range(2))
    assert len(cases()) == 1
    assert first.get_json()["handed_over"]["number"] == cases()[0].number
    assert second.get_json() == first.get_json()
    other = _first(client, "找人工，急", place=VILLAGE)
    assert (other.status_code, len(cases())) == (422, 1)


def test_two_at_once_with_one_key_are_one_case(app: Flask, say: Talk) -> None:
    together, answers = threading.Barrier(2), list[Any]()

    def send() -> None:
        together.wait(10)
        answers.append(_first(app.test_client(), place=VILLAGE))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(cases()) == 1
    done = [one.get_json() for one in answers if one.status_code == 200]
    assert {one["handed_over"]["number"] for one in done} == {cases()[0].number}
    assert {one.status_code for one in answers} <= {200, 409}


def test_other_people_are_not_merged(client: FlaskClient, say: Talk) -> None:
    for key in (None, None, "another-persons-own-key"):
        assert _first(client, key=key, place=VILLAGE).status_code == 200
    assert len(cases()) == 3
    assert len({one.number for one in cases()}) == 3


@pytest.mark.parametrize("key", ["1", "fifteen-letters", "with blanks in it all"])
def test_a_key_others_may_choose_is_refused(client: FlaskClient, say: Talk, key: str) -> None:
    assert _first(client, key=key, place=VILLAGE).status_code == 400
    assert cases() == []


@pytest.mark.parametrize("sheet", ["/", "/chat"])
def test_a_sheet_sent_twice_is_one_case_and_other_words_begin_another(
    client: FlaskClient, say: Talk, sheet: str
) -> None:
    keys = re.findall(r'name="once_key" value="([^"]+)"', client.get(sheet).text)
    form = {"text": "找人工", "place": VILLAGE, "once_key": keys[0]}
    for _ in range(2):
        answer = client.post("/chat", data=form)
        assert answer.status_code == 200
        assert cases()[0].number is not None
    assert len(cases()) == 1
    client.post("/chat", data=form | {"text": "请人工帮我"})
    fresh = re.findall(r'name="once_key" value="([^"]+)"', client.get(sheet).text)
    client.post("/chat", data=form | {"once_key": fresh[0]})
    assert len(cases()) == 3
