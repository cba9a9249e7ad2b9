"""The second factor: switching it on, signing in with it, and every way round it that must fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts import second_factor
from backend.accounts.models import StaffSession
from backend.accounts.permissions import Role
from backend.accounts.problems import CodeRefused
from backend.accounts.rights_models import RecoveryCode, SecondFactor
from backend.extensions import db
from backend.transaction import transaction
from tests.factories.accounts import PASSWORD, make_staff, sign_in, sign_in_on_page

START = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)


def switch_on(staff_id: str, now: datetime) -> tuple[pyotp.TOTP, list[str]]:
    with transaction():
        secret, _ = second_factor.begin(staff_id, "here", now)
    totp = pyotp.TOTP(secret)
    with transaction():
        return totp, second_factor.confirm(staff_id, totp.at(now), now)


def _post(client: FlaskClient, **changes: str) -> tuple[int, dict]:
    body = {"username": "here", "password": PASSWORD} | changes
    answer = client.post("/api/v1/sessions", json=body)
    return answer.status_code, answer.get_json()


def test_a_program_signs_in_with_password_and_code(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        staff = make_staff(Role.CLERK, username="here")
        totp, _ = switch_on(staff.staff_id, START)
        status, body = _post(client)
        assert (status, body["type"]) == (401, "/problems/second-factor-needed")
        assert _post(client, code="000000")[0] == 401
        assert _post(client, code=totp.at(START))[0] == 401, "the code that switched it on is used"
        clock.shift(30)
        code = totp.at(START + timedelta(seconds=30))
        assert _post(client, code=code)[0] == 201
        assert _post(client, code=code)[0] == 401, "no code opens twice"


def test_on_pages_the_password_alone_opens_nothing(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        staff = make_staff(Role.CLERK, username="here")
        totp, _ = switch_on(staff.staff_id, START)
        clock.shift(60)
        form = {"username": "here", "password": PASSWORD, "next": "/console/account/"}
        answer = client.post("/console/sign-in", data=form)
        assert answer.headers["Location"].startswith("/console/sign-in/code?next=")
        assert client.get("/console/").status_code == 302
        half = client.get_cookie("yimenzhu")
        wrong = client.post("/console/sign-in/code", data={"code": "123456"})
        assert wrong.status_code == 401
        assert "30 秒一换" in wrong.get_data(as_text=True)
        right = {"code": totp.at(START + timedelta(seconds=60)), "next": form["next"]}
        answer = client.post("/console/sign-in/code", data=right)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/console/account/")
        assert client.get("/console/").status_code == 200
        assert client.get_cookie("yimenzhu") != half, "a session of its own"
        thief = app.test_client()
        assert half is not None
        thief.set_cookie("yimenzhu", half.value)
        assert thief.get("/console/").status_code == 302
        assert thief.post("/console/sign-in/code", data=right).status_code == 401


def test_a_half_open_sign_in_ends_after_ten_minutes(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        staff = make_staff(Role.CLERK, username="here")
        totp, _ = switch_on(staff.staff_id, START)
        client.post("/console/sign-in", data={"username": "here", "password": PASSWORD})
        clock.shift(601)
        code = totp.at(START + timedelta(seconds=601))
        answer = client.post("/console/sign-in/code", data={"code": code})
        assert answer.status_code == 401
        assert "重新输入用户名和密码" in answer.get_data(as_text=True)


def test_guessing_codes_is_slowed_down_although_the_password_is_right(client: FlaskClient) -> None:
    staff = make_staff(Role.CLERK, username="here")
    switch_on(staff.staff_id, datetime.now(UTC))
    answers = [_post(client, code=f"00000{n}")[0] for n in range(4)]
    assert answers == [401, 401, 401, 429]


def test_a_recovery_code_opens_once_and_is_kept_hashed(client: FlaskClient) -> None:
    staff = make_staff(Role.CLERK, username="here")
    _, codes = switch_on(staff.staff_id, datetime.now(UTC))
    assert len(set(codes)) == 10
    db.session.rollback()
    kept = " ".join(row.code_hash for row in db.session.scalars(select(RecoveryCode)))
    assert codes[0].replace("-", "") not in kept
    assert _post(client, code=codes[0].upper())[0] == 201
    assert _post(client, code=codes[0])[0] == 401
    db.session.rollback()
    assert second_factor.recovery_codes_left(staff.staff_id) == 9


def test_the_key_is_sealed_and_another_account_s_code_is_refused(client: FlaskClient) -> None:
    now = datetime.now(UTC)
    here, other = make_staff(Role.CLERK, username="here"), make_staff(Role.CLERK, username="other")
    totp, _ = switch_on(here.staff_id, now)
    switch_on(other.staff_id, now)
    db.session.rollback()
    rows = db.session.scalars(select(SecondFactor)).all()
    assert all(totp.secret not in row.secret_sealed for row in rows)
    with transaction():
        assert not second_factor.check_code(other.staff_id, totp.at(now), now)


@pytest.mark.parametrize("code", ["", "12345", "²²²²²²", "abcdef", "１２３４５６", "9" * 400])
def test_what_is_no_code_is_refused_quietly(client: FlaskClient, code: str) -> None:
    now = datetime.now(UTC)
    staff = make_staff(Role.CLERK, username="here")
    with transaction():
        second_factor.begin(staff.staff_id, "here", now)
    with pytest.raises(CodeRefused), transaction():
        second_factor.confirm(staff.staff_id, code, now)


def test_the_page_switches_it_on_and_shows_recovery_codes_once(client: FlaskClient) -> None:
    staff = make_staff(Role.CLERK, username="here")
    sign_in_on_page(client, "here")
    assert client.post("/console/account/second-factor/begin").status_code == 303
    text = client.get("/console/account/second-factor").get_data(as_text=True)
    assert "data:image/svg+xml;base64," in text
    db.session.rollback()
    secret = second_factor.waiting_key(staff.staff_id)
    assert secret is not None
    assert secret[:4] in text
    wrong = client.post("/console/account/second-factor/confirm", data={"code": "1"})
    assert wrong.status_code == 403
    code = pyotp.TOTP(secret).now()
    done = client.post("/console/account/second-factor/confirm", data={"code": code})
    assert done.get_data(as_text=True).count("<li>") == 10
    again = client.get("/console/account/second-factor").get_data(as_text=True)
    assert secret[:4] not in again
    assert "恢复码还剩 10 个" in again


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN])
def test_where_it_is_required_nothing_opens_before_it_is_on(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    settings = replace(app.extensions["settings"], second_factor="required")
    monkeypatch.setitem(app.extensions, "settings", settings)
    make_staff(role, username="here")
    make_staff(Role.CLERK, username="clerk")
    sign_in_on_page(client, "here")
    answer = client.get("/console/")
    assert answer.headers["Location"] == "/console/account/second-factor"
    assert "必须开启" in client.get("/console/account/second-factor").get_data(as_text=True)
    headers = sign_in(client, "here")
    refused = client.get("/api/v1/intake/cases", headers=headers)
    assert refused.get_json()["type"] == "/problems/second-factor-missing"
    clerk = app.test_client()
    sign_in_on_page(clerk, "clerk")
    assert clerk.get("/console/").status_code == 200


def test_switching_it_on_ends_the_other_sessions(app: Flask, client: FlaskClient) -> None:
    staff = make_staff(Role.CLERK, username="here")
    elsewhere = sign_in(app.test_client(), "here")
    sign_in_on_page(client, "here")
    client.post("/console/account/second-factor/begin")
    db.session.rollback()
    code = pyotp.TOTP(second_factor.waiting_key(staff.staff_id) or "").now()
    client.post("/console/account/second-factor/confirm", data={"code": code})
    assert client.get("/console/").status_code == 200
    assert app.test_client().get("/api/v1/intake/cases", headers=elsewhere).status_code == 401
    db.session.rollback()
    assert len(db.session.scalars(select(StaffSession)).all()) == 1
