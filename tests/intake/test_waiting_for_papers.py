"""While papers are awaited: what stands still, what goes on, who is told until when."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import services
from backend.intake.jobs import remind
from backend.intake.problems import MoveNotAllowed
from backend.intake.reading import read_case
from backend.intake.recounting import recount_clocks
from backend.intake.running import clocks_of
from backend.intake.states import CaseState
from backend.notifications.models import OutboxMessage
from backend.slips.services import slip_for_resident
from backend.slips.sheet import SlipKind
from backend.slips.text import as_text
from backend.transaction import transaction
from tests.factories import intake as make
from tests.support.five_places import at

S = CaseState


def test_the_clock_stands_still_for_papers(office: Flask, awkward: None, clerk: Actor) -> None:
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))
    assert make.row(case_id).due_on == date(2026, 10, 22)
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(21))
    row = make.row(case_id)
    assert (row.state, row.due_on) == (S.AWAITING_SUPPLEMENT, None)
    supplement = {one.name: one.due.due_on for one in clocks_of(case_id)}["supplement"]
    assert supplement == date(2026, 10, 8), "ten days, rolled over the holiday"
    with transaction():
        services.supplement_received(case_id, at(24), ["户口簿"])
    row = make.row(case_id)
    assert (row.state, row.due_on) == (S.ACCEPTED, date(2026, 10, 27)), "three working days waited"
    assert any("不计时" in line for line in services.progress_of(case_id).due_why)


def test_a_stage_stands_still_with_its_case(office: Flask, awkward: None, clerk: Actor) -> None:
    """Three working days for the survey: two are left when the papers are asked for, and again when
    they come. Nobody is reminded in between, nor told that the stage is late."""
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(20))
    later = at(24)
    with transaction():
        assert remind(later) == 0, "the ten days for the papers are not over either"
    (survey,) = services.progress_of(case_id).clocks
    assert survey.is_still
    assert not survey.is_overdue(later.date())
    with transaction():
        services.supplement_received(case_id, later, ["户口簿"])
    (survey,) = services.progress_of(case_id).clocks
    assert (survey.is_still, survey.due.due_on) == (False, date(2026, 9, 29))
    assert "9月21日至9月24日等您补材料，不计时。" in survey.due.why
    assert recount_clocks(dry_run=True).changed == [], "counted again, it is the same day"


def test_until_when_papers_are_to_come_is_told(office: Flask, awkward: None, clerk: Actor) -> None:
    """On the status page, to programs and on the slip: the day, the count behind it, the source."""
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(21))
    until = services.progress_of(case_id).asked_until
    assert until is not None
    assert until.due_on == date(2026, 10, 8), "ten days, rolled over the holiday"
    with transaction():
        text = as_text(slip_for_resident(case_id, SlipKind.SUPPLEMENT))
    for words in (
        "请在这天以前补来：2026年10月8日",
        "10天内",
        "最后一天遇放假，往后顺延：10月1日至10月7日国庆节放假。",
        "《示范救助法》第十条",
        "不会因为晚了就不办",
    ):
        assert words in text
    assert "until" not in read_case(case_id, clerk).events[-1].details
    make.do("take_supplement", case_id, clerk, now=at(22))
    assert services.progress_of(case_id).asked_until is None


def test_papers_are_the_residents_to_bring(office: Flask, awkward: None, clerk: Actor) -> None:
    """The day before, they are reminded, once, and so is the clerk; after it the clerk calls once
    more. Nobody is late, and no supervisor hears of it."""
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(7))
    for day in (15, 16, 16, 17, 18, 18, 22):
        with transaction():
            remind(at(day))
    told = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.event.contains("papers") | OutboxMessage.event.contains("escalated"))
        .order_by(OutboxMessage.seq)
    )
    assert [(one.event, one.audience, one.created_at.day) for one in told] == [
        ("case:papers_due_soon", "staff", 16),
        ("case:papers_due_soon", "resident", 16),
        ("case:papers_overdue", "staff", 18),
    ]


def test_a_public_notice_hangs_on_meanwhile(office: Flask, awkward: None, clerk: Actor) -> None:
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))
    make.do("record_stage", case_id, clerk, "survey", now=at(18))
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(20))
    make.do("take_supplement", case_id, clerk, now=at(22))
    notice = {one.name: one.due.due_on for one in clocks_of(case_id)}["stage:notice"]
    assert notice == date(2026, 9, 29), "seven days, rolled over the festival, done the day after"


def test_waiting_for_papers_undoes_no_acceptance(
    office: Flask, awkward: None, clerk: Actor
) -> None:
    """In the state of a case that was never accepted, it is neither accepted nor refused anew."""
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(21))
    words = {"accept": (), "decline": (make.REASON, make.ARTICLE)}
    words |= {"transfer": (make.OTHER_VILLAGE, "住在那边")}
    offered = make.do("claim", case_id, clerk, now=at(22)).actions
    for move, said in words.items():
        with pytest.raises(MoveNotAllowed, match="已经正式受理") as refused:
            make.do(move, case_id, clerk, *said, now=at(24))
        assert "take-supplement" in refused.value.extra["allowed"]
        assert move not in offered
    make.do("take_supplement", case_id, clerk, ["户口簿"], now=at(24))
    assert make.row(case_id).due_on == date(2026, 10, 27), "three working days waited, no more"
