"""A county's own system is told, and reports; over real sockets where bytes matter."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.extensions import db, utc_now
from backend.intake.models import CaseEvent
from backend.notifications import senders
from backend.notifications.delivery import deliver_due
from backend.notifications.models import OutboxMessage
from backend.outgoing.calls import Caller
from backend.providers import OutgoingRules, Providers
from backend.regions.models import WindowRow
from backend.transaction import transaction
from backend.webhooks import register
from backend.webhooks.events import EVENTS
from backend.webhooks.reports import forget_old_reports
from backend.webhooks.telling import WebhookSender, pump
from tests.factories.county import COUNTY, OTHER_TOWN, TOWN, make_county, pre_application
from tests.support.provider import Provider, Say, playing

PATH = "/channels/webhooks/county"


@pytest.fixture
def other() -> Iterator[Provider]:
    with playing(lambda _: Say({})) as found:
        yield found


@pytest.fixture
def county(app: Flask, other: Provider) -> Flask:
    make_county()
    senders.bind(app)
    caller = Caller(Providers(outgoing=OutgoingRules(inside=frozenset({other.base}))))
    senders.senders().register("webhook", WebhookSender(caller))
    return app


def target(other: Provider, division: str = COUNTY, *events: str) -> register.Target:
    with transaction():
        return register.add_target("县系统", division, other.base + "/in", events, utc_now())


def apply(client: FlaskClient, key: str = "k1") -> dict[str, str]:
    answer = client.post(
        "/api/v1/pre-applications", json=pre_application(), headers={"Idempotency-Key": key}
    )
    assert answer.status_code == 201, answer.get_json()
    found: dict[str, str] = answer.get_json()
    return found


def test_a_target_is_told_signed_and_nothing_personal(
    county: Flask, client: FlaskClient, other: Provider
) -> None:
    before = apply(client, "before")
    known = target(other)
    receipt = apply(client)
    assert pump(utc_now()) == 1
    assert pump(utc_now()) == 0
    other.faults = [Say({}, 503)]
    deliver_due(utc_now())
    deliver_due(utc_now() + timedelta(minutes=5))
    first, again = other.to("/in")
    assert first.headers["x-webhook-id"] == again.headers["x-webhook-id"]
    body = again.json()
    assert (body["type"], body["case"]["number"]) == ("case:opened", receipt["number"])
    assert body["case"]["state"] == "submitted"
    stamp, one = again.headers["x-webhook-timestamp"], again.headers["x-webhook-id"]
    signed = f"{stamp}.{one}.".encode() + again.body
    mac = hmac.new(known.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert again.headers["x-webhook-signature"] == mac
    for word in ("王示例", "13800000000", "minimum_living", before["number"]):
        assert word not in again.body.decode()


def test_only_its_own_division_and_events(
    county: Flask, client: FlaskClient, other: Provider
) -> None:
    target(other, OTHER_TOWN)
    target(other, TOWN, "case:closed")
    apply(client)
    assert pump(utc_now()) == 0
    with pytest.raises(ValueError, match="case:exploded"):
        target(other, COUNTY, "case:exploded")


def test_secrets_and_addresses_are_sealed(county: Flask, other: Provider) -> None:
    known = target(other)
    rows = str(db.session.connection().exec_driver_sql("SELECT * FROM webhook_target").all())
    assert known.secret not in rows
    assert other.base not in rows
    assert known.secret not in repr(known)


def test_a_removed_target_is_a_dead_letter(
    county: Flask, client: FlaskClient, other: Provider
) -> None:
    known = target(other)
    apply(client)
    pump(utc_now())
    with transaction():
        assert register.remove_target(known.id)
    deliver_due(utc_now())
    states = select(OutboxMessage.state).where(OutboxMessage.audience == "system")
    assert db.session.scalars(states).all() == ["dead"]


class Reporting:
    """The other system, reporting."""

    def __init__(self, client: FlaskClient, division: str = COUNTY) -> None:
        self.client = client
        with transaction():
            self.secret = register.add_source("county", "县救助系统", division, utc_now()).secret

    def send(self, report: Any, message_id: str = "m-1", **changes: str) -> Any:
        body = report if isinstance(report, bytes) else json.dumps(report).encode()
        stamp = changes.get("stamp", str(int(time.time())))
        signed = f"{stamp}.{message_id}.".encode() + body
        mac = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": changes.get("kind", "application/json"),
            "X-Webhook-Id": message_id,
            "X-Webhook-Timestamp": stamp,
            "X-Webhook-Signature": changes.get("signature", mac),
        }
        return self.client.post(changes.get("path", PATH), data=body, headers=headers)


def outcome(number: str, **changes: Any) -> dict[str, Any]:
    told = {"type": "outcome", "number": number, "outcome": "granted", "words": "从下月起发放"}
    return told | changes


def reported() -> int:
    name = CaseEvent.name == "case:outcome_reported"
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(CaseEvent).where(name)) or 0


def test_an_outcome_is_written_down_once_and_decides_nothing(
    county: Flask, client: FlaskClient
) -> None:
    receipt, system = apply(client), Reporting(client)
    assert system.send(outcome(receipt["number"])).get_json() == {"received": True, "repeat": False}
    assert system.send(outcome(receipt["number"])).get_json() == {"received": True, "repeat": True}
    assert reported() == 1
    other = outcome(receipt["number"], words="别的话")
    assert system.send(other).status_code == 409
    status = client.post(
        f"/api/v1/pre-applications/{receipt['number']}/status",
        json={"access_code": receipt["access_code"]},
    ).get_json()
    assert status["status"] == "submitted"
    assert "从下月起发放" not in str(status)
    told = select(OutboxMessage.event).where(OutboxMessage.event == "case:outcome_reported")
    assert len(db.session.scalars(told).all()) == 1


def test_a_window_moves(county: Flask, client: FlaskClient) -> None:
    system = Reporting(client)
    report = {
        "type": "window", "division_code": TOWN, "name": "蟒川镇社会救助窗口",
        "address": "便民中心二楼", "phone": "0000-0000002", "hours": "周一至周五",
        "complaint_phone": "0000-0000999",
    }  # fmt: skip
    assert system.send(report).status_code == 200
    db.session.rollback()
    row = db.session.scalars(select(WindowRow).where(WindowRow.division_code == TOWN)).one()
    assert (row.address, row.is_demo) == ("便民中心二楼", False)
    assert system.send(report | {"division_code": "999999000000"}, "m-2").status_code == 404
    assert system.send(report | {"phone": ""}, "m-3").status_code == 422


def test_nothing_outside_its_division(county: Flask, client: FlaskClient) -> None:
    receipt, system = apply(client), Reporting(client, OTHER_TOWN)
    assert system.send(outcome(receipt["number"])).status_code == 404
    assert system.send(outcome("261100000000"), "m-2").status_code == 404
    assert reported() == 0


def test_forged_stale_and_malformed_reports_are_refused(county: Flask, client: FlaskClient) -> None:
    receipt, system = apply(client), Reporting(client)
    good, now = outcome(receipt["number"]), int(time.time())
    refused = [
        system.send(good, signature="0" * 64),
        system.send(good, signature="签"),
        system.send(good, stamp=str(now - 400)),
        system.send(good, stamp=str(now + 400)),
        system.send(good, "bad id"),
        system.send(good, path="/channels/webhooks/nobody"),
    ]
    assert {one.status_code for one in refused} == {404}
    bodies = {one.get_json()["title"] for one in refused}
    assert len(bodies) == 1
    assert system.send(b"{", "m-3").status_code == 400
    assert system.send(b"[" * 100, "m-4").status_code == 400
    assert system.send({"type": "nothing"}, "m-5").status_code == 422
    assert system.send(good | {"extra": 1}, "m-6").status_code == 422
    assert system.send(good, "m-7", kind="text/plain").status_code == 415
    assert system.send(b"x" * 70_000, "m-8").status_code == 413
    assert reported() == 0


def test_commands_make_show_and_remove(county: Flask, other: Provider) -> None:
    run = county.test_cli_runner().invoke
    add = ["webhooks", "target-add", "--title", "t", "--division", COUNTY, "--url"]
    assert "OUTGOING_INSIDE" in run(args=[*add, other.base + "/in"]).output
    assert "case:closed" in run(args=["webhooks", "events"]).output
    made = run(
        args=["webhooks", "source-add", "--name", "a-1", "--title", "t", "--division", COUNTY]
    )
    assert "只显示一次" in made.output
    assert run(args=["webhooks", "source-remove", "a-1"]).exit_code == 0
    assert run(args=["webhooks", "source-remove", "a-1"]).exit_code == 1


def test_old_reports_are_forgotten(county: Flask, client: FlaskClient) -> None:
    receipt, system = apply(client), Reporting(client)
    system.send(outcome(receipt["number"]))
    with transaction():
        assert forget_old_reports(utc_now() + timedelta(days=31)) == 1


def test_readme_lists_every_event() -> None:
    from pathlib import Path

    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    assert [one for one in EVENTS if f"`{one}`" not in readme] == []
