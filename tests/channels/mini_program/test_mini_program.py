"""The mini-program's calls, to an API played over real sockets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from backend.extensions import db, utc_now
from backend.guides.models import GuideCode
from backend.notifications.delivery import deliver_due
from backend.notifications.models import OutboxMessage
from backend.residents.models import ResidentBinding, ResidentSession
from backend.residents.services import forget_old_visits
from backend.transaction import transaction
from tests.channels.conftest import Connected
from tests.factories.county import pre_application
from tests.support.provider import Say


class Visitor:
    """Somebody with the mini-program open."""

    def __init__(self, connected: Connected, code: str = "code-1") -> None:
        self.base = connected.base + "/api/v1"
        answer = self.post("/sessions/mini-program", {"code": code}, {})
        assert answer.status_code == 201, answer.text
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        chosen = self.headers if headers is None else headers
        return requests.post(self.base + path, json=body, headers=chosen, timeout=20)

    def get(self, path: str) -> Any:
        return requests.get(self.base + path, headers=self.headers, timeout=20)

    def apply(self, key: str = "k1") -> dict[str, str]:
        headers = self.headers | {"Idempotency-Key": key}
        found: dict[str, str] = self.post("/pre-applications", pre_application(), headers).json()
        return found


def test_a_login_code_becomes_a_token(connected: Connected) -> None:
    visitor = Visitor(connected)
    assert visitor.get("/mini-program/pre-applications").json() == {"pre_applications": []}
    stored = str(db.session.connection().exec_driver_sql("SELECT * FROM resident_session").all())
    for secret in ("mini-code-1", "c2VjcmV0", visitor.headers["Authorization"][7:]):
        assert secret not in stored


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Say({"errcode": 40029}), 422),
        (Say({"errcode": -1}), 503),
        (Say({"errcode": 45011}), 503),
        (Say({}, 500), 503),
        (Say(b"{"), 503),
        (Say({"openid": ""}), 503),
        (Say({"openid": 7}), 503),
    ],
)
def test_a_login_that_fails_says_what_to_do(connected: Connected, fault: Say, status: int) -> None:
    connected.provider.faults = [fault]
    url = connected.base + "/api/v1/sessions/mini-program"
    answer = requests.post(url, json={"code": "code-1"}, timeout=20)
    assert answer.status_code == status
    assert "再试" in str(answer.json())
    assert db.session.scalar(select(func.count()).select_from(ResidentSession)) == 0


def test_what_is_sent_in_with_the_token_is_mine(connected: Connected) -> None:
    visitor, other = Visitor(connected), Visitor(connected, "code-2")
    receipt = visitor.apply()
    assert visitor.apply()["number"] == receipt["number"]
    mine = visitor.get("/mini-program/pre-applications").json()["pre_applications"]
    assert [one["number"] for one in mine] == [receipt["number"]]
    assert other.get("/mini-program/pre-applications").json() == {"pre_applications": []}
    wrong = {"number": receipt["number"], "access_code": "AAA-AAA-AAA"}
    assert other.post("/mini-program/pre-applications", wrong).status_code == 404
    right = {"number": receipt["number"], "access_code": receipt["access_code"]}
    for _ in range(2):
        assert other.post("/mini-program/pre-applications", right).status_code == 200
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ResidentBinding)) == 2


def test_old_and_odd_tokens_open_nothing(connected: Connected) -> None:
    visitor = Visitor(connected)
    for token in ("", "r_", "r_" + "x" * 100, "staff", "r_é"):
        answer = requests.get(
            f"{visitor.base}/mini-program/pre-applications",
            headers={"Authorization": f"Bearer {token}".encode()},
            timeout=20,
        )
        assert answer.status_code == 401
    with transaction():
        assert forget_old_visits(utc_now() + timedelta(hours=13)) == 1
    assert visitor.get("/mini-program/pre-applications").status_code == 401


@pytest.mark.usefixtures("by_day")
def test_news_goes_to_who_agreed_one_for_each_yes(connected: Connected) -> None:
    visitor = Visitor(connected)
    assert visitor.post("/mini-program/consents", {"accepted": True}).json()["remaining"] == 1
    receipt = visitor.apply()
    deliver_due(utc_now())
    sent = connected.api.subscribed
    assert [one["touser"] for one in sent] == ["mini-code-1"]
    assert sent[0]["data"]["number1"]["value"] == receipt["number"]
    assert "低保" not in str(sent)
    assert visitor.post("/mini-program/consents", {"accepted": True}).json()["remaining"] == 1
    visitor.post("/mini-program/consents", {"accepted": False})
    visitor.apply("k2")
    deliver_due(utc_now())
    assert len(connected.api.subscribed) == 1
    assert len(connected.provider.to("/sms")) == 1  # the phone is told where the program may not


@pytest.mark.usefixtures("by_day")
def test_without_consent_the_phone_is_told(connected: Connected) -> None:
    visitor = Visitor(connected)
    visitor.apply()
    deliver_due(utc_now())
    db.session.rollback()
    ways = set(
        db.session.scalars(
            select(OutboxMessage.channel).where(OutboxMessage.audience == "resident")
        )
    )
    assert ways == {"phone"}
    visitor.post("/mini-program/consents", {"accepted": True})
    visitor.apply("k2")
    connected.provider.faults = [
        Say({"access_token": "t", "expires_in": 7200}),
        Say({"errcode": 43101}),
    ]
    deliver_due(utc_now())
    assert connected.api.subscribed == []
    assert visitor.post("/mini-program/consents", {"accepted": True}).json()["remaining"] == 1


def test_the_phone_number_is_given_back_and_not_kept(connected: Connected) -> None:
    visitor = Visitor(connected)
    answer = visitor.post("/mini-program/phone", {"code": "phone-code"})
    assert answer.json() == {"phone": "13800000000"}
    assert visitor.post("/mini-program/phone", {"code": "x"}, {}).status_code == 401


def test_the_code_of_a_guide_is_asked_for_once(connected: Connected) -> None:
    code = db.session.scalars(select(GuideCode.code).where(GuideCode.topic == "general")).one()
    url = f"{connected.base}/api/v1/mini-program/guides/{code}/image"
    connected.provider.faults = [Say({}, 500)]
    assert requests.get(url, timeout=20).status_code == 503
    for _ in range(2):
        answer = requests.get(url, timeout=20)
        assert answer.status_code == 200
        assert answer.content.endswith(code.encode())
    assert len(connected.provider.to("/wxa/getwxacodeunlimit")) == 1
    assert requests.get(url.replace(code, "AAAAAAA"), timeout=20).status_code == 404
    scene = requests.get(f"{connected.base}/api/v1/guides/{code}", timeout=20)
    assert scene.json()["code"] == code
