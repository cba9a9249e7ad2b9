"""Opening, supplements, decisions, referrals: the words they need and what they change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import services
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.part_models import CaseReferral
from backend.intake.problems import MoveNotAllowed, PlaceNotServed, ReasonMissing
from backend.intake.states import CaseState, Result
from backend.notifications.models import OutboxMessage
from backend.problems import Invalid, NotAllowed
from backend.transaction import transaction
from tests.factories import intake as make

S = CaseState


def test_opening_gives_window_due_date_and_reason(office: Flask) -> None:
    opened = make.opened(number="YM-1")
    assert (opened.number, opened.status) == ("YM-1", S.SUBMITTED)
    assert opened.due is not None
    assert opened.due.due_on == date(2026, 11, 26)
    assert opened.due.rule == "window.contact_workdays"
    assert any("窗口承诺" in line for line in opened.due.why)
    urgent = make.opened(urgent=True)
    assert urgent.due is not None
    assert urgent.due.due_on == date(2026, 11, 24)


def test_a_night_and_a_weekend_count_from_beijings_day(office: Flask) -> None:
    late = make.NOW.replace(hour=17)  # 01:00 on the next day in Beijing
    opened = make.opened(now=late)
    assert opened.due is not None
    assert opened.due.derivation["start"] == "2026-11-24"


def test_personal_data_is_sealed_and_masked(office: Flask, clerk: Actor) -> None:
    case_id = make.opened().id
    row = make.row(case_id)
    everything = " ".join(str(getattr(row, column.key)) for column in IntakeCase.__table__.columns)
    assert "王示例" not in everything
    assert "13800000000" not in everything
    view = make.do("claim", case_id, clerk)
    assert (view.person_name, view.person_phone) == ("王*", "138****0000")
    assert "王示例" not in repr(make.new_case())


def test_a_failed_door_leaves_nothing(office: Flask) -> None:
    def fail() -> None:
        with transaction():
            services.open_case(make.new_case(), make.NOW)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    for kind in (IntakeCase, CaseEvent, OutboxMessage):
        assert db.session.scalars(select(kind)).all() == []


def test_no_notices_where_they_are_not_safe(office: Flask) -> None:
    make.opened(summary={"name": "王示例", "phone": "13800000000", "notify": "none"})
    found = db.session.scalars(select(OutboxMessage)).all()
    assert [one.audience for one in found] == ["staff"]


# --- what is missing


def test_nothing_runs_while_the_resident_is_asked(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.AWAITING_SUPPLEMENT, clerk)
    assert make.row(case_id).due_on is None
    progress = services.progress_of(case_id)
    assert progress.asked == ["户口簿"]
    assert "不计时" in progress.due_why[0]
    with transaction():
        services.supplement_received(case_id, make.NOW + timedelta(days=7), ["户口簿"])
    row = make.row(case_id)
    assert (row.state, row.due_rule) == (S.IN_HAND, "window.acceptance_workdays")
    assert row.due_on == date(2026, 12, 7)
    assert services.progress_of(case_id).asked == []


def test_a_supplement_for_a_released_case_waits_at_the_window(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.AWAITING_SUPPLEMENT, clerk)
    make.do("release", case_id, clerk)
    with transaction():
        assert services.supplement_received(case_id, make.NOW).state is S.SUBMITTED


def test_asking_twice_needs_a_reason(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.AWAITING_SUPPLEMENT, clerk)
    with transaction():
        services.supplement_received(case_id, make.NOW)
    with pytest.raises(ReasonMissing):
        make.do("ask_supplement", case_id, clerk, ["诊断书"])
    make.do("ask_supplement", case_id, clerk, ["诊断书"], None, "核对后才发现")
    with pytest.raises(ReasonMissing):
        make.do("ask_supplement", make.case_in(S.IN_HAND, clerk), clerk, ["  "])


# --- decisions


@pytest.mark.parametrize(
    ("reason", "article", "missing"),
    [
        (None, None, {"/reason", "/article"}),
        ("   ", make.ARTICLE, {"/reason"}),
        (make.REASON, "", {"/article"}),
    ],
)
def test_a_no_needs_reason_and_article(
    office: Flask, clerk: Actor, reason: str | None, article: str | None, missing: set[str]
) -> None:
    in_hand, accepted = make.case_in(S.IN_HAND, clerk), make.case_in(S.ACCEPTED, clerk)
    moves: list[tuple[str, str, tuple[Any, ...]]] = [
        ("decline", in_hand, (reason, article)),
        ("close", accepted, (Result.REFUSED, reason, article)),
    ]
    for verb, case_id, words in moves:
        with pytest.raises(ReasonMissing) as told:
            make.do(verb, case_id, clerk, *words)
        assert {error.pointer for error in told.value.errors} == missing
    assert make.row(in_hand).state == S.IN_HAND


def test_a_yes_needs_its_words_too(office: Flask, clerk: Actor) -> None:
    with pytest.raises(ReasonMissing):
        make.do("close", make.case_in(S.ACCEPTED, clerk), clerk, Result.GRANTED, None)


@pytest.mark.parametrize(
    ("state", "result"),
    [(S.IN_HAND, Result.GRANTED), (S.IN_HAND, Result.REFUSED), (S.ACCEPTED, Result.UNREACHABLE)],
)
def test_results_fit_the_state(
    office: Flask, clerk: Actor, state: CaseState, result: Result
) -> None:
    with pytest.raises(MoveNotAllowed):
        make.do("close", make.case_in(state, clerk), clerk, result, make.REASON, make.ARTICLE)


def test_the_resident_reads_reason_article_and_the_way_to_object(
    office: Flask, clerk: Actor
) -> None:
    case_id = make.case_in(S.DECLINED, clerk)
    progress = services.progress_of(case_id, make.DAY)
    assert progress.outcome is not None
    assert (progress.outcome.reason, progress.outcome.article) == (make.REASON, make.ARTICLE)
    assert "行政复议" in progress.outcome.way_to_object
    assert "60天" in progress.outcome.way_to_object
    assert progress.due_on is None
    assert progress.holder == "示例镇社会救助窗口"
    assert [words for _, words in progress.events][-1].startswith("窗口决定不予受理")


def test_numbers_in_notes_are_masked(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("decline", case_id, clerk, "请打 13800000000 问", make.ARTICLE)
    outcome = services.progress_of(case_id).outcome
    assert outcome is not None
    assert outcome.reason == "请打 138****0000 问"


def test_reopening_keeps_the_first_limit_of_an_accepted_case(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    due = make.row(case_id).due_on
    make.refused(case_id, clerk)
    later = make.NOW + timedelta(days=30)
    view = make.do("reopen", case_id, make.supervisor(), "漏看了材料", now=later)
    assert (view.state, view.holder_id, view.result) == (S.ACCEPTED, None, None)
    assert make.row(case_id).due_on == due
    assert services.progress_of(case_id).outcome is None


def test_extending_once(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    before = make.row(case_id).due_on
    view = make.do("extend", case_id, make.supervisor(), "家人在外地，入户要等")
    assert before is not None
    assert view.due is not None
    assert view.due.due_on > before
    with pytest.raises(MoveNotAllowed, match="延长过一次"):
        make.do("extend", case_id, make.supervisor(), "再等等")
    other = make.case_in(S.ACCEPTED, clerk, scheme="education_assistance")
    with pytest.raises(MoveNotAllowed):
        make.do("extend", other, make.supervisor(), "再等等")


def test_contact_keeps_the_promise_and_the_next_one_begins(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    assert make.row(case_id).due_rule == "window.contact_workdays"
    make.do("record_stage", case_id, clerk, "contacted", "没人接，留了言")
    assert make.row(case_id).due_rule == "window.acceptance_workdays"
    with pytest.raises(Invalid):
        make.do("record_stage", case_id, clerk, "dreamed")
    make.do("record_stage", case_id, clerk, "survey")


# --- other windows, departments


@pytest.mark.parametrize(
    ("to", "refusal"), [("990483101201", PlaceNotServed), (make.VILLAGE, MoveNotAllowed)]
)
def test_transfers_that_lead_nowhere(
    office: Flask, clerk: Actor, to: str, refusal: type[Exception]
) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    with pytest.raises(refusal):
        make.do("transfer", case_id, clerk, to, "转")
    with pytest.raises(ReasonMissing):
        make.do("transfer", case_id, clerk, make.OTHER_TOWN, " ")


def test_it_waits_until_the_last_department_has_answered(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    due = make.row(case_id).due_on
    make.do("refer", case_id, clerk, ["healthcare_security", "housing"], "请核对")
    with pytest.raises(MoveNotAllowed, match="住房"):
        make.do("refer", case_id, clerk, ["housing"], "再问")
    first = make.do("answer_referral", case_id, make.handler("housing"), None, "名下无房")
    assert first.state is S.AWAITING_DEPARTMENT
    with pytest.raises(NotAllowed):
        make.do("answer_referral", case_id, make.handler("housing"), "healthcare_security", "有")
    second = make.do("answer_referral", case_id, clerk, "healthcare_security", "电话答复：已报销")
    assert second.state is S.ACCEPTED
    assert make.row(case_id).due_on == due
    with pytest.raises(Invalid):
        make.do("refer", case_id, clerk, ["astrology"], "请看")


def test_an_ended_case_frees_the_departments(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.AWAITING_DEPARTMENT, clerk)
    with transaction():
        services.withdraw(case_id, make.NOW)
    referral = db.session.scalars(
        select(CaseReferral).execution_options(populate_existing=True)
    ).one()
    assert referral.cancelled_at == make.NOW


# --- the database agrees


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "in_hand"},
        {"state": "resting"},
        {"state": "closed"},
        {"state": "declined", "due_on": None, "due_rule": None},
        {"state": "accepted"},
        {"state": "withdrawn", "due_on": None, "due_rule": None},
        {"state": "awaiting_supplement"},
        {"holder_id": "a" * 32, "held_since": make.NOW},
        {"due_rule": None},
        {"result": "granted"},
        {"decided_at": make.NOW},
        {"version": 0},
    ],
)
def test_impossible_rows_are_refused(office: Flask, changes: dict[str, Any]) -> None:
    row = make.row(make.opened().id)
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_history_is_only_added_to(office: Flask) -> None:
    make.opened()
    event = db.session.scalars(select(CaseEvent)).one()
    event.name = "case:forgotten"
    with pytest.raises(RuntimeError, match="only added"):
        db.session.flush()
    db.session.rollback()
