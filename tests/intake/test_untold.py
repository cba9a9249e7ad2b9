"""A no that has not reached its person: on the list until its delivery is written down, and told of."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake.follow_ups import remind_untold
from backend.intake.queries import Queue, list_cases, queue_counts
from backend.intake.running import clocks_of
from backend.intake.states import CaseState, Result
from backend.notifications.models import OutboxMessage
from backend.transaction import transaction
from tests.factories import intake as make

S = CaseState


def _notices(event: str) -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.event == event)))


def test_what_is_not_delivered_stands_on_the_list(office: Flask, clerk: Actor) -> None:
    declined = make.case_in(S.DECLINED, clerk)
    granted = make.case_in(S.CLOSED, clerk)
    assert _untold(clerk) == [declined]
    assert _untold(make.clerk(make.OTHER_TOWN)) == [], "another town's"
    make.do("follow_up", declined, clerk, "visited", None, None, "没见到人")
    assert _untold(clerk) == [declined], "a visit is no delivery"
    make.do("follow_up", declined, clerk, "delivered", "visit", make.DAY)
    assert _untold(clerk) == []
    assert make.row(granted).untold_since is None


def test_a_no_to_one_scheme_of_several_must_be_delivered_too(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, "housing_assistance", (), "看房子")
    no = ("housing_assistance", Result.REFUSED, make.REASON, make.ARTICLE)
    make.do("settle_item", case_id, clerk, *no)
    make.granted(case_id, clerk)
    assert _untold(clerk) == [case_id]


def test_a_reopened_no_is_owed_no_more(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.refused(case_id, clerk)
    running = [one.name for one in clocks_of(case_id) if one.ended_at is None]
    assert running == ["stage:refusal_notice"], "the written refusal is due"
    make.do("reopen", case_id, make.supervisor(), "再核一次收入")
    assert _untold(clerk) == []
    assert all(one.ended_at for one in clocks_of(case_id)), "nobody hands over what was undone"


def test_hints_leave_in_office_hours_and_reach_the_supervisor_later(
    office: Flask, clerk: Actor
) -> None:
    make.case_in(S.DECLINED, clerk)
    saturday, night = make.NOW + timedelta(days=5), make.NOW + timedelta(days=4, hours=12)
    with transaction():
        assert remind_untold(saturday) == remind_untold(night) == 0
        assert remind_untold(make.NOW + timedelta(days=4)) == 1
    assert (len(_notices("case:untold")), _notices("case:untold_escalated")) == (1, [])
    for days in (7, 8):
        with transaction():
            remind_untold(make.NOW + timedelta(days=days))
    assert len(_notices("case:untold")) == len(_notices("case:untold_escalated")) == 1


def _untold(actor: Actor) -> list[str]:
    page = list_cases(actor, make.DAY, Queue.UNTOLD)
    assert queue_counts(actor, make.DAY)[Queue.UNTOLD] == len(page.rows)
    return [one.id for one in page.rows]
