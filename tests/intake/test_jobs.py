"""By the clock: provisional dates counted again both ways, reminders once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.accounts.actor import Actor
from backend.accounts.models import Posting
from backend.accounts.permissions import Role
from backend.accounts.services import change_post, disable
from backend.content.models import FigureStatus, Unit
from backend.extensions import db
from backend.intake import running, services
from backend.intake.custody import free_abandoned
from backend.intake.deadlines import StageRule
from backend.intake.jobs import recompute_provisional, remind
from backend.intake.states import CaseState
from backend.notifications.models import OutboxMessage
from backend.sealing import sealer
from backend.transaction import transaction
from backend.workdays import Workdays, published
from backend.workdays_table import HolidayYear
from tests.factories import intake as make
from tests.factories.accounts import make_staff

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
        ({date(2027, 1, 1): "元旦", date(2027, 1, 4): "元旦"}, {}, date(2027, 1, 5), 1),
        ({date(2027, 1, 1): "元旦"}, {date(2027, 1, 2): "元旦"}, date(2027, 1, 2), 1),
        ({date(2027, 1, 1): "元旦"}, {}, date(2027, 1, 4), 0),
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
    assert (row.due_on, row.provisional) == (date(2027, 1, 4), True)
    assert services.progress_of(case_id).due_provisional
    office.extensions["workdays"] = Workdays([*published().years, year_2027(off, worked)])
    with transaction():
        assert recompute_provisional(LATE + timedelta(days=1)) == changed
    row = make.row(case_id)
    assert (row.due_on, row.provisional) == (due_on, False)
    assert row.version == 1 + changed
    with transaction():
        assert recompute_provisional(LATE + timedelta(days=2)) == 0


def hints() -> list[tuple[str, str]]:
    """(event, kind of address) of every reminder, in the order they were left."""
    told = ("case:due_soon", "case:overdue", "case:escalated")
    told += ("case:answer_due_soon", "case:answer_overdue")
    found = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
    return [
        (one.event, sealer().open(one.address_sealed or "", "outbox_message", one.key, "address"))
        for one in found
        if one.event in told
    ]


def run(now: datetime) -> int:
    with transaction():
        return remind(now)


def test_each_reminder_leaves_once_and_to_the_right_person(office: Flask, clerk: Actor) -> None:
    """Due on Thursday: a hint on Wednesday morning, another on Friday, and then to the supervisor."""
    make.case_in(CaseState.IN_HAND, clerk)
    make.case_in(CaseState.CLOSED, clerk)
    assert run(make.NOW) == 0
    assert [run(make.NOW + timedelta(days=step)) for step in (2, 2, 3, 4, 4, 2, 5, 30)] == [
        1, 0, 0, 1, 0, 0, 0, 0,
    ]  # fmt: skip
    assert hints() == [
        ("case:due_soon", f"staff:{clerk.staff_id}"),
        ("case:overdue", f"staff:{clerk.staff_id}"),
        ("case:escalated", f"supervisors:{make.TOWN}"),
    ]


def test_nobody_is_woken_but_for_an_emergency(office: Flask) -> None:
    make.opened()
    night = make.NOW + timedelta(days=2, hours=11)  # Wednesday 20:12
    saturday = make.NOW + timedelta(days=5)
    assert run(night) == run(saturday) == 0
    make.opened(urgent=True)
    assert run(night) == 1
    assert hints()[0] == ("case:overdue", f"window:{make.window_id(make.TOWN)}")


def test_a_limit_in_hours_is_late_by_the_hour(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    make.do("accept", case_id, clerk)
    source = "《示范办法》第一条"
    hours = StageRule("示范", "先到场看过", 4, Unit.HOURS, FigureStatus.PROMISE, source)
    with transaction():
        running.start(make.row(case_id), "stage:visit", hours, make.NOW)
    assert run(make.NOW + timedelta(hours=3)) == 1
    assert run(make.NOW + timedelta(hours=5)) == 1, "the same day, an hour after"
    assert run(make.NOW + timedelta(hours=6)) == 0
    assert [event for event, _ in hints()] == ["case:due_soon", "case:overdue", "case:escalated"]


def test_monday_is_remembered_on_friday(office: Flask) -> None:
    """The day before by the working calendar, not by the clock."""
    make.opened(now=make.NOW + timedelta(days=2))  # Wednesday: due on Monday
    assert run(make.NOW + timedelta(days=3)) == 0
    assert run(make.NOW + timedelta(days=4)) == 1


def test_offers_and_questions_are_reminded_where_they_lie(office: Flask, clerk: Actor) -> None:
    moved = make.case_in(CaseState.IN_HAND, clerk)
    make.do("record_stage", moved, clerk, "contacted")
    make.do("transfer", moved, clerk, make.OTHER_VILLAGE, "住在邻近村")
    assert run(make.NOW + timedelta(days=1)) == 1
    assert run(make.NOW + timedelta(days=3)) == 1
    other = f"window:{make.window_id(make.OTHER_TOWN)}"
    assert hints() == [
        ("case:answer_due_soon", other),
        ("case:answer_overdue", other),
        ("case:overdue", f"staff:{clerk.staff_id}"),
        ("case:escalated", f"supervisors:{make.TOWN}"),
    ]
    asked = make.case_in(CaseState.AWAITING_DEPARTMENT, clerk)
    make.do("record_stage", asked, clerk, "contacted")
    run(make.NOW + timedelta(days=2))
    department = f"department:healthcare_security:{make.TOWN}"
    assert ("case:answer_due_soon", department) in hints()


def test_nobody_who_was_asked_for_papers_is_forgotten(office: Flask, clerk: Actor) -> None:
    """No place has set a day: none is told to the resident, but the window calls once more, and
    again the next day; when the papers are there it is over."""
    case_id = make.case_in(CaseState.AWAITING_SUPPLEMENT, clerk)
    assert services.progress_of(case_id).asked_until is None
    assert sum(run(make.NOW + timedelta(days=day)) for day in range(60)) == 2
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
    told = [(one.event, one.audience) for one in rows if "papers" in one.event]
    assert told == [("case:papers_due_soon", "staff"), ("case:papers_overdue", "staff")]
    again = make.case_in(CaseState.AWAITING_SUPPLEMENT, clerk)
    make.do("take_supplement", again, clerk)
    make.do("accept", again, clerk)
    waiting = [one for one in running.clocks_of(again) if one.name == running.WAITING]
    assert all(one.ended_at for one in waiting)


# --- people who leave


def test_a_clerk_who_leaves_loses_no_case(office: Flask) -> None:
    leaver = make_staff(Role.CLERK, make.TOWN, now=make.NOW)
    kept = {
        state: make.case_in(state, leaver)
        for state in (CaseState.IN_HAND, CaseState.AWAITING_SUPPLEMENT, CaseState.ACCEPTED)
    }
    dues = {case_id: make.row(case_id).due_on for case_id in kept.values()}
    with transaction():
        disable(leaver.staff_id, now=make.NOW)
    for state, case_id in kept.items():
        row = make.row(case_id)
        stays = CaseState.SUBMITTED if state is CaseState.IN_HAND else state
        assert (row.holder_id, row.state) == (None, stays)
        assert row.due_on == dues[case_id]
        assert services.progress_of(case_id).events[-1][1].startswith("经办人员调走")
        make.do("claim", case_id, make.clerk())
    told = [one.event for one in db.session.scalars(select(OutboxMessage))]
    assert told.count("case:holder_left") == 2 * len(kept), "the resident and the window"


def test_another_post_keeps_what_lies_there(office: Flask) -> None:
    leaver = make_staff(Role.CLERK, make.TOWN, now=make.NOW)
    case_id = make.case_in(CaseState.IN_HAND, leaver)
    with transaction():
        change_post(leaver.staff_id, Role.CLERK, make.COUNTY, now=make.NOW)
    assert make.row(case_id).holder_id == leaver.staff_id
    with transaction():
        change_post(leaver.staff_id, Role.CLERK, make.OTHER_TOWN, now=make.NOW)
    assert make.row(case_id).holder_id is None


def test_a_post_that_ends_by_its_date(office: Flask) -> None:
    leaver = make_staff(Role.CLERK, make.TOWN, now=make.NOW)
    case_id = make.case_in(CaseState.IN_HAND, leaver)
    with transaction():
        db.session.execute(update(Posting).values(until_at=make.NOW + timedelta(days=1)))
        assert free_abandoned(make.NOW) == 0
    with transaction():
        assert free_abandoned(make.NOW + timedelta(days=2)) == 1
    assert make.row(case_id).holder_id is None


# --- a new schedule


def test_one_command_lists_and_makes_every_change(office: Flask, table: None, clerk: Actor) -> None:
    late = [make.opened(now=LATE, number=f"YM-{step}").id for step in range(2)]
    offered = make.case_in(CaseState.IN_HAND, clerk)
    with transaction():
        services.transfer(offered, clerk, LATE, None, make.OTHER_VILLAGE, "住在邻近村")
    fixed = make.opened(number="YM-X").id
    off = {date(2026, 12, 31): "示例", date(2027, 1, 1): "元旦"}
    # announced late: a day of this year is off too, so certain dates move as well
    office.extensions["workdays"] = Workdays([*published().years, year_2027(off, {})])
    runner = office.test_cli_runner()
    first = runner.invoke(args=["calendar", "recompute", "--dry-run"])
    assert "变晚  YM-0  2027-01-04 → 2027-01-05  收到登记后联系您" in first.output
    assert "会变 3 个，其中变晚 3 个、变早 0 个" in first.output
    assert make.row(late[0]).due_on == date(2027, 1, 4)
    again = runner.invoke(args=["calendar", "recompute"])
    assert "已改 3 个" in again.output
    assert (make.row(late[0]).due_on, make.row(late[0]).provisional) == (date(2027, 1, 5), False)
    assert make.row(late[1]).version == 2
    assert make.row(fixed).version == 1
    assert "已改 0 个" in runner.invoke(args=["calendar", "recompute"]).output
    worked = Workdays([*published().years, year_2027({date(2027, 1, 1): "元旦"}, {date(2027, 1, 2): "元旦"})])  # fmt: skip
    office.extensions["workdays"] = worked
    back = runner.invoke(args=["calendar", "recompute"]).output
    assert "变早  YM-1  2027-01-05 → 2027-01-02" in back
    assert "YM-X" not in first.output + again.output + back
