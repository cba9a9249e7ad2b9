"""By the clock: provisional dates counted again both ways, reminders once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import services
from backend.intake.jobs import recompute_provisional, remind
from backend.intake.states import CaseState
from backend.notifications.models import OutboxMessage
from backend.transaction import transaction
from backend.workdays import Workdays, published
from backend.workdays_table import HolidayYear
from tests.factories import intake as make

LATE = datetime(2026, 12, 29, 2, 0, tzinfo=UTC)


def year_2027(off: dict[date, str], worked: dict[date, str]) -> HolidayYear:
    """Made-up dates: the schedule for 2027 is not in the table."""
    return HolidayYear(
        2027, "示例通知", date(2026, 12, 30), "", "", date(2026, 12, 30), off, worked
    )


@pytest.fixture
def table(office: Flask) -> Iterator[None]:
    yield
    office.extensions.pop("workdays", None)


@pytest.mark.parametrize(
    ("off", "worked", "due_on", "changed"),
    [
        ({date(2027, 1, 1): "元旦"}, {}, date(2027, 1, 4), 1),
        ({date(2027, 1, 1): "元旦"}, {date(2027, 1, 2): "元旦"}, date(2027, 1, 2), 1),
        ({}, {}, date(2027, 1, 1), 0),
    ],
)
def test_recomputed_when_the_schedule_comes(
    office: Flask,
    table: None,
    off: dict[date, str],
    worked: dict[date, str],
    due_on: date,
    changed: int,
) -> None:
    case_id = make.opened(now=LATE).id
    row = make.row(case_id)
    assert (row.due_on, row.provisional) == (date(2027, 1, 1), True)
    assert services.progress_of(case_id).due_provisional
    office.extensions["workdays"] = Workdays([*published().years, year_2027(off, worked)])
    with transaction():
        assert recompute_provisional(LATE + timedelta(days=1)) == changed
    row = make.row(case_id)
    assert (row.due_on, row.provisional) == (due_on, False)
    assert row.version == 1 + changed
    with transaction():
        assert recompute_provisional(LATE + timedelta(days=2)) == 0


def test_one_reminder_for_each_date(office: Flask, clerk: Actor) -> None:
    make.case_in(CaseState.IN_HAND, clerk)
    make.case_in(CaseState.CLOSED, clerk)

    def reminders() -> list[str]:
        found = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq)).all()
        return [one.event for one in found if one.event in ("case:due_soon", "case:overdue")]

    with transaction():
        assert remind(make.NOW) == 0
    for step in (2, 2, 3, 5, 6, 2):
        with transaction():
            assert remind(make.NOW + timedelta(days=step)) == 1
    assert reminders() == ["case:due_soon", "case:overdue"]
