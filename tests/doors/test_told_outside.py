"""What the outside learns is the same whether or not somebody has a case already; and limits hold, without
a fault of ours, where the store of counts is away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from backend.extensions import Base, db
from tests.conftest import build_app
from tests.factories.county import bearer, make_county, pre_application

APPLY = "/api/v1/pre-applications"
OWN = {"number", "access_code"}


def _sent(client: FlaskClient, key: str, phone: str, id_number: str) -> dict[str, Any]:
    applicant = pre_application()["applicant"] | {"phone": phone, "id_number": id_number}
    answer = client.post(
        APPLY, json=pre_application(applicant=applicant), headers={"Idempotency-Key": key}
    )
    assert answer.status_code == 201, answer.get_json()
    return dict(answer.get_json())


def _told(client: FlaskClient, receipt: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    code = {"access_code": receipt["access_code"]}
    status = client.post(f"{APPLY}/{receipt['number']}/status", json=code).get_json()
    for name in ("number", "number_spoken", "since", "events"):
        status.pop(name)
    return {name: receipt[name] for name in receipt if name not in OWN}, status


def test_a_duplicate_is_told_outside_as_the_first_one_is(app: Flask, client: FlaskClient) -> None:
    make_county()
    first = _sent(client, "first", "13800000001", "99010119900101305X")
    again = _sent(client, "again", "13800000001", "99010119900101305X")
    assert again["number"] != first["number"]
    assert _told(client, first) == _told(client, again)
    clerk = bearer(client, "clerk-a")
    rows = client.get("/api/v1/intake/cases", headers=clerk).get_json()["cases"]
    assert len(rows) == 2, "staff have both; nothing was merged"


def test_limits_hold_where_the_store_of_counts_is_away(tmp_path: Path) -> None:
    app = build_app(tmp_path, redis_url="redis://127.0.0.1:1/0")
    with app.app_context():
        Base.metadata.create_all(db.engine)
        make_county()
    client = app.test_client()
    statuses = [client.post("/api/v1/questions", json={}).status_code for _ in range(21)]
    assert set(statuses[:20]) <= {400, 422}
    assert statuses[20] == 429
    assert bearer(client, "clerk-a")
    assert _sent(client, "without", "13800000002", "99010119900101305X")["number"]
