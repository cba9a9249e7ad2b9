"""Two hands on one thing, through the door and at the same instant: one effect, and everybody is told
something they can act on."""

from __future__ import annotations

import contextvars
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.accounts.permissions import Role
from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseTransfer
from tests.applications.conftest import Applicant, apply
from tests.factories.accounts import make_staff, sign_in
from tests.factories.county import OTHER_TOWN, OTHER_VILLAGE, bearer, make_county, pre_application

CASES = "/api/v1/intake/cases"


def _at_once(*calls: Callable[[], Any]) -> list[Any]:
    start, answers = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        start.wait()
        answers.append(contextvars.Context().run(call))

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return answers


def _statuses(answers: list[Any]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


@pytest.fixture
def teller(app: Flask) -> Applicant:
    make_county()
    return apply(app.test_client())


def _offered(app: Flask, case_id: str) -> int:
    """Let clerk-a claim the case and offer it to the other township; give its version."""
    client, clerk = app.test_client(), bearer(app.test_client(), "clerk-a")
    client.post(f"{CASES}/{case_id}/claim", json={"version": 1}, headers=clerk)
    body = {"version": 2, "to": OTHER_VILLAGE, "reason": "人住在邻村"}
    answer = client.post(f"{CASES}/{case_id}/transfer", json=body, headers=clerk)
    assert answer.status_code == 200, answer.get_json()
    return int(answer.get_json()["version"])


def test_two_take_one_offer_while_its_sender_takes_it_back(app: Flask, teller: Applicant) -> None:
    version = _offered(app, teller.case_id)
    make_staff(Role.CLERK, OTHER_TOWN, username="clerk-beside")
    takers = [sign_in(app.test_client(), "clerk-beside"), _far(app)]
    sender = bearer(app.test_client(), "clerk-a")
    case = f"{CASES}/{teller.case_id}"

    def call(action: str, who: dict[str, str], **words: Any) -> Callable[[], Any]:
        body = {"version": version} | words
        return lambda: app.test_client().post(f"{case}/{action}", json=body, headers=who)

    answers = _at_once(
        call("accept-transfer", takers[0]),
        call("accept-transfer", takers[1]),
        call("accept-transfer", takers[1]),
        call("return-transfer", takers[0], reason="不归我们", article="社会救助法第四十五条"),
        call("recall-transfer", sender, reason="弄错了"),
    )
    statuses = _statuses(answers)
    assert statuses[200] == 1
    assert set(statuses) <= {200, 404, 409}  # 404: it is no longer offered to whoever asked late
    row = db.session.scalars(select(IntakeCase).where(IntakeCase.id == teller.case_id)).one()
    assert row.version == version + 1
    assert row.holder_id is not None
    assert row.offered_window_id is None
    ends = db.session.scalars(select(CaseTransfer.answered_at)).all()
    assert len(ends) == 1
    assert ends[0] is not None


def _far(app: Flask) -> dict[str, str]:
    return bearer(app.test_client(), "clerk-far")


def test_a_decision_and_a_withdrawal_at_once_are_one_of_them(app: Flask, teller: Applicant) -> None:
    client, clerk = app.test_client(), bearer(app.test_client(), "clerk-a")
    case = f"{CASES}/{teller.case_id}"
    client.post(f"{case}/claim", json={"version": 1}, headers=clerk)
    no = {"version": 2, "reason": "同一事由已经领过", "article": "社会救助法第四十五条"}
    own = f"/api/v1/pre-applications/{teller.number}"
    code = {"X-Access-Code": teller.code}
    answers = _at_once(
        lambda: app.test_client().post(f"{case}/decline", json=no, headers=clerk),
        lambda: app.test_client().post(f"{case}/decline", json=no, headers=clerk),
        lambda: app.test_client().post(f"{own}/withdraw", json={}, headers=code),
        lambda: app.test_client().post(f"{own}/withdraw", json={}, headers=code),
    )
    assert _statuses(answers) == Counter({200: 1, 409: 3})


def test_one_button_pressed_many_times_is_one_case_and_one_receipt(app: Flask) -> None:
    make_county()
    headers, body = {"Idempotency-Key": "pressed"}, pre_application()
    calls = [
        lambda: app.test_client().post("/api/v1/pre-applications", json=body, headers=headers)
    ] * 5
    other = pre_application(scheme="temporary_assistance")
    calls.append(
        lambda: app.test_client().post("/api/v1/pre-applications", json=other, headers=headers)
    )
    answers = _at_once(*calls)
    taken = [answer.get_json() for answer in answers if answer.status_code == 201]
    assert len({receipt["number"] for receipt in taken}) == 1
    assert len({receipt["access_code"] for receipt in taken}) == 1
    assert set(_statuses(answers)) <= {201, 409, 422}
    assert db.session.scalar(select(func.count()).select_from(IntakeCase)) == 1


def test_objecting_many_times_at_once_opens_one_objection(app: Flask, teller: Applicant) -> None:
    own = f"/api/v1/pre-applications/{teller.number}/dispute"
    code = {"X-Access-Code": teller.code}
    answers = _at_once(
        *[lambda: app.test_client().post(own, json={"reason": "没人联系我"}, headers=code)] * 4
    )
    assert _statuses(answers) == Counter({200: 1, 409: 3})
    disputes = select(func.count()).where(IntakeCase.kind == "dispute")
    assert db.session.scalar(disputes) == 1


def test_the_quota_holds_when_all_come_at_once(app: Flask) -> None:
    """Five a day for one person, also where six arrive together; the phones differ."""
    make_county()

    def send(turn: int) -> Callable[[], Any]:
        applicant = pre_application()["applicant"] | {
            "id_number": "99010119900101305X",
            "phone": f"1380000000{turn}",
        }
        body = pre_application(applicant=applicant)
        headers = {"Idempotency-Key": f"together-{turn}"}
        return lambda: app.test_client().post(
            "/api/v1/pre-applications", json=body, headers=headers
        )

    statuses = _statuses(_at_once(*[send(turn) for turn in range(8)]))
    assert statuses == Counter({201: 5, 429: 3})


def test_guessing_in_parallel_is_no_way_round_the_brake(app: Flask, teller: Applicant) -> None:
    """What is let through beside the ten is bounded by the hands there are, and then all wait."""
    path = f"/api/v1/pre-applications/{teller.number}/status"
    wrong = {"access_code": "AAA-AAA-AAA"}
    for _ in range(3):
        _at_once(*[lambda: app.test_client().post(path, json=wrong)] * 6)
    assert app.test_client().post(path, json=wrong).status_code == 429
