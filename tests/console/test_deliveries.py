"""Notices that were not delivered: seen with why, sent again, only within one's reach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.extensions import db, utc_now
from backend.notifications import senders
from backend.notifications.delivery import deliver_due
from backend.notifications.models import OutboxMessage
from backend.notifications.senders import RecordingSender, SendRefused
from tests.console.conftest import Apply, Enter
from tests.factories.county import COUNTY, OTHER_TOWN
from tests.support.pages import faults_of, read_page

PAGE = "/console/deliveries/"


pytestmark = pytest.mark.usefixtures("by_day")


@pytest.fixture
def refused(app: Flask, enter: Enter, apply: Apply) -> str:
    """A case whose first notice to the resident the gateway refused; gives its id."""
    senders.bind(app)
    senders.senders().register("phone", RecordingSender(faults=[SendRefused("landline")]))
    case_id = apply()
    deliver_due(utc_now())
    return case_id


def states(case_id: str) -> set[str]:
    db.session.rollback()
    wanted = (OutboxMessage.subject_id == case_id, OutboxMessage.audience == "resident")
    return set(db.session.scalars(select(OutboxMessage.state).where(*wanted)))


def test_a_supervisor_sees_why_and_sends_again(enter: Enter, refused: str) -> None:
    chief = enter(Role.SUPERVISOR, COUNTY, "chief")
    page = read_page(chief.get(PAGE).text)
    assert faults_of(page) == []
    assert "登记的是座机" in page.text
    assert "13800000000" not in page.text
    ids = [one["value"] for one in page.all("input") if one.get("name") == "notice"]
    moved = chief.post(PAGE, data={"notice": ids})
    assert moved.status_code == 303
    assert "1 条重新排队" in chief.get(moved.headers["Location"]).text
    assert states(refused) == {"waiting"}
    deliver_due(utc_now() + timedelta(seconds=1))
    assert states(refused) == {"sent"}
    assert "没有要管的" in chief.get(PAGE).text


def test_all_at_once_and_odd_ids(enter: Enter, refused: str) -> None:
    chief = enter(Role.SUPERVISOR, COUNTY, "chief")
    chief.post(PAGE, data={"notice": ["x", "' OR 1=1"]})
    assert states(refused) == {"dead"}
    chief.post(PAGE, data={"all": "yes"})
    assert states(refused) == {"waiting"}


def test_only_within_reach(enter: Enter, refused: str) -> None:
    far = enter(Role.SUPERVISOR, OTHER_TOWN, "far")
    assert "没有要管的" in far.get(PAGE).text
    far.post(PAGE, data={"all": "yes"})
    assert states(refused) == {"dead"}
    assert enter(Role.CLERK, username="desk").get(PAGE).status_code == 403


def test_the_page_of_a_case_says_what_became_of_its_notices(enter: Enter, refused: str) -> None:
    clerk: FlaskClient = enter(Role.CLERK, username="desk")
    text = read_page(clerk.get(f"/console/cases/{refused}").text).text
    assert "给居民的通知" in text
    assert "登记的是座机" in text
