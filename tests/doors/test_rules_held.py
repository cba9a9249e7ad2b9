"""Rules that hold for every door at once: reading changes nothing, limits, refusals that say what is
allowed, storage that forgets and does not lose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from backend.extensions import Base, db
from backend.guides.queries import guides_of
from backend.problems import OutOfService, TooManyRequests
from tests.applications.conftest import Applicant, apply
from tests.conftest import build_app
from tests.factories.county import PASSWORD, VILLAGE, bearer, make_county, pre_application

# Reading is noted here, and nowhere else: who looked, that a session is in use, how often a code was
# opened.
NOTED = {"audit_entry", "staff_session", "guide_scan", "guide_question"}


@pytest.fixture
def teller(app: Flask, client: FlaskClient) -> Applicant:
    make_county()
    return apply(client)


def _rows() -> dict[str, list[str]]:
    db.session.rollback()
    return {
        table.name: sorted(str(tuple(row)) for row in db.session.execute(select(table)))
        for table in Base.metadata.sorted_tables
        if table.name not in NOTED
    }


def _addresses(app: Flask, teller: Applicant) -> list[str]:
    """Every address that can be read, with what is there put into it."""
    known = {
        "case_id": teller.case_id,
        "number": teller.number,
        "code": guides_of(VILLAGE)[0].code,
        "scheme": "minimum_living_allowance",
        "facet": "materials",
        "filename": "site.css",
    }
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.rule not in ("/readyz", "/metrics"):
            values = {name: known.get(name, "0" * 32) for name in rule.arguments}
            with app.test_request_context():
                found.append(app.url_for(rule.endpoint, **values))
    return sorted(set(found))


@pytest.mark.parametrize("who", ["clerk-a", "grid", None])
def test_get_and_head_change_nothing(app: Flask, teller: Applicant, who: str | None) -> None:
    phone = app.test_client()
    if who:
        phone.post("/console/sign-in", data={"username": who, "password": PASSWORD})
    before, addresses = _rows(), _addresses(app, teller)
    assert len(addresses) > 80
    for address in addresses:
        for method in ("GET", "HEAD"):
            answer = phone.open(address, method=method)
            assert answer.status_code < 500, (method, address)
            answer.close()
    after = _rows()
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize(
    ("method", "address"),
    [("DELETE", "/api/v1/chat/messages"), ("PUT", "/api/v1/pre-applications"), ("POST", "/"),
     ("PATCH", "/status"), ("POST", "/g/AAAAAAA")],
)  # fmt: skip
def test_a_method_that_is_not_there_says_which_are(
    client: FlaskClient, method: str, address: str
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"]


@pytest.mark.parametrize("problem", [OutOfService(), TooManyRequests()])
def test_what_is_busy_says_when_to_come_back(app: Flask, problem: Any) -> None:
    for path in ("/status", "/api/v1/schemes"):
        with app.test_request_context(path):
            answer = app.make_response(app.handle_user_exception(problem))
        assert answer.status_code == problem.status
        assert int(answer.headers["Retry-After"]) > 0


def test_a_form_of_very_many_parts_is_refused_before_it_is_read(client: FlaskClient) -> None:
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(500)
    )
    answer = client.post(
        "/chat", data=parts + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413
    long = client.post("/chat", data={"text": "a" * 300_000})
    assert long.status_code == 413


@pytest.mark.parametrize("depth", [21, 200])
def test_what_is_nested_too_deep_is_refused(app: Flask, client: FlaskClient, depth: int) -> None:
    make_county()
    nested: Any = "x"
    for _ in range(depth):
        nested = [nested]
    body = pre_application() | {"household": nested}
    headers = {"Idempotency-Key": "deep", "Content-Type": "application/json"}
    answer = client.post("/api/v1/pre-applications", data=json.dumps(body), headers=headers)
    assert answer.status_code in (400, 422)


def test_a_list_of_very_many_is_refused(app: Flask, client: FlaskClient) -> None:
    make_county()
    people = [{"name": "王示例", "relation": "child"}] * 101
    headers = {"Idempotency-Key": "many"}
    body = pre_application() | {"household": people}
    assert client.post("/api/v1/pre-applications", json=body, headers=headers).status_code == 422
    staff = bearer(client, "clerk-a")
    for page in ("0", "-1", "1e9", "99999999999"):
        answer = client.get(f"/api/v1/intake/cases?page={page}", headers=staff)
        assert answer.status_code == 422, page


def test_under_https_browsers_are_told_to_stay_there(tmp_path: Path, client: FlaskClient) -> None:
    strict = build_app(tmp_path, public_base_url="https://shehuijiuzhu.example").test_client()
    answer = strict.get("/privacy", base_url="https://shehuijiuzhu.example")
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/privacy").headers


def test_the_database_forgets_what_is_deleted_and_keeps_what_is_told(app: Flask) -> None:
    if db.engine.dialect.name == "postgresql":
        assert db.session.scalar(text("SHOW synchronous_commit")) == "on"
        return
    wanted = {"secure_delete": 1, "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    held = {name: db.session.scalar(text(f"PRAGMA {name}")) for name in wanted}
    assert held == wanted
    assert db.session.scalar(text("PRAGMA busy_timeout")) >= 5000
