"""A case is made urgent when the window hears of it: first in the lists, promised sooner, never later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.audit.trail import verify
from backend.content.library import Library
from backend.evidence.gathering import content_files, the_case, the_clocks, the_events
from backend.extensions import db
from backend.intake import queries, services
from backend.intake.jobs import remind
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.problems import (
    CaseChanged,
    CaseNotFound,
    MoveNotAllowed,
    OwnCase,
    ReasonMissing,
)
from backend.intake.running import clocks_seen
from backend.intake.services import CaseView
from backend.intake.states import FINAL, OPEN, CaseState
from backend.intake.urgency import MARKED, UNMARKED
from backend.notifications.models import OutboxMessage
from backend.problems import NotAllowed
from backend.sealing import sealer
from backend.transaction import transaction
from tests.factories import intake as make

S = CaseState
AID = "temporary_assistance"
HUNGER = "村支书来电话：两个孩子两天没吃饭了"
TUESDAY, WEDNESDAY, THURSDAY = (make.NOW + timedelta(days=days) for days in (1, 2, 3))


def mark(case_id: str, actor: Actor, now: datetime = TUESDAY) -> CaseView:
    return make.do("mark_urgent", case_id, actor, HUNGER, now=now)


def unmark(case_id: str, now: datetime = TUESDAY) -> CaseView:
    return make.do("unmark_urgent", case_id, make.supervisor(), "是误会，粮已经送到", now=now)


def told(event: str) -> list[str]:
    """To whom a notice of this kind was left: residents by their audience, staff by their address."""
    query = select(OutboxMessage).where(OutboxMessage.event == event).order_by(OutboxMessage.seq)
    return [
        sealer().open(one.address_sealed or "", "outbox_message", one.key, "address")
        if one.audience == "staff"
        else one.audience
        for one in db.session.scalars(query)
    ]


# --- the promise


def test_the_urgent_promise_runs_from_when_it_was_known(office: Flask, clerk: Actor) -> None:
    """Registered on Monday, due on Thursday; marked on Tuesday by one working day: on Wednesday."""
    case_id = make.opened().id
    view = mark(case_id, clerk)
    assert view.due is not None
    assert (view.urgent, view.due.due_on) == (True, date(2026, 11, 25))
    assert view.due.rule == "window.urgent_contact_workdays"
    assert view.due.derivation["start"] == "2026-11-24"
    assert "收到急事登记后联系您" in view.due.why[0]
    assert make.row(case_id).urgent_at == TUESDAY
    rows = queries.list_cases(clerk, make.DAY).rows
    assert [row.urgent for row in rows] == [True]


def test_no_promise_becomes_later(office: Flask, clerk: Actor) -> None:
    """On Thursday itself one working day would lead to Friday: Thursday was promised, and stays."""
    case_id = make.opened().id
    before = make.row(case_id).due_derivation
    view = mark(case_id, clerk, THURSDAY)
    assert view.due is not None
    assert (view.due.due_on, view.due.rule) == (date(2026, 11, 26), "window.contact_workdays")
    assert view.due.derivation == before
    assert "收到登记后联系您" in view.due.why[0]


def test_what_was_kept_already_is_not_promised_again(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("note_contact", case_id, clerk, "phone", True)
    due = make.row(case_id).due_on
    view = mark(case_id, clerk)
    assert view.due is not None
    assert (view.due.due_on, view.due.rule) == (due, "window.acceptance_workdays")


def test_the_mark_is_reminded_of_at_any_hour(office: Flask, clerk: Actor) -> None:
    """Wednesday at eight in the evening: the ordinary case waits for the morning, this one does not."""
    make.opened()
    case_id = make.opened().id
    mark(case_id, clerk)
    with transaction():
        assert remind(WEDNESDAY + timedelta(hours=11)) == 1
    assert told("case:due_soon") == [f"window:{make.window_id(make.TOWN)}"]


def test_taken_back_it_is_as_it_was(office: Flask, clerk: Actor) -> None:
    case_id = make.opened().id
    before = make.row(case_id)
    was = (before.due_on, before.due_rule, before.due_derivation)
    mark(case_id, clerk)
    view = unmark(case_id, WEDNESDAY)
    row = make.row(case_id)
    assert (view.urgent, row.urgent_at) == (False, None)
    assert (row.due_on, row.due_rule, row.due_derivation) == was
    opened_so = make.opened(urgent=True).id
    assert unmark(opened_so).due == queries.find_case(case_id, clerk).due


# --- the emergency way of the place, once accepted


@pytest.fixture
def timed(office: Flask, library: Library) -> Iterator[None]:
    """A place that has days for temporary assistance, and lets its clock stand still for papers."""
    days = {"survey": "window.acceptance_workdays", "public_notice": "window.contact_workdays"}
    ways = [
        replace(
            way,
            whole=replace(way.whole, limit="minimum_living_allowance.whole"),
            stages=tuple(replace(one, limit=days.get(one.id, one.limit)) for one in way.stages),
            public_notice=None,
            pauses=True,
        )
        if way.id == AID
        else way
        for way in library.procedures
    ]
    before = office.extensions["library"]
    office.extensions["library"] = Library(
        library.documents.values(), library.figures.values(), procedures=ways
    )
    yield
    office.extensions["library"] = before


def running(case_id: str) -> dict[str, date]:
    """The steps that run, and until when; none that stands still."""
    steps = [one for one in clocks_seen(make.row(case_id)) if one.is_of_stage]
    return {one.name: one.due.due_on for one in steps if not one.is_still}


def test_an_accepted_case_turns_to_the_emergency_way(
    office: Flask, timed: None, clerk: Actor
) -> None:
    """Three natural days from the mark instead of what was left; the steps of the other way stop. Taken
    back, they run on from when they began."""
    case_id = make.case_in(S.ACCEPTED, clerk, scheme=AID)
    whole, steps = make.row(case_id).due_on, running(case_id)
    assert list(steps) == ["stage:survey"]
    view = mark(case_id, clerk, THURSDAY)
    assert view.due is not None
    assert (view.due.due_on, view.due.rule) == (date(2026, 11, 30), f"{AID}.quick_limit")
    assert "急难型临时救助" in view.due.why[0]
    assert running(case_id) == {"stage:register": date(2026, 11, 30)}
    view = unmark(case_id, THURSDAY + timedelta(days=1))
    assert view.due is not None
    assert (view.due.due_on, running(case_id)) == (whole, steps)
    assert "支出型临时救助" in view.due.why[0]


def test_the_sooner_of_two_ways_keeps_its_own_name(
    office: Flask, timed: None, clerk: Actor
) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk, scheme=AID)
    whole = make.row(case_id).due_on
    assert whole is not None
    view = mark(
        case_id, clerk, datetime(whole.year, whole.month, whole.day, 1, tzinfo=make.NOW.tzinfo)
    )
    assert view.due is not None
    assert view.due.due_on == whole
    assert "支出型临时救助" in view.due.why[0]


def test_a_step_done_meanwhile_does_not_begin_again(
    office: Flask, timed: None, clerk: Actor
) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk, scheme=AID)
    make.do("record_stage", case_id, clerk, "survey")
    assert list(running(case_id)) == ["stage:public_notice"]
    mark(case_id, clerk)
    unmark(case_id)
    assert list(running(case_id)) == ["stage:public_notice"]


def test_an_urgent_family_does_not_wait_for_papers(
    office: Flask, timed: None, clerk: Actor
) -> None:
    """The ordinary way stands still for papers; help first, papers afterwards: the emergency's runs."""
    case_id = make.case_in(S.ACCEPTED, clerk, scheme=AID)
    make.do("ask_supplement", case_id, clerk, ["票据"])
    assert (make.row(case_id).due_on, running(case_id)) == (None, {})
    view = mark(case_id, clerk)
    assert view.due is not None
    assert view.due.due_on == date(2026, 11, 27)
    assert running(case_id) == {"stage:register": date(2026, 11, 27)}
    with transaction():
        assert remind(THURSDAY) == 2
    make.do("take_supplement", case_id, clerk, [], now=THURSDAY)
    assert make.row(case_id).due_on == date(2026, 11, 27)


def test_an_added_scheme_turns_too(office: Flask, timed: None, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, AID)
    own = running(case_id).keys() - {f"stage:survey:{AID}"}
    mark(case_id, clerk)
    assert running(case_id).keys() == {*own, f"stage:register:{AID}"}
    unmark(case_id)
    assert running(case_id).keys() == {*own, f"stage:survey:{AID}"}


# --- who may, who is told, and what is kept


@pytest.mark.parametrize("state", sorted(OPEN))
def test_whoever_works_at_the_window_marks(office: Flask, clerk: Actor, state: S) -> None:
    """Claimed by a colleague or by nobody: nobody waits until somebody is back."""
    case_id = make.case_in(state, clerk)
    assert mark(case_id, make.clerk()).state is state
    with pytest.raises(MoveNotAllowed, match="已经是急件") as refused:
        mark(case_id, clerk)
    assert "mark-urgent" not in refused.value.extra["allowed"]
    assert unmark(case_id).state is state
    with pytest.raises(MoveNotAllowed, match="不是急件"):
        unmark(case_id)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_has_ended_is_not_marked(office: Flask, clerk: Actor, state: S) -> None:
    case_id = make.case_in(state, clerk)
    for verb in ("mark_urgent", "unmark_urgent"):
        with pytest.raises(MoveNotAllowed) as refused:
            make.do(verb, case_id, make.supervisor(), HUNGER)
        assert "reopen" in refused.value.extra["allowed"]


def test_others_may_not(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.AWAITING_DEPARTMENT, clerk)
    with pytest.raises(CaseNotFound):
        mark(case_id, make.clerk(make.OTHER_TOWN))
    with pytest.raises(NotAllowed):
        mark(case_id, make.handler())
    own = services.person_fingerprint("phone", "13800000000")
    kin = Actor(clerk.staff_id, clerk.name, clerk.postings, person_hashes=(own,))
    with pytest.raises(OwnCase):
        mark(case_id, kin)
    mark(case_id, clerk)
    with pytest.raises(NotAllowed):
        make.do("unmark_urgent", case_id, clerk, "不急了")


def test_it_needs_a_reason_and_the_case_as_it_was_seen(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    for words in (None, "  "):
        with pytest.raises(ReasonMissing):
            make.do("mark_urgent", case_id, clerk, words)
    mark(case_id, clerk)
    with pytest.raises(ReasonMissing):
        make.do("unmark_urgent", case_id, make.supervisor(), " ")
    with pytest.raises(CaseChanged), transaction():
        services.unmark_urgent(case_id, make.supervisor(), TUESDAY, 2, "不急")


def test_those_who_must_know_are_told_once(office: Flask, clerk: Actor) -> None:
    waiting, mine, theirs = (
        make.opened().id,
        make.case_in(S.IN_HAND, clerk),
        make.case_in(S.AWAITING_DEPARTMENT, clerk),
    )
    mark(waiting, clerk)
    assert told(MARKED) == [f"window:{make.window_id(make.TOWN)}"], "and no resident at night"
    mark(mine, clerk)
    assert len(told(MARKED)) == 1, "nobody is told what they did themselves"
    mark(theirs, make.clerk())
    department = f"department:healthcare_security:{make.TOWN}"
    assert told(MARKED)[1:] == [f"staff:{clerk.staff_id}", department]
    make.do("transfer", waiting, clerk, make.OTHER_TOWN, "住在那边")
    unmark(waiting)
    window = f"window:{make.window_id(make.TOWN)}"
    assert sorted(told(UNMARKED)) == ["resident", window], "what was promised is later now"
    mark(waiting, clerk)
    assert told(MARKED)[3:] == [
        f"window:{make.window_id(town)}" for town in (make.TOWN, make.OTHER_TOWN)
    ]


def test_the_reason_is_the_windows_alone(office: Flask, clerk: Actor) -> None:
    """Sealed in a history that holds; the page of the resident, read by who knows whom, has none of it."""
    case_id = make.case_in(S.IN_HAND, clerk)
    mark(case_id, clerk)
    db.session.rollback()
    event = db.session.scalars(select(CaseEvent).order_by(CaseEvent.seq.desc())).first()
    assert event is not None
    assert event.name == MARKED
    assert "孩子" not in event.details_sealed
    assert verify() == []
    progress = services.progress_of(case_id)
    assert progress.events[-1][1] == "窗口按急事先办"
    assert "孩子" not in repr(progress)
    unmark(case_id)
    assert "误会" not in repr(services.progress_of(case_id))


def test_the_evidence_tells_since_when_and_by_what(
    office: Flask, timed: None, clerk: Actor
) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk, scheme=AID)
    mark(case_id, clerk)
    row: IntakeCase = make.row(case_id)
    assert the_case(row, whole=False)["urgent_at"] == "2026-11-24T01:12:00Z"
    events = the_events(row)
    assert events[-1]["details"]["reason"] == HUNGER
    assert the_clocks(row, events)["set"][-1]["due"]["rule"] == f"{AID}.quick_limit"
    files = {name.rpartition("/")[2] for name in content_files(row)}
    assert {f"{AID}.yaml", f"{AID}_emergency.yaml"} <= files
