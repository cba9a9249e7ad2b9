"""A no that has not reached its person: on the list until its delivery is written down, and told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import services
from backend.intake.follow_ups import remind_untold
from backend.intake.problems import MoveNotAllowed
from backend.intake.queries import Queue, list_cases, queue_counts
from backend.intake.reading import read_case
from backend.intake.running import clocks_of
from backend.intake.states import CaseState, Result
from backend.notifications.models import OutboxMessage
from backend.problems import Invalid
from backend.transaction import transaction
from tests.factories import intake as make

S, HOUSE = CaseState, "housing_assistance"


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
    assert _untold(clerk) == [case_id], "at once, while the case goes on"
    (seen,) = [one for one in services.progress_of(case_id).items if not one.is_lead]
    assert (seen.reason, seen.article, seen.untold) == (make.REASON, make.ARTICLE, True)
    assert "行政复议" in seen.way_to_object
    make.granted(case_id, clerk)
    assert _untold(clerk) == [case_id]


def test_it_is_handed_over_by_itself_while_the_case_goes_on(office: Flask, clerk: Actor) -> None:
    case_id, later = _two_refused(clerk), make.NOW + timedelta(days=1)
    with pytest.raises(MoveNotAllowed, match="等办结以后"):
        make.do("follow_up", case_id, clerk, "visited")
    handed = ("delivered", "visit", None, None, "education_assistance")
    with pytest.raises(MoveNotAllowed, match="没有要送达"):
        make.do("follow_up", case_id, clerk, *handed)
    early = make.DAY - timedelta(days=1)
    with pytest.raises(Invalid):
        make.do("follow_up", case_id, clerk, "delivered", "visit", early, None, HOUSE)
    make.do("follow_up", case_id, clerk, "delivered", "visit", None, None, HOUSE, now=later)
    assert _untold(clerk) == [case_id], "the other one is still owed"
    assert [one.untold for one in read_case(case_id, clerk).items] == [False, False, True]
    assert "住房救助" in services.progress_of(case_id).events[-1][1]
    make.do("follow_up", case_id, clerk, "delivered", "window", now=later)
    assert _untold(clerk) == []
    details = read_case(case_id, clerk).events[-1].details
    assert details["schemes"] == ["medical_assistance"]
    assert make.row(case_id).state == S.ACCEPTED
    make.granted(case_id, clerk, now=later)
    assert _untold(clerk) == [], "told already"


def test_the_cases_own_delivery_hands_over_all_that_is_owed(office: Flask, clerk: Actor) -> None:
    case_id, later = _two_refused(clerk), make.NOW + timedelta(days=1)
    make.refused(case_id, clerk, now=later)
    assert make.row(case_id).untold_since == make.NOW, "since the first of them"
    make.do("follow_up", case_id, clerk, "delivered", "visit", None, None, HOUSE, now=later)
    assert _untold(clerk) == [case_id]
    make.do("follow_up", case_id, clerk, "delivered", "visit", now=later)
    assert _untold(clerk) == []


def test_a_departments_no_is_owed_too(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, HOUSE, (), "看房子")
    no = (None, "不是危房", None, Result.REFUSED, make.ARTICLE)
    make.do("answer_referral", case_id, make.handler("housing"), *no)
    assert _untold(clerk) == [case_id]


def test_what_is_owed_outlives_a_withdrawal_and_a_reopening(office: Flask, clerk: Actor) -> None:
    case_id = _two_refused(clerk)
    make.refused(case_id, clerk)
    make.do("reopen", case_id, make.supervisor(), "再核一次")
    assert _untold(clerk) == [case_id]
    with transaction():
        services.withdraw(case_id, make.NOW)
    assert _untold(clerk) == [case_id]
    make.do("follow_up", case_id, clerk, "delivered", "post")
    assert _untold(clerk) == []
    assert make.row(case_id).state == S.WITHDRAWN


def _two_refused(clerk: Actor) -> str:
    case_id = make.case_in(S.ACCEPTED, clerk)
    for scheme in (HOUSE, "medical_assistance"):
        make.do("add_item", case_id, clerk, scheme, (), "请看")
        no = (scheme, Result.REFUSED, make.REASON, make.ARTICLE)
        make.do("settle_item", case_id, clerk, *no)
    return case_id


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
