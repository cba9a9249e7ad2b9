"""Signing in and what a token opens: forged, foreign, old, disabled and changed ones do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts import services
from backend.accounts.models import StaffSession
from backend.accounts.permissions import Role
from backend.accounts.sessions import forget_old_sessions
from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.transaction import transaction
from tests.factories.accounts import PASSWORD, TOWN, make_staff, sign_in

START = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
LIST = "/api/v1/referrals"


def _post(client: FlaskClient, username: str, password: str = PASSWORD) -> tuple[int, dict]:
    answer = client.post("/api/v1/sessions", json={"username": username, "password": password})
    return answer.status_code, answer.get_json()


def _opens(client: FlaskClient, headers: dict[str, str]) -> int:
    return client.get(LIST, headers=headers).status_code


def test_signing_in_gives_a_token_that_opens_and_signing_out_ends_it(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid")
    status, body = _post(client, "GRID")
    assert status == 201
    assert body["staff"] == {"name": "李示例", "roles": ["grid_worker"]}
    assert set(body) == {"token", "expires_at", "staff"}
    headers = {"Authorization": f"Bearer {body['token']}"}
    assert _opens(client, headers) == 200
    assert client.delete("/api/v1/sessions", headers=headers).status_code == 204
    assert _opens(client, headers) == 401
    assert client.delete("/api/v1/sessions", headers=headers).status_code == 401


def test_wrong_unknown_and_disabled_are_answered_alike(client: FlaskClient) -> None:
    make_staff(Role.CLERK, username="here")
    gone = make_staff(Role.CLERK, username="gone")
    with transaction():
        services.disable(gone.staff_id, now=datetime.now(UTC))
    answers = [_post(client, "here", "wrong words"), _post(client, "nobody"), _post(client, "gone")]
    for status, body in answers:
        assert status == 401
        body.pop("instance")
    assert answers[0] == answers[1] == answers[2]


def test_too_many_misses_are_told_how_long_to_wait(client: FlaskClient) -> None:
    make_staff(Role.CLERK, username="here")
    for _ in range(3):
        assert _post(client, "here", "wrong words")[0] == 401
    answer = client.post("/api/v1/sessions", json={"username": "here", "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=15), tick=False):
        assert _post(client, "here")[0] == 201


def test_only_a_keyed_hash_of_the_token_is_kept(client: FlaskClient) -> None:
    make_staff(Role.CLERK, username="here")
    token = _post(client, "here")[1]["token"]
    db.session.rollback()
    row = db.session.scalars(select(StaffSession)).one()
    secret = token.split(".")[1]
    assert secret not in str(vars(row))
    assert len(row.token_hash) == 64


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.split(".")[0],
        lambda token: token.split(".")[0] + ".",
        lambda token: "0" * 32 + "." + token.split(".")[1],
        lambda token: token + token,
        lambda token: "",
        lambda token: "身份.令牌",
        lambda token: "%00." + token,
    ],
)
def test_a_forged_token_opens_nothing(client: FlaskClient, change) -> None:  # type: ignore[no-untyped-def]
    make_staff(Role.GRID_WORKER, username="grid")
    token = _post(client, "grid")[1]["token"]
    for scheme in ("Bearer", "bearer", "Basic", "Token"):
        header = f"{scheme} {change(token)}".encode().decode("latin-1")
        assert _opens(client, {"Authorization": header}) == 401


def test_half_an_hour_idle_ends_a_session_and_use_keeps_it_awake(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid", now=START)
    with time_machine.travel(START, tick=False) as clock:
        headers = sign_in(client, "grid")
        for _ in range(4):
            clock.shift(timedelta(minutes=29))
            assert _opens(client, headers) == 200
        clock.shift(timedelta(minutes=30))
        assert _opens(client, headers) == 401


def test_twelve_hours_end_it_however_busy(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid", now=START)
    with time_machine.travel(START, tick=False) as clock:
        headers = sign_in(client, "grid")
        for _ in range(28):
            clock.shift(timedelta(minutes=25))
            assert _opens(client, headers) == 200
        clock.shift(timedelta(minutes=25))
        assert _opens(client, headers) == 401


def test_disabling_acts_on_the_next_request(client: FlaskClient) -> None:
    actor = make_staff(Role.GRID_WORKER, username="grid")
    headers = sign_in(client, "grid")
    with transaction():
        services.disable(actor.staff_id, now=datetime.now(UTC))
    assert _opens(client, headers) == 401


def test_a_change_of_post_signs_out_and_the_new_post_decides(client: FlaskClient) -> None:
    actor = make_staff(Role.GRID_WORKER, username="grid")
    headers = sign_in(client, "grid")
    with transaction():
        services.change_post(actor.staff_id, Role.AUDITOR, TOWN, now=datetime.now(UTC))
    assert _opens(client, headers) == 401
    assert _opens(client, sign_in(client, "grid")) == 403


def test_a_new_password_ends_every_session_and_the_old_one_fails(client: FlaskClient) -> None:
    actor = make_staff(Role.GRID_WORKER, username="grid")
    headers = sign_in(client, "grid")
    with transaction():
        services.change_password(actor.staff_id, PASSWORD + "新")
    assert _opens(client, headers) == 401
    assert _post(client, "grid")[0] == 401
    assert _post(client, "grid", PASSWORD + "新")[0] == 201


def test_misses_and_sign_ins_are_in_the_trail_without_what_was_typed(client: FlaskClient) -> None:
    make_staff(Role.CLERK, username="here")
    _post(client, "here", "wrong words")
    _post(client, "stranger-name", "wrong words")
    _post(client, "here")
    db.session.rollback()
    entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
    actions = [entry.action for entry in entries]
    assert actions == ["account:created", "sign_in:missed", "sign_in:missed", "sign_in:done"]
    assert entries[2].subject == "unknown"
    assert "stranger-name" not in str([vars(entry) for entry in entries])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "here"},
        {"username": "here", "password": 12345678},
        {"username": "here", "password": "x" * 129},
        {"username": "here", "password": "x" * 8, "role": "admin"},
        {"username": "", "password": "x" * 8},
    ],
)
def test_malformed_bodies_are_refused_without_repeating_them(client: FlaskClient, body) -> None:  # type: ignore[no-untyped-def]
    answer = client.post("/api/v1/sessions", json=body)
    assert answer.status_code == 422
    assert "12345678" not in answer.get_data(as_text=True)


def test_sessions_that_are_over_are_dropped(app: Flask, client: FlaskClient) -> None:
    make_staff(Role.CLERK, username="here")
    with time_machine.travel(START, tick=False):
        sign_in(client, "here")
    with transaction():
        assert forget_old_sessions(START + timedelta(minutes=29)) == 0
        assert forget_old_sessions(START + timedelta(minutes=31)) == 1
