"""Open cases that other content, or a coming day, would treat differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from backend.content.library import Library
from backend.extensions import db
from backend.intake.clocks import due_under
from backend.intake.models import IntakeCase
from backend.intake.states import FINAL

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One open case. `due_on` and `would_be_due_on` differ when its clock does; `on_acceptance` tells
    that, accepted from that day on, it would be handled another way. No person stands in it."""

    id: str
    number: str | None
    scheme: str
    state: str
    division_code: str
    due_on: date | None
    would_be_due_on: date | None
    on_acceptance: bool

    @property
    def clock_moves(self) -> bool:
        return self.due_on != self.would_be_due_on


def open_case_changes(
    before: Library,
    today: date,
    after: Library,
    coming: date,
    in_words: Callable[[Library, str, bool, str, date], str],
) -> Iterator[CaseChange]:
    """Give open cases whose clock moves, and not yet accepted ones whose procedure changes.

    A running clock keeps the rules of the day it began; it moves only when the content itself was
    changed. `in_words` tells a procedure (library, scheme, urgent, place, day) so that two can be
    compared.
    """
    told: dict[tuple[str, bool, str], bool] = {}
    rows = db.session.scalars(
        select(IntakeCase)
        .where(IntakeCase.state.not_in(sorted(FINAL)), IntakeCase.scheme.is_not(None))
        .order_by(IntakeCase.due_on, IntakeCase.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for case in rows:
        now, then = due_under(case, before), due_under(case, after)
        turns = False
        if case.accepted_at is None and case.scheme:
            key = (case.scheme, case.urgent, case.division_code)
            if key not in told:
                told[key] = in_words(before, *key, today) != in_words(after, *key, coming)
            turns = told[key]
        due, would = now.due_on if now else None, then.due_on if then else None
        if turns or due != would:
            yield CaseChange(
                case.id, case.number, case.scheme or "", case.state, case.division_code,
                due, would, turns,
            )  # fmt: skip
