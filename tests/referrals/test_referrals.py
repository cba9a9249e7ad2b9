"""A grid worker refers a household: own villages only, once, sealed, and seen only by the referrer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts import services as accounts
from backend.accounts.permissions import Role
from backend.accounts.queries import find_staff_id
from backend.applications.reference import read_number
from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.referrals.models import Referral
from backend.transaction import transaction
from tests.factories.accounts import make_staff, sign_in
from tests.factories.county import OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, bearer, make_county

URL = "/api/v1/referrals"


@pytest.fixture(autouse=True)
def county(app: Flask) -> None:
    make_county()
    make_staff(Role.GRID_WORKER, OTHER_TOWN, username="grid-far")


def referral(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "place": VILLAGE,
        "household": {"name": "赵示例", "phone": "13900000000", "address": "三组", "people": 3},
        "situation": {"description": "男主人住院，家里没有收入", "causes": ["illness"]},
        "urgency": "normal",
        "consent": {"given": True},
    }
    return body | changes


def _send(client: FlaskClient, body: Any, key: str = "k1", who: str = "grid") -> Any:
    headers = bearer(client, who) if who != "grid-far" else sign_in(client, who)
    return client.post(URL, json=body, headers=headers | {"Idempotency-Key": key})


def test_a_referral_lands_in_the_queue_of_its_window(client: FlaskClient) -> None:
    answer = _send(client, referral(urgency="urgent"))
    assert answer.status_code == 201, answer.get_json()
    receipt = answer.get_json()
    assert read_number(receipt["number"]) == receipt["number"]
    assert receipt["window"]["name"].startswith("蟒川镇")
    assert {"number", "case_id", "window", "due"} == set(receipt)
    clerk = bearer(client, "clerk-a")
    listed = client.get("/api/v1/intake/cases?queue=unclaimed", headers=clerk).get_json()["cases"]
    assert [case["id"] for case in listed] == [receipt["case_id"]]
    assert listed[0]["urgent"] is True
    assert "赵示例" not in str(listed)


def test_the_worker_follows_it_without_names_and_reasons(client: FlaskClient) -> None:
    number = _send(client, referral()).get_json()["number"]
    lines = client.get(URL, headers=bearer(client, "grid")).get_json()
    assert lines["has_more"] is False
    (line,) = lines["referrals"]
    assert (line["number"], line["status"], line["household"]) == (number, "submitted", "赵*")
    assert line["place_name"].endswith("寺上村民委员会")
    text = str(lines)
    assert "13900000000" not in text
    assert "住院" not in text
    assert client.get(URL, headers=sign_in(client, "grid-far")).get_json()["referrals"] == []


def test_the_worker_sees_how_each_of_several_schemes_ended(client: FlaskClient) -> None:
    case_id = _send(client, referral()).get_json()["case_id"]
    clerk, path = bearer(client, "clerk-a"), f"/api/v1/intake/cases/{case_id}"

    def move(name: str, **words: Any) -> None:
        version = client.get(path, headers=clerk).get_json()["version"]
        answer = client.post(f"{path}/{name}", json={"version": version} | words, headers=clerk)
        assert answer.status_code == 200, answer.get_json()

    def outcome() -> Any:
        return client.get(URL, headers=bearer(client, "grid")).get_json()["referrals"][0]["outcome"]

    move("claim")
    move("add-item", scheme="temporary_assistance")
    assert outcome() is None
    done = {"result": "resolved", "reason": "给了米和油", "confirmed_by": "resident"}
    move("settle-item", scheme="temporary_assistance", **done)
    assert outcome() == "临时救助：已经解决", "while the case itself goes on"
    move("close", **done)
    assert outcome().endswith("：已经解决；临时救助：已经解决")
    assert "米和油" not in outcome()


@pytest.mark.parametrize("place", [OTHER_VILLAGE, OTHER_TOWN, "410482000000", "410482106999"])
def test_other_places_are_refused_and_told_why(client: FlaskClient, place: str) -> None:
    answer = _send(client, referral(place=place))
    assert answer.status_code == 422
    body = answer.get_json()
    assert body["type"] == "/problems/place-outside-post"
    assert body["errors"][0]["pointer"] == "/place"
    db.session.rollback()
    assert db.session.scalar(select(Referral.id)) is None


@pytest.mark.parametrize("who", ["clerk-a", "supervisor", "handler"])
def test_only_grid_workers_refer(client: FlaskClient, who: str) -> None:
    assert _send(client, referral(), who=who).status_code == 403
    assert client.get(URL, headers=bearer(client, who)).status_code == 403


def test_without_a_token_nothing(client: FlaskClient) -> None:
    assert client.post(URL, json=referral(), headers={"Idempotency-Key": "k"}).status_code == 401
    assert client.get(URL).status_code == 401


def test_no_consent_needs_a_reason_and_then_goes_through(client: FlaskClient) -> None:
    refused = _send(client, referral(consent={"given": False}))
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/consent"
    blank = _send(client, referral(consent={"given": False, "reason": "  "}))
    assert blank.status_code == 422
    taken = _send(client, referral(consent={"given": False, "reason": "老人昏迷，无法询问"}))
    assert taken.status_code == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"urgency": "soon"},
        {"number": "261100000000"},
        {"household": {"phone": "13900000000"}},
        {"household": {"name": "赵示例", "phone": "12"}},
        {"household": {"name": "赵示例", "people": True}},
        {"household": {"name": "赵示例", "people": 3.5}},
        {"situation": {"description": ""}},
        {"situation": {"description": "x" * 2001}},
        {"consent": {"given": "yes"}},
        {"place": "蟒川镇"},
        {"scheme": "free_money"},
    ],
)
def test_malformed_referrals_are_refused(client: FlaskClient, changes: dict[str, Any]) -> None:
    answer = _send(client, referral(**changes))
    assert answer.status_code == 422
    assert answer.get_json()["errors"]


def test_the_same_key_gives_the_same_receipt_and_another_body_none(client: FlaskClient) -> None:
    first, again = _send(client, referral()), _send(client, referral())
    assert first.get_json() == again.get_json()
    other = _send(client, referral(urgency="urgent"))
    assert other.status_code == 422
    assert other.get_json()["type"] == "/problems/key-reused"
    assert first.get_json()["number"] not in other.get_data(as_text=True)
    db.session.rollback()
    assert len(list(db.session.scalars(select(Referral.id)))) == 1


def test_a_missing_or_odd_key_is_refused(client: FlaskClient) -> None:
    headers = bearer(client, "grid")
    assert client.post(URL, json=referral(), headers=headers).status_code == 400
    for key in ("a b", "x" * 65, "钥匙".encode().decode("latin-1")):
        odd = headers | {"Idempotency-Key": key}
        assert client.post(URL, json=referral(), headers=odd).status_code == 400


def test_one_household_is_not_registered_all_day(client: FlaskClient) -> None:
    for number in range(5):
        assert _send(client, referral(), f"k{number}").status_code == 201
    assert _send(client, referral(), "k9").status_code == 429
    other = referral(household={"name": "孙示例"})
    assert _send(client, other, "k10").status_code == 201


def test_what_was_written_is_sealed_and_not_in_the_trail(client: FlaskClient) -> None:
    _send(client, referral())
    db.session.rollback()
    row = db.session.scalars(select(Referral)).one()
    kept = str({name: getattr(row, name) for name in Referral.__table__.columns.keys()})  # noqa: SIM118
    trail = str([vars(entry) for entry in db.session.scalars(select(AuditEntry))])
    for word in ("赵示例", "13900000000", "住院", "三组"):
        assert word not in kept
        assert word not in trail
        assert word not in repr(row)


def test_whoever_moved_to_another_place_sees_the_old_ones_no_more(client: FlaskClient) -> None:
    _send(client, referral())
    staff_id = find_staff_id("grid")
    assert staff_id
    with transaction():
        accounts.change_post(staff_id, Role.GRID_WORKER, OTHER_TOWN, now=datetime.now(UTC))
    assert client.get(URL, headers=bearer(client, "grid")).get_json()["referrals"] == []


def test_a_worker_of_one_village_refers_there_only(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, VILLAGE, username="grid-village")
    headers = sign_in(client, "grid-village")
    for place, status in ((VILLAGE, 201), (TOWN, 422)):
        answer = client.post(
            URL, json=referral(place=place), headers=headers | {"Idempotency-Key": place}
        )
        assert answer.status_code == status
