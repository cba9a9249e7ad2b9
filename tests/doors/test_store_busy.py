"""The store is held by somebody else for a while: nothing is lost, nobody is told of a fault, the same key
goes through afterwards, and what needs no writing goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from backend.extensions import db
from backend.intake.models import IntakeCase
from tests.applications.conftest import apply
from tests.factories.county import bearer, make_county, pre_application

APPLY = "/api/v1/pre-applications"


@pytest.fixture
def impatient(app: Flask) -> Iterator[None]:
    """Waits of a fifth of a second in place of five and ten, so that the test need not wait."""
    is_sqlite = db.engine.dialect.name == "sqlite"

    def hurry(connection: Any, *_rest: Any) -> None:
        if is_sqlite:
            connection.execute("PRAGMA busy_timeout=200")
        else:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 200")
            connection.commit()

    event.listen(db.engine, "checkout", hurry)
    yield
    event.remove(db.engine, "checkout", hurry)
    db.session.remove()
    db.engine.dispose()


@contextmanager
def _held() -> Iterator[None]:
    db.session.rollback()
    address = db.engine.url
    if address.get_backend_name() == "sqlite":
        other = sqlite3.connect(str(address.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as held:
        held.execute("LOCK TABLE intake_case IN SHARE ROW EXCLUSIVE MODE")
        yield
        held.rollback()


def test_a_held_store_is_busy_and_nothing_more(
    app: Flask, client: FlaskClient, impatient: None
) -> None:
    make_county()
    teller, clerk = apply(client), bearer(client, "clerk-a")
    headers = {"Idempotency-Key": "while-held"}
    body = pre_application()
    claim = f"/api/v1/intake/cases/{teller.case_id}/claim"
    form = {"number": teller.number, "access_code": teller.code}
    with _held():
        sent = client.post(APPLY, json=body, headers=headers)
        claimed = client.post(claim, json={"version": 1}, headers=clerk)
        looked = client.post("/status", data=form)
        read = client.get("/privacy")
    assert (sent.status_code, claimed.status_code) == (503, 503)
    for answer in (sent, claimed):
        assert int(answer.headers["Retry-After"]) > 0
        assert "没有保存" in answer.get_json()["detail"]
    assert (looked.status_code, read.status_code) == (200, 200)
    assert client.post(APPLY, json=body, headers=headers).status_code == 201
    assert client.post(claim, json={"version": 1}, headers=clerk).status_code == 200
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(IntakeCase)) == 2
