"""What is escalated reaches whoever supervises the place, by a real address, never the window itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts import duty as posts
from backend.extensions import db
from backend.intake.jobs import remind
from backend.notifications import delivery, duty, senders
from backend.notifications.models import OutboxMessage
from backend.notifications.senders import RecordingSender
from backend.transaction import transaction
from tests.factories import intake as make


@pytest.fixture
def robots(app: Flask) -> Iterator[RecordingSender]:
    make.make_places()
    before = app.extensions["senders"]
    senders.bind(app)
    posts.bind(app)
    found = RecordingSender()
    senders.senders().register("robot", found)
    yield found
    app.extensions["senders"] = before


def _contact(division: str, post: str = "") -> str:
    with transaction():
        return duty.add_contact(
            division, post, "dingtalk", "https://example.invalid/", "", make.NOW
        )


def _told(contact: str, robots: RecordingSender) -> list[str]:
    return [one.event for one in robots.sent if one.address == f"robot:{contact}"]


@pytest.mark.parametrize("post", [duty.SUPERVISORS, ""])
def test_what_is_late_reaches_the_supervisors_once(robots: RecordingSender, post: str) -> None:
    window, county = _contact(make.TOWN), _contact(make.COUNTY, post)
    make.opened()
    late = make.NOW + timedelta(days=14)
    for minutes in (0, 10, 20):
        with transaction():
            remind(late + timedelta(minutes=minutes))
        for _ in range(2):
            delivery.deliver_due(late + timedelta(minutes=minutes))
    assert _told(county, robots) == ["case:escalated"]
    assert "case:overdue" in _told(window, robots)
    assert "case:escalated" not in _told(window, robots)


def test_a_supervisors_own_contact_goes_before_the_county_group(robots: RecordingSender) -> None:
    _contact(make.COUNTY)
    own = _contact(make.COUNTY, duty.SUPERVISORS)
    assert posts.supervisors_of(make.TOWN) == [f"robot:{own}"]
    assert duty.addresses_for(make.TOWN) != [f"robot:{own}"], "not the window's duty group"


def test_without_a_contact_the_notice_stays_in_the_console(robots: RecordingSender) -> None:
    make.opened()
    with transaction():
        remind(make.NOW + timedelta(days=14))
    delivery.deliver_due(make.NOW + timedelta(days=14))
    db.session.expire_all()
    rows = db.session.scalars(select(OutboxMessage).where(OutboxMessage.event == "case:escalated"))
    assert [one.state for one in rows] == ["sent"]
    assert robots.sent == []
