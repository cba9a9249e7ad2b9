"""The grid worker's doors under hostile words, foreign ids, fields nobody asked for, other sites."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.referrals.models import Referral
from tests.factories.accounts import make_staff, sign_in_on_page
from tests.factories.county import OTHER_TOWN, TOWN, make_county, pre_application
from tests.factories.papers import picture
from tests.field.test_pages import _form

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*'q'}}"
PIECES = ("<script>alert", "<img src=x", "qqqqqqq", "onerror=alert(2)>")


def _browser(app: Flask, role: Role, where: str, username: str) -> FlaskClient:
    make_staff(role, where, username=username)
    client = app.test_client()
    sign_in_on_page(client, username)
    return client


@pytest.fixture
def walker(app: Flask) -> FlaskClient:
    make_county()
    return _browser(app, Role.GRID_WORKER, TOWN, "walker")


def _is_plain(page: str) -> None:
    for piece in PIECES:
        assert piece not in page, piece


def test_stored_scripts_are_text_on_the_phone(app: Flask, walker: FlaskClient) -> None:
    sent = walker.post("/field/refer", data=_form(name=SCRIPT[:50], description=SCRIPT))
    assert sent.status_code == 303
    pages = [walker.get(sent.headers["Location"]).text]
    body = pre_application(
        applicant=pre_application()["applicant"] | {"name": SCRIPT[:50], "address": SCRIPT}
    )
    headers = {"Idempotency-Key": "k"}
    receipt = app.test_client().post("/api/v1/pre-applications", json=body, headers=headers)
    codes = {name: receipt.get_json()[name] for name in ("number", "access_code")}
    db.session.rollback()
    number = codes["number"]
    case = db.session.scalars(select(IntakeCase.id).where(IntakeCase.number == number)).one()
    desk = _browser(app, Role.CLERK, TOWN, "desk")
    desk.post(f"/console/cases/{case}/claim")
    day = beijing_day().isoformat()
    visit = {"words": SCRIPT, "due_on": day}
    assert desk.post(f"/console/cases/{case}/visit", data=visit).status_code == 303
    taken = walker.post("/field/mandates/new", data=codes | {"until_on": day, "agreed": "yes"})
    assert taken.status_code == 303
    place = taken.headers["Location"]
    pages += [walker.get(path).text for path in ("/field/", place)]
    pages.append(walker.post(f"{place}/supplement", data={"text": SCRIPT * 60}).text)
    pages.append(app.test_client().post("/status", data=codes).text)
    pages.append(walker.post("/field/mandates/new", data={"number": SCRIPT, "agreed": "yes"}).text)
    assert "&lt;script&gt;" in pages[1]
    for page in pages:
        _is_plain(page)


def test_nobody_sets_what_the_service_sets(walker: FlaskClient) -> None:
    more = {"referrer_id": "x", "state": "closed", "number": "1", "case_id": "1", "owner": "me"}
    assert walker.post("/field/refer", data=_form(**more)).status_code == 303
    db.session.rollback()
    row = db.session.scalars(select(Referral)).one()
    assert (row.referrer_id, row.number, row.case_id) not in {("x", "1", "1")}
    assert row.referrer_id != "x"
    case = db.session.get_one(IntakeCase, row.case_id)
    assert case.state == "submitted"


@pytest.mark.parametrize("odd", ["0" * 32, "..%2f..%2fetc%2fpasswd", "' OR 1=1 --", "龘"])
def test_foreign_and_odd_ids_are_not_there(app: Flask, walker: FlaskClient, odd: str) -> None:
    place = walker.post("/field/refer", data=_form()).headers["Location"].split("?")[0]
    far = _browser(app, Role.GRID_WORKER, OTHER_TOWN, "far")
    file: dict[str, Any] = {"file": (io.BytesIO(picture()), "a"), "sensitive_consent": "yes"}
    assert far.get(place).status_code == 404
    assert far.post(f"{place}/papers", data=file).status_code == 404
    for path in (f"/field/referrals/{odd}", f"/field/mandates/{odd}"):
        assert walker.get(path).status_code == 404
    for path, data in (
        (f"/field/referrals/{odd}/papers", {}),
        (f"/field/mandates/{odd}/supplement", {"text": "补好了"}),
        (f"/field/mandates/{odd}/give-back", {}),
        (f"/field/visits/{odd}", {"seen": "去过了"}),
    ):
        assert walker.post(path, data=data).status_code == 404, path


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://x.example"}])  # fmt: skip
def test_another_site_cannot_write_in_the_worker_s_name(
    walker: FlaskClient, headers: dict[str, str]
) -> None:
    place = walker.post("/field/refer", data=_form()).headers["Location"].split("?")[0]
    as_data = headers | {"Accept": "application/json"}
    for path in ("/field/refer", f"{place}/papers", "/field/mandates/new", "/field/visits/x"):
        assert walker.post(path, data=_form(), headers=as_data).status_code in (400, 403), path
