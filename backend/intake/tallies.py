"""How many applications came in at each township and how they ended; counts only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from backend.extensions import db
from backend.intake.models import APPLICATIONS, IntakeCase
from backend.intake.states import OPEN, CaseState, Result


def tally(townships: Sequence[str], start: datetime, end: datetime) -> list[list[int]]:
    """Give, for each township, how many of what came in from `start` until `end` are open, were
    granted, were refused, ended otherwise. What was erased since is not counted."""
    prefix = func.substr(IntakeCase.division_code, 1, 9)
    query = (
        select(prefix, IntakeCase.state, IntakeCase.result, func.count())
        .where(
            IntakeCase.kind.in_(sorted(APPLICATIONS)),
            IntakeCase.created_at >= start,
            IntakeCase.created_at < end,
        )
        .group_by(prefix, IntakeCase.state, IntakeCase.result)
    )
    counts = {code[:9]: [0, 0, 0, 0] for code in townships}
    for place, state, result, count in db.session.execute(query):
        if place in counts:
            counts[place][_column(state, result)] += count
    return [counts[code[:9]] for code in townships]


def _column(state: str, result: str | None) -> int:
    if state in OPEN:
        return 0
    if result == Result.GRANTED:
        return 1
    return 2 if state == CaseState.DECLINED or result == Result.REFUSED else 3
