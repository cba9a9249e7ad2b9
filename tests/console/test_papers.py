"""The papers of a case on the clerk's page and the grid worker's."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.county import PASSWORD as COUNTY_PASSWORD
from tests.factories.county import bearer, make_county, pre_application
from tests.factories.papers import picture

CASES = "/api/v1/intake/cases"


def _signed_in(client: FlaskClient, username: str) -> FlaskClient:
    form = {"username": username, "password": COUNTY_PASSWORD}
    assert client.post("/console/sign-in", data=form).status_code == 303
    return client


@pytest.fixture
def case_id(app: Flask) -> str:
    make_county()
    client = app.test_client()
    client.post(
        "/api/v1/pre-applications", json=pre_application(), headers={"Idempotency-Key": "k"}
    )
    listed = client.get(CASES, headers=bearer(client, "clerk-a")).get_json()["cases"]
    found: str = listed[0]["id"]
    return found


def _form(**fields: Any) -> dict[str, Any]:
    return {"kind": "id_card", "file": (io.BytesIO(picture()), "a.jpg")} | fields


def test_the_holder_adds_opens_and_sees_small_pictures(app: Flask, case_id: str) -> None:
    desk = _signed_in(app.test_client(), "clerk-a")
    address = f"/console/cases/{case_id}"
    assert desk.post(f"{address}/papers", data=_form()).status_code == 422  # nobody agreed
    added = desk.post(f"{address}/papers", data=_form(sensitive_consent="yes"))
    assert added.status_code == 303
    paper = desk.get(f"{CASES}/{case_id}/attachments", headers=bearer(desk, "clerk-a")).get_json()
    one = f"{address}/papers/{paper['attachments'][0]['id']}"
    assert desk.get(f"{one}/thumb").status_code == 404  # not the holder yet
    desk.post(f"{address}/claim", data={"version": "1"})
    page = desk.get(address).text
    assert "身份证" in page
    assert "看缩略图" in page
    small = desk.get(f"{one}/thumb")
    assert (small.status_code, small.mimetype) == (200, "image/jpeg")
    assert small.headers["Content-Security-Policy"].startswith("sandbox")
    assert desk.post(one).headers["Content-Disposition"].startswith("attachment")


def test_a_colleague_gives_a_reason_and_a_stranger_finds_nothing(app: Flask, case_id: str) -> None:
    desk = _signed_in(app.test_client(), "clerk-a")
    address = f"/console/cases/{case_id}/papers"
    desk.post(address, data=_form(sensitive_consent="yes"))
    listed = desk.get(f"{CASES}/{case_id}/attachments", headers=bearer(desk, "clerk-a"))
    one = f"{address}/{listed.get_json()['attachments'][0]['id']}"
    assert desk.post(one).status_code == 422
    assert desk.post(one, data={"reason": "核对证件"}).status_code == 200
    far = _signed_in(app.test_client(), "clerk-far")
    for path in (address, one):
        assert far.post(path, data=_form(reason="核对证件")).status_code == 404


def test_a_grid_worker_adds_a_photo_to_the_own_referral(app: Flask) -> None:
    make_county()
    grid = _signed_in(app.test_client(), "grid")
    body = {
        "place": "410482106234",
        "household": {"name": "李示例"},
        "situation": {"description": "屋里没粮"},
        "urgency": "normal",
        "consent": {"given": True},
    }
    headers = bearer(grid, "grid") | {"Idempotency-Key": "r"}
    number = grid.post("/api/v1/referrals", json=body, headers=headers).get_json()["number"]
    address = f"/field/referrals/{number}/papers"
    assert grid.post(address, data=_form()).status_code == 422
    for _ in range(2):
        done = grid.post(address, data=_form(sensitive_consent="yes"))
        assert done.status_code == 303
    assert "照片收到了" in grid.get(done.headers["Location"]).text
    clerk = bearer(grid, "clerk-a")
    case = grid.get(CASES, headers=clerk).get_json()["cases"][0]["id"]
    listed = grid.get(f"{CASES}/{case}/attachments", headers=clerk).get_json()["attachments"]
    assert len(listed) == 1
    assert grid.post("/field/referrals/261100000000/papers", data=_form()).status_code == 404
