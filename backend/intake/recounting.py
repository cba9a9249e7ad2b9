"""Count every open deadline again by the holiday table in use, and say which days change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from backend.extensions import db
from backend.intake import clocks, running
from backend.intake.jobs import recount_case
from backend.intake.limits import title_of
from backend.intake.models import IntakeCase
from backend.intake.notices import number_of
from backend.intake.part_models import CaseClock

BATCH: Final = 500


@dataclass(frozen=True)
class Changed:
    """One deadline whose day changed (or would)."""

    number: str
    what: str
    was: date
    is_now: date

    @property
    def is_later(self) -> bool:
        return self.is_now > self.was


@dataclass(frozen=True)
class Batch:
    """Some of the deadlines; `last` is where the next batch begins, None after the last."""

    changed: list[Changed]
    seen: int
    last: str | None


def recount_cases(now: datetime, after: str = "", *, dry_run: bool = False) -> Batch:
    """Count the next cases' due dates again. Call in a transaction, until `last` is None."""
    query = (
        select(IntakeCase)
        .where(IntakeCase.id > after, IntakeCase.due_on.is_not(None))
        .order_by(IntakeCase.id)
        .limit(BATCH)
    )
    rows = list(db.session.scalars(query if dry_run else query.with_for_update(key_share=True)))
    changed = []
    for case in rows:
        was, rule = case.due_on, case.due_rule
        due = clocks.due_of(case, clocks.calendar())
        if was is None or due is None or rule is None:
            continue
        if due.due_on != was:
            title = title_of(rule, *clocks.ways_of(case))
            changed.append(Changed(number_of(case) or case.id[:8], title, was, due.due_on))
        if not dry_run:
            recount_case(case, now)
    db.session.flush()
    return Batch(changed, len(rows), rows[-1].id if len(rows) == BATCH else None)


def recount_clocks(after: str = "", *, dry_run: bool = False) -> Batch:
    """Count the next running clocks again. Call in a transaction, until `last` is None."""
    query = (
        select(CaseClock, IntakeCase)
        .join(IntakeCase, IntakeCase.id == CaseClock.case_id)
        .where(CaseClock.id > after, CaseClock.ended_at.is_(None))
        .order_by(CaseClock.id)
        .limit(BATCH)
    )
    rows = [(clock, case) for clock, case in db.session.execute(query)]
    changed = []
    for clock, case in rows:
        was, due = clock.due_on, running.counted_again(clock, case, clocks.calendar())
        if due.due_on != was:
            number = number_of(case) or case.id[:8]
            changed.append(Changed(number, clock.due_title, was, due.due_on))
        if not dry_run:
            running.put_due(clock, due)
    db.session.flush()
    return Batch(changed, len(rows), rows[-1][0].id if len(rows) == BATCH else None)
