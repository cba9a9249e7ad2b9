"""Counting cannot be shaken off: not by a header, not by the addresses beside one's own, and what was
counted under a clock that ran ahead holds nobody up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.doors.requests import request_source
from backend.extensions import Base, db, utc_now
from tests.applications.conftest import apply
from tests.conftest import build_app
from tests.factories.county import make_county, pre_application

APPLY = "/api/v1/pre-applications"
WRONG = {"access_code": "AAA-AAA-AAA"}


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_whom_a_request_is_counted_for(app: Flask, written: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": written}):
        assert request_source() == counted


def test_guessing_from_many_addresses_of_one_line_is_slowed(
    app: Flask, client: FlaskClient
) -> None:
    make_county()
    statuses = [
        client.post(
            f"{APPLY}/26110000000{turn % 10}/status",
            json=WRONG,
            environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{turn + 1}"},
        ).status_code
        for turn in range(11)
    ]
    assert statuses[0] == 404
    assert statuses[-1] == 429


@pytest.mark.parametrize("behind_proxy", [False, True])
def test_who_a_header_names_is_believed_only_of_the_proxy(
    tmp_path: Path, behind_proxy: bool
) -> None:
    """A forged name stands left of what the proxy adds; without a proxy none is believed."""
    app = build_app(tmp_path, behind_proxy=behind_proxy)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    client, statuses = app.test_client(), []
    for turn in range(21):
        forged = f"198.51.100.{turn}"
        chain = f"{forged}, 203.0.113.9" if behind_proxy else forged
        headers = {"X-Forwarded-For": chain, "X-Real-IP": forged, "Forwarded": f"for={forged}"}
        answer = client.post("/api/v1/questions", json={}, headers=headers)
        statuses.append(answer.status_code)
    assert statuses[0] in (400, 422)
    assert statuses[-1] == 429


def test_what_was_counted_by_a_clock_ahead_holds_nobody_up(app: Flask, client: FlaskClient) -> None:
    """The clock ran a year ahead for a while, then was set right."""
    make_county()
    with time_machine.travel(utc_now() + timedelta(days=365), tick=False):
        for turn in range(3):
            headers = {"Idempotency-Key": f"ahead-{turn}"}
            assert client.post(APPLY, json=pre_application(), headers=headers).status_code == 201
        for _ in range(11):
            client.post(f"{APPLY}/261100000004/status", json=WRONG)
    teller = apply(client)
    right = {"access_code": teller.code}
    assert client.post(f"{APPLY}/{teller.number}/status", json=right).status_code == 200
