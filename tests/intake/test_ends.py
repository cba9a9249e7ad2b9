"""How cases may end: with a word, a witness or honest tries; heard first; told, and told back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Role
from backend.extensions import db
from backend.intake import services
from backend.intake.follow_ups import remind_untold
from backend.intake.models import IntakeCase
from backend.intake.problems import MoveNotAllowed, ReasonMissing
from backend.intake.reading import read_case
from backend.intake.states import CaseState, Result
from backend.notifications.models import OutboxMessage
from backend.problems import Invalid
from backend.transaction import transaction
from tests.factories import intake as make

S = CaseState


def _notices(event: str) -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.event == event)))


@pytest.mark.parametrize("result", [Result.RESOLVED, Result.ANSWERED, Result.DUPLICATE])
def test_an_end_without_decision_names_who_agreed(
    office: Flask, clerk: Actor, result: Result
) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    with pytest.raises(ReasonMissing) as told:
        make.do("close", case_id, clerk, result, "说清楚了。")
    assert told.value.errors[0].pointer == "/confirmed_by"
    with pytest.raises(Invalid):
        make.do("close", case_id, clerk, result, "说清楚了。", None, "somebody")
    with pytest.raises(ReasonMissing) as told:
        make.do("close", case_id, clerk, result, "说清楚了。", None, "witness")
    assert told.value.errors[0].pointer == "/witness"
    words = (result, "说清楚了。", None, "witness", "村支书在场")
    assert make.do("close", case_id, clerk, *words).state is S.CLOSED
    last = read_case(case_id, clerk).events[-1].details
    assert last["witness"] == "村支书在场"


def test_one_scheme_of_several_ends_no_easier(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, "housing_assistance", (), "看房子")
    for result in (Result.KEPT, Result.REDUCED, Result.STOPPED):
        with pytest.raises(MoveNotAllowed, match="复核"):
            make.do("settle_item", case_id, clerk, "housing_assistance", result, "停", make.ARTICLE)
    with pytest.raises(ReasonMissing) as told:
        make.do("settle_item", case_id, clerk, "housing_assistance", Result.RESOLVED, "修好了")
    assert told.value.errors[0].pointer == "/confirmed_by"
    with pytest.raises(MoveNotAllowed, match="记了 0 天"):
        make.do("settle_item", case_id, clerk, "housing_assistance", Result.UNREACHABLE, "没找到")
    with pytest.raises(ReasonMissing) as told:
        make.do("settle_item", case_id, clerk, "housing_assistance", Result.REFUSED, "不够格")
    assert told.value.errors[0].pointer == "/article"
    words = ("housing_assistance", Result.RESOLVED, "修好了", None, "resident")
    make.do("settle_item", case_id, clerk, *words)
    assert read_case(case_id, clerk).events[-1].details["confirmed_by"] == "resident"


def test_out_of_reach_only_after_tries_on_different_days(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    ending = (Result.UNREACHABLE, "多次联系不上，先结束，随时可以重开。")
    for hour in (0, 1, 2):  # three calls on one day are one day
        later = make.NOW + timedelta(hours=hour)
        make.do("note_contact", case_id, clerk, "phone", False, "没人接", now=later)
    with pytest.raises(MoveNotAllowed, match="记了 1 天"):
        make.do("close", case_id, clerk, *ending)
    for days in (1, 2):
        later = make.NOW + timedelta(days=days)
        make.do("note_contact", case_id, clerk, "village", False, now=later)
    assert make.do("close", case_id, clerk, *ending).state is S.CLOSED


def test_reaching_the_person_starts_the_count_anew(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    for days in (0, 1, 2):
        later = make.NOW + timedelta(days=days)
        make.do("note_contact", case_id, clerk, "phone", False, now=later)
    assert make.row(case_id).contacted_at is None
    make.do("note_contact", case_id, clerk, "visit", True, now=make.NOW + timedelta(days=3))
    assert make.row(case_id).contacted_at is not None
    with pytest.raises(MoveNotAllowed, match="记了 0 天"):
        make.do("close", case_id, clerk, Result.UNREACHABLE, "联系不上")


def test_contacts_that_reached_nobody_are_told_the_others_not(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("note_contact", case_id, clerk, "phone", True)
    assert _notices("case:contact_noted") == []
    make.do("note_contact", case_id, clerk, "phone", False)
    assert len(_notices("case:contact_noted")) == 1


def test_a_no_waits_until_its_delivery_is_written_down(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.DECLINED, clerk)
    assert read_case(case_id, clerk).untold
    with transaction():
        assert remind_untold(make.NOW) == 0, "not on the day itself"
        assert remind_untold(make.NOW + timedelta(days=3)) == 1
    with transaction():
        remind_untold(make.NOW + timedelta(days=4))
    assert len(_notices("case:untold")) == 1, "one hint, however often the job runs"
    with pytest.raises(Invalid):
        make.do("follow_up", case_id, clerk, "delivered")
    tomorrow = make.DAY + timedelta(days=1)
    with pytest.raises(Invalid) as told:
        make.do("follow_up", case_id, clerk, "delivered", "window", tomorrow)
    assert told.value.errors[0].pointer == "/on"
    make.do("follow_up", case_id, make.clerk(), "delivered", "window", make.DAY, "本人签收")
    assert not read_case(case_id, clerk).untold
    with transaction():
        assert remind_untold(make.NOW + timedelta(days=9)) == 0
    with pytest.raises(MoveNotAllowed, match="发放"):
        make.do("follow_up", case_id, clerk, "paid")


def _review(clerk: Actor) -> tuple[str, str]:
    granted = make.case_in(S.CLOSED, clerk)
    make.do("review", granted, clerk, "满一年了")
    found = db.session.scalars(select(IntakeCase).where(IntakeCase.kind == "review")).one()
    make.do("claim", found.id, clerk)
    return granted, found.id


@pytest.mark.parametrize("result", [Result.REDUCED, Result.STOPPED])
def test_heard_before_less_is_paid(office: Flask, clerk: Actor, result: Result) -> None:
    granted, review = _review(clerk)
    with pytest.raises(MoveNotAllowed, match="听取"):
        make.do("close", review, clerk, result, "收入高了", make.ARTICLE)
    with pytest.raises(ReasonMissing):
        make.do("record_hearing", review, clerk, "spoke", None)
    with pytest.raises(MoveNotAllowed, match="不同的日子"):
        make.do("record_hearing", review, clerk, "absent", None)
    make.do("record_hearing", review, clerk, "spoke", "儿子的活上月就没了")
    with pytest.raises(ReasonMissing):
        make.do("close", review, clerk, result, "收入高了")
    view = make.do("close", review, clerk, result, "收入高了", make.ARTICLE)
    assert view.result == result
    assert read_case(review, clerk).untold
    seen = services.progress_of(granted)
    assert [one.result for one in seen.reviews] == [view.result_title]


def test_reopened_the_person_is_heard_anew(office: Flask, clerk: Actor) -> None:
    """What they said the first time was about what was known then (社会救助法第四十八条)."""
    _, review = _review(clerk)
    less = (Result.REDUCED, "收入高了", make.ARTICLE)
    for days in (0, 1, 2):
        later = make.NOW + timedelta(days=days)
        make.do("note_contact", review, clerk, "phone", False, now=later)
    make.do("record_hearing", review, clerk, "absent", None)
    make.do("close", review, clerk, *less)
    make.do("reopen", review, make.supervisor(), "另有一笔支出没算")
    make.do("claim", review, clerk)
    with pytest.raises(MoveNotAllowed, match="听取"):
        make.do("close", review, clerk, *less)
    with pytest.raises(MoveNotAllowed, match="还差 3 天"):
        make.do("record_hearing", review, clerk, "absent", None)
    make.do("record_hearing", review, clerk, "waived", None)
    assert make.do("close", review, clerk, *less).result == Result.REDUCED


def test_a_review_ends_as_a_review_and_nothing_else_does(office: Flask, clerk: Actor) -> None:
    granted, review = _review(clerk)
    with pytest.raises(MoveNotAllowed, match="正在办"):
        make.do("review", granted, clerk, "再来一次")
    with pytest.raises(MoveNotAllowed, match="复核办结"):
        make.do("close", review, clerk, Result.ANSWERED, "好")
    with pytest.raises(MoveNotAllowed, match="只在复核里"):
        make.do("close", make.case_in(S.IN_HAND, clerk), clerk, Result.STOPPED, "停", make.ARTICLE)
    with pytest.raises(MoveNotAllowed, match="给予救助"):
        make.do("review", _closed_unreviewable(clerk), clerk, "看看")
    assert make.do("close", review, clerk, Result.KEPT, "情况没变").state is S.CLOSED


def _closed_unreviewable(clerk: Actor) -> str:
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("close", case_id, clerk, Result.RESOLVED, "好了", None, "resident")
    return case_id


@pytest.mark.parametrize("state", [S.DECLINED, S.CLOSED, S.WITHDRAWN])
def test_a_resident_asks_to_open_it_again_and_a_supervisor_does(
    office: Flask, clerk: Actor, state: S
) -> None:
    case_id = make.case_in(state, clerk)
    with transaction():
        services.dispute(case_id, make.NOW, "情况又变了", wants_reopen=True)
    asked = db.session.scalars(select(IntakeCase).where(IntakeCase.parent_id == case_id)).one()
    assert asked.kind == "dispute"
    view = make.do("reopen", case_id, make.supervisor(), "本人请求，情况有变化")
    assert view.state in (S.SUBMITTED, S.ACCEPTED)
    assert make.row(case_id).withdrawn_at is None


def test_one_review_and_one_objection_at_a_time_also_by_reopening(
    office: Flask, clerk: Actor
) -> None:
    granted, first = _review(clerk)
    make.do("close", first, clerk, Result.KEPT, "没变")
    make.do("review", granted, clerk, "收入有变化")
    head = make.supervisor()
    with pytest.raises(MoveNotAllowed, match="正在办"):
        make.do("reopen", first, head, "再看")
    second = make.open_cases("review")[-1].id
    make.do("claim", second, clerk)
    make.do("close", second, clerk, Result.KEPT, "没变")
    assert make.do("reopen", first, head, "再看").state is S.SUBMITTED


def test_an_open_case_is_not_asked_to_be_opened(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    with pytest.raises(MoveNotAllowed, match="还在办"), transaction():
        services.dispute(case_id, make.NOW, "重开", wants_reopen=True)


def test_the_outcome_goes_back_to_whoever_referred(office: Flask, clerk: Actor) -> None:
    grid = make.staff(Role.GRID_WORKER)
    referred = {"kind": "referral", "opened_by": grid.staff_id}
    ended = make.case_in(S.CLOSED, clerk, **referred)
    declined = make.case_in(S.DECLINED, clerk, **referred)
    withdrawn = make.case_in(S.WITHDRAWN, clerk, **referred)
    make.case_in(S.CLOSED, clerk)
    told = _notices("case:referral_ended")
    assert {one.subject_id for one in told} == {ended, declined, withdrawn}


def test_the_outcome_of_each_scheme_goes_back_too(office: Flask, clerk: Actor) -> None:
    """One by the window, one by the department that leads it, then the case itself."""
    grid = make.staff(Role.GRID_WORKER)
    case_id = make.case_in(S.ACCEPTED, clerk, kind="referral", opened_by=grid.staff_id)
    for scheme in ("housing_assistance", "medical_assistance"):
        make.do("add_item", case_id, clerk, scheme, (), "请看")
    assert _notices("case:referral_ended") == []
    make.do("settle_item", case_id, clerk, "housing_assistance", Result.GRANTED, "给修", None, None, None,
            make.left_out(case_id, "housing_assistance"))  # fmt: skip
    assert len(_notices("case:referral_ended")) == 1
    health = make.handler("healthcare_security")
    make.do("answer_referral", case_id, health, None, "报销了", None, Result.GRANTED)
    assert len(_notices("case:referral_ended")) == 2
    make.granted(case_id, clerk)
    assert len(_notices("case:referral_ended")) == 3


def test_the_way_from_acceptance_to_the_money_is_seen(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("record_stage", case_id, clerk, "survey")
    steps = services.progress_of(case_id).steps
    assert [one.title for one in steps if one.done_at] == [steps[0].title, "启动家庭经济状况调查"]
    assert [one.title for one in steps if one.is_now] == ["启动信息核对"]
    make.do("record_stage", case_id, clerk, "notice_hung")
    later = make.NOW + timedelta(days=8)
    make.do("record_stage", case_id, clerk, "public_notice", now=later)
    steps = services.progress_of(case_id).steps
    assert [one.title for one in steps if one.is_now] == ["审核确认"], "deliberation is not for all"
    make.granted(case_id, clerk)
    make.do("follow_up", case_id, clerk, "paid")
    steps = services.progress_of(case_id).steps
    assert steps[-1].title.startswith("发钱")
    assert steps[-1].done_at is not None
    assert not any(one.is_now for one in steps)
    refused = make.case_in(S.ACCEPTED, clerk)
    make.refused(refused, clerk)
    assert services.progress_of(refused).steps == []
