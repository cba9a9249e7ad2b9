"""What another system says of a case: written down with it, shown to the window; decides nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from backend.extensions import db
from backend.intake.casework import Who, leave_trace
from backend.intake.models import IntakeCase
from backend.intake.states import CaseState
from backend.intake.words import noted
from backend.regions.codes import contains


def outcome_reported(number: str, within: str, who: str, words: str, now: datetime) -> bool:
    """Write an outcome down with the case and tell its window; False where there is no such case
    inside the division `within`. `who` is how the system is called. Call in a transaction."""
    query = select(IntakeCase).where(IntakeCase.number == number)
    case = db.session.scalar(
        query.with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    if case is None or not contains(within, case.division_code):
        return False
    case.version += 1
    details = {"title": who, "note": noted(words)}
    state = CaseState(case.state)
    name = "case:outcome_reported"
    leave_trace(case, name, Who("system"), now, state, details, name)
    return True
