"""What is escalated reaches whoever supervises the place, by a real address, never the window itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts import duty as posts
from backend.accounts.models import Posting
from backend.accounts.permissions import Role
from backend.accounts.services import disable
from backend.extensions import db, utc_now
from backend.intake.jobs import remind
from backend.notifications import delivery, duty, outbox, senders
from backend.notifications.models import OutboxMessage
from backend.notifications.senders import RecordingSender
from backend.transaction import transaction
from tests.factories import intake as make
from tests.factories.accounts import make_staff


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


def test_what_was_left_for_somebody_who_has_gone_reaches_the_window(
    robots: RecordingSender,
) -> None:
    """A reminder is in the outbox when its clerk's account is closed."""
    window, other = _contact(make.TOWN), _contact(make.OTHER_TOWN)
    now = utc_now()
    gone = make_staff(Role.CLERK, make.TOWN, now=now)
    address = f"staff:{gone.staff_id}"
    with transaction():
        sealed = outbox.seal_address(address, "k")
        outbox.put("case:due_soon", "c", "staff", sealed, {"number": "1"}, "k", now=now)
        disable(gone.staff_id, now=now)
    for _ in range(2):
        delivery.deliver_due(now + timedelta(minutes=10))
    assert _told(window, robots) == ["case:due_soon"]
    assert _told(other, robots) == []
    assert posts.on_duty("c", "staff:nobody") == ()


def _post(staff_id: str, role: Role, division: str, now: datetime) -> None:
    with transaction():
        db.session.add(Posting(staff_id=staff_id, role=role, division_code=division, from_at=now))


@pytest.mark.parametrize("towns", [(make.TOWN, make.OTHER_TOWN), (make.OTHER_TOWN, make.TOWN)])
def test_who_works_in_two_towns_is_on_duty_in_both(
    robots: RecordingSender, towns: tuple[str, str]
) -> None:
    """In each once, however many posts they hold there; and still when both have ended."""
    expected = {f"robot:{_contact(town)}" for town in towns}
    now = utc_now()
    both = f"staff:{(staff := make_staff(Role.CLERK, towns[0], now=now).staff_id)}"
    _post(staff, Role.CLERK, towns[1], now)
    _post(staff, Role.GRID_WORKER, towns[1], now)
    found = posts.on_duty("c", both)
    assert (len(found), set(found)) == (2, expected)
    with transaction():
        disable(staff, now=now)
    assert set(posts.on_duty("c", both)) == expected


def test_an_administrators_post_is_no_duty(robots: RecordingSender) -> None:
    """A clerk who also keeps the county's accounts is reached at the window, not in the county."""
    _contact(make.COUNTY)
    window, now = _contact(make.TOWN), utc_now()
    clerk = make_staff(Role.CLERK, make.TOWN, now=now).staff_id
    _post(clerk, Role.ADMIN, make.COUNTY, now)
    assert posts.on_duty("c", f"staff:{clerk}") == (f"robot:{window}",)
