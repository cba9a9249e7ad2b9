"""A case's due date: taken from the content, set on the row, told again from the row."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import current_app

from backend.content.library import Library
from backend.content.models import Procedure
from backend.doors.layout import beijing_day
from backend.intake.deadlines import Clock, DueDate, StageRules, due_for, due_once_urgent
from backend.intake.due_words import why_of
from backend.intake.limits import procedure_for, rules_for, title_of
from backend.intake.models import IntakeCase
from backend.intake.states import CaseState
from backend.workdays import Workdays, usable


def library() -> Library:
    """Give the content in use; an empty one when none is bound, so that intake never stops."""
    found: Library | None = current_app.extensions.get("library")
    return found or Library()


def calendar() -> Workdays:
    """Give the holiday table in use."""
    found: Workdays | None = current_app.extensions.get("workdays")
    return found or usable()


def set_due(case: IntakeCase) -> DueDate | None:
    """Compute the due date for the state the case is in and store it with rule and count."""
    due = due_of(case, calendar())
    if (due.due_on if due else None) != case.due_on:
        case.hint = None  # a new day, a new reminder
    found = {
        "due_on": due.due_on if due else None,
        "due_at": due.due_at if due else None,
        "due_rule": due.rule if due else None,
        "due_source": due.source if due else "",
        "due_derivation": due.derivation if due else None,
        "provisional": due.provisional if due else False,
    }
    for name, value in found.items():
        if getattr(case, name) != value:  # what stays is not written again
            setattr(case, name, value)
    return due


def due_of(case: IntakeCase, table: Workdays) -> DueDate | None:
    """Give what the due date would be by this table, without storing it."""
    return _due(case, library(), table)


def due_under(case: IntakeCase, content: Library) -> DueDate | None:
    """Give what the due date would be under other content, for a look ahead."""
    return _due(case, content, calendar())


def _due(case: IntakeCase, content: Library, table: Workdays) -> DueDate | None:
    rules = _rules(case, content)
    if case.urgent_at is None:
        return due_for(_clock(case), rules, table)
    before = _rules(case, content, urgent=False)
    return due_once_urgent(_clock(case), case.urgent_at, rules, before, table)


def stored_due(case: IntakeCase) -> DueDate | None:
    """Give the due date as it stands on the row, with its story."""
    if case.due_on is None or case.due_rule is None or case.due_derivation is None:
        return None
    return DueDate(
        due_on=case.due_on,
        rule=case.due_rule,
        source=case.due_source,
        why=why_of(case.due_derivation, title_of(case.due_rule, *_ways(case)), case.due_source),
        derivation=case.due_derivation,
        provisional=case.provisional,
        due_at=case.due_at,
    )


def may_extend(case: IntakeCase) -> bool:
    """Whether the procedure knows a longer limit that has not been used yet."""
    return case.extended_at is None and _rules(case).extended is not None


def _clock(case: IntakeCase) -> Clock:
    return Clock(
        state=CaseState(case.state),
        received_on=beijing_day(case.created_at),
        complete_on=case.complete_on,
        is_contacted=case.contacted_at is not None,
        accepted_on=_day(case.accepted_at),
        is_extended=case.extended_at is not None,
        received_at=case.created_at,
        accepted_at=case.accepted_at,
        pauses=pauses_of(case),
    )


def pauses_for_supplement(case: IntakeCase) -> bool:
    """Whether the place's procedure stops the clock while an accepted case waits for papers."""
    return _rules(case).pauses


def pause(case: IntakeCase, now: datetime) -> None:
    """An accepted case waits for the resident from the day after today."""
    if case.accepted_at is not None and _rules(case).pauses:
        first = beijing_day(now) + timedelta(days=1)
        case.pauses = [*(case.pauses or []), [first.isoformat(), ""]]


def resume(case: IntakeCase, now: datetime) -> None:
    """The wait is over; today, the day it came, does not count yet."""
    if case.pauses and not case.pauses[-1][1]:
        case.pauses = [*case.pauses[:-1], [case.pauses[-1][0], beijing_day(now).isoformat()]]


def stands_still(case: IntakeCase) -> bool:
    """Whether an accepted case waits for papers, which only happens where its clock stops for them."""
    return case.accepted_at is not None and case.state == CaseState.AWAITING_SUPPLEMENT


def pauses_of(case: IntakeCase) -> list[tuple[date, date]]:
    """Give the spans of days in which the case waited, those that have ended."""
    return [
        (date.fromisoformat(first), date.fromisoformat(last))
        for first, last in case.pauses or []
        if last
    ]


def _rules(
    case: IntakeCase, content: Library | None = None, *, urgent: bool | None = None
) -> StageRules:
    return rules_for(
        content or library(),
        case.scheme,
        urgent=case.urgent if urgent is None else urgent,
        place=case.division_code,
        received_on=beijing_day(case.created_at),
        accepted_on=_day(case.accepted_at),
    )


def _ways(case: IntakeCase) -> tuple[Procedure | None, ...]:
    return ways_of(case) if case.accepted_at is not None else ()


def ways_of(case: IntakeCase, scheme: str | None = None) -> tuple[Procedure | None, ...]:
    """Give the way this case, or a `scheme` added to it, is handled, and the one it would be handled
    in were it urgent, or not: it may have been so before."""
    is_urgent = case.urgent
    return tuple(_procedure(case, scheme, urgent=one) for one in (is_urgent, not is_urgent))


def procedure_of(case: IntakeCase, scheme: str | None = None) -> Procedure | None:
    """Give the way this case, or a `scheme` added to it, is handled: as it held on the day of
    acceptance, else of receipt."""
    return _procedure(case, scheme, urgent=case.urgent)


def _procedure(case: IntakeCase, scheme: str | None, *, urgent: bool) -> Procedure | None:
    about = scheme or case.scheme
    if about is None:
        return None
    on = _day(case.accepted_at) or beijing_day(case.created_at)
    return procedure_for(library(), about, urgent=urgent, place=case.division_code, on=on)


def _day(moment: datetime | None) -> date | None:
    return beijing_day(moment) if moment else None


def procedure_stages(case: IntakeCase, scheme: str | None = None) -> dict[str, str]:
    """Give the stages of the procedure that would hold for this case, or for a scheme added to it:
    id -> name."""
    procedure = procedure_of(case, scheme)
    return {stage.id: stage.name for stage in procedure.stages} if procedure else {}
