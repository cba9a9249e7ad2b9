"""What hostile people write, guess and send: kept as text, shown as text, and of no use to them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.applications.conftest import Applicant, apply
from tests.factories.county import PASSWORD, VILLAGE, bearer, make_county

HALF = "half-a-character"
CASES = "/api/v1/intake/cases"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}${7*7}"
TOLD: dict[str, Any] = {
    "applicant": {
        "name": "<b onmouseover=alert(3)>王",
        "phone": "13800000000",
        "residence": VILLAGE,
        "address": SCRIPT,
    },
    "household": [{"name": SCRIPT[:50], "relation": "<i>"}],
    "situation": {"description": SCRIPT, "causes": ["illness"]},
    "consents": {"personal_information": True, "sensitive_information": True},
}


@pytest.fixture
def teller(app: Flask, client: FlaskClient) -> Applicant:
    make_county()
    return apply(client, **TOLD)


def _pages(app: Flask, teller: Applicant) -> dict[str, str]:
    """Every page on which what the person or staff wrote is shown."""
    own = {"number": teller.number, "access_code": teller.code}
    staff = app.test_client()
    staff.post("/console/sign-in", data={"username": "clerk-a", "password": PASSWORD})
    case = f"/console/cases/{teller.case_id}"
    staff.post(f"{case}/claim", data={"version": "1"})
    staff.post(f"{case}/record-stage", data={"version": "2", "stage": "contacted", "note": SCRIPT})
    teller.post("supplements", json={"text": SCRIPT})
    teller.post("corrections", json={"address": SCRIPT + "2"})
    return {
        "status": teller.client.post("/status", data=own).text,
        "mine": teller.client.post("/status/mine", data=own).text,
        "a fault beside its field": teller.client.post(
            "/status/mine/correct", data=own | {"phone": SCRIPT, "name": SCRIPT[:50]}
        ).text,
        "case": staff.get(case).text,
        "queue": staff.get("/console/?queue=mine").text,
        "search": staff.post("/console/search", data={"q": SCRIPT}).text,
        "a kept reason": staff.post(f"{case}/close", data={"version": "1", "reason": SCRIPT}).text,
        "exports": staff.post("/console/exports", data={"reason": "", "queue": SCRIPT}).text,
        "chat": teller.client.post("/chat", data={"text": SCRIPT}).text,
        "not found": teller.client.get("/notices/%3Cscript%3Ealert(1)%3C/script%3E").text,
    }


def test_stored_scripts_are_text_also_without_the_policy(app: Flask, teller: Applicant) -> None:
    """Escaping holds by itself: nothing of the markup survives as markup, CSP or no CSP."""
    for name, page in _pages(app, teller).items():
        for piece in ("<script>alert", "<img src=x", "<b onmouseover", "onerror=alert(2)>", "<i>"):
            assert piece not in page, (name, piece)
        assert "49${" not in page, name  # nor was it a template


@pytest.mark.parametrize(
    "field",
    ["id", "number", "case_id", "state", "status", "window_id", "received_at", "access_code"],
)
def test_nobody_sets_what_the_service_sets(client: FlaskClient, app: Flask, field: str) -> None:
    make_county()
    headers = {"Idempotency-Key": "k"}
    inner = {"name": "王示例", "phone": "13800000000", "residence": VILLAGE}
    base: dict[str, Any] = {
        "scheme": "minimum_living_allowance",
        "applicant": inner,
        "consents": {"personal_information": True},
    }
    for body in (base | {field: "x"}, base | {"applicant": inner | {field: "x"}}):
        answer = client.post("/api/v1/pre-applications", json=body, headers=headers)
        assert answer.status_code == 422
        assert field in answer.get_json()["errors"][0]["pointer"]
    clerk = bearer(client, "clerk-a")
    assert client.get(CASES, headers=clerk).get_json()["cases"] == []


def test_anothers_things_are_not_there(client: FlaskClient, teller: Applicant) -> None:
    """Foreign, unknown and malformed ids: the same refusal, word for word."""
    far = bearer(client, "clerk-far")
    said = set()
    for case_id in (teller.case_id, "0" * 32, "..%2f..%2fetc%2fpasswd", "' OR 1=1 --", "龘"):
        for method, path, body in (
            ("GET", "", None),
            ("POST", "/unmask", {"reason": "想看看"}),
            ("POST", "/claim", {"version": 1}),
            ("GET", "/attachments", None),
        ):
            answer = client.open(f"{CASES}/{case_id}{path}", method=method, json=body, headers=far)
            assert answer.status_code == 404, (case_id, path)
            if "etc" not in case_id:
                said.add(answer.get_json()["detail"])
    assert len(said) == 1


def test_codes_and_numbers_of_strange_characters_are_only_wrong(teller: Applicant) -> None:
    answers = set()
    for code in ("龘龘龘龘龘龘龘龘龘", "ＡＡＡＡＡＡＡＡＡ", "é" * 9, "AAA-AAA-AAA"):
        page = teller.client.post("/status", data={"number": teller.number, "access_code": code})
        answers.add(page.status_code)
        raw = code.encode("utf-8").decode("latin-1")
        call = teller.client.post(
            f"/api/v1/pre-applications/{teller.number}/copy", headers={"X-Access-Code": raw}
        )
        answers.add(call.status_code)
        bearer_token = {"Authorization": f"Bearer {raw}"}
        assert teller.client.get(CASES, headers=bearer_token).status_code == 401
    assert answers <= {404, 429}


def test_the_number_alone_tells_nothing(client: FlaskClient, teller: Applicant) -> None:
    """Known and unknown numbers, wrong code: same status, same words, about the same time."""
    unknown = Applicant(client, "261199999994", "AAA-AAA-AAA")
    known = Applicant(client, teller.number, "AAA-AAA-AAA")
    bodies, spent = [], []
    for one in (known, unknown):
        began = time.perf_counter()
        body = one.post("copy", 404).get_json()
        spent.append(time.perf_counter() - began)
        bodies.append({name: body[name] for name in ("type", "title", "status", "detail")})
    assert bodies[0] == bodies[1]
    assert abs(spent[0] - spent[1]) < 0.5


def test_a_password_of_a_mebibyte_costs_nothing(app: Flask, client: FlaskClient) -> None:
    make_county()
    for length, status in ((129, (401, 422)), (200_000, (401, 422)), (1024 * 1024, (413,))):
        body = {"username": "clerk-a", "password": "x" * length}
        began = time.perf_counter()
        answer = client.post("/api/v1/sessions", json=body)
        assert answer.status_code in status, length
        assert time.perf_counter() - began < 1.5
    page = client.post("/console/sign-in", data={"username": "clerk-a", "password": "x" * 1024**2})
    assert page.status_code in (401, 413, 422, 400)


@pytest.mark.parametrize(
    "body",
    [
        {"phone": 13800000000},
        {"name": {"$ne": ""}},
        {"name": ["王"]},
        {"address": "\u202e反"},
        {"description": "a\x00b"},
        {"name": HALF},
    ],
)
def test_corrections_refuse_odd_values(teller: Applicant, body: dict[str, Any]) -> None:
    answer = teller.client.post(
        f"/api/v1/pre-applications/{teller.number}/corrections",
        data=json.dumps(body).encode().replace(HALF.encode(), b"\\ud800"),
        content_type="application/json",
        headers={"X-Access-Code": teller.code},
    )
    assert answer.status_code == 422
    assert answer.get_json()["errors"]
