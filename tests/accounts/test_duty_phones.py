"""A supervisor's own phone: entered by nobody else, told how many matters wait, gone with the post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts import duty as posts
from backend.accounts import services
from backend.accounts.duty_phones import (
    forget_former,
    keep_phone,
    own_phone,
    phones_for,
    remove_phone,
)
from backend.accounts.models import Posting, StaffMember
from backend.accounts.permissions import Role
from backend.accounts.rights_models import DutyPhone
from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.intake.jobs import remind
from backend.notifications import delivery, senders
from backend.notifications.models import OutboxMessage
from backend.notifications.senders import RecordingSender, SendFailed
from backend.problems import Invalid, NotAllowed
from backend.transaction import transaction
from tests.factories import intake as make

PHONE, OTHER = "13800000021", "13800000022"
LATE = make.NOW + timedelta(days=14)


@pytest.fixture
def texts(app: Flask) -> Iterator[RecordingSender]:
    make.make_places()
    before = app.extensions["senders"]
    senders.bind(app)
    posts.bind(app)
    found = RecordingSender()
    senders.senders().register("phone", found)
    yield found
    app.extensions["senders"] = before


def _staff(
    role: Role = Role.SUPERVISOR, where: str = make.COUNTY, until: datetime | None = None
) -> str:
    with transaction():
        member = StaffMember(
            username=f"u{db.session.query(StaffMember).count()}",
            display_name="主管示例", password_hash="-", created_at=make.NOW,
        )  # fmt: skip
        db.session.add(member)
        db.session.flush()
        db.session.add(
            Posting(
                staff_id=member.id,
                role=role,
                division_code=where,
                from_at=make.NOW,
                until_at=until,
            )
        )
        return member.id


def _with_phone(number: str = PHONE, where: str = make.COUNTY) -> str:
    staff_id = _staff(where=where)
    with transaction():
        keep_phone(staff_id, number, make.NOW)
    return staff_id


def _case(**changes: Any) -> None:
    """A case whose person left no phone, so that nobody else gets a text message."""
    make.opened(summary={"name": "王示例"}, **changes)


def _pass(now: datetime, rounds: int = 3) -> None:
    with transaction():
        remind(now)
    for minutes in range(rounds):
        delivery.deliver_due(now + timedelta(minutes=3 * minutes))


def test_what_is_late_is_told_once_as_a_count(texts: RecordingSender) -> None:
    _with_phone()
    numbers = [f"2611000000{one}" for one in range(3)]
    for number in numbers:
        _case(number=number)
    for minutes in (0, 10, 20):
        _pass(LATE + timedelta(minutes=minutes))
    (told,) = texts.sent
    assert told.address == f"phone:{PHONE}"
    assert told.text == "您下辖的窗口有 3 件超期或等您定的事，请登录工作台，在“主管”里看。"
    assert told.number == ""
    assert all(number not in told.text for number in numbers)
    left = db.session.scalars(select(OutboxMessage).where(OutboxMessage.channel == "sms")).all()
    assert all(one.address_sealed is None for one in left)


def test_nobody_is_woken(texts: RecordingSender) -> None:
    """Urgent cases are escalated at any hour; a person's own phone waits for the morning."""
    _with_phone()
    _case(urgent=True)
    night = LATE.replace(hour=18)  # 02:00 in Beijing
    _pass(night)
    assert texts.sent == []
    delivery.deliver_due(night + timedelta(hours=7))
    assert len(texts.sent) == 1


def test_a_provider_that_is_away_does_not_wake_them_either(texts: RecordingSender) -> None:
    _with_phone()
    _case()
    texts.faults = [SendFailed("away")] * 5
    evening = LATE.replace(hour=9)  # 17:12 in Beijing; the fifth try fails before seven
    _pass(evening, rounds=50)
    (row,) = db.session.scalars(select(OutboxMessage).where(OutboxMessage.attempts == 5))
    again = row.next_try_at + timedelta(hours=8)
    assert (again.date(), again.hour) == ((evening + timedelta(days=1)).date(), 8)
    assert texts.sent == []


def test_the_nearest_who_left_a_number_are_told(texts: RecordingSender) -> None:
    county = _with_phone()
    assert phones_for(make.TOWN, make.NOW) == [f"sms:{county}"]
    town = _with_phone(OTHER, make.TOWN)
    assert phones_for(make.TOWN, make.NOW) == [f"sms:{town}"]
    assert phones_for(make.OTHER_TOWN, make.NOW) == [f"sms:{county}"]


def test_it_is_sealed_masked_and_every_change_is_in_the_trail(texts: RecordingSender) -> None:
    staff_id = _with_phone()
    with transaction():
        keep_phone(staff_id, "+86 138-0000-0022", make.NOW + timedelta(days=1))
    row = db.session.get(DutyPhone, staff_id)
    assert row is not None
    assert OTHER not in row.phone_sealed
    kept = own_phone(staff_id)
    assert kept is not None
    assert kept.masked == "138****0022"
    with transaction():
        assert remove_phone(staff_id, staff_id)
        assert not remove_phone(staff_id, staff_id)
    trail = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == staff_id).order_by(AuditEntry.seq)
    ).all()
    assert [(one.action, one.actor) for one in trail] == [
        ("duty_phone:kept", staff_id), ("duty_phone:changed", staff_id),
        ("duty_phone:removed", staff_id),
    ]  # fmt: skip
    assert not any(one.fields for one in trail)


@pytest.mark.parametrize("number", ["", "12345", "0375-1234567", "1380000002", "abc"])
def test_only_a_mobile_number_is_kept(texts: RecordingSender, number: str) -> None:
    staff_id = _staff()
    with pytest.raises(Invalid), transaction():
        keep_phone(staff_id, number, make.NOW)


def test_only_who_supervises_is_told(texts: RecordingSender) -> None:
    clerk = _staff(Role.CLERK, make.TOWN)
    with pytest.raises(NotAllowed), transaction():
        keep_phone(clerk, PHONE, make.NOW)


@pytest.mark.parametrize("how", ["disabled", "another post"])
def test_it_goes_with_the_post(texts: RecordingSender, how: str) -> None:
    staff_id = _with_phone()
    _case()
    with transaction():
        remind(LATE)
    delivery.deliver_due(LATE)  # on its way to the phone when they leave
    with transaction():
        if how == "disabled":
            services.disable(staff_id, now=LATE)
        else:
            services.change_post(staff_id, Role.CLERK, make.TOWN, now=LATE)
    assert own_phone(staff_id) is None
    assert phones_for(make.TOWN, LATE) == []
    delivery.deliver_due(LATE + timedelta(minutes=5))
    assert texts.sent == []


def test_another_post_of_supervision_keeps_it(texts: RecordingSender) -> None:
    staff_id = _with_phone()
    with transaction():
        services.change_post(staff_id, Role.SUPERVISOR, make.TOWN, now=LATE)
    assert phones_for(make.TOWN, LATE) == [f"sms:{staff_id}"]
    assert phones_for(make.OTHER_TOWN, LATE) == []


def test_a_post_that_ends_by_its_date(texts: RecordingSender) -> None:
    staff_id = _staff(until=make.NOW + timedelta(days=3))
    with transaction():
        keep_phone(staff_id, PHONE, make.NOW)
        assert forget_former(make.NOW) == 0
    later = make.NOW + timedelta(days=3)
    assert phones_for(make.TOWN, later) == [], "not told from that instant"
    with transaction():
        assert forget_former(later) == 1
    assert own_phone(staff_id) is None
