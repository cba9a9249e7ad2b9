"""A case's due date: taken from the content, set on the row, told again from the row."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from backend.content.library import Library
from backend.content.models import Procedure
from backend.doors.layout import beijing_day
from backend.intake.deadlines import Clock, DueDate, StageRules, due_for
from backend.intake.due_words import why_of
from backend.intake.limits import procedure_for, rules_for, title_of
from backend.intake.models import IntakeCase
from backend.intake.states import CaseState
from backend.workdays import Workdays, published


def library() -> Library:
    """Give the content in use; an empty one when none is bound, so that intake never stops."""
    found: Library | None = current_app.extensions.get("library")
    return found or Library()


def calendar() -> Workdays:
    """Give the holiday table in use."""
    found: Workdays | None = current_app.extensions.get("workdays")
    return found or published()


def set_due(case: IntakeCase) -> DueDate | None:
    """Compute the due date for the state the case is in and store it with rule and count."""
    due = due_of(case, calendar())
    case.due_on = due.due_on if due else None
    case.due_rule = due.rule if due else None
    case.due_source = due.source if due else ""
    case.due_derivation = due.derivation if due else None
    case.provisional = due.provisional if due else False
    return due


def due_of(case: IntakeCase, table: Workdays) -> DueDate | None:
    """Give what the due date would be by this table, without storing it."""
    return due_for(_clock(case), _rules(case), table)


def stored_due(case: IntakeCase) -> DueDate | None:
    """Give the due date as it stands on the row, with its story."""
    if case.due_on is None or case.due_rule is None or case.due_derivation is None:
        return None
    return DueDate(
        due_on=case.due_on,
        rule=case.due_rule,
        source=case.due_source,
        why=why_of(case.due_derivation, title_of(case.due_rule, _procedure(case)), case.due_source),
        derivation=case.due_derivation,
        provisional=case.provisional,
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
    )


def _rules(case: IntakeCase) -> StageRules:
    return rules_for(
        library(),
        case.scheme,
        urgent=case.urgent,
        place=case.division_code,
        received_on=beijing_day(case.created_at),
        accepted_on=_day(case.accepted_at),
    )


def _procedure(case: IntakeCase) -> Procedure | None:
    accepted_on = _day(case.accepted_at)
    if accepted_on is None or case.scheme is None:
        return None
    return procedure_for(
        library(), case.scheme, urgent=case.urgent, place=case.division_code, on=accepted_on
    )


def _day(moment: datetime | None) -> date | None:
    return beijing_day(moment) if moment else None


def procedure_stages(case: IntakeCase) -> dict[str, str]:
    """Give the stages of the procedure that would hold for this case: id -> name."""
    if case.scheme is None:
        return {}
    on = _day(case.accepted_at) or beijing_day(case.created_at)
    procedure = procedure_for(
        library(), case.scheme, urgent=case.urgent, place=case.division_code, on=on
    )
    return {stage.id: stage.name for stage in procedure.stages} if procedure else {}
