"""A person, please: asked without an account, answered at the window, read by number and code."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.applications.models import PreApplication
from backend.extensions import db
from backend.intake.models import IntakeCase
from tests.factories.county import OTHER_TOWN, TOWN, VILLAGE, bearer, make_county

QUESTION = {"text": "我爸的低保停了，没人跟我说为什么", "place": VILLAGE}
CASES = "/api/v1/intake/cases"


@pytest.fixture(autouse=True)
def county(app: Flask) -> None:
    make_county()


def ask(client: FlaskClient, key: str = "q-1", **changes: Any) -> Any:
    return client.post(
        "/api/v1/questions", json=QUESTION | changes, headers={"Idempotency-Key": key}
    )


def status(client: FlaskClient, receipt: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(
        f"/api/v1/pre-applications/{receipt['number']}/status",
        json={"access_code": receipt["access_code"]},
    )
    assert answer.status_code == 200, answer.get_json()
    found: dict[str, Any] = answer.get_json()
    return found


def test_asked_without_a_phone_and_answered(client: FlaskClient) -> None:
    receipt = ask(client).get_json()
    assert receipt["window"]["name"].startswith("蟒川镇")
    assert receipt["due"]["rule"] == "window.contact_workdays"
    staff = bearer(client, "clerk-a")
    case = client.get(f"{CASES}?queue=unclaimed", headers=staff).get_json()["cases"][0]
    assert (case["kind"], case["number"]) == ("question", receipt["number"])
    path = f"{CASES}/{case['id']}"
    taken = client.post(f"{path}/claim", json={"version": 1}, headers=staff).get_json()
    sheet = client.get(path, headers=staff).get_json()
    assert sheet["summary"]["question"] == QUESTION["text"]
    answer = "停发前应当书面告诉本人；我们已经去核，周五给您送书面决定。"
    closed = client.post(
        f"{path}/close",
        json={"version": taken["version"], "result": "answered", "reason": answer},
        headers=staff,
    )
    assert closed.status_code == 200, closed.get_json()
    assert status(client, receipt)["outcome"]["reason"] == answer


def test_asked_twice_is_one_question(client: FlaskClient) -> None:
    first, second = ask(client), ask(client)
    assert first.get_json() == second.get_json()
    assert ask(client, text="别的事").status_code == 422
    assert len(db.session.scalars(select(IntakeCase)).all()) == 1


def test_a_phone_needs_a_yes(client: FlaskClient) -> None:
    refused = ask(client, phone="13800000000")
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/personal_information"
    kept = ask(client, "q-2", phone="13800000000", name="王示例", personal_information=True)
    assert kept.status_code == 201
    row = db.session.scalars(select(PreApplication)).one()
    assert row.phone_hash is not None
    assert "13800000000" not in str(vars(row))


def test_numbers_in_the_question_are_masked(client: FlaskClient) -> None:
    receipt = ask(client, text="我的号是 13800000000，帮我看看").get_json()
    staff = bearer(client, "clerk-a")
    case = client.get(f"{CASES}?queue=unclaimed", headers=staff).get_json()["cases"][0]
    client.post(f"{CASES}/{case['id']}/claim", json={"version": 1}, headers=staff)
    sheet = client.get(f"{CASES}/{case['id']}", headers=staff).get_json()
    assert sheet["summary"]["question"] == "我的号是 138****0000，帮我看看"
    assert status(client, receipt)["status"] == "in_hand"


def test_another_township_does_not_see_it(client: FlaskClient) -> None:
    ask(client)
    far = bearer(client, "clerk-far")
    assert client.get(f"{CASES}?queue=unclaimed", headers=far).get_json()["cases"] == []


@pytest.mark.parametrize(
    "changes", [{"text": " "}, {"place": "990000000000"}, {"text": "问" * 501}]
)
def test_bad_questions_say_what_to_do(client: FlaskClient, changes: dict[str, str]) -> None:
    answer = ask(client, **changes)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["detail"]


def test_the_page_takes_it_in_once(client: FlaskClient) -> None:
    """From the chat to the receipt; a second press is no second case, a fault loses nothing."""
    asked = client.post("/chat", data={"text": "停发了怎么办", "place": TOWN}).get_data(
        as_text=True
    )
    assert "请窗口的人回答" in asked
    form = client.post("/ask/from-chat", data={"text": "停发了怎么办", "place": TOWN})
    seen = form.get_data(as_text=True)
    assert "停发了怎么办" in seen
    key = re.findall(r'name="once_key" value="([^"]+)"', seen)[0]
    filled = {"text": "停发了怎么办", "place": TOWN, "once_key": key, "phone": "138"}
    fault = client.post("/ask", data=filled)
    assert fault.status_code == 422
    assert "停发了怎么办" in fault.get_data(as_text=True)
    filled["phone"] = ""
    first, second = client.post("/ask", data=filled), client.post("/ask", data=filled)
    assert first.get_data() == second.get_data()
    assert "送到窗口了" in first.get_data(as_text=True)
    assert len(db.session.scalars(select(IntakeCase)).all()) == 1
    nowhere = client.post("/ask", data={"text": "问", "place": "", "once_key": ""})
    assert "请选您住的乡镇、街道" in nowhere.get_data(as_text=True)
    assert OTHER_TOWN in nowhere.get_data(as_text=True)
