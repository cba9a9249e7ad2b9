"""The sign-in page: its cookie, where it leads, and that cookie and bearer never change places."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.accounts import services
from backend.accounts.models import StaffSession
from backend.accounts.permissions import Role
from backend.extensions import db
from backend.transaction import transaction
from tests.factories.accounts import PASSWORD, make_staff, sign_in, sign_in_on_page


@pytest.mark.parametrize(
    ("role", "wanted", "leads_to"),
    [
        (Role.GRID_WORKER, "", "/field/"),
        (Role.CLERK, "", "/console/"),
        (Role.CLERK, "/console/cases/abc", "/console/cases/abc"),
        (Role.GRID_WORKER, "/field/refer", "/field/refer"),
        (Role.GRID_WORKER, "/console/", "/field/"),
        (Role.CLERK, "//evil.example/", "/console/"),
        (Role.CLERK, "/\\evil.example", "/console/"),
        (Role.CLERK, "https://evil.example/console/", "/console/"),
        (Role.CLERK, "/console/../../evil", "/console/"),
        (Role.CLERK, "/console//evil.example", "/console/"),
        (Role.CLERK, "/console/sign-out", "/console/"),
        (Role.CLERK, "/console/x\r\nSet-Cookie: a=b", "/console/"),
        (Role.CLERK, "javascript:alert(1)", "/console/"),
    ],
)
def test_after_signing_in_one_lands_on_a_page_of_ours(
    client: FlaskClient, role: Role, wanted: str, leads_to: str
) -> None:
    make_staff(role, username="here")
    assert sign_in_on_page(client, "here", wanted) == leads_to


def test_the_form_keeps_the_name_and_says_what_is_wrong(client: FlaskClient) -> None:
    form = {"username": 'x"><b>', "password": PASSWORD, "next": "//evil.example"}
    answer = client.post("/console/sign-in", data=form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "用户名或密码不对" in text
    assert 'x"><b>' not in text
    assert "evil.example" not in text
    assert PASSWORD not in text


def test_too_many_misses_say_so_on_the_page(client: FlaskClient) -> None:
    for _ in range(3):
        client.post("/console/sign-in", data={"username": "here", "password": "wrong words"})
    answer = client.post("/console/sign-in", data={"username": "here", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid")
    form = {"username": "grid", "password": PASSWORD}
    cookie = client.post("/console/sign-in", data=form).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_page_cookie_does_not_open_the_api(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid")
    sign_in_on_page(client, "grid")
    assert client.get("/field/").status_code == 200
    assert client.get("/api/v1/referrals").status_code == 401
    assert client.delete("/api/v1/sessions").status_code == 401


def test_a_bearer_token_does_not_open_pages(app: Flask, client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid")
    headers = sign_in(client, "grid")
    answer = client.get("/field/", headers=headers)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/console/sign-in?next=")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = headers["Authorization"].removeprefix("Bearer ")
    assert client.get("/field/").status_code == 302, "nor when put into a cookie"


def test_signing_in_begins_a_new_session_and_ends_the_old_one(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid")
    with client.session_transaction() as cookie:
        cookie["planted"] = "by a stranger"
    sign_in_on_page(client, "grid")
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        first = cookie["_user_id"]
    sign_in_on_page(client, "grid")
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(StaffSession)) == 1


def test_signing_out_ends_the_row_so_a_kept_cookie_opens_nothing(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid")
    sign_in_on_page(client, "grid")
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    assert client.get("/console/sign-out").status_code == 200
    assert client.get("/field/").status_code == 200, "a link alone changes nothing"
    assert client.post("/console/sign-out").status_code == 303
    with client.session_transaction() as cookie:
        cookie.update(kept)
    assert client.get("/field/").status_code == 302
    assert client.post("/console/sign-out").status_code == 303, "harmless when signed out"


def test_a_disabled_account_is_out_on_the_next_page(client: FlaskClient) -> None:
    actor = make_staff(Role.GRID_WORKER, username="grid")
    sign_in_on_page(client, "grid")
    with transaction():
        services.disable(actor.staff_id, now=datetime.now(UTC))
    assert client.get("/field/").status_code == 302


def test_whoever_is_signed_in_goes_straight_on(client: FlaskClient) -> None:
    make_staff(Role.GRID_WORKER, username="grid")
    assert client.get("/console/sign-in").status_code == 200
    sign_in_on_page(client, "grid")
    answer = client.get("/console/sign-in?next=/field/refer")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/field/refer"


def test_the_form_needs_its_token(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        form = {"username": "grid", "password": PASSWORD}
        assert client.post("/console/sign-in", data=form).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
