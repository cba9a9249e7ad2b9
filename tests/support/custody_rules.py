"""What must be true of every case at every instant, told from its rows and history alone."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, select

from backend.extensions import db
from backend.intake import services
from backend.intake.history import details_of, events_of
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.part_models import CaseClock, CaseItem, CaseReferral, CaseTransfer
from backend.intake.states import FINAL, OPEN, CaseState, Result
from backend.sealing import sealer

S, R = CaseState, Result
ENDINGS = ("case:closed", "case:declined", "case:withdrawn")
NEGATIVE = (R.REFUSED, R.REDUCED, R.STOPPED)
WORD_NEEDED = (R.RESOLVED, R.UNREACHABLE)
Told = tuple[CaseEvent, dict[str, Any]]


def check(row: IntakeCase, done: int) -> None:
    """Raise AssertionError unless the case is in order; `done` moves on it were acknowledged."""
    told = [(event, details_of(event)) for event in events_of(row.id)]
    _history(row, told, done)
    _hands(row, told)
    _questions(row)
    _clocks(row)
    _urgent(row, told)
    _hangs_in_full(row, told)
    _end(row, told)
    _items(row, told)
    _children(row)
    if row.kind == "dispute":
        _not_by_who_decided(row, told)


def _history(row: IntakeCase, told: list[Told], done: int) -> None:
    events = [event for event, _ in told]
    assert [one.seq for one in events] == list(range(1, row.version + 1))
    assert events[-1].state_to == row.state
    for before, after in itertools.pairwise(events):
        assert after.state_from == before.state_to
    assert row.version > done, "every acknowledged move left its event"


def _hands(row: IntakeCase, told: list[Told]) -> None:
    offers = list(db.session.scalars(select(CaseTransfer).where(CaseTransfer.case_id == row.id)))
    waiting = [one for one in offers if one.answered_at is None]
    assert [one.to_window for one in waiting] == (
        [row.offered_window_id] if row.offered_window_id else []
    )
    assert all(one.from_window == row.window_id for one in waiting), "the sender answers"
    taken = sum(event.name == "case:transferred" for event, _ in told)
    assert taken == sum(one.answer == "accepted" for one in offers), "one taking, one effect"
    assert (row.holder_id is None) == (row.held_since is None)
    assert row.state != S.IN_HAND or row.holder_id
    assert row.state not in FINAL or row.holder_id is None, "one holder, or it has ended"
    assert services.progress_of(row.id).holder, "the resident sees who answers"
    assert row.meeting_since is None or row.bounces >= 3


def _questions(row: IntakeCase) -> None:
    asked = db.session.scalars(select(CaseReferral).where(CaseReferral.case_id == row.id))
    waiting = [
        one
        for one in asked
        if one.answered_at is None and one.returned_at is None and one.cancelled_at is None
    ]
    assert any(not one.scheme for one in waiting) == (row.state == S.AWAITING_DEPARTMENT)
    assert row.state not in FINAL or not waiting


def _clocks(row: IntakeCase) -> None:
    assert row.state not in FINAL or row.due_on is None
    query = select(CaseClock.name).where(CaseClock.case_id == row.id, CaseClock.ended_at.is_(None))
    running = set(db.session.scalars(query))
    assert ("transfer" in running) == (row.offered_window_id is not None)
    owed = set(db.session.scalars(_untold(row)))
    assert {name.removeprefix("refusal:") for name in running if name[:8] == "refusal:"} <= owed
    assert "low_income_family" not in owed or "refusal:low_income_family" in running
    settled = select(CaseItem.scheme).where(
        CaseItem.case_id == row.id, CaseItem.settled_at.is_not(None)
    )
    of_items = {
        name.split(":")[2] for name in running if name[:6] == "stage:" and name.count(":") == 2
    }
    assert not of_items & set(db.session.scalars(settled)), "a scheme that has ended runs no more"
    if row.state in FINAL:
        own = {name for name in running if name[:8] != "refusal:"}
        assert all("refusal" in name for name in own)
        assert not own or (row.result in NEGATIVE and row.told_at is None)


def _urgent(row: IntakeCase, told: list[Told]) -> None:
    """It is urgent since the mark that was not taken back, for a reason, or came in so: an objection is
    as urgent as its case was. No due date became later."""
    marks = [one for one in told if one[0].name in ("case:marked_urgent", "case:unmarked_urgent")]
    is_marked = bool(marks) and marks[-1][0].name == "case:marked_urgent"
    assert row.urgent == is_marked or not marks
    assert row.urgent_at == (marks[-1][0].at if is_marked else None)
    assert all(said["reason"].strip() for _, said in marks)
    due: dict[str, Any] | None = None
    for event, said in told:
        was, due = due, said.get("due", due)
        if event.name == "case:marked_urgent" and was:
            assert due
            assert due["on"] <= was["on"]


_NO_SET_DAYS: Final = {"temporary_assistance"}


def _hangs_in_full(row: IntakeCase, told: list[Told]) -> None:
    """A notice is done after its last day and not a day sooner, counted from when it was put up; where
    no rule says how many days, nobody need say when that was."""
    for event, said in told:
        if event.name == "case:stage_recorded" and said["stage"] == "public_notice":
            if "last_on" not in said and said.get("scheme", row.scheme) in _NO_SET_DAYS:
                continue
            last = date.fromisoformat(said["last_on"] or said["hung_on"])
            assert (event.at + timedelta(hours=8)).date() > last
            assert date.fromisoformat(said["hung_on"]) <= last


def _end(row: IntakeCase, told: list[Told]) -> None:
    """An end says how and why; a no also by which article and how to object, and whether it has
    reached its person; without a decision somebody's word, or honest tries, stand behind it."""
    if row.state not in (S.CLOSED, S.DECLINED):
        assert row.decided_at is None
        assert (row.untold_since is None) == (not _owed(row))
        return
    at = max(place for place, (event, _) in enumerate(told) if event.name in ENDINGS)
    event, details = told[at]
    seen = services.progress_of(row.id).outcome
    assert seen is not None
    assert seen.reason.strip()
    assert event.actor_kind == "staff"
    assert event.actor_id == row.decided_by
    if row.state == S.DECLINED or row.result in NEGATIVE:
        assert (row.article or "").strip()
        assert "行政复议" in seen.way_to_object
        assert "起诉" in seen.way_to_object
        _delivered(row, told[at:])
    if row.result in (R.REDUCED, R.STOPPED):
        since = [place for place, one in enumerate(told) if one[0].name == "case:reopened"]
        heard = [one for one in told[max([0, *since]) : at] if one[0].name == "case:heard"]
        assert heard, "the person was heard first"
        assert all(one["how"] != "spoke" or one["said"] for _, one in heard)
        assert row.kind == "review"
    if row.state == S.CLOSED:
        _settled(row.kind, str(row.result), details, told[:at])


def _delivered(row: IntakeCase, since: list[Told]) -> None:
    """A no is on the list of what is owed until a delivery is written down, and off it after."""
    named = [one for event, one in since if event.name == "case:followed_up"]
    delivered = [one for one in named if one["what"] == "delivered"]
    assert (row.untold_since is None) == (row.told_at is not None and not _owed(row))
    assert row.told_at is None or delivered
    assert all(one["how"] and one["on"] for one in delivered)


def _owed(row: IntakeCase) -> bool:
    """Whether a no to one scheme of the case has not been handed over."""
    return db.session.scalar(_untold(row)) is not None


def _untold(row: IntakeCase) -> Select[tuple[str]]:
    return select(CaseItem.scheme).where(
        CaseItem.case_id == row.id, CaseItem.result == R.REFUSED, CaseItem.told_at.is_(None)
    )


def _settled(kind: str, result: str, details: dict[str, Any], before: list[Told]) -> None:
    """Whoever ends a matter without deciding it names who agreed."""
    of_application = kind in ("pre_application", "referral")
    if result in WORD_NEEDED or (of_application and result in (R.ANSWERED, R.DUPLICATE)):
        by = details["confirmed_by"]
        assert by in ("resident", "witness", "attempts")
        assert by != "witness" or details["witness"].strip()
        assert by != "attempts" or len(_days_tried(before)) >= 3
        assert result != R.UNREACHABLE or by == "attempts"


def _days_tried(before: list[Told]) -> set[object]:
    """The days of Beijing with a try, since somebody was last reached."""
    days: set[object] = set()
    for event, details in before:
        if event.name == "case:reopened":
            days = set()
        elif event.name == "case:contact_noted":
            local = (event.at + timedelta(hours=8)).date()
            days = set() if details["reached"] else days | {local}
    return days


def _items(row: IntakeCase, told: list[Told]) -> None:
    items = list(db.session.scalars(select(CaseItem).where(CaseItem.case_id == row.id)))
    assert row.state not in (S.CLOSED, S.DECLINED) or all(one.settled_at for one in items)
    for one in items:
        if one.settled_at is None or one.reason_sealed is None:
            assert one.result is None
            continue
        assert one.result not in (R.KEPT, R.REDUCED, R.STOPPED), "less only after a review"
        assert sealer().open(one.reason_sealed, "case_item", one.id, "reason").strip()
        assert one.result != R.REFUSED or (one.article or "").strip()
        at = next(
            place
            for place, (event, said) in enumerate(told)
            if event.name == "case:item_settled" and said["scheme"] == one.scheme
        )
        _settled(row.kind, str(one.result), told[at][1], told[:at])
        if one.result == R.REFUSED:
            handed = [
                said
                for event, said in told[at:]
                if event.name == "case:followed_up" and one.scheme in said.get("schemes", ())
            ]
            assert (one.told_at is None) == (not handed), "delivered when it is written down"
            assert one.told_at or row.untold_since, "owed from the hour it was decided"


def _children(row: IntakeCase) -> None:
    open_ones = db.session.scalars(
        select(IntakeCase.kind).where(
            IntakeCase.parent_id == row.id, IntakeCase.state.in_(tuple(OPEN))
        )
    ).all()
    assert len(open_ones) == len(set(open_ones)), "one open objection, one open review at a time"


def _not_by_who_decided(row: IntakeCase, told: list[Told]) -> None:
    """Nobody takes an objection to what they decided themselves."""
    assert row.parent_id
    decided = [
        event.actor_id
        for event in events_of(row.parent_id)
        if event.name in ("case:closed", "case:declined") and event.at <= row.created_at
    ]
    takers = {
        event.actor_id for event, _ in told if event.name in ("case:claimed", "case:transferred")
    }
    assert not decided or decided[-1] not in takers
